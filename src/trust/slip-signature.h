/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Sign-offs as windows, reports and gates see them: what was said, by whom, and whether it holds: bytes,
 * key, person, role at the time, and the record that it belongs to. */

#pragma once

#include "store/slip-database.h"
#include "trust/slip-statement.h"

G_BEGIN_DECLS

/**
 * SlipSignature:
 * @hash: of the statement's text, hex
 * @replica: of the op that brought it, with @clock its name
 * @record: the record under which it stands
 * @statement: (nullable): what was said; NULL when the text can't be read
 * @text: the bytes
 * @signature: 64 bytes
 * @slot: like the fields after it, out of @statement ("" or NULL when there is none)
 * @fingerprint: of the key that signed
 * @withdrawn: (nullable): the signer's statement that takes it back: its reason and time
 * @held: whether it held until it was withdrawn: what it completed before stays in history
 * @holder: (nullable): id of the person for whom a deputy signed
 * @not_before_ms: what the log proves: it was signed after this, since the signer had seen ops of other persons that
 *   claim this time; 0 when nothing of others was seen
 * @endorsed: (nullable): hash of the endorsement by which alone it counts
 * @valid: whether it holds. Whether it still fits the document's present content, and comes in order, is the
 *   process' business
 * @reason: (nullable): why it doesn't hold, one line
 */
typedef struct
{
  char *hash;
  char *replica;
  guint64 clock;
  char *record;
  SlipStatement *statement;
  GBytes *text;
  GBytes *signature;
  const char *slot;
  const char *role;
  SlipVerdict verdict;
  const char *meaning;
  const char *comment;
  const char *person;
  const char *name;
  const char *time;
  gint64 time_ms;
  GPtrArray *sections; /* element-type SlipSection */
  const char *content;
  const char *snapshot;
  const char *definition;
  char *fingerprint;
  SlipStatement *withdrawn;
  gboolean held;
  char *holder;
  gint64 not_before_ms;
  char *endorsed;
  gboolean valid;
  char *reason;
} SlipSignature;

/**
 * slip_signatures_for:
 * @record: id of a document
 *
 * Returns: (transfer full) (element-type SlipSignature): its sign-offs, each text once, by claimed time, then hash
 */
GPtrArray *slip_signatures_for (SlipDatabase *db, const char *record, GError **error);

/* The one with this statement hash (hex); NULL with NOT_FOUND. */
SlipSignature *slip_signature_get (SlipDatabase *db, const char *hash, GError **error);

void slip_signature_free (SlipSignature *signature);

/**
 * slip_signature_check_endorsable:
 * @hash: of a sign-off, or of a withdrawal of one
 *
 * Whether an endorsement makes it count that doesn't now.
 *
 * Returns: FALSE with NOT_FOUND, or with NOT_ALLOWED, which says why it can't or needn't be endorsed
 */
gboolean slip_signature_check_endorsable (SlipDatabase *db, const char *hash, GError **error);

/* The section's digest, or NULL when it isn't covered. */
const char *slip_signature_section (const SlipSignature *signature, const char *section);

/**
 * slip_signature_verify_all:
 * @n_checked: (out) (optional): how many statements were checked
 *
 * Checks the genesis against the workspace id, each statement's bytes, signature and signer, and that the roster's
 * tables are what the fold makes of the log. A roster statement that merely lost against a concurrent one, and whatever
 * doesn't count though an honest person may have signed it, is nothing wrong; one of a newer program is passed over.
 *
 * Returns: FALSE with CORRUPT, BAD_SIGNATURE or NOT_ALLOWED; the message names the first thing that is wrong
 */
gboolean slip_signature_verify_all (SlipDatabase *db, guint *n_checked, GError **error);

/**
 * slip_signature_export:
 * @folder: exists
 *
 * Writes what an outsider needs: sign-off-HASH8.xml (the signed bytes), .sig, .pem and .txt (what to type).
 *
 * Returns: (transfer full): the path of the .txt; %NULL with an error
 */
char *slip_signature_export (const SlipSignature *signature, const char *folder, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipSignature, slip_signature_free)

G_END_DECLS
