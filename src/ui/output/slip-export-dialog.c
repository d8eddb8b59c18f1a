/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* First what is written, then where: the system's dialogue for files comes last, and what goes wrong is said here, where
 * another place can be chosen. */

#include "ui/output/slip-export-dialog.h"

#include <glib/gi18n.h>
#include <string.h>

#include "ui/app/slip-feedback.h"
#include "ui/app/slip-names.h"
#include "ui/app/slip-settings.h"
#include "ui/app/slip-title.h"
#include "ui/app/slip-work.h"
#include "ui/output/slip-output.h"

/* Pixels. */
#define WIDTH 480

#define SLIP_TYPE_EXPORT_DIALOG (slip_export_dialog_get_type ())
G_DECLARE_FINAL_TYPE (SlipExportDialog, slip_export_dialog, SLIP, EXPORT_DIALOG, AdwWindow)

struct _SlipExportDialog
{
  AdwWindow parent_instance;
  SlipWorkspace *workspace;
  char *record;
  SlipOutputSubject *subject;    /* nullable: while it is being read */
  GtkFileChooserNative *chooser; /* nullable */
  GCancellable *cancellable;
  SlipTitle *heading;
  GtkWidget *save;
  GtkWidget *content;
  AdwComboRow *format;
  AdwComboRow *version;
  GtkWidget *threads_row;
  GtkSwitch *threads;
  GtkSwitch *open;
  GtkWidget *busy;
  GtkSpinner *spinner;
  GtkLabel *error;
};

G_DEFINE_FINAL_TYPE (SlipExportDialog, slip_export_dialog, ADW_TYPE_WINDOW)

static const struct
{
  const char *suffix;
  const char *name;
} formats[] = {
  { ".pdf", N_ ("PDF, to read and print") },
  { ".odt", N_ ("ODT, to read and edit") },
  { ".xml", N_ ("XML, to check and import") },
};

static void
show_error (SlipExportDialog *self, const char *text)
{
  gtk_label_set_label (self->error, text);
  gtk_widget_set_visible (GTK_WIDGET (self->error), *text != '\0');
}

static void
set_busy (SlipExportDialog *self, gboolean busy)
{
  gtk_widget_set_sensitive (self->content, !busy);
  gtk_widget_set_sensitive (self->save, !busy);
  gtk_widget_set_visible (self->busy, busy);
  gtk_spinner_set_spinning (self->spinner, busy);
}

/* == what there is == */

typedef struct
{
  SlipWorkspace *workspace;
  char *record;
  SlipOutputSubject *subject; /* nullable */
} Question;

static void
question_free (Question *question)
{
  g_clear_pointer (&question->subject, slip_output_subject_free);
  g_object_unref (question->workspace);
  g_free (question->record);
  g_free (question);
}

static gpointer
read_subject (gpointer data, GCancellable *cancellable, GError **error)
{
  Question *question = data;

  question->subject = slip_output_subject_read (question->workspace, question->record, error);
  return question->subject;
}

/* The list of versions: as it is now, then the approved revisions; of a release, the same for all documents. */
static void
fill_versions (SlipExportDialog *self)
{
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);
  const SlipOutputSubject *subject = self->subject;

  gtk_string_list_append (list, _ ("As It Is Now"));
  if (subject->is_release)
    gtk_string_list_append (list, _ ("As Approved, Where It Is"));
  for (guint i = 0; i < subject->revisions->len; i++)
    {
      /* Translators: an approved revision of a document */
      g_autofree char *text =
          g_strdup_printf (_ ("Revision %u"), g_array_index (subject->revisions, guint, i));

      gtk_string_list_append (list, text);
    }
  adw_combo_row_set_model (self->version, G_LIST_MODEL (list));
  gtk_widget_set_visible (GTK_WIDGET (self->version),
                          g_list_model_get_n_items (G_LIST_MODEL (list)) > 1);
  adw_combo_row_set_selected (self->version, subject->is_release || subject->approved ? 1 : 0);
}

static void
on_subject_cb (gpointer owner, gpointer result, const GError *error, gpointer data)
{
  SlipExportDialog *self = owner;
  Question *question = data;

  if (result == NULL)
    {
      g_autofree char *text = slip_feedback_sentence (error);

      show_error (self, text);
      return;
    }
  self->subject = g_steal_pointer (&question->subject);
  slip_title_set_subtitle (self->heading, self->subject->title);
  fill_versions (self);
  gtk_widget_set_visible (self->threads_row, self->subject->threads);
  gtk_widget_set_sensitive (self->content, TRUE);
  gtk_widget_set_sensitive (self->save, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->format));
}

/* == writing == */

static gpointer
write_it (gpointer data, GCancellable *cancellable, GError **error)
{
  return slip_output_write (data, cancellable, error);
}

static void
on_opened_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkWindow) parent = data;
  g_autoptr (GError) error = NULL;

  if (!gtk_show_uri_full_finish (parent, result, &error) &&
      !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    slip_feedback_toast (GTK_WIDGET (parent), _ ("No program opens files of this kind."));
}

static void
on_written_cb (gpointer owner, gpointer result, const GError *error, gpointer data)
{
  SlipExportDialog *self = owner;
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));
  g_autofree char *text = NULL;

  set_busy (self, FALSE);
  if (result == NULL)
    {
      text = slip_feedback_sentence (error);
      show_error (self, text);
      gtk_widget_grab_focus (self->save);
      return;
    }
  if (parent != NULL)
    {
      g_autofree char *name = g_filename_display_basename (result);
      g_autofree char *uri = g_filename_to_uri (result, NULL, NULL);

      /* Translators: %s is the name of a file */
      text = g_strdup_printf (_ ("“%s” was saved."), name);
      slip_feedback_toast (GTK_WIDGET (parent), text);
      if (gtk_switch_get_active (self->open) && uri != NULL)
        gtk_show_uri_full (parent, uri, GDK_CURRENT_TIME, NULL, on_opened_cb,
                           g_object_ref (parent));
    }
  gtk_window_close (GTK_WINDOW (self));
}

static void
begin (SlipExportDialog *self, const char *path)
{
  SlipOutputWork *work = g_new0 (SlipOutputWork, 1);
  guint version = adw_combo_row_get_selected (self->version);

  work->workspace = g_object_ref (self->workspace);
  work->record = g_strdup (self->record);
  work->is_release = self->subject->is_release;
  work->suffix = formats[adw_combo_row_get_selected (self->format)].suffix;
  work->path = g_strdup (path);
  work->threads = gtk_switch_get_active (self->threads);
  work->what = version == 0 ? SLIP_EXPORT_DRAFT : SLIP_EXPORT_RECORD;
  if (version > 0 && !work->is_release)
    work->revision = g_array_index (self->subject->revisions, guint, version - 1);
  set_busy (self, TRUE);
  slip_work_read (self, write_it, work, (GDestroyNotify) slip_output_work_free, on_written_cb,
                  g_free, self->cancellable);
}

static void
on_chosen_cb (SlipExportDialog *self, int response)
{
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT
                               ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (self->chooser))
                               : NULL;
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;
  const char *suffix = formats[adw_combo_row_get_selected (self->format)].suffix;

  g_clear_object (&self->chooser);
  if (file == NULL)
    return;
  if (path == NULL)
    {
      show_error (self, _ ("Choose a place on this computer."));
      return;
    }
  if (!self->subject->is_release && !g_str_has_suffix (path, suffix))
    {
      g_autofree char *whole = g_strconcat (path, suffix, NULL);

      /* Nobody was asked whether that one may be replaced. */
      if (g_file_test (whole, G_FILE_TEST_EXISTS))
        {
          g_autofree char *name = g_filename_display_basename (whole);
          g_autofree char *text =
              g_strdup_printf (_ ("There is a file “%s” already. Choose another name."), name);

          show_error (self, text);
          return;
        }
      begin (self, whole);
      return;
    }
  begin (self, path);
}

static void
on_save_cb (SlipExportDialog *self)
{
  gboolean release = self->subject->is_release;

  if (self->chooser != NULL)
    return;
  show_error (self, "");
  self->chooser = gtk_file_chooser_native_new (
      release ? _ ("Choose a Folder") : _ ("Export"), GTK_WINDOW (self),
      release ? GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER : GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"),
      _ ("_Cancel"));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  if (!release)
    {
      g_autofree char *name = g_strconcat (
          self->subject->name, formats[adw_combo_row_get_selected (self->format)].suffix, NULL);

      gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), name);
    }
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (on_chosen_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
on_cancel_cb (SlipExportDialog *self)
{
  gtk_window_close (GTK_WINDOW (self));
}

/* == life == */

static void
slip_export_dialog_dispose (GObject *object)
{
  SlipExportDialog *self = SLIP_EXPORT_DIALOG (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->chooser);
  g_clear_object (&self->workspace);
  g_clear_pointer (&self->subject, slip_output_subject_free);
  g_clear_pointer (&self->record, g_free);
  G_OBJECT_CLASS (slip_export_dialog_parent_class)->dispose (object);
}

static void
slip_export_dialog_class_init (SlipExportDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = slip_export_dialog_dispose;
  g_type_ensure (SLIP_TYPE_TITLE);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/slipway/Slipway/ui/output/slip-export-dialog.ui");
#define BIND(name) gtk_widget_class_bind_template_child (widget_class, SlipExportDialog, name)
  BIND (heading);
  BIND (save);
  BIND (content);
  BIND (format);
  BIND (version);
  BIND (threads_row);
  BIND (threads);
  BIND (open);
  BIND (busy);
  BIND (spinner);
  BIND (error);
#undef BIND
  gtk_widget_class_bind_template_callback (widget_class, on_save_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_cancel_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
slip_export_dialog_init (SlipExportDialog *self)
{
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);

  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    gtk_string_list_append (list, _ (formats[i].name));
  adw_combo_row_set_model (self->format, G_LIST_MODEL (list));
  slip_names_follow_choice (self->format);
  slip_names_follow_choice (self->version);
  slip_names_mend (GTK_WIDGET (self));
  g_settings_bind (slip_settings_get (), "open-after-saving", self->open, "active",
                   G_SETTINGS_BIND_DEFAULT);
}

void
slip_export_dialog_present (GtkWindow *parent, SlipWorkspace *workspace, const char *record)
{
  SlipExportDialog *self = g_object_new (SLIP_TYPE_EXPORT_DIALOG, "transient-for", parent, NULL);
  Question *question = g_new0 (Question, 1);

  self->workspace = g_object_ref (workspace);
  self->record = g_strdup (record);
  gtk_window_set_default_size (GTK_WINDOW (self), slip_title_fit (self->heading, self->save, WIDTH),
                               -1);
  question->workspace = g_object_ref (workspace);
  question->record = g_strdup (record);
  slip_work_read (self, read_subject, question, (GDestroyNotify) question_free, on_subject_cb, NULL,
                  NULL);
  gtk_window_present (GTK_WINDOW (self));
}
