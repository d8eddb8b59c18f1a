/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Whole syncs over a plain directory: what they cost, what they survive, what they name. */

#include "sync-fixture.h"

typedef struct
{
  char *dir;
  SlipRemote *remote;
  TestPeer *a;
  TestPeer *b;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->dir = test_dir_new ();
  f->remote = slip_remote_directory_new (f->dir, test_workspace_id ());
  f->a = test_peer_new (1);
  f->b = test_peer_new (2);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_clear_object (&f->remote);
  test_peer_free (f->a);
  test_peer_free (f->b);
  test_dir_remove (f->dir);
  g_free (f->dir);
}

/* Paths of all files on the store. */
static GPtrArray *
store_files (Fixture *f)
{
  GPtrArray *files = g_ptr_array_new_with_free_func (g_free);
  const char *folders[] = { "heads", "seg", "blob" };

  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *path =
          g_build_filename (slip_remote_get_address (f->remote), folders[i], NULL);
      g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
      const char *name;

      while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
        g_ptr_array_add (files, g_build_filename (path, name, NULL));
    }
  return files;
}

static guint
count_files (Fixture *f, const char *folder)
{
  g_autofree char *path = g_build_filename (slip_remote_get_address (f->remote), folder, NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  guint n = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static void
test_exchange (Fixture *f, gconstpointer data)
{
  g_autofree char *record = test_id (5);
  g_autofree char *text = NULL;

  test_peer_set (f->a, record, "scope/purpose", "from a");
  test_peer_set (f->b, record, "scope/owner", "from b");
  test_peer_sync (f->a, f->remote);
  test_peer_sync (f->b, f->remote);
  test_peer_sync (f->a, f->remote);
  test_assert_same (f->a, f->b);
  text = test_peer_get (f->a, record, "scope/owner");
  g_assert_cmpstr (text, ==, "from b");
}

static void
test_nothing_new_is_one_request (Fixture *f, gconstpointer data)
{
  test_peer_write_document (f->a, 1);
  test_peer_sync (f->a, f->remote);
  test_peer_sync (f->b, f->remote);
  g_assert_cmpuint (test_peer_sync (f->a, f->remote), ==, 1);
  g_assert_cmpuint (test_peer_sync (f->b, f->remote), ==, 1);
  for (guint i = 0; i < 6; i++)
    {
      test_peer_write_document (f->a, 2 + i);
      g_assert_cmpuint (test_peer_sync (f->a, f->remote), <=, 6);
      g_assert_cmpuint (test_peer_sync (f->a, f->remote), ==, 1);
      g_assert_cmpuint (test_peer_sync (f->b, f->remote), <=, 3);
      g_assert_cmpuint (test_peer_sync (f->b, f->remote), ==, 1);
    }
  g_assert_cmpuint (count_files (f, "heads"), ==, 2);
}

static void
test_cost_of_500_documents (Fixture *f, gconstpointer data)
{
  guint push, pull;

  for (guint i = 0; i < 3; i++)
    {
      test_peer_write_document (f->a, 1000 + i);
      test_peer_sync (f->a, f->remote);
      test_peer_sync (f->b, f->remote);
    }
  for (guint i = 0; i < 500; i++)
    test_peer_write_document (f->a, i);
  push = test_peer_sync (f->a, f->remote);
  pull = test_peer_sync (f->b, f->remote);
  g_test_message ("push %u requests, pull %u requests", push, pull);
  g_assert_cmpuint (push, <=, 6);
  g_assert_cmpuint (pull, <=, 6);
  g_assert_cmpuint (test_peer_sync (f->a, f->remote), ==, 1);
  test_assert_same (f->a, f->b);
}

static void
test_blobs_travel (Fixture *f, gconstpointer data)
{
  g_autofree char *record = test_id (5);
  g_autofree char *small = test_peer_write_blob (f->a, record, "x/small", 60000);
  g_autofree char *large = test_peer_write_blob (f->a, record, "x/large", 2000000);

  test_peer_sync (f->a, f->remote);
  g_assert_cmpuint (count_files (f, "blob"), ==, 3);
  g_assert_cmpuint (count_files (f, "seg"), ==, 1);
  test_peer_sync (f->b, f->remote);
  g_assert_true (slip_blobs_has (f->b->db, small));
  g_assert_true (slip_blobs_has (f->b->db, large));
  test_assert_same (f->a, f->b);
  g_assert_cmpuint (test_peer_sync (f->b, f->remote), ==, 1);
  g_assert_cmpuint (test_peer_sync (f->a, f->remote), ==, 1);
}

/* A head lists at most 64 segments; merged ones replace them, and only they are deleted. */
static void
test_segments_are_merged (Fixture *f, gconstpointer data)
{
  g_autofree char *record = test_id (5);
  g_autoptr (TestPeer) late = test_peer_new (3);

  for (guint i = 0; i < 70; i++)
    {
      g_autofree char *field = g_strdup_printf ("x/f%u", i);
      g_autofree char *hash = test_peer_write_blob (f->a, record, field, 50000 + i);

      test_peer_sync (f->a, f->remote);
      if (i % 9 == 0)
        test_peer_sync (f->b, f->remote);
    }
  g_assert_cmpuint (count_files (f, "seg"), <, 20);
  g_assert_cmpuint (count_files (f, "heads"), ==, 2);
  test_peer_sync (f->b, f->remote);
  test_peer_sync (late, f->remote);
  test_assert_same (f->a, f->b);
  test_assert_same (f->a, late);
  g_assert_cmpint (test_peer_int (late, "SELECT count(*) FROM blob"), ==, 70);
}

static void
test_strangers_are_not_read (Fixture *f, gconstpointer data)
{
  g_autoptr (GHashTable) members = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree char *record = test_id (5);

  g_hash_table_add (members, f->a->device);
  f->a->members = members;
  f->b->members = members;
  test_peer_set (f->a, record, "x/a", "a");
  test_peer_set (f->b, record, "x/b", "b");
  test_peer_sync (f->a, f->remote);
  test_peer_sync (f->b, f->remote);
  test_peer_sync (f->a, f->remote);
  g_assert_cmpuint (f->a->strangers, ==, 1);
  g_assert_cmpint (test_peer_int (f->a, "SELECT count(*) FROM op"), ==, 1);
  g_assert_cmpuint (test_peer_sync (f->a, f->remote), ==, 1);

  /* Admitted: the same head is read now. */
  g_hash_table_add (members, f->b->device);
  test_peer_sync (f->a, f->remote);
  test_assert_same (f->a, f->b);
}

static void
test_emptied_store_is_filled_again (Fixture *f, gconstpointer data)
{
  g_autoptr (TestPeer) late = test_peer_new (3);
  g_autoptr (GPtrArray) files = NULL;
  g_autofree char *record = test_id (5);
  g_autofree char *hash = NULL;

  for (guint i = 0; i < 30; i++)
    test_peer_write_document (f->a, i);
  test_peer_write_document (f->b, 1);
  hash = test_peer_write_blob (f->a, record, "x/large", 1000000);
  test_peer_sync (f->a, f->remote);
  test_peer_sync (f->b, f->remote);
  test_peer_sync (f->a, f->remote);
  files = store_files (f);
  for (guint i = 0; i < files->len; i++)
    g_unlink (g_ptr_array_index (files, i));
  test_peer_sync (f->a, f->remote);
  test_peer_sync (f->b, f->remote);
  test_peer_sync (late, f->remote);
  test_assert_same (f->a, late);
  test_assert_same (f->a, f->b);
  test_peer_sync (f->a, f->remote);
  test_peer_sync (f->b, f->remote);
  g_assert_cmpuint (test_peer_sync (f->a, f->remote), ==, 1);
  g_assert_cmpuint (test_peer_sync (f->b, f->remote), ==, 1);
}

/* Our own replica is ahead of us: a backup of the database was restored. */
static void
test_restored_database_gets_a_new_replica (Fixture *f, gconstpointer data)
{
  g_autoptr (TestPeer) restored = test_peer_new (1);
  g_autofree char *record = test_id (5);
  g_autofree char *before = test_peer_replica (restored);
  g_autofree char *after = NULL;
  g_autofree char *text = NULL;

  restored->copy = 1;
  test_peer_set (f->a, record, "x/one", "sent");
  test_peer_sync (f->a, f->remote);
  test_peer_set (restored, record, "x/two", "never sent");
  test_peer_sync (restored, f->remote);
  after = test_peer_replica (restored);
  g_assert_cmpstr (before, !=, after);
  g_assert_cmpuint (restored->renewals, ==, 1);
  text = test_peer_get (restored, record, "x/one");
  g_assert_cmpstr (text, ==, "sent");
  test_peer_sync (f->a, f->remote);
  test_assert_same (f->a, restored);
  test_peer_sync (f->b, f->remote);
  test_assert_same (f->a, f->b);
  g_assert_cmpuint (f->a->renewals, ==, 0);
}

static void
flip (const char *path, gsize at)
{
  g_autofree char *data = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (path, &data, &length, NULL));
  data[at % length] ^= 0x20;
  g_assert_true (g_file_set_contents (path, data, length, NULL));
}

static void
fill_for_tampering (Fixture *f)
{
  g_autofree char *record = test_id (5);
  g_autofree char *large = NULL;

  for (guint i = 0; i < 20; i++)
    test_peer_write_document (f->a, i);
  large = test_peer_write_blob (f->a, record, "x/large", 1000000);
  test_peer_sync (f->a, f->remote);
  test_peer_set (f->a, record, "x/more", "more");
  test_peer_sync (f->a, f->remote);
  test_peer_set (f->b, record, "x/b", "b");
  test_peer_sync (f->b, f->remote);
}

static void
test_altered_bytes_are_named (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) files = NULL;
  g_autoptr (GRand) random = g_rand_new_with_seed (4);

  fill_for_tampering (f);
  files = store_files (f);
  g_assert_cmpuint (files->len, ==, 6);
  for (guint i = 0; i < files->len * 5; i++)
    {
      const char *path = g_ptr_array_index (files, i % files->len);
      g_autofree char *name = g_path_get_basename (path);
      gsize at = i < files->len ? 0 : g_rand_int (random);
      g_autoptr (TestPeer) fresh = test_peer_new (3);
      g_auto (SlipSyncStats) stats = { 0 };
      g_auto (SlipSyncStats) check_stats = { 0 };
      g_autoptr (GPtrArray) findings = NULL;
      g_autoptr (GError) error = NULL;

      flip (path, at);
      g_assert_false (test_peer_try_sync (fresh, f->remote, &stats, &error));
      g_assert_error (error, SLIP_ERROR, SLIP_ERROR_CORRUPT);
      g_assert_nonnull (strstr (error->message, name));
      g_clear_error (&error);
      g_assert_true (
          slip_store_check (&f->b->peer, f->remote, &findings, &check_stats, NULL, &error));
      g_assert_no_error (error);
      g_assert_cmpuint (findings->len, ==, 1);
      g_assert_true (g_str_has_prefix (g_ptr_array_index (findings, 0), "altered "));
      g_assert_nonnull (strstr (g_ptr_array_index (findings, 0), name));
      flip (path, at);
    }
}

static void
test_check_names_missing_and_unknown (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) files = NULL;
  g_auto (SlipSyncStats) stats = { 0 };
  g_autoptr (GPtrArray) findings = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *stray = NULL;

  fill_for_tampering (f);
  g_assert_true (slip_store_check (&f->b->peer, f->remote, &findings, &stats, NULL, &error));
  g_assert_cmpuint (findings->len, ==, 0);
  g_clear_pointer (&findings, g_ptr_array_unref);
  slip_sync_stats_clear (&stats);
  stray = g_build_filename (slip_remote_get_address (f->remote), "seg", "notes.txt", NULL);
  g_assert_true (g_file_set_contents (stray, "x", 1, NULL));
  files = store_files (f);
  for (guint i = 0; i < files->len; i++)
    {
      const char *path = g_ptr_array_index (files, i);

      if ((strstr (path, "/seg/") != NULL && strcmp (path, stray) != 0) ||
          strstr (path, "/blob/") != NULL)
        g_unlink (path);
    }
  g_assert_true (slip_store_check (&f->b->peer, f->remote, &findings, &stats, NULL, &error));
  g_assert_cmpuint (findings->len, ==, 3);
  g_assert_true (g_str_has_prefix (g_ptr_array_index (findings, 0), "unknown seg/notes.txt"));
  for (guint i = 1; i < 3; i++)
    g_assert_true (g_str_has_prefix (g_ptr_array_index (findings, i), "missing "));
  /* A line a blob, however many parts it lacks. */
  g_assert_nonnull (strstr (g_ptr_array_index (findings, 2), "part 1, and 1 more of 2 parts"));
}

/* A reader says in its head what it could not read; the owner puts it again. */
static void
test_owner_puts_damaged_files_again (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) files = NULL;
  g_autoptr (TestPeer) late = test_peer_new (3);
  g_auto (SlipSyncStats) stats = { 0 };
  g_autoptr (GError) error = NULL;

  fill_for_tampering (f);
  test_peer_sync (f->a, f->remote);
  files = store_files (f);
  for (guint i = 0; i < files->len; i++)
    if (strstr (g_ptr_array_index (files, i), "/seg/") != NULL ||
        strstr (g_ptr_array_index (files, i), "/blob/") != NULL)
      flip (g_ptr_array_index (files, i), 500);
  test_peer_write_document (late, 1);
  g_assert_false (test_peer_try_sync (late, f->remote, &stats, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_CORRUPT);
  g_clear_error (&error);
  test_peer_sync (f->a, f->remote);
  slip_sync_stats_clear (&stats);
  if (!test_peer_try_sync (late, f->remote, &stats, &error))
    {
      /* The blob was asked for only after the segment came that names it. */
      test_peer_sync (f->a, f->remote);
      test_peer_sync (late, f->remote);
    }
  test_peer_sync (f->a, f->remote);
  test_assert_same (f->a, late);
}

/* The store of somebody whose push was cut after some parts: the records are there, the rest comes later, and what is there is
 * not put again. */
static void
test_files_go_on_where_they_were_cut (Fixture *f, gconstpointer data)
{
  g_autofree char *record = test_id (5);
  g_autofree char *hash = test_peer_attach (f->a, record, "x/file", 4 * SLIP_BLOB_PART_BYTES + 5);
  g_autoptr (GPtrArray) files = NULL;
  g_auto (SlipSyncStats) stats = { 0 };
  g_autoptr (GError) error = NULL;
  guint kept = 0;

  test_peer_sync (f->a, f->remote);
  g_assert_cmpuint (count_files (f, "blob"), ==, 5);
  files = store_files (f);
  for (guint i = 0; i < files->len; i++)
    if (strstr (g_ptr_array_index (files, i), "/blob/") != NULL && kept++ >= 2)
      g_unlink (g_ptr_array_index (files, i));
  slip_database_run (f->a->db, &error, "UPDATE blob_sent SET state = 'sent'", "");
  g_assert_no_error (error);

  /* The reader has the record, and the parts that are there. */
  g_assert_true (test_peer_try_sync (f->b, f->remote, &stats, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (stats.waiting->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (stats.waiting, 0), ==, hash);
  g_assert_cmpint (test_peer_int (f->b, "SELECT count (*) FROM value WHERE kind = 'a'"), ==, 1);
  g_assert_cmpint (test_peer_int (f->b, "SELECT count (*) FROM blob_part"), ==, 2);
  slip_sync_stats_clear (&stats);

  g_assert_true (test_peer_try_sync (f->a, f->remote, &stats, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (count_files (f, "blob"), ==, 5);
  g_assert_cmpuint (stats.bytes_sent, <, 3 * (SLIP_BLOB_PART_BYTES + 1024));
  slip_sync_stats_clear (&stats);
  g_assert_true (test_peer_try_sync (f->b, f->remote, &stats, &error));
  g_assert_no_error (error);
  g_assert_true (slip_blobs_has (f->b->db, hash));
  g_assert_true (slip_blobs_check (f->b->db, hash, NULL, &error));
  g_assert_cmpuint (stats.bytes_received, <, 3 * (SLIP_BLOB_PART_BYTES + 4096));
  g_assert_cmpuint (stats.waiting->len, ==, 0);
}

/* Paths of the parts on the store that have the full size. */
static GPtrArray *
full_parts (Fixture *f)
{
  GPtrArray *files = store_files (f);

  for (guint i = files->len; i > 0; i--)
    {
      const char *path = g_ptr_array_index (files, i - 1);
      GStatBuf info;

      g_assert_cmpint (g_stat (path, &info), ==, 0);
      if (strstr (path, "/blob/") == NULL || info.st_size < SLIP_BLOB_PART_BYTES)
        g_ptr_array_remove_index (files, i - 1);
    }
  return files;
}

/* Only the whole of an attachment is hashed as it comes in. When that doesn't fit, the parts that were altered are named,
 * and come again alone. */
static void
test_altered_parts_come_again_alone (Fixture *f, gconstpointer data)
{
  g_autofree char *record = test_id (5);
  g_autofree char *hash = test_peer_attach (f->a, record, "x/file", 6 * SLIP_BLOB_PART_BYTES + 5);
  g_autoptr (GPtrArray) parts = NULL;
  g_auto (SlipSyncStats) stats = { 0 };
  g_autoptr (GError) error = NULL;

  test_peer_sync (f->a, f->remote);
  parts = full_parts (f);
  g_assert_cmpuint (parts->len, ==, 6);
  for (guint i = 0; i < 2; i++)
    flip (g_ptr_array_index (parts, i), 5000);
  g_assert_false (test_peer_try_sync (f->b, f->remote, &stats, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_CORRUPT);
  g_clear_error (&error);
  g_assert_cmpuint (stats.problems->len, ==, 2);
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *name = g_path_get_basename (g_ptr_array_index (parts, i));

      g_assert_true (strstr (g_ptr_array_index (stats.problems, 0), name) != NULL ||
                     strstr (g_ptr_array_index (stats.problems, 1), name) != NULL);
    }
  g_assert_false (slip_blobs_has (f->b->db, hash));
  g_assert_cmpint (test_peer_int (f->b, "SELECT count (*) FROM blob_part"), ==, 5);
  slip_sync_stats_clear (&stats);
  /* Its head says what it could not read. */
  test_peer_set (f->b, record, "x/b", "b");
  test_peer_try_sync (f->b, f->remote, &stats, NULL);
  slip_sync_stats_clear (&stats);
  test_peer_sync (f->a, f->remote);
  g_assert_true (test_peer_try_sync (f->b, f->remote, &stats, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (stats.bytes_received, <, 2 * SLIP_BLOB_PART_BYTES + 8192);
  g_assert_true (slip_blobs_check (f->b->db, hash, NULL, &error));
}

/* A part that was altered before the last one came is found, too: then all of it comes again. */
static void
test_altered_part_of_what_comes_later (Fixture *f, gconstpointer data)
{
  g_autofree char *record = test_id (5);
  g_autofree char *hash = test_peer_attach (f->a, record, "x/file", 4 * SLIP_BLOB_PART_BYTES + 5);
  g_autoptr (GPtrArray) parts = NULL;
  g_autofree char *away = NULL;
  g_auto (SlipSyncStats) stats = { 0 };
  g_autoptr (GError) error = NULL;

  test_peer_sync (f->a, f->remote);
  parts = full_parts (f);
  away = g_build_filename (f->dir, "away", NULL);
  g_assert_cmpint (g_rename (g_ptr_array_index (parts, 0), away), ==, 0);
  flip (g_ptr_array_index (parts, 1), 5000);
  g_assert_true (test_peer_try_sync (f->b, f->remote, &stats, &error));
  g_assert_cmpint (test_peer_int (f->b, "SELECT count (*) FROM blob_part"), ==, 4);
  g_assert_cmpint (g_rename (away, g_ptr_array_index (parts, 0)), ==, 0);
  for (guint i = 0; i < 6 && !slip_blobs_has (f->b->db, hash); i++)
    {
      slip_sync_stats_clear (&stats);
      test_peer_set (f->b, record, "x/b", i % 2 == 0 ? "even" : "odd");
      test_peer_try_sync (f->b, f->remote, &stats, NULL);
      slip_sync_stats_clear (&stats);
      test_peer_try_sync (f->a, f->remote, &stats, NULL);
    }
  g_assert_true (slip_blobs_has (f->b->db, hash));
  g_assert_true (slip_blobs_check (f->b->db, hash, NULL, &error));
  g_assert_no_error (error);
}

static void
test_missing_folder_is_never_deletion (Fixture *f, gconstpointer data)
{
  g_auto (SlipSyncStats) stats = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *record = test_id (5);
  g_autofree char *text = NULL;

  test_peer_set (f->a, record, "x/a", "kept");
  test_peer_sync (f->a, f->remote);
  test_dir_remove (slip_remote_get_address (f->remote));
  g_assert_false (test_peer_try_sync (f->a, f->remote, &stats, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND);
  text = test_peer_get (f->a, record, "x/a");
  g_assert_cmpstr (text, ==, "kept");
}

static void
test_moved_store_gets_everything (Fixture *f, gconstpointer data)
{
  g_autofree char *dir = test_dir_new ();
  g_autoptr (SlipRemote) other = slip_remote_directory_new (dir, test_workspace_id ());

  for (guint i = 0; i < 10; i++)
    test_peer_write_document (f->a, i);
  test_peer_sync (f->a, f->remote);
  test_peer_sync (f->a, other);
  test_peer_sync (f->b, other);
  test_assert_same (f->a, f->b);
  test_dir_remove (dir);
}

/* A file of @folder on the store, the @n-th. */
static const char *
pick_file (GPtrArray *files, const char *folder, guint n)
{
  g_autofree char *part = g_strdup_printf ("/%s/", folder);

  for (guint i = 0; i < files->len; i++)
    if (strstr (g_ptr_array_index (files, i), part) != NULL && n-- == 0)
      return g_ptr_array_index (files, i);
  g_assert_not_reached ();
}

/* What an ordinary sync takes for done: own segments and parts that the store lost or altered. */
static void
test_again_puts_what_the_store_lost (Fixture *f, gconstpointer data)
{
  g_autoptr (TestPeer) late = test_peer_new (3);
  g_autoptr (GPtrArray) files = NULL;
  g_autoptr (GPtrArray) findings = NULL;
  g_auto (SlipSyncStats) stats = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *hash = NULL;

  fill_for_tampering (f);
  for (guint i = 100; i < 120; i++)
    test_peer_write_document (f->a, i);
  test_peer_sync (f->a, f->remote);
  files = store_files (f);
  flip (pick_file (files, "seg", 0), 500);
  g_unlink (pick_file (files, "seg", 1));
  g_unlink (pick_file (files, "blob", 0));
  g_assert_cmpuint (test_peer_sync (f->a, f->remote), ==, 1);

  f->a->again = TRUE;
  g_assert_true (test_peer_try_sync (f->a, f->remote, &stats, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (stats.problems->len, ==, 1);
  g_assert_nonnull (strstr (g_ptr_array_index (stats.problems, 0), "put again"));
  slip_sync_stats_clear (&stats);
  g_assert_true (slip_store_check (&f->a->peer, f->remote, &findings, &stats, NULL, &error));
  g_assert_cmpuint (findings->len, ==, 0);
  test_peer_sync (late, f->remote);
  test_peer_sync (f->a, f->remote);
  test_assert_same (f->a, late);
  g_assert_cmpuint (test_peer_sync (f->a, f->remote), ==, 1);
}

/* Others' segments are read again although all of it is held, and what is altered is asked for. */
static void
test_again_reads_what_others_put (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) files = NULL;
  g_auto (SlipSyncStats) stats = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *record = test_id (6);

  fill_for_tampering (f);
  test_peer_set (f->b, record, "x/unsent", "typed offline");
  files = store_files (f);
  flip (pick_file (files, "seg", 0), 500);
  test_peer_sync (f->b, f->remote);
  f->b->again = TRUE;
  g_assert_false (test_peer_try_sync (f->b, f->remote, &stats, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_CORRUPT);
  g_clear_error (&error);
  test_peer_sync (f->a, f->remote); /* puts it again */
  test_peer_sync (f->b, f->remote);
  test_peer_sync (f->a, f->remote);
  test_peer_sync (f->b, f->remote);
  g_assert_cmpuint (test_peer_sync (f->b, f->remote), ==, 1);
  test_assert_same (f->a, f->b);
}

/* Stopped at every step: what was typed is here and goes out, and the next sync ends what was begun. */
static void
test_again_survives_being_killed (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) files = NULL;
  gboolean killed = TRUE;
  guint n = 0;

  fill_for_tampering (f);
  for (guint left = 1; killed; left++)
    {
      g_auto (SlipSyncStats) stats = { 0 };
      g_autoptr (GError) error = NULL;
      g_autofree char *record = test_id (7);
      g_autofree char *field = g_strdup_printf ("x/f%u", left);
      g_autofree char *text = NULL;
      g_autofree char *sent = NULL;

      test_peer_set (f->a, record, field, "typed");
      g_clear_pointer (&files, g_ptr_array_unref);
      files = store_files (f);
      flip (pick_file (files, "seg", 0), 500);
      f->a->again = TRUE;
      f->a->jobs_left = left;
      killed = !test_peer_try_sync (f->a, f->remote, &stats, &error);
      f->a->jobs_left = 0;
      text = test_peer_get (f->a, record, field);
      g_assert_cmpstr (text, ==, "typed");
      test_peer_sync (f->a, f->remote);
      test_peer_sync (f->b, f->remote);
      sent = test_peer_get (f->b, record, field);
      g_assert_cmpstr (sent, ==, "typed");
      n++;
      /* Killed before it began, it changed nothing. */
      if (killed && left == 1)
        flip (pick_file (files, "seg", 0), 500);
      else
        {
          g_autoptr (GPtrArray) findings = NULL;

          slip_sync_stats_clear (&stats);
          g_assert_true (
              slip_store_check (&f->a->peer, f->remote, &findings, &stats, NULL, &error));
          for (guint i = 0; i < findings->len; i++)
            g_assert_true (g_str_has_prefix (g_ptr_array_index (findings, i), "unknown "));
        }
    }
  g_assert_cmpuint (n, >, 10);
  test_assert_same (f->a, f->b);
}

static void
test_probe_makes_nothing (Fixture *f, gconstpointer data)
{
  g_autofree char *inside = g_build_filename (f->dir, "new", NULL);
  g_autofree char *below = g_build_filename (inside, "newer", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (slip_remote_probe (f->dir, NULL, NULL, FALSE, NULL, &error));
  g_assert_no_error (error);
  /* Setting up would make it. */
  g_assert_true (slip_remote_probe (inside, NULL, NULL, FALSE, NULL, &error));
  g_assert_no_error (error);
  g_assert_false (g_file_test (inside, G_FILE_TEST_EXISTS));
  g_assert_false (slip_remote_probe (below, NULL, NULL, FALSE, NULL, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (slip_remote_probe ("ftp://example.com/", NULL, NULL, FALSE, NULL, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_INVALID);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/sync/exchange", test_exchange);
  ADD ("/sync/cost/nothing-new-is-one-request", test_nothing_new_is_one_request);
  ADD ("/sync/cost/500-documents", test_cost_of_500_documents);
  ADD ("/sync/blobs-travel", test_blobs_travel);
  ADD ("/sync/files-go-on-where-they-were-cut", test_files_go_on_where_they_were_cut);
  ADD ("/sync/segments-are-merged", test_segments_are_merged);
  ADD ("/sync/strangers-are-not-read", test_strangers_are_not_read);
  ADD ("/sync/bad-days/emptied-store-is-filled-again", test_emptied_store_is_filled_again);
  ADD ("/sync/bad-days/restored-database-gets-a-new-replica",
       test_restored_database_gets_a_new_replica);
  ADD ("/sync/bad-days/missing-folder-is-never-deletion", test_missing_folder_is_never_deletion);
  ADD ("/sync/bad-days/moved-store-gets-everything", test_moved_store_gets_everything);
  ADD ("/sync/again/puts-what-the-store-lost", test_again_puts_what_the_store_lost);
  ADD ("/sync/again/reads-what-others-put", test_again_reads_what_others_put);
  ADD ("/sync/again/survives-being-killed", test_again_survives_being_killed);
  ADD ("/sync/tamper/altered-bytes-are-named", test_altered_bytes_are_named);
  ADD ("/sync/tamper/check-names-missing-and-unknown", test_check_names_missing_and_unknown);
  ADD ("/sync/tamper/altered-parts-come-again-alone", test_altered_parts_come_again_alone);
  ADD ("/sync/tamper/altered-part-of-what-comes-later", test_altered_part_of_what_comes_later);
  ADD ("/sync/tamper/owner-puts-damaged-files-again", test_owner_puts_damaged_files_again);
  ADD ("/sync/probe-makes-nothing", test_probe_makes_nothing);
  return g_test_run ();
}
