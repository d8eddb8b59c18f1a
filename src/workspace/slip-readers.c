/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A connection a thread. A thread finds its own without a lock; a thread that ends leaves its connection to the next one
 * that comes. So functions that read need to know nothing of threads, and a pool of threads that come and go opens no
 * more connections than it has threads at once. */

#include "workspace/slip-readers.h"

/* Connections that wait for a thread; more are closed. */
#define MOST_IDLE 4

struct _SlipReaders
{
  gatomicrefcount references; /* the owner's, and one of each thread that has a connection */
  char *path;
  GMutex lock; /* of all below */
  GPtrArray *lent;
  GPtrArray *idle;
  gboolean closed;
};

/* What one thread has of one SlipReaders. Of that thread alone. */
typedef struct
{
  SlipReaders *readers;
  SlipDatabase *database; /* nullable; gone, too, when the readers are closed */
  SlipDatabase *failed;   /* nullable: what is handed out instead; a caller may still hold it */
} Entry;

static void leave_thread (gpointer entries);

static GPrivate thread_entries = G_PRIVATE_INIT (leave_thread); /* GPtrArray of Entry */

static void
readers_unref (SlipReaders *readers)
{
  if (!g_atomic_ref_count_dec (&readers->references))
    return;
  g_ptr_array_unref (readers->lent);
  g_ptr_array_unref (readers->idle);
  g_mutex_clear (&readers->lock);
  g_free (readers->path);
  g_free (readers);
}

static void
entry_free (Entry *entry)
{
  SlipReaders *readers = entry->readers;

  g_mutex_lock (&readers->lock);
  if (entry->database != NULL && !readers->closed)
    {
      g_ptr_array_remove_fast (readers->lent, entry->database);
      if (readers->idle->len < MOST_IDLE)
        g_ptr_array_add (readers->idle, entry->database);
      else
        slip_database_close (entry->database);
    }
  g_mutex_unlock (&readers->lock);
  slip_database_close (entry->failed);
  readers_unref (readers);
  g_free (entry);
}

static void
leave_thread (gpointer entries)
{
  g_ptr_array_unref (entries);
}

SlipReaders *
slip_readers_new (const char *path)
{
  SlipReaders *readers = g_new0 (SlipReaders, 1);

  g_atomic_ref_count_init (&readers->references);
  readers->path = g_strdup (path);
  g_mutex_init (&readers->lock);
  readers->lent = g_ptr_array_new ();
  readers->idle = g_ptr_array_new ();
  return readers;
}

void
slip_readers_free (SlipReaders *readers)
{
  if (readers == NULL)
    return;
  g_mutex_lock (&readers->lock);
  readers->closed = TRUE;
  g_ptr_array_foreach (readers->lent, (GFunc) (void (*) (void)) slip_database_close, NULL);
  g_ptr_array_foreach (readers->idle, (GFunc) (void (*) (void)) slip_database_close, NULL);
  g_ptr_array_set_size (readers->lent, 0);
  g_ptr_array_set_size (readers->idle, 0);
  g_mutex_unlock (&readers->lock);
  readers_unref (readers);
}

static gboolean
is_closed (SlipReaders *readers)
{
  gboolean closed;

  g_mutex_lock (&readers->lock);
  closed = readers->closed;
  g_mutex_unlock (&readers->lock);
  return closed;
}

/* This thread's, made where there is none. */
static Entry *
find_entry (SlipReaders *readers)
{
  GPtrArray *entries = g_private_get (&thread_entries);
  Entry *entry;

  for (guint i = 0; entries != NULL && i < entries->len; i++)
    {
      entry = g_ptr_array_index (entries, i);
      if (entry->readers == readers)
        return entry;
    }
  if (entries == NULL)
    {
      entries = g_ptr_array_new_with_free_func ((GDestroyNotify) entry_free);
      g_private_set (&thread_entries, entries);
    }
  /* A thread that lives long sees many workspaces come and go. */
  for (guint i = entries->len; i-- > 0;)
    if (is_closed (((Entry *) g_ptr_array_index (entries, i))->readers))
      g_ptr_array_remove_index_fast (entries, i);
  entry = g_new0 (Entry, 1);
  entry->readers = readers;
  g_atomic_ref_count_inc (&readers->references);
  g_ptr_array_add (entries, entry);
  return entry;
}

static SlipDatabase *
open_one (SlipReaders *readers, GError **error)
{
  SlipDatabase *database = NULL;

  g_mutex_lock (&readers->lock);
  if (readers->idle->len > 0)
    database = g_ptr_array_steal_index_fast (readers->idle, readers->idle->len - 1);
  g_mutex_unlock (&readers->lock);
  if (database == NULL)
    database = slip_database_open (readers->path, SLIP_DATABASE_READ_ONLY, error);
  if (database == NULL)
    return NULL;
  g_mutex_lock (&readers->lock);
  g_ptr_array_add (readers->lent, database);
  g_mutex_unlock (&readers->lock);
  return database;
}

gboolean
slip_readers_open (SlipReaders *readers, GError **error)
{
  Entry *entry = find_entry (readers);

  if (entry->database == NULL)
    entry->database = open_one (readers, error);
  return entry->database != NULL;
}

SlipDatabase *
slip_readers_get (SlipReaders *readers)
{
  Entry *entry = find_entry (readers);
  g_autoptr (GError) error = NULL;

  if (entry->database != NULL || slip_readers_open (readers, &error))
    return entry->database;
  if (entry->failed == NULL)
    entry->failed = slip_database_new_failed (readers->path, error);
  return entry->failed;
}

guint
slip_readers_count (SlipReaders *readers)
{
  guint n;

  g_mutex_lock (&readers->lock);
  n = readers->lent->len + readers->idle->len;
  g_mutex_unlock (&readers->lock);
  return n;
}
