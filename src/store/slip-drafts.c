/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Drafts are rows that survive a crash; committing one makes the op that the first keystroke
 * promised. */

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/slip-hash.h"
#include "store/slip-blobs.h"
#include "store/slip-drafts.h"
#include "store/slip-log.h"
#include "store/slip-values.h"

void
slip_draft_free (SlipDraft *draft)
{
  if (draft == NULL)
    return;
  g_free (draft->record);
  g_free (draft->row);
  g_free (draft->field);
  g_free (draft->value);
  g_free (draft);
}

/* "replica:clock replica:clock" */
static char *
names_to_text (GArray *names)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < names->len; i++)
    {
      const SlipOpName *name = &g_array_index (names, SlipOpName, i);

      g_string_append_printf (text, "%s%s:%" G_GUINT64_FORMAT, i > 0 ? " " : "", name->replica,
                              name->clock);
    }
  return g_string_free (text, FALSE);
}

static GArray *
names_from_text (const char *text)
{
  GArray *names = g_array_new (FALSE, TRUE, sizeof (SlipOpName));
  g_auto (GStrv) words = g_strsplit (text, " ", -1);

  for (guint i = 0; words[i] != NULL; i++)
    {
      char *colon = strchr (words[i], ':');
      SlipOpName name = { 0 };

      if (colon == NULL)
        continue;
      *colon = '\0';
      g_strlcpy (name.replica, words[i], sizeof name.replica);
      name.clock = g_ascii_strtoull (colon + 1, NULL, 10);
      g_array_append_val (names, name);
    }
  return names;
}

gboolean
slip_drafts_start (SlipDatabase *database, const char *record, const char *row, const char *field,
                   GArray *seen, GError **error)
{
  g_autoptr (GArray) names = NULL;
  g_autofree char *replaces = NULL;
  gint64 now = slip_now_ms ();

  if (slip_database_get_int (database, 0,
                             "SELECT 1 FROM draft WHERE record = ? AND row = ? AND field = ?",
                             "sss", record, row, field))
    return TRUE;
  if (seen == NULL)
    names = slip_values_names (database, record, row, field, NULL, error);
  else
    names = g_array_ref (seen);
  if (names == NULL)
    return FALSE;
  replaces = names_to_text (names);
  return slip_database_run (
      database, error,
      "INSERT INTO draft (record, row, field, value, replaces, started, changed)"
      " VALUES (?, ?, ?, '', ?, ?, ?)",
      "ssssii", record, row, field, replaces, now, now);
}

gboolean
slip_drafts_set (SlipDatabase *database, const char *record, const char *row, const char *field,
                 const char *value, GError **error)
{
  gint64 now = slip_now_ms ();

  if (!slip_database_begin (database, error))
    return FALSE;
  if (slip_drafts_start (database, record, row, field, NULL, error) &&
      slip_database_run (database, error,
                         "UPDATE draft SET value = ?4, changed = ?5"
                         " WHERE record = ?1 AND row = ?2 AND field = ?3",
                         "ssssi", record, row, field, value, now) &&
      slip_database_commit (database, error))
    return TRUE;
  slip_database_rollback (database);
  return FALSE;
}

GPtrArray *
slip_drafts_list (SlipDatabase *database, const char *record, GError **error)
{
  g_autoptr (GPtrArray) drafts = g_ptr_array_new_with_free_func ((GDestroyNotify) slip_draft_free);
  g_autoptr (GError) failure = NULL;
  g_autoptr (SlipQuery) query =
      slip_database_query (database, error,
                           "SELECT record, row, field, value, started, changed FROM draft"
                           " WHERE ?1 IS NULL OR record = ?1 ORDER BY started, record, row, field",
                           "s", record);

  if (query == NULL)
    return NULL;
  while (slip_query_next (query, &failure))
    {
      SlipDraft *draft = g_new0 (SlipDraft, 1);

      draft->record = g_strdup (slip_query_text (query, 0));
      draft->row = g_strdup (slip_query_text (query, 1));
      draft->field = g_strdup (slip_query_text (query, 2));
      draft->value = g_strdup (slip_query_text (query, 3));
      draft->started = slip_query_int (query, 4);
      draft->changed = slip_query_int (query, 5);
      g_ptr_array_add (drafts, draft);
    }
  if (failure == NULL)
    return g_steal_pointer (&drafts);
  g_propagate_error (error, g_steal_pointer (&failure));
  return NULL;
}

/* TRUE when the register says just that already. */
static gboolean
says_already (SlipDatabase *database, const char *record, const char *row, const char *field,
              const char *text)
{
  g_autoptr (GPtrArray) values = slip_values_get (database, record, row, field, NULL);
  g_autofree char *shown = NULL;

  if (values == NULL || values->len != 1)
    return FALSE;
  shown = slip_value_resolve (database, g_ptr_array_index (values, 0), NULL);
  return g_strcmp0 (shown, text) == 0;
}

static SlipOp *
make_op (SlipDatabase *database, const char *record, const char *row, const char *field,
         const char *text, const char *replaces, GError **error)
{
  g_autoptr (GArray) names = names_from_text (replaces);
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *hex = NULL;
  GVariant *hash_bytes;
  SlipHash hash;

  if (strlen (text) <= SLIP_OP_MAX_TEXT)
    return slip_log_do (database, SLIP_OP_SET, SLIP_UNKNOWN_RECORD_READ_ONLY, record,
                        (SlipOpName *) names->data, names->len,
                        g_variant_new ("(@ayss)", slip_op_id_variant (row), field, text), error);

  bytes = g_bytes_new (text, strlen (text));
  if (!slip_blobs_put (database, bytes, &hex, error))
    return NULL;
  slip_hash_from_hex (&hash, hex);
  hash_bytes = g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, hash.bytes, sizeof hash.bytes, 1);
  return slip_log_do (
      database, SLIP_OP_SET_BLOB, SLIP_UNKNOWN_RECORD_READ_ONLY, record, (SlipOpName *) names->data,
      names->len, g_variant_new ("(@ays@ay)", slip_op_id_variant (row), field, hash_bytes), error);
}

static gboolean
commit_draft (SlipDatabase *database, const char *record, const char *row, const char *field,
              SlipOp **op, GError **error)
{
  g_autofree char *text = NULL;
  g_autofree char *replaces = NULL;

  text = slip_database_get_text (
      database, error, "SELECT value FROM draft WHERE record = ? AND row = ? AND field = ?", "sss",
      record, row, field);
  replaces = slip_database_get_text (
      database, NULL, "SELECT replaces FROM draft WHERE record = ? AND row = ? AND field = ?",
      "sss", record, row, field);
  if (text == NULL || replaces == NULL)
    {
      if (error == NULL || *error == NULL)
        g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND,
                     _ ("there is no open edit of %s in record %s"), field, record);
      return FALSE;
    }
  if (!says_already (database, record, row, field, text))
    {
      *op = make_op (database, record, row, field, text, replaces, error);
      if (*op == NULL)
        return FALSE;
    }
  return slip_drafts_discard (database, record, row, field, error);
}

gboolean
slip_drafts_commit (SlipDatabase *database, const char *record, const char *row, const char *field,
                    SlipOp **op, GError **error)
{
  g_autoptr (SlipOp) made = NULL;
  g_autoptr (GError) failure = NULL;

  if (!slip_database_begin (database, error))
    return FALSE;
  if (!commit_draft (database, record, row, field, &made, &failure) ||
      !slip_database_commit (database, &failure))
    {
      slip_database_rollback (database);
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  if (op != NULL)
    *op = g_steal_pointer (&made);
  return TRUE;
}

gboolean
slip_drafts_discard (SlipDatabase *database, const char *record, const char *row, const char *field,
                     GError **error)
{
  return slip_database_run (database, error,
                            "DELETE FROM draft WHERE record = ? AND row = ? AND field = ?", "sss",
                            record, row, field);
}
