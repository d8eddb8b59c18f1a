/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

#include "slip-test-folder.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <sys/wait.h>

#include "store/slip-database.h"

void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
        remove_tree (child);
      else
        g_unlink (child);
    }
  g_rmdir (path);
}

static void
list_into (GPtrArray *list, const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR))
        list_into (list, child);
      else
        g_ptr_array_add (list, g_steal_pointer (&child));
    }
}

static int
compare_text (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(const char *const *) a, *(const char *const *) b);
}

GPtrArray *
list_tree (const char *path)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (g_free);

  list_into (list, path);
  g_ptr_array_sort (list, compare_text);
  return list;
}

void
copy_file (const char *from, const char *to)
{
  g_autofree char *data = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (from, &data, &length, NULL));
  g_assert_true (g_file_set_contents (to, data, length, NULL));
}

void
copy_folder (const char *from, const char *to)
{
  g_autoptr (GDir) dir = g_dir_open (from, 0, NULL);
  const char *name;

  g_assert_nonnull (dir);
  g_mkdir_with_parents (to, 0700);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *source = g_build_filename (from, name, NULL);
      g_autofree char *target = g_build_filename (to, name, NULL);

      if (g_file_test (source, G_FILE_TEST_IS_DIR))
        copy_folder (source, target);
      else
        copy_file (source, target);
    }
}

SlipWorkspace *
open_workspace (const char *dir)
{
  g_autoptr (GError) error = NULL;
  SlipWorkspace *workspace = slip_workspace_open (dir, &error);

  g_assert_no_error (error);
  return workspace;
}

static SlipDatabase *
open_database (const char *dir, SlipDatabaseFlags mode)
{
  g_autofree char *path = g_build_filename (dir, "workspace.db", NULL);
  g_autoptr (GError) error = NULL;
  SlipDatabase *db = slip_database_open (path, mode, &error);

  g_assert_no_error (error);
  return db;
}

void
tamper (const char *dir, const char *sql)
{
  g_autoptr (SlipDatabase) db = open_database (dir, SLIP_DATABASE_WRITE);
  g_autoptr (GError) error = NULL;

  slip_database_script (db, sql, &error);
  g_assert_no_error (error);
}

gint64
count (const char *dir, const char *sql)
{
  g_autoptr (SlipDatabase) db = open_database (dir, SLIP_DATABASE_READ_ONLY);

  return slip_database_get_int (db, -1, sql, "");
}

char *
digest_of (SlipWorkspace *workspace)
{
  g_autoptr (GError) error = NULL;
  char *digest = slip_workspace_state_digest (workspace, &error);

  g_assert_no_error (error);
  return digest;
}

void
set_field (SlipWorkspace *workspace, const char *document, const char *path, const char *value)
{
  g_autoptr (GError) error = NULL;

  slip_workspace_set_field (workspace, document, path, value, &error);
  g_assert_no_error (error);
}

void
sync_alone (SlipWorkspace *workspace)
{
  SlipSyncReport report = { 0 };
  g_autoptr (GError) error = NULL;

  slip_workspace_sync (workspace, &report, NULL, &error);
  g_assert_no_error (error);
  slip_sync_report_clear (&report);
}

void
assert_verifies (SlipWorkspace *workspace)
{
  SlipVerifyReport report = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_true (slip_workspace_verify (workspace, &report, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (report.problem, ==, NULL);
  slip_verify_report_clear (&report);
}

GPid
start_program (const char *word, ...)
{
  g_autofree char *program =
      g_test_build_filename (G_TEST_BUILT, "..", "src", "cli", "slipwayctl", NULL);
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  GPid pid;
  va_list words;

  g_ptr_array_add (argv, program);
  va_start (words, word);
  for (; word != NULL; word = va_arg (words, const char *))
    g_ptr_array_add (argv, (char *) word);
  va_end (words);
  g_ptr_array_add (argv, NULL);
  g_spawn_async (NULL, (char **) argv->pdata, NULL,
                 G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, &pid, &error);
  g_assert_no_error (error);
  return pid;
}

int
wait_for_program (GPid pid)
{
  int status = 0;

  while (waitpid (pid, &status, 0) < 0)
    g_assert_cmpint (errno, ==, EINTR);
  g_spawn_close_pid (pid);
  return status;
}
