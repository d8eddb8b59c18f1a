/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* SELECTs over the fold's tables, each by an index: the cost follows what is asked for, not the
 * size of the workspace. */

#include <glib/gi18n-lib.h>
#include <string.h>

#include "store/slip-blobs.h"
#include "store/slip-values.h"

void
slip_value_free (SlipValue *value)
{
  if (value == NULL)
    return;
  g_free (value->value);
  g_free (value);
}

void
slip_conflict_free (SlipConflict *conflict)
{
  if (conflict == NULL)
    return;
  g_free (conflict->row);
  g_free (conflict->field);
  g_free (conflict);
}

/* Ends a loop over rows: TRUE when it ran to the end. */
static gboolean
finish (GError *failure, GError **error)
{
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, g_error_copy (failure));
  return FALSE;
}

GPtrArray *
slip_values_get (SlipDatabase *database, const char *record, const char *row, const char *field,
                 GError **error)
{
  g_autoptr (GPtrArray) values = NULL;
  g_autoptr (GError) failure = NULL;
  g_autoptr (SlipQuery) query = slip_database_query (
      database, error,
      "SELECT replica, clock, seq, person, wall, utc_offset, kind, shown, value"
      " FROM value WHERE record = ? AND row = ? AND field = ?"
      " ORDER BY shown DESC, clock DESC, replica DESC",
      "sss", record, row, field);

  if (query == NULL)
    return NULL;
  values = g_ptr_array_new_with_free_func ((GDestroyNotify) slip_value_free);
  while (slip_query_next (query, &failure))
    {
      SlipValue *value = g_new0 (SlipValue, 1);

      g_strlcpy (value->name.replica, slip_query_text (query, 0), sizeof value->name.replica);
      value->name.clock = slip_query_int (query, 1);
      value->seq = slip_query_int (query, 2);
      g_strlcpy (value->person, slip_query_text (query, 3), sizeof value->person);
      value->wall_ms = slip_query_int (query, 4);
      value->utc_offset = slip_query_int (query, 5);
      value->kind = *slip_query_text (query, 6);
      value->shown = slip_query_int (query, 7);
      value->value = g_strdup (slip_query_text (query, 8));
      g_ptr_array_add (values, value);
    }
  return finish (failure, error) ? g_steal_pointer (&values) : NULL;
}

void
slip_values_distinct (GPtrArray *values)
{
  for (guint i = 0; i < values->len; i++)
    {
      const SlipValue *first = g_ptr_array_index (values, i);

      for (guint j = values->len; j > i + 1; j--)
        {
          const SlipValue *other = g_ptr_array_index (values, j - 1);

          if (first->kind == other->kind && g_str_equal (first->value, other->value))
            g_ptr_array_remove_index (values, j - 1);
        }
    }
}

char *
slip_value_resolve (SlipDatabase *database, const SlipValue *value, GError **error)
{
  g_autoptr (GBytes) blob = NULL;
  const char *data;
  gsize length;

  switch (value->kind)
    {
    case SLIP_VALUE_BLOB:
      blob = slip_blobs_get (database, value->value, error);
      if (blob == NULL)
        return NULL;
      data = g_bytes_get_data (blob, &length);
      return length > 0 ? g_utf8_make_valid (data, length) : g_strdup ("");
    case SLIP_VALUE_FILE:
      /* digest size name */
      data = strchr (value->value, ' ');
      data = data ? strchr (data + 1, ' ') : NULL;
      return g_strdup (data ? data + 1 : "");
    case SLIP_VALUE_TEXT:
    case SLIP_VALUE_MEMBER:
    case SLIP_VALUE_POSITION:
    case SLIP_VALUE_ADD:
    case SLIP_VALUE_DELETE:
    default:
      return g_strdup (value->value);
    }
}

static int
compare_members (gconstpointer a, gconstpointer b)
{
  const SlipValue *first = *(const SlipValue *const *) a;
  const SlipValue *second = *(const SlipValue *const *) b;

  return strcmp (first->value, second->value);
}

/* Members of a set, sorted, one a line. */
static char *
join_members (GPtrArray *values)
{
  GString *text = g_string_new (NULL);

  slip_values_distinct (values);
  g_ptr_array_sort (values, compare_members);
  for (guint i = 0; i < values->len; i++)
    {
      const SlipValue *value = g_ptr_array_index (values, i);

      if (value->kind != SLIP_VALUE_MEMBER)
        continue;
      if (text->len > 0)
        g_string_append_c (text, '\n');
      g_string_append (text, value->value);
    }
  return g_string_free (text, FALSE);
}

char *
slip_values_text (SlipDatabase *database, const char *record, const char *row, const char *field,
                  GError **error)
{
  g_autoptr (GPtrArray) values = slip_values_get (database, record, row, field, error);

  if (values == NULL)
    return NULL;
  for (guint i = 0; i < values->len; i++)
    {
      const SlipValue *value = g_ptr_array_index (values, i);

      if (value->shown && value->kind != SLIP_VALUE_MEMBER)
        return slip_value_resolve (database, value, error);
    }
  return values->len > 0 ? join_members (values) : NULL;
}

GArray *
slip_values_names (SlipDatabase *database, const char *record, const char *row, const char *field,
                   const char *member, GError **error)
{
  g_autoptr (GArray) names = NULL;
  g_autoptr (GError) failure = NULL;
  g_autoptr (SlipQuery) query =
      slip_database_query (database, error,
                           "SELECT replica, clock FROM value WHERE record = ?1 AND row = ?2"
                           " AND field = ?3 AND (?4 IS NULL OR (kind = 'p' AND value = ?4))"
                           " ORDER BY clock, replica",
                           "ssss", record, row, field, member);

  if (query == NULL)
    return NULL;
  names = g_array_new (FALSE, TRUE, sizeof (SlipOpName));
  while (slip_query_next (query, &failure))
    {
      SlipOpName name = { 0 };

      g_strlcpy (name.replica, slip_query_text (query, 0), sizeof name.replica);
      name.clock = slip_query_int (query, 1);
      g_array_append_val (names, name);
    }
  return finish (failure, error) ? g_steal_pointer (&names) : NULL;
}

GPtrArray *
slip_values_rows (SlipDatabase *database, const char *record, const char *table, const char *parent,
                  GError **error)
{
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GError) failure = NULL;
  g_autoptr (SlipQuery) query =
      slip_database_query (database, error,
                           "SELECT id FROM row WHERE record = ? AND tbl = ? AND parent = ?"
                           " AND dead = 0 ORDER BY position, id",
                           "sss", record, table, parent);

  if (query == NULL)
    return NULL;
  rows = g_ptr_array_new_with_free_func (g_free);
  while (slip_query_next (query, &failure))
    g_ptr_array_add (rows, g_strdup (slip_query_text (query, 0)));
  return finish (failure, error) ? g_steal_pointer (&rows) : NULL;
}

gboolean
slip_values_row_info (SlipDatabase *database, const char *record, const char *row, char **table,
                      char **parent, char **position, gboolean *dead, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (SlipQuery) query = slip_database_query (
      database, error, "SELECT tbl, parent, position, dead FROM row WHERE record = ? AND id = ?",
      "ss", record, row);

  if (query == NULL)
    return FALSE;
  if (!slip_query_next (query, &failure))
    {
      if (finish (failure, error))
        g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND,
                     _ ("record %s has no row %s; look its rows up again"), record, row);
      return FALSE;
    }
  if (table != NULL)
    *table = g_strdup (slip_query_text (query, 0));
  if (parent != NULL)
    *parent = g_strdup (slip_query_text (query, 1));
  if (position != NULL)
    *position = g_strdup (slip_query_text (query, 2));
  if (dead != NULL)
    *dead = slip_query_int (query, 3);
  return TRUE;
}

GPtrArray *
slip_values_conflicts (SlipDatabase *database, const char *record, GError **error)
{
  g_autoptr (GPtrArray) conflicts = NULL;
  g_autoptr (GError) failure = NULL;
  g_autoptr (SlipQuery) query = slip_database_query (
      database, error,
      "WITH many (row, field) AS (SELECT DISTINCT row, field FROM value INDEXED BY value_special"
      "  WHERE record = ?1 AND shown = 0 AND kind IN ('v', 'b', 'a')),"
      " found (row, field, n) AS (SELECT row, field, (SELECT count (DISTINCT kind || value)"
      "   FROM value v WHERE v.record = ?1 AND v.row = many.row AND v.field = many.field"
      "   AND v.kind IN ('v', 'b', 'a')) FROM many"
      "  UNION ALL SELECT id, '@delete', 2 FROM row WHERE record = ?1 AND flagged = 1"
      "  UNION ALL SELECT '', '@delete', 2 FROM record WHERE id = ?1 AND flagged = 1)"
      " SELECT found.row, field, n FROM found LEFT JOIN row r ON r.record = ?1 AND r.id = found.row"
      " WHERE n > 1 AND coalesce (r.dead, 0) = 0 ORDER BY found.row, field",
      "s", record);

  if (query == NULL)
    return NULL;
  conflicts = g_ptr_array_new_with_free_func ((GDestroyNotify) slip_conflict_free);
  while (slip_query_next (query, &failure))
    {
      SlipConflict *conflict = g_new0 (SlipConflict, 1);

      conflict->row = g_strdup (slip_query_text (query, 0));
      conflict->field = g_strdup (slip_query_text (query, 1));
      conflict->n = slip_query_int (query, 2);
      g_ptr_array_add (conflicts, conflict);
    }
  return finish (failure, error) ? g_steal_pointer (&conflicts) : NULL;
}
