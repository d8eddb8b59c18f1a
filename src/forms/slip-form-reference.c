/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Between ids and what people call things: AC-03, a document's number, a release's title, a name. */

#include <glib/gi18n-lib.h>

#include "core/slip-id.h"
#include "forms/slip-form-private.h"

/* == records == */

/* The release that a record belongs to; itself for a release. */
static char *
release_of (SlipDatabase *database, const char *record)
{
  return slip_database_get_text (
      database, NULL,
      "SELECT CASE kind WHEN 'release' THEN id ELSE release END FROM record WHERE id = ?", "s",
      record);
}

char *
slip_form_document_of (SlipDatabase *database, const char *record, const char *form)
{
  g_autofree char *release = release_of (database, record);

  if (release == NULL)
    return NULL;
  return slip_database_get_text (
      database, NULL,
      "SELECT id FROM record WHERE kind = 'document' AND release = ? "
      "AND form = ? AND dead = 0 ORDER BY clock DESC, replica DESC LIMIT 1",
      "ss", release, form);
}

GPtrArray *
slip_form_documents_of (SlipDatabase *database, const char *record, const char *form,
                        GError **error)
{
  g_autofree char *release = release_of (database, record);
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (SlipQuery) query = slip_database_query (
      database, error,
      "SELECT id FROM record WHERE kind = 'document' AND release = ?1 AND (?2 IS NULL OR form = "
      "?2) AND dead = 0 ORDER BY number, id",
      "ss", release, form);
  GError *local_error = NULL;

  if (query == NULL)
    return NULL;
  while (slip_query_next (query, &local_error))
    g_ptr_array_add (records, g_strdup (slip_query_text (query, 0)));
  if (local_error != NULL)
    {
      g_propagate_error (error, local_error);
      return NULL;
    }
  return g_steal_pointer (&records);
}

char *
slip_form_target_of_row (SlipDatabase *database, const char *record, SlipFormNode *node,
                         SlipForm **form)
{
  g_autofree char *target = NULL;

  if (node->to_form == NULL || g_str_equal (node->to_form, slip_form_get_id (node->form)))
    {
      *form = slip_form_ref (node->form);
      return g_strdup (record);
    }
  target = slip_form_document_of (database, record, node->to_form);
  if (target == NULL)
    return NULL;
  *form = slip_forms_for_record (database, target, NULL);
  return *form != NULL ? g_steal_pointer (&target) : NULL;
}

/* == from text to id == */

/* The one id that a query gives: NOT_FOUND, AMBIGUOUS. */
static char *
only_one (SlipQuery *query, SlipFormNode *node, const char *text, const char *what, GError **error)
{
  g_autofree char *id = NULL;
  GError *local_error = NULL;

  if (query == NULL)
    return NULL;
  while (slip_query_next (query, &local_error))
    {
      if (id != NULL)
        {
          g_set_error (error, SLIP_ERROR, SLIP_ERROR_AMBIGUOUS,
                       /* Translators: what was typed, a field, and such as “member”. */
                       _ ("“%s” for “%s” names more than one %s; give the id"), text, node->path,
                       what);
          return NULL;
        }
      id = g_strdup (slip_query_text (query, 0));
    }
  if (local_error != NULL)
    {
      g_propagate_error (error, local_error);
      return NULL;
    }
  if (id == NULL)
    g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND, _ ("there is no %s “%s” for “%s”"), what,
                 text, node->path);
  return g_steal_pointer (&id);
}

static char *
resolve_row (SlipDatabase *database, const char *record, SlipFormNode *node, const char *text,
             GError **error)
{
  g_autoptr (SlipForm) form = NULL;
  g_autofree char *target = slip_form_target_of_row (database, record, node, &form);
  SlipFormNode *table = form != NULL ? slip_form_find (form, node->to_table) : NULL;
  g_autoptr (SlipQuery) query = NULL;
  g_autoptr (GError) local_error = NULL;
  g_autofree char *found = NULL;

  if (table == NULL || table->kind != SLIP_NODE_TABLE)
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND,
                   _ ("“%s” points into “%s” of a document that the release doesn't have yet"),
                   node->path, node->to_table);
      return NULL;
    }
  query = slip_database_query (
      database, error, "SELECT id FROM row WHERE record = ? AND id = ? AND tbl = ? AND dead = 0",
      "sss", target, text, table->path);
  found = only_one (query, node, text, _ ("row"), &local_error);
  if (found != NULL || table->key == NULL)
    {
      if (found == NULL)
        g_propagate_error (error, g_steal_pointer (&local_error));
      return g_steal_pointer (&found);
    }
  g_clear_pointer (&query, slip_query_end);
  query = slip_database_query (
      database, error,
      "SELECT r.id FROM row r JOIN value v ON v.record = r.record AND v.row = r.id AND v.field = ? "
      "AND v.shown = 1 WHERE r.record = ? AND r.tbl = ? AND r.dead = 0 AND v.value = ?",
      "ssss", table->key->cell, target, table->path, text);
  return only_one (query, node, text, slip_form_node_label (table), error);
}

char *
slip_form_resolve_reference (SlipDatabase *database, SlipForm *form, const char *record,
                             SlipFormNode *node, const char *text, GError **error)
{
  g_autofree char *name = g_strstrip (g_strdup (text));
  g_autofree char *release = NULL;
  g_autoptr (SlipQuery) query = NULL;

  g_return_val_if_fail (node->type == SLIP_FIELD_PERSON || node->type == SLIP_FIELD_REFERENCE,
                        NULL);

  if (*name == '\0')
    return g_steal_pointer (&name);
  if (node->type == SLIP_FIELD_PERSON)
    {
      /* A whole id names one person, whatever others are called. */
      query = slip_database_query (
          database, error,
          "SELECT person FROM member WHERE person = ?1 OR NOT EXISTS (SELECT 1 FROM member WHERE "
          "person = ?1) AND (name = ?1 OR length (?1) >= 4 AND substr (person, 1, length (?1)) = "
          "?1)",
          "s", name);
      return only_one (query, node, name, _ ("member"), error);
    }
  switch (node->to)
    {
    case SLIP_REFERENCE_ROW:
      return resolve_row (database, record, node, name, error);
    case SLIP_REFERENCE_RELEASE:
      query = slip_database_query (
          database, error,
          "SELECT id FROM record WHERE kind = 'release' AND dead = 0 AND (id = ?1 OR id IN (SELECT "
          "record FROM value WHERE field = '" SLIP_RELEASE_TITLE
          "' AND row = '' AND shown = 1 AND value = ?1))",
          "s", name);
      return only_one (query, node, name, _ ("release"), error);
    case SLIP_REFERENCE_DOCUMENT:
    case SLIP_REFERENCE_GATE:
    case SLIP_REFERENCE_NONE:
      break;
    }
  query = slip_database_query (
      database, error,
      "SELECT id FROM record WHERE kind = 'document' AND dead = 0 AND "
      "(id = ?1 OR number = ?1) AND (?2 IS NULL OR form = ?2)",
      "ss", name, node->to == SLIP_REFERENCE_DOCUMENT ? node->to_form : "final-approval");
  return only_one (query, node, name, _ ("document"), error);
}

/* == from id to text == */

static char *
display_row (SlipDatabase *database, const char *record, SlipFormNode *node, const char *id)
{
  g_autoptr (SlipForm) form = NULL;
  g_autofree char *target = slip_form_target_of_row (database, record, node, &form);
  SlipFormNode *table = form != NULL ? slip_form_find (form, node->to_table) : NULL;

  if (table == NULL || table->key == NULL)
    return NULL;
  return slip_database_get_text (
      database, NULL,
      "SELECT v.value FROM row r JOIN value v ON v.record = r.record AND v.row = r.id AND v.field "
      "= "
      "? AND v.shown = 1 WHERE r.record = ? AND r.id = ? AND r.tbl = ? AND r.dead = 0",
      "ssss", table->key->cell, target, id, table->path);
}

static char *
display_reference (SlipDatabase *database, const char *record, SlipFormNode *node, const char *id)
{
  if (node->type == SLIP_FIELD_PERSON)
    return slip_database_get_text (database, NULL, "SELECT name FROM member WHERE person = ?", "s",
                                   id);
  if (node->to == SLIP_REFERENCE_ROW)
    return display_row (database, record, node, id);
  if (node->to == SLIP_REFERENCE_RELEASE)
    return slip_database_get_text (
        database, NULL,
        "SELECT value FROM value WHERE record = ? AND row = '' AND field = "
        "'" SLIP_RELEASE_TITLE "' AND shown = 1",
        "s", id);
  return slip_database_get_text (database, NULL,
                                 "SELECT number FROM record WHERE id = ? AND dead = 0", "s", id);
}

static char *
display_members (SlipFormNode *node, const char *value)
{
  g_auto (GStrv) members = g_strsplit (value, "\n", -1);
  g_autoptr (GPtrArray) texts = g_ptr_array_new ();

  for (gsize i = 0; members[i] != NULL; i++)
    g_ptr_array_add (texts, (gpointer) slip_form_code_text (node, members[i]));
  g_ptr_array_add (texts, NULL);
  return g_strjoinv (", ", (GStrv) texts->pdata);
}

char *
slip_form_display_value (SlipDatabase *database, const char *record, SlipFormNode *node,
                         const char *value)
{
  char *text = NULL;

  if (*value == '\0')
    return g_strdup ("");
  switch (node->type)
    {
    case SLIP_FIELD_PERSON:
    case SLIP_FIELD_REFERENCE:
      text = display_reference (database, record, node, value);
      return text != NULL ? text : g_strdup (value);
    case SLIP_FIELD_CHOICE:
      return g_strdup (slip_form_code_text (node, value));
    case SLIP_FIELD_CHOICES:
      return display_members (node, value);
    case SLIP_FIELD_BOOLEAN:
      return g_strdup (g_str_equal (value, "yes")  ? _ ("Yes")
                       : g_str_equal (value, "no") ? _ ("No")
                                                   : value);
    case SLIP_FIELD_FILE:
      return g_strdup (slip_file_value_name (value));
    case SLIP_FIELD_NONE:
    case SLIP_FIELD_TEXT:
    case SLIP_FIELD_LONG_TEXT:
    case SLIP_FIELD_DATE:
    case SLIP_FIELD_DATE_TIME:
    case SLIP_FIELD_NUMBER:
      break;
    }
  return g_strdup (value);
}
