/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Rows and deletes. A delete covers what it had seen: a row (or a record) is dead when every live
 * value at or below it (and every signature in the record) was seen by one of its live deletes; else
 * it is kept, flagged. What an op had seen follows from the frames (design.md 3), never from clocks. */

#include <string.h>

#include "store/slip-fold-private.h"
#include "store/slip-values.h"

typedef struct
{
  SlipOpName name;
  gint64 seq;
} Event;

/* What is known of a row's deletes. */
typedef enum
{
  ALIVE,
  FLAGGED,
  DEAD,
} State;

static gboolean
set_position (Fold *fold, const char *record, const char *row, const char *position, GError **error)
{
  return fold_run (fold, FOLD_ROW_POSITION, error, "sss", record, row, position);
}

gboolean
fold_row_reposition (Fold *fold, const char *record, const char *row, GError **error)
{
  sqlite3_stmt *shown =
      fold_bind (fold, FOLD_SHOWN, error, "sss", record, row, SLIP_FIELD_POSITION);
  int found;
  gboolean done;

  if (shown == NULL || (found = fold_step (fold, shown, error)) < 0)
    return FALSE;
  if (found == 0)
    return set_position (fold, record, row, "", error);
  done = set_position (fold, record, row, (const char *) sqlite3_column_text (shown, 0), error);
  sqlite3_reset (shown);
  return done;
}

/* Several adds of one row (an import on two machines): the one that is shown tells where it
 * belongs. */
static gboolean
relink (Fold *fold, const char *record, const char *row, GError **error)
{
  FoldChange change = { .whole = TRUE };
  g_autofree char *place = NULL;
  g_autofree char *parent = NULL;
  sqlite3_stmt *select;
  char *table;
  int found;

  select = fold_bind (fold, FOLD_SHOWN, error, "sss", record, row, SLIP_FIELD_ADD);
  if (select == NULL || (found = fold_step (fold, select, error)) < 0)
    return FALSE;
  if (found == 0)
    return TRUE;
  place = g_strdup ((const char *) sqlite3_column_text (select, 0));
  sqlite3_reset (select);
  table = strchr (place, ' ');
  *table++ = '\0';

  select = fold_bind (fold, FOLD_ROW_PARENT, error, "ss", record, row);
  if (select == NULL || (found = fold_step (fold, select, error)) < 0)
    return FALSE;
  if (found > 0)
    parent = g_strdup ((const char *) sqlite3_column_text (select, 0));
  sqlite3_reset (select);

  if (!fold_run (fold, FOLD_ROW_PLACE, error, "ssss", record, row, place, table))
    return FALSE;
  if (g_strcmp0 (parent, place) == 0)
    return TRUE;
  /* Where it was it holds nothing alive any more. */
  return fold_settle_deletes (fold, record, parent, &change, error);
}

gboolean
fold_row_add (Fold *fold, const char *record, const char *row, const char *parent,
              const char *table, gboolean alone, GError **error)
{
  if (!fold_run (fold, FOLD_ROW_INSERT, error, "ssss", record, row, parent, table))
    return FALSE;
  if (!alone && !relink (fold, record, row, error))
    return FALSE;
  return fold_row_reposition (fold, record, row, error);
}

/* Whether the author of the delete had @value before him (it then covers it). */
static gboolean
covers (Fold *fold, const Event *deletion, const Event *value, gboolean *result, GError **error)
{
  sqlite3_stmt *seen;
  int found;

  if (g_str_equal (deletion->name.replica, value->name.replica))
    {
      *result = value->name.clock < deletion->name.clock;
      return TRUE;
    }
  /* In the outbox: frames come in only after it was sealed, so everything else was there before. */
  if (deletion->seq == 0 || value->seq == 0)
    {
      *result = deletion->seq == 0;
      return TRUE;
    }
  seen = fold_bind (fold, FOLD_SEEN, error, "ssi", deletion->name.replica, value->name.replica,
                    deletion->seq);
  if (seen == NULL || (found = fold_step (fold, seen, error)) < 0)
    return FALSE;
  *result = found > 0 && value->seq <= sqlite3_column_int64 (seen, 0);
  sqlite3_reset (seen);
  return TRUE;
}

static gboolean
is_covered (Fold *fold, GArray *deletes, const Event *value, gboolean *result, GError **error)
{
  *result = FALSE;
  for (guint i = 0; i < deletes->len && !*result; i++)
    if (!covers (fold, &g_array_index (deletes, Event, i), value, result, error))
      return FALSE;
  return TRUE;
}

static void
read_event (sqlite3_stmt *statement, Event *event)
{
  g_strlcpy (event->name.replica, (const char *) sqlite3_column_text (statement, 0),
             sizeof event->name.replica);
  event->name.clock = sqlite3_column_int64 (statement, 1);
  event->seq = sqlite3_column_int64 (statement, 2);
}

static GArray *
load_deletes (Fold *fold, const char *record, const char *row, GError **error)
{
  g_autoptr (GArray) deletes = g_array_new (FALSE, FALSE, sizeof (Event));
  sqlite3_stmt *select = fold_bind (fold, FOLD_DELETES, error, "ss", record, row);
  Event event;
  int found;

  if (select == NULL)
    return NULL;
  while ((found = fold_step (fold, select, error)) > 0)
    {
      read_event (select, &event);
      g_array_append_val (deletes, event);
    }
  return found < 0 ? NULL : g_steal_pointer (&deletes);
}

/* Looks for a live value at or below, or a signature in the record, that no delete covers. */
static gboolean
all_covered (Fold *fold, GArray *deletes, const char *record, const char *row, gboolean *result,
             GError **error)
{
  sqlite3_stmt *select;
  Event value;
  int found;

  if (*row == '\0')
    select = fold_bind (fold, FOLD_VALUES_RECORD, error, "s", record);
  else
    select = fold_bind (fold, FOLD_VALUES_BELOW, error, "ss", record, row);
  if (select == NULL)
    return FALSE;
  *result = TRUE;
  while (*result && (found = fold_step (fold, select, error)) != 0)
    {
      if (found < 0)
        return FALSE;
      read_event (select, &value);
      if (!is_covered (fold, deletes, &value, result, error))
        {
          sqlite3_reset (select);
          return FALSE;
        }
    }
  sqlite3_reset (select);
  return TRUE;
}

/* How @row stands with its own deletes after @change. @whole: more than the inserted value may have
 * changed.
 * @flagged: what it was before. */
static gboolean
decide (Fold *fold, const char *record, const char *row, const FoldChange *change, gboolean whole,
        gboolean flagged, State *state, GError **error)
{
  g_autoptr (GArray) deletes = load_deletes (fold, record, row, error);
  gboolean covered = TRUE;

  if (deletes == NULL)
    return FALSE;
  if (deletes->len == 0)
    {
      *state = ALIVE;
      return TRUE;
    }
  if (change->inserted != NULL)
    {
      Event value = { *change->inserted, change->seq };

      if (!is_covered (fold, deletes, &value, &covered, error))
        return FALSE;
    }
  if (covered && !whole)
    covered = !flagged;
  else if (covered && !all_covered (fold, deletes, record, row, &covered, error))
    return FALSE;
  *state = covered ? DEAD : FLAGGED;
  return TRUE;
}

static gboolean
settle_record (Fold *fold, const char *record, const FoldChange *change, gboolean whole,
               GError **error)
{
  gboolean flagged;
  State state;

  flagged = slip_database_get_int (fold->database, 0, "SELECT flagged FROM record WHERE id = ?",
                                   "s", record);
  if (!decide (fold, record, "", change, whole, flagged, &state, error))
    return FALSE;
  return fold_run (fold, FOLD_RECORD_FLAG, error, "sii", record, (gint64) (state == DEAD),
                   (gint64) (state == FLAGGED));
}

/* The ids that a recursive statement gives. */
static GPtrArray *
load_ids (Fold *fold, FoldStatement which, const char *record, const char *row, GError **error)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  sqlite3_stmt *select = fold_bind (fold, which, error, "ss", record, row);
  int found;

  if (select == NULL)
    return NULL;
  while ((found = fold_step (fold, select, error)) > 0)
    g_ptr_array_add (ids, g_strdup ((const char *) sqlite3_column_text (select, 0)));
  return found < 0 ? NULL : g_steal_pointer (&ids);
}

static int
row_state (Fold *fold, const char *record, const char *row, gboolean *dead, gboolean *flagged,
           GError **error)
{
  sqlite3_stmt *select = fold_bind (fold, FOLD_ROW_STATE, error, "ss", record, row);
  int found;

  if (select == NULL || (found = fold_step (fold, select, error)) < 0)
    return -1;
  *dead = found > 0 && sqlite3_column_int (select, 0);
  *flagged = found > 0 && sqlite3_column_int (select, 1);
  if (found > 0)
    sqlite3_reset (select);
  return found;
}

/* Writes anew whether @row is dead; when that changed, the rows below too. */
static gboolean
settle_dead (Fold *fold, const char *record, const char *row, GError **error)
{
  g_autoptr (GPtrArray) below = NULL;
  gboolean before, after, flagged;
  int found;

  if ((found = row_state (fold, record, row, &before, &flagged, error)) <= 0)
    return found == 0;
  if (!fold_run (fold, FOLD_ROW_DEAD, error, "ss", record, row) ||
      row_state (fold, record, row, &after, &flagged, error) < 0)
    return FALSE;
  if (before == after)
    return TRUE;

  below = load_ids (fold, FOLD_DOWN, record, row, error);
  if (below == NULL)
    return FALSE;
  for (guint i = 0; i < below->len; i++)
    if (!fold_run (fold, FOLD_ROW_DEAD, error, "ss", record, g_ptr_array_index (below, i)))
      return FALSE;
  return TRUE;
}

static gboolean
had_something (Fold *fold, const char *record, const char *row, const SlipOpName *add,
               gboolean *result, GError **error)
{
  sqlite3_stmt *any = fold_bind (fold, FOLD_ANY_BELOW, error, "sssi", record, row, add->replica,
                                 (gint64) add->clock);

  if (any == NULL || fold_step (fold, any, error) <= 0)
    return FALSE;
  *result = sqlite3_column_int (any, 0);
  sqlite3_reset (any);
  return TRUE;
}

gboolean
fold_settle_deletes (Fold *fold, const char *record, const char *row, const FoldChange *change,
                     GError **error)
{
  g_autoptr (GPtrArray) up = NULL;
  gboolean whole = change->whole || change->removed;
  gboolean tree = FALSE, dead, flagged;

  if (change->linked && !had_something (fold, record, row, change->inserted, &tree, error))
    return FALSE;
  if (*row != '\0')
    {
      up = load_ids (fold, FOLD_UP, record, row, error);
      if (up == NULL)
        return FALSE;
      /* First what each row's own deletes say, then what follows for it and what is below it. */
      for (guint i = 0; i < up->len; i++)
        {
          const char *id = g_ptr_array_index (up, i);
          int found = row_state (fold, record, id, &dead, &flagged, error);
          State state;

          if (found < 0)
            return FALSE;
          if (found == 0)
            continue;
          if (!decide (fold, record, id, change, whole || tree || (i == 0 && change->deletes),
                       flagged, &state, error))
            return FALSE;
          if (flagged != (state == FLAGGED) && !fold_run (fold, FOLD_ROW_FLAG, error, "ssi", record,
                                                          id, (gint64) (state == FLAGGED)))
            return FALSE;
        }
      for (guint i = up->len; i > 0; i--)
        if (!settle_dead (fold, record, g_ptr_array_index (up, i - 1), error))
          return FALSE;
    }
  return settle_record (fold, record, change, whole || (*row == '\0' && change->deletes), error);
}
