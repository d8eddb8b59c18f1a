/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Which processes there are in a workspace, and which one a release follows. */

#include "workspace/slip-processing.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/slip-datetime.h"
#include "core/slip-hash.h"
#include "process/slip-stage-order.h"
#include "store/slip-blobs.h"
#include "store/slip-log.h"
#include "trust/slip-roster.h"
#include "workspace/slip-definitions.h"
#include "workspace/slip-workspace-private.h"

#define PREFIX_MIN 8

void
slip_process_info_free (SlipProcessInfo *info)
{
  g_free (info->id);
  g_free (info->code);
  g_free (info->title);
  g_free (info->digest);
  g_free (info->person);
  g_free (info->time);
  g_free (info->refused);
  g_free (info);
}

/* == which there are == */

/* digest → how many releases follow it. */
static GHashTable *
count_releases (SlipDatabase *db, GError **error)
{
  g_autoptr (GHashTable) counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) releases = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) failure = NULL;
  g_autoptr (SlipQuery) query = slip_database_query (
      db, error, "SELECT id FROM record WHERE kind = 'release' AND NOT dead", "");

  while (query != NULL && slip_query_next (query, &failure))
    g_ptr_array_add (releases, g_strdup (slip_query_text (query, 0)));
  if (query == NULL || failure != NULL)
    {
      if (failure != NULL)
        g_propagate_error (error, g_steal_pointer (&failure));
      return NULL;
    }
  for (guint i = 0; i < releases->len; i++)
    {
      char *digest = NULL;

      if (!slip_processes_pinned (db, g_ptr_array_index (releases, i), &digest, error))
        return NULL;
      if (digest != NULL)
        g_hash_table_insert (
            counts, digest,
            GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (counts, digest)) + 1));
    }
  return g_steal_pointer (&counts);
}

static SlipProcessInfo *
describe (SlipDatabase *db, const SlipProcessEntry *entry, GHashTable *counts)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (SlipProcess) process = slip_processes_get (db, entry->digest, &failure);
  gboolean own =
      entry->person != NULL &&
      !slip_definition_came_with_slipway (db, SLIP_DEFINITION_PROCESS, entry->id, entry->digest);
  SlipProcessInfo *info = g_new0 (SlipProcessInfo, 1);

  info->id = g_strdup (entry->id);
  info->digest = g_strdup (entry->digest);
  info->in_force = entry->in_force;
  info->refused = g_strdup (entry->refused);
  info->person = own ? slip_person_name (db, entry->person) : g_strdup ("");
  info->time = own ? slip_datetime_format (entry->wall_ms, entry->utc_offset) : g_strdup ("");
  info->n_releases = GPOINTER_TO_UINT (g_hash_table_lookup (counts, entry->digest));
  info->code = g_strdup (process != NULL ? process->code : "");
  info->title = g_strdup (process != NULL ? slip_process_text (process->title) : "");
  info->version = process != NULL ? process->version : 0;
  if (process == NULL && info->refused == NULL)
    info->refused = g_strdup (failure->message);
  return info;
}

GPtrArray *
slip_workspace_list_processes (SlipWorkspace *self, GError **error)
{
  SlipDatabase *db = slip_workspace_reader (self);
  g_autoptr (GPtrArray) entries = slip_processes_list (db, error);
  g_autoptr (GHashTable) counts = entries != NULL ? count_releases (db, error) : NULL;
  GPtrArray *list;

  if (counts == NULL)
    return NULL;
  list = g_ptr_array_new_with_free_func ((GDestroyNotify) slip_process_info_free);
  for (guint i = 0; i < entries->len; i++)
    g_ptr_array_add (list, describe (db, g_ptr_array_index (entries, i), counts));
  return list;
}

char *
slip_process_resolve (SlipDatabase *db, const char *which, GError **error)
{
  g_autoptr (GPtrArray) entries = slip_processes_list (db, error);
  const char *found = NULL;

  for (guint i = 0; entries != NULL && i < entries->len; i++)
    {
      const SlipProcessEntry *entry = g_ptr_array_index (entries, i);

      if (entry->refused != NULL)
        continue;
      if (g_str_equal (entry->id, which) && entry->in_force)
        return g_strdup (entry->digest);
      if (strlen (which) < PREFIX_MIN || !g_str_has_prefix (entry->digest, which) ||
          g_strcmp0 (found, entry->digest) == 0)
        continue;
      if (found != NULL)
        {
          g_set_error (error, SLIP_ERROR, SLIP_ERROR_AMBIGUOUS,
                       _ ("“%s” may be several versions of a process; give more of the digest"),
                       which);
          return NULL;
        }
      found = entry->digest;
    }
  if (entries != NULL && found == NULL)
    g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND,
                 _ ("there is no process “%s”; “slipwayctl process list” lists those that there "
                    "are"),
                 which);
  return g_strdup (found);
}

SlipProcess *
slip_workspace_get_process (SlipWorkspace *self, const char *which, GError **error)
{
  SlipDatabase *db = slip_workspace_reader (self);
  g_autofree char *digest = slip_process_resolve (db, which, error);

  return digest != NULL ? slip_processes_get (db, digest, error) : NULL;
}

GBytes *
slip_workspace_process_definition (SlipWorkspace *self, const char *which, GError **error)
{
  SlipDatabase *db = slip_workspace_reader (self);
  g_autofree char *digest = slip_process_resolve (db, which, error);
  g_autoptr (SlipProcess) process = digest != NULL ? slip_processes_get (db, digest, error) : NULL;

  return process != NULL ? g_bytes_ref (process->bytes) : NULL;
}

/* == what a release follows == */

SlipProcess *
slip_workspace_release_process (SlipWorkspace *self, const char *release, gboolean *pinned,
                                GError **error)
{
  g_autofree char *id = slip_workspace_resolve (self, SLIP_RECORD_RELEASE, release, error);

  return id != NULL ? slip_processes_for_release (slip_workspace_reader (self), id, pinned, error)
                    : NULL;
}

GPtrArray *
slip_workspace_list_follows (SlipWorkspace *self, const char *release, GError **error)
{
  g_autofree char *id = slip_workspace_resolve (self, SLIP_RECORD_RELEASE, release, error);

  return id != NULL ? slip_follows_load (slip_workspace_reader (self), id, error) : NULL;
}

gboolean
slip_write_follow (SlipDatabase *db, const char *release, const char *digest, GError **error)
{
  g_autoptr (SlipProcess) process = slip_processes_get (db, digest, error);
  g_autofree char *stored = NULL;
  g_autoptr (SlipOp) op = NULL;
  SlipHash hash;

  /* Also a shipped one travels with the log: the next version of the program may ship another. */
  if (process == NULL || !slip_blobs_put (db, process->bytes, &stored, error))
    return FALSE;
  slip_hash_from_hex (&hash, digest);
  op = slip_log_do (db, SLIP_OP_FOLLOW, SLIP_UNKNOWN_RECORD_READ_ONLY, release, NULL, 0,
                    g_variant_new ("(@ay)", g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE,
                                                                       hash.bytes, sizeof hash, 1)),
                    error);
  return op != NULL;
}

typedef struct
{
  const char *release;
  const char *digest;
} Follow;

static gboolean
follow (SlipWorkspace *self, SlipDatabase *db, gpointer data, GError **error)
{
  Follow *args = data;
  g_autofree char *person = slip_meta_get (db, SLIP_META_PERSON);
  g_autofree char *now = NULL;

  if (!slip_follows_may (db, person))
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED,
                   _ ("only a project or program manager or an administrator moves a release to "
                      "another version of the process"));
      return FALSE;
    }
  if (!slip_processes_pinned (db, args->release, &now, error))
    return FALSE;
  if (g_strcmp0 (now, args->digest) == 0)
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_EXISTS, _ ("the release follows it already"));
      return FALSE;
    }
  return slip_write_follow (db, args->release, args->digest, error);
}

gboolean
slip_workspace_follow (SlipWorkspace *self, const char *release, const char *which, GError **error)
{
  g_autofree char *id = slip_workspace_resolve (self, SLIP_RECORD_RELEASE, release, error);
  g_autofree char *digest =
      id != NULL ? slip_process_resolve (slip_workspace_reader (self), which, error) : NULL;
  Follow args = { id, digest };

  return digest != NULL && slip_workspace_edit (self, follow, &args, error);
}

/* == what would change == */

static void say (GPtrArray *lines, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
say (GPtrArray *lines, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_ptr_array_add (lines, g_strdup_vprintf (format, args));
  va_end (args);
}

static const SlipSignature *
find_signature (const SlipSignoff *signoff, const SlipSignature *like)
{
  for (guint i = 0; i < signoff->signatures->len; i++)
    {
      const SlipSignature *signature = g_ptr_array_index (signoff->signatures, i);

      if (g_str_equal (signature->hash, like->hash))
        return signature;
    }
  return NULL;
}

static gboolean
compare_document (SlipDatabase *db, const char *record, SlipStageOrder *before,
                  SlipStageOrder *after, GPtrArray *lines, GError **error)
{
  g_autofree char *title = slip_record_title (db, record);
  g_autoptr (SlipForm) form = slip_forms_for_record (db, record, NULL);
  g_autoptr (SlipSignoff) was = NULL;
  g_autoptr (SlipSignoff) will = NULL;

  /* Without its form nobody knows what counts in it, before or after. */
  if (form == NULL)
    return TRUE;
  was = slip_signoff_load_under (db, form, record, before, error);
  will = was != NULL ? slip_signoff_load_under (db, form, record, after, error) : NULL;
  if (will == NULL)
    return FALSE;
  if (!g_str_equal (was->status, will->status))
    say (lines, _ ("%s would be: %s (it is: %s)"), title, will->status, was->status);
  for (guint i = 0; i < was->signatures->len; i++)
    {
      const SlipSignature *signature = g_ptr_array_index (was->signatures, i);
      const SlipSignature *then = find_signature (will, signature);

      if (then == NULL || then->valid == signature->valid)
        continue;
      if (then->valid)
        say (lines, _ ("%s: the sign-off by %s (%s) would count"), title, then->name, then->slot);
      else
        say (lines, _ ("%s: the sign-off by %s (%s) wouldn't count: %s"), title, then->name,
             then->slot, then->reason);
    }
  return TRUE;
}

/* (transfer none): a criterion, or a separation of duties, in words. */
static const char *
waived_text (const SlipProcess *process, const char *id)
{
  const SlipCriterion *criterion = slip_process_find_criterion (process, id, NULL);
  const SlipSeparation *separation = slip_process_find_separation (process, id);

  return criterion != NULL    ? slip_process_text (criterion->text)
         : separation != NULL ? slip_process_text (separation->text)
                              : id;
}

/* What was signed for the release as a whole names the version that it is for. */
static gboolean
compare_rulings (SlipDatabase *db, const char *release, const SlipProcess *before, GPtrArray *lines,
                 GError **error)
{
  g_autoptr (SlipRulings) rulings = slip_rulings_load (db, before, release, error);
  gint64 now_ms = slip_now_ms ();

  for (guint i = 0; rulings != NULL && i < rulings->all->len; i++)
    {
      const SlipRulingState *state = g_ptr_array_index (rulings->all, i);
      const SlipStatement *statement = state->signature->statement;
      const SlipRuling *ruling = statement->ruling;
      const char *name = state->signature->name;

      if (state->refused != NULL || state->replaced != NULL)
        continue;
      if (statement->type == SLIP_STATEMENT_WAIVER)
        {
          /* What is over is over under any version. */
          if (ruling->until_ms > now_ms)
            say (lines, _ ("The waiver of “%s” by %s would have to be signed anew"),
                 waived_text (before, ruling->criterion), name);
        }
      else if (statement->type == SLIP_STATEMENT_TAILORING)
        {
          g_autofree char *title = slip_forms_title (db, ruling->form);

          say (lines, _ ("The tailoring of “%s” by %s would have to be signed anew"), title, name);
        }
      else
        say (lines, _ ("The decision by %s would have to be signed anew"), name);
    }
  return rulings != NULL;
}

static gboolean
compare_signed (SlipDatabase *db, const char *release, SlipProcess *before, gboolean pinned,
                SlipProcess *after, GPtrArray *lines, GError **error)
{
  g_autoptr (SlipStageOrder) was =
      pinned ? slip_stage_order_new_under (db, release, before, error) : NULL;
  g_autoptr (SlipStageOrder) will = slip_stage_order_new_under (db, release, after, error);
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) failure = NULL;
  g_autoptr (SlipQuery) query =
      slip_database_query (db, error,
                           "SELECT id FROM record WHERE kind = 'document' AND release = ? AND NOT "
                           "dead ORDER BY clock, replica",
                           "s", release);

  while (query != NULL && slip_query_next (query, &failure))
    g_ptr_array_add (records, g_strdup (slip_query_text (query, 0)));
  if (query == NULL || failure != NULL)
    {
      if (failure != NULL)
        g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  g_clear_pointer (&query, slip_query_end);
  for (guint i = 0; i < records->len; i++)
    if (!compare_document (db, g_ptr_array_index (records, i), was, will, lines, error))
      return FALSE;
  return compare_rulings (db, release, before, lines, error);
}

static char *
name_form (const char *form, gpointer db)
{
  return slip_forms_title (db, form);
}

GPtrArray *
slip_workspace_follow_preview (SlipWorkspace *self, const char *release, const char *which,
                               GError **error)
{
  SlipDatabase *db = slip_workspace_reader (self);
  g_autofree char *id = slip_workspace_resolve (self, SLIP_RECORD_RELEASE, release, error);
  g_autofree char *digest = id != NULL ? slip_process_resolve (db, which, error) : NULL;
  g_autoptr (SlipProcess) after = digest != NULL ? slip_processes_get (db, digest, error) : NULL;
  g_autoptr (SlipProcess) before = NULL;
  g_autoptr (GPtrArray) lines = NULL;
  gboolean pinned = FALSE;
  gboolean done;

  if (after == NULL || (before = slip_processes_for_release (db, id, &pinned, error)) == NULL)
    return NULL;
  lines = slip_process_diff (before, after, name_form, db);
  if (pinned && g_str_equal (before->digest, after->digest))
    return g_steal_pointer (&lines);
  if (!pinned)
    g_ptr_array_insert (
        lines, 0,
        g_strdup (_ ("The release began before releases followed a version: from then on the order "
                     "of stages and the separation of duties are asked of its sign-offs.")));
  /* All of one moment. */
  if (!slip_database_begin (db, error))
    return NULL;
  done = compare_signed (db, id, before, pinned, after, lines, error);
  slip_database_rollback (db);
  return done ? g_steal_pointer (&lines) : NULL;
}
