/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

#include "slip-test-session.h"

#include "store/slip-values.h"
#include "workspace/slip-thread.h"

#define PATIENCE_S 120

static guint watchdog;

static gboolean
on_patience_cb (gpointer what)
{
  g_error ("waited in vain for: %s", (const char *) what);
  return G_SOURCE_REMOVE;
}

void
wait_begin (const char *what)
{
  watchdog = g_timeout_add_seconds (PATIENCE_S, on_patience_cb, (gpointer) what);
}

void
wait_end (void)
{
  g_source_remove (watchdog);
}

static void
on_ready_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static void
on_error_cb (SlipFormSession *session, const char *text, gpointer data)
{
  g_object_set_data_full (G_OBJECT (session), "last-error", g_strdup (text), g_free);
}

static void
note (SlipFormSession *session, const char *what)
{
  GHashTable *told = g_object_get_data (G_OBJECT (session), "told");
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (told, what));

  g_hash_table_insert (told, g_strdup (what), GUINT_TO_POINTER (n + 1));
}

static void
on_told_cb (SlipFormSession *session, const char *path, gpointer data)
{
  note (session, path);
}

static void
on_problems_cb (SlipFormSession *session, gpointer data)
{
  note (session, "problems");
}

const char *
last_error (SlipFormSession *session)
{
  return g_object_get_data (G_OBJECT (session), "last-error");
}

guint
count_told (SlipFormSession *session, const char *what)
{
  GHashTable *told = g_object_get_data (G_OBJECT (session), "told");
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (told, what));

  g_hash_table_remove (told, what);
  return n;
}

SlipFormSession *
open_session (SlipWorkspace *workspace, const char *record)
{
  SlipFormSession *session = slip_form_session_new (workspace, record);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  slip_form_session_set_pauses (session, 10, 3600 * 1000);
  g_object_set_data_full (G_OBJECT (session), "told",
                          g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
                          (GDestroyNotify) g_hash_table_unref);
  g_signal_connect (session, "error", G_CALLBACK (on_error_cb), NULL);
  g_signal_connect (session, "field-changed", G_CALLBACK (on_told_cb), NULL);
  g_signal_connect (session, "rows-changed", G_CALLBACK (on_told_cb), NULL);
  g_signal_connect (session, "problems-changed", G_CALLBACK (on_problems_cb), NULL);
  slip_form_session_load_async (session, NULL, on_ready_cb, &result);
  WAIT_UNTIL (result != NULL);
  slip_form_session_load_finish (session, result, &error);
  g_assert_no_error (error);
  g_assert_true (slip_form_session_is_loaded (session));
  settle_session (session);
  return session;
}

static gboolean
is_at_rest (SlipFormSession *session)
{
  return session->n_writes == 0 && !session->looking && session->look_source == NULL &&
         !session->checking && !session->changed_meanwhile && !g_main_context_pending (NULL);
}

void
settle_session (SlipFormSession *session)
{
  WAIT_UNTIL (is_at_rest (session));
}

void
flush_session (SlipFormSession *session)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  slip_form_session_flush_async (session, NULL, on_ready_cb, &result);
  WAIT_UNTIL (result != NULL);
  slip_form_session_flush_finish (session, result, &error);
  g_assert_no_error (error);
  settle_session (session);
}

static void
mark (gpointer gone)
{
  *(gboolean *) gone = TRUE;
}

void
drop_session (SlipFormSession *session)
{
  gboolean gone = FALSE;

  /* Its edits keep it until they are done. */
  g_object_set_data_full (G_OBJECT (session), "gone", &gone, mark);
  g_object_unref (session);
  WAIT_UNTIL (gone);
  slip_thread_wait ();
}

void
close_session (SlipFormSession *session)
{
  settle_session (session);
  drop_session (session);
}

void
set_field_in (SlipFormSession *session, const char *path, const char *text)
{
  slip_form_session_set (session, path, text);
  settle_session (session);
}

const SlipFieldState *
get_field (SlipFormSession *session, const char *path)
{
  const SlipFieldState *state = slip_form_session_get_field (session, path);

  g_assert_nonnull (state);
  return state;
}

const SlipFieldState *
get_row_field (SlipFormSession *session, const char *path)
{
  WAIT_UNTIL (get_field (session, path)->loaded);
  return get_field (session, path);
}

gint64
count_drafts (SlipFormSession *session)
{
  return slip_database_get_int (slip_workspace_reader (session->workspace), -1,
                                "SELECT count (*) FROM draft WHERE record = ?", "s",
                                session->record);
}

gint64
count_ops (SlipFormSession *session)
{
  return slip_database_get_int (slip_workspace_reader (session->workspace), -1,
                                "SELECT count (*) FROM op WHERE record = ?", "s", session->record);
}

SlipFormProblem *
find_problem (SlipFormSession *session, const char *path)
{
  GListModel *problems = slip_form_session_get_problems (session);

  for (guint i = 0; i < g_list_model_get_n_items (problems); i++)
    {
      g_autoptr (SlipFormProblem) problem = g_list_model_get_item (problems, i);

      if (g_str_equal (slip_form_problem_get_path (problem), path))
        return problem;
    }
  return NULL;
}

char *
row_path (SlipFormSession *session, const char *table, guint n, const char *field)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = slip_values_rows (slip_workspace_reader (session->workspace),
                                                 session->record, table, "", &error);

  g_assert_no_error (error);
  g_assert_cmpuint (rows->len, >, n);
  return g_strdup_printf ("%s/%s/%s", table, (const char *) g_ptr_array_index (rows, n), field);
}
