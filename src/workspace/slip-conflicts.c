/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The list of open conflicts: found by index among the few values that are special, then told in words. */

#include <glib/gi18n-lib.h>

#include "workspace/slip-conflicts-private.h"

#include <string.h>

#include "core/slip-merge.h"
#include "core/slip-text.h"

/* So much of what others did in a deleted row is listed; it may be a whole document. */
#define EDITS_MAX 50
/* In place of a field: a statement in the record, which a delete hadn't seen. */
#define SIGNED "@signed"
/* Characters of a value where it stands beside others. */
#define SHORT_TEXT 60
/* Between the parts of a label. */
#define SEPARATOR " › "

void
slip_conflict_place_free (SlipConflictPlace *place)
{
  if (place == NULL)
    return;
  g_free (place->record);
  g_free (place->row);
  g_free (place->field);
  g_free (place);
}

static void
side_free (gpointer data)
{
  SlipConflictSide *side = data;

  g_free (side->op);
  g_free (side->person);
  g_free (side->name);
  g_free (side->time);
  g_free (side->replica);
  g_free (side->value);
  g_free (side->text);
  g_free (side);
}

void
slip_open_conflict_free (SlipOpenConflict *conflict)
{
  if (conflict == NULL)
    return;
  g_free (conflict->record);
  g_free (conflict->title);
  g_free (conflict->path);
  g_free (conflict->label);
  g_free (conflict->type);
  g_clear_pointer (&conflict->sides, g_ptr_array_unref);
  g_free (conflict->base);
  g_free (conflict->merged);
  g_free (conflict);
}

const char *
slip_conflict_kind_name (SlipConflictKind kind)
{
  static const char *const names[] = {
    [SLIP_CONFLICT_VALUE] = "value",
    [SLIP_CONFLICT_TEXT] = "text",
    [SLIP_CONFLICT_MOVE] = "move",
    [SLIP_CONFLICT_DELETE] = "delete",
  };

  return names[kind];
}

/* == where == */

GPtrArray *
slip_conflicts_places (SlipDatabase *db, const char *record, GError **error)
{
  g_autoptr (GPtrArray) places =
      g_ptr_array_new_with_free_func ((GDestroyNotify) slip_conflict_place_free);
  g_autoptr (GError) failure = NULL;
  /* Both kinds of places have a value that the small index of special ones holds: one that is not shown, or a delete. */
  g_autoptr (SlipQuery) query = slip_database_query (
      db, error,
      "WITH many (record, row, field) AS (SELECT DISTINCT record, row, field"
      "  FROM value INDEXED BY value_special WHERE shown = 0 AND kind IN ('v', 'b', 'a', 'm')"
      "  AND (?1 IS NULL OR record = ?1)),"
      " deleted (record, row) AS (SELECT DISTINCT record, row"
      "  FROM value INDEXED BY value_special WHERE kind = 'd' AND (?1 IS NULL OR record = ?1)),"
      " found (record, row, field) AS ("
      "  SELECT record, row, field FROM many WHERE 1 < (SELECT count (DISTINCT v.kind || v.value)"
      "   FROM value v WHERE v.record = many.record AND v.row = many.row AND v.field = many.field"
      "   AND v.kind IN ('v', 'b', 'a', 'm'))"
      "  UNION ALL SELECT d.record, d.row, '@delete' FROM deleted d"
      "   JOIN row r ON r.record = d.record AND r.id = d.row WHERE r.flagged = 1"
      "  UNION ALL SELECT d.record, d.row, '@delete' FROM deleted d"
      "   JOIN record c ON c.id = d.record AND d.row = '' WHERE c.flagged = 1)"
      " SELECT f.record, f.row, f.field FROM found f"
      " JOIN record c ON c.id = f.record AND c.dead = 0"
      " LEFT JOIN row r ON r.record = f.record AND r.id = f.row"
      " WHERE f.row = '' OR r.dead = 0"
      " ORDER BY f.record, f.row, f.field",
      "s", record);

  if (query == NULL)
    return NULL;
  while (slip_query_next (query, &failure))
    {
      SlipConflictPlace *place = g_new0 (SlipConflictPlace, 1);

      place->record = g_strdup (slip_query_text (query, 0));
      place->row = g_strdup (slip_query_text (query, 1));
      place->field = g_strdup (slip_query_text (query, 2));
      g_ptr_array_add (places, place);
    }
  if (failure == NULL)
    return g_steal_pointer (&places);
  g_propagate_error (error, g_steal_pointer (&failure));
  return NULL;
}

guint
slip_conflicts_count (SlipDatabase *db)
{
  g_autoptr (GPtrArray) places = slip_conflicts_places (db, NULL, NULL);

  return places != NULL ? places->len : 0;
}

/* == what == */

static int
compare_clocks (gconstpointer a, gconstpointer b)
{
  const SlipValue *first = *(const SlipValue *const *) a;
  const SlipValue *second = *(const SlipValue *const *) b;

  return slip_op_name_compare (&first->name, &second->name);
}

GPtrArray *
slip_conflicts_values (SlipDatabase *db, const SlipConflictPlace *place, const char *const *seen,
                       GError **error)
{
  GPtrArray *values = slip_values_get (db, place->record, place->row, place->field, error);

  if (values == NULL)
    return NULL;
  if (!g_str_equal (place->field, SLIP_FIELD_DELETE))
    slip_values_distinct (values);
  for (guint i = values->len; i > 0; i--)
    {
      SlipValue *value = g_ptr_array_index (values, i - 1);
      g_autofree char *name = slip_op_name_to_string (&value->name);

      if (seen != NULL && !g_strv_contains (seen, name))
        g_ptr_array_remove_index (values, i - 1);
    }
  g_ptr_array_sort (values, compare_clocks);
  return values;
}

gboolean
slip_conflicts_is_text (const SlipFormNode *node, GPtrArray *values)
{
  if (node != NULL && node->kind == SLIP_NODE_FIELD)
    return node->type == SLIP_FIELD_LONG_TEXT;
  for (guint i = 0; i < values->len; i++)
    if (((SlipValue *) g_ptr_array_index (values, i))->kind == SLIP_VALUE_BLOB)
      return TRUE;
  return FALSE;
}

/* The text; NULL without error when its blob is not here. */
static char *
read_text (SlipDatabase *db, const SlipValue *value, GError **error)
{
  g_autoptr (GError) failure = NULL;
  char *text = slip_value_resolve (db, value, &failure);

  if (text == NULL && !g_error_matches (failure, SLIP_ERROR, SLIP_ERROR_NOT_FOUND))
    g_propagate_error (error, g_steal_pointer (&failure));
  return text;
}

char *
slip_conflicts_merge (SlipDatabase *db, const SlipConflictPlace *place, GPtrArray *values,
                      char **base, guint *unmerged, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autofree char *start = slip_values_base (db, place->record, place->row, place->field, &failure);
  g_autofree char *merged = NULL;
  g_autofree char *names = NULL;
  guint open = 0;

  if (failure != NULL)
    {
      if (!g_error_matches (failure, SLIP_ERROR, SLIP_ERROR_NOT_FOUND))
        g_propagate_error (error, g_steal_pointer (&failure));
      return NULL;
    }
  for (guint i = 0; i < values->len; i++)
    {
      const SlipValue *value = g_ptr_array_index (values, i);
      g_autofree char *text = read_text (db, value, error);
      g_autofree char *name = slip_person_name (db, value->person);
      char *next;
      guint conflicts = 0;

      if (text == NULL)
        return NULL;
      if (merged == NULL)
        {
          merged = g_steal_pointer (&text);
          names = g_steal_pointer (&name);
          continue;
        }
      next = slip_merge_lines (start != NULL ? start : "", merged, text, names, name, &conflicts);
      g_free (merged);
      merged = next;
      next = g_strconcat (names, ", ", name, NULL);
      g_free (names);
      names = next;
      open += conflicts;
    }
  if (base != NULL)
    *base = g_steal_pointer (&start);
  *unmerged = open;
  return g_steal_pointer (&merged);
}

/* == in words == */

/* Where a row with that position would stand among its living neighbours. */
static char *
describe_position (SlipDatabase *db, SlipForm *form, const SlipConflictPlace *place,
                   const char *position)
{
  g_autofree char *next = slip_database_get_text (
      db, NULL,
      "SELECT n.id FROM row r JOIN row n ON n.record = r.record AND n.tbl = r.tbl"
      " AND n.parent = r.parent AND n.id <> r.id AND n.dead = 0"
      " WHERE r.record = ?1 AND r.id = ?2 AND (n.position, n.id) > (?3, ?2)"
      " ORDER BY n.position, n.id LIMIT 1",
      "sss", place->record, place->row, position);
  g_autofree char *name = NULL;

  if (next == NULL)
    return g_strdup (_ ("at the end"));
  name = form != NULL ? slip_row_name (db, form, place->record, next) : g_strdup (next);
  return g_strdup_printf (_ ("before %s"), name);
}

static SlipConflictSide *
side_new (SlipDatabase *db, const SlipValue *value)
{
  SlipConflictSide *side = g_new0 (SlipConflictSide, 1);

  side->op = slip_op_name_to_string (&value->name);
  side->person = g_strdup (value->person);
  side->name = slip_person_name (db, value->person);
  side->time = slip_datetime_format (value->wall_ms, value->utc_offset);
  side->replica = g_strdup (value->name.replica);
  side->shown = value->shown;
  return side;
}

static gboolean
add_value_sides (SlipDatabase *db, SlipForm *form, const SlipConflictPlace *place,
                 SlipFormNode *node, GPtrArray *values, SlipOpenConflict *conflict, GError **error)
{
  for (guint i = 0; i < values->len; i++)
    {
      const SlipValue *value = g_ptr_array_index (values, i);
      SlipConflictSide *side = side_new (db, value);
      g_autofree char *text = NULL;
      g_autoptr (GError) failure = NULL;

      g_ptr_array_add (conflict->sides, side);
      if (value->kind == SLIP_VALUE_POSITION)
        {
          side->value = g_strdup (value->value);
          side->text = describe_position (db, form, place, value->value);
          continue;
        }
      text = read_text (db, value, &failure);
      if (failure != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          return FALSE;
        }
      side->missing = text == NULL;
      side->value = g_strdup (value->kind == SLIP_VALUE_FILE || text == NULL ? value->value : text);
      if (text != NULL && node != NULL && node->kind == SLIP_NODE_FIELD &&
          value->kind == SLIP_VALUE_TEXT)
        side->text = slip_form_display_value (db, place->record, node, text);
      else
        side->text = text != NULL ? g_steal_pointer (&text) : g_strdup (_ ("(not here)"));
    }
  return TRUE;
}

static char *
shorten (const char *text)
{
  g_autofree char *line = g_strdelimit (g_strdup (text), "\r\n\t", ' ');
  g_autofree char *head = NULL;

  if (g_utf8_strlen (line, -1) <= SHORT_TEXT)
    return g_steal_pointer (&line);
  head = g_utf8_substring (line, 0, SHORT_TEXT - 1);
  return g_strconcat (head, "…", NULL);
}

/* What somebody did in a row that another deleted. @within: the row's label, or "". */
static char *
describe_edit (SlipDatabase *db, SlipForm *form, const char *record, const char *row,
               const char *field, const SlipValue *value, const char *within)
{
  g_autofree char *label = form != NULL ? slip_cell_label (db, form, record, row, field)
                                        : slip_cell_path (db, record, row, field);
  g_autofree char *text = NULL;
  g_autofree char *brief = NULL;
  SlipFormNode *node;

  /* Under the row's name only what is in it need be said. */
  if (*within != '\0' && g_str_has_prefix (label, within) &&
      g_str_has_prefix (label + strlen (within), SEPARATOR))
    {
      char *rest = g_strdup (label + strlen (within) + strlen (SEPARATOR));

      g_free (label);
      label = rest;
    }
  if (g_str_equal (field, SIGNED))
    return g_strdup (_ ("signed the document"));
  switch (value->kind)
    {
    case SLIP_VALUE_ADD:
      return *row == '\0' ? g_strdup (_ ("made the record"))
                          : g_strdup_printf (_ ("added %s"), label);
    case SLIP_VALUE_POSITION:
      return g_strdup_printf (_ ("moved %s"), label);
    case SLIP_VALUE_DELETE:
      return g_strdup (_ ("deleted"));
    case SLIP_VALUE_TEXT:
    case SLIP_VALUE_BLOB:
    case SLIP_VALUE_FILE:
    case SLIP_VALUE_MEMBER:
    default:
      break;
    }
  text = read_text (db, value, NULL);
  node = form != NULL && text != NULL ? slip_cell_node (db, form, record, row, field) : NULL;
  if (node != NULL && value->kind == SLIP_VALUE_TEXT && node->kind == SLIP_NODE_FIELD)
    {
      char *shown = slip_form_display_value (db, record, node, text);

      g_free (text);
      text = shown;
    }
  brief = shorten (text != NULL ? text : _ ("(not here)"));
  return g_strdup_printf (_ ("wrote “%s” in %s"), brief, label);
}

/* What nobody who deleted had seen: the same rule as in store/slip-fold-rows.c, asked for the sake of the list. */
static gboolean
add_edit_sides (SlipDatabase *db, SlipForm *form, const SlipConflictPlace *place,
                SlipOpenConflict *conflict, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (SlipQuery) query = slip_database_query (
      db, error,
      "WITH RECURSIVE down (id) AS (VALUES (?2) UNION SELECT row.id FROM down JOIN row"
      "  ON row.record = ?1 AND row.parent = down.id)"
      " SELECT v.replica, v.clock, v.person, v.wall, v.utc_offset, v.kind, v.value, v.row, v.field"
      " FROM (SELECT v.* FROM down JOIN value v ON v.record = ?1 AND v.row = down.id"
      "   WHERE v.kind <> 'd'"
      "  UNION ALL SELECT NULL, record, '', '" SIGNED
      "', 'v', '', replica, clock, seq, person, wall, 0, 1"
      "   FROM statement WHERE record = ?1 AND ?2 = '') v WHERE 1"
      " AND NOT EXISTS (SELECT 1 FROM value d WHERE d.record = ?1 AND d.row = ?2"
      "  AND d.field = '@delete' AND CASE WHEN d.replica = v.replica THEN v.clock < d.clock"
      "  WHEN coalesce (d.seq, 0) = 0 THEN 1 WHEN coalesce (v.seq, 0) = 0 THEN 0"
      "  ELSE v.seq <= coalesce ((SELECT max (s.other_seq) FROM seen s WHERE s.replica = d.replica"
      "   AND s.other = v.replica AND s.seq <= d.seq), 0) END)"
      " ORDER BY v.clock, v.replica LIMIT ?3",
      "ssi", place->record, place->row, (gint64) EDITS_MAX);

  if (query == NULL)
    return FALSE;
  while (slip_query_next (query, &failure))
    {
      SlipValue value = { .wall_ms = slip_query_int (query, 3),
                          .utc_offset = slip_query_int (query, 4),
                          .kind = *slip_query_text (query, 5),
                          .value = (char *) slip_query_text (query, 6) };
      SlipConflictSide *side;

      g_strlcpy (value.name.replica, slip_query_text (query, 0), sizeof value.name.replica);
      value.name.clock = slip_query_int (query, 1);
      g_strlcpy (value.person, slip_query_text (query, 2), sizeof value.person);
      side = side_new (db, &value);
      side->value = g_strdup (value.value);
      side->text = describe_edit (db, form, place->record, slip_query_text (query, 7),
                                  slip_query_text (query, 8), &value, conflict->label);
      side->shown = TRUE;
      g_ptr_array_add (conflict->sides, side);
    }
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/* The deletes, then the work that keeps the row. */
static gboolean
add_delete_sides (SlipDatabase *db, SlipForm *form, const SlipConflictPlace *place,
                  GPtrArray *deletes, SlipOpenConflict *conflict, GError **error)
{
  for (guint i = 0; i < deletes->len; i++)
    {
      SlipConflictSide *side = side_new (db, g_ptr_array_index (deletes, i));

      const char *reason = ((SlipValue *) g_ptr_array_index (deletes, i))->value;

      side->value = g_strdup ("");
      side->text =
          *reason != '\0' ? g_strdup_printf (_ ("deleted: %s"), reason) : g_strdup (_ ("deleted"));
      side->shown = FALSE;
      g_ptr_array_add (conflict->sides, side);
    }
  return add_edit_sides (db, form, place, conflict, error);
}

static SlipOpenConflict *
describe (SlipDatabase *db, const SlipConflictPlace *place, GError **error)
{
  g_autoptr (SlipOpenConflict) conflict = g_new0 (SlipOpenConflict, 1);
  /* A form that hasn't arrived yet only takes the labels away. */
  g_autoptr (SlipForm) form = slip_forms_for_record (db, place->record, NULL);
  g_autoptr (GPtrArray) values = slip_conflicts_values (db, place, NULL, error);
  SlipFormNode *node =
      form != NULL ? slip_cell_node (db, form, place->record, place->row, place->field) : NULL;
  g_autoptr (GError) failure = NULL;

  if (values == NULL)
    return NULL;
  conflict->record = g_strdup (place->record);
  conflict->title = slip_record_title (db, place->record);
  conflict->path = slip_cell_path (db, place->record, place->row, place->field);
  conflict->label = form != NULL
                        ? slip_cell_label (db, form, place->record, place->row, place->field)
                        : g_strdup (conflict->path);
  conflict->sides = g_ptr_array_new_with_free_func (side_free);
  if (g_str_equal (place->field, SLIP_FIELD_DELETE))
    {
      conflict->kind = SLIP_CONFLICT_DELETE;
      conflict->type = g_strdup (*place->row != '\0' ? "row" : "record");
      if (!add_delete_sides (db, form, place, values, conflict, error))
        return NULL;
      return g_steal_pointer (&conflict);
    }
  if (g_str_equal (place->field, SLIP_FIELD_POSITION))
    {
      conflict->kind = SLIP_CONFLICT_MOVE;
      conflict->type = g_strdup ("row");
    }
  else
    {
      gboolean text = slip_conflicts_is_text (node, values);

      conflict->kind = text ? SLIP_CONFLICT_TEXT : SLIP_CONFLICT_VALUE;
      conflict->type = g_strdup (node != NULL && node->kind == SLIP_NODE_FIELD
                                     ? slip_field_type_name (node->type)
                                     : "unknown");
    }
  if (!add_value_sides (db, form, place, node, values, conflict, error))
    return NULL;
  if (conflict->kind != SLIP_CONFLICT_TEXT)
    return g_steal_pointer (&conflict);
  conflict->merged =
      slip_conflicts_merge (db, place, values, &conflict->base, &conflict->unmerged, &failure);
  if (failure == NULL)
    return g_steal_pointer (&conflict);
  g_propagate_error (error, g_steal_pointer (&failure));
  return NULL;
}

GPtrArray *
slip_workspace_list_conflicts (SlipWorkspace *self, const char *record, GError **error)
{
  g_autoptr (GPtrArray) conflicts =
      g_ptr_array_new_with_free_func ((GDestroyNotify) slip_open_conflict_free);
  g_autoptr (GPtrArray) places = NULL;
  g_autofree char *id = NULL;

  if (record != NULL)
    {
      id = slip_workspace_resolve (self, SLIP_RECORD_RELEASE | SLIP_RECORD_DOCUMENT, record, error);
      if (id == NULL)
        return NULL;
    }
  places = slip_conflicts_places (slip_workspace_reader (self), id, error);
  if (places == NULL)
    return NULL;
  for (guint i = 0; i < places->len; i++)
    {
      SlipOpenConflict *conflict =
          describe (slip_workspace_reader (self), g_ptr_array_index (places, i), error);

      if (conflict == NULL)
        return NULL;
      g_ptr_array_add (conflicts, conflict);
    }
  return g_steal_pointer (&conflicts);
}
