/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The frame that is there in part. A frame may have thousands of ops, and a person's edit must not wait for all of them:
 * so they come in over several transactions. The frame is stored with the first of them, and a note how far its ops are
 * in the log; the note goes with the last. */

#include <stdio.h>

#include "store/slip-fold-private.h"
#include "store/slip-log-private.h"

/* "hash replica seq next" */
#define TAKING "taking"

gboolean
slip_log_load_taking (SlipDatabase *database, SlipTaking *taking)
{
  g_autofree char *text = slip_meta_get (database, TAKING);
  g_auto (GStrv) parts = text != NULL ? g_strsplit (text, " ", -1) : NULL;

  if (parts == NULL || g_strv_length (parts) != 4 || !slip_hash_from_hex (&taking->hash, parts[0]))
    return FALSE;
  g_strlcpy (taking->replica, parts[1], sizeof taking->replica);
  taking->seq = g_ascii_strtoull (parts[2], NULL, 10);
  taking->next = (guint) g_ascii_strtoull (parts[3], NULL, 10);
  return TRUE;
}

gboolean
slip_log_is_taking (SlipDatabase *database, char **replica, guint64 *seq, guint *next)
{
  SlipTaking taking;

  if (!slip_log_load_taking (database, &taking))
    return FALSE;
  if (replica != NULL)
    *replica = g_strdup (taking.replica);
  if (seq != NULL)
    *seq = taking.seq;
  if (next != NULL)
    *next = taking.next;
  return TRUE;
}

gboolean
slip_log_mark_taking (SlipDatabase *database, SlipFrame *frame, guint next, GError **error)
{
  g_autofree char *hash = slip_hash_to_hex (&frame->hash);
  g_autofree char *text =
      g_strdup_printf ("%s %s %" G_GUINT64_FORMAT " %u", hash, frame->replica, frame->seq, next);

  return slip_meta_set (database, TAKING, text, error);
}

/* As it is stored now, since an op of it may have been withheld meanwhile. @frame: (nullable): spares reading it when
 * that is the same. NULL without error when it is gone. */
static SlipFrame *
load_frame (SlipDatabase *database, const SlipTaking *taking, SlipFrame *frame, gboolean *counts,
            GError **error)
{
  g_autofree char *hash = slip_hash_to_hex (&taking->hash);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (SlipQuery) query =
      slip_database_query (database, error,
                           "SELECT counts, bytes FROM frame"
                           " WHERE replica = ? AND seq = ? AND hash = ?",
                           "sis", taking->replica, (gint64) taking->seq, hash);

  if (query == NULL || !slip_query_next (query, error))
    return NULL;
  *counts = slip_query_int (query, 0) != 0;
  bytes = slip_query_bytes (query, 1);
  if (frame != NULL && g_bytes_equal (bytes, frame->bytes))
    return slip_frame_ref (frame);
  return slip_frame_decode (bytes, error);
}

gboolean
slip_log_go_on (SlipDatabase *database, const SlipTaking *taking, SlipFrame *frame,
                SlipStopFunc stop, gpointer stop_data, gboolean *done, GError **error)
{
  g_autoptr (GError) failure = NULL;
  gboolean counts = TRUE;
  g_autoptr (SlipFrame) held = load_frame (database, taking, frame, &counts, &failure);
  guint next = 0;

  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  if (held != NULL &&
      !slip_log_add_ops (database, held, counts, taking->next, stop, stop_data, &next, error))
    return FALSE;
  *done = held == NULL || next == held->ops->len;
  return *done ? slip_meta_set (database, TAKING, NULL, error)
               : slip_log_mark_taking (database, held, next, error);
}

gboolean
slip_log_finish_frame (SlipDatabase *database, GError **error)
{
  gboolean done;
  SlipTaking taking;

  if (!slip_log_load_taking (database, &taking))
    return TRUE;
  if (!slip_database_begin (database, error))
    return FALSE;
  if (slip_log_go_on (database, &taking, NULL, NULL, NULL, &done, error) &&
      slip_database_commit (database, error))
    return TRUE;
  slip_database_rollback (database);
  return FALSE;
}

void
slip_log_unsee_taking (SlipDatabase *database, GArray *vector)
{
  SlipTaking taking;

  if (!slip_log_load_taking (database, &taking))
    return;
  for (guint i = 0; i < vector->len; i++)
    {
      SlipSeen *seen = &g_array_index (vector, SlipSeen, i);
      g_autofree char *prev = NULL;

      if (!g_str_equal (seen->replica, taking.replica) || seen->seq != taking.seq)
        continue;
      if (seen->seq == 1)
        {
          g_array_remove_index (vector, i);
          return;
        }
      prev =
          slip_database_get_text (database, NULL,
                                  "SELECT prev FROM frame WHERE replica = ? AND seq = ? AND fork "
                                  "= 0",
                                  "si", taking.replica, (gint64) taking.seq);
      seen->seq--;
      if (prev != NULL)
        slip_hash_from_hex (&seen->hash, prev);
    }
}
