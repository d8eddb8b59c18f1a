/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Which records a transaction changed, for whoever shows them: told once it is committed. */

#include "store/slip-touched.h"

#include "store/slip-database-private.h"

struct _SlipTouched
{
  SlipTouchedFunc func;
  gpointer data;
  GHashTable *records; /* of this transaction */
};

void
slip_touched_watch (SlipDatabase *database, SlipTouchedFunc func, gpointer data)
{
  g_return_if_fail (database->touched == NULL);

  database->touched = g_new0 (SlipTouched, 1);
  database->touched->func = func;
  database->touched->data = data;
  database->touched->records = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

void
slip_touched_free (SlipTouched *touched)
{
  if (touched == NULL)
    return;
  g_hash_table_unref (touched->records);
  g_free (touched);
}

void
slip_touched_add (SlipDatabase *database, const char *record)
{
  SlipTouched *touched = database->touched;

  if (touched == NULL || g_hash_table_contains (touched->records, record) ||
      g_hash_table_contains (touched->records, ""))
    return;
  if (*record == '\0' || g_hash_table_size (touched->records) >= SLIP_TOUCHED_MOST)
    {
      g_hash_table_remove_all (touched->records);
      record = "";
    }
  g_hash_table_add (touched->records, g_strdup (record));
}

void
slip_touched_end (SlipDatabase *database, gboolean committed)
{
  SlipTouched *touched = database->touched;
  GHashTableIter iter;
  gpointer record;

  if (touched == NULL || g_hash_table_size (touched->records) == 0)
    return;
  g_hash_table_iter_init (&iter, touched->records);
  while (committed && g_hash_table_iter_next (&iter, &record, NULL))
    touched->func (record, touched->data);
  g_hash_table_remove_all (touched->records);
}
