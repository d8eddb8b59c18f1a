/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What the parts of judging a document's signatures share: order (slip-signoff-order.c), revisions
 * (slip-signoff-revisions.c), slots and the whole (slip-signoff.c). */

#pragma once

#include "process/slip-signoff.h"

G_BEGIN_DECLS

/* What the release's process asks beyond the document (slip-stage-order.h). */
typedef struct _SlipStageOrder SlipStageOrder;

/**
 * SlipCounting:
 * @counted: (element-type SlipSignature): what counts so far, in the order of clocks; withdrawn ones are out
 * @digests: digest of a content → its sections' digests; each content is read once
 * @contents: digest of a content → its text (GBytes), likewise
 * @order: (nullable): what the release's process asks; NULL when it follows none
 *
 * What is known while signatures, withdrawals and revises are gone through in the order of their clocks.
 */
typedef struct
{
  SlipDatabase *database;
  SlipForm *form;
  const char *record;
  SlipSignoff *signoff;
  GPtrArray *counted;
  GHashTable *digests;
  GHashTable *contents;
  SlipStageOrder *order;
} SlipCounting;

/* (transfer none) (nullable): its text. */
GBytes *slip_counting_content (SlipCounting *counting, const char *content);

/* TRUE when none of the sections that @signature covers differs from @digests. */
gboolean slip_signature_fits (const SlipSignature *signature, GHashTable *digests);
/* TRUE when @signature's signer had seen the op (@replica, @clock) when signing. */
gboolean slip_signature_had_seen (const SlipSignature *signature, const char *replica,
                                  guint64 clock);
/* TRUE when no section that both cover differs. */
gboolean slip_signature_agree (const SlipSignature *a, const SlipSignature *b);
/* Marks it as not counting. @format: why, without a full stop. */
void slip_signature_refuse (SlipSignature *signature, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* TRUE when the op (@replica, @clock) was made by one who held (@other, @other_clock), by what the frames say. */
gboolean slip_op_had_seen (SlipDatabase *database, const char *replica, guint64 clock,
                           const char *other, guint64 other_clock);

/* (transfer full): signatures, revises and revisions of a document under an order that is known already; the slots as
 * they are now, amendments and proposals aren't looked at. */
SlipSignoff *slip_signoff_load_revisions (SlipDatabase *database, SlipForm *form,
                                          const char *record, SlipStageOrder *order,
                                          GError **error);

/* (transfer full): slip_signoff_load() under an order that is known already. @order: (nullable) */
SlipSignoff *slip_signoff_load_under (SlipDatabase *database, SlipForm *form, const char *record,
                                      SlipStageOrder *order, GError **error);

/* Judges all that was done to the document's approval, in order (slip-signoff-events.c). */
gboolean slip_counting_judge (SlipCounting *counting, GError **error);

/* Checks a valid signature's form, role, sections and order. FALSE when it was refused. */
gboolean slip_counting_place (SlipCounting *counting, SlipSignature *signature);
/* (transfer none) (nullable): the newest counted signature of the slot. */
SlipSignature *slip_counting_newest (SlipCounting *counting, const char *slot);
/* (transfer container): those of the slot that stand on @digests: each person's newest; only who had seen an earlier one
 * of theirs replaces it. */
GPtrArray *slip_counting_standing (SlipCounting *counting, const char *slot, GHashTable *digests);
/* (transfer none) (nullable): what decides among them: the newest reject, else concern, else approval. */
SlipSignature *slip_counting_decide (GPtrArray *standing);
/* (transfer none) (nullable): the later one by which the person of @signature replaced it on @digests. */
SlipSignature *slip_counting_answer (SlipCounting *counting, const SlipSignature *signature,
                                     GHashTable *digests);

/* A signature over something else than the newest revision needs a revise that its signer had seen. FALSE when it was
 * refused. */
gboolean slip_counting_revision (SlipCounting *counting, SlipSignature *signature);
/* @signature has just been counted: does it complete a revision, or speak against the one that is approved? */
void slip_counting_completion (SlipCounting *counting, SlipSignature *signature);
/* @signature is withdrawn at this place. */
void slip_counting_withdrawal (SlipCounting *counting, SlipSignature *signature);
void slip_counting_revise (SlipCounting *counting, SlipRevise *revise);
/* (transfer full) (element-type SlipRevise): all of a record, by clock; NULL on error. */
GPtrArray *slip_revises_load (SlipDatabase *database, const char *record, GError **error);
void slip_revision_free (SlipRevision *revision);

G_END_DECLS
