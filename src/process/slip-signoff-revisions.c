/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Approved revisions: when the slots are complete, who may start the next one, and what takes an approval
 * back. README.md in this folder states the rules; everything follows from the log alone, so it comes out the
 * same on every machine. */

#include <glib/gi18n-lib.h>
#include <string.h>

#include "forms/slip-expression.h"
#include "forms/slip-instance.h"
#include "process/slip-signoff-private.h"
#include "store/slip-blobs.h"
#include "store/slip-purging.h"
#include "store/slip-values.h"
#include "trust/slip-roster.h"

/* Who keeps a document current: a field of the header that every form includes. */
#define OWNER "header/owner"
#define PROJECT_MANAGER "project-manager"

void
slip_revision_free (SlipRevision *revision)
{
  g_free (revision->content);
  g_ptr_array_unref (revision->basis);
  g_free (revision);
}

static void
revise_free (SlipRevise *revise)
{
  g_free (revise->replica);
  g_free (revise->person);
  g_free (revise->name);
  g_free (revise->reason);
  g_free (revise->refused);
  g_free (revise);
}

/* == contents, each read once == */

GBytes *
slip_counting_content (SlipCounting *counting, const char *content)
{
  gpointer known;
  GBytes *bytes;

  if (g_hash_table_lookup_extended (counting->contents, content, NULL, &known))
    return known;
  bytes = slip_blobs_get (counting->database, content, NULL);
  g_hash_table_insert (counting->contents, g_strdup (content), bytes);
  return bytes;
}

/* Of a content that was removed the digests are known from those who signed it: where they all say the same. */
static GHashTable *
signed_digests (SlipCounting *counting, const char *content)
{
  GPtrArray *signatures = counting->signoff->signatures;
  g_autoptr (GHashTable) digests = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (guint i = 0; i < signatures->len; i++)
    {
      const SlipSignature *signature = g_ptr_array_index (signatures, i);

      for (guint j = 0; g_strcmp0 (signature->content, content) == 0 && signature->valid &&
                        j < signature->sections->len;
           j++)
        {
          const SlipSection *section = g_ptr_array_index (signature->sections, j);
          const char *known = g_hash_table_lookup (digests, section->name);

          if (known != NULL && !g_str_equal (known, section->digest))
            return NULL;
          if (known == NULL)
            g_hash_table_insert (digests, g_strdup (section->name), g_strdup (section->digest));
        }
    }
  return g_steal_pointer (&digests);
}

/* (transfer none) (nullable): section → digest in the content with this digest; NULL when that isn't here. */
static GHashTable *
digests_of (SlipCounting *counting, const char *content)
{
  gpointer known;
  GBytes *bytes;
  GHashTable *digests;

  if (g_hash_table_lookup_extended (counting->digests, content, NULL, &known))
    return known;
  bytes = slip_counting_content (counting, content);
  digests = NULL;
  if (bytes != NULL)
    digests = slip_content_digests (bytes, NULL);
  else if (slip_blobs_is_purged (counting->database, content))
    digests = signed_digests (counting, content);
  g_hash_table_insert (counting->digests, g_strdup (content), digests);
  return digests;
}

/* == completion == */

/* Whether the form asks for the slot, by the content at hand and not by what the document says now. */
static gboolean
is_waived (SlipCounting *counting, SlipFormSlot *slot, const char *content)
{
  g_autoptr (SlipScope) scope = NULL;
  GBytes *bytes;

  if (slot->optional || slot->relevant == NULL)
    return slot->optional;
  bytes = slip_counting_content (counting, content);
  scope = bytes != NULL ? slip_scope_new_for_content (counting->database, counting->form,
                                                      counting->record, bytes, 0, NULL)
                        : NULL;
  return scope != NULL && slip_scope_slot_is_relevant (scope, slot, NULL) == 0;
}

/* (transfer full) (nullable): the signatures that approve the content, one for each slot that has to, when all do. A "no"
 * on it stands against the approval until it is taken back, also in a slot that nobody has to fill. */
static GPtrArray *
find_basis (SlipCounting *counting, const char *content)
{
  GPtrArray *slots = slip_form_get_slots (counting->form);
  GHashTable *digests = digests_of (counting, content);
  g_autoptr (GPtrArray) basis = g_ptr_array_new ();

  for (guint i = 0; digests != NULL && i < slots->len; i++)
    {
      SlipFormSlot *slot = g_ptr_array_index (slots, i);
      g_autoptr (GPtrArray) standing = slip_counting_standing (counting, slot->name, digests);
      SlipSignature *signature = slip_counting_decide (standing);

      if (signature != NULL && signature->verdict != SLIP_VERDICT_APPROVE)
        return NULL;
      if (signature != NULL)
        g_ptr_array_add (basis, signature);
      else if (!is_waived (counting, slot, content))
        return NULL;
    }
  return basis->len > 0 ? g_steal_pointer (&basis) : NULL;
}

static gboolean
is_in (GPtrArray *basis, const SlipSignature *signature)
{
  return g_ptr_array_find (basis, signature, NULL);
}

/* A revise of @revision that counts and that the signer had seen. */
static SlipRevise *
seen_revise (SlipCounting *counting, const SlipRevision *revision, const SlipSignature *signature)
{
  for (guint i = 0; i < counting->signoff->revises->len; i++)
    {
      SlipRevise *revise = g_ptr_array_index (counting->signoff->revises, i);

      if (revise->revision == revision->number + 1 &&
          slip_signature_had_seen (signature, revise->replica, revise->clock))
        return revise;
    }
  return NULL;
}

static void
refuse_without_revision (SlipSignature *signature, const SlipRevision *last)
{
  slip_signature_refuse (
      signature,
      _ ("it is about something else than revision %u, and no revision was started "
         "in what its signer had seen"),
      last->number);
}

gboolean
slip_counting_revision (SlipCounting *counting, SlipSignature *signature)
{
  SlipRevision *last = slip_signoff_last_revision (counting->signoff);
  GHashTable *digests = last != NULL ? digests_of (counting, last->content) : NULL;

  if (last == NULL || seen_revise (counting, last, signature) != NULL ||
      (digests != NULL && slip_signature_fits (signature, digests)))
    return TRUE;
  refuse_without_revision (signature, last);
  return FALSE;
}

/* Signatures that were on their way when the revision was completed, over something else: they stand where later ones
 * without a revise do. */
static void
refuse_unseen (SlipCounting *counting, SlipRevision *revision)
{
  GHashTable *digests = digests_of (counting, revision->content);

  for (guint i = counting->counted->len; i > 0; i--)
    {
      SlipSignature *other = g_ptr_array_index (counting->counted, i - 1);

      if (other == revision->completion || slip_signature_fits (other, digests) ||
          slip_signature_had_seen (revision->completion, other->replica, other->clock))
        continue;
      refuse_without_revision (other, revision);
      g_ptr_array_remove_index (counting->counted, i - 1);
    }
}

static void
add_revision (SlipCounting *counting, SlipSignature *completion, GPtrArray *basis,
              SlipRevise *started)
{
  SlipRevision *revision = g_new0 (SlipRevision, 1);

  revision->number = counting->signoff->revisions->len + 1;
  revision->content = g_strdup (completion->content);
  revision->completed_ms = completion->time_ms;
  revision->completion = completion;
  revision->basis = g_ptr_array_ref (basis);
  revision->started = started;
  g_ptr_array_add (counting->signoff->revisions, revision);
  counting->signoff->revising = NULL;
  refuse_unseen (counting, revision);
}

/* Speaks @signature against the newest revision, rather than about the next one? */
static gboolean
is_about (SlipCounting *counting, SlipRevision *last, SlipSignature *signature)
{
  GHashTable *digests = digests_of (counting, last->content);

  return digests != NULL && slip_signature_fits (signature, digests) &&
         seen_revise (counting, last, signature) == NULL;
}

void
slip_counting_completion (SlipCounting *counting, SlipSignature *signature)
{
  SlipRevision *last = slip_signoff_last_revision (counting->signoff);
  SlipRevise *started = last != NULL ? seen_revise (counting, last, signature) : NULL;
  g_autoptr (GPtrArray) basis = NULL;

  if (signature->verdict != SLIP_VERDICT_APPROVE)
    {
      if (last != NULL && last->taken_back == NULL && is_about (counting, last, signature))
        last->taken_back = signature;
      return;
    }
  if (last != NULL && (started == NULL || g_str_equal (last->content, signature->content)))
    {
      /* Approved once more after it was taken back; else it only says again what is approved. */
      if (last->taken_back != NULL && (basis = find_basis (counting, last->content)) != NULL)
        {
          g_ptr_array_unref (last->basis);
          last->basis = g_steal_pointer (&basis);
          last->taken_back = NULL;
        }
      return;
    }
  basis = find_basis (counting, signature->content);
  if (basis != NULL && is_in (basis, signature))
    add_revision (counting, signature, basis, started);
}

void
slip_counting_withdrawal (SlipCounting *counting, SlipSignature *signature)
{
  SlipRevision *last = slip_signoff_last_revision (counting->signoff);

  g_ptr_array_remove (counting->counted, signature);
  slip_signature_refuse (signature, _ ("it was withdrawn on %.10s: %s"), signature->withdrawn->time,
                         signature->withdrawn->withdrawal->reason);
  if (last != NULL && last->taken_back == NULL && is_in (last->basis, signature))
    last->taken_back = signature;
  /* What a "no" kept from approving, an approval that is there completes. */
  for (guint i = counting->counted->len; signature->verdict != SLIP_VERDICT_APPROVE && i > 0; i--)
    {
      SlipSignature *approval = g_ptr_array_index (counting->counted, i - 1);

      if (approval->verdict != SLIP_VERDICT_APPROVE)
        continue;
      slip_counting_completion (counting, approval);
      break;
    }
}

/* == revise == */

GPtrArray *
slip_revises_load (SlipDatabase *database, const char *record, GError **error)
{
  g_autoptr (GPtrArray) revises = g_ptr_array_new_with_free_func ((GDestroyNotify) revise_free);
  g_autoptr (SlipQuery) query = slip_database_query (
      database, error,
      "SELECT replica, clock, person, coalesce ((SELECT name FROM member m WHERE m.person = "
      "r.person), person), wall, utc_offset, reason FROM revise r WHERE record = ? ORDER BY clock, "
      "replica",
      "s", record);
  GError *local_error = NULL;

  if (query == NULL)
    return NULL;
  while (slip_query_next (query, &local_error))
    {
      SlipRevise *revise = g_new0 (SlipRevise, 1);

      revise->replica = g_strdup (slip_query_text (query, 0));
      revise->clock = (guint64) slip_query_int (query, 1);
      revise->person = g_strdup (slip_query_text (query, 2));
      revise->name = g_strdup (slip_query_text (query, 3));
      revise->wall_ms = slip_query_int (query, 4);
      revise->utc_offset = (int) slip_query_int (query, 5);
      revise->reason = g_strdup (slip_query_text (query, 6));
      g_ptr_array_add (revises, revise);
    }
  if (local_error != NULL)
    {
      g_propagate_error (error, local_error);
      return NULL;
    }
  return g_steal_pointer (&revises);
}

/* Whether a person may revise, asked for a role at a time by @holds. */
typedef struct
{
  SlipDatabase *database;
  const char *person;
  const char *replica; /* nullable: of the op that is judged; NULL asks about now */
  gint64 seq;
} Asker;

static gboolean
holds (const Asker *asker, const char *role)
{
  return asker->replica == NULL || asker->seq == 0
             ? slip_roster_holds (asker->database, asker->person, role)
             : slip_roster_held (asker->database, asker->person, role, asker->replica,
                                 (guint64) asker->seq);
}

static gboolean
may_revise (const Asker *asker, SlipForm *form, const char *owner)
{
  GStrv fills = slip_form_get_root (form)->fills;

  if (g_strcmp0 (owner, asker->person) == 0 || holds (asker, PROJECT_MANAGER) || fills == NULL)
    return TRUE;
  for (gsize i = 0; fills[i] != NULL; i++)
    if (holds (asker, fills[i]))
      return TRUE;
  return FALSE;
}

static char *
owner_of (SlipDatabase *database, const char *record, const char *content)
{
  g_autoptr (GBytes) bytes = content != NULL ? slip_blobs_get (database, content, NULL) : NULL;

  if (bytes != NULL)
    return slip_content_value (bytes, OWNER);
  return content == NULL ? slip_values_text (database, record, "", OWNER, NULL) : NULL;
}

gboolean
slip_signoff_may_revise (SlipDatabase *database, SlipForm *form, const char *record,
                         const SlipRevision *revision, const char *person, gint64 at_ms)
{
  Asker asker = { database, person, NULL, 0 };
  g_autofree char *owner = owner_of (database, record, revision != NULL ? revision->content : NULL);

  return may_revise (&asker, form, owner);
}

void
slip_counting_revise (SlipCounting *counting, SlipRevise *revise)
{
  SlipRevision *last = slip_signoff_last_revision (counting->signoff);
  Asker asker = { counting->database, revise->person, revise->replica, 0 };
  g_autofree char *owner = NULL;

  if (last == NULL)
    {
      revise->refused = g_strdup (_ ("there was no approved revision; it only took up proposals"));
      return;
    }
  if (!slip_op_had_seen (counting->database, revise->replica, revise->clock,
                         last->completion->replica, last->completion->clock))
    {
      revise->refused = g_strdup_printf (
          _ ("its author had not seen revision %u, which was approved meanwhile"), last->number);
      return;
    }
  asker.seq = slip_database_get_int (counting->database, 0,
                                     "SELECT seq FROM op WHERE replica = ? AND clock = ?", "si",
                                     revise->replica, (gint64) revise->clock);
  owner = owner_of (counting->database, counting->record, last->content);
  if (!may_revise (&asker, counting->form, owner))
    {
      revise->refused =
          g_strdup (_ ("its author is neither the document's owner nor fills this form"));
      return;
    }
  revise->revision = last->number + 1;
  if (counting->signoff->revising == NULL)
    counting->signoff->revising = revise;
}
