/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A backup: one zip archive (libzip) with a manifest of hashes, the database as of one moment, the attachments beside it, and the keys. It
 * is put together in a folder that only its owner may enter, and takes its name when it is whole. */

#include "workspace/slip-backup-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>

#include "store/slip-blobs.h"
#include "store/slip-log-check.h"
#include "trust/slip-genesis.h"
#include "workspace/slip-folder.h"
#include "workspace/slip-workspace-private.h"

/* Level 1 is about as fast as a disk, and halves the database. */
#define DEFLATE_LEVEL 1

const SlipBackupFile slip_backup_files[SLIP_BACKUP_N_FILES] = {
  { SLIP_WORKSPACE_DATABASE, FALSE, FALSE },
  { SLIP_WORKSPACE_DEVICE_KEY, FALSE, TRUE },
  { SLIP_WORKSPACE_SIGNING_KEY, FALSE, TRUE },
  { SLIP_WORKSPACE_REMOTE, TRUE, TRUE },
};

void
slip_backup_info_clear (SlipBackupInfo *info)
{
  g_clear_pointer (&info->workspace, g_free);
  g_clear_pointer (&info->name, g_free);
  g_clear_pointer (&info->person, g_free);
  g_clear_pointer (&info->time, g_free);
}

/* == the manifest == */

void
slip_backup_manifest_clear (SlipBackupManifest *manifest)
{
  slip_backup_info_clear (&manifest->info);
}

static char *
manifest_write (const SlipBackupManifest *manifest)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (json);
  json_builder_set_member_name (json, "slipway-backup");
  json_builder_add_int_value (json, SLIP_BACKUP_FORMAT);
  json_builder_set_member_name (json, "workspace");
  json_builder_add_string_value (json, manifest->info.workspace);
  json_builder_set_member_name (json, "name");
  json_builder_add_string_value (json, manifest->info.name);
  json_builder_set_member_name (json, "person");
  json_builder_add_string_value (json, manifest->info.person);
  json_builder_set_member_name (json, "time");
  json_builder_add_string_value (json, manifest->info.time);
  json_builder_set_member_name (json, "ops");
  json_builder_add_int_value (json, (gint64) manifest->info.ops);
  json_builder_set_member_name (json, "files");
  json_builder_begin_object (json);
  for (gsize i = 0; i < SLIP_BACKUP_N_FILES; i++)
    {
      if (*manifest->entries[i].hash == '\0')
        continue;
      json_builder_set_member_name (json, slip_backup_files[i].name);
      json_builder_begin_object (json);
      json_builder_set_member_name (json, "size");
      json_builder_add_int_value (json, (gint64) manifest->entries[i].size);
      json_builder_set_member_name (json, "blake2b-256");
      json_builder_add_string_value (json, manifest->entries[i].hash);
      json_builder_end_object (json);
    }
  json_builder_end_object (json);
  json_builder_set_member_name (json, "attachments");
  json_builder_add_int_value (json, (gint64) manifest->attachments);
  json_builder_set_member_name (json, "attachment-bytes");
  json_builder_add_int_value (json, (gint64) manifest->attachment_bytes);
  json_builder_end_object (json);
  root = json_builder_get_root (json);
  return json_to_string (root, TRUE);
}

static char *
take_text (JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_dup_string (node)
             : NULL;
}

static gint64
take_int (JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_INT64 ? json_node_get_int (node)
                                                                         : -1;
}

static gboolean
read_entries (JsonObject *root, SlipBackupManifest *manifest)
{
  JsonNode *node = json_object_get_member (root, "files");
  JsonObject *files =
      node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;

  for (gsize i = 0; i < SLIP_BACKUP_N_FILES; i++)
    {
      SlipBackupEntry *entry = &manifest->entries[i];
      JsonNode *file =
          files != NULL ? json_object_get_member (files, slip_backup_files[i].name) : NULL;
      g_autofree char *hash = NULL;
      SlipHash checked;
      gint64 size;

      if (file == NULL && slip_backup_files[i].optional)
        continue;
      if (file == NULL || !JSON_NODE_HOLDS_OBJECT (file))
        return FALSE;
      hash = take_text (json_node_get_object (file), "blake2b-256");
      size = take_int (json_node_get_object (file), "size");
      if (!slip_hash_from_hex (&checked, hash) || size < 0 ||
          (slip_backup_files[i].small && size > SLIP_BACKUP_SMALL_MAX))
        return FALSE;
      g_strlcpy (entry->hash, hash, sizeof entry->hash);
      entry->size = (guint64) size;
    }
  return TRUE;
}

gboolean
slip_backup_manifest_read (const char *text, gsize length, const char *path,
                           SlipBackupManifest *manifest, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  JsonNode *node;
  JsonObject *root;
  gint64 format;

  memset (manifest, 0, sizeof *manifest);
  node = json_parser_load_from_data (parser, text, (gssize) length, NULL)
             ? json_parser_get_root (parser)
             : NULL;
  root = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  format = root != NULL ? take_int (root, "slipway-backup") : -1;
  if (format > SLIP_BACKUP_FORMAT)
    {
      g_set_error (
          error, SLIP_ERROR, SLIP_ERROR_TOO_NEW,
          _ ("the backup “%s” was written by a newer Slipway; upgrade this one to restore it"),
          path);
      return FALSE;
    }
  if (format == SLIP_BACKUP_FORMAT && read_entries (root, manifest))
    {
      manifest->info.workspace = take_text (root, "workspace");
      manifest->info.name = take_text (root, "name");
      manifest->info.person = take_text (root, "person");
      manifest->info.time = take_text (root, "time");
      manifest->info.ops = (guint64) MAX (take_int (root, "ops"), 0);
      manifest->attachments = (guint64) MAX (take_int (root, "attachments"), 0);
      manifest->attachment_bytes = (guint64) MAX (take_int (root, "attachment-bytes"), 0);
      if (manifest->info.workspace != NULL && manifest->info.name != NULL &&
          manifest->info.person != NULL && manifest->info.time != NULL)
        return TRUE;
    }
  slip_backup_manifest_clear (manifest);
  g_set_error (error, SLIP_ERROR, SLIP_ERROR_CORRUPT,
               _ ("the backup “%s” is damaged: its manifest can't be read; use another one"), path);
  return FALSE;
}

/* == writing == */

static gboolean
fail_write (GError **error, const char *path, int code)
{
  g_set_error (error, SLIP_ERROR,
               code == ENOSPC || code == EDQUOT    ? SLIP_ERROR_NO_SPACE
               : code == EROFS || code == EACCES   ? SLIP_ERROR_READ_ONLY
               : code == EEXIST                    ? SLIP_ERROR_EXISTS
               : code == ENOENT || code == ENOTDIR ? SLIP_ERROR_NOT_FOUND
                                                   : SLIP_ERROR_FAILED,
               _ ("can't write the backup “%s”: %s"), path, g_strerror (code));
  return FALSE;
}

/* Hashes a file as it is packed. */
static gboolean
hash_file (const char *path, SlipBackupEntry *entry, GError **error)
{
  g_autofree guint8 *buffer = g_malloc (SLIP_BACKUP_BUFFER);
  g_autoptr (SlipHasher) hasher = slip_hasher_new ();
  g_autofree char *hex = NULL;
  SlipHash hash;
  gssize n;
  int fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);

  entry->size = 0;
  if (fd < 0)
    {
      int code = errno;

      g_set_error (error, SLIP_ERROR,
                   code == ENOENT ? SLIP_ERROR_KEY_MISSING : SLIP_ERROR_READ_ONLY,
                   _ ("can't read “%s”: %s"), path, g_strerror (code));
      return FALSE;
    }
  while ((n = read (fd, buffer, SLIP_BACKUP_BUFFER)) > 0 || (n < 0 && errno == EINTR))
    if (n > 0)
      {
        slip_hasher_add (hasher, buffer, (gsize) n);
        entry->size += (guint64) n;
      }
  close (fd);
  if (n < 0)
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_FAILED, _ ("can't read “%s”: %s"), path,
                   g_strerror (errno));
      return FALSE;
    }
  slip_hasher_finish (hasher, &hash);
  hex = slip_hash_to_hex (&hash);
  g_strlcpy (entry->hash, hex, sizeof entry->hash);
  return TRUE;
}

static gboolean
add_entry (zip_t *archive, const char *name, zip_source_t *source, gboolean deflate)
{
  zip_int64_t index;

  if (source == NULL)
    return FALSE;
  index = zip_file_add (archive, name, source, ZIP_FL_ENC_UTF_8);
  if (index < 0)
    {
      zip_source_free (source);
      return FALSE;
    }
  return zip_set_file_compression (archive, (zip_uint64_t) index,
                                   deflate ? ZIP_CM_DEFLATE : ZIP_CM_STORE,
                                   deflate ? DEFLATE_LEVEL : 0) == 0;
}

/* The attachments of @hashes; mostly they are packed already. */
static gboolean
add_attachments (SlipWorkspace *self, zip_t *archive, GStrv hashes)
{
  for (guint i = 0; hashes[i] != NULL; i++)
    {
      g_autofree char *name = slip_blobs_file_name (hashes[i]);
      g_autofree char *path = slip_workspace_path (self, name);

      if (!add_entry (archive, name, zip_source_file (archive, path, 0, -1), FALSE))
        return FALSE;
    }
  return TRUE;
}

/* Packs the files at @paths (NULL where there is none), and attachments, into the archive at @target. */
static gboolean
pack (SlipWorkspace *self, const char *target, const SlipBackupManifest *manifest,
      char *const *paths, GStrv hashes, const char *shown, GError **error)
{
  g_autofree char *text = manifest_write (manifest);
  zip_t *archive = zip_open (target, ZIP_CREATE | ZIP_EXCL, NULL);
  gboolean done = archive != NULL;
  int code;

  done = done && add_entry (archive, SLIP_BACKUP_MANIFEST,
                            zip_source_buffer (archive, text, strlen (text), 0), FALSE);
  for (gsize i = 0; done && i < SLIP_BACKUP_N_FILES; i++)
    done = paths[i] == NULL ||
           add_entry (archive, slip_backup_files[i].name,
                      zip_source_file (archive, paths[i], 0, -1), !slip_backup_files[i].small);
  done = done && add_attachments (self, archive, hashes);
  if (done && zip_close (archive) == 0)
    return TRUE;
  code = archive != NULL ? zip_error_code_system (zip_get_error (archive)) : errno;
  if (archive != NULL)
    zip_discard (archive);
  return fail_write (error, shown, code != 0 ? code : EIO);
}

/* Gives the finished file its name, for good. */
static gboolean
put_into_place (const char *from, const char *path, gboolean replace, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int fd = g_open (from, O_RDONLY | O_CLOEXEC, 0);
  gboolean done;

  if (fd < 0 || fchmod (fd, 0600) != 0 || fsync (fd) != 0)
    {
      int code = errno;

      if (fd >= 0)
        close (fd);
      return fail_write (error, path, code);
    }
  close (fd);
  if (replace)
    done = g_rename (from, path) == 0;
  else if (link (from, path) == 0)
    done = g_unlink (from) == 0;
  else
    /* Where there are no links. */
    done = errno != EEXIST && g_rename (from, path) == 0;
  if (!done)
    return fail_write (error, path, errno);
  fd = g_open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  if (fd >= 0)
    {
      fsync (fd);
      close (fd);
    }
  return TRUE;
}

static gboolean
may_write (SlipWorkspace *self, const char *path, gboolean replace, GError **error)
{
  g_autofree char *workspace = NULL;
  g_auto (SlipBackupInfo) there = { NULL };

  if (!g_file_test (path, G_FILE_TEST_EXISTS) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK))
    return TRUE;
  if (!replace)
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_EXISTS,
                   _ ("“%s” exists; choose another name, or --force to replace an older backup of "
                      "this workspace"),
                   path);
      return FALSE;
    }
  workspace = slip_workspace_get_info (self, "workspace", NULL);
  if (slip_backup_read_info (path, &there, NULL, NULL) &&
      g_strcmp0 (there.workspace, workspace) == 0)
    return TRUE;
  g_set_error (
      error, SLIP_ERROR, SLIP_ERROR_EXISTS,
      _ ("“%s” is no backup of this workspace, so it is not replaced; choose another name"), path);
  return FALSE;
}

static void
describe (SlipDatabase *db, SlipBackupInfo *info)
{
  g_autofree char *text = slip_meta_get (db, SLIP_META_GENESIS);
  g_autoptr (SlipGenesis) genesis = slip_genesis_parse_text (text, NULL);
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *person = slip_meta_get (db, SLIP_META_NAME);

  info->workspace = slip_meta_get (db, SLIP_META_WORKSPACE);
  info->name = g_strdup (genesis != NULL ? genesis->name : "");
  info->person = g_strdup (person != NULL ? person : "");
  info->time = g_date_time_format (now, "%Y-%m-%dT%H:%M:%SZ");
  info->ops = (guint64) slip_database_get_int (db, 0, "SELECT count (*) FROM op", "");
}

/* A damaged workspace is not worth an older backup's name. */
static gboolean
check_copy (SlipDatabase *copy, GError **error)
{
  g_autoptr (GError) damage = NULL;

  if (slip_log_check (copy, &damage))
    return TRUE;
  g_set_error (
      error, SLIP_ERROR, SLIP_ERROR_CORRUPT,
      _ ("the workspace is damaged (%s), so it is not backed up, and an older backup stays; "
         "see “slipwayctl verify”, and restore the last good backup"),
      damage->message);
  return FALSE;
}

/* Those of the moment of which the copy is that are still here: what was purged since is left out. */
static GStrv
list_attachments (SlipWorkspace *self, SlipDatabase *copy, SlipBackupManifest *manifest)
{
  g_auto (GStrv) listed = slip_blobs_files (copy);
  g_autoptr (GStrvBuilder) hashes = g_strv_builder_new ();

  for (guint i = 0; listed[i] != NULL; i++)
    {
      if (!slip_blobs_has (slip_workspace_reader (self), listed[i]))
        continue;
      g_strv_builder_add (hashes, listed[i]);
      manifest->attachments++;
      manifest->attachment_bytes +=
          (guint64) slip_blobs_size (slip_workspace_reader (self), listed[i]);
    }
  return g_strv_builder_end (hashes);
}

/* Puts all together in @staging. */
static gboolean
assemble (SlipWorkspace *self, const char *staging, const char *target, const char *shown,
          SlipBackupManifest *manifest, GError **error)
{
  g_autofree char *source = slip_workspace_path (self, SLIP_WORKSPACE_DATABASE);
  g_autoptr (SlipDatabase) db = slip_database_open (source, SLIP_DATABASE_READ_ONLY, error);
  g_autoptr (SlipDatabase) copy = NULL;
  g_auto (GStrv) hashes = NULL;
  char *paths[SLIP_BACKUP_N_FILES] = { NULL };
  gboolean done = TRUE;

  if (db == NULL)
    return FALSE;
  paths[0] = g_build_filename (staging, slip_backup_files[0].name, NULL);
  done = slip_database_backup (db, paths[0], error) &&
         (copy = slip_database_open (paths[0], SLIP_DATABASE_READ_ONLY, error)) != NULL &&
         check_copy (copy, error);
  if (done)
    {
      describe (copy, &manifest->info);
      hashes = list_attachments (self, copy, manifest);
    }
  g_clear_pointer (&copy, slip_database_close);
  for (gsize i = 1; done && i < SLIP_BACKUP_N_FILES; i++)
    {
      g_autofree char *path = slip_workspace_path (self, slip_backup_files[i].name);

      if (!slip_backup_files[i].optional || g_file_test (path, G_FILE_TEST_EXISTS))
        paths[i] = g_steal_pointer (&path);
    }
  for (gsize i = 0; done && i < SLIP_BACKUP_N_FILES; i++)
    done = paths[i] == NULL || hash_file (paths[i], &manifest->entries[i], error);
  done = done && pack (self, target, manifest, paths, hashes, shown, error);
  for (gsize i = 0; i < SLIP_BACKUP_N_FILES; i++)
    g_free (paths[i]);
  return done;
}

gboolean
slip_workspace_backup (SlipWorkspace *self, const char *path, gboolean replace,
                       SlipBackupInfo *info, GError **error)
{
  g_autofree char *staging = g_strconcat (path, ".XXXXXX", NULL);
  g_autofree char *target = NULL;
  g_auto (SlipBackupManifest) manifest = { 0 };
  gboolean done;

  if (info != NULL)
    memset (info, 0, sizeof *info);
  if (!may_write (self, path, replace, error))
    return FALSE;
  if (g_mkdtemp_full (staging, 0700) == NULL)
    return fail_write (error, path, errno);
  target = g_build_filename (staging, "backup.zip", NULL);
  done = assemble (self, staging, target, path, &manifest, error) &&
         put_into_place (target, path, replace, error);
  slip_folder_discard (staging);
  if (done && info != NULL)
    {
      *info = manifest.info;
      memset (&manifest.info, 0, sizeof manifest.info);
    }
  return done;
}
