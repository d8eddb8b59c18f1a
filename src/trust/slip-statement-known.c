/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Statements that were read and verified before. What a text says, and whether a signature fits it, follows from their bytes
 * alone; to find that out anew each time that a page asks for them was a sixth of what a gate takes. Who may sign is another
 * question, and asked each time. */

#include "trust/slip-statement.h"

/* Some kilobytes each. Whoever has more than these reads some of them again. */
#define MOST 1000

typedef struct
{
  SlipStatement *statement;
  GBytes *signature;
} Known;

static GMutex mutex;
/* Its text, byte for byte → Known. */
static GHashTable *table;

static void
known_free (gpointer data)
{
  Known *known = data;

  slip_statement_unref (known->statement);
  g_bytes_unref (known->signature);
  g_free (known);
}

static SlipStatement *
look_up (GBytes *text, GBytes *signature)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&mutex);
  const Known *known = table != NULL ? g_hash_table_lookup (table, text) : NULL;

  return known != NULL && g_bytes_equal (known->signature, signature)
             ? slip_statement_ref (known->statement)
             : NULL;
}

static void
keep (SlipStatement *statement, GBytes *signature)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&mutex);
  Known *known = g_new0 (Known, 1);

  if (table == NULL)
    table = g_hash_table_new_full (g_bytes_hash, g_bytes_equal, NULL, known_free);
  else if (g_hash_table_size (table) >= MOST)
    g_hash_table_remove_all (table);
  known->statement = slip_statement_ref (statement);
  known->signature = g_bytes_ref (signature);
  /* The statement holds the key. */
  g_hash_table_replace (table, statement->text, known);
}

SlipStatement *
slip_statement_parse_verified (GBytes *text, GBytes *signature, GError **error)
{
  g_autoptr (SlipStatement) statement = NULL;

  g_return_val_if_fail (text != NULL && signature != NULL, NULL);

  statement = look_up (text, signature);
  if (statement != NULL)
    return g_steal_pointer (&statement);
  statement = slip_statement_parse (text, error);
  if (statement == NULL || !slip_statement_verify (text, signature, statement->key, error))
    return NULL;
  keep (statement, signature);
  return g_steal_pointer (&statement);
}
