/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Releases come from the workspace and follow its "changed"; hits are looked up in a thread as one types. */

#define G_LOG_DOMAIN "slipway"

#include "ui/library/slip-sidebar.h"

#include <glib/gi18n.h>
#include <string.h>

#include "ui/app/slip-work.h"

#define MAX_HITS 50

struct _SlipSidebar
{
  AdwBin parent_instance;
  SlipWorkspace *workspace; /* nullable */
  gulong changed_id;
  guint refresh_id;
  GCancellable *search; /* nullable: the one under way */
  GtkEditable *entry;
  GtkStack *stack;
  GtkListBox *places;
  GtkListBox *hits;
};

G_DEFINE_FINAL_TYPE (SlipSidebar, slip_sidebar, ADW_TYPE_BIN)

static void
clear (GtkListBox *list)
{
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (list, 0)) != NULL)
    gtk_list_box_remove (list, GTK_WIDGET (row));
}

/* == places == */

/* What a row opens hangs on it: an action's detailed name. */
static GtkWidget *
append_place (SlipSidebar *self, const char *icon, const char *title, const char *subtitle,
              const char *action, GVariant *target)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *label = gtk_label_new (title);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (texts), label);
  if (subtitle != NULL && *subtitle != '\0')
    {
      GtkWidget *second = gtk_label_new (subtitle);

      gtk_label_set_xalign (GTK_LABEL (second), 0);
      gtk_label_set_ellipsize (GTK_LABEL (second), PANGO_ELLIPSIZE_END);
      gtk_widget_add_css_class (second, "dim-label");
      gtk_widget_add_css_class (second, "caption");
      gtk_box_append (GTK_BOX (texts), second);
    }
  gtk_widget_set_valign (texts, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name (icon));
  gtk_box_append (GTK_BOX (box), texts);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), action);
  gtk_actionable_set_action_target_value (GTK_ACTIONABLE (row), target);
  gtk_list_box_append (self->places, row);
  return row;
}

static gpointer
list_releases (gpointer data, GCancellable *cancellable, GError **error)
{
  return slip_workspace_list_releases (data, error);
}

static void
on_releases_cb (gpointer owner, gpointer result, const GError *error, gpointer data)
{
  SlipSidebar *self = owner;
  GPtrArray *releases = result;
  GtkListBoxRow *selected = gtk_list_box_get_selected_row (self->places);
  int index = selected != NULL ? gtk_list_box_row_get_index (selected) : -1;

  if (data != self->workspace)
    return;
  clear (self->places);
  for (guint i = 0; releases != NULL && i < releases->len; i++)
    {
      SlipReleaseInfo *info = g_ptr_array_index (releases, i);
      g_autofree char *count = g_strdup_printf (
          ngettext ("%u document", "%u documents", info->n_documents), info->n_documents);
      g_autofree char *subtitle = info->version != NULL
                                      ? g_strdup_printf ("%s · %s", info->version, count)
                                      : g_strdup (count);

      append_place (self, "folder-symbolic", info->title, subtitle, "win.open-release",
                    g_variant_new_string (info->id));
    }
  if (releases != NULL && releases->len == 0)
    append_place (self, "list-add-symbolic", _ ("New Release…"), NULL, "win.new-release", NULL);
  selected = index >= 0 ? gtk_list_box_get_row_at_index (self->places, index) : NULL;
  if (selected != NULL)
    gtk_list_box_select_row (self->places, selected);
}

static gboolean
on_refresh_cb (gpointer data)
{
  SlipSidebar *self = data;

  self->refresh_id = 0;
  slip_work_read (self, list_releases, g_object_ref (self->workspace), g_object_unref,
                  on_releases_cb, (GDestroyNotify) g_ptr_array_unref, NULL);
  return G_SOURCE_REMOVE;
}

static void
on_changed_cb (SlipSidebar *self)
{
  if (self->refresh_id == 0)
    self->refresh_id = g_timeout_add (200, on_refresh_cb, self);
}

/* == search == */

typedef struct
{
  SlipWorkspace *workspace;
  char *text;
} Search;

static void
search_free (Search *search)
{
  g_object_unref (search->workspace);
  g_free (search->text);
  g_free (search);
}

static gpointer
find (gpointer data, GCancellable *cancellable, GError **error)
{
  Search *search = data;

  return slip_workspace_search (search->workspace, search->text, MAX_HITS, error);
}

/* The engine puts matching words between [ and ]. */
static char *
mark (const char *snippet)
{
  g_autofree char *escaped = g_markup_escape_text (snippet, -1);
  g_auto (GStrv) begins = g_strsplit (escaped, "[", -1);
  g_autofree char *half = g_strjoinv ("<b>", begins);
  g_auto (GStrv) ends = g_strsplit (half, "]", -1);
  g_autofree char *text = g_strjoinv ("</b>", ends);

  return pango_parse_markup (text, -1, 0, NULL, NULL, NULL, NULL) ? g_steal_pointer (&text)
                                                                  : g_steal_pointer (&escaped);
}

static void
append_hit (SlipSidebar *self, SlipSearchResult *hit)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *title = gtk_label_new (hit->title);
  GtkWidget *snippet = gtk_label_new (NULL);
  g_autofree char *marked = mark (hit->snippet);

  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (title, "caption");
  gtk_widget_add_css_class (title, "dim-label");
  gtk_label_set_markup (GTK_LABEL (snippet), marked);
  gtk_label_set_xalign (GTK_LABEL (snippet), 0);
  gtk_label_set_wrap (GTK_LABEL (snippet), TRUE);
  gtk_label_set_lines (GTK_LABEL (snippet), 2);
  gtk_label_set_ellipsize (GTK_LABEL (snippet), PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (box), snippet);
  gtk_box_append (GTK_BOX (box), title);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  gtk_label_get_text (GTK_LABEL (snippet)), -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "win.open-document");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "(ss)", hit->record, hit->path);
  gtk_list_box_append (self->hits, row);
}

static void
on_found_cb (gpointer owner, gpointer result, const GError *error, gpointer data)
{
  SlipSidebar *self = owner;
  GPtrArray *found = result;

  clear (self->hits);
  for (guint i = 0; found != NULL && i < found->len; i++)
    append_hit (self, g_ptr_array_index (found, i));
  gtk_stack_set_visible_child_name (self->stack, found != NULL && found->len > 0 ? "hits" : "none");
}

static void
on_search_changed_cb (SlipSidebar *self)
{
  const char *text = gtk_editable_get_text (self->entry);

  if (self->search != NULL)
    g_cancellable_cancel (self->search);
  g_clear_object (&self->search);
  if (*text == '\0' || self->workspace == NULL)
    {
      gtk_stack_set_visible_child_name (self->stack, "places");
      return;
    }
  self->search = g_cancellable_new ();
  {
    Search *search = g_new0 (Search, 1);

    search->workspace = g_object_ref (self->workspace);
    search->text = g_strdup (text);
    slip_work_read (self, find, search, (GDestroyNotify) search_free, on_found_cb,
                    (GDestroyNotify) g_ptr_array_unref, self->search);
  }
}

static void
on_stop_search_cb (SlipSidebar *self)
{
  gtk_editable_set_text (self->entry, "");
}

void
slip_sidebar_search (SlipSidebar *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
  gtk_editable_select_region (self->entry, 0, -1);
}

/* == life == */

void
slip_sidebar_set_workspace (SlipSidebar *self, SlipWorkspace *workspace)
{
  if (self->workspace != NULL)
    g_clear_signal_handler (&self->changed_id, self->workspace);
  g_clear_handle_id (&self->refresh_id, g_source_remove);
  g_set_object (&self->workspace, workspace);
  clear (self->places);
  gtk_editable_set_text (self->entry, "");
  if (workspace == NULL)
    return;
  self->changed_id =
      g_signal_connect_swapped (workspace, "changed", G_CALLBACK (on_changed_cb), self);
  on_refresh_cb (self);
}

static void
slip_sidebar_dispose (GObject *object)
{
  SlipSidebar *self = SLIP_SIDEBAR (object);

  if (self->workspace != NULL)
    g_clear_signal_handler (&self->changed_id, self->workspace);
  g_clear_handle_id (&self->refresh_id, g_source_remove);
  if (self->search != NULL)
    g_cancellable_cancel (self->search);
  g_clear_object (&self->search);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (slip_sidebar_parent_class)->dispose (object);
}

static void
slip_sidebar_class_init (SlipSidebarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = slip_sidebar_dispose;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/slipway/Slipway/ui/library/slip-sidebar.ui");
  gtk_widget_class_bind_template_child (widget_class, SlipSidebar, entry);
  gtk_widget_class_bind_template_child (widget_class, SlipSidebar, stack);
  gtk_widget_class_bind_template_child (widget_class, SlipSidebar, places);
  gtk_widget_class_bind_template_child (widget_class, SlipSidebar, hits);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_stop_search_cb);
}

static void
slip_sidebar_init (SlipSidebar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
