/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What stands in the log, whole and well signed, and doesn't count: who did it had no right to, or lost it. That is no damage,
 * so verify holds; but nobody has to find it out alone. */

#include "process/slip-rulings.h"
#include "process/slip-processes.h"
#include "store/slip-log.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "trust/slip-roster.h"
#include "trust/slip-signature.h"
#include "workspace/slip-people-private.h"
#include "workspace/slip-revisions.h"
#include "workspace/slip-verify-private.h"

/* Definitions and purges count only from an administrator. */
static void
note_ops (SlipDatabase *db, GPtrArray *lines)
{
  g_autoptr (SlipQuery) query = slip_database_query (
      db, NULL,
      "SELECT replica, seq, person, kind FROM op WHERE kind IN ('define', 'purge', 'withhold') AND "
      "seq IS NOT NULL ORDER BY replica, clock",
      "");

  while (query != NULL && slip_query_next (query, NULL))
    {
      const char *replica = slip_query_text (query, 0);
      gint64 seq = slip_query_int (query, 1);
      const char *person = slip_query_text (query, 2);
      g_autofree char *name = NULL;

      if (slip_roster_held (db, person, SLIP_ROLE_ADMINISTRATOR, replica, (guint64) seq))
        continue;
      name = slip_person_name (db, person);
      g_ptr_array_add (
          lines, g_strdup_printf (g_str_equal (slip_query_text (query, 3), "define")
                                      ? _ ("a definition put in force by %s, who was no "
                                           "administrator, doesn't count (frame %" PRId64 " of %s)")
                                      : _ ("a removal of content by %s, who was no administrator, "
                                           "doesn't count (frame %" PRId64 " of %s)"),
                                  name, seq, replica));
    }
}

/* Statements about people that lost against others, or wait for a second administrator. */
static void
note_roster (SlipDatabase *db, GPtrArray *lines)
{
  g_autoptr (SlipQuery) query = slip_database_query (
      db, NULL, "SELECT DISTINCT hash FROM statement WHERE record = '' ORDER BY hash", "");

  while (query != NULL && slip_query_next (query, NULL))
    {
      const char *hash = slip_query_text (query, 0);
      g_autoptr (SlipStatement) statement = slip_people_statement (db, hash);
      g_autofree char *why = NULL;

      if (statement == NULL || !slip_statement_type_is_roster (statement->type) ||
          slip_roster_outcome (db, hash, &why) <= SLIP_ROSTER_COUNTS)
        continue;
      g_ptr_array_add (
          lines, /* Translators: a kind of statement such as “revoke”, its number, a person and why. */
          g_strdup_printf (_ ("the statement “%s” %.12s… by %s doesn't count: %s"),
                           slip_statement_type_to_string (statement->type), hash, statement->name,
                           why));
    }
}

static void
note_signature (SlipDatabase *db, const SlipSignature *signature, GPtrArray *lines)
{
  g_autofree char *definition = slip_database_get_text (
      db, NULL, "SELECT definition FROM record WHERE id = ?", "s", signature->record);
  const char *why = NULL;

  if (!signature->valid)
    why = signature->reason;
  else if (definition != NULL && g_strcmp0 (definition, signature->definition) != 0)
    why = _ ("it was made for another definition of the form than the document has");
  if (why != NULL)
    g_ptr_array_add (
        lines, g_strdup_printf (_ ("the sign-off %.12s… by %s doesn't count: %s"), signature->hash,
                                signature->name != NULL ? signature->name : _ ("somebody"), why));
}

static void
note_record (SlipWorkspace *workspace, SlipDatabase *db, const char *record, GPtrArray *lines)
{
  g_autoptr (GPtrArray) signatures = slip_signatures_for (db, record, NULL);
  g_autoptr (GPtrArray) withdrawals = slip_workspace_list_withdrawals (workspace, record, NULL);

  for (guint i = 0; signatures != NULL && i < signatures->len; i++)
    note_signature (db, g_ptr_array_index (signatures, i), lines);
  for (guint i = 0; withdrawals != NULL && i < withdrawals->len; i++)
    {
      SlipWithdrawalInfo *info = g_ptr_array_index (withdrawals, i);

      if (info->refused != NULL)
        g_ptr_array_add (lines,
                         g_strdup_printf (_ ("the withdrawal %.12s… by %s doesn't count: %s"),
                                          info->statement, info->name, info->refused));
    }
}

static void
note_ruling (const SlipRulingState *state, GPtrArray *lines)
{
  const SlipSignature *signature = state->signature;
  const char *name = signature->name != NULL ? signature->name : _ ("somebody");

  if (state->refused == NULL)
    return;
  if (signature->statement->type == SLIP_STATEMENT_WAIVER)
    g_ptr_array_add (lines, g_strdup_printf (_ ("the waiver %.12s… by %s doesn't count: %s"),
                                             signature->hash, name, state->refused));
  else if (signature->statement->type == SLIP_STATEMENT_TAILORING)
    g_ptr_array_add (lines, g_strdup_printf (_ ("the tailoring %.12s… by %s doesn't count: %s"),
                                             signature->hash, name, state->refused));
  else
    g_ptr_array_add (lines, g_strdup_printf (_ ("the decision %.12s… by %s doesn't count: %s"),
                                             signature->hash, name, state->refused));
}

static void
note_discussion (const SlipDiscussion *discussion, GPtrArray *lines)
{
  for (guint i = 0; i < discussion->said->len; i++)
    {
      const SlipSaid *said = g_ptr_array_index (discussion->said, i);

      if (said->refused != NULL)
        g_ptr_array_add (
            lines, /* Translators: a word such as “close”, a thread's id, a person and why. */
            g_strdup_printf (_ ("the “%s” of the thread %s by %s doesn't count: %s"),
                             slip_said_act_name (said->act), discussion->id, said->name,
                             said->refused));
    }
}

/* What was said of a release as a whole, and about its documents. */
static void
note_release (SlipDatabase *db, const char *release, GPtrArray *lines)
{
  g_autoptr (SlipProcess) process = slip_processes_for_release (db, release, NULL, NULL);
  g_autoptr (SlipRulings) rulings =
      process != NULL ? slip_rulings_load (db, process, release, NULL) : NULL;
  g_autoptr (GPtrArray) follows = slip_follows_load (db, release, NULL);

  for (guint i = 0; follows != NULL && i < follows->len; i++)
    {
      const SlipFollow *follow = g_ptr_array_index (follows, i);

      if (follow->refused != NULL)
        g_ptr_array_add (
            lines, /* Translators: a version's digest, a person and why. */
            g_strdup_printf (_ ("that the release follows %.12s…, as %s says, doesn't count: %s"),
                             follow->definition, follow->name, follow->refused));
    }
  for (guint i = 0; rulings != NULL && i < rulings->all->len; i++)
    note_ruling (g_ptr_array_index (rulings->all, i), lines);
  for (guint i = 0; rulings != NULL && i < rulings->discussions->all->len; i++)
    note_discussion (g_ptr_array_index (rulings->discussions->all, i), lines);
}

static void
note_releases (SlipDatabase *db, GPtrArray *lines)
{
  g_autoptr (SlipQuery) query = slip_database_query (
      db, NULL, "SELECT id FROM record WHERE kind = 'release' ORDER BY id", "");

  while (query != NULL && slip_query_next (query, NULL))
    note_release (db, slip_query_text (query, 0), lines);
}

static void
note_taking (SlipDatabase *db, GPtrArray *lines)
{
  g_autofree char *replica = NULL;
  guint64 seq;

  if (slip_log_is_taking (db, &replica, &seq, NULL))
    g_ptr_array_add (lines,
                     g_strdup_printf (_ ("frame %" PRIu64
                                         " of %s is here, but not yet all of what it holds is in "
                                         "the documents; the next sync goes on with it"),
                                      seq, replica));
}

void
slip_verify_notes (SlipWorkspace *workspace, SlipDatabase *db, GPtrArray *lines)
{
  g_autoptr (SlipQuery) query = slip_database_query (
      db, NULL, "SELECT DISTINCT record FROM statement WHERE record <> '' ORDER BY record", "");

  note_roster (db, lines);
  while (query != NULL && slip_query_next (query, NULL))
    note_record (workspace, db, slip_query_text (query, 0), lines);
  note_releases (db, lines);
  note_ops (db, lines);
  note_taking (db, lines);
}
