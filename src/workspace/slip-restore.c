/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Reading backup files. They may come from anywhere: names, sizes, hashes and the database itself are checked before
 * anything takes its place in a folder. */

#include "workspace/slip-backup-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>
#include <zip.h>

#include "store/slip-blobs.h"
#include "store/slip-log-check.h"
#include "trust/slip-genesis.h"
#include "workspace/slip-folder.h"
#include "workspace/slip-workspace-private.h"

/* Databases shrink to a half or a tenth, attachments not at all. A file that claims to grow by more than this, to more than
 * a gigabyte, is made up; its own size counts, since entries may lie about theirs or share their bytes. */
#define RATIO_MAX 200
#define RATIO_FREE ((guint64) 1024 * 1024 * 1024)

typedef zip_t Archive;
static void
archive_close (Archive *archive)
{
  zip_discard (archive);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Archive, archive_close)

static gboolean fail_damaged (GError **error, const char *path, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

static gboolean
fail_damaged (GError **error, const char *path, const char *format, ...)
{
  g_autofree char *what = NULL;
  va_list args;

  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (error, SLIP_ERROR, SLIP_ERROR_CORRUPT,
               _ ("the backup “%s” is damaged: %s; use another one"), path, what);
  return FALSE;
}

static Archive *
open_archive (const char *path, GError **error)
{
  g_autofree char *found = NULL;
  Archive *archive;
  int code = 0;

  archive = zip_open (path, ZIP_RDONLY | ZIP_CHECKCONS, &code);
  if (archive != NULL)
    return archive;
  if (code == ZIP_ER_NOENT)
    g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND, _ ("there is no backup “%s”"), path);
  else if (code == ZIP_ER_OPEN || code == ZIP_ER_READ)
    g_set_error (error, SLIP_ERROR, SLIP_ERROR_FAILED, _ ("can't read “%s”: %s"), path,
                 g_strerror (errno));
  else
    g_set_error (error, SLIP_ERROR, code == ZIP_ER_NOZIP ? SLIP_ERROR_INVALID : SLIP_ERROR_CORRUPT,
                 _ ("“%s” is no backup of Slipway, or it was cut or altered; use another one"),
                 path);
  return NULL;
}

/* Only what belongs into a backup may be in it, each once: an archive is no way to put files elsewhere. */
static gboolean
check_names (Archive *archive, const char *path, GError **error)
{
  g_autoptr (GHashTable) attachments =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  zip_int64_t n = zip_get_num_entries (archive, 0);
  char hash[SLIP_HASH_HEX + 1];
  guint seen = 0;

  if (zip_name_locate (archive, SLIP_BACKUP_MANIFEST, ZIP_FL_ENC_RAW) < 0)
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID, _ ("“%s” is no backup of Slipway"), path);
      return FALSE;
    }
  for (zip_int64_t i = 0; i < n; i++)
    {
      const char *name = zip_get_name (archive, (zip_uint64_t) i, ZIP_FL_ENC_RAW);
      guint bit = 0;

      if (name != NULL && slip_blobs_parse_file_name (name, hash))
        {
          if (!g_hash_table_add (attachments, g_strdup (hash)))
            return fail_damaged (error, path, _ ("it holds “%s” twice"), name);
          continue;
        }
      if (name != NULL && g_str_equal (name, SLIP_BACKUP_MANIFEST))
        bit = 1;
      for (gsize k = 0; name != NULL && k < SLIP_BACKUP_N_FILES; k++)
        if (g_str_equal (name, slip_backup_files[k].name))
          bit = 2u << k;
      if (bit == 0)
        return fail_damaged (error, path, _ ("it holds a file that doesn't belong in it"));
      if (seen & bit)
        return fail_damaged (error, path, _ ("it holds “%s” twice"), name);
      seen |= bit;
    }
  return TRUE;
}

static gboolean
stat_entry (Archive *archive, const char *name, const char *path, zip_stat_t *info, GError **error)
{
  if (zip_stat (archive, name, ZIP_FL_ENC_RAW, info) != 0 || (info->valid & ZIP_STAT_SIZE) == 0)
    return fail_damaged (error, path, _ ("“%s” is missing in it"), name);
  return TRUE;
}

static gboolean
check_growth (Archive *archive, const char *path, GError **error)
{
  zip_int64_t n = zip_get_num_entries (archive, 0);
  guint64 total = 0;
  struct stat file;

  for (zip_int64_t i = 0; i < n; i++)
    {
      zip_stat_t info;

      if (zip_stat_index (archive, (zip_uint64_t) i, 0, &info) != 0 ||
          (info.valid & ZIP_STAT_SIZE) == 0 || !g_uint64_checked_add (&total, total, info.size))
        return fail_damaged (error, path, _ ("the sizes in it can't be read"));
    }
  if (total <= RATIO_FREE ||
      (stat (path, &file) == 0 && total / RATIO_MAX <= (guint64) file.st_size))
    return TRUE;
  g_set_error (error, SLIP_ERROR, SLIP_ERROR_TOO_LARGE,
               _ ("the backup “%s” claims to hold %" PRIu64
                  " bytes, far more than fit into its size; use another one"),
               path, total);
  return FALSE;
}

static gboolean
read_manifest (Archive *archive, const char *path, SlipBackupManifest *manifest, GError **error)
{
  g_autofree char *text = NULL;
  zip_file_t *file;
  zip_stat_t info;
  zip_int64_t n;

  if (!stat_entry (archive, SLIP_BACKUP_MANIFEST, path, &info, error))
    return FALSE;
  if (info.size > SLIP_BACKUP_MANIFEST_MAX)
    return fail_damaged (error, path, _ ("its manifest is too large"));
  text = g_malloc0 (SLIP_BACKUP_MANIFEST_MAX + 1);
  file = zip_fopen (archive, SLIP_BACKUP_MANIFEST, ZIP_FL_ENC_RAW);
  n = file != NULL ? zip_fread (file, text, SLIP_BACKUP_MANIFEST_MAX) : -1;
  if (file != NULL)
    zip_fclose (file);
  if (n < 0 || (zip_uint64_t) n != info.size)
    return fail_damaged (error, path, _ ("its manifest can't be read"));
  return slip_backup_manifest_read (text, (gsize) n, path, manifest, error);
}

static gboolean
write_all (int fd, const guint8 *data, gsize length)
{
  while (length > 0)
    {
      gssize n = write (fd, data, length);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return FALSE;
      data += n;
      length -= (gsize) n;
    }
  return TRUE;
}

/* Reads an entry whole, checks it, and writes it to @target (fd; -1: nowhere). */
static gboolean
copy_entry (Archive *archive, const char *path, const char *name, const SlipBackupEntry *entry,
            int target, GCancellable *cancellable, GError **error)
{
  g_autofree guint8 *buffer = g_malloc (SLIP_BACKUP_BUFFER);
  g_autoptr (SlipHasher) hasher = slip_hasher_new ();
  g_autofree char *hex = NULL;
  zip_file_t *file;
  zip_stat_t info;
  guint64 size = 0;
  zip_int64_t n = 0;
  int code = 0;
  SlipHash hash;

  if (!stat_entry (archive, name, path, &info, error))
    return FALSE;
  if (info.size != entry->size)
    return fail_damaged (error, path, _ ("“%s” has not the size that the manifest tells"), name);
  file = zip_fopen (archive, name, ZIP_FL_ENC_RAW);
  while (file != NULL && code == 0 && !g_cancellable_is_cancelled (cancellable) &&
         (n = zip_fread (file, buffer, SLIP_BACKUP_BUFFER)) > 0 &&
         (size += (guint64) n) <= entry->size)
    {
      slip_hasher_add (hasher, buffer, (gsize) n);
      if (target >= 0 && !write_all (target, buffer, (gsize) n))
        code = errno;
    }
  if (file != NULL)
    zip_fclose (file);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  if (code != 0)
    {
      g_set_error (error, SLIP_ERROR,
                   code == ENOSPC || code == EDQUOT ? SLIP_ERROR_NO_SPACE : SLIP_ERROR_FAILED,
                   _ ("can't write “%s”: %s; nothing was restored"), name, g_strerror (code));
      return FALSE;
    }
  slip_hasher_finish (hasher, &hash);
  hex = slip_hash_to_hex (&hash);
  if (file == NULL || n < 0 || size != entry->size || !g_str_equal (hex, entry->hash))
    return fail_damaged (error, path, _ ("“%s” was altered or is not whole"), name);
  return TRUE;
}

/* The next attachment from @i on: its entry in the archive and what it has to be. FALSE: there is none. */
static gboolean
next_attachment (Archive *archive, zip_int64_t *i, const char **name, SlipBackupEntry *entry)
{
  zip_int64_t n = zip_get_num_entries (archive, 0);
  zip_stat_t info;

  for (; *i < n; (*i)++)
    {
      *name = zip_get_name (archive, (zip_uint64_t) *i, ZIP_FL_ENC_RAW);
      if (*name == NULL || !slip_blobs_parse_file_name (*name, entry->hash))
        continue;
      /* The name is the hash; a size that is wrong fails with it. */
      entry->size = zip_stat_index (archive, (zip_uint64_t) *i, 0, &info) == 0 ? info.size : 0;
      (*i)++;
      return TRUE;
    }
  return FALSE;
}

static gboolean
check_attachments (Archive *archive, const char *path, const SlipBackupManifest *manifest,
                   GError **error)
{
  guint64 count = 0, bytes = 0;
  SlipBackupEntry entry;
  const char *name;

  for (zip_int64_t i = 0; next_attachment (archive, &i, &name, &entry); count++)
    bytes += entry.size;
  if (count == manifest->attachments && bytes == manifest->attachment_bytes)
    return TRUE;
  return fail_damaged (error, path, _ ("it has not the attachments that its manifest tells"));
}

static Archive *
open_checked (const char *path, SlipBackupManifest *manifest, GError **error)
{
  g_autoptr (Archive) archive = open_archive (path, error);

  if (archive == NULL || !check_names (archive, path, error) ||
      !check_growth (archive, path, error) || !read_manifest (archive, path, manifest, error) ||
      !check_attachments (archive, path, manifest, error))
    return NULL;
  return g_steal_pointer (&archive);
}

gboolean
slip_backup_read_info (const char *path, SlipBackupInfo *info, GCancellable *cancellable,
                       GError **error)
{
  g_auto (SlipBackupManifest) manifest = { 0 };
  g_autoptr (Archive) archive = open_checked (path, &manifest, error);
  SlipBackupEntry entry;
  const char *name;

  memset (info, 0, sizeof *info);
  if (archive == NULL)
    return FALSE;
  for (gsize i = 0; i < SLIP_BACKUP_N_FILES; i++)
    if (*manifest.entries[i].hash != '\0' &&
        !copy_entry (archive, path, slip_backup_files[i].name, &manifest.entries[i], -1,
                     cancellable, error))
      return FALSE;
  for (zip_int64_t i = 0; next_attachment (archive, &i, &name, &entry);)
    if (!copy_entry (archive, path, name, &entry, -1, cancellable, error))
      return FALSE;
  *info = manifest.info;
  memset (&manifest.info, 0, sizeof manifest.info);
  return TRUE;
}

/* == restoring == */

static gboolean
check_space (const char *staging, const SlipBackupManifest *manifest, GError **error)
{
  struct statvfs disk;
  guint64 needed = manifest->attachment_bytes;

  for (gsize i = 0; i < SLIP_BACKUP_N_FILES; i++)
    needed += manifest->entries[i].size;
  if (statvfs (staging, &disk) != 0 || needed / disk.f_frsize < disk.f_bavail)
    return TRUE;
  g_set_error (error, SLIP_ERROR, SLIP_ERROR_NO_SPACE,
               _ ("the backup takes %" PRIu64
                  " bytes, more than are free on this disk; nothing was restored"),
               needed);
  return FALSE;
}

/* Writes an entry to a file of its own in @staging. */
static gboolean
unpack_one (Archive *archive, const char *path, const char *name, const SlipBackupEntry *entry,
            const char *staging, GCancellable *cancellable, GError **error)
{
  g_autofree char *target = g_build_filename (staging, name, NULL);
  g_autofree char *folder = g_path_get_dirname (target);
  int fd = -1;
  gboolean done;

  if (g_mkdir_with_parents (folder, 0700) == 0)
    fd = g_open (target, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0)
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_FAILED, _ ("can't write “%s”: %s"), target,
                   g_strerror (errno));
      return FALSE;
    }
  done = copy_entry (archive, path, name, entry, fd, cancellable, error);
  if (done && fsync (fd) != 0)
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_NO_SPACE, _ ("can't write “%s”: %s"), target,
                   g_strerror (errno));
      done = FALSE;
    }
  close (fd);
  return done;
}

static gboolean
unpack_files (Archive *archive, const char *path, const SlipBackupManifest *manifest,
              const char *staging, GCancellable *cancellable, GError **error)
{
  for (gsize i = 0; i < SLIP_BACKUP_N_FILES; i++)
    if (*manifest->entries[i].hash != '\0' &&
        !unpack_one (archive, path, slip_backup_files[i].name, &manifest->entries[i], staging,
                     cancellable, error))
      return FALSE;
  return TRUE;
}

static gboolean
unpack_attachments (Archive *archive, const char *path, GHashTable *known, const char *staging,
                    GCancellable *cancellable, GError **error)
{
  SlipBackupEntry entry;
  const char *name;

  for (zip_int64_t i = 0; next_attachment (archive, &i, &name, &entry);)
    if (!g_hash_table_contains (known, entry.hash))
      return fail_damaged (error, path, _ ("its database doesn't know “%s”"), name);
  for (zip_int64_t i = 0; next_attachment (archive, &i, &name, &entry);)
    if (!unpack_one (archive, path, name, &entry, staging, cancellable, error))
      return FALSE;
  return TRUE;
}

/* The files are whole; are they what a workspace is made of? An older format is brought up to date here. Fills
 * @attachments with the digests of those that the database knows. */
static gboolean
check_workspace (const char *path, const SlipBackupManifest *manifest, const char *staging,
                 GHashTable *attachments, GError **error)
{
  g_autofree char *database = g_build_filename (staging, SLIP_WORKSPACE_DATABASE, NULL);
  g_autofree char *device = g_build_filename (staging, SLIP_WORKSPACE_DEVICE_KEY, NULL);
  g_autofree char *signing = g_build_filename (staging, SLIP_WORKSPACE_SIGNING_KEY, NULL);
  g_autoptr (GError) local_error = NULL;
  g_autoptr (SlipDeviceKey) key = slip_device_key_load (device, NULL);
  g_autoptr (SlipDatabase) db = NULL;
  g_autoptr (SlipGenesis) genesis = NULL;
  g_autofree char *workspace = NULL;
  g_autofree char *text = NULL;
  g_auto (GStrv) listed = NULL;
  guint8 public[SLIP_KEY_BYTES];
  guint8 exchange[SLIP_KEY_BYTES];

  /* What the readers say of a file is meant for one in its place. */
  if (key == NULL || !slip_signing_key_peek (signing, public, exchange, NULL))
    return fail_damaged (error, path, _ ("its “%s” is no key file"),
                         key == NULL ? SLIP_WORKSPACE_DEVICE_KEY : SLIP_WORKSPACE_SIGNING_KEY);
  db = slip_database_open (database, SLIP_DATABASE_WRITE, &local_error);
  if (db == NULL && g_error_matches (local_error, SLIP_ERROR, SLIP_ERROR_TOO_NEW))
    {
      g_set_error (
          error, SLIP_ERROR, SLIP_ERROR_TOO_NEW,
          _ ("the backup “%s” was written by a newer Slipway; upgrade this one to restore it"),
          path);
      return FALSE;
    }
  if (g_error_matches (local_error, SLIP_ERROR, SLIP_ERROR_NO_SPACE))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  if (db == NULL)
    return fail_damaged (error, path, _ ("its “%s” can't be read"), SLIP_WORKSPACE_DATABASE);
  workspace = slip_meta_get (db, SLIP_META_WORKSPACE);
  text = slip_meta_get (db, SLIP_META_GENESIS);
  genesis = slip_genesis_parse_text (text != NULL ? text : "", NULL);
  if (genesis == NULL || g_strcmp0 (genesis->workspace, workspace) != 0 ||
      g_strcmp0 (manifest->info.workspace, workspace) != 0)
    return fail_damaged (error, path,
                         _ ("its manifest and its database are of different workspaces"));
  if (!slip_log_check (db, &local_error))
    return fail_damaged (error, path, "%s", local_error->message);
  listed = slip_blobs_files (db);
  for (guint i = 0; listed[i] != NULL; i++)
    g_hash_table_add (attachments, g_strdup (listed[i]));
  return TRUE;
}

static void
remove_beside (const char *staging)
{
  g_autoptr (GDir) dir = g_dir_open (staging, 0, NULL);
  const char *name;

  /* What bringing an older format up to date left: the backup itself is that. */
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (staging, name, NULL);

      if (g_str_has_prefix (name, SLIP_WORKSPACE_DATABASE "."))
        g_unlink (path);
    }
}

gboolean
slip_workspace_restore (const char *path, const char *dir, SlipBackupInfo *info,
                        GCancellable *cancellable, GError **error)
{
  g_auto (SlipBackupManifest) manifest = { 0 };
  g_autoptr (Archive) archive = NULL;
  g_autoptr (GHashTable) attachments =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (SlipFolderLock) lock = NULL;
  g_autofree char *staging = NULL;

  if (info != NULL)
    memset (info, 0, sizeof *info);
  archive = open_checked (path, &manifest, error);
  if (archive == NULL || (lock = slip_folder_lock (dir, error)) == NULL ||
      (staging = slip_folder_begin (dir, error)) == NULL)
    return FALSE;
  if (!check_space (staging, &manifest, error) ||
      !unpack_files (archive, path, &manifest, staging, cancellable, error) ||
      !check_workspace (path, &manifest, staging, attachments, error) ||
      !unpack_attachments (archive, path, attachments, staging, cancellable, error))
    {
      slip_folder_discard (staging);
      return FALSE;
    }
  remove_beside (staging);
  if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
      !slip_folder_end (dir, staging, error))
    {
      slip_folder_discard (staging);
      return FALSE;
    }
  if (info != NULL)
    {
      *info = manifest.info;
      memset (&manifest.info, 0, sizeof manifest.info);
    }
  return TRUE;
}
