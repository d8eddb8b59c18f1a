/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The log is the truth: everything else can be thrown away and made again from it, which also mends whatever a bug or
 * a bad disk did to it. */

#include "workspace/slip-care.h"

#include <string.h>

#include "store/slip-fold.h"
#include "store/slip-search.h"
#include "workspace/slip-attachments-private.h"
#include "workspace/slip-people-private.h"

void
slip_rebuild_report_clear (SlipRebuildReport *report)
{
  g_clear_pointer (&report->difference, g_free);
}

/* (transfer full): the first line in which @before and @after differ; NULL when they are equal. */
static char *
first_difference (const char *before, const char *after)
{
  const char *line = before;
  gsize i = 0;
  gsize length;

  while (before[i] != '\0' && before[i] == after[i])
    {
      if (before[i] == '\n')
        line = before + i + 1;
      i++;
    }
  if (before[i] == after[i])
    return NULL;
  /* What was there; where nothing was, what is there now. */
  if (*line == '\0')
    line = after + (line - before);
  length = strcspn (line, "\n");
  return g_utf8_make_valid (line, (gssize) MIN (length, 160));
}

static gboolean
rebuild (SlipWorkspace *self, SlipDatabase *db, gpointer data, GError **error)
{
  SlipRebuildReport *report = data;
  g_autoptr (GError) damage = NULL;
  g_autofree char *before = slip_fold_dump (db, &damage);
  g_autofree char *after = NULL;

  /* Tables that can't even be read are what this is for. */
  if (before == NULL && !g_error_matches (damage, SLIP_ERROR, SLIP_ERROR_CORRUPT))
    {
      g_propagate_error (error, g_steal_pointer (&damage));
      return FALSE;
    }
  if (!slip_fold_rebuild (db, error) || !slip_workspace_refold_roster (self, db, error) ||
      !slip_search_check (db, error))
    return FALSE;
  after = slip_fold_dump (db, error);
  if (after == NULL)
    return FALSE;
  report->ops =
      (guint64) slip_database_get_int (db, 0, "SELECT count (*) FROM op WHERE counts = 1", "");
  report->difference =
      before != NULL ? first_difference (before, after) : g_strdup (damage->message);
  report->equal = report->difference == NULL;
  return TRUE;
}

gboolean
slip_workspace_rebuild (SlipWorkspace *self, SlipRebuildReport *report, GError **error)
{
  memset (report, 0, sizeof *report);
  if (slip_workspace_edit (self, rebuild, report, error))
    {
      slip_abandoned_clean (self, TRUE);
      return TRUE;
    }
  slip_rebuild_report_clear (report);
  return FALSE;
}
