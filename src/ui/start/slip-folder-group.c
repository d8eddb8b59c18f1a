/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The server is asked when nothing was typed for a moment; an answer to what was typed before is dropped. */

#define G_LOG_DOMAIN "slipway"

#include "ui/start/slip-folder-group.h"

#include <glib/gi18n.h>

#include "sync/slip-remote.h"
#include "ui/app/slip-feedback.h"
#include "ui/app/slip-work.h"
#include "ui/sync/slip-address.h"
#include "ui/sync/slip-sync-words.h"

#define PAUSE_MS 600

typedef enum
{
  STATE_NONE,    /* no address */
  STATE_MISTAKE, /* known without asking */
  STATE_ASKING,
  STATE_GOOD,
  STATE_BAD,
} State;

struct _SlipFolderGroup
{
  AdwBin parent_instance;
  GtkEditable *address;
  GtkWidget *cleartext_row;
  GtkSwitch *cleartext;
  GtkWidget *user;
  GtkWidget *password;
  GtkSpinner *spinner;
  GtkLabel *status;
  State state;
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

char *
slip_folder_group_read_address (SlipFolderGroup *self)
{
  char *text = g_strstrip (g_strdup (gtk_editable_get_text (self->address)));

  if (*text == '\0')
    g_clear_pointer (&text, g_free);
  return text;
}

static gboolean
has_login (SlipFolderGroup *self)
{
  g_autofree char *address = slip_folder_group_read_address (self);

  return address != NULL && slip_address_is_http (address) &&
         *gtk_editable_get_text (GTK_EDITABLE (self->user)) != '\0';
}

char *
slip_folder_group_read_user (SlipFolderGroup *self)
{
  return has_login (self) ? g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->user))) : NULL;
}

SlipPassphrase *
slip_folder_group_read_password (SlipFolderGroup *self)
{
  return has_login (self) ? slip_passphrase_read (GTK_EDITABLE (self->password)) : NULL;
}

gboolean
slip_folder_group_get_cleartext (SlipFolderGroup *self)
{
  g_autofree char *address = slip_folder_group_read_address (self);

  return address != NULL && slip_address_is_open_to_read (address) &&
         gtk_switch_get_active (self->cleartext);
}

const char *
slip_folder_group_get_missing (SlipFolderGroup *self)
{
  return self->state == STATE_NONE || self->state == STATE_GOOD ? NULL : "";
}

static void
set_state (SlipFolderGroup *self, State state, const char *text)
{
  self->state = state;
  gtk_label_set_label (self->status, text);
  gtk_widget_set_visible (gtk_widget_get_parent (GTK_WIDGET (self->status)), *text != '\0');
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), state == STATE_ASKING);
  gtk_spinner_set_spinning (self->spinner, state == STATE_ASKING);
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

  return slip_remote_probe (probe->address, probe->user, probe->password, probe->cleartext,
                            cancellable, error)
             ? probe
             : NULL;
}

static void
on_answer_cb (gpointer owner, gpointer result, const GError *error, gpointer data)
{
  SlipFolderGroup *self = owner;
  g_autofree char *words = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) worded = NULL;

  g_clear_object (&self->asking);
  if (result != NULL)
    {
      set_state (self, STATE_GOOD, _ ("The folder answers."));
      return;
    }
  words = slip_sync_words_error (error);
  worded = g_error_new_literal (error->domain, error->code, words);
  text = slip_feedback_sentence (worded);
  set_state (self, STATE_BAD, text);
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
on_typed_cb (SlipFolderGroup *self)
{
  g_autofree char *address = slip_folder_group_read_address (self);
  const char *mistake = slip_address_find_mistake (address != NULL ? address : "");
  gboolean http = mistake == NULL && slip_address_is_http (address);
  gboolean open_to_read = mistake == NULL && slip_address_is_open_to_read (address);

  stop_asking (self);
  gtk_widget_set_visible (self->user, http);
  gtk_widget_set_visible (self->password, http);
  gtk_widget_set_visible (self->cleartext_row, open_to_read);
  if (address == NULL)
    set_state (self, STATE_NONE, "");
  else if (mistake != NULL)
    set_state (self, STATE_MISTAKE, mistake);
  else if (open_to_read && !gtk_switch_get_active (self->cleartext))
    set_state (self, STATE_MISTAKE, _ ("Use https, or allow a connection without encryption."));
  else
    {
      set_state (self, STATE_ASKING, _ ("Asking the shared folder…"));
      self->pause_id = g_timeout_add (PAUSE_MS, on_pause_cb, self);
    }
}

/* == life == */

static void
slip_folder_group_dispose (GObject *object)
{
  stop_asking (SLIP_FOLDER_GROUP (object));
  G_OBJECT_CLASS (slip_folder_group_parent_class)->dispose (object);
}

static void
slip_folder_group_class_init (SlipFolderGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = slip_folder_group_dispose;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/slipway/Slipway/ui/start/slip-folder-group.ui");
#define BIND(name) gtk_widget_class_bind_template_child (widget_class, SlipFolderGroup, name)
  BIND (address);
  BIND (cleartext_row);
  BIND (cleartext);
  BIND (user);
  BIND (password);
  BIND (spinner);
  BIND (status);
#undef BIND
  gtk_widget_class_bind_template_callback (widget_class, on_typed_cb);
}

static void
slip_folder_group_init (SlipFolderGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  on_typed_cb (self);
}
