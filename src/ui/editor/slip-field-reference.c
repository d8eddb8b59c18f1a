/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A person, or something that is elsewhere: a release, a document, a row of a table. Shown by name; what can be chosen is
 * listed when somebody opens the list. */

#include <string.h>

#include <glib/gi18n.h>

#include "ui/editor/slip-choice-list.h"
#include "ui/editor/slip-field-types.h"

struct _SlipReferenceField
{
  SlipFieldRow parent_instance;
  GtkWidget *button;
  GtkWidget *label;
  SlipChoiceList *list; /* nullable: until it was opened */
};

G_DEFINE_FINAL_TYPE (SlipReferenceField, slip_reference_field, SLIP_TYPE_FIELD_ROW)

static void
on_chosen_cb (SlipReferenceField *self, const char *value)
{
  gtk_menu_button_popdown (GTK_MENU_BUTTON (self->button));
  slip_field_row_set (SLIP_FIELD_ROW (self), value);
}

static void
on_open_cb (GtkMenuButton *button, gpointer data)
{
  SlipReferenceField *self = data;
  SlipFieldRow *row = SLIP_FIELD_ROW (self);
  GtkWidget *popover;

  if (self->list == NULL)
    {
      popover = gtk_popover_new ();
      self->list = SLIP_CHOICE_LIST (slip_choice_list_new ());
      gtk_popover_set_child (GTK_POPOVER (popover), GTK_WIDGET (self->list));
      gtk_widget_add_css_class (popover, "slip-choices");
      g_signal_connect_swapped (self->list, "chosen", G_CALLBACK (on_chosen_cb), self);
      gtk_menu_button_set_popover (button, popover);
    }
  slip_choice_list_load (self->list, slip_field_row_get_session (row),
                         slip_field_row_get_path (row));
}

static void
slip_reference_field_build (SlipFieldRow *row)
{
  SlipReferenceField *self = SLIP_REFERENCE_FIELD (row);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->label = gtk_label_new (NULL);
  gtk_label_set_ellipsize (GTK_LABEL (self->label), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (self->label), 0);
  self->button = gtk_menu_button_new ();
  gtk_menu_button_set_child (GTK_MENU_BUTTON (self->button), self->label);
  gtk_menu_button_set_always_show_arrow (GTK_MENU_BUTTON (self->button), TRUE);
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (self->button), on_open_cb, self, NULL);
  gtk_widget_set_halign (self->button, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (box), self->button);
  slip_field_row_set_control (row, box, self->button);
}

static void
slip_reference_field_show (SlipFieldRow *row, const SlipFieldState *state, gboolean editable)
{
  SlipReferenceField *self = SLIP_REFERENCE_FIELD (row);
  gboolean is_empty = *state->text == '\0';

  gtk_label_set_label (GTK_LABEL (self->label), is_empty ? _ ("Not chosen") : state->display);
  slip_field_row_name (row, self->button, is_empty ? _ ("Not chosen") : state->display);
  gtk_widget_set_sensitive (self->button, editable);
}

static void
slip_reference_field_class_init (SlipReferenceFieldClass *klass)
{
  SLIP_FIELD_ROW_CLASS (klass)->build = slip_reference_field_build;
  SLIP_FIELD_ROW_CLASS (klass)->show = slip_reference_field_show;
}

static void
slip_reference_field_init (SlipReferenceField *self)
{
}
