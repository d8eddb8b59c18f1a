/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What is recorded here stays: undo can't take it back. So the buttons ask. */

#include "ui/editor/slip-table-verdicts.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "ui/app/slip-flow-layout.h"
#include "ui/editor/slip-table-facts.h"
#include "ui/editor/slip-table-page.h"

/* What most lists of results begin with; the rest is in the new row's own field. */
#define MAX_BUTTONS 3

typedef struct
{
  SlipFormRows *rows;
  SlipFormRow *row;
  SlipFormNode *table; /* of attempts */
  char *value;
  GtkWidget *box; /* weak */
} Verdict;

static void
verdict_free (gpointer data, GClosure *closure)
{
  Verdict *verdict = data;

  g_object_unref (verdict->rows);
  g_object_unref (verdict->row);
  g_clear_weak_pointer (&verdict->box);
  g_free (verdict->value);
  g_free (verdict);
}

/* What is still empty in what was recorded is filled on its page. */
static void
on_recorded_cb (GtkWidget *box, guint position, guint removed, guint added, SlipFormRows *attempts)
{
  const char *id = g_object_get_data (G_OBJECT (attempts), "slip-added");
  guint place = slip_form_rows_find (attempts, id);
  g_autoptr (SlipFormRow) row =
      place != G_MAXUINT ? g_list_model_get_item (G_LIST_MODEL (attempts), place) : NULL;

  if (row == NULL)
    return;
  g_signal_handlers_disconnect_by_func (attempts, on_recorded_cb, box);
  slip_table_open_row (box, attempts, row);
  g_object_set_data (G_OBJECT (box), "slip-attempts", NULL);
}

static void
on_response_cb (AdwMessageDialog *dialog, const char *response, gpointer data)
{
  Verdict *verdict = data;
  SlipFormSession *session = slip_form_rows_get_session (verdict->rows);
  g_autofree char *path = slip_form_row_get_field_path (verdict->row, verdict->table->name);
  g_autofree char *added = NULL;
  g_autofree char *field = NULL;

  if (g_strcmp0 (response, "record") != 0)
    return;
  added = slip_form_session_add_row (session, path, SLIP_ROW_LAST, NULL);
  if (added == NULL)
    return;
  field = g_strdup_printf ("%s/%s/%s", path, added, verdict->table->keep->name);
  slip_form_session_set (session, field, verdict->value);
  if (verdict->box != NULL)
    {
      SlipFormRows *attempts = slip_form_rows_new (session, path);

      g_object_set_data_full (G_OBJECT (attempts), "slip-added", g_steal_pointer (&added), g_free);
      g_object_set_data_full (G_OBJECT (verdict->box), "slip-attempts", attempts, g_object_unref);
      g_signal_connect_object (attempts, "items-changed", G_CALLBACK (on_recorded_cb), verdict->box,
                               G_CONNECT_SWAPPED);
    }
}

static void
on_clicked_cb (GtkWidget *button, gpointer data)
{
  Verdict *verdict = data;
  GtkRoot *root = gtk_widget_get_root (button);
  g_autofree char *name = slip_table_row_name (verdict->rows, verdict->row);
  const char *text = slip_form_code_text (verdict->table->keep, verdict->value);
  /* Translators: "Record “Pass” for U-07?" */
  g_autofree char *heading = g_strdup_printf (_ ("Record “%s” for %s?"), text, name);
  Verdict *copy = g_new0 (Verdict, 1);
  GtkWidget *dialog =
      adw_message_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, heading,
                              _ ("It stays as it was recorded and can't be taken back. What is "
                                 "still empty can be filled in "
                                 "afterwards."));

  copy->rows = g_object_ref (verdict->rows);
  copy->row = g_object_ref (verdict->row);
  copy->table = verdict->table;
  copy->value = g_strdup (verdict->value);
  g_set_weak_pointer (&copy->box, verdict->box);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "record",
                                    _ ("_Record"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "record",
                                              ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "record");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_response_cb), copy, verdict_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

GtkWidget *
slip_table_verdicts_new (SlipFormRows *rows, SlipFormRow *row)
{
  SlipFormNode *table = slip_table_get_verdicts (slip_form_rows_get_table (rows));
  GtkWidget *box;
  guint n = 0;

  if (table == NULL)
    return NULL;
  box = slip_flow_box_new ();
  for (guint i = 0; i < table->keep->codes->codes->len && n < MAX_BUTTONS; i++)
    {
      SlipFormCode *code = g_ptr_array_index (table->keep->codes->codes, i);
      GtkWidget *button;
      Verdict *verdict;

      if (g_strcmp0 (code->value, table->keep_unless) == 0)
        continue;
      button = gtk_button_new_with_label (slip_form_code_text (table->keep, code->value));
      verdict = g_new0 (Verdict, 1);
      verdict->rows = g_object_ref (rows);
      verdict->row = g_object_ref (row);
      verdict->table = table;
      verdict->value = g_strdup (code->value);
      g_set_weak_pointer (&verdict->box, box);
      gtk_widget_add_css_class (button, "slip-verdict");
      g_signal_connect_data (button, "clicked", G_CALLBACK (on_clicked_cb), verdict, verdict_free,
                             0);
      gtk_box_append (GTK_BOX (box), button);
      n++;
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (box), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  slip_form_node_label (table), -1);
  gtk_widget_set_sensitive (
      box, slip_form_session_get_read_only (slip_form_rows_get_session (rows)) == NULL);
  return box;
}
