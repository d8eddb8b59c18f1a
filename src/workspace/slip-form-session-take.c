/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* How a session takes over what a look found: cells, lists of rows and drafts, all of it before anything of it is told. */

#include "workspace/slip-form-session-private.h"

#include <string.h>

#include <glib/gi18n-lib.h>

/* Rows whose cells are kept. */
#define MOST_ROWS 320
#define LEAST_ROWS 260

/* == rows that nobody looks at == */

static void
forget_row (SlipFormSession *self, const char *row)
{
  SlipFormRowCells *cells = g_hash_table_lookup (self->rows, row);

  for (guint i = 0; i < cells->fields->len; i++)
    {
      SlipFormField *field = g_ptr_array_index (cells->fields, i);

      g_hash_table_remove (self->fields, field->path);
    }
  g_hash_table_remove (self->rows, row);
}

static gboolean
may_forget (SlipFormSession *self, const char *row, const SlipFormRowCells *cells)
{
  if (g_hash_table_contains (self->wanted, row) || g_hash_table_contains (self->reading, row) ||
      g_hash_table_contains (self->adding, row))
    return FALSE;
  for (guint i = 0; i < cells->fields->len; i++)
    if (((SlipFormField *) g_ptr_array_index (cells->fields, i))->typed != NULL)
      return FALSE;
  return TRUE;
}

static int
compare_used (gconstpointer a, gconstpointer b, gpointer rows)
{
  const SlipFormRowCells *left = g_hash_table_lookup (rows, *(const char *const *) a);
  const SlipFormRowCells *right = g_hash_table_lookup (rows, *(const char *const *) b);

  return left->used < right->used ? -1 : left->used > right->used;
}

/* Those that were not asked for longest go first. */
static void
forget_rows (SlipFormSession *self)
{
  g_autoptr (GPtrArray) old = NULL;
  GHashTableIter iter;
  gpointer row, cells;

  if (g_hash_table_size (self->rows) <= MOST_ROWS)
    return;
  old = g_ptr_array_new ();
  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, &row, &cells))
    if (may_forget (self, row, cells))
      g_ptr_array_add (old, row);
  g_ptr_array_sort_with_data (old, compare_used, self->rows);
  for (guint i = 0; i < old->len && g_hash_table_size (self->rows) > LEAST_ROWS; i++)
    forget_row (self, g_ptr_array_index (old, i));
}

/* == taking over == */

/* What a look changed, to be told when all of it is taken over. */
typedef struct
{
  GPtrArray *paths;
  GHashTable *rows; /* set of ids */
} News;

static void
note_field (News *news, SlipFormField *field)
{
  g_ptr_array_add (news->paths, g_strdup (field->path));
  if (*field->row != '\0')
    g_hash_table_add (news->rows, g_strdup (field->row));
}

static void
take_cell (SlipFormSession *self, SlipFormLook *look, SlipFormCell *cell, News *news)
{
  SlipFormField *field = slip_form_session_find_field (self, cell->path);
  gboolean other;

  if (field == NULL)
    field = slip_form_session_add_field (self, cell->node, cell->row, cell->path);
  other = field->cell == NULL || !slip_form_cell_equal (field->cell, cell);
  g_clear_pointer (&field->cell, slip_form_cell_unref);
  field->cell = slip_form_cell_ref (cell);
  /* What was saved is there to be read now. */
  if (field->typed != NULL && field->progress == SLIP_PROGRESS_SAVING && field->shown_by != 0 &&
      field->shown_by <= look->serial)
    {
      slip_form_field_forget_typed (field);
      other = TRUE;
    }
  slip_form_field_compose (field);
  if (*cell->row != '\0')
    {
      SlipFormRowCells *cells = g_hash_table_lookup (self->rows, cell->row);

      cells->read = TRUE;
      cells->gone = FALSE;
    }
  if (other)
    note_field (news, field);
}

static void
take_gone (SlipFormSession *self, const char *row, News *news)
{
  SlipFormRowCells *cells = g_hash_table_lookup (self->rows, row);

  if (cells == NULL || cells->gone)
    return;
  cells->read = cells->gone = TRUE;
  for (guint i = 0; i < cells->fields->len; i++)
    {
      SlipFormField *field = g_ptr_array_index (cells->fields, i);

      if (field->typed != NULL)
        slip_form_field_forget_typed (field);
      g_clear_pointer (&field->cell, slip_form_cell_unref);
      slip_form_field_compose (field);
      note_field (news, field);
    }
}

static void
take_draft (SlipFormSession *self, const SlipFormDraft *draft, News *news)
{
  SlipFormField *field = slip_form_session_find_field (self, draft->path);

  if (field == NULL || field->typed != NULL)
    return;
  slip_form_field_take_draft (field, draft->text);
  slip_form_field_compose (field);
  note_field (news, field);
}

static void
take_about (SlipFormSession *self, SlipFormLook *look)
{
  gboolean other_title = strcmp (self->title, look->title) != 0;
  gboolean other_read_only;

  if (look->read_only == NULL && slip_workspace_is_read_only (self->workspace))
    look->read_only = g_strdup (_ (
        "Nothing can be written in the folder of this workspace. Change its permissions, or copy "
        "it to where you may write."));
  other_read_only = g_strcmp0 (self->read_only, look->read_only) != 0;
  g_free (self->title);
  self->title = g_steal_pointer (&look->title);
  g_free (self->read_only);
  self->read_only = g_steal_pointer (&look->read_only);
  if (other_title)
    slip_form_session_notify_title (self);
  if (other_read_only)
    slip_form_session_notify_read_only (self);
}

/* Lists ignore what another one asked for. */
static void
take_lists (SlipFormSession *self, SlipFormLook *look)
{
  g_autoptr (GPtrArray) lists = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < self->lists->len; i++)
    g_ptr_array_add (lists, g_object_ref (g_ptr_array_index (self->lists, i)));
  for (guint i = 0; i < lists->len; i++)
    for (guint j = 0; j < look->lists->len; j++)
      slip_form_rows_take (g_ptr_array_index (lists, i), g_ptr_array_index (look->lists, j));
}

static void
tell (SlipFormSession *self, SlipFormLook *look, News *news)
{
  GHashTableIter iter;
  gpointer row;

  self->told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  take_lists (self, look);
  for (guint i = 0; i < look->other_tables->len; i++)
    slip_form_session_emit_rows (self, g_ptr_array_index (look->other_tables, i));
  g_clear_pointer (&self->told, g_hash_table_unref);
  for (guint i = 0; i < news->paths->len; i++)
    slip_form_session_emit_field (self, g_ptr_array_index (news->paths, i));
  g_hash_table_iter_init (&iter, news->rows);
  while (g_hash_table_iter_next (&iter, &row, NULL))
    slip_form_session_emit_row (self, row);
}

void
slip_form_session_answer_load (SlipFormSession *self, const GError *error)
{
  g_autoptr (GPtrArray) tasks = g_steal_pointer (&self->load_tasks);

  self->load_tasks = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < tasks->len; i++)
    if (error != NULL)
      g_task_return_error (g_ptr_array_index (tasks, i), g_error_copy (error));
    else
      g_task_return_boolean (g_ptr_array_index (tasks, i), TRUE);
}

static void
take_whole (SlipFormSession *self, SlipFormLook *look)
{
  /* Somebody else's, or the first. */
  self->check_wanted |= look->first || look->n_ops != self->n_ops;
  self->n_ops = look->n_ops;
  g_clear_pointer (&self->tables, g_hash_table_unref);
  self->tables = g_steal_pointer (&look->tables);
}

void
slip_form_session_take_look (SlipFormSession *self, SlipFormLook *look)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  News news = { paths, rows };

  if (look->first)
    self->form = slip_form_ref (look->form);
  self->answered += look->answered;
  if (look->whole)
    take_whole (self, look);
  for (guint i = 0; i < look->cells->len; i++)
    take_cell (self, look, g_ptr_array_index (look->cells, i), &news);
  for (guint i = 0; i < look->gone->len; i++)
    take_gone (self, g_ptr_array_index (look->gone, i), &news);
  for (guint i = 0; i < look->drafts->len; i++)
    take_draft (self, g_ptr_array_index (look->drafts, i), &news);
  g_hash_table_remove_all (self->reading);
  forget_rows (self);
  if (look->whole)
    take_about (self, look);
  slip_form_session_update_saving (self);
  if (look->first)
    slip_form_session_notify_loaded (self);
  tell (self, look, &news);
  if (look->first)
    slip_form_session_answer_load (self, NULL);
  /* The rest is read before it is checked. */
  if (look->first)
    slip_form_session_refresh (self, NULL);
  else if (look->whole)
    {
      slip_form_session_list_problems (self);
      slip_form_session_check (self);
    }
}
