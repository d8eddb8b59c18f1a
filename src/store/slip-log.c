/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Own ops: made with a clock that is stored before it is used, put into the outbox, folded at
 * once. */

#include "store/slip-fold-private.h"

#include <glib/gi18n-lib.h>
#include "store/slip-log-private.h"

static gboolean
fail_no_replica (SlipDatabase *database, GError **error)
{
  g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID,
               _ ("%s: the workspace has no person or replica yet; finish “init” or “join” first"),
               database->path);
  return FALSE;
}

SlipClock
slip_log_load_clock (SlipDatabase *database)
{
  g_autofree char *text = slip_meta_get (database, "clock");

  return text ? g_ascii_strtoull (text, NULL, 10) : 0;
}

gboolean
slip_log_store_clock (SlipDatabase *database, SlipClock clock, GError **error)
{
  char text[32];

  g_snprintf (text, sizeof text, "%" G_GUINT64_FORMAT, clock);
  return slip_meta_set (database, "clock", text, error);
}

SlipOp *
slip_log_make_op (SlipDatabase *database, const char *kind, SlipUnknown on_unknown,
                  const char *record, const SlipOpName *replaces, gsize n_replaces,
                  GVariant *content, GError **error)
{
  g_autoptr (GVariant) owned = g_variant_ref_sink (content);
  g_autofree char *replica = slip_meta_get (database, "replica");
  g_autofree char *person = slip_meta_get (database, "person");
  gint64 now = slip_now_ms ();
  SlipClock clock;

  if (replica == NULL || person == NULL)
    {
      fail_no_replica (database, error);
      return NULL;
    }
  clock = slip_clock_tick (slip_log_load_clock (database), now);
  if (!slip_log_store_clock (database, clock, error))
    return NULL;
  return slip_op_new (replica, clock, now, slip_utc_offset_minutes (now), person, kind, on_unknown,
                      record, replaces, n_replaces, owned, error);
}

gboolean
slip_log_insert_op (SlipDatabase *database, SlipOp *op, gint64 seq, gboolean counts,
                    gboolean *added, gboolean *same, GError **error)
{
  g_autoptr (SlipQuery) query = NULL;
  g_autoptr (GBytes) held = NULL;

  if (!fold_store_op (database, op, seq, counts, added, error))
    return FALSE;
  *same = *added;
  if (*added)
    return TRUE;

  query =
      slip_database_query (database, error, "SELECT bytes FROM op WHERE replica = ? AND clock = ?",
                           "si", op->name.replica, (gint64) op->name.clock);
  if (query == NULL)
    return FALSE;
  if (slip_query_next (query, NULL))
    {
      held = slip_query_bytes (query, 0);
      *same = g_bytes_equal (held, op->bytes);
    }
  return TRUE;
}

static gboolean
append (SlipDatabase *database, SlipOp *op, GError **error)
{
  g_autofree char *name = NULL;
  gboolean added, same;

  if (!slip_log_insert_op (database, op, 0, TRUE, &added, &same, error))
    return FALSE;
  if (added)
    return slip_fold_op (database, op, 0, error);
  if (same)
    return TRUE;
  name = slip_op_name_to_string (&op->name);
  g_set_error (error, SLIP_ERROR, SLIP_ERROR_CORRUPT,
               _ ("%s: two different ops are called %s; sync, so that this copy gets a new name"),
               database->path, name);
  return FALSE;
}

gboolean
slip_log_append (SlipDatabase *database, SlipOp *op, GError **error)
{
  /* Inside the caller's transaction another level would only cost time: on failure the caller rolls
     back. */
  if (database->depth > 0)
    return append (database, op, error);
  if (!slip_database_begin (database, error))
    return FALSE;
  if (append (database, op, error) && slip_database_commit (database, error))
    return TRUE;
  slip_database_rollback (database);
  return FALSE;
}

static SlipOp *
make_and_append (SlipDatabase *database, const char *kind, SlipUnknown on_unknown,
                 const char *record, const SlipOpName *replaces, gsize n_replaces,
                 GVariant *content, GError **error)
{
  g_autoptr (SlipOp) op = NULL;
  g_autofree char *why = slip_log_why_read_only (database, record);

  if (why != NULL)
    {
      g_set_error_literal (error, SLIP_ERROR, SLIP_ERROR_TOO_NEW, why);
      return NULL;
    }
  op = slip_log_make_op (database, kind, on_unknown, record, replaces, n_replaces, content, error);
  if (op == NULL || !append (database, op, error))
    return NULL;
  return g_steal_pointer (&op);
}

SlipOp *
slip_log_do (SlipDatabase *database, const char *kind, SlipUnknown on_unknown, const char *record,
             const SlipOpName *replaces, gsize n_replaces, GVariant *content, GError **error)
{
  g_autoptr (GVariant) owned = g_variant_ref_sink (content);
  g_autoptr (SlipOp) op = NULL;

  if (database->depth > 0)
    return make_and_append (database, kind, on_unknown, record, replaces, n_replaces, owned, error);
  if (!slip_database_begin (database, error))
    return NULL;
  op = make_and_append (database, kind, on_unknown, record, replaces, n_replaces, owned, error);
  if (op != NULL && slip_database_commit (database, error))
    return g_steal_pointer (&op);
  slip_database_rollback (database);
  return NULL;
}

gint64
slip_log_outbox_size (SlipDatabase *database)
{
  return slip_database_get_int (
      database, 0,
      "WITH own (replica) AS (SELECT value FROM meta WHERE key = 'replica')"
      " SELECT count(*) FROM own JOIN op USING (replica) WHERE seq IS NULL AND clock >"
      " coalesce ((SELECT clock FROM frame WHERE replica = own.replica AND fork = 0"
      "  ORDER BY seq DESC LIMIT 1), 0)",
      "");
}
