/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* From what a person wants to the ops that say so. Everything that edits (fields, rows, import, copies of
 * documents) goes through here, inside one transaction on the database worker. What would change nothing
 * makes no op: so a step that was cut off can be run again. */

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/slip-hash.h"
#include "core/slip-text.h"
#include "forms/slip-expression.h"
#include "store/slip-blobs.h"
#include "store/slip-log.h"
#include "store/slip-values.h"
#include "workspace/slip-workspace-private.h"

static gboolean
write_op (SlipDatabase *db, const char *kind, const char *record, GArray *replaces,
          GVariant *content, GError **error)
{
  g_autoptr (SlipOp) op =
      slip_log_do (db, kind, SLIP_UNKNOWN_RECORD_READ_ONLY, record,
                   replaces != NULL ? (const SlipOpName *) (gpointer) replaces->data : NULL,
                   replaces != NULL ? replaces->len : 0, content, error);

  return op != NULL;
}

/* TRUE when the register shows exactly @value and nothing beside it. */
static gboolean
register_holds (SlipDatabase *db, GPtrArray *values, const char *value)
{
  g_autofree char *text = NULL;

  slip_values_distinct (values);
  if (values->len == 0)
    return *value == '\0';
  if (values->len > 1)
    return FALSE;
  text = slip_value_resolve (db, g_ptr_array_index (values, 0), NULL);
  return g_strcmp0 (text, value) == 0;
}

/* What a new value of the register replaces: the live ones, and what was proposed for it (@waiting: whether anything
 * was). */
static GArray *
names_to_replace (SlipDatabase *db, const char *record, const char *row, const char *field,
                  gboolean *waiting, GError **error)
{
  g_autoptr (GArray) names = slip_values_names (db, record, row, field, NULL, error);
  guint live;

  if (names == NULL)
    return NULL;
  live = names->len;
  if (!slip_fills_add_proposals (db, record, row, field, names, error))
    return NULL;
  *waiting = names->len > live;
  return g_steal_pointer (&names);
}

gboolean
slip_write_value (SlipDatabase *db, const char *record, const char *row, const char *field,
                  const char *value, GError **error)
{
  g_autoptr (GPtrArray) values = slip_values_get (db, record, row, field, error);
  g_autoptr (GArray) names = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *digest = NULL;
  gboolean waiting;
  SlipHash hash;

  if (values == NULL ||
      (names = names_to_replace (db, record, row, field, &waiting, error)) == NULL)
    return FALSE;
  if (register_holds (db, values, value) && !waiting)
    return TRUE;
  if (strlen (value) <= SLIP_OP_MAX_TEXT)
    return write_op (db, SLIP_OP_SET, record, names,
                     g_variant_new ("(@ayss)", slip_op_id_variant (row), field, value), error);

  bytes = g_bytes_new (value, strlen (value));
  if (!slip_blobs_put (db, bytes, &digest, error))
    return FALSE;
  slip_hash_from_hex (&hash, digest);
  return write_op (
      db, SLIP_OP_SET_BLOB, record, names,
      g_variant_new ("(@ays@ay)", slip_op_id_variant (row), field,
                     g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, hash.bytes, sizeof hash, 1)),
      error);
}

/* A set has no op for "leave it at that": one member is put or dropped again, to answer what was proposed. */
static gboolean
answer_proposals (SlipDatabase *db, const char *record, const char *row, const char *field,
                  const char *const *members, GArray *proposals, GError **error)
{
  const char *member = members[0] != NULL ? members[0] : "";
  gboolean there = *member != '\0';
  g_autoptr (GArray) names = there ? slip_values_names (db, record, row, field, member, error)
                                   : g_array_new (FALSE, FALSE, sizeof (SlipOpName));

  if (names == NULL)
    return FALSE;
  g_array_append_vals (names, proposals->data, proposals->len);
  return write_op (db, there ? SLIP_OP_PUT : SLIP_OP_DROP, record, names,
                   g_variant_new ("(@ayss)", slip_op_id_variant (row), field, member), error);
}

gboolean
slip_write_members (SlipDatabase *db, const char *record, const char *row, const char *field,
                    const char *const *members, GError **error)
{
  g_autoptr (GPtrArray) values = slip_values_get (db, record, row, field, error);
  g_autoptr (GArray) proposals = g_array_new (FALSE, FALSE, sizeof (SlipOpName));

  if (values == NULL || !slip_fills_add_proposals (db, record, row, field, proposals, error))
    return FALSE;
  slip_values_distinct (values);
  for (guint i = 0; i < values->len; i++)
    {
      SlipValue *value = g_ptr_array_index (values, i);
      g_autoptr (GArray) names = NULL;

      if (g_strv_contains (members, value->value))
        continue;
      names = slip_values_names (db, record, row, field, value->value, error);
      if (names == NULL ||
          !write_op (db, SLIP_OP_DROP, record, names,
                     g_variant_new ("(@ayss)", slip_op_id_variant (row), field, value->value),
                     error))
        return FALSE;
    }
  for (gsize i = 0; members[i] != NULL; i++)
    {
      gboolean there = *members[i] == '\0';

      for (guint j = 0; j < values->len && !there; j++)
        there = strcmp (((SlipValue *) g_ptr_array_index (values, j))->value, members[i]) == 0;
      for (gsize j = 0; j < i && !there; j++)
        there = strcmp (members[j], members[i]) == 0;
      if (!there &&
          !write_op (db, SLIP_OP_PUT, record, NULL,
                     g_variant_new ("(@ayss)", slip_op_id_variant (row), field, members[i]), error))
        return FALSE;
    }
  return proposals->len == 0 ||
         answer_proposals (db, record, row, field, members, proposals, error);
}

gboolean
slip_write_file (SlipDatabase *db, const char *record, const char *row, const char *field,
                 const char *name, gint64 size, const char *digest, GError **error)
{
  g_autoptr (GPtrArray) values = slip_values_get (db, record, row, field, error);
  g_autofree char *text = g_strdup_printf ("%s %" G_GINT64_FORMAT " %s", digest, size, name);
  g_autoptr (GArray) names = NULL;
  gboolean waiting;
  SlipHash hash;

  if (values == NULL)
    return FALSE;
  if (!slip_hash_from_hex (&hash, digest))
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID,
                   _ ("“%s” is no digest of 64 hexadecimal digits"), digest);
      return FALSE;
    }
  names = names_to_replace (db, record, row, field, &waiting, error);
  if (names == NULL)
    return FALSE;
  slip_values_distinct (values);
  if (values->len == 1 && !waiting &&
      strcmp (((SlipValue *) g_ptr_array_index (values, 0))->value, text) == 0)
    return TRUE;
  return write_op (
      db, SLIP_OP_ATTACH, record, names,
      g_variant_new ("(@aysst@ay)", slip_op_id_variant (row), field, name, (guint64) size,
                     g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, hash.bytes, sizeof hash, 1)),
      error);
}

char *
slip_write_row (SlipDatabase *db, const char *record, const char *table, const char *parent,
                const char *row, const char *position, GError **error)
{
  g_autofree char *id = row != NULL ? g_strdup (row) : slip_id_new ();
  g_autofree char *key = g_strdup (position);

  if (key == NULL)
    {
      g_autofree char *last = slip_database_get_text (
          db, NULL, "SELECT max (position) FROM row WHERE record = ? AND tbl = ? AND parent = ?",
          "sss", record, table, parent);

      key = slip_position_between (last, NULL);
    }
  if (!write_op (db, SLIP_OP_ADD, record, NULL,
                 g_variant_new ("(@ay@ayss)", slip_op_id_variant (id), slip_op_id_variant (parent),
                                table, key),
                 error))
    return NULL;
  return g_steal_pointer (&id);
}

static SlipFormNode *
field_of_type (SlipFormNode *node, GError **error)
{
  if (node->kind == SLIP_NODE_FIELD && node->calculate == NULL)
    return node;
  g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID,
               node->kind != SLIP_NODE_FIELD ? _ ("“%s” is no field; name a field in it")
                                             : _ ("“%s” is calculated and can't be set"),
               node->path);
  return NULL;
}

char *
slip_write_normal_form (SlipDatabase *db, SlipRecord *record, SlipFormNode *node, const char *text,
                        GError **error)
{
  if (field_of_type (node, error) == NULL)
    return NULL;
  /* People say who and which by name; what is stored is the id. */
  if (node->type == SLIP_FIELD_REFERENCE || node->type == SLIP_FIELD_PERSON)
    return slip_form_resolve_reference (db, record->form, record->id, node, text, error);
  return slip_form_parse_value (node, text, error);
}

gboolean
slip_write_stored (SlipDatabase *db, SlipRecord *record, const char *row, SlipFormNode *node,
                   const char *value, GError **error)
{
  g_auto (GStrv) members = NULL;

  if (node->type != SLIP_FIELD_CHOICES)
    return slip_write_value (db, record->id, row, node->cell, value, error);
  members = g_strsplit (value, "\n", -1);
  return slip_write_members (db, record->id, row, node->cell, (const char *const *) members, error);
}

gboolean
slip_write_field (SlipDatabase *db, SlipRecord *record, const char *row, SlipFormNode *node,
                  const char *text, GError **error)
{
  g_autofree char *value = slip_write_normal_form (db, record, node, text, error);

  return value != NULL && slip_write_stored (db, record, row, node, value, error);
}

gboolean
slip_write_entry (SlipDatabase *db, SlipRecord *record, const char *row, SlipFormNode *node,
                  const char *text, GError **error)
{
  g_autofree char *value = slip_write_normal_form (db, record, node, text, error);

  if (value == NULL || !slip_keep_check_value (db, record, row, node, value, error))
    return FALSE;
  return slip_fills (db, node) ? slip_write_stored (db, record, row, node, value, error)
                               : slip_propose (db, record, row, node, value, error);
}

gboolean
slip_write_defaults (SlipDatabase *db, SlipRecord *record, SlipFormNode *above, const char *row,
                     GError **error)
{
  for (guint i = 0; i < above->children->len; i++)
    {
      SlipFormNode *node = g_ptr_array_index (above->children, i);

      if (node->kind == SLIP_NODE_SECTION && !slip_write_defaults (db, record, node, row, error))
        return FALSE;
      if (node->kind == SLIP_NODE_FIELD && node->default_value != NULL && node->calculate == NULL &&
          !slip_write_field (db, record, row, node, node->default_value, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
write_initial (SlipDatabase *db, SlipRecord *record, SlipScope *scope, SlipFormNode *above,
               const char *row, GError **error)
{
  for (guint i = 0; i < above->children->len; i++)
    {
      SlipFormNode *node = g_ptr_array_index (above->children, i);
      g_autofree char *value = NULL;

      if (node->kind == SLIP_NODE_SECTION && !write_initial (db, record, scope, node, row, error))
        return FALSE;
      if (node->kind != SLIP_NODE_FIELD || node->initial == NULL)
        continue;
      value = slip_scope_get_initial (scope, node, row, error);
      if (value == NULL)
        return FALSE;
      if (*value != '\0' && !slip_write_field (db, record, row, node, value, error))
        return FALSE;
      slip_scope_forget (scope);
    }
  return TRUE;
}

gboolean
slip_write_initials (SlipDatabase *db, SlipRecord *record, SlipFormNode *above, const char *row,
                     GError **error)
{
  g_autoptr (SlipScope) scope = slip_scope_new (db, record->form, record->id);

  return write_initial (db, record, scope, above, row, error);
}

static gboolean
write_start (SlipDatabase *db, SlipRecord *record, SlipFormNode *table, GPtrArray *start,
             GError **error)
{
  g_autofree char *row = slip_write_row (db, record->id, table->path, "", NULL, NULL, error);

  if (row == NULL || !slip_write_defaults (db, record, table, row, error))
    return FALSE;
  for (guint i = 0; i < start->len; i++)
    {
      SlipFormStart *value = g_ptr_array_index (start, i);

      if (!slip_write_field (db, record, row, value->field, slip_form_start_value (value), error))
        return FALSE;
    }
  return slip_write_initials (db, record, table, row, error);
}

gboolean
slip_write_starts (SlipDatabase *db, SlipRecord *record, SlipFormNode *above, GError **error)
{
  for (guint i = 0; i < above->children->len; i++)
    {
      SlipFormNode *node = g_ptr_array_index (above->children, i);

      if (node->kind == SLIP_NODE_SECTION && !slip_write_starts (db, record, node, error))
        return FALSE;
      for (guint j = 0; node->starts != NULL && j < node->starts->len; j++)
        if (!write_start (db, record, node, g_ptr_array_index (node->starts, j), error))
          return FALSE;
    }
  return TRUE;
}

/* The @n-th number, from 1. */
static char *
nth_number (const char *base, guint n)
{
  return n == 1 ? g_strdup (base) : g_strdup_printf ("%s-%u", base, n);
}

static gboolean
is_taken (SlipDatabase *db, const char *release, SlipForm *form, const char *base, guint n)
{
  g_autofree char *number = nth_number (base, n);

  return slip_database_get_int (db, 0,
                                "SELECT 1 FROM record WHERE kind = 'document' AND release = ? AND "
                                "form = ? AND number = ?",
                                "sss", release, slip_form_get_id (form), number);
}

/* Unique without a network: year, release, form and two letters of the replica (domain.md 4); a
 * second document of the same form gets a number of its own, which is looked for in ever larger steps and then between
 * the last two: an import makes thousands. */
static char *
make_document_number (SlipDatabase *db, const char *release, SlipForm *form)
{
  g_autofree char *replica = slip_meta_get (db, SLIP_META_REPLICA);
  g_autofree char *short_release = g_ascii_strup (release, 4);
  g_autofree char *short_replica = g_ascii_strup (replica, 2);
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_utc (slip_now_ms () / 1000);
  g_autofree char *base = g_strdup_printf ("%d-%s-%s-%s", g_date_time_get_year (now), short_release,
                                           slip_form_get_code (form), short_replica);
  guint taken = 0, unused = 1;

  while (is_taken (db, release, form, base, unused))
    {
      taken = unused;
      unused *= 2;
    }
  while (unused - taken > 1)
    {
      guint middle = taken + (unused - taken) / 2;

      if (is_taken (db, release, form, base, middle))
        taken = middle;
      else
        unused = middle;
    }
  return nth_number (base, unused);
}

char *
slip_write_document (SlipDatabase *db, const char *release, SlipForm *form, const char *id,
                     GError **error)
{
  g_autofree char *document = id != NULL ? g_strdup (id) : slip_id_new ();
  g_autofree char *number = make_document_number (db, release, form);
  SlipHash hash;

  /* A program newer than the workspace ships forms that nobody put into it: the document keeps its own. */
  if (!slip_blobs_put (db, slip_form_get_bytes (form), NULL, error))
    return NULL;
  slip_hash_from_hex (&hash, slip_form_get_digest (form));
  if (!write_op (db, SLIP_OP_DOCUMENT, document, NULL,
                 g_variant_new (
                     "(@ayss@ay)", slip_op_id_variant (release), slip_form_get_id (form), number,
                     g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, hash.bytes, sizeof hash, 1)),
                 error))
    return NULL;
  return g_steal_pointer (&document);
}
