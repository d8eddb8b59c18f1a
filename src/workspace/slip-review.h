/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What a person looks at before signing a document, and what its signed versions differ in. */

#pragma once

#include "report/slip-report.h"
#include "workspace/slip-revisions.h"

G_BEGIN_DECLS

/* == signing == */

/**
 * SlipSignPlace:
 * @slot: name of the slot
 * @role: in which the person would sign
 * @holder: (nullable): name of who holds the role, when the person is deputy
 * @meaning: what the signature means, translated
 * @sections: names of what it covers
 * @covers: the same in the form's words
 * @before: (nullable): meaning of the slot that has to approve first
 * @against: (nullable): name of who said no there
 * @amendments: changes since the last approval that keep an approval back until a revision is started
 * @covered_amendments: those in what it covers, which keep any verdict back
 * @standing: (nullable): what the person said last in it, and what stands: when
 * @standing_verdict: what
 * @since: (nullable): when the person signed it last, whether that stands or not
 * @changes: (element-type SlipFieldChange): what changed since
 *
 * A slot and a role in which the person may sign it.
 */
typedef struct
{
  char *slot;
  char *role;
  char *holder;
  char *meaning;
  GStrv sections;
  char *covers;
  char *before;
  char *against;
  guint amendments;
  guint covered_amendments;
  char *standing;
  SlipVerdict standing_verdict;
  char *since;
  GPtrArray *changes;
} SlipSignPlace;

/**
 * SlipSignOffer:
 * @document: whole id
 * @report: what would be signed; its content_hash is what slip_workspace_sign_seen() takes
 * @places: (element-type SlipSignPlace): the one that asks for it most first; empty when the person signs nothing here
 * @signers: who does sign: roles by their names
 * @problems: (element-type SlipProblem): what is wrong with the whole document
 */
typedef struct
{
  char *document;
  SlipReport *report;
  GPtrArray *places;
  char *signers;
  GPtrArray *problems;
} SlipSignOffer;
void slip_sign_offer_free (SlipSignOffer *offer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipSignOffer, slip_sign_offer_free)

/**
 * slip_workspace_offer_signing:
 *
 * Finds out what the person can sign in a document, and what stands in the way. What an earlier edit left as a draft is
 * written first, as signing would. For a thread.
 *
 * Returns: (transfer full): %NULL with NOT_FOUND, AMBIGUOUS, or what reading says
 */
SlipSignOffer *slip_workspace_offer_signing (SlipWorkspace *self, const char *document,
                                             GError **error);

/* == signatures (slip-review-signatures.c) == */

/* Who wrote what stands there now, and when, as claimed (RFC 3339). */
typedef struct
{
  char *name;
  char *time;
} SlipChangeAuthor;

/**
 * SlipOpenProposal:
 * @info: what is proposed, by whom
 * @op: names it
 * @now: what stands there, for people
 * @may_answer: the person fills the field
 */
typedef struct
{
  SlipProposalInfo *info;
  char *op;
  char *now;
  gboolean may_answer;
} SlipOpenProposal;

/**
 * SlipSignatures:
 * @document: whole id
 * @title: number and title
 * @person: id of this copy's person
 * @signoff: slots, revisions, signatures
 * @signers: (element-type utf8): of each of its signatures, who, and for whom
 * @withdrawals: (element-type SlipWithdrawalInfo)
 * @may_revise: this person may start the next revision, or take up what was proposed
 * @amendments: (element-type SlipFieldChange): what differs from the newest revision, persons and references by name
 * @authors: (element-type SlipChangeAuthor) (nullable elements): of each amendment
 * @proposals: (element-type SlipOpenProposal): what waits
 */
typedef struct
{
  char *document;
  char *title;
  char *person;
  SlipSignoff *signoff;
  GPtrArray *signers;
  GPtrArray *withdrawals;
  gboolean may_revise;
  GPtrArray *amendments;
  GPtrArray *authors;
  GPtrArray *proposals;
} SlipSignatures;
void slip_signatures_free (SlipSignatures *signatures);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipSignatures, slip_signatures_free)

/* (transfer full): for a thread. */
SlipSignatures *slip_workspace_get_signatures (SlipWorkspace *self, const char *document,
                                               GError **error);
/**
 * SlipApproval:
 * @is_frozen: it was approved, and no revision was started since: edits wait for one
 * @is_approved: that approval holds; else it was withdrawn
 * @may_revise: this person may start the next revision
 * @proposals: how many would be taken up with it
 * @amendments: how many changes wait
 * @signatures: how many stand
 *
 * What the signatures of a document mean for who edits it.
 */
typedef struct
{
  gboolean is_frozen;
  gboolean is_approved;
  gboolean may_revise;
  guint proposals;
  guint amendments;
  guint signatures;
} SlipApproval;
/* (transfer full): free with g_free(). For a thread. NOT_FOUND also for a release: nobody signs it. */
SlipApproval *slip_workspace_get_approval (SlipWorkspace *self, const char *document,
                                           GError **error);
/* Sets the field to what was proposed (@take), or to what it says already; both answer every proposal for it. NOT_FOUND when
 * it was answered meanwhile, NOT_ALLOWED for who doesn't fill the field. */
gboolean slip_workspace_answer_proposal (SlipWorkspace *self, const char *document, const char *op,
                                         gboolean take, GError **error);

/* == versions == */

/**
 * SlipVersion:
 * @content: digest of the content
 * @revision: the number under which it was approved; 0 when it was only signed
 * @name: printed name of who completed the revision, or signed last
 * @time: when, as claimed, RFC 3339
 * @is_current: it is what stands there now
 */
typedef struct
{
  char *content;
  guint revision;
  char *name;
  char *time;
  gboolean is_current;
} SlipVersion;
void slip_version_free (SlipVersion *version);

/* (transfer full) (element-type SlipVersion): every content that somebody signed, newest first. */
GPtrArray *slip_workspace_list_versions (SlipWorkspace *self, const char *document, GError **error);
/* (transfer full) (element-type SlipFieldChange): from that content to the document as it stands; persons and references
 * by name. NOT_FOUND when the content hasn't arrived, or was removed. */
GPtrArray *slip_workspace_compare (SlipWorkspace *self, const char *document, const char *content,
                                   GError **error);

G_END_DECLS
