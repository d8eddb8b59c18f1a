/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A plain directory as a store. Files are written beside their place, synced to the disk and
 * renamed, so that nobody reads half a file on a proper file system; on an improper one the
 * containers' footers tell. */

#include "sync/slip-remote-directory.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Readers pass over names with this beginning. */
#define TEMPORARY_PREFIX ".slipway-"

struct _SlipRemoteDirectory
{
  GObject parent_instance;
  char *path;
  char *root;
  SlipRemoteCounts counts;
};

static void slip_remote_directory_iface_init (SlipRemoteInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SlipRemoteDirectory, slip_remote_directory, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (SLIP_TYPE_REMOTE,
                                                      slip_remote_directory_iface_init))

static void answer_errno (SlipAnswer *answer, int code, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

/* Says in @answer what errno @code means. */
static void
answer_errno (SlipAnswer *answer, int code, const char *format, ...)
{
  g_autofree char *message = NULL;
  SlipAnswerKind kind = SLIP_ANSWER_UNKNOWN;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);

  switch (code)
    {
    case ENOENT:
    case ENOTDIR:
      kind = SLIP_ANSWER_MISSING;
      break;
    case EACCES:
    case EPERM:
    case EROFS:
      kind = SLIP_ANSWER_FORBIDDEN;
      break;
    case ENOSPC:
    case EDQUOT:
      kind = SLIP_ANSWER_NO_SPACE;
      break;
    case EFBIG:
      kind = SLIP_ANSWER_TOO_LARGE;
      break;
    default:
      break;
    }
  slip_answer_set (answer, kind, 0, "%s", message);
}

static gboolean
answer_cancelled (SlipAnswer *answer, GCancellable *cancellable)
{
  if (!g_cancellable_is_cancelled (cancellable))
    return FALSE;
  slip_answer_set (answer, SLIP_ANSWER_CANCELLED, 0, _ ("Sync was cancelled"));
  return TRUE;
}

static void
list_directory (SlipRemote *remote, const char *folder, GPtrArray *entries, SlipAnswer *answer,
                GCancellable *cancellable)
{
  SlipRemoteDirectory *self = SLIP_REMOTE_DIRECTORY (remote);
  g_autofree char *path = g_build_filename (self->root, folder, NULL);
  g_autoptr (GDir) dir = NULL;
  const char *name;

  if (answer_cancelled (answer, cancellable))
    return;
  self->counts.requests++;
  errno = 0;
  dir = g_dir_open (path, 0, NULL);
  if (dir == NULL)
    {
      int code = errno != 0 ? errno : ENOENT;

      answer_errno (answer, code, _ ("Listing the folder %s failed: %s"), path, g_strerror (code));
      return;
    }
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);
      struct stat info;

      if (name[0] == '.' || stat (file, &info) != 0 || !S_ISREG (info.st_mode))
        continue;
      g_ptr_array_add (entries, slip_remote_entry_new (name, info.st_size));
      self->counts.bytes_received += strlen (name);
    }
}

static void
get_file (SlipRemoteDirectory *self, SlipTransfer *transfer)
{
  g_autofree char *path = g_build_filename (self->root, transfer->folder, transfer->name, NULL);
  g_autoptr (GByteArray) array = g_byte_array_new ();
  guint8 buffer[64 * 1024];
  int fd;

  self->counts.requests++;
  fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  if (fd < 0)
    {
      answer_errno (&transfer->answer, errno, _ ("Reading %s failed: %s"), path,
                    g_strerror (errno));
      return;
    }
  for (;;)
    {
      gssize n = read (fd, buffer, sizeof buffer);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        {
          int code = errno;

          g_close (fd, NULL);
          answer_errno (&transfer->answer, code, _ ("Reading %s failed: %s"), path,
                        g_strerror (code));
          return;
        }
      if (n == 0)
        break;
      if (array->len + n > SLIP_REMOTE_MAX_FILE)
        {
          g_close (fd, NULL);
          slip_answer_set (&transfer->answer, SLIP_ANSWER_TRUNCATED, 0,
                           _ ("%s is larger than any file of Slipway's"), path);
          return;
        }
      g_byte_array_append (array, buffer, n);
    }
  g_close (fd, NULL);
  self->counts.bytes_received += array->len;
  transfer->bytes = g_byte_array_free_to_bytes (g_steal_pointer (&array));
}

static void
get_files (SlipRemote *remote, GPtrArray *transfers, GCancellable *cancellable)
{
  SlipRemoteDirectory *self = SLIP_REMOTE_DIRECTORY (remote);

  for (guint i = 0; i < transfers->len; i++)
    {
      SlipTransfer *transfer = g_ptr_array_index (transfers, i);

      g_clear_pointer (&transfer->bytes, g_bytes_unref);
      if (!answer_cancelled (&transfer->answer, cancellable))
        get_file (self, transfer);
    }
}

static void
sync_directory (const char *path)
{
  int fd = g_open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);

  if (fd >= 0)
    {
      /* Not every file system can: then the rename is as safe as it gets. */
      (void) fsync (fd);
      g_close (fd, NULL);
    }
}

/* Writes all of @bytes to @temporary and to the disk. Returns 0 or an errno. */
static int
write_file (const char *temporary, GBytes *bytes)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  int fd = g_open (temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  int code = 0;

  if (fd < 0)
    return errno;
  while (length > 0 && code == 0)
    {
      gssize n = write (fd, data, length);

      if (n < 0 && errno != EINTR)
        code = errno;
      if (n > 0)
        {
          data += n;
          length -= n;
        }
    }
  if (code == 0 && fsync (fd) != 0)
    code = errno;
  if (close (fd) != 0 && code == 0)
    code = errno;
  return code;
}

static void
put_file (SlipRemoteDirectory *self, SlipTransfer *transfer)
{
  g_autofree char *folder = g_build_filename (self->root, transfer->folder, NULL);
  g_autofree char *path = g_build_filename (folder, transfer->name, NULL);
  g_autofree char *random = g_uuid_string_random ();
  g_autofree char *temporary =
      g_strconcat (folder, G_DIR_SEPARATOR_S, TEMPORARY_PREFIX, random, ".tmp", NULL);
  int code;

  self->counts.requests++;
  code = write_file (temporary, transfer->bytes);
  if (code == 0 && g_rename (temporary, path) != 0)
    code = errno;
  if (code != 0)
    {
      g_unlink (temporary);
      answer_errno (&transfer->answer, code, _ ("Writing %s failed: %s"), path, g_strerror (code));
      if (transfer->answer.kind == SLIP_ANSWER_MISSING)
        transfer->answer.kind = SLIP_ANSWER_NO_PARENT;
      return;
    }
  sync_directory (folder);
  self->counts.bytes_sent += g_bytes_get_size (transfer->bytes);
}

static void
put_files (SlipRemote *remote, GPtrArray *transfers, GCancellable *cancellable)
{
  SlipRemoteDirectory *self = SLIP_REMOTE_DIRECTORY (remote);

  for (guint i = 0; i < transfers->len; i++)
    {
      SlipTransfer *transfer = g_ptr_array_index (transfers, i);

      if (!answer_cancelled (&transfer->answer, cancellable))
        put_file (self, transfer);
    }
}

static void
remove_files (SlipRemote *remote, GPtrArray *transfers, GCancellable *cancellable)
{
  SlipRemoteDirectory *self = SLIP_REMOTE_DIRECTORY (remote);

  for (guint i = 0; i < transfers->len; i++)
    {
      SlipTransfer *transfer = g_ptr_array_index (transfers, i);
      g_autofree char *path = g_build_filename (self->root, transfer->folder, transfer->name, NULL);

      if (answer_cancelled (&transfer->answer, cancellable))
        continue;
      self->counts.requests++;
      if (g_unlink (path) != 0)
        answer_errno (&transfer->answer, errno, _ ("Deleting %s failed: %s"), path,
                      g_strerror (errno));
    }
}

/* The store's folder could not be made. */
static void
answer_no_folder (SlipRemoteDirectory *self, SlipAnswer *answer, int code)
{
  g_autofree char *above = g_path_get_dirname (self->path);

  if (code == ENOENT)
    slip_answer_set (answer, SLIP_ANSWER_NO_PARENT, 0, _ ("There is no folder “%s”"), above);
  else if (code == ENOTDIR)
    slip_answer_set (answer, SLIP_ANSWER_NO_PARENT, 0, _ ("“%s” is a file, or lies below one"),
                     self->path);
  else
    answer_errno (answer, code, _ ("Making the folder %s failed: %s"), self->path,
                  g_strerror (code));
}

static void
ensure_directories (SlipRemote *remote, SlipAnswer *answer, GCancellable *cancellable)
{
  SlipRemoteDirectory *self = SLIP_REMOTE_DIRECTORY (remote);
  const char *folders[] = { SLIP_REMOTE_HEADS, SLIP_REMOTE_SEGMENTS, SLIP_REMOTE_BLOBS };

  if (answer_cancelled (answer, cancellable))
    return;
  self->counts.requests++;
  /* The directory itself may be new; what is above must be there: an unmounted share is not a new
   * store. */
  if ((g_mkdir (self->path, 0777) != 0 && errno != EEXIST) ||
      (g_mkdir (self->root, 0777) != 0 && errno != EEXIST))
    {
      answer_no_folder (self, answer, errno);
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *path = g_build_filename (self->root, folders[i], NULL);

      if (g_mkdir (path, 0777) != 0 && errno != EEXIST)
        {
          answer_errno (answer, errno, _ ("Making the folder %s failed: %s"), path,
                        g_strerror (errno));
          return;
        }
    }
  sync_directory (self->root);
}

/* The directory may be new, as above. */
static void
probe_directory (SlipRemote *remote, SlipAnswer *answer, GCancellable *cancellable)
{
  SlipRemoteDirectory *self = SLIP_REMOTE_DIRECTORY (remote);
  g_autofree char *above = g_path_get_dirname (self->path);
  const char *place = g_file_test (self->path, G_FILE_TEST_EXISTS) ? self->path : above;

  if (answer_cancelled (answer, cancellable))
    return;
  self->counts.requests++;
  if (!g_file_test (place, G_FILE_TEST_IS_DIR))
    slip_answer_set (answer, SLIP_ANSWER_NO_PARENT, 0, _ ("There is no such folder"));
  else if (g_access (place, W_OK | X_OK) != 0)
    answer_errno (answer, errno, _ ("Writing to %s failed: %s"), place, g_strerror (errno));
}

static void
get_counts (SlipRemote *remote, SlipRemoteCounts *counts)
{
  *counts = SLIP_REMOTE_DIRECTORY (remote)->counts;
}

static const char *
get_address (SlipRemote *remote)
{
  return SLIP_REMOTE_DIRECTORY (remote)->root;
}

static void
slip_remote_directory_iface_init (SlipRemoteInterface *iface)
{
  iface->list = list_directory;
  iface->get = get_files;
  iface->put = put_files;
  iface->remove = remove_files;
  iface->ensure = ensure_directories;
  iface->counts = get_counts;
  iface->address = get_address;
  iface->probe = probe_directory;
}

static void
slip_remote_directory_finalize (GObject *object)
{
  SlipRemoteDirectory *self = SLIP_REMOTE_DIRECTORY (object);

  g_free (self->path);
  g_free (self->root);
  G_OBJECT_CLASS (slip_remote_directory_parent_class)->finalize (object);
}

static void
slip_remote_directory_class_init (SlipRemoteDirectoryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = slip_remote_directory_finalize;
}

static void
slip_remote_directory_init (SlipRemoteDirectory *self)
{
}

SlipRemote *
slip_remote_directory_new (const char *path, const char *workspace)
{
  SlipRemoteDirectory *self = g_object_new (SLIP_TYPE_REMOTE_DIRECTORY, NULL);
  g_autofree char *folder = g_strconcat ("slipway-", workspace, NULL);

  self->path = g_strdup (path);
  self->root = g_build_filename (path, folder, NULL);
  return SLIP_REMOTE (self);
}
