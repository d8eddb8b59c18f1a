/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What is still wrong with a document that is being edited: the last check, made in a thread, and what is typed since. */

#include "workspace/slip-conflicts-private.h"
#include "workspace/slip-form-session-private.h"
#include "workspace/slip-thread.h"

#include <string.h>

/* == the list == */

/* The check says so, but something is typed there: what that is worth. (transfer full) (nullable): NULL: nothing is wrong
 * @refused: whether the text is said to be no value already */
static SlipFormProblem *
judge_typed (SlipFormSession *self, const SlipFormField *field, SlipFormProblem *checked,
             gboolean *refused)
{
  if (checked->kind == SLIP_PROBLEM_CONFLICT)
    return g_object_ref (checked);
  if (field->refused != NULL)
    {
      SlipFormProblem *problem = *refused ? NULL : slip_form_problem_new_refused (self, field);

      *refused = TRUE;
      return problem;
    }
  return checked->kind != SLIP_PROBLEM_REQUIRED || *field->typed == '\0' ? g_object_ref (checked)
                                                                         : NULL;
}

/* In the order of the form; of one field in several rows behind the others. */
static void
insert (GPtrArray *list, SlipFormProblem *problem)
{
  guint at = 0;

  while (at < list->len &&
         ((SlipFormProblem *) g_ptr_array_index (list, at))->index <= problem->index)
    at++;
  g_ptr_array_insert (list, (int) at, problem);
}

/* @list: what the check says, to be changed; what one field has lies together. TRUE when it says that the text is no
 * value. */
static gboolean
put_typed (SlipFormSession *self, const SlipFormField *field, GPtrArray *list)
{
  gboolean refused = FALSE;
  gpointer place;

  if (self->checked_at == NULL ||
      !g_hash_table_lookup_extended (self->checked_at, field->path, NULL, &place))
    return FALSE;
  for (guint i = GPOINTER_TO_UINT (place); i < self->checked->len; i++)
    {
      SlipFormProblem *checked = g_ptr_array_index (self->checked, i);

      if (strcmp (checked->path, field->path) != 0)
        break;
      g_object_unref (g_ptr_array_index (list, i));
      g_ptr_array_index (list, i) = judge_typed (self, field, checked, &refused);
    }
  return refused;
}

/* (transfer container): without places in which nothing stands any more. */
static GPtrArray *
drop_nothing (GPtrArray *list)
{
  GPtrArray *rest = g_ptr_array_new_full (list->len, g_object_unref);

  for (guint i = 0; i < list->len; i++)
    if (g_ptr_array_index (list, i) != NULL)
      g_ptr_array_add (rest, g_ptr_array_index (list, i));
  g_ptr_array_set_free_func (list, NULL);
  g_ptr_array_unref (list);
  return rest;
}

static gpointer
ref_problem (gconstpointer problem, gpointer data)
{
  return g_object_ref ((gpointer) problem);
}

/* What the check says, but of fields in which something is typed what that is worth. */
static GPtrArray *
merge (SlipFormSession *self)
{
  g_autoptr (GPtrArray) refused = g_ptr_array_new ();
  GPtrArray *list;
  GHashTableIter iter;
  gpointer key;

  if (self->checked != NULL && g_hash_table_size (self->typed) == 0)
    return g_ptr_array_ref (self->checked);
  list = self->checked != NULL ? g_ptr_array_copy (self->checked, ref_problem, NULL)
                               : g_ptr_array_new_with_free_func (g_object_unref);
  g_hash_table_iter_init (&iter, self->typed);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (!put_typed (self, key, list) && ((SlipFormField *) key)->refused != NULL)
      g_ptr_array_add (refused, key);
  list = drop_nothing (list);
  for (guint i = 0; i < refused->len; i++)
    insert (list, slip_form_problem_new_refused (self, g_ptr_array_index (refused, i)));
  return list;
}

static void
count (SlipFormSession *self, GPtrArray *list)
{
  const char *section = NULL;
  guint *n = NULL;

  g_hash_table_remove_all (self->n_problems);
  for (guint i = 0; i < list->len; i++)
    {
      const SlipFormProblem *problem = g_ptr_array_index (list, i);

      if (section == NULL || strcmp (section, problem->section) != 0)
        {
          section = problem->section;
          n = g_hash_table_lookup (self->n_problems, section);
        }
      if (n == NULL)
        {
          n = g_new0 (guint, SLIP_N_PROBLEM_KINDS);
          g_hash_table_insert (self->n_problems, g_strdup (section), n);
        }
      n[problem->kind]++;
    }
}

static gboolean
update_list (SlipFormSession *self)
{
  g_autoptr (GPtrArray) list = merge (self);

  count (self, list);
  return slip_form_problems_show (self->problems, list);
}

void
slip_form_session_list_problems (SlipFormSession *self)
{
  if (update_list (self))
    slip_form_session_emit_problems (self);
}

/* == the check == */

typedef struct
{
  GWeakRef session;
  SlipWorkspace *workspace;
  SlipForm *form;
  char *record;
  GPtrArray *before;     /* nullable: the last check */
  GHashTable *before_at; /* nullable: as SlipFormSession.checked_at */
  GPtrArray *problems;
  GHashTable *at;
  GHashTable *counts;
  guint conflicts;
} Run;

static void
free_run (gpointer data)
{
  Run *run = data;

  g_weak_ref_clear (&run->session);
  g_object_unref (run->workspace);
  slip_form_unref (run->form);
  g_clear_pointer (&run->before_at, g_hash_table_unref);
  g_clear_pointer (&run->before, g_ptr_array_unref);
  g_clear_pointer (&run->at, g_hash_table_unref);
  g_clear_pointer (&run->problems, g_ptr_array_unref);
  g_clear_pointer (&run->counts, g_hash_table_unref);
  g_free (run->record);
  g_free (run);
}

static SlipFormProblem *
new_checked (SlipForm *form, SlipProblem *found)
{
  SlipFormProblem *problem = g_object_new (SLIP_TYPE_FORM_PROBLEM, NULL);
  g_autofree char *row = NULL;
  SlipFormNode *node =
      *found->path != '\0' ? slip_form_find_cell (form, found->path, &row, NULL) : NULL;

  problem->kind = found->kind;
  problem->index = node != NULL ? node->index : 0;
  problem->section = g_steal_pointer (&found->section);
  problem->path = g_steal_pointer (&found->path);
  problem->label = g_steal_pointer (&found->label);
  problem->text = g_steal_pointer (&found->message);
  return problem;
}

/* What was found the last time, too, is the same object: the main thread compares tens of thousands. */
static SlipFormProblem *
find_before (Run *run, const SlipProblem *found)
{
  gpointer place;
  SlipFormProblem *before;

  if (run->before_at == NULL ||
      !g_hash_table_lookup_extended (run->before_at, found->path, NULL, &place))
    return NULL;
  before = g_ptr_array_index (run->before, GPOINTER_TO_UINT (place));
  return before->kind == found->kind && strcmp (before->label, found->label) == 0 &&
                 strcmp (before->text, found->message) == 0
             ? g_object_ref (before)
             : NULL;
}

static void
take_found (Run *run, GPtrArray *found)
{
  run->problems = g_ptr_array_new_full (found->len, g_object_unref);
  run->at = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < found->len; i++)
    {
      SlipFormProblem *problem = find_before (run, g_ptr_array_index (found, i));

      if (problem == NULL)
        problem = new_checked (run->form, g_ptr_array_index (found, i));
      g_ptr_array_add (run->problems, problem);
      if (!g_hash_table_contains (run->at, problem->path))
        g_hash_table_insert (run->at, problem->path, GUINT_TO_POINTER (i));
    }
}

static void
run_check (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Run *run = data;
  SlipDatabase *db = slip_workspace_reader (run->workspace);
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (GPtrArray) conflicts = NULL;
  GError *error = NULL;

  if (slip_database_begin (db, &error))
    {
      conflicts = slip_conflicts_places (db, run->record, NULL);
      run->conflicts = conflicts != NULL ? conflicts->len : 0;
      found = slip_check_document_counting (db, run->form, run->record, &run->counts, &error);
      slip_database_rollback (db);
    }
  if (found == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  take_found (run, found);
  g_task_return_boolean (task, TRUE);
}

/* (transfer none) (nullable): the first one there. */
static SlipFormProblem *
find_checked (SlipFormSession *self, const char *path)
{
  gpointer place;

  return self->checked_at != NULL &&
                 g_hash_table_lookup_extended (self->checked_at, path, NULL, &place)
             ? g_ptr_array_index (self->checked, GPOINTER_TO_UINT (place))
             : NULL;
}

void
slip_form_session_judge_field (SlipFormSession *self, SlipFormField *field)
{
  const SlipFormProblem *problem = find_checked (self, field->path);

  g_free (field->checked);
  field->checked = problem != NULL ? g_strdup (problem->text) : NULL;
  field->checked_kind = problem != NULL ? problem->kind : SLIP_PROBLEM_REQUIRED;
}

/* (element-type utf8): paths of fields about which it says something else. */
static GPtrArray *
judge_fields (SlipFormSession *self)
{
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->fields);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      SlipFormField *field = value;
      const SlipFormProblem *problem = find_checked (self, field->path);

      if (g_strcmp0 (problem != NULL ? problem->text : NULL, field->checked) == 0 &&
          (problem == NULL || problem->kind == field->checked_kind))
        continue;
      slip_form_session_judge_field (self, field);
      slip_form_field_compose (field);
      g_ptr_array_add (paths, g_strdup (field->path));
    }
  return paths;
}

static gboolean
same_counts (GHashTable *a, GHashTable *b)
{
  GHashTableIter iter;
  gpointer section, value;

  if (a == NULL || g_hash_table_size (a) != g_hash_table_size (b))
    return FALSE;
  g_hash_table_iter_init (&iter, a);
  while (g_hash_table_iter_next (&iter, &section, &value))
    {
      const SlipCheckCount *left = value;
      const SlipCheckCount *right = g_hash_table_lookup (b, section);

      if (right == NULL || left->filled != right->filled || left->required != right->required)
        return FALSE;
    }
  return TRUE;
}

static void
take_check (SlipFormSession *self, Run *run)
{
  gboolean other = self->checked == NULL || self->conflicts != run->conflicts ||
                   !same_counts (self->counts, run->counts);
  g_autoptr (GPtrArray) paths = NULL;

  g_clear_pointer (&self->checked_at, g_hash_table_unref);
  g_clear_pointer (&self->checked, g_ptr_array_unref);
  g_clear_pointer (&self->counts, g_hash_table_unref);
  self->checked = g_steal_pointer (&run->problems);
  self->counts = g_steal_pointer (&run->counts);
  self->conflicts = run->conflicts;
  self->checked_at = g_steal_pointer (&run->at);
  paths = judge_fields (self);
  other |= update_list (self);
  for (guint i = 0; i < paths->len; i++)
    {
      const char *path = g_ptr_array_index (paths, i);
      SlipFormField *field = slip_form_session_find_field (self, path);

      slip_form_session_emit_field (self, path);
      if (field != NULL && *field->row != '\0')
        {
          g_autofree char *row = g_strdup (field->row);

          slip_form_session_emit_row (self, row);
        }
    }
  if (other)
    slip_form_session_emit_problems (self);
}

static void
on_checked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Run *run = g_task_get_task_data (G_TASK (result));
  g_autoptr (SlipFormSession) self = g_weak_ref_get (&run->session);
  g_autoptr (GError) error = NULL;

  g_task_propagate_boolean (G_TASK (result), &error);
  if (self == NULL || self->disposed)
    return;
  self->checking = FALSE;
  if (error != NULL)
    slip_form_session_fail (self, error->message);
  else
    take_check (self, run);
  slip_form_session_check (self);
}

void
slip_form_session_check (SlipFormSession *self)
{
  g_autoptr (GTask) task = NULL;
  Run *run;

  if (self->checking || !self->check_wanted || self->form == NULL)
    return;
  self->checking = TRUE;
  self->check_wanted = FALSE;
  run = g_new0 (Run, 1);
  g_weak_ref_init (&run->session, self);
  run->workspace = g_object_ref (self->workspace);
  run->form = slip_form_ref (self->form);
  run->record = g_strdup (self->record);
  if (self->checked != NULL)
    {
      run->before = g_ptr_array_ref (self->checked);
      run->before_at = g_hash_table_ref (self->checked_at);
    }
  task = g_task_new (NULL, NULL, on_checked_cb, NULL);
  g_task_set_task_data (task, run, free_run);
  slip_thread_run (task, run_check);
}

/* == what the session tells == */

void
slip_form_session_init_problems (SlipFormSession *self)
{
  self->problems = g_object_new (SLIP_TYPE_FORM_PROBLEMS, NULL);
  self->n_problems = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

void
slip_form_session_clear_problems (SlipFormSession *self)
{
  g_clear_pointer (&self->checked_at, g_hash_table_unref);
  g_clear_pointer (&self->checked, g_ptr_array_unref);
  g_clear_pointer (&self->counts, g_hash_table_unref);
  g_hash_table_unref (self->n_problems);
  g_object_unref (self->problems);
}

GListModel *
slip_form_session_get_problems (SlipFormSession *self)
{
  return G_LIST_MODEL (self->problems);
}

gboolean
slip_form_session_is_checked (SlipFormSession *self)
{
  return self->checked != NULL;
}

guint
slip_form_session_count_kind (SlipFormSession *self, const char *section, SlipProblemKind kind)
{
  guint total = 0;
  GHashTableIter iter;
  gpointer name, n;

  g_hash_table_iter_init (&iter, self->n_problems);
  while (g_hash_table_iter_next (&iter, &name, &n))
    if (section == NULL || strcmp (name, section) == 0)
      total += ((guint *) n)[kind];
  return total;
}

guint
slip_form_session_count_conflicts (SlipFormSession *self)
{
  return self->conflicts;
}

guint
slip_form_session_count_problems (SlipFormSession *self, const char *section)
{
  guint total = 0;

  for (guint kind = 0; kind < SLIP_N_PROBLEM_KINDS; kind++)
    total += slip_form_session_count_kind (self, section, kind);
  return total;
}

void
slip_form_session_get_completeness (SlipFormSession *self, const char *section, guint *filled,
                                    guint *required)
{
  GHashTableIter iter;
  gpointer name, value;

  *filled = *required = 0;
  if (self->counts == NULL)
    return;
  g_hash_table_iter_init (&iter, self->counts);
  while (g_hash_table_iter_next (&iter, &name, &value))
    if (section == NULL || strcmp (name, section) == 0)
      {
        *filled += ((SlipCheckCount *) value)->filled;
        *required += ((SlipCheckCount *) value)->required;
      }
}
