/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The window: which workspace is open, and which page is in sight. */

#include "ui/app/slip-window-private.h"

#include <glib/gi18n.h>

#include "ui/app/slip-feedback.h"
#include "ui/app/slip-known.h"
#include "ui/app/slip-names.h"
#include "ui/app/slip-settings.h"
#include "ui/app/slip-work.h"
#include "ui/people/slip-people-page.h"
#include "ui/sync/slip-credentials.h"

G_DEFINE_FINAL_TYPE (SlipWindow, slip_window, ADW_TYPE_APPLICATION_WINDOW)

enum
{
  PROP_WORKSPACE = 1,
  N_PROPS
};
static GParamSpec *props[N_PROPS];

/* == pages == */

SlipPage *
slip_window_get_page (SlipWindow *self)
{
  return self->stack->len > 0 ? g_ptr_array_index (self->stack, self->stack->len - 1) : NULL;
}

static void
on_place_changed_cb (SlipWindow *self)
{
  gboolean folded = adw_leaflet_get_folded (self->leaflet);
  SlipPage *page = slip_window_get_page (self);

  adw_header_bar_set_show_end_title_buttons (self->side_header, folded);
  if (page != NULL)
    slip_page_set_place (page, folded || self->stack->len > 1, folded);
  gtk_widget_action_set_enabled (
      GTK_WIDGET (self), "win.back",
      self->stack->len > 1 ||
          (folded && GTK_WIDGET (self->pages) == adw_leaflet_get_visible_child (self->leaflet)));
}

/* Pages that have slid away go for good. */
static void
on_transition_cb (SlipWindow *self)
{
  if (gtk_stack_get_transition_running (self->pages))
    return;
  while (self->leaving->len > 0)
    {
      GtkWidget *page = g_ptr_array_index (self->leaving, self->leaving->len - 1);

      g_ptr_array_set_size (self->leaving, self->leaving->len - 1);
      gtk_stack_remove (self->pages, page);
    }
}

static void
retire (SlipWindow *self, guint keep)
{
  while (self->stack->len > keep)
    {
      SlipPage *page = slip_window_get_page (self);

      slip_page_leave (page);
      g_ptr_array_set_size (self->stack, self->stack->len - 1);
      g_ptr_array_add (self->leaving, page);
    }
}

static void
show_top (SlipWindow *self, GtkStackTransitionType transition)
{
  SlipPage *page = slip_window_get_page (self);

  if (page != NULL)
    {
      gtk_stack_set_transition_type (self->pages, transition);
      gtk_stack_set_visible_child (self->pages, GTK_WIDGET (page));
      adw_leaflet_set_visible_child (self->leaflet, GTK_WIDGET (self->pages));
    }
  on_place_changed_cb (self);
  on_transition_cb (self);
}

/* What a page has to say of itself takes the place of that. */
static void
take_page (SlipWindow *self, SlipPage *page)
{
  if (self->workspace != NULL && slip_workspace_is_read_only (self->workspace))
    slip_page_set_banner (page,
                          _ ("This folder can't be written to. You can read, search and export."),
                          _ ("_Copy to Another Folder…"), "win.copy-workspace");
  g_ptr_array_add (self->stack, page);
  gtk_stack_add_child (self->pages, GTK_WIDGET (page));
}

void
slip_window_push (SlipWindow *self, SlipPage *page)
{
  take_page (self, page);
  show_top (self, GTK_STACK_TRANSITION_TYPE_SLIDE_LEFT);
  gtk_widget_child_focus (GTK_WIDGET (page), GTK_DIR_TAB_FORWARD);
}

void
slip_window_go_back_to (SlipWindow *self, guint keep)
{
  retire (self, keep);
  show_top (self, GTK_STACK_TRANSITION_TYPE_SLIDE_RIGHT);
}

void
slip_window_pop (SlipWindow *self)
{
  if (self->stack->len > 1)
    slip_window_go_back_to (self, self->stack->len - 1);
  else
    adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_BACK);
}

void
slip_window_show (SlipWindow *self, SlipPage *page)
{
  retire (self, 0);
  slip_sidebar_select (self->sidebar, NULL);
  take_page (self, page);
  show_top (self, GTK_STACK_TRANSITION_TYPE_CROSSFADE);
}

/* == workspaces == */

SlipWorkspace *
slip_window_get_workspace (SlipWindow *self)
{
  return self->workspace;
}

static void
stop_syncing (SlipWindow *self)
{
  if (self->scheduler == NULL)
    return;
  slip_sync_button_set_scheduler (self->sync_button, NULL);
  slip_sync_scheduler_stop (self->scheduler);
  g_clear_object (&self->watch);
  g_clear_object (&self->waiting);
  g_clear_object (&self->scheduler);
}

static void
start_syncing (SlipWindow *self)
{
  self->scheduler = slip_sync_scheduler_new (self->workspace);
  slip_sync_scheduler_set_prepare (self->scheduler, slip_credentials_settle);
  g_settings_bind (slip_settings_get (), "sync-automatically", self->scheduler, "automatic",
                   G_SETTINGS_BIND_GET);
  slip_sync_button_set_scheduler (self->sync_button, self->scheduler);
  self->waiting = slip_waiting_new (GTK_WINDOW (self), self->workspace, self->scheduler);
  self->watch = slip_watch_new (GTK_WINDOW (self), self->workspace);
}

static void
put_away (SlipWindow *self)
{
  stop_syncing (self);
  retire (self, 0);
  on_transition_cb (self);
  slip_sidebar_set_workspace (self->sidebar, NULL);
  g_clear_object (&self->workspace);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_WORKSPACE]);
}

void
slip_window_close_workspace (SlipWindow *self)
{
  put_away (self);
  gtk_stack_set_visible_child_name (self->root, "welcome");
}

typedef struct
{
  char *dir;
  gboolean waits; /* to be admitted */
} Opening;

static void
opening_free (Opening *opening)
{
  g_free (opening->dir);
  g_free (opening);
}

static gpointer
open_workspace (gpointer data, GCancellable *cancellable, GError **error)
{
  Opening *opening = data;
  SlipWorkspace *workspace = slip_workspace_open (opening->dir, error);

  opening->waits = workspace != NULL && slip_workspace_get_asks (workspace) != SLIP_ASKS_NOTHING;
  return workspace;
}

static void
set_workspace_menu (SlipWindow *self, GPtrArray *list)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) known = g_menu_new ();
  g_autoptr (GMenu) more = g_menu_new ();

  for (guint i = 0; list != NULL && i < list->len; i++)
    {
      const SlipKnown *workspace = g_ptr_array_index (list, i);
      g_autoptr (GMenuItem) item = g_menu_item_new (workspace->name, NULL);

      if (workspace->problem != NULL)
        continue;
      g_menu_item_set_action_and_target (item, "win.open-workspace", "s", workspace->dir);
      g_menu_append_item (known, item);
    }
  g_menu_append (more, _ ("_Other Workspace…"), "win.other-workspace");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (known));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (more));
  gtk_menu_button_set_menu_model (self->workspace_button, G_MENU_MODEL (menu));
}

static void
on_known_cb (gpointer owner, gpointer result, const GError *error, gpointer data)
{
  set_workspace_menu (SLIP_WINDOW (owner), result);
}

static void
open_wanted (SlipWindow *self)
{
  g_autofree char *document = g_steal_pointer (&self->wanted);

  if (document != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.open-document", "(ss)", document, "");
}

static void
on_opened_cb (gpointer owner, gpointer result, const GError *error, gpointer data)
{
  SlipWindow *self = owner;
  Opening *opening = data;
  g_autofree char *name = NULL;

  if (result == NULL)
    {
      slip_window_close_workspace (self);
      slip_feedback_error (GTK_WIDGET (self), _ ("The Workspace Could Not Be Opened"), error);
      return;
    }
  put_away (self);
  self->workspace = g_object_ref (result);
  slip_settings_use_workspace (opening->dir);
  name = slip_workspace_get_info (self->workspace, "name", NULL);
  gtk_label_set_label (self->workspace_name, name != NULL ? name : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->workspace_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Switch Workspace"), -1);
  gtk_window_set_title (GTK_WINDOW (self), name);
  set_workspace_menu (self, NULL);
  slip_known_read (self, on_known_cb);
  slip_sidebar_set_workspace (self->sidebar, self->workspace);
  start_syncing (self);
  gtk_stack_set_visible_child_name (self->root, "workspace");
  /* There is nothing else to see yet, and it says what to do. */
  if (opening->waits)
    slip_window_show (self, slip_people_page_new (self->workspace));
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_WORKSPACE]);
  open_wanted (self);
}

void
slip_window_open_document (SlipWindow *self, const char *dir, const char *document)
{
  g_free (self->wanted);
  self->wanted = g_strdup (document);
  if (self->workspace != NULL && g_str_equal (slip_workspace_get_dir (self->workspace), dir))
    open_wanted (self);
  else
    slip_window_open (self, dir);
}

void
slip_window_open (SlipWindow *self, const char *dir)
{
  Opening *opening = g_new0 (Opening, 1);

  opening->dir = g_strdup (dir);
  slip_work_read (self, open_workspace, opening, (GDestroyNotify) opening_free, on_opened_cb,
                  g_object_unref, NULL);
}

/* == life == */

static void
on_active_cb (SlipWindow *self)
{
  if (self->scheduler != NULL && gtk_window_is_active (GTK_WINDOW (self)))
    slip_sync_scheduler_focus (self->scheduler);
}

static gboolean
slip_window_close_request (GtkWindow *window)
{
  SlipWindow *self = SLIP_WINDOW (window);
  int width;
  int height;

  for (guint i = self->stack->len; i > 0; i--)
    slip_page_leave (g_ptr_array_index (self->stack, i - 1));
  gtk_window_get_default_size (window, &width, &height);
  g_settings_set (slip_settings_get (), "window-size", "(ii)", width, height);
  g_settings_set_boolean (slip_settings_get (), "window-maximized",
                          gtk_window_is_maximized (window));
  return GTK_WINDOW_CLASS (slip_window_parent_class)->close_request (window);
}

static void
slip_window_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SlipWindow *self = SLIP_WINDOW (object);

  switch (id)
    {
    case PROP_WORKSPACE:
      g_value_set_object (value, self->workspace);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
slip_window_dispose (GObject *object)
{
  SlipWindow *self = SLIP_WINDOW (object);

  /* The button goes with the template's other widgets. */
  if (self->scheduler != NULL)
    slip_sync_scheduler_stop (self->scheduler);
  g_clear_object (&self->watch);
  g_clear_object (&self->waiting);
  g_clear_object (&self->scheduler);
  g_clear_object (&self->workspace);
  g_clear_pointer (&self->wanted, g_free);
  G_OBJECT_CLASS (slip_window_parent_class)->dispose (object);
}

static void
slip_window_finalize (GObject *object)
{
  SlipWindow *self = SLIP_WINDOW (object);

  g_ptr_array_unref (self->stack);
  g_ptr_array_unref (self->leaving);
  G_OBJECT_CLASS (slip_window_parent_class)->finalize (object);
}

static void
slip_window_class_init (SlipWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = slip_window_get_property;
  object_class->dispose = slip_window_dispose;
  object_class->finalize = slip_window_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = slip_window_close_request;
  props[PROP_WORKSPACE] = g_param_spec_object ("workspace", NULL, NULL, SLIP_TYPE_WORKSPACE,
                                               G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  g_type_ensure (SLIP_TYPE_WELCOME_PAGE);
  g_type_ensure (SLIP_TYPE_SIDEBAR);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/slipway/Slipway/ui/app/slip-window.ui");
  gtk_widget_class_bind_template_child (widget_class, SlipWindow, root);
  gtk_widget_class_bind_template_child (widget_class, SlipWindow, welcome);
  gtk_widget_class_bind_template_child (widget_class, SlipWindow, leaflet);
  gtk_widget_class_bind_template_child (widget_class, SlipWindow, side);
  gtk_widget_class_bind_template_child (widget_class, SlipWindow, side_header);
  gtk_widget_class_bind_template_child (widget_class, SlipWindow, sync_slot);
  gtk_widget_class_bind_template_child (widget_class, SlipWindow, workspace_button);
  gtk_widget_class_bind_template_child (widget_class, SlipWindow, workspace_name);
  gtk_widget_class_bind_template_child (widget_class, SlipWindow, sidebar);
  gtk_widget_class_bind_template_child (widget_class, SlipWindow, pages);
  gtk_widget_class_bind_template_callback (widget_class, on_place_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_transition_cb);
  slip_window_install_actions (widget_class);
}

static void
slip_window_init (SlipWindow *self)
{
  int width;
  int height;

  self->stack = g_ptr_array_new ();
  self->leaving = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  self->sync_button = g_object_new (SLIP_TYPE_SYNC_BUTTON, NULL);
  adw_bin_set_child (self->sync_slot, GTK_WIDGET (self->sync_button));
  g_signal_connect (self, "notify::is-active", G_CALLBACK (on_active_cb), NULL);
  g_settings_get (slip_settings_get (), "window-size", "(ii)", &width, &height);
  gtk_window_set_default_size (GTK_WINDOW (self), width, height);
  if (g_settings_get_boolean (slip_settings_get (), "window-maximized"))
    gtk_window_maximize (GTK_WINDOW (self));
  on_place_changed_cb (self);
}

SlipWindow *
slip_window_new (GtkApplication *application)
{
  SlipWindow *self = g_object_new (SLIP_TYPE_WINDOW, "application", application, NULL);
  GtkShortcutsWindow *shortcuts =
      gtk_application_window_get_help_overlay (GTK_APPLICATION_WINDOW (self));

  if (shortcuts != NULL)
    slip_names_complete (gtk_window_get_titlebar (GTK_WINDOW (shortcuts)));
  return self;
}
