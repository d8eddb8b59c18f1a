/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A document in numbers. To find problems its whole tree is built; so the answer is kept for as long as the log holds
 * the same about whatever it was found in. */

#include "forms/slip-check.h"
#include "process/slip-signoff.h"
#include "trust/slip-roster.h"
#include "workspace/slip-conflicts-private.h"
#include "workspace/slip-gates-private.h"
#include "workspace/slip-revisions-private.h"
#include "workspace/slip-turns-private.h"
#include "workspace/slip-workspace-private.h"

/* Answers that are kept; when there are more, all are dropped. */
#define MOST_KEPT 1000

typedef struct
{
  char *key;
  SlipDocumentState state;
} Kept;

static void
kept_free (gpointer data)
{
  Kept *kept = data;

  g_free (kept->key);
  slip_document_state_clear (&kept->state);
  g_free (kept);
}

void
slip_document_state_clear (SlipDocumentState *state)
{
  g_clear_pointer (&state->status, g_free);
}

static void
copy_state (const SlipDocumentState *from, SlipDocumentState *to)
{
  *to = *from;
  to->status = g_strdup (from->status);
}

/* Forms look into other documents of the release, and ask who holds which role: ops without a record. Those that come
 * late may have an early clock, so they are counted. Long texts may come after the op that names them. */
char *
slip_release_key (SlipDatabase *db, const char *release, GError **error)
{
  return slip_database_get_text (
      db, error,
      "SELECT count (*) || ' ' || max (clock) || ' ' || (SELECT count (*) FROM blob) FROM op WHERE "
      "record IN (SELECT id FROM record WHERE release = ?1 UNION SELECT ?1 UNION SELECT '')",
      "s", release);
}

static gboolean
look_up (SlipWorkspace *self, const char *record, const char *key, SlipDocumentState *state)
{
  Kept *kept;
  gboolean found;

  g_mutex_lock (&self->lock);
  kept = self->described != NULL ? g_hash_table_lookup (self->described, record) : NULL;
  found = kept != NULL && g_str_equal (kept->key, key);
  if (found)
    copy_state (&kept->state, state);
  g_mutex_unlock (&self->lock);
  return found;
}

static void
keep (SlipWorkspace *self, const char *record, const char *key, const SlipDocumentState *state)
{
  Kept *kept = g_new0 (Kept, 1);

  kept->key = g_strdup (key);
  copy_state (state, &kept->state);
  g_mutex_lock (&self->lock);
  if (self->described == NULL)
    self->described = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, kept_free);
  if (g_hash_table_size (self->described) >= MOST_KEPT)
    g_hash_table_remove_all (self->described);
  g_hash_table_replace (self->described, g_strdup (record), kept);
  g_mutex_unlock (&self->lock);
}

/* Whether all that sign before @n have. */
static gboolean
is_its_turn (GPtrArray *slots, const SlipSignoff *signoff, guint n)
{
  const SlipFormSlot *slot = g_ptr_array_index (slots, n);

  for (guint i = 0; i < slots->len; i++)
    {
      const SlipFormSlot *before = g_ptr_array_index (slots, i);
      const SlipSlotStatus *status = g_ptr_array_index (signoff->slots, i);

      if (before->order < slot->order && !before->optional && before->relevant == NULL &&
          status->state != SLIP_SLOT_APPROVED)
        return FALSE;
    }
  return TRUE;
}

/* As For Me says it; of a document that no process speaks of, by the form alone. */
static guint
count_slots (SlipWorkspace *self, SlipDatabase *db, SlipRecord *record, const char *key,
             const SlipSignoff *signoff)
{
  g_autofree char *person = slip_meta_get (db, SLIP_META_PERSON);
  GPtrArray *slots = slip_form_get_slots (record->form);
  guint n = 0;

  if (person == NULL || slip_signoff_waits_for_revision (signoff))
    return 0;
  if (slip_turns_count_to_sign (self, db, record, key, person, &n))
    return n;
  for (guint i = 0; i < slots->len; i++)
    {
      const SlipFormSlot *slot = g_ptr_array_index (slots, i);
      const SlipSlotStatus *status = g_ptr_array_index (signoff->slots, i);

      if (status->state != SLIP_SLOT_APPROVED && is_its_turn (slots, signoff, i) &&
          (slip_slot_takes (slot, "*")
               ? slip_slot_is_author (db, record->id, person)
               : slip_roster_may_sign (db, person, slot->role, slip_now_ms (), NULL)))
        n++;
    }
  return n;
}

static gboolean
find_out (SlipWorkspace *self, SlipDatabase *db, SlipRecord *record, const char *key,
          SlipDocumentState *state, GError **error)
{
  g_autoptr (GPtrArray) problems = slip_check_document (db, record->form, record->id, error);
  g_autoptr (GPtrArray) conflicts = NULL;
  g_autoptr (SlipSignoff) signoff = NULL;

  if (problems == NULL || (conflicts = slip_conflicts_places (db, record->id, error)) == NULL ||
      (signoff = slip_signoff_load (db, record->form, record->id, error)) == NULL)
    return FALSE;
  state->status = g_strdup (signoff->status);
  state->revision = signoff->revisions->len;
  state->problems = problems->len;
  state->conflicts = conflicts->len;
  state->slots = count_slots (self, db, record, key, signoff);
  state->amendments = signoff->amendments->len;
  state->proposals = signoff->proposals->len;
  return TRUE;
}

static gboolean
describe (SlipWorkspace *self, SlipDatabase *db, const char *document, SlipDocumentState *state,
          GError **error)
{
  g_autofree char *id = slip_workspace_resolve (self, SLIP_RECORD_DOCUMENT, document, error);
  g_autoptr (SlipRecord) record = id != NULL ? slip_record_load (db, id, error) : NULL;
  g_autofree char *key = record != NULL ? slip_release_key (db, record->release, error) : NULL;

  if (key == NULL)
    return FALSE;
  if (look_up (self, id, key, state))
    return TRUE;
  if (!find_out (self, db, record, key, state, error))
    return FALSE;
  keep (self, id, key, state);
  return TRUE;
}

gboolean
slip_workspace_describe_document (SlipWorkspace *self, const char *document,
                                  SlipDocumentState *state, GError **error)
{
  SlipDatabase *db = slip_workspace_reader (self);
  gboolean done;

  /* All of it is of one moment. */
  if (!slip_database_begin (db, error))
    return FALSE;
  done = describe (self, db, document, state, error);
  slip_database_rollback (db);
  return done;
}
