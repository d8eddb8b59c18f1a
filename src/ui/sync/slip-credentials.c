/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* One at a time: a sync and a dialogue may both come with a password. */

#include "ui/sync/slip-credentials.h"

#include <glib/gi18n.h>
#include <libsecret/secret.h>
#include <string.h>

#define SETTLED                                                                                    \
  "slip-credentials-settled" /* data of the workspace: the login that the engine knows */

#define REFUSED "slip-credentials-refused" /* the login that a keyring didn't take */

static GMutex lock;

static const SecretSchema schema = {
  "io.github.slipway.Slipway",
  SECRET_SCHEMA_NONE,
  { { "workspace", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "url", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "user", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { NULL, 0 } },
};

/* What a password is for. */
typedef struct
{
  char *workspace;
  const char *url;
  const char *user;
} Login;

static char *
look_up (const Login *login, GCancellable *cancellable, GError **error)
{
  return secret_password_lookup_sync (&schema, cancellable, error, "workspace", login->workspace,
                                      "url", login->url, "user", login->user, NULL);
}

/* Stores it and makes sure that it is there. */
static gboolean
keep (SlipWorkspace *workspace, const Login *login, const char *password, GCancellable *cancellable)
{
  g_autofree char *name = slip_workspace_get_info (workspace, "name", NULL);
  /* Translators: what a password is for, in the desktop's list of them: the name of a workspace, and who logs in */
  g_autofree char *label =
      g_strdup_printf (_ ("Slipway: %s (%s)"), name != NULL ? name : "", login->user);
  char *kept = NULL;
  gboolean same;

  if (!secret_password_store_sync (&schema, SECRET_COLLECTION_DEFAULT, label, password, cancellable,
                                   NULL, "workspace", login->workspace, "url", login->url, "user",
                                   login->user, NULL))
    return FALSE;
  kept = look_up (login, cancellable, NULL);
  same = g_strcmp0 (kept, password) == 0;
  if (kept != NULL)
    secret_password_free (kept);
  return same;
}

static void
wipe (char *password)
{
  if (password != NULL)
    secret_password_wipe (password);
  g_free (password);
}

static void
settle (SlipWorkspace *workspace, const SlipSyncState *state, GCancellable *cancellable)
{
  Login login = { slip_workspace_get_info (workspace, "workspace", NULL), state->url, state->user };
  g_autofree char *id = login.workspace;
  g_autofree char *key = g_strconcat (state->url, "\n", state->user, NULL);
  char *filed = slip_workspace_read_password_file (workspace);
  char *found;

  if (id == NULL || *state->user == '\0')
    slip_workspace_set_session_password (workspace, NULL);
  else if (filed != NULL)
    {
      /* Newer than what is known: somebody has just named it. */
      slip_workspace_set_session_password (workspace, filed);
      g_object_set_data (G_OBJECT (workspace), SETTLED, NULL);
      /* Who said no to the keyring is asked again by the next program, not by the next sync. */
      if (g_strcmp0 (g_object_get_data (G_OBJECT (workspace), REFUSED), key) != 0)
        {
          gboolean kept = keep (workspace, &login, filed, cancellable) &&
                          slip_workspace_remove_password_file (workspace, filed);

          if (kept || slip_credentials_has_keyring (cancellable))
            g_object_set_data_full (G_OBJECT (workspace), kept ? SETTLED : REFUSED,
                                    g_steal_pointer (&key), g_free);
        }
    }
  else if (g_strcmp0 (g_object_get_data (G_OBJECT (workspace), SETTLED), key) != 0)
    {
      found = look_up (&login, cancellable, NULL);
      slip_workspace_set_session_password (workspace, found);
      if (found != NULL)
        {
          secret_password_free (found);
          g_object_set_data_full (G_OBJECT (workspace), SETTLED, g_steal_pointer (&key), g_free);
        }
    }
  wipe (filed);
}

void
slip_credentials_settle (SlipWorkspace *workspace, GCancellable *cancellable)
{
  g_autoptr (SlipSyncState) state = slip_workspace_get_sync_state (workspace, NULL);

  if (state == NULL)
    return;
  g_mutex_lock (&lock);
  settle (workspace, state, cancellable);
  g_mutex_unlock (&lock);
}

void
slip_credentials_forget (SlipWorkspace *workspace, const char *url, const char *user,
                         GCancellable *cancellable)
{
  g_autofree char *id = slip_workspace_get_info (workspace, "workspace", NULL);

  if (id != NULL && *user != '\0')
    secret_password_clear_sync (&schema, cancellable, NULL, "workspace", id, "url", url, "user",
                                user, NULL);
}

gboolean
slip_credentials_has_keyring (GCancellable *cancellable)
{
  g_autoptr (SecretService) service =
      secret_service_get_sync (SECRET_SERVICE_OPEN_SESSION, cancellable, NULL);

  return service != NULL;
}
