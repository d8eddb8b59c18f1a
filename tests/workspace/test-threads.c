/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* One workspace that many threads use at once: connections to read, what listeners hear, reading and editing beside a
 * sync. */

#include <glib/gstdio.h>

#include "forms/slip-check.h"
#include "slip-test-fixture.h"
#include "workspace/slip-workspace-private.h"

#define N_READERS 4
#define N_EDITORS 2
#define N_EDITS 25

static void
in_thread (GThreadFunc func, gpointer data)
{
  g_thread_join (g_thread_new ("test", func, data));
}

/* == connections == */

typedef struct
{
  SlipWorkspace *workspace;
  SlipDatabase *database;
  GMutex lock;
  GCond changed;
  guint arrived;
} Meeting;

static gpointer
note_reader (gpointer data)
{
  Meeting *meeting = data;

  meeting->database = slip_workspace_reader (meeting->workspace);
  g_assert_true (slip_workspace_reader (meeting->workspace) == meeting->database);
  return NULL;
}

static gpointer
meet (gpointer data)
{
  Meeting *meeting = data;
  SlipDatabase *database = slip_workspace_reader (meeting->workspace);

  g_mutex_lock (&meeting->lock);
  g_assert_true (database != meeting->database);
  meeting->arrived++;
  g_cond_broadcast (&meeting->changed);
  while (meeting->arrived < N_READERS)
    g_cond_wait (&meeting->changed, &meeting->lock);
  g_mutex_unlock (&meeting->lock);
  return NULL;
}

static void
test_connections (Fixture *fixture, gconstpointer data)
{
  Meeting meeting = { fixture->team->people[PM] };
  GThread *threads[N_READERS];
  guint before = slip_readers_count (meeting.workspace->readers);

  for (guint i = 0; i < 20; i++)
    {
      in_thread (note_reader, &meeting);
      g_assert_true (meeting.database != slip_workspace_reader (meeting.workspace));
    }
  g_assert_cmpuint (slip_readers_count (meeting.workspace->readers), <=, before + 1);

  meeting.database = slip_workspace_reader (meeting.workspace);
  for (guint i = 0; i < N_READERS; i++)
    threads[i] = g_thread_new ("test", meet, &meeting);
  for (guint i = 0; i < N_READERS; i++)
    g_thread_join (threads[i]);
  g_assert_cmpuint (slip_readers_count (meeting.workspace->readers), <=, before + N_READERS);
}

/* What can't be read fails, and is read as soon as it can be. */

typedef struct
{
  Fixture *fixture;
  const char *path;
  const char *away;
} Unreadable;

static void
assert_failed (gboolean failed, GError **error)
{
  g_assert_true (failed);
  g_assert_nonnull (*error);
  g_clear_error (error);
}

static gpointer
read_nothing (gpointer data)
{
  Unreadable *test = data;
  SlipWorkspace *workspace = test->fixture->team->people[PM];
  const char *plan = test->fixture->plan;
  g_autofree char *file = team_path (test->fixture->team, "file.odt");
  g_autofree char *name = NULL;
  g_autoptr (GPtrArray) documents = NULL;
  SlipSyncReport sync = { 0 };
  SlipVerifyReport verify = { 0 };
  SlipDocumentState state = { 0 };
  GStrv problems = NULL;
  GError *error = NULL;

  g_assert_no_errno (g_rename (test->path, test->away));
#define FAILS(call) assert_failed (!(call), &error)
  for (const char *const *field = slip_workspace_info_fields (); *field != NULL; field++)
    FAILS (slip_workspace_get_info (workspace, *field, &error));
  FAILS (slip_workspace_resolve (workspace, SLIP_RECORD_DOCUMENT, plan, &error));
  FAILS (slip_workspace_list_releases (workspace, &error));
  FAILS (slip_workspace_list_documents (workspace, NULL, &error));
  FAILS (slip_workspace_list_all_documents (workspace, NULL, &error));
  FAILS (slip_workspace_show (workspace, plan, &error));
  FAILS (slip_workspace_check (workspace, plan, &error));
  FAILS (slip_workspace_describe_document (workspace, plan, &state, &error));
  FAILS (slip_workspace_get_sync_state (workspace, &error));
  FAILS (slip_workspace_search (workspace, "a", 10, &error));
  FAILS (slip_workspace_list_forms (workspace, &error));
  FAILS (slip_workspace_form_definition (workspace, "deployment-plan", &error));
  FAILS (slip_workspace_state_digest (workspace, &error));
  FAILS (slip_workspace_list_attachments (workspace, plan, &error));
  FAILS (slip_workspace_list_conflicts (workspace, NULL, &error));
  FAILS (slip_workspace_list_members (workspace, &error));
  FAILS (slip_workspace_list_devices (workspace, NULL, &error));
  FAILS (slip_workspace_get_signoff (workspace, plan, &error));
  FAILS (slip_workspace_sign_preview (workspace, plan, "qa-lead", NULL, NULL, &error));
  FAILS (slip_workspace_sign (workspace, plan, "qa-lead", "approve", "", TEAM_PASSPHRASE, &error));
  FAILS (slip_workspace_list_proposals (workspace, plan, &error));
  FAILS (slip_workspace_list_amendments (workspace, plan, &error));
  FAILS (slip_workspace_list_withdrawals (workspace, plan, &error));
  FAILS (slip_workspace_list_trail_reviews (workspace, &error));
  FAILS (slip_workspace_export (workspace, plan, file, &error));
  FAILS (slip_workspace_invite (workspace, file, &error));
  FAILS (slip_workspace_export_identity (workspace, file, TEAM_PASSPHRASE, &error));
  FAILS (slip_workspace_set_field (workspace, plan, "scope/purpose", "x", &error));
  FAILS (slip_workspace_set_remote (workspace, "/tmp/nowhere", NULL, NULL, FALSE, NULL, &error));
  FAILS (slip_workspace_check_remote (workspace, NULL, &error));
  FAILS (slip_workspace_check_store (workspace, &problems, NULL, &error));
  FAILS (slip_workspace_sync (workspace, &sync, NULL, &error));
  slip_sync_report_clear (&sync);
  FAILS (slip_workspace_verify (workspace, &verify, &error));
  FAILS (slip_workspace_backup (workspace, file, FALSE, NULL, &error));
#undef FAILS
  g_assert_false (slip_workspace_is_read_only (workspace));
  slip_workspace_is_copy (workspace);
  slip_workspace_get_asks (workspace);
  name = slip_workspace_person_name (workspace, "x");
  g_assert_no_errno (g_rename (test->away, test->path));

  documents = slip_workspace_list_documents (workspace, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (documents->len, ==, 1);
  return NULL;
}

static void
test_unreadable (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->dir, "workspace.db", NULL);
  g_autofree char *away = g_strconcat (path, ".away", NULL);
  Unreadable test = { fixture, path, away };

  in_thread (read_nothing, &test);
}

/* == what listeners hear == */

typedef struct
{
  Fixture *fixture;
  GThread *listener;
  GPtrArray *records;
  GPtrArray *notices;
} Heard;

static void
on_changed_cb (SlipWorkspace *workspace, const char *record, Heard *heard)
{
  g_assert_true (heard->listener == g_thread_self ());
  g_ptr_array_add (heard->records, g_strdup (record));
}

static void
on_notice_cb (SlipWorkspace *workspace, const char *text, Heard *heard)
{
  g_assert_true (heard->listener == g_thread_self ());
  g_ptr_array_add (heard->notices, g_strdup (text));
}

static gboolean
heard_of (Heard *heard, const char *record)
{
  return g_ptr_array_find_with_equal_func (heard->records, record, g_str_equal, NULL);
}

static void
run_loop (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
forget (Heard *heard)
{
  g_ptr_array_set_size (heard->records, 0);
  g_ptr_array_set_size (heard->notices, 0);
}

static void
listen (Heard *heard, Fixture *fixture, SlipWorkspace *workspace)
{
  run_loop ();
  heard->fixture = fixture;
  heard->listener = g_thread_self ();
  heard->records = g_ptr_array_new_with_free_func (g_free);
  heard->notices = g_ptr_array_new_with_free_func (g_free);
  g_signal_connect (workspace, "changed", G_CALLBACK (on_changed_cb), heard);
  g_signal_connect (workspace, "notice", G_CALLBACK (on_notice_cb), heard);
}

static void
stop_listening (Heard *heard, SlipWorkspace *workspace)
{
  g_signal_handlers_disconnect_by_data (workspace, heard);
  g_ptr_array_unref (heard->records);
  g_ptr_array_unref (heard->notices);
}

static gpointer
edit_often (gpointer data)
{
  Heard *heard = data;
  SlipWorkspace *workspace = heard->fixture->team->people[PM];
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < N_EDITS; i++)
    {
      g_autofree char *value = g_strdup_printf ("value %u", i);

      slip_workspace_set_field (workspace, heard->fixture->plan, "scope/purpose", value, &error);
      g_assert_no_error (error);
    }
  slip_workspace_notice (workspace, "something to read");
  return NULL;
}

static gpointer
sync_pm (gpointer data)
{
  Heard *heard = data;

  team_sync (heard->fixture->team, PM);
  return NULL;
}

static void
test_changed (Fixture *fixture, gconstpointer data)
{
  SlipWorkspace *workspace = fixture->team->people[PM];
  Heard heard;
  g_autoptr (GError) error = NULL;

  listen (&heard, fixture, workspace);

  /* From another thread, many times: once, in this thread's loop. */
  in_thread (edit_often, &heard);
  g_assert_cmpuint (heard.records->len, ==, 0);
  g_assert_cmpuint (heard.notices->len, ==, 0);
  run_loop ();
  g_assert_cmpuint (heard.records->len, ==, 1);
  g_assert_true (heard_of (&heard, fixture->plan));
  g_assert_cmpuint (heard.notices->len, ==, 1);

  /* From this thread: a notice at once, a change at the next turn. */
  forget (&heard);
  slip_workspace_notice (workspace, "something else");
  g_assert_cmpuint (heard.notices->len, ==, 1);
  slip_workspace_set_field (workspace, fixture->plan, "scope/purpose", "another", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (heard.records->len, ==, 0);
  run_loop ();
  g_assert_cmpuint (heard.records->len, ==, 1);

  /* What changes nothing, or fails, is nothing to hear of. */
  forget (&heard);
  slip_workspace_set_field (workspace, fixture->plan, "scope/purpose", "another", &error);
  g_assert_no_error (error);
  g_assert_false (slip_workspace_set_field (workspace, fixture->plan, "no/field", "x", NULL));
  team_sync (fixture->team, PM);
  run_loop ();
  g_assert_cmpuint (heard.records->len, ==, 0);

  /* A setting belongs to no record. */
  slip_workspace_set_remote (workspace, fixture->team->store, NULL, NULL, FALSE, NULL, &error);
  g_assert_no_error (error);
  run_loop ();
  g_assert_cmpuint (heard.records->len, ==, 1);
  g_assert_true (heard_of (&heard, ""));
  stop_listening (&heard, workspace);
}

static void
add_documents (Fixture *fixture, guint person, guint n, GPtrArray *ids)
{
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < n; i++)
    {
      char *id = slip_workspace_new_document (fixture->team->people[person], fixture->release,
                                              "lessons-learned", NULL, &error);

      g_assert_no_error (error);
      g_ptr_array_add (ids, id);
    }
}

/* A sync names the records whose content it brought, each once; of very many it says that there are many. */
static void
test_changed_by_sync (Fixture *fixture, gconstpointer data)
{
  SlipWorkspace *workspace = fixture->team->people[PM];
  g_autoptr (GPtrArray) made = g_ptr_array_new_with_free_func (g_free);
  Heard heard;

  add_documents (fixture, QA, 3, made);
  for (guint i = 0; i < N_EDITS; i++)
    set (fixture, QA, "scope/out_of_scope", i % 2 == 0 ? "one" : "two");
  team_sync (fixture->team, QA);

  listen (&heard, fixture, workspace);
  in_thread (sync_pm, &heard);
  run_loop ();
  g_assert_cmpuint (heard.records->len, ==, 4);
  g_assert_true (heard_of (&heard, fixture->plan));
  for (guint i = 0; i < made->len; i++)
    g_assert_true (heard_of (&heard, g_ptr_array_index (made, i)));

  add_documents (fixture, QA, 120, made);
  team_sync (fixture->team, QA);
  forget (&heard);
  in_thread (sync_pm, &heard);
  run_loop ();
  g_assert_cmpuint (heard.records->len, ==, 1);
  g_assert_true (heard_of (&heard, ""));
  stop_listening (&heard, workspace);
}

static gpointer
drop (gpointer data)
{
  g_object_unref (data);
  return NULL;
}

/* Closed in any thread, with something still to say. */
static void
test_closing (Fixture *fixture, gconstpointer data)
{
  SlipWorkspace *workspace = g_steal_pointer (&fixture->team->people[PM]);
  gpointer weak = workspace;
  g_autoptr (GError) error = NULL;

  g_object_add_weak_pointer (G_OBJECT (workspace), &weak);
  slip_workspace_set_field (workspace, fixture->plan, "scope/purpose", "the last word", &error);
  g_assert_no_error (error);
  in_thread (drop, workspace);
  g_assert_null (weak);
  run_loop ();
  fixture->team->people[PM] = open_workspace (fixture->dir);
  g_assert_true (shows (fixture, PM, "the last word"));
}

/* == all at once == */

typedef struct
{
  Fixture *fixture;
  guint n;
  int *working; /* editors and the one that syncs; atomic */
} Work;

static gpointer
read_on (gpointer data)
{
  Work *work = data;
  SlipWorkspace *workspace = work->fixture->team->people[PM];
  const char *plan = work->fixture->plan;
  g_autoptr (GError) error = NULL;

  do
    {
      g_autoptr (GPtrArray) documents = slip_workspace_list_documents (workspace, NULL, &error);
      g_autoptr (GPtrArray) releases = NULL;
      g_autoptr (GPtrArray) problems = NULL;
      g_autoptr (GPtrArray) found = NULL;
      g_autoptr (GPtrArray) conflicts = NULL;
      g_autoptr (SlipSignoff) signoff = NULL;
      g_autoptr (GBytes) content = NULL;
      g_auto (SlipDocumentState) state = { 0 };

      g_assert_no_error (error);
      g_assert_cmpuint (documents->len, >=, 1);
      releases = slip_workspace_list_releases (workspace, &error);
      g_assert_no_error (error);
      content = slip_workspace_show (workspace, plan, &error);
      g_assert_no_error (error);
      problems = slip_workspace_check (workspace, plan, &error);
      g_assert_no_error (error);
      found = slip_workspace_search (workspace, "value", 10, &error);
      g_assert_no_error (error);
      conflicts = slip_workspace_list_conflicts (workspace, NULL, &error);
      g_assert_no_error (error);
      signoff = slip_workspace_get_signoff (workspace, plan, &error);
      g_assert_no_error (error);
      slip_workspace_describe_document (workspace, plan, &state, &error);
      g_assert_no_error (error);
    }
  while (g_atomic_int_get (work->working) > 0);
  return NULL;
}

static gpointer
edit_on (gpointer data)
{
  static const char *const fields[N_EDITORS] = { "scope/purpose", "scope/in_scope" };
  Work *work = data;
  SlipWorkspace *workspace = work->fixture->team->people[PM];
  const char *plan = work->fixture->plan;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < N_EDITS; i++)
    {
      g_autofree char *value = g_strdup_printf ("value %u-%u.", work->n, i);
      g_autofree char *row = NULL;

      slip_workspace_set_field (workspace, plan, fields[work->n], value, &error);
      g_assert_no_error (error);
      /* Whoever edits reads what they wrote. */
      g_assert_true (shows (work->fixture, PM, value));
      row = slip_workspace_add_row (workspace, plan, "tasks", &error);
      g_assert_no_error (error);
      if (i % 2 == 0)
        slip_workspace_delete_row (workspace, plan, row, &error);
      g_assert_no_error (error);
    }
  g_atomic_int_add (work->working, -1);
  return NULL;
}

static gpointer
sync_on (gpointer data)
{
  Work *work = data;

  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *value = g_strdup_printf ("from afar %u", i);

      set (work->fixture, QA, "scope/out_of_scope", value);
      team_sync (work->fixture->team, QA);
      team_sync (work->fixture->team, PM);
    }
  g_atomic_int_add (work->working, -1);
  return NULL;
}

static void
test_all_at_once (Fixture *fixture, gconstpointer data)
{
  int working = N_EDITORS + 1;
  Work work[N_READERS + N_EDITORS + 1];
  GThread *threads[G_N_ELEMENTS (work)];
  SlipRebuildReport report = { 0 };
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (work); i++)
    work[i] = (Work){ fixture, i, &working };
  for (guint i = 0; i < G_N_ELEMENTS (work); i++)
    threads[i] = g_thread_new ("test",
                               i < N_EDITORS    ? edit_on
                               : i == N_EDITORS ? sync_on
                                                : read_on,
                               &work[i]);
  /* The thread with the window meanwhile. */
  while (g_atomic_int_get (&working) > 0)
    {
      run_loop ();
      g_assert_true (shows (fixture, PM, "<"));
    }
  for (guint i = 0; i < G_N_ELEMENTS (work); i++)
    g_thread_join (threads[i]);

  g_assert_true (shows (fixture, PM, "value 0-24."));
  g_assert_true (shows (fixture, PM, "value 1-24."));
  team_settle (fixture->team);
  g_assert_true (shows (fixture, QA, "value 1-24."));
  team_verify (fixture->team);
  slip_workspace_rebuild (fixture->team->people[PM], &report, &error);
  g_assert_no_error (error);
  g_assert_true (report.equal);
  slip_rebuild_report_clear (&report);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add ("/threads/" path, Fixture, NULL, set_up_two, func, tear_down)
  ADD ("connections", test_connections);
  ADD ("unreadable", test_unreadable);
  ADD ("changed", test_changed);
  ADD ("changed-by-sync", test_changed_by_sync);
  ADD ("closing", test_closing);
  ADD ("all-at-once", test_all_at_once);
#undef ADD
  return g_test_run ();
}
