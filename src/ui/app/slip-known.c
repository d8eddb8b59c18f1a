/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Each known workspace is opened and closed again, which also finds out whether it can be opened. */

#include "ui/app/slip-known.h"

#include <glib/gi18n.h>

#include "ui/app/slip-feedback.h"
#include "ui/app/slip-settings.h"
#include "workspace/slip-workspace.h"

static void
known_free (gpointer data)
{
  SlipKnown *known = data;

  g_free (known->dir);
  g_free (known->name);
  g_free (known->problem);
  g_free (known);
}

/* The folder is named already: a message names what is in it. */
static char *
explain (const char *dir, const GError *error)
{
  g_autoptr (GString) message = g_string_new (error->message);
  g_autofree char *prefix = g_strconcat (dir, "/", NULL);
  g_autoptr (GError) shorter = NULL;

  g_string_replace (message, prefix, "", 0);
  shorter = g_error_new_literal (error->domain, error->code, message->str);
  return slip_feedback_sentence (shorter);
}

static SlipKnown *
look (const char *dir)
{
  g_autofree char *path = g_build_filename (dir, "workspace.db", NULL);
  g_autoptr (SlipWorkspace) workspace = NULL;
  g_autoptr (GError) error = NULL;
  SlipKnown *known = g_new0 (SlipKnown, 1);

  known->dir = g_strdup (dir);
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    known->problem = g_strdup (_ ("It is not in this folder any more, or its disk is not there."));
  else if ((workspace = slip_workspace_open (dir, &error)) == NULL)
    known->problem = explain (dir, error);
  else
    known->name = slip_workspace_get_info (workspace, "name", NULL);
  if (known->name == NULL)
    known->name = g_path_get_basename (dir);
  return known;
}

static gpointer
look_at_all (gpointer data, GCancellable *cancellable, GError **error)
{
  GStrv dirs = data;
  GPtrArray *list = g_ptr_array_new_with_free_func (known_free);

  for (guint i = 0; dirs[i] != NULL; i++)
    g_ptr_array_add (list, look (dirs[i]));
  return list;
}

void
slip_known_read (gpointer owner, SlipWorkDone done)
{
  slip_work_read (owner, look_at_all, slip_settings_list_known (), (GDestroyNotify) g_strfreev,
                  done, (GDestroyNotify) g_ptr_array_unref, NULL);
}
