/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Turns of one release for who describes its documents one by one: so that a list of documents and For Me say the same. They
 * are found once for all documents, and kept for as long as the log holds the same about the release. */

#include "process/slip-processes.h"
#include "trust/slip-roster.h"
#include "workspace/slip-turns-private.h"
#include "workspace/slip-workspace-private.h"

/* Releases whose turns are kept; when there are more, all are dropped. */
#define MOST_KEPT 16

typedef struct
{
  char *key;
  gint64 good_until;
  GPtrArray *turns; /* element-type SlipFoundTurn */
} Kept;

static void
kept_free (gpointer data)
{
  Kept *kept = data;

  g_free (kept->key);
  g_ptr_array_unref (kept->turns);
  g_free (kept);
}

static GPtrArray *
look_up (SlipWorkspace *self, const char *release, const char *key, gint64 now)
{
  const Kept *kept;
  GPtrArray *turns = NULL;

  g_mutex_lock (&self->lock);
  kept = self->turns != NULL ? g_hash_table_lookup (self->turns, release) : NULL;
  if (kept != NULL && g_str_equal (kept->key, key) && kept->good_until > now)
    turns = g_ptr_array_ref (kept->turns);
  g_mutex_unlock (&self->lock);
  return turns;
}

static void
keep (SlipWorkspace *self, const char *release, const char *key, GPtrArray *turns,
      gint64 good_until)
{
  Kept *kept = g_new0 (Kept, 1);

  kept->key = g_strdup (key);
  kept->good_until = good_until;
  kept->turns = g_ptr_array_ref (turns);
  g_mutex_lock (&self->lock);
  if (self->turns == NULL)
    self->turns = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, kept_free);
  if (g_hash_table_size (self->turns) >= MOST_KEPT)
    g_hash_table_remove_all (self->turns);
  g_hash_table_replace (self->turns, g_strdup (release), kept);
  g_mutex_unlock (&self->lock);
}

/* Whether the process has anything to say about when it is its turn. */
static gboolean
is_in_process (SlipDatabase *db, const SlipRecord *record)
{
  gboolean pinned;
  g_autoptr (SlipProcess) process = slip_processes_for_release (db, record->release, &pinned, NULL);

  return process != NULL &&
         slip_process_stage_of (process, slip_form_get_id (record->form)) != NULL;
}

static gboolean
is_to_sign (SlipDatabase *db, const SlipFoundTurn *turn, const char *record, const char *person,
            gint64 now)
{
  return (turn->kind == SLIP_TURN_SIGN || turn->kind == SLIP_TURN_ANSWER) &&
         g_str_equal (turn->record, record) &&
         (*turn->role != '\0' ? slip_roster_may_sign (db, person, turn->role, now, NULL)
                              : g_str_equal (turn->person, person));
}

gboolean
slip_turns_count_to_sign (SlipWorkspace *self, SlipDatabase *db, const SlipRecord *record,
                          const char *key, const char *person, guint *n)
{
  gint64 now = slip_now_ms ();
  gint64 good_until = 0;
  g_autoptr (GPtrArray) turns = NULL;

  if (!is_in_process (db, record))
    return FALSE;
  turns = look_up (self, record->release, key, now);
  if (turns == NULL)
    {
      turns = slip_turns_find (db, record->release, now, &good_until, NULL);
      if (turns == NULL)
        return FALSE;
      keep (self, record->release, key, turns, good_until);
    }
  *n = 0;
  for (guint i = 0; i < turns->len; i++)
    *n += is_to_sign (db, g_ptr_array_index (turns, i), record->id, person, now);
  return TRUE;
}
