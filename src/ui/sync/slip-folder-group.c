/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What can be told here is told at once; the server is asked when nothing was typed for a moment, and an answer to what was
 * typed before is dropped. */

#include "ui/sync/slip-folder-group.h"

#include <glib/gi18n.h>

#include "sync/slip-remote.h"
#include "ui/app/slip-feedback.h"
#include "ui/app/slip-typed.h"
#include "ui/app/slip-work.h"
#include "ui/sync/slip-address.h"
#include "ui/sync/slip-credentials.h"
#include "ui/sync/slip-sync-words.h"

#define PAUSE_MS 600
/* A password is not tried before it is likely to be whole: servers lock out who is wrong too often. */
#define LOGIN_PAUSE_MS 1800

typedef enum
{
  STATE_NONE,    /* no address, or what was saved */
  STATE_MISTAKE, /* known without asking */
  STATE_ASKING,
  STATE_GOOD,
  STATE_BAD,
} State;

struct _SlipFolderGroup
{
  AdwBin parent_instance;
  AdwPreferencesGroup *group;
  GtkEditable *address;
  GtkWidget *cleartext_row;
  GtkSwitch *cleartext;
  GtkEditable *user;
  GtkEditable *password;
  GtkLabel *password_note;
  GtkSpinner *spinner;
  GtkLabel *status;
  GtkWidget *again;
  State state;
  char *saved_address; /* nullable: nothing was saved yet */
  char *saved_user;
  gboolean saved_cleartext;
  gboolean password_file; /* a keyring didn't take it */
  guint pause_id;
  GCancellable *asking; /* nullable */
};

G_DEFINE_FINAL_TYPE (SlipFolderGroup, slip_folder_group, ADW_TYPE_BIN)

enum
{
  CHANGED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

/* == what is typed == */

char *
slip_folder_group_read_address (SlipFolderGroup *self)
{
  char *text = slip_typed_text (self->address);

  if (*text == '\0')
    g_clear_pointer (&text, g_free);
  return text;
}

static gboolean
has_login (SlipFolderGroup *self)
{
  g_autofree char *address = slip_folder_group_read_address (self);

  return address != NULL && slip_address_is_http (address) &&
         *gtk_editable_get_text (self->user) != '\0';
}

char *
slip_folder_group_read_user (SlipFolderGroup *self)
{
  return has_login (self) ? slip_typed_text (self->user) : NULL;
}

/* A password that is known goes to no other place than the one that it was given for: it is typed anew then. */
SlipPassphrase *
slip_folder_group_read_password (SlipFolderGroup *self)
{
  return has_login (self) ? slip_passphrase_read (self->password) : NULL;
}

gboolean
slip_folder_group_get_cleartext (SlipFolderGroup *self)
{
  g_autofree char *address = slip_folder_group_read_address (self);

  return address != NULL && slip_address_is_open_to_read (address) &&
         gtk_switch_get_active (self->cleartext);
}

gboolean
slip_folder_group_is_saved (SlipFolderGroup *self)
{
  g_autofree char *address = slip_folder_group_read_address (self);
  g_autofree char *user = slip_folder_group_read_user (self);

  return address != NULL && g_strcmp0 (address, self->saved_address) == 0 &&
         g_strcmp0 (user != NULL ? user : "", self->saved_user) == 0 &&
         *gtk_editable_get_text (self->password) == '\0' &&
         slip_folder_group_get_cleartext (self) == self->saved_cleartext;
}

/* == what is known of it == */

gboolean
slip_folder_group_has_mistake (SlipFolderGroup *self)
{
  return self->state == STATE_MISTAKE;
}

const char *
slip_folder_group_get_missing (SlipFolderGroup *self)
{
  switch (self->state)
    {
    case STATE_MISTAKE:
    case STATE_BAD:
      return _ ("The shared folder can't be used as it is given. Mend it, or leave the address "
                "empty.");
    case STATE_ASKING:
      return _ ("The shared folder has to answer first.");
    case STATE_NONE:
    case STATE_GOOD:
    default:
      return NULL;
    }
}

static void
set_state (SlipFolderGroup *self, State state, const char *text)
{
  self->state = state;
  gtk_label_set_label (self->status, text);
  gtk_widget_set_visible (gtk_widget_get_parent (GTK_WIDGET (self->status)), *text != '\0');
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), state == STATE_ASKING);
  gtk_spinner_set_spinning (self->spinner, state == STATE_ASKING);
  gtk_widget_set_visible (self->again, state == STATE_BAD);
  if (state == STATE_MISTAKE || state == STATE_BAD)
    gtk_widget_add_css_class (GTK_WIDGET (self->status), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->status), "error");
  g_signal_emit (self, signals[CHANGED], 0);
}

/* == asking == */

typedef struct
{
  char *address;
  char *user;
  SlipPassphrase *password;
  gboolean cleartext;
} Probe;

static void
probe_free (Probe *probe)
{
  g_free (probe->address);
  g_free (probe->user);
  slip_passphrase_free (probe->password);
  g_free (probe);
}

static gpointer
ask (gpointer data, GCancellable *cancellable, GError **error)
{
  Probe *probe = data;

  if (slip_remote_probe (probe->address, probe->user, probe->password, probe->cleartext,
                         cancellable, error))
    return probe;
  slip_sync_words_mend (*error);
  return NULL;
}

static void
on_answer_cb (gpointer owner, gpointer result, const GError *error, gpointer data)
{
  SlipFolderGroup *self = owner;
  g_autofree char *why = result == NULL ? slip_feedback_sentence (error) : NULL;

  g_clear_object (&self->asking);
  if (result != NULL)
    set_state (self, STATE_GOOD, _ ("The folder answers."));
  else
    set_state (self, STATE_BAD, why);
}

static gboolean
on_pause_cb (gpointer data)
{
  SlipFolderGroup *self = data;
  Probe *probe = g_new0 (Probe, 1);

  self->pause_id = 0;
  probe->address = slip_folder_group_read_address (self);
  probe->user = slip_folder_group_read_user (self);
  probe->password = slip_folder_group_read_password (self);
  probe->cleartext = slip_folder_group_get_cleartext (self);
  self->asking = g_cancellable_new ();
  slip_work_read (self, ask, probe, (GDestroyNotify) probe_free, on_answer_cb, NULL, self->asking);
  return G_SOURCE_REMOVE;
}

static void
stop_asking (SlipFolderGroup *self)
{
  g_clear_handle_id (&self->pause_id, g_source_remove);
  if (self->asking != NULL)
    g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
}

static void
ask_in (SlipFolderGroup *self, guint ms)
{
  stop_asking (self);
  set_state (self, STATE_ASKING, _ ("Asking the shared folder…"));
  self->pause_id = g_timeout_add (ms, on_pause_cb, self);
}

static void
on_again_cb (SlipFolderGroup *self)
{
  ask_in (self, 0);
}

/* (nullable): what is wrong with it for certain. */
static const char *
find_mistake (SlipFolderGroup *self, const char *address)
{
  const char *mistake = slip_address_find_mistake (address);

  if (mistake != NULL)
    return mistake;
  if (slip_address_is_open_to_read (address) && !gtk_switch_get_active (self->cleartext))
    return _ ("Use https, or allow a connection without encryption.");
  if (!slip_address_is_http (address))
    return NULL;
  if (has_login (self) && *gtk_editable_get_text (self->password) == '\0')
    return _ ("Give the password, too.");
  if (!has_login (self) && *gtk_editable_get_text (self->password) != '\0')
    return _ ("Give the user, too.");
  return NULL;
}

static void
on_typed_cb (SlipFolderGroup *self)
{
  g_autofree char *address = slip_folder_group_read_address (self);
  gboolean http = address != NULL && slip_address_is_http (address);
  const char *mistake;

  stop_asking (self);
  gtk_widget_set_visible (GTK_WIDGET (self->user), http);
  gtk_widget_set_visible (GTK_WIDGET (self->password), http);
  gtk_widget_set_visible (GTK_WIDGET (self->password_note), has_login (self));
  gtk_widget_set_visible (self->cleartext_row,
                          address != NULL && slip_address_is_open_to_read (address));
  if (address == NULL || slip_folder_group_is_saved (self))
    set_state (self, STATE_NONE, "");
  else if ((mistake = find_mistake (self, address)) != NULL)
    set_state (self, STATE_MISTAKE, mistake);
  else
    ask_in (self, has_login (self) ? LOGIN_PAUSE_MS : PAUSE_MS);
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
  SlipFolderGroup *self = owner;

  gtk_label_set_label (self->password_note,
                       slip_sync_words_password (result != NULL && !self->password_file));
}

/* == life == */

void
slip_folder_group_set_saved (SlipFolderGroup *self, const SlipSyncState *state)
{
  adw_preferences_group_set_title (self->group, "");
  adw_preferences_group_set_description (
      self->group, _ ("A WebDAV address or a folder that all members of the workspace reach."));
  g_free (self->saved_address);
  self->saved_address = g_strdup (state->url);
  g_free (self->saved_user);
  self->saved_user = g_strdup (state->user != NULL ? state->user : "");
  self->saved_cleartext = state->cleartext;
  self->password_file = state->password_file;
  gtk_switch_set_active (self->cleartext, state->cleartext);
  gtk_editable_set_text (self->user, self->saved_user);
  gtk_editable_set_text (self->address, state->url);
  on_typed_cb (self);
}

void
slip_folder_group_focus (SlipFolderGroup *self, gboolean password)
{
  gtk_widget_grab_focus (GTK_WIDGET (password ? self->password : self->address));
}

static void
slip_folder_group_dispose (GObject *object)
{
  stop_asking (SLIP_FOLDER_GROUP (object));
  G_OBJECT_CLASS (slip_folder_group_parent_class)->dispose (object);
}

static void
slip_folder_group_finalize (GObject *object)
{
  SlipFolderGroup *self = SLIP_FOLDER_GROUP (object);

  g_free (self->saved_address);
  g_free (self->saved_user);
  G_OBJECT_CLASS (slip_folder_group_parent_class)->finalize (object);
}

static void
slip_folder_group_class_init (SlipFolderGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = slip_folder_group_dispose;
  G_OBJECT_CLASS (klass)->finalize = slip_folder_group_finalize;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/slipway/Slipway/ui/sync/slip-folder-group.ui");
#define BIND(name) gtk_widget_class_bind_template_child (widget_class, SlipFolderGroup, name)
  BIND (group);
  BIND (address);
  BIND (cleartext_row);
  BIND (cleartext);
  BIND (user);
  BIND (password);
  BIND (password_note);
  BIND (spinner);
  BIND (status);
  BIND (again);
#undef BIND
  gtk_widget_class_bind_template_callback (widget_class, on_typed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_again_cb);
}

static void
slip_folder_group_init (SlipFolderGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  on_typed_cb (self);
  slip_work_read (self, find_keyring, NULL, NULL, on_keyring_cb, NULL, NULL);
}
