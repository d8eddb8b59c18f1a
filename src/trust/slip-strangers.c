/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Requests to join. Whoever can write to the store can put a frame there; only one that proves an invitation
 * is kept, and only as many and as large as an administrator can look at. */

#include "trust/slip-roster-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

void
slip_pending_free (SlipPending *pending)
{
  if (pending == NULL)
    return;
  g_free (pending->replica);
  slip_join_free (pending->join);
  g_free (pending->frame);
  g_free (pending->fingerprint);
  g_free (pending);
}

static gboolean
check_shape (SlipFrame *frame, const SlipGenesis *genesis, GError **error)
{
  const SlipOp *op = frame->ops->len == 1 ? g_ptr_array_index (frame->ops, 0) : NULL;

  if (g_bytes_get_size (frame->bytes) > SLIP_STRANGER_MAX_BYTES)
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_TOO_LARGE,
                   _ ("The frame of %s is no request to join: it has more than %d bytes"),
                   frame->replica, SLIP_STRANGER_MAX_BYTES);
      return FALSE;
    }
  if (frame->seq != 1 || op == NULL || !g_str_equal (op->kind, SLIP_OP_JOIN))
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID,
                   _ ("The frame of %s is no request to join, and its device isn't admitted"),
                   frame->replica);
      return FALSE;
    }
  if (!slip_hash_equal (&frame->workspace, &genesis->hash))
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID,
                   _ ("The frame of %s is for another workspace"), frame->replica);
      return FALSE;
    }
  return TRUE;
}

static gboolean
is_other_person (const char *holder, const char *person)
{
  return holder != NULL && !g_str_equal (holder, person);
}

static gboolean
check_roster (SlipDatabase *db, SlipRosterState *state, const SlipJoin *join, GError **error)
{
  g_autofree char *token = slip_key_to_hex (join->token);
  g_autofree char *device = slip_key_to_hex (join->device);
  g_autofree char *signing = slip_key_to_hex (join->signing);
  g_autofree char *exchange = slip_key_to_hex (join->exchange);

  if (slip_database_get_int (db, 0, "SELECT 1 FROM invitation WHERE token = ?", "s", token) != 1)
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND,
                   _ ("The invitation of “%s” isn't known here (yet)"), join->name);
      return FALSE;
    }
  if (is_other_person (slip_roster_state_token (state, token), join->person))
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED,
                   _ ("The invitation of “%s” was used by somebody else; send them a new one"),
                   join->name);
      return FALSE;
    }
  if (is_other_person (slip_roster_state_key (state, device), join->person) ||
      is_other_person (slip_roster_state_key (state, signing), join->person) ||
      is_other_person (slip_roster_state_key (state, exchange), join->person))
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED,
                   _ ("“%s” asks to join with a key of another member"), join->name);
      return FALSE;
    }
  return TRUE;
}

/* @frame: hash; @device: that signed it. */
static SlipPending *
check_op (SlipDatabase *db, SlipRosterState *state, SlipOp *op, const char *frame,
          const guint8 *device, GError **error)
{
  g_autoptr (SlipPending) pending = NULL;
  g_autoptr (SlipJoin) join = slip_join_read (op, &slip_roster_state_genesis (state)->hash, error);

  if (join == NULL)
    return NULL;
  if (!g_str_equal (op->person, join->person) || memcmp (device, join->device, SLIP_KEY_BYTES) != 0)
    {
      g_set_error (
          error, SLIP_ERROR, SLIP_ERROR_INVALID,
          _ ("The request of “%s” to join isn't made by the person and device that it names"),
          join->name);
      return NULL;
    }
  if (!check_roster (db, state, join, error))
    return NULL;

  pending = g_new0 (SlipPending, 1);
  pending->replica = g_strdup (op->name.replica);
  pending->frame = g_strdup (frame);
  pending->fingerprint =
      slip_join_fingerprint (join->person, join->device, join->signing, join->exchange);
  pending->known = slip_roster_state_member (state, join->person);
  pending->join = g_steal_pointer (&join);
  return g_steal_pointer (&pending);
}

static SlipPending *
check_join (SlipDatabase *db, SlipRosterState *state, SlipFrame *frame, GError **error)
{
  g_autofree char *hash = slip_hash_to_hex (&frame->hash);

  if (!check_shape (frame, slip_roster_state_genesis (state), error))
    return NULL;
  return check_op (db, state, g_ptr_array_index (frame->ops, 0), hash, frame->device, error);
}

SlipPending *
slip_roster_check_join (SlipDatabase *db, SlipFrame *frame, GError **error)
{
  g_autoptr (SlipRosterState) state = NULL;

  g_return_val_if_fail (db != NULL && frame != NULL, NULL);

  state = slip_roster_state_new (db, error);
  return state != NULL ? check_join (db, state, frame, error) : NULL;
}

/* A frame that waits, decoded. */
typedef struct
{
  gint64 arrived;
  SlipFrame *frame;
} Waiting;

static void
waiting_free (gpointer data)
{
  Waiting *waiting = data;

  slip_frame_unref (waiting->frame);
  g_free (waiting);
}

/* (element-type Waiting): in order of arrival; one whose bytes were damaged on this disk is passed over. */
static GPtrArray *
read_waiting (SlipDatabase *db, GError **error)
{
  g_autoptr (GPtrArray) frames = g_ptr_array_new_with_free_func (waiting_free);
  g_autoptr (GError) local_error = NULL;
  g_autoptr (SlipQuery) query = slip_database_query (
      db, error, "SELECT arrived, bytes FROM stranger ORDER BY arrived, replica", "");

  if (query == NULL)
    return NULL;
  while (slip_query_next (query, &local_error))
    {
      g_autoptr (GBytes) bytes = slip_query_bytes (query, 1);
      SlipFrame *frame = bytes != NULL ? slip_frame_decode (bytes, NULL) : NULL;
      Waiting *waiting;

      if (frame == NULL)
        continue;
      waiting = g_new0 (Waiting, 1);
      waiting->arrived = slip_query_int (query, 0);
      waiting->frame = frame;
      g_ptr_array_add (frames, waiting);
    }
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }
  return g_steal_pointer (&frames);
}

static gboolean
device_counts (SlipDatabase *db, SlipFrame *frame)
{
  g_autofree char *device = slip_key_to_hex (frame->device);
  g_autofree char *person = slip_roster_device (db, device);

  return person != NULL;
}

/* Who forgot the passphrase, was revoked, or whose admission lost, asks in the log itself, by a request that no admission
 * which counts has answered. */
static gboolean
add_asking_members (SlipDatabase *db, SlipRosterState *state, GPtrArray *result, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (SlipQuery) query = slip_database_query (
      db, error,
      "SELECT o.replica, o.bytes, f.hash, f.device FROM op o JOIN frame f ON f.replica = o.replica "
      "AND f.seq = o.seq AND f.fork = 0 WHERE o.record = '' AND o.kind = 'join' "
      "ORDER BY o.clock, o.replica",
      "");

  if (query == NULL)
    return FALSE;
  while (slip_query_next (query, &local_error))
    {
      g_autoptr (GBytes) bytes = slip_query_bytes (query, 1);
      g_autoptr (SlipOp) op =
          bytes != NULL ? slip_op_decode (bytes, slip_query_text (query, 0), NULL) : NULL;
      const char *frame = slip_query_text (query, 2);
      guint8 device[SLIP_KEY_BYTES];
      g_autofree char *signing = NULL;
      SlipPending *pending = NULL;

      if (op != NULL && !slip_roster_state_answered (state, frame) &&
          slip_key_from_hex (slip_query_text (query, 3), device))
        pending = check_op (db, state, op, frame, device, NULL);
      if (pending == NULL)
        continue;
      signing = slip_key_to_hex (pending->join->signing);
      if (!pending->known || (slip_roster_key_counts (db, signing) &&
                              slip_roster_key_counts (db, slip_query_text (query, 3))))
        {
          slip_pending_free (pending);
          continue;
        }
      pending->arrived = op->wall_ms;
      g_ptr_array_add (result, pending);
    }
  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

GPtrArray *
slip_roster_pending (SlipDatabase *db, GError **error)
{
  g_autoptr (GPtrArray) result =
      g_ptr_array_new_with_free_func ((GDestroyNotify) slip_pending_free);
  g_autoptr (GPtrArray) waiting = NULL;
  g_autoptr (SlipRosterState) state = NULL;

  g_return_val_if_fail (db != NULL, NULL);

  state = slip_roster_state_new (db, error);
  waiting = state != NULL ? read_waiting (db, error) : NULL;
  if (waiting == NULL)
    return NULL;
  for (guint i = 0; i < waiting->len; i++)
    {
      const Waiting *one = g_ptr_array_index (waiting, i);
      SlipPending *pending =
          device_counts (db, one->frame) ? NULL : check_join (db, state, one->frame, NULL);

      if (pending == NULL)
        continue;
      pending->arrived = one->arrived;
      g_ptr_array_add (result, pending);
    }
  if (!add_asking_members (db, state, result, error))
    return NULL;
  return g_steal_pointer (&result);
}

/* Forgets those who can't be admitted any more, so that they don't keep others out. */
static gboolean
drop_hopeless (SlipDatabase *db, SlipRosterState *state, GError **error)
{
  g_autoptr (GPtrArray) waiting = read_waiting (db, error);

  if (waiting == NULL)
    return FALSE;
  for (guint i = 0; i < waiting->len; i++)
    {
      const Waiting *one = g_ptr_array_index (waiting, i);
      g_autoptr (SlipPending) pending = check_join (db, state, one->frame, NULL);

      if (pending == NULL && !slip_strangers_remove (db, one->frame->replica, error))
        return FALSE;
    }
  return TRUE;
}

static gint64
count_waiting (SlipDatabase *db)
{
  return slip_database_get_int (db, G_MAXINT64, "SELECT count (*) FROM stranger", "");
}

static gboolean
shows_used_token (SlipRosterState *state, SlipFrame *frame)
{
  g_autoptr (SlipJoin) join = frame->ops->len == 1 && g_ptr_array_index (frame->ops, 0) != NULL
                                  ? slip_join_read (g_ptr_array_index (frame->ops, 0),
                                                    &slip_roster_state_genesis (state)->hash, NULL)
                                  : NULL;
  g_autofree char *token = join != NULL ? slip_key_to_hex (join->token) : NULL;

  return token != NULL && check_shape (frame, slip_roster_state_genesis (state), NULL) &&
         memcmp (frame->device, join->device, SLIP_KEY_BYTES) == 0 &&
         is_other_person (slip_roster_state_token (state, token), join->person);
}

gboolean
slip_strangers_add (SlipDatabase *db, SlipFrame *frame, GError **error)
{
  g_autoptr (SlipRosterState) state = NULL;
  g_autoptr (SlipPending) pending = NULL;
  g_autoptr (GBytes) held = NULL;
  g_autoptr (SlipQuery) query = NULL;
  g_autoptr (GError) local_error = NULL;

  g_return_val_if_fail (db != NULL && frame != NULL, FALSE);

  state = slip_roster_state_new (db, error);
  if (state == NULL)
    return FALSE;
  /* The invitation may be on its way, in a frame that is read after this one: then the request is kept, too, and shows
   * once the token is known. */
  pending = check_join (db, state, frame, &local_error);
  /* Who shows an invitation that somebody else has used is kept, too: the administrator should hear of it. */
  if (pending == NULL &&
      (g_error_matches (local_error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND) ||
       shows_used_token (state, frame)) &&
      count_waiting (db) < SLIP_STRANGERS_MAX)
    g_clear_error (&local_error);
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  query = slip_database_query (db, error, "SELECT bytes FROM stranger WHERE replica = ?", "s",
                               frame->replica);
  if (query == NULL)
    return FALSE;
  if (slip_query_next (query, &local_error))
    held = slip_query_bytes (query, 0);
  g_clear_pointer (&query, slip_query_end);
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  if (held != NULL)
    {
      if (g_bytes_equal (held, frame->bytes))
        return TRUE;
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_EXISTS,
                   _ ("%s asks to join twice, with different requests; the first one is kept"),
                   frame->replica);
      return FALSE;
    }
  if (count_waiting (db) >= SLIP_STRANGERS_MAX && !drop_hopeless (db, state, error))
    return FALSE;
  if (count_waiting (db) >= SLIP_STRANGERS_MAX)
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_TOO_LARGE,
                   _ ("%d people are waiting to be admitted already; admit or remove some first"),
                   SLIP_STRANGERS_MAX);
      return FALSE;
    }
  return slip_database_run (db, error,
                            "INSERT INTO stranger (replica, arrived, bytes) VALUES (?, ?, ?)",
                            "sib", frame->replica, slip_now_ms (), frame->bytes);
}

GPtrArray *
slip_strangers_list (SlipDatabase *db, GError **error)
{
  g_autoptr (GPtrArray) frames = g_ptr_array_new_with_free_func ((GDestroyNotify) slip_frame_unref);
  g_autoptr (GPtrArray) waiting = NULL;

  g_return_val_if_fail (db != NULL, NULL);

  waiting = read_waiting (db, error);
  if (waiting == NULL)
    return NULL;
  for (guint i = 0; i < waiting->len; i++)
    g_ptr_array_add (frames, slip_frame_ref (((Waiting *) g_ptr_array_index (waiting, i))->frame));
  return g_steal_pointer (&frames);
}

char *
slip_roster_token_user (SlipDatabase *db, const char *token)
{
  g_autoptr (SlipRosterState) state = NULL;

  g_return_val_if_fail (db != NULL && token != NULL, NULL);

  state = slip_roster_state_new (db, NULL);
  return state != NULL ? g_strdup (slip_roster_state_token (state, token)) : NULL;
}

gboolean
slip_strangers_remove (SlipDatabase *db, const char *replica, GError **error)
{
  g_return_val_if_fail (db != NULL && replica != NULL, FALSE);

  return slip_database_run (db, error, "DELETE FROM stranger WHERE replica = ?", "s", replica);
}

GPtrArray *
slip_strangers_take_admitted (SlipDatabase *db, GError **error)
{
  g_autoptr (GPtrArray) admitted =
      g_ptr_array_new_with_free_func ((GDestroyNotify) slip_frame_unref);
  g_autoptr (GPtrArray) waiting = NULL;

  g_return_val_if_fail (db != NULL, NULL);

  waiting = read_waiting (db, error);
  if (waiting == NULL)
    return NULL;
  for (guint i = 0; i < waiting->len; i++)
    {
      const Waiting *one = g_ptr_array_index (waiting, i);

      if (!device_counts (db, one->frame))
        continue;
      if (!slip_strangers_remove (db, one->frame->replica, error))
        return NULL;
      g_ptr_array_add (admitted, slip_frame_ref (one->frame));
    }
  return g_steal_pointer (&admitted);
}
