/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* See slip-reason-dialog.h. */

#include "ui/review/slip-reason-dialog.h"

#include <glib/gi18n.h>

#include "core/slip-error.h"
#include "ui/app/slip-title.h"
#include "ui/app/slip-typed.h"
#include "ui/review/slip-review-words.h"

#define WIDTH 420

struct _SlipReasonDialog
{
  AdwWindow parent_instance;
  SlipTitle *heading;
  GtkWidget *cancel;
  GtkWidget *submit;
  GtkSpinner *spinner;
  GtkWidget *fields;
  GtkLabel *text;
  GtkEditable *reason;
  GtkEditable *passphrase;
  GtkLabel *error;
  GCancellable *running; /* nullable */
};

G_DEFINE_FINAL_TYPE (SlipReasonDialog, slip_reason_dialog, ADW_TYPE_WINDOW)

enum
{
  SUBMITTED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static void
set_busy (SlipReasonDialog *self, gboolean busy)
{
  if (busy)
    gtk_widget_grab_focus (self->cancel);
  gtk_widget_set_sensitive (self->fields, !busy);
  gtk_widget_set_sensitive (self->cancel, TRUE);
  gtk_widget_set_sensitive (self->submit, !busy);
  gtk_spinner_set_spinning (self->spinner, busy);
}

static void
show_error (SlipReasonDialog *self, const char *text)
{
  gtk_label_set_label (self->error, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->error), text != NULL);
}

static void
on_typed_cb (SlipReasonDialog *self)
{
  g_autofree char *reason = slip_typed_text (self->reason);
  gboolean secret = !gtk_widget_get_visible (GTK_WIDGET (self->passphrase)) ||
                    *gtk_editable_get_text (self->passphrase) != '\0';

  gtk_widget_remove_css_class (GTK_WIDGET (self->passphrase), "error");
  gtk_widget_set_sensitive (self->submit, *reason != '\0' && secret);
}

static void
on_submit_cb (SlipReasonDialog *self)
{
  g_autofree char *reason = slip_typed_text (self->reason);

  show_error (self, NULL);
  self->running = g_cancellable_new ();
  set_busy (self, TRUE);
  g_signal_emit (self, signals[SUBMITTED], 0, reason, gtk_editable_get_text (self->passphrase));
}

GCancellable *
slip_reason_dialog_get_cancellable (SlipReasonDialog *self)
{
  return self->running;
}

void
slip_reason_dialog_finish (SlipReasonDialog *self, const GError *error)
{
  g_autofree char *text = NULL;

  g_clear_object (&self->running);
  slip_review_wipe (self->passphrase);
  set_busy (self, FALSE);
  if (error == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      gtk_window_close (GTK_WINDOW (self));
      return;
    }
  on_typed_cb (self);
  text = slip_review_sentence (error);
  show_error (self, text);
  if (g_error_matches (error, SLIP_ERROR, SLIP_ERROR_WRONG_PASSPHRASE))
    {
      gtk_widget_add_css_class (GTK_WIDGET (self->passphrase), "error");
      gtk_widget_grab_focus (GTK_WIDGET (self->passphrase));
    }
}

/* It goes when it is known what came of it. */
static gboolean
slip_reason_dialog_close_request (GtkWindow *window)
{
  SlipReasonDialog *self = SLIP_REASON_DIALOG (window);

  if (self->running == NULL)
    return GTK_WINDOW_CLASS (slip_reason_dialog_parent_class)->close_request (window);
  g_cancellable_cancel (self->running);
  gtk_widget_set_sensitive (self->cancel, FALSE);
  return TRUE;
}

static void
slip_reason_dialog_dispose (GObject *object)
{
  SlipReasonDialog *self = SLIP_REASON_DIALOG (object);

  g_cancellable_cancel (self->running);
  g_clear_object (&self->running);
  G_OBJECT_CLASS (slip_reason_dialog_parent_class)->dispose (object);
}

static void
slip_reason_dialog_class_init (SlipReasonDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = slip_reason_dialog_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = slip_reason_dialog_close_request;
  signals[SUBMITTED] = g_signal_new (
      "submitted", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
      2, G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE, G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE);
  g_type_ensure (SLIP_TYPE_TITLE);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/slipway/Slipway/ui/review/slip-reason-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, SlipReasonDialog, heading);
  gtk_widget_class_bind_template_child (widget_class, SlipReasonDialog, cancel);
  gtk_widget_class_bind_template_child (widget_class, SlipReasonDialog, submit);
  gtk_widget_class_bind_template_child (widget_class, SlipReasonDialog, spinner);
  gtk_widget_class_bind_template_child (widget_class, SlipReasonDialog, fields);
  gtk_widget_class_bind_template_child (widget_class, SlipReasonDialog, text);
  gtk_widget_class_bind_template_child (widget_class, SlipReasonDialog, reason);
  gtk_widget_class_bind_template_child (widget_class, SlipReasonDialog, passphrase);
  gtk_widget_class_bind_template_child (widget_class, SlipReasonDialog, error);
  gtk_widget_class_bind_template_callback (widget_class, on_typed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_submit_cb);
}

static void
slip_reason_dialog_init (SlipReasonDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  slip_review_name_toggle (GTK_WIDGET (self->passphrase));
}

SlipReasonDialog *
slip_reason_dialog_new (GtkWindow *parent, const char *title, const char *text, const char *verb,
                        gboolean passphrase)
{
  SlipReasonDialog *self =
      g_object_new (SLIP_TYPE_REASON_DIALOG, "transient-for", parent, "title", title, NULL);

  gtk_label_set_label (self->text, text);
  gtk_button_set_label (GTK_BUTTON (self->submit), verb);
  gtk_window_set_default_size (GTK_WINDOW (self),
                               slip_title_fit (self->heading, self->submit, WIDTH), -1);
  gtk_widget_set_visible (GTK_WIDGET (self->passphrase), passphrase);
  on_typed_cb (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->reason));
  return self;
}
