/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Deleting a document, and bringing it back. What is approved stays; what is signed goes only with a reason; what others
 * did meanwhile keeps the document until somebody decides (store/slip-fold-rows.c). */

#include "core/slip-text.h"

#include <glib/gi18n-lib.h>
#include "store/slip-log.h"
#include "store/slip-values.h"
#include "workspace/slip-revisions-private.h"
#include "workspace/slip-workspace-private.h"

char *
slip_deleted_note (SlipDatabase *db, const char *record)
{
  g_autoptr (GPtrArray) deletes = slip_values_get (db, record, "", SLIP_FIELD_DELETE, NULL);
  const SlipValue *value = deletes != NULL && deletes->len > 0 ? deletes->pdata[0] : NULL;
  g_autofree char *name = NULL;
  g_autofree char *time = NULL;

  if (value == NULL)
    return NULL;
  name = slip_person_name (db, value->person);
  time = slip_datetime_format (value->wall_ms, value->utc_offset);
  /* Translators: a day, a person and a reason. */
  return *value->value != '\0'
             ? g_strdup_printf (_ ("deleted on %.10s by %s: %s"), time, name, value->value)
             : g_strdup_printf (_ ("deleted on %.10s by %s"), time, name);
}

/* == who may, and when == */

static gboolean
check_person (SlipDatabase *db, SlipRecord *record, gboolean deleting, GError **error)
{
  g_autofree char *me = slip_meta_get (db, SLIP_META_PERSON);
  g_autofree char *maker =
      slip_database_get_text (db, NULL, "SELECT person FROM record WHERE id = ?", "s", record->id);
  GStrv fills = slip_form_get_root (record->form)->fills;
  g_autofree char *roles = fills != NULL ? g_strjoinv (", ", fills) : NULL;

  if (g_strcmp0 (me, maker) == 0 ||
      slip_signoff_may_revise (db, record->form, record->id, NULL, me, slip_now_ms ()))
    return TRUE;
  g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED,
               deleting ? _ ("you can't delete %s: its maker and its owner can, the "
                             "project-manager, and who fills it (%s)")
                        : _ ("you can't restore %s: its maker and its owner can, the "
                             "project-manager, and who fills it (%s)"),
               record->number, roles);
  return FALSE;
}

static gboolean
check_signed (SlipRecord *record, const SlipSignoff *signoff, const char *reason, GError **error)
{
  if (signoff->approved != NULL)
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED,
                   _ ("%s is approved (revision %u), and what is approved stays; it can be deleted "
                      "once a sign-off is withdrawn: slipwayctl unsign %.12s --reason TEXT"),
                   record->number, signoff->approved->number, signoff->approved->completion->hash);
      return FALSE;
    }
  if (signoff->signatures->len == 0 || reason != NULL)
    return TRUE;
  g_set_error (
      error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED,
      _ ("%s was signed, so a reason has to say why it goes: slipwayctl document delete %s "
         "--reason TEXT"),
      record->number, record->number);
  return FALSE;
}

static SlipOp *
replace_deletes (SlipDatabase *db, const char *kind, const char *record, GVariant *content,
                 GError **error)
{
  g_autoptr (GVariant) owned = g_variant_ref_sink (content);
  g_autoptr (GArray) names = slip_values_names (db, record, "", SLIP_FIELD_DELETE, NULL, error);

  return names != NULL
             ? slip_log_do (db, kind, SLIP_UNKNOWN_RECORD_READ_ONLY, record,
                            (const SlipOpName *) (gpointer) names->data, names->len, owned, error)
             : NULL;
}

gboolean
slip_delete_record (SlipDatabase *db, SlipRecord *record, const char *reason, GError **error)
{
  g_autoptr (SlipSignoff) signoff = NULL;
  g_autoptr (SlipOp) op = NULL;

  if (!check_person (db, record, TRUE, error) ||
      (signoff = slip_signoff_load (db, record->form, record->id, error)) == NULL ||
      !check_signed (record, signoff, reason, error))
    return FALSE;
  op = replace_deletes (db, SLIP_OP_DISCARD, record->id,
                        g_variant_new ("(s)", reason != NULL ? reason : ""), error);
  return op != NULL;
}

/* == the commands == */

typedef struct
{
  const char *id;
  const char *reason;
} Deletion;

static gboolean
delete_document (SlipWorkspace *self, SlipDatabase *db, gpointer data, GError **error)
{
  Deletion *args = data;
  g_autoptr (SlipRecord) record = slip_record_load (db, args->id, error);

  return record != NULL && slip_delete_record (db, record, args->reason, error);
}

gboolean
slip_workspace_delete_document (SlipWorkspace *self, const char *document, const char *reason,
                                GError **error)
{
  g_autofree char *id = slip_workspace_resolve (self, SLIP_RECORD_DOCUMENT, document, error);
  g_autofree char *text = NULL;
  Deletion args = { id, NULL };

  if (id == NULL || (reason != NULL && (text = slip_clean_reason (reason, error)) == NULL))
    return FALSE;
  args.reason = text;
  return slip_workspace_edit (self, delete_document, &args, error);
}

static gboolean
restore_document (SlipWorkspace *self, SlipDatabase *db, gpointer data, GError **error)
{
  Deletion *args = data;
  g_autoptr (SlipRecord) record = slip_record_load (db, args->id, error);
  g_autoptr (SlipOp) op = NULL;

  if (record == NULL)
    return FALSE;
  if (slip_database_get_int (db, 0, "SELECT flagged FROM record WHERE id = ?", "s", args->id))
    {
      g_set_error (
          error, SLIP_ERROR, SLIP_ERROR_CONFLICT,
          _ ("%s was deleted by one and changed by another: say “slipwayctl resolve %s keep” "
             "or “… delete”"),
          record->number, record->number);
      return FALSE;
    }
  if (!slip_database_get_int (db, 0, "SELECT dead FROM record WHERE id = ?", "s", args->id))
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID, _ ("%s is not deleted"), record->number);
      return FALSE;
    }
  if (!check_person (db, record, FALSE, error))
    return FALSE;
  op = replace_deletes (db, SLIP_OP_KEEP, args->id,
                        g_variant_new ("(@ay)", slip_op_id_variant ("")), error);
  return op != NULL;
}

gboolean
slip_workspace_restore_document (SlipWorkspace *self, const char *document, GError **error)
{
  g_autofree char *id =
      slip_workspace_resolve (self, SLIP_RECORD_DOCUMENT | SLIP_RECORD_DELETED, document, error);
  Deletion args = { id, NULL };

  return id != NULL && slip_workspace_edit (self, restore_document, &args, error);
}
