/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The session reads the cells; here the clipboard is read, and what came of it said. */

#include "ui/editor/slip-table-paste.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "ui/app/slip-feedback.h"
#include "ui/editor/slip-field-words.h"

/* More is in the document, as problems of its fields. */
#define MAX_LINES 50

typedef struct
{
  GtkWidget *widget;
  SlipFormRows *rows;
} Paste;

static void
paste_free (Paste *paste)
{
  g_object_unref (paste->widget);
  g_object_unref (paste->rows);
  g_free (paste);
}

/* What is kept in a field is said as there, with the field's name. */
static char *
explain (SlipForm *form, const SlipPasteProblem *problem)
{
  g_autofree char *row = NULL;
  SlipFormNode *node =
      problem->path != NULL ? slip_form_find_cell (form, problem->path, &row, NULL) : NULL;
  g_autofree char *words = node != NULL ? slip_field_explain_type (node) : NULL;

  return node != NULL ? g_strdup_printf ("%s: %s", slip_form_node_label (node),
                                         words != NULL ? words : problem->message)
                      : g_strdup (problem->message);
}

static void
append_row (GtkWidget *list, const char *title, const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_list_box_append (GTK_LIST_BOX (list), row);
}

static GtkWidget *
list_problems (SlipForm *form, GPtrArray *problems)
{
  GtkWidget *list = gtk_list_box_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();

  gtk_widget_add_css_class (list, "boxed-list");
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  for (guint i = 0; i < MIN (problems->len, MAX_LINES); i++)
    {
      SlipPasteProblem *problem = g_ptr_array_index (problems, i);
      g_autofree char *said = explain (form, problem);
      g_autofree char *place =
          g_strdup_printf (_ ("Line %u, column %u: %s"), problem->line, problem->column,
                           problem->text != NULL ? problem->text : "");

      append_row (list, said, place);
    }
  if (problems->len > MAX_LINES)
    {
      guint more = problems->len - MAX_LINES;
      g_autofree char *said =
          g_strdup_printf (g_dngettext (NULL, "And %u More", "And %u More", more), more);

      append_row (list, said, "");
    }
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scroller),
                                              MIN (320, 80 * (int) problems->len));
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), 320);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), list);
  return scroller;
}

static void
report (GtkWidget *widget, SlipForm *form, guint n_rows, GPtrArray *problems)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  g_autofree char *heading =
      g_strdup_printf (g_dngettext (NULL, "%u Row Pasted", "%u Rows Pasted", n_rows), n_rows);
  g_autofree char *body = g_strdup_printf (
      g_dngettext (
          NULL, "%u cell was not understood. Where it has a field it is kept there to be mended.",
          "%u cells were not understood. Where they have a field they are kept there to be "
          "mended.",
          problems->len),
      problems->len);
  GtkWidget *dialog =
      adw_message_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, heading, body);

  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), list_problems (form, problems));
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("_Close"));
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "close");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "close");
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_pasted_cb (GObject *session, GAsyncResult *result, gpointer data)
{
  Paste *paste = data;
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *said = NULL;
  guint n_rows = 0;

  if (!slip_form_session_paste_rows_finish (SLIP_FORM_SESSION (session), result, &n_rows, &problems,
                                            &error))
    slip_feedback_error (paste->widget, _ ("The Rows Could Not Be Pasted"), error);
  else if (problems != NULL && problems->len > 0)
    report (paste->widget, slip_form_session_get_form (SLIP_FORM_SESSION (session)), n_rows,
            problems);
  else
    {
      said =
          g_strdup_printf (g_dngettext (NULL, "%u row pasted", "%u rows pasted", n_rows), n_rows);
      slip_feedback_toast_action (paste->widget, said, _ ("Undo"), "win.undo");
    }
  paste_free (paste);
}

static void
on_text_cb (GObject *clipboard, GAsyncResult *result, gpointer data)
{
  Paste *paste = data;
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (clipboard), result, NULL);

  if (text == NULL || *text == '\0')
    {
      slip_feedback_toast (paste->widget, _ ("There is no text on the clipboard"));
      paste_free (paste);
      return;
    }
  slip_form_session_paste_rows_async (slip_form_rows_get_session (paste->rows),
                                      slip_form_rows_get_path (paste->rows), SLIP_ROW_LAST, NULL,
                                      text, on_pasted_cb, paste);
}

void
slip_table_paste (GtkWidget *widget, SlipFormRows *rows)
{
  Paste *paste = g_new0 (Paste, 1);

  paste->widget = g_object_ref (widget);
  paste->rows = g_object_ref (rows);
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (widget), NULL, on_text_cb, paste);
}
