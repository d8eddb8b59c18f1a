/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Signed statements: small XML texts whose bytes are stored and checked as they were signed, with plain
 * Ed25519 over exactly these bytes, so that openssl and b2sum alone can check them. The namespace is the
 * domain tag. A text is accepted only when it is written just as Slipway writes it. */

#pragma once

#include "core/slip-id.h"
#include "trust/slip-genesis.h"
#include "trust/slip-keys.h"

G_BEGIN_DECLS

#define SLIP_STATEMENT_NAMESPACE "urn:slipway:statement:1"
#define SLIP_MEANING_MAX_BYTES 1024
#define SLIP_COMMENT_MAX_BYTES (16 * 1024)
#define SLIP_SECTIONS_MAX 128
#define SLIP_FRONTIER_MAX 256
#define SLIP_AFTER_MAX 256
#define SLIP_REASON_MAX_BYTES 1024
#define SLIP_FILTER_MAX_BYTES 1024
#define SLIP_LAST_MAX 256
#define SLIP_BOUND_MAX 256
#define SLIP_ARTEFACT_MAX_BYTES 512

typedef enum
{
  SLIP_STATEMENT_SIGN_OFF,
  SLIP_STATEMENT_ADMISSION,
  SLIP_STATEMENT_ROLES,
  SLIP_STATEMENT_DEPUTY,
  SLIP_STATEMENT_REVOCATION,
  SLIP_STATEMENT_ENDORSEMENT,
  SLIP_STATEMENT_TRAIL_REVIEW,
  SLIP_STATEMENT_WITHDRAWAL,
  SLIP_STATEMENT_WAIVER,
  SLIP_STATEMENT_TAILORING,
  SLIP_STATEMENT_DECISION,
} SlipStatementType;

typedef enum
{
  SLIP_VERDICT_APPROVE,
  SLIP_VERDICT_CONCERNS,
  SLIP_VERDICT_REJECT,
} SlipVerdict;

/* What is decided at a gate. */
typedef enum
{
  SLIP_DECISION_GO,
  SLIP_DECISION_CONDITIONAL,
  SLIP_DECISION_NO_GO,
  SLIP_DECISION_DEFERRED,
} SlipDecision;

/* A section that a sign-off covers. */
typedef struct
{
  char *name;
  char digest[SLIP_HASH_HEX + 1];
} SlipSection;

/* The last clock that was seen of a replica. */
typedef struct
{
  char replica[SLIP_REPLICA_LENGTH + 1];
  guint64 clock;
} SlipFrontier;

/**
 * SlipSignOff:
 * @record: id of the document
 * @form: form id
 * @definition: digest of the form's definition, hex
 * @sections: (element-type SlipSection): what is covered, in the form's order
 * @content: digest of the canonical content's blob, hex
 * @snapshot: digest of the snapshot's blob, hex, or ""
 * @slot: id of the slot
 * @meaning: of the slot, as the person read it
 * @comment: "" when there is none
 */
typedef struct
{
  char record[SLIP_ID_LENGTH + 1];
  char *form;
  char definition[SLIP_HASH_HEX + 1];
  GPtrArray *sections;
  char content[SLIP_HASH_HEX + 1];
  char snapshot[SLIP_HASH_HEX + 1];
  char *slot;
  SlipVerdict verdict;
  char *meaning;
  char *comment;
} SlipSignOff;

/**
 * SlipAdmission:
 * @person: who is admitted
 * @name: printed name
 * @roles: (array zero-terminated=1): sorted, without doubles; may be empty
 * @join: hash of the frame with the request, hex
 * @token: public key of the token that was used, hex
 */
typedef struct
{
  char person[SLIP_ID_LENGTH + 1];
  char *name;
  GStrv roles;
  guint8 device[SLIP_KEY_BYTES];
  guint8 signing[SLIP_KEY_BYTES];
  guint8 exchange[SLIP_KEY_BYTES];
  char join[SLIP_HASH_HEX + 1];
  char token[2 * SLIP_KEY_BYTES + 1];
} SlipAdmission;

/* The last frame of a replica that counts, with its hash (hex): which content stood under that number. */
typedef struct
{
  char replica[SLIP_REPLICA_LENGTH + 1];
  guint64 seq;
  char frame[SLIP_HASH_HEX + 1];
} SlipLast;

/**
 * SlipRoles:
 * @person: whose roles change
 * @grant: (array zero-terminated=1): sorted; none of them in @withdraw
 * @withdraw: (array zero-terminated=1): sorted
 * @reason: one line
 * @last: (element-type SlipLast): sorted by replica; of the person and the deputies whom they named: what was signed up to
 *   there under a withdrawn role still counts. Empty when nothing is withdrawn.
 */
typedef struct
{
  char person[SLIP_ID_LENGTH + 1];
  GStrv grant;
  GStrv withdraw;
  char *reason;
  GArray *last;
} SlipRoles;

/**
 * SlipDeputy:
 * @person: who may sign for the one who signs this
 * @role: in which role
 * @until: RFC 3339 with offset
 * @until_ms: the same, ms since the epoch, UTC
 */
typedef struct
{
  char person[SLIP_ID_LENGTH + 1];
  char *role;
  char *until;
  gint64 until_ms;
} SlipDeputy;

/**
 * SlipRevocation:
 * @person: who is revoked, or whose device or key
 * @device: public key of the device, hex, or ""
 * @signing: public key of the signing key that goes with it, hex, or ""; both "": the whole person
 * @reason: one line
 * @last: (element-type SlipLast): sorted by replica; frames up to there count, a replica that isn't named counts up to
 *   nothing
 */
typedef struct
{
  char person[SLIP_ID_LENGTH + 1];
  char device[2 * SLIP_KEY_BYTES + 1];
  char signing[2 * SLIP_KEY_BYTES + 1];
  char *reason;
  GArray *last;
} SlipRevocation;

/**
 * SlipEndorsement:
 * @replica: whose frames, or ""
 * @first: of them
 * @last: of them
 * @frame: hash of the last one, hex, or ""
 * @sign_off: hash of the statement, hex, or ""; either this or @replica
 * @reason: one line
 */
typedef struct
{
  char replica[SLIP_REPLICA_LENGTH + 1];
  guint64 first;
  guint64 last;
  char frame[SLIP_HASH_HEX + 1];
  char sign_off[SLIP_HASH_HEX + 1];
  char *reason;
} SlipEndorsement;

/**
 * SlipStatementReview:
 * @trail: digest of the blob with the exported trail, hex
 * @filter: what was exported, as a person reads it; may be ""
 * @comment: may be ""
 */
typedef struct
{
  char trail[SLIP_HASH_HEX + 1];
  char *filter;
  char *comment;
} SlipStatementReview;

/**
 * SlipWithdrawal:
 * @record: in which the sign-off stands
 * @sign_off: hash of the signer's own sign-off, hex
 * @reason: one line
 */
typedef struct
{
  char record[SLIP_ID_LENGTH + 1];
  char sign_off[SLIP_HASH_HEX + 1];
  char *reason;
} SlipWithdrawal;

/* An approved revision that a decision is bound to. @content: digest of its blob, hex. */
typedef struct
{
  char record[SLIP_ID_LENGTH + 1];
  char *form;
  guint64 number;
  char content[SLIP_HASH_HEX + 1];
} SlipBoundRevision;

/* An artefact that may be installed, with its digest as the plan has it; or somebody who dissents, and why. */
typedef struct
{
  char *name;
  char *text;
} SlipNamedText;
SlipNamedText *slip_named_text_new (const char *name, const char *text);
/* @named: a SlipNamedText; for arrays of them. */
void slip_named_text_free (gpointer named);

/**
 * SlipRuling:
 * @record: id of the release
 * @process: digest of the process definition that the release follows, hex
 * @reason: of all three: why
 * @criterion: of a waiver: of the process
 * @owner: of a waiver: id of who answers for it, with the @owner_name as it was
 * @control: of a waiver: what takes the criterion's place
 * @form: of a tailoring: a form, and whether the release has to have such a document: @required
 * @stage: of a decision: at whose gate
 * @decision: of a decision
 * @revisions: of a decision: (element-type SlipBoundRevision): what was approved
 * @artefacts: of a decision: (element-type SlipNamedText)
 * @window_start: of a decision: RFC 3339; with @window_end; "" when it lets nothing be installed
 * @dissent: of a decision: (element-type SlipNamedText)
 * @until: of a waiver, and of a decision that lets something be installed: RFC 3339; else ""
 * @until_ms: the same, ms since the epoch, UTC
 *
 * What somebody signs for a release as a whole, in a role: a waiver, a tailoring, or a decision at a gate. Strings of the
 * other two types are %NULL.
 */
typedef struct
{
  char record[SLIP_ID_LENGTH + 1];
  char process[SLIP_HASH_HEX + 1];
  char *reason;
  char *criterion;
  char owner[SLIP_ID_LENGTH + 1];
  char *owner_name;
  char *control;
  char *form;
  gboolean required;
  char *stage;
  SlipDecision decision;
  GPtrArray *revisions;
  GPtrArray *artefacts;
  char *window_start;
  char *window_end;
  GPtrArray *dissent;
  char *until;
  gint64 until_ms;
} SlipRuling;

/**
 * SlipStatement:
 * @type: what it is
 * @workspace: workspace id, 52 characters of base32
 * @after: (array zero-terminated=1): of roster statements: hashes (hex, sorted) of those that it follows; their
 *   causal order
 * @person: id of who signs
 * @name: printed name of who signs
 * @key: public key that signs
 * @time: RFC 3339 with offset, as claimed
 * @time_ms: the same, milliseconds since the epoch, UTC
 * @role: (nullable): in which the person signs, of what stands in a record
 * @seen: (element-type SlipFrontier): what the person had seen of each replica, sorted by replica; likewise
 * @sign_off: (nullable): of a sign-off
 * @admission: (nullable): of an admission; likewise the parts after it
 * @ruling: (nullable): of a waiver, a tailoring or a decision
 * @text: (nullable): the bytes, once written or parsed
 * @hash: of @text
 */
typedef struct
{
  SlipStatementType type;
  char workspace[SLIP_HASH_BASE32 + 1];
  GStrv after;
  char person[SLIP_ID_LENGTH + 1];
  char *name;
  guint8 key[SLIP_KEY_BYTES];
  char *time;
  gint64 time_ms;
  char *role;
  GArray *seen;
  SlipSignOff *sign_off;
  SlipAdmission *admission;
  SlipRoles *roles;
  SlipDeputy *deputy;
  SlipRevocation *revocation;
  SlipEndorsement *endorsement;
  SlipStatementReview *trail_review;
  SlipWithdrawal *withdrawal;
  SlipRuling *ruling;
  GBytes *text;
  SlipHash hash;
} SlipStatement;

/* An empty statement of @type with its part (sign_off, admission, …) allocated; the caller fills the fields, strings
 * being owned by the statement, then calls slip_statement_write(). */
SlipStatement *slip_statement_new (SlipStatementType type);
SlipStatement *slip_statement_ref (SlipStatement *statement);
void slip_statement_unref (SlipStatement *statement);

/* Helpers to fill a sign-off, and what is signed in a role. */
void slip_statement_add_section (SlipStatement *statement, const char *name, const char *digest);
void slip_statement_add_seen (SlipStatement *statement, const char *replica, guint64 clock);
/* Of roles and revocations: a replica's last frame that counts. */
void slip_statement_add_last (SlipStatement *statement, const char *replica, guint64 seq,
                              const char *frame);
/* Of a decision: what it is bound to, and who doesn't agree. */
void slip_statement_add_revision (SlipStatement *statement, const char *record, const char *form,
                                  guint64 number, const char *content);
void slip_statement_add_artefact (SlipStatement *statement, const char *name, const char *digest);
void slip_statement_add_dissent (SlipStatement *statement, const char *who, const char *why);
/* Of a deputy, a waiver or a decision: sets until and until_ms. */
void slip_statement_set_until (SlipStatement *statement, gint64 ms, int utc_offset_minutes);
/* Sets time and time_ms. */
void slip_statement_set_time (SlipStatement *statement, gint64 ms, int utc_offset_minutes);

/**
 * slip_statement_write:
 * @statement: filled
 *
 * Sorts what has an order of its own (roles, what was seen, after), writes the text, and reads it back to check
 * every limit. Sets @text and @hash.
 *
 * Returns: whether it could; FALSE with INVALID (the message names the field) or TOO_LARGE
 */
gboolean slip_statement_write (SlipStatement *statement, GError **error);

/**
 * slip_statement_parse:
 * @text: bytes as stored
 *
 * Returns: (transfer full): the statement; %NULL with INVALID, TOO_LARGE, or TOO_NEW (a namespace or type of a
 *   newer program). The signature isn't looked at.
 */
SlipStatement *slip_statement_parse (GBytes *text, GError **error);

/* (transfer full): 64 bytes, Ed25519 detached over exactly @text. */
GBytes *slip_statement_sign (GBytes *text, const SlipSigningKey *key);
/* FALSE with BAD_SIGNATURE. */
gboolean slip_statement_verify (GBytes *text, GBytes *signature, const guint8 *public_key,
                                GError **error);

/**
 * slip_statement_parse_verified:
 * @text: bytes as stored
 * @signature: 64 bytes
 *
 * Reads @text and verifies @signature with the key that it names. What was read before is given again, so nobody changes what
 * they get. Whether the key's owner may sign isn't looked at. Any thread.
 *
 * Returns: (transfer full): the statement; %NULL as slip_statement_parse(), or with BAD_SIGNATURE
 */
SlipStatement *slip_statement_parse_verified (GBytes *text, GBytes *signature, GError **error);

/* (transfer floating): content of the `statement` op. */
GVariant *slip_statement_op_content (GBytes *text, GBytes *signature);

/**
 * slip_statement_instructions:
 * @statement: parsed
 * @basename: file name without suffix: the text is BASENAME.xml, the signature BASENAME.sig, the key BASENAME.pem
 *
 * Returns: (transfer full): what an outsider types to check the statement with openssl and b2sum alone, and the
 *   signer's public key as PEM
 */
char *slip_statement_instructions (const SlipStatement *statement, const char *basename);

const char *slip_statement_type_to_string (SlipStatementType type);
/* Whether statements of the type change the roster: those stand in no record, and follow each other (`after`). */
gboolean slip_statement_type_is_roster (SlipStatementType type);
/* (nullable): id of the record in which it has to stand; NULL for one that stands in none. */
const char *slip_statement_record (const SlipStatement *statement);
const char *slip_verdict_to_string (SlipVerdict verdict);
gboolean slip_verdict_from_string (const char *text, SlipVerdict *verdict);
/* "go", "conditional", "no-go", "deferred". */
const char *slip_decision_to_string (SlipDecision decision);
gboolean slip_decision_from_string (const char *text, SlipDecision *decision);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipStatement, slip_statement_unref)

G_END_DECLS
