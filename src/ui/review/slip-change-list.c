/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Rows are made a hundred at a time: a revision may change thousands of fields. */

#include "ui/review/slip-change-list.h"

#include <glib/gi18n.h>
#include <string.h>

#include "ui/review/slip-review-words.h"
#include "ui/review/slip-word-diff.h"

#define AT_A_TIME 100
#define SEPARATOR " › "

struct _SlipChangeList
{
  AdwBin parent_instance;
  GPtrArray *changes; /* (element-type SlipFieldChange) (nullable) */
  GPtrArray *authors; /* (element-type SlipChangeAuthor) (nullable) */
  char *record;
  gboolean headings;
  guint shown;
  GtkWidget *box;
  GtkWidget *list; /* nullable: the rows of the last section */
  GtkWidget *more;
  const char *section; /* of the last row */
};

G_DEFINE_FINAL_TYPE (SlipChangeList, slip_change_list, ADW_TYPE_BIN)

static GtkWidget *
make_side (const char *name, const char *text, PangoAttrList *marks, const char *class)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *label = slip_review_label (*text != '\0' ? text : _ ("Empty"), class);

  if (*text != '\0')
    gtk_label_set_attributes (GTK_LABEL (label), marks);
  else
    gtk_widget_add_css_class (label, "dim-label");
  gtk_box_append (GTK_BOX (box), slip_review_label (name, "caption dim-label"));
  gtk_box_append (GTK_BOX (box), label);
  return box;
}

GtkWidget *
slip_change_list_compare (const char *before_name, const char *before, const char *now_name,
                          const char *now)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  PangoAttrList *before_marks = NULL;
  PangoAttrList *now_marks = NULL;

  /* What there is nothing to compare with needs no marks. */
  if (before != NULL && now != NULL && *before != '\0')
    slip_word_diff (before, now, &before_marks, &now_marks);
  if (before != NULL)
    gtk_box_append (GTK_BOX (box), make_side (before_name, before, before_marks, "slip-before"));
  if (now != NULL)
    gtk_box_append (GTK_BOX (box), make_side (now_name, now, now_marks, "slip-now"));
  g_clear_pointer (&before_marks, pango_attr_list_unref);
  g_clear_pointer (&now_marks, pango_attr_list_unref);
  return box;
}

static const char *
kind_text (SlipChangeKind kind)
{
  switch (kind)
    {
    case SLIP_CHANGE_ADDED:
      return _ ("Row added");
    case SLIP_CHANGE_DELETED:
      return _ ("Row deleted");
    case SLIP_CHANGE_MOVED:
      return _ ("Row moved");
    case SLIP_CHANGE_SECTION:
      return _ ("Whether this section applies was changed");
    case SLIP_CHANGE_SET:
    default:
      return NULL;
    }
}

/* Under its section's heading a label need not begin with the section. */
static const char *
label_of (SlipChangeList *self, const SlipFieldChange *change)
{
  const char *rest = self->headings ? strstr (change->label, SEPARATOR) : NULL;

  return rest != NULL ? rest + strlen (SEPARATOR) : change->label;
}

static GtkWidget *
make_row (SlipChangeList *self, const SlipFieldChange *change, const SlipChangeAuthor *author)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  const char *kind = kind_text (change->kind);
  gboolean filled = g_strcmp0 (change->old_text, "") == 0 && g_strcmp0 (change->new_text, "") != 0;
  const char *before = filled ? NULL : change->old_text;

  gtk_widget_add_css_class (box, "slip-change");
  gtk_box_append (GTK_BOX (box), slip_review_label (label_of (self, change), "heading"));
  if (kind != NULL)
    gtk_box_append (GTK_BOX (box), slip_review_label (kind, NULL));
  else
    gtk_box_append (GTK_BOX (box),
                    slip_change_list_compare (_ ("Before"), before, _ ("Now"), change->new_text));
  if (author != NULL)
    {
      g_autofree char *time = slip_review_time (author->time);
      g_autofree char *text = g_strdup_printf ("%s, %s", author->name, time);

      gtk_box_append (GTK_BOX (box), slip_review_label (text, "caption dim-label"));
    }
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), self->record != NULL);
  if (self->record != NULL)
    {
      gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "(ss)", self->record, change->path);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "win.open-document");
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  change->label, -1);
  return row;
}

static void
start_section (SlipChangeList *self, const SlipFieldChange *change)
{
  const char *end = strstr (change->label, SEPARATOR);
  g_autofree char *name = end != NULL ? g_strndup (change->label, (gsize) (end - change->label))
                                      : g_strdup (change->label);

  if (self->headings)
    {
      GtkWidget *heading = slip_review_heading (name, "title-4");

      gtk_widget_set_margin_top (heading, self->list != NULL ? 12 : 0);
      gtk_box_append (GTK_BOX (self->box), heading);
    }
  self->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->list, "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  self->headings ? name : _ ("Changes"), -1);
  gtk_box_append (GTK_BOX (self->box), self->list);
}

static void
show_more (SlipChangeList *self)
{
  guint end = MIN (self->changes->len, self->shown + AT_A_TIME);

  for (; self->shown < end; self->shown++)
    {
      SlipFieldChange *change = g_ptr_array_index (self->changes, self->shown);
      const SlipChangeAuthor *author = self->authors != NULL && self->shown < self->authors->len
                                           ? g_ptr_array_index (self->authors, self->shown)
                                           : NULL;

      if (self->list == NULL || (self->headings && g_strcmp0 (self->section, change->section) != 0))
        start_section (self, change);
      self->section = change->section;
      gtk_list_box_append (GTK_LIST_BOX (self->list), make_row (self, change, author));
    }
  if (self->shown < self->changes->len)
    {
      guint rest = self->changes->len - self->shown;
      g_autofree char *text =
          g_strdup_printf (ngettext ("Show %u _More", "Show %u _More", rest), rest);

      gtk_button_set_label (GTK_BUTTON (self->more), text);
    }
  gtk_widget_set_visible (self->more, self->shown < self->changes->len);
}

void
slip_change_list_set_authors (SlipChangeList *self, GPtrArray *authors)
{
  g_ptr_array_ref (authors);
  g_clear_pointer (&self->authors, g_ptr_array_unref);
  self->authors = authors;
}

void
slip_change_list_set (SlipChangeList *self, GPtrArray *changes, const char *record,
                      gboolean headings)
{
  GtkWidget *child;

  g_ptr_array_ref (changes);
  g_clear_pointer (&self->changes, g_ptr_array_unref);
  self->changes = changes;
  g_free (self->record);
  self->record = g_strdup (record);
  self->headings = headings;
  self->shown = 0;
  self->list = NULL;
  self->section = NULL;
  while ((child = gtk_widget_get_first_child (self->box)) != NULL)
    gtk_box_remove (GTK_BOX (self->box), child);
  show_more (self);
}

static void
slip_change_list_finalize (GObject *object)
{
  SlipChangeList *self = SLIP_CHANGE_LIST (object);

  g_clear_pointer (&self->changes, g_ptr_array_unref);
  g_clear_pointer (&self->authors, g_ptr_array_unref);
  g_free (self->record);
  G_OBJECT_CLASS (slip_change_list_parent_class)->finalize (object);
}

static void
slip_change_list_class_init (SlipChangeListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = slip_change_list_finalize;
}

static void
slip_change_list_init (SlipChangeList *self)
{
  GtkWidget *all = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  self->more = gtk_button_new_with_mnemonic ("");
  gtk_button_set_use_underline (GTK_BUTTON (self->more), TRUE);
  gtk_widget_set_halign (self->more, GTK_ALIGN_CENTER);
  gtk_widget_set_visible (self->more, FALSE);
  g_signal_connect_swapped (self->more, "clicked", G_CALLBACK (show_more), self);
  gtk_box_append (GTK_BOX (all), self->box);
  gtk_box_append (GTK_BOX (all), self->more);
  adw_bin_set_child (ADW_BIN (self), all);
}

GtkWidget *
slip_change_list_new (void)
{
  return g_object_new (SLIP_TYPE_CHANGE_LIST, NULL);
}
