/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What putting ops in words asks again and again: records, names, and the frames that say when and on which device. */

#include "workspace/slip-trail-private.h"

#include "core/slip-clock.h"
#include "process/slip-signoff.h"
#include "trust/slip-keys.h"

/* A revision's end, or the start of the next one, on a record's line of clocks. */
typedef struct
{
  SlipClock clock;
  char *reason; /* NULL: an approval */
} Mark;

/* == life == */

static void
mark_clear (gpointer data)
{
  g_free (((Mark *) data)->reason);
}

static void
record_free (gpointer data)
{
  SlipTrailRecord *record = data;

  g_free (record->title);
  g_clear_pointer (&record->form, slip_form_unref);
  g_clear_pointer (&record->marks, g_array_unref);
  g_free (record);
}

static void
frame_free (gpointer data)
{
  g_free (((SlipTrailFrame *) data)->device);
  g_free (data);
}

SlipTrailWords *
slip_trail_words_new (SlipDatabase *db, const SlipTrailQuery *query, GError **error)
{
  g_autoptr (SlipTrailWords) words = g_new0 (SlipTrailWords, 1);

  words->db = db;
  words->own_device = g_strdup (query->own_device);
  if (query->records != NULL && query->records->len == 1)
    words->record = g_strdup (query->record);
  words->for_people = query->for_people;
  words->records = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, record_free);
  words->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  words->frames = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, frame_free);
  words->purged = slip_trail_purged_new (db, error);
  return words->purged != NULL ? g_steal_pointer (&words) : NULL;
}

void
slip_trail_words_free (SlipTrailWords *words)
{
  if (words == NULL)
    return;
  g_free (words->own_device);
  g_free (words->record);
  g_hash_table_unref (words->records);
  g_hash_table_unref (words->names);
  g_hash_table_unref (words->frames);
  slip_trail_purged_free (words->purged);
  g_free (words);
}

/* == asking == */

const char *
slip_trail_words_name (SlipTrailWords *words, const char *person)
{
  const char *name = g_hash_table_lookup (words->names, person);

  if (name == NULL)
    {
      char *found = slip_person_name (words->db, person);

      g_hash_table_insert (words->names, g_strdup (person), found);
      name = found;
    }
  return name;
}

static int
compare_marks (gconstpointer a, gconstpointer b)
{
  const Mark *first = a;
  const Mark *second = b;

  return first->clock < second->clock ? -1 : first->clock > second->clock;
}

/* Approvals and starts of revisions, for the reasons of changes after an approval. Most records have none. */
static GArray *
load_marks (SlipDatabase *db, SlipForm *form, const char *id)
{
  g_autoptr (SlipSignoff) signoff = NULL;
  GArray *marks;

  if (form == NULL ||
      slip_database_get_int (db, 0, "SELECT count (*) FROM revise WHERE record = ?", "s", id) == 0)
    return NULL;
  signoff = slip_signoff_load (db, form, id, NULL);
  if (signoff == NULL)
    return NULL;
  marks = g_array_new (FALSE, FALSE, sizeof (Mark));
  g_array_set_clear_func (marks, mark_clear);
  for (guint i = 0; i < signoff->revisions->len; i++)
    {
      const SlipRevision *revision = g_ptr_array_index (signoff->revisions, i);
      Mark mark = { revision->completion != NULL ? revision->completion->clock : 0, NULL };

      if (mark.clock > 0)
        g_array_append_val (marks, mark);
    }
  for (guint i = 0; i < signoff->revises->len; i++)
    {
      const SlipRevise *revise = g_ptr_array_index (signoff->revises, i);
      Mark mark = { revise->clock, NULL };

      if (revise->refused != NULL)
        continue;
      mark.reason = g_strdup (revise->reason);
      g_array_append_val (marks, mark);
    }
  g_array_sort (marks, compare_marks);
  return marks;
}

const SlipTrailRecord *
slip_trail_words_record (SlipTrailWords *words, const char *id)
{
  SlipTrailRecord *record = g_hash_table_lookup (words->records, id);

  if (record != NULL)
    return record;
  record = g_new0 (SlipTrailRecord, 1);
  record->title = slip_record_title (words->db, id);
  record->form = slip_forms_for_record (words->db, id, NULL);
  record->marks = load_marks (words->db, record->form, id);
  g_hash_table_insert (words->records, g_strdup (id), record);
  return record;
}

const char *
slip_trail_record_reason (const SlipTrailRecord *record, SlipClock clock)
{
  gboolean approved = FALSE;
  const char *started = NULL;

  for (guint i = 0; record->marks != NULL && i < record->marks->len; i++)
    {
      const Mark *mark = &g_array_index (record->marks, Mark, i);

      if (mark->clock >= clock)
        {
          if (!approved || started != NULL)
            break;
          if (mark->reason != NULL)
            return mark->reason;
          continue;
        }
      if (mark->reason == NULL)
        {
          approved = TRUE;
          started = NULL;
        }
      else if (approved && started == NULL)
        started = mark->reason;
    }
  return started != NULL ? started : "";
}

const SlipTrailFrame *
slip_trail_words_frame (SlipTrailWords *words, const char *replica, gint64 seq)
{
  SlipTrailFrame *frame = g_hash_table_lookup (words->frames, replica);
  g_autofree char *device = NULL;
  guint8 key[SLIP_KEY_BYTES];

  if (frame != NULL && frame->seq == seq)
    return frame;
  frame = g_new0 (SlipTrailFrame, 1);
  frame->seq = seq;
  g_hash_table_insert (words->frames, g_strdup (replica), frame);
  frame->proof_ms = slip_clock_ms ((SlipClock) slip_database_get_int (
      words->db, 0,
      "WITH RECURSIVE other (replica) AS (SELECT min (replica) FROM frame UNION ALL"
      "  SELECT (SELECT min (f.replica) FROM frame f WHERE f.replica > other.replica)"
      "  FROM other WHERE other.replica IS NOT NULL)"
      " SELECT coalesce (max ((SELECT f.clock FROM frame f WHERE f.replica = o.replica"
      "  AND f.seq = (SELECT s.other_seq FROM seen s WHERE s.replica = ?1 AND s.other = o.replica"
      "   AND s.seq <= ?2 ORDER BY s.seq DESC LIMIT 1))), 0) FROM other o"
      " WHERE o.replica IS NOT NULL",
      "si", replica, seq));
  device = slip_database_get_text (
      words->db, NULL, "SELECT device FROM frame WHERE replica = ? AND seq = ? ORDER BY fork", "si",
      replica, seq);
  if (device != NULL && slip_key_from_hex (device, key))
    frame->device = slip_key_fingerprint (key);
  return frame;
}
