/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Somebody new gives a name and a new passphrase; who comes with another device brings both in a file. */

#include "ui/start/slip-join.h"

#include <glib/gi18n.h>

#include "trust/slip-identity.h"
#include "ui/app/slip-settings.h"
#include "ui/app/slip-task-dialog.h"
#include "ui/app/slip-typed.h"
#include "ui/people/slip-invitation-words.h"
#include "ui/people/slip-passphrase.h"
#include "ui/people/slip-file-row.h"
#include "workspace/slip-workspace.h"

/* Lives as long as the dialogue. */
typedef struct
{
  SlipTaskDialog *dialog;
  SlipFileRow *invitation;
  GtkSwitch *other_device;
  GtkWidget *new_person; /* what somebody new gives */
  GtkEditable *name;
  SlipNewPassphrase *new_passphrase;
  GtkWidget *known_person;
  SlipFileRow *identity;
  GtkEditable *passphrase;
} Join;

/* == files == */

static gpointer
check_invitation (SlipWorkspace *workspace, const char *path, GCancellable *cancellable,
                  GError **error)
{
  return slip_invitation_words_read (path, error);
}

static char *
describe_invitation (gpointer found)
{
  const SlipInvitationWords *words = found;

  /* Translators: a workspace, who founded it, its fingerprint */
  return g_strdup_printf (_ ("“%s”, founded by %s\nFingerprint of the workspace: %s"), words->name,
                          words->founder, words->fingerprint);
}

static gpointer
check_identity (SlipWorkspace *workspace, const char *path, GCancellable *cancellable,
                GError **error)
{
  return slip_identity_peek (path, error);
}

static char *
describe_identity (gpointer found)
{
  return g_strdup (((const SlipIdentity *) found)->name);
}

/* == what is missing == */

static const char *
find_missing_file (SlipFileRow *row, const char *text)
{
  if (slip_file_row_get_result (row) != NULL)
    return NULL;
  if (slip_file_row_is_empty (row))
    return text;
  return slip_file_row_is_checking (row) ? _ ("The file is being checked…")
                                         : _ ("Choose another file.");
}

static const char *
find_missing (Join *self)
{
  const char *missing =
      find_missing_file (self->invitation, _ ("Choose the invitation that you were sent."));
  const SlipInvitationWords *invitation = slip_file_row_get_result (self->invitation);
  const SlipIdentity *identity = slip_file_row_get_result (self->identity);
  g_autofree char *name = slip_typed_text (self->name);

  if (missing != NULL)
    return missing;
  if (!gtk_switch_get_active (self->other_device))
    return *name == '\0' ? _ ("Give your own name.")
                         : slip_new_passphrase_get_missing (self->new_passphrase);
  missing = find_missing_file (
      self->identity, _ ("Choose the identity file that you exported on the other device."));
  if (missing != NULL)
    return missing;
  if (!g_str_equal (identity->workspace, invitation->workspace))
    return _ ("The identity is of another workspace than the invitation.");
  return *gtk_editable_get_text (self->passphrase) == '\0' ? _ ("Type the passphrase.") : NULL;
}

static void
on_changed_cb (Join *self)
{
  gboolean other_device = gtk_switch_get_active (self->other_device);

  gtk_widget_set_visible (self->new_person, !other_device);
  gtk_widget_set_visible (self->known_person, other_device);
  slip_task_dialog_set_missing (self->dialog, find_missing (self));
}

/* == joining == */

typedef struct
{
  char *dir;
  char *invitation;
  char *identity; /* nullable */
  char *name;
  SlipPassphrase *passphrase;
} Asking;

static void
asking_free (Asking *asking)
{
  g_free (asking->dir);
  g_free (asking->invitation);
  g_free (asking->identity);
  g_free (asking->name);
  slip_passphrase_free (asking->passphrase);
  g_free (asking);
}

static gpointer
ask (gpointer data, GCancellable *cancellable, GError **error)
{
  Asking *asking = data;
  g_autoptr (SlipWorkspace) workspace =
      asking->identity != NULL
          ? slip_workspace_join_as (asking->dir, asking->invitation, asking->identity,
                                    asking->passphrase, error)
          : slip_workspace_join (asking->dir, asking->invitation, asking->name, asking->passphrase,
                                 error);

  return workspace != NULL ? asking : NULL;
}

static void
on_asked_cb (gpointer owner, gpointer result, const GError *error, gpointer data)
{
  Asking *asking = data;

  gtk_widget_activate_action (slip_task_dialog_get_parent (owner), "win.open-workspace", "s",
                              asking->dir);
}

static void
on_apply_cb (Join *self)
{
  const SlipInvitationWords *words = slip_file_row_get_result (self->invitation);
  Asking *asking = g_new0 (Asking, 1);

  asking->dir = slip_settings_folder_for (words->name);
  asking->invitation = g_strdup (slip_file_row_get_path (self->invitation));
  if (gtk_switch_get_active (self->other_device))
    {
      asking->identity = g_strdup (slip_file_row_get_path (self->identity));
      asking->passphrase = slip_passphrase_read (self->passphrase);
    }
  else
    {
      asking->name = slip_typed_text (self->name);
      asking->passphrase = slip_new_passphrase_read (self->new_passphrase);
    }
  slip_task_dialog_run (self->dialog, _ ("Joining…"), ask, asking, (GDestroyNotify) asking_free,
                        on_asked_cb, NULL);
}

/* == the dialogue == */

static void
add_invitation (Join *self)
{
  GtkWidget *group = adw_preferences_group_new ();

  self->invitation = slip_file_row_new (_ ("Invitation"), check_invitation, describe_invitation,
                                        (GDestroyNotify) slip_invitation_words_free);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), GTK_WIDGET (self->invitation));
  adw_preferences_group_set_description (
      ADW_PREFERENCES_GROUP (group),
      _ ("A file from an administrator of the workspace. It is for you alone."));
  g_signal_connect_swapped (self->invitation, "checked", G_CALLBACK (on_changed_cb), self);
  slip_task_dialog_add (self->dialog, group);
}

static void
add_switch (Join *self)
{
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *row = adw_action_row_new ();

  self->other_device = GTK_SWITCH (gtk_switch_new ());
  gtk_widget_set_valign (GTK_WIDGET (self->other_device), GTK_ALIGN_CENTER);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row),
                                 _ ("I Have This Workspace on Another Device"));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), GTK_WIDGET (self->other_device));
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), GTK_WIDGET (self->other_device));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  g_signal_connect_swapped (self->other_device, "notify::active", G_CALLBACK (on_changed_cb), self);
  slip_task_dialog_add (self->dialog, group);
}

static void
add_new_person (Join *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *row =
      g_object_new (ADW_TYPE_ENTRY_ROW, "title", _ ("Your Name"), "activates-default", TRUE, NULL);
  const char *real_name = g_get_real_name ();

  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  self->name = GTK_EDITABLE (row);
  if (!g_str_equal (real_name, "Unknown") && !g_str_equal (real_name, g_get_user_name ()))
    gtk_editable_set_text (self->name, real_name);
  self->new_passphrase = slip_new_passphrase_new (_ ("Passphrase"));
  gtk_box_append (GTK_BOX (box), group);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->new_passphrase));
  g_signal_connect_swapped (self->name, "changed", G_CALLBACK (on_changed_cb), self);
  g_signal_connect_swapped (self->new_passphrase, "changed", G_CALLBACK (on_changed_cb), self);
  self->new_person = box;
  slip_task_dialog_add (self->dialog, box);
}

static void
add_known_person (Join *self)
{
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *row = slip_passphrase_row_new (_ ("Passphrase"));

  self->identity = slip_file_row_new (_ ("Identity"), check_identity, describe_identity,
                                      (GDestroyNotify) slip_identity_free);
  self->passphrase = GTK_EDITABLE (row);
  adw_preferences_group_set_description (
      ADW_PREFERENCES_GROUP (group),
      _ ("On the other device, choose Export Identity on the page People. Its passphrase stays the "
         "same."));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), GTK_WIDGET (self->identity));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  g_signal_connect_swapped (self->identity, "checked", G_CALLBACK (on_changed_cb), self);
  g_signal_connect_swapped (self->passphrase, "changed", G_CALLBACK (on_changed_cb), self);
  self->known_person = group;
  slip_task_dialog_add (self->dialog, group);
}

static Join *
present (GtkWidget *parent)
{
  Join *self = g_new0 (Join, 1);

  self->dialog = slip_task_dialog_new (parent, _ ("Join a Workspace"), _ ("_Join"));
  g_object_set_data_full (G_OBJECT (self->dialog), "slip-join", self, g_free);
  add_invitation (self);
  add_switch (self);
  add_new_person (self);
  add_known_person (self);
  g_signal_connect_swapped (self->dialog, "apply", G_CALLBACK (on_apply_cb), self);
  on_changed_cb (self);
  gtk_window_present (GTK_WINDOW (self->dialog));
  return self;
}

void
slip_join_present_identity (GtkWidget *parent, GFile *identity)
{
  Join *self = present (parent);

  gtk_switch_set_active (self->other_device, TRUE);
  slip_file_row_set_file (self->identity, identity);
}

void
slip_join_present (GtkWidget *parent, GFile *invitation)
{
  Join *self = present (parent);

  if (invitation != NULL)
    {
      slip_file_row_set_file (self->invitation, invitation);
      gtk_widget_grab_focus (GTK_WIDGET (self->name));
    }
  else
    slip_file_row_choose (self->invitation);
}
