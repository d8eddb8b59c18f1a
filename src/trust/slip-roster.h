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
 * Folds meta "genesis" and all roster statements into member, member_key and member_role, anew.
 *
 * Statements are taken in one linear order that is consistent with what each says it follows (`after`); of those
 * that could come next, the shorter chain of admissions to the genesis comes first, then the smaller hash. An
 * admission counts when its signature is good, it is for this workspace, and what it follows made its signer an
 * administrator with that key; and when none of its keys, nor its token, was taken by another person before.
 *
 * Returns: FALSE with NOT_FOUND (no genesis), CORRUPT (genesis), or an error of the database
 */
gboolean slip_roster_fold (SlipDatabase *db, GError **error);

/**
 * SlipMember:
 * @admission: hash of the admission, hex; of the genesis for the founder
 * @admitter: person id
 * @depth: length of the chain of admissions; 0 for the founder
 * @roles: (array zero-terminated=1): sorted
 * @devices: (array zero-terminated=1): public keys, hex, sorted; likewise the other two
 */
typedef struct
{
  char *person;
  char *name;
  char *admission;
  char *admitter;
  guint depth;
  GStrv roles;
  GStrv devices;
  GStrv signing_keys;
  GStrv exchange_keys;
} SlipMember;

/* (transfer full) (nullable): person id of the device key, of the signing key; NULL when unknown. @key: 64 hex. */
char *slip_roster_device (SlipDatabase *db, const char *key);
char *slip_roster_signer (SlipDatabase *db, const char *key);

/* Whether the person holds the role at a time (ms since the epoch, as claimed). G_MAXINT64: ever. */
gboolean slip_roster_has_role (SlipDatabase *db, const char *person, const char *role,
                               gint64 at_ms);

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

/* (element-type SlipPending): who waits to be admitted, in order of arrival. Requests whose token another person
 * has used up, or whose keys are bound to another person, are left out. */
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
 * A request whose token isn't known (yet) is kept, hidden, while there is room: it makes way for one whose token is.
 */
gboolean slip_strangers_add (SlipDatabase *db, SlipFrame *frame, GError **error);

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

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipMember, slip_member_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipPending, slip_pending_free)

G_END_DECLS
