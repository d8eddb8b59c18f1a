/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The ids of a table's rows, in a thread: all in the table's order, or those that have some words, sorted by a field.
 * Only these two need the cells, and then of the whole table. */

#include "forms/slip-expression.h"
#include "store/slip-values.h"
#include "workspace/slip-form-session-private.h"

#include <string.h>

/* Up to here cells are read one by one. */
#define FEW_ROWS 20

void
slip_form_listing_free (SlipFormListing *listing)
{
  g_free (listing->parent);
  g_free (listing->filter);
  g_clear_pointer (&listing->before, g_ptr_array_unref);
  g_clear_pointer (&listing->ids, g_ptr_array_unref);
  g_free (listing);
}

typedef struct
{
  SlipFormListing *listing;
  SlipDatabase *db;
  const char *record;
  SlipScope *scope;
  GHashTable *displays; /* "index of the field\nvalue" → as people see it */
} Reader;

static char *
read_text (Reader *reader, SlipFormNode *field, const char *row)
{
  char *text = slip_scope_get_value (reader->scope, field, row, NULL);

  return text != NULL ? text : g_strdup ("");
}

/* Names of rows, documents and persons take a question each: the same ones come again and again. */
static const char *
display (Reader *reader, SlipFormNode *field, const char *text)
{
  g_autofree char *key = g_strdup_printf ("%u\n%s", field->index, text);
  const char *known = g_hash_table_lookup (reader->displays, key);
  char *shown;

  if (known != NULL)
    return known;
  shown = slip_form_display_value (reader->db, reader->record, field, text);
  g_hash_table_insert (reader->displays, g_steal_pointer (&key), shown);
  return shown;
}

/* == the filter == */

static char *
fold (const char *text)
{
  g_autofree char *normal = g_utf8_normalize (text, -1, G_NORMALIZE_ALL);

  return g_utf8_casefold (normal != NULL ? normal : "", -1);
}

static gboolean
has_words (Reader *reader, const char *row, GStrv words)
{
  SlipFormNode *table = reader->listing->table;
  g_autoptr (GString) all = g_string_new (NULL);
  g_autofree char *folded = NULL;

  for (guint i = 0; i < table->children->len; i++)
    {
      SlipFormNode *field = g_ptr_array_index (table->children, i);
      g_autofree char *text = NULL;

      if (field->kind != SLIP_NODE_FIELD)
        continue;
      text = read_text (reader, field, row);
      if (*text == '\0')
        continue;
      g_string_append (all, field->type == SLIP_FIELD_TEXT || field->type == SLIP_FIELD_LONG_TEXT
                                ? text
                                : display (reader, field, text));
      g_string_append_c (all, '\n');
    }
  folded = fold (all->str);
  for (gsize i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0' && strstr (folded, words[i]) == NULL)
      return FALSE;
  return TRUE;
}

static GPtrArray *
keep_those_with_words (Reader *reader, GPtrArray *all)
{
  GPtrArray *kept = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *folded = fold (reader->listing->filter);
  g_auto (GStrv) words = NULL;

  g_strdelimit (folded, "\t\n", ' ');
  words = g_strsplit (folded, " ", -1);
  for (guint i = 0; i < all->len; i++)
    if (has_words (reader, g_ptr_array_index (all, i), words))
      g_ptr_array_add (kept, g_strdup (g_ptr_array_index (all, i)));
  return kept;
}

/* == the order == */

typedef struct
{
  char *id;
  guint place;
  gboolean empty;
  double number;
  char *key; /* nullable */
} Sorted;

static void
free_sorted (gpointer data)
{
  Sorted *sorted = data;

  g_free (sorted->id);
  g_free (sorted->key);
  g_free (sorted);
}

static double
get_rank (SlipFormNode *field, const char *value)
{
  for (guint i = 0; i < field->codes->codes->len; i++)
    {
      const SlipFormCode *code = g_ptr_array_index (field->codes->codes, i);

      if (strcmp (code->value, value) == 0)
        return code->rank;
    }
  return G_MAXINT;
}

static double
get_instant (const char *text)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_iso8601 (text, NULL);

  return time != NULL ? (double) g_date_time_to_unix (time) : 0;
}

static void
weigh (Reader *reader, Sorted *sorted, SlipFormNode *field)
{
  g_autofree char *text = read_text (reader, field, sorted->id);

  sorted->empty = *text == '\0';
  if (sorted->empty)
    return;
  switch (field->type)
    {
    case SLIP_FIELD_NUMBER:
      sorted->number = g_ascii_strtod (text, NULL);
      break;
    case SLIP_FIELD_CHOICE:
      sorted->number = get_rank (field, text);
      break;
    case SLIP_FIELD_DATE_TIME:
      sorted->number = get_instant (text);
      break;
    case SLIP_FIELD_BOOLEAN:
      sorted->number = strcmp (text, "yes") == 0;
      break;
    case SLIP_FIELD_DATE:
      sorted->key = g_steal_pointer (&text);
      break;
    default:
      {
        g_autofree char *shown = fold (display (reader, field, text));

        /* T-9 before T-10. */
        sorted->key = g_utf8_collate_key_for_filename (shown, -1);
      }
    }
}

static int
compare (gconstpointer a, gconstpointer b, gpointer data)
{
  const Sorted *left = *(const Sorted *const *) a;
  const Sorted *right = *(const Sorted *const *) b;
  int sign = GPOINTER_TO_INT (data);
  int order = 0;

  if (left->empty != right->empty)
    return left->empty ? 1 : -1;
  if (left->key != NULL && right->key != NULL)
    order = strcmp (left->key, right->key);
  else if (!left->empty)
    order = (left->number > right->number) - (left->number < right->number);
  if (order != 0)
    return sign * order;
  return (left->place > right->place) - (left->place < right->place);
}

static GPtrArray *
sort (Reader *reader, GPtrArray *ids)
{
  SlipFormListing *listing = reader->listing;
  g_autoptr (GPtrArray) sorted = g_ptr_array_new_with_free_func (free_sorted);
  GPtrArray *answer = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < ids->len; i++)
    {
      Sorted *one = g_new0 (Sorted, 1);

      one->id = g_strdup (g_ptr_array_index (ids, i));
      one->place = i;
      weigh (reader, one, listing->order);
      g_ptr_array_add (sorted, one);
    }
  g_ptr_array_sort_with_data (sorted, compare, GINT_TO_POINTER (listing->descending ? -1 : 1));
  for (guint i = 0; i < sorted->len; i++)
    g_ptr_array_add (answer, g_strdup (((Sorted *) g_ptr_array_index (sorted, i))->id));
  return answer;
}

/* == both == */

static gboolean
is_same (GPtrArray *before, GPtrArray *after)
{
  if (before == NULL || before->len != after->len)
    return FALSE;
  for (guint i = 0; i < after->len; i++)
    if (strcmp (g_ptr_array_index (before, i), g_ptr_array_index (after, i)) != 0)
      return FALSE;
  return TRUE;
}

gboolean
slip_form_listing_read (SlipFormListing *listing, SlipDatabase *db, SlipForm *form,
                        const char *record, GError **error)
{
  g_autoptr (GPtrArray) ids =
      slip_values_rows (db, record, listing->table->path, listing->parent, error);
  g_autoptr (SlipScope) scope = NULL;
  g_autoptr (GHashTable) displays = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  Reader reader = { listing, db, record, NULL, displays };

  if (ids == NULL)
    return FALSE;
  listing->total = ids->len;
  if (listing->filter != NULL || listing->order != NULL)
    {
      reader.scope = scope = slip_scope_new (db, form, record);
      if (ids->len > FEW_ROWS && !slip_scope_preload (scope, error))
        return FALSE;
    }
  if (listing->filter != NULL)
    {
      GPtrArray *kept = keep_those_with_words (&reader, ids);

      g_ptr_array_unref (ids);
      ids = kept;
    }
  if (listing->order != NULL)
    {
      GPtrArray *sorted = sort (&reader, ids);

      g_ptr_array_unref (ids);
      ids = sorted;
    }
  if (!is_same (listing->before, ids))
    listing->ids = g_steal_pointer (&ids);
  return TRUE;
}
