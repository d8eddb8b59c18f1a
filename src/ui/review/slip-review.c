/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Each action opens a page on top of the one that is in sight; to revise is a dialogue. */

#include "ui/review/slip-review.h"

#include "ui/app/slip-window.h"
#include "ui/review/slip-comments-page.h"
#include "ui/review/slip-compare-page.h"
#include "ui/review/slip-conflicts-page.h"
#include "ui/review/slip-history-page.h"
#include "ui/review/slip-sign-page.h"
#include "ui/review/slip-signature-acts.h"
#include "ui/review/slip-signatures-page.h"

typedef SlipPage *(*NewPage) (SlipWorkspace *workspace, const char *record);

static void
push (GtkWidget *widget, NewPage new_page, GVariant *record)
{
  SlipWindow *window = SLIP_WINDOW (widget);
  SlipWorkspace *workspace = slip_window_get_workspace (window);

  if (workspace != NULL)
    slip_window_push (window, new_page (workspace, g_variant_get_string (record, NULL)));
}

static void
on_sign_cb (GtkWidget *widget, const char *name, GVariant *target)
{
  push (widget, slip_sign_page_new, target);
}

static void
on_conflicts_cb (GtkWidget *widget, const char *name, GVariant *target)
{
  push (widget, slip_conflicts_page_new, target);
}

static void
on_signatures_cb (GtkWidget *widget, const char *name, GVariant *target)
{
  push (widget, slip_signatures_page_new, target);
}

static void
on_compare_cb (GtkWidget *widget, const char *name, GVariant *target)
{
  push (widget, slip_compare_page_new, target);
}

/* @target: a record, and where in it; "": all of it. */
static void
push_at (GtkWidget *widget,
         SlipPage *(*make) (SlipWorkspace *workspace, const char *record, const char *path),
         GVariant *target)
{
  SlipWindow *window = SLIP_WINDOW (widget);
  SlipWorkspace *workspace = slip_window_get_workspace (window);
  const char *record;
  const char *path;

  g_variant_get (target, "(&s&s)", &record, &path);
  if (workspace != NULL)
    slip_window_push (window, make (workspace, record, path));
}

static void
on_history_cb (GtkWidget *widget, const char *name, GVariant *target)
{
  push_at (widget, slip_history_page_new, target);
}

static void
on_comments_cb (GtkWidget *widget, const char *name, GVariant *target)
{
  push_at (widget, slip_comments_page_new, target);
}

static void
on_thread_cb (GtkWidget *widget, const char *name, GVariant *target)
{
  push_at (widget, slip_comments_page_new_for_thread, target);
}

static void
on_revise_cb (GtkWidget *widget, const char *name, GVariant *target)
{
  SlipWorkspace *workspace = slip_window_get_workspace (SLIP_WINDOW (widget));
  const char *document;
  guint proposals;
  gboolean starts;

  g_variant_get (target, "(&sub)", &document, &proposals, &starts);
  if (workspace != NULL)
    slip_signature_acts_revise (widget, workspace, document, proposals, starts);
}

void
slip_review_install_actions (GtkWidgetClass *window_class)
{
  gtk_widget_class_install_action (window_class, "win.sign", "s", on_sign_cb);
  gtk_widget_class_install_action (window_class, "win.show-conflicts", "s", on_conflicts_cb);
  gtk_widget_class_install_action (window_class, "win.show-signatures", "s", on_signatures_cb);
  gtk_widget_class_install_action (window_class, "win.compare", "s", on_compare_cb);
  gtk_widget_class_install_action (window_class, "win.revise", "(sub)", on_revise_cb);
  gtk_widget_class_install_action (window_class, "win.show-history", "(ss)", on_history_cb);
  gtk_widget_class_install_action (window_class, "win.show-comments", "(ss)", on_comments_cb);
  gtk_widget_class_install_action (window_class, "win.show-thread", "(ss)", on_thread_cb);
}
