/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Copies the write-ahead log into the database, on a thread and a connection of its own: SQLite would do it within the
 * commit that fills the log, and a person's edit would wait for it. It keeps nobody from writing or reading. */

#include "store/slip-checkpointer.h"

/* The log is copied whenever it has grown by so many pages (8 MiB). */
#define MANY_PAGES 2000
/* Who writes on and on makes the log grow while it is copied, and only a log that is copied to its end starts anew. After
 * so many more (32 MiB) those who can wait do. */
#define TOO_MANY_PAGES 8000
/* What is written meanwhile makes the log longer again. */
#define TRIES 3

struct _SlipCheckpointer
{
  SlipDatabase *database;
  GThread *thread;
  GMutex copying; /* while somebody copies */
  GMutex lock;    /* of all below */
  GCond changed;
  int pages;  /* in the log, after the last commit */
  int copied; /* so many of them when they were last copied */
  int limit;  /* so many are too many */
  guint asked, answered;
  gboolean ending;
};

/* After each commit. */
static int
on_committed_cb (void *data, sqlite3 *handle, const char *name, int pages)
{
  SlipCheckpointer *self = data;

  g_mutex_lock (&self->lock);
  self->pages = pages;
  if (pages < self->copied)
    {
      self->copied = 0;
      self->limit = TOO_MANY_PAGES;
    }
  if (pages - self->copied >= MANY_PAGES && self->asked == self->answered)
    {
      self->asked++;
      g_cond_broadcast (&self->changed);
    }
  g_mutex_unlock (&self->lock);
  return SQLITE_OK;
}

/* A connection that has read nothing doesn't know that there is a log, and copies none. */
static sqlite3 *
connect_to (SlipDatabase *database)
{
  sqlite3 *handle = NULL;

  if (slip_database_connect (database, SQLITE_OPEN_READWRITE, &handle) == SQLITE_OK &&
      sqlite3_exec (handle, "PRAGMA schema_version", NULL, NULL, NULL) == SQLITE_OK)
    return handle;
  sqlite3_close (handle);
  return NULL;
}

/* Returns: how much of the log was copied by now, in pages; -1 on failure. */
static int
copy (SlipCheckpointer *self, sqlite3 *handle)
{
  int pages, copied;

  g_mutex_lock (&self->copying);
  if (sqlite3_wal_checkpoint_v2 (handle, NULL, SQLITE_CHECKPOINT_PASSIVE, &pages, &copied) !=
      SQLITE_OK)
    copied = -1;
  g_mutex_unlock (&self->copying);
  return copied;
}

static gpointer
checkpointer_main (gpointer data)
{
  SlipCheckpointer *self = data;
  sqlite3 *handle = NULL;
  guint asked;
  int copied;

  g_mutex_lock (&self->lock);
  while (!self->ending)
    {
      asked = self->asked;
      if (asked == self->answered)
        {
          g_cond_wait (&self->changed, &self->lock);
          continue;
        }
      g_mutex_unlock (&self->lock);
      /* Where it can't be copied now the log grows, and is copied later, at the end by the last who closes it. */
      copied = -1;
      if (handle != NULL || (handle = connect_to (self->database)) != NULL)
        copied = copy (self, handle);
      g_mutex_lock (&self->lock);
      self->copied = copied >= 0 ? copied : self->pages;
      self->answered = asked;
      g_cond_broadcast (&self->changed);
    }
  g_mutex_unlock (&self->lock);
  sqlite3_close (handle);
  return NULL;
}

SlipCheckpointer *
slip_checkpointer_new (SlipDatabase *database)
{
  SlipCheckpointer *self = g_new0 (SlipCheckpointer, 1);

  self->database = database;
  self->limit = TOO_MANY_PAGES;
  g_mutex_init (&self->copying);
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->thread = g_thread_new ("slip-checkpointer", checkpointer_main, self);
  sqlite3_wal_hook (database->handle, on_committed_cb, self);
  database->checkpointer = self;
  return self;
}

void
slip_checkpointer_free (SlipCheckpointer *self)
{
  sqlite3_wal_hook (self->database->handle, NULL, NULL);
  self->database->checkpointer = NULL;
  g_mutex_lock (&self->lock);
  self->ending = TRUE;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
  g_thread_join (self->thread);
  g_mutex_clear (&self->copying);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
  g_free (self);
}

void
slip_checkpointer_wait (SlipCheckpointer *self)
{
  guint asked;

  g_mutex_lock (&self->lock);
  if (self->pages >= self->limit)
    {
      for (guint i = 0; i < TRIES && self->pages > self->copied; i++)
        {
          asked = self->asked == self->answered ? ++self->asked : self->asked;
          g_cond_broadcast (&self->changed);
          while (self->answered < asked)
            g_cond_wait (&self->changed, &self->lock);
        }
      /* While somebody reads an old state, the log goes on although all of it is copied. */
      if (self->pages <= self->copied)
        self->limit = self->pages + TOO_MANY_PAGES;
    }
  g_mutex_unlock (&self->lock);
}

void
slip_checkpointer_empty (SlipDatabase *database)
{
  SlipCheckpointer *self = database->checkpointer;

  if (self != NULL)
    g_mutex_lock (&self->copying);
  sqlite3_wal_checkpoint_v2 (database->handle, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
  if (self != NULL)
    g_mutex_unlock (&self->copying);
}
