/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What a plain purge left: the contents that were signed while the value stood there. The value is gone, but
 * each sign-off says what its signer had seen, so those that hold it are found without it; and out of one of them the
 * text is read again, to look for it everywhere else. */

#include <string.h>

#include "core/slip-hash.h"
#include "forms/slip-content-parts.h"
#include "store/slip-blobs.h"
#include "store/slip-purging.h"
#include "trust/slip-signature.h"
#include "workspace/slip-purge-private.h"
#include "workspace/slip-workspace-private.h"

static gboolean
had_seen (const SlipSignature *signature, const SlipOpName *name)
{
  GArray *frontier = signature->statement->seen;

  for (guint i = 0; i < frontier->len; i++)
    {
      const SlipFrontier *seen = &g_array_index (frontier, SlipFrontier, i);

      if (g_str_equal (seen->replica, name->replica))
        return seen->clock >= name->clock;
    }
  return FALSE;
}

/* (element-type SlipOpName): the ops of the record that replaced @name. */
static GArray *
load_successors (SlipDatabase *db, const char *record, const SlipOpName *name, GError **error)
{
  g_autoptr (GArray) names = g_array_new (FALSE, FALSE, sizeof (SlipOpName));
  g_autoptr (GError) failure = NULL;
  g_autoptr (SlipQuery) query =
      slip_database_query (db, error,
                           "SELECT replica, bytes FROM op WHERE record = ? AND kind IN ('set', "
                           "'set-blob', 'withhold') ORDER BY clock, replica",
                           "s", record);

  if (query == NULL)
    return NULL;
  while (slip_query_next (query, &failure))
    {
      g_autoptr (GBytes) bytes = slip_query_bytes (query, 1);
      g_autoptr (SlipOp) op = slip_op_decode (bytes, slip_query_text (query, 0), NULL);

      for (guint i = 0; op != NULL && i < op->replaces->len; i++)
        if (slip_op_name_equal (&g_array_index (op->replaces, SlipOpName, i), name))
          g_array_append_val (names, op->name);
    }
  if (failure == NULL)
    return g_steal_pointer (&names);
  g_propagate_error (error, g_steal_pointer (&failure));
  return NULL;
}

/* Whether the value stood in what was signed: seen, and nothing seen that replaced it. */
static gboolean
stood (const SlipSignature *signature, const SlipOpName *name, GArray *successors)
{
  if (signature->statement == NULL || signature->statement->sign_off == NULL ||
      !had_seen (signature, name))
    return FALSE;
  for (guint i = 0; i < successors->len; i++)
    if (had_seen (signature, &g_array_index (successors, SlipOpName, i)))
      return FALSE;
  return TRUE;
}

static char *
read_value (SlipDatabase *db, const char *content, const char *path)
{
  g_autoptr (GBytes) bytes = slip_blobs_get (db, content, NULL);
  g_autoptr (SlipContentPart) root = bytes != NULL ? slip_content_read (bytes, NULL) : NULL;
  g_auto (GStrv) steps = g_strsplit (path, "/", -1);
  SlipContentPart *part = root;

  for (gsize i = 0; steps[i] != NULL; i++)
    part = slip_content_part_find (part, steps[i]);
  return part != NULL ? g_strdup (part->value) : NULL;
}

static void
add_content (SlipDatabase *db, GPtrArray *contents, const char *hash)
{
  if (*hash != '\0' && !slip_blobs_is_purged (db, hash) &&
      !g_ptr_array_find_with_equal_func (contents, hash, g_str_equal, NULL))
    g_ptr_array_add (contents, g_strdup (hash));
}

static gboolean
find_for_op (SlipDatabase *db, const char *record, const char *row, const char *field,
             const SlipOpName *name, GPtrArray *contents, char **text, GError **error)
{
  g_autoptr (GPtrArray) signatures = slip_signatures_for (db, record, error);
  g_autoptr (GArray) successors =
      signatures != NULL ? load_successors (db, record, name, error) : NULL;
  g_autofree char *path = slip_cell_path (db, record, row, field);

  if (successors == NULL)
    return FALSE;
  for (guint i = 0; i < signatures->len; i++)
    {
      const SlipSignature *signature = g_ptr_array_index (signatures, i);

      if (!stood (signature, name, successors))
        continue;
      add_content (db, contents, signature->content);
      add_content (db, contents, signature->snapshot);
      if (*text == NULL)
        *text = read_value (db, signature->content, path);
    }
  return TRUE;
}

/* The ops that set a long text. */
static gboolean
find_for_blob (SlipDatabase *db, const char *digest, GPtrArray *contents, char **text,
               GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (SlipQuery) query = NULL;
  SlipHash hash;

  if (!slip_hash_from_hex (&hash, digest))
    return TRUE;
  query = slip_database_query (db, error,
                               "SELECT replica, bytes FROM op WHERE kind = 'set-blob' ORDER BY "
                               "clock, replica",
                               "");
  if (query == NULL)
    return FALSE;
  while (slip_query_next (query, &failure))
    {
      g_autoptr (GBytes) bytes = slip_query_bytes (query, 1);
      g_autoptr (SlipOp) op = slip_op_decode (bytes, slip_query_text (query, 0), NULL);
      char row[SLIP_ID_LENGTH + 1];

      if (op == NULL || !g_str_equal (op->kind, SLIP_OP_SET_BLOB) ||
          memcmp (op->parts[2].data, hash.bytes, sizeof hash.bytes) != 0)
        continue;
      slip_op_id (op, 0, row);
      if (!find_for_op (db, op->record, row, slip_op_text (op, 1), &op->name, contents, text,
                        error))
        return FALSE;
    }
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

gboolean
slip_purge_find_rest (SlipDatabase *db, const char *target, GPtrArray *contents, char **text,
                      GError **error)
{
  g_autoptr (SlipQuery) query = NULL;
  g_autofree char *found = NULL;
  SlipOpName name;

  if (!slip_op_name_from_string (target, &name))
    {
      if (!find_for_blob (db, target, contents, &found, error))
        return FALSE;
    }
  else
    {
      query = slip_database_query (
          db, error, "SELECT record, row, field FROM purge WHERE target = ? LIMIT 1", "s", target);
      if (query == NULL)
        return FALSE;
      if (slip_query_next (query, NULL) &&
          !find_for_op (db, slip_query_text (query, 0), slip_query_text (query, 1),
                        slip_query_text (query, 2), &name, contents, &found, error))
        return FALSE;
    }
  *text = g_steal_pointer (&found);
  return TRUE;
}
