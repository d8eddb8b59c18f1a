/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A workspace as a folder: opening it, its settings, and the rule that all writing is a transaction on the database
 * worker. How it is made stands in slip-workspace-make.c. */

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "process/slip-processes.h"
#include "store/slip-fold.h"
#include "store/slip-log.h"
#include "store/slip-touched.h"
#include "trust/slip-roster.h"
#include "workspace/slip-attachments-private.h"
#include "workspace/slip-belongs.h"
#include "workspace/slip-others.h"
#include "workspace/slip-workspace-private.h"

G_DEFINE_FINAL_TYPE (SlipWorkspace, slip_workspace, G_TYPE_OBJECT)

enum
{
  CHANGED,
  NOTICE,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static void
slip_workspace_finalize (GObject *object)
{
  SlipWorkspace *self = SLIP_WORKSPACE (object);

  /* The writer last: only it can put the write-ahead log back into the file, which then stands alone and may be
   * copied. */
  g_clear_pointer (&self->readers, slip_readers_free);
  g_clear_pointer (&self->worker, slip_worker_free);
  g_clear_pointer (&self->announcer, slip_announcer_free);
  g_clear_pointer (&self->device, slip_device_key_free);
  slip_workspace_set_session_password (self, NULL);
  g_mutex_clear (&self->lock);
  g_clear_pointer (&self->described, g_hash_table_unref);
  g_clear_pointer (&self->turns, g_hash_table_unref);
  g_clear_pointer (&self->views, g_hash_table_unref);
  g_free (self->dir);
  g_free (self->home);
  G_OBJECT_CLASS (slip_workspace_parent_class)->finalize (object);
}

static void
slip_workspace_class_init (SlipWorkspaceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = slip_workspace_finalize;

  /* Before any workspace, and so any thread, is there. */
  slip_form_set_context_hook (slip_signoff_fill_context);
  slip_form_set_lists_hook (slip_processes_lists);

  /**
   * SlipWorkspace::changed:
   * @record: id of the record that changed; "" when it may be any, or none
   *
   * slip-workspace.h says when and where.
   */
  signals[CHANGED] = g_signal_new ("changed", SLIP_TYPE_WORKSPACE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  /**
   * SlipWorkspace::notice:
   * @text: a line that a person should read
   */
  signals[NOTICE] = g_signal_new ("notice", SLIP_TYPE_WORKSPACE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
slip_workspace_init (SlipWorkspace *self)
{
  g_mutex_init (&self->lock);
}

SlipDatabase *
slip_workspace_reader (SlipWorkspace *self)
{
  return slip_readers_get (self->readers);
}

gboolean
slip_workspace_can_read (SlipWorkspace *self, GError **error)
{
  return slip_readers_open (self->readers, error);
}

/* == files == */

char *
slip_workspace_path (SlipWorkspace *self, const char *name)
{
  return g_build_filename (self->dir, name, NULL);
}

const char *
slip_workspace_get_dir (SlipWorkspace *self)
{
  return self->dir;
}

/* == opening == */

/* The tables are made anew, once, after a format or a rule of folding has changed. */
static gboolean
refold (SlipDatabase *db, GError **error)
{
  if (!slip_database_begin (db, error))
    return FALSE;
  if (slip_log_refold_if_needed (db, error) && slip_roster_fold (db, error) &&
      slip_database_commit (db, error))
    return TRUE;
  slip_database_rollback (db);
  return FALSE;
}

/* On the worker. */
static void
on_record_touched_cb (const char *record, gpointer data)
{
  slip_announcer_changed (data, record);
}

static void
emit (gpointer object, gboolean notice, const char *text)
{
  g_signal_emit (object, signals[notice ? NOTICE : CHANGED], 0, text);
}

/* Older formats, and newer rules of folding, are brought up to date by whoever may write. */
static gboolean
open_writer (SlipWorkspace *self, const char *path, GError **error)
{
  g_autoptr (SlipDatabase) writer = NULL;
  g_autoptr (GError) local_error = NULL;

  writer = slip_database_open (path, SLIP_DATABASE_WRITE, &local_error);
  if (writer != NULL && (!slip_log_needs_refold (writer) || refold (writer, &local_error)))
    {
      slip_touched_watch (writer, on_record_touched_cb, self->announcer);
      self->worker = slip_worker_new (g_steal_pointer (&writer));
      return TRUE;
    }
  /* What can be read is read. */
  if (g_error_matches (local_error, SLIP_ERROR, SLIP_ERROR_READ_ONLY))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

SlipWorkspace *
slip_workspace_open (const char *dir, GError **error)
{
  g_autofree char *path = g_build_filename (dir, SLIP_WORKSPACE_DATABASE, NULL);
  g_autofree char *key = g_build_filename (dir, SLIP_WORKSPACE_DEVICE_KEY, NULL);
  g_autoptr (SlipWorkspace) self = NULL;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_set_error (
          error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND,
          _ ("there is no workspace in “%s”; make one with “slipwayctl init” or “join”, or "
             "name its folder with -C"),
          dir);
      return NULL;
    }
  self = g_object_new (SLIP_TYPE_WORKSPACE, NULL);
  self->dir = g_strdup (dir);
  self->home = slip_home_of (path);
  self->announcer = slip_announcer_new (self, emit);
  self->device = slip_device_key_load (key, error);
  if (self->device == NULL || !open_writer (self, path, error))
    return NULL;
  self->readers = slip_readers_new (path);
  if (!slip_workspace_can_read (self, error) ||
      !slip_belongs_database (slip_workspace_reader (self), error) ||
      !slip_belongs_device (slip_workspace_reader (self), self->device, key, error))
    return NULL;
  self->at_home = slip_home_compare (slip_workspace_reader (self), self->home);
  slip_workspace_finish_frame (self);
  slip_abandoned_clean (self, FALSE);
  slip_workspace_look_for_others (self, NULL);
  return g_steal_pointer (&self);
}

/* == settings == */

const char *const *
slip_workspace_info_fields (void)
{
  static const char *const fields[] = { "workspace",   "name",    "person", "person-name", "roles",
                                        "fingerprint", "replica", "remote", "folder",      NULL };

  return fields;
}

char *
slip_workspace_get_info (SlipWorkspace *self, const char *field, GError **error)
{
  char *value = NULL;

  if (!slip_workspace_can_read (self, error))
    return NULL;
  if (g_str_equal (field, "name"))
    {
      g_autofree char *text = slip_meta_get (slip_workspace_reader (self), SLIP_META_GENESIS);
      g_autoptr (SlipGenesis) genesis = slip_genesis_parse_text (text, error);

      if (genesis == NULL)
        return NULL;
      value = g_strdup (genesis->name);
    }
  else if (g_str_equal (field, "folder"))
    value = g_strdup (self->dir);
  else if (g_str_equal (field, "fingerprint"))
    {
      g_autofree char *path = slip_workspace_path (self, SLIP_WORKSPACE_SIGNING_KEY);
      g_autofree char *person = slip_meta_get (slip_workspace_reader (self), SLIP_META_PERSON);
      guint8 signing[SLIP_KEY_BYTES];
      guint8 exchange[SLIP_KEY_BYTES];

      if (!slip_signing_key_peek (path, signing, exchange, error))
        return NULL;
      value = slip_join_fingerprint (person, self->device->public, signing, exchange);
    }
  else if (g_str_equal (field, "roles"))
    {
      g_autofree char *person = slip_meta_get (slip_workspace_reader (self), SLIP_META_PERSON);
      g_autoptr (SlipMember) member =
          slip_roster_member (slip_workspace_reader (self), person, NULL);

      value = member != NULL ? g_strjoinv (" ", member->roles) : g_strdup ("");
    }
  else if (g_strv_contains (slip_workspace_info_fields (), field))
    value = slip_meta_get (slip_workspace_reader (self), field);
  else
    {
      g_autofree char *known = g_strjoinv (", ", (char **) slip_workspace_info_fields ());

      g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND,
                   _ ("a workspace has no field “%s”; it has %s"), field, known);
      return NULL;
    }
  return value != NULL ? value : g_strdup ("");
}

char *
slip_workspace_state_digest (SlipWorkspace *self, GError **error)
{
  g_autofree char *dump = slip_fold_dump (slip_workspace_reader (self), error);
  g_autoptr (GBytes) bytes = NULL;

  if (dump == NULL)
    return NULL;
  bytes = g_bytes_new (dump, strlen (dump));
  return slip_hash_hex_of (bytes);
}

/* == edits == */

typedef struct
{
  SlipWorkspace *self;
  SlipEditFunc func;
  gpointer data;
} Edit;

/* Before anything is written: a copy gets a replica id of its own. Another program may have seen to it meanwhile. */
static gboolean
come_home (SlipWorkspace *self, SlipDatabase *db, SlipHome *now, GError **error)
{
  *now = slip_home_compare (db, self->home);
  switch (*now)
    {
    case SLIP_HOME_UNKNOWN:
      return slip_meta_set (db, SLIP_META_HOME, self->home, error);
    case SLIP_HOME_OTHER:
      return slip_home_renew (db, self->home, self->device->secret, error);
    case SLIP_HOME_SAME:
    default:
      return TRUE;
    }
}

static gboolean
run_edit (SlipDatabase *db, gpointer data, GCancellable *cancellable, GError **error)
{
  Edit *edit = data;
  SlipHome home = SLIP_HOME_SAME;

  if (!slip_database_begin (db, error))
    return FALSE;
  if ((g_atomic_int_get (&edit->self->at_home) == SLIP_HOME_SAME ||
       come_home (edit->self, db, &home, error)) &&
      edit->func (edit->self, db, edit->data, error) && slip_database_commit (db, error))
    {
      slip_workspace_come_home (edit->self, home == SLIP_HOME_OTHER);
      return TRUE;
    }
  slip_database_rollback (db);
  return FALSE;
}

void
slip_workspace_come_home (SlipWorkspace *self, gboolean renewed)
{
  if (renewed)
    g_atomic_int_set (&self->renewed, TRUE);
  g_atomic_int_set (&self->at_home, SLIP_HOME_SAME);
}

void
slip_workspace_notice (SlipWorkspace *self, const char *text)
{
  slip_announcer_notice (self->announcer, text);
}

void
slip_workspace_tell (SlipWorkspace *self)
{
  if (!g_atomic_int_compare_and_exchange (&self->renewed, TRUE, FALSE))
    return;
  slip_workspace_notice (
      self, _ ("this folder is a copy (of another folder, or of a backup), and the original may "
               "live on: from here "
               "on it goes by a replica id of its own"));
}

gboolean
slip_workspace_is_copy (SlipWorkspace *self)
{
  return slip_home_compare (slip_workspace_reader (self), self->home) == SLIP_HOME_OTHER;
}

gboolean
slip_workspace_is_read_only (SlipWorkspace *self)
{
  return self->worker == NULL;
}

static gboolean
fail_read_only (SlipWorkspace *self, GError **error)
{
  g_set_error (
      error, SLIP_ERROR, SLIP_ERROR_READ_ONLY,
      _ ("the workspace in “%s” can't be written to; check the permissions of the folder and "
         "of what is in it"),
      self->dir);
  return FALSE;
}

#define SYNC_LOCK_TRIES 300
#define SYNC_LOCK_PAUSE_US (100 * 1000)

int
slip_workspace_lock_sync (SlipWorkspace *self, GCancellable *cancellable, GError **error)
{
  /* Every workspace has this file, and nobody else locks it: so no lock file is ever left over. */
  g_autofree char *path = slip_workspace_path (self, SLIP_WORKSPACE_DEVICE_KEY);
  int fd;

  if (self->worker == NULL)
    {
      fail_read_only (self, error);
      return -1;
    }
  fd = open (path, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_KEY_MISSING, _ ("can't open “%s”: %s"), path,
                   g_strerror (errno));
      return -1;
    }
  for (guint i = 0; flock (fd, LOCK_EX | LOCK_NB) != 0; i++)
    {
      if (i == SYNC_LOCK_TRIES && !g_cancellable_is_cancelled (cancellable))
        {
          g_set_error (
              error, SLIP_ERROR, SLIP_ERROR_BUSY,
              _ ("another program is syncing the workspace in “%s”; try again when it is done"),
              self->dir);
          close (fd);
          return -1;
        }
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        {
          close (fd);
          return -1;
        }
      g_usleep (SYNC_LOCK_PAUSE_US);
    }
  return fd;
}

gboolean
slip_workspace_edit (SlipWorkspace *self, SlipEditFunc func, gpointer data, GError **error)
{
  Edit edit = { self, func, data };

  if (self->worker == NULL)
    return fail_read_only (self, error);
  if (!slip_worker_run (self->worker, SLIP_PRIORITY_EDIT, run_edit, &edit, NULL, error))
    return FALSE;
  slip_workspace_tell (self);
  return TRUE;
}

void
slip_workspace_edit_async (SlipWorkspace *self, SlipEditFunc func, gpointer data,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  Edit *edit;

  if (self->worker == NULL)
    {
      GError *error = NULL;

      fail_read_only (self, &error);
      g_task_report_error (NULL, callback, user_data, slip_workspace_edit_async, error);
      return;
    }
  edit = g_new (Edit, 1);
  *edit = (Edit){ self, func, data };
  slip_worker_run_async (self->worker, SLIP_PRIORITY_EDIT, run_edit, edit, g_free, NULL, callback,
                         user_data);
}

gboolean
slip_workspace_edit_finish (SlipWorkspace *self, GAsyncResult *result, GError **error)
{
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  slip_workspace_tell (self);
  return TRUE;
}

/* == ids == */

static SlipRecordKinds
wanted_of (SlipRecordKinds kinds)
{
  return kinds & (SLIP_RECORD_RELEASE | SLIP_RECORD_DOCUMENT);
}

/* There is none, or it was deleted. */
static void
fail_unknown (SlipWorkspace *self, SlipRecordKinds kinds, const char *prefix, GError **error)
{
  g_autofree char *id =
      (kinds & SLIP_RECORD_DELETED) == 0
          ? slip_workspace_resolve (self, kinds | SLIP_RECORD_DELETED, prefix, NULL)
          : NULL;
  g_autofree char *title = id != NULL ? slip_record_title (slip_workspace_reader (self), id) : NULL;
  g_autofree char *note = id != NULL ? slip_deleted_note (slip_workspace_reader (self), id) : NULL;

  if (note != NULL)
    g_set_error (
        error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND,
        /* Translators: a document, such as “deleted on 2026-03-14 by Ada: made twice”, its number. */
        _ ("%s is gone: %s; “slipwayctl document restore %s” brings it back"), title, note, prefix);
  else
    g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND,
                 wanted_of (kinds) == SLIP_RECORD_RELEASE
                     ? _ ("there is no release “%s” in this workspace")
                 : wanted_of (kinds) == SLIP_RECORD_DOCUMENT
                     ? _ ("there is no document “%s” in this workspace")
                     : _ ("there is no record “%s” in this workspace"),
                 prefix);
}

char *
slip_workspace_resolve (SlipWorkspace *self, SlipRecordKinds kinds, const char *prefix,
                        GError **error)
{
  SlipRecordKinds wanted = wanted_of (kinds);
  const char *kind = wanted == SLIP_RECORD_RELEASE    ? "release"
                     : wanted == SLIP_RECORD_DOCUMENT ? "document"
                                                      : "record";
  gboolean deleted = (kinds & SLIP_RECORD_DELETED) != 0;
  g_autofree char *end = g_strconcat (prefix, "~", NULL);
  g_autofree char *first = NULL;
  g_autoptr (SlipQuery) query = NULL;
  g_autoptr (GError) local_error = NULL;

  if (*prefix == '\0')
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND, _ ("an empty text is no id"));
      return NULL;
    }
  query = slip_database_query (slip_workspace_reader (self), error,
                               "SELECT id FROM record WHERE ((id >= ? AND id < ?) OR number = ?) "
                               "AND (? = 'record' OR kind = ?) AND (? OR NOT dead) LIMIT 2",
                               "sssssi", prefix, end, prefix, kind, kind, (gint64) deleted);
  if (query == NULL)
    return NULL;
  if (slip_query_next (query, &local_error))
    {
      first = g_strdup (slip_query_text (query, 0));
      if (!slip_query_next (query, &local_error) && local_error == NULL)
        return g_steal_pointer (&first);
      if (local_error == NULL)
        g_set_error (&local_error, SLIP_ERROR, SLIP_ERROR_AMBIGUOUS,
                     wanted == SLIP_RECORD_RELEASE
                         ? _ ("“%s” fits more than one release; type more of the id")
                     : wanted == SLIP_RECORD_DOCUMENT
                         ? _ ("“%s” fits more than one document; type more of the id")
                         : _ ("“%s” fits more than one record; type more of the id"),
                     prefix);
    }
  else if (local_error == NULL)
    fail_unknown (self, kinds, prefix, &local_error);
  g_propagate_error (error, g_steal_pointer (&local_error));
  return NULL;
}
