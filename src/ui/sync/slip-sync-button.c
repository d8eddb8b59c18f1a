/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Shows what the scheduler tells; what is pressed are the window's actions. */

#include "ui/sync/slip-sync-button.h"

#include <glib/gi18n.h>

#include "ui/app/slip-feedback.h"
#include "ui/app/slip-names.h"
#include "ui/sync/slip-sync-words.h"

#define WIDTH_CHARS 28
#define AGE_SECONDS 20 /* how often "12 minutes ago" is looked at while the popover is open */

struct _SlipSyncButton
{
  AdwBin parent_instance;
  SlipSyncScheduler *scheduler; /* nullable */
  gulong updated_id;
  guint age_id;
  GtkMenuButton *button;
  GtkPopover *popover;
  GtkLabel *status;
  GtkLabel *last;
  GtkLabel *waiting;
  GtkLabel *password;
  GtkProgressBar *progress;
  GtkLabel *progress_text;
  GtkLabel *error;
  GtkButton *remedy;
  GtkWidget *lines_window;
  GtkLabel *lines;
  GtkWidget *sync;
  GtkWidget *again;
  GtkWidget *cancel;
  GtkWidget *set_up;
};

G_DEFINE_FINAL_TYPE (SlipSyncButton, slip_sync_button, ADW_TYPE_BIN)

static void
show_text (GtkLabel *label, const char *text)
{
  gtk_label_set_label (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL && *text != '\0');
}

static void
show_progress (SlipSyncButton *self, gboolean running)
{
  g_autofree char *text = NULL;
  guint64 done;
  guint64 total;

  slip_sync_scheduler_get_progress (self->scheduler, &done, &total);
  text = slip_sync_words_progress (done, total);
  gtk_widget_set_visible (GTK_WIDGET (self->progress), running);
  show_text (self->progress_text, running ? text : NULL);
  if (total > 0)
    gtk_progress_bar_set_fraction (self->progress, (double) MIN (done, total) / (double) total);
  else if (running)
    gtk_progress_bar_pulse (self->progress);
}

/* TRUE: what helps is to try again, and the button for that is there. What needs a person's help stays while Slipway tries
 * again by itself: it would go away under who reads it or is about to click. */
static gboolean
show_error (SlipSyncButton *self, SlipSyncStatus status)
{
  const GError *error = slip_sync_scheduler_get_error (self->scheduler);
  SlipSyncRemedy remedy = error != NULL ? slip_sync_words_remedy (error) : SLIP_REMEDY_AGAIN;
  gboolean stays = status == SLIP_SYNC_RUNNING && remedy != SLIP_REMEDY_AGAIN;
  gboolean shown = error != NULL && (stays || status != SLIP_SYNC_RUNNING);
  g_autofree char *words = shown ? slip_sync_words_short_error (error) : NULL;
  g_autoptr (GError) worded = NULL;
  g_autofree char *text = NULL;

  if (words != NULL)
    {
      worded = g_error_new_literal (error->domain, error->code, words);
      text = slip_feedback_sentence (worded);
    }
  show_text (self->error, text);
  /* Offline is a state that passes, not something to mend. */
  if (status == SLIP_SYNC_ERROR || stays)
    gtk_widget_add_css_class (GTK_WIDGET (self->error), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->error), "error");
  gtk_widget_set_visible (GTK_WIDGET (self->remedy), shown);
  gtk_button_set_label (self->remedy, slip_sync_words_remedy_label (remedy));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->remedy),
                                  remedy == SLIP_REMEDY_AGAIN ? "win.sync" : "win.shared-folder");
  return shown && remedy == SLIP_REMEDY_AGAIN;
}

static void
show_lines (SlipSyncButton *self)
{
  const SlipSyncReport *report = slip_sync_scheduler_get_report (self->scheduler);
  g_autoptr (GString) text = g_string_new (NULL);
  GStrv groups[] = { report->problems, report->notices };

  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    for (guint j = 0; groups[i] != NULL && groups[i][j] != NULL; j++)
      g_string_append_printf (text, "%s• %s", text->len > 0 ? "\n" : "", groups[i][j]);
  gtk_label_set_label (self->lines, text->str);
  gtk_widget_set_visible (self->lines_window, text->len > 0);
}

static void
on_updated_cb (SlipSyncButton *self)
{
  const SlipSyncState *state;
  SlipSyncStatus status;
  gboolean shared;
  gboolean again;
  g_autofree char *last = NULL;
  g_autofree char *waiting = NULL;

  if (self->scheduler == NULL)
    return;
  status = slip_sync_scheduler_get_status (self->scheduler);
  state = slip_sync_scheduler_get_state (self->scheduler);
  shared = state != NULL && *state->url != '\0';
  if (shared)
    {
      last = slip_sync_words_last (state->synced_ms, g_get_real_time () / 1000);
      waiting = slip_sync_words_waiting ((guint) MIN (state->ops, G_MAXUINT));
    }
  else if (state != NULL)
    last = g_strdup (_ ("All stays on this computer until the workspace has a shared folder."));

  gtk_menu_button_set_icon_name (self->button, slip_sync_words_icon (status));
  slip_names_set_tooltip (GTK_WIDGET (self->button), slip_sync_words_status (status));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  slip_sync_words_status (status), -1);
  gtk_label_set_label (self->status, slip_sync_words_status (status));
  show_text (self->last, last);
  show_text (self->waiting, waiting);
  show_text (self->password,
             shared && state->password_file ? slip_sync_words_password (FALSE) : NULL);
  show_progress (self, status == SLIP_SYNC_RUNNING);
  again = show_error (self, status);
  show_lines (self);
  gtk_widget_set_visible (self->sync, shared && status != SLIP_SYNC_RUNNING && !again);
  gtk_widget_set_visible (self->again, shared && status != SLIP_SYNC_RUNNING);
  gtk_widget_set_visible (self->cancel, status == SLIP_SYNC_RUNNING);
  gtk_widget_set_visible (self->set_up, state != NULL && !shared);
}

static gboolean
on_age_cb (gpointer data)
{
  on_updated_cb (data);
  return G_SOURCE_CONTINUE;
}

static void
on_popover_shown_cb (SlipSyncButton *self)
{
  on_updated_cb (self);
  if (self->age_id == 0)
    self->age_id = g_timeout_add_seconds (AGE_SECONDS, on_age_cb, self);
}

static void
on_popover_closed_cb (SlipSyncButton *self)
{
  g_clear_handle_id (&self->age_id, g_source_remove);
}

/* What opens a dialogue takes the popover away first. */
static void
on_leave_cb (SlipSyncButton *self)
{
  gtk_popover_popdown (self->popover);
}

/* Trying again is seen here. */
static void
on_remedy_cb (SlipSyncButton *self)
{
  if (g_strcmp0 (gtk_actionable_get_action_name (GTK_ACTIONABLE (self->remedy)), "win.sync") != 0)
    on_leave_cb (self);
}

void
slip_sync_button_set_scheduler (SlipSyncButton *self, SlipSyncScheduler *scheduler)
{
  if (self->scheduler != NULL)
    g_clear_signal_handler (&self->updated_id, self->scheduler);
  g_set_object (&self->scheduler, scheduler);
  gtk_widget_set_visible (GTK_WIDGET (self), scheduler != NULL);
  if (scheduler == NULL)
    return;
  self->updated_id =
      g_signal_connect_swapped (scheduler, "updated", G_CALLBACK (on_updated_cb), self);
  on_updated_cb (self);
}

static void
slip_sync_button_dispose (GObject *object)
{
  SlipSyncButton *self = SLIP_SYNC_BUTTON (object);

  g_clear_handle_id (&self->age_id, g_source_remove);
  if (self->scheduler != NULL)
    g_clear_signal_handler (&self->updated_id, self->scheduler);
  g_clear_object (&self->scheduler);
  G_OBJECT_CLASS (slip_sync_button_parent_class)->dispose (object);
}

static void
slip_sync_button_class_init (SlipSyncButtonClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = slip_sync_button_dispose;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/slipway/Slipway/ui/sync/slip-sync-button.ui");
#define BIND(name) gtk_widget_class_bind_template_child (widget_class, SlipSyncButton, name)
  BIND (button);
  BIND (popover);
  BIND (status);
  BIND (last);
  BIND (waiting);
  BIND (password);
  BIND (progress);
  BIND (progress_text);
  BIND (error);
  BIND (remedy);
  BIND (lines_window);
  BIND (lines);
  BIND (sync);
  BIND (again);
  BIND (cancel);
  BIND (set_up);
#undef BIND
  gtk_widget_class_bind_template_callback (widget_class, on_popover_shown_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_popover_closed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_leave_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_remedy_cb);
}

/* All lines break alike, at words where they can, and without hyphens. */
static void
set_up_label (GtkLabel *label)
{
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_insert_hyphens_new (FALSE));
  gtk_label_set_attributes (label, attributes);
  gtk_label_set_wrap (label, TRUE);
  gtk_label_set_wrap_mode (label, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_natural_wrap_mode (label, GTK_NATURAL_WRAP_INHERIT);
  gtk_label_set_max_width_chars (label, WIDTH_CHARS);
  gtk_label_set_xalign (label, 0);
}

static void
slip_sync_button_init (SlipSyncButton *self)
{
  GtkLabel **labels[] = { &self->status,        &self->last,  &self->waiting, &self->password,
                          &self->progress_text, &self->error, &self->lines };

  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < G_N_ELEMENTS (labels); i++)
    set_up_label (*labels[i]);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}
