/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What the tests of the store share: replicas in memory that make real ops and signed frames, and
 * hand the frames to each other. */

#pragma once

#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>

#include "core/slip-frame.h"
#include "store/slip-blobs.h"
#include "store/slip-database-private.h"
#include "store/slip-drafts.h"
#include "store/slip-fold.h"
#include "store/slip-log.h"
#include "store/slip-search.h"
#include "store/slip-values.h"

typedef struct
{
  SlipDatabase *db;
  char *replica;
  char *person;
  guint8 secret[SLIP_SECRET_BYTES];
} Replica;

/* 26 or 16 characters out of a number: ids that are the same in every run. */
G_GNUC_UNUSED static char *
fixed_id (guint n, gsize n_bytes)
{
  guint8 bytes[32] = { 0 };

  memcpy (bytes, &n, sizeof n);
  return slip_base32_encode (bytes, n_bytes);
}

G_GNUC_UNUSED static void
workspace_hash (SlipHash *hash)
{
  slip_hash_data (hash, "test", 4);
}

/* Makes a database a replica's: @n gives its ids and its key. */
G_GNUC_UNUSED static Replica *
replica_take (SlipDatabase *db, guint n)
{
  Replica *self = g_new0 (Replica, 1);
  g_autoptr (GError) error = NULL;
  g_autofree char *workspace = NULL;
  guint8 seed[crypto_sign_SEEDBYTES] = { 0 };
  guint8 public_key[crypto_sign_PUBLICKEYBYTES];
  SlipHash hash;

  self->db = db;
  self->replica = fixed_id (n, SLIP_REPLICA_BYTES);
  self->person = fixed_id (1000 + n, SLIP_ID_BYTES);
  memcpy (seed, &n, sizeof n);
  g_assert_cmpint (sodium_init (), >=, 0);
  crypto_sign_seed_keypair (public_key, self->secret, seed);
  workspace_hash (&hash);
  workspace = slip_hash_to_base32 (&hash);
  slip_meta_set (db, "replica", self->replica, &error);
  g_assert_no_error (error);
  slip_meta_set (db, "person", self->person, &error);
  g_assert_no_error (error);
  slip_meta_set (db, "workspace", workspace, &error);
  g_assert_no_error (error);
  return self;
}

G_GNUC_UNUSED static const char *
no_migration (guint n)
{
  return NULL;
}

/* An empty database of ours in memory. All but the first are copies of it: some tests make thousands. */
G_GNUC_UNUSED static SlipDatabase *
fresh_database (void)
{
  static SlipDatabase *first = NULL;
  SlipDatabase *db;
  sqlite3_backup *copy;
  g_autoptr (GError) error = NULL;

  if (first == NULL)
    first = slip_database_open (":memory:", SLIP_DATABASE_CREATE, &error);
  g_assert_no_error (error);
  db = slip_database_open_with (":memory:", SLIP_DATABASE_CREATE, no_migration, &error);
  g_assert_no_error (error);
  copy = sqlite3_backup_init (db->handle, "main", first->handle, "main");
  g_assert_nonnull (copy);
  g_assert_cmpint (sqlite3_backup_step (copy, -1), ==, SQLITE_DONE);
  g_assert_cmpint (sqlite3_backup_finish (copy), ==, SQLITE_OK);
  return db;
}

G_GNUC_UNUSED static Replica *
replica_new (guint n)
{
  return replica_take (fresh_database (), n);
}

G_GNUC_UNUSED static void
replica_free (Replica *self)
{
  slip_database_close (self->db);
  g_free (self->replica);
  g_free (self->person);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Replica, replica_free)

G_GNUC_UNUSED static void
replica_seal (Replica *self)
{
  g_autoptr (GError) error = NULL;

  slip_log_seal (self->db, self->secret, &error);
  g_assert_no_error (error);
}

/* The frames of replica @name that @db holds, from @first on, decoded. */
G_GNUC_UNUSED static GPtrArray *
frames_of (SlipDatabase *db, const char *name, gint64 first)
{
  GPtrArray *frames = g_ptr_array_new_with_free_func ((GDestroyNotify) slip_frame_unref);
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipQuery) query = slip_database_query (
      db, &error, "SELECT bytes FROM frame WHERE replica = ? AND seq >= ? ORDER BY seq, fork", "si",
      name, first);

  g_assert_no_error (error);
  while (slip_query_next (query, &error))
    {
      g_autoptr (GBytes) bytes = slip_query_bytes (query, 0);
      SlipFrame *frame = slip_frame_decode (bytes, &error);

      g_assert_no_error (error);
      g_ptr_array_add (frames, frame);
    }
  g_assert_no_error (error);
  return frames;
}

G_GNUC_UNUSED static gint64
held_of (SlipDatabase *db, const char *name)
{
  return slip_database_get_int (db, 0, "SELECT max (seq) FROM frame WHERE replica = ?", "s", name);
}

/* Takes in up to @max frames of @from's own that are not here; seals first, as sync does. */
G_GNUC_UNUSED static void
replica_pull (Replica *self, Replica *from, guint max)
{
  g_autoptr (GPtrArray) frames = NULL;
  g_autoptr (GError) error = NULL;

  replica_seal (from);
  frames = frames_of (from->db, from->replica, held_of (self->db, from->replica) + 1);
  if (frames->len == 0)
    return;
  replica_seal (self);
  for (guint i = 0; i < frames->len && i < max; i++)
    {
      slip_log_add_frame (self->db, g_ptr_array_index (frames, i), TRUE, &error);
      g_assert_no_error (error);
    }
}

/* One op; @names (may be NULL) is what it replaces and is freed. Returns its name. */
G_GNUC_UNUSED static SlipOpName
replica_do (Replica *self, const char *kind, const char *record, GArray *names, GVariant *content)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) replaces = names;
  g_autoptr (SlipOp) op = NULL;

  op = slip_log_do (self->db, kind, SLIP_UNKNOWN_IGNORE, record,
                    replaces ? (SlipOpName *) (gpointer) replaces->data : NULL,
                    replaces ? replaces->len : 0, content, &error);
  g_assert_no_error (error);
  return op->name;
}

G_GNUC_UNUSED static GArray *
current (Replica *self, const char *record, const char *row, const char *field)
{
  g_autoptr (GError) error = NULL;
  GArray *names = slip_values_names (self->db, record, row, field, NULL, &error);

  g_assert_no_error (error);
  return names;
}

G_GNUC_UNUSED static GArray *
one_name (SlipOpName name)
{
  GArray *names = g_array_new (FALSE, FALSE, sizeof name);

  g_array_append_val (names, name);
  return names;
}

G_GNUC_UNUSED static GVariant *
hash_variant (const SlipHash *hash)
{
  return g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, hash->bytes, sizeof hash->bytes, 1);
}

G_GNUC_UNUSED static SlipOpName
do_set (Replica *self, const char *record, const char *row, const char *field, const char *value)
{
  return replica_do (self, SLIP_OP_SET, record, current (self, record, row, field),
                     g_variant_new ("(@ayss)", slip_op_id_variant (row), field, value));
}

G_GNUC_UNUSED static SlipOpName
do_document (Replica *self, const char *record)
{
  g_autofree char *release = fixed_id (77, SLIP_ID_BYTES);
  SlipHash hash;

  slip_hash_data (&hash, "form", 4);
  return replica_do (self, SLIP_OP_DOCUMENT, record, NULL,
                     g_variant_new ("(@ayss@ay)", slip_op_id_variant (release), "deployment-plan",
                                    "DP-1", hash_variant (&hash)));
}

G_GNUC_UNUSED static SlipOpName
do_add (Replica *self, const char *record, const char *row, const char *parent, const char *table,
        const char *position)
{
  return replica_do (self, SLIP_OP_ADD, record, NULL,
                     g_variant_new ("(@ay@ayss)", slip_op_id_variant (row),
                                    slip_op_id_variant (parent), table, position));
}

G_GNUC_UNUSED static SlipOpName
do_delete (Replica *self, const char *record, const char *row)
{
  return replica_do (self, SLIP_OP_DELETE, record, NULL,
                     g_variant_new ("(@ay)", slip_op_id_variant (row)));
}

G_GNUC_UNUSED static SlipOpName
do_discard (Replica *self, const char *record, const char *reason)
{
  return replica_do (self, SLIP_OP_DISCARD, record, NULL, g_variant_new ("(s)", reason));
}

G_GNUC_UNUSED static SlipOpName
do_keep (Replica *self, const char *record, const char *row)
{
  return replica_do (self, SLIP_OP_KEEP, record, current (self, record, row, SLIP_FIELD_DELETE),
                     g_variant_new ("(@ay)", slip_op_id_variant (row)));
}

G_GNUC_UNUSED static char *
text_of (Replica *self, const char *record, const char *row, const char *field)
{
  g_autoptr (GError) error = NULL;
  char *text = slip_values_text (self->db, record, row, field, &error);

  g_assert_no_error (error);
  return text;
}

G_GNUC_UNUSED static guint
count_values (Replica *self, const char *record, const char *row, const char *field,
              gboolean distinct)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) values = slip_values_get (self->db, record, row, field, &error);

  g_assert_no_error (error);
  if (distinct)
    slip_values_distinct (values);
  return values->len;
}

/* "alive", "dead" or "flagged"; "" when there is no such row ("" asks for the record). */
G_GNUC_UNUSED static const char *
row_state (Replica *self, const char *record, const char *row)
{
  gint64 state;

  if (*row == '\0')
    state = slip_database_get_int (
        self->db, -1, "SELECT dead + 2 * flagged FROM record WHERE id = ?", "s", record);
  else
    state = slip_database_get_int (self->db, -1,
                                   "SELECT dead + 2 * flagged FROM row WHERE record = ? AND id = ?",
                                   "ss", record, row);
  return state < 0 ? "" : state == 0 ? "alive" : state == 1 ? "dead" : "flagged";
}

G_GNUC_UNUSED static char *
dump_of (SlipDatabase *db)
{
  g_autoptr (GError) error = NULL;
  char *dump = slip_fold_dump (db, &error);

  g_assert_no_error (error);
  return dump;
}

/* Equal texts; else the first line that differs is named. */
G_GNUC_UNUSED static void
assert_same_dump (const char *a, const char *b)
{
  g_auto (GStrv) first = NULL;
  g_auto (GStrv) second = NULL;

  if (g_str_equal (a, b))
    return;
  first = g_strsplit (a, "\n", -1);
  second = g_strsplit (b, "\n", -1);
  for (guint i = 0; first[i] != NULL || second[i] != NULL; i++)
    g_assert_cmpstr (first[i], ==, second[i]);
}
