/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* See slip-section-view.h. Fields between two tables are a group; one of which nothing is shown is not seen. */

#include "ui/editor/slip-section-view.h"

#include <string.h>

#include <glib/gi18n.h>

#include "ui/editor/slip-editor-parts.h"
#include "ui/editor/slip-field-row.h"
#include "ui/editor/slip-table-view.h"

struct _SlipSectionView
{
  AdwBin parent_instance;
  SlipFormSession *session;
  SlipFormNode *section;
  GtkWidget *scroller;
  GtkWidget *note;
  GtkWidget *before;
  GtkWidget *after;
  char *going; /* nullable: where the keyboard is to go */
  guint source;
};

G_DEFINE_FINAL_TYPE (SlipSectionView, slip_section_view, ADW_TYPE_BIN)

/* == parts == */

static void
on_row_visible_cb (GtkWidget *row, GParamSpec *pspec, GtkWidget *group)
{
  GtkWidget *rows = gtk_widget_get_parent (row);
  gboolean any = FALSE;

  for (GtkWidget *child = rows != NULL ? gtk_widget_get_first_child (rows) : NULL;
       child != NULL && !any; child = gtk_widget_get_next_sibling (child))
    any = gtk_widget_get_visible (child);
  gtk_widget_set_visible (group, any);
}

static void
add_field (GtkWidget *group, GtkWidget *row)
{
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  g_signal_connect_object (row, "notify::visible", G_CALLBACK (on_row_visible_cb), group, 0);
  on_row_visible_cb (row, NULL, group);
}

static void
fill (SlipSectionView *self, GtkWidget *box)
{
  GtkWidget *group = NULL;

  for (guint i = 0; i < self->section->children->len; i++)
    {
      SlipFormNode *node = g_ptr_array_index (self->section->children, i);

      if (node->kind == SLIP_NODE_TABLE)
        {
          GtkWidget *table = slip_table_view_new (self->session, node->path);

          g_object_set_data_full (G_OBJECT (table), "path", g_strdup (node->path), g_free);
          gtk_box_append (GTK_BOX (box), table);
          group = NULL;
          continue;
        }
      if (group == NULL)
        {
          group = adw_preferences_group_new ();
          gtk_box_append (GTK_BOX (box), group);
        }
      add_field (group, slip_field_row_new (self->session, node->path));
    }
}

static GtkWidget *
make_step (GtkWidget **button, GtkAlign align, const char *action)
{
  *button = gtk_button_new ();
  gtk_widget_add_css_class (*button, "flat");
  gtk_widget_set_halign (*button, align);
  gtk_widget_set_hexpand (*button, TRUE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (*button), action);
  return *button;
}

static void
name_step (GtkWidget *button, const char *icon, SlipFormNode *section, gboolean icon_first)
{
  GtkWidget *box;
  GtkWidget *image;
  GtkWidget *label;

  gtk_widget_set_visible (button, section != NULL);
  if (section == NULL)
    return;
  box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  image = gtk_image_new_from_icon_name (icon);
  label = gtk_label_new (slip_form_node_label (section));
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (box), icon_first ? image : label);
  gtk_box_append (GTK_BOX (box), icon_first ? label : image);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  slip_form_node_label (section), -1);
}

void
slip_section_view_set_neighbours (SlipSectionView *self, SlipFormNode *before, SlipFormNode *after)
{
  name_step (self->before, "go-previous-symbolic", before, TRUE);
  name_step (self->after, "go-next-symbolic", after, FALSE);
}

/* == going to a field == */

/* (transfer none) (nullable): the field, else the table that it stands in. */
static GtkWidget *
find_place (SlipSectionView *self, GtkWidget *root, const char *path)
{
  GtkWidget *found = GTK_WIDGET (slip_field_row_find (root, path));

  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      const char *table = g_object_get_data (G_OBJECT (child), "path");

      if (table != NULL && g_str_has_prefix (path, table))
        found = child;
    }
  return found;
}

static gboolean
on_go_cb (gpointer data)
{
  SlipSectionView *self = data;
  GtkAdjustment *adjustment =
      gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroller));
  GtkWidget *box = g_object_get_data (G_OBJECT (self), "box");
  g_autofree char *path = g_steal_pointer (&self->going);
  GtkWidget *place = find_place (self, box, path);
  double y;

  self->source = 0;
  if (place == NULL)
    {
      gtk_widget_child_focus (box, GTK_DIR_TAB_FORWARD);
      return G_SOURCE_REMOVE;
    }
  if (SLIP_IS_FIELD_ROW (place))
    slip_field_row_focus (SLIP_FIELD_ROW (place));
  else
    gtk_widget_child_focus (place, GTK_DIR_TAB_FORWARD);
  /* The words above the control belong to it. */
  if (gtk_widget_translate_coordinates (place, box, 0, 0, NULL, &y))
    gtk_adjustment_set_value (adjustment, y - gtk_adjustment_get_page_size (adjustment) / 4);
  return G_SOURCE_REMOVE;
}

void
slip_section_view_go (SlipSectionView *self, const char *path)
{
  g_free (self->going);
  self->going = g_strdup (path != NULL ? path : "");
  /* After the first layout, which is done at GTK_PRIORITY_RESIZE. */
  if (self->source == 0)
    self->source = g_idle_add_full (G_PRIORITY_LOW, on_go_cb, self, NULL);
}

/* == life == */

static void
on_state_cb (SlipSectionView *self)
{
  const SlipFieldState *state = slip_form_session_get_field (self->session, self->section->path);

  gtk_widget_set_visible (self->note, state != NULL && !state->fills &&
                                          slip_form_session_get_read_only (self->session) == NULL);
}

static void
slip_section_view_dispose (GObject *object)
{
  SlipSectionView *self = SLIP_SECTION_VIEW (object);

  g_clear_handle_id (&self->source, g_source_remove);
  G_OBJECT_CLASS (slip_section_view_parent_class)->dispose (object);
}

static void
slip_section_view_finalize (GObject *object)
{
  SlipSectionView *self = SLIP_SECTION_VIEW (object);

  g_clear_object (&self->session);
  g_free (self->going);
  G_OBJECT_CLASS (slip_section_view_parent_class)->finalize (object);
}

static void
slip_section_view_class_init (SlipSectionViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = slip_section_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = slip_section_view_finalize;
}

static void
slip_section_view_init (SlipSectionView *self)
{
}

static GtkWidget *
make_head (SlipSectionView *self)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  /* A table that is a section names itself. */
  if (self->section->kind != SLIP_NODE_TABLE)
    {
      gtk_box_append (GTK_BOX (head),
                      slip_editor_label (slip_form_node_label (self->section), "title-2"));
      if (*slip_form_node_hint (self->section) != '\0')
        gtk_box_append (GTK_BOX (head),
                        slip_editor_label (slip_form_node_hint (self->section), "dim-label"));
    }
  self->note = slip_editor_label (
      _ ("You don't fill this section. What you write is kept as a proposal."), "slip-unfilled");
  gtk_box_append (GTK_BOX (head), self->note);
  return head;
}

GtkWidget *
slip_section_view_new (SlipFormSession *session, SlipFormNode *section)
{
  SlipSectionView *self = g_object_new (SLIP_TYPE_SECTION_VIEW, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *steps = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  g_autofree char *detailed = g_strconcat ("field-changed::", section->path, NULL);

  self->session = g_object_ref (session);
  self->section = section;
  self->scroller = gtk_scrolled_window_new ();
  gtk_widget_add_css_class (box, "slip-section-view");
  gtk_box_append (GTK_BOX (box), make_head (self));
  if (section->kind == SLIP_NODE_TABLE)
    {
      GtkWidget *table = slip_table_view_new (session, section->path);

      g_object_set_data_full (G_OBJECT (table), "path", g_strdup (section->path), g_free);
      gtk_box_append (GTK_BOX (box), table);
    }
  else
    fill (self, box);
  gtk_box_append (GTK_BOX (steps),
                  make_step (&self->before, GTK_ALIGN_START, "page.previous-section"));
  gtk_box_append (GTK_BOX (steps), make_step (&self->after, GTK_ALIGN_END, "page.next-section"));
  gtk_box_append (GTK_BOX (box), steps);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), section->kind == SLIP_NODE_TABLE ? 860 : 720);
  adw_clamp_set_tightening_threshold (ADW_CLAMP (clamp), 720);
  adw_clamp_set_child (ADW_CLAMP (clamp), box);
  g_object_set_data (G_OBJECT (self), "box", box);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), clamp);
  adw_bin_set_child (ADW_BIN (self), self->scroller);
  g_signal_connect_object (session, detailed, G_CALLBACK (on_state_cb), self, G_CONNECT_SWAPPED);
  on_state_cb (self);
  return GTK_WIDGET (self);
}
