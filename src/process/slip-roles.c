/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

#include "process/slip-roles.h"

#include <glib/gi18n-lib.h>

#include "core/slip-error.h"

static const char *const ids[] = {
  "development-lead",
  "qa-lead",
  "operations-manager",
  "project-manager",
  "program-manager",
  "technical-support",
  "ai-irb-liaison",
  "user-representative",
  "auditor",
  "administrator",
  NULL,
};

static const char *const names[] = {
  N_ ("Development Lead"),
  N_ ("QA Lead"),
  N_ ("Operations Manager"),
  N_ ("Product/Project Manager"),
  N_ ("Program Manager"),
  N_ ("Technical Support"),
  N_ ("AI-IRB Liaison"),
  N_ ("User Representative"),
  N_ ("Auditor"),
  N_ ("Administrator"),
};
G_STATIC_ASSERT (G_N_ELEMENTS (names) == G_N_ELEMENTS (ids) - 1);

const char *const *
slip_roles_all (void)
{
  return ids;
}

const char *
slip_role_name (const char *id)
{
  for (gsize i = 0; id != NULL && ids[i] != NULL; i++)
    if (g_str_equal (ids[i], id))
      return _ (names[i]);
  if (g_strcmp0 (id, "*") == 0)
    return _ ("Any role");
  return id != NULL ? id : "";
}

gboolean
slip_roles_check (const char *const *roles, GError **error)
{
  for (gsize i = 0; roles[i] != NULL; i++)
    if (!g_strv_contains (ids, roles[i]))
      {
        g_autofree char *all = g_strjoinv (", ", (char **) ids);

        g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID,
                     _ ("there is no role “%s”; the roles are: %s"), roles[i], all);
        return FALSE;
      }
  return TRUE;
}

gboolean
slip_role_signs (const char *id)
{
  return !g_str_equal (id, "auditor") && !g_str_equal (id, "administrator");
}
