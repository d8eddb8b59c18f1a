/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Names of files say nothing: people rename what they are sent. data/io.github.slipway.Slipway.mime.xml tells the desktop
 * the same beginnings. */

#include "ui/start/slip-dropped.h"

#include <string.h>

#include "ui/app/slip-work.h"
#include "ui/start/slip-join.h"
#include "ui/start/slip-restore.h"

static gboolean
begins (const char *bytes, gsize length, gsize at, const char *with, gsize with_length)
{
  return at + with_length <= length && memcmp (bytes + at, with, with_length) == 0;
}

SlipDropped
slip_dropped_look (const char *path)
{
  static const struct
  {
    SlipDropped kind;
    gsize at;
    const char *with;
  } kinds[] = {
    { SLIP_DROPPED_IDENTITY, 0, "[slipway-identity]\n" },
    /* An archive whose first entry is the manifest. */
    { SLIP_DROPPED_BACKUP, 30, "manifest.json{\n  \"slipway-backup\"" },
  };
  char bytes[64];
  gsize length = 0;
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) stream = NULL;

  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    return SLIP_DROPPED_FOLDER;
  /* A pipe would be waited for without end. */
  if (g_file_test (path, G_FILE_TEST_IS_REGULAR))
    stream = g_file_read (file, NULL, NULL);
  if (stream != NULL)
    g_input_stream_read_all (G_INPUT_STREAM (stream), bytes, sizeof bytes, &length, NULL, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (begins (bytes, length, kinds[i].at, kinds[i].with, strlen (kinds[i].with)) &&
        (kinds[i].at == 0 || begins (bytes, length, 0, "PK\003\004", 4)))
      return kinds[i].kind;
  return SLIP_DROPPED_INVITATION;
}

/* == in the window == */

typedef struct
{
  GFile *file;
  char *path;
  SlipDropped kind;
} Look;

static void
look_free (Look *look)
{
  g_object_unref (look->file);
  g_free (look->path);
  g_free (look);
}

static gpointer
look (gpointer data, GCancellable *cancellable, GError **error)
{
  Look *look = data;

  look->kind = slip_dropped_look (look->path);
  return look;
}

static void
on_looked_cb (gpointer owner, gpointer result, const GError *error, gpointer data)
{
  const Look *look = data;

  switch (look->kind)
    {
    case SLIP_DROPPED_FOLDER:
      gtk_widget_activate_action (owner, "win.open-workspace", "s", look->path);
      break;
    case SLIP_DROPPED_BACKUP:
      slip_restore_present (owner, look->file);
      break;
    case SLIP_DROPPED_IDENTITY:
      slip_join_present_identity (owner, look->file);
      break;
    case SLIP_DROPPED_INVITATION:
    default:
      slip_join_present (owner, look->file);
      break;
    }
}

void
slip_dropped_open (GtkWidget *parent, GFile *file)
{
  Look *question;

  /* What has no path here is said by the dialogue. */
  if (g_file_peek_path (file) == NULL)
    {
      slip_join_present (parent, file);
      return;
    }
  question = g_new0 (Look, 1);
  question->file = g_object_ref (file);
  question->path = g_file_get_path (file);
  slip_work_read (parent, look, question, (GDestroyNotify) look_free, on_looked_cb, NULL, NULL);
}
