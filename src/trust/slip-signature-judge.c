/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Judges one statement: its bytes, its key, its person, and the role in which it was signed. Where a right was taken away
 * later, only the frame tells whether a sign-off came before that: a time is what its signer claims. */

#include "trust/slip-signature-private.h"

#include <glib/gi18n-lib.h>

#include "core/slip-clock.h"
#include "core/slip-op.h"
#include "trust/slip-roster.h"
#include "trust/slip-signature-known.h"

struct _SlipJudge
{
  SlipDatabase *db;
  char *workspace;
  char *genesis;
  SlipKnown *known;
  gboolean endorsing; /* whether all counts as endorsed: to see what that would change */
};

/* What is asked about a sign-off. */
typedef struct
{
  const SlipStatement *statement;
  const char *replica;
  guint64 seq;
} Asked;

SlipJudge *
slip_judge_new (SlipDatabase *db)
{
  SlipJudge *judge = g_new0 (SlipJudge, 1);

  judge->db = db;
  judge->workspace = slip_meta_get (db, "workspace");
  judge->genesis =
      slip_database_get_text (db, NULL, "SELECT admission FROM member WHERE depth = 0", "");
  judge->known = slip_known_new (db);
  return judge;
}

void
slip_judge_free (SlipJudge *judge)
{
  if (judge == NULL)
    return;
  g_free (judge->workspace);
  g_free (judge->genesis);
  slip_known_free (judge->known);
  g_free (judge);
}

void
slip_judge_set_endorsing (SlipJudge *judge, gboolean endorsing)
{
  judge->endorsing = endorsing;
}

static gboolean refuse (GError **error, SlipError code, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

static gboolean
refuse (GError **error, SlipError code, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_clear_error (error);
  if (error != NULL)
    *error = g_error_new_valist (SLIP_ERROR, code, format, arguments);
  va_end (arguments);
  return FALSE;
}

/* == looking up == */

/* Whether the signer had seen the statement with this hash, whatever the clocks say. */
static gboolean
had_seen (SlipJudge *judge, const SlipStatement *statement, const char *hash)
{
  const GArray *places;

  if (statement->role == NULL)
    return FALSE;
  places = slip_known_places (judge->known, hash);
  for (guint i = 0; i < places->len; i++)
    for (guint j = 0; j < statement->seen->len; j++)
      {
        const SlipFrontier *place = &g_array_index (places, SlipFrontier, i);
        const SlipFrontier *seen = &g_array_index (statement->seen, SlipFrontier, j);

        if (g_str_equal (seen->replica, place->replica) && seen->clock >= place->clock)
          return TRUE;
      }
  return FALSE;
}

static gint64
seq_of (const Asked *asked)
{
  return asked->seq > G_MAXINT64 ? G_MAXINT64 : (gint64) asked->seq;
}

/* Whether a removal that took the role (or key) lets the frame count. */
static gboolean
within_cut (SlipJudge *judge, const char *person, const char *role, const char *key,
            const Asked *asked)
{
  return slip_database_get_int (
             judge->db, 0,
             "SELECT 1 FROM removal r JOIN cut c ON c.statement = r.statement WHERE r.person = ?1 "
             "AND ((r.role = '' AND r.device = '' AND r.signing = '') OR (r.role <> '' AND r.role "
             "= ?2) OR (r.signing <> '' AND r.signing = ?3)) AND c.replica = ?4 AND c.last >= ?5",
             "ssssi", person, role, key, asked->replica, seq_of (asked)) == 1;
}

static char *
find_endorsement (SlipJudge *judge, const char *hash, const Asked *asked)
{
  if (judge->endorsing)
    return g_strdup ("");
  return slip_database_get_text (
      judge->db, NULL,
      "SELECT statement FROM endorsement WHERE sign_off = ?1 AND ?1 <> '' UNION SELECT statement "
      "FROM endorsement WHERE replica = ?2 AND ?3 BETWEEN first AND last ORDER BY 1 LIMIT 1",
      "ssi", hash, asked->replica, seq_of (asked));
}

/* == what the log proves == */

static int
compare_clocks (gconstpointer a, gconstpointer b)
{
  guint64 one = ((const SlipFrontier *) a)->clock;
  guint64 other = ((const SlipFrontier *) b)->clock;

  return one > other ? -1 : one < other ? 1 : 0;
}

/* The newest op of another person that the signer had seen was made before the signature. A clock never runs behind the
 * wall time of its own ops, so only those replicas are asked whose clock could tell more. */
static gint64
find_not_before (SlipJudge *judge, const SlipStatement *statement)
{
  g_autoptr (GArray) seen = g_array_copy (statement->seen);
  gint64 best = 0;

  g_array_sort (seen, compare_clocks);
  for (guint i = 0; i < seen->len; i++)
    {
      const SlipFrontier *one = &g_array_index (seen, SlipFrontier, i);
      g_autoptr (SlipQuery) query = NULL;
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (SlipOp) op = NULL;

      if (slip_clock_ms (one->clock) <= best)
        break;
      /* A replica writes for one person: the signer's own prove nothing. */
      query = slip_database_query (judge->db, NULL,
                                   "SELECT bytes, person FROM op WHERE replica = ? AND clock <= ? "
                                   "ORDER BY clock DESC LIMIT 1",
                                   "si", one->replica, (gint64) MIN (one->clock, G_MAXINT64));
      if (query == NULL || !slip_query_next (query, NULL) ||
          g_strcmp0 (slip_query_text (query, 1), statement->person) == 0)
        continue;
      bytes = slip_query_bytes (query, 0);
      op = bytes != NULL ? slip_op_decode (bytes, one->replica, NULL) : NULL;
      if (op != NULL)
        best = MAX (best, MIN (op->wall_ms, slip_clock_ms (op->name.clock)));
    }
  return best;
}

/* == bytes and signer == */

gboolean
slip_judge_bytes (SlipJudge *judge, SlipSignature *signature, GError **error)
{
  g_autofree char *hash = NULL;

  if (signature->text == NULL || signature->signature == NULL)
    return refuse (error, SLIP_ERROR_CORRUPT, _ ("it has no bytes"));
  hash = slip_hash_hex_of (signature->text);
  if (!g_str_equal (hash, signature->hash))
    return refuse (error, SLIP_ERROR_CORRUPT, _ ("its bytes were altered in this copy"));
  signature->statement =
      slip_statement_parse_verified (signature->text, signature->signature, error);
  if (signature->statement == NULL)
    {
      /* Whose it pretends to be is shown. */
      signature->statement = slip_statement_parse (signature->text, NULL);
      return FALSE;
    }
  if (g_strcmp0 (judge->workspace, signature->statement->workspace) != 0)
    return refuse (error, SLIP_ERROR_CORRUPT, _ ("it was made for another workspace"));
  return TRUE;
}

gboolean
slip_judge_signer (SlipJudge *judge, SlipSignature *signature, guint64 seq, gboolean *late,
                   GError **error)
{
  const SlipStatement *statement = signature->statement;
  Asked asked = { statement, signature->replica, seq };
  g_autofree char *hex = slip_key_to_hex (statement->key);
  const SlipKnownKey *key = slip_known_key (judge->known, hex);

  *late = FALSE;
  if (key == NULL)
    return refuse (error, SLIP_ERROR_NOT_ALLOWED, _ ("its key was never admitted"));
  if (!g_str_equal (key->person, statement->person))
    return refuse (error, SLIP_ERROR_NOT_ALLOWED,
                   _ ("its key is another person's than the one that it names"));
  if (!slip_known_name (judge->known, key->person, statement->name))
    {
      g_autofree char *name = slip_database_get_text (
          judge->db, NULL, "SELECT name FROM member WHERE person = ?", "s", key->person);

      return refuse (error, SLIP_ERROR_NOT_ALLOWED,
                     _ ("it prints the name “%s”, but its signer was admitted as “%s”"),
                     statement->name, name != NULL ? name : "");
    }
  if (!key->revoked || within_cut (judge, key->person, "", hex, &asked))
    return TRUE;
  if (signature->endorsed == NULL)
    signature->endorsed = find_endorsement (judge, signature->hash, &asked);
  if (signature->endorsed != NULL)
    return TRUE;
  *late = TRUE;
  return refuse (error, SLIP_ERROR_NOT_ALLOWED,
                 _ ("its key was revoked, and it came after the last frame that counts; an "
                    "administrator can endorse it"));
}

/* == roles == */

/* It was given when the signer had seen that, or claims a time after it. The founder's roles are as old as the
 * workspace. */
static gboolean
was_given (SlipJudge *judge, const Asked *asked, gint64 since, const char *statement)
{
  return asked->statement->time_ms >= since || g_strcmp0 (statement, judge->genesis) == 0 ||
         had_seen (judge, asked->statement, statement);
}

/* @late: (out): the role was held, and taken away: then @error says so. */
static gboolean
check_holder (SlipJudge *judge, const Asked *asked, const char *person, gboolean *late,
              GError **error)
{
  const char *role = asked->statement->role;
  GPtrArray *grants = slip_known_grants (judge->known, person, role);

  *late = FALSE;
  for (guint i = 0; i < grants->len; i++)
    {
      const SlipKnownGrant *grant = g_ptr_array_index (grants, i);

      if (!was_given (judge, asked, grant->since, grant->statement))
        continue;
      if (*grant->withdrawal == '\0' || within_cut (judge, person, role, "", asked))
        return TRUE;
      *late = TRUE;
    }
  if (*late)
    return refuse (error, SLIP_ERROR_NOT_ALLOWED,
                   _ ("the role %s was withdrawn, and it came after the last frame that counts; an "
                      "administrator can endorse it"),
                   role);
  if (grants->len > 0)
    return refuse (error, SLIP_ERROR_NOT_ALLOWED,
                   _ ("its signer didn't hold the role %s at the time"), role);
  return refuse (error, SLIP_ERROR_NOT_ALLOWED, _ ("its signer doesn't hold the role %s"), role);
}

static char *
format_time (gint64 ms)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (ms / 1000);

  return time != NULL ? g_date_time_format (time, "%Y-%m-%d %H:%M UTC") : g_strdup ("?");
}

/* In time by what is claimed and by what the log proves. @late: (out): it would be, had the time not been shortened. */
static gboolean
check_time (const SlipSignature *signature, const SlipKnownDeputy *deputy, gboolean *late,
            GError **error)
{
  gint64 time_ms = MAX (signature->statement->time_ms, signature->not_before_ms);
  g_autofree char *until = format_time (deputy->until);
  g_autofree char *proven = NULL;

  *late = time_ms > deputy->until && time_ms <= deputy->promised;
  if (time_ms <= deputy->until)
    return TRUE;
  if (*late)
    return refuse (
        error, SLIP_ERROR_NOT_ALLOWED,
        _ ("its signer was a deputy only until %s, since a later statement ended that; an "
           "administrator can endorse it"),
        until);
  if (signature->statement->time_ms > deputy->until)
    return refuse (error, SLIP_ERROR_NOT_ALLOWED, _ ("its signer was a deputy only until %s"),
                   until);
  proven = format_time (signature->not_before_ms);
  return refuse (error, SLIP_ERROR_NOT_ALLOWED,
                 _ ("its signer was a deputy only until %s, and the log proves that it was signed "
                    "after %s"),
                 until, proven);
}

/* One who may sign for the holder. */
static gboolean
check_deputy (SlipJudge *judge, SlipSignature *signature, const Asked *asked, GError **error)
{
  const SlipStatement *statement = asked->statement;
  const char *role = statement->role;
  GPtrArray *deputies = slip_known_deputies (judge->known, statement->person, role);
  const char *late_holder = NULL;
  g_autoptr (GError) why_late = NULL;

  for (guint i = 0; i < deputies->len; i++)
    {
      const SlipKnownDeputy *deputy = g_ptr_array_index (deputies, i);
      gboolean time_late = FALSE;
      gboolean holder_late = FALSE;
      gboolean in_time;

      if (signature->not_before_ms == 0)
        signature->not_before_ms = find_not_before (judge, statement);
      if (!was_given (judge, asked, deputy->since, deputy->statement))
        {
          refuse (error, SLIP_ERROR_NOT_ALLOWED,
                  _ ("its signer wasn't a deputy for the role %s yet"), role);
          continue;
        }
      in_time = check_time (signature, deputy, &time_late, error);
      if (!in_time && !time_late)
        continue;
      if (check_holder (judge, asked, deputy->holder, &holder_late, in_time ? error : NULL))
        {
          if (in_time)
            {
              g_clear_error (error);
              signature->holder = g_strdup (deputy->holder);
              return TRUE;
            }
        }
      else if (!holder_late)
        continue;
      late_holder = deputy->holder;
      g_clear_error (&why_late);
      why_late = g_error_copy (*error);
    }
  if (late_holder == NULL)
    return FALSE;
  if (signature->endorsed == NULL)
    signature->endorsed = find_endorsement (judge, signature->hash, asked);
  g_clear_error (error);
  if (signature->endorsed == NULL)
    {
      *error = g_steal_pointer (&why_late);
      return FALSE;
    }
  signature->holder = g_strdup (late_holder);
  return TRUE;
}

gboolean
slip_judge_sign_off (SlipJudge *judge, SlipSignature *signature, guint64 seq, gboolean full,
                     gboolean *late, GError **error)
{
  const SlipStatement *statement = signature->statement;
  Asked asked = { statement, signature->replica, seq };
  g_autoptr (GError) local_error = NULL;
  gboolean was_late = FALSE;

  *late = FALSE;
  if (statement->role == NULL)
    return refuse (error, SLIP_ERROR_CORRUPT, _ ("it is no sign-off"));
  if (!g_str_equal (slip_statement_record (statement), signature->record))
    return refuse (error, SLIP_ERROR_CORRUPT,
                   _ ("it was made for another record, %s, and copied here"),
                   slip_statement_record (statement));
  if (full)
    signature->not_before_ms = find_not_before (judge, statement);
  if (!slip_judge_signer (judge, signature, seq, late, error))
    return FALSE;
  if (check_holder (judge, &asked, statement->person, &was_late, &local_error) ||
      check_deputy (judge, signature, &asked, &local_error))
    return TRUE;
  if (was_late && signature->endorsed == NULL)
    signature->endorsed = find_endorsement (judge, signature->hash, &asked);
  if (was_late && signature->endorsed != NULL)
    return TRUE;
  /* Who ever held the role, or was a deputy for it, pretends nothing. */
  *late = slip_known_grants (judge->known, statement->person, statement->role)->len > 0 ||
          slip_known_deputies (judge->known, statement->person, statement->role)->len > 0;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}
