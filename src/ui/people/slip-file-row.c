/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Only plain files that have a path here are opened: a pipe would be waited for without end. */

#include "ui/people/slip-file-row.h"

#include <glib/gi18n.h>

#include "core/slip-error.h"
#include "ui/app/slip-drop.h"
#include "ui/app/slip-feedback.h"
#include "ui/app/slip-names.h"
#include "ui/app/slip-work.h"

struct _SlipFileRow
{
  AdwActionRow parent_instance;
  SlipFileCheck check;
  SlipFileDescribe describe;
  GDestroyNotify result_free;
  SlipWorkspace *workspace; /* nullable */
  char *path;               /* nullable */
  gboolean chosen;
  gpointer result;        /* nullable */
  GCancellable *checking; /* nullable */
  GtkSpinner *spinner;
  GtkFileChooserNative *chooser; /* nullable */
};

G_DEFINE_FINAL_TYPE (SlipFileRow, slip_file_row, ADW_TYPE_ACTION_ROW)

enum
{
  CHECKED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

gboolean
slip_file_row_is_empty (SlipFileRow *self)
{
  return !self->chosen;
}

gboolean
slip_file_row_is_checking (SlipFileRow *self)
{
  return self->checking != NULL;
}

gpointer
slip_file_row_get_result (SlipFileRow *self)
{
  return self->result;
}

const char *
slip_file_row_get_path (SlipFileRow *self)
{
  return self->path;
}

static void
say (SlipFileRow *self, const char *text, gboolean bad)
{
  g_autofree char *base = self->path != NULL ? g_path_get_basename (self->path) : NULL;
  g_autofree char *name = base != NULL ? g_filename_display_name (base) : NULL;
  g_autofree char *both = name != NULL && *text != '\0' ? g_strdup_printf ("%s\n%s", name, text)
                                                        : g_strdup (name != NULL ? name : text);

  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), both);
  if (bad)
    gtk_widget_add_css_class (GTK_WIDGET (self), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "error");
}

/* == looking into it == */

typedef struct
{
  SlipFileCheck check;
  GDestroyNotify found_free;
  SlipWorkspace *workspace; /* nullable */
  char *path;
} Look;

static void
look_free (Look *look)
{
  g_clear_object (&look->workspace);
  g_free (look->path);
  g_free (look);
}

static gpointer
look_into (Look *look, GCancellable *cancellable, GError **error)
{
  if (g_file_test (look->path, G_FILE_TEST_IS_REGULAR))
    return look->check (look->workspace, look->path, cancellable, error);
  g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID, "%s",
               g_file_test (look->path, G_FILE_TEST_IS_DIR) ? _ ("This is a folder, not a file.")
                                                            : _ ("There is no such file."));
  return NULL;
}

/* The row says which file it is: messages that repeat the path would only be longer. */
static char *
explain (SlipFileRow *self, const GError *error)
{
  g_autofree char *text = slip_feedback_sentence (error);
  g_autofree char *quoted = g_strdup_printf (" “%s”", self->path);
  g_autofree char *plain = g_strdup_printf (" %s", self->path);
  g_autoptr (GString) shorter = g_string_new (text);

  g_string_replace (shorter, quoted, "", 0);
  g_string_replace (shorter, plain, "", 0);
  return g_string_free (g_steal_pointer (&shorter), FALSE);
}

static void
set_checking (SlipFileRow *self, GCancellable *checking)
{
  if (self->checking != NULL)
    g_cancellable_cancel (self->checking);
  g_set_object (&self->checking, checking);
  gtk_spinner_set_spinning (self->spinner, checking != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), checking != NULL);
}

static void
drop_result (SlipFileRow *self)
{
  if (self->result != NULL && self->result_free != NULL)
    self->result_free (self->result);
  self->result = NULL;
}

/* The row takes what was found, when it is still there. */
typedef struct
{
  gpointer found;
  GDestroyNotify found_free;
} Answer;

static void
answer_free (gpointer data)
{
  Answer *answer = data;

  if (answer->found != NULL && answer->found_free != NULL)
    answer->found_free (answer->found);
  g_free (answer);
}

static gpointer
look_for_answer (gpointer data, GCancellable *cancellable, GError **error)
{
  Look *look = data;
  gpointer found = look_into (look, cancellable, error);
  Answer *answer;

  if (found == NULL)
    return NULL;
  answer = g_new0 (Answer, 1);
  answer->found = found;
  answer->found_free = look->found_free;
  return answer;
}

static void
on_looked_cb (gpointer owner, gpointer result, const GError *error, gpointer data)
{
  SlipFileRow *self = owner;
  Answer *answer = result;

  g_clear_object (&self->checking);
  set_checking (self, NULL);
  if (answer != NULL)
    {
      g_autofree char *text = self->describe (answer->found);

      self->result = g_steal_pointer (&answer->found);
      say (self, text, FALSE);
    }
  else
    {
      g_autofree char *why = explain (self, error);

      say (self, why, TRUE);
    }
  g_signal_emit (self, signals[CHECKED], 0);
}

void
slip_file_row_set_workspace (SlipFileRow *self, SlipWorkspace *workspace)
{
  g_set_object (&self->workspace, workspace);
}

void
slip_file_row_set_file (SlipFileRow *self, GFile *file)
{
  g_autoptr (GCancellable) checking = NULL;
  Look *look;

  self->chosen = TRUE;
  drop_result (self);
  g_free (self->path);
  self->path = g_file_get_path (file);
  if (self->path == NULL)
    {
      set_checking (self, NULL);
      say (self, _ ("The file is not on this computer: copy it here first."), TRUE);
    }
  else
    {
      checking = g_cancellable_new ();
      set_checking (self, checking);
      say (self, "", FALSE);
      look = g_new0 (Look, 1);
      look->check = self->check;
      look->found_free = self->result_free;
      look->path = g_strdup (self->path);
      g_set_object (&look->workspace, self->workspace);
      slip_work_read (self, look_for_answer, look, (GDestroyNotify) look_free, on_looked_cb,
                      answer_free, checking);
    }
  g_signal_emit (self, signals[CHECKED], 0);
}

/* == choosing == */

static void
on_response_cb (SlipFileRow *self, int response)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (self->chooser));

  g_clear_object (&self->chooser);
  if (response == GTK_RESPONSE_ACCEPT && file != NULL)
    slip_file_row_set_file (self, file);
}

void
slip_file_row_choose (SlipFileRow *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (self->chooser != NULL)
    return;
  self->chooser = gtk_file_chooser_native_new (
      adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self)),
      GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, GTK_FILE_CHOOSER_ACTION_OPEN, NULL, NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (on_response_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static gboolean
on_drop_cb (SlipFileRow *self, const GValue *value)
{
  gboolean others;
  g_autoptr (GFile) file = slip_drop_get_first (value, &others);

  if (file == NULL)
    return FALSE;
  slip_file_row_set_file (self, file);
  if (others)
    slip_drop_tell_which (GTK_WIDGET (self), file);
  return TRUE;
}

/* == life == */

static void
slip_file_row_dispose (GObject *object)
{
  SlipFileRow *self = SLIP_FILE_ROW (object);

  if (self->checking != NULL)
    g_cancellable_cancel (self->checking);
  g_clear_object (&self->checking);
  g_clear_object (&self->chooser);
  g_clear_object (&self->workspace);
  drop_result (self);
  g_clear_pointer (&self->path, g_free);
  G_OBJECT_CLASS (slip_file_row_parent_class)->dispose (object);
}

static void
slip_file_row_class_init (SlipFileRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = slip_file_row_dispose;
  signals[CHECKED] = g_signal_new ("checked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
slip_file_row_init (SlipFileRow *self)
{
  GtkWidget *button = gtk_button_new_with_label (_ ("Choose…"));
  GtkDropTarget *target = slip_drop_target_new ();

  self->spinner = GTK_SPINNER (gtk_spinner_new ());
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), FALSE);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (self), 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), GTK_WIDGET (self->spinner));
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), button);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (self), button);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (slip_file_row_choose), self);
  g_signal_connect_swapped (target, "drop", G_CALLBACK (on_drop_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

SlipFileRow *
slip_file_row_new (const char *title, SlipFileCheck check, SlipFileDescribe describe,
                   GDestroyNotify result_free)
{
  SlipFileRow *self = g_object_new (SLIP_TYPE_FILE_ROW, "title", title, NULL);
  /* Translators: of a control, for screen readers: its field, and which part of it. "Purpose, Preview". */
  g_autofree char *name = g_strdup_printf (_ ("%s, %s"), title, _ ("Choose…"));

  slip_names_set (adw_action_row_get_activatable_widget (ADW_ACTION_ROW (self)), name);
  self->check = check;
  self->describe = describe;
  self->result_free = result_free;
  return self;
}
