/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What was never signed goes at once. What was needs a reason, which the log keeps; what is approved stays. */

#include "ui/library/slip-delete-document.h"

#include <glib/gi18n.h>

#include "ui/app/slip-feedback.h"
#include "ui/app/slip-typed.h"
#include "ui/app/slip-work.h"

typedef struct
{
  SlipWorkspace *workspace;
  char *document;
  char *title;
  char *reason; /* nullable */
} Deletion;

static Deletion *
deletion_new (SlipWorkspace *workspace, const char *document, const char *title, const char *reason)
{
  Deletion *deletion = g_new0 (Deletion, 1);

  deletion->workspace = g_object_ref (workspace);
  deletion->document = g_strdup (document);
  deletion->title = g_strdup (title);
  deletion->reason = g_strdup (reason);
  return deletion;
}

static void
deletion_free (gpointer data)
{
  Deletion *deletion = data;

  g_object_unref (deletion->workspace);
  g_free (deletion->document);
  g_free (deletion->title);
  g_free (deletion->reason);
  g_free (deletion);
}

static gpointer
delete_document (gpointer data, GCancellable *cancellable, GError **error)
{
  Deletion *deletion = data;

  return GINT_TO_POINTER (slip_workspace_delete_document (deletion->workspace, deletion->document,
                                                          deletion->reason, error));
}

static void
on_deleted_cb (gpointer owner, gpointer result, const GError *error, gpointer data)
{
  Deletion *deletion = data;
  g_autofree char *text = NULL;
  g_autofree char *undo = NULL;

  if (error != NULL)
    {
      slip_feedback_error (owner, _ ("The Document Could Not Be Deleted"), error);
      return;
    }
  text = g_strdup_printf (_ ("“%s” deleted"), deletion->title);
  undo = g_strdup_printf ("win.restore-document::%s", deletion->document);
  slip_feedback_toast_action (owner, text, _ ("Undo"), undo);
}

static void
carry_out (GtkWidget *widget, Deletion *deletion)
{
  slip_work_edit (widget, delete_document, deletion, deletion_free, on_deleted_cb, NULL, NULL);
}

/* == the reason == */

static void
on_reason_cb (GtkEditable *entry, AdwMessageDialog *dialog)
{
  g_autofree char *text = slip_typed_text (entry);

  adw_message_dialog_set_response_enabled (dialog, "delete", *text != '\0');
}

static void
on_response_cb (AdwMessageDialog *dialog, const char *response, Deletion *deletion)
{
  GtkWidget *entry = adw_message_dialog_get_extra_child (dialog);

  if (!g_str_equal (response, "delete"))
    return;
  carry_out (GTK_WIDGET (gtk_window_get_transient_for (GTK_WINDOW (dialog))),
             deletion_new (deletion->workspace, deletion->document, deletion->title,
                           gtk_editable_get_text (GTK_EDITABLE (entry))));
}

static void
ask (GtkWidget *widget, const Deletion *deletion)
{
  g_autofree char *heading = g_strdup_printf (_ ("Delete “%s”?"), deletion->title);
  GtkWidget *dialog = adw_message_dialog_new (
      GTK_WINDOW (gtk_widget_get_root (widget)), heading,
      _ ("Somebody has signed it. Say why it goes; the reason is kept in the history."));
  GtkWidget *entry = gtk_entry_new ();

  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), _ ("Reason"));
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Reason"), -1);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), entry);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "delete",
                                    _ ("_Delete"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "delete",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_response_enabled (ADW_MESSAGE_DIALOG (dialog), "delete", FALSE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "delete");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect (entry, "changed", G_CALLBACK (on_reason_cb), dialog);
  g_signal_connect_data (
      dialog, "response", G_CALLBACK (on_response_cb),
      deletion_new (deletion->workspace, deletion->document, deletion->title, NULL),
      (GClosureNotify) (GCallback) deletion_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_widget_grab_focus (entry);
}

/* == what the document says == */

static gpointer
look (gpointer data, GCancellable *cancellable, GError **error)
{
  Deletion *deletion = data;

  return slip_workspace_get_signoff (deletion->workspace, deletion->document, error);
}

static void
on_looked_cb (gpointer owner, gpointer result, const GError *error, gpointer data)
{
  Deletion *deletion = data;
  SlipSignoff *signoff = result;

  if (signoff == NULL)
    slip_feedback_error (owner, _ ("The Document Could Not Be Deleted"), error);
  else if (signoff->approved != NULL)
    {
      g_autoptr (GError) stays = g_error_new_literal (
          SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED,
          _ ("It is approved, and what is approved stays. It can be deleted once an approval is "
             "withdrawn."));

      slip_feedback_error (owner, _ ("The Document Could Not Be Deleted"), stays);
    }
  else if (signoff->signatures->len > 0)
    ask (owner, deletion);
  else
    carry_out (owner,
               deletion_new (deletion->workspace, deletion->document, deletion->title, NULL));
}

void
slip_delete_document (GtkWidget *widget, SlipWorkspace *workspace, const char *document,
                      const char *title)
{
  slip_work_read (widget, look, deletion_new (workspace, document, title, NULL), deletion_free,
                  on_looked_cb, (GDestroyNotify) slip_signoff_free, NULL);
}
