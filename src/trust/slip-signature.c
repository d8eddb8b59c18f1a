/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Judges stored statements. What is checked is always the bytes as they were stored. */

#include "trust/slip-signature.h"
#include "trust/slip-roster-private.h"

#include <string.h>

#define COLUMNS "SELECT replica, clock, record, hash, text, signature FROM statement "

void
slip_signature_free (SlipSignature *signature)
{
  if (signature == NULL)
    return;
  g_free (signature->hash);
  g_free (signature->replica);
  g_free (signature->record);
  slip_statement_free (signature->statement);
  g_clear_pointer (&signature->text, g_bytes_unref);
  g_clear_pointer (&signature->signature, g_bytes_unref);
  g_free (signature->fingerprint);
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

/* == judging one == */

static gboolean
check_workspace (SlipDatabase *db, const SlipStatement *statement, GError **error)
{
  g_autofree char *workspace = slip_meta_get (db, "workspace");

  if (g_strcmp0 (workspace, statement->workspace) == 0)
    return TRUE;
  g_set_error (error, SLIP_ERROR, SLIP_ERROR_CORRUPT, "it was made for another workspace");
  return FALSE;
}

/* The key that signed belongs to the person that it names, under the name that was admitted. */
static gboolean
check_signer (SlipDatabase *db, const SlipStatement *statement, GError **error)
{
  g_autofree char *key = slip_key_to_hex (statement->key);
  g_autofree char *holder = slip_roster_signer (db, key);
  g_autofree char *name = NULL;

  if (holder == NULL)
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED, "its key was never admitted");
      return FALSE;
    }
  if (!g_str_equal (holder, statement->person))
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED,
                   "its key is another person's than the one that it names");
      return FALSE;
    }
  name = slip_database_get_text (db, NULL, "SELECT name FROM member WHERE person = ?", "s", holder);
  if (g_strcmp0 (name, statement->name) != 0)
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED,
                   "it prints the name “%s”, but its signer was admitted as “%s”", statement->name,
                   name != NULL ? name : "");
      return FALSE;
    }
  return TRUE;
}

/* Whether the signer had seen the statement with this hash, whatever the clocks say. */
static gboolean
had_seen (SlipDatabase *db, const SlipSignOff *sign_off, const char *hash)
{
  g_autoptr (SlipQuery) query = slip_database_query (
      db, NULL, "SELECT replica, clock FROM statement WHERE hash = ? AND record = ''", "s", hash);

  while (query != NULL && slip_query_next (query, NULL))
    for (guint i = 0; i < sign_off->frontier->len; i++)
      {
        const SlipFrontier *seen = &g_array_index (sign_off->frontier, SlipFrontier, i);

        if (g_strcmp0 (seen->replica, slip_query_text (query, 0)) == 0 &&
            seen->clock >= (guint64) slip_query_int (query, 1))
          return TRUE;
      }
  return FALSE;
}

/* The role was held when the signer had seen its grant, or claims a time after it. */
static gboolean
check_role (SlipDatabase *db, const SlipStatement *statement, GError **error)
{
  const SlipSignOff *sign_off = statement->sign_off;
  g_autofree char *admission = NULL;
  g_autofree char *genesis = NULL;

  if (slip_roster_has_role (db, statement->person, sign_off->role, statement->time_ms))
    return TRUE;
  admission = slip_database_get_text (
      db, NULL, "SELECT admission FROM member_role WHERE person = ? AND role = ?", "ss",
      statement->person, sign_off->role);
  /* The founder's roles are as old as the workspace. */
  genesis = slip_database_get_text (db, NULL, "SELECT admission FROM member WHERE depth = 0", "");
  if (admission != NULL &&
      (g_strcmp0 (admission, genesis) == 0 || had_seen (db, sign_off, admission)))
    return TRUE;
  if (admission == NULL)
    g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED, "its signer doesn't hold the role %s",
                 sign_off->role);
  else
    g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED,
                 "its signer didn't hold the role %s at the time", sign_off->role);
  return FALSE;
}

static gboolean
check_sign_off (SlipDatabase *db, SlipSignature *signature, GError **error)
{
  const SlipStatement *statement = signature->statement;

  if (statement->sign_off == NULL)
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_CORRUPT, "it is no sign-off");
      return FALSE;
    }
  if (!g_str_equal (statement->sign_off->record, signature->record))
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_CORRUPT,
                   "it was made for another record, %s, and copied here",
                   statement->sign_off->record);
      return FALSE;
    }
  return check_signer (db, statement, error) && check_role (db, statement, error);
}

/* What holds for statements of every type: the bytes. */
static gboolean
check_bytes (SlipDatabase *db, SlipSignature *signature, GError **error)
{
  g_autofree char *hash = NULL;

  if (signature->text == NULL || signature->signature == NULL)
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_CORRUPT, "it has no bytes");
      return FALSE;
    }
  hash = slip_hash_hex_of (signature->text);
  if (!g_str_equal (hash, signature->hash))
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_CORRUPT, "its bytes were altered in this copy");
      return FALSE;
    }
  signature->statement = slip_statement_parse (signature->text, error);
  return signature->statement != NULL &&
         slip_statement_verify (signature->text, signature->signature, signature->statement->key,
                                error) &&
         check_workspace (db, signature->statement, error);
}

static void
show_statement (SlipSignature *signature)
{
  const SlipStatement *statement = signature->statement;
  const SlipSignOff *sign_off = statement != NULL ? statement->sign_off : NULL;

  signature->slot = sign_off != NULL ? sign_off->slot : "";
  signature->role = sign_off != NULL ? sign_off->role : "";
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

static SlipSignature *
judge_row (SlipDatabase *db, SlipQuery *query)
{
  SlipSignature *signature = read_row (query);
  g_autoptr (GError) local_error = NULL;

  signature->valid =
      check_bytes (db, signature, &local_error) && check_sign_off (db, signature, &local_error);
  if (!signature->valid)
    signature->reason = g_strdup_printf ("The sign-off doesn't count: %s", local_error->message);
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

static GPtrArray *
read_all (SlipDatabase *db, SlipQuery *query, GError **error)
{
  g_autoptr (GPtrArray) signatures =
      g_ptr_array_new_with_free_func ((GDestroyNotify) slip_signature_free);
  g_autoptr (GError) local_error = NULL;

  while (slip_query_next (query, &local_error))
    add_once (signatures, judge_row (db, query));
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }
  g_ptr_array_sort (signatures, compare_signatures);
  return g_steal_pointer (&signatures);
}

GPtrArray *
slip_signatures_for (SlipDatabase *db, const char *record, GError **error)
{
  g_autoptr (SlipQuery) query = NULL;

  g_return_val_if_fail (db != NULL && record != NULL && *record != '\0', NULL);

  query = slip_database_query (db, error, COLUMNS "WHERE record = ? ORDER BY replica, clock", "s",
                               record);
  return query != NULL ? read_all (db, query, error) : NULL;
}

SlipSignature *
slip_signature_get (SlipDatabase *db, const char *hash, GError **error)
{
  g_autoptr (GPtrArray) signatures = NULL;
  g_autoptr (SlipQuery) query = NULL;

  g_return_val_if_fail (db != NULL && hash != NULL, NULL);

  query = slip_database_query (
      db, error, COLUMNS "WHERE hash = ? AND record <> '' ORDER BY replica, clock", "s", hash);
  signatures = query != NULL ? read_all (db, query, error) : NULL;
  if (signatures == NULL)
    return NULL;
  if (signatures->len > 0)
    return g_ptr_array_steal_index (signatures, 0);
  g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND, "There is no sign-off %s", hash);
  return NULL;
}

/* == verify == */

/* A roster statement may have lost, or wait; it may not pretend. */
static gboolean
check_roster_statement (SlipRosterState *state, const SlipSignature *signature, GError **error)
{
  if (signature->statement->type != SLIP_STATEMENT_ADMISSION)
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_CORRUPT, "it stands in no record");
      return FALSE;
    }
  if (slip_roster_state_outcome (state, signature->hash) != SLIP_ROSTER_NOT_ALLOWED)
    return TRUE;
  g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED,
               "its signer, “%s”, was no administrator with this key", signature->statement->name);
  return FALSE;
}

static gboolean
verify_row (SlipDatabase *db, SlipRosterState *state, SlipQuery *query, GError **error)
{
  g_autoptr (SlipSignature) signature = read_row (query);
  g_autoptr (GError) local_error = NULL;
  gboolean good = check_bytes (db, signature, &local_error);

  if (good)
    good = *signature->record == '\0' ? check_roster_statement (state, signature, &local_error)
                                      : check_sign_off (db, signature, &local_error);
  if (good || g_error_matches (local_error, SLIP_ERROR, SLIP_ERROR_TOO_NEW))
    return TRUE;
  /* What can't be read in the log is altered, whatever the reader calls it. */
  g_set_error (error, SLIP_ERROR,
               g_error_matches (local_error, SLIP_ERROR, SLIP_ERROR_BAD_SIGNATURE) ||
                       g_error_matches (local_error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED)
                   ? local_error->code
                   : SLIP_ERROR_CORRUPT,
               "The statement %s (op %s:%" G_GUINT64_FORMAT "%s%s) is wrong: %s", signature->hash,
               signature->replica, signature->clock, *signature->record != '\0' ? ", record " : "",
               signature->record, local_error->message);
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
               "The list of members isn't what the log says, first in this row: %s; rebuild it",
               wrong);
  return FALSE;
}

gboolean
slip_signature_verify_all (SlipDatabase *db, guint *n_checked, GError **error)
{
  g_autoptr (SlipRosterState) state = NULL;
  g_autoptr (SlipQuery) query = NULL;
  g_autoptr (GError) local_error = NULL;
  guint n = 0;

  g_return_val_if_fail (db != NULL, FALSE);

  state = slip_roster_state_new (db, error);
  if (state == NULL || !verify_roster_tables (db, state, error))
    return FALSE;
  query = slip_database_query (db, error, COLUMNS "ORDER BY record, replica, clock", "");
  if (query == NULL)
    return FALSE;
  while (slip_query_next (query, &local_error))
    {
      if (!verify_row (db, state, query, error))
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
               "%s can't be written: %s", path, local_error->message);
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
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_CORRUPT, "The sign-off %s can't be read",
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
