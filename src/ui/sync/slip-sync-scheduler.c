/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* See slip-sync-scheduler.h. The thread that syncs owns its Run; what it tells meanwhile goes through atomics and a
 * source on the main loop. */

#include "ui/sync/slip-sync-scheduler.h"

#include "core/slip-error.h"
#include "ui/app/slip-work.h"
#include "ui/sync/slip-sync-plan.h"

#define LOOK_MS 300     /* between a change and a look at what waits */
#define PROGRESS_MS 200 /* between two looks at how far a sync is */

typedef struct
{
  GMutex lock;
  guint64 done;
  guint64 total;
  gatomicrefcount refs;
} Progress;

struct _SlipSyncScheduler
{
  GObject parent_instance;
  SlipWorkspace *workspace; /* NULL once stopped */
  SlipSyncPlan plan;
  SlipSyncState *state;  /* nullable */
  SlipSyncReport report; /* of the last sync that got through */
  GError *error;         /* nullable: of the last sync */
  Progress *progress;    /* nullable: while one runs */
  GCancellable *running; /* nullable */
  GNetworkMonitor *network;
  gulong changed_id;
  gulong network_id;
  guint look_id;
  guint timer_id;
  guint progress_id;
  SlipSyncPrepare prepare; /* nullable */
  gboolean automatic;
  gboolean again; /* the one that begins now fetches everything again */
  gboolean
      eager; /* there is another store, of which nothing is known: sync once its settings are read */
};

G_DEFINE_FINAL_TYPE (SlipSyncScheduler, slip_sync_scheduler, G_TYPE_OBJECT)

enum
{
  PROP_AUTOMATIC = 1,
  N_PROPS
};
static GParamSpec *props[N_PROPS];

enum
{
  UPDATED,
  SYNCED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static void arm (SlipSyncScheduler *self);

static void
tell (SlipSyncScheduler *self)
{
  g_signal_emit (self, signals[UPDATED], 0);
}

/* == progress == */

static Progress *
progress_ref (Progress *progress)
{
  g_atomic_ref_count_inc (&progress->refs);
  return progress;
}

static void
progress_unref (Progress *progress)
{
  if (!g_atomic_ref_count_dec (&progress->refs))
    return;
  g_mutex_clear (&progress->lock);
  g_free (progress);
}

static Progress *
progress_new (void)
{
  Progress *progress = g_new0 (Progress, 1);

  g_atomic_ref_count_init (&progress->refs);
  g_mutex_init (&progress->lock);
  return progress;
}

static void
on_bytes_cb (guint64 done, guint64 total, gpointer data)
{
  Progress *progress = data;

  g_mutex_lock (&progress->lock);
  progress->done = done;
  progress->total = total;
  g_mutex_unlock (&progress->lock);
}

void
slip_sync_scheduler_get_progress (SlipSyncScheduler *self, guint64 *done, guint64 *total)
{
  *done = *total = 0;
  if (self->progress == NULL)
    return;
  g_mutex_lock (&self->progress->lock);
  *done = self->progress->done;
  *total = self->progress->total;
  g_mutex_unlock (&self->progress->lock);
}

static gboolean
on_progress_cb (gpointer data)
{
  tell (data);
  return G_SOURCE_CONTINUE;
}

/* == what waits == */

typedef struct
{
  SlipWorkspace *workspace;
  SlipSyncState *state; /* nullable */
} Look;

static void
look_free (Look *look)
{
  g_clear_pointer (&look->state, slip_sync_state_free);
  g_object_unref (look->workspace);
  g_free (look);
}

static gpointer
read_state (gpointer data, GCancellable *cancellable, GError **error)
{
  Look *look = data;

  look->state = slip_workspace_get_sync_state (look->workspace, error);
  return NULL;
}

static void
on_state_cb (gpointer owner, gpointer result, const GError *error, gpointer data)
{
  SlipSyncScheduler *self = owner;
  Look *look = data;

  if (look->state == NULL || self->workspace != look->workspace)
    return;
  g_clear_pointer (&self->state, slip_sync_state_free);
  self->state = g_steal_pointer (&look->state);
  /* What a sync brought changes the workspace too, and asks for nothing. */
  if (self->state->ops > 0 && self->running == NULL)
    slip_sync_plan_changed (&self->plan, g_get_monotonic_time ());
  if (self->eager && self->running == NULL)
    {
      self->eager = FALSE;
      slip_sync_scheduler_sync (self);
    }
  arm (self);
  tell (self);
}

static gboolean
on_look_cb (gpointer data)
{
  SlipSyncScheduler *self = data;
  Look *look = g_new0 (Look, 1);

  self->look_id = 0;
  look->workspace = g_object_ref (self->workspace);
  slip_work_read (self, read_state, look, (GDestroyNotify) look_free, on_state_cb, NULL, NULL);
  return G_SOURCE_REMOVE;
}

static void
on_changed_cb (SlipSyncScheduler *self)
{
  if (self->look_id == 0)
    self->look_id = g_timeout_add (LOOK_MS, on_look_cb, self);
}

/* == a sync == */

typedef struct
{
  SlipWorkspace *workspace;
  Progress *progress;
  GCancellable *cancellable;
  SlipSyncPrepare prepare; /* nullable */
  gboolean again;
  SlipSyncReport report;
} Run;

static void
run_free (Run *run)
{
  slip_sync_report_clear (&run->report);
  progress_unref (run->progress);
  g_object_unref (run->cancellable);
  g_object_unref (run->workspace);
  g_free (run);
}

static gpointer
sync_it (gpointer data, GCancellable *cancellable, GError **error)
{
  Run *run = data;
  gboolean done;

  if (run->prepare != NULL)
    run->prepare (run->workspace, run->cancellable);
  slip_workspace_set_progress (run->workspace, on_bytes_cb, run->progress);
  done = run->again
             ? slip_workspace_sync_again (run->workspace, &run->report, run->cancellable, error)
             : slip_workspace_sync (run->workspace, &run->report, run->cancellable, error);
  slip_workspace_set_progress (run->workspace, NULL, NULL);
  return done ? run : NULL;
}

static SlipSyncOutcome
outcome_of (const GError *error)
{
  if (error == NULL)
    return SLIP_SYNC_WENT_WELL;
  return g_error_matches (error, SLIP_ERROR, SLIP_ERROR_AUTH) ||
                 g_error_matches (error, SLIP_ERROR, SLIP_ERROR_NO_PASSWORD)
             ? SLIP_SYNC_NEEDS_PERSON
             : SLIP_SYNC_FAILED;
}

static gboolean
was_cancelled (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
         g_error_matches (error, SLIP_ERROR, SLIP_ERROR_CANCELLED);
}

static void
on_synced_cb (gpointer owner, gpointer result, const GError *error, gpointer data)
{
  SlipSyncScheduler *self = owner;
  Run *run = data;
  guint received = run->report.ops_received;

  if (self->workspace != run->workspace)
    return;
  g_clear_handle_id (&self->progress_id, g_source_remove);
  g_clear_pointer (&self->progress, progress_unref);
  g_clear_object (&self->running);
  /* Who cancelled it knows; the next one comes in its turn. */
  if (!was_cancelled (error))
    {
      g_clear_error (&self->error);
      self->error = error != NULL ? g_error_copy (error) : NULL;
    }
  if (error == NULL || run->report.requests > 0)
    {
      slip_sync_report_clear (&self->report);
      self->report = run->report;
      run->report = (SlipSyncReport){ 0 };
    }
  slip_sync_plan_end (&self->plan, g_get_monotonic_time (), outcome_of (error));
  on_changed_cb (self);
  arm (self);
  tell (self);
  if (error == NULL)
    g_signal_emit (self, signals[SYNCED], 0, received);
}

static void
begin (SlipSyncScheduler *self)
{
  Run *run = g_new0 (Run, 1);

  run->workspace = g_object_ref (self->workspace);
  run->prepare = self->prepare;
  run->again = self->again;
  run->progress = progress_new ();
  self->progress = progress_ref (run->progress);
  run->cancellable = g_cancellable_new ();
  self->running = g_object_ref (run->cancellable);
  self->progress_id = g_timeout_add (PROGRESS_MS, on_progress_cb, self);
  g_clear_handle_id (&self->timer_id, g_source_remove);
  slip_sync_plan_begin (&self->plan, g_get_monotonic_time ());
  /* The work doesn't get the cancellable as its own: that it ended is to be heard nevertheless. */
  slip_work_read (self, sync_it, run, (GDestroyNotify) run_free, on_synced_cb, NULL, NULL);
  tell (self);
}

/* == when == */

static gboolean
is_set_up (SlipSyncScheduler *self)
{
  return self->state != NULL && *self->state->url != '\0';
}

static gboolean
on_due_cb (gpointer data)
{
  SlipSyncScheduler *self = data;

  self->timer_id = 0;
  if (slip_sync_plan_due (&self->plan) <= g_get_monotonic_time ())
    begin (self);
  else
    arm (self);
  return G_SOURCE_REMOVE;
}

static void
arm (SlipSyncScheduler *self)
{
  gint64 due = slip_sync_plan_due (&self->plan);
  gint64 left = MAX (0, due - g_get_monotonic_time ());

  g_clear_handle_id (&self->timer_id, g_source_remove);
  if (self->workspace != NULL && self->running == NULL && self->automatic && is_set_up (self) &&
      due != G_MAXINT64)
    self->timer_id = g_timeout_add ((guint) ((left + 999) / 1000), on_due_cb, self);
}

/* Whether the network is said to be there or gone: a try tells. */
static void
on_network_cb (SlipSyncScheduler *self)
{
  slip_sync_plan_network (&self->plan, g_get_monotonic_time ());
  arm (self);
}

/* == for the window == */

static gpointer
prepare_it (gpointer data, GCancellable *cancellable, GError **error)
{
  Run *run = data;

  run->prepare (run->workspace, NULL);
  return NULL;
}

void
slip_sync_scheduler_set_prepare (SlipSyncScheduler *self, SlipSyncPrepare prepare)
{
  Run *run = g_new0 (Run, 1);

  self->prepare = prepare;
  run->workspace = g_object_ref (self->workspace);
  run->prepare = prepare;
  run->progress = progress_new ();
  run->cancellable = g_cancellable_new ();
  slip_work_read (self, prepare_it, run, (GDestroyNotify) run_free, NULL, NULL, NULL);
}

void
slip_sync_scheduler_sync (SlipSyncScheduler *self)
{
  if (self->workspace == NULL || self->running != NULL || !is_set_up (self))
    return;
  slip_sync_plan_reset (&self->plan);
  begin (self);
}

void
slip_sync_scheduler_sync_again (SlipSyncScheduler *self)
{
  self->again = TRUE;
  slip_sync_scheduler_sync (self);
  self->again = FALSE;
}

void
slip_sync_scheduler_cancel (SlipSyncScheduler *self)
{
  if (self->running != NULL)
    g_cancellable_cancel (self->running);
}

void
slip_sync_scheduler_focus (SlipSyncScheduler *self)
{
  slip_sync_plan_focused (&self->plan, g_get_monotonic_time ());
  arm (self);
}

void
slip_sync_scheduler_settings_changed (SlipSyncScheduler *self)
{
  self->eager = TRUE;
  g_clear_error (&self->error);
  on_changed_cb (self);
  tell (self);
}

SlipSyncStatus
slip_sync_scheduler_get_status (SlipSyncScheduler *self)
{
  if (self->running != NULL)
    return SLIP_SYNC_RUNNING;
  if (self->state == NULL)
    return SLIP_SYNC_UNKNOWN;
  if (!is_set_up (self))
    return SLIP_SYNC_NOT_SET_UP;
  if (g_error_matches (self->error, SLIP_ERROR, SLIP_ERROR_OFFLINE))
    return SLIP_SYNC_OFFLINE;
  if (self->error != NULL)
    return SLIP_SYNC_ERROR;
  return self->state->ops > 0 ? SLIP_SYNC_WAITING : SLIP_SYNC_IDLE;
}

const SlipSyncState *
slip_sync_scheduler_get_state (SlipSyncScheduler *self)
{
  return self->state;
}

const GError *
slip_sync_scheduler_get_error (SlipSyncScheduler *self)
{
  return self->error;
}

const SlipSyncReport *
slip_sync_scheduler_get_report (SlipSyncScheduler *self)
{
  return &self->report;
}

/* == life == */

void
slip_sync_scheduler_stop (SlipSyncScheduler *self)
{
  slip_sync_scheduler_cancel (self);
  g_clear_handle_id (&self->look_id, g_source_remove);
  g_clear_handle_id (&self->timer_id, g_source_remove);
  g_clear_handle_id (&self->progress_id, g_source_remove);
  if (self->workspace != NULL)
    g_clear_signal_handler (&self->changed_id, self->workspace);
  if (self->network != NULL)
    g_clear_signal_handler (&self->network_id, self->network);
  g_clear_object (&self->network);
  g_clear_object (&self->workspace);
}

static void
slip_sync_scheduler_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  SlipSyncScheduler *self = SLIP_SYNC_SCHEDULER (object);

  switch (id)
    {
    case PROP_AUTOMATIC:
      self->automatic = g_value_get_boolean (value);
      arm (self);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
slip_sync_scheduler_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SlipSyncScheduler *self = SLIP_SYNC_SCHEDULER (object);

  switch (id)
    {
    case PROP_AUTOMATIC:
      g_value_set_boolean (value, self->automatic);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
slip_sync_scheduler_dispose (GObject *object)
{
  slip_sync_scheduler_stop (SLIP_SYNC_SCHEDULER (object));
  G_OBJECT_CLASS (slip_sync_scheduler_parent_class)->dispose (object);
}

static void
slip_sync_scheduler_finalize (GObject *object)
{
  SlipSyncScheduler *self = SLIP_SYNC_SCHEDULER (object);

  g_clear_pointer (&self->progress, progress_unref);
  g_clear_pointer (&self->state, slip_sync_state_free);
  slip_sync_report_clear (&self->report);
  g_clear_object (&self->running);
  g_clear_error (&self->error);
  G_OBJECT_CLASS (slip_sync_scheduler_parent_class)->finalize (object);
}

static void
slip_sync_scheduler_class_init (SlipSyncSchedulerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = slip_sync_scheduler_set_property;
  object_class->get_property = slip_sync_scheduler_get_property;
  object_class->dispose = slip_sync_scheduler_dispose;
  object_class->finalize = slip_sync_scheduler_finalize;
  props[PROP_AUTOMATIC] = g_param_spec_boolean ("automatic", NULL, NULL, FALSE,
                                                G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  signals[UPDATED] = g_signal_new ("updated", SLIP_TYPE_SYNC_SCHEDULER, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  signals[SYNCED] = g_signal_new ("synced", SLIP_TYPE_SYNC_SCHEDULER, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
slip_sync_scheduler_init (SlipSyncScheduler *self)
{
}

SlipSyncScheduler *
slip_sync_scheduler_new (SlipWorkspace *workspace)
{
  SlipSyncScheduler *self = g_object_new (SLIP_TYPE_SYNC_SCHEDULER, NULL);

  self->workspace = g_object_ref (workspace);
  self->changed_id =
      g_signal_connect_swapped (workspace, "changed", G_CALLBACK (on_changed_cb), self);
  self->network = g_object_ref (g_network_monitor_get_default ());
  self->network_id =
      g_signal_connect_swapped (self->network, "network-changed", G_CALLBACK (on_network_cb), self);
  on_look_cb (self);
  return self;
}
