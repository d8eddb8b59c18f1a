/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Which tables of a record have other rows than the session knows. */

#include "store/slip-values.h"
#include "workspace/slip-form-session-private.h"

#include <string.h>

/* "table\nparent" → digest (guint64) of the ids in their order. */
static GHashTable *
read_tables (SlipFormLook *look, SlipDatabase *db, GError **error)
{
  g_autoptr (GHashTable) tables = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (SlipQuery) query =
      slip_database_query (db, error,
                           "SELECT tbl || char (10) || parent, id FROM row WHERE record = ? AND "
                           "NOT dead ORDER BY tbl, parent, position, id",
                           "s", look->record);
  GError *local_error = NULL;

  if (query == NULL)
    return NULL;
  while (slip_query_next (query, &local_error))
    {
      const char *key = slip_query_text (query, 0);
      guint64 *digest = g_hash_table_lookup (tables, key);

      if (digest == NULL)
        {
          digest = g_new (guint64, 1);
          *digest = G_GUINT64_CONSTANT (14695981039346656037);
          g_hash_table_insert (tables, g_strdup (key), digest);
        }
      for (const char *c = slip_query_text (query, 1); *c != '\0'; c++)
        *digest = (*digest ^ (guint8) *c) * G_GUINT64_CONSTANT (1099511628211);
    }
  if (local_error != NULL)
    {
      g_propagate_error (error, local_error);
      return NULL;
    }
  return g_steal_pointer (&tables);
}

static void
note_table (SlipFormLook *look, SlipDatabase *db, const char *key)
{
  g_auto (GStrv) parts = g_strsplit (key, "\n", 2);
  const char *name = strrchr (parts[0], '/');
  g_autofree char *above = NULL;

  if (*parts[1] == '\0')
    {
      g_ptr_array_add (look->other_tables, g_strdup (parts[0]));
      return;
    }
  above = slip_cell_path (db, look->record, parts[1], "");
  g_ptr_array_add (look->other_tables,
                   g_strconcat (above, "/", name != NULL ? name + 1 : parts[0], NULL));
}

/* Of tables that differ between the two. */
static void
note_tables (SlipFormLook *look, SlipDatabase *db, GHashTable *some, GHashTable *others,
             gboolean only_missing)
{
  GHashTableIter iter;
  gpointer key, digest;

  g_hash_table_iter_init (&iter, some);
  while (g_hash_table_iter_next (&iter, &key, &digest))
    {
      const guint64 *other = g_hash_table_lookup (others, key);

      if (other == NULL || (!only_missing && *other != *(const guint64 *) digest))
        note_table (look, db, key);
    }
}

gboolean
slip_form_look_compare_tables (SlipFormLook *look, SlipDatabase *db, GError **error)
{
  GHashTable *now = read_tables (look, db, error);

  if (now == NULL)
    return FALSE;
  if (look->tables != NULL)
    {
      note_tables (look, db, now, look->tables, FALSE);
      note_tables (look, db, look->tables, now, TRUE);
      g_hash_table_unref (look->tables);
    }
  look->tables = now;
  return TRUE;
}
