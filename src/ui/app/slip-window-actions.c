/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The window's actions: pages know only their names (slip-window.h), here stands what they do. */

#include "ui/app/slip-window-private.h"

#include <glib/gi18n.h>

#include "ui/app/slip-feedback.h"
#include "ui/app/slip-settings.h"
#include "ui/audit/slip-audit-page.h"
#include "ui/editor/slip-editor.h"
#include "ui/library/slip-library.h"
#include "ui/library/slip-release-page.h"
#include "ui/output/slip-output-actions.h"
#include "ui/people/slip-people-page.h"
#include "ui/process/slip-process-actions.h"
#include "ui/review/slip-review.h"
#include "ui/sync/slip-shared-folder.h"

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
          slip_window_go_back_to (self, i);
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

void
slip_window_install_actions (GtkWidgetClass *widget_class)
{
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
  slip_audit_install_actions (widget_class);
  slip_library_install_actions (widget_class);
  slip_output_install_actions (widget_class);
  slip_process_install_actions (widget_class);
  slip_review_install_actions (widget_class);
}
