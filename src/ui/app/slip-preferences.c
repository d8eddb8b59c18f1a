/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What is changed here holds at once. The workspace's part shows when its settings are read. */

#include "ui/app/slip-preferences.h"

#include <glib/gi18n.h>

#include "ui/app/slip-feedback.h"
#include "ui/app/slip-names.h"
#include "ui/app/slip-settings.h"
#include "ui/app/slip-work.h"

#define SLIP_TYPE_PREFERENCES (slip_preferences_get_type ())
G_DECLARE_FINAL_TYPE (SlipPreferences, slip_preferences, SLIP, PREFERENCES, AdwPreferencesWindow)

struct _SlipPreferences
{
  AdwPreferencesWindow parent_instance;
  SlipWorkspace *workspace; /* nullable */
  gboolean ready;           /* what is selected was selected by a person */
  GtkSwitch *open;
  GtkSwitch *notify;
  GtkSwitch *automatic;
  GtkWidget *workspace_group;
  AdwActionRow *folder;
  AdwComboRow *attachments;
};

G_DEFINE_FINAL_TYPE (SlipPreferences, slip_preferences, ADW_TYPE_PREFERENCES_WINDOW)

/* As the rows of the list are. */
static const char *const policies[] = { "all", "small", "none" };

/* == of the workspace == */

static gpointer
read_state (gpointer data, GCancellable *cancellable, GError **error)
{
  return slip_workspace_get_sync_state (data, error);
}

static void
on_state_cb (gpointer owner, gpointer result, const GError *error, gpointer data)
{
  SlipPreferences *self = owner;
  const SlipSyncState *state = result;

  if (state == NULL)
    return;
  adw_action_row_set_subtitle (self->folder,
                               *state->url != '\0' ? state->url : _ ("Not shared yet"));
  for (guint i = 0; i < G_N_ELEMENTS (policies); i++)
    if (g_str_equal (policies[i], state->attachments))
      adw_combo_row_set_selected (self->attachments, i);
  self->ready = TRUE;
  gtk_widget_set_visible (self->workspace_group, TRUE);
}

typedef struct
{
  SlipWorkspace *workspace;
  const char *policy;
} Choice;

static void
choice_free (Choice *choice)
{
  g_object_unref (choice->workspace);
  g_free (choice);
}

static gpointer
store_policy (gpointer data, GCancellable *cancellable, GError **error)
{
  const Choice *choice = data;

  return slip_workspace_set_attachment_policy (choice->workspace, choice->policy, error) ? data
                                                                                         : NULL;
}

static void
on_stored_cb (gpointer owner, gpointer result, const GError *error, gpointer data)
{
  if (result == NULL)
    slip_feedback_error (GTK_WIDGET (owner), _ ("The Setting Could Not Be Changed"), error);
}

static void
on_attachments_cb (SlipPreferences *self)
{
  Choice *choice;

  if (!self->ready)
    return;
  choice = g_new0 (Choice, 1);
  choice->workspace = g_object_ref (self->workspace);
  choice->policy = policies[adw_combo_row_get_selected (self->attachments)];
  slip_work_edit (self, store_policy, choice, (GDestroyNotify) choice_free, on_stored_cb, NULL,
                  NULL);
}

/* One dialogue at a time. */
static void
on_folder_cb (SlipPreferences *self)
{
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));

  gtk_window_close (GTK_WINDOW (self));
  if (parent != NULL)
    gtk_widget_activate_action (GTK_WIDGET (parent), "win.shared-folder", NULL);
}

/* == life == */

static void
slip_preferences_dispose (GObject *object)
{
  SlipPreferences *self = SLIP_PREFERENCES (object);

  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (slip_preferences_parent_class)->dispose (object);
}

static void
slip_preferences_class_init (SlipPreferencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = slip_preferences_dispose;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/slipway/Slipway/ui/app/slip-preferences.ui");
#define BIND(name) gtk_widget_class_bind_template_child (widget_class, SlipPreferences, name)
  BIND (open);
  BIND (notify);
  BIND (automatic);
  BIND (workspace_group);
  BIND (folder);
  BIND (attachments);
#undef BIND
  gtk_widget_class_bind_template_callback (widget_class, on_attachments_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_folder_cb);
}

static void
slip_preferences_init (SlipPreferences *self)
{
  GSettings *settings = slip_settings_get ();

  gtk_widget_init_template (GTK_WIDGET (self));
  slip_names_follow_choice (self->attachments);
  g_settings_bind (settings, "open-after-saving", self->open, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "notify", self->notify, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "sync-automatically", self->automatic, "active",
                   G_SETTINGS_BIND_DEFAULT);
}

void
slip_preferences_present (SlipWindow *parent)
{
  SlipPreferences *self = g_object_new (SLIP_TYPE_PREFERENCES, "transient-for", parent, NULL);
  SlipWorkspace *workspace = slip_window_get_workspace (parent);

  if (workspace != NULL)
    {
      g_autofree char *name = slip_workspace_get_info (workspace, "name", NULL);
      g_autofree char *title = g_markup_escape_text (name != NULL ? name : "", -1);

      self->workspace = g_object_ref (workspace);
      adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self->workspace_group), title);
      slip_work_read (self, read_state, g_object_ref (workspace), g_object_unref, on_state_cb,
                      (GDestroyNotify) slip_sync_state_free, NULL);
    }
  gtk_window_present (GTK_WINDOW (self));
}
