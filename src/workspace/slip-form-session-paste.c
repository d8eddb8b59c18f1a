/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Rows out of a spreadsheet, all in one edit. A cell that is no value for its field is kept there as a draft, as if it had
 * been typed. */

#include "store/slip-drafts.h"
#include "store/slip-values.h"
#include "workspace/slip-form-session-private.h"
#include "workspace/slip-paste-lines.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#define MAX_LINES 10000

/* == on the worker == */

static gboolean
is_about_the_value (const GError *error)
{
  return error->domain == SLIP_ERROR &&
         (error->code == SLIP_ERROR_INVALID || error->code == SLIP_ERROR_NOT_FOUND ||
          error->code == SLIP_ERROR_AMBIGUOUS || error->code == SLIP_ERROR_TOO_LARGE);
}

static gboolean
write_cell (SlipFormJob *job, SlipDatabase *db, SlipRecord *record, const SlipPasteLine *line,
            const SlipPasteCell *cell, const char *row, GError **error)
{
  SlipFormNode *node = cell->node;
  g_autofree char *text = slip_paste_understand (node, cell->text);
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
  problem = slip_paste_problem_add (job->problems, line->number, cell->column, cell->text,
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
      const SlipPasteLine *line = g_ptr_array_index (job->lines, i);
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
  lines = slip_paste_lines_read (node, text, problems);
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
