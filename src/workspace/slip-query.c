/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What windows and commands call things (places in documents, records, people, ops), and search over everything. */

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/slip-op.h"
#include "core/slip-hash.h"
#include "core/slip-text.h"
#include "store/slip-search.h"
#include "store/slip-values.h"
#include "workspace/slip-workspace-private.h"

/* Characters of a row's id where the row has no key. */
#define SHORT_ROW 8
/* Of a text that names a row. */
#define NAME_CHARS 40

/* == places == */

/* Writes "items/ROWID/steps/ROWID" of a row: the form that every command takes. */
static char *
row_path (SlipDatabase *db, const char *record, const char *row)
{
  g_autofree char *table = NULL;
  g_autofree char *parent = NULL;

  if (*row == '\0' || !slip_values_row_info (db, record, row, &table, &parent, NULL, NULL, NULL))
    return g_strdup (row);
  if (*parent != '\0')
    {
      g_autofree char *above = row_path (db, record, parent);
      const char *name = strrchr (table, '/');

      return g_strdup_printf ("%s/%s/%s", above, name != NULL ? name + 1 : table, row);
    }
  return g_strdup_printf ("%s/%s", table, row);
}

char *
slip_cell_path (SlipDatabase *db, const char *record, const char *row, const char *field)
{
  g_autofree char *above = row_path (db, record, row);

  if (*field == '\0' || *field == '@')
    return g_steal_pointer (&above);
  return *row == '\0' ? g_strdup (field) : g_strdup_printf ("%s/%s", above, field);
}

SlipFormNode *
slip_cell_node (SlipDatabase *db, SlipForm *form, const char *record, const char *row,
                const char *field)
{
  g_autofree char *table = NULL;
  g_autofree char *path = NULL;

  if (*row == '\0')
    return *field == '\0' || *field == '@' ? slip_form_get_root (form)
                                           : slip_form_find (form, field);
  if (!slip_values_row_info (db, record, row, &table, NULL, NULL, NULL, NULL))
    return NULL;
  if (*field == '\0' || *field == '@')
    return slip_form_find (form, table);
  path = g_strconcat (table, "/", field, NULL);
  return slip_form_find (form, path);
}

/* What the first field says that has a text: a table without a key has nothing better to tell its rows by. */
static char *
first_text (SlipDatabase *db, SlipFormNode *table, const char *record, const char *row)
{
  for (guint i = 0; i < table->children->len; i++)
    {
      SlipFormNode *field = g_ptr_array_index (table->children, i);
      g_autofree char *text = NULL;

      if (field->kind != SLIP_NODE_FIELD || field->cell == NULL ||
          (field->type != SLIP_FIELD_TEXT && field->type != SLIP_FIELD_LONG_TEXT))
        continue;
      text = slip_values_text (db, record, row, field->cell, NULL);
      if (text == NULL || *g_strstrip (g_strdelimit (text, "\r\n\t", ' ')) == '\0')
        continue;
      if (g_utf8_strlen (text, -1) > NAME_CHARS)
        {
          g_autofree char *head = g_utf8_substring (text, 0, NAME_CHARS - 1);

          return g_strconcat (g_strchomp (head), "…", NULL);
        }
      return g_steal_pointer (&text);
    }
  return NULL;
}

/* (nullable): what its table's key says. */
static char *
row_key (SlipDatabase *db, SlipForm *form, const char *record, const char *row)
{
  SlipFormNode *table = slip_cell_node (db, form, record, row, "");
  SlipFormNode *key = table != NULL ? table->key : NULL;
  g_autofree char *value =
      key != NULL && key->cell != NULL ? slip_values_text (db, record, row, key->cell, NULL) : NULL;

  if (value != NULL && *value != '\0')
    return slip_form_display_value (db, record, key, value);
  return key == NULL && table != NULL ? first_text (db, table, record, row) : NULL;
}

char *
slip_row_name (SlipDatabase *db, SlipForm *form, const char *record, const char *row)
{
  char *key = row_key (db, form, record, row);

  return key != NULL ? key : g_strndup (row, SHORT_ROW);
}

/* Its name where it has one, else its place in the table. That changes when others do: good for a look, not for what is
 * kept. */
static char *
row_place (SlipDatabase *db, SlipForm *form, const char *record, const char *row)
{
  char *key = row_key (db, form, record, row);

  if (key != NULL)
    return key;
  return g_strdup_printf (
      /* Translators: a row of a table that has no name, by its place: "row 3" */
      _ ("row %u"),
      (guint) slip_database_get_int (
          db, 0,
          "SELECT count (*) FROM row o JOIN row r ON r.record = o.record AND r.tbl = o.tbl AND "
          "r.parent = o.parent AND (r.position, r.id) <= (o.position, o.id) WHERE o.record = ? AND "
          "o.id = ? AND r.dead = 0",
          "ss", record, row));
}

typedef char *RowName (SlipDatabase *db, SlipForm *form, const char *record, const char *row);

/* Labels of what is around @node, and of @node: of sections, tables and fields up to (not with) @end. */
static void
append_labels (GString *label, SlipFormNode *node, SlipFormNode *end)
{
  if (node == NULL || node == end || node->kind == SLIP_NODE_FORM)
    return;
  append_labels (label, node->parent, end);
  g_string_append_printf (label, "%s%s", label->len > 0 ? " › " : "", slip_form_node_label (node));
}

/* Adds the row with the tables and rows that it is in. */
static void
append_row_label (GString *label, SlipDatabase *db, SlipForm *form, const char *record,
                  const char *row, RowName *name_of)
{
  g_autofree char *table = NULL;
  g_autofree char *parent = NULL;
  g_autofree char *name = NULL;
  SlipFormNode *node;

  if (!slip_values_row_info (db, record, row, &table, &parent, NULL, NULL, NULL))
    {
      g_string_append (label, row);
      return;
    }
  node = slip_form_find (form, table);
  if (*parent != '\0')
    append_row_label (label, db, form, record, parent, name_of);
  append_labels (label, node, node != NULL ? node->table : NULL);
  name = name_of (db, form, record, row);
  g_string_append_printf (label, "%s%s", label->len > 0 ? " › " : "", name);
}

static char *
cell_label (SlipDatabase *db, SlipForm *form, const char *record, const char *row,
            const char *field, RowName *name_of)
{
  g_autoptr (GString) label = g_string_new (NULL);
  SlipFormNode *node = slip_cell_node (db, form, record, row, field);

  if (*row != '\0')
    append_row_label (label, db, form, record, row, name_of);
  if (*field == '\0' || *field == '@')
    return g_string_free (g_steal_pointer (&label), FALSE);
  if (node != NULL)
    append_labels (label, node, node->table);
  else
    g_string_append_printf (label, "%s%s", label->len > 0 ? " › " : "", field);
  return g_string_free (g_steal_pointer (&label), FALSE);
}

char *
slip_cell_label (SlipDatabase *db, SlipForm *form, const char *record, const char *row,
                 const char *field)
{
  return cell_label (db, form, record, row, field, slip_row_name);
}

char *
slip_record_title (SlipDatabase *db, const char *record)
{
  g_autofree char *number = slip_database_get_text (
      db, NULL, "SELECT number FROM record WHERE id = ? AND kind = 'document'", "s", record);
  g_autofree char *title =
      slip_values_text (db, record, "", number != NULL ? "header/title" : SLIP_RELEASE_TITLE, NULL);

  if (number == NULL)
    return title != NULL ? g_steal_pointer (&title) : g_strdup ("");
  if (title == NULL || *title == '\0')
    return g_steal_pointer (&number);
  return g_strdup_printf ("%s %s", number, title);
}

char *
slip_workspace_get_title (SlipWorkspace *self, const char *record, GError **error)
{
  g_autofree char *id =
      slip_workspace_resolve (self, SLIP_RECORD_RELEASE | SLIP_RECORD_DOCUMENT, record, error);

  return id != NULL ? slip_record_title (slip_workspace_reader (self), id) : NULL;
}

char *
slip_person_name (SlipDatabase *db, const char *person)
{
  char *name =
      slip_database_get_text (db, NULL, "SELECT name FROM member WHERE person = ?", "s", person);

  return name != NULL ? name : g_strdup (person);
}

/* == search == */

void
slip_search_result_free (SlipSearchResult *result)
{
  g_free (result->record);
  g_free (result->title);
  g_free (result->release);
  g_free (result->release_title);
  g_free (result->path);
  g_free (result->thread);
  g_free (result->label);
  g_free (result->snippet);
  g_free (result->marked);
  g_free (result);
}

static char *
mark_snippet (const char *snippet)
{
  char *text = g_strdup (snippet);

  for (char *p = text; *p != '\0'; p++)
    {
      if (*p == *SLIP_SEARCH_MARK_BEGIN)
        *p = '[';
      else if (*p == *SLIP_SEARCH_MARK_END)
        *p = ']';
      else if (*p == '\n')
        *p = ' ';
    }
  return text;
}

/* What all hits in one record share is read once. */
typedef struct
{
  SlipForm *form; /* nullable: it has not arrived */
  char *title;
  char *release;
  char *release_title;
} HitRecord;

static void
hit_record_free (gpointer data)
{
  HitRecord *shared = data;

  g_clear_pointer (&shared->form, slip_form_unref);
  g_free (shared->title);
  g_free (shared->release);
  g_free (shared->release_title);
  g_free (shared);
}

static HitRecord *
hit_record_get (GHashTable *records, SlipDatabase *db, const char *id)
{
  HitRecord *shared = g_hash_table_lookup (records, id);

  if (shared != NULL)
    return shared;
  shared = g_new0 (HitRecord, 1);
  shared->form = slip_forms_for_record (db, id, NULL);
  shared->title = slip_record_title (db, id);
  shared->release = slip_database_get_text (
      db, NULL, "SELECT coalesce (release, id) FROM record WHERE id = ?", "s", id);
  if (shared->release == NULL)
    shared->release = g_strdup (id);
  shared->release_title = slip_record_title (db, shared->release);
  g_hash_table_insert (records, g_strdup (id), shared);
  return shared;
}

GPtrArray *
slip_workspace_search (SlipWorkspace *self, const char *text, guint limit, GError **error)
{
  SlipDatabase *db = slip_workspace_reader (self);
  g_autoptr (GPtrArray) hits = slip_search_find (db, text, limit, error);
  g_autoptr (GPtrArray) results =
      g_ptr_array_new_with_free_func ((GDestroyNotify) slip_search_result_free);
  g_autoptr (GHashTable) records =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, hit_record_free);

  if (hits == NULL)
    return NULL;
  for (guint i = 0; i < hits->len; i++)
    {
      SlipHit *hit = g_ptr_array_index (hits, i);
      HitRecord *shared = hit_record_get (records, db, hit->record);
      SlipSearchResult *result = g_new0 (SlipSearchResult, 1);

      result->record = g_strdup (hit->record);
      result->title = g_strdup (shared->title);
      result->release = g_strdup (shared->release);
      result->release_title = g_strdup (shared->release_title);
      result->path = slip_cell_path (db, hit->record, hit->row, hit->field);
      result->thread = g_strdup (hit->thread);
      if (hit->thread != NULL && *hit->row == '\0' && *hit->field == '\0')
        result->label = g_strdup ("");
      else
        result->label = shared->form != NULL ? cell_label (db, shared->form, hit->record, hit->row,
                                                           hit->field, row_place)
                                             : g_strdup (result->path);
      result->snippet = mark_snippet (hit->snippet);
      result->marked = g_strdup (hit->snippet);
      g_ptr_array_add (results, result);
    }
  return g_steal_pointer (&results);
}
