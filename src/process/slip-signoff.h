/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What a document's signatures add up to: the state of each slot of its form, and its approved revisions. */

#pragma once

#include "forms/slip-content-diff.h"
#include "forms/slip-expression.h"
#include "forms/slip-form.h"
#include "store/slip-database.h"
#include "trust/slip-signature.h"

G_BEGIN_DECLS

typedef enum
{
  SLIP_SLOT_OPEN, /* nobody signed, or the covered sections changed since */
  SLIP_SLOT_APPROVED,
  SLIP_SLOT_CONCERNS,
  SLIP_SLOT_REJECTED,
} SlipSlotState;

/**
 * SlipSlotStatus:
 * @name: of the slot in the form
 * @state: what stands in it says: a reject before a concern before an approval
 * @signature: (nullable): the newest signature that says so
 * @stale: (nullable): when nothing stands, an earlier signature whose sections changed since
 * @standing: (nullable) (element-type SlipSignature): all that stand: over the sections as they are, and not answered by
 *   the same person; %NULL in a look back
 */
typedef struct
{
  char *name;
  char *role;
  char *meaning;
  guint order;
  SlipSlotState state;
  SlipSignature *signature;
  SlipSignature *stale;
  GPtrArray *standing;
} SlipSlotStatus;

/**
 * SlipRevise:
 * @person: id of who starts the next revision; @name printed
 * @wall_ms: when, as claimed, ms since the epoch (UTC); @utc_offset in minutes
 * @reason: why
 * @revision: the number of the revision that it starts; 0 when it doesn't count
 * @refused: (nullable): why it doesn't count, one line
 */
typedef struct
{
  char *replica;
  guint64 clock;
  char *person;
  char *name;
  gint64 wall_ms;
  int utc_offset;
  char *reason;
  guint revision;
  char *refused;
} SlipRevise;

/**
 * SlipRevision:
 * @content: digest of the approved content's blob
 * @completed_ms: claimed time of the signature that completed it
 * @completion: (unowned): that signature
 * @basis: (element-type SlipSignature): the signatures that it stands on, one for each slot
 * @started: (nullable) (unowned): the first revise that counts; %NULL for the first revision
 * @taken_back: (nullable) (unowned): a signature that it stood on and that was withdrawn since, or a later "no" in the
 *   same slot on the same content: the revision stays in history but isn't approved any more
 *
 * An approved revision: the form's slots were complete on the same digests.
 */
typedef struct
{
  guint number;
  char *content;
  gint64 completed_ms;
  SlipSignature *completion;
  GPtrArray *basis;
  SlipRevise *started;
  SlipSignature *taken_back;
} SlipRevision;

/**
 * SlipProposal:
 * @row: "" outside of tables
 * @field: as in table `value`
 * @node: (nullable) (unowned): the field, of the document's form
 *
 * A value that somebody who doesn't fill the section would like to see there; it waits until somebody who does sets the
 * field, or takes it up with a revise.
 */
typedef struct
{
  char *replica;
  guint64 clock;
  char *row;
  char *field;
  SlipFormNode *node;
  char *value;
  char *person;
  char *name;
  gint64 wall_ms;
  int utc_offset;
} SlipProposal;

/**
 * SlipSignoff:
 * @slots: (element-type SlipSlotStatus): in the form's order
 * @revisions: (element-type SlipRevision): oldest first
 * @signatures: (element-type SlipSignature): all, in the order of their clocks, also those that don't count, each with
 *   its reason
 * @revises: (element-type SlipRevise): all, also those that don't count
 * @approved: (nullable) (unowned): the revision that is approved now, amended or in revision as it may be
 * @revising: (nullable) (unowned): the revise that started the revision in progress
 * @amendments: (element-type SlipFieldChange): what differs between the newest revision and the content now
 * @proposals: (element-type SlipProposal): those that wait
 * @answers: (element-type SlipSignature SlipSignature): signature → the later one by which the same person replaced it
 *   on the same sections
 * @opposed: the worst verdict that stands in any slot; approve when none is against it
 * @status: draft, in review, approved, amended, in revision, approval withdrawn
 *
 * The rules: README.md in this folder.
 */
typedef struct
{
  GPtrArray *slots;
  GPtrArray *revisions;
  GPtrArray *signatures;
  GPtrArray *revises;
  SlipRevision *approved;
  SlipRevise *revising;
  GPtrArray *amendments;
  GPtrArray *proposals;
  GHashTable *answers;
  SlipVerdict opposed;
  const char *status;
} SlipSignoff;

/* (transfer full): the state of @record, whose form is @form. design.md section 5. */
SlipSignoff *slip_signoff_load (SlipDatabase *database, SlipForm *form, const char *record,
                                GError **error);
/**
 * slip_signoff_check_turn:
 * @signoff: of @record as it is
 * @statement: a sign-off that is about to be signed, with what was seen
 *
 * Whether an approval would count by what the release's process asks (order of stages, separation of duties).
 *
 * Returns: FALSE with NOT_ALLOWED, which says why it wouldn't
 */
gboolean slip_signoff_check_turn (SlipDatabase *database, SlipForm *form, const char *record,
                                  const SlipSignoff *signoff, const SlipStatement *statement,
                                  GError **error);
void slip_signoff_free (SlipSignoff *signoff);
/* Whether @signature stands in its slot now. */
gboolean slip_signoff_stands (const SlipSignoff *signoff, const SlipSignature *signature);
/* (transfer none) (nullable): the newest revision. */
SlipRevision *slip_signoff_last_revision (const SlipSignoff *signoff);
/* Whether it was changed after an approval and no revision was started: nobody approves anything before. */
gboolean slip_signoff_waits_for_revision (const SlipSignoff *signoff);
/* (transfer none) (nullable): the revision with that number. */
SlipRevision *slip_signoff_revision (const SlipSignoff *signoff, guint number);

/* The log proves a time more than 5 minutes after the one that the signer claims (not_before_ms). */
gboolean slip_signature_time_is_doubtful (const SlipSignature *signature);

/* (transfer full) (element-type SlipProposal): those that wait in @record, by row and field, oldest first. @form:
 * (nullable): finds the nodes. */
GPtrArray *slip_proposals_load (SlipDatabase *database, SlipForm *form, const char *record,
                                GError **error);
void slip_proposal_free (SlipProposal *proposal);

/**
 * slip_signoff_may_revise:
 * @revision: (nullable): the one to be revised; NULL asks the document as it stands
 *
 * Whether @person, by the roster, may start a document's next revision (design.md 5): the owner that the approved
 * content's header names, who holds a role that fills the form, and the product/project manager.
 */
gboolean slip_signoff_may_revise (SlipDatabase *database, SlipForm *form, const char *record,
                                  const SlipRevision *revision, const char *person, gint64 at_ms);

/* Answers the header's calculated fields (version, status, previous version, signatures): the hook that the forms
 * layer asks, see slip_form_set_context_hook(). */
void slip_signoff_fill_context (SlipFormContext *context);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipSignoff, slip_signoff_free)

G_END_DECLS
