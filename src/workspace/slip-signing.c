/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Signing a document: what is checked before, and what is put under the signature. */

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/slip-hash.h"
#include "core/slip-text.h"
#include "forms/slip-check.h"
#include "forms/slip-instance.h"
#include "store/slip-blobs.h"
#include "store/slip-drafts.h"
#include "store/slip-log.h"
#include "trust/slip-roster.h"
#include "workspace/slip-gates-private.h"
#include "workspace/slip-people-private.h"
#include "workspace/slip-revisions-private.h"
#include "workspace/slip-workspace-private.h"

typedef struct
{
  const char *document;
  const char *role;
  SlipVerdict verdict;
  const char *comment;
  SlipSigningKey *key;
  const char *slot; /* nullable: whichever the role signs */
  SlipSigned *done;
  const char *seen; /* nullable: digest of the content that the person looked at */
} Sign;

SlipSignoff *
slip_workspace_get_signoff (SlipWorkspace *self, const char *document, GError **error)
{
  g_autofree char *id =
      slip_workspace_resolve (self, SLIP_RECORD_DOCUMENT | SLIP_RECORD_DELETED, document, error);
  g_autoptr (SlipForm) form = NULL;

  if (id == NULL ||
      (form = slip_forms_for_record (slip_workspace_reader (self), id, error)) == NULL)
    return NULL;
  return slip_signoff_load (slip_workspace_reader (self), form, id, error);
}

/* == what has to be right == */

/* An approval covers no open conflict and no problem; a concern may, that is what it is for. */
static gboolean
check_problems (SlipDatabase *db, SlipRecord *record, SlipFormSlot *slot, SlipVerdict verdict,
                GError **error)
{
  g_autoptr (GPtrArray) problems = slip_check_document (db, record->form, record->id, error);
  g_autofree char *message = NULL;
  g_autofree char *sentence = NULL;
  SlipProblem *first = NULL;
  guint n = 0;

  if (problems == NULL)
    return FALSE;
  for (guint i = 0; i < problems->len; i++)
    {
      SlipProblem *problem = g_ptr_array_index (problems, i);

      if (!g_strv_contains ((const char *const *) slot->sections, problem->section) ||
          (verdict != SLIP_VERDICT_APPROVE && problem->kind != SLIP_PROBLEM_CONFLICT))
        continue;
      first = first != NULL ? first : problem;
      n++;
    }
  if (n == 0)
    return TRUE;
  message = g_strstrip (g_strdelimit (g_strdup (first->message), "\r\n\t", ' '));
  sentence = g_strconcat (message, g_str_has_suffix (message, ".") ? "" : ".", NULL);
  g_set_error (error, SLIP_ERROR, SLIP_ERROR_CONFLICT,
               /* Translators: a document, a number, a field and what is wrong there. */
               g_dngettext (GETTEXT_PACKAGE,
                            "%s can't be signed yet: %u problem, first at %s: %s “slipwayctl "
                            "document check” lists all.",
                            "%s can't be signed yet: %u problems, first at %s: %s “slipwayctl "
                            "document check” lists all.",
                            n),
               record->number, n, first->label, sentence);
  return FALSE;
}

static void
refuse_turn (const SlipFormSlot *slot, const SlipFormSlot *before, const SlipSlotStatus *status,
             const char *role, GError **error)
{
  g_autofree char *which = slip_slot_describe (before);

  if (status->signature != NULL)
    g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED,
                 status->signature->verdict == SLIP_VERDICT_REJECT
                     ? _ ("it is not the turn of “%s” yet: %s has to approve first; the rejection "
                          "by %s stands against it")
                     : _ ("it is not the turn of “%s” yet: %s has to approve first; the concerns "
                          "of %s stand against it"),
                 slot->name, which, status->signature->name);
  else if (slip_slot_takes (before, role))
    g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED,
                 _ ("it is not the turn of “%s” yet: %s has to approve first; you can, with --slot "
                    "%s, if that is true of you"),
                 slot->name, which, before->name);
  else
    g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED,
                 _ ("it is not the turn of “%s” yet: %s has to approve first"), slot->name, which);
}

static gboolean
check_order (SlipForm *form, SlipSignoff *signoff, SlipFormSlot *slot, const char *role,
             GError **error)
{
  SlipSlotStatus *status = NULL;
  SlipFormSlot *before = slip_slot_before (form, signoff, slot, &status);

  if (before != NULL)
    refuse_turn (slot, before, status, role, error);
  return before == NULL;
}

/* After an approval, what changed waits for a revision with a reason: nobody signs past it. */
static gboolean
check_revision (SlipRecord *record, SlipSignoff *signoff, SlipFormSlot *slot, SlipVerdict verdict,
                GError **error)
{
  SlipRevision *last = slip_signoff_last_revision (signoff);
  guint n = 0;

  if (!slip_signoff_waits_for_revision (signoff))
    return TRUE;
  for (guint i = 0; i < signoff->amendments->len; i++)
    {
      SlipFieldChange *change = g_ptr_array_index (signoff->amendments, i);

      n += verdict == SLIP_VERDICT_APPROVE ||
           g_strv_contains ((const char *const *) slot->sections, change->section);
    }
  if (n == 0)
    return TRUE;
  g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED,
               g_dngettext (GETTEXT_PACKAGE,
                            "%s was changed since revision %u was approved (%u change); start the "
                            "next revision first: slipwayctl revise %s --reason TEXT",
                            "%s was changed since revision %u was approved (%u changes); start the "
                            "next revision first: slipwayctl revise %s --reason TEXT",
                            signoff->amendments->len),
               record->number, last->number, signoff->amendments->len, record->number);
  return FALSE;
}

gboolean
slip_signing_add_seen (SlipDatabase *db, SlipStatement *statement, GError **error)
{
  g_autoptr (SlipQuery) query =
      slip_database_query (db, error, "SELECT replica, max (clock) FROM op GROUP BY replica", "");
  g_autoptr (GError) local_error = NULL;

  if (query == NULL)
    return FALSE;
  while (slip_query_next (query, &local_error))
    slip_statement_add_seen (statement, slip_query_text (query, 0), slip_query_int (query, 1));
  if (local_error != NULL)
    g_propagate_error (error, g_steal_pointer (&local_error));
  return local_error == NULL;
}

static char *
put_snapshot (SlipDatabase *db, SlipRecord *record, GError **error)
{
  xmlDoc *instance =
      slip_instance_build (db, record->form, record->id, SLIP_INSTANCE_DEFAULT, error);
  g_autoptr (GBytes) bytes = NULL;
  char *digest = NULL;

  if (instance == NULL)
    return NULL;
  bytes = slip_instance_to_bytes (instance);
  xmlFreeDoc (instance);
  return slip_blobs_put (db, bytes, &digest, error) ? digest : NULL;
}

/* Nobody signs what a sync changed behind the page that was read. */
static gboolean
check_seen (SlipRecord *record, const char *content, const char *seen, GError **error)
{
  if (seen == NULL || g_str_equal (seen, content))
    return TRUE;
  g_set_error (error, SLIP_ERROR, SLIP_ERROR_CONFLICT,
               _ ("%s was changed while you looked at it; look at it again, then sign"),
               record->number);
  return FALSE;
}

static SlipStatement *
build_statement (SlipDatabase *db, SlipRecord *record, SlipFormSlot *slot, const Sign *args,
                 GError **error)
{
  g_autoptr (SlipStatement) statement = slip_statement_new (SLIP_STATEMENT_SIGN_OFF);
  SlipSignOff *sign_off = statement->sign_off;
  g_autoptr (GHashTable) digests = NULL;
  g_autoptr (GBytes) content = NULL;
  g_autofree char *content_digest = NULL;
  g_autofree char *snapshot_digest = NULL;
  g_autofree char *workspace = slip_meta_get (db, SLIP_META_WORKSPACE);
  g_autofree char *person = slip_meta_get (db, SLIP_META_PERSON);
  gint64 now = slip_now_ms ();

  content = slip_instance_content (db, record->form, record->id, &digests, error);
  if (content == NULL || !slip_blobs_put (db, content, &content_digest, error) ||
      !check_seen (record, content_digest, args->seen, error) ||
      (snapshot_digest = put_snapshot (db, record, error)) == NULL)
    return NULL;
  for (gsize i = 0; slot->sections[i] != NULL; i++)
    slip_statement_add_section (statement, slot->sections[i],
                                g_hash_table_lookup (digests, slot->sections[i]));
  g_strlcpy (statement->workspace, workspace, sizeof statement->workspace);
  g_strlcpy (statement->person, person, sizeof statement->person);
  statement->name = slip_person_name (db, person);
  memcpy (statement->key, args->key->public, SLIP_KEY_BYTES);
  slip_statement_set_time (statement, now, slip_utc_offset_minutes (now));
  g_strlcpy (sign_off->record, record->id, sizeof sign_off->record);
  sign_off->form = g_strdup (slip_form_get_id (record->form));
  g_strlcpy (sign_off->definition, slip_form_get_digest (record->form),
             sizeof sign_off->definition);
  g_strlcpy (sign_off->content, content_digest, sizeof sign_off->content);
  g_strlcpy (sign_off->snapshot, snapshot_digest, sizeof sign_off->snapshot);
  sign_off->slot = g_strdup (slot->name);
  statement->role = g_strdup (args->role);
  sign_off->verdict = args->verdict;
  sign_off->meaning = g_strdup (slot->meaning);
  sign_off->comment = g_strdup (args->comment);
  if (!slip_signing_add_seen (db, statement, error) || !slip_statement_write (statement, error))
    return NULL;
  return g_steal_pointer (&statement);
}

/* Who doesn't fill the field proposes what was typed, as with any other edit. */
static gboolean
commit_draft (SlipDatabase *db, SlipRecord *record, SlipDraft *draft, GError **error)
{
  g_autofree char *path = slip_cell_path (db, record->id, draft->row, draft->field);
  g_autofree char *row = NULL;
  SlipFormNode *node = slip_form_find_cell (record->form, path, &row, NULL);

  if (node == NULL || slip_fills (db, node))
    return slip_drafts_commit (db, draft->record, draft->row, draft->field, NULL, error);
  return slip_propose (db, record, draft->row, node, draft->value, error) &&
         slip_drafts_discard (db, draft->record, draft->row, draft->field, error);
}

gboolean
slip_signing_commit_drafts (SlipDatabase *db, SlipRecord *record, GError **error)
{
  g_autoptr (GPtrArray) drafts = slip_drafts_list (db, record->id, error);

  for (guint i = 0; drafts != NULL && i < drafts->len; i++)
    {
      SlipDraft *draft = g_ptr_array_index (drafts, i);

      if (!commit_draft (db, record, draft, error))
        return FALSE;
    }
  return drafts != NULL;
}

gboolean
slip_signing_check_role (SlipDatabase *db, const char *person, const char *role, GError **error)
{
  gint64 now = slip_now_ms ();
  gint64 until_ms = 0;
  g_autofree char *holder = NULL;
  g_autofree char *name = NULL;
  g_autofree char *day = NULL;
  g_autoptr (GDateTime) until = NULL;

  if (slip_roster_may_sign (db, person, role, now, NULL))
    return TRUE;
  holder = slip_roster_former_deputy (db, person, role, now, &until_ms);
  if (holder == NULL)
    {
      g_set_error (
          error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED,
          _ ("you don't hold the role “%s”; “slipwayctl info roles” lists those that you hold"),
          role);
      return FALSE;
    }
  name = slip_person_name (db, holder);
  until = g_date_time_new_from_unix_local (until_ms / 1000);
  day = until != NULL ? g_date_time_format (until, "%Y-%m-%d %H:%M") : g_strdup ("?");
  g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED,
               _ ("you were deputy for %s in the role %s until %s"), name, role, day);
  return FALSE;
}

static gboolean
sign (SlipWorkspace *self, SlipDatabase *db, gpointer data, GError **error)
{
  Sign *args = data;
  g_autoptr (SlipRecord) record = slip_record_load (db, args->document, error);
  g_autofree char *person = slip_meta_get (db, SLIP_META_PERSON);
  g_autoptr (SlipSignoff) signoff = NULL;
  g_autoptr (SlipStatement) statement = NULL;
  g_autoptr (GBytes) signature = NULL;
  g_autoptr (SlipOp) op = NULL;
  g_autoptr (GPtrArray) others = g_ptr_array_new_with_free_func (g_free);
  SlipSignature *same;
  SlipFormSlot *slot;

  if (record == NULL || !slip_people_check_signer (self, db, args->key, error))
    return FALSE;
  if (!slip_signing_check_role (db, person, args->role, error))
    return FALSE;
  if (!slip_signing_commit_drafts (db, record, error))
    return FALSE;
  signoff = slip_signoff_load (db, record->form, record->id, error);
  if (signoff == NULL || (slot = slip_slot_choose (db, record, signoff, args->role, args->slot,
                                                   others, error)) == NULL)
    return FALSE;
  args->done->slot = g_strdup (slot->name);
  g_ptr_array_add (others, NULL);
  args->done->others = (GStrv) g_ptr_array_free (g_steal_pointer (&others), FALSE);
  if ((same = slip_slot_find_same (record->form, signoff, slot, person, args->role, args->verdict,
                                   args->comment)) != NULL)
    {
      args->done->already = TRUE;
      args->done->statement = g_strdup (same->hash);
      return TRUE;
    }
  if (!check_revision (record, signoff, slot, args->verdict, error) ||
      !check_problems (db, record, slot, args->verdict, error) ||
      (args->verdict == SLIP_VERDICT_APPROVE &&
       !check_order (record->form, signoff, slot, args->role, error)))
    return FALSE;

  statement = build_statement (db, record, slot, args, error);
  if (statement == NULL ||
      !slip_signoff_check_turn (db, record->form, record->id, signoff, statement, error))
    return FALSE;
  signature = slip_statement_sign (statement->text, args->key);
  op = slip_log_do (db, SLIP_OP_STATEMENT, SLIP_UNKNOWN_RECORD_READ_ONLY, record->id, NULL, 0,
                    slip_statement_op_content (statement->text, signature), error);
  args->done->statement = slip_hash_to_hex (&statement->hash);
  return op != NULL;
}

void
slip_signed_free (SlipSigned *done)
{
  g_free (done->statement);
  g_free (done->slot);
  g_strfreev (done->others);
  g_free (done);
}

char *
slip_workspace_sign (SlipWorkspace *self, const char *document, const char *role,
                     const char *verdict, const char *comment, const char *passphrase,
                     GError **error)
{
  g_autoptr (SlipSigned) done =
      slip_workspace_sign_slot (self, document, role, NULL, verdict, comment, passphrase, error);

  return done != NULL ? g_steal_pointer (&done->statement) : NULL;
}

SlipSigned *
slip_workspace_sign_slot (SlipWorkspace *self, const char *document, const char *role,
                          const char *slot, const char *verdict, const char *comment,
                          const char *passphrase, GError **error)
{
  return slip_workspace_sign_seen (self, document, role, slot, verdict, comment, NULL, passphrase,
                                   error);
}

SlipSigned *
slip_workspace_sign_seen (SlipWorkspace *self, const char *document, const char *role,
                          const char *slot, const char *verdict, const char *comment,
                          const char *seen, const char *passphrase, GError **error)
{
  g_autofree char *id = slip_workspace_resolve (self, SLIP_RECORD_DOCUMENT, document, error);
  g_autofree char *path = slip_workspace_path (self, SLIP_WORKSPACE_SIGNING_KEY);
  g_autofree char *text = NULL;
  g_autoptr (SlipSigningKey) key = NULL;
  g_autoptr (SlipSigned) done = g_new0 (SlipSigned, 1);
  Sign args = { id, role, SLIP_VERDICT_APPROVE, NULL, NULL, slot, done, seen };

  if (id == NULL)
    return NULL;
  if (!slip_verdict_from_string (verdict, &args.verdict))
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID,
                   _ ("“%s” is no verdict; say approve, concerns or reject"), verdict);
      return NULL;
    }
  text = slip_text_normalise (comment != NULL ? comment : "", error);
  if (text == NULL)
    return NULL;
  g_strstrip (text);
  if (args.verdict != SLIP_VERDICT_APPROVE && *text == '\0')
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID,
                   _ ("“%s” needs a comment that says what has to change"), verdict);
      return NULL;
    }
  args.comment = text;
  key = slip_signing_key_open (path, passphrase, error);
  if (key == NULL)
    return NULL;
  args.key = key;
  return slip_workspace_edit (self, sign, &args, error) ? g_steal_pointer (&done) : NULL;
}

GPtrArray *
slip_workspace_sign_preview (SlipWorkspace *self, const char *document, const char *role,
                             const char *name, char **since, GError **error)
{
  g_autofree char *id = slip_workspace_resolve (self, SLIP_RECORD_DOCUMENT, document, error);
  g_autofree char *person = slip_meta_get (slip_workspace_reader (self), SLIP_META_PERSON);
  g_autoptr (SlipRecord) record =
      id != NULL ? slip_record_load (slip_workspace_reader (self), id, error) : NULL;
  g_autoptr (SlipSignoff) signoff =
      record != NULL ? slip_signoff_load (slip_workspace_reader (self), record->form, id, error)
                     : NULL;
  SlipSignature *own = NULL;
  SlipFormSlot *slot;
  GPtrArray *changes;
  g_autoptr (GError) failure = NULL;

  if (signoff == NULL || (slot = slip_slot_choose (slip_workspace_reader (self), record, signoff,
                                                   role, name, NULL, error)) == NULL)
    return NULL;
  for (guint i = 0; i < signoff->signatures->len; i++)
    {
      SlipSignature *signature = g_ptr_array_index (signoff->signatures, i);

      if (signature->statement != NULL && signature->statement->sign_off != NULL &&
          g_strcmp0 (signature->person, person) == 0 && g_str_equal (signature->slot, slot->name) &&
          (own == NULL || signature->clock > own->clock))
        own = signature;
    }
  changes = own != NULL ? slip_changes_since (slip_workspace_reader (self), own, &failure) : NULL;
  if (failure != NULL && !g_error_matches (failure, SLIP_ERROR, SLIP_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return NULL;
    }
  /* That nothing can be compared is no reason not to sign. */
  if (failure != NULL)
    {
      g_autofree char *line = g_strdup_printf (
          _ ("what changed since your last sign-off can't be listed: %s"), failure->message);

      slip_workspace_notice (self, line);
    }
  if (changes == NULL)
    changes = g_ptr_array_new_with_free_func ((GDestroyNotify) slip_field_change_free);
  if (changes != NULL && since != NULL)
    *since = own != NULL ? g_strdup (own->hash) : NULL;
  return changes;
}

/* == withdrawing == */

typedef struct
{
  SlipSignature *sign_off;
  const char *reason;
  SlipSigningKey *key;
  char *hash; /* of the withdrawal */
} Unsign;

static gboolean
unsign (SlipWorkspace *self, SlipDatabase *db, gpointer data, GError **error)
{
  Unsign *args = data;
  g_autofree char *person = slip_meta_get (db, SLIP_META_PERSON);
  g_autofree char *name = slip_person_name (db, person);
  g_autoptr (SlipStatement) statement = NULL;
  g_autoptr (GBytes) signature = NULL;
  g_autoptr (SlipOp) op = NULL;

  if (!slip_people_check_signer (self, db, args->key, error))
    return FALSE;
  statement = slip_withdrawal_new (db, args->sign_off->record, args->sign_off->hash, args->reason,
                                   person, name, args->key, error);
  if (statement == NULL)
    return FALSE;
  signature = slip_statement_sign (statement->text, args->key);
  op = slip_log_do (db, SLIP_OP_STATEMENT, SLIP_UNKNOWN_RECORD_READ_ONLY, args->sign_off->record,
                    NULL, 0, slip_statement_op_content (statement->text, signature), error);
  args->hash = slip_hash_to_hex (&statement->hash);
  return op != NULL;
}

/* What can be told before the passphrase is asked. */
static gboolean
check_unsign (SlipDatabase *db, const SlipSignature *signature, GError **error)
{
  g_autofree char *person = slip_meta_get (db, SLIP_META_PERSON);

  if (signature->statement == NULL ||
      (signature->statement->sign_off == NULL && signature->statement->ruling == NULL))
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID, _ ("%.12s… is no sign-off"),
                   signature->hash);
      return FALSE;
    }
  if (g_strcmp0 (signature->person, person) != 0)
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED,
                   _ ("%.12s… is %s's sign-off; each withdraws their own"), signature->hash,
                   signature->name);
      return FALSE;
    }
  if (signature->withdrawn != NULL)
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_EXISTS, _ ("%.12s… was withdrawn already, on %s"),
                   signature->hash, signature->withdrawn->time);
      return FALSE;
    }
  return TRUE;
}

char *
slip_workspace_unsign (SlipWorkspace *self, const char *statement, const char *reason,
                       const char *passphrase, GError **error)
{
  g_autoptr (SlipSignature) sign_off =
      slip_sign_off_find (slip_workspace_reader (self), statement, error);
  g_autofree char *path = slip_workspace_path (self, SLIP_WORKSPACE_SIGNING_KEY);
  g_autofree char *text = NULL;
  g_autoptr (SlipSigningKey) key = NULL;
  Unsign args = { sign_off, NULL, NULL, NULL };

  if (sign_off == NULL || !check_unsign (slip_workspace_reader (self), sign_off, error) ||
      (text = slip_clean_reason (reason, error)) == NULL)
    return NULL;
  g_strdelimit (text, "\n\t", ' ');
  if ((key = slip_signing_key_open (path, passphrase, error)) == NULL)
    return NULL;
  args.reason = text;
  args.key = key;
  if (!slip_workspace_edit (self, unsign, &args, error))
    g_clear_pointer (&args.hash, g_free);
  return args.hash;
}
