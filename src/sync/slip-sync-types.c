/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The values that go in and out of the sync machine. */

#include "sync/slip-sync-machine.h"

SlipSyncFile *
slip_sync_file_new (const char *folder, const char *name, gint64 size)
{
  SlipSyncFile *file = g_new0 (SlipSyncFile, 1);

  file->folder = g_strdup (folder);
  file->name = g_strdup (name);
  file->size = size;
  return file;
}

void
slip_sync_file_free (SlipSyncFile *file)
{
  g_free (file->folder);
  g_free (file->name);
  g_free (file);
}

void
slip_sync_action_free (SlipSyncAction *action)
{
  g_free (action->folder);
  g_clear_pointer (&action->files, g_ptr_array_unref);
  g_clear_pointer (&action->entries, g_ptr_array_unref);
  g_free (action->text);
  slip_answer_clear (&action->answer);
  g_free (action);
}

char *
slip_sync_action_to_string (const SlipSyncAction *action)
{
  static const char *const names[] = { "list",        "ensure",    "read",      "take",
                                       "new-replica", "forget",    "note",      "prepare",
                                       "shrink",      "put",       "read-back", "remove",
                                       "wait",        "set-aside", "tell",      "blobs-done",
                                       "parts",       "want",      "finish" };
  GString *text = g_string_new (names[action->kind]);

  G_STATIC_ASSERT (G_N_ELEMENTS (names) == SLIP_SYNC_DO_FINISH + 1);
  if (action->folder != NULL)
    g_string_append_printf (text, " %s/", action->folder);
  if (action->files != NULL)
    for (guint i = 0; i < action->files->len; i++)
      {
        SlipSyncFile *file = g_ptr_array_index (action->files, i);

        g_string_append_printf (text, " %s/%s", file->folder, file->name);
      }
  if (action->kind == SLIP_SYNC_DO_WAIT)
    g_string_append_printf (text, " %" G_GINT64_FORMAT, action->wait_ms);
  if (action->kind == SLIP_SYNC_DO_FINISH)
    g_string_append_printf (text, " %d", action->answer.kind);
  return g_string_free (text, FALSE);
}

void
slip_sync_facts_clear (SlipSyncFacts *facts)
{
  g_clear_pointer (&facts->heads, g_array_unref);
}

SlipSyncResult *
slip_sync_result_new (const char *folder, const char *name)
{
  SlipSyncResult *result = g_new0 (SlipSyncResult, 1);

  result->folder = g_strdup (folder);
  result->name = g_strdup (name);
  return result;
}

void
slip_sync_result_free (SlipSyncResult *result)
{
  g_free (result->folder);
  g_free (result->name);
  g_free (result->text);
  slip_answer_clear (&result->answer);
  g_clear_pointer (&result->needs, g_ptr_array_unref);
  g_clear_pointer (&result->previous, g_ptr_array_unref);
  g_free (result);
}

void
slip_sync_event_clear (SlipSyncEvent *event)
{
  slip_answer_clear (&event->answer);
  g_clear_pointer (&event->entries, g_ptr_array_unref);
  g_clear_pointer (&event->results, g_ptr_array_unref);
  slip_sync_facts_clear (&event->facts);
  g_clear_pointer (&event->files, g_ptr_array_unref);
  g_clear_pointer (&event->back, g_ptr_array_unref);
  g_clear_pointer (&event->check, g_ptr_array_unref);
  g_clear_pointer (&event->old, g_ptr_array_unref);
}
