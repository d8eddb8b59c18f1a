/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A disk that fails on demand: a layer under SQLite that counts what is written, synced and cut, and
 * lets one of these steps, or all from it on, fail. What should reach the disk only reaches the
 * kernel: tests need not wait for it. */

#pragma once

#include <glib.h>
#include <sqlite3.h>

typedef struct
{
  gint64 steps;   /* so far */
  gint64 fail_at; /* this step fails; 0: none does */
  gboolean stays; /* all after it, too */
  int code;       /* with this */
  gint unsynced;  /* writes to logs that no sync followed */
} FailingDisk;

static FailingDisk disk;

typedef struct
{
  sqlite3_file base;
  sqlite3_file *real;
  gboolean log;
} FailingFile;

static sqlite3_vfs *real_vfs;

/* SQLITE_OK, or how this step fails. */
static int
disk_step (int code)
{
  disk.steps++;
  if (disk.fail_at == 0 || disk.steps < disk.fail_at || (disk.steps > disk.fail_at && !disk.stays))
    return SQLITE_OK;
  return disk.code == SQLITE_FULL ? SQLITE_FULL : code;
}

#define REAL(file) (((FailingFile *) (file))->real)

static int
failing_close (sqlite3_file *file)
{
  int code =
      REAL (file)->pMethods != NULL ? REAL (file)->pMethods->xClose (REAL (file)) : SQLITE_OK;

  g_free (REAL (file));
  return code;
}

static int
failing_read (sqlite3_file *file, void *data, int length, sqlite3_int64 at)
{
  return REAL (file)->pMethods->xRead (REAL (file), data, length, at);
}

/* Half of what was asked for gets there before the disk is full. */
static int
failing_write (sqlite3_file *file, const void *data, int length, sqlite3_int64 at)
{
  int code = disk_step (SQLITE_IOERR_WRITE);

  if (((FailingFile *) file)->log)
    g_atomic_int_inc (&disk.unsynced);
  if (code != SQLITE_OK)
    REAL (file)->pMethods->xWrite (REAL (file), data, length / 2, at);
  return code != SQLITE_OK ? code : REAL (file)->pMethods->xWrite (REAL (file), data, length, at);
}

static int
failing_truncate (sqlite3_file *file, sqlite3_int64 size)
{
  int code = disk_step (SQLITE_IOERR_TRUNCATE);

  return code != SQLITE_OK ? code : REAL (file)->pMethods->xTruncate (REAL (file), size);
}

static int
failing_sync (sqlite3_file *file, int flags)
{
  if (((FailingFile *) file)->log)
    g_atomic_int_set (&disk.unsynced, 0);
  return disk_step (SQLITE_IOERR_FSYNC);
}

static int
failing_file_size (sqlite3_file *file, sqlite3_int64 *size)
{
  return REAL (file)->pMethods->xFileSize (REAL (file), size);
}

static int
failing_lock (sqlite3_file *file, int level)
{
  return REAL (file)->pMethods->xLock (REAL (file), level);
}

static int
failing_unlock (sqlite3_file *file, int level)
{
  return REAL (file)->pMethods->xUnlock (REAL (file), level);
}

static int
failing_check_lock (sqlite3_file *file, int *result)
{
  return REAL (file)->pMethods->xCheckReservedLock (REAL (file), result);
}

static int
failing_control (sqlite3_file *file, int what, void *data)
{
  return REAL (file)->pMethods->xFileControl (REAL (file), what, data);
}

static int
failing_sector_size (sqlite3_file *file)
{
  return REAL (file)->pMethods->xSectorSize (REAL (file));
}

static int
failing_characteristics (sqlite3_file *file)
{
  return REAL (file)->pMethods->xDeviceCharacteristics (REAL (file));
}

static int
failing_shm_map (sqlite3_file *file, int page, int size, int extend, void volatile **data)
{
  int code = extend ? disk_step (SQLITE_IOERR_SHMSIZE) : SQLITE_OK;

  return code != SQLITE_OK ? code
                           : REAL (file)->pMethods->xShmMap (REAL (file), page, size, extend, data);
}

static int
failing_shm_lock (sqlite3_file *file, int offset, int n, int flags)
{
  return REAL (file)->pMethods->xShmLock (REAL (file), offset, n, flags);
}

static void
failing_shm_barrier (sqlite3_file *file)
{
  REAL (file)->pMethods->xShmBarrier (REAL (file));
}

static int
failing_shm_unmap (sqlite3_file *file, int remove)
{
  return REAL (file)->pMethods->xShmUnmap (REAL (file), remove);
}

static const sqlite3_io_methods failing_methods = {
  2,
  failing_close,
  failing_read,
  failing_write,
  failing_truncate,
  failing_sync,
  failing_file_size,
  failing_lock,
  failing_unlock,
  failing_check_lock,
  failing_control,
  failing_sector_size,
  failing_characteristics,
  failing_shm_map,
  failing_shm_lock,
  failing_shm_barrier,
  failing_shm_unmap,
  NULL,
  NULL,
};

static int
failing_open (sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out_flags)
{
  FailingFile *self = (FailingFile *) file;
  int code;

  self->base.pMethods = NULL;
  self->log = (flags & SQLITE_OPEN_WAL) != 0;
  self->real = g_malloc0 (real_vfs->szOsFile);
  code = real_vfs->xOpen (real_vfs, name, self->real, flags, out_flags);
  if (code != SQLITE_OK)
    g_free (self->real);
  else
    self->base.pMethods = &failing_methods;
  return code;
}

/* From here on every database of this program is on the disk that fails. */
static void
failing_vfs_install (void)
{
  static sqlite3_vfs vfs;

  sqlite3_initialize ();
  real_vfs = sqlite3_vfs_find (NULL);
  vfs = *real_vfs;
  vfs.zName = "failing";
  vfs.szOsFile = sizeof (FailingFile);
  vfs.xOpen = failing_open;
  vfs.pNext = NULL;
  g_assert_cmpint (sqlite3_vfs_register (&vfs, 1), ==, SQLITE_OK);
}
