/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What is typed is looked at while it is typed: first what can be told here, then, after a pause, by asking the server.
 * Nothing is kept that the server refuses. */

#define G_LOG_DOMAIN "slipway"

#include "ui/sync/slip-shared-folder.h"

#include <glib/gi18n.h>
#include <sodium.h>
#include <string.h>

#include "sync/slip-remote.h"
#include "ui/app/slip-feedback.h"
#include "ui/app/slip-names.h"
#include "ui/app/slip-work.h"
#include "ui/sync/slip-address.h"
#include "ui/sync/slip-credentials.h"
#include "ui/sync/slip-sync-words.h"

#define PAUSE_MS 700
#define LOGIN_PAUSE_MS 1800

#define SLIP_TYPE_SHARED_FOLDER (slip_shared_folder_get_type ())
G_DECLARE_FINAL_TYPE (SlipSharedFolder, slip_shared_folder, SLIP, SHARED_FOLDER, AdwWindow)

struct _SlipSharedFolder
{
  AdwWindow parent_instance;
  SlipWorkspace *workspace;
  SlipSyncScheduler *scheduler;
  GtkWidget *save;
  GtkWidget *content;
  GtkEditable *address;
  GtkEditable *user;
  GtkEditable *password;
  GtkWidget *login;
  GtkWidget *cleartext_row;
  GtkSwitch *cleartext;
  GtkLabel *password_note;
  GtkLabel *answer;
  GtkLabel *error;
  GtkSpinner *spinner;
  GtkWidget *busy;
  guint pause_id;
  GCancellable *asking; /* nullable: the server is being asked about what was typed */
};

G_DEFINE_FINAL_TYPE (SlipSharedFolder, slip_shared_folder, ADW_TYPE_WINDOW)

typedef struct
{
  SlipWorkspace *workspace;
  char *url;
  char *user;
  char *password; /* nullable */
  gboolean cleartext;
} Settings;

static void
settings_free (Settings *settings)
{
  if (settings->password != NULL)
    sodium_memzero (settings->password, strlen (settings->password));
  g_free (settings->password);
  g_free (settings->user);
  g_free (settings->url);
  g_object_unref (settings->workspace);
  g_free (settings);
}

static gpointer
store (gpointer data, GCancellable *cancellable, GError **error)
{
  Settings *settings = data;
  g_autoptr (SlipSyncState) before = slip_workspace_get_sync_state (settings->workspace, NULL);

  if (!slip_workspace_set_remote (settings->workspace, settings->url, settings->user,
                                  settings->password, settings->cleartext, error))
    return NULL;
  slip_credentials_settle (settings->workspace, NULL);
  /* The old one's password serves nobody any more. */
  if (before != NULL &&
      (!g_str_equal (before->url, settings->url) || g_strcmp0 (before->user, settings->user) != 0))
    slip_credentials_forget (settings->workspace, before->url, before->user, NULL);
  return settings;
}

/* == while typing == */

static char *
text_of (GtkEditable *entry)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (entry)));
}

static gboolean
is_same (SlipSharedFolder *self, const char *address, const char *user)
{
  const SlipSyncState *state = slip_sync_scheduler_get_state (self->scheduler);

  return g_str_equal (address, state->url) && g_str_equal (user, state->user) &&
         *gtk_editable_get_text (self->password) == '\0' &&
         gtk_switch_get_active (self->cleartext) == state->cleartext;
}

static void
show_error (SlipSharedFolder *self, const char *text)
{
  gtk_label_set_label (self->error, text);
  gtk_widget_set_visible (GTK_WIDGET (self->error), *text != '\0');
}

static void
show_failure (SlipSharedFolder *self, const GError *error)
{
  g_autofree char *words = slip_sync_words_error (error);
  g_autoptr (GError) worded = g_error_new_literal (error->domain, error->code, words);
  g_autofree char *text = slip_feedback_sentence (worded);

  show_error (self, text);
}

static void
show_busy (SlipSharedFolder *self, gboolean busy)
{
  gtk_widget_set_visible (self->busy, busy);
  gtk_spinner_set_spinning (self->spinner, busy);
}

/* == asking while typing == */

static gpointer
ask (gpointer data, GCancellable *cancellable, GError **error)
{
  Settings *settings = data;

  return slip_remote_probe (settings->url, settings->user, settings->password, settings->cleartext,
                            cancellable, error)
             ? settings
             : NULL;
}

static void
on_answer_cb (gpointer owner, gpointer result, const GError *error, gpointer data)
{
  SlipSharedFolder *self = owner;

  g_clear_object (&self->asking);
  show_busy (self, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->answer), result != NULL);
  if (result == NULL)
    show_failure (self, error);
}

/* (transfer full): what is typed. */
static Settings *
read_settings (SlipSharedFolder *self)
{
  Settings *settings = g_new0 (Settings, 1);
  g_autofree char *user = text_of (self->user);

  settings->workspace = g_object_ref (self->workspace);
  settings->url = text_of (self->address);
  settings->cleartext =
      slip_address_is_open_to_read (settings->url) && gtk_switch_get_active (self->cleartext);
  /* A password that is known goes to no other place than the one that it was given for: it is typed anew then. */
  if (slip_address_is_http (settings->url) && *user != '\0')
    {
      settings->user = g_steal_pointer (&user);
      settings->password = g_strdup (gtk_editable_get_text (self->password));
    }
  return settings;
}

static gboolean
on_pause_cb (gpointer data)
{
  SlipSharedFolder *self = data;

  self->pause_id = 0;
  self->asking = g_cancellable_new ();
  show_busy (self, TRUE);
  slip_work_read (self, ask, read_settings (self), (GDestroyNotify) settings_free, on_answer_cb,
                  NULL, self->asking);
  return G_SOURCE_REMOVE;
}

static void
stop_asking (SlipSharedFolder *self)
{
  g_clear_handle_id (&self->pause_id, g_source_remove);
  if (self->asking != NULL)
    {
      g_cancellable_cancel (self->asking);
      show_busy (self, FALSE);
    }
  g_clear_object (&self->asking);
  gtk_widget_set_visible (GTK_WIDGET (self->answer), FALSE);
}

/* A password is not tried before it is likely to be whole: servers lock out who is wrong too often. */
static void
ask_later (SlipSharedFolder *self, const char *address, const char *user)
{
  gboolean login = slip_address_is_http (address) && *user != '\0';

  if (!gtk_widget_get_sensitive (self->save) || is_same (self, address, user) ||
      (login && *gtk_editable_get_text (self->password) == '\0'))
    return;
  self->pause_id = g_timeout_add (login ? LOGIN_PAUSE_MS : PAUSE_MS, on_pause_cb, self);
}

static void
on_typed_cb (SlipSharedFolder *self)
{
  g_autofree char *address = text_of (self->address);
  g_autofree char *user = text_of (self->user);
  const char *mistake = slip_address_find_mistake (address);
  gboolean open_to_read = mistake == NULL && slip_address_is_open_to_read (address);
  gboolean http = slip_address_is_http (address);

  stop_asking (self);
  show_error (self, mistake != NULL ? mistake : "");
  gtk_widget_set_visible (self->login, http || *address == '\0');
  gtk_widget_set_visible (self->cleartext_row, open_to_read);
  gtk_widget_set_visible (GTK_WIDGET (self->password_note), http && *user != '\0');
  gtk_widget_set_sensitive (
      self->save, mistake == NULL && (!open_to_read || gtk_switch_get_active (self->cleartext)) &&
                      (*user != '\0' || *gtk_editable_get_text (self->password) == '\0'));
  ask_later (self, address, user);
}

/* == saving == */

static void
set_busy (SlipSharedFolder *self, gboolean busy)
{
  gtk_widget_set_sensitive (self->content, !busy);
  gtk_widget_set_sensitive (self->save, !busy);
  show_busy (self, busy);
}

static void
on_stored_cb (gpointer owner, gpointer result, const GError *error, gpointer data)
{
  SlipSharedFolder *self = owner;

  set_busy (self, FALSE);
  if (result != NULL)
    {
      slip_sync_scheduler_settings_changed (self->scheduler);
      gtk_window_close (GTK_WINDOW (self));
      return;
    }
  show_failure (self, error);
  gtk_widget_grab_focus (slip_sync_words_remedy (error) == SLIP_REMEDY_PASSWORD
                             ? GTK_WIDGET (self->password)
                             : GTK_WIDGET (self->address));
}

static void
on_save_cb (SlipSharedFolder *self)
{
  g_autofree char *address = text_of (self->address);
  g_autofree char *user = text_of (self->user);

  if (!gtk_widget_get_sensitive (self->save))
    return;
  if (is_same (self, address, user))
    {
      gtk_window_close (GTK_WINDOW (self));
      return;
    }
  stop_asking (self);
  show_error (self, "");
  set_busy (self, TRUE);
  slip_work_read (self, store, read_settings (self), (GDestroyNotify) settings_free, on_stored_cb,
                  NULL, NULL);
}

static void
on_cancel_cb (SlipSharedFolder *self)
{
  gtk_window_close (GTK_WINDOW (self));
}

/* == life == */

static void
slip_shared_folder_dispose (GObject *object)
{
  SlipSharedFolder *self = SLIP_SHARED_FOLDER (object);

  g_clear_handle_id (&self->pause_id, g_source_remove);
  if (self->asking != NULL)
    g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
  g_clear_object (&self->workspace);
  g_clear_object (&self->scheduler);
  G_OBJECT_CLASS (slip_shared_folder_parent_class)->dispose (object);
}

static void
slip_shared_folder_class_init (SlipSharedFolderClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = slip_shared_folder_dispose;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/slipway/Slipway/ui/sync/slip-shared-folder.ui");
#define BIND(name) gtk_widget_class_bind_template_child (widget_class, SlipSharedFolder, name)
  BIND (save);
  BIND (content);
  BIND (address);
  BIND (user);
  BIND (password);
  BIND (login);
  BIND (cleartext_row);
  BIND (cleartext);
  BIND (password_note);
  BIND (answer);
  BIND (error);
  BIND (spinner);
  BIND (busy);
#undef BIND
  gtk_widget_class_bind_template_callback (widget_class, on_typed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_save_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_cancel_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
slip_shared_folder_init (SlipSharedFolder *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  slip_names_mend (GTK_WIDGET (self));
}

/* == where the password goes == */

static gpointer
find_keyring (gpointer data, GCancellable *cancellable, GError **error)
{
  return GINT_TO_POINTER (slip_credentials_has_keyring (cancellable));
}

static void
on_keyring_cb (gpointer owner, gpointer result, const GError *error, gpointer data)
{
  SlipSharedFolder *self = owner;
  const SlipSyncState *state = slip_sync_scheduler_get_state (self->scheduler);

  /* A keyring that didn't take it is none. */
  gtk_label_set_label (
      self->password_note,
      slip_sync_words_password (result != NULL && !(state != NULL && state->password_file)));
}

void
slip_shared_folder_present (GtkWindow *parent, SlipWorkspace *workspace,
                            SlipSyncScheduler *scheduler)
{
  const SlipSyncState *state = slip_sync_scheduler_get_state (scheduler);
  const GError *error = slip_sync_scheduler_get_error (scheduler);
  SlipSharedFolder *self;

  if (state == NULL)
    return;
  self = g_object_new (SLIP_TYPE_SHARED_FOLDER, "transient-for", parent, NULL);
  self->workspace = g_object_ref (workspace);
  self->scheduler = g_object_ref (scheduler);
  gtk_switch_set_active (self->cleartext, state->cleartext);
  gtk_editable_set_text (self->user, state->user);
  gtk_editable_set_text (self->address, state->url);
  on_typed_cb (self);
  slip_work_read (self, find_keyring, NULL, NULL, on_keyring_cb, NULL, NULL);
  gtk_widget_grab_focus (error != NULL && slip_sync_words_remedy (error) == SLIP_REMEDY_PASSWORD
                             ? GTK_WIDGET (self->password)
                             : GTK_WIDGET (self->address));
  gtk_window_present (GTK_WINDOW (self));
}
