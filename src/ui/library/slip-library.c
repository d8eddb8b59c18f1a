/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* See slip-library.h. What watches a workspace hangs on the widget and goes with it. */

#include "ui/library/slip-library.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/slip-datetime.h"
#include "ui/app/slip-about.h"
#include "ui/app/slip-feedback.h"
#include "ui/app/slip-window.h"
#include "ui/app/slip-work.h"
#include "ui/library/slip-lessons-page.h"
#include "ui/library/slip-new-release.h"

/* Long enough for a burst of edits, short enough to seem at once. */
#define SETTLE_MS 200

/* == what is there == */

gboolean
slip_library_has_action (GtkWidget *widget, const char *name)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  const char *plain = g_str_has_prefix (name, "win.") ? name + strlen ("win.") : name;
  const char *action;
  const GVariantType *type;
  const char *property;
  GType owner;

  if (root == NULL)
    return FALSE;
  if (G_IS_ACTION_GROUP (root) && g_action_group_has_action (G_ACTION_GROUP (root), plain))
    return TRUE;
  for (guint i = 0; gtk_widget_class_query_action (GTK_WIDGET_GET_CLASS (root), i, &owner, &action,
                                                   &type, &property);
       i++)
    if (g_str_equal (action, name))
      return TRUE;
  return FALSE;
}

/* == changes == */

typedef struct
{
  GtkWidget *widget; /* unowned: it owns this */
  SlipWorkspace *workspace;
  SlipRefreshFunc refresh;
  gulong changed_id;
  gulong map_id;
  guint timeout_id;
  gboolean stale;
} Watch;

static void
watch_free (gpointer data)
{
  Watch *watch = data;

  g_clear_handle_id (&watch->timeout_id, g_source_remove);
  g_clear_signal_handler (&watch->changed_id, watch->workspace);
  /* As late as the widget's end, its handlers have gone before. */
  if (watch->map_id != 0 && g_signal_handler_is_connected (watch->widget, watch->map_id))
    g_signal_handler_disconnect (watch->widget, watch->map_id);
  g_object_unref (watch->workspace);
  g_free (watch);
}

static gboolean
on_settled_cb (gpointer data)
{
  Watch *watch = data;

  watch->timeout_id = 0;
  if (gtk_widget_get_mapped (watch->widget))
    watch->refresh (watch->widget);
  else
    watch->stale = TRUE;
  return G_SOURCE_REMOVE;
}

static void
on_changed_cb (Watch *watch)
{
  if (watch->timeout_id == 0)
    watch->timeout_id = g_timeout_add (SETTLE_MS, on_settled_cb, watch);
}

static void
on_map_cb (Watch *watch)
{
  if (!watch->stale)
    return;
  watch->stale = FALSE;
  watch->refresh (watch->widget);
}

void
slip_library_watch (GtkWidget *widget, SlipWorkspace *workspace, SlipRefreshFunc refresh)
{
  Watch *watch;

  g_object_set_data (G_OBJECT (widget), "slip-watch", NULL);
  if (workspace == NULL)
    return;
  watch = g_new0 (Watch, 1);
  watch->widget = widget;
  watch->workspace = g_object_ref (workspace);
  watch->refresh = refresh;
  watch->changed_id =
      g_signal_connect_swapped (workspace, "changed", G_CALLBACK (on_changed_cb), watch);
  watch->map_id = g_signal_connect_swapped (widget, "map", G_CALLBACK (on_map_cb), watch);
  g_object_set_data_full (G_OBJECT (widget), "slip-watch", watch, watch_free);
}

/* == times == */

static GDateTime *
parse_time (const char *text)
{
  gint64 ms;
  g_autoptr (GDateTime) utc = NULL;

  if (text == NULL || !slip_datetime_is_valid (text) || !slip_datetime_to_ms (text, &ms))
    return NULL;
  utc = g_date_time_new_from_unix_utc (ms / 1000);
  return utc != NULL ? g_date_time_to_local (utc) : NULL;
}

char *
slip_library_period (const char *from, const char *until)
{
  g_autoptr (GDateTime) start = parse_time (from);
  g_autoptr (GDateTime) end = parse_time (until);
  /* xgettext:no-c-format Translators: a day and a time: 5 December 2026, 18:00 */
  const char *whole = _ ("%-d %B %Y, %H:%M");
  g_autofree char *start_text = start != NULL ? g_date_time_format (start, whole) : NULL;
  g_autofree char *end_text = NULL;

  if (start == NULL && end == NULL)
    return NULL;
  if (start != NULL && end != NULL &&
      g_date_time_get_day_of_year (start) == g_date_time_get_day_of_year (end) &&
      g_date_time_get_year (start) == g_date_time_get_year (end))
    end_text = g_date_time_format (end, "%H:%M");
  else if (end != NULL)
    end_text = g_date_time_format (end, whole);
  if (end == NULL)
    /* Translators: a window of time that has no end yet */
    return g_strdup_printf (_ ("From %s"), start_text);
  if (start == NULL)
    return g_strdup_printf (_ ("Until %s"), end_text);
  return g_strdup_printf ("%s – %s", start_text, end_text);
}

/* == nothing there == */

SlipPage *
slip_library_empty_page_new (void)
{
  SlipPage *page = g_object_new (SLIP_TYPE_PAGE, "title", _ ("Releases"), NULL);
  GtkWidget *status = adw_status_page_new ();
  GtkWidget *button = gtk_button_new_with_mnemonic (_ ("_New Release…"));

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (status), "folder-new-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (status), _ ("No Releases Yet"));
  adw_status_page_set_description (
      ADW_STATUS_PAGE (status),
      _ ("A release holds the documents that take one version into production."));
  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "pill");
  gtk_widget_add_css_class (button, "suggested-action");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.new-release");
  adw_status_page_set_child (ADW_STATUS_PAGE (status), button);
  slip_page_set_content (page, status);
  g_object_set_data (G_OBJECT (page), "slip-empty", status);
  return page;
}

gboolean
slip_library_is_empty_page (SlipPage *page)
{
  return g_object_get_data (G_OBJECT (page), "slip-empty") != NULL;
}

/* == the window's actions == */

static void
on_new_release_cb (GtkWidget *widget, const char *name, GVariant *target)
{
  SlipWorkspace *workspace = slip_window_get_workspace (SLIP_WINDOW (widget));

  if (workspace != NULL)
    slip_new_release_present (GTK_WINDOW (widget), workspace);
}

static gpointer
restore_document (gpointer data, GCancellable *cancellable, GError **error)
{
  SlipAbout *about = data;

  return GINT_TO_POINTER (slip_workspace_restore_document (about->workspace, about->record, error));
}

static void
on_restored_cb (gpointer owner, gpointer result, const GError *error, gpointer data)
{
  if (error != NULL)
    slip_feedback_error (owner, _ ("The Document Could Not Be Restored"), error);
}

static void
on_restore_document_cb (GtkWidget *widget, const char *name, GVariant *target)
{
  SlipWorkspace *workspace = slip_window_get_workspace (SLIP_WINDOW (widget));

  if (workspace != NULL)
    slip_work_edit (widget, restore_document,
                    slip_about_new (workspace, g_variant_get_string (target, NULL)),
                    slip_about_free, on_restored_cb, NULL, NULL);
}

static void
on_show_lessons_cb (GtkWidget *widget, const char *name, GVariant *target)
{
  SlipWindow *window = SLIP_WINDOW (widget);

  if (slip_window_get_workspace (window) != NULL)
    slip_window_show (window, slip_lessons_page_new (slip_window_get_workspace (window)));
}

void
slip_library_install_actions (GtkWidgetClass *window_class)
{
  gtk_widget_class_install_action (window_class, "win.new-release", NULL, on_new_release_cb);
  gtk_widget_class_install_action (window_class, "win.show-lessons", NULL, on_show_lessons_cb);
  gtk_widget_class_install_action (window_class, "win.restore-document", "s",
                                   on_restore_document_cb);
}
