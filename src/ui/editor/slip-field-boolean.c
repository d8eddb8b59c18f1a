/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Yes or no, beside the label. What is pressed already is cleared when it is pressed again: not answered is not no. */

#include <string.h>

#include <glib/gi18n.h>

#include "ui/editor/slip-field-types.h"

struct _SlipBooleanField
{
  SlipFieldRow parent_instance;
  GtkWidget *yes;
  GtkWidget *no;
};

G_DEFINE_FINAL_TYPE (SlipBooleanField, slip_boolean_field, SLIP_TYPE_FIELD_ROW)

static void
on_toggled_cb (GtkToggleButton *button, SlipBooleanField *self)
{
  const char *value = GTK_WIDGET (button) == self->yes ? "yes" : "no";

  slip_field_row_set (SLIP_FIELD_ROW (self), gtk_toggle_button_get_active (button) ? value : "");
}

static GtkWidget *
make_button (SlipBooleanField *self, const char *label)
{
  GtkWidget *button = gtk_toggle_button_new_with_label (label);

  slip_field_row_name (SLIP_FIELD_ROW (self), button, label);
  g_signal_connect (button, "toggled", G_CALLBACK (on_toggled_cb), self);
  return button;
}

static void
slip_boolean_field_build (SlipFieldRow *row)
{
  SlipBooleanField *self = SLIP_BOOLEAN_FIELD (row);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  self->yes = make_button (self, _ ("Yes"));
  self->no = make_button (self, _ ("No"));
  gtk_widget_add_css_class (box, "linked");
  gtk_box_append (GTK_BOX (box), self->yes);
  gtk_box_append (GTK_BOX (box), self->no);
  slip_field_row_add_suffix (row, box);
  slip_field_row_set_target (row, self->yes);
}

static void
slip_boolean_field_show (SlipFieldRow *row, const SlipFieldState *state, gboolean editable)
{
  SlipBooleanField *self = SLIP_BOOLEAN_FIELD (row);

  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->yes), strcmp (state->text, "yes") == 0);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->no), strcmp (state->text, "no") == 0);
  gtk_widget_set_sensitive (self->yes, editable);
  gtk_widget_set_sensitive (self->no, editable);
}

static void
slip_boolean_field_class_init (SlipBooleanFieldClass *klass)
{
  SLIP_FIELD_ROW_CLASS (klass)->build = slip_boolean_field_build;
  SLIP_FIELD_ROW_CLASS (klass)->show = slip_boolean_field_show;
}

static void
slip_boolean_field_init (SlipBooleanField *self)
{
}
