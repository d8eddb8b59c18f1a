/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The file is checked whole as soon as it is chosen; what it holds is shown before anything is made. */

#include "ui/start/slip-restore.h"

#include <glib/gi18n.h>

#include "ui/app/slip-settings.h"
#include "ui/app/slip-task-dialog.h"
#include "ui/people/slip-file-row.h"
#include "workspace/slip-workspace.h"

typedef struct
{
  SlipTaskDialog *dialog;
  SlipFileRow *file;
  char *name; /* nullable: of the workspace in the file, once that was checked */
} Restore;

static void
restore_free (gpointer data)
{
  Restore *self = data;

  g_free (self->name);
  g_free (self);
}

/* == looking == */

static void
info_free (gpointer data)
{
  slip_backup_info_clear (data);
  g_free (data);
}

static gpointer
check (SlipWorkspace *workspace, const char *path, GCancellable *cancellable, GError **error)
{
  SlipBackupInfo *info = g_new0 (SlipBackupInfo, 1);

  if (slip_backup_read_info (path, info, cancellable, error))
    return info;
  g_free (info);
  return NULL;
}

/* As it is read here: "14.03.2026, 22:00". */
static char *
local_time (const char *text)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_iso8601 (text, NULL);
  g_autoptr (GDateTime) local = time != NULL ? g_date_time_to_local (time) : NULL;

  return local != NULL ? g_date_time_format (local, "%x, %H:%M") : g_strdup (text);
}

static char *
describe (gpointer checked)
{
  const SlipBackupInfo *info = checked;
  g_autofree char *time = local_time (info->time);

  /* Translators: a workspace, whose copy it is, and when it was backed up */
  return g_strdup_printf (_ ("“%s”, the copy of %s, as of %s"), info->name, info->person, time);
}

static void
on_checked_cb (Restore *self)
{
  const SlipBackupInfo *info = slip_file_row_get_result (self->file);

  g_free (self->name);
  self->name = info != NULL ? g_strdup (info->name) : NULL;
  slip_task_dialog_set_missing (
      self->dialog, info != NULL                             ? NULL
                    : slip_file_row_is_empty (self->file)    ? _ ("Choose the file of a backup.")
                    : slip_file_row_is_checking (self->file) ? _ ("The file is being checked…")
                                                             : _ ("Choose another file."));
}

/* == restoring == */

typedef struct
{
  char *path;
  char *dir;
} Files;

static void
files_free (Files *files)
{
  g_free (files->path);
  g_free (files->dir);
  g_free (files);
}

static gpointer
put_back (gpointer data, GCancellable *cancellable, GError **error)
{
  Files *files = data;

  return slip_workspace_restore (files->path, files->dir, NULL, cancellable, error) ? files : NULL;
}

static void
on_restored_cb (gpointer owner, gpointer result, const GError *error, gpointer data)
{
  Files *files = data;

  gtk_widget_activate_action (slip_task_dialog_get_parent (owner), "win.open-workspace", "s",
                              files->dir);
}

static void
on_apply_cb (Restore *self)
{
  Files *files = g_new0 (Files, 1);

  files->path = g_strdup (slip_file_row_get_path (self->file));
  files->dir = slip_settings_folder_for (self->name);
  slip_task_dialog_run_long (self->dialog, _ ("Restoring…"), put_back, files,
                             (GDestroyNotify) files_free, on_restored_cb, NULL);
}

void
slip_restore_present (GtkWidget *parent, GFile *backup)
{
  Restore *self = g_new0 (Restore, 1);
  GtkWidget *group = adw_preferences_group_new ();

  self->dialog = slip_task_dialog_new (parent, _ ("Restore a Backup"), _ ("_Restore"));
  g_object_set_data_full (G_OBJECT (self->dialog), "slip-restore", self, restore_free);
  self->file = slip_file_row_new (_ ("Backup"), check, describe, info_free);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), GTK_WIDGET (self->file));
  adw_preferences_group_set_description (
      ADW_PREFERENCES_GROUP (group),
      _ ("It becomes a workspace of its own beside those that you have. Sync it first, before you "
         "change anything."));
  slip_task_dialog_add (self->dialog, group);
  g_signal_connect_swapped (self->file, "checked", G_CALLBACK (on_checked_cb), self);
  g_signal_connect_swapped (self->dialog, "apply", G_CALLBACK (on_apply_cb), self);
  on_checked_cb (self);
  gtk_window_present (GTK_WINDOW (self->dialog));
  if (backup != NULL)
    slip_file_row_set_file (self->file, backup);
  else
    slip_file_row_choose (self->file);
}
