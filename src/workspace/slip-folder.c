/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Making a workspace's folder: alone, and whole or not at all, whatever kills us on the way. */

#include "workspace/slip-folder.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <unistd.h>

#include "store/slip-blobs.h"
#include "workspace/slip-workspace-private.h"

/* While a workspace is being made its files lie here; workspace.db is moved out last. */
#define STAGING ".slipway-new"
#define LOCK ".slipway-lock"

/* In the order in which they are put into place: a folder is a workspace once the database is there. */
static const struct
{
  const char *name;
  gboolean optional;
} files[] = {
  { SLIP_WORKSPACE_DEVICE_KEY, FALSE }, { SLIP_WORKSPACE_SIGNING_KEY, FALSE },
  { SLIP_WORKSPACE_REMOTE, TRUE },      { SLIP_BLOBS_FOLDER, TRUE },
  { SLIP_WORKSPACE_DATABASE, FALSE },
};

void
slip_folder_discard (const char *staging)
{
  g_autoptr (GDir) dir = g_dir_open (staging, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (staging, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK))
        slip_folder_discard (path);
      else
        g_unlink (path);
    }
  g_rmdir (staging);
}

struct _SlipFolderLock
{
  int fd;
  char *path;
  char *made; /* nullable: the folder, when it was not there before */
};

void
slip_folder_lock_free (SlipFolderLock *lock)
{
  g_unlink (lock->path);
  close (lock->fd);
  /* Nothing came of it: the folder goes, too, if it is empty. */
  if (lock->made != NULL)
    g_rmdir (lock->made);
  g_free (lock->path);
  g_free (lock->made);
  g_free (lock);
}

static void
set_folder_error (GError **error, const char *dir, int code)
{
  g_set_error (error, SLIP_ERROR,
               code == ENOSPC                    ? SLIP_ERROR_NO_SPACE
               : code == EROFS || code == EACCES ? SLIP_ERROR_READ_ONLY
                                                 : SLIP_ERROR_FAILED,
               _ ("can't write in “%s”: %s"), dir, g_strerror (code));
}

SlipFolderLock *
slip_folder_lock (const char *dir, GError **error)
{
  g_autofree char *path = g_build_filename (dir, LOCK, NULL);
  gboolean there = g_file_test (dir, G_FILE_TEST_EXISTS);
  SlipFolderLock *lock;
  int fd;

  if (g_mkdir_with_parents (dir, 0700) != 0 ||
      (fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600)) < 0)
    {
      set_folder_error (error, dir, errno);
      return NULL;
    }
  if (flock (fd, LOCK_EX | LOCK_NB) != 0)
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_BUSY,
                   _ ("another program is making a workspace in “%s”"), dir);
      close (fd);
      return NULL;
    }
  lock = g_new0 (SlipFolderLock, 1);
  lock->fd = fd;
  lock->path = g_steal_pointer (&path);
  lock->made = there ? NULL : g_strdup (dir);
  return lock;
}

/* Makes the folder in which a new workspace is put together. One that was left by a program that died is
 * cleared away; a workspace, or keys that we didn't leave there, are never touched. */
char *
slip_folder_begin (const char *dir, GError **error)
{
  g_autofree char *staging = g_build_filename (dir, STAGING, NULL);
  gboolean left_over = g_file_test (staging, G_FILE_TEST_IS_DIR);
  g_autofree char *database = g_build_filename (dir, SLIP_WORKSPACE_DATABASE, NULL);

  if (g_file_test (database, G_FILE_TEST_EXISTS))
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_EXISTS,
                   _ ("“%s” holds a workspace already; choose another folder"), dir);
      return NULL;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_build_filename (dir, files[i].name, NULL);

      if (!g_file_test (path, G_FILE_TEST_EXISTS))
        continue;
      if (!left_over)
        {
          g_set_error (error, SLIP_ERROR, SLIP_ERROR_EXISTS,
                       _ ("“%s” holds a “%s” without a workspace; choose another folder"), dir,
                       files[i].name);
          return NULL;
        }
      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        slip_folder_discard (path);
      else
        g_unlink (path);
    }
  if (left_over)
    slip_folder_discard (staging);
  if (g_mkdir (staging, 0700) != 0)
    {
      set_folder_error (error, dir, errno);
      return NULL;
    }
  return g_steal_pointer (&staging);
}

gboolean
slip_folder_end (const char *dir, const char *staging, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *from = g_build_filename (staging, files[i].name, NULL);
      g_autofree char *to = g_build_filename (dir, files[i].name, NULL);

      if (files[i].optional && !g_file_test (from, G_FILE_TEST_EXISTS))
        continue;
      if (g_rename (from, to) != 0)
        {
          g_set_error (error, SLIP_ERROR, SLIP_ERROR_FAILED, _ ("can't put “%s” into place: %s"),
                       to, g_strerror (errno));
          return FALSE;
        }
    }
  g_rmdir (staging);
  return TRUE;
}
