/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A backup of a damaged database must not replace a good one, so the file and the log are looked at before. */

#include "store/slip-log-check.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "core/slip-frame.h"

/* Some may be about the search index, which is no reason to refuse. */
#define MAX_FINDINGS 20

static gboolean wrong (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

static gboolean
wrong (GError **error, const char *format, ...)
{
  g_autofree char *what = NULL;
  va_list args;

  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);
  g_strdelimit (what, "\n", ' ');
  g_set_error_literal (error, SLIP_ERROR, SLIP_ERROR_CORRUPT, what);
  return FALSE;
}

/* TRUE at the end of the rows. */
static gboolean
at_end (GError *failure, GError **error)
{
  if (failure == NULL)
    return TRUE;
  if (failure->code == SLIP_ERROR_CORRUPT && failure->domain == SLIP_ERROR)
    {
      g_error_free (failure);
      return wrong (error, _ ("a page of the database can't be read"));
    }
  g_propagate_error (error, failure);
  return FALSE;
}

static gboolean
check_file (SlipDatabase *database, GError **error)
{
  GError *failure = NULL;
  g_autoptr (SlipQuery) rows = slip_database_query (
      database, &failure, "PRAGMA quick_check (" G_STRINGIFY (MAX_FINDINGS) ")", "");

  if (rows == NULL)
    return at_end (failure, error);
  while (slip_query_next (rows, &failure))
    {
      const char *finding = slip_query_text (rows, 0);

      if (finding == NULL || g_str_equal (finding, "ok") || strstr (finding, "FTS5") != NULL)
        continue;
      /* Of all that SQLite found in a tree the first. */
      if (g_str_has_prefix (finding, "*** ") && strchr (finding, '\n') != NULL)
        finding = strchr (finding, '\n') + 1;
      return wrong (error, "%.*s", (int) strcspn (finding, "\n"), finding);
    }
  return at_end (failure, error);
}

/* Frames are stored without gaps, forks apart. */
static gboolean
check_chain (SlipDatabase *database, GError **error)
{
  GError *failure = NULL;
  g_autoptr (SlipQuery) rows = slip_database_query (
      database, &failure,
      "SELECT replica, seq FROM frame f WHERE fork = 0 AND seq > 1 AND NOT EXISTS (SELECT 1 FROM "
      "frame p WHERE p.replica = f.replica AND p.seq = f.seq - 1 AND p.hash = f.prev) UNION ALL "
      "SELECT replica, seq + 1 FROM op o WHERE seq IS NOT NULL AND NOT EXISTS (SELECT 1 FROM frame "
      "p WHERE p.replica = o.replica AND p.seq = o.seq) LIMIT 1",
      "");

  if (rows != NULL && slip_query_next (rows, &failure))
    return wrong (error,
                  _ ("frame %" PRId64 " of %s is missing in its log, or not the one that was "
                     "followed"),
                  slip_query_int (rows, 1) - 1, slip_query_text (rows, 0));
  return at_end (failure, error);
}

static gboolean
check_frames (SlipDatabase *database, GError **error)
{
  GError *failure = NULL;
  g_autoptr (SlipQuery) rows =
      slip_database_query (database, &failure, "SELECT replica, seq, hash, bytes FROM frame", "");

  if (rows == NULL)
    return at_end (failure, error);
  while (slip_query_next (rows, &failure))
    {
      g_autoptr (GBytes) bytes = slip_query_bytes (rows, 3);
      g_autoptr (SlipFrame) frame = bytes != NULL ? slip_frame_decode (bytes, NULL) : NULL;
      g_autofree char *hash = frame != NULL ? slip_hash_to_hex (&frame->hash) : NULL;

      if (g_strcmp0 (hash, slip_query_text (rows, 2)) != 0)
        return wrong (error, _ ("frame %" PRId64 " of %s was altered"), slip_query_int (rows, 1),
                      slip_query_text (rows, 0));
    }
  return at_end (failure, error);
}

gboolean
slip_log_check (SlipDatabase *database, GError **error)
{
  return check_file (database, error) && check_chain (database, error) &&
         check_frames (database, error);
}
