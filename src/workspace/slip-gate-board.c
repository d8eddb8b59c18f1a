/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Asking a gate. To build the dossier of approved revisions takes long with thousands of rows; so it is kept for as long as
 * the log holds the same about the release. */

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>

#include "core/slip-datetime.h"
#include "process/slip-approved.h"
#include "workspace/slip-gates-private.h"
#include "workspace/slip-workspace-private.h"

/* Releases whose dossiers are kept; when there are more, all are dropped. */
#define MOST_KEPT 16
#define PIECE (256 * 1024)

/* == what was read == */

SlipReleaseView *
slip_release_view_load (SlipDatabase *db, const char *release, GError **error)
{
  g_autoptr (SlipReleaseView) view = g_new0 (SlipReleaseView, 1);

  g_atomic_ref_count_init (&view->refs);
  g_mutex_init (&view->lock);
  view->process = slip_processes_for_release (db, release, &view->pinned, error);
  if (view->process == NULL ||
      (view->dossier = slip_approved_dossier (db, release, error)) == NULL ||
      (view->rulings = slip_rulings_load (db, view->process, release, error)) == NULL)
    return NULL;
  view->evidence = slip_evidence_new (view->dossier, "");
  return g_steal_pointer (&view);
}

SlipReleaseView *
slip_release_view_ref (SlipReleaseView *view)
{
  g_atomic_ref_count_inc (&view->refs);
  return view;
}

void
slip_release_view_unref (SlipReleaseView *view)
{
  if (!g_atomic_ref_count_dec (&view->refs))
    return;
  g_clear_pointer (&view->process, slip_process_unref);
  g_clear_pointer (&view->rulings, slip_rulings_free);
  g_clear_pointer (&view->evidence, slip_evidence_free);
  g_clear_pointer (&view->dossier, xmlFreeDoc);
  g_mutex_clear (&view->lock);
  g_free (view->key);
  g_free (view);
}

/* (transfer full) (nullable): the one that is kept, whatever changed since. */
static SlipReleaseView *
look_up (SlipWorkspace *self, const char *release)
{
  SlipReleaseView *view;

  g_mutex_lock (&self->lock);
  view = self->views != NULL ? g_hash_table_lookup (self->views, release) : NULL;
  view = view != NULL ? slip_release_view_ref (view) : NULL;
  g_mutex_unlock (&self->lock);
  return view;
}

static void
keep (SlipWorkspace *self, const char *release, SlipReleaseView *view)
{
  g_mutex_lock (&self->lock);
  if (self->views == NULL)
    self->views = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                         (GDestroyNotify) slip_release_view_unref);
  if (g_hash_table_size (self->views) >= MOST_KEPT)
    g_hash_table_remove_all (self->views);
  g_hash_table_replace (self->views, g_strdup (release), slip_release_view_ref (view));
  g_mutex_unlock (&self->lock);
}

SlipReleaseView *
slip_release_view_get (SlipWorkspace *self, const char *release, GError **error)
{
  SlipDatabase *db = slip_workspace_reader (self);
  g_autoptr (SlipReleaseView) kept = look_up (self, release);
  g_autofree char *key = NULL;
  SlipReleaseView *view;

  if (kept != NULL)
    {
      g_autofree char *now = slip_release_key (db, release, error);

      if (now == NULL)
        return NULL;
      if (g_str_equal (kept->key, now))
        return g_steal_pointer (&kept);
    }
  /* All of one moment. */
  if (!slip_database_begin (db, error))
    return NULL;
  key = slip_release_key (db, release, error);
  view = key != NULL ? slip_release_view_load (db, release, error) : NULL;
  slip_database_rollback (db);
  if (view == NULL)
    return NULL;
  view->key = g_steal_pointer (&key);
  keep (self, release, view);
  return view;
}

/* == the report == */

void
slip_gate_report_free (SlipGateReport *report)
{
  g_clear_pointer (&report->gate, slip_gate_free);
  g_clear_pointer (&report->bound, slip_bound_free);
  g_clear_pointer (&report->reasons, g_ptr_array_unref);
  g_clear_pointer (&report->view, slip_release_view_unref);
  g_free (report->release);
  g_free (report);
}

SlipGateReport *
slip_release_view_gate (SlipReleaseView *view, const char *release, const SlipStage *stage,
                        gint64 at_ms)
{
  SlipGateReport *report = g_new0 (SlipGateReport, 1);
  const SlipStage *go_stage = slip_process_find_stage (view->process, view->process->go_stage);
  g_autofree char *now = slip_datetime_format (at_ms, 0);

  report->view = slip_release_view_ref (view);
  report->release = g_strdup (release);
  report->process = view->process;
  report->pinned = view->pinned;
  report->rulings = view->rulings;
  report->stage = stage;
  report->at_ms = at_ms;
  report->asks_go = stage == go_stage || slip_process_is_after (view->process, stage, go_stage);
  g_mutex_lock (&view->lock);
  slip_evidence_set_now (view->evidence, now);
  report->gate =
      slip_gate_ask (view->process, stage, view->evidence, view->rulings->waivers,
                     view->rulings->tailorings, view->rulings->discussions->blocking, at_ms);
  report->bound = slip_bound_new (view->process, go_stage, view->evidence);
  if (report->asks_go && stage != go_stage)
    {
      g_autoptr (SlipGate) gate =
          slip_gate_ask (view->process, go_stage, view->evidence, view->rulings->waivers,
                         view->rulings->tailorings, view->rulings->discussions->blocking, at_ms);

      report->reasons = slip_go_check (view->rulings, gate, report->bound, at_ms, TRUE);
    }
  else if (report->asks_go)
    report->reasons = slip_go_check (view->rulings, report->gate, report->bound, at_ms, TRUE);
  else
    report->reasons = slip_go_reasons_new ();
  g_mutex_unlock (&view->lock);
  report->open =
      report->asks_go ? report->reasons->len == 0 : report->gate->result != SLIP_GATE_NO_GO;
  return report;
}

static const SlipStage *
find_stage (const SlipProcess *process, const char *id, GError **error)
{
  const SlipStage *stage = slip_process_find_stage (process, id);
  g_autoptr (GString) all = g_string_new (NULL);

  if (stage != NULL)
    return stage;
  for (guint i = 0; i < process->stages->len; i++)
    {
      const SlipStage *one = g_ptr_array_index (process->stages, i);

      /* Its number is what people say. */
      if (g_str_equal (one->number, id))
        return one;
      g_string_append_printf (all, "%s%s", all->len > 0 ? ", " : "", one->id);
    }
  g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND,
               _ ("the process “%s” has no stage “%s”; it has %s"), process->id, id, all->str);
  return NULL;
}

SlipGateReport *
slip_workspace_gate (SlipWorkspace *self, const char *release, const char *stage, gint64 at_ms,
                     GError **error)
{
  g_autofree char *id = slip_workspace_resolve (self, SLIP_RECORD_RELEASE, release, error);
  g_autoptr (SlipReleaseView) view = id != NULL ? slip_release_view_get (self, id, error) : NULL;
  const SlipStage *found =
      view != NULL
          ? find_stage (view->process, stage != NULL ? stage : view->process->go_stage, error)
          : NULL;

  return found != NULL
             ? slip_release_view_gate (view, id, found, at_ms != 0 ? at_ms : slip_now_ms ())
             : NULL;
}

/* == files == */

static char *
to_hex (const guint8 *bytes, gsize length)
{
  char *hex = g_malloc (2 * length + 1);

  sodium_bin2hex (hex, 2 * length + 1, bytes, length);
  return hex;
}

static gboolean
refuse_file (const char *path, int code, GError **error)
{
  g_set_error (error, SLIP_ERROR, code == ENOENT ? SLIP_ERROR_NOT_FOUND : SLIP_ERROR_FAILED,
               _ ("can't read “%s”: %s"), path,
               code == ENOENT ? _ ("there is no such file") : g_strerror (code));
  return FALSE;
}

static gboolean
read_digests (const char *path, GStrv *digests, GError **error)
{
  static const GChecksumType types[] = { G_CHECKSUM_SHA256, G_CHECKSUM_SHA384, G_CHECKSUM_SHA512 };
  FILE *file = g_fopen (path, "rb");
  g_autoptr (GPtrArray) sums = g_ptr_array_new_with_free_func ((GDestroyNotify) g_checksum_free);
  g_autoptr (GStrvBuilder) list = g_strv_builder_new ();
  g_autofree guint8 *piece = g_malloc (PIECE);
  g_autofree char *blake = NULL;
  crypto_generichash_state state;
  guint8 hash[32];
  gsize n;
  int code;

  if (file == NULL)
    return refuse_file (path, errno, error);
  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    g_ptr_array_add (sums, g_checksum_new (types[i]));
  crypto_generichash_init (&state, NULL, 0, sizeof hash);
  while ((n = fread (piece, 1, PIECE, file)) > 0)
    {
      for (guint i = 0; i < sums->len; i++)
        g_checksum_update (g_ptr_array_index (sums, i), piece, (gssize) n);
      crypto_generichash_update (&state, piece, n);
    }
  code = ferror (file) ? errno : 0;
  fclose (file);
  if (code != 0)
    return refuse_file (path, code, error);
  for (guint i = 0; i < sums->len; i++)
    g_strv_builder_add (list, g_checksum_get_string (g_ptr_array_index (sums, i)));
  crypto_generichash_final (&state, hash, sizeof hash);
  blake = to_hex (hash, sizeof hash);
  g_strv_builder_add (list, blake);
  *digests = g_strv_builder_end (list);
  return TRUE;
}

gboolean
slip_workspace_check_artefact (const SlipGateReport *report, const char *path, char **why,
                               GError **error)
{
  g_auto (GStrv) digests = NULL;

  if (!read_digests (path, &digests, error))
    return FALSE;
  *why = NULL;
  for (gsize i = 0; digests[i] != NULL; i++)
    if (slip_go_has_artefact (report->rulings, digests[i]))
      return TRUE;
  *why = g_strdup_printf (_ ("%s is none of the artefacts that the Go was given for (sha256:%s)."),
                          path, digests[0]);
  return TRUE;
}
