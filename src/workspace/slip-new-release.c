/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Making a release: from nothing, or from an earlier one, with what of its documents is good for the next, too. */

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/slip-text.h"
#include "process/slip-processes.h"
#include "store/slip-log.h"
#include "store/slip-values.h"
#include "workspace/slip-workspace-private.h"

/* It stands in lists and at the head of reports. */
#define RELEASE_TITLE_MAX_BYTES 512

typedef struct
{
  const char *title;
  const char *process; /* nullable */
  const char *from;    /* nullable: the earlier one */
  char *id;
} NewRelease;

/* == documents of the earlier one == */

/* Of a form with several the one that gates ask: the first. (nullable) without error: there is none. */
static char *
first_document (SlipDatabase *db, const char *release, const char *form, GError **error)
{
  return slip_database_get_text (db, error,
                                 "SELECT id FROM record WHERE kind = 'document' AND release = ? "
                                 "AND form = ? AND NOT dead ORDER BY clock, replica LIMIT 1",
                                 "ss", release, form);
}

static gboolean
is_once (SlipDatabase *db, const char *form_id)
{
  g_autofree char *digest = slip_forms_in_force (db, form_id, NULL);
  g_autoptr (SlipForm) form = digest != NULL ? slip_forms_get (db, digest, NULL) : NULL;

  return form == NULL || slip_form_get_root (form)->once;
}

static gboolean
take_over_stage (SlipDatabase *db, const NewRelease *args, const SlipStage *stage, GHashTable *rows,
                 GError **error)
{
  for (guint i = 0; i < stage->documents->len; i++)
    {
      const SlipStageDocument *document = g_ptr_array_index (stage->documents, i);
      g_autoptr (GError) failure = NULL;
      g_autofree char *from = NULL;
      g_autofree char *id = NULL;

      if (document->anytime || is_once (db, document->form))
        continue;
      from = first_document (db, args->from, document->form, &failure);
      if (from != NULL)
        id = slip_record_new_document (db, args->id, document->form, from, rows, &failure);
      if (failure != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          return FALSE;
        }
    }
  return TRUE;
}

/* What leads to the Go. In the order of the stages: so that a checklist finds the plan's criteria in the new plan. */
static gboolean
take_over (SlipDatabase *db, const NewRelease *args, GError **error)
{
  g_autoptr (GHashTable) rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  gboolean pinned;
  g_autoptr (SlipProcess) process = slip_processes_for_release (db, args->id, &pinned, error);

  if (process == NULL)
    return FALSE;
  for (guint i = 0; i < process->stages->len; i++)
    if (!take_over_stage (db, args, g_ptr_array_index (process->stages, i), rows, error))
      return FALSE;
  return TRUE;
}

/* == the release == */

/* The id of the process that the earlier release follows: the version in force now is what a new one begins under. */
static char *
process_of (SlipDatabase *db, const char *release, GError **error)
{
  gboolean pinned;
  g_autoptr (SlipProcess) process = slip_processes_for_release (db, release, &pinned, error);

  return process != NULL ? g_strdup (process->id) : NULL;
}

static gboolean
say_what_it_follows (SlipDatabase *db, SlipRecord *record, const char *from, GError **error)
{
  SlipFormNode *previous = slip_form_find (record->form, SLIP_RELEASE_PREVIOUS);
  SlipFormNode *owner = slip_form_find (record->form, SLIP_RELEASE_OWNER);
  g_autofree char *who = slip_values_text (db, from, "", SLIP_RELEASE_OWNER, NULL);

  return (previous == NULL || slip_write_value (db, record->id, "", previous->cell, from, error)) &&
         (owner == NULL || who == NULL || *who == '\0' ||
          slip_write_value (db, record->id, "", owner->cell, who, error));
}

static gboolean
new_release (SlipWorkspace *self, SlipDatabase *db, gpointer data, GError **error)
{
  NewRelease *args = data;
  g_autofree char *id = slip_id_new ();
  g_autofree char *which = args->process != NULL || args->from == NULL
                               ? g_strdup (args->process)
                               : process_of (db, args->from, error);
  g_autofree char *process = NULL;
  g_autoptr (SlipOp) op = NULL;
  g_autoptr (SlipRecord) record = NULL;
  SlipFormNode *title;

  if (args->from != NULL && which == NULL)
    return FALSE;
  op = slip_log_do (db, SLIP_OP_RELEASE, SLIP_UNKNOWN_RECORD_READ_ONLY, id, NULL, 0,
                    g_variant_new ("()"), error);
  if (op == NULL ||
      (process = slip_process_resolve (db, which != NULL ? which : SLIP_PROCESS_DEFAULT, error)) ==
          NULL ||
      !slip_write_follow (db, id, process, error) ||
      (record = slip_record_load (db, id, error)) == NULL)
    return FALSE;
  title = slip_form_find (record->form, SLIP_RELEASE_TITLE);
  if (!slip_write_defaults (db, record, slip_form_get_root (record->form), "", error) ||
      !slip_write_field (db, record, "", title, args->title, error))
    return FALSE;
  args->id = g_steal_pointer (&id);
  return args->from == NULL ||
         (say_what_it_follows (db, record, args->from, error) && take_over (db, args, error));
}

static char *
make (SlipWorkspace *self, NewRelease *args, GError **error)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (args->title));

  if (*trimmed == '\0')
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID, _ ("a release needs a title"));
      return NULL;
    }
  if (strlen (args->title) > RELEASE_TITLE_MAX_BYTES)
    {
      g_set_error (
          error, SLIP_ERROR, SLIP_ERROR_INVALID,
          _ ("the title of a release has at most %d bytes; shorten it, and put the rest into "
             "its documents"),
          RELEASE_TITLE_MAX_BYTES);
      return NULL;
    }
  if (!slip_workspace_edit (self, new_release, args, error))
    g_clear_pointer (&args->id, g_free);
  return args->id;
}

char *
slip_workspace_new_release_from (SlipWorkspace *self, const char *title, const char *process,
                                 const char *from, GError **error)
{
  g_autofree char *id = slip_workspace_resolve (self, SLIP_RECORD_RELEASE, from, error);
  NewRelease args = { title, process, id, NULL };

  return id != NULL ? make (self, &args, error) : NULL;
}

char *
slip_workspace_new_release_under (SlipWorkspace *self, const char *title, const char *process,
                                  GError **error)
{
  NewRelease args = { title, process, NULL, NULL };

  return make (self, &args, error);
}

char *
slip_workspace_new_release (SlipWorkspace *self, const char *title, GError **error)
{
  return slip_workspace_new_release_under (self, title, NULL, error);
}
