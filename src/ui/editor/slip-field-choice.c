/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* One out of a list of codes: beside each other when they are few and short, one below the other when they are few, else
 * in a list that drops down. */

#include <string.h>

#include <glib/gi18n.h>

#include "ui/editor/slip-field-types.h"

/* More are in a list that drops down; a longer one has a search. */
#define MAX_BUTTONS 4
#define MIN_SEARCHED 12
/* Letters of all choices that still fit beside each other in the narrowest window; a button's edges take as much room as
 * some more. */
#define MAX_LETTERS 36
#define LETTERS_OF_EDGES 4

struct _SlipChoiceField
{
  SlipFieldRow parent_instance;
  GPtrArray *
      buttons; /* nullable (element-type GtkWidget): toggle or check buttons, in the order of the codes */
  GtkWidget *drop_down; /* nullable */
};

G_DEFINE_FINAL_TYPE (SlipChoiceField, slip_choice_field, SLIP_TYPE_FIELD_ROW)

static const SlipFormCode *
get_code (SlipChoiceField *self, guint i)
{
  return g_ptr_array_index (slip_field_row_get_node (SLIP_FIELD_ROW (self))->codes->codes, i);
}

/* == buttons == */

static void
on_button_cb (GtkWidget *button, SlipChoiceField *self)
{
  gboolean active;
  guint place;

  if (slip_field_row_is_showing (SLIP_FIELD_ROW (self)) ||
      !g_ptr_array_find (self->buttons, button, &place))
    return;
  g_object_get (button, "active", &active, NULL);
  /* Of check buttons in a group the one that goes out is told, too; a toggle button that is pressed again clears. */
  if (active)
    slip_field_row_set (SLIP_FIELD_ROW (self), get_code (self, place)->value);
  else if (GTK_IS_TOGGLE_BUTTON (button))
    slip_field_row_set (SLIP_FIELD_ROW (self), "");
}

static GtkWidget *
make_check (const char *text)
{
  GtkWidget *button = gtk_check_button_new ();
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_check_button_set_child (GTK_CHECK_BUTTON (button), label);
  return button;
}

static void
build_buttons (SlipChoiceField *self, guint n, gboolean linked)
{
  SlipFieldRow *row = SLIP_FIELD_ROW (self);
  GtkWidget *box = gtk_box_new (linked ? GTK_ORIENTATION_HORIZONTAL : GTK_ORIENTATION_VERTICAL, 0);

  self->buttons = g_ptr_array_new ();
  /* The others wrap where the row ends, not where lines come out even. */
  if (linked)
    {
      gtk_widget_add_css_class (box, "linked");
      gtk_widget_set_halign (box, GTK_ALIGN_START);
    }
  for (guint i = 0; i < n; i++)
    {
      const char *text = slip_form_text (get_code (self, i)->text);
      GtkWidget *button = linked ? gtk_toggle_button_new_with_label (text) : make_check (text);

      if (!linked && i > 0)
        gtk_check_button_set_group (GTK_CHECK_BUTTON (button), self->buttons->pdata[0]);
      g_ptr_array_add (self->buttons, button);
      g_signal_connect (button, "toggled", G_CALLBACK (on_button_cb), self);
      gtk_box_append (GTK_BOX (box), button);
    }
  slip_field_row_set_control (row, box, n > 0 ? self->buttons->pdata[0] : NULL);
  for (guint i = 0; i < n; i++)
    slip_field_row_name (row, self->buttons->pdata[i], slip_form_text (get_code (self, i)->text));
}

/* == the list == */

static void
on_selected_cb (SlipChoiceField *self)
{
  guint place = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->drop_down));

  if (slip_field_row_is_showing (SLIP_FIELD_ROW (self)) || place == GTK_INVALID_LIST_POSITION)
    return;
  slip_field_row_set (SLIP_FIELD_ROW (self), place > 0 ? get_code (self, place - 1)->value : "");
}

static void
on_setup_button_cb (GtkListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_list_item_set_child (item, label);
}

static void
on_setup_list_cb (GtkListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 40);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_list_item_set_child (item, label);
}

static void
on_bind_cb (GtkListItemFactory *factory, GtkListItem *item)
{
  gtk_label_set_label (GTK_LABEL (gtk_list_item_get_child (item)),
                       gtk_string_object_get_string (gtk_list_item_get_item (item)));
}

static GtkListItemFactory *
make_factory (GCallback setup)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", setup, NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind_cb), NULL);
  return factory;
}

static void
build_list (SlipChoiceField *self, guint n)
{
  GtkStringList *texts = gtk_string_list_new (NULL);
  g_autoptr (GtkListItemFactory) button = make_factory (G_CALLBACK (on_setup_button_cb));
  g_autoptr (GtkListItemFactory) list = make_factory (G_CALLBACK (on_setup_list_cb));

  gtk_string_list_append (texts, _ ("Not chosen"));
  for (guint i = 0; i < n; i++)
    gtk_string_list_append (texts, slip_form_text (get_code (self, i)->text));
  self->drop_down = gtk_drop_down_new (
      G_LIST_MODEL (texts), gtk_property_expression_new (GTK_TYPE_STRING_OBJECT, NULL, "string"));
  gtk_drop_down_set_factory (GTK_DROP_DOWN (self->drop_down), button);
  gtk_drop_down_set_list_factory (GTK_DROP_DOWN (self->drop_down), list);
  gtk_drop_down_set_enable_search (GTK_DROP_DOWN (self->drop_down), n >= MIN_SEARCHED);
  gtk_widget_set_halign (self->drop_down, GTK_ALIGN_START);
  g_signal_connect_swapped (self->drop_down, "notify::selected", G_CALLBACK (on_selected_cb), self);
  slip_field_row_set_control (SLIP_FIELD_ROW (self), self->drop_down, self->drop_down);
  /* The button that it consists of. */
  slip_field_row_name (SLIP_FIELD_ROW (self), gtk_widget_get_first_child (self->drop_down), NULL);
}

/* == the field == */

static void
slip_choice_field_build (SlipFieldRow *row)
{
  SlipChoiceField *self = SLIP_CHOICE_FIELD (row);
  guint n = slip_field_row_get_node (row)->codes->codes->len;
  glong letters = 0;

  for (guint i = 0; i < n; i++)
    letters += g_utf8_strlen (slip_form_text (get_code (self, i)->text), -1);
  if (n > MAX_BUTTONS)
    build_list (self, n);
  else
    build_buttons (self, n, letters + (glong) n * LETTERS_OF_EDGES <= MAX_LETTERS);
}

static void
slip_choice_field_show (SlipFieldRow *row, const SlipFieldState *state, gboolean editable)
{
  SlipChoiceField *self = SLIP_CHOICE_FIELD (row);
  guint n = slip_field_row_get_node (row)->codes->codes->len;
  guint chosen = n;

  for (guint i = 0; i < n && chosen == n; i++)
    if (strcmp (get_code (self, i)->value, state->text) == 0)
      chosen = i;
  if (self->drop_down != NULL)
    {
      gtk_drop_down_set_selected (GTK_DROP_DOWN (self->drop_down), chosen < n ? chosen + 1 : 0);
      gtk_widget_set_sensitive (self->drop_down, editable);
      return;
    }
  for (guint i = 0; i < n; i++)
    {
      g_object_set (self->buttons->pdata[i], "active", i == chosen, NULL);
      gtk_widget_set_sensitive (self->buttons->pdata[i], editable);
    }
}

static void
slip_choice_field_finalize (GObject *object)
{
  g_clear_pointer (&SLIP_CHOICE_FIELD (object)->buttons, g_ptr_array_unref);
  G_OBJECT_CLASS (slip_choice_field_parent_class)->finalize (object);
}

static void
slip_choice_field_class_init (SlipChoiceFieldClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = slip_choice_field_finalize;
  SLIP_FIELD_ROW_CLASS (klass)->build = slip_choice_field_build;
  SLIP_FIELD_ROW_CLASS (klass)->show = slip_choice_field_show;
}

static void
slip_choice_field_init (SlipChoiceField *self)
{
}
