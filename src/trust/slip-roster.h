/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Who counts: a fold of the genesis and the roster statements, the same on every machine whatever the
 * order of arrival. And who would like to: the first frames of strangers, few and small. */

#pragma once

#include "core/slip-frame.h"
#include "store/slip-database.h"
#include "trust/slip-invitation.h"
#include "trust/slip-statement.h"

G_BEGIN_DECLS

#define SLIP_STRANGERS_MAX 32
#define SLIP_STRANGER_MAX_BYTES 4096

/* TRUE when the op can change the roster, so that slip_roster_fold() has to run after it. */
gboolean slip_roster_concerns (SlipOp *op);

/**
 * slip_roster_fold:
 * @db: writer, in a transaction of the caller (or without one)
 *
 * Folds meta "genesis" and all roster statements into the roster's tables, anew; README.md in this folder states the
 * rule. Who counts may be another one afterwards: then slip_log_recount() with slip_roster_frame_counts() is next.
 *
 * Returns: FALSE with NOT_FOUND (no genesis), CORRUPT (genesis), or an error of the database
 */
gboolean slip_roster_fold (SlipDatabase *db, GError **error);

/* What became of a roster statement. */
typedef enum
{
  SLIP_ROSTER_UNREAD, /* no such statement, or unreadable, badly signed, or of another workspace */
  SLIP_ROSTER_WAITS,  /* something that it follows hasn't arrived */
  SLIP_ROSTER_COUNTS,
  SLIP_ROSTER_ALONE, /* it removes the most senior administrator; a second administrator has to, too */
  SLIP_ROSTER_NOT_ALLOWED, /* its signer had no right to it with this key: it pretends */
  SLIP_ROSTER_VOID,        /* what gave its signer the right lost against a concurrent statement */
  SLIP_ROSTER_LOST,        /* a key or the token was another person's before */
  SLIP_ROSTER_STRUCK,      /* a concurrent removal took from its signer what it was signed with */
  SLIP_ROSTER_LAST,        /* it would have left the workspace without an administrator */
} SlipRosterOutcome;

/**
 * slip_roster_outcome:
 * @hash: of a roster statement, hex
 * @why: (out) (optional) (transfer full) (nullable): one line for people; NULL when it counts
 *
 * Folds for it, so ask rarely.
 */
SlipRosterOutcome slip_roster_outcome (SlipDatabase *db, const char *hash, char **why);

/**
 * SlipRoleEntry:
 * @role: of a member
 * @since_ms: as the granting statement claims
 * @until_ms: as the withdrawing statement claims; 0 while it is held
 * @grant: hash of the granting statement, hex (of the genesis: the founder's)
 * @withdrawal: (nullable): hash of the withdrawing statement, or of the revocation; NULL while it is held
 */
typedef struct
{
  char *role;
  gint64 since_ms;
  gint64 until_ms;
  char *grant;
  char *withdrawal;
} SlipRoleEntry;

/**
 * SlipMember:
 * @admission: hash of the admission, hex; of the genesis for the founder
 * @admitter: person id
 * @depth: length of the chain of admissions; 0 for the founder
 * @roles: (array zero-terminated=1): those held, sorted
 * @history: (element-type SlipRoleEntry): all grants, by role, then time
 * @devices: (array zero-terminated=1): public keys that count, hex, sorted; likewise the other two
 * @revoked: (nullable): hash of the revocation; NULL while the member counts
 * @revoked_reason: (nullable): what it says
 * @revoked_ms: when, as it claims
 */
typedef struct
{
  char *person;
  char *name;
  char *admission;
  char *admitter;
  guint depth;
  GStrv roles;
  GPtrArray *history;
  GStrv devices;
  GStrv signing_keys;
  GStrv exchange_keys;
  char *revoked;
  char *revoked_reason;
  gint64 revoked_ms;
} SlipMember;

/**
 * SlipDevice:
 * @key: public key, hex
 * @signing: public key of the signing key that was admitted with it first, hex
 * @replicas: (array zero-terminated=1): replicas whose frames it signed
 * @since_ms: of its admission, as claimed
 * @revoked: (nullable): hash of the revocation of the device or of its person
 * @revoked_reason: (nullable): what that says
 * @last_seen_ms: of its newest frame's clock; 0 when there is none
 */
typedef struct
{
  char *key;
  char *person;
  char *signing;
  GStrv replicas;
  gint64 since_ms;
  char *revoked;
  char *revoked_reason;
  gint64 last_seen_ms;
} SlipDevice;

/* (element-type SlipDevice): of the person, or all; by person, then time. */
GPtrArray *slip_roster_devices (SlipDatabase *db, const char *person, GError **error);
void slip_device_free (SlipDevice *device);

/* (transfer full) (nullable): person id of the device key, of the signing key, revoked or not: whose it is for good;
 * NULL when unknown. @key: 64 hex. */
char *slip_roster_device (SlipDatabase *db, const char *key);
char *slip_roster_signer (SlipDatabase *db, const char *key);
/* Whether the key (hex, of any purpose) is a member's and not revoked. */
gboolean slip_roster_key_counts (SlipDatabase *db, const char *key);

/**
 * slip_roster_frame_counts:
 * @device_hex: that signed the frame
 * @replica: the frame's
 * @seq: the frame's
 *
 * Whether the frame counts: its device is a member's and not revoked, or the revocation lets it (`last`; of several
 * revocations the one that lets more), or it is endorsed.
 */
gboolean slip_roster_frame_counts (SlipDatabase *db, const char *device_hex, const char *replica,
                                   guint64 seq);

/* Whether the person holds the role at a time (ms since the epoch, as claimed by the statements that granted and
 * withdrew it). G_MAXINT64: now, whatever the clocks say. */
gboolean slip_roster_has_role (SlipDatabase *db, const char *person, const char *role,
                               gint64 at_ms);
/* Whether the person holds the role now; no clock is asked. */
gboolean slip_roster_holds (SlipDatabase *db, const char *person, const char *role);
/* Whether what stands in this frame was done by one who holds the role, or held it up to this frame by the withdrawal's
 * `last`, or is endorsed: for ops that only count by a role (purge, define). */
gboolean slip_roster_held (SlipDatabase *db, const char *person, const char *role,
                           const char *replica, guint64 seq);

/**
 * slip_roster_may_sign:
 * @at_ms: now
 * @holder: (out) (optional) (transfer full) (nullable): for whom, when @person is a deputy; NULL when @person holds it
 */
gboolean slip_roster_may_sign (SlipDatabase *db, const char *person, const char *role, gint64 at_ms,
                               char **holder);
/* (transfer full) (nullable): the holder for whom the person was a deputy in the role last, until *@until_ms, which is before
 * @at_ms. */
char *slip_roster_former_deputy (SlipDatabase *db, const char *person, const char *role,
                                 gint64 at_ms, gint64 *until_ms);

/* (element-type SlipMember): by name, then id. */
GPtrArray *slip_roster_members (SlipDatabase *db, GError **error);
/* NULL with NOT_FOUND. */
SlipMember *slip_roster_member (SlipDatabase *db, const char *person, GError **error);
void slip_member_free (SlipMember *member);

/* The hashes (hex, sorted) of counted roster statements that no other counted one follows: what the next one
 * has to name as `after`. */
GStrv slip_roster_tips (SlipDatabase *db, GError **error);

/**
 * SlipPending:
 * @replica: of the stranger's frame
 * @arrived: ms since the epoch
 * @join: the request, its proof checked
 * @frame: hash of the frame, hex
 * @fingerprint: to compare with what the joiner reads out; see slip_join_fingerprint()
 * @known: the person is a member already: this would be another device or key of theirs
 */
typedef struct
{
  char *replica;
  gint64 arrived;
  SlipJoin *join;
  char *frame;
  char *fingerprint;
  gboolean known;
} SlipPending;

/* (element-type SlipPending): who waits to be admitted, in order of arrival; then members who ask in the log for a new
 * signing key. Requests whose token another person has used up, or whose keys are bound to another person, are left
 * out. */
GPtrArray *slip_roster_pending (SlipDatabase *db, GError **error);
void slip_pending_free (SlipPending *pending);

/**
 * slip_roster_check_join:
 * @frame: a decoded frame of a device that isn't in the roster
 *
 * Checks that @frame is a request to join this workspace: at most 4 KiB, seq 1, one op of kind `join` by the person
 * that joins, with the device's own key, a good proof, and a token that was given out and isn't used up.
 *
 * Returns: (transfer full): the request; %NULL with INVALID, TOO_LARGE, BAD_SIGNATURE, NOT_FOUND (no such
 *   token; ask again when more of the log has arrived), NOT_ALLOWED (token used up, or key of another person)
 */
SlipPending *slip_roster_check_join (SlipDatabase *db, SlipFrame *frame, GError **error);

/**
 * slip_strangers_add:
 *
 * Keeps a stranger's first frame apart until an administrator decides. The same frame again is fine. Fails like
 * slip_roster_check_join(), and with TOO_LARGE when 32 are waiting, EXISTS when the replica waits with another.
 * A request whose token isn't known (yet), or was used by somebody else, is kept, hidden, while there is room: it makes way
 * for one that can be admitted.
 */
gboolean slip_strangers_add (SlipDatabase *db, SlipFrame *frame, GError **error);

/* (element-type SlipFrame) (transfer full): all that wait, in order of arrival: those who can't be admitted, too (their
 * invitation isn't known yet, or somebody else has used it): slip_roster_check_join() tells. */
GPtrArray *slip_strangers_list (SlipDatabase *db, GError **error);

/* (transfer full) (nullable): id of the person who was admitted with the token (public key, hex). Folds for it. */
char *slip_roster_token_user (SlipDatabase *db, const char *token);

/* Forgets one that waits. */
gboolean slip_strangers_remove (SlipDatabase *db, const char *replica, GError **error);

/* (element-type SlipFrame) (transfer full): after a change of the roster: the waiting frames whose device counts
 * now, taken out of the waiting list; the caller adds them to the log. */
GPtrArray *slip_strangers_take_admitted (SlipDatabase *db, GError **error);

/**
 * slip_roster_admission:
 * @pending: who waits
 * @roles: (array zero-terminated=1): roles to grant
 * @admin: id of the administrator who signs
 * @key: the administrator's signing key, opened
 *
 * Builds the admission of @pending, after all that the roster holds. The caller signs with
 * slip_statement_sign(), puts it in a `statement` op without record, and folds the roster.
 *
 * Returns: (transfer full): the written statement; %NULL with NOT_ALLOWED (@admin is no administrator, or @key isn't
 *   theirs), INVALID
 */
SlipStatement *slip_roster_admission (SlipDatabase *db, const SlipPending *pending,
                                      const char *const *roles, const char *admin,
                                      const SlipSigningKey *key, GError **error);

/**
 * slip_roster_roles:
 * @person: a member
 * @grant: (array zero-terminated=1) (nullable): roles to grant
 * @withdraw: (array zero-terminated=1) (nullable): roles to take away
 * @reason: one line
 * @signer: id of the administrator who signs
 * @key: the administrator's signing key, opened
 *
 * Builds the statement, after all that the roster holds, like slip_roster_admission(); what it withdraws counts up to
 * the newest frames held here. The caller seals the outbox before, then signs with slip_statement_sign(), puts it into a
 * `statement` op without record, and folds the roster. The other builders do the same for their type.
 *
 * Returns: (transfer full): the written statement; %NULL with NOT_ALLOWED (no administrator, key not theirs, the last
 *   administrator), NOT_FOUND (no such member), EXISTS (nothing would change), INVALID
 */
SlipStatement *slip_roster_roles (SlipDatabase *db, const char *person, const char *const *grant,
                                  const char *const *withdraw, const char *reason,
                                  const char *signer, const SlipSigningKey *key, GError **error);

/* @signer, who holds @role (not "administrator"), lets @person sign in it until @until_ms; a later one for the same
 * person and role ends an earlier one, so @until_ms in the past ends it. Fails like slip_roster_roles(). */
SlipStatement *slip_roster_deputy (SlipDatabase *db, const char *role, const char *person,
                                   gint64 until_ms, const char *signer, const SlipSigningKey *key,
                                   GError **error);

/* @device_hex: (nullable): the device to revoke, with the signing key that came with it alone; a signing key revokes that
 * key alone; NULL revokes the person. Fails like slip_roster_roles(). When the person is the most senior administrator, it
 * has effect once a second administrator does the same: see slip_roster_outcome(). */
SlipStatement *slip_roster_revocation (SlipDatabase *db, const char *person, const char *device_hex,
                                       const char *reason, const char *signer,
                                       const SlipSigningKey *key, GError **error);

/* Endorses all frames of the replica that are held here and don't count. NOT_FOUND when there are none. */
SlipStatement *slip_roster_endorse_frames (SlipDatabase *db, const char *replica,
                                           const char *reason, const char *signer,
                                           const SlipSigningKey *key, GError **error);
/* @hash: of a sign-off. NOT_FOUND when it isn't here. */
SlipStatement *slip_roster_endorse_sign_off (SlipDatabase *db, const char *hash, const char *reason,
                                             const char *signer, const SlipSigningKey *key,
                                             GError **error);

/* A signer takes their own sign-off back; for a `statement` op in the record. NOT_FOUND, or NOT_ALLOWED when it is
 * another person's. */
SlipStatement *slip_withdrawal_new (SlipDatabase *db, const char *record, const char *sign_off_hash,
                                    const char *reason, const char *person, const char *name,
                                    const SlipSigningKey *key, GError **error);
/* A person has reviewed an exported trail; for a `statement` op without record. */
SlipStatement *slip_trail_review_new (SlipDatabase *db, const char *content_digest,
                                      const char *filter, const char *comment, const char *person,
                                      const char *name, const SlipSigningKey *key, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipMember, slip_member_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipDevice, slip_device_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipPending, slip_pending_free)

G_END_DECLS
