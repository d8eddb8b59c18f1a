/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Machines for the tests of sync. */

#include "sync-fixture.h"

#include <sodium.h>

static void
workspace_hash (SlipHash *hash)
{
  slip_hash_data (hash, "sync test", 9);
}

const char *
test_workspace_id (void)
{
  static char *id;

  if (id == NULL)
    {
      SlipHash hash;
      char *made;

      workspace_hash (&hash);
      made = slip_hash_to_base32 (&hash);
      id = (char *) g_intern_string (made);
      g_free (made);
    }
  return id;
}

char *
test_id (guint n)
{
  guint8 bytes[SLIP_ID_BYTES] = { 0 };

  memcpy (bytes, &n, sizeof n);
  return slip_base32_encode (bytes, sizeof bytes);
}

static gboolean
peer_run (SlipSyncPeer *peer, SlipSyncJob job, gpointer job_data, GError **error)
{
  TestPeer *self = peer->data;

  if (self->jobs_left > 0 && --self->jobs_left == 0)
    {
      g_set_error_literal (error, SLIP_ERROR, SLIP_ERROR_FAILED, "killed");
      return FALSE;
    }
  return job (self->db, job_data, error);
}

static gboolean
peer_seal (SlipSyncPeer *peer, GError **error)
{
  TestPeer *self = peer->data;

  return slip_log_seal (self->db, self->secret, error);
}

static gboolean
peer_ingest (SlipSyncPeer *peer, GPtrArray *frames, guint *taken, SlipSyncCounts *counts,
             GError **error)
{
  TestPeer *self = peer->data;

  *taken = 0;
  if (!slip_log_seal (self->db, self->secret, error))
    return FALSE;
  for (guint i = 0; i < frames->len; i++)
    {
      SlipFrame *frame = g_ptr_array_index (frames, i);

      if (!slip_log_add_frame (self->db, frame, TRUE, error))
        return FALSE;
      counts->frames++;
      counts->ops += frame->ops->len;
      *taken = i + 1;
    }
  return TRUE;
}

static gboolean
peer_stranger (SlipSyncPeer *peer, SlipFrame *first, GError **error)
{
  ((TestPeer *) peer->data)->strangers++;
  g_assert_cmpuint (first->seq, ==, 1);
  return TRUE;
}

static gboolean
peer_device_known (SlipSyncPeer *peer, const char *key_hex)
{
  TestPeer *self = peer->data;

  return self->members == NULL || g_hash_table_contains (self->members, key_hex);
}

/* Issues @old again under the replica id of now. @clocks: old clock → new clock. */
static gboolean
issue_again (TestPeer *self, SlipOp *old, GHashTable *clocks, GError **error)
{
  g_autofree char *replica = slip_meta_get (self->db, "replica");
  g_autoptr (GArray) replaces = g_array_copy (old->replaces);
  g_autoptr (GVariant) content = slip_op_content (old);
  g_autoptr (SlipOp) op = NULL;

  for (guint i = 0; i < replaces->len; i++)
    {
      SlipOpName *name = &g_array_index (replaces, SlipOpName, i);
      guint64 *now = g_hash_table_lookup (clocks, &name->clock);

      if (now != NULL && g_str_equal (name->replica, old->name.replica))
        {
          g_strlcpy (name->replica, replica, sizeof name->replica);
          name->clock = *now;
        }
    }
  op = slip_log_do (self->db, old->kind, old->on_unknown, old->record,
                    (const SlipOpName *) (gpointer) replaces->data, replaces->len, content, error);
  if (op == NULL)
    return FALSE;
  g_hash_table_insert (clocks, g_memdup2 (&old->name.clock, sizeof old->name.clock),
                       g_memdup2 (&op->name.clock, sizeof op->name.clock));
  return TRUE;
}

/* As src/workspace/slip-replica.c does it, without the roster. */
static gboolean
renew (TestPeer *self, gint64 sent, GError **error)
{
  g_autofree char *old = slip_meta_get (self->db, "replica");
  g_autofree char *fresh = NULL;
  g_autoptr (GPtrArray) ops = g_ptr_array_new_with_free_func ((GDestroyNotify) slip_op_unref);
  g_autoptr (GHashTable) clocks =
      g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  g_autoptr (SlipQuery) query = NULL;
  guint8 bytes[SLIP_REPLICA_BYTES] = { 0 };

  query =
      slip_database_query (self->db, error,
                           "SELECT bytes FROM op WHERE replica = ? AND (seq IS NULL OR seq > ?) "
                           "ORDER BY clock",
                           "si", old, sent);
  while (query != NULL && slip_query_next (query, NULL))
    {
      g_autoptr (GBytes) op = slip_query_bytes (query, 0);

      g_ptr_array_add (ops, slip_op_decode (op, old, error));
    }
  g_clear_pointer (&query, slip_query_end);
  memcpy (bytes, &self->n, sizeof self->n);
  memcpy (bytes + 4, &self->renewals, sizeof self->renewals);
  bytes[9] = self->copy;
  fresh = slip_base32_encode (bytes, sizeof bytes);
  g_hash_table_add (self->replicas, g_strdup (fresh));
  if (!slip_database_run (self->db, error,
                          "DELETE FROM op WHERE replica = ? AND (seq IS NULL OR seq > ?)", "si",
                          old, sent) ||
      !slip_database_run (self->db, error, "DELETE FROM frame WHERE replica = ? AND seq > ?", "si",
                          old, sent) ||
      !slip_database_run (self->db, error, "DELETE FROM seen WHERE replica = ? AND seq > ?", "si",
                          old, sent) ||
      !slip_meta_set (self->db, "replica", fresh, error) || !slip_fold_rebuild (self->db, error))
    return FALSE;
  for (guint i = 0; i < ops->len; i++)
    if (!issue_again (self, g_ptr_array_index (ops, i), clocks, error))
      return FALSE;
  return TRUE;
}

static gboolean
peer_new_replica (SlipSyncPeer *peer, guint64 sent, GError **error)
{
  TestPeer *self = peer->data;

  self->renewals++;
  return slip_database_begin (self->db, error) && renew (self, sent, error) &&
         slip_database_commit (self->db, error);
}

TestPeer *
test_peer_new (guint n)
{
  TestPeer *self = g_new0 (TestPeer, 1);
  g_autoptr (GError) error = NULL;
  guint8 seed[crypto_sign_SEEDBYTES] = { 0 };
  guint8 replica[SLIP_REPLICA_BYTES] = { 0 };
  SlipHash key;
  g_autofree char *replica_id = NULL;
  g_autofree char *person = test_id (1000 + n);

  slip_sodium_init ();
  self->n = n;
  self->db = slip_database_open (":memory:", SLIP_DATABASE_CREATE, &error);
  g_assert_no_error (error);
  memcpy (seed, &n, sizeof n);
  crypto_sign_seed_keypair (key.bytes, self->secret, seed);
  self->device = slip_hash_to_hex (&key);
  memcpy (replica, &n, sizeof n);
  replica_id = slip_base32_encode (replica, sizeof replica);
  self->replicas = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_hash_table_add (self->replicas, g_strdup (replica_id));
  slip_meta_set (self->db, "replica", replica_id, &error);
  g_assert_no_error (error);
  slip_meta_set (self->db, "person", person, &error);
  g_assert_no_error (error);
  slip_meta_set (self->db, "workspace", test_workspace_id (), &error);
  g_assert_no_error (error);

  workspace_hash (&self->peer.workspace);
  memset (self->peer.secret, 7, sizeof self->peer.secret);
  self->peer.data = self;
  self->peer.device_secret = self->secret;
  self->peer.run = peer_run;
  self->peer.seal = peer_seal;
  self->peer.ingest = peer_ingest;
  self->peer.stranger = peer_stranger;
  self->peer.device_known = peer_device_known;
  self->peer.new_replica = peer_new_replica;
  return self;
}

void
test_peer_free (TestPeer *self)
{
  slip_database_close (self->db);
  g_hash_table_unref (self->replicas);
  g_free (self->device);
  g_free (self);
}

/* An op on a text field that replaces what is there. */
static void
set_field (TestPeer *self, const char *record, const char *field, const char *kind,
           GVariant *content)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) values = slip_values_get (self->db, record, "", field, NULL);
  g_autoptr (GArray) replaces = g_array_new (FALSE, TRUE, sizeof (SlipOpName));
  g_autoptr (SlipOp) op = NULL;

  for (guint i = 0; values != NULL && i < values->len; i++)
    {
      SlipValue *value = g_ptr_array_index (values, i);

      g_array_append_val (replaces, value->name);
    }
  op = slip_log_do (self->db, kind, SLIP_UNKNOWN_IGNORE, record,
                    (const SlipOpName *) (gpointer) replaces->data, replaces->len, content, &error);
  g_assert_no_error (error);
}

void
test_peer_set (TestPeer *self, const char *record, const char *field, const char *value)
{
  set_field (self, record, field, SLIP_OP_SET,
             g_variant_new ("(@ayss)", slip_op_id_variant (NULL), field, value));
}

char *
test_peer_get (TestPeer *self, const char *record, const char *field)
{
  char *text = slip_values_text (self->db, record, "", field, NULL);

  return text != NULL ? text : g_strdup ("");
}

void
test_peer_write_document (TestPeer *self, guint n)
{
  g_autofree char *record = test_id (100000 * (self->n + 1) + n);
  g_autoptr (GRand) random = g_rand_new_with_seed (n);
  g_autoptr (GString) text = g_string_new (NULL);

  /* Words that do not compress to nothing. */
  while (text->len < 2000)
    g_string_append_printf (text, "%x ", g_rand_int (random));
  test_peer_set (self, record, "scope/purpose", text->str);
}

char *
test_peer_write_blob (TestPeer *self, const char *record, const char *field, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GRand) random = g_rand_new_with_seed (size);
  guint8 *data = g_malloc (size);
  g_autoptr (GBytes) bytes = NULL;
  char *hash = NULL;
  SlipHash binary;

  for (gsize i = 0; i < size; i++)
    data[i] = g_rand_int_range (random, 'a', 'z');
  bytes = g_bytes_new_take (data, size);
  slip_blobs_put (self->db, bytes, &hash, &error);
  g_assert_no_error (error);
  g_assert_true (slip_hash_from_hex (&binary, hash));
  set_field (self, record, field, SLIP_OP_SET_BLOB,
             g_variant_new ("(@ays@ay)", slip_op_id_variant (NULL), field,
                            g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, binary.bytes,
                                                       SLIP_HASH_BYTES, 1)));
  return hash;
}

char *
test_peer_attach (TestPeer *self, const char *record, const char *field, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GRand) random = g_rand_new_with_seed (size);
  guint8 *data = g_malloc (size);
  g_autoptr (GBytes) bytes = NULL;
  char *hash = NULL;
  SlipHash binary;

  for (gsize i = 0; i < size; i++)
    data[i] = g_rand_int (random);
  bytes = g_bytes_new_take (data, size);
  slip_blobs_put (self->db, bytes, &hash, &error);
  g_assert_no_error (error);
  slip_blobs_set_attached (self->db, hash, TRUE, &error);
  g_assert_no_error (error);
  g_assert_true (slip_hash_from_hex (&binary, hash));
  set_field (self, record, field, SLIP_OP_ATTACH,
             g_variant_new ("(@aysst@ay)", slip_op_id_variant (NULL), field, "file.bin",
                            (guint64) size,
                            g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, binary.bytes,
                                                       SLIP_HASH_BYTES, 1)));
  return hash;
}

char *
test_peer_dump (TestPeer *self)
{
  g_autoptr (GError) error = NULL;
  char *dump;

  slip_log_seal (self->db, self->secret, &error);
  g_assert_no_error (error);
  dump = slip_fold_dump (self->db, &error);
  g_assert_no_error (error);
  return dump;
}

char *
test_peer_replica (TestPeer *self)
{
  return slip_meta_get (self->db, "replica");
}

gint64
test_peer_int (TestPeer *self, const char *sql)
{
  return slip_database_get_int (self->db, 0, sql, "");
}

static gboolean
wait_not (gpointer data, gint64 ms, GCancellable *cancellable)
{
  return TRUE;
}

gboolean
test_peer_try_sync (TestPeer *self, SlipRemote *remote, SlipSyncStats *stats, GError **error)
{
  SlipSyncOptions options = { .seed = 1,
                              .patience_ms = 60 * 60 * 1000,
                              .wait = wait_not,
                              .attachments = SLIP_SYNC_ALL_ATTACHMENTS,
                              .again = self->again };

  self->again = FALSE;
  return slip_sync_run (&self->peer, remote, &options, stats, NULL, error);
}

guint
test_peer_sync (TestPeer *self, SlipRemote *remote)
{
  g_auto (SlipSyncStats) stats = { 0 };
  g_autoptr (GError) error = NULL;
  gboolean done = test_peer_try_sync (self, remote, &stats, &error);

  g_assert_no_error (error);
  g_assert_true (done);
  return stats.requests;
}

void
test_assert_same (TestPeer *a, TestPeer *b)
{
  g_autofree char *left = test_peer_dump (a);
  g_autofree char *right = test_peer_dump (b);

  if (!g_str_equal (left, right))
    {
      g_test_message ("machine %u:\n%s\nmachine %u:\n%s", a->n, left, b->n, right);
      g_test_fail ();
    }
}

char *
test_dir_new (void)
{
  g_autoptr (GError) error = NULL;
  char *path = g_dir_make_tmp ("slipway-sync-XXXXXX", &error);

  g_assert_no_error (error);
  return path;
}

void
test_dir_remove (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
        test_dir_remove (child);
      else
        g_unlink (child);
    }
  g_rmdir (path);
}
