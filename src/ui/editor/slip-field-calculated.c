/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What the form calculates out of other fields: text that can be copied, and how it comes about. */

#include <glib/gi18n.h>

#include "ui/app/slip-words.h"
#include "ui/editor/slip-editor-parts.h"
#include "ui/editor/slip-field-types.h"

struct _SlipCalculatedField
{
  SlipFieldRow parent_instance;
  GtkWidget *value;
  GtkWidget *how;
};

G_DEFINE_FINAL_TYPE (SlipCalculatedField, slip_calculated_field, SLIP_TYPE_FIELD_ROW)

/* In the words of the form, else its formula. */
static void
on_how_cb (GtkMenuButton *button, gpointer data)
{
  SlipFieldRow *row = data;
  const SlipFieldState *state =
      slip_form_session_get_field (slip_field_row_get_session (row), slip_field_row_get_path (row));
  const char *hint = slip_form_node_hint (slip_field_row_get_node (row));
  gboolean explained = *hint != '\0';
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  const char *formula = state != NULL && state->how != NULL ? state->how : "";
  GtkWidget *lines[] = {
    slip_editor_label (explained ? _ ("The form fills this in by itself:")
                                 : _ ("The form fills this in by itself, with this formula:"),
                       NULL),
    slip_editor_label (explained ? hint : formula, explained ? NULL : "monospace"),
  };

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      gtk_label_set_max_width_chars (GTK_LABEL (lines[i]), 38);
      gtk_box_append (GTK_BOX (box), lines[i]);
    }
  gtk_popover_set_child (GTK_POPOVER (popover), box);
  gtk_menu_button_set_popover (button, popover);
}

static void
slip_calculated_field_build (SlipFieldRow *row)
{
  SlipCalculatedField *self = SLIP_CALCULATED_FIELD (row);

  self->value = slip_editor_label (NULL, NULL);
  gtk_label_set_selectable (GTK_LABEL (self->value), TRUE);
  self->how =
      slip_editor_menu_button ("accessories-calculator-symbolic", _ ("How This Is Calculated"));
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (self->how), on_how_cb, self, NULL);
  gtk_widget_add_css_class (self->how, "flat");
  gtk_widget_add_css_class (self->how, "slip-field-menu");
  slip_field_row_name (row, self->how, _ ("How This Is Calculated"));
  slip_field_row_add_suffix (row, self->how);
  slip_field_row_set_control (row, self->value, NULL);
}

static void
slip_calculated_field_show (SlipFieldRow *row, const SlipFieldState *state, gboolean editable)
{
  SlipCalculatedField *self = SLIP_CALCULATED_FIELD (row);
  const char *unit = slip_field_row_get_node (row)->unit;
  const char *text = *state->display != '\0' ? state->display : state->text;
  g_autofree char *dated = NULL;
  g_autofree char *whole = NULL;

  /* What the report says in the form's words, the window says in its own. */
  if (state->how != NULL)
    text = slip_words_calculated (state->how, text);
  text = dated = slip_words_times (text);
  if (state->missing)
    whole = g_strdup (_ ("This can't be calculated yet."));
  else if (*text == '\0')
    whole = g_strdup ("–");
  else
    whole =
        g_strjoin (unit != NULL ? " " : "", text, unit != NULL ? slip_form_text (unit) : "", NULL);
  gtk_label_set_label (GTK_LABEL (self->value), whole);
  slip_field_row_name (row, self->value, whole);
}

static void
slip_calculated_field_class_init (SlipCalculatedFieldClass *klass)
{
  SLIP_FIELD_ROW_CLASS (klass)->build = slip_calculated_field_build;
  SLIP_FIELD_ROW_CLASS (klass)->show = slip_calculated_field_show;
}

static void
slip_calculated_field_init (SlipCalculatedField *self)
{
}
