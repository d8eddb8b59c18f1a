/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Rows out of a spreadsheet: which cell goes into which field, what people write in spreadsheets as the log has it, and
 * all rows in one edit. A cell that is no value for its field is kept there as a draft, as if it had been typed. */

#define G_LOG_DOMAIN "slipway"

#include "store/slip-drafts.h"
#include "store/slip-values.h"
#include "workspace/slip-form-session-private.h"

#include <stdio.h>
#include <string.h>

#include <glib/gi18n-lib.h>

#define MAX_LINES 10000

void
slip_paste_problem_free (SlipPasteProblem *problem)
{
  g_free (problem->text);
  g_free (problem->path);
  g_free (problem->message);
  g_free (problem);
}

static SlipPasteProblem *
add_problem (GPtrArray *problems, guint line, guint column, const char *text, char *message)
{
  SlipPasteProblem *problem = g_new0 (SlipPasteProblem, 1);

  problem->line = line;
  problem->column = column;
  problem->text = g_strdup (text);
  problem->message = message;
  g_ptr_array_add (problems, problem);
  return problem;
}

/* == cells == */

/* What is quoted to the end of its cell may hold tabs and line feeds, and quotes twice. (transfer full) (nullable) */
static char *
read_quoted (const char **at)
{
  g_autoptr (GString) cell = g_string_new (NULL);
  const char *p = *at;

  if (*p != '"')
    return NULL;
  for (p++; *p != '\0' && (*p != '"' || p[1] == '"'); p++)
    {
      p += *p == '"';
      g_string_append_c (cell, *p);
    }
  if (*p != '"' || strchr ("\t\n", p[1]) == NULL)
    return NULL;
  *at = p + 1;
  return g_strdup (cell->str);
}

/* (element-type GStrv): a line that holds nothing is empty. */
static GPtrArray *
read_table (const char *text)
{
  GPtrArray *table = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  g_autofree char *unix_ends = NULL;
  g_auto (GStrv) parts = g_strsplit (text, "\r\n", -1);
  const char *at;

  unix_ends = g_strjoinv ("\n", parts);
  g_strdelimit (unix_ends, "\r", '\n');
  for (at = unix_ends; *at != '\0';)
    {
      g_autoptr (GStrvBuilder) cells = g_strv_builder_new ();

      while (TRUE)
        {
          g_autofree char *cell = read_quoted (&at);

          if (cell == NULL)
            {
              gsize length = strcspn (at, "\t\n");

              cell = g_strndup (at, length);
              at += length;
            }
          g_strv_builder_add (cells, g_strstrip (cell));
          if (*at != '\t')
            break;
          at++;
        }
      at += *at == '\n';
      g_ptr_array_add (table, g_strv_builder_end (cells));
    }
  return table;
}

/* == columns == */

static gboolean
is_settable (SlipFormNode *node)
{
  return node->kind == SLIP_NODE_FIELD && node->calculate == NULL && node->type != SLIP_FIELD_FILE;
}

static gboolean
same_words (const char *a, const char *b)
{
  g_autofree char *left = g_utf8_casefold (a, -1);
  g_autofree char *right = g_utf8_casefold (b, -1);

  return strcmp (left, right) == 0;
}

/* (nullable): the field whose label or name this is; "Duration (min)" is a label with its unit. */
static SlipFormNode *
find_heading (SlipFormNode *table, const char *text)
{
  for (guint i = 0; i < table->children->len; i++)
    {
      SlipFormNode *node = g_ptr_array_index (table->children, i);
      g_autofree char *label = NULL;

      if (node->kind != SLIP_NODE_FIELD)
        continue;
      label = g_strdup_printf ("%s (%s)", slip_form_node_label (node),
                               node->unit != NULL ? node->unit : "");
      if (same_words (text, slip_form_node_label (node)) || same_words (text, label) ||
          same_words (text, node->name))
        return node;
    }
  return NULL;
}

/* Headings are there when more than half of the first line's cells are some. One word may be a value as well. */
static gboolean
has_headings (SlipFormNode *table, GStrv cells)
{
  guint filled = 0, found = 0;

  for (gsize i = 0; cells[i] != NULL; i++)
    {
      filled += *cells[i] != '\0';
      found += *cells[i] != '\0' && find_heading (table, cells[i]) != NULL;
    }
  return found > 0 && (found == filled || (found > 1 && found * 2 > filled));
}

/* (element-type SlipFormNode): a field a column; NULL: it is left out. */
static GPtrArray *
take_headings (SlipFormNode *table, GStrv cells, GPtrArray *problems)
{
  GPtrArray *columns = g_ptr_array_new ();

  for (gsize i = 0; cells[i] != NULL; i++)
    {
      SlipFormNode *node = *cells[i] != '\0' ? find_heading (table, cells[i]) : NULL;
      const char *why = NULL;

      if (node == NULL && *cells[i] != '\0')
        why = _ ("There is no field of this name; its column was left out.");
      else if (node != NULL && g_ptr_array_find (columns, node, NULL))
        why = _ ("This field has a column already; the second one was left out.");
      else if (node != NULL && !is_settable (node))
        why = node->calculate != NULL ? _ ("This is calculated; its column was left out.")
                                      : _ ("Files can't be pasted; their column was left out.");
      if (why != NULL)
        add_problem (problems, 1, (guint) i + 1, cells[i], g_strdup (why));
      g_ptr_array_add (columns, why == NULL ? node : NULL);
    }
  return columns;
}

static GPtrArray *
take_order (SlipFormNode *table)
{
  GPtrArray *columns = g_ptr_array_new ();

  for (guint i = 0; i < table->children->len; i++)
    if (is_settable (g_ptr_array_index (table->children, i)))
      g_ptr_array_add (columns, g_ptr_array_index (table->children, i));
  return columns;
}

/* == lines == */

typedef struct
{
  SlipFormNode *node;
  guint column;
  char *text;
} Cell;

typedef struct
{
  guint number;
  GPtrArray *cells; /* (element-type Cell): filled ones; the one that fixes the row comes last */
} Line;

static void
free_cell (gpointer data)
{
  g_free (((Cell *) data)->text);
  g_free (data);
}

static void
free_line (gpointer data)
{
  g_ptr_array_unref (((Line *) data)->cells);
  g_free (data);
}

static Line *
read_line (SlipFormNode *table, GPtrArray *columns, guint number, GStrv cells, gboolean named,
           GPtrArray *problems)
{
  Line *line = g_new0 (Line, 1);
  Cell *last = NULL;

  line->number = number;
  line->cells = g_ptr_array_new_with_free_func (free_cell);
  for (guint i = 0; cells[i] != NULL; i++)
    {
      SlipFormNode *node = i < columns->len ? g_ptr_array_index (columns, i) : NULL;
      Cell *cell;

      if (*cells[i] == '\0')
        continue;
      if (node == NULL)
        {
          if (i >= columns->len)
            add_problem (problems, number, i + 1, cells[i],
                         g_strdup (named ? _ ("This column has no heading; it was left out.")
                                         : _ ("The table has no more fields; this was left out.")));
          continue;
        }
      cell = g_new0 (Cell, 1);
      cell->node = node;
      cell->column = i + 1;
      cell->text = g_strdup (cells[i]);
      if (node == table->keep)
        last = cell;
      else
        g_ptr_array_add (line->cells, cell);
    }
  if (last != NULL)
    g_ptr_array_add (line->cells, last);
  return line;
}

static GPtrArray *
read_lines (SlipFormNode *table, const char *text, GPtrArray *problems)
{
  g_autoptr (GPtrArray) cells = read_table (text);
  g_autoptr (GPtrArray) columns = NULL;
  GPtrArray *lines = g_ptr_array_new_with_free_func (free_line);
  gboolean named = cells->len > 0 && has_headings (table, g_ptr_array_index (cells, 0));

  columns =
      named ? take_headings (table, g_ptr_array_index (cells, 0), problems) : take_order (table);
  for (guint i = named ? 1 : 0; i < cells->len; i++)
    {
      GStrv line = g_ptr_array_index (cells, i);
      gboolean empty = TRUE;

      for (gsize j = 0; line[j] != NULL && empty; j++)
        empty = *line[j] == '\0';
      if (!empty)
        g_ptr_array_add (lines, read_line (table, columns, i + 1, line, named, problems));
    }
  return lines;
}

/* == what people write in spreadsheets == */

/* (transfer full): a code that is called so, else the text. */
static char *
find_code (SlipFormNode *node, const char *text)
{
  for (guint i = 0; i < node->codes->codes->len; i++)
    {
      const SlipFormCode *code = g_ptr_array_index (node->codes->codes, i);

      if (same_words (text, code->value) || same_words (text, code->text) ||
          same_words (text, slip_form_code_text (node, code->value)))
        return g_strdup (code->value);
    }
  return g_strdup (text);
}

static char *
understand_members (SlipFormNode *node, const char *text)
{
  g_auto (GStrv) members = NULL;
  g_autofree char *lines = g_strdelimit (g_strdup (text), ",;", '\n');

  members = g_strsplit (lines, "\n", -1);
  for (gsize i = 0; members[i] != NULL && node->codes != NULL; i++)
    {
      char *code = find_code (node, g_strstrip (members[i]));

      g_free (members[i]);
      members[i] = code;
    }
  return g_strjoinv ("\n", members);
}

/* "25 min", and "12,5" where the comma can't be one between thousands. */
static char *
understand_number (SlipFormNode *node, const char *text)
{
  char *number = g_strdup (text);
  char *comma;

  if (node->unit != NULL && g_str_has_suffix (number, node->unit))
    number[strlen (number) - strlen (node->unit)] = '\0';
  g_strstrip (number);
  comma = strchr (number, ',');
  if (comma != NULL && strlen (comma) != 4 && strpbrk (comma + 1, ",.") == NULL)
    *comma = '.';
  return number;
}

/* "14.3.2026", whose parts have one order everywhere. */
static char *
understand_date (const char *text)
{
  int day, month, year, end = 0;

  if (sscanf (text, "%2d.%2d.%4d%n", &day, &month, &year, &end) == 3 && text[end] == '\0' &&
      year > 999)
    return g_strdup_printf ("%04d-%02d-%02d", year, month, day);
  return g_strdup (text);
}

static char *
understand (SlipFormNode *node, const char *text)
{
  switch (node->type)
    {
    case SLIP_FIELD_CHOICE:
      return find_code (node, text);
    case SLIP_FIELD_CHOICES:
      return understand_members (node, text);
    case SLIP_FIELD_BOOLEAN:
      if (same_words (text, _ ("Yes")) || same_words (text, "yes") || same_words (text, "true"))
        return g_strdup ("yes");
      if (same_words (text, _ ("No")) || same_words (text, "no") || same_words (text, "false"))
        return g_strdup ("no");
      return g_strdup (text);
    case SLIP_FIELD_NUMBER:
      return understand_number (node, text);
    case SLIP_FIELD_DATE:
      return understand_date (text);
    default:
      return g_strdup (text);
    }
}

/* == on the worker == */

static gboolean
is_about_the_value (const GError *error)
{
  return error->domain == SLIP_ERROR &&
         (error->code == SLIP_ERROR_INVALID || error->code == SLIP_ERROR_NOT_FOUND ||
          error->code == SLIP_ERROR_AMBIGUOUS || error->code == SLIP_ERROR_TOO_LARGE);
}

static gboolean
write_cell (SlipFormJob *job, SlipDatabase *db, SlipRecord *record, const Line *line,
            const Cell *cell, const char *row, GError **error)
{
  SlipFormNode *node = cell->node;
  g_autofree char *text = understand (node, cell->text);
  g_autofree char *value = NULL;
  g_autoptr (GError) wrong = NULL;
  SlipPasteProblem *problem;

  value = slip_write_normal_form (db, record, node, text, &wrong);
  if (value != NULL)
    return slip_fills (db, node) ? slip_write_stored (db, record, row, node, value, error)
                                 : slip_propose (db, record, row, node, value, error);
  if (!is_about_the_value (wrong))
    {
      g_propagate_error (error, g_steal_pointer (&wrong));
      return FALSE;
    }
  problem = add_problem (job->problems, line->number, cell->column, cell->text,
                         g_strdup (wrong->message));
  problem->path = g_strconcat (job->path, "/", row, "/", node->name, NULL);
  return slip_drafts_start (db, record->id, row, node->cell, NULL, error) &&
         slip_drafts_set (db, record->id, row, node->cell, cell->text, error);
}

static gboolean
paste_rows (SlipFormJob *job, SlipDatabase *db, SlipRecord *record, GError **error)
{
  g_autofree char *other = g_strdup (job->other);
  SlipRowPlace place = job->place;

  job->deed = slip_form_deed_new (
      /* Translators: %s is the label of a table; it stands after "Undo" or "Redo". */
      g_strdup_printf (_ ("Pasting Rows into “%s”"), slip_form_node_label (job->node)));
  for (guint i = 0; i < job->lines->len; i++)
    {
      const Line *line = g_ptr_array_index (job->lines, i);
      g_autofree char *row = slip_id_new ();
      g_autofree char *position = NULL;
      g_autofree char *added = NULL;

      if (!slip_edit_position (db, record->id, job->node->path, job->start, row, place, other,
                               &position, error) ||
          (added = slip_edit_add_row (db, record, job->node, job->start, row, position, error)) ==
              NULL)
        return FALSE;
      for (guint j = 0; j < line->cells->len; j++)
        if (!write_cell (job, db, record, line, g_ptr_array_index (line->cells, j), row, error))
          return FALSE;
      slip_form_deed_add (job->deed, SLIP_STEP_ADD, job->node, row, NULL, NULL);
      if (place == SLIP_ROW_LAST)
        continue;
      place = SLIP_ROW_AFTER;
      g_free (other);
      other = g_steal_pointer (&row);
    }
  return TRUE;
}

static gboolean
run_paste (SlipFormJob *job, SlipDatabase *db, SlipRecord *record, GError **error)
{
  gboolean dead = FALSE;

  if (*job->start != '\0' &&
      !slip_values_row_info (db, record->id, job->start, NULL, NULL, NULL, &dead, error))
    return FALSE;
  if (dead)
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND, _ ("This row was deleted."));
      return FALSE;
    }
  return paste_rows (job, db, record, error);
}

/* == on the main thread == */

/* What was kept as a draft is shown as what was typed. */
static void
show_draft (SlipFormSession *self, const SlipPasteProblem *problem)
{
  SlipFormField *field = slip_form_session_find_field (self, problem->path);
  g_autofree char *row = NULL;

  if (field == NULL)
    {
      SlipFormNode *node = slip_form_find_cell (self->form, problem->path, &row, NULL);

      field = slip_form_session_add_field (self, node, row, problem->path);
    }
  slip_form_field_take_draft (field, problem->text);
  field->progress = SLIP_PROGRESS_REFUSED;
  if (field->refused == NULL)
    field->refused = g_strdup (problem->message);
  slip_form_session_touch (self, field);
}

static int
compare_places (gconstpointer a, gconstpointer b)
{
  const SlipPasteProblem *left = *(const SlipPasteProblem *const *) a;
  const SlipPasteProblem *right = *(const SlipPasteProblem *const *) b;

  return left->line != right->line
             ? (left->line > right->line ? 1 : -1)
             : (left->column > right->column) - (left->column < right->column);
}

static void
on_pasted (SlipFormSession *self, SlipFormJob *job, GError *error)
{
  if (error != NULL)
    {
      g_task_return_error (job->task, g_error_copy (error));
      return;
    }
  g_ptr_array_sort (job->problems, compare_places);
  for (guint i = 0; i < job->problems->len; i++)
    {
      const SlipPasteProblem *problem = g_ptr_array_index (job->problems, i);

      if (problem->path != NULL)
        show_draft (self, problem);
    }
  slip_form_session_refresh (self, job->node);
  slip_form_session_list_problems (self);
  /* Before the answer: who is told may undo at once. */
  slip_form_session_remember (self, g_steal_pointer (&job->deed));
  g_object_set_data (G_OBJECT (job->task), "slip-rows", GUINT_TO_POINTER (job->lines->len));
  g_task_return_pointer (job->task, g_ptr_array_ref (job->problems),
                         (GDestroyNotify) g_ptr_array_unref);
}

static void
refuse (GTask *task, SlipError code, const char *text)
{
  g_task_return_new_error (task, SLIP_ERROR, (int) code, "%s", text);
  g_object_unref (task);
}

void
slip_form_session_paste_rows_async (SlipFormSession *self, const char *table, SlipRowPlace place,
                                    const char *other, const char *text,
                                    GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  g_autofree char *parent = NULL;
  SlipFormNode *node =
      self->form != NULL ? slip_form_find_cell (self->form, table, &parent, NULL) : NULL;
  g_autoptr (GPtrArray) lines = NULL;
  g_autoptr (GPtrArray) problems =
      g_ptr_array_new_with_free_func ((GDestroyNotify) slip_paste_problem_free);
  SlipFormJob *job;

  g_task_set_source_tag (task, slip_form_session_paste_rows_async);
  if (node == NULL || node->kind != SLIP_NODE_TABLE)
    {
      refuse (task, SLIP_ERROR_NOT_FOUND, _ ("There is no such table."));
      return;
    }
  if (self->read_only != NULL)
    {
      refuse (task, SLIP_ERROR_NOT_ALLOWED, self->read_only);
      return;
    }
  if (!g_utf8_validate (text, -1, NULL))
    {
      refuse (task, SLIP_ERROR_INVALID, _ ("What is on the clipboard is no text."));
      return;
    }
  lines = read_lines (node, text, problems);
  if (lines->len == 0)
    {
      refuse (task, SLIP_ERROR_INVALID, _ ("There are no rows in this text."));
      return;
    }
  if (lines->len > MAX_LINES)
    {
      g_autofree char *message =
          g_strdup_printf (_ ("At most %d rows can be pasted at once."), MAX_LINES);

      refuse (task, SLIP_ERROR_TOO_LARGE, message);
      return;
    }
  job = slip_form_job_new (self, run_paste, on_pasted);
  job->node = node;
  job->path = g_strdup (table);
  job->start = g_steal_pointer (&parent);
  job->place = place;
  job->other = g_strdup (other);
  job->lines = g_steal_pointer (&lines);
  job->problems = g_steal_pointer (&problems);
  job->task = task;
  slip_form_job_run (job);
}

gboolean
slip_form_session_paste_rows_finish (SlipFormSession *self, GAsyncResult *result, guint *n_rows,
                                     GPtrArray **problems, GError **error)
{
  g_autoptr (GPtrArray) found = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  found = g_task_propagate_pointer (G_TASK (result), error);
  if (found == NULL)
    return FALSE;
  if (n_rows != NULL)
    *n_rows = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (result), "slip-rows"));
  if (problems != NULL)
    *problems = g_steal_pointer (&found);
  return TRUE;
}
