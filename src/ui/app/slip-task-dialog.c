/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* While its work runs the dialogue can't be closed, since what came of it should be seen: the work is cancelled, and the
 * dialogue goes when it has ended. What is being written then is written. */

#include "ui/app/slip-task-dialog.h"

#include <glib/gi18n.h>

#include "core/slip-error.h"
#include "ui/app/slip-feedback.h"
#include "ui/app/slip-names.h"
#include "ui/app/slip-title.h"

#define WIDTH 480
#define MAX_HEIGHT 580
/* Where no compositor draws shadows, the frame is part of the window, on both sides. */
#define FRAME 10

struct _SlipTaskDialog
{
  AdwWindow parent_instance;
  GtkButton *cancel;
  GtkButton *verb;
  SlipTitle *heading;
  GtkBox *content;
  GtkWidget *lines;
  GtkLabel *missing_label;
  GtkLabel *error_label;
  GtkWidget *busy_box;
  GtkSpinner *spinner;
  GtkLabel *busy_label;
  gboolean missing;
  gboolean result;
  GCancellable *running; /* nullable: no work */
  GtkWidget *focus;      /* where it was before the work */
};

G_DEFINE_FINAL_TYPE (SlipTaskDialog, slip_task_dialog, ADW_TYPE_WINDOW)

enum
{
  APPLY,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static void
set_line (GtkLabel *label, const char *text)
{
  gtk_label_set_label (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL && *text != '\0');
}

static void
update (SlipTaskDialog *self)
{
  gboolean busy = self->running != NULL;

  gtk_widget_set_sensitive (GTK_WIDGET (self->content), !busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->cancel), !g_cancellable_is_cancelled (self->running));
  gtk_widget_set_sensitive (GTK_WIDGET (self->verb), !busy && !self->missing);
  gtk_widget_set_visible (self->busy_box, busy);
  gtk_spinner_set_spinning (self->spinner, busy);
}

void
slip_task_dialog_set_missing (SlipTaskDialog *self, const char *text)
{
  self->missing = text != NULL;
  set_line (self->missing_label, text);
  update (self);
}

void
slip_task_dialog_set_error (SlipTaskDialog *self, const char *text)
{
  set_line (self->error_label, text);
}

void
slip_task_dialog_set_destructive (SlipTaskDialog *self)
{
  gtk_widget_remove_css_class (GTK_WIDGET (self->verb), "suggested-action");
  gtk_widget_add_css_class (GTK_WIDGET (self->verb), "destructive-action");
}

void
slip_task_dialog_add (SlipTaskDialog *self, GtkWidget *widget)
{
  gtk_box_append (self->content, widget);
}

void
slip_task_dialog_add_text (SlipTaskDialog *self, const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  slip_task_dialog_add (self, label);
}

void
slip_task_dialog_show_result (SlipTaskDialog *self, GtkWidget *widget)
{
  GtkWidget *child;

  self->result = TRUE;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->content))) != NULL)
    gtk_box_remove (self->content, child);
  gtk_box_append (self->content, widget);
  gtk_widget_set_visible (GTK_WIDGET (self->verb), FALSE);
  gtk_button_set_label (self->cancel, _ ("_Close"));
  slip_names_mend (GTK_WIDGET (self->cancel));
  gtk_widget_grab_focus (GTK_WIDGET (self->cancel));
}

GtkWidget *
slip_task_dialog_get_parent (SlipTaskDialog *self)
{
  return (GtkWidget *) gtk_window_get_transient_for (GTK_WINDOW (self));
}

/* == the work == */

typedef struct
{
  SlipWorkFunc func;
  gpointer data;
  GDestroyNotify data_free;
  SlipWorkDone done;
} Run;

static void
run_free (gpointer data)
{
  Run *run = data;

  if (run->data_free != NULL)
    run->data_free (run->data);
  g_free (run);
}

static gpointer
run_func (gpointer data, GCancellable *cancellable, GError **error)
{
  Run *run = data;

  return run->func (run->data, cancellable, error);
}

static gboolean
was_cancelled (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
         g_error_matches (error, SLIP_ERROR, SLIP_ERROR_CANCELLED);
}

static void
on_run_cb (gpointer owner, gpointer result, const GError *error, gpointer data)
{
  SlipTaskDialog *self = owner;
  Run *run = data;
  g_autofree char *why = NULL;

  g_clear_object (&self->running);
  update (self);
  if (result == NULL && was_cancelled (error))
    {
      gtk_window_destroy (GTK_WINDOW (self));
      return;
    }
  if (result != NULL)
    {
      if (run->done != NULL)
        run->done (self, result, NULL, run->data);
      if (!self->result)
        gtk_window_destroy (GTK_WINDOW (self));
      return;
    }
  /* The engine names the file, which nobody here has seen. */
  why = g_error_matches (error, SLIP_ERROR, SLIP_ERROR_WRONG_PASSPHRASE)
            ? g_strdup (_ ("The passphrase is wrong. Type it again."))
            : slip_feedback_sentence (error);
  slip_task_dialog_set_error (self, why);
  if (self->focus != NULL)
    gtk_widget_grab_focus (self->focus);
}

static void
begin (SlipTaskDialog *self, const char *busy)
{
  g_set_weak_pointer (&self->focus, gtk_window_get_focus (GTK_WINDOW (self)));
  slip_task_dialog_set_error (self, NULL);
  gtk_label_set_label (self->busy_label, busy);
  self->running = g_cancellable_new ();
  /* Before what has the focus becomes insensitive. */
  gtk_widget_grab_focus (GTK_WIDGET (self->cancel));
  update (self);
}

static Run *
run_new (SlipWorkFunc func, gpointer data, GDestroyNotify data_free, SlipWorkDone done)
{
  Run *run = g_new0 (Run, 1);

  run->func = func;
  run->data = data;
  run->data_free = data_free;
  run->done = done;
  return run;
}

void
slip_task_dialog_run (SlipTaskDialog *self, const char *busy, SlipWorkFunc func, gpointer data,
                      GDestroyNotify data_free, SlipWorkDone done, GDestroyNotify result_free)
{
  begin (self, busy);
  slip_work_edit (self, run_func, run_new (func, data, data_free, done), run_free, on_run_cb,
                  result_free, self->running);
}

void
slip_task_dialog_run_long (SlipTaskDialog *self, const char *busy, SlipWorkFunc func, gpointer data,
                           GDestroyNotify data_free, SlipWorkDone done, GDestroyNotify result_free)
{
  begin (self, busy);
  slip_work_long (self, run_func, run_new (func, data, data_free, done), run_free, on_run_cb,
                  result_free, self->running);
}

/* == life == */

static void
on_verb_cb (SlipTaskDialog *self)
{
  if (self->running == NULL && !self->missing)
    g_signal_emit (self, signals[APPLY], 0);
}

static void
on_cancel_cb (SlipTaskDialog *self)
{
  gtk_window_close (GTK_WINDOW (self));
}

/* The scrolled window's own wish counts lines of text that are not wrapped. */
void
slip_task_dialog_fit (SlipTaskDialog *self)
{
  int width = slip_title_fit (self->heading, GTK_WIDGET (self->verb), WIDTH);
  int content;
  int lines;
  int height;

  gtk_widget_measure (GTK_WIDGET (self->content), GTK_ORIENTATION_VERTICAL, width - FRAME, NULL,
                      &content, NULL, NULL);
  gtk_widget_measure (self->lines, GTK_ORIENTATION_VERTICAL, width - FRAME, NULL, &lines, NULL,
                      NULL);
  height = slip_title_measure (self->heading, width - FRAME) + content + lines;
  gtk_window_set_default_size (GTK_WINDOW (self), width, MIN (height, MAX_HEIGHT));
}

static void
slip_task_dialog_show (GtkWidget *widget)
{
  slip_task_dialog_fit (SLIP_TASK_DIALOG (widget));
  slip_names_mend (widget);
  GTK_WIDGET_CLASS (slip_task_dialog_parent_class)->show (widget);
}

static gboolean
slip_task_dialog_close_request (GtkWindow *window)
{
  SlipTaskDialog *self = SLIP_TASK_DIALOG (window);

  if (self->running != NULL && !g_cancellable_is_cancelled (self->running))
    {
      g_cancellable_cancel (self->running);
      gtk_label_set_label (self->busy_label, _ ("Cancelling…"));
      update (self);
    }
  return self->running != NULL ||
         GTK_WINDOW_CLASS (slip_task_dialog_parent_class)->close_request (window);
}

static void
slip_task_dialog_dispose (GObject *object)
{
  SlipTaskDialog *self = SLIP_TASK_DIALOG (object);

  /* The window above went away, and all with it. */
  if (self->running != NULL)
    g_cancellable_cancel (self->running);
  g_clear_object (&self->running);
  g_clear_weak_pointer (&self->focus);
  G_OBJECT_CLASS (slip_task_dialog_parent_class)->dispose (object);
}

static void
slip_task_dialog_class_init (SlipTaskDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = slip_task_dialog_dispose;
  widget_class->show = slip_task_dialog_show;
  GTK_WINDOW_CLASS (klass)->close_request = slip_task_dialog_close_request;
  signals[APPLY] = g_signal_new ("apply", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
  g_type_ensure (SLIP_TYPE_TITLE);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/slipway/Slipway/ui/app/slip-task-dialog.ui");
#define BIND(name) gtk_widget_class_bind_template_child (widget_class, SlipTaskDialog, name)
  BIND (cancel);
  BIND (verb);
  BIND (heading);
  BIND (content);
  BIND (lines);
  BIND (missing_label);
  BIND (error_label);
  BIND (busy_box);
  BIND (spinner);
  BIND (busy_label);
#undef BIND
  gtk_widget_class_bind_template_callback (widget_class, on_verb_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_cancel_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
slip_task_dialog_init (SlipTaskDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

SlipTaskDialog *
slip_task_dialog_new (GtkWidget *parent, const char *title, const char *verb)
{
  GtkRoot *root = gtk_widget_get_root (parent);
  SlipTaskDialog *self = g_object_new (SLIP_TYPE_TASK_DIALOG, "title", title, "transient-for",
                                       GTK_IS_WINDOW (root) ? root : NULL, NULL);

  gtk_button_set_label (self->verb, verb);
  return self;
}
