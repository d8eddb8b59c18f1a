/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Who fills a section, by its form. A change of a field by anybody else is kept as a proposal until somebody
 * who fills it sets the field or takes it up (design.md 5); rows are for those who fill the table. Administrators
 * get no exception, and who holds no role (yet) fills only what the form leaves to anyone. */

#include <glib/gi18n-lib.h>
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
slip_fills_check (SlipDatabase *db, SlipFormNode *node, GError **error)
{
  g_autofree char *roles = NULL;

  if (slip_fills (db, node))
    return TRUE;
  roles = g_strjoinv (", ", node->fills);
  g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED,
               /* Translators: a field or a table, and the roles that fill it. */
               _ ("“%s” is for those who fill it: %s; you hold none of these roles (a change of a "
                  "field would be kept as a proposal)"),
               node->path, roles);
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
      g_set_error (
          error, SLIP_ERROR, SLIP_ERROR_TOO_LARGE,
          _ ("“%s”: you don't fill it, and a proposal has at most %d KiB; ask somebody who "
             "does, or propose a shorter text"),
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

/* == rows that are kept as they are (domain.md 4: every attempt is kept) == */

static gboolean
is_fixed (SlipDatabase *db, const char *record, const char *row, SlipFormNode *table)
{
  g_autofree char *said = NULL;

  if (table == NULL || table->keep == NULL || *row == '\0')
    return FALSE;
  said = slip_values_text (db, record, row, table->keep->cell, NULL);
  return said != NULL && *said != '\0' && g_strcmp0 (said, table->keep_unless) != 0;
}

/* What it points to was deleted since: nobody could approve the document, could it not be chosen anew. The log keeps what was
 * recorded. */
static gboolean
points_nowhere (SlipDatabase *db, const char *record, SlipFormNode *node, const char *value)
{
  g_autofree char *target = NULL;

  if (node->type != SLIP_FIELD_REFERENCE && node->type != SLIP_FIELD_PERSON)
    return FALSE;
  target = slip_form_resolve_reference (db, node->form, record, node, value, NULL);
  return target == NULL || !g_str_equal (target, value);
}

gboolean
slip_keep_check_value (SlipDatabase *db, SlipRecord *record, const char *row, SlipFormNode *node,
                       const char *value, GError **error)
{
  g_autoptr (GPtrArray) values = NULL;
  g_autofree char *now = NULL;

  if (!is_fixed (db, record->id, row, node->table))
    return TRUE;
  now = slip_values_text (db, record->id, row, node->cell, NULL);
  if (now == NULL || *now == '\0' || g_str_equal (now, value) ||
      points_nowhere (db, record->id, node, now))
    return TRUE;
  /* Of several values written at the same time one has to be chosen. */
  values = slip_values_get (db, record->id, row, node->cell, error);
  if (values == NULL)
    return FALSE;
  slip_values_distinct (values);
  if (values->len > 1 && node->type != SLIP_FIELD_CHOICES)
    return TRUE;
  g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED,
               _ ("“%s” of row %s is kept as it was recorded; add another row to “%s” instead"),
               node->name, row, node->table->path);
  return FALSE;
}

gboolean
slip_keep_check_delete (SlipDatabase *db, SlipForm *form, const char *record, const char *row,
                        GError **error)
{
  g_autoptr (SlipQuery) query = slip_database_query (
      db, error,
      "WITH RECURSIVE down (id) AS (VALUES (?2) UNION SELECT row.id FROM down JOIN row ON "
      "row.record = ?1 AND row.parent = down.id AND row.parent <> '' AND NOT row.dead) "
      "SELECT r.id, r.tbl FROM down JOIN row r ON r.record = ?1 AND r.id = down.id",
      "ss", record, row);
  GError *local_error = NULL;

  if (query == NULL)
    return FALSE;
  while (slip_query_next (query, &local_error))
    {
      const char *id = slip_query_text (query, 0);
      SlipFormNode *table = slip_form_find (form, slip_query_text (query, 1));

      if (!is_fixed (db, record, id, table))
        continue;
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED,
                   g_str_equal (id, row)
                       ? _ ("row %s of “%s” is kept as it was recorded and can't be deleted")
                       : _ ("row %s of “%s” is kept as it was recorded and can't be deleted, nor "
                            "what it stands in"),
                   id, table->path);
      return FALSE;
    }
  if (local_error != NULL)
    g_propagate_error (error, local_error);
  return local_error == NULL;
}
