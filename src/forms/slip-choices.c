/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Candidates for a person or reference field. Each kind is one statement; words are compared here, as people write
 * them: without case. */

#include "forms/slip-choices.h"

#include <string.h>

#include "forms/slip-form-private.h"
#include "trust/slip-roster.h"

typedef struct
{
  SlipDatabase *database;
  GStrv words; /* casefolded */
  char *start; /* casefolded */
  guint limit;
  GPtrArray *first; /* (element-type SlipFormChoice): begin with what was typed */
  GPtrArray *rest;  /* (element-type SlipFormChoice) */
} Search;

void
slip_form_choice_free (SlipFormChoice *choice)
{
  if (choice == NULL)
    return;
  g_free (choice->value);
  g_free (choice->display);
  g_free (choice->detail);
  g_free (choice);
}

static gboolean
is_full (Search *search)
{
  return search->first->len >= search->limit;
}

static void
offer (Search *search, const char *value, const char *display, const char *detail)
{
  g_autofree char *all = g_strconcat (display, " ", detail, NULL);
  g_autofree char *folded = g_utf8_casefold (all, -1);
  gboolean begins = g_str_has_prefix (folded, search->start);
  SlipFormChoice *choice;

  for (gsize i = 0; search->words[i] != NULL; i++)
    if (strstr (folded, search->words[i]) == NULL)
      return;
  if (!begins && search->rest->len >= search->limit)
    return;
  choice = g_new (SlipFormChoice, 1);
  choice->value = g_strdup (value);
  choice->display = g_strdup (display);
  choice->detail = g_strdup (detail);
  g_ptr_array_add (begins ? search->first : search->rest, choice);
}

static gboolean
finish (GError *local_error, GError **error)
{
  if (local_error != NULL)
    g_propagate_error (error, local_error);
  return local_error == NULL;
}

/* == people == */

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return g_utf8_collate ((*(SlipMember *const *) a)->name, (*(SlipMember *const *) b)->name);
}

static gboolean
find_people (Search *search, GError **error)
{
  g_autoptr (GPtrArray) members = slip_roster_members (search->database, error);

  if (members == NULL)
    return FALSE;
  g_ptr_array_sort (members, compare_names);
  for (guint i = 0; i < members->len && !is_full (search); i++)
    {
      const SlipMember *member = g_ptr_array_index (members, i);
      g_autofree char *roles = g_strjoinv (", ", member->roles);

      if (member->revoked == NULL)
        offer (search, member->person, member->name, roles);
    }
  return TRUE;
}

/* == documents and releases == */

static gboolean
find_documents (Search *search, const char *record, const char *form, GError **error)
{
  g_autoptr (SlipQuery) query = slip_database_query (
      search->database, error,
      "SELECT r.id, r.number, r.definition, coalesce ((SELECT value FROM value v WHERE v.record = "
      "r.release AND v.row = '' AND v.field = '" SLIP_RELEASE_TITLE "' AND v.shown = 1), '') FROM "
      "record r WHERE r.kind = 'document' AND r.dead = 0 AND (?2 IS NULL OR r.form = ?2) AND r.id "
      "<> ?1 ORDER BY r.release = (SELECT release FROM record WHERE id = ?1) DESC, r.number",
      "ss", record, form);
  GError *local_error = NULL;

  if (query == NULL)
    return FALSE;
  while (!is_full (search) && slip_query_next (query, &local_error))
    {
      g_autoptr (SlipForm) its =
          slip_forms_get (search->database, slip_query_text (query, 2), NULL);
      const char *release = slip_query_text (query, 3);
      g_autofree char *detail = its != NULL ? g_strjoin (*release != '\0' ? " · " : "",
                                                         slip_form_get_title (its), release, NULL)
                                            : g_strdup (release);

      offer (search, slip_query_text (query, 0), slip_query_text (query, 1), detail);
    }
  return finish (local_error, error);
}

static gboolean
find_releases (Search *search, const char *record, GError **error)
{
  g_autoptr (SlipQuery) query = slip_database_query (
      search->database, error,
      "SELECT r.id, v.value, coalesce ((SELECT value FROM value w WHERE w.record = r.id AND w.row "
      "= '' AND w.field = '" SLIP_RELEASE_VERSION "' AND w.shown = 1), '') FROM record r JOIN "
      "value v ON v.record = r.id AND v.row = '' AND v.field = '" SLIP_RELEASE_TITLE
      "' AND v.shown = 1 WHERE r.kind = 'release' AND r.dead = 0 AND r.id <> ?1 AND r.id IS NOT "
      "(SELECT release FROM record WHERE id = ?1) ORDER BY r.wall DESC",
      "s", record);
  GError *local_error = NULL;

  if (query == NULL)
    return FALSE;
  while (!is_full (search) && slip_query_next (query, &local_error))
    offer (search, slip_query_text (query, 0), slip_query_text (query, 1),
           slip_query_text (query, 2));
  return finish (local_error, error);
}

/* == rows == */

/* (nullable): what tells a row of @table apart for people, besides its key. */
static SlipFormNode *
find_title (SlipFormNode *table)
{
  for (guint i = 0; i < table->children->len; i++)
    {
      SlipFormNode *node = g_ptr_array_index (table->children, i);

      if (node->kind == SLIP_NODE_FIELD && node != table->key && node->calculate == NULL &&
          (node->type == SLIP_FIELD_TEXT || node->type == SLIP_FIELD_LONG_TEXT))
        return node;
    }
  return NULL;
}

static void
offer_row (Search *search, const char *target, SlipFormNode *table, SlipQuery *query)
{
  const char *key = slip_query_text (query, 1);
  const char *title = slip_query_text (query, 2);
  g_autofree char *display =
      table->key != NULL ? slip_form_display_value (search->database, target, table->key, key)
                         : g_strdup ("");

  if (*display != '\0')
    offer (search, slip_query_text (query, 0), display, title);
  else if (*title != '\0')
    offer (search, slip_query_text (query, 0), title, "");
}

static gboolean
find_rows (Search *search, const char *record, SlipFormNode *field, GError **error)
{
  g_autoptr (SlipForm) form = NULL;
  g_autofree char *target = slip_form_target_of_row (search->database, record, field, &form);
  SlipFormNode *table = form != NULL ? slip_form_find (form, field->to_table) : NULL;
  SlipFormNode *title = table != NULL ? find_title (table) : NULL;
  g_autoptr (SlipQuery) query = NULL;
  GError *local_error = NULL;

  /* The document that it points into is not there yet. */
  if (table == NULL)
    return TRUE;
  query = slip_database_query (
      search->database, error,
      "SELECT r.id, coalesce ((SELECT value FROM value v WHERE v.record = r.record AND v.row = "
      "r.id AND v.field = ?3 AND v.shown = 1 AND v.kind = 'v'), ''), coalesce ((SELECT value FROM "
      "value v WHERE v.record = r.record AND v.row = r.id AND v.field = ?4 AND v.shown = 1 AND "
      "v.kind = 'v'), '') FROM row r WHERE r.record = ?1 AND r.tbl = ?2 AND r.dead = 0 ORDER BY "
      "r.parent, r.position, r.id",
      "ssss", target, table->path, table->key != NULL ? table->key->cell : "",
      title != NULL ? title->cell : "");
  if (query == NULL)
    return FALSE;
  while (!is_full (search) && slip_query_next (query, &local_error))
    offer_row (search, target, table, query);
  return finish (local_error, error);
}

/* == all == */

static gboolean
find_all (Search *search, const char *record, SlipFormNode *field, GError **error)
{
  if (field->type == SLIP_FIELD_PERSON)
    return find_people (search, error);
  if (field->type != SLIP_FIELD_REFERENCE)
    return TRUE;
  switch (field->to)
    {
    case SLIP_REFERENCE_ROW:
      return find_rows (search, record, field, error);
    case SLIP_REFERENCE_RELEASE:
      return find_releases (search, record, error);
    case SLIP_REFERENCE_DOCUMENT:
      return find_documents (search, record, field->to_form, error);
    case SLIP_REFERENCE_GATE:
      return find_documents (search, record, "final-approval", error);
    case SLIP_REFERENCE_NONE:
    default:
      return TRUE;
    }
}

GPtrArray *
slip_form_list_choices (SlipDatabase *database, const char *record, SlipFormNode *field,
                        const char *text, guint limit, GError **error)
{
  g_autofree char *start = g_utf8_casefold (text, -1);
  g_auto (GStrv) words = g_strsplit_set (start, " \t\n", -1);
  g_autoptr (GPtrArray) first =
      g_ptr_array_new_with_free_func ((GDestroyNotify) slip_form_choice_free);
  g_autoptr (GPtrArray) rest =
      g_ptr_array_new_with_free_func ((GDestroyNotify) slip_form_choice_free);
  Search search = { database, words, g_strstrip (start), limit, first, rest };

  if (!find_all (&search, record, field, error))
    return NULL;
  g_ptr_array_extend_and_steal (first, g_steal_pointer (&rest));
  if (first->len > limit)
    g_ptr_array_set_size (first, (int) limit);
  return g_steal_pointer (&first);
}
