/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Files in fields: they go in part by part, travel after the records, and come out as they were. */

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "core/slip-hash.h"
#include "store/slip-blobs.h"
#include "workspace/slip-attachments.h"
#include "workspace/slip-care.h"
#include "workspace/slip-workspace-private.h"
#include "slip-test-fixture.h"

#define MIB (1024 * 1024)
#define FIELD "rollback/evidence"

/* A file of @size bytes that no compression makes small. */
static char *
make_file (Fixture *f, const char *name, gsize size)
{
  char *path = team_path (f->team, name);
  g_autoptr (GRand) random = g_rand_new_with_seed (size + 1);
  g_autofree guint32 *data = g_new (guint32, size / 4 + 1);

  for (gsize i = 0; i < size / 4 + 1; i++)
    data[i] = g_rand_int (random);
  g_assert_true (g_file_set_contents (path, (char *) data, size, NULL));
  return path;
}

static void
attach (Fixture *f, guint person, const char *file)
{
  g_autoptr (GError) error = NULL;

  slip_workspace_attach (f->team->people[person], f->plan, FIELD, file, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
assert_same_file (const char *a, const char *b)
{
  g_autofree char *left = NULL;
  g_autofree char *right = NULL;
  gsize left_size, right_size;

  g_assert_true (g_file_get_contents (a, &left, &left_size, NULL));
  g_assert_true (g_file_get_contents (b, &right, &right_size, NULL));
  g_assert_cmpmem (left, left_size, right, right_size);
}

static SlipAttachmentState
state_of (Fixture *f, guint person)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list =
      slip_workspace_list_attachments (f->team->people[person], f->plan, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (list->len, ==, 1);
  return ((SlipAttachmentInfo *) g_ptr_array_index (list, 0))->state;
}

static void
get (Fixture *f, guint person, const char *original)
{
  g_autofree char *out = team_path (f->team, "out.bin");
  g_autoptr (GError) error = NULL;

  slip_workspace_get_attachment (f->team->people[person], f->plan, FIELD, out, NULL, NULL, NULL,
                                 &error);
  g_assert_no_error (error);
  assert_same_file (original, out);
}

static void
test_small_comes_with_the_sync (Fixture *f, gconstpointer data)
{
  g_autofree char *file = make_file (f, "small.pdf", MIB / 2);

  attach (f, 0, file);
  get (f, 0, file);
  team_sync (f->team, 0);
  team_sync (f->team, 1);
  g_assert_cmpint (state_of (f, 1), ==, SLIP_ATTACHMENT_HERE);
  get (f, 1, file);
  team_settle (f->team);
}

static void
test_large_comes_when_asked_for (Fixture *f, gconstpointer data)
{
  g_autofree char *file = make_file (f, "large.bin", 5 * MIB + 17);

  attach (f, 0, file);
  team_sync (f->team, 0);
  team_sync (f->team, 1);
  g_assert_cmpint (state_of (f, 1), ==, SLIP_ATTACHMENT_AWAY);
  get (f, 1, file);
  g_assert_cmpint (state_of (f, 1), ==, SLIP_ATTACHMENT_HERE);
}

static void
test_policy_all_and_fetch (Fixture *f, gconstpointer data)
{
  g_autofree char *file = make_file (f, "large.bin", 3 * MIB);
  g_autoptr (GError) error = NULL;
  SlipFetchReport report;

  attach (f, 0, file);
  team_sync (f->team, 0);
  team_sync (f->team, 1);
  slip_workspace_fetch (f->team->people[1], f->release, &report, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report.attachments, ==, 1);
  g_assert_cmpuint (report.fetched, ==, 1);
  g_assert_cmpuint (g_strv_length (report.waiting), ==, 0);
  slip_fetch_report_clear (&report);
  g_free (file);
  file = make_file (f, "larger.bin", 4 * MIB);
  attach (f, 0, file);
  team_sync (f->team, 0);
  team_sync (f->team, 1);
  g_assert_cmpint (state_of (f, 1), ==, SLIP_ATTACHMENT_AWAY);
  /* Nothing new on the store, and yet it comes. */
  slip_workspace_set_attachment_policy (f->team->people[1], "all", &error);
  g_assert_no_error (error);
  team_sync (f->team, 1);
  g_assert_cmpint (state_of (f, 1), ==, SLIP_ATTACHMENT_HERE);
  g_assert_false (slip_workspace_set_attachment_policy (f->team->people[1], "some", &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_INVALID);
}

static void
test_empty_and_odd_names (Fixture *f, gconstpointer data)
{
  g_autofree char *file = make_file (f, "Mu\xcc\x88ller {1} 100% #?.txt", 0);
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GError) error = NULL;

  attach (f, 0, file);
  team_sync (f->team, 0);
  team_sync (f->team, 1);
  get (f, 1, file);
  list = slip_workspace_list_attachments (f->team->people[1], f->release, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (((SlipAttachmentInfo *) g_ptr_array_index (list, 0))->name, ==,
                   "M\xc3\xbcller {1} 100% #?.txt");
}

static void
refuse (Fixture *f, const char *path, const char *file, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (
      slip_workspace_attach (f->team->people[0], f->plan, path, file, NULL, NULL, NULL, &error));
  g_assert_error (error, SLIP_ERROR, code);
  g_assert_null (strchr (error->message, '\n'));
}

static void
test_what_is_refused (Fixture *f, gconstpointer data)
{
  g_autofree char *fifo = team_path (f->team, "fifo");
  g_autofree char *none = team_path (f->team, "none");
  g_autofree char *huge = team_path (f->team, "huge");
  g_autofree char *file = make_file (f, "file", 10);
  g_autofree char *line = make_file (f, "two\nlines", 10);
  g_autofree char *before = team_digest (f->team, 0);
  g_autofree char *after = NULL;

  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  g_assert_true (g_file_set_contents (huge, "", 0, NULL));
  g_assert_cmpint (truncate (huge, (off_t) 2 * 1024 * MIB + 1), ==, 0);
  refuse (f, FIELD, fifo, SLIP_ERROR_INVALID);
  refuse (f, FIELD, f->team->dir, SLIP_ERROR_INVALID);
  refuse (f, FIELD, none, SLIP_ERROR_NOT_FOUND);
  refuse (f, FIELD, huge, SLIP_ERROR_TOO_LARGE);
  refuse (f, FIELD, line, SLIP_ERROR_INVALID);
  refuse (f, "no/such/field", file, SLIP_ERROR_NOT_FOUND);
  after = team_digest (f->team, 0);
  g_assert_cmpstr (before, ==, after);
}

static void
on_progress_changes_file (guint64 done, guint64 total, gpointer data)
{
  g_autoptr (GError) error = NULL;
  FILE *file = fopen (data, "r+");

  fputc ('x', file);
  fclose (file);
}

static void
test_file_that_changes_is_refused (Fixture *f, gconstpointer data)
{
  g_autofree char *file = make_file (f, "busy.log", 2 * MIB);
  g_autoptr (GError) error = NULL;

  g_assert_false (slip_workspace_attach (f->team->people[0], f->plan, FIELD, file,
                                         on_progress_changes_file, file, NULL, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_CONFLICT);
  g_assert_cmpint (
      slip_database_get_int (slip_workspace_reader (f->team->people[0]), -1,
                             "SELECT count (*) FROM blob_part p "
                             "WHERE NOT EXISTS (SELECT 1 FROM blob b WHERE b.hash = p.hash)",
                             ""),
      ==, 0);
}

/* Records are there, parts are not: that is said, and no failure; later it comes. */
static void
test_waiting_is_no_failure (Fixture *f, gconstpointer data)
{
  g_autofree char *file = make_file (f, "late.bin", 2 * MIB);
  g_autofree char *out = team_path (f->team, "out.bin");
  g_autoptr (GPtrArray) files = NULL;
  g_autoptr (GError) error = NULL;
  SlipSyncReport report;
  gboolean said = FALSE;

  attach (f, 0, file);
  team_sync (f->team, 0);
  files = list_tree (f->team->store);
  for (guint i = 0; i < files->len; i++)
    if (strstr (g_ptr_array_index (files, i), "/blob/") != NULL)
      g_unlink (g_ptr_array_index (files, i));
  slip_workspace_set_attachment_policy (f->team->people[1], "all", &error);
  g_assert_no_error (error);
  g_assert_true (slip_workspace_sync (f->team->people[1], &report, NULL, &error));
  g_assert_no_error (error);
  for (guint i = 0; report.notices[i] != NULL; i++)
    said = said || strstr (report.notices[i], "is on its way") != NULL;
  g_assert_true (said);
  g_assert_cmpuint (g_strv_length (report.problems), ==, 0);
  slip_sync_report_clear (&report);
  g_assert_false (slip_workspace_get_attachment (f->team->people[1], f->plan, FIELD, out, NULL,
                                                 NULL, NULL, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "is on its way"));
  /* It is missing again: the owner is asked, and sends it. */
  team_sync (f->team, 1);
  team_sync (f->team, 0);
  team_sync (f->team, 1);
  g_assert_cmpint (state_of (f, 1), ==, SLIP_ATTACHMENT_HERE);
  get (f, 1, file);
}

/* == files of attachments == */

/* The one attachment's file in a person's folder. */
static char *
file_of (Fixture *f, guint person)
{
  g_autofree char *digest =
      slip_database_get_text (slip_workspace_reader (f->team->people[person]), NULL,
                              "SELECT hash FROM blob WHERE place > 0 UNION SELECT hash FROM "
                              "blob_coming WHERE place > 0",
                              "");
  g_autofree char *name = NULL;

  g_assert_nonnull (digest);
  name = slip_blobs_file_name (digest);
  return slip_workspace_path (f->team->people[person], name);
}

/* Puts an attachment into both copies. */
static char *
share (Fixture *f, gsize size)
{
  char *file = make_file (f, "shared.bin", size);
  g_autoptr (GError) error = NULL;

  attach (f, 0, file);
  team_sync (f->team, 0);
  slip_workspace_set_attachment_policy (f->team->people[1], "all", &error);
  g_assert_no_error (error);
  team_sync (f->team, 1);
  get (f, 1, file);
  return file;
}

static void
assert_problem (SlipWorkspace *workspace, const char *problem)
{
  g_autoptr (GError) error = NULL;
  SlipVerifyReport report;

  g_assert_true (slip_workspace_verify (workspace, &report, &error));
  g_assert_no_error (error);
  if (problem == NULL)
    g_assert_cmpstr (report.problem, ==, NULL);
  else
    g_assert_true (report.problem != NULL && strstr (report.problem, problem) != NULL);
  slip_verify_report_clear (&report);
}

static void
test_lies_in_a_file (Fixture *f, gconstpointer data)
{
  g_autofree char *file = share (f, 2 * MIB + 5);

  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *path = file_of (f, i);
      GStatBuf info;

      assert_same_file (file, path);
      g_assert_cmpint (g_stat (path, &info), ==, 0);
      g_assert_cmpint (info.st_mode & 0777, ==, 0600);
      g_assert_cmpint (slip_database_get_int (slip_workspace_reader (f->team->people[i]), -1,
                                              "SELECT count (*) FROM blob_part JOIN blob USING "
                                              "(hash) WHERE place > 0",
                                              ""),
                       ==, 0);
      assert_problem (f->team->people[i], NULL);
    }
}

static void
test_missing_file_comes_again (Fixture *f, gconstpointer data)
{
  g_autofree char *file = share (f, 2 * MIB);
  g_autofree char *path = file_of (f, 1);

  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (state_of (f, 1), ==, SLIP_ATTACHMENT_AWAY);
  assert_problem (f->team->people[1], "sync fetches it again");
  team_sync (f->team, 1);
  get (f, 1, file);
  assert_problem (f->team->people[1], NULL);
  team_settle (f->team);
}

/* Also on the machine that had put it. */
static void
test_altered_file_is_named_and_mended (Fixture *f, gconstpointer data)
{
  g_autofree char *file = share (f, 2 * MIB);

  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *path = file_of (f, i);
      g_autoptr (GError) error = NULL;

      slip_workspace_set_attachment_policy (f->team->people[i], "all", &error);
      g_assert_no_error (error);
      on_progress_changes_file (0, 0, path);
      assert_problem (f->team->people[i], "sync fetches it again");
      assert_problem (f->team->people[i], "sync fetches it again");
      team_sync (f->team, i);
      get (f, i, file);
      assert_problem (f->team->people[i], NULL);
    }
  team_settle (f->team);
}

static void
test_lost_before_it_was_sent (Fixture *f, gconstpointer data)
{
  g_autofree char *file = make_file (f, "own.bin", MIB);
  g_autofree char *path = NULL;

  attach (f, 0, file);
  path = file_of (f, 0);
  g_assert_cmpint (g_unlink (path), ==, 0);
  assert_problem (f->team->people[0], "attach the file again");
  team_sync (f->team, 0);
  attach (f, 0, file);
  get (f, 0, file);
  team_sync (f->team, 0);
  team_sync (f->team, 1);
  get (f, 1, file);
}

static gboolean
begin_job (SlipDatabase *db, gpointer data, GCancellable *cancellable, GError **error)
{
  const char *digest = data;
  g_autofree guint8 *zeros = g_malloc0 (SLIP_BLOB_PART_BYTES);
  g_autoptr (GBytes) bytes = g_bytes_new_take (g_steal_pointer (&zeros), SLIP_BLOB_PART_BYTES);

  return slip_database_begin (db, error) &&
         slip_blobs_begin (db, digest, 2 * MIB, SLIP_BLOB_PART_BYTES, error) &&
         slip_blobs_add_part (db, digest, 0, bytes, error) && slip_database_commit (db, error);
}

/* The power failed while it came in: the tables know of a part that the disk doesn't hold. */
static void
test_cut_while_it_came (Fixture *f, gconstpointer data)
{
  g_autofree char *file = make_file (f, "cut.bin", 2 * MIB);
  g_autofree char *digest = NULL;
  g_autoptr (GError) error = NULL;

  attach (f, 0, file);
  digest = slip_database_get_text (slip_workspace_reader (f->team->people[0]), NULL,
                                   "SELECT hash FROM blob WHERE place = 1", "");
  team_sync (f->team, 0);
  team_sync (f->team, 1);
  slip_workspace_set_attachment_policy (f->team->people[1], "all", &error);
  for (guint cut = 0; cut < 2; cut++)
    {
      g_autofree char *path = NULL;

      slip_worker_run (f->team->people[1]->worker, SLIP_PRIORITY_EDIT, begin_job, digest, NULL,
                       &error);
      g_assert_no_error (error);
      g_assert_cmpint (state_of (f, 1), ==, SLIP_ATTACHMENT_PARTLY);
      path = file_of (f, 1);
      if (cut == 0)
        g_assert_cmpint (g_unlink (path), ==, 0);
      team_sync (f->team, 1);
      team_sync (f->team, 1);
      get (f, 1, file);
      g_assert_cmpint (g_unlink (path), ==, 0);
      slip_workspace_set_attachment_policy (f->team->people[1], "none", &error);
      team_sync (f->team, 1);
      g_assert_cmpint (state_of (f, 1), ==, SLIP_ATTACHMENT_AWAY);
      slip_workspace_set_attachment_policy (f->team->people[1], "all", &error);
    }
}

/* Of a program that was killed. */
static void
test_stray_files_go (Fixture *f, gconstpointer data)
{
  g_autofree char *file = share (f, MIB);
  g_autoptr (GBytes) stray = g_bytes_new_static ("stray", 5);
  g_autofree char *digest = slip_hash_hex_of (stray);
  g_autofree char *name = slip_blobs_file_name (digest);
  g_autofree char *path = slip_workspace_path (f->team->people[1], name);
  g_autofree char *folder = g_path_get_dirname (path);

  g_mkdir_with_parents (folder, 0700);
  g_assert_true (g_file_set_contents (path, "stray", 5, NULL));
  team_sync (f->team, 1);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  get (f, 1, file);
}

static void
test_backup_holds_it (Fixture *f, gconstpointer data)
{
  g_autofree char *file = share (f, 2 * MIB);
  g_autofree char *archive = team_path (f->team, "a.backup");
  g_autofree char *dir = team_path (f->team, "restored");
  g_autofree char *bad = team_path (f->team, "bad.backup");
  g_autofree char *bytes = NULL;
  g_autofree char *path = file_of (f, 1);
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *start = g_strndup (name, 2);
  g_autofree char *there = g_build_filename (dir, "attachments", start, name, NULL);
  g_autoptr (SlipWorkspace) restored = NULL;
  g_autoptr (GError) error = NULL;
  SlipBackupInfo info;
  gsize length;

  g_assert_true (slip_workspace_backup (f->team->people[1], archive, FALSE, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (slip_backup_read_info (archive, &info, NULL, &error));
  slip_backup_info_clear (&info);
  g_assert_true (slip_workspace_restore (archive, dir, NULL, NULL, &error));
  g_assert_no_error (error);
  assert_same_file (file, there);
  restored = slip_workspace_open (dir, &error);
  g_assert_no_error (error);
  assert_problem (restored, NULL);

  /* The file takes most of the archive. */
  g_assert_true (g_file_get_contents (archive, &bytes, &length, NULL));
  bytes[length - MIB] ^= 1;
  g_assert_true (g_file_set_contents (bad, bytes, length, NULL));
  g_assert_false (slip_backup_read_info (bad, &info, NULL, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_CORRUPT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add (name, Fixture, NULL, set_up_two, func, tear_down)
  ADD ("/attachments/small-comes-with-the-sync", test_small_comes_with_the_sync);
  ADD ("/attachments/large-comes-when-asked-for", test_large_comes_when_asked_for);
  ADD ("/attachments/policy-all-and-fetch", test_policy_all_and_fetch);
  ADD ("/attachments/empty-and-odd-names", test_empty_and_odd_names);
  ADD ("/attachments/what-is-refused", test_what_is_refused);
  ADD ("/attachments/file-that-changes-is-refused", test_file_that_changes_is_refused);
  ADD ("/attachments/waiting-is-no-failure", test_waiting_is_no_failure);
  ADD ("/attachments/lies-in-a-file", test_lies_in_a_file);
  ADD ("/attachments/missing-file-comes-again", test_missing_file_comes_again);
  ADD ("/attachments/altered-file-is-mended", test_altered_file_is_named_and_mended);
  ADD ("/attachments/lost-before-it-was-sent", test_lost_before_it_was_sent);
  ADD ("/attachments/cut-while-it-came", test_cut_while_it_came);
  ADD ("/attachments/stray-files-go", test_stray_files_go);
  ADD ("/attachments/backup-holds-it", test_backup_holds_it);
  return g_test_run ();
}
