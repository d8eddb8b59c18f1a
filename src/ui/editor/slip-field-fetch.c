/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* See slip-field-fetch.h. */

#include "ui/editor/slip-field-fetch.h"
#include "workspace/slip-thread.h"

typedef struct
{
  GWeakRef owner;
  SlipWorkspace *workspace;
  char *record;
  char *path;
  char *to;
  SlipBytesFunc progress;
  SlipFetchDone done;
} Fetch;

typedef struct
{
  Fetch *fetch; /* unowned: lives as long as the task, which the source holds */
  GTask *task;
  guint64 done;
  guint64 total;
} Step;

static void
free_fetch (Fetch *fetch)
{
  g_weak_ref_clear (&fetch->owner);
  g_object_unref (fetch->workspace);
  g_free (fetch->record);
  g_free (fetch->path);
  g_free (fetch->to);
  g_free (fetch);
}

static void
free_step (gpointer data)
{
  Step *step = data;

  g_object_unref (step->task);
  g_free (step);
}

static gboolean
on_step_cb (gpointer data)
{
  Step *step = data;
  g_autoptr (GObject) owner = g_weak_ref_get (&step->fetch->owner);

  if (owner != NULL && !g_task_get_completed (step->task))
    step->fetch->progress (step->done, step->total, owner);
  return G_SOURCE_REMOVE;
}

/* In the thread. */
static void
on_bytes_cb (guint64 done, guint64 total, gpointer data)
{
  GTask *task = data;
  Step *step = g_new0 (Step, 1);

  step->fetch = g_task_get_task_data (task);
  step->task = g_object_ref (task);
  step->done = done;
  step->total = total;
  g_main_context_invoke_full (NULL, G_PRIORITY_DEFAULT, on_step_cb, step, free_step);
}

static void
run (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Fetch *fetch = data;
  GError *error = NULL;

  if (slip_workspace_get_attachment (fetch->workspace, fetch->record, fetch->path, fetch->to,
                                     on_bytes_cb, task, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_done_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Fetch *fetch = g_task_get_task_data (G_TASK (result));
  g_autoptr (GObject) owner = g_weak_ref_get (&fetch->owner);
  g_autoptr (GError) error = NULL;

  g_task_propagate_boolean (G_TASK (result), &error);
  if (owner != NULL)
    fetch->done (owner, fetch->to, error);
}

void
slip_field_fetch (gpointer owner, SlipFormSession *session, const char *path, const char *to,
                  SlipBytesFunc progress, GCancellable *cancellable, SlipFetchDone done)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, on_done_cb, NULL);
  Fetch *fetch = g_new0 (Fetch, 1);

  g_weak_ref_init (&fetch->owner, owner);
  fetch->workspace = g_object_ref (slip_form_session_get_workspace (session));
  fetch->record = g_strdup (slip_form_session_get_record (session));
  fetch->path = g_strdup (path);
  fetch->to = g_strdup (to);
  fetch->progress = progress;
  fetch->done = done;
  g_task_set_task_data (task, fetch, (GDestroyNotify) free_fetch);
  slip_thread_run (task, run);
}
