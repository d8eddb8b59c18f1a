/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Who fills a section, by its form. A change of a field by anybody else is kept as a proposal until somebody
 * who fills it sets the field or takes it up (design.md 5); rows are for those who fill the table. Administrators
 * get no exception, and who holds no role (yet) fills only what the form leaves to anyone. */

#define G_LOG_DOMAIN "slipway"

#include <string.h>

#include "store/slip-log.h"
#include "store/slip-values.h"
#include "trust/slip-roster.h"
#include "workspace/slip-workspace-private.h"

gboolean
slip_fills (SlipDatabase *db, SlipFormNode *node)
{
  g_autofree char *person = NULL;

  if (node->fills == NULL)
    return TRUE;
  person = slip_meta_get (db, SLIP_META_PERSON);
  for (gsize i = 0; person != NULL && node->fills[i] != NULL; i++)
    if (slip_roster_holds (db, person, node->fills[i]))
      return TRUE;
  return FALSE;
}

gboolean
slip_fills_check (SlipDatabase *db, SlipFormNode *node, const char *what, GError **error)
{
  g_autofree char *roles = NULL;

  if (slip_fills (db, node))
    return TRUE;
  roles = g_strjoinv (", ", node->fills);
  g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED,
               "%s “%s” is for those who fill it: %s; you hold none of these roles (a change of a "
               "field would be kept as a proposal)",
               what, node->path, roles);
  return FALSE;
}

static gboolean
shows (SlipDatabase *db, SlipRecord *record, const char *row, SlipFormNode *node, const char *value)
{
  g_autoptr (GPtrArray) values = NULL;
  g_autofree char *now = slip_values_text (db, record->id, row, node->cell, NULL);

  if (g_strcmp0 (now != NULL ? now : "", value) != 0)
    return FALSE;
  values = slip_values_get (db, record->id, row, node->cell, NULL);
  if (values == NULL || node->type == SLIP_FIELD_CHOICES)
    return values != NULL;
  slip_values_distinct (values);
  return values->len < 2;
}

/* The same again is no new proposal. */
static gboolean
is_proposed (SlipDatabase *db, SlipRecord *record, const char *row, SlipFormNode *node,
             const char *value)
{
  g_autofree char *person = slip_meta_get (db, SLIP_META_PERSON);
  g_autofree char *newest = slip_database_get_text (
      db, NULL,
      "SELECT value FROM proposal WHERE record = ? AND row = ? AND field = ? AND person = ? ORDER "
      "BY clock DESC, replica DESC LIMIT 1",
      "ssss", record->id, row, node->cell, person);

  return g_strcmp0 (newest, value) == 0;
}

gboolean
slip_propose (SlipDatabase *db, SlipRecord *record, const char *row, SlipFormNode *node,
              const char *value, GError **error)
{
  g_autoptr (GArray) names = NULL;
  g_autoptr (SlipOp) op = NULL;

  if (strlen (value) > SLIP_OP_MAX_TEXT)
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_TOO_LARGE,
                   "“%s”: you don't fill it, and a proposal has at most %d KiB; ask somebody who "
                   "does, or propose a shorter text",
                   node->path, SLIP_OP_MAX_TEXT / 1024);
      return FALSE;
    }
  if (is_proposed (db, record, row, node, value))
    return TRUE;
  if (shows (db, record, row, node, value) &&
      slip_database_get_int (db, 0,
                             "SELECT count (*) FROM proposal WHERE record = ? AND row = ? AND "
                             "field = ?",
                             "sss", record->id, row, node->cell) == 0)
    return TRUE;
  /* What it is about: it takes nothing away. */
  names = slip_values_names (db, record->id, row, node->cell, NULL, error);
  if (names == NULL)
    return FALSE;
  op = slip_log_do (db, SLIP_OP_PROPOSE, SLIP_UNKNOWN_RECORD_READ_ONLY, record->id,
                    (const SlipOpName *) (gpointer) names->data, names->len,
                    g_variant_new ("(@ayss)", slip_op_id_variant (row), node->cell, value), error);
  return op != NULL;
}

gboolean
slip_fills_add_proposals (SlipDatabase *db, const char *record, const char *row, const char *field,
                          GArray *names, GError **error)
{
  g_autoptr (SlipQuery) query = slip_database_query (
      db, error,
      "SELECT replica, clock FROM proposal WHERE record = ? AND row = ? AND field = ? ORDER BY "
      "clock, replica",
      "sss", record, row, field);
  GError *local_error = NULL;

  if (query == NULL)
    return FALSE;
  while (slip_query_next (query, &local_error))
    {
      SlipOpName name = { 0 };

      g_strlcpy (name.replica, slip_query_text (query, 0), sizeof name.replica);
      name.clock = (guint64) slip_query_int (query, 1);
      g_array_append_val (names, name);
    }
  if (local_error != NULL)
    g_propagate_error (error, local_error);
  return local_error == NULL;
}
