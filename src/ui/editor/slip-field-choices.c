/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Several at once: a list of codes as check buttons, free words as chips. The value has a member a line, sorted. */

#include <string.h>

#include <glib/gi18n.h>

#include "ui/app/slip-typed.h"
#include "ui/editor/slip-field-types.h"

struct _SlipChoicesField
{
  SlipFieldRow parent_instance;
  GtkWidget *flow;
  GPtrArray *checks; /* (element-type GtkWidget): in the order of the codes; empty for free words */
  GtkWidget *entry;  /* nullable */
  char *shown;       /* nullable: the words that the chips stand for */
};

G_DEFINE_FINAL_TYPE (SlipChoicesField, slip_choices_field, SLIP_TYPE_FIELD_ROW)

static int
compare (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* (transfer full) @members: unowned strings; is sorted */
static char *
join (GPtrArray *members)
{
  g_ptr_array_sort (members, compare);
  g_ptr_array_add (members, NULL);
  return g_strjoinv ("\n", (char **) members->pdata);
}

static void
add_to_flow (SlipChoicesField *self, GtkWidget *widget, const char *name)
{
  gtk_flow_box_append (GTK_FLOW_BOX (self->flow), widget);
  gtk_widget_set_focusable (gtk_widget_get_parent (widget), FALSE);
  slip_field_row_name (SLIP_FIELD_ROW (self), gtk_widget_get_parent (widget), name);
}

/* == codes == */

static void
on_check_cb (SlipChoicesField *self)
{
  GPtrArray *codes = slip_field_row_get_node (SLIP_FIELD_ROW (self))->codes->codes;
  g_autoptr (GPtrArray) members = g_ptr_array_new ();
  g_autofree char *value = NULL;

  if (slip_field_row_is_showing (SLIP_FIELD_ROW (self)))
    return;
  for (guint i = 0; i < self->checks->len; i++)
    if (gtk_check_button_get_active (self->checks->pdata[i]))
      g_ptr_array_add (members, ((SlipFormCode *) g_ptr_array_index (codes, i))->value);
  value = join (members);
  slip_field_row_set (SLIP_FIELD_ROW (self), value);
}

static void
build_checks (SlipChoicesField *self, GPtrArray *codes)
{
  for (guint i = 0; i < codes->len; i++)
    {
      const char *text = slip_form_text (((SlipFormCode *) g_ptr_array_index (codes, i))->text);
      GtkWidget *check = gtk_check_button_new ();
      GtkWidget *label = gtk_label_new (text);

      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_check_button_set_child (GTK_CHECK_BUTTON (check), label);
      slip_field_row_name (SLIP_FIELD_ROW (self), check, text);
      g_signal_connect_swapped (check, "toggled", G_CALLBACK (on_check_cb), self);
      g_ptr_array_add (self->checks, check);
      add_to_flow (self, check, text);
    }
}

static void
show_checks (SlipChoicesField *self, const char *const *members, gboolean editable)
{
  GPtrArray *codes = slip_field_row_get_node (SLIP_FIELD_ROW (self))->codes->codes;

  for (guint i = 0; i < self->checks->len; i++)
    {
      const char *value = ((SlipFormCode *) g_ptr_array_index (codes, i))->value;

      gtk_check_button_set_active (self->checks->pdata[i], g_strv_contains (members, value));
      gtk_widget_set_sensitive (self->checks->pdata[i], editable);
    }
}

/* == free words == */

static void
set_words (SlipChoicesField *self, const char *without, const char *with)
{
  g_auto (GStrv) words = g_strsplit (self->shown != NULL ? self->shown : "", "\n", -1);
  g_autoptr (GPtrArray) members = g_ptr_array_new ();
  g_autofree char *value = NULL;

  for (guint i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0' && g_strcmp0 (words[i], without) != 0 && g_strcmp0 (words[i], with) != 0)
      g_ptr_array_add (members, words[i]);
  if (with != NULL)
    g_ptr_array_add (members, (gpointer) with);
  value = join (members);
  slip_field_row_set (SLIP_FIELD_ROW (self), value);
}

static void
on_add_cb (SlipChoicesField *self)
{
  g_autofree char *word = slip_typed_text (GTK_EDITABLE (self->entry));

  if (*word == '\0')
    return;
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  set_words (self, NULL, word);
}

static void
on_remove_cb (GtkWidget *button, SlipChoicesField *self)
{
  g_autofree char *word = g_strdup (g_object_get_data (G_OBJECT (button), "word"));

  gtk_widget_grab_focus (self->entry);
  set_words (self, word, NULL);
}

static GtkWidget *
make_chip (SlipChoicesField *self, const char *word, gboolean editable)
{
  GtkWidget *chip = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 3);
  GtkWidget *label = gtk_label_new (word);
  GtkWidget *remove = gtk_button_new_from_icon_name ("window-close-symbolic");
  g_autofree char *name = g_strdup_printf (_ ("Remove %s"), word);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (chip, "slip-chip");
  gtk_widget_add_css_class (remove, "flat");
  gtk_widget_add_css_class (remove, "circular");
  gtk_widget_set_visible (remove, editable);
  gtk_widget_set_tooltip_text (remove, name);
  slip_field_row_name (SLIP_FIELD_ROW (self), remove, name);
  g_object_set_data_full (G_OBJECT (remove), "word", g_strdup (word), g_free);
  g_signal_connect (remove, "clicked", G_CALLBACK (on_remove_cb), self);
  gtk_box_append (GTK_BOX (chip), label);
  gtk_box_append (GTK_BOX (chip), remove);
  return chip;
}

static void
show_words (SlipChoicesField *self, const char *text, const char *const *members, gboolean editable)
{
  GtkWidget *child;

  gtk_widget_set_visible (self->entry, editable);
  if (g_strcmp0 (self->shown, text) == 0)
    return;
  g_free (self->shown);
  self->shown = g_strdup (text);
  while ((child = gtk_widget_get_first_child (self->flow)) != NULL)
    gtk_flow_box_remove (GTK_FLOW_BOX (self->flow), child);
  for (guint i = 0; members[i] != NULL; i++)
    if (*members[i] != '\0')
      add_to_flow (self, make_chip (self, members[i], editable), members[i]);
}

/* == the field == */

static void
slip_choices_field_build (SlipFieldRow *row)
{
  SlipChoicesField *self = SLIP_CHOICES_FIELD (row);
  SlipFormNode *node = slip_field_row_get_node (row);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  self->flow = gtk_flow_box_new ();
  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (self->flow), GTK_SELECTION_NONE);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (self->flow), 4);
  gtk_flow_box_set_column_spacing (GTK_FLOW_BOX (self->flow), 12);
  slip_field_row_name (row, self->flow, NULL);
  gtk_box_append (GTK_BOX (box), self->flow);
  if (node->codes != NULL)
    {
      build_checks (self, node->codes->codes);
      slip_field_row_set_control (row, box, self->checks->len > 0 ? self->checks->pdata[0] : NULL);
      if (self->checks->len > 0)
        slip_field_row_name (
            row, self->checks->pdata[0],
            slip_form_text (((SlipFormCode *) node->codes->codes->pdata[0])->text));
      return;
    }
  self->entry = gtk_entry_new ();
  gtk_editable_set_enable_undo (GTK_EDITABLE (self->entry), FALSE);
  gtk_entry_set_placeholder_text (GTK_ENTRY (self->entry), _ ("Add a Word"));
  gtk_entry_set_icon_from_icon_name (GTK_ENTRY (self->entry), GTK_ENTRY_ICON_SECONDARY,
                                     "list-add-symbolic");
  gtk_entry_set_icon_tooltip_text (GTK_ENTRY (self->entry), GTK_ENTRY_ICON_SECONDARY,
                                   _ ("Add a Word"));
  g_signal_connect_swapped (self->entry, "activate", G_CALLBACK (on_add_cb), self);
  g_signal_connect_swapped (self->entry, "icon-press", G_CALLBACK (on_add_cb), self);
  gtk_box_append (GTK_BOX (box), self->entry);
  slip_field_row_set_control (row, box, self->entry);
}

static void
slip_choices_field_show (SlipFieldRow *row, const SlipFieldState *state, gboolean editable)
{
  SlipChoicesField *self = SLIP_CHOICES_FIELD (row);
  g_auto (GStrv) members = g_strsplit (state->text, "\n", -1);

  if (self->entry != NULL)
    show_words (self, state->text, (const char *const *) members, editable);
  else
    show_checks (self, (const char *const *) members, editable);
}

static void
slip_choices_field_finalize (GObject *object)
{
  SlipChoicesField *self = SLIP_CHOICES_FIELD (object);

  g_ptr_array_unref (self->checks);
  g_free (self->shown);
  G_OBJECT_CLASS (slip_choices_field_parent_class)->finalize (object);
}

static void
slip_choices_field_class_init (SlipChoicesFieldClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = slip_choices_field_finalize;
  SLIP_FIELD_ROW_CLASS (klass)->build = slip_choices_field_build;
  SLIP_FIELD_ROW_CLASS (klass)->show = slip_choices_field_show;
}

static void
slip_choices_field_init (SlipChoicesField *self)
{
  self->checks = g_ptr_array_new ();
}
