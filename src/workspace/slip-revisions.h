/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Signing, and what follows from it: revisions, amendments, proposals, withdrawals (design.md 5, domain.md 7).
 * The rules of what counts are in process/README.md. Statements and documents may be named by any unique
 * prefix (statements: at least 4 characters). */

#pragma once

#include "report/slip-report.h"
#include "workspace/slip-workspace.h"

G_BEGIN_DECLS

/* == signing (slip-signing.c) == */

/**
 * SlipSigned:
 * @statement: digest of the statement
 * @slot: the one that was signed
 * @others: open slots that the role could have signed, too
 * @already: the person had said just that, and nothing changed since: @statement is the one that was there
 */
typedef struct
{
  char *statement;
  char *slot;
  GStrv others;
  gboolean already;
} SlipSigned;
void slip_signed_free (SlipSigned *done);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipSigned, slip_signed_free)

/**
 * slip_workspace_sign_slot:
 * @slot: (nullable): name of a slot of the form that takes the role. Else: where one's own "no" waits for an answer; of
 *   the document's owner or maker the open slot for any role; the role's own; any role's
 * @verdict: approve, concerns or reject
 *
 * Signs in a role that the person holds, or as deputy of who does. Signing again is the same call.
 *
 * Returns: (transfer full): %NULL with NOT_ALLOWED (the role, the turn, auditors and administrators as such), NOT_FOUND
 *   (no such slot), CONFLICT (problems), INVALID
 */
SlipSigned *slip_workspace_sign_slot (SlipWorkspace *self, const char *document, const char *role,
                                      const char *slot, const char *verdict, const char *comment,
                                      const char *passphrase, GError **error);
/* The same, if the content is still the one that the person looked at; @seen: (nullable): its digest. CONFLICT when it is
 * another one. */
SlipSigned *slip_workspace_sign_seen (SlipWorkspace *self, const char *document, const char *role,
                                      const char *slot, const char *verdict, const char *comment,
                                      const char *seen, const char *passphrase, GError **error);
/* The same, in the slot that is found by the role. Returns the digest of the statement. */
char *slip_workspace_sign (SlipWorkspace *self, const char *document, const char *role,
                           const char *verdict, const char *comment, const char *passphrase,
                           GError **error);
/**
 * slip_workspace_sign_preview:
 * @slot: (nullable): as above
 * @since: (out) (transfer full) (nullable) (optional): hash of one's own last sign-off in the slot; NULL when there is none
 *
 * What a person should see before the passphrase: what changed since their own last sign-off in that slot, in
 * what it covers.
 *
 * Returns: (transfer full) (element-type SlipFieldChange): empty when nothing did, or when there is none
 */
GPtrArray *slip_workspace_sign_preview (SlipWorkspace *self, const char *document, const char *role,
                                        const char *slot, char **since, GError **error);
/* Withdraws an own sign-off by a signed statement: NOT_FOUND, NOT_ALLOWED (another person's), EXISTS (withdrawn
 * already). Returns the digest of the withdrawal. */
char *slip_workspace_unsign (SlipWorkspace *self, const char *statement, const char *reason,
                             const char *passphrase, GError **error);
/* State of the document's slots, revisions, amendments and proposals. */
SlipSignoff *slip_workspace_get_signoff (SlipWorkspace *self, const char *document, GError **error);

/* == revisions (slip-revisions.c) == */

/**
 * slip_workspace_revise:
 * @taken_up: (out) (optional): how many proposals were taken up
 *
 * Starts the next revision and takes up what others proposed (one's own proposals only where one fills the field): each
 * becomes an ordinary change that replaces it. NOT_ALLOWED for whom may not; INVALID on a document that was never approved, or
 * that is in revision already, unless proposals wait.
 *
 * Returns: the number of the revision that is in progress (1 for a draft); 0 with an error
 */
guint slip_workspace_revise (SlipWorkspace *self, const char *document, const char *reason,
                             guint *taken_up, GError **error);

/* (transfer full): what the signer saw: the snapshot's bytes as stored, the canonical content, or the text that was
 * signed. NOT_FOUND also when the bytes have not arrived. */
typedef enum
{
  SLIP_SEEN_SNAPSHOT,
  SLIP_SEEN_CONTENT,
  SLIP_SEEN_STATEMENT,
} SlipSeenPart;
GBytes *slip_workspace_seen (SlipWorkspace *self, const char *statement, SlipSeenPart part,
                             GError **error);
/* (transfer full) (element-type SlipFieldChange): what changed since in the sections that it covers; persons and references by name. */
GPtrArray *slip_workspace_changed (SlipWorkspace *self, const char *statement, GError **error);

/**
 * SlipProposalInfo:
 * @path: of the field, as commands take it
 * @label: for people: `Tasks › T-07 › Minutes`
 * @value: what is proposed, for people
 * @person: printed name of who proposes it
 * @time: RFC 3339, as claimed
 */
typedef struct
{
  char *path;
  char *label;
  char *value;
  char *person;
  char *time;
} SlipProposalInfo;
void slip_proposal_info_free (SlipProposalInfo *info);
/* (transfer full) (element-type SlipProposalInfo): what waits in a document or release. */
GPtrArray *slip_workspace_list_proposals (SlipWorkspace *self, const char *record, GError **error);

/**
 * SlipWithdrawalInfo:
 * @statement: its hash
 * @sign_off: hash of what it withdraws
 * @refused: (nullable): why it doesn't count
 */
typedef struct
{
  char *statement;
  char *sign_off;
  char *name;
  char *time;
  char *reason;
  char *refused;
} SlipWithdrawalInfo;
void slip_withdrawal_info_free (SlipWithdrawalInfo *info);
/* (transfer full) (element-type SlipWithdrawalInfo): all of a document, oldest first, also those that don't count. */
GPtrArray *slip_workspace_list_withdrawals (SlipWorkspace *self, const char *document,
                                            GError **error);
/* (transfer full) (element-type SlipFieldChange): the amendments, with persons and references by name. */
GPtrArray *slip_workspace_list_amendments (SlipWorkspace *self, const char *document,
                                           GError **error);
/* (transfer full): printed name of a person, the id when unknown. */
char *slip_workspace_person_name (SlipWorkspace *self, const char *person);

/* == sign-offs in words (slip-sign-words.c) == */

/* What became of one, for programs: counts, replaced (the person signed again), changed (what it covers was), withdrawn,
 * refused. */
const char *slip_sign_off_state (const SlipSignoff *signoff, const SlipSignature *signature);
/* (transfer full): for people: why it counts or doesn't, and the revisions that it stands in. */
char *slip_sign_off_describe (const SlipSignoff *signoff, const SlipSignature *signature);
/* (transfer full): for people: who signed, and for whom. */
char *slip_workspace_signer (SlipWorkspace *self, const SlipSignature *signature);

/* == export (slip-export.c) == */

/* Which content goes into a file. */
typedef enum
{
  SLIP_EXPORT_RECORD, /* the approved revision; the present content when there is none */
  SLIP_EXPORT_DRAFT,  /* the present content, amendments included */
} SlipExportWhat;
/**
 * slip_workspace_export_as:
 * @revision: number of an approved revision (then @what doesn't matter), or 0
 * @threads: with the review threads, as they stand now
 * @note: (out) (transfer full) (nullable) (optional): one line when what was written is not all there is: amendments
 *   that wait, an approval that was withdrawn
 *
 * As slip_workspace_export(), which writes SLIP_EXPORT_RECORD. NOT_FOUND when there is no such revision.
 */
gboolean slip_workspace_export_as (SlipWorkspace *self, const char *document, SlipExportWhat what,
                                   guint revision, gboolean threads, const char *path, char **note,
                                   GError **error);
/* (transfer full): the same as a report, for printing and for reading on the screen. */
SlipReport *slip_workspace_make_report (SlipWorkspace *self, const char *document,
                                        SlipExportWhat what, guint revision, gboolean threads,
                                        GError **error);

G_END_DECLS
