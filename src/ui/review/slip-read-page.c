/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* See slip-read-page.h. Changes that come while something is being read make it read once more. */

#include "ui/review/slip-read-page.h"

#include <glib/gi18n.h>

#include "ui/library/slip-library.h"
#include "ui/review/slip-review-words.h"

typedef struct
{
  SlipWorkspace *workspace;
  char *record;
  char *extra;
  guint most;
  gboolean reading;
  gboolean stale;
  GtkStack *stack;
  AdwStatusPage *failure;
  AdwStatusPage *empty;
  AdwClamp *clamp;
  GtkBox *box;
} SlipReadPagePrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (SlipReadPage, slip_read_page, SLIP_TYPE_PAGE)

#define PRIVATE(self) ((SlipReadPagePrivate *) slip_read_page_get_instance_private (self))

/* The answer, with what frees it. */
typedef struct
{
  gpointer result;
  GDestroyNotify free_func;
} Answer;

typedef struct
{
  SlipReadQuestion question;
  SlipWorkFunc read;
  GDestroyNotify result_free;
} Job;

static void
job_free (Job *job)
{
  g_object_unref (job->question.workspace);
  g_free (job->question.record);
  g_free (job->question.extra);
  g_free (job);
}

static void
answer_free (Answer *answer)
{
  if (answer->result != NULL)
    answer->free_func (answer->result);
  g_free (answer);
}

static gpointer
run (gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;
  gpointer result = job->read (&job->question, cancellable, error);
  Answer *answer;

  if (result == NULL)
    return NULL;
  answer = g_new0 (Answer, 1);
  answer->result = result;
  answer->free_func = job->result_free;
  return answer;
}

static void
on_read_cb (gpointer owner, gpointer result, const GError *error, gpointer data)
{
  SlipReadPage *self = owner;
  SlipReadPagePrivate *priv = PRIVATE (self);
  Answer *answer = result;

  priv->reading = FALSE;
  if (priv->stale)
    {
      slip_read_page_refresh (self);
      return;
    }
  if (answer == NULL)
    {
      slip_review_fail (priv->stack, priv->failure, error);
      return;
    }
  gtk_stack_set_visible_child_name (priv->stack, "content");
  SLIP_READ_PAGE_GET_CLASS (self)->show (self, &answer->result);
}

void
slip_read_page_refresh (SlipReadPage *self)
{
  SlipReadPagePrivate *priv = PRIVATE (self);
  Job *job;

  priv->stale = priv->reading;
  if (priv->reading)
    return;
  priv->reading = TRUE;
  job = g_new0 (Job, 1);
  job->question.workspace = g_object_ref (priv->workspace);
  job->question.record = g_strdup (priv->record);
  job->question.extra = g_strdup (priv->extra);
  job->question.most = priv->most;
  job->read = SLIP_READ_PAGE_GET_CLASS (self)->read;
  job->result_free = SLIP_READ_PAGE_GET_CLASS (self)->result_free;
  slip_work_read (self, run, job, (GDestroyNotify) job_free, on_read_cb,
                  (GDestroyNotify) answer_free, NULL);
}

static void
on_changed_cb (SlipReadPage *self, const char *record)
{
  SlipReadPagePrivate *priv = PRIVATE (self);

  if (*record == '\0' || *priv->record == '\0' || g_str_equal (record, priv->record))
    slip_read_page_refresh (self);
}

static void
on_library_changed_cb (gpointer page)
{
  slip_read_page_refresh (page);
}

void
slip_read_page_watch (SlipReadPage *self)
{
  /* Once for a change: made again a moment later, the page would take away the button that is just being pressed. */
  g_signal_handlers_disconnect_by_func (PRIVATE (self)->workspace, on_changed_cb, self);
  slip_library_watch (GTK_WIDGET (self), PRIVATE (self)->workspace, on_library_changed_cb);
}

void
slip_read_page_start (SlipReadPage *self, SlipWorkspace *workspace, const char *record)
{
  SlipReadPagePrivate *priv = PRIVATE (self);

  priv->workspace = g_object_ref (workspace);
  priv->record = g_strdup (record);
  g_signal_connect_object (workspace, "changed", G_CALLBACK (on_changed_cb), self,
                           G_CONNECT_SWAPPED);
  slip_read_page_refresh (self);
}

void
slip_read_page_set_extra (SlipReadPage *self, const char *extra)
{
  g_free (PRIVATE (self)->extra);
  PRIVATE (self)->extra = g_strdup (extra);
}

void
slip_read_page_set_most (SlipReadPage *self, guint most)
{
  PRIVATE (self)->most = most;
}

SlipWorkspace *
slip_read_page_get_workspace (SlipReadPage *self)
{
  return PRIVATE (self)->workspace;
}

const char *
slip_read_page_get_record (SlipReadPage *self)
{
  return PRIVATE (self)->record;
}

GtkBox *
slip_read_page_get_box (SlipReadPage *self)
{
  return PRIVATE (self)->box;
}

void
slip_read_page_set_width (SlipReadPage *self, int width)
{
  adw_clamp_set_maximum_size (PRIVATE (self)->clamp, width);
}

void
slip_read_page_show_empty (SlipReadPage *self, const char *icon, const char *title,
                           const char *description)
{
  SlipReadPagePrivate *priv = PRIVATE (self);

  if (title != NULL)
    {
      adw_status_page_set_icon_name (priv->empty, icon);
      adw_status_page_set_title (priv->empty, title);
      adw_status_page_set_description (priv->empty, description);
    }
  gtk_stack_set_visible_child_name (priv->stack, title != NULL ? "empty" : "content");
}

void
slip_read_page_clear (GtkBox *box)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (box))) != NULL)
    gtk_box_remove (box, child);
}

static void
slip_read_page_finalize (GObject *object)
{
  SlipReadPagePrivate *priv = PRIVATE (SLIP_READ_PAGE (object));

  g_clear_object (&priv->workspace);
  g_free (priv->record);
  g_free (priv->extra);
  G_OBJECT_CLASS (slip_read_page_parent_class)->finalize (object);
}

static void
slip_read_page_class_init (SlipReadPageClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = slip_read_page_finalize;
}

static GtkWidget *
make_spinner (void)
{
  GtkWidget *spinner = gtk_spinner_new ();

  gtk_spinner_set_spinning (GTK_SPINNER (spinner), TRUE);
  gtk_widget_set_halign (spinner, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (spinner, GTK_ALIGN_CENTER);
  gtk_widget_set_size_request (spinner, 32, 32);
  gtk_accessible_update_property (GTK_ACCESSIBLE (spinner), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Loading"), -1);
  return spinner;
}

static void
slip_read_page_init (SlipReadPage *self)
{
  SlipReadPagePrivate *priv = PRIVATE (self);
  GtkWidget *scroller = gtk_scrolled_window_new ();

  priv->stack = GTK_STACK (gtk_stack_new ());
  priv->failure = ADW_STATUS_PAGE (adw_status_page_new ());
  priv->empty = ADW_STATUS_PAGE (adw_status_page_new ());
  priv->clamp = ADW_CLAMP (adw_clamp_new ());
  priv->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 18));
  adw_status_page_set_icon_name (priv->failure, "dialog-warning-symbolic");
  adw_status_page_set_title (priv->failure, _ ("This Could Not Be Read"));
  gtk_widget_set_margin_top (GTK_WIDGET (priv->box), 18);
  gtk_widget_set_margin_bottom (GTK_WIDGET (priv->box), 24);
  gtk_widget_set_margin_start (GTK_WIDGET (priv->box), 12);
  gtk_widget_set_margin_end (GTK_WIDGET (priv->box), 12);
  adw_clamp_set_maximum_size (priv->clamp, 760);
  adw_clamp_set_child (priv->clamp, GTK_WIDGET (priv->box));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (priv->clamp));
  gtk_stack_add_named (priv->stack, make_spinner (), "loading");
  gtk_stack_add_named (priv->stack, GTK_WIDGET (priv->failure), "failure");
  gtk_stack_add_named (priv->stack, GTK_WIDGET (priv->empty), "empty");
  gtk_stack_add_named (priv->stack, scroller, "content");
  slip_page_set_content (SLIP_PAGE (self), GTK_WIDGET (priv->stack));
}
