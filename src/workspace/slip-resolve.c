/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Settling a conflict: one op that replaces every side that the person has seen, and nothing else. */

#include <glib/gi18n-lib.h>

#include "workspace/slip-conflicts-private.h"

#include <string.h>

#include "core/slip-hash.h"
#include "core/slip-text.h"
#include "store/slip-blobs.h"
#include "store/slip-log.h"

typedef struct
{
  const char *record;
  const char *path;
  SlipResolution how;
  const char *value;
  const char *const *seen;
} Resolve;

/* == finding it == */

/* 2: the paths are the same; 1: the same with ids of rows shortened in @typed; 0: they are not. */
static int
compare_paths (const char *path, const char *typed)
{
  g_auto (GStrv) parts = g_strsplit (path, "/", -1);
  g_auto (GStrv) words = g_strsplit (typed, "/", -1);
  int result = 2;

  if (g_strv_length (parts) != g_strv_length (words))
    return 0;
  for (gsize i = 0; parts[i] != NULL; i++)
    {
      if (g_str_equal (parts[i], words[i]))
        continue;
      if (strlen (parts[i]) != SLIP_ID_LENGTH || *words[i] == '\0' ||
          !g_str_has_prefix (parts[i], words[i]))
        return 0;
      result = 1;
    }
  return result;
}

static gboolean
fits (const SlipConflictPlace *place, SlipResolution how)
{
  gboolean keeps = how == SLIP_RESOLVE_KEEP || how == SLIP_RESOLVE_DELETE;

  return g_str_equal (place->field, SLIP_FIELD_DELETE) == keeps;
}

static void
refuse_unknown (GError **error, const SlipRecord *record, const char *path)
{
  const char *name = record->number != NULL ? record->number : record->id;

  if (*path == '\0')
    g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND,
                 _ ("%s itself is in no conflict; “slipwayctl conflicts %s” lists what is"), name,
                 name);
  else
    g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND,
                 _ ("“%s” of %s is in no conflict; “slipwayctl conflicts %s” lists what is"), path,
                 name, name);
}

static void
refuse_way (GError **error, const SlipConflictPlace *found, const char *path)
{
  if (g_str_equal (found->field, SLIP_FIELD_DELETE))
    g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID,
                 _ ("“%s” was deleted by one and changed by another; say keep or delete"), path);
  else
    g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID,
                 _ ("“%s” was not deleted by anybody; take one of its values or places"), path);
}

/* (transfer none): of @places the one that @args names. */
static SlipConflictPlace *
find_place (SlipDatabase *db, const SlipRecord *record, GPtrArray *places, const Resolve *args,
            GError **error)
{
  /* The name of a field alone does where only one field has it. */
  SlipFormNode *node = slip_form_find (record->form, args->path);
  const char *typed = node != NULL && node->kind == SLIP_NODE_FIELD ? node->path : args->path;
  SlipConflictPlace *found = NULL;
  SlipConflictPlace *other = NULL;
  int best = 0;
  guint n = 0;

  for (guint i = 0; i < places->len; i++)
    {
      SlipConflictPlace *place = g_ptr_array_index (places, i);
      g_autofree char *path = slip_cell_path (db, place->record, place->row, place->field);
      int match = compare_paths (path, typed);

      if (match > 0 && !fits (place, args->how))
        other = place;
      else if (match > best)
        {
          best = match;
          found = place;
          n = 1;
        }
      else if (match > 0 && match == best)
        n++;
    }
  if (n == 1)
    return found;
  if (n > 1)
    g_set_error (error, SLIP_ERROR, SLIP_ERROR_AMBIGUOUS,
                 _ ("“%s” fits more than one conflict; type more of the row's id"), args->path);
  else if (other != NULL)
    refuse_way (error, other, args->path);
  else
    refuse_unknown (error, record, args->path);
  return NULL;
}

/* == what is replaced == */

static gboolean
has_value (GPtrArray *values, const SlipValue *value)
{
  for (guint i = 0; i < values->len; i++)
    {
      const SlipValue *other = g_ptr_array_index (values, i);

      if (other->kind == value->kind && g_str_equal (other->value, value->value))
        return TRUE;
    }
  return FALSE;
}

/* The ops behind the sides that were seen, with those that say the same as one of them. */
static GArray *
names_of (SlipDatabase *db, const SlipConflictPlace *place, GPtrArray *sides, GError **error)
{
  g_autoptr (GPtrArray) all = slip_values_get (db, place->record, place->row, place->field, error);
  GArray *names;

  if (all == NULL)
    return NULL;
  names = g_array_new (FALSE, TRUE, sizeof (SlipOpName));
  for (guint i = 0; i < all->len; i++)
    {
      const SlipValue *value = g_ptr_array_index (all, i);

      if (has_value (sides, value))
        g_array_append_val (names, value->name);
    }
  return names;
}

/* == what comes instead == */

static gboolean
write_op (SlipDatabase *db, const char *kind, const SlipConflictPlace *place, GArray *names,
          GVariant *content, GError **error)
{
  g_autoptr (SlipOp) op =
      slip_log_do (db, kind, SLIP_UNKNOWN_RECORD_READ_ONLY, place->record,
                   (const SlipOpName *) (gpointer) names->data, names->len, content, error);

  return op != NULL;
}

static GVariant *
hash_variant (const SlipHash *hash)
{
  return g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, hash->bytes, sizeof hash->bytes, 1);
}

static gboolean
write_blob (SlipDatabase *db, const SlipConflictPlace *place, const char *digest, GArray *names,
            GError **error)
{
  SlipHash hash;

  slip_hash_from_hex (&hash, digest);
  return write_op (db, SLIP_OP_SET_BLOB, place, names,
                   g_variant_new ("(@ays@ay)", slip_op_id_variant (place->row), place->field,
                                  hash_variant (&hash)),
                   error);
}

static gboolean
write_text (SlipDatabase *db, const SlipConflictPlace *place, const char *text, GArray *names,
            GError **error)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *digest = NULL;

  if (strlen (text) <= SLIP_OP_MAX_TEXT)
    return write_op (db, SLIP_OP_SET, place, names,
                     g_variant_new ("(@ayss)", slip_op_id_variant (place->row), place->field, text),
                     error);
  bytes = g_bytes_new (text, strlen (text));
  return slip_blobs_put (db, bytes, &digest, error) && write_blob (db, place, digest, names, error);
}

/* "digest size name" again as an op. */
static gboolean
write_file (SlipDatabase *db, const SlipConflictPlace *place, const char *value, GArray *names,
            GError **error)
{
  g_auto (GStrv) parts = g_strsplit (value, " ", 3);
  SlipHash hash;

  if (g_strv_length (parts) != 3 || !slip_hash_from_hex (&hash, parts[0]))
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_CORRUPT,
                   _ ("the file in “%s” has no readable name; run “slipwayctl rebuild”"),
                   place->field);
      return FALSE;
    }
  return write_op (db, SLIP_OP_ATTACH, place, names,
                   g_variant_new ("(@aysst@ay)", slip_op_id_variant (place->row), place->field,
                                  parts[2], g_ascii_strtoull (parts[1], NULL, 10),
                                  hash_variant (&hash)),
                   error);
}

static gboolean
write_side (SlipDatabase *db, const SlipConflictPlace *place, const SlipValue *side, GArray *names,
            GError **error)
{
  switch (side->kind)
    {
    case SLIP_VALUE_BLOB:
      return write_blob (db, place, side->value, names, error);
    case SLIP_VALUE_FILE:
      return write_file (db, place, side->value, names, error);
    case SLIP_VALUE_POSITION:
      return write_op (db, SLIP_OP_MOVE, place, names,
                       g_variant_new ("(@ays)", slip_op_id_variant (place->row), side->value),
                       error);
    case SLIP_VALUE_TEXT:
    case SLIP_VALUE_MEMBER:
    case SLIP_VALUE_ADD:
    case SLIP_VALUE_DELETE:
    default:
      return write_text (db, place, side->value, names, error);
    }
}

/* A side by its number in the list, or by the beginning of its op's name. */
static const SlipValue *
find_side (GPtrArray *sides, const char *which, const char *path, GError **error)
{
  const SlipValue *found = NULL;
  guint64 number;

  if (g_ascii_string_to_unsigned (which, 10, 1, sides->len, &number, NULL))
    return g_ptr_array_index (sides, number - 1);
  for (guint i = 0; i < sides->len && strlen (which) >= 4; i++)
    {
      const SlipValue *side = g_ptr_array_index (sides, i);
      g_autofree char *name = slip_op_name_to_string (&side->name);

      if (!g_str_has_prefix (name, which))
        continue;
      if (found != NULL)
        {
          g_set_error (error, SLIP_ERROR, SLIP_ERROR_AMBIGUOUS,
                       _ ("“%s” fits more than one side; type more of the op's name"), which);
          return NULL;
        }
      found = side;
    }
  if (found == NULL)
    g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND,
                 _ ("“%s” has no side “%s”; say a number from 1 to %u"), path, which, sides->len);
  return found;
}

static gboolean
write_value (SlipDatabase *db, SlipRecord *record, const SlipConflictPlace *place,
             SlipFormNode *node, const Resolve *args, GArray *names, GError **error)
{
  g_autofree char *value = NULL;

  if (g_str_equal (place->field, SLIP_FIELD_POSITION))
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID,
                   _ ("“%s” was moved by several people: take one of the places, or move the row"),
                   args->path);
      return FALSE;
    }
  if (node == NULL || node->kind != SLIP_NODE_FIELD || node->calculate != NULL)
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID,
                   _ ("the form has no field “%s” to set; take one of its values"), args->path);
      return FALSE;
    }
  if (node->type == SLIP_FIELD_FILE)
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID,
                   _ ("“%s” holds a file: take one of them, or attach another"), args->path);
      return FALSE;
    }
  value = node->type == SLIP_FIELD_REFERENCE || node->type == SLIP_FIELD_PERSON
              ? slip_form_resolve_reference (db, record->form, record->id, node, args->value, error)
              : slip_form_parse_value (node, args->value, error);
  return value != NULL && write_text (db, place, value, names, error);
}

static gboolean
write_merged (SlipDatabase *db, const SlipConflictPlace *place, SlipFormNode *node,
              const Resolve *args, GPtrArray *sides, GArray *names, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autofree char *merged = NULL;
  guint unmerged = 0;

  if (!slip_conflicts_is_text (node, sides))
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID,
                   _ ("“%s” is no long text; only those are merged"), args->path);
      return FALSE;
    }
  merged = slip_conflicts_merge (db, place, sides, NULL, &unmerged, &failure);
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  if (merged == NULL)
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND,
                   _ ("not every version of “%s” is here yet; sync and try again"), args->path);
      return FALSE;
    }
  if (unmerged > 0)
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_CONFLICT,
                   g_dngettext (GETTEXT_PACKAGE,
                                "“%s” doesn't merge cleanly: %u place was changed in different "
                                "ways; edit the proposal and give the text as value",
                                "“%s” doesn't merge cleanly: %u places were changed in different "
                                "ways; edit the proposal and give the text as value",
                                unmerged),
                   args->path, unmerged);
      return FALSE;
    }
  return write_text (db, place, merged, names, error);
}

/* == all of it == */

static gboolean
resolve (SlipWorkspace *self, SlipDatabase *db, gpointer data, GError **error)
{
  Resolve *args = data;
  g_autoptr (SlipRecord) record = slip_record_load (db, args->record, error);
  g_autoptr (GPtrArray) places = NULL;
  g_autoptr (GPtrArray) sides = NULL;
  g_autoptr (GArray) names = NULL;
  const SlipConflictPlace *place;
  const SlipValue *side;
  SlipFormNode *node;

  if (record == NULL || (places = slip_conflicts_places (db, record->id, error)) == NULL ||
      (place = find_place (db, record, places, args, error)) == NULL ||
      (sides = slip_conflicts_values (db, place, args->seen, error)) == NULL)
    return FALSE;
  if (sides->len == 0)
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND,
                   _ ("“%s” has changed since you looked at it; look again"), args->path);
      return FALSE;
    }
  node = slip_cell_node (db, record->form, record->id, place->row, place->field);
  /* Who doesn't fill a section may propose there, not settle it. */
  if ((node != NULL && !slip_fills_check (db, node, error)) ||
      (names = names_of (db, place, sides, error)) == NULL)
    return FALSE;

  switch (args->how)
    {
    case SLIP_RESOLVE_VALUE:
      return write_value (db, record, place, node, args, names, error);
    case SLIP_RESOLVE_TAKE:
      side = find_side (sides, args->value, args->path, error);
      return side != NULL && write_side (db, place, side, names, error);
    case SLIP_RESOLVE_MERGED:
      return write_merged (db, place, node, args, sides, names, error);
    case SLIP_RESOLVE_DELETE:
      if (*place->row == '\0')
        return slip_delete_record (
            db, record, ((SlipValue *) g_ptr_array_index (sides, sides->len - 1))->value, error);
      G_GNUC_FALLTHROUGH;
    case SLIP_RESOLVE_KEEP:
    default:
      return write_op (db, args->how == SLIP_RESOLVE_KEEP ? SLIP_OP_KEEP : SLIP_OP_DELETE, place,
                       names, g_variant_new ("(@ay)", slip_op_id_variant (place->row)), error);
    }
}

gboolean
slip_workspace_resolve_conflict (SlipWorkspace *self, const char *record, const char *path,
                                 SlipResolution resolution, const char *value,
                                 const char *const *seen, GError **error)
{
  g_autofree char *id =
      slip_workspace_resolve (self, SLIP_RECORD_RELEASE | SLIP_RECORD_DOCUMENT, record, error);
  Resolve args = { id, path, resolution, value, seen };

  return id != NULL && slip_workspace_edit (self, resolve, &args, error);
}
