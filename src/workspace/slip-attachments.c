/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Attachments as people see them: which there are, whether they are here, and getting them out again.
 * What a file was called and how large it is stands in the field; the bytes are a blob. */

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "core/slip-hash.h"
#include "core/slip-text.h"
#include "forms/slip-removed.h"
#include "store/slip-blobs.h"
#include "store/slip-purging.h"
#include "store/slip-touched.h"
#include "workspace/slip-attachments-private.h"

#define WRITE_BYTES (768 * 1024)

void
slip_attachment_info_free (SlipAttachmentInfo *info)
{
  g_free (info->record);
  g_free (info->path);
  g_free (info->name);
  g_free (info->digest);
  g_free (info->purged);
  g_free (info);
}

void
slip_fetch_report_clear (SlipFetchReport *report)
{
  g_clear_pointer (&report->waiting, g_strfreev);
}

const char *
slip_attachment_state_name (SlipAttachmentState state)
{
  static const char *const names[] = { "here", "partly", "away", "purged" };

  return names[state];
}

/* == the setting == */

static gboolean
store_policy (SlipWorkspace *self, SlipDatabase *db, gpointer data, GError **error)
{
  /* The next sync looks for what this copy left aside until now. */
  slip_touched_add (db, "");
  return slip_meta_set (db, SLIP_META_ATTACHMENTS, data, error) &&
         slip_sync_look_for_blobs (db, error);
}

gboolean
slip_workspace_set_attachment_policy (SlipWorkspace *self, const char *name, GError **error)
{
  static const char *const names[] = { "all", "small", "none", NULL };
  g_autofree char *now = slip_meta_get (slip_workspace_reader (self), SLIP_META_ATTACHMENTS);

  if (!g_strv_contains (names, name))
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID,
                   _ ("“%s” is no choice of attachments; say all, small or none"), name);
      return FALSE;
    }
  return g_strcmp0 (now, name) == 0 ||
         slip_workspace_edit (self, store_policy, (gpointer) name, error);
}

gint64
slip_attachments_limit (SlipDatabase *db)
{
  g_autofree char *name = slip_meta_get (db, SLIP_META_ATTACHMENTS);

  if (g_strcmp0 (name, "all") == 0)
    return SLIP_SYNC_ALL_ATTACHMENTS;
  return g_strcmp0 (name, "none") == 0 ? -1 : SLIP_ATTACHMENT_SMALL_BYTES;
}

/* == which there are == */

/* Splits "digest size name". */
static SlipAttachmentInfo *
parse_value (const char *value)
{
  g_auto (GStrv) parts = g_strsplit (value, " ", 3);
  SlipAttachmentInfo *info = g_new0 (SlipAttachmentInfo, 1);

  info->digest = g_strdup (parts[0] != NULL ? parts[0] : "");
  info->size = parts[0] != NULL && parts[1] != NULL ? g_ascii_strtoll (parts[1], NULL, 10) : 0;
  info->name = g_strdup (parts[0] != NULL && parts[1] != NULL && parts[2] != NULL ? parts[2] : "");
  return info;
}

static void
find_state (SlipDatabase *db, SlipAttachmentInfo *info)
{
  if (slip_blobs_is_purged (db, info->digest))
    {
      info->state = SLIP_ATTACHMENT_PURGED;
      info->purged = slip_removed_words (db, info->digest);
    }
  else if (slip_blobs_has (db, info->digest))
    {
      info->state = SLIP_ATTACHMENT_HERE;
      info->arrived = info->size;
    }
  else if (slip_blobs_coming (db, info->digest, NULL, NULL, &info->arrived) && info->arrived > 0)
    info->state = SLIP_ATTACHMENT_PARTLY;
  else
    info->state = SLIP_ATTACHMENT_AWAY;
}

GPtrArray *
slip_workspace_list_attachments (SlipWorkspace *self, const char *record, GError **error)
{
  SlipDatabase *db = slip_workspace_reader (self);
  g_autofree char *id =
      slip_workspace_resolve (self, SLIP_RECORD_RELEASE | SLIP_RECORD_DOCUMENT, record, error);
  g_autoptr (GPtrArray) list =
      g_ptr_array_new_with_free_func ((GDestroyNotify) slip_attachment_info_free);
  g_autoptr (SlipQuery) query = NULL;
  GError *local = NULL;

  if (id == NULL)
    return NULL;
  query = slip_database_query (
      db, error,
      "SELECT v.record, v.row, v.field, v.value FROM value v JOIN record r ON r.id = v.record "
      "LEFT JOIN row w ON w.record = v.record AND w.id = v.row WHERE v.kind = 'a' AND "
      "(v.record = ?1 OR r.release = ?1) AND NOT r.dead AND NOT coalesce (w.dead, 0) "
      "ORDER BY v.record, w.tbl, w.position, v.field, v.shown DESC, v.n",
      "s", id);
  if (query == NULL)
    return NULL;
  while (slip_query_next (query, &local))
    {
      SlipAttachmentInfo *info = parse_value (slip_query_text (query, 3));

      info->record = g_strdup (slip_query_text (query, 0));
      info->path =
          slip_cell_path (db, info->record, slip_query_text (query, 1), slip_query_text (query, 2));
      find_state (db, info);
      g_ptr_array_add (list, info);
    }
  if (local != NULL)
    {
      g_propagate_error (error, local);
      return NULL;
    }
  return g_steal_pointer (&list);
}

char *
slip_attachments_waiting (SlipDatabase *db, const char *digest)
{
  g_autofree char *pattern = g_strconcat (digest, " *", NULL);
  g_autoptr (SlipQuery) query = slip_database_query (
      db, NULL, "SELECT record, value FROM value WHERE kind = 'a' AND value GLOB ? LIMIT 1", "s",
      pattern);

  if (query != NULL && slip_query_next (query, NULL))
    {
      g_autoptr (SlipAttachmentInfo) info = parse_value (slip_query_text (query, 1));
      g_autofree char *title = slip_record_title (db, slip_query_text (query, 0));

      return g_strdup_printf (_ ("“%s” of %s is on its way: not on the store yet; its owner's next "
                                 "sync sends it"),
                              info->name, title);
    }
  return g_strdup_printf (
      _ ("a text (%.12s…) is on its way: not on the store yet; its owner's next "
         "sync sends it"),
      digest);
}

/* == getting them out == */

static gboolean
fail_write (const char *to, int code, GError **error)
{
  g_set_error (error, SLIP_ERROR,
               code == ENOSPC || code == EDQUOT ? SLIP_ERROR_NO_SPACE : SLIP_ERROR_FAILED,
               _ ("can't write “%s”: %s"), to, g_strerror (code));
  return FALSE;
}

static gboolean
write_all (int fd, const guint8 *data, gsize length)
{
  while (length > 0)
    {
      ssize_t n = write (fd, data, length);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return FALSE;
      data += n;
      length -= n;
    }
  return TRUE;
}

/* Writes the blob, and compares its hash on the way. */
static gboolean
copy_out (SlipDatabase *db, const char *digest, const char *to, int fd, GCancellable *cancellable,
          GError **error)
{
  g_autoptr (SlipHasher) hasher = slip_hasher_new ();
  gint64 size = slip_blobs_size (db, digest);
  SlipHash found, named;

  for (gint64 at = 0; at < size;)
    {
      g_autoptr (GBytes) piece = slip_blobs_read (db, digest, at, WRITE_BYTES, error);
      gsize length;
      const guint8 *data;

      if (piece == NULL)
        return FALSE;
      if (g_cancellable_is_cancelled (cancellable))
        {
          g_set_error (error, SLIP_ERROR, SLIP_ERROR_CANCELLED, _ ("writing “%s” was cancelled"),
                       to);
          return FALSE;
        }
      data = g_bytes_get_data (piece, &length);
      slip_hasher_add (hasher, data, length);
      if (!write_all (fd, data, length))
        return fail_write (to, errno, error);
      at += length;
    }
  slip_hasher_finish (hasher, &found);
  if (!slip_hash_from_hex (&named, digest) || !slip_hash_equal (&found, &named))
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_CORRUPT,
                   _ ("the content %s was altered in workspace.db; put a backup in its place"),
                   digest);
      return FALSE;
    }
  return fsync (fd) == 0 || fail_write (to, errno, error);
}

/* Replaces @to whole or not at all. */
static gboolean
write_out (SlipDatabase *db, const char *digest, const char *to, GCancellable *cancellable,
           GError **error)
{
  g_autofree char *temporary = g_strconcat (to, ".XXXXXX", NULL);
  gboolean done;
  int fd;

  if (g_file_test (to, G_FILE_TEST_IS_DIR))
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_EXISTS, _ ("“%s” is a folder; name a file"), to);
      return FALSE;
    }
  fd = g_mkstemp_full (temporary, O_RDWR | O_CLOEXEC, 0644);
  if (fd < 0)
    return fail_write (to, errno, error);
  done = copy_out (db, digest, to, fd, cancellable, error);
  if (close (fd) != 0 && done)
    done = fail_write (to, errno, error);
  if (done && g_rename (temporary, to) != 0)
    done = fail_write (to, errno, error);
  if (!done)
    g_unlink (temporary);
  return done;
}

/* The file in a field: the one that is shown first. */
static SlipAttachmentInfo *
find_attachment (SlipWorkspace *self, const char *record, const char *path, GError **error)
{
  SlipDatabase *db = slip_workspace_reader (self);
  g_autofree char *id =
      slip_workspace_resolve (self, SLIP_RECORD_RELEASE | SLIP_RECORD_DOCUMENT, record, error);
  g_autoptr (SlipRecord) loaded = id != NULL ? slip_record_load (db, id, error) : NULL;
  g_autofree char *row = NULL;
  g_autofree char *value = NULL;
  SlipAttachmentInfo *info;
  SlipFormNode *node;

  if (loaded == NULL || (node = slip_edit_find_cell (db, loaded, path, &row, error)) == NULL)
    return NULL;
  if (node->cell != NULL)
    value = slip_database_get_text (db, NULL,
                                    "SELECT value FROM value WHERE record = ? AND row = ? AND "
                                    "field = ? AND kind = 'a' ORDER BY shown DESC LIMIT 1",
                                    "sss", id, row, node->cell);
  if (value == NULL)
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND, _ ("there is no file in “%s”"), path);
      return NULL;
    }
  info = parse_value (value);
  find_state (db, info);
  return info;
}

gboolean
slip_workspace_get_attachment (SlipWorkspace *self, const char *record, const char *path,
                               const char *to, SlipBytesFunc progress, gpointer progress_data,
                               GCancellable *cancellable, GError **error)
{
  g_autoptr (SlipAttachmentInfo) info = find_attachment (self, record, path, error);
  g_auto (SlipSyncStats) stats = { 0 };

  if (info == NULL)
    return FALSE;
  if (info->state == SLIP_ATTACHMENT_PURGED)
    {
      g_set_error (
          error, SLIP_ERROR,
          SLIP_ERROR_NOT_FOUND, /* Translators: a file, and such as “removed on 2026-03-14 by Ada: personal data”. */
          _ ("“%s” is gone: %s"), info->name, info->purged != NULL ? info->purged : _ ("removed"));
      return FALSE;
    }
  if (info->state != SLIP_ATTACHMENT_HERE)
    {
      const char *digests[] = { info->digest, NULL };

      if (!slip_workspace_fetch_blobs (self, digests, progress, progress_data, &stats, cancellable,
                                       error))
        return FALSE;
      if (!slip_blobs_has (slip_workspace_reader (self), info->digest))
        {
          g_autofree char *waiting =
              slip_attachments_waiting (slip_workspace_reader (self), info->digest);

          g_set_error_literal (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND, waiting);
          return FALSE;
        }
    }
  return write_out (slip_workspace_reader (self), info->digest, to, cancellable, error);
}

gboolean
slip_workspace_fetch (SlipWorkspace *self, const char *release, SlipFetchReport *report,
                      SlipBytesFunc progress, gpointer progress_data, GCancellable *cancellable,
                      GError **error)
{
  g_autofree char *id = slip_workspace_resolve (self, SLIP_RECORD_RELEASE, release, error);
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GPtrArray) digests = g_ptr_array_new ();
  g_autoptr (GStrvBuilder) waiting = g_strv_builder_new ();
  g_auto (SlipSyncStats) stats = { 0 };
  gboolean done = TRUE;

  memset (report, 0, sizeof *report);
  if (id == NULL || (list = slip_workspace_list_attachments (self, id, error)) == NULL)
    return FALSE;
  for (guint i = 0; i < list->len; i++)
    {
      SlipAttachmentInfo *info = g_ptr_array_index (list, i);

      if (info->state == SLIP_ATTACHMENT_PURGED)
        continue;
      report->attachments++;
      if (info->state != SLIP_ATTACHMENT_HERE &&
          !g_ptr_array_find_with_equal_func (digests, info->digest, g_str_equal, NULL))
        g_ptr_array_add (digests, info->digest);
    }
  g_ptr_array_add (digests, NULL);
  if (digests->len > 1)
    {
      done = slip_workspace_fetch_blobs (self, (const char *const *) digests->pdata, progress,
                                         progress_data, &stats, cancellable, error);
      report->bytes_received = stats.bytes_received;
    }
  for (guint i = 0; i + 1 < digests->len; i++)
    {
      const char *digest = g_ptr_array_index (digests, i);

      if (slip_blobs_has (slip_workspace_reader (self), digest))
        report->fetched++;
      else
        {
          g_autofree char *line = slip_attachments_waiting (slip_workspace_reader (self), digest);

          g_strv_builder_add (waiting, line);
        }
    }
  report->waiting = g_strv_builder_end (waiting);
  return done;
}
