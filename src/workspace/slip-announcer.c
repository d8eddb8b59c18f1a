/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Signals that cross threads. They must not keep the workspace alive: a program without a main loop closes it
 * with something still to say. */

#include "workspace/slip-announcer.h"

#include "store/slip-touched.h"

struct _SlipAnnouncer
{
  gatomicrefcount references; /* the owner's and the source's */
  GWeakRef object;
  SlipAnnounceFunc func;
  GThread *thread; /* that listens */
  GMainContext *context;
  GMutex lock; /* of all below */
  GHashTable *records;
  GPtrArray *notices;
  GSource *source; /* nullable: nothing waits */
};

static void
announcer_unref (gpointer data)
{
  SlipAnnouncer *announcer = data;

  if (!g_atomic_ref_count_dec (&announcer->references))
    return;
  g_weak_ref_clear (&announcer->object);
  g_main_context_unref (announcer->context);
  g_thread_unref (announcer->thread);
  g_hash_table_unref (announcer->records);
  g_ptr_array_unref (announcer->notices);
  g_mutex_clear (&announcer->lock);
  g_free (announcer);
}

static GHashTable *
new_records (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

SlipAnnouncer *
slip_announcer_new (gpointer object, SlipAnnounceFunc func)
{
  SlipAnnouncer *announcer = g_new0 (SlipAnnouncer, 1);

  g_atomic_ref_count_init (&announcer->references);
  g_weak_ref_init (&announcer->object, object);
  announcer->func = func;
  announcer->thread = g_thread_ref (g_thread_self ());
  announcer->context = g_main_context_ref_thread_default ();
  announcer->records = new_records ();
  announcer->notices = g_ptr_array_new_with_free_func (g_free);
  g_mutex_init (&announcer->lock);
  return announcer;
}

void
slip_announcer_free (SlipAnnouncer *announcer)
{
  GSource *source;

  if (announcer == NULL)
    return;
  g_mutex_lock (&announcer->lock);
  source = g_steal_pointer (&announcer->source);
  g_mutex_unlock (&announcer->lock);
  if (source != NULL)
    {
      g_source_destroy (source);
      g_source_unref (source);
    }
  announcer_unref (announcer);
}

static gboolean
announce (gpointer data)
{
  SlipAnnouncer *announcer = data;
  g_autoptr (GObject) object = g_weak_ref_get (&announcer->object);
  g_autoptr (GHashTable) records = NULL;
  g_autoptr (GPtrArray) notices = NULL;
  GHashTableIter iter;
  gpointer record;

  g_mutex_lock (&announcer->lock);
  records = announcer->records;
  notices = announcer->notices;
  announcer->records = new_records ();
  announcer->notices = g_ptr_array_new_with_free_func (g_free);
  g_clear_pointer (&announcer->source, g_source_unref);
  g_mutex_unlock (&announcer->lock);
  if (object == NULL)
    return G_SOURCE_REMOVE;
  for (guint i = 0; i < notices->len; i++)
    announcer->func (object, TRUE, g_ptr_array_index (notices, i));
  g_hash_table_iter_init (&iter, records);
  while (g_hash_table_iter_next (&iter, &record, NULL))
    announcer->func (object, FALSE, record);
  return G_SOURCE_REMOVE;
}

/* With the lock held. */
static void
wake (SlipAnnouncer *announcer)
{
  if (announcer->source != NULL)
    return;
  announcer->source = g_idle_source_new ();
  /* Whoever waits for an edit hears of the change before of its end. */
  g_source_set_priority (announcer->source, G_PRIORITY_DEFAULT);
  g_source_set_static_name (announcer->source, "slip-announcer");
  g_atomic_ref_count_inc (&announcer->references);
  g_source_set_callback (announcer->source, announce, announcer, announcer_unref);
  g_source_attach (announcer->source, announcer->context);
}

void
slip_announcer_changed (SlipAnnouncer *announcer, const char *record)
{
  GHashTable *records;

  g_mutex_lock (&announcer->lock);
  records = announcer->records;
  if (*record == '\0' || g_hash_table_size (records) >= SLIP_TOUCHED_MOST)
    {
      record = "";
      g_hash_table_remove_all (records);
    }
  else if (g_hash_table_contains (records, ""))
    record = "";
  if (!g_hash_table_contains (records, record))
    g_hash_table_add (records, g_strdup (record));
  wake (announcer);
  g_mutex_unlock (&announcer->lock);
}

void
slip_announcer_notice (SlipAnnouncer *announcer, const char *text)
{
  if (announcer->thread == g_thread_self ())
    {
      g_autoptr (GObject) object = g_weak_ref_get (&announcer->object);

      if (object != NULL)
        announcer->func (object, TRUE, text);
      return;
    }
  g_mutex_lock (&announcer->lock);
  g_ptr_array_add (announcer->notices, g_strdup (text));
  wake (announcer);
  g_mutex_unlock (&announcer->lock);
}
