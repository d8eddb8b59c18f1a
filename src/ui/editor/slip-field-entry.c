/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* One line of text, or a number with its unit. */

#include <string.h>

#include "ui/editor/slip-field-types.h"

struct _SlipEntryField
{
  SlipFieldRow parent_instance;
  GtkWidget *entry;
};

G_DEFINE_FINAL_TYPE (SlipEntryField, slip_entry_field, SLIP_TYPE_FIELD_ROW)

static void
on_changed_cb (SlipEntryField *self)
{
  slip_field_row_type (SLIP_FIELD_ROW (self), gtk_editable_get_text (GTK_EDITABLE (self->entry)));
}

static void
on_activate_cb (SlipEntryField *self)
{
  slip_field_row_leave (SLIP_FIELD_ROW (self));
}

static void
slip_entry_field_build (SlipFieldRow *row)
{
  SlipEntryField *self = SLIP_ENTRY_FIELD (row);
  SlipFormNode *node = slip_field_row_get_node (row);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->entry = gtk_entry_new ();
  /* The session's undo takes back what was typed. */
  gtk_editable_set_enable_undo (GTK_EDITABLE (self->entry), FALSE);
  gtk_editable_set_width_chars (GTK_EDITABLE (self->entry), 8);
  if (node->type == SLIP_FIELD_NUMBER)
    {
      gtk_entry_set_input_purpose (GTK_ENTRY (self->entry), GTK_INPUT_PURPOSE_NUMBER);
      gtk_editable_set_max_width_chars (GTK_EDITABLE (self->entry), 16);
      gtk_widget_add_css_class (self->entry, "numeric");
    }
  else
    gtk_widget_set_hexpand (self->entry, TRUE);
  gtk_box_append (GTK_BOX (box), self->entry);
  if (node->unit != NULL)
    {
      GtkWidget *unit = gtk_label_new (slip_form_text (node->unit));

      gtk_widget_add_css_class (unit, "dim-label");
      gtk_box_append (GTK_BOX (box), unit);
    }
  g_signal_connect_swapped (self->entry, "changed", G_CALLBACK (on_changed_cb), self);
  g_signal_connect_swapped (self->entry, "activate", G_CALLBACK (on_activate_cb), self);
  slip_field_row_set_control (row, box, self->entry);
}

static void
slip_entry_field_show (SlipFieldRow *row, const SlipFieldState *state, gboolean editable)
{
  GtkEditable *entry = GTK_EDITABLE (SLIP_ENTRY_FIELD (row)->entry);
  int place = gtk_editable_get_position (entry);

  if (strcmp (gtk_editable_get_text (entry), state->text) != 0)
    {
      gtk_editable_set_text (entry, state->text);
      gtk_editable_set_position (entry, place);
    }
  gtk_editable_set_editable (entry, editable);
}

static void
slip_entry_field_class_init (SlipEntryFieldClass *klass)
{
  SLIP_FIELD_ROW_CLASS (klass)->build = slip_entry_field_build;
  SLIP_FIELD_ROW_CLASS (klass)->show = slip_entry_field_show;
}

static void
slip_entry_field_init (SlipEntryField *self)
{
}
