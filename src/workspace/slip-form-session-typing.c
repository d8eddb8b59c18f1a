/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What is being typed in a session: checked at each keystroke, kept as a draft some times a second, made a change in the log
 * when the field is left. A text is forgotten only when it is in the log, or when the person says so. */

#include "store/slip-drafts.h"
#include "workspace/slip-form-session-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* == what a field shows == */

static void
stop (GSource **source)
{
  if (*source == NULL)
    return;
  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

void
slip_form_field_free (SlipFormField *field)
{
  stop (&field->pause);
  stop (&field->rest);
  g_clear_pointer (&field->cell, slip_form_cell_unref);
  g_free (field->path);
  g_free (field->row);
  g_free (field->typed);
  g_free (field->start);
  g_free (field->refused);
  g_free (field->checked);
  g_free (field->display);
  g_free (field);
}

/* Codes at once, and a reference that was chosen from what was offered; others are named when they were read back. */
static char *
display_typed (SlipFormField *field)
{
  const char *name;

  switch (field->node->type)
    {
    case SLIP_FIELD_PERSON:
    case SLIP_FIELD_REFERENCE:
      name = g_hash_table_lookup (field->session->names, field->typed);
      return g_strdup (name != NULL ? name : field->typed);
    case SLIP_FIELD_CHOICE:
    case SLIP_FIELD_CHOICES:
    case SLIP_FIELD_BOOLEAN:
      return slip_form_display_value (NULL, "", field->node, field->typed);
    default:
      return g_strdup (field->typed);
    }
}

/* What was missing is being typed. */
static gboolean
is_being_filled (SlipFormField *field)
{
  return field->checked_kind == SLIP_PROBLEM_REQUIRED && field->typed != NULL &&
         *field->typed != '\0';
}

void
slip_form_field_compose (SlipFormField *field)
{
  SlipFieldState *state = &field->state;
  const SlipFormCell *cell = field->cell;
  const char *stored = cell != NULL ? cell->text : "";

  g_clear_pointer (&field->display, g_free);
  if (field->typed != NULL)
    field->display = display_typed (field);
  *state = (SlipFieldState){
    .path = field->path,
    .node = field->node,
    .row = field->row,
    .loaded = cell != NULL,
    .text = field->typed != NULL ? field->typed : stored,
    .stored = stored,
    .display = field->display != NULL ? field->display
               : cell != NULL         ? cell->display
                                      : "",
    .progress = field->typed != NULL ? field->progress : SLIP_PROGRESS_SAVED,
    .missing = cell != NULL && cell->missing,
    .conflict = cell != NULL && cell->conflict,
    .others = cell != NULL ? cell->others : NULL,
    .relevant = cell == NULL || cell->relevant,
    .required = cell != NULL && cell->required,
    .how =
        field->node->calculate != NULL ? slip_expression_get_text (field->node->calculate) : NULL,
    .fills = cell == NULL || cell->fills,
    .proposals = cell != NULL ? cell->proposals : NULL,
    .problem = field->refused != NULL    ? field->refused
               : is_being_filled (field) ? NULL
                                         : field->checked,
    .problem_kind = field->refused != NULL ? SLIP_PROBLEM_TYPE : field->checked_kind,
  };
}

void
slip_form_field_forget_typed (SlipFormField *field)
{
  stop (&field->pause);
  stop (&field->rest);
  g_clear_pointer (&field->typed, g_free);
  g_clear_pointer (&field->start, g_free);
  g_clear_pointer (&field->refused, g_free);
  field->progress = SLIP_PROGRESS_SAVED;
  field->shown_by = 0;
  g_hash_table_remove (field->session->typed, field);
}

/* Whether the text can be a value, as far as that is told without the database. */
static void
judge (SlipFormField *field)
{
  SlipFormNode *node = field->node;
  g_autofree char *value = NULL;
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&field->refused, g_free);
  if (node->type == SLIP_FIELD_PERSON || node->type == SLIP_FIELD_REFERENCE ||
      *field->typed == '\0')
    return;
  value = slip_form_parse_value (node, field->typed, &error);
  if (value == NULL)
    field->refused = g_strdup (error->message);
}

void
slip_form_field_take_draft (SlipFormField *field, const char *text)
{
  field->typed = g_strdup (text);
  field->start = g_strdup (field->cell != NULL ? field->cell->text : "");
  field->stored = TRUE;
  field->turn++;
  judge (field);
  field->progress = field->refused != NULL ? SLIP_PROGRESS_REFUSED : SLIP_PROGRESS_TYPING;
  g_hash_table_add (field->session->typed, field);
}

/* == drafts == */

static gboolean
write_draft (SlipFormJob *job, SlipDatabase *db, SlipRecord *record, GError **error)
{
  const char *cell = job->node->cell;

  if (job->text == NULL)
    return slip_drafts_discard (db, job->record, job->row, cell, error);
  return slip_drafts_start (db, job->record, job->row, cell, job->names, error) &&
         slip_drafts_set (db, job->record, job->row, cell, job->text, error);
}

static void
on_draft_written (SlipFormSession *self, SlipFormJob *job, GError *error)
{
  SlipFormField *field = slip_form_session_find_field (self, job->path);

  if (error != NULL)
    slip_form_session_fail (self, error->message);
  else if (field != NULL && field->turn == job->turn)
    {
      field->stored = TRUE;
      slip_form_session_touch (self, field);
    }
}

static SlipFormJob *
new_job (SlipFormField *field, SlipFormJobFunc func, SlipFormJobDone done)
{
  SlipFormJob *job = slip_form_job_new (field->session, func, done);

  job->node = field->node;
  job->path = g_strdup (field->path);
  job->row = g_strdup (field->row);
  job->turn = field->turn;
  job->start = g_strdup (field->start);
  if (field->shown_by == 0 && field->cell != NULL && field->cell->names != NULL)
    job->names = g_array_ref (field->cell->names);
  return job;
}

static void
store_draft (SlipFormField *field)
{
  SlipFormJob *job;

  stop (&field->pause);
  if (field->stored)
    return;
  job = new_job (field, write_draft, on_draft_written);
  job->draft = TRUE;
  job->text = g_strdup (field->typed);
  slip_form_job_run (job);
}

void
slip_form_session_store_rest (SlipFormSession *self)
{
  GHashTableIter iter;
  gpointer field;

  g_hash_table_iter_init (&iter, self->typed);
  while (g_hash_table_iter_next (&iter, &field, NULL))
    if (((SlipFormField *) field)->progress != SLIP_PROGRESS_SAVING)
      store_draft (field);
}

static gboolean
on_pause_cb (gpointer data)
{
  store_draft (data);
  return G_SOURCE_REMOVE;
}

/* == into the log == */

static void
on_set_done (SlipFormSession *self, SlipFormJob *job, GError *error)
{
  SlipFormField *field = slip_form_session_find_field (self, job->path);
  gboolean is_last = field != NULL && field->typed != NULL && field->turn == job->turn;

  if (error == NULL)
    {
      if (is_last)
        field->shown_by = self->n_looks + 1;
      slip_form_session_refresh (self, job->node);
      return;
    }
  /* The person types on: the next attempt tells. */
  if (!is_last)
    return;
  if (error->domain == SLIP_ERROR &&
      (error->code == SLIP_ERROR_INVALID || error->code == SLIP_ERROR_NOT_FOUND ||
       error->code == SLIP_ERROR_AMBIGUOUS || error->code == SLIP_ERROR_NOT_ALLOWED ||
       error->code == SLIP_ERROR_TOO_LARGE))
    {
      field->progress = SLIP_PROGRESS_REFUSED;
      g_free (field->refused);
      field->refused = g_strdup (error->message);
    }
  else
    {
      field->progress = SLIP_PROGRESS_TYPING;
      slip_form_session_fail (self, error->message);
    }
  /* What failed was rolled back, with the draft in it. */
  store_draft (field);
  slip_form_session_touch (self, field);
}

static void
commit (SlipFormField *field)
{
  SlipFormJob *job;

  stop (&field->pause);
  stop (&field->rest);
  if (field->refused != NULL)
    {
      field->progress = SLIP_PROGRESS_REFUSED;
      store_draft (field);
      slip_form_session_touch (field->session, field);
      return;
    }
  job = new_job (field, slip_form_job_set, on_set_done);
  job->text = g_strdup (field->typed);
  job->force = field->force;
  field->progress = SLIP_PROGRESS_SAVING;
  field->force = FALSE;
  slip_form_job_run (job);
  slip_form_session_touch (field->session, field);
}

static gboolean
on_rest_cb (gpointer data)
{
  commit (data);
  return G_SOURCE_REMOVE;
}

static void
start_timer (SlipFormField *field, GSource **source, guint ms, GSourceFunc func)
{
  stop (source);
  *source = g_timeout_source_new (ms);
  g_source_set_callback (*source, func, field, NULL);
  g_source_attach (*source, field->session->context);
}

/* == typing == */

/* (transfer none) (nullable): a field that can be set. */
static SlipFormField *
find_settable (SlipFormSession *self, const char *path)
{
  SlipFormField *field = slip_form_session_make_field (self, path);

  if (self->read_only != NULL)
    {
      slip_form_session_fail (self, self->read_only);
      return NULL;
    }
  g_return_val_if_fail (field != NULL && field->node->kind == SLIP_NODE_FIELD, NULL);
  g_return_val_if_fail (field->node->calculate == NULL, NULL);
  return field;
}

/* TRUE when it is the first keystroke. */
static gboolean
take_text (SlipFormField *field, const char *text)
{
  gboolean is_first = field->typed == NULL || field->progress == SLIP_PROGRESS_SAVING;

  if (is_first)
    {
      g_free (field->start);
      /* What stands in a row that was not read yet is not known, nor whether the last text gets there. */
      field->start =
          field->cell != NULL && field->typed == NULL ? g_strdup (field->state.text) : NULL;
      /* While the last one is being saved, what the session read is not what stands there. */
      field->shown_by = field->typed != NULL ? G_MAXUINT64 : 0;
    }
  g_free (field->typed);
  field->typed = g_strdup (text);
  field->turn++;
  field->stored = FALSE;
  field->progress = SLIP_PROGRESS_TYPING;
  g_hash_table_add (field->session->typed, field);
  judge (field);
  return is_first;
}

void
slip_form_session_type (SlipFormSession *self, const char *path, const char *text)
{
  SlipFormField *field = find_settable (self, path);

  if (field == NULL || strcmp (field->state.text, text) == 0)
    return;
  if (take_text (field, text))
    store_draft (field);
  /* Not anew with each keystroke: who types without a pause would lose all of it with a crash. */
  else if (field->pause == NULL)
    start_timer (field, &field->pause, self->pause_ms, on_pause_cb);
  start_timer (field, &field->rest, self->rest_ms, on_rest_cb);
  slip_form_session_touch (self, field);
  slip_form_session_list_problems (self);
}

void
slip_form_session_set (SlipFormSession *self, const char *path, const char *text)
{
  SlipFormField *field = find_settable (self, path);
  gboolean is_same;

  if (field == NULL)
    return;
  is_same = field->cell != NULL && strcmp (field->state.text, text) == 0;
  if (is_same && field->typed == NULL && field->state.proposals == NULL && !field->state.conflict)
    return;
  take_text (field, text);
  field->force = is_same;
  commit (field);
  slip_form_session_list_problems (self);
}

void
slip_form_session_leave (SlipFormSession *self, const char *path)
{
  g_autoptr (GPtrArray) left = g_ptr_array_new ();
  gsize length = strlen (path);
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, self->typed);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      const SlipFormField *field = key;

      if (field->progress != SLIP_PROGRESS_SAVING && g_str_has_prefix (field->path, path) &&
          (length == 0 || field->path[length] == '\0' || field->path[length] == '/'))
        g_ptr_array_add (left, key);
    }
  for (guint i = 0; i < left->len; i++)
    commit (g_ptr_array_index (left, i));
}

void
slip_form_session_discard (SlipFormSession *self, const char *path)
{
  SlipFormField *field = slip_form_session_find_field (self, path);
  SlipFormJob *job;

  if (field == NULL || field->typed == NULL || field->progress == SLIP_PROGRESS_SAVING)
    return;
  slip_form_field_forget_typed (field);
  field->turn++;
  job = new_job (field, write_draft, on_draft_written);
  job->draft = TRUE;
  slip_form_job_run (job);
  slip_form_session_touch (self, field);
  slip_form_session_list_problems (self);
}

static gboolean
has_typed (SlipFormSession *self, gboolean stored)
{
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, self->typed);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      const SlipFormField *field = key;

      if (field->progress != SLIP_PROGRESS_SAVING && field->stored == stored)
        return TRUE;
    }
  return FALSE;
}

gboolean
slip_form_session_is_typing (SlipFormSession *self)
{
  return has_typed (self, FALSE);
}

gboolean
slip_form_session_has_drafts (SlipFormSession *self)
{
  return has_typed (self, TRUE);
}

void
slip_form_session_set_pauses (SlipFormSession *self, guint pause_ms, guint rest_ms)
{
  self->pause_ms = pause_ms;
  self->rest_ms = rest_ms;
}

/* == everything into the log == */

static void
finish_flush (SlipFormSession *self, gpointer data)
{
  g_autoptr (GTask) task = data;
  GHashTableIter iter;
  gpointer key;
  SlipFormField *first = NULL;

  g_hash_table_iter_init (&iter, self->typed);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      SlipFormField *field = key;

      if (field->progress != SLIP_PROGRESS_SAVING &&
          (first == NULL || field->node->index < first->node->index))
        first = field;
    }
  if (first == NULL)
    g_task_return_boolean (task, TRUE);
  else if (first->refused != NULL)
    g_task_return_new_error (task, SLIP_ERROR, SLIP_ERROR_INVALID, "%s", first->refused);
  else
    g_task_return_new_error (task, SLIP_ERROR, SLIP_ERROR_FAILED, _ ("“%s” could not be saved"),
                             slip_form_node_label (first->node));
}

void
slip_form_session_flush_async (SlipFormSession *self, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, slip_form_session_flush_async);
  slip_form_session_leave (self, "");
  slip_form_session_when_written (self, finish_flush, task);
}

gboolean
slip_form_session_flush_finish (SlipFormSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
