/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Walks a record as its form says and lists what keeps it from being final. One pass over the cells, which
 * are all loaded at once, so a table of 10,000 rows is checked in about the time that it takes to read. */

#include "forms/slip-check.h"
#include "forms/slip-siblings.h"

#include <glib/gi18n-lib.h>

#include "forms/slip-form-private.h"
#include "forms/slip-scope-private.h"

typedef struct
{
  SlipDatabase *database;
  SlipScope *scope;
  GPtrArray *problems;
  GHashTable *flagged; /* rows deleted by one, changed by another */
  GHashTable *counts;  /* section → SlipCheckCount */
} Check;

/* Where the walk is: the path with row ids, and what people call it. */
typedef struct
{
  const char *path;
  const char *label;
} Place;

void
slip_problem_free (SlipProblem *problem)
{
  if (problem == NULL)
    return;
  g_free (problem->path);
  g_free (problem->section);
  g_free (problem->label);
  g_free (problem->message);
  g_free (problem);
}

const char *
slip_problem_kind_name (SlipProblemKind kind)
{
  static const char *const names[] = { "required",  "type", "constraint", "reference",
                                       "duplicate", "rows", "conflict",   "expression" };

  g_return_val_if_fail ((gsize) kind < G_N_ELEMENTS (names), "");
  return names[kind];
}

static void add_problem (Check *check, SlipProblemKind kind, SlipFormNode *node, const Place *place,
                         const char *format, ...) G_GNUC_PRINTF (5, 6);

static void
add_problem (Check *check, SlipProblemKind kind, SlipFormNode *node, const Place *place,
             const char *format, ...)
{
  SlipProblem *problem = g_new0 (SlipProblem, 1);
  va_list args;

  problem->kind = kind;
  problem->path = g_strdup (place->path);
  problem->section = g_strdup (node->section != NULL ? node->section->name : "");
  problem->label = g_strdup (place->label);
  va_start (args, format);
  problem->message = g_strdup_vprintf (format, args);
  va_end (args);
  g_ptr_array_add (check->problems, problem);
}

/* TRUE when it can't be told: then that is the problem. */
static gboolean
is_unanswered (Check *check, SlipFormNode *node, const Place *place, int answer, GError *error)
{
  if (answer >= 0)
    return FALSE;
  add_problem (check, SLIP_PROBLEM_EXPRESSION, node, place, "%s",
               error != NULL ? error->message : _ ("This can't be told now."));
  return TRUE;
}

static char *
extend (const char *start, const char *separator, const char *end)
{
  return *start != '\0' ? g_strconcat (start, separator, end, NULL) : g_strdup (end);
}

/* == fields == */

static gboolean
target_is_there (Check *check, SlipFormNode *field, const char *value)
{
  const char *record = slip_scope_get_record (check->scope);
  g_autofree char *found = NULL;

  found = slip_form_resolve_reference (check->database, slip_scope_get_form (check->scope), record,
                                       field, value, NULL);
  return found != NULL && g_str_equal (found, value);
}

static void
check_value (Check *check, SlipFormNode *field, const char *row, const char *value,
             const Place *place)
{
  g_autoptr (GError) type_error = NULL;
  g_autofree char *normal = NULL;

  if (!slip_form_value_is_valid (field, value))
    {
      normal = slip_form_parse_value (field, value, &type_error);
      add_problem (check, SLIP_PROBLEM_TYPE, field, place, "%s",
                   type_error != NULL ? type_error->message
                                      : _ ("This is not in its normal form."));
      return;
    }
  if ((field->type == SLIP_FIELD_PERSON || field->type == SLIP_FIELD_REFERENCE) &&
      !target_is_there (check, field, value))
    {
      /* Its constraints are about what isn't there. */
      add_problem (check, SLIP_PROBLEM_REFERENCE, field, place, "%s",
                   field->type == SLIP_FIELD_PERSON
                       ? _ ("This person is no member of the workspace.")
                       : _ ("What this points to is not there any more. Choose another."));
      return;
    }
  for (guint i = 0; i < field->constraints->len; i++)
    {
      SlipFormConstraint *constraint = g_ptr_array_index (field->constraints, i);
      g_autoptr (GError) error = NULL;
      int holds = slip_scope_test (check->scope, field, row, constraint->test, &error);

      if (!is_unanswered (check, field, place, holds, error) && !holds)
        add_problem (check, SLIP_PROBLEM_CONSTRAINT, field, place, "%s",
                     slip_form_text (constraint->message));
    }
}

static void
count_required (Check *check, SlipFormNode *field, gboolean filled)
{
  const char *section = field->section != NULL ? field->section->name : "";
  SlipCheckCount *count = g_hash_table_lookup (check->counts, section);

  if (count == NULL)
    {
      count = g_new0 (SlipCheckCount, 1);
      g_hash_table_insert (check->counts, g_strdup (section), count);
    }
  count->required++;
  count->filled += filled ? 1 : 0;
}

static gboolean
check_field (Check *check, SlipFormNode *field, const char *row, const Place *place, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autofree char *value = slip_scope_get_value (check->scope, field, row, &local_error);
  const SlipCell *cell;
  int required;

  if (value == NULL && field->calculate == NULL &&
      g_error_matches (local_error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND))
    {
      add_problem (check, SLIP_PROBLEM_REQUIRED, field, place,
                   _ ("This text has not arrived yet. Sync first."));
      return TRUE;
    }
  if (is_unanswered (check, field, place, value != NULL ? 0 : -1, local_error))
    return TRUE;
  if (field->calculate == NULL)
    {
      cell = slip_cells_get (slip_scope_get_cells (check->scope), row, field->cell, error);
      if (cell == NULL)
        return FALSE;
      if (cell->conflict)
        {
          g_autofree char *who = slip_siblings_describe (
              check->database, slip_scope_get_record (check->scope), row, field, FALSE);

          add_problem (check, SLIP_PROBLEM_CONFLICT, field, place,
                       _ ("Several people wrote different values here. Choose one: %s"), who);
        }
    }
  required = slip_scope_is_required (check->scope, field, row, &local_error);
  if (required > 0)
    count_required (check, field, *value != '\0');
  if (!is_unanswered (check, field, place, required, local_error) && required && *value == '\0')
    add_problem (check, SLIP_PROBLEM_REQUIRED, field, place,
                 field->calculate != NULL
                     ? _ ("This is calculated, but what it is calculated from is missing.")
                     : _ ("This is required."));
  if (*value != '\0')
    check_value (check, field, row, value, place);
  return TRUE;
}

/* == sections and tables == */

static gboolean check_children (Check *check, SlipFormNode *node, const char *row,
                                const Place *above, GError **error);

/* No two rows have the same name. @names: name → row that had it first. */
static void
check_key (Check *check, SlipFormNode *table, const char *row, GHashTable *names,
           const Place *place)
{
  g_autofree char *key = NULL;
  g_autofree char *path = NULL;
  Place key_place;

  if (table->key == NULL)
    return;
  key = slip_cells_get_text (slip_scope_get_cells (check->scope), row, table->key->cell, NULL);
  if (key == NULL || *key == '\0' || g_hash_table_add (names, g_strdup (key)))
    return;
  path = extend (place->path, "/", table->key->name);
  key_place = (Place){ path, place->label };
  add_problem (check, SLIP_PROBLEM_DUPLICATE, table->key, &key_place,
               _ ("Another row has the same “%s”: %s"), slip_form_node_label (table->key), key);
}

static char *
row_name (Check *check, SlipFormNode *table, const char *row, guint place)
{
  g_autofree char *key = NULL;

  if (table->key != NULL)
    key = slip_cells_get_text (slip_scope_get_cells (check->scope), row, table->key->cell, NULL);
  if (key == NULL || *key == '\0')
    return g_strdup_printf ("%u", place);
  return slip_form_display_value (check->database, slip_scope_get_record (check->scope), table->key,
                                  key);
}

static gboolean
check_table (Check *check, SlipFormNode *table, const char *parent, const Place *place,
             GError **error)
{
  g_autoptr (GPtrArray) rows = slip_scope_get_rows (check->scope, table, parent, error);
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  if (rows == NULL)
    return FALSE;
  if (rows->len < table->min_rows)
    add_problem (check, SLIP_PROBLEM_ROWS, table, place,
                 g_dngettext (GETTEXT_PACKAGE, "At least %u row is needed.",
                              "At least %u rows are needed.", table->min_rows),
                 table->min_rows);
  if (table->max_rows > 0 && rows->len > table->max_rows)
    add_problem (check, SLIP_PROBLEM_ROWS, table, place,
                 g_dngettext (GETTEXT_PACKAGE, "At most %u row is allowed.",
                              "At most %u rows are allowed.", table->max_rows),
                 table->max_rows);
  for (guint i = 0; i < rows->len; i++)
    {
      const char *id = g_ptr_array_index (rows, i);
      g_autofree char *path = extend (place->path, "/", id);
      g_autofree char *name = row_name (check, table, id, i + 1);
      g_autofree char *label = extend (place->label, " › ", name);
      Place row_place = { path, label };

      if (g_hash_table_contains (check->flagged, id))
        add_problem (check, SLIP_PROBLEM_CONFLICT, table, &row_place,
                     _ ("One deleted this row while another worked on it. Keep it or delete it."));
      check_key (check, table, id, names, &row_place);
      if (!check_children (check, table, id, &row_place, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
check_node (Check *check, SlipFormNode *node, const char *row, const Place *place, GError **error)
{
  switch (node->kind)
    {
    case SLIP_NODE_FIELD:
      return check_field (check, node, row, place, error);
    case SLIP_NODE_TABLE:
      return check_table (check, node, row, place, error);
    case SLIP_NODE_SECTION:
    case SLIP_NODE_FORM:
      break;
    }
  return check_children (check, node, row, place, error);
}

static gboolean
check_children (Check *check, SlipFormNode *node, const char *row, const Place *above,
                GError **error)
{
  for (guint i = 0; i < node->children->len; i++)
    {
      SlipFormNode *child = g_ptr_array_index (node->children, i);
      g_autofree char *path = extend (above->path, "/", child->name);
      g_autofree char *label = extend (above->label, " › ", slip_form_node_label (child));
      Place place = { path, label };
      g_autoptr (GError) local_error = NULL;
      int relevant = slip_scope_is_relevant (check->scope, child, row, &local_error);

      if (is_unanswered (check, child, &place, relevant, local_error) || !relevant)
        continue;
      if (!check_node (check, child, row, &place, error))
        return FALSE;
    }
  return TRUE;
}

/* == the whole == */

static gboolean
read_flagged (Check *check, const char *record, GError **error)
{
  g_autoptr (SlipQuery) query = slip_database_query (
      check->database, error, "SELECT id FROM row WHERE record = ? AND flagged = 1 AND dead = 0",
      "s", record);
  GError *local_error = NULL;

  if (query == NULL)
    return FALSE;
  while (slip_query_next (query, &local_error))
    g_hash_table_add (check->flagged, g_strdup (slip_query_text (query, 0)));
  if (local_error != NULL)
    g_propagate_error (error, local_error);
  return local_error == NULL;
}

GPtrArray *
slip_check_document (SlipDatabase *database, SlipForm *form, const char *record, GError **error)
{
  g_autoptr (GHashTable) counts = NULL;

  return slip_check_document_counting (database, form, record, &counts, error);
}

GPtrArray *
slip_check_document_counting (SlipDatabase *database, SlipForm *form, const char *record,
                              GHashTable **counts, GError **error)
{
  g_autoptr (SlipScope) scope = slip_scope_new (database, form, record);
  g_autoptr (GPtrArray) problems =
      g_ptr_array_new_with_free_func ((GDestroyNotify) slip_problem_free);
  g_autoptr (GHashTable) flagged = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) counted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  Check check = { database, scope, problems, flagged, counted };
  const Place place = { "", "" };

  if (!slip_scope_preload (scope, error) || !read_flagged (&check, record, error))
    return NULL;
  if (slip_database_get_int (database, 0, "SELECT flagged FROM record WHERE id = ? AND dead = 0",
                             "s", record) != 0)
    add_problem (&check, SLIP_PROBLEM_CONFLICT, slip_form_get_root (form), &place,
                 _ ("One deleted this document while another worked on it. Keep it or delete it."));
  if (!check_children (&check, slip_form_get_root (form), "", &place, error))
    return NULL;
  *counts = g_steal_pointer (&counted);
  return g_steal_pointer (&problems);
}
