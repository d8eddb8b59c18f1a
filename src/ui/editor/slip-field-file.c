/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A file: chosen, dropped on the row, or pasted as an image. Its bytes go into the workspace in a thread; what is there can
 * be opened, saved elsewhere and taken out again. */

#include <string.h>

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "ui/app/slip-drop.h"
#include "ui/app/slip-feedback.h"
#include "ui/app/slip-work.h"
#include "ui/editor/slip-field-fetch.h"
#include "ui/editor/slip-field-types.h"

struct _SlipFileField
{
  SlipFieldRow parent_instance;
  GtkWidget *there; /* name and size of the file */
  GtkWidget *name;
  GtkWidget *size;
  GtkWidget *progress;
  GtkWidget *cancel;
  GtkWidget *buttons;
  GtkWidget *choose;
  GtkWidget *paste;
  GtkWidget *open;
  GtkWidget *save;
  GtkWidget *remove;
  GdkClipboard *clipboard;   /* nullable */
  GCancellable *cancellable; /* nullable: a file is on its way */
  char *temporary;           /* nullable: an image that was pasted */
  gboolean editable;
  gboolean filled;
};

G_DEFINE_FINAL_TYPE (SlipFileField, slip_file_field, SLIP_TYPE_FIELD_ROW)

/* "digest size name", as the field's value has it. */
static const char *
split_value (const char *value, guint64 *size)
{
  const char *blank = strchr (value, ' ');
  char *end;

  *size = 0;
  if (blank == NULL)
    return value;
  *size = g_ascii_strtoull (blank + 1, &end, 10);
  return *end == ' ' ? end + 1 : value;
}

/* "Evidence, Remove" */
static void
name_button (SlipFileField *self, GtkWidget *button)
{
  g_auto (GStrv) parts = g_strsplit (gtk_button_get_label (GTK_BUTTON (button)), "_", -1);
  g_autofree char *plain = g_strjoinv ("", parts);

  slip_field_row_name (SLIP_FIELD_ROW (self), button, plain);
  slip_field_row_name (SLIP_FIELD_ROW (self), gtk_widget_get_parent (button), plain);
}

static void
show_buttons (SlipFileField *self)
{
  gboolean busy = self->cancellable != NULL;
  gboolean can_paste =
      self->clipboard != NULL && gdk_content_formats_contain_gtype (
                                     gdk_clipboard_get_formats (self->clipboard), GDK_TYPE_TEXTURE);

  gtk_widget_set_visible (self->there, self->filled);
  gtk_widget_set_visible (self->progress, busy);
  gtk_widget_set_visible (self->cancel, busy);
  gtk_widget_set_visible (self->choose, !busy && self->editable);
  gtk_widget_set_visible (self->paste, !busy && self->editable && can_paste);
  gtk_widget_set_visible (self->open, !busy && self->filled);
  gtk_widget_set_visible (self->save, !busy && self->filled);
  gtk_widget_set_visible (self->remove, !busy && self->filled && self->editable);
  gtk_button_set_label (GTK_BUTTON (self->choose), self->filled ? _ ("_Replace…") : _ ("_Choose…"));
  /* The label took the place of the name. */
  name_button (self, self->choose);
}

static void
begin (SlipFileField *self)
{
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->progress), 0);
  show_buttons (self);
}

static void
finish (SlipFileField *self)
{
  g_clear_object (&self->cancellable);
  if (self->temporary != NULL)
    g_unlink (self->temporary);
  g_clear_pointer (&self->temporary, g_free);
  show_buttons (self);
}

static void
on_progress_cb (guint64 done, guint64 total, gpointer data)
{
  SlipFileField *self = data;
  g_autofree char *so_far = g_format_size (done);
  g_autofree char *whole = g_format_size (total);
  /* Translators: "3.1 MB of 12 MB" */
  g_autofree char *text = g_strdup_printf (_ ("%s of %s"), so_far, whole);

  if (total == 0)
    return;
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->progress), (double) done / total);
  gtk_progress_bar_set_text (GTK_PROGRESS_BAR (self->progress), text);
}

/* == attaching == */

static void
on_attached_cb (GObject *session, GAsyncResult *result, gpointer data)
{
  g_autoptr (SlipFileField) self = data;
  g_autoptr (GError) error = NULL;

  if (!slip_form_session_attach_finish (SLIP_FORM_SESSION (session), result, &error))
    slip_feedback_error (GTK_WIDGET (self), _ ("The File Could Not Be Attached"), error);
  finish (self);
}

static void
attach (SlipFileField *self, const char *file)
{
  SlipFieldRow *row = SLIP_FIELD_ROW (self);

  if (!self->editable || self->cancellable != NULL)
    return;
  begin (self);
  slip_form_session_attach_async (slip_field_row_get_session (row), slip_field_row_get_path (row),
                                  file, on_progress_cb, self, self->cancellable, on_attached_cb,
                                  g_object_ref (self));
}

/* FALSE: it can't be; that was said. */
static gboolean
attach_file (SlipFileField *self, GFile *file)
{
  g_autofree char *path = g_file_get_path (file);

  if (path != NULL)
    attach (self, path);
  else
    slip_feedback_toast (GTK_WIDGET (self), _ ("Only files on this computer can be attached."));
  return path != NULL;
}

static void
on_chosen_cb (GtkNativeDialog *dialog, int response, SlipFileField *self)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

  if (response == GTK_RESPONSE_ACCEPT && file != NULL)
    attach_file (self, file);
  g_object_unref (dialog);
}

static GtkFileChooserNative *
make_chooser (SlipFileField *self, const char *title, GtkFileChooserAction action)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkFileChooserNative *dialog =
      gtk_file_chooser_native_new (title, GTK_WINDOW (root), action, NULL, NULL);

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  return dialog;
}

static void
on_choose_cb (SlipFileField *self)
{
  GtkFileChooserNative *dialog =
      make_chooser (self, _ ("Attach a File"), GTK_FILE_CHOOSER_ACTION_OPEN);

  g_signal_connect_object (dialog, "response", G_CALLBACK (on_chosen_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static gboolean
on_drop_cb (SlipFileField *self, const GValue *value)
{
  gboolean others;
  g_autoptr (GFile) file = slip_drop_get_first (value, &others);

  if (!self->editable || file == NULL)
    return FALSE;
  if (self->cancellable != NULL)
    {
      slip_feedback_toast (GTK_WIDGET (self), _ ("Another file is on its way into this field"));
      return FALSE;
    }
  if (attach_file (self, file) && others)
    slip_drop_tell_which (GTK_WIDGET (self), file);
  return TRUE;
}

typedef struct
{
  GdkTexture *texture;
  char *path;
} Picture;

static void
free_picture (gpointer data)
{
  Picture *picture = data;

  g_object_unref (picture->texture);
  g_free (picture->path);
  g_free (picture);
}

/* In a thread: a large screenshot takes a while. */
static gpointer
write_picture (gpointer data, GCancellable *cancellable, GError **error)
{
  Picture *picture = data;

  g_mkdir_with_parents (g_get_user_cache_dir (), 0700);
  if (gdk_texture_save_to_png (picture->texture, picture->path))
    return g_strdup (picture->path);
  g_set_error (error, SLIP_ERROR, SLIP_ERROR_FAILED, _ ("“%s” could not be written."),
               picture->path);
  return NULL;
}

static void
on_picture_cb (gpointer owner, gpointer result, const GError *error, gpointer data)
{
  SlipFileField *self = owner;

  g_clear_object (&self->cancellable);
  if (result == NULL)
    {
      finish (self);
      slip_feedback_error (GTK_WIDGET (self), _ ("The Image Could Not Be Pasted"), error);
      return;
    }
  g_free (self->temporary);
  self->temporary = g_strdup (result);
  attach (self, self->temporary);
}

static void
on_texture_cb (GObject *clipboard, GAsyncResult *result, gpointer data)
{
  g_autoptr (SlipFileField) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkTexture) texture =
      gdk_clipboard_read_texture_finish (GDK_CLIPBOARD (clipboard), result, &error);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *name = g_date_time_format (now, "image-%Y%m%d-%H%M%S.png");
  Picture *picture;

  if (texture == NULL)
    {
      slip_feedback_error (GTK_WIDGET (self), _ ("The Image Could Not Be Pasted"), error);
      return;
    }
  if (self->cancellable != NULL)
    return;
  picture = g_new (Picture, 1);
  picture->texture = g_steal_pointer (&texture);
  picture->path = g_build_filename (g_get_user_cache_dir (), name, NULL);
  begin (self);
  slip_work_long (self, write_picture, picture, free_picture, on_picture_cb, g_free, NULL);
}

static void
on_paste_cb (SlipFileField *self)
{
  gdk_clipboard_read_texture_async (self->clipboard, NULL, on_texture_cb, g_object_ref (self));
}

static void
on_cancel_cb (SlipFileField *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
}

static void
on_remove_cb (SlipFileField *self)
{
  slip_field_row_set (SLIP_FIELD_ROW (self), "");
}

/* == getting it out == */

static void
on_fetched_cb (gpointer owner, const char *to, const GError *error)
{
  SlipFileField *self = owner;

  finish (self);
  if (error != NULL)
    slip_feedback_error (GTK_WIDGET (self), _ ("The File Could Not Be Read"), error);
}

static void
on_fetched_to_open_cb (gpointer owner, const char *to, const GError *error)
{
  SlipFileField *self = owner;
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  g_autofree char *uri = error == NULL ? g_filename_to_uri (to, NULL, NULL) : NULL;

  on_fetched_cb (owner, to, error);
  if (uri != NULL && root != NULL)
    gtk_show_uri (GTK_WINDOW (root), uri, GDK_CURRENT_TIME);
}

static void
fetch (SlipFileField *self, const char *to, SlipFetchDone done)
{
  SlipFieldRow *row = SLIP_FIELD_ROW (self);

  begin (self);
  slip_field_fetch (self, slip_field_row_get_session (row), slip_field_row_get_path (row), to,
                    on_progress_cb, self->cancellable, done);
}

/* A copy: what another program does to it changes nothing here. */
static void
on_open_cb (SlipFileField *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *dir = g_dir_make_tmp ("slipway-XXXXXX", &error);
  g_autofree char *name = g_path_get_basename (gtk_label_get_label (GTK_LABEL (self->name)));
  g_autofree char *to = NULL;

  if (dir == NULL)
    {
      slip_feedback_error (GTK_WIDGET (self), _ ("The File Could Not Be Read"), error);
      return;
    }
  to = g_build_filename (dir, name, NULL);
  fetch (self, to, on_fetched_to_open_cb);
}

static void
on_place_chosen_cb (GtkNativeDialog *dialog, int response, SlipFileField *self)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  if (response == GTK_RESPONSE_ACCEPT && path != NULL)
    fetch (self, path, on_fetched_cb);
  g_object_unref (dialog);
}

static void
on_save_cb (SlipFileField *self)
{
  GtkFileChooserNative *dialog =
      make_chooser (self, _ ("Save File As"), GTK_FILE_CHOOSER_ACTION_SAVE);

  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog),
                                     gtk_label_get_label (GTK_LABEL (self->name)));
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_place_chosen_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

/* == the field == */

static GtkWidget *
make_button (SlipFileField *self, const char *label, GCallback clicked)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  g_signal_connect_swapped (button, "clicked", clicked, self);
  gtk_flow_box_append (GTK_FLOW_BOX (self->buttons), button);
  gtk_widget_set_focusable (gtk_widget_get_parent (button), FALSE);
  name_button (self, button);
  /* The place of a button that is hidden is hidden with it. */
  g_object_bind_property (button, "visible", gtk_widget_get_parent (button), "visible",
                          G_BINDING_SYNC_CREATE);
  return button;
}

static GtkWidget *
make_there (SlipFileField *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->name = gtk_label_new (NULL);
  gtk_label_set_ellipsize (GTK_LABEL (self->name), PANGO_ELLIPSIZE_MIDDLE);
  self->size = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->size, "dim-label");
  gtk_widget_add_css_class (self->size, "numeric");
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name ("mail-attachment-symbolic"));
  gtk_box_append (GTK_BOX (box), self->name);
  gtk_box_append (GTK_BOX (box), self->size);
  return box;
}

static void
slip_file_field_build (SlipFieldRow *row)
{
  SlipFileField *self = SLIP_FILE_FIELD (row);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkDropTarget *drop = slip_drop_target_new ();

  self->there = make_there (self);
  self->progress = gtk_progress_bar_new ();
  gtk_progress_bar_set_show_text (GTK_PROGRESS_BAR (self->progress), TRUE);
  slip_field_row_name (row, self->progress, _ ("Progress"));
  self->buttons = gtk_flow_box_new ();
  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (self->buttons), GTK_SELECTION_NONE);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (self->buttons), 5);
  gtk_flow_box_set_column_spacing (GTK_FLOW_BOX (self->buttons), 6);
  gtk_widget_set_halign (self->buttons, GTK_ALIGN_START);
  slip_field_row_name (row, self->buttons, NULL);
  self->open = make_button (self, _ ("_Open"), G_CALLBACK (on_open_cb));
  self->save = make_button (self, _ ("_Save As…"), G_CALLBACK (on_save_cb));
  self->choose = make_button (self, _ ("_Choose…"), G_CALLBACK (on_choose_cb));
  self->paste = make_button (self, _ ("_Paste Image"), G_CALLBACK (on_paste_cb));
  self->remove = make_button (self, _ ("_Remove"), G_CALLBACK (on_remove_cb));
  self->cancel = make_button (self, _ ("_Cancel"), G_CALLBACK (on_cancel_cb));
  gtk_box_append (GTK_BOX (box), self->there);
  gtk_box_append (GTK_BOX (box), self->progress);
  gtk_box_append (GTK_BOX (box), self->buttons);
  g_signal_connect_swapped (drop, "drop", G_CALLBACK (on_drop_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drop));
  slip_field_row_set_control (row, box, self->choose);
}

static void
slip_file_field_show (SlipFieldRow *row, const SlipFieldState *state, gboolean editable)
{
  SlipFileField *self = SLIP_FILE_FIELD (row);
  guint64 size;
  const char *name = split_value (state->text, &size);
  g_autofree char *said = g_format_size (size);

  self->editable = editable;
  self->filled = *state->text != '\0';
  gtk_label_set_label (GTK_LABEL (self->name), name);
  gtk_widget_set_tooltip_text (self->name, name);
  gtk_label_set_label (GTK_LABEL (self->size), said);
  show_buttons (self);
}

static void
slip_file_field_realize (GtkWidget *widget)
{
  SlipFileField *self = SLIP_FILE_FIELD (widget);

  GTK_WIDGET_CLASS (slip_file_field_parent_class)->realize (widget);
  self->clipboard = gtk_widget_get_clipboard (widget);
  g_signal_connect_object (self->clipboard, "changed", G_CALLBACK (show_buttons), self,
                           G_CONNECT_SWAPPED);
  show_buttons (self);
}

static void
slip_file_field_finalize (GObject *object)
{
  SlipFileField *self = SLIP_FILE_FIELD (object);

  g_clear_object (&self->cancellable);
  g_free (self->temporary);
  G_OBJECT_CLASS (slip_file_field_parent_class)->finalize (object);
}

static void
slip_file_field_class_init (SlipFileFieldClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = slip_file_field_finalize;
  GTK_WIDGET_CLASS (klass)->realize = slip_file_field_realize;
  SLIP_FIELD_ROW_CLASS (klass)->build = slip_file_field_build;
  SLIP_FIELD_ROW_CLASS (klass)->show = slip_file_field_show;
}

static void
slip_file_field_init (SlipFileField *self)
{
}
