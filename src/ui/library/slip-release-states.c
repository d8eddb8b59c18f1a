/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A state takes a look into the whole document. Two at a time leave room for what somebody waits for. */

#include "ui/library/slip-release-states.h"

#include "ui/app/slip-about.h"
#include "ui/app/slip-work.h"

#define AT_A_TIME 2

struct _SlipReleaseStates
{
  GObject parent_instance;
  SlipWorkspace *workspace;
  GHashTable *known; /* id → SlipDocumentState */
  GQueue queue;      /* ids */
  guint running;
};

G_DEFINE_FINAL_TYPE (SlipReleaseStates, slip_release_states, G_TYPE_OBJECT)

enum
{
  FOUND,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static void
state_free (gpointer data)
{
  slip_document_state_clear (data);
  g_free (data);
}

static gpointer
describe (gpointer data, GCancellable *cancellable, GError **error)
{
  SlipAbout *about = data;
  SlipDocumentState *state = g_new0 (SlipDocumentState, 1);

  if (slip_workspace_describe_document (about->workspace, about->record, state, error))
    return state;
  g_free (state);
  return NULL;
}

static void go_on (SlipReleaseStates *self);

static void
on_described_cb (gpointer owner, gpointer result, const GError *error, gpointer data)
{
  SlipReleaseStates *self = owner;
  SlipAbout *about = data;
  SlipDocumentState *state = result;

  self->running--;
  /* Deleted meanwhile: the list will say so. */
  if (state != NULL)
    {
      SlipDocumentState *copy = g_new0 (SlipDocumentState, 1);

      *copy = *state;
      copy->status = g_strdup (state->status);
      g_hash_table_replace (self->known, g_strdup (about->record), copy);
      g_signal_emit (self, signals[FOUND], 0, about->record);
    }
  go_on (self);
}

static void
go_on (SlipReleaseStates *self)
{
  while (self->running < AT_A_TIME && !g_queue_is_empty (&self->queue))
    {
      g_autofree char *document = g_queue_pop_head (&self->queue);
      SlipAbout *about = slip_about_new (self->workspace, document);

      self->running++;
      slip_work_read (self, describe, about, slip_about_free, on_described_cb, state_free, NULL);
    }
}

void
slip_release_states_ask (SlipReleaseStates *self, GPtrArray *documents)
{
  g_queue_clear_full (&self->queue, g_free);
  for (guint i = 0; i < documents->len; i++)
    {
      const SlipDocumentInfo *info = g_ptr_array_index (documents, i);

      if (info->deleted == NULL)
        g_queue_push_tail (&self->queue, g_strdup (info->id));
    }
  go_on (self);
}

const SlipDocumentState *
slip_release_states_get (SlipReleaseStates *self, const char *document)
{
  return g_hash_table_lookup (self->known, document);
}

static void
slip_release_states_finalize (GObject *object)
{
  SlipReleaseStates *self = SLIP_RELEASE_STATES (object);

  g_queue_clear_full (&self->queue, g_free);
  g_hash_table_unref (self->known);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (slip_release_states_parent_class)->finalize (object);
}

static void
slip_release_states_class_init (SlipReleaseStatesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = slip_release_states_finalize;
  signals[FOUND] = g_signal_new ("found", SLIP_TYPE_RELEASE_STATES, G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
slip_release_states_init (SlipReleaseStates *self)
{
  self->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, state_free);
  g_queue_init (&self->queue);
}

SlipReleaseStates *
slip_release_states_new (SlipWorkspace *workspace)
{
  SlipReleaseStates *self = g_object_new (SLIP_TYPE_RELEASE_STATES, NULL);

  self->workspace = g_object_ref (workspace);
  return self;
}
