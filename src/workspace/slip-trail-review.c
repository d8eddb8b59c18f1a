/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Reviews of the audit trail: the bytes that were looked at are kept, and a statement over their digest is signed. */

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/slip-hash.h"
#include "core/slip-text.h"
#include "store/slip-blobs.h"
#include "store/slip-log.h"
#include "trust/slip-roster.h"
#include "workspace/slip-trail-private.h"

#define AUDITOR "auditor"

typedef struct
{
  const SlipTrailQuery *query;
  const char *comment;
  const SlipSigningKey *key;
  char *hash;
} Review;

void
slip_trail_review_free (SlipTrailReview *review)
{
  if (review == NULL)
    return;
  g_free (review->statement);
  g_free (review->person);
  g_free (review->name);
  g_free (review->time);
  g_free (review->filter);
  g_free (review->comment);
  g_free (review->content);
  g_free (review->problem);
  g_free (review);
}

/* == signing == */

static gboolean
collect (const char *bytes, gsize length, gpointer data, GError **error)
{
  GString *text = data;

  g_string_append_len (text, bytes, length);
  if (text->len <= SLIP_TRAIL_REVIEW_MAX_BYTES)
    return TRUE;
  g_set_error (
      error, SLIP_ERROR, SLIP_ERROR_TOO_LARGE,
      _ ("the selection is over the limit of %d MiB for one review; narrow it, for example "
         "with --since and --until"),
      SLIP_TRAIL_REVIEW_MAX_BYTES / 1024 / 1024);
  return FALSE;
}

/* Members with a role may, but for those who are auditors and nothing else: they read and verify (domain.md 2). */
static gboolean
may_review (SlipDatabase *db, const char *person, const SlipSigningKey *key, GError **error)
{
  g_autoptr (SlipMember) member = slip_roster_member (db, person, NULL);
  g_autofree char *hex = slip_key_to_hex (key->public);
  g_autofree char *signer = slip_roster_signer (db, hex);

  if (member == NULL || member->revoked != NULL || g_strcmp0 (signer, person) != 0 ||
      !slip_roster_key_counts (db, hex))
    {
      g_set_error (
          error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED,
          _ ("your signature doesn't count in this workspace (now); an administrator has to "
             "admit you or this key"));
      return FALSE;
    }
  for (gsize i = 0; member->roles[i] != NULL; i++)
    if (!g_str_equal (member->roles[i], AUDITOR))
      return TRUE;
  g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED,
               *member->roles == NULL
                   ? _ ("you hold no role, so you can't sign a review")
                   : _ ("an auditor reads and verifies, but signs nothing; somebody "
                        "with another role has to sign the review"));
  return FALSE;
}

static gboolean
review (SlipWorkspace *self, SlipDatabase *db, gpointer data, GError **error)
{
  Review *args = data;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *person = slip_meta_get (db, SLIP_META_PERSON);
  g_autofree char *name = slip_person_name (db, person);
  g_autofree char *filter = slip_trail_query_text (args->query);
  g_autofree char *digest = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GBytes) signature = NULL;
  g_autoptr (SlipStatement) statement = NULL;
  g_autoptr (SlipOp) op = NULL;
  guint64 n = 0;

  if (!may_review (db, person, args->key, error) ||
      !slip_trail_export (db, args->query, SLIP_TRAIL_XML, collect, text, &n, error))
    return FALSE;
  if (n == 0)
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND,
                   _ ("nothing in the log fits; there is nothing to review"));
      return FALSE;
    }
  bytes = g_bytes_new (text->str, text->len);
  if (!slip_blobs_put (db, bytes, &digest, error))
    return FALSE;
  statement =
      slip_trail_review_new (db, digest, filter, args->comment, person, name, args->key, error);
  if (statement == NULL)
    return FALSE;
  signature = slip_statement_sign (statement->text, args->key);
  op = slip_log_do (db, SLIP_OP_STATEMENT, SLIP_UNKNOWN_IGNORE, NULL, NULL, 0,
                    slip_statement_op_content (statement->text, signature), error);
  if (op == NULL)
    return FALSE;
  args->hash = slip_hash_to_hex (&statement->hash);
  return TRUE;
}

char *
slip_workspace_review_trail (SlipWorkspace *self, const SlipTrailFilter *filter,
                             const char *comment, const char *passphrase, GError **error)
{
  g_autoptr (SlipTrailQuery) query = slip_trail_query_new (self, filter, error);
  g_autofree char *path = slip_workspace_path (self, SLIP_WORKSPACE_SIGNING_KEY);
  g_autofree char *text = NULL;
  g_autoptr (SlipSigningKey) key = NULL;
  Review args = { query, NULL, NULL, NULL };

  if (query == NULL || (text = slip_text_normalise (comment, error)) == NULL)
    return NULL;
  g_strstrip (text);
  if (*text == '\0')
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID,
                   _ ("a review needs a comment that says what was found"));
      return NULL;
    }
  key = slip_signing_key_open (path, passphrase, error);
  if (key == NULL)
    return NULL;
  args.comment = text;
  args.key = key;
  if (!slip_workspace_edit (self, review, &args, error))
    g_clear_pointer (&args.hash, g_free);
  return args.hash;
}

/* == reading == */

/* The number in the last line but one; -1 when it is not there. */
static gint64
count_entries (GBytes *bytes)
{
  static const char mark[] = "<end entries=\"";
  gsize length;
  const char *text = g_bytes_get_data (bytes, &length);
  const char *found = text != NULL ? g_strrstr_len (text, length, mark) : NULL;

  return found != NULL ? (gint64) g_ascii_strtoull (found + strlen (mark), NULL, 10) : -1;
}

/* Whether the person ever held a role that signs; which ones they hold when the review arrives doesn't matter. */
static gboolean
held_a_role (SlipDatabase *db, const char *person)
{
  g_autoptr (SlipMember) member = slip_roster_member (db, person, NULL);

  for (guint i = 0; member != NULL && i < member->history->len; i++)
    if (!g_str_equal (((SlipRoleEntry *) g_ptr_array_index (member->history, i))->role, AUDITOR))
      return TRUE;
  return FALSE;
}

/* Why the review doesn't hold; NULL when it does. */
static char *
find_problem (SlipDatabase *db, const SlipStatement *statement, GBytes *signature, gboolean counts,
              GBytes *content, const GError *missing)
{
  g_autofree char *key = slip_key_to_hex (statement->key);
  g_autofree char *signer = slip_roster_signer (db, key);
  g_autofree char *workspace = slip_meta_get (db, SLIP_META_WORKSPACE);
  g_autoptr (GError) failure = NULL;

  if (!slip_statement_verify (statement->text, signature, statement->key, &failure))
    return g_strdup (failure->message);
  if (g_strcmp0 (workspace, statement->workspace) != 0)
    return g_strdup (_ ("it is for another workspace"));
  if (g_strcmp0 (signer, statement->person) != 0)
    return g_strdup (_ ("its key is not one of the person that it names"));
  if (!held_a_role (db, statement->person))
    return g_strdup (_ ("who signed it never held a role that signs"));
  if (!counts)
    return g_strdup (_ ("it was signed on a device that was revoked before"));
  return content == NULL ? g_strdup (missing->message) : NULL;
}

/* NULL when the statement is no review. */
static SlipTrailReview *
read_review (SlipDatabase *db, GBytes *text, GBytes *signature, gboolean counts)
{
  g_autoptr (SlipStatement) statement = slip_statement_parse (text, NULL);
  g_autoptr (GBytes) content = NULL;
  g_autoptr (GError) missing = NULL;
  SlipTrailReview *review;

  if (statement == NULL || statement->type != SLIP_STATEMENT_TRAIL_REVIEW)
    return NULL;
  content = slip_blobs_get (db, statement->trail_review->trail, &missing);
  review = g_new0 (SlipTrailReview, 1);
  review->statement = slip_hash_to_hex (&statement->hash);
  review->person = g_strdup (statement->person);
  review->name = g_strdup (statement->name);
  review->time = g_strdup (statement->time);
  review->filter = g_strdup (statement->trail_review->filter);
  review->comment = g_strdup (statement->trail_review->comment);
  review->content = g_strdup (statement->trail_review->trail);
  review->entries = content != NULL ? count_entries (content) : -1;
  review->problem = find_problem (db, statement, signature, counts, content, missing);
  return review;
}

/* Every statement that stands alone is parsed: there are few. */
GPtrArray *
slip_workspace_list_trail_reviews (SlipWorkspace *self, GError **error)
{
  g_autoptr (GPtrArray) reviews =
      g_ptr_array_new_with_free_func ((GDestroyNotify) slip_trail_review_free);
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GError) failure = NULL;
  g_autoptr (SlipQuery) query = slip_database_query (
      slip_workspace_reader (self), error,
      "SELECT s.text, s.signature, coalesce (o.counts, 1) FROM statement s LEFT JOIN op o"
      " ON o.replica = s.replica AND o.clock = s.clock WHERE s.record = ''"
      " ORDER BY s.clock, s.replica",
      "");

  if (query == NULL)
    return NULL;
  while (slip_query_next (query, &failure))
    {
      g_autoptr (GBytes) text = slip_query_bytes (query, 0);
      g_autoptr (GBytes) signature = slip_query_bytes (query, 1);
      SlipTrailReview *review =
          read_review (slip_workspace_reader (self), text, signature, slip_query_int (query, 2));

      if (review == NULL)
        continue;
      g_ptr_array_add (reviews, review);
      /* The same text in two ops is one statement. */
      if (!g_hash_table_add (known, review->statement))
        g_ptr_array_remove_index (reviews, reviews->len - 1);
    }
  if (failure == NULL)
    return g_steal_pointer (&reviews);
  g_propagate_error (error, g_steal_pointer (&failure));
  return NULL;
}

GBytes *
slip_workspace_get_reviewed_trail (SlipWorkspace *self, const char *statement, GError **error)
{
  g_autoptr (GPtrArray) reviews = slip_workspace_list_trail_reviews (self, error);
  SlipTrailReview *found = NULL;

  for (guint i = 0; reviews != NULL && strlen (statement) >= 4 && i < reviews->len; i++)
    {
      SlipTrailReview *review = g_ptr_array_index (reviews, i);

      if (!g_str_has_prefix (review->statement, statement))
        continue;
      if (found != NULL)
        {
          g_set_error (error, SLIP_ERROR, SLIP_ERROR_AMBIGUOUS,
                       _ ("“%s” fits more than one review; type more of the digest"), statement);
          return NULL;
        }
      found = review;
    }
  if (reviews == NULL)
    return NULL;
  if (found == NULL)
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND,
                   _ ("there is no review “%s”; “slipwayctl log reviews” lists them"), statement);
      return NULL;
    }
  return slip_blobs_get (slip_workspace_reader (self), found->content, error);
}
