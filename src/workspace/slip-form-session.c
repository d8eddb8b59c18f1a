/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* SlipFormSession as an object: what it tells, and the fields that it knows. What it reads stands in
 * slip-form-session-refresh.c, what it writes in slip-form-session-jobs.c. */

#include "workspace/slip-form-session-private.h"

#include <string.h>

#include "core/slip-id.h"

#define PAUSE_MS 300
#define REST_MS 30000

G_DEFINE_FINAL_TYPE (SlipFormSession, slip_form_session, G_TYPE_OBJECT)

enum
{
  PROP_LOADED = 1,
  PROP_TITLE,
  PROP_SAVING,
  PROP_READ_ONLY,
  PROP_CAN_UNDO,
  PROP_CAN_REDO,
  N_PROPERTIES
};
static GParamSpec *properties[N_PROPERTIES];

enum
{
  FIELD_CHANGED,
  ROWS_CHANGED,
  PROBLEMS_CHANGED,
  ERROR,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

/* == the object == */

static void
slip_form_session_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SlipFormSession *self = SLIP_FORM_SESSION (object);

  switch (id)
    {
    case PROP_LOADED:
      g_value_set_boolean (value, self->form != NULL);
      break;
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    case PROP_SAVING:
      g_value_set_boolean (value, self->was_saving);
      break;
    case PROP_READ_ONLY:
      g_value_set_boolean (value, self->read_only != NULL);
      break;
    case PROP_CAN_UNDO:
      g_value_set_boolean (value, slip_form_session_get_can_undo (self));
      break;
    case PROP_CAN_REDO:
      g_value_set_boolean (value, slip_form_session_get_can_redo (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

/* What was typed just before is kept as a draft: the edits on their way keep the session until they are done, and then it
 * comes here a second time. */
static void
slip_form_session_dispose (GObject *object)
{
  SlipFormSession *self = SLIP_FORM_SESSION (object);

  if (!self->disposed)
    {
      self->disposed = TRUE;
      g_clear_signal_handler (&self->changed_id, self->workspace);
      slip_form_session_stop_looking (self);
      slip_form_session_store_rest (self);
    }
  G_OBJECT_CLASS (slip_form_session_parent_class)->dispose (object);
}

static void
slip_form_session_finalize (GObject *object)
{
  SlipFormSession *self = SLIP_FORM_SESSION (object);

  slip_form_session_clear_problems (self);
  g_hash_table_unref (self->typed);
  g_hash_table_unref (self->names);
  g_hash_table_unref (self->rows);
  g_hash_table_unref (self->fields);
  g_hash_table_unref (self->objects);
  g_ptr_array_unref (self->lists);
  g_hash_table_unref (self->wanted);
  g_hash_table_unref (self->reading);
  g_hash_table_unref (self->adding);
  g_clear_pointer (&self->tables, g_hash_table_unref);
  g_ptr_array_unref (self->dirty);
  g_ptr_array_unref (self->load_tasks);
  g_ptr_array_unref (self->done);
  g_ptr_array_unref (self->undone);
  g_clear_pointer (&self->form, slip_form_unref);
  g_clear_object (&self->workspace);
  g_main_context_unref (self->context);
  g_free (self->record);
  g_free (self->title);
  g_free (self->read_only);
  G_OBJECT_CLASS (slip_form_session_parent_class)->finalize (object);
}

static void
add_signals (GType type)
{
  signals[FIELD_CHANGED] =
      g_signal_new ("field-changed", type, G_SIGNAL_RUN_LAST | G_SIGNAL_DETAILED, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[ROWS_CHANGED] = g_signal_new ("rows-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                        NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[PROBLEMS_CHANGED] = g_signal_new ("problems-changed", type, G_SIGNAL_RUN_LAST, 0, NULL,
                                            NULL, NULL, G_TYPE_NONE, 0);
  signals[ERROR] = g_signal_new ("error", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                 1, G_TYPE_STRING);
}

static void
slip_form_session_class_init (SlipFormSessionClass *klass)
{
  static const struct
  {
    guint id;
    const char *name;
  } flags[] = { { PROP_LOADED, "loaded" },
                { PROP_SAVING, "saving" },
                { PROP_READ_ONLY, "read-only" },
                { PROP_CAN_UNDO, "can-undo" },
                { PROP_CAN_REDO, "can-redo" } };
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags how = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = slip_form_session_get_property;
  object_class->dispose = slip_form_session_dispose;
  object_class->finalize = slip_form_session_finalize;
  for (gsize i = 0; i < G_N_ELEMENTS (flags); i++)
    properties[flags[i].id] = g_param_spec_boolean (flags[i].name, NULL, NULL, FALSE, how);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, how);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
  add_signals (G_TYPE_FROM_CLASS (klass));
}

static void
free_row_cells (SlipFormRowCells *cells)
{
  g_ptr_array_unref (cells->fields);
  g_free (cells);
}

static void
slip_form_session_init (SlipFormSession *self)
{
  self->context = g_main_context_ref_thread_default ();
  self->title = g_strdup ("");
  self->pause_ms = PAUSE_MS;
  self->rest_ms = REST_MS;
  self->fields =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) slip_form_field_free);
  self->rows =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) free_row_cells);
  self->typed = g_hash_table_new (NULL, NULL);
  self->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->objects = g_hash_table_new (g_str_hash, g_str_equal);
  self->lists = g_ptr_array_new ();
  self->wanted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->reading = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->adding = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->dirty = g_ptr_array_new ();
  self->load_tasks = g_ptr_array_new_with_free_func (g_object_unref);
  self->done = g_ptr_array_new_with_free_func ((GDestroyNotify) slip_form_deed_free);
  self->undone = g_ptr_array_new_with_free_func ((GDestroyNotify) slip_form_deed_free);
  g_queue_init (&self->waiting);
  slip_form_session_init_problems (self);
}

/* What this program changed, whatever did it; the session's own edits among it. */
static void
on_workspace_changed_cb (SlipWorkspace *workspace, const char *record, SlipFormSession *self)
{
  if (self->form == NULL)
    return;
  if (*record != '\0' && strcmp (record, self->record) != 0)
    slip_form_session_refresh_late (self);
  else if (self->n_jobs > 0)
    self->changed_meanwhile = TRUE;
  else
    {
      self->check_wanted |= *record == '\0';
      slip_form_session_refresh (self, NULL);
    }
}

SlipFormSession *
slip_form_session_new (SlipWorkspace *workspace, const char *record)
{
  SlipFormSession *self = g_object_new (SLIP_TYPE_FORM_SESSION, NULL);

  self->workspace = g_object_ref (workspace);
  self->record = g_strdup (record);
  self->changed_id =
      g_signal_connect (workspace, "changed", G_CALLBACK (on_workspace_changed_cb), self);
  return self;
}

/* == what it is == */

gboolean
slip_form_session_is_loaded (SlipFormSession *self)
{
  return self->form != NULL;
}

SlipWorkspace *
slip_form_session_get_workspace (SlipFormSession *self)
{
  return self->workspace;
}

const char *
slip_form_session_get_record (SlipFormSession *self)
{
  return self->record;
}

SlipForm *
slip_form_session_get_form (SlipFormSession *self)
{
  return self->form;
}

const char *
slip_form_session_get_title (SlipFormSession *self)
{
  return self->title;
}

const char *
slip_form_session_get_read_only (SlipFormSession *self)
{
  return self->read_only;
}

gboolean
slip_form_session_get_saving (SlipFormSession *self)
{
  return self->was_saving;
}

/* == what it tells == */

/* A path that nobody connected to has no quark, and gets none: they are never freed. */
void
slip_form_session_emit_field (SlipFormSession *self, const char *path)
{
  g_signal_emit (self, signals[FIELD_CHANGED], g_quark_try_string (path), path);
}

void
slip_form_session_emit_row (SlipFormSession *self, const char *row)
{
  SlipFormRow *object = g_hash_table_lookup (self->objects, row);

  if (object == NULL)
    return;
  g_object_ref (object);
  slip_form_row_emit_changed (object);
  g_object_unref (object);
}

void
slip_form_session_emit_rows (SlipFormSession *self, const char *path)
{
  if (self->told != NULL && !g_hash_table_add (self->told, g_strdup (path)))
    return;
  g_signal_emit (self, signals[ROWS_CHANGED], 0, path);
}

void
slip_form_session_emit_problems (SlipFormSession *self)
{
  g_signal_emit (self, signals[PROBLEMS_CHANGED], 0);
}

void
slip_form_session_fail (SlipFormSession *self, const char *text)
{
  g_signal_emit (self, signals[ERROR], 0, text);
}

void
slip_form_session_notify_undo (SlipFormSession *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CAN_UNDO]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CAN_REDO]);
}

void
slip_form_session_notify_loaded (SlipFormSession *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADED]);
}

void
slip_form_session_notify_title (SlipFormSession *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
}

void
slip_form_session_notify_read_only (SlipFormSession *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_READ_ONLY]);
}

void
slip_form_session_update_saving (SlipFormSession *self)
{
  gboolean saving = self->n_writes > 0;
  GHashTableIter iter;
  gpointer field;

  g_hash_table_iter_init (&iter, self->typed);
  while (!saving && g_hash_table_iter_next (&iter, &field, NULL))
    saving = ((SlipFormField *) field)->progress == SLIP_PROGRESS_TYPING;
  if (self->was_saving == saving)
    return;
  self->was_saving = saving;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SAVING]);
}

/* == fields == */

SlipFormField *
slip_form_session_find_field (SlipFormSession *self, const char *path)
{
  return g_hash_table_lookup (self->fields, path);
}

static SlipFormRowCells *
find_row (SlipFormSession *self, const char *row)
{
  SlipFormRowCells *cells = g_hash_table_lookup (self->rows, row);

  if (cells != NULL)
    return cells;
  cells = g_new0 (SlipFormRowCells, 1);
  cells->fields = g_ptr_array_new ();
  g_hash_table_insert (self->rows, g_strdup (row), cells);
  return cells;
}

SlipFormField *
slip_form_session_add_field (SlipFormSession *self, SlipFormNode *node, const char *row,
                             const char *path)
{
  SlipFormField *field = g_new0 (SlipFormField, 1);

  field->session = self;
  field->node = node;
  field->path = g_strdup (path);
  field->row = g_strdup (row);
  g_hash_table_insert (self->fields, field->path, field);
  if (*row != '\0')
    g_ptr_array_add (find_row (self, row)->fields, field);
  slip_form_session_judge_field (self, field);
  slip_form_field_compose (field);
  return field;
}

/* What stands in a row has a path whose last step is its name, and the row's whole id before. */
SlipFormField *
slip_form_session_make_field (SlipFormSession *self, const char *path)
{
  SlipFormField *field = slip_form_session_find_field (self, path);
  g_autofree char *row = NULL;
  const char *name = strrchr (path, '/');
  SlipFormNode *node;

  if (field != NULL || self->form == NULL)
    return field;
  node = slip_form_find_cell (self->form, path, &row, NULL);
  name = name != NULL ? name + 1 : path;
  if (node == NULL || *row == '\0' || !slip_id_is_valid (row) || strcmp (name, node->name) != 0)
    return NULL;
  return slip_form_session_add_field (self, node, row, path);
}

const SlipFieldState *
slip_form_session_get_field (SlipFormSession *self, const char *path)
{
  SlipFormField *field = slip_form_session_make_field (self, path);

  if (field == NULL)
    return NULL;
  if (*field->row != '\0')
    {
      SlipFormRowCells *cells = find_row (self, field->row);

      cells->used = ++self->used;
      if (!cells->read)
        slip_form_session_want_row (self, field->row);
    }
  return &field->state;
}

const char *
slip_form_session_get_text (SlipFormSession *self, const char *path)
{
  const SlipFieldState *state = slip_form_session_get_field (self, path);

  return state != NULL ? state->text : "";
}

void
slip_form_session_touch (SlipFormSession *self, SlipFormField *field)
{
  g_autofree char *path = g_strdup (field->path);
  g_autofree char *row = g_strdup (field->row);

  slip_form_field_compose (field);
  slip_form_session_update_saving (self);
  slip_form_session_emit_field (self, path);
  if (*row != '\0')
    slip_form_session_emit_row (self, row);
}
