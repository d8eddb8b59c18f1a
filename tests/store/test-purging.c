/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Content that goes for good: bytes that were purged or withheld are in none of the database's
 * files, what proves that they were there stays, and they don't come back. */

#include "store-test.h"

#define SECRET "Schluesselblume"

typedef struct
{
  char *folder;
  char *path;
  Replica *self;
  char *doc;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  SlipDatabase *db;

  f->folder = g_dir_make_tmp ("slip-purging-XXXXXX", NULL);
  f->path = g_build_filename (f->folder, "workspace.db", NULL);
  db = slip_database_open (f->path, SLIP_DATABASE_CREATE, &error);
  g_assert_no_error (error);
  f->self = replica_take (db, 1);
  f->doc = fixed_id (10, SLIP_ID_BYTES);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  static const char *const ends[] = { "", "-wal", "-shm" };

  replica_free (f->self);
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autofree char *path = g_strconcat (f->path, ends[i], NULL);

      g_unlink (path);
    }
  g_rmdir (f->folder);
  g_free (f->folder);
  g_free (f->path);
  g_free (f->doc);
}

/* Looks for the text, also in the other case, in which the search keeps it. */
static gboolean
is_in_files (Fixture *f, const char *text)
{
  static const char *const ends[] = { "", "-wal" };
  g_autofree char *lower = g_ascii_strdown (text, -1);
  gboolean found = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autofree char *path = g_strconcat (f->path, ends[i], NULL);
      g_autofree char *bytes = NULL;
      gsize length;

      if (!g_file_get_contents (path, &bytes, &length, NULL))
        continue;
      found |= memmem (bytes, length, text, strlen (text)) != NULL ||
               memmem (bytes, length, lower, strlen (lower)) != NULL;
    }
  return found;
}

static void
ask (Replica *self, const SlipOpName *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipOp) op = slip_log_do_withhold (self->db, name, "personal data", &error);

  g_assert_no_error (error);
}

static void
withhold (Replica *self, const SlipOpName *name)
{
  g_autoptr (GError) error = NULL;

  replica_seal (self);
  slip_log_withhold (self->db, name, &error);
  g_assert_no_error (error);
}

static guint
count_found (Replica *self, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) hits = slip_search_find (self->db, text, 10, &error);

  g_assert_no_error (error);
  return hits->len;
}

static void
test_withheld_bytes_leave_the_files (Fixture *f, gconstpointer data)
{
  SlipOpName name;
  g_autofree char *text = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr (GError) error = NULL;

  do_set (f->self, f->doc, "", "s/f", "first");
  for (guint i = 0; i < 50; i++)
    {
      g_autofree char *field = g_strdup_printf ("s/f%u", i);

      do_set (f->self, f->doc, "", field, "something else");
    }
  name = do_set (f->self, f->doc, "", "s/f", "the " SECRET " is mine");
  replica_seal (f->self);
  g_assert_cmpuint (count_found (f->self, SECRET), ==, 1);
  g_assert_true (is_in_files (f, SECRET));

  ask (f->self, &name);
  withhold (f->self, &name);
  g_assert_false (is_in_files (f, SECRET));
  g_assert_cmpuint (count_found (f->self, SECRET), ==, 0);
  text = text_of (f->self, f->doc, "", "s/f");
  g_assert_null (text);
  before = dump_of (f->self->db);
  slip_fold_rebuild (f->self->db, &error);
  g_assert_no_error (error);
  after = dump_of (f->self->db);
  assert_same_dump (before, after);
  /* Once more changes nothing. */
  withhold (f->self, &name);
}

static void
test_frame_still_holds_together (Fixture *f, gconstpointer data)
{
  SlipOpName name = do_set (f->self, f->doc, "", "s/f", SECRET);
  g_autoptr (GPtrArray) before = NULL;
  g_autoptr (GPtrArray) after = NULL;
  SlipFrame *old, *new;

  do_set (f->self, f->doc, "", "s/g", "stays");
  replica_seal (f->self);
  before = frames_of (f->self->db, f->self->replica, 1);
  ask (f->self, &name);
  withhold (f->self, &name);
  after = frames_of (f->self->db, f->self->replica, 1);
  g_assert_cmpuint (after->len, ==, 2);
  old = g_ptr_array_index (before, 0);
  new = g_ptr_array_index (after, 0);
  g_assert_true (slip_hash_equal (&old->hash, &new->hash));
  g_assert_null (g_ptr_array_index (new->ops, 0));
  g_assert_nonnull (g_ptr_array_index (new->ops, 1));
}

static void
test_full_frame_does_not_bring_it_back (Fixture *f, gconstpointer data)
{
  SlipOpName name = do_set (f->self, f->doc, "", "s/f", SECRET);
  g_autoptr (GPtrArray) before = NULL;
  g_autoptr (GError) error = NULL;

  replica_seal (f->self);
  before = frames_of (f->self->db, f->self->replica, 1);
  ask (f->self, &name);
  withhold (f->self, &name);
  slip_log_add_frame (f->self->db, g_ptr_array_index (before, 0), TRUE, &error);
  g_assert_no_error (error);
  g_assert_false (is_in_files (f, SECRET));
}

static void
test_what_nobody_withheld_is_filled_in (Fixture *f, gconstpointer data)
{
  g_autoptr (Replica) b = replica_new (2);
  gboolean keep[2] = { FALSE, TRUE };
  g_autoptr (GPtrArray) frames = NULL;
  g_autoptr (SlipFrame) without = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *missing = NULL;
  g_autofree char *there = NULL;

  do_set (f->self, f->doc, "", "s/f", "one");
  do_set (f->self, f->doc, "", "s/g", "two");
  replica_seal (f->self);
  frames = frames_of (f->self->db, f->self->replica, 1);
  bytes = slip_frame_withhold (g_ptr_array_index (frames, 0), keep, &error);
  g_assert_no_error (error);
  without = slip_frame_decode (bytes, &error);
  g_assert_no_error (error);

  g_assert_true (slip_log_add_frame (b->db, without, TRUE, &error));
  missing = text_of (b, f->doc, "", "s/f");
  g_assert_null (missing);
  g_assert_true (slip_log_add_frame (b->db, g_ptr_array_index (frames, 0), TRUE, &error));
  there = text_of (b, f->doc, "", "s/f");
  g_assert_cmpstr (there, ==, "one");
  g_assert_true (slip_log_add_frame (b->db, without, TRUE, &error));
  g_assert_cmpint (slip_database_get_int (b->db, 0, "SELECT count(*) FROM op", ""), ==, 2);
}

static void
test_what_was_not_named_comes_back (Fixture *f, gconstpointer data)
{
  SlipOpName name;
  g_autofree char *text = NULL;
  guint8 replica[SLIP_REPLICA_BYTES];

  do_set (f->self, f->doc, "", "s/f", "first");
  name = do_set (f->self, f->doc, "", "s/f", SECRET);
  slip_base32_decode (name.replica, replica, sizeof replica);
  replica_do (
      f->self, SLIP_OP_WITHHOLD, f->doc, NULL,
      g_variant_new ("(@ayts@ays)",
                     g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, replica, sizeof replica, 1),
                     name.clock, "why", slip_op_id_variant (""), "s/f"));
  withhold (f->self, &name);
  text = text_of (f->self, f->doc, "", "s/f");
  g_assert_cmpstr (text, ==, "first");
  g_assert_false (is_in_files (f, SECRET));
}

static void
test_structure_stays (Fixture *f, gconstpointer data)
{
  SlipOpName name = do_document (f->self, f->doc);
  g_autoptr (GError) error = NULL;
  SlipOp *op;

  op = slip_log_do_withhold (f->self->db, &name, "why", &error);
  g_assert_null (op);
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_false (slip_log_withhold (f->self->db, &name, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND);
  g_clear_error (&error);
  name.clock++;
  op = slip_log_do_withhold (f->self->db, &name, "why", &error);
  g_assert_null (op);
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND);
}

static void
test_outbox_is_sealed_first (Fixture *f, gconstpointer data)
{
  SlipOpName name = do_set (f->self, f->doc, "", "s/f", SECRET);
  g_autoptr (GError) error = NULL;

  ask (f->self, &name);
  g_assert_false (slip_log_withhold (f->self->db, &name, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_BUSY);
  withhold (f->self, &name);
  g_assert_false (is_in_files (f, SECRET));
}

static void
test_list_tells_what_waits (Fixture *f, gconstpointer data)
{
  SlipOpName name = do_set (f->self, f->doc, "", "s/f", SECRET);
  g_autoptr (GPtrArray) waiting = NULL;
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (GError) error = NULL;
  const SlipAsked *asked;

  ask (f->self, &name);
  replica_seal (f->self);
  waiting = slip_purging_list (f->self->db, TRUE, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (waiting->len, ==, 1);
  asked = g_ptr_array_index (waiting, 0);
  g_assert_true (slip_op_name_equal (&asked->name, &name));
  g_assert_cmpstr (asked->person, ==, f->self->person);
  g_assert_cmpstr (asked->reason, ==, "personal data");
  g_assert_cmpint (asked->seq, ==, 1);
  withhold (f->self, &name);
  g_clear_pointer (&waiting, g_ptr_array_unref);
  waiting = slip_purging_list (f->self->db, TRUE, &error);
  g_assert_cmpuint (waiting->len, ==, 0);
  all = slip_purging_list (f->self->db, FALSE, &error);
  g_assert_cmpuint (all->len, ==, 1);
  g_assert_true (((SlipAsked *) g_ptr_array_index (all, 0))->done);
}

static char *
put_text (Fixture *f, const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  char *hash = NULL;

  slip_blobs_put (f->self->db, bytes, &hash, &error);
  g_assert_no_error (error);
  return hash;
}

static void
set_blob (Fixture *f, const char *hash)
{
  SlipHash parsed;

  g_assert_true (slip_hash_from_hex (&parsed, hash));
  replica_do (f->self, SLIP_OP_SET_BLOB, f->doc, current (f->self, f->doc, "", "s/f"),
              g_variant_new ("(@ays@ay)", slip_op_id_variant (""), "s/f", hash_variant (&parsed)));
}

static void
test_purged_blob_leaves_the_files (Fixture *f, gconstpointer data)
{
  g_autofree char *hash = put_text (f, "a long text about " SECRET);
  g_autofree char *again = NULL;
  g_auto (GStrv) wanted = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;

  set_blob (f, hash);
  replica_seal (f->self);
  g_assert_true (is_in_files (f, SECRET));
  g_assert_cmpuint (count_found (f->self, SECRET), ==, 1);
  slip_blobs_purge (f->self->db, hash, &error);
  g_assert_no_error (error);
  g_assert_true (slip_blobs_is_purged (f->self->db, hash));
  g_assert_false (slip_blobs_has (f->self->db, hash));
  g_assert_false (is_in_files (f, SECRET));
  g_assert_cmpuint (count_found (f->self, SECRET), ==, 0);

  /* Neither folding anew nor an op that names it wants it back. */
  slip_fold_rebuild (f->self->db, &error);
  g_assert_no_error (error);
  set_blob (f, hash);
  wanted = slip_blobs_wanted (f->self->db);
  g_assert_cmpuint (g_strv_length (wanted), ==, 0);
  slip_blobs_purge (f->self->db, hash, &error);
  g_assert_no_error (error);

  /* Who has it still doesn't bring it back, at once or in parts. */
  again = put_text (f, "a long text about " SECRET);
  g_assert_cmpstr (again, ==, hash);
  g_assert_false (slip_blobs_has (f->self->db, hash));
  g_assert_true (slip_blobs_begin (f->self->db, hash, 33, 33, &error));
  bytes = g_bytes_new_static ("a long text about " SECRET, 33);
  g_assert_true (slip_blobs_add_part (f->self->db, hash, 0, bytes, &error));
  g_assert_true (slip_blobs_finish (f->self->db, hash, FALSE, &error));
  g_assert_false (slip_blobs_has (f->self->db, hash));
  g_assert_false (slip_blobs_coming (f->self->db, hash, NULL, NULL, NULL));
  g_assert_null (slip_blobs_get_part (f->self->db, hash, 0, NULL));
}

static void
test_withheld_blob_is_not_wanted (Fixture *f, gconstpointer data)
{
  SlipHash hash;
  SlipOpName name;
  g_auto (GStrv) wanted = NULL;

  slip_hash_data (&hash, "elsewhere", 9);
  name = replica_do (
      f->self, SLIP_OP_SET_BLOB, f->doc, NULL,
      g_variant_new ("(@ays@ay)", slip_op_id_variant (""), "s/f", hash_variant (&hash)));
  ask (f->self, &name);
  withhold (f->self, &name);
  wanted = slip_blobs_wanted (f->self->db);
  g_assert_cmpuint (g_strv_length (wanted), ==, 0);
}

static void
test_rolled_back_purge_changes_nothing (Fixture *f, gconstpointer data)
{
  g_autofree char *hash = put_text (f, SECRET);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;

  slip_database_begin (f->self->db, &error);
  slip_blobs_purge (f->self->db, hash, &error);
  g_assert_no_error (error);
  slip_database_rollback (f->self->db);
  g_assert_false (slip_blobs_is_purged (f->self->db, hash));
  bytes = slip_blobs_get (f->self->db, hash, &error);
  g_assert_no_error (error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define add(name, func) g_test_add ("/purging/" name, Fixture, NULL, set_up, func, tear_down)
  add ("withheld-bytes-leave-the-files", test_withheld_bytes_leave_the_files);
  add ("frame-still-holds-together", test_frame_still_holds_together);
  add ("full-frame-does-not-bring-it-back", test_full_frame_does_not_bring_it_back);
  add ("what-nobody-withheld-is-filled-in", test_what_nobody_withheld_is_filled_in);
  add ("what-was-not-named-comes-back", test_what_was_not_named_comes_back);
  add ("structure-stays", test_structure_stays);
  add ("outbox-is-sealed-first", test_outbox_is_sealed_first);
  add ("list-tells-what-waits", test_list_tells_what_waits);
  add ("purged-blob-leaves-the-files", test_purged_blob_leaves_the_files);
  add ("withheld-blob-is-not-wanted", test_withheld_blob_is_not_wanted);
  add ("rolled-back-purge-changes-nothing", test_rolled_back_purge_changes_nothing);
#undef add
  return g_test_run ();
}
