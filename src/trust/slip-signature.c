/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Stored statements as they are asked for: by document, by hash, or all, to verify them; and as files for outsiders. */

#include "trust/slip-roster-private.h"
#include "trust/slip-signature-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define COLUMNS "SELECT replica, clock, record, hash, text, signature, seq FROM statement "

void
slip_signature_free (SlipSignature *signature)
{
  if (signature == NULL)
    return;
  g_free (signature->hash);
  g_free (signature->replica);
  g_free (signature->record);
  slip_statement_unref (signature->statement);
  g_clear_pointer (&signature->text, g_bytes_unref);
  g_clear_pointer (&signature->signature, g_bytes_unref);
  g_free (signature->fingerprint);
  slip_statement_unref (signature->withdrawn);
  g_free (signature->holder);
  g_free (signature->endorsed);
  g_free (signature->reason);
  g_free (signature);
}

const char *
slip_signature_section (const SlipSignature *signature, const char *section)
{
  g_return_val_if_fail (signature != NULL && section != NULL, NULL);

  for (guint i = 0; signature->sections != NULL && i < signature->sections->len; i++)
    {
      const SlipSection *covered = g_ptr_array_index (signature->sections, i);

      if (g_str_equal (covered->name, section))
        return covered->digest;
    }
  return NULL;
}

/* == reading == */

static void
show_statement (SlipSignature *signature)
{
  const SlipStatement *statement = signature->statement;
  const SlipSignOff *sign_off = statement != NULL ? statement->sign_off : NULL;

  signature->slot = sign_off != NULL ? sign_off->slot : "";
  signature->role = statement != NULL && statement->role != NULL ? statement->role : "";
  signature->verdict = sign_off != NULL ? sign_off->verdict : SLIP_VERDICT_REJECT;
  signature->meaning = sign_off != NULL ? sign_off->meaning : "";
  signature->comment = sign_off != NULL ? sign_off->comment : "";
  signature->content = sign_off != NULL ? sign_off->content : "";
  signature->snapshot = sign_off != NULL ? sign_off->snapshot : "";
  signature->definition = sign_off != NULL ? sign_off->definition : "";
  signature->sections = sign_off != NULL ? sign_off->sections : NULL;
  signature->person = statement != NULL ? statement->person : "";
  signature->name = statement != NULL ? statement->name : "";
  signature->time = statement != NULL ? statement->time : "";
  signature->time_ms = statement != NULL ? statement->time_ms : 0;
  signature->fingerprint =
      statement != NULL ? slip_key_fingerprint (statement->key) : g_strdup ("");
}

static SlipSignature *
read_row (SlipQuery *query)
{
  SlipSignature *signature = g_new0 (SlipSignature, 1);

  signature->replica = g_strdup (slip_query_text (query, 0));
  signature->clock = slip_query_int (query, 1);
  signature->record = g_strdup (slip_query_text (query, 2));
  signature->hash = g_strdup (slip_query_text (query, 3));
  signature->text = slip_query_bytes (query, 4);
  signature->signature = slip_query_bytes (query, 5);
  return signature;
}

/* The frame in which it came; one in the outbox comes after all. */
static guint64
read_seq (SlipQuery *query)
{
  return slip_query_is_null (query, 6) ? G_MAXUINT64 : (guint64) slip_query_int (query, 6);
}

static void
set_reason (SlipSignature *signature, const char *reason)
{
  g_free (signature->reason);
  signature->reason = g_strdup (reason);
  signature->valid = FALSE;
}

static SlipSignature *
judge_row (SlipJudge *judge, SlipQuery *query)
{
  SlipSignature *signature = read_row (query);
  g_autoptr (GError) local_error = NULL;
  gboolean late = FALSE;

  signature->valid = slip_judge_bytes (judge, signature, &local_error);
  if (signature->valid && signature->statement->withdrawal != NULL)
    signature->valid = g_str_equal (signature->statement->withdrawal->record, signature->record) &&
                       slip_judge_signer (judge, signature, read_seq (query), &late, NULL);
  else if (signature->valid)
    signature->valid =
        slip_judge_sign_off (judge, signature, read_seq (query), TRUE, &late, &local_error);
  if (local_error != NULL)
    set_reason (signature, local_error->message);
  show_statement (signature);
  return signature;
}

/* == asking == */

static int
compare_signatures (gconstpointer a, gconstpointer b)
{
  const SlipSignature *one = *(const SlipSignature *const *) a;
  const SlipSignature *other = *(const SlipSignature *const *) b;

  if (one->time_ms != other->time_ms)
    return one->time_ms < other->time_ms ? -1 : 1;
  return strcmp (one->hash, other->hash);
}

/* One text that came more than once is shown once, in its best state. */
static void
add_once (GPtrArray *signatures, SlipSignature *signature)
{
  for (guint i = 0; i < signatures->len; i++)
    {
      SlipSignature *other = g_ptr_array_index (signatures, i);

      if (!g_str_equal (other->hash, signature->hash))
        continue;
      if (!other->valid && signature->valid)
        {
          slip_signature_free (other);
          g_ptr_array_index (signatures, i) = signature;
        }
      else
        slip_signature_free (signature);
      return;
    }
  g_ptr_array_add (signatures, signature);
}

/* Of several withdrawals of one sign-off the one that comes first as claimed is shown. */
static void
apply_withdrawals (GPtrArray *signatures, GPtrArray *withdrawals)
{
  g_ptr_array_sort (withdrawals, compare_signatures);
  for (guint i = 0; i < withdrawals->len; i++)
    {
      SlipSignature *by = g_ptr_array_index (withdrawals, i);

      for (guint j = 0; by->valid && j < signatures->len; j++)
        {
          SlipSignature *signature = g_ptr_array_index (signatures, j);
          g_autofree char *reason = NULL;

          if (signature->withdrawn != NULL || signature->statement == NULL ||
              !g_str_equal (by->statement->withdrawal->sign_off, signature->hash) ||
              !g_str_equal (by->statement->person, signature->person))
            continue;
          signature->withdrawn = slip_statement_parse (by->text, NULL);
          if (!signature->valid)
            continue;
          signature->held = TRUE;
          reason = g_strdup_printf (_ ("its signer took it back: %s"),
                                    by->statement->withdrawal->reason);
          set_reason (signature, reason);
        }
    }
}

GPtrArray *
slip_signatures_for (SlipDatabase *db, const char *record, GError **error)
{
  g_autoptr (GPtrArray) signatures =
      g_ptr_array_new_with_free_func ((GDestroyNotify) slip_signature_free);
  g_autoptr (GPtrArray) withdrawals =
      g_ptr_array_new_with_free_func ((GDestroyNotify) slip_signature_free);
  g_autoptr (GError) local_error = NULL;
  g_autoptr (SlipJudge) judge = NULL;
  g_autoptr (SlipQuery) query = NULL;

  g_return_val_if_fail (db != NULL && record != NULL && *record != '\0', NULL);

  query = slip_database_query (db, error, COLUMNS "WHERE record = ? ORDER BY replica, clock", "s",
                               record);
  if (query == NULL)
    return NULL;
  while (slip_query_next (query, &local_error))
    {
      SlipSignature *signature;

      if (judge == NULL)
        judge = slip_judge_new (db);
      signature = judge_row (judge, query);
      if (signature->statement != NULL && signature->statement->withdrawal != NULL)
        g_ptr_array_add (withdrawals, signature);
      else
        add_once (signatures, signature);
    }
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }
  apply_withdrawals (signatures, withdrawals);
  g_ptr_array_sort (signatures, compare_signatures);
  return g_steal_pointer (&signatures);
}

SlipSignature *
slip_signature_get (SlipDatabase *db, const char *hash, GError **error)
{
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (SlipSignature) found = NULL;
  g_autoptr (SlipQuery) query = NULL;

  g_return_val_if_fail (db != NULL && hash != NULL, NULL);

  query = slip_database_query (
      db, error, "SELECT DISTINCT record FROM statement WHERE hash = ? AND record <> ''", "s",
      hash);
  if (query == NULL)
    return NULL;
  while (slip_query_next (query, NULL))
    g_ptr_array_add (records, g_strdup (slip_query_text (query, 0)));
  g_clear_pointer (&query, slip_query_end);

  /* Copied into other records it counts in its own only. */
  for (guint i = 0; i < records->len && (found == NULL || !found->valid); i++)
    {
      g_autoptr (GPtrArray) signatures =
          slip_signatures_for (db, g_ptr_array_index (records, i), error);

      if (signatures == NULL)
        return NULL;
      for (guint j = 0; j < signatures->len; j++)
        if (g_str_equal (((SlipSignature *) g_ptr_array_index (signatures, j))->hash, hash))
          {
            g_clear_pointer (&found, slip_signature_free);
            found = g_ptr_array_steal_index (signatures, j);
            break;
          }
    }
  if (found == NULL)
    g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND, _ ("There is no sign-off %s"), hash);
  return g_steal_pointer (&found);
}

gboolean
slip_signature_check_endorsable (SlipDatabase *db, const char *hash, GError **error)
{
  g_autoptr (SlipJudge) judge = NULL;
  g_autoptr (SlipQuery) query = NULL;
  g_autoptr (SlipSignature) now = NULL;
  g_autoptr (SlipSignature) then = NULL;

  g_return_val_if_fail (db != NULL && hash != NULL, FALSE);

  query = slip_database_query (db, error, COLUMNS "WHERE hash = ? AND record <> ''", "s", hash);
  if (query == NULL)
    return FALSE;
  judge = slip_judge_new (db);
  while ((then == NULL || !then->valid) && slip_query_next (query, NULL))
    {
      g_clear_pointer (&now, slip_signature_free);
      g_clear_pointer (&then, slip_signature_free);
      slip_judge_set_endorsing (judge, FALSE);
      now = judge_row (judge, query);
      slip_judge_set_endorsing (judge, TRUE);
      then = judge_row (judge, query);
    }
  if (now == NULL)
    g_set_error (
        error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND,
        _ ("There is no sign-off %s here; if it came in frames that are kept apart, endorse "
           "these"),
        hash);
  else if (now->valid)
    g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED,
                 now->endorsed != NULL ? _ ("%.12s… was endorsed already")
                                       : _ ("%.12s… counts already, so it needs no endorsement"),
                 hash);
  else if (!then->valid)
    g_set_error (
        error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED,
        _ ("%.12s… can't be endorsed, since that would change nothing; have it signed again. "
           "%s"),
        hash, now->reason != NULL ? now->reason : "");
  else
    return TRUE;
  return FALSE;
}

/* == verify == */

/* A roster statement may have lost, or wait; it may not pretend. */
static gboolean
check_roster_statement (SlipRosterState *state, const SlipSignature *signature, GError **error)
{
  if (slip_roster_state_outcome (state, signature->hash) != SLIP_ROSTER_NOT_ALLOWED)
    return TRUE;
  g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED,
               _ ("its signer, “%s”, had no right to it with this key"),
               signature->statement->name);
  return FALSE;
}

static gboolean
check_place (const SlipSignature *signature, GError **error)
{
  const char *record = slip_statement_record (signature->statement);

  if (g_strcmp0 (record, *signature->record != '\0' ? signature->record : NULL) == 0)
    return TRUE;
  if (record == NULL)
    g_set_error (error, SLIP_ERROR, SLIP_ERROR_CORRUPT, _ ("it belongs in no record"));
  else if (*signature->record == '\0')
    g_set_error (error, SLIP_ERROR, SLIP_ERROR_CORRUPT, _ ("it stands in no record"));
  else
    g_set_error (error, SLIP_ERROR, SLIP_ERROR_CORRUPT,
                 _ ("it was made for another record, %s, and copied here"), record);
  return FALSE;
}

/* A right that ended meanwhile makes a statement not count, but there is nothing wrong with it. */
static gboolean
check_statement (SlipJudge *judge, SlipRosterState *state, SlipSignature *signature, guint64 seq,
                 GError **error)
{
  gboolean late = FALSE;
  g_autoptr (GError) local_error = NULL;
  gboolean good;

  if (!slip_judge_bytes (judge, signature, error) || !check_place (signature, error))
    return FALSE;
  if (slip_statement_type_is_roster (signature->statement->type))
    return check_roster_statement (state, signature, error);
  good = signature->statement->role != NULL
             ? slip_judge_sign_off (judge, signature, seq, FALSE, &late, &local_error)
             : slip_judge_signer (judge, signature, seq, &late, &local_error);
  if (good || late ||
      (g_error_matches (local_error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED) &&
       slip_roster_was_offered (state, signature->statement)))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

static char *
name_of (const SlipSignature *signature)
{
  SlipOpName name = { .clock = signature->clock };

  g_strlcpy (name.replica, signature->replica, sizeof name.replica);
  return slip_op_name_to_string (&name);
}

static gboolean
verify_row (SlipJudge *judge, SlipRosterState *state, SlipQuery *query, GError **error)
{
  g_autoptr (SlipSignature) signature = read_row (query);
  g_autoptr (GError) local_error = NULL;
  g_autofree char *op = NULL;
  gboolean good = check_statement (judge, state, signature, read_seq (query), &local_error);

  if (good || g_error_matches (local_error, SLIP_ERROR, SLIP_ERROR_TOO_NEW))
    return TRUE;
  op = name_of (signature);
  /* What can't be read in the log is altered, whatever the reader calls it. */
  g_set_error (error, SLIP_ERROR,
               g_error_matches (local_error, SLIP_ERROR, SLIP_ERROR_BAD_SIGNATURE) ||
                       g_error_matches (local_error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED)
                   ? local_error->code
                   : SLIP_ERROR_CORRUPT,
               _ ("The statement %s (op %s) is wrong: %s"), signature->hash, op,
               local_error->message);
  return FALSE;
}

static gboolean
verify_roster_tables (SlipDatabase *db, SlipRosterState *state, GError **error)
{
  g_autoptr (GPtrArray) expected = slip_roster_state_rows (state);
  g_autoptr (GPtrArray) found = slip_roster_table_rows (db, error);
  const char *wrong = NULL;

  if (found == NULL)
    return FALSE;
  for (guint i = 0; wrong == NULL && i < MAX (expected->len, found->len); i++)
    {
      const char *want = i < expected->len ? g_ptr_array_index (expected, i) : NULL;
      const char *have = i < found->len ? g_ptr_array_index (found, i) : NULL;

      if (g_strcmp0 (want, have) != 0)
        wrong = want == NULL || (have != NULL && strcmp (have, want) < 0) ? have : want;
    }
  if (wrong == NULL)
    return TRUE;
  g_set_error (error, SLIP_ERROR, SLIP_ERROR_CORRUPT,
               _ ("The list of members isn't what the log says, first in this row: %s; rebuild it"),
               wrong);
  return FALSE;
}

gboolean
slip_signature_verify_all (SlipDatabase *db, guint *n_checked, GError **error)
{
  g_autoptr (SlipRosterState) state = NULL;
  g_autoptr (SlipJudge) judge = NULL;
  g_autoptr (SlipQuery) query = NULL;
  g_autoptr (GError) local_error = NULL;
  guint n = 0;

  g_return_val_if_fail (db != NULL, FALSE);

  state = slip_roster_state_new (db, error);
  if (state == NULL || !verify_roster_tables (db, state, error))
    return FALSE;
  judge = slip_judge_new (db);
  query = slip_database_query (db, error, COLUMNS "ORDER BY record, replica, clock", "");
  if (query == NULL)
    return FALSE;
  while (slip_query_next (query, &local_error))
    {
      if (!verify_row (judge, state, query, error))
        return FALSE;
      n++;
    }
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  if (n_checked != NULL)
    *n_checked = n;
  return TRUE;
}

/* == for outsiders == */

static gboolean
export_file (const char *folder, const char *base, const char *suffix, const void *data,
             gsize length, GError **error)
{
  g_autofree char *name = g_strconcat (base, suffix, NULL);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) local_error = NULL;

  if (g_file_set_contents (path, data, length, &local_error))
    return TRUE;
  g_set_error (error, SLIP_ERROR,
               g_error_matches (local_error, G_FILE_ERROR, G_FILE_ERROR_NOSPC) ? SLIP_ERROR_NO_SPACE
                                                                               : SLIP_ERROR_FAILED,
               _ ("%s can't be written: %s"), path, local_error->message);
  return FALSE;
}

char *
slip_signature_export (const SlipSignature *signature, const char *folder, GError **error)
{
  g_autofree char *base = NULL;
  g_autofree char *pem = NULL;
  g_autofree char *instructions = NULL;
  g_autofree char *name = NULL;

  g_return_val_if_fail (signature != NULL && folder != NULL, NULL);

  if (signature->statement == NULL || signature->signature == NULL)
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_CORRUPT, _ ("The sign-off %s can't be read"),
                   signature->hash);
      return NULL;
    }
  base = g_strdup_printf ("sign-off-%.8s", signature->hash);
  pem = slip_key_to_pem (signature->statement->key);
  instructions = slip_statement_instructions (signature->statement, base);
  if (!export_file (folder, base, ".xml", g_bytes_get_data (signature->text, NULL),
                    g_bytes_get_size (signature->text), error) ||
      !export_file (folder, base, ".sig", g_bytes_get_data (signature->signature, NULL),
                    g_bytes_get_size (signature->signature), error) ||
      !export_file (folder, base, ".pem", pem, strlen (pem), error) ||
      !export_file (folder, base, ".txt", instructions, strlen (instructions), error))
    return NULL;
  name = g_strconcat (base, ".txt", NULL);
  return g_build_filename (folder, name, NULL);
}
