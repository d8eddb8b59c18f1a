/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Instance XML from outside becomes ops, all of a file in one transaction. Ids that the file doesn't give
 * are made from its bytes: importing a file again, after a crash say, changes nothing and doubles nothing. */

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/slip-hash.h"
#include "forms/slip-instance.h"
#include "store/slip-blobs.h"
#include "store/slip-log.h"
#include "store/slip-values.h"
#include "workspace/slip-outside-file.h"
#include "workspace/slip-workspace-private.h"

typedef struct
{
  const char *release;
  GFile *file;
  GBytes *bytes;
  char *id;

  /* while it runs */
  SlipRecord *record;
  SlipHash hash;    /* of the file */
  GHashTable *rows; /* made-up id → the one that is used */
  gboolean
      fresh; /* the document is made by this import: its first content is its maker's, whoever fills it */
} Import;

/* An id that is the same whenever the same thing of the same file is imported. */
static char *
derive_id (const SlipHash *file, const char *where, guint n)
{
  g_autofree char *text = g_strdup_printf ("%s/%u", where, n);
  SlipHash hash;

  slip_hash_keyed (&hash, file->bytes, sizeof file->bytes, text, strlen (text));
  return slip_base32_encode (hash.bytes, SLIP_ID_BYTES);
}

static gboolean
fail_at (Import *args, guint line, GError **error)
{
  g_autofree char *name = g_file_get_basename (args->file);

  g_prefix_error (error, _ ("%s, line %u: "), name, line);
  return FALSE;
}

static const char *
used_row (Import *args, const char *row)
{
  const char *used = g_hash_table_lookup (args->rows, row);

  return used != NULL ? used : row;
}

static gboolean
import_row (SlipDatabase *db, Import *args, SlipImportItem *item, guint n, GError **error)
{
  const char *record = args->record->id;
  const char *parent = used_row (args, item->parent != NULL ? item->parent : "");
  const char *row;
  g_autofree char *made = NULL;
  g_autofree char *table = NULL;
  gboolean dead;

  if (item->is_new)
    g_hash_table_insert (args->rows, g_strdup (item->row), derive_id (&args->hash, record, n));
  row = used_row (args, item->row);
  if (!slip_values_row_info (db, record, row, &table, NULL, NULL, &dead, NULL))
    {
      if (!args->fresh && !slip_fills_check (db, item->node, error))
        return FALSE;
      made = slip_write_row (db, record, item->node->path, parent, row, NULL, error);
      return made != NULL;
    }
  if (!g_str_equal (table, item->node->path))
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID, _ ("row %s is in another table, %s"), row,
                   table);
      return FALSE;
    }
  if (dead)
    {
      g_autoptr (GArray) deletes =
          slip_values_names (db, record, row, SLIP_FIELD_DELETE, NULL, error);
      g_autoptr (SlipOp) op = NULL;

      if (deletes == NULL || !slip_fills_check (db, item->node, error))
        return FALSE;
      op = slip_log_do (db, SLIP_OP_KEEP, SLIP_UNKNOWN_RECORD_READ_ONLY, record,
                        (const SlipOpName *) (gpointer) deletes->data, deletes->len,
                        g_variant_new ("(@ay)", slip_op_id_variant (row)), error);
      return op != NULL;
    }
  return TRUE;
}

/* "digest size name" as show prints it, or the name of a file that lies beside the imported one. */
static gboolean
import_file_value (SlipDatabase *db, Import *args, const char *row, SlipImportItem *item,
                   GError **error)
{
  g_auto (GStrv) parts = g_strsplit (item->value, " ", 3);
  g_autoptr (GFile) folder = NULL;
  g_autoptr (GFile) file = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *digest = NULL;
  SlipHash hash;

  if (*item->value == '\0')
    return TRUE;
  if (g_strv_length (parts) == 3 && slip_hash_from_hex (&hash, parts[0]))
    return slip_write_file (db, args->record->id, row, item->node->cell, parts[2],
                            g_ascii_strtoll (parts[1], NULL, 10), parts[0], error);
  if (strchr (item->value, '/') != NULL)
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID,
                   _ ("“%s”: name a file that lies beside this one, without a folder"),
                   item->value);
      return FALSE;
    }
  folder = g_file_get_parent (args->file);
  file = g_file_get_child (folder, item->value);
  bytes = g_file_load_bytes (file, NULL, NULL, NULL);
  if (bytes == NULL)
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND,
                   _ ("the file “%s” is named but doesn't lie beside this one"), item->value);
      return FALSE;
    }
  return slip_blobs_put (db, bytes, &digest, error) &&
         slip_write_file (db, args->record->id, row, item->node->cell, item->value,
                          g_bytes_get_size (bytes), digest, error);
}

/* The file is there already, just so. */
static gboolean
holds_file (SlipDatabase *db, const char *record, const char *row, SlipImportItem *item)
{
  g_autoptr (GPtrArray) values = slip_values_get (db, record, row, item->node->cell, NULL);

  return values != NULL && values->len == 1 &&
         g_str_equal (((SlipValue *) g_ptr_array_index (values, 0))->value, item->value);
}

static gboolean
import_value (SlipDatabase *db, Import *args, SlipImportItem *item, GError **error)
{
  const char *row = used_row (args, item->row);
  gboolean (*write) (SlipDatabase *, SlipRecord *, const char *, SlipFormNode *, const char *,
                     GError **) = args->fresh ? slip_write_field : slip_write_entry;
  g_autoptr (GError) local_error = NULL;

  if (item->value == NULL)
    return TRUE;
  if (item->node->type == SLIP_FIELD_FILE)
    return holds_file (db, args->record->id, row, item) ||
           ((args->fresh || slip_fills_check (db, item->node, error)) &&
            import_file_value (db, args, row, item, error));
  if (item->node->type != SLIP_FIELD_REFERENCE && item->node->type != SLIP_FIELD_PERSON)
    return write (db, args->record, row, item->node, item->value, error);

  /* Somebody or something that this workspace doesn't know (yet): what the file says is kept, and check tells. */
  if (write (db, args->record, row, item->node, used_row (args, item->value), &local_error))
    return TRUE;
  if (!g_error_matches (local_error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  return args->fresh || slip_fills (db, item->node)
             ? slip_write_value (db, args->record->id, row, item->node->cell, item->value, error)
             : slip_propose (db, args->record, row, item->node, item->value, error);
}

/* References last: what they name may stand further down in the file. */
static gboolean
import_items (SlipDatabase *db, Import *args, SlipImport *import, GError **error)
{
  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 0; i < import->items->len; i++)
      {
        SlipImportItem *item = g_ptr_array_index (import->items, i);
        gboolean late = item->node->type == SLIP_FIELD_REFERENCE;
        gboolean done = TRUE;

        if (item->kind == SLIP_IMPORT_ROW && pass == 0)
          done = import_row (db, args, item, i, error);
        else if (item->kind == SLIP_IMPORT_VALUE && late == (pass == 1))
          done = import_value (db, args, item, error);
        if (!done)
          return fail_at (args, item->line, error);
      }
  return TRUE;
}

static SlipImport *
read_file (SlipDatabase *db, Import *args, GError **error)
{
  g_autofree char *name = g_file_get_basename (args->file);
  g_autofree char *form_id = slip_instance_peek (args->bytes, error);
  g_autofree char *digest = NULL;
  g_autoptr (SlipForm) form = NULL;
  g_autoptr (SlipForm) pinned = NULL;
  g_autoptr (SlipImport) import = NULL;

  if (form_id != NULL && g_str_equal (form_id, SLIP_FORM_RELEASE))
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID,
                   _ ("%s: a release is no document; “slipwayctl release new” makes one"), name);
      return NULL;
    }
  if (form_id == NULL || (digest = slip_forms_in_force (db, form_id, error)) == NULL ||
      (form = slip_forms_for_release (db, digest, args->release, error)) == NULL ||
      (import = slip_instance_read (args->bytes, form, error)) == NULL)
    {
      g_prefix_error (error, "%s: ", name);
      return NULL;
    }
  /* What a form asks that this workspace has never seen could only be guessed at. */
  if (import->definition != NULL && !slip_blobs_has (db, import->definition))
    {
      g_set_error (
          error, SLIP_ERROR, SLIP_ERROR_TOO_NEW,
          _ ("%s: it was filled in by another version of “%s” (%.12s…) than this workspace has; "
             "put "
             "that version in force first, or remove the attribute “definition” to read it by the "
             "one that is"),
          name, form_id, import->definition);
      return NULL;
    }
  args->id = import->id != NULL ? g_strdup (import->id) : derive_id (&args->hash, args->release, 0);

  /* A document that is there is read by the definition that it pins. */
  pinned = slip_forms_for_record (db, args->id, NULL);
  if (pinned == NULL || g_str_equal (slip_form_get_digest (pinned), slip_form_get_digest (form)))
    return g_steal_pointer (&import);
  if (!g_str_equal (slip_form_get_id (pinned), form_id))
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID,
                   _ ("%s: %s, which the file names, is a “%s” and no “%s”"), name, args->id,
                   slip_form_get_id (pinned), form_id);
      return NULL;
    }
  g_clear_pointer (&import, slip_import_free);
  import = slip_instance_read (args->bytes, pinned, error);
  if (import == NULL)
    g_prefix_error (error, "%s: ", name);
  return g_steal_pointer (&import);
}

/* The document to write into: the one that the file names, or a new one. */
static gboolean
prepare_record (SlipDatabase *db, Import *args, SlipImport *import, GError **error)
{
  g_autofree char *kind =
      slip_database_get_text (db, NULL, "SELECT kind FROM record WHERE id = ?", "s", args->id);

  if (kind != NULL &&
      slip_database_get_int (db, 0, "SELECT dead FROM record WHERE id = ?", "s", args->id))
    {
      g_autofree char *note = slip_deleted_note (db, args->id);

      g_set_error (
          error, SLIP_ERROR, SLIP_ERROR_INVALID,
          /* Translators: a document, and such as “deleted on 2026-03-14 by Ada: made twice”. */
          _ ("document %s, which the file names, is gone: %s; “slipwayctl document restore” brings "
             "it back"),
          args->id, note);
      return FALSE;
    }
  if (kind == NULL)
    {
      g_autofree char *made =
          slip_write_document (db, args->release, import->form, args->id, error);

      if (made == NULL)
        return FALSE;
      args->fresh = TRUE;
    }
  args->record = slip_record_load (db, args->id, error);
  if (args->record == NULL)
    return FALSE;
  if (!g_str_equal (slip_form_get_id (args->record->form), slip_form_get_id (import->form)) ||
      (!g_str_equal (args->record->release, args->release)))
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID,
                   _ ("document %s, which the file names, is a “%s” and belongs to release %s"),
                   args->id, slip_form_get_id (args->record->form), args->record->release);
      return FALSE;
    }
  return kind != NULL ||
         slip_write_defaults (db, args->record, slip_form_get_root (import->form), "", error);
}

static gboolean
import_document (SlipWorkspace *self, SlipDatabase *db, gpointer data, GError **error)
{
  Import *args = data;
  g_autoptr (SlipImport) import = read_file (db, args, error);

  return import != NULL && prepare_record (db, args, import, error) &&
         import_items (db, args, import, error);
}

char *
slip_workspace_import (SlipWorkspace *self, const char *release, GFile *file, GError **error)
{
  g_autofree char *release_id = slip_workspace_resolve (self, SLIP_RECORD_RELEASE, release, error);
  Import args = { release_id, file, NULL, NULL, NULL, { { 0 } }, NULL };

  if (release_id == NULL)
    return NULL;
  args.bytes = slip_outside_file_read (file, SLIP_INSTANCE_MAX_BYTES, NULL, error);
  if (args.bytes == NULL)
    return NULL;
  slip_hash_bytes (&args.hash, args.bytes);
  args.rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (!slip_workspace_edit (self, import_document, &args, error))
    g_clear_pointer (&args.id, g_free);
  g_hash_table_unref (args.rows);
  g_clear_pointer (&args.record, slip_record_free);
  g_bytes_unref (args.bytes);
  return args.id;
}
