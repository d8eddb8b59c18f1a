/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Releases and documents: listing them, making documents, showing one. slip-new-release.c makes releases. */

#include "core/slip-text.h"

#include <glib/gi18n-lib.h>
#include "forms/slip-check.h"
#include "forms/slip-form-schema.h"
#include "forms/slip-instance.h"
#include "process/slip-processes.h"
#include "store/slip-log.h"
#include "store/slip-values.h"
#include "workspace/slip-workspace-private.h"

/* == one record == */

void
slip_record_free (SlipRecord *record)
{
  g_free (record->id);
  g_free (record->release);
  g_free (record->number);
  g_clear_pointer (&record->form, slip_form_unref);
  g_free (record);
}

SlipRecord *
slip_record_load (SlipDatabase *db, const char *id, GError **error)
{
  g_autoptr (SlipRecord) record = g_new0 (SlipRecord, 1);
  g_autoptr (SlipQuery) query = NULL;

  record->form = slip_forms_for_record (db, id, error);
  if (record->form == NULL)
    return NULL;
  query = slip_database_query (
      db, error, "SELECT coalesce (release, id), coalesce (number, '') FROM record WHERE id = ?",
      "s", id);
  if (query == NULL || !slip_query_next (query, error))
    return NULL;
  record->id = g_strdup (id);
  record->release = g_strdup (slip_query_text (query, 0));
  record->number = g_strdup (slip_query_text (query, 1));
  return g_steal_pointer (&record);
}

/* == releases == */

void
slip_release_info_free (SlipReleaseInfo *info)
{
  g_free (info->id);
  g_free (info->title);
  g_free (info->version);
  g_free (info);
}

GPtrArray *
slip_workspace_list_releases (SlipWorkspace *self, GError **error)
{
  g_autoptr (GPtrArray) list =
      g_ptr_array_new_with_free_func ((GDestroyNotify) slip_release_info_free);
  g_autoptr (SlipQuery) query = slip_database_query (
      slip_workspace_reader (self), error,
      "SELECT id, wall, (SELECT count (*) FROM record d WHERE d.release = r.id AND d.kind = "
      "'document' AND NOT d.dead) FROM record r WHERE kind = 'release' AND NOT dead "
      "ORDER BY wall, id",
      "");
  g_autoptr (GError) local_error = NULL;

  if (query == NULL)
    return NULL;
  while (slip_query_next (query, &local_error))
    {
      SlipReleaseInfo *info = g_new0 (SlipReleaseInfo, 1);

      info->id = g_strdup (slip_query_text (query, 0));
      info->created_ms = slip_query_int (query, 1);
      info->n_documents = slip_query_int (query, 2);
      info->title =
          slip_values_text (slip_workspace_reader (self), info->id, "", SLIP_RELEASE_TITLE, NULL);
      info->version =
          slip_values_text (slip_workspace_reader (self), info->id, "", SLIP_RELEASE_VERSION, NULL);
      g_ptr_array_add (list, info);
    }
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }
  return g_steal_pointer (&list);
}

/* == documents == */

void
slip_document_info_free (SlipDocumentInfo *info)
{
  g_free (info->id);
  g_free (info->release);
  g_free (info->form);
  g_free (info->form_title);
  g_free (info->number);
  g_free (info->title);
  g_free (info->status);
  g_free (info->deleted);
  g_free (info);
}

typedef struct
{
  const char *release;
  const char *form;
  const char *from; /* nullable */
  char *id;
} NewDocument;

/* A name to begin with; a copy within the release keeps the one it has. */
static gboolean
name_document (SlipDatabase *db, SlipRecord *record, const SlipRecord *from, GError **error)
{
  SlipFormNode *node = slip_form_find (record->form, "header/title");
  g_autofree char *release = NULL;
  g_autofree char *text = NULL;

  if (node == NULL || node->calculate != NULL ||
      (from != NULL && g_str_equal (from->release, record->release)))
    return TRUE;
  release = slip_values_text (db, record->release, "", SLIP_RELEASE_TITLE, NULL);
  if (release == NULL)
    return TRUE;
  text = g_strdup_printf ("%s: %s", release, slip_form_get_title (record->form));
  return slip_write_field (db, record, "", node, text, error);
}

static SlipRecord *
load_source (SlipDatabase *db, const char *from, const char *form, GError **error)
{
  g_autoptr (SlipRecord) record = slip_record_load (db, from, error);

  if (record == NULL || g_str_equal (slip_form_get_id (record->form), form))
    return g_steal_pointer (&record);
  g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID,
               _ ("%s is a “%s”; a “%s” can only be copied from another one"), record->number,
               slip_form_get_id (record->form), form);
  return NULL;
}

char *
slip_record_new_document (SlipDatabase *db, const char *release, const char *form_id,
                          const char *from, GHashTable *rows, GError **error)
{
  g_autofree char *digest = slip_forms_in_force (db, form_id, error);
  g_autoptr (SlipForm) form = digest != NULL ? slip_forms_get (db, digest, error) : NULL;
  g_autoptr (SlipRecord) source = NULL;
  g_autoptr (SlipRecord) record = NULL;
  g_autofree char *id = NULL;
  SlipFormNode *root;

  if (form == NULL || (from != NULL && (source = load_source (db, from, form_id, error)) == NULL))
    return NULL;
  root = slip_form_get_root (form);
  id = slip_write_document (db, release, form, NULL, error);
  record = id != NULL ? slip_record_load (db, id, error) : NULL;
  if (record == NULL || !slip_write_defaults (db, record, root, "", error))
    return NULL;
  if (source != NULL && !slip_record_copy (db, source, record, rows, error))
    return NULL;
  if (source == NULL && (!slip_write_initials (db, record, root, "", error) ||
                         !slip_write_starts (db, record, root, error)))
    return NULL;
  return name_document (db, record, source, error) ? g_steal_pointer (&id) : NULL;
}

static gboolean
new_document (SlipWorkspace *self, SlipDatabase *db, gpointer data, GError **error)
{
  NewDocument *args = data;
  g_autoptr (GHashTable) rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  args->id = slip_record_new_document (db, args->release, args->form, args->from, rows, error);
  return args->id != NULL;
}

char *
slip_workspace_new_document (SlipWorkspace *self, const char *release, const char *form,
                             const char *from, GError **error)
{
  g_autofree char *release_id = slip_workspace_resolve (self, SLIP_RECORD_RELEASE, release, error);
  g_autofree char *from_id = NULL;
  NewDocument args = { release_id, form, NULL, NULL };

  if (release_id == NULL)
    return NULL;
  if (g_str_equal (form, SLIP_FORM_RELEASE))
    {
      g_set_error (
          error, SLIP_ERROR, SLIP_ERROR_INVALID,
          _ ("“release” is no form of a document; “slipwayctl release new” makes a release"));
      return NULL;
    }
  if (from != NULL)
    {
      from_id = slip_workspace_resolve (self, SLIP_RECORD_DOCUMENT, from, error);
      if (from_id == NULL)
        return NULL;
      args.from = from_id;
    }
  if (!slip_workspace_edit (self, new_document, &args, error))
    g_clear_pointer (&args.id, g_free);
  return args.id;
}

static GPtrArray *
list_documents (SlipWorkspace *self, const char *release, gboolean all, GError **error)
{
  g_autoptr (GPtrArray) list =
      g_ptr_array_new_with_free_func ((GDestroyNotify) slip_document_info_free);
  g_autofree char *release_id = NULL;
  g_autoptr (SlipQuery) query = NULL;
  g_autoptr (GError) local_error = NULL;

  if (release != NULL)
    {
      release_id = slip_workspace_resolve (self, SLIP_RECORD_RELEASE, release, error);
      if (release_id == NULL)
        return NULL;
    }
  query = slip_database_query (
      slip_workspace_reader (self), error,
      "SELECT id, release, form, number, wall, dead FROM record WHERE kind = 'document' AND (?2 OR "
      "NOT dead) AND (?1 IS NULL OR release = ?1) ORDER BY wall, id",
      "si", release_id, (gint64) all);
  if (query == NULL)
    return NULL;
  while (slip_query_next (query, &local_error))
    {
      SlipDocumentInfo *info = g_new0 (SlipDocumentInfo, 1);
      g_autoptr (SlipForm) form = NULL;
      g_autoptr (SlipSignoff) signoff = NULL;
      g_autoptr (GPtrArray) conflicts = NULL;

      info->id = g_strdup (slip_query_text (query, 0));
      info->release = g_strdup (slip_query_text (query, 1));
      info->form = g_strdup (slip_query_text (query, 2));
      info->number = g_strdup (slip_query_text (query, 3));
      info->created_ms = slip_query_int (query, 4);
      if (slip_query_int (query, 5))
        info->deleted = slip_deleted_note (slip_workspace_reader (self), info->id);
      info->title =
          slip_values_text (slip_workspace_reader (self), info->id, "", "header/title", NULL);
      form = slip_forms_for_record (slip_workspace_reader (self), info->id, NULL);
      info->form_title = g_strdup (form != NULL ? slip_form_get_title (form) : info->form);
      if (form != NULL)
        signoff = slip_signoff_load (slip_workspace_reader (self), form, info->id, NULL);
      info->status = g_strdup (signoff != NULL ? signoff->status : "incomplete");
      if (signoff != NULL)
        {
          info->revision = signoff->revisions->len;
          info->amendments = signoff->amendments->len;
          info->proposals = signoff->proposals->len;
        }
      conflicts = slip_values_conflicts (slip_workspace_reader (self), info->id, NULL);
      info->conflict = conflicts != NULL && conflicts->len > 0;
      g_ptr_array_add (list, info);
    }
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }
  return g_steal_pointer (&list);
}

GPtrArray *
slip_workspace_list_documents (SlipWorkspace *self, const char *release, GError **error)
{
  return list_documents (self, release, FALSE, error);
}

GPtrArray *
slip_workspace_list_all_documents (SlipWorkspace *self, const char *release, GError **error)
{
  return list_documents (self, release, TRUE, error);
}

/* == looking at one == */

GBytes *
slip_workspace_show (SlipWorkspace *self, const char *document, GError **error)
{
  g_autofree char *id = slip_workspace_resolve (
      self, SLIP_RECORD_RELEASE | SLIP_RECORD_DOCUMENT | SLIP_RECORD_DELETED, document, error);
  g_autoptr (SlipRecord) record =
      id != NULL ? slip_record_load (slip_workspace_reader (self), id, error) : NULL;
  xmlDoc *instance;
  GBytes *bytes;

  if (record == NULL)
    return NULL;
  instance = slip_instance_build (slip_workspace_reader (self), record->form, id,
                                  SLIP_INSTANCE_DEFAULT, error);
  if (instance == NULL)
    return NULL;
  bytes = slip_instance_to_bytes (instance);
  xmlFreeDoc (instance);
  return bytes;
}

GPtrArray *
slip_workspace_check (SlipWorkspace *self, const char *document, GError **error)
{
  g_autofree char *id =
      slip_workspace_resolve (self, SLIP_RECORD_RELEASE | SLIP_RECORD_DOCUMENT, document, error);
  g_autoptr (SlipRecord) record =
      id != NULL ? slip_record_load (slip_workspace_reader (self), id, error) : NULL;

  return record != NULL
             ? slip_check_document (slip_workspace_reader (self), record->form, id, error)
             : NULL;
}

/* == forms == */

void
slip_form_info_free (SlipFormInfo *info)
{
  g_free (info->id);
  g_free (info->title);
  g_free (info->version);
  g_free (info->definition);
  g_free (info);
}

static SlipForm *
form_in_force (SlipWorkspace *self, const char *id, GError **error)
{
  g_autofree char *digest = NULL;

  if (self == NULL)
    return slip_forms_get_shipped (id, error);
  digest = slip_forms_in_force (slip_workspace_reader (self), id, error);
  return digest != NULL ? slip_forms_get (slip_workspace_reader (self), digest, error) : NULL;
}

GPtrArray *
slip_workspace_list_forms (SlipWorkspace *self, GError **error)
{
  g_autoptr (GPtrArray) list =
      g_ptr_array_new_with_free_func ((GDestroyNotify) slip_form_info_free);
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (SlipQuery) query = NULL;
  g_auto (GStrv) shipped = slip_forms_shipped ();

  for (gsize i = 0; shipped[i] != NULL; i++)
    if (!g_str_equal (shipped[i], SLIP_FORM_RELEASE))
      g_ptr_array_add (ids, g_strdup (shipped[i]));
  if (self != NULL)
    {
      query = slip_database_query (
          slip_workspace_reader (self), error,
          "SELECT DISTINCT id FROM definition WHERE what = 'form' ORDER BY id", "");
      if (query == NULL)
        return NULL;
      while (slip_query_next (query, NULL))
        if (!g_strv_contains ((const char *const *) shipped, slip_query_text (query, 0)))
          g_ptr_array_add (ids, g_strdup (slip_query_text (query, 0)));
    }
  for (guint i = 0; i < ids->len; i++)
    {
      g_autoptr (SlipForm) form = form_in_force (self, g_ptr_array_index (ids, i), error);
      SlipFormInfo *info;

      if (form == NULL)
        return NULL;
      info = g_new0 (SlipFormInfo, 1);
      info->id = g_strdup (slip_form_get_id (form));
      info->title = g_strdup (slip_form_get_title (form));
      info->version = g_strdup (slip_form_get_version (form));
      info->definition = g_strdup (slip_form_get_digest (form));
      g_ptr_array_add (list, info);
    }
  return g_steal_pointer (&list);
}

SlipForm *
slip_workspace_get_form (SlipWorkspace *self, const char *record, GError **error)
{
  return slip_forms_for_record (slip_workspace_reader (self), record, error);
}

GBytes *
slip_workspace_form_definition (SlipWorkspace *self, const char *id, GError **error)
{
  g_autoptr (SlipForm) form = form_in_force (self, id, error);

  return form != NULL ? g_bytes_ref (slip_form_get_bytes (form)) : NULL;
}

GBytes *
slip_workspace_form_schema (SlipWorkspace *self, const char *id, GError **error)
{
  g_autoptr (SlipForm) form = form_in_force (self, id, error);

  return form != NULL ? slip_form_schema (form) : NULL;
}
