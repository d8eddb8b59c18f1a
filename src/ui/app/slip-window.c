/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The window: which workspace is open, and which page is in sight. */

#define G_LOG_DOMAIN "slipway"

#include "ui/app/slip-window.h"

#include <glib/gi18n.h>

#include "ui/app/slip-feedback.h"
#include "ui/app/slip-known.h"
#include "ui/app/slip-names.h"
#include "ui/app/slip-settings.h"
#include "ui/app/slip-work.h"
#include "ui/editor/slip-editor.h"
#include "ui/library/slip-library.h"
#include "ui/library/slip-release-page.h"
#include "ui/library/slip-sidebar.h"
#include "ui/output/slip-output-actions.h"
#include "ui/output/slip-export-dialog.h"
#include "ui/people/slip-people-page.h"
#include "ui/review/slip-review.h"
#include "ui/start/slip-welcome-page.h"
#include "ui/sync/slip-credentials.h"
#include "ui/sync/slip-shared-folder.h"
#include "ui/sync/slip-sync-button.h"
#include "ui/sync/slip-waiting.h"

struct _SlipWindow
{
  AdwApplicationWindow parent_instance;
  SlipWorkspace *workspace; /* nullable */
  GPtrArray *stack;         /* (element-type SlipPage): the page in sight is the last */
  GPtrArray *leaving;       /* (element-type SlipPage): they slide away */
  GtkStack *root;
  SlipWelcomePage *welcome;
  AdwLeaflet *leaflet;
  GtkWidget *side;
  AdwHeaderBar *side_header;
  AdwBin *sync_slot;
  SlipSyncButton *sync_button;
  SlipSyncScheduler *scheduler; /* nullable */
  SlipWaiting *waiting;         /* nullable */
  char *wanted;                 /* nullable: id of the document to open once its workspace is */
  GtkMenuButton *workspace_button;
  GtkLabel *workspace_name;
  SlipSidebar *sidebar;
  GtkStack *pages;
};

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

void
slip_window_push (SlipWindow *self, SlipPage *page)
{
  g_ptr_array_add (self->stack, page);
  gtk_stack_add_child (self->pages, GTK_WIDGET (page));
  show_top (self, GTK_STACK_TRANSITION_TYPE_SLIDE_LEFT);
  gtk_widget_child_focus (GTK_WIDGET (page), GTK_DIR_TAB_FORWARD);
}

void
slip_window_pop (SlipWindow *self)
{
  if (self->stack->len > 1)
    {
      retire (self, self->stack->len - 1);
      show_top (self, GTK_STACK_TRANSITION_TYPE_SLIDE_RIGHT);
    }
  else
    adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_BACK);
}

void
slip_window_show (SlipWindow *self, SlipPage *page)
{
  retire (self, 0);
  slip_sidebar_select (self->sidebar, NULL);
  g_ptr_array_add (self->stack, page);
  gtk_stack_add_child (self->pages, GTK_WIDGET (page));
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

/* == actions == */

static void
on_back_cb (GtkWidget *widget, const char *name, GVariant *target)
{
  slip_window_pop (SLIP_WINDOW (widget));
}

/* An entry of a document leaves that to the document; asked for it, it would do nothing and say that it did. */
static gboolean
undoes_itself (GtkWidget *focus)
{
  if (GTK_IS_TEXT_VIEW (focus))
    return gtk_text_buffer_get_enable_undo (gtk_text_view_get_buffer (GTK_TEXT_VIEW (focus)));
  return GTK_IS_TEXT (focus) && gtk_editable_get_enable_undo (GTK_EDITABLE (focus));
}

/* Toasts and shortcuts are the window's, what can be undone is the page's; what is being typed undoes itself first. */
static void
undo_or_redo (SlipWindow *self, const char *of_text, const char *of_page)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));
  SlipPage *page = slip_window_get_page (self);

  if (undoes_itself (focus) && gtk_widget_activate_action (focus, of_text, NULL))
    return;
  if (page != NULL)
    gtk_widget_activate_action (GTK_WIDGET (page), of_page, NULL);
}

static void
on_undo_cb (GtkWidget *widget, const char *name, GVariant *target)
{
  undo_or_redo (SLIP_WINDOW (widget), "text.undo", "page.undo");
}

static void
on_redo_cb (GtkWidget *widget, const char *name, GVariant *target)
{
  undo_or_redo (SLIP_WINDOW (widget), "text.redo", "page.redo");
}

static void
on_open_workspace_cb (GtkWidget *widget, const char *name, GVariant *target)
{
  slip_window_open (SLIP_WINDOW (widget), g_variant_get_string (target, NULL));
}

static void
on_other_workspace_cb (GtkWidget *widget, const char *name, GVariant *target)
{
  slip_window_close_workspace (SLIP_WINDOW (widget));
}

static void
on_remember_workspace_cb (GtkWidget *widget, const char *name, GVariant *target)
{
  const char *dir;
  guint place;

  g_variant_get (target, "(&su)", &dir, &place);
  slip_settings_remember_workspace (dir, place);
}

static void
on_open_release_cb (GtkWidget *widget, const char *name, GVariant *target)
{
  SlipWindow *self = SLIP_WINDOW (widget);
  SlipPage *page = slip_window_get_page (self);
  const char *id = g_variant_get_string (target, NULL);

  if (self->workspace == NULL)
    return;
  if (SLIP_IS_RELEASE_PAGE (page) &&
      g_str_equal (slip_release_page_get_release (SLIP_RELEASE_PAGE (page)), id))
    adw_leaflet_set_visible_child (self->leaflet, GTK_WIDGET (self->pages));
  else
    slip_window_show (self, slip_release_page_new (self->workspace, id));
  slip_sidebar_select (self->sidebar, id);
}

/* A document that is open already is gone back to. */
static void
on_open_document_cb (GtkWidget *widget, const char *name, GVariant *target)
{
  SlipWindow *self = SLIP_WINDOW (widget);
  const char *record;
  const char *path;

  if (self->workspace == NULL)
    return;
  g_variant_get (target, "(&s&s)", &record, &path);
  for (guint i = self->stack->len; i > 0; i--)
    {
      SlipPage *page = g_ptr_array_index (self->stack, i - 1);

      if (!SLIP_IS_EDITOR (page) ||
          !g_str_equal (slip_editor_get_record (SLIP_EDITOR (page)), record))
        continue;
      if (i < self->stack->len)
        {
          retire (self, i);
          show_top (self, GTK_STACK_TRANSITION_TYPE_SLIDE_RIGHT);
        }
      adw_leaflet_set_visible_child (self->leaflet, GTK_WIDGET (self->pages));
      slip_editor_go (SLIP_EDITOR (page), path);
      return;
    }
  slip_window_push (self, slip_editor_new (self->workspace, record, path));
}

static void
on_show_people_cb (GtkWidget *widget, const char *name, GVariant *target)
{
  SlipWindow *self = SLIP_WINDOW (widget);

  if (self->workspace != NULL)
    slip_window_show (self, slip_people_page_new (self->workspace));
}

static void
on_sync_cb (GtkWidget *widget, const char *name, GVariant *target)
{
  SlipWindow *self = SLIP_WINDOW (widget);

  if (self->scheduler != NULL)
    slip_sync_scheduler_sync (self->scheduler);
}

static void
on_sync_again_cb (GtkWidget *widget, const char *name, GVariant *target)
{
  SlipWindow *self = SLIP_WINDOW (widget);

  if (self->scheduler != NULL)
    slip_sync_scheduler_sync_again (self->scheduler);
}

static void
on_cancel_sync_cb (GtkWidget *widget, const char *name, GVariant *target)
{
  SlipWindow *self = SLIP_WINDOW (widget);

  if (self->scheduler != NULL)
    slip_sync_scheduler_cancel (self->scheduler);
}

static void
on_shared_folder_cb (GtkWidget *widget, const char *name, GVariant *target)
{
  SlipWindow *self = SLIP_WINDOW (widget);

  if (self->scheduler != NULL)
    slip_shared_folder_present (GTK_WINDOW (self), self->workspace, self->scheduler);
}

static void
on_active_cb (SlipWindow *self)
{
  if (self->scheduler != NULL && gtk_window_is_active (GTK_WINDOW (self)))
    slip_sync_scheduler_focus (self->scheduler);
}

static void
on_toggle_sidebar_cb (GtkWidget *widget, const char *name, GVariant *target)
{
  SlipWindow *self = SLIP_WINDOW (widget);

  if (adw_leaflet_get_folded (self->leaflet))
    adw_leaflet_set_visible_child (self->leaflet, self->side);
  else
    gtk_widget_set_visible (self->side, !gtk_widget_get_visible (self->side));
}

static void
on_search_cb (GtkWidget *widget, const char *name, GVariant *target)
{
  SlipWindow *self = SLIP_WINDOW (widget);
  SlipPage *page = slip_window_get_page (self);

  if (page != NULL && slip_page_find (page))
    return;
  gtk_widget_set_visible (self->side, TRUE);
  adw_leaflet_set_visible_child (self->leaflet, self->side);
  slip_sidebar_search (self->sidebar);
}

static void
on_help_shown_cb (GObject *window, GAsyncResult *result, gpointer data)
{
  g_autoptr (SlipWindow) self = data;
  g_autoptr (GError) error = NULL;

  if (!gtk_show_uri_full_finish (GTK_WINDOW (window), result, &error))
    slip_feedback_error (GTK_WIDGET (self), _ ("The Help Could Not Be Opened"), error);
}

static void
on_help_cb (GtkWidget *widget, const char *name, GVariant *target)
{
  SlipPage *page = slip_window_get_page (SLIP_WINDOW (widget));
  g_autofree char *uri =
      g_strconcat ("help:slipway/", page != NULL ? slip_page_get_help (page) : "index", NULL);

  gtk_show_uri_full (GTK_WINDOW (widget), uri, GDK_CURRENT_TIME, NULL, on_help_shown_cb,
                     g_object_ref (widget));
}

/* == life == */

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
  gtk_widget_class_install_action (widget_class, "win.back", NULL, on_back_cb);
  gtk_widget_class_install_action (widget_class, "win.undo", NULL, on_undo_cb);
  gtk_widget_class_install_action (widget_class, "win.redo", NULL, on_redo_cb);
  gtk_widget_class_install_action (widget_class, "win.open-workspace", "s", on_open_workspace_cb);
  gtk_widget_class_install_action (widget_class, "win.other-workspace", NULL,
                                   on_other_workspace_cb);
  gtk_widget_class_install_action (widget_class, "win.remember-workspace", "(su)",
                                   on_remember_workspace_cb);
  gtk_widget_class_install_action (widget_class, "win.open-release", "s", on_open_release_cb);
  gtk_widget_class_install_action (widget_class, "win.open-document", "(ss)", on_open_document_cb);
  gtk_widget_class_install_action (widget_class, "win.show-people", NULL, on_show_people_cb);
  gtk_widget_class_install_action (widget_class, "win.sync", NULL, on_sync_cb);
  gtk_widget_class_install_action (widget_class, "win.sync-again", NULL, on_sync_again_cb);
  gtk_widget_class_install_action (widget_class, "win.cancel-sync", NULL, on_cancel_sync_cb);
  gtk_widget_class_install_action (widget_class, "win.shared-folder", NULL, on_shared_folder_cb);
  gtk_widget_class_install_action (widget_class, "win.toggle-sidebar", NULL, on_toggle_sidebar_cb);
  gtk_widget_class_install_action (widget_class, "win.search", NULL, on_search_cb);
  gtk_widget_class_install_action (widget_class, "win.help", NULL, on_help_cb);
  slip_library_install_actions (widget_class);
  slip_output_install_actions (widget_class);
  slip_review_install_actions (widget_class);
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
