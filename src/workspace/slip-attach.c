/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Reading a file into the workspace. Twice: the first time for its hash, which names its parts, the
 * second time for the parts, a few in one transaction. It has to be the same both times. Only at the
 * very end does the field name it, so that a cut leaves at most parts that nobody sees. */

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "core/slip-hash.h"
#include "core/slip-text.h"
#include "forms/slip-removed.h"
#include "store/slip-blobs.h"
#include "store/slip-purging.h"
#include "workspace/slip-attachments-private.h"

/* Parts of one transaction. */
#define PARTS_AT_ONCE 8
/* Left free on the disk, for the log and everything else. */
#define SPARE_BYTES (32 * 1024 * 1024)
#define PROGRESS_EVERY_US (100 * 1000)

typedef struct
{
  SlipWorkspace *self;
  const char *record;
  const char *path;
  const char *file;
  char *name;
  int fd;
  int lock; /* keeps the parts from being taken for abandoned ones */
  struct stat before;
  char digest[SLIP_HASH_HEX + 1];
  gboolean held; /* the bytes are here already */
  GPtrArray *parts;
  guint32 n; /* number of the first of @parts */
  SlipBytesFunc progress;
  gpointer progress_data;
  guint64 done;
  gint64 told;
  GCancellable *cancellable;
} Attach;

static void
tell (Attach *work, guint64 bytes)
{
  gint64 now = g_get_monotonic_time ();
  guint64 total = 2 * (guint64) work->before.st_size;

  work->done += bytes;
  if (work->progress == NULL || (now - work->told < PROGRESS_EVERY_US && work->done < total))
    return;
  work->told = now;
  work->progress (work->done / 2, total / 2, work->progress_data);
}

static gboolean
fail_changed (Attach *work, GError **error)
{
  g_set_error (error, SLIP_ERROR, SLIP_ERROR_CONFLICT,
               _ ("“%s” changed while it was read; attach it when nobody writes to it"),
               work->file);
  return FALSE;
}

static gboolean
check_name (Attach *work, GError **error)
{
  g_autofree char *base = g_path_get_basename (work->file);

  work->name =
      g_utf8_validate (base, -1, NULL) ? g_utf8_normalize (base, -1, G_NORMALIZE_NFC) : NULL;
  if (work->name != NULL && slip_text_is_clean (work->name) && strlen (work->name) <= 255 &&
      strpbrk (work->name, "\n\r\t") == NULL)
    return TRUE;
  g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID,
               _ ("the file's name holds what a document can't, or is too long; rename the file"));
  return FALSE;
}

static gboolean
check_space (Attach *work, GError **error)
{
  struct statvfs disk;
  guint64 free_bytes, size = work->before.st_size;

  if (statvfs (work->self->dir, &disk) != 0)
    return TRUE;
  free_bytes = (guint64) disk.f_bavail * disk.f_frsize;
  if (free_bytes >= size + SPARE_BYTES)
    return TRUE;
  g_set_error (error, SLIP_ERROR, SLIP_ERROR_NO_SPACE,
               _ ("“%s” takes %" PRIu64 " MiB, and the disk of the workspace has %" PRIu64
                  " MiB left, of which %d are kept free for the workspace itself; free some space"),
               work->file, size / 1024 / 1024 + 1, free_bytes / 1024 / 1024,
               SPARE_BYTES / 1024 / 1024);
  return FALSE;
}

static gboolean
open_file (Attach *work, GError **error)
{
  /* A pipe that nobody writes to would be waited for. */
  work->fd = open (work->file, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (work->fd < 0 || fstat (work->fd, &work->before) != 0)
    {
      g_set_error (error, SLIP_ERROR, errno == ENOENT ? SLIP_ERROR_NOT_FOUND : SLIP_ERROR_FAILED,
                   _ ("can't read “%s”: %s"), work->file,
                   errno == ENOENT ? _ ("there is no such file") : g_strerror (errno));
      return FALSE;
    }
  if (!S_ISREG (work->before.st_mode))
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID,
                   S_ISDIR (work->before.st_mode)
                       ? _ ("“%s” is a folder; only files can be attached")
                       : _ ("“%s” is no regular file; only files can be attached"),
                   work->file);
      return FALSE;
    }
  if ((guint64) work->before.st_size > SLIP_ATTACHMENT_MAX_BYTES)
    {
      g_set_error (
          error, SLIP_ERROR, SLIP_ERROR_TOO_LARGE,
          _ ("“%s” is larger than %d MiB, the limit of an attachment; put it elsewhere, and its "
             "address into the field's document"),
          work->file, (int) (SLIP_ATTACHMENT_MAX_BYTES / 1024 / 1024));
      return FALSE;
    }
  return check_space (work, error);
}

/* Fills @buffer, less at the end of the file. -1 with @error. */
static gssize
read_piece (Attach *work, guint8 *buffer, gsize length, GError **error)
{
  gsize got = 0;

  if (g_cancellable_is_cancelled (work->cancellable))
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_CANCELLED, _ ("attaching “%s” was cancelled"),
                   work->file);
      return -1;
    }
  while (got < length)
    {
      ssize_t n = read (work->fd, buffer + got, length - got);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        {
          g_set_error (error, SLIP_ERROR, SLIP_ERROR_FAILED, _ ("can't read “%s”: %s"), work->file,
                       g_strerror (errno));
          return -1;
        }
      if (n == 0)
        break;
      got += n;
    }
  tell (work, got);
  return got;
}

static gboolean
same_file (Attach *work)
{
  struct stat now;

  return fstat (work->fd, &now) == 0 && now.st_size == work->before.st_size &&
         now.st_mtim.tv_sec == work->before.st_mtim.tv_sec &&
         now.st_mtim.tv_nsec == work->before.st_mtim.tv_nsec;
}

static gboolean
hash_file (Attach *work, GError **error)
{
  g_autoptr (SlipHasher) hasher = slip_hasher_new ();
  g_autofree guint8 *buffer = g_malloc (SLIP_BLOB_PART_BYTES);
  g_autofree char *hex = NULL;
  guint64 size = 0;
  SlipHash hash;
  gssize n;

  while ((n = read_piece (work, buffer, SLIP_BLOB_PART_BYTES, error)) > 0)
    {
      slip_hasher_add (hasher, buffer, n);
      size += n;
    }
  if (n < 0)
    return FALSE;
  if (size != (guint64) work->before.st_size || !same_file (work))
    return fail_changed (work, error);
  slip_hasher_finish (hasher, &hash);
  hex = slip_hash_to_hex (&hash);
  g_strlcpy (work->digest, hex, sizeof work->digest);
  return TRUE;
}

/* @work->parts, from number @work->n on. */
static gboolean
store_parts (Attach *work, SlipDatabase *db, GError **error)
{
  if (work->n == 0 &&
      !slip_blobs_begin (db, work->digest, work->before.st_size, SLIP_BLOB_PART_BYTES, error))
    return FALSE;
  for (guint i = 0; i < work->parts->len; i++)
    if (!slip_blobs_add_part (db, work->digest, work->n + i, g_ptr_array_index (work->parts, i),
                              error))
      return FALSE;
  return TRUE;
}

static gboolean
store_job (SlipDatabase *db, gpointer data, GCancellable *cancellable, GError **error)
{
  gboolean done;

  if (!slip_blobs_bulk (db, TRUE, error) || !slip_database_begin (db, error))
    return FALSE;
  done = store_parts (data, db, error) && slip_database_commit (db, error);
  if (!done)
    slip_database_rollback (db);
  return slip_blobs_bulk (db, FALSE, done ? error : NULL) && done;
}

static gboolean
flush (Attach *work, GError **error)
{
  if (!slip_worker_run (work->self->worker, SLIP_PRIORITY_SYNC, store_job, work, NULL, error))
    return FALSE;
  work->n += work->parts->len;
  g_ptr_array_set_size (work->parts, 0);
  return TRUE;
}

static gboolean
store_file (Attach *work, GError **error)
{
  g_autoptr (SlipHasher) hasher = slip_hasher_new ();
  SlipHash hash, named;
  gssize n;

  if (lseek (work->fd, 0, SEEK_SET) != 0)
    return fail_changed (work, error);
  do
    {
      guint8 *buffer = g_malloc (SLIP_BLOB_PART_BYTES);

      n = read_piece (work, buffer, SLIP_BLOB_PART_BYTES, error);
      if (n <= 0)
        {
          g_free (buffer);
          break;
        }
      slip_hasher_add (hasher, buffer, n);
      g_ptr_array_add (work->parts, g_bytes_new_take (buffer, n));
      if (work->parts->len >= PARTS_AT_ONCE && !flush (work, error))
        return FALSE;
    }
  while (n == SLIP_BLOB_PART_BYTES);
  if (n < 0 || !flush (work, error))
    return FALSE;
  slip_hasher_finish (hasher, &hash);
  if (!same_file (work) || !slip_hash_from_hex (&named, work->digest) ||
      !slip_hash_equal (&hash, &named))
    return fail_changed (work, error);
  return slip_blobs_settle (slip_workspace_reader (work->self), work->digest, error);
}

/* The field has to be one for files before anything is read, and still when it has been. */
static SlipFormNode *
find_field (Attach *work, SlipDatabase *db, SlipRecord **record, char **row, GError **error)
{
  SlipFormNode *node;

  *record = slip_record_load (db, work->record, error);
  node = *record != NULL ? slip_edit_find_cell (db, *record, work->path, row, error) : NULL;
  if (node == NULL)
    return NULL;
  if (node->kind != SLIP_NODE_FIELD || node->type != SLIP_FIELD_FILE || node->calculate != NULL)
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID, _ ("“%s” is no field for files"),
                   work->path);
      return NULL;
    }
  return slip_fills_check (db, node, error) &&
                 slip_keep_check_value (db, *record, *row, node, "", error)
             ? node
             : NULL;
}

static gboolean
check_field (Attach *work, SlipDatabase *db, GError **error)
{
  g_autoptr (SlipRecord) record = NULL;
  g_autofree char *row = NULL;

  return find_field (work, db, &record, &row, error) != NULL;
}

static gboolean
check_purged (Attach *work, SlipDatabase *db, GError **error)
{
  g_autofree char *note = NULL;

  if (!slip_blobs_is_purged (db, work->digest))
    return TRUE;
  note = slip_removed_words (db, work->digest);
  g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED,
               _ ("these bytes must not come into the workspace again: %s"), note);
  return FALSE;
}

static gboolean
put_into_field (SlipWorkspace *self, SlipDatabase *db, gpointer data, GError **error)
{
  Attach *work = data;
  g_autoptr (SlipRecord) record = NULL;
  g_autofree char *row = NULL;
  SlipFormNode *node = find_field (work, db, &record, &row, error);

  if (node == NULL || !check_purged (work, db, error))
    return FALSE;
  if (!slip_blobs_has (db, work->digest) &&
      (!slip_blobs_finish (db, work->digest, TRUE, error) ||
       !slip_blobs_set_attached (db, work->digest, TRUE, error)))
    return FALSE;
  return slip_write_file (db, record->id, row, node->cell, work->name, work->before.st_size,
                          work->digest, error);
}

/* A file that was not attached after all. */
static gboolean
drop_parts (SlipWorkspace *self, SlipDatabase *db, gpointer data, GError **error)
{
  return slip_blobs_drop (db, ((Attach *) data)->digest, error);
}

static gboolean
attach (Attach *work, GError **error)
{
  if (!check_name (work, error) || !check_field (work, slip_workspace_reader (work->self), error) ||
      !open_file (work, error) || !hash_file (work, error) ||
      !check_purged (work, slip_workspace_reader (work->self), error))
    return FALSE;
  if (work->self->worker == NULL)
    return slip_workspace_edit (work->self, put_into_field, work, error); /* says why not */
  work->lock = slip_abandoned_hold (work->self, work->digest);
  work->held = slip_blobs_has (slip_workspace_reader (work->self), work->digest);
  if ((work->held || store_file (work, error)) &&
      slip_workspace_edit (work->self, put_into_field, work, error))
    return TRUE;
  if (!work->held)
    slip_workspace_edit (work->self, drop_parts, work, NULL);
  return FALSE;
}

gboolean
slip_workspace_attach (SlipWorkspace *self, const char *record, const char *path, const char *file,
                       SlipBytesFunc progress, gpointer progress_data, GCancellable *cancellable,
                       GError **error)
{
  g_autofree char *id =
      slip_workspace_resolve (self, SLIP_RECORD_RELEASE | SLIP_RECORD_DOCUMENT, record, error);
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  Attach work = { .self = self,
                  .record = id,
                  .path = path,
                  .file = file,
                  .fd = -1,
                  .lock = -1,
                  .parts = parts,
                  .progress = progress,
                  .progress_data = progress_data,
                  .cancellable = cancellable };
  gboolean done;

  if (id == NULL)
    return FALSE;
  done = attach (&work, error);
  if (work.fd >= 0)
    close (work.fd);
  if (work.lock >= 0)
    close (work.lock);
  g_free (work.name);
  return done;
}
