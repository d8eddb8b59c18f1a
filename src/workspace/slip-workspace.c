/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A workspace as a folder: making, joining and opening it, its settings, and the rule that all writing is
 * a transaction on the database worker. */

#define G_LOG_DOMAIN "slipway"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "process/slip-roles.h"
#include "store/slip-blobs.h"
#include "store/slip-fold.h"
#include "store/slip-log.h"
#include "trust/slip-roster.h"
#include "workspace/slip-workspace-private.h"

/* While a workspace is being made its files lie here; workspace.db is moved out last. */
#define STAGING ".slipway-new"
#define LOCK ".slipway-lock"

G_DEFINE_FINAL_TYPE (SlipWorkspace, slip_workspace, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static void
slip_workspace_finalize (GObject *object)
{
  SlipWorkspace *self = SLIP_WORKSPACE (object);

  /* The writer last: only it can put the write-ahead log back into the file, which then stands alone and may be
   * copied. */
  g_clear_pointer (&self->reader, slip_database_close);
  g_clear_pointer (&self->worker, slip_worker_free);
  g_clear_pointer (&self->device, slip_device_key_free);
  g_free (self->dir);
  G_OBJECT_CLASS (slip_workspace_parent_class)->finalize (object);
}

static void
slip_workspace_class_init (SlipWorkspaceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = slip_workspace_finalize;

  /* Before any workspace, and so any thread, is there. */
  slip_form_set_context_hook (slip_signoff_fill_context);

  /**
   * SlipWorkspace::changed:
   * @record: id of the record that changed; "" when it may be any
   */
  signals[CHANGED] = g_signal_new ("changed", SLIP_TYPE_WORKSPACE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
slip_workspace_init (SlipWorkspace *self)
{
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

static const char *const files[] = { SLIP_WORKSPACE_DEVICE_KEY, SLIP_WORKSPACE_SIGNING_KEY,
                                     SLIP_WORKSPACE_DATABASE };

static void
remove_staging (const char *staging)
{
  g_autoptr (GDir) dir = g_dir_open (staging, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (staging, name, NULL);

      g_unlink (path);
    }
  g_rmdir (staging);
}

/* Only one program at a time makes a workspace in a folder. */
typedef struct
{
  int fd;
  char *path;
  char *made; /* nullable: the folder, when it was not there before */
} FolderLock;

static void
folder_lock_free (FolderLock *lock)
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
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FolderLock, folder_lock_free)

static void
set_folder_error (GError **error, const char *dir, int code)
{
  g_set_error (error, SLIP_ERROR,
               code == ENOSPC                    ? SLIP_ERROR_NO_SPACE
               : code == EROFS || code == EACCES ? SLIP_ERROR_READ_ONLY
                                                 : SLIP_ERROR_FAILED,
               "can't write in “%s”: %s", dir, g_strerror (code));
}

static FolderLock *
lock_folder (const char *dir, GError **error)
{
  g_autofree char *path = g_build_filename (dir, LOCK, NULL);
  gboolean there = g_file_test (dir, G_FILE_TEST_EXISTS);
  FolderLock *lock;
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
                   "another program is making a workspace in “%s”", dir);
      close (fd);
      return NULL;
    }
  lock = g_new0 (FolderLock, 1);
  lock->fd = fd;
  lock->path = g_steal_pointer (&path);
  lock->made = there ? NULL : g_strdup (dir);
  return lock;
}

/* A printed name: not empty, one line. */
static gboolean
check_name (const char *whose, const char *name, GError **error)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (name));

  if (*trimmed != '\0' && strpbrk (name, "\r\n") == NULL && strlen (name) <= SLIP_NAME_MAX_BYTES)
    return TRUE;
  g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID,
               "%s needs a name: one line, not empty, at most %d bytes", whose,
               SLIP_NAME_MAX_BYTES);
  return FALSE;
}

/* Makes the folder in which a new workspace is put together. One that was left by a program that died is
 * cleared away; a workspace, or keys that we didn't leave there, are never touched. */
static char *
begin_staging (const char *dir, GError **error)
{
  g_autofree char *staging = g_build_filename (dir, STAGING, NULL);
  gboolean left_over = g_file_test (staging, G_FILE_TEST_IS_DIR);
  g_autofree char *database = g_build_filename (dir, SLIP_WORKSPACE_DATABASE, NULL);

  if (g_file_test (database, G_FILE_TEST_EXISTS))
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_EXISTS,
                   "“%s” holds a workspace already; choose another folder", dir);
      return NULL;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_build_filename (dir, files[i], NULL);

      if (!g_file_test (path, G_FILE_TEST_EXISTS))
        continue;
      if (!left_over)
        {
          g_set_error (error, SLIP_ERROR, SLIP_ERROR_EXISTS,
                       "“%s” holds a “%s” without a workspace; choose another folder", dir,
                       files[i]);
          return NULL;
        }
      g_unlink (path);
    }
  if (left_over)
    remove_staging (staging);
  if (g_mkdir (staging, 0700) != 0)
    {
      set_folder_error (error, dir, errno);
      return NULL;
    }
  return g_steal_pointer (&staging);
}

static gboolean
end_staging (const char *dir, const char *staging, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *from = g_build_filename (staging, files[i], NULL);
      g_autofree char *to = g_build_filename (dir, files[i], NULL);

      if (g_rename (from, to) != 0)
        {
          g_set_error (error, SLIP_ERROR, SLIP_ERROR_FAILED, "can't put “%s” into place: %s", to,
                       g_strerror (errno));
          return FALSE;
        }
    }
  g_rmdir (staging);
  return TRUE;
}

/* == making and joining == */

/* What a new database starts with. */
typedef struct
{
  SlipGenesis *genesis;
  const guint8 *secret;
  const char *remote;
  const char *person;
  const char *name;
} Start;

static gboolean
fill_database (SlipDatabase *db, const Start *start, GError **error)
{
  g_autofree char *genesis = g_strndup (g_bytes_get_data (start->genesis->bytes, NULL),
                                        g_bytes_get_size (start->genesis->bytes));
  g_autofree char *secret = slip_key_to_hex (start->secret);
  g_autofree char *replica = slip_replica_new ();

  return slip_meta_set (db, SLIP_META_WORKSPACE, start->genesis->workspace, error) &&
         slip_meta_set (db, SLIP_META_GENESIS, genesis, error) &&
         slip_meta_set (db, SLIP_META_SECRET, secret, error) &&
         slip_meta_set (db, SLIP_META_PERSON, start->person, error) &&
         slip_meta_set (db, SLIP_META_NAME, start->name, error) &&
         slip_meta_set (db, SLIP_META_REPLICA, replica, error) &&
         (start->remote == NULL || slip_meta_set (db, SLIP_META_REMOTE, start->remote, error)) &&
         slip_roster_fold (db, error);
}

/* The shipped definitions become blobs of the workspace, put in force by its founder (design.md 5). */
static gboolean
define_forms (SlipDatabase *db, GError **error)
{
  g_auto (GStrv) ids = slip_forms_shipped ();

  for (gsize i = 0; ids[i] != NULL; i++)
    {
      g_autoptr (GBytes) bytes = slip_forms_shipped_bytes (ids[i], error);
      g_autofree char *digest = NULL;
      g_autoptr (SlipOp) op = NULL;
      SlipHash hash;

      if (bytes == NULL || !slip_blobs_put (db, bytes, &digest, error))
        return FALSE;
      slip_hash_from_hex (&hash, digest);
      op = slip_log_do (db, SLIP_OP_DEFINE, SLIP_UNKNOWN_WORKSPACE_READ_ONLY, NULL, NULL, 0,
                        g_variant_new ("(ss@ay)", "form", ids[i],
                                       g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, hash.bytes,
                                                                  sizeof hash, 1)),
                        error);
      if (op == NULL)
        return FALSE;
    }
  return TRUE;
}

SlipWorkspace *
slip_workspace_create (const char *dir, const char *name, const char *person,
                       const char *const *roles, const char *passphrase, GError **error)
{
  g_autoptr (FolderLock) lock = NULL;
  g_autofree char *staging = NULL;
  g_autofree char *device_path = NULL;
  g_autofree char *signing_path = NULL;
  g_autofree char *database_path = NULL;
  g_autoptr (SlipDeviceKey) device = NULL;
  g_autoptr (SlipSigningKey) signing = NULL;
  g_autoptr (SlipGenesis) genesis = NULL;
  g_autoptr (SlipDatabase) db = NULL;
  guint8 secret[SLIP_WORKSPACE_SECRET_BYTES];
  gboolean done;

  if (!check_name ("the workspace", name, error) || !check_name ("its founder", person, error) ||
      !slip_roles_check (roles, error) || (lock = lock_folder (dir, error)) == NULL ||
      (staging = begin_staging (dir, error)) == NULL)
    return NULL;
  device_path = g_build_filename (staging, SLIP_WORKSPACE_DEVICE_KEY, NULL);
  signing_path = g_build_filename (staging, SLIP_WORKSPACE_SIGNING_KEY, NULL);
  database_path = g_build_filename (staging, SLIP_WORKSPACE_DATABASE, NULL);
  if ((device = slip_device_key_create (device_path, error)) == NULL ||
      (signing = slip_signing_key_create (signing_path, passphrase, error)) == NULL ||
      (genesis = slip_genesis_new (name, NULL, person, roles, device->public, signing->public,
                                   signing->exchange_public, error)) == NULL ||
      (db = slip_database_open (database_path, SLIP_DATABASE_WRITE | SLIP_DATABASE_CREATE,
                                error)) == NULL)
    {
      remove_staging (staging);
      return NULL;
    }
  randombytes_buf (secret, sizeof secret);
  {
    Start start = { genesis, secret, NULL, genesis->person, genesis->person_name };

    done = slip_database_begin (db, error) && fill_database (db, &start, error) &&
           define_forms (db, error) && slip_database_commit (db, error);
  }
  sodium_memzero (secret, sizeof secret);
  g_clear_pointer (&db, slip_database_close);
  if (!done || !end_staging (dir, staging, error))
    {
      remove_staging (staging);
      return NULL;
    }
  return slip_workspace_open (dir, error);
}

SlipWorkspace *
slip_workspace_join (const char *dir, const char *invitation_path, const char *person,
                     const char *passphrase, GError **error)
{
  g_autoptr (SlipInvitation) invitation = slip_invitation_load (invitation_path, error);
  g_autoptr (FolderLock) lock = NULL;
  g_autofree char *staging = NULL;
  g_autofree char *device_path = NULL;
  g_autofree char *signing_path = NULL;
  g_autofree char *database_path = NULL;
  g_autofree char *id = slip_id_new ();
  g_autoptr (SlipDeviceKey) device = NULL;
  g_autoptr (SlipSigningKey) signing = NULL;
  g_autoptr (SlipDatabase) db = NULL;
  g_autoptr (SlipOp) op = NULL;
  GVariant *content;

  if (invitation == NULL || !check_name ("a member", person, error) ||
      (lock = lock_folder (dir, error)) == NULL || (staging = begin_staging (dir, error)) == NULL)
    return NULL;
  device_path = g_build_filename (staging, SLIP_WORKSPACE_DEVICE_KEY, NULL);
  signing_path = g_build_filename (staging, SLIP_WORKSPACE_SIGNING_KEY, NULL);
  database_path = g_build_filename (staging, SLIP_WORKSPACE_DATABASE, NULL);
  if ((device = slip_device_key_create (device_path, error)) != NULL &&
      (signing = slip_signing_key_create (signing_path, passphrase, error)) != NULL &&
      (content = slip_join_content (invitation, id, person, device->public, signing->public,
                                    signing->exchange_public, error)) != NULL &&
      (db = slip_database_open (database_path, SLIP_DATABASE_WRITE | SLIP_DATABASE_CREATE,
                                error)) != NULL)
    {
      Start start = { invitation->genesis, invitation->workspace_secret, invitation->remote, id,
                      person };

      /* The request is a frame of its own, the first: it is all that is read of a stranger. */
      if (slip_database_begin (db, error) && fill_database (db, &start, error) &&
          (op = slip_log_do (db, SLIP_OP_JOIN, SLIP_UNKNOWN_IGNORE, NULL, NULL, 0, content,
                             error)) != NULL &&
          slip_log_seal (db, device->secret, error) && slip_database_commit (db, error))
        {
          g_clear_pointer (&db, slip_database_close);
          if (end_staging (dir, staging, error))
            return slip_workspace_open (dir, error);
        }
    }
  g_clear_pointer (&db, slip_database_close);
  remove_staging (staging);
  return NULL;
}

/* == opening == */

SlipWorkspace *
slip_workspace_open (const char *dir, GError **error)
{
  g_autofree char *path = g_build_filename (dir, SLIP_WORKSPACE_DATABASE, NULL);
  g_autofree char *key = g_build_filename (dir, SLIP_WORKSPACE_DEVICE_KEY, NULL);
  g_autoptr (SlipWorkspace) self = NULL;
  SlipDatabase *writer;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND,
                   "there is no workspace in “%s”; make one with “slipwayctl init” or “join”, or "
                   "name its folder with -C",
                   dir);
      return NULL;
    }
  self = g_object_new (SLIP_TYPE_WORKSPACE, NULL);
  self->dir = g_strdup (dir);
  self->device = slip_device_key_load (key, error);
  if (self->device == NULL)
    return NULL;
  writer = slip_database_open (path, SLIP_DATABASE_WRITE, error);
  if (writer == NULL)
    return NULL;
  self->worker = slip_worker_new (writer);
  self->reader = slip_database_open (path, SLIP_DATABASE_READ_ONLY, error);
  if (self->reader == NULL)
    return NULL;
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

  if (g_str_equal (field, "name"))
    {
      g_autofree char *text = slip_meta_get (self->reader, SLIP_META_GENESIS);
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
      g_autofree char *person = slip_meta_get (self->reader, SLIP_META_PERSON);
      guint8 signing[SLIP_KEY_BYTES];
      guint8 exchange[SLIP_KEY_BYTES];

      if (!slip_signing_key_peek (path, signing, exchange, error))
        return NULL;
      value = slip_join_fingerprint (person, self->device->public, signing, exchange);
    }
  else if (g_str_equal (field, "roles"))
    {
      g_autofree char *person = slip_meta_get (self->reader, SLIP_META_PERSON);
      g_autoptr (SlipMember) member = slip_roster_member (self->reader, person, NULL);

      value = member != NULL ? g_strjoinv (" ", member->roles) : g_strdup ("");
    }
  else if (g_strv_contains (slip_workspace_info_fields (), field))
    value = slip_meta_get (self->reader, field);
  else
    {
      g_autofree char *known = g_strjoinv (", ", (char **) slip_workspace_info_fields ());

      g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND,
                   "a workspace has no field “%s”; it has %s", field, known);
      return NULL;
    }
  return value != NULL ? value : g_strdup ("");
}

char *
slip_workspace_state_digest (SlipWorkspace *self, GError **error)
{
  g_autofree char *dump = slip_fold_dump (self->reader, error);
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

static gboolean
run_edit (SlipDatabase *db, gpointer data, GCancellable *cancellable, GError **error)
{
  Edit *edit = data;

  if (!slip_database_begin (db, error))
    return FALSE;
  if (edit->func (edit->self, db, edit->data, error) && slip_database_commit (db, error))
    return TRUE;
  slip_database_rollback (db);
  return FALSE;
}

gboolean
slip_workspace_edit (SlipWorkspace *self, SlipEditFunc func, gpointer data, GError **error)
{
  Edit edit = { self, func, data };

  if (!slip_worker_run (self->worker, SLIP_PRIORITY_EDIT, run_edit, &edit, NULL, error))
    return FALSE;
  g_signal_emit (self, signals[CHANGED], 0, "");
  return TRUE;
}

/* == ids == */

char *
slip_workspace_resolve (SlipWorkspace *self, SlipRecordKinds kinds, const char *prefix,
                        GError **error)
{
  const char *kind = kinds == SLIP_RECORD_RELEASE    ? "release"
                     : kinds == SLIP_RECORD_DOCUMENT ? "document"
                                                     : "record";
  g_autofree char *end = g_strconcat (prefix, "~", NULL);
  g_autofree char *first = NULL;
  g_autoptr (SlipQuery) query = NULL;
  g_autoptr (GError) local_error = NULL;

  if (*prefix == '\0')
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND, "an empty text is no id");
      return NULL;
    }
  query = slip_database_query (self->reader, error,
                               "SELECT id FROM record WHERE ((id >= ? AND id < ?) OR number = ?) "
                               "AND (? = 'record' OR kind = ?) LIMIT 2",
                               "sssss", prefix, end, prefix, kind, kind);
  if (query == NULL)
    return NULL;
  if (slip_query_next (query, &local_error))
    {
      first = g_strdup (slip_query_text (query, 0));
      if (!slip_query_next (query, &local_error) && local_error == NULL)
        return g_steal_pointer (&first);
      if (local_error == NULL)
        g_set_error (&local_error, SLIP_ERROR, SLIP_ERROR_AMBIGUOUS,
                     "“%s” fits more than one %s; type more of the id", prefix, kind);
    }
  else if (local_error == NULL)
    g_set_error (&local_error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND,
                 "there is no %s “%s” in this workspace", kind, prefix);
  g_propagate_error (error, g_steal_pointer (&local_error));
  return NULL;
}
