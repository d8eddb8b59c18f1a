/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Which entries of the trail are wanted: a filter as a person writes it, its names looked up. */

#include "workspace/slip-trail-private.h"

#include <glib/gi18n-lib.h>

#include "core/slip-datetime.h"
#include "forms/slip-form.h"
#include "trust/slip-keys.h"
#include "workspace/slip-people-private.h"

#define MINUTE_MS ((gint64) 60 * 1000)
#define DAY_MS (24 * 60 * MINUTE_MS)
gboolean
slip_trail_parse_time (const char *text, gboolean end, gint64 *ms, GError **error)
{
  static const struct
  {
    char unit;
    gint64 ms;
  } units[] = { { 'm', MINUTE_MS }, { 'h', 60 * MINUTE_MS }, { 'd', DAY_MS }, { 'w', 7 * DAY_MS } };
  g_autoptr (GDateTime) day = NULL;
  char *rest = NULL;
  guint64 n;

  if (slip_date_is_valid (text))
    {
      int year = atoi (text), month = atoi (text + 5), date = atoi (text + 8);
      g_autoptr (GDateTime) start = g_date_time_new_local (year, month, date, 0, 0, 0);

      day = end && start != NULL ? g_date_time_add_days (start, 1)
            : start != NULL      ? g_date_time_ref (start)
                                 : NULL;
      if (day != NULL)
        {
          *ms = g_date_time_to_unix (day) * 1000;
          return TRUE;
        }
    }
  else if (slip_datetime_is_valid (text))
    return slip_datetime_to_ms (text, ms);
  else if (g_ascii_isdigit (*text))
    {
      n = g_ascii_strtoull (text, &rest, 10);
      for (guint i = 0; i < G_N_ELEMENTS (units); i++)
        if (rest[0] == units[i].unit && rest[1] == '\0' && n <= 36500)
          {
            *ms = slip_now_ms () - (gint64) n * units[i].ms;
            return TRUE;
          }
    }
  g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID,
               _ ("“%s” is no time; write 2026-03-14, 2026-03-14T22:00:00+01:00, or how long ago: "
                  "90m, 12h, 2d, 3w"),
               text);
  return FALSE;
}

void
slip_trail_query_free (SlipTrailQuery *query)
{
  if (query == NULL)
    return;
  g_free (query->record);
  g_clear_pointer (&query->records, g_ptr_array_unref);
  g_free (query->person);
  g_free (query->field);
  g_free (query->kind);
  g_free (query->own_device);
  g_free (query);
}

static gboolean
is_kind (const char *text)
{
  static const char *const actions[] = { "create", "change",  "delete",  "sign",  "admit", "revoke",
                                         "revise", "propose", "comment", "purge", "other", NULL };

  return g_strv_contains (actions, text) || slip_trail_action (text) != NULL;
}

/* Whether the form has what @path names, ids of rows aside, which may be shortened. */
static gboolean
is_in_form (SlipForm *form, const char *path)
{
  g_auto (GStrv) parts = g_strsplit (path, "/", -1);
  g_autoptr (GString) names = g_string_new (NULL);
  SlipFormNode *node = NULL;

  for (gsize i = 0; parts[i] != NULL; i++)
    {
      gsize length = names->len;
      SlipFormNode *next;

      g_string_append_printf (names, "%s%s", i > 0 ? "/" : "", parts[i]);
      next = slip_form_find (form, names->str);
      if (next != NULL)
        {
          node = next;
          continue;
        }
      if (node == NULL || node->kind != SLIP_NODE_TABLE || *parts[i] == '\0')
        return FALSE;
      g_string_truncate (names, length);
    }
  return node != NULL;
}

/* A form that could have it: shipped or defined here. */
static gboolean
is_in_any_form (SlipDatabase *db, const char *path)
{
  g_auto (GStrv) shipped = slip_forms_shipped ();
  g_autoptr (SlipQuery) query =
      slip_database_query (db, NULL, "SELECT DISTINCT hash FROM definition", "");

  for (gsize i = 0; shipped[i] != NULL; i++)
    {
      g_autoptr (SlipForm) form = slip_forms_get_shipped (shipped[i], NULL);

      if (form != NULL && (slip_form_find (form, path) != NULL || is_in_form (form, path)))
        return TRUE;
    }
  while (query != NULL && slip_query_next (query, NULL))
    {
      g_autoptr (SlipForm) form = slip_forms_get (db, slip_query_text (query, 0), NULL);

      if (form != NULL && (slip_form_find (form, path) != NULL || is_in_form (form, path)))
        return TRUE;
    }
  return FALSE;
}

/* The field's whole path: the form knows it, and a unique name alone may stand for it. */
static char *
find_field (SlipDatabase *db, const char *record, const char *text, GError **error)
{
  g_autoptr (SlipForm) form = NULL;
  SlipFormNode *node;

  if (record == NULL && *text != '\0' && is_in_any_form (db, text))
    return g_strdup (text);
  if (record == NULL)
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND,
                   _ ("there is no such field: no form has “%s”; write a section, table or field, "
                      "such as tasks/minutes"),
                   text);
      return NULL;
    }
  form = slip_forms_for_record (db, record, error);
  if (form == NULL)
    return NULL;
  node = *text != '\0' ? slip_form_find (form, text) : NULL;
  if (node != NULL)
    return g_strdup (node->path);
  if (is_in_form (form, text))
    return g_strdup (text);
  g_set_error (
      error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND,
      _ ("there is no such field: the form %s has no “%s”; write a section, table or field, "
         "such as tasks/minutes"),
      slip_form_get_id (form), text);
  return NULL;
}

/* A member, or somebody whose ops are here without being one. */
static char *
find_person (SlipDatabase *db, const char *text, GError **error)
{
  g_autoptr (GError) failure = NULL;
  char *person = slip_person_resolve (db, text, &failure);

  if (person == NULL && g_error_matches (failure, SLIP_ERROR, SLIP_ERROR_NOT_FOUND) &&
      slip_id_is_valid (text))
    person = slip_database_get_text (db, NULL, "SELECT person FROM op WHERE person = ? LIMIT 1",
                                     "s", text);
  if (person == NULL)
    g_propagate_error (error, g_steal_pointer (&failure));
  return person;
}

/* A release is all of its documents, too. */
static gboolean
find_records (SlipTrailQuery *query, SlipDatabase *db, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (SlipQuery) documents = slip_database_query (
      db, &failure, "SELECT id FROM record WHERE release = ? AND kind = 'document'", "s",
      query->record);

  query->records = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (query->records, g_strdup (query->record));
  while (documents != NULL && slip_query_next (documents, &failure))
    g_ptr_array_add (query->records, g_strdup (slip_query_text (documents, 0)));
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

SlipTrailQuery *
slip_trail_query_new (SlipWorkspace *self, const SlipTrailFilter *filter, GError **error)
{
  g_autoptr (SlipTrailQuery) query = g_new0 (SlipTrailQuery, 1);

  query->own_device = slip_key_fingerprint (self->device->public);
  if (filter == NULL)
    return g_steal_pointer (&query);
  if (filter->kind != NULL && !is_kind (filter->kind))
    {
      g_set_error (
          error, SLIP_ERROR, SLIP_ERROR_INVALID,
          _ ("“%s” is no kind of entry; say create, change, delete, sign, admit, revoke, "
             "revise, propose, comment, purge, other, or an op's own kind such as set or move"),
          filter->kind);
      return NULL;
    }
  if (filter->after != NULL && !slip_op_name_from_string (filter->after, &query->after))
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID,
                   _ ("“%s” is no name of an op; write replica:clock as the log prints it"),
                   filter->after);
      return NULL;
    }
  query->has_after = filter->after != NULL;
  if (filter->record != NULL &&
      (query->record = slip_workspace_resolve (
           self, SLIP_RECORD_RELEASE | SLIP_RECORD_DOCUMENT | SLIP_RECORD_DELETED, filter->record,
           error)) == NULL)
    return NULL;
  if (query->record != NULL && !find_records (query, slip_workspace_reader (self), error))
    return NULL;
  if (filter->person != NULL &&
      (query->person = find_person (slip_workspace_reader (self), filter->person, error)) == NULL)
    return NULL;
  if (filter->field != NULL &&
      (query->field =
           find_field (slip_workspace_reader (self),
                       query->records != NULL && query->records->len > 1 ? NULL : query->record,
                       filter->field, error)) == NULL)
    return NULL;
  query->kind = g_strdup (filter->kind);
  query->since_ms = filter->since_ms;
  query->until_ms = filter->until_ms;
  query->limit = filter->limit;
  query->for_people = filter->for_people;
  return g_steal_pointer (&query);
}

static void
append_option (GString *text, const char *option, const char *value)
{
  if (value != NULL)
    g_string_append_printf (text, "%s%s%s", text->len > 0 ? " " : "", option, value);
}

char *
slip_trail_query_text (const SlipTrailQuery *query)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *since = query->since_ms != 0 ? slip_datetime_format (query->since_ms, 0) : NULL;
  g_autofree char *until = query->until_ms != 0 ? slip_datetime_format (query->until_ms, 0) : NULL;

  append_option (text, "", query->record);
  append_option (text, "--person ", query->person);
  append_option (text, "--field ", query->field);
  append_option (text, "--kind ", query->kind);
  append_option (text, "--since ", since);
  append_option (text, "--until ", until);
  return g_string_free (g_steal_pointer (&text), FALSE);
}
