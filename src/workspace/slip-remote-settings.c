/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The address of the store, whose password lies in a file of its own that only the owner reads. */

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>

#include "store/slip-touched.h"
#include "workspace/slip-syncing-private.h"
#include "workspace/slip-workspace-private.h"

typedef struct
{
  const char *url;
  const char *user;
  gboolean cleartext;
} RemoteSettings;

static gboolean
store_remote (SlipWorkspace *self, SlipDatabase *db, gpointer data, GError **error)
{
  RemoteSettings *settings = data;

  slip_touched_add (db, "");
  return slip_meta_set (db, SLIP_META_REMOTE, settings->url, error) &&
         slip_meta_set (db, SLIP_META_USER, settings->user != NULL ? settings->user : "", error) &&
         slip_meta_set (db, SLIP_META_CLEARTEXT, settings->cleartext ? "yes" : "no", error);
}

static gboolean
write_password (SlipWorkspace *self, const char *password, GError **error)
{
  g_autofree char *path = slip_workspace_path (self, SLIP_WORKSPACE_REMOTE);

  if (password == NULL)
    {
      if (g_unlink (path) != 0 && errno != ENOENT)
        {
          g_set_error (error, SLIP_ERROR, SLIP_ERROR_FAILED, _ ("can't remove “%s”: %s"), path,
                       g_strerror (errno));
          return FALSE;
        }
      return TRUE;
    }
  return g_file_set_contents_full (path, password, -1,
                                   G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                   0600, error);
}

static void
free_password (char *password)
{
  if (password != NULL)
    sodium_memzero (password, strlen (password));
  g_free (password);
}

void
slip_workspace_set_session_password (SlipWorkspace *self, const char *password)
{
  char *old;

  g_mutex_lock (&self->lock);
  old = self->password;
  self->password = g_strdup (password);
  g_mutex_unlock (&self->lock);
  free_password (old);
}

char *
slip_workspace_read_password_file (SlipWorkspace *self)
{
  g_autofree char *path = slip_workspace_path (self, SLIP_WORKSPACE_REMOTE);
  char *password = NULL;

  g_file_get_contents (path, &password, NULL, NULL);
  return password;
}

gboolean
slip_workspace_remove_password_file (SlipWorkspace *self, const char *password)
{
  char *there = slip_workspace_read_password_file (self);
  gboolean same = g_strcmp0 (there, password) == 0;

  free_password (there);
  return same && write_password (self, NULL, NULL);
}

static char *
read_password (SlipWorkspace *self)
{
  char *password;

  g_mutex_lock (&self->lock);
  password = g_strdup (self->password);
  g_mutex_unlock (&self->lock);
  return password != NULL ? password : slip_workspace_read_password_file (self);
}

SlipRemote *
slip_workspace_open_remote (SlipWorkspace *self, GError **error)
{
  g_autofree char *url = slip_meta_get (slip_workspace_reader (self), SLIP_META_REMOTE);
  g_autofree char *workspace = slip_meta_get (slip_workspace_reader (self), SLIP_META_WORKSPACE);
  g_autofree char *user = slip_meta_get (slip_workspace_reader (self), SLIP_META_USER);
  g_autofree char *cleartext = slip_meta_get (slip_workspace_reader (self), SLIP_META_CLEARTEXT);
  SlipRemote *remote;
  char *password;

  if (!slip_workspace_can_read (self, error))
    return NULL;
  if (url == NULL || *url == '\0')
    {
      g_set_error (
          error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND,
          _ ("this workspace has no shared folder; “slipwayctl remote set URL” names one"));
      return NULL;
    }
  password = read_password (self);
  remote = slip_remote_new_for_url (url, workspace, user != NULL && *user != '\0' ? user : NULL,
                                    password, g_strcmp0 (cleartext, "yes") == 0, error);
  free_password (password);
  return remote;
}

/* A path is kept absolute: the next command may run in another folder. */
static char *
absolute_address (const char *url)
{
  g_autofree char *path = NULL;

  if (g_uri_peek_scheme (url) != NULL && !g_str_has_prefix (url, "file:"))
    return g_strdup (url);
  path = g_str_has_prefix (url, "file:") ? g_filename_from_uri (url, NULL, NULL) : NULL;
  return g_canonicalize_filename (path != NULL ? path : url, NULL);
}

gboolean
slip_workspace_set_remote (SlipWorkspace *self, const char *url, const char *user,
                           const char *password, gboolean allow_cleartext,
                           GCancellable *cancellable, GError **error)
{
  g_autofree char *address = *url != '\0' ? absolute_address (url) : g_strdup ("");
  g_autofree char *workspace = slip_meta_get (slip_workspace_reader (self), SLIP_META_WORKSPACE);
  RemoteSettings settings = { address, user, allow_cleartext };
  g_autoptr (SlipRemote) remote = NULL;

  if (!slip_workspace_can_read (self, error))
    return FALSE;
  remote = slip_remote_new_for_url (address, workspace, user, password, allow_cleartext, error);
  return remote != NULL && slip_remote_set_up (remote, cancellable, error) &&
         write_password (self, password, error) &&
         slip_workspace_edit (self, store_remote, &settings, error);
}

gboolean
slip_workspace_check_remote (SlipWorkspace *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (SlipRemote) remote = slip_workspace_open_remote (self, error);

  return remote != NULL && slip_remote_look (remote, cancellable, error);
}
