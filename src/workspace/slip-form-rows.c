/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A list of rows holds ids alone. What stands for a row is made when somebody asks for it and is the same for all lists
 * of the session, for as long as somebody has it. */

#include "workspace/slip-form-session-private.h"

#include <string.h>

/* == a row == */

struct _SlipFormRow
{
  GObject parent_instance;
  SlipFormSession *session;
  SlipFormNode *table;
  char *id;
  char *path;
};

G_DEFINE_FINAL_TYPE (SlipFormRow, slip_form_row, G_TYPE_OBJECT)

static guint changed_signal;

static void
slip_form_row_finalize (GObject *object)
{
  SlipFormRow *self = SLIP_FORM_ROW (object);

  g_hash_table_remove (self->session->objects, self->id);
  g_clear_object (&self->session);
  g_free (self->id);
  g_free (self->path);
  G_OBJECT_CLASS (slip_form_row_parent_class)->finalize (object);
}

static void
slip_form_row_class_init (SlipFormRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = slip_form_row_finalize;
  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

static void
slip_form_row_init (SlipFormRow *self)
{
}

const char *
slip_form_row_get_id (SlipFormRow *self)
{
  return self->id;
}

const char *
slip_form_row_get_path (SlipFormRow *self)
{
  return self->path;
}

char *
slip_form_row_get_field_path (SlipFormRow *self, const char *name)
{
  return g_strconcat (self->path, "/", name, NULL);
}

const SlipFieldState *
slip_form_row_get_field (SlipFormRow *self, const char *name)
{
  g_autofree char *path = slip_form_row_get_field_path (self, name);

  return slip_form_session_get_field (self->session, path);
}

gboolean
slip_form_row_is_loaded (SlipFormRow *self)
{
  const SlipFormRowCells *cells = g_hash_table_lookup (self->session->rows, self->id);

  if (cells != NULL && cells->read)
    return TRUE;
  slip_form_session_want_row (self->session, self->id);
  return FALSE;
}

const char *
slip_form_row_get_name (SlipFormRow *self)
{
  const SlipFieldState *state =
      self->table->key != NULL ? slip_form_row_get_field (self, self->table->key->name) : NULL;

  return state != NULL && state->loaded ? state->display : "";
}

void
slip_form_row_emit_changed (SlipFormRow *self)
{
  g_signal_emit (self, changed_signal, 0);
}

/* == the list == */

struct _SlipFormRows
{
  GObject parent_instance;
  SlipFormSession *session;
  guint number;
  SlipFormNode *table;
  char *path;
  char *parent;        /* id of the row that holds the table, "" at the top */
  char *filter;        /* nullable */
  SlipFormNode *order; /* nullable */
  gboolean descending;
  GPtrArray *ids;     /* what is shown; shared with the thread that compares */
  GHashTable *places; /* nullable: id → place, made when somebody asks */
  guint total;
  gboolean loaded;
  gboolean taken; /* @ids are what somebody read at least once, as filter and order say */
};

static void slip_form_rows_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SlipFormRows, slip_form_rows, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, slip_form_rows_model_init))

enum
{
  PROP_LOADED = 1,
  PROP_TOTAL,
  N_PROPERTIES
};
static GParamSpec *properties[N_PROPERTIES];

static GType
get_item_type (GListModel *model)
{
  return SLIP_TYPE_FORM_ROW;
}

static guint
get_n_items (GListModel *model)
{
  return SLIP_FORM_ROWS (model)->ids->len;
}

static gpointer
get_item (GListModel *model, guint place)
{
  SlipFormRows *self = SLIP_FORM_ROWS (model);
  SlipFormRow *row;
  const char *id;

  if (place >= self->ids->len)
    return NULL;
  id = g_ptr_array_index (self->ids, place);
  row = g_hash_table_lookup (self->session->objects, id);
  if (row != NULL)
    return g_object_ref (row);
  row = g_object_new (SLIP_TYPE_FORM_ROW, NULL);
  row->session = g_object_ref (self->session);
  row->table = self->table;
  row->id = g_strdup (id);
  row->path = g_strconcat (self->path, "/", id, NULL);
  g_hash_table_insert (self->session->objects, row->id, row);
  return row;
}

static void
slip_form_rows_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
slip_form_rows_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SlipFormRows *self = SLIP_FORM_ROWS (object);

  if (id == PROP_LOADED)
    g_value_set_boolean (value, self->loaded);
  else if (id == PROP_TOTAL)
    g_value_set_uint (value, self->total);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
slip_form_rows_finalize (GObject *object)
{
  SlipFormRows *self = SLIP_FORM_ROWS (object);

  if (self->session != NULL)
    g_ptr_array_remove_fast (self->session->lists, self);
  g_clear_object (&self->session);
  g_ptr_array_unref (self->ids);
  g_clear_pointer (&self->places, g_hash_table_unref);
  g_free (self->path);
  g_free (self->parent);
  g_free (self->filter);
  G_OBJECT_CLASS (slip_form_rows_parent_class)->finalize (object);
}

static void
slip_form_rows_class_init (SlipFormRowsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = slip_form_rows_get_property;
  object_class->finalize = slip_form_rows_finalize;
  properties[PROP_LOADED] =
      g_param_spec_boolean ("loaded", NULL, NULL, FALSE,
                            G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_TOTAL] =
      g_param_spec_uint ("total", NULL, NULL, 0, G_MAXUINT, 0,
                         G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
slip_form_rows_init (SlipFormRows *self)
{
  self->ids = g_ptr_array_new_with_free_func (g_free);
}

/* "items" and "items/ROW/attempts", but not "items/ROW". */
static SlipFormNode *
find_table (SlipFormSession *session, const char *path, char **parent)
{
  const char *name = strrchr (path, '/');
  SlipFormNode *node =
      session->form != NULL ? slip_form_find_cell (session->form, path, parent, NULL) : NULL;

  name = name != NULL ? name + 1 : path;
  return node != NULL && node->kind == SLIP_NODE_TABLE && strcmp (name, node->name) == 0 &&
                 (node->table != NULL) == (**parent != '\0')
             ? node
             : NULL;
}

SlipFormRows *
slip_form_rows_new (SlipFormSession *session, const char *table)
{
  g_autofree char *parent = NULL;
  SlipFormNode *node = find_table (session, table, &parent);
  SlipFormRows *self;

  if (node == NULL)
    return NULL;
  self = g_object_new (SLIP_TYPE_FORM_ROWS, NULL);
  self->session = g_object_ref (session);
  self->number = ++session->last_list;
  self->table = node;
  self->path = g_strdup (table);
  self->parent = g_steal_pointer (&parent);
  g_ptr_array_add (session->lists, self);
  slip_form_session_refresh (session, NULL);
  return self;
}

SlipFormSession *
slip_form_rows_get_session (SlipFormRows *self)
{
  return self->session;
}

SlipFormNode *
slip_form_rows_get_table (SlipFormRows *self)
{
  return self->table;
}

const char *
slip_form_rows_get_path (SlipFormRows *self)
{
  return self->path;
}

gboolean
slip_form_rows_is_loaded (SlipFormRows *self)
{
  return self->loaded;
}

guint
slip_form_rows_get_total (SlipFormRows *self)
{
  return self->total;
}

/* == what is shown == */

static void
set_loaded (SlipFormRows *self, gboolean loaded)
{
  if (self->loaded == loaded)
    return;
  self->loaded = loaded;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADED]);
}

static void
read_again (SlipFormRows *self)
{
  self->taken = FALSE;
  set_loaded (self, FALSE);
  slip_form_session_refresh (self->session, NULL);
}

void
slip_form_rows_set_filter (SlipFormRows *self, const char *text)
{
  g_autofree char *filter = text != NULL ? g_strstrip (g_strdup (text)) : NULL;

  if (filter != NULL && *filter == '\0')
    g_clear_pointer (&filter, g_free);
  if (g_strcmp0 (self->filter, filter) == 0)
    return;
  g_free (self->filter);
  self->filter = g_steal_pointer (&filter);
  read_again (self);
}

void
slip_form_rows_set_order (SlipFormRows *self, const char *field, gboolean descending)
{
  SlipFormNode *order = field != NULL ? slip_form_node_child (self->table, field) : NULL;

  g_return_if_fail (field == NULL || (order != NULL && order->kind == SLIP_NODE_FIELD));

  descending = order != NULL && descending;
  if (self->order == order && self->descending == descending)
    return;
  self->order = order;
  self->descending = descending;
  read_again (self);
}

guint
slip_form_rows_find (SlipFormRows *self, const char *row)
{
  gpointer place;

  if (self->places == NULL)
    {
      self->places = g_hash_table_new (g_str_hash, g_str_equal);
      for (guint i = 0; i < self->ids->len; i++)
        g_hash_table_insert (self->places, g_ptr_array_index (self->ids, i), GUINT_TO_POINTER (i));
    }
  return g_hash_table_lookup_extended (self->places, row, NULL, &place) ? GPOINTER_TO_UINT (place)
                                                                        : G_MAXUINT;
}

/* Half before it, half after; at the ends more on the other side. */
void
slip_form_rows_want_around (SlipFormRows *self, const char *row, guint n, GHashTable *set)
{
  guint place = slip_form_rows_find (self, row);
  guint first, end;

  if (place == G_MAXUINT)
    return;
  end = MIN (self->ids->len, place + (n + 1) / 2);
  first = end > n ? end - n : 0;
  end = MIN (self->ids->len, first + n);
  for (guint i = first; i < end; i++)
    g_hash_table_add (set, g_strdup (g_ptr_array_index (self->ids, i)));
}

/* == looking == */

SlipFormListing *
slip_form_rows_ask (SlipFormRows *self)
{
  SlipFormListing *listing = g_new0 (SlipFormListing, 1);

  listing->list = self->number;
  listing->table = self->table;
  listing->parent = g_strdup (self->parent);
  listing->filter = g_strdup (self->filter);
  listing->order = self->order;
  listing->descending = self->descending;
  listing->before = g_ptr_array_ref (self->ids);
  return listing;
}

/* Only what changed is told: rows before and after it stay as they are. */
static void
show (SlipFormRows *self, GPtrArray *ids)
{
  g_autoptr (GPtrArray) before = self->ids;
  guint least = MIN (before->len, ids->len);
  guint same = 0, end = 0;

  while (same < least &&
         strcmp (g_ptr_array_index (before, same), g_ptr_array_index (ids, same)) == 0)
    same++;
  while (end < least - same && strcmp (g_ptr_array_index (before, before->len - 1 - end),
                                       g_ptr_array_index (ids, ids->len - 1 - end)) == 0)
    end++;
  g_clear_pointer (&self->places, g_hash_table_unref);
  self->ids = g_ptr_array_ref (ids);
  g_list_model_items_changed (G_LIST_MODEL (self), same, before->len - same - end,
                              ids->len - same - end);
}

/* Of another list it is ignored. */
void
slip_form_rows_take (SlipFormRows *self, SlipFormListing *listing)
{
  gboolean current = g_strcmp0 (listing->filter, self->filter) == 0 &&
                     listing->order == self->order && listing->descending == self->descending;
  gboolean other_total = listing->total != self->total;
  gboolean other_rows = listing->ids != NULL;
  gboolean tell = self->taken && current && (other_rows || other_total);
  g_autoptr (SlipFormRows) alive = NULL;

  if (listing->list != self->number)
    return;
  alive = g_object_ref (self);
  self->taken |= current;
  self->total = listing->total;
  if (other_rows)
    show (self, listing->ids);
  if (other_total)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TOTAL]);
  if (current)
    set_loaded (self, TRUE);
  if (tell)
    slip_form_session_emit_rows (self->session, self->path);
}
