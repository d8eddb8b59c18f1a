/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

#include "workspace/slip-definitions.h"

#include <glib/gi18n-lib.h>

#include "core/slip-hash.h"
#include "forms/slip-form-codes.h"
#include "forms/slip-xml.h"
#include "process/slip-processes.h"
#include "trust/slip-roster.h"
#include "report/slip-report-file.h"
#include "workspace/slip-outside-file.h"
#include "workspace/slip-workspace-private.h"

/* Of any file that is looked into; deeper or longer is neither. */
#define MAX_DEPTH 32
#define MAX_ELEMENTS 100000
G_STATIC_ASSERT (SLIP_PROCESS_MAX_BYTES == SLIP_FORM_MAX_BYTES);

void
slip_definition_free (SlipDefinition *definition)
{
  g_free (definition->id);
  g_free (definition->title);
  g_free (definition->version);
  g_free (definition->digest);
  g_free (definition->person);
  g_free (definition);
}

/* == reading == */

static SlipDefinition *
describe_process (const SlipProcess *process)
{
  SlipDefinition *definition = g_new0 (SlipDefinition, 1);

  definition->what = SLIP_DEFINITION_PROCESS;
  definition->id = g_strdup (process->id);
  definition->title = g_strdup (slip_process_text (process->title));
  definition->version = g_strdup_printf ("%u", process->version);
  definition->digest = g_strdup (process->digest);
  definition->n_parts = process->stages->len;
  definition->person = g_strdup ("");
  return definition;
}

static SlipDefinition *
describe_form (SlipForm *form)
{
  SlipDefinition *definition = g_new0 (SlipDefinition, 1);

  definition->what = SLIP_DEFINITION_FORM;
  definition->id = g_strdup (slip_form_get_id (form));
  definition->title = g_strdup (slip_form_get_title (form));
  definition->version = g_strdup (slip_form_get_version (form));
  definition->digest = g_strdup (slip_form_get_digest (form));
  definition->n_parts = slip_form_get_root (form)->children->len;
  definition->person = g_strdup ("");
  return definition;
}

/* Anything but a process is read as a form, so that what is wrong with it is said as of a form. */
static gboolean
is_process (GBytes *bytes)
{
  const SlipXmlLimits limits = { SLIP_PROCESS_MAX_BYTES, MAX_DEPTH, MAX_ELEMENTS };
  xmlDoc *document = slip_xml_parse (bytes, &limits, "", NULL);
  xmlNode *root = document != NULL ? xmlDocGetRootElement (document) : NULL;
  gboolean found =
      root != NULL && root->ns != NULL && g_str_equal (root->ns->href, SLIP_PROCESS_NAMESPACE);

  g_clear_pointer (&document, xmlFreeDoc);
  return found;
}

/* One of both. */
typedef struct
{
  SlipProcess *process;
  SlipForm *form;
} Parsed;

static void
parsed_clear (Parsed *parsed)
{
  g_clear_pointer (&parsed->process, slip_process_unref);
  g_clear_pointer (&parsed->form, slip_form_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Parsed, parsed_clear)

/* @what: (nullable): it has to be this; SLIP_DEFINITION_PROCESS or SLIP_DEFINITION_FORM */
static SlipDefinition *
parse (SlipDatabase *db, GBytes *bytes, const char *what, Parsed *parsed, GError **error)
{
  if (what == NULL)
    what = is_process (bytes) ? SLIP_DEFINITION_PROCESS : SLIP_DEFINITION_FORM;
  if (g_str_equal (what, SLIP_DEFINITION_PROCESS))
    {
      parsed->process = slip_process_new_from_bytes (bytes, error);
      return parsed->process != NULL ? describe_process (parsed->process) : NULL;
    }
  parsed->form = slip_forms_parse (db, bytes, error);
  return parsed->form != NULL ? describe_form (parsed->form) : NULL;
}

SlipDefinition *
slip_workspace_read_definition (SlipWorkspace *self, GFile *file, GCancellable *cancellable,
                                GError **error)
{
  g_autoptr (GBytes) bytes = slip_outside_file_read (file, SLIP_FORM_MAX_BYTES, cancellable, error);

  g_auto (Parsed) parsed = { NULL, NULL };

  return bytes != NULL ? parse (slip_workspace_reader (self), bytes, NULL, &parsed, error) : NULL;
}

gboolean
slip_definition_came_with_slipway (SlipDatabase *db, const char *what, const char *id,
                                   const char *digest)
{
  g_autoptr (GBytes) bytes = g_str_equal (what, SLIP_DEFINITION_FORM)
                                 ? slip_forms_shipped_bytes (id, NULL)
                                 : slip_processes_shipped_bytes (id, NULL);
  g_autofree char *shipped = bytes != NULL ? slip_hash_hex_of (bytes) : NULL;

  if (shipped == NULL)
    return FALSE;
  /* An earlier Slipway brought another version: whose maker it was put in by made the workspace with it, before anything
     else was said. */
  return g_str_equal (shipped, digest) ||
         slip_database_get_int (
             db, 0,
             "SELECT count (*) FROM definition d WHERE what = ?1 AND id = ?2 AND hash = ?3 AND NOT "
             "EXISTS (SELECT 1 FROM op o WHERE o.replica = d.replica AND o.clock < d.clock AND "
             "o.kind <> 'define') AND NOT EXISTS (SELECT 1 FROM definition e WHERE e.what = ?1 AND "
             "e.id = ?2 AND e.replica = d.replica AND e.clock < d.clock)",
             "sss", what, id, digest) > 0;
}

static int
compare_titles (gconstpointer a, gconstpointer b)
{
  return g_utf8_collate ((*(SlipDefinition *const *) a)->title,
                         (*(SlipDefinition *const *) b)->title);
}

GPtrArray *
slip_workspace_list_own_forms (SlipWorkspace *self, GError **error)
{
  SlipDatabase *db = slip_workspace_reader (self);
  g_autoptr (GPtrArray) list =
      g_ptr_array_new_with_free_func ((GDestroyNotify) slip_definition_free);
  g_autoptr (GError) failure = NULL;
  g_autoptr (SlipQuery) query =
      slip_database_query (db, error, "SELECT DISTINCT id FROM definition WHERE what = 'form'", "");

  while (query != NULL && slip_query_next (query, &failure))
    {
      g_autofree char *person = NULL;
      g_autofree char *digest =
          slip_forms_in_force_by (db, slip_query_text (query, 0), &person, NULL);
      gboolean own =
          person != NULL && !slip_definition_came_with_slipway (db, SLIP_DEFINITION_FORM,
                                                                slip_query_text (query, 0), digest);
      g_autoptr (SlipForm) form = own ? slip_forms_get (db, digest, NULL) : NULL;
      SlipDefinition *definition;

      /* One whose content has not arrived yet can't be shown. */
      if (form == NULL)
        continue;
      definition = describe_form (form);
      g_free (definition->person);
      definition->person = slip_person_name (db, person);
      g_ptr_array_add (list, definition);
    }
  if (failure != NULL)
    g_propagate_error (error, g_steal_pointer (&failure));
  else if (query != NULL)
    {
      g_ptr_array_sort (list, compare_titles);
      return g_steal_pointer (&list);
    }
  return NULL;
}

gboolean
slip_workspace_save_definition (SlipWorkspace *self, const char *what, const char *digest,
                                const char *path, GError **error)
{
  SlipDatabase *db = slip_workspace_reader (self);
  gboolean is_form = g_str_equal (what, SLIP_DEFINITION_FORM);
  g_autoptr (SlipForm) form = is_form ? slip_forms_get (db, digest, error) : NULL;
  g_autoptr (SlipProcess) process = is_form ? NULL : slip_processes_get (db, digest, error);

  return (form != NULL && slip_report_write_file (path, slip_form_get_bytes (form), error)) ||
         (process != NULL && slip_report_write_file (path, process->bytes, error));
}

/* == putting one in == */

/* What a form calculates with has to be among what its people can choose. */
static gboolean
check_codes (SlipForm *form, const SlipProcess *process, GError **error)
{
  GPtrArray *named = slip_form_codes_named (form);

  for (guint i = 0; named != NULL && i < named->len; i++)
    {
      const SlipFormNamedCode *code = g_ptr_array_index (named, i);
      const SlipFormCodes *list = slip_form_codes_of (process->codes, code->list);

      if (list == NULL || slip_form_codes_find (list, code->value) != NULL)
        continue;
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID,
                   _ ("the list “%s” of the process “%s” lacks the code “%s”, which the form “%s” "
                      "calculates with; add it, or put in a form that does without it first"),
                   code->list, slip_process_text (process->title), code->value,
                   slip_form_get_title (form));
      return FALSE;
    }
  return TRUE;
}

static gboolean
check_process (SlipWorkspace *self, const SlipProcess *process, GError **error)
{
  g_autoptr (GPtrArray) list = slip_workspace_list_forms (self, error);
  g_autoptr (GHashTable) forms =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) slip_form_unref);

  for (guint i = 0; list != NULL && i < list->len; i++)
    {
      const SlipFormInfo *info = g_ptr_array_index (list, i);
      SlipForm *form = slip_forms_get (slip_workspace_reader (self), info->definition, error);

      if (form == NULL)
        return FALSE;
      g_hash_table_replace (forms, (char *) slip_form_get_id (form), form);
      if (!check_codes (form, process, error))
        return FALSE;
    }
  return list != NULL && slip_process_check_fields (process, forms, error);
}

static gboolean
check_form (SlipDatabase *db, SlipForm *form, GError **error)
{
  g_autoptr (GPtrArray) entries = slip_processes_list (db, error);

  if (entries == NULL)
    return FALSE;
  for (guint i = 0; i < entries->len; i++)
    {
      const SlipProcessEntry *entry = g_ptr_array_index (entries, i);
      g_autoptr (SlipProcess) process =
          entry->in_force ? slip_processes_get (db, entry->digest, NULL) : NULL;

      if (process != NULL && !check_codes (form, process, error))
        return FALSE;
    }
  return TRUE;
}

typedef struct
{
  const SlipDefinition *definition;
  GBytes *bytes;
} Put;

static gboolean
may_define (SlipDatabase *db)
{
  g_autofree char *person = slip_meta_get (db, SLIP_META_PERSON);

  return person != NULL && slip_roster_holds (db, person, SLIP_ROLE_ADMINISTRATOR);
}

gboolean
slip_workspace_may_define (SlipWorkspace *self)
{
  return may_define (slip_workspace_reader (self));
}

static gboolean
put (SlipWorkspace *self, SlipDatabase *db, gpointer data, GError **error)
{
  const Put *args = data;
  const SlipDefinition *definition = args->definition;
  g_autofree char *now = g_str_equal (definition->what, SLIP_DEFINITION_FORM)
                             ? slip_forms_in_force (db, definition->id, NULL)
                             : slip_processes_in_force (db, definition->id, NULL);

  if (!may_define (db))
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED,
                   _ ("only an administrator puts a process or a form into the workspace"));
      return FALSE;
    }
  if (g_strcmp0 (now, definition->digest) == 0)
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_EXISTS,
                   _ ("this version of “%s” is in force already"), definition->id);
      return FALSE;
    }
  return slip_workspace_define (db, definition->what, definition->id, args->bytes, error);
}

static char *
put_file (SlipWorkspace *self, GFile *file, const char *what, GError **error)
{
  g_autoptr (GBytes) bytes = slip_outside_file_read (file, SLIP_FORM_MAX_BYTES, NULL, error);
  g_auto (Parsed) parsed = { NULL, NULL };
  g_autoptr (SlipDefinition) definition =
      bytes != NULL ? parse (slip_workspace_reader (self), bytes, what, &parsed, error) : NULL;
  Put args = { definition, bytes };

  return definition != NULL &&
                 (parsed.process == NULL || check_process (self, parsed.process, error)) &&
                 (parsed.form == NULL ||
                  check_form (slip_workspace_reader (self), parsed.form, error)) &&
                 slip_workspace_edit (self, put, &args, error)
             ? g_strdup (definition->digest)
             : NULL;
}

char *
slip_workspace_put_definition (SlipWorkspace *self, GFile *file, GError **error)
{
  return put_file (self, file, NULL, error);
}

char *
slip_workspace_put_process (SlipWorkspace *self, GFile *file, GError **error)
{
  return put_file (self, file, SLIP_DEFINITION_PROCESS, error);
}

char *
slip_workspace_put_form (SlipWorkspace *self, GFile *file, GError **error)
{
  return put_file (self, file, SLIP_DEFINITION_FORM, error);
}
