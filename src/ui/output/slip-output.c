/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A document goes into a file, a release into a folder, which is filled under another name and takes its own when it is
 * whole. */

#include "ui/output/slip-output.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "workspace/slip-comments.h"

#define NAME_BYTES 120 /* leaves room for a suffix, and for a temporary one */

/* == what there is == */

void
slip_output_subject_free (SlipOutputSubject *subject)
{
  g_free (subject->title);
  g_free (subject->name);
  g_array_unref (subject->revisions);
  g_free (subject);
}

char *
slip_output_file_name (const char *title)
{
  g_autofree char *name = g_utf8_make_valid (title, -1);
  g_autoptr (GString) safe = g_string_new (NULL);

  for (const char *at = name; *at != '\0' && safe->len < NAME_BYTES; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (c == ':' || c == '/' || c == '\\')
        g_string_append_c (safe, '-');
      else if (g_unichar_isspace (c))
        g_string_append_c (safe, ' ');
      else if (!g_unichar_iscntrl (c) && (c > 127 || strchr ("*?\"<>|", (int) c) == NULL))
        g_string_append_unichar (safe, c);
    }
  g_strstrip (safe->str);
  /* A name that begins with a dot is hidden. */
  while (*safe->str == '.' || *safe->str == ' ')
    memmove (safe->str, safe->str + 1, strlen (safe->str));
  return *safe->str != '\0' ? g_strdup (safe->str) : g_strdup (_ ("Document"));
}

SlipOutputSubject *
slip_output_subject_read (SlipWorkspace *workspace, const char *record, GError **error)
{
  g_autofree char *title = slip_workspace_get_title (workspace, record, error);
  g_autofree char *release = NULL;
  g_autoptr (SlipSignoff) signoff = NULL;
  g_autoptr (SlipThreads) threads =
      title != NULL ? slip_workspace_list_threads (workspace, record, error) : NULL;
  SlipOutputSubject *subject;

  if (threads == NULL)
    return NULL;
  release = slip_workspace_resolve (workspace, SLIP_RECORD_RELEASE, record, NULL);
  if (release == NULL && (signoff = slip_workspace_get_signoff (workspace, record, error)) == NULL)
    return NULL;
  subject = g_new0 (SlipOutputSubject, 1);
  subject->is_release = release != NULL;
  subject->name = slip_output_file_name (title);
  subject->title = g_steal_pointer (&title);
  subject->threads = threads->infos->len > 0;
  subject->revisions = g_array_new (FALSE, FALSE, sizeof (guint));
  subject->approved = signoff != NULL && signoff->approved != NULL;
  subject->is_changed = subject->approved && signoff->amendments->len > 0;
  for (guint i = signoff != NULL ? signoff->revisions->len : 0; i > 0; i--)
    {
      const SlipRevision *revision = g_ptr_array_index (signoff->revisions, i - 1);

      g_array_append_val (subject->revisions, revision->number);
    }
  return subject;
}

/* == writing == */

void
slip_output_work_free (SlipOutputWork *work)
{
  g_object_unref (work->workspace);
  g_free (work->record);
  g_free (work->path);
  g_free (work);
}

/* (transfer full): path of @name in @folder, with a number where the name is taken. */
static char *
free_path (const char *folder, const char *name, const char *suffix)
{
  g_autofree char *path = NULL;

  for (guint i = 1;; i++)
    {
      g_autofree char *last = i == 1 ? g_strconcat (name, suffix, NULL)
                                     : g_strdup_printf ("%s (%u)%s", name, i, suffix);

      g_free (path);
      path = g_build_filename (folder, last, NULL);
      if (!g_file_test (path, G_FILE_TEST_EXISTS) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK))
        return g_steal_pointer (&path);
    }
}

static gboolean
write_documents (const SlipOutputWork *work, const char *folder, GCancellable *cancellable,
                 GError **error)
{
  g_autoptr (GPtrArray) documents =
      slip_workspace_list_documents (work->workspace, work->record, error);

  if (documents == NULL)
    return FALSE;
  if (documents->len == 0)
    {
      g_set_error_literal (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND,
                           _ ("there is no document in this release yet"));
      return FALSE;
    }
  for (guint i = 0; i < documents->len; i++)
    {
      const SlipDocumentInfo *info = g_ptr_array_index (documents, i);
      g_autofree char *title = g_strdup_printf (
          "%s %s", info->number, *info->title != '\0' ? info->title : info->form_title);
      g_autofree char *name = slip_output_file_name (title);
      g_autofree char *path = free_path (folder, name, work->suffix);

      if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
          !slip_workspace_export_as (work->workspace, info->id, work->what, 0, work->threads, path,
                                     NULL, error))
        return FALSE;
    }
  return TRUE;
}

/* Removes a folder that holds files alone. */
static void
discard (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (folder);
}

static char *
fail_folder (GError **error, const char *path, int number)
{
  /* Translators: %s is a folder, then why */
  g_set_error (error, SLIP_ERROR, SLIP_ERROR_FAILED, _ ("can't write into the folder “%s”: %s"),
               path, g_strerror (number));
  return NULL;
}

static char *
write_release (const SlipOutputWork *work, GCancellable *cancellable, GError **error)
{
  g_autofree char *title = slip_workspace_get_title (work->workspace, work->record, error);
  g_autofree char *name = title != NULL ? slip_output_file_name (title) : NULL;
  g_autofree char *staging = g_build_filename (work->path, ".slipway-XXXXXX", NULL);
  g_autofree char *target = NULL;

  if (title == NULL)
    return NULL;
  if (g_mkdtemp_full (staging, 0777) == NULL)
    return fail_folder (error, work->path, errno);
  if (!write_documents (work, staging, cancellable, error))
    {
      discard (staging);
      return NULL;
    }
  target = free_path (work->path, name, "");
  if (g_rename (staging, target) != 0)
    {
      int number = errno;

      discard (staging);
      return fail_folder (error, work->path, number);
    }
  return g_steal_pointer (&target);
}

char *
slip_output_write (const SlipOutputWork *work, GCancellable *cancellable, GError **error)
{
  if (work->is_release)
    return write_release (work, cancellable, error);
  return slip_workspace_export_as (work->workspace, work->record, work->what, work->revision,
                                   work->threads, work->path, NULL, error)
             ? g_strdup (work->path)
             : NULL;
}
