/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Parts that are to be put, read and packed before their turn comes: the checksum of one is made while others are on
 * the wire. Only files are read here; the database belongs to the worker. */

#include "sync/slip-sync-private.h"

#include "store/slip-blobs.h"

/* Parts that are made ready beside those on the wire. */
#define AHEAD 4
#define THREADS 2

typedef struct
{
  char *path; /* NULL: it lies in the database */
  guint64 size;
  SlipPartKey key;
  gboolean asked;
  gboolean done;
  GBytes *file; /* NULL when it could not be read */
} Slot;

struct _SlipSyncAhead
{
  SlipSyncSession *session;
  GPtrArray *transfers;
  GArray *slots;
  GHashTable *numbers; /* name → number + 1 */
  GThreadPool *pool;
  GMutex lock;
  GCond cond;
};

static void
slot_clear (gpointer data)
{
  Slot *slot = data;

  g_free (slot->path);
  g_clear_pointer (&slot->file, g_bytes_unref);
}

/* Which parts lie where. */
static gboolean
find_job (SlipDatabase *db, gpointer data, GError **error)
{
  SlipSyncAhead *self = data;

  for (guint i = 0; i < self->transfers->len; i++)
    {
      SlipTransfer *transfer = g_ptr_array_index (self->transfers, i);
      SlipPartKey *key = g_hash_table_lookup (self->session->parts, transfer->name);
      Slot slot = { 0 };

      if (key != NULL)
        {
          g_autofree char *hex = slip_hash_to_hex (&key->hash);

          slot.key = *key;
          slot.path = slip_blobs_path (db, hex);
          slot.size = (guint64) MAX (slip_blobs_size (db, hex), 0);
        }
      g_array_append_val (self->slots, slot);
      g_hash_table_insert (self->numbers, transfer->name, GUINT_TO_POINTER (i + 1));
    }
  return TRUE;
}

static gboolean
read_slot (guint8 *to, gsize length, gpointer user_data)
{
  Slot *slot = user_data;
  guint64 at = (guint64) slot->key.n * slip_sync_part_size (slot->key.level);

  return slip_blobs_read_file (slot->path, at, to, length, NULL);
}

static void
make_ready (gpointer data, gpointer user_data)
{
  SlipSyncAhead *self = user_data;
  Slot *slot = data;
  g_autoptr (SlipPart) part = slip_part_new ();
  GBytes *file;

  part->workspace = self->session->peer->workspace;
  part->blob = slot->key.hash;
  part->size = slot->size;
  part->part_size = slip_sync_part_size (slot->key.level);
  part->n = slot->key.n;
  file = slip_part_encode_from (part, slip_sync_part_length (part->size, part->part_size, part->n),
                                read_slot, slot);
  g_mutex_lock (&self->lock);
  slot->file = file;
  slot->done = TRUE;
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->lock);
}

/**
 * slip_sync_ahead_new:
 * @transfers: (element-type SlipTransfer): of parts, in the order in which they go; they outlive what is returned
 *
 * Returns: (transfer full): what reads them
 */
SlipSyncAhead *
slip_sync_ahead_new (SlipSyncSession *session, GPtrArray *transfers)
{
  SlipSyncAhead *self = g_new0 (SlipSyncAhead, 1);

  self->session = session;
  self->transfers = transfers;
  self->slots = g_array_sized_new (FALSE, TRUE, sizeof (Slot), transfers->len);
  g_array_set_clear_func (self->slots, slot_clear);
  self->numbers = g_hash_table_new (g_str_hash, g_str_equal);
  g_mutex_init (&self->lock);
  g_cond_init (&self->cond);
  self->pool = g_thread_pool_new (make_ready, self, THREADS, FALSE, NULL);
  slip_sync_session_run (session, find_job, self);
  return self;
}

GBytes *
slip_sync_ahead_take (SlipSyncAhead *self, const char *name)
{
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (self->numbers, name));
  Slot *slot;
  GBytes *file;

  if (n == 0)
    return NULL;
  for (guint i = n - 1; i < self->slots->len && i < n + AHEAD; i++)
    {
      slot = &g_array_index (self->slots, Slot, i);
      if (slot->path == NULL || slot->asked)
        continue;
      slot->asked = TRUE;
      g_thread_pool_push (self->pool, slot, NULL);
    }
  slot = &g_array_index (self->slots, Slot, n - 1);
  if (!slot->asked)
    return NULL;
  g_mutex_lock (&self->lock);
  while (!slot->done)
    g_cond_wait (&self->cond, &self->lock);
  file = g_steal_pointer (&slot->file);
  g_mutex_unlock (&self->lock);
  return file;
}

void
slip_sync_ahead_free (SlipSyncAhead *self)
{
  g_thread_pool_free (self->pool, FALSE, TRUE);
  g_array_unref (self->slots);
  g_hash_table_unref (self->numbers);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->cond);
  g_free (self);
}
