/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Releases come from the workspace and follow its "changed". What is searched for stands in slip-search-results.c. */

#include "ui/library/slip-sidebar.h"

#include <glib/gi18n.h>
#include <string.h>

#include "ui/app/slip-window.h"
#include "ui/app/slip-work.h"
#include "ui/library/slip-library.h"
#include "ui/library/slip-place-view.h"
#include "ui/library/slip-search-results.h"

struct _SlipSidebar
{
  AdwBin parent_instance;
  SlipWorkspace *workspace; /* nullable */
  char *selected;           /* nullable: as slip_sidebar_select() takes it */
  GListStore *store;        /* (element-type SlipPlace): releases, newest first */
  GtkSingleSelection *selection;
  GtkEditable *entry;
  GtkStack *stack;
  GtkListView *releases;
  GtkWidget *begin;
  GtkListBox *pages;
  SlipSearchResults *results;
};

G_DEFINE_FINAL_TYPE (SlipSidebar, slip_sidebar, ADW_TYPE_BIN)

/* == where the window is == */

static const char *
action_of (GtkListBoxRow *row)
{
  return g_object_get_data (G_OBJECT (row), "slip-action");
}

static void
show_selection (SlipSidebar *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->store));
  guint at = GTK_INVALID_LIST_POSITION;
  GtkListBoxRow *row;

  for (guint i = 0; self->selected != NULL && i < n && at == GTK_INVALID_LIST_POSITION; i++)
    {
      g_autoptr (SlipPlace) place = g_list_model_get_item (G_LIST_MODEL (self->store), i);

      if (g_str_equal (slip_place_get_id (place), self->selected))
        at = i;
    }
  gtk_single_selection_set_selected (self->selection, at);
  gtk_list_box_unselect_all (self->pages);
  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->pages, i)) != NULL; i++)
    if (g_strcmp0 (action_of (row), self->selected) == 0)
      gtk_list_box_select_row (self->pages, row);
}

void
slip_sidebar_select (SlipSidebar *self, const char *place)
{
  char *copy = g_strdup (place);

  g_free (self->selected);
  self->selected = copy;
  show_selection (self);
}

static void
on_go_cb (gpointer widget, SlipPlace *place)
{
  gtk_widget_activate_action (GTK_WIDGET (widget), "win.open-release", "s",
                              slip_place_get_id (place));
}

static void
on_page_activated_cb (SlipSidebar *self, GtkListBoxRow *row)
{
  const char *action = action_of (row);

  gtk_widget_activate_action (GTK_WIDGET (self), action, NULL);
  slip_sidebar_select (self, action);
}

/* == releases == */

static gpointer
list_releases (gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) releases = slip_workspace_list_releases (data, error);
  g_autoptr (GPtrArray) places = g_ptr_array_new_with_free_func (g_object_unref);

  if (releases == NULL)
    return NULL;
  for (guint i = releases->len; i > 0; i--)
    {
      const SlipReleaseInfo *info = g_ptr_array_index (releases, i - 1);
      const char *title = info->title != NULL ? info->title : "";
      const char *version = info->version != NULL ? info->version : "";
      g_autofree char *count = g_strdup_printf (
          ngettext ("%u document", "%u documents", info->n_documents), info->n_documents);
      g_autofree char *text = *version == '\0' || strstr (title, version) != NULL
                                  ? g_strdup (count)
                                  : g_strdup_printf ("%s · %s", version, count);

      g_ptr_array_add (places, slip_place_new (info->id, title, text, ""));
    }
  return g_steal_pointer (&places);
}

/* A window that shows nothing yet begins with the newest release. */
static void
open_first (SlipSidebar *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  g_autoptr (SlipPlace) first = g_list_model_get_item (G_LIST_MODEL (self->store), 0);
  SlipPage *page;

  if (!SLIP_IS_WINDOW (root))
    return;
  page = slip_window_get_page (SLIP_WINDOW (root));
  if (page != NULL && !slip_library_is_empty_page (page))
    return;
  if (first != NULL)
    on_go_cb (self, first);
  else if (page == NULL)
    slip_window_show (SLIP_WINDOW (root), slip_library_empty_page_new ());
}

static void
on_releases_cb (gpointer owner, gpointer result, const GError *error, gpointer data)
{
  SlipSidebar *self = owner;

  if (data != self->workspace || result == NULL)
    return;
  slip_place_store_set (self->store, result);
  gtk_widget_set_visible (self->begin, ((GPtrArray *) result)->len == 0);
  show_selection (self);
  open_first (self);
}

static void
refresh (gpointer widget)
{
  SlipSidebar *self = widget;

  slip_work_read (self, list_releases, g_object_ref (self->workspace), g_object_unref,
                  on_releases_cb, (GDestroyNotify) g_ptr_array_unref, NULL);
  if (*gtk_editable_get_text (self->entry) != '\0')
    slip_search_results_refresh (self->results);
}

/* == other pages == */

static void
append_page (SlipSidebar *self, const char *icon, const char *title, const char *action)
{
  GtkWidget *row;
  GtkWidget *box;
  GtkWidget *label;

  if (!slip_library_has_action (GTK_WIDGET (self), action))
    return;
  row = gtk_list_box_row_new ();
  box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  label = gtk_label_new (title);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name (icon));
  gtk_box_append (GTK_BOX (box), label);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  g_object_set_data_full (G_OBJECT (row), "slip-action", g_strdup (action), g_free);
  gtk_list_box_append (self->pages, row);
}

static void
list_pages (SlipSidebar *self)
{
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->pages, 0)) != NULL)
    gtk_list_box_remove (self->pages, GTK_WIDGET (row));
  append_page (self, "avatar-default-symbolic", _ ("For Me"), "win.show-for-me");
  append_page (self, "view-list-bullet-symbolic", _ ("Lessons"), "win.show-lessons");
  append_page (self, "system-users-symbolic", _ ("People"), "win.show-people");
  append_page (self, "document-open-recent-symbolic", _ ("Audit Trail"), "win.show-audit");
}

/* == search == */

static void
on_search_changed_cb (SlipSidebar *self)
{
  const char *text = gtk_editable_get_text (self->entry);

  slip_search_results_set_text (self->results, text);
  gtk_stack_set_visible_child_name (self->stack, *text == '\0' ? "places" : "results");
}

static void
on_search_activate_cb (SlipSidebar *self)
{
  slip_search_results_open_first (self->results);
}

/* Down goes to what was found, as it does in menus. */
static gboolean
on_key_cb (SlipSidebar *self, guint key)
{
  if (key != GDK_KEY_Down && key != GDK_KEY_KP_Down)
    return GDK_EVENT_PROPAGATE;
  return *gtk_editable_get_text (self->entry) != '\0'
             ? slip_search_results_focus_first (self->results)
             : gtk_widget_child_focus (GTK_WIDGET (self->stack), GTK_DIR_TAB_FORWARD);
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
  slip_library_watch (GTK_WIDGET (self), workspace, refresh);
  g_set_object (&self->workspace, workspace);
  g_list_store_remove_all (self->store);
  slip_sidebar_select (self, NULL);
  gtk_editable_set_text (self->entry, "");
  slip_search_results_set_workspace (self->results, workspace);
  gtk_stack_set_visible_child_name (self->stack, "places");
  if (workspace == NULL)
    return;
  list_pages (self);
  refresh (self);
}

static void
slip_sidebar_dispose (GObject *object)
{
  SlipSidebar *self = SLIP_SIDEBAR (object);

  slip_library_watch (GTK_WIDGET (self), NULL, NULL);
  g_clear_object (&self->workspace);
  g_clear_object (&self->selection);
  g_clear_object (&self->store);
  g_clear_pointer (&self->selected, g_free);
  G_OBJECT_CLASS (slip_sidebar_parent_class)->dispose (object);
}

static void
slip_sidebar_class_init (SlipSidebarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = slip_sidebar_dispose;
  g_type_ensure (SLIP_TYPE_SEARCH_RESULTS);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/slipway/Slipway/ui/library/slip-sidebar.ui");
#define BIND(name) gtk_widget_class_bind_template_child (widget_class, SlipSidebar, name)
  BIND (entry);
  BIND (stack);
  BIND (releases);
  BIND (begin);
  BIND (pages);
  BIND (results);
#undef BIND
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_search_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_stop_search_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_page_activated_cb);
}

static void
slip_sidebar_init (SlipSidebar *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  self->store = g_list_store_new (SLIP_TYPE_PLACE);
  self->selection = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->store)));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key_cb), self);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  gtk_widget_add_controller (GTK_WIDGET (self->entry), keys);
  slip_place_view_set_up (self->releases, "folder-symbolic", on_go_cb, self);
  gtk_list_view_set_model (self->releases, GTK_SELECTION_MODEL (self->selection));
}
