/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What is still wrong with a document that is being edited: the last check, made in a thread, and what is typed since. */

#define G_LOG_DOMAIN "slipway"

#include "workspace/slip-conflicts-private.h"
#include "workspace/slip-form-session-private.h"

#include <string.h>

/* == a problem == */

struct _SlipFormProblem
{
  GObject parent_instance;
  SlipProblemKind kind;
  guint index; /* of the node, in the form */
  char *section;
  char *path;
  char *label;
  char *text;
};

G_DEFINE_FINAL_TYPE (SlipFormProblem, slip_form_problem, G_TYPE_OBJECT)

static void
slip_form_problem_finalize (GObject *object)
{
  SlipFormProblem *self = SLIP_FORM_PROBLEM (object);

  g_free (self->section);
  g_free (self->path);
  g_free (self->label);
  g_free (self->text);
  G_OBJECT_CLASS (slip_form_problem_parent_class)->finalize (object);
}

static void
slip_form_problem_class_init (SlipFormProblemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = slip_form_problem_finalize;
}

static void
slip_form_problem_init (SlipFormProblem *self)
{
}

SlipProblemKind
slip_form_problem_get_kind (SlipFormProblem *self)
{
  return self->kind;
}

const char *
slip_form_problem_get_section (SlipFormProblem *self)
{
  return self->section;
}

const char *
slip_form_problem_get_path (SlipFormProblem *self)
{
  return self->path;
}

const char *
slip_form_problem_get_label (SlipFormProblem *self)
{
  return self->label;
}

const char *
slip_form_problem_get_text (SlipFormProblem *self)
{
  return self->text;
}

static gboolean
is_same (const SlipFormProblem *a, const SlipFormProblem *b)
{
  return a == b || (a->kind == b->kind && strcmp (a->path, b->path) == 0 &&
                    strcmp (a->label, b->label) == 0 && strcmp (a->text, b->text) == 0);
}

/* == what is typed == */

/* "Tasks › T-03 › Minutes", as far as the session knows what the rows are called. */
static char *
make_label (SlipFormSession *self, const SlipFormField *field)
{
  g_auto (GStrv) steps = g_strsplit (field->path, "/", -1);
  g_autoptr (GString) label = g_string_new (NULL);
  g_autoptr (GString) path = g_string_new (NULL);
  SlipFormNode *node = slip_form_get_root (self->form);

  for (gsize i = 0; steps[i] != NULL; i++)
    {
      SlipFormNode *child = slip_form_node_child (node, steps[i]);
      const char *name = "";

      g_string_append_printf (path, "%s%s", i > 0 ? "/" : "", steps[i]);
      if (child != NULL)
        {
          node = child;
          name = slip_form_node_label (node);
        }
      else if (node->key != NULL)
        {
          g_autofree char *key = g_strconcat (path->str, "/", node->key->name, NULL);
          const SlipFormField *found = slip_form_session_find_field (self, key);

          name = found != NULL ? found->state.display : "";
        }
      if (*name != '\0')
        g_string_append_printf (label, "%s%s", label->len > 0 ? " › " : "", name);
    }
  return g_strdup (label->str);
}

static SlipFormProblem *
new_refused (SlipFormSession *self, const SlipFormField *field)
{
  SlipFormProblem *problem = g_object_new (SLIP_TYPE_FORM_PROBLEM, NULL);

  problem->kind = SLIP_PROBLEM_TYPE;
  problem->index = field->node->index;
  problem->section = g_strdup (field->node->section != NULL ? field->node->section->name : "");
  problem->path = g_strdup (field->path);
  problem->label = make_label (self, field);
  problem->text = g_strdup (field->refused);
  return problem;
}

/* == the list == */

/* What the check says, but of fields in which something is typed what that is worth. @rest: (element-type SlipFormField): those that the check has nothing about */
static GPtrArray *
merge (SlipFormSession *self, GHashTable *rest)
{
  GPtrArray *merged = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; self->checked != NULL && i < self->checked->len; i++)
    {
      SlipFormProblem *problem = g_ptr_array_index (self->checked, i);
      SlipFormField *field = g_hash_table_size (self->typed) > 0
                                 ? slip_form_session_find_field (self, problem->path)
                                 : NULL;

      if (field == NULL || field->typed == NULL)
        g_ptr_array_add (merged, g_object_ref (problem));
      else if (field->refused != NULL)
        {
          if (g_hash_table_remove (rest, field))
            g_ptr_array_add (merged, new_refused (self, field));
        }
      else if (problem->kind != SLIP_PROBLEM_REQUIRED || *field->typed == '\0')
        g_ptr_array_add (merged, g_object_ref (problem));
    }
  return merged;
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

static void
count (SlipFormSession *self, GPtrArray *list)
{
  g_hash_table_remove_all (self->n_problems);
  for (guint i = 0; i < list->len; i++)
    {
      const SlipFormProblem *problem = g_ptr_array_index (list, i);
      guint n = GPOINTER_TO_UINT (g_hash_table_lookup (self->n_problems, problem->section));

      g_hash_table_insert (self->n_problems, g_strdup (problem->section), GUINT_TO_POINTER (n + 1));
    }
}

/* Only what differs is replaced. */
static gboolean
show (SlipFormSession *self, GPtrArray *list)
{
  g_autoptr (GPtrArray) before = g_ptr_array_ref (self->shown);
  guint same = 0, end = 0, least = MIN (before->len, list->len);

  while (same < least && is_same (g_ptr_array_index (before, same), g_ptr_array_index (list, same)))
    same++;
  while (end < least - same && is_same (g_ptr_array_index (before, before->len - 1 - end),
                                        g_ptr_array_index (list, list->len - 1 - end)))
    end++;
  if (same == before->len && same == list->len)
    return FALSE;
  count (self, list);
  g_ptr_array_unref (self->shown);
  self->shown = g_ptr_array_ref (list);
  g_list_store_splice (self->problems, same, before->len - same - end, list->pdata + same,
                       list->len - same - end);
  return TRUE;
}

static gboolean
update_list (SlipFormSession *self)
{
  g_autoptr (GHashTable) rest = g_hash_table_new (NULL, NULL);
  g_autoptr (GPtrArray) list = NULL;
  GHashTableIter iter;
  gpointer field;

  g_hash_table_iter_init (&iter, self->typed);
  while (g_hash_table_iter_next (&iter, &field, NULL))
    if (((SlipFormField *) field)->refused != NULL)
      g_hash_table_add (rest, field);
  list = merge (self, rest);
  g_hash_table_iter_init (&iter, rest);
  while (g_hash_table_iter_next (&iter, &field, NULL))
    insert (list, new_refused (self, field));
  return show (self, list);
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
  GPtrArray *problems;
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
  run->problems = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < found->len; i++)
    g_ptr_array_add (run->problems, new_checked (run->form, g_ptr_array_index (found, i)));
  g_task_return_boolean (task, TRUE);
}

void
slip_form_session_judge_field (SlipFormSession *self, SlipFormField *field)
{
  SlipFormProblem *problem =
      self->checked_at != NULL ? g_hash_table_lookup (self->checked_at, field->path) : NULL;

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
      g_autofree char *before = g_strdup (field->checked);

      slip_form_session_judge_field (self, field);
      slip_form_field_compose (field);
      if (g_strcmp0 (before, field->checked) != 0)
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
  self->checked_at = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = self->checked->len; i-- > 0;)
    {
      SlipFormProblem *problem = g_ptr_array_index (self->checked, i);

      g_hash_table_replace (self->checked_at, problem->path, problem);
    }
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
  task = g_task_new (NULL, NULL, on_checked_cb, NULL);
  g_task_set_task_data (task, run, free_run);
  g_task_run_in_thread (task, run_check);
}

/* == what the session tells == */

void
slip_form_session_init_problems (SlipFormSession *self)
{
  self->problems = g_list_store_new (SLIP_TYPE_FORM_PROBLEM);
  self->shown = g_ptr_array_new_with_free_func (g_object_unref);
  self->n_problems = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

void
slip_form_session_clear_problems (SlipFormSession *self)
{
  g_clear_pointer (&self->checked_at, g_hash_table_unref);
  g_clear_pointer (&self->checked, g_ptr_array_unref);
  g_clear_pointer (&self->counts, g_hash_table_unref);
  g_hash_table_unref (self->n_problems);
  g_ptr_array_unref (self->shown);
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
slip_form_session_count_conflicts (SlipFormSession *self)
{
  return self->conflicts;
}

guint
slip_form_session_count_problems (SlipFormSession *self, const char *section)
{
  if (section == NULL)
    return g_list_model_get_n_items (G_LIST_MODEL (self->problems));
  return GPOINTER_TO_UINT (g_hash_table_lookup (self->n_problems, section));
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
