/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The process as lists show it: order and headings. Who signs what is in the forms. */

#include "ui/library/slip-stages.h"

#include <glib/gi18n.h>

typedef struct
{
  const char *title;
  const char *forms[5];
} Stage;

static const Stage stages[] = {
  { N_ ("8.1 Deployment plan"), { "deployment-plan", "change-plan", NULL } },
  { N_ ("8.2 Installation and preliminary documents"), { "installation-procedure", NULL } },
  { N_ ("8.3 FOA or beta"), { "foa-beta-record", NULL } },
  { N_ ("8.4 User acceptance"), { "uat-checklist", NULL } },
  { N_ ("8.5 Final approval"), { "final-approval", NULL } },
  { N_ ("8.6 Release to production"), { "release-record", NULL } },
  { N_ ("9 Post-implementation"),
    { "post-implementation-review", "lessons-learned", "operational-handover", "monitoring-log",
      NULL } },
  { N_ ("At any time"), { "maturity-assessment", "decommissioning-plan", NULL } },
  { N_ ("Other documents"), { NULL } },
};

guint
slip_stages_count (void)
{
  return G_N_ELEMENTS (stages);
}

const char *
slip_stages_title (guint stage)
{
  g_return_val_if_fail (stage < G_N_ELEMENTS (stages), "");
  return _ (stages[stage].title);
}

guint
slip_stages_of_form (const char *form)
{
  for (guint i = 0; i < G_N_ELEMENTS (stages); i++)
    if (g_strv_contains (stages[i].forms, form))
      return i;
  return G_N_ELEMENTS (stages) - 1;
}

guint
slip_stages_rank (const char *form)
{
  const Stage *stage = &stages[slip_stages_of_form (form)];
  guint rank = 0;

  while (stage->forms[rank] != NULL && !g_str_equal (stage->forms[rank], form))
    rank++;
  return rank;
}
