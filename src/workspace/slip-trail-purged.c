/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What went for good, for the audit trail: who says why, and in which documents it stood. An op that asks for a
 * content to go names only its hash; the ops that named the same hash say where that was. */

#include "workspace/slip-trail-private.h"

#include <string.h>

#include "core/slip-datetime.h"
#include "core/slip-hash.h"
#include "store/slip-purging.h"

#define BLOB_MARK "blob=\""

struct _SlipTrailPurged
{
  SlipDatabase *db;
  GPtrArray *asked;   /* of SlipAsked: all that was asked for, in the order of names */
  GHashTable *notes;  /* target → note, of what is gone */
  GHashTable *places; /* target → GPtrArray of SlipTrailPlace; NULL until somebody asks */
};

static void
place_free (gpointer data)
{
  SlipTrailPlace *place = data;

  g_free (place->record);
  g_free (place->row);
  g_free (place->field);
  g_free (place);
}

void
slip_trail_purged_free (SlipTrailPurged *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->asked, g_ptr_array_unref);
  g_hash_table_unref (self->notes);
  g_clear_pointer (&self->places, g_hash_table_unref);
  g_free (self);
}

SlipTrailPurged *
slip_trail_purged_new (SlipDatabase *db, GError **error)
{
  g_autoptr (SlipTrailPurged) self = g_new0 (SlipTrailPurged, 1);

  self->db = db;
  self->notes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->asked = slip_purging_list (db, FALSE, error);
  if (self->asked == NULL)
    return NULL;
  for (guint i = 0; i < self->asked->len; i++)
    {
      const SlipAsked *asked = g_ptr_array_index (self->asked, i);
      g_autofree char *name = slip_person_name (db, asked->person);
      g_autofree char *time = slip_datetime_format (asked->wall_ms, 0);

      if (asked->done && !g_hash_table_contains (self->notes, asked->target))
        g_hash_table_insert (self->notes, g_strdup (asked->target),
                             g_strdup_printf ("purged by %s, %s: %s", name, time, asked->reason));
    }
  return g_steal_pointer (&self);
}

const char *
slip_trail_purged_note (SlipTrailPurged *self, const char *target)
{
  return g_hash_table_lookup (self->notes, target);
}

/* == where it stood == */

static void
add_place (SlipTrailPurged *self, const char *target, const char *record, const char *row,
           const char *field)
{
  GPtrArray *list = g_hash_table_lookup (self->places, target);
  SlipTrailPlace *place;

  for (guint i = 0; i < list->len; i++)
    {
      place = g_ptr_array_index (list, i);
      if (g_str_equal (place->record, record) && g_str_equal (place->row, row) &&
          g_str_equal (place->field, field))
        return;
    }
  place = g_new0 (SlipTrailPlace, 1);
  place->record = g_strdup (record);
  place->row = g_strdup (row);
  place->field = g_strdup (field);
  g_ptr_array_add (list, place);
}

static void
look_into_value (SlipTrailPurged *self, SlipOp *op, guint part)
{
  char row[SLIP_ID_LENGTH + 1];
  char digest[SLIP_HASH_HEX + 1];

  slip_op_id (op, 0, row);
  slip_op_hex (op, part, digest);
  if (g_hash_table_contains (self->places, digest))
    add_place (self, digest, op->record, row, slip_op_text (op, 1));
}

/* A statement names contents as blob="<64 hexadecimal digits>"; they belong to no field. */
static void
look_into_statement (SlipTrailPurged *self, SlipOp *op)
{
  const char *text = (const char *) op->parts[0].data;
  const char *end = text + op->parts[0].size;

  while (text < end && (text = memmem (text, end - text, BLOB_MARK, strlen (BLOB_MARK))) != NULL)
    {
      g_autofree char *digest = NULL;

      text += strlen (BLOB_MARK);
      if (end - text < SLIP_HASH_HEX)
        return;
      digest = g_strndup (text, SLIP_HASH_HEX);
      if (g_hash_table_contains (self->places, digest))
        add_place (self, digest, op->record, "", "");
    }
}

static void
look_into (SlipTrailPurged *self, SlipOp *op)
{
  if (g_str_equal (op->kind, SLIP_OP_STATEMENT))
    look_into_statement (self, op);
  else if (g_str_equal (op->kind, SLIP_OP_ATTACH))
    look_into_value (self, op, 4);
  else if (g_str_equal (op->kind, SLIP_OP_SET_BLOB))
    look_into_value (self, op, 2);
}

static gboolean
find_places (SlipTrailPurged *self, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (SlipQuery) query = NULL;

  self->places =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  for (guint i = 0; i < self->asked->len; i++)
    {
      const SlipAsked *asked = g_ptr_array_index (self->asked, i);

      if (asked->name.clock == 0)
        g_hash_table_insert (self->places, g_strdup (asked->target),
                             g_ptr_array_new_with_free_func (place_free));
    }
  if (g_hash_table_size (self->places) == 0)
    return TRUE;
  query = slip_database_query (self->db, error,
                               "SELECT replica, bytes FROM op WHERE record <> '' AND kind IN "
                               "('set-blob', 'attach', 'statement') ORDER BY clock, replica",
                               "");
  if (query == NULL)
    return FALSE;
  while (slip_query_next (query, &failure))
    {
      g_autoptr (GBytes) bytes = slip_query_bytes (query, 1);
      g_autoptr (SlipOp) op = slip_op_decode (bytes, slip_query_text (query, 0), NULL);

      if (op != NULL)
        look_into (self, op);
    }
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/* Of an op its withhold op tells the place; tables know it, too, when the one is at hand and not the other. */
static const SlipTrailPlace *
place_of_withheld (SlipTrailPurged *self, const char *target)
{
  g_autoptr (SlipQuery) query = slip_database_query (
      self->db, NULL,
      "SELECT record, row, field FROM purge WHERE target = ? ORDER BY clock LIMIT 1", "s", target);
  GPtrArray *list;

  if (query == NULL || !slip_query_next (query, NULL))
    return NULL;
  list = g_ptr_array_new_with_free_func (place_free);
  g_hash_table_insert (self->places, g_strdup (target), list);
  add_place (self, target, slip_query_text (query, 0), slip_query_text (query, 1),
             slip_query_text (query, 2));
  return g_ptr_array_index (list, 0);
}

const SlipTrailPlace *
slip_trail_purged_place (SlipTrailPurged *self, const char *target, const char *record,
                         GError **error)
{
  const SlipTrailPlace *found = NULL;
  GPtrArray *list;

  if (self->places == NULL && !find_places (self, error))
    return NULL;
  list = g_hash_table_lookup (self->places, target);
  if (list == NULL)
    found = strchr (target, ':') != NULL ? place_of_withheld (self, target) : NULL;
  else if (list->len > 0)
    found = g_ptr_array_index (list, 0);
  for (guint i = 0; record != NULL && found != NULL && !g_str_equal (found->record, record); i++)
    found = list != NULL && i < list->len ? g_ptr_array_index (list, i) : NULL;
  return found;
}

/* == for a walk == */

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return slip_op_name_compare (a, b);
}

GArray *
slip_trail_purged_withheld (SlipTrailPurged *self, const char *record, GError **error)
{
  g_autoptr (GArray) names = g_array_new (FALSE, FALSE, sizeof (SlipOpName));
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < self->asked->len; i++)
    {
      const SlipAsked *asked = g_ptr_array_index (self->asked, i);
      g_autoptr (GError) failure = NULL;

      if (asked->name.clock == 0 || !asked->done || !g_hash_table_add (seen, asked->target))
        continue;
      if (record == NULL || slip_trail_purged_place (self, asked->target, record, &failure) != NULL)
        g_array_append_val (names, asked->name);
      else if (failure != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          return NULL;
        }
    }
  g_array_sort (names, compare_names);
  return g_steal_pointer (&names);
}

GArray *
slip_trail_purged_asking (SlipTrailPurged *self, const char *record, GError **error)
{
  g_autoptr (GArray) names = g_array_new (FALSE, FALSE, sizeof (SlipOpName));

  for (guint i = 0; i < self->asked->len; i++)
    {
      const SlipAsked *asked = g_ptr_array_index (self->asked, i);
      g_autoptr (GError) failure = NULL;

      if (asked->name.clock != 0)
        continue;
      if (slip_trail_purged_place (self, asked->target, record, &failure) != NULL)
        g_array_append_val (names, asked->op);
      else if (failure != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          return NULL;
        }
    }
  return g_steal_pointer (&names);
}
