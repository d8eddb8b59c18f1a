/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Finds the window's toast overlay and shows what happened there. */

#include "ui/app/slip-feedback.h"

#include <glib/gi18n.h>

#include "core/slip-error.h"

static AdwToastOverlay *
overlay_of (GtkWidget *widget)
{
  GtkWidget *overlay = gtk_widget_get_ancestor (widget, ADW_TYPE_TOAST_OVERLAY);
  GtkRoot *root = gtk_widget_get_root (widget);

  if (overlay == NULL && GTK_IS_WINDOW (root))
    overlay = ADW_IS_APPLICATION_WINDOW (root)
                  ? adw_application_window_get_content (ADW_APPLICATION_WINDOW (root))
                  : gtk_window_get_child (GTK_WINDOW (root));
  return ADW_IS_TOAST_OVERLAY (overlay) ? ADW_TOAST_OVERLAY (overlay) : NULL;
}

void
slip_feedback_toast_action (GtkWidget *widget, const char *text, const char *button,
                            const char *action)
{
  AdwToastOverlay *overlay = overlay_of (widget);
  g_autofree char *escaped = g_markup_escape_text (text, -1);
  AdwToast *toast;

  if (overlay == NULL)
    return;
  toast = adw_toast_new (escaped);
  if (button != NULL)
    {
      adw_toast_set_button_label (toast, button);
      adw_toast_set_detailed_action_name (toast, action);
    }
  adw_toast_overlay_add_toast (overlay, toast);
}

void
slip_feedback_toast (GtkWidget *widget, const char *text)
{
  slip_feedback_toast_action (widget, text, NULL, NULL);
}

/* @message up to the part that names a command. */
static char *
without_command (const char *message)
{
  const char *command = strstr (message, "slipwayctl");
  const char *end = command;

  while (end != NULL && end > message && strchr (";:,", *end) == NULL)
    end--;
  return end > message ? g_strndup (message, end - message) : g_strdup (message);
}

char *
slip_feedback_sentence (const GError *error)
{
  g_autofree char *first = NULL;
  g_autofree char *message = without_command (error != NULL ? error->message : "");
  const char *rest;
  const char *end;

  if (*message == '\0')
    return g_strdup ("");
  rest = g_utf8_next_char (message);
  first = g_utf8_strup (message, rest - message);
  end = strchr (".!?…", message[strlen (message) - 1]) != NULL ? "" : ".";
  return g_strconcat (first, rest, end, NULL);
}

void
slip_feedback_error (GtkWidget *widget, const char *what, const GError *error)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  g_autofree char *why = slip_feedback_sentence (error);
  GtkWidget *dialog;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
      g_error_matches (error, SLIP_ERROR, SLIP_ERROR_CANCELLED))
    return;
  dialog = adw_message_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, what, why);
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("_Close"));
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "close");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "close");
  gtk_window_present (GTK_WINDOW (dialog));
}
