/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What a session writes, on the database worker: drafts that become ops, rows, and deeds done, undone and done again. */

#include "store/slip-drafts.h"
#include "store/slip-values.h"
#include "workspace/slip-form-session-private.h"

#include <string.h>

#include <glib/gi18n-lib.h>

/* == deeds == */

static void
free_step (SlipFormStep *step)
{
  g_free (step->row);
  g_free (step->before);
  g_free (step->after);
  g_free (step);
}

SlipFormDeed *
slip_form_deed_new (char *label)
{
  SlipFormDeed *deed = g_new0 (SlipFormDeed, 1);

  deed->label = label;
  deed->steps = g_ptr_array_new_with_free_func ((GDestroyNotify) free_step);
  return deed;
}

void
slip_form_deed_free (SlipFormDeed *deed)
{
  g_free (deed->label);
  g_ptr_array_unref (deed->steps);
  g_free (deed);
}

void
slip_form_deed_add (SlipFormDeed *deed, SlipFormStepKind kind, SlipFormNode *node, const char *row,
                    const char *before, const char *after)
{
  SlipFormStep *step = g_new0 (SlipFormStep, 1);

  step->kind = kind;
  step->node = node;
  step->row = g_strdup (row);
  step->before = g_strdup (before);
  step->after = g_strdup (after);
  g_ptr_array_add (deed->steps, step);
}

/* == never over what somebody else did meanwhile == */

static gboolean
refuse_changed (SlipDatabase *db, SlipRecord *record, const SlipFormStep *step, GError **error)
{
  g_autofree char *label = slip_cell_label (db, record->form, record->id, step->row,
                                            step->kind == SLIP_STEP_FIELD ? step->node->cell : "");

  g_set_error (error, SLIP_ERROR, SLIP_ERROR_CONFLICT,
               /* Translators: %s is a place in a document: "Tasks › T-03 › Minutes". */
               _ ("“%s” was changed meanwhile; it stays as it is."), label);
  return FALSE;
}

/* What the register shows, as it would be written again: of a file "digest size name". */
char *
slip_form_read_stored (SlipDatabase *db, const char *record, const char *row, SlipFormNode *node,
                       gboolean *alone, GError **error)
{
  g_autoptr (GPtrArray) values = slip_values_get (db, record, row, node->cell, error);
  char *text = NULL;

  if (values == NULL)
    return NULL;
  slip_values_distinct (values);
  *alone = node->type == SLIP_FIELD_CHOICES || values->len < 2;
  if (values->len == 0)
    return g_strdup ("");
  if (node->type == SLIP_FIELD_FILE)
    return g_strdup (((SlipValue *) g_ptr_array_index (values, 0))->value);
  text = slip_values_text (db, record, row, node->cell, error);
  return text;
}

static gboolean
check_row (SlipDatabase *db, SlipRecord *record, const char *row, GError **error)
{
  gboolean dead;

  if (*row == '\0')
    return TRUE;
  if (!slip_values_row_info (db, record->id, row, NULL, NULL, NULL, &dead, error))
    return FALSE;
  if (dead)
    g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND, _ ("This row was deleted."));
  return !dead;
}

static gboolean
write_stored (SlipDatabase *db, SlipRecord *record, const SlipFormStep *step, const char *value,
              GError **error)
{
  g_auto (GStrv) parts = NULL;

  if (step->node->type != SLIP_FIELD_FILE || *value == '\0')
    return slip_write_stored (db, record, step->row, step->node, value, error);
  parts = g_strsplit (value, " ", 3);
  if (g_strv_length (parts) != 3)
    return refuse_changed (db, record, step, error);
  return slip_write_file (db, record->id, step->row, step->node->cell, parts[2],
                          (gint64) g_ascii_strtoull (parts[1], NULL, 10), parts[0], error);
}

static gboolean
apply_field (SlipDatabase *db, SlipRecord *record, const SlipFormStep *step, gboolean back,
             GError **error)
{
  const char *from = back ? step->after : step->before;
  const char *to = back ? step->before : step->after;
  gboolean alone = TRUE;
  g_autofree char *now = NULL;

  if (!check_row (db, record, step->row, error) ||
      (now = slip_form_read_stored (db, record->id, step->row, step->node, &alone, error)) == NULL)
    return FALSE;
  if (!alone || strcmp (now, from) != 0)
    return refuse_changed (db, record, step, error);
  return slip_fills_check (db, step->node, error) &&
         slip_keep_check_value (db, record, step->row, step->node, to, error) &&
         write_stored (db, record, step, to, error);
}

static gboolean
apply_move (SlipDatabase *db, SlipRecord *record, const SlipFormStep *step, gboolean back,
            GError **error)
{
  g_autofree char *now = NULL;
  gboolean dead;

  if (!slip_values_row_info (db, record->id, step->row, NULL, NULL, &now, &dead, error))
    return FALSE;
  if (dead || strcmp (now, back ? step->after : step->before) != 0)
    return refuse_changed (db, record, step, error);
  return slip_edit_move_row (db, record->id, step->row, back ? step->before : step->after, error);
}

/* Takes a row away that the session added: not when somebody else worked in it. */
static gboolean
take_away (SlipDatabase *db, SlipRecord *record, const SlipFormStep *step, GError **error)
{
  g_autofree char *person = slip_meta_get (db, SLIP_META_PERSON);
  gboolean dead;

  if (!slip_values_row_info (db, record->id, step->row, NULL, NULL, NULL, &dead, error))
    return FALSE;
  if (dead ||
      slip_database_get_int (
          db, 0,
          "WITH RECURSIVE down (id) AS (VALUES (?2) UNION SELECT row.id FROM down JOIN row ON "
          "row.record = ?1 AND row.parent = down.id AND row.parent <> '') SELECT 1 FROM down JOIN "
          "value v ON v.record = ?1 AND v.row = down.id WHERE v.person <> ?3 LIMIT 1",
          "sss", record->id, step->row, person) != 0)
    return refuse_changed (db, record, step, error);
  return slip_edit_delete_row (db, record->id, step->row, error);
}

static gboolean
bring_back (SlipDatabase *db, SlipRecord *record, const SlipFormStep *step, GError **error)
{
  gboolean dead;

  if (!slip_values_row_info (db, record->id, step->row, NULL, NULL, NULL, &dead, error))
    return FALSE;
  if (!dead)
    return refuse_changed (db, record, step, error);
  return slip_edit_restore_row (db, record->id, step->row, error);
}

static gboolean
apply_step (SlipDatabase *db, SlipRecord *record, const SlipFormStep *step, gboolean back,
            GError **error)
{
  switch (step->kind)
    {
    case SLIP_STEP_ADD:
      return back ? take_away (db, record, step, error) : bring_back (db, record, step, error);
    case SLIP_STEP_DELETE:
      return back ? bring_back (db, record, step, error)
                  : check_row (db, record, step->row, error) &&
                        slip_edit_delete_row (db, record->id, step->row, error);
    case SLIP_STEP_MOVE:
      return apply_move (db, record, step, back, error);
    case SLIP_STEP_FIELD:
    default:
      return apply_field (db, record, step, back, error);
    }
}

/* All of it or nothing: it is inside one edit. */
gboolean
slip_form_deed_apply (SlipFormDeed *deed, SlipDatabase *db, SlipRecord *record, gboolean back,
                      GError **error)
{
  for (guint i = 0; i < deed->steps->len; i++)
    {
      guint at = back ? deed->steps->len - 1 - i : i;

      if (!apply_step (db, record, g_ptr_array_index (deed->steps, at), back, error))
        return FALSE;
    }
  return TRUE;
}

/* == a field == */

SlipFormDeed *
slip_form_deed_new_typing (SlipFormNode *node, const char *row, const char *before,
                           const char *after)
{
  SlipFormDeed *deed;

  if (strcmp (before, after) == 0)
    return NULL;
  deed = slip_form_deed_new (
      /* Translators: %s is the label of a field; it stands after "Undo" or "Redo". */
      g_strdup_printf (_ ("Typing in “%s”"), slip_form_node_label (node)));
  slip_form_deed_add (deed, SLIP_STEP_FIELD, node, row, before, after);
  return deed;
}

/* A draft becomes an op, or a proposal. */
gboolean
slip_form_job_set (SlipFormJob *job, SlipDatabase *db, SlipRecord *record, GError **error)
{
  SlipFormNode *node = job->node;
  gboolean alone = TRUE;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *value = NULL;

  if (!check_row (db, record, job->row, error) ||
      (before = slip_form_read_stored (db, record->id, job->row, node, &alone, error)) == NULL)
    return FALSE;
  value = *job->text == '\0' ? g_strdup ("")
                             : slip_write_normal_form (db, record, node, job->text, error);
  if (value == NULL)
    return FALSE;
  if (!job->force && job->start != NULL && strcmp (value, job->start) == 0)
    return slip_drafts_discard (db, record->id, job->row, node->cell, error);
  if (!slip_keep_check_value (db, record, job->row, node, value, error))
    return FALSE;
  if (!slip_fills (db, node))
    return slip_propose (db, record, job->row, node, value, error) &&
           slip_drafts_discard (db, record->id, job->row, node->cell, error);
  /* A set keeps what others put meanwhile, and an answer replaces all that waits. */
  if (node->type == SLIP_FIELD_CHOICES || job->force)
    {
      if (!slip_write_stored (db, record, job->row, node, value, error) ||
          !slip_drafts_discard (db, record->id, job->row, node->cell, error))
        return FALSE;
    }
  else if (!slip_drafts_start (db, record->id, job->row, node->cell, job->names, error) ||
           !slip_drafts_set (db, record->id, job->row, node->cell, value, error) ||
           !slip_drafts_commit (db, record->id, job->row, node->cell, NULL, error))
    return FALSE;
  after = slip_form_read_stored (db, record->id, job->row, node, &alone, error);
  if (after == NULL)
    return FALSE;
  job->deed = slip_form_deed_new_typing (node, job->row, before, after);
  return TRUE;
}

/* == rows == */

gboolean
slip_form_job_add_row (SlipFormJob *job, SlipDatabase *db, SlipRecord *record, GError **error)
{
  g_autofree char *position = NULL;
  g_autofree char *id = NULL;

  if (!check_row (db, record, job->start, error) ||
      !slip_edit_position (db, record->id, job->node->path, job->start, job->row, job->place,
                           job->other, &position, error))
    return FALSE;
  id = slip_edit_add_row (db, record, job->node, job->start, job->row, position, error);
  if (id == NULL)
    return FALSE;
  job->deed = slip_form_deed_new (
      /* Translators: %s is the label of a table; it stands after "Undo" or "Redo". */
      g_strdup_printf (_ ("Adding a Row to “%s”"), slip_form_node_label (job->node)));
  slip_form_deed_add (job->deed, SLIP_STEP_ADD, job->node, id, NULL, NULL);
  return TRUE;
}

static SlipFormNode *
find_table (SlipFormJob *job, SlipDatabase *db, SlipRecord *record, char **parent, char **position,
            GError **error)
{
  g_autofree char *table = NULL;
  SlipFormNode *node;

  if (!check_row (db, record, job->row, error) ||
      !slip_values_row_info (db, record->id, job->row, &table, parent, position, NULL, error))
    return NULL;
  node = slip_form_find (job->form, table);
  if (node == NULL)
    g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND, _ ("the form has no table “%s”"), table);
  return node;
}

gboolean
slip_form_job_delete_row (SlipFormJob *job, SlipDatabase *db, SlipRecord *record, GError **error)
{
  SlipFormNode *table = find_table (job, db, record, NULL, NULL, error);

  if (table == NULL || !slip_edit_delete_row (db, record->id, job->row, error))
    return FALSE;
  job->node = table;
  job->deed = slip_form_deed_new (
      /* Translators: %s is the label of a table; it stands after "Undo" or "Redo". */
      g_strdup_printf (_ ("Deleting a Row of “%s”"), slip_form_node_label (table)));
  slip_form_deed_add (job->deed, SLIP_STEP_DELETE, table, job->row, NULL, NULL);
  return TRUE;
}

gboolean
slip_form_job_move_row (SlipFormJob *job, SlipDatabase *db, SlipRecord *record, GError **error)
{
  g_autofree char *parent = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  SlipFormNode *table = find_table (job, db, record, &parent, &before, error);

  if (table == NULL ||
      !slip_edit_position (db, record->id, table->path, parent, job->row, job->place, job->other,
                           &after, error) ||
      !slip_edit_move_row (db, record->id, job->row, after, error))
    return FALSE;
  job->node = table;
  job->deed = slip_form_deed_new (
      /* Translators: %s is the label of a table; it stands after "Undo" or "Redo". */
      g_strdup_printf (_ ("Moving a Row of “%s”"), slip_form_node_label (table)));
  slip_form_deed_add (job->deed, SLIP_STEP_MOVE, table, job->row, before, after);
  return TRUE;
}
