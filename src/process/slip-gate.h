/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The gate of a stage: its process' criteria, and those of all stages before it, put to the release's dossier of approved
 * revisions. Nothing is stored: two copies that hold the same log say the same (domain.md 5). */

#pragma once

#include "process/slip-discussions.h"

G_BEGIN_DECLS

typedef enum
{
  SLIP_GATE_NO_GO,
  SLIP_GATE_CONDITIONAL, /* every criterion is met or waived */
  SLIP_GATE_GO,
} SlipGateResult;

typedef enum
{
  SLIP_CRITERION_NOT_MET,
  SLIP_CRITERION_UNKNOWN, /* it can't be answered, which counts as not met */
  SLIP_CRITERION_WAIVED,
  SLIP_CRITERION_MET,
  SLIP_CRITERION_NOT_APPLICABLE,
} SlipCriterionState;

/* A waiver that holds, but for its time. @until_ms: since the epoch, UTC. @statement: its hash. */
typedef struct
{
  char *criterion;
  char *reason;
  char *owner;   /* printed name */
  char *control; /* what takes the criterion's place */
  char *signer;  /* printed name */
  gint64 until_ms;
  char *statement;
} SlipWaiver;

/* What somebody signed for this release about a document that the process asks for. @signer: printed name. */
typedef struct
{
  char *form;
  gboolean required;
  char *reason;
  char *signer;
  char *statement;
} SlipTailoring;

/**
 * SlipGateLine:
 * @stage: of the criterion, or of the document that is asked for
 * @criterion: (nullable): %NULL for a document that is asked for, a separation of duties, and a concern
 * @concern: (nullable): an open one, which blocks
 * @separation: (nullable): of which there is an exception
 * @form: (nullable): of that document
 * @record: (nullable): id of the document where it is mended; %NULL while there is none
 * @why: (nullable): of UNKNOWN, and of a document: one line
 * @waits_for: (nullable): of UNKNOWN: form of the document that has to be approved before it can be told
 * @silent: (nullable): of UNKNOWN: the path that says nothing, which begins with a form
 * @waiver: (nullable): that stands in for it, also when it has expired
 */
typedef struct
{
  const SlipStage *stage;
  const SlipCriterion *criterion;
  const SlipSeparation *separation;
  const SlipDiscussion *concern;
  char *form;
  SlipCriterionState state;
  char *record;
  char *why;
  char *waits_for;
  char *silent;
  const SlipWaiver *waiver;
} SlipGateLine;

/**
 * SlipGate:
 * @lines: (element-type SlipGateLine): stage by stage: first the documents, then the criteria
 * @skipped: (element-type SlipStage) (unowned): stages that this release leaves out
 */
typedef struct
{
  SlipGateResult result;
  GPtrArray *lines;
  GPtrArray *skipped;
} SlipGate;

/**
 * slip_gate_ask:
 * @stage: of @process
 * @waivers: (nullable) (element-type SlipWaiver): have to live as long as what is returned
 * @tailorings: (nullable) (element-type SlipTailoring): the newest of a form counts
 * @concerns: (nullable) (element-type SlipDiscussion): that block now; likewise
 * @now_ms: since the epoch, UTC
 *
 * Returns: (transfer full): free with slip_gate_free()
 */
SlipGate *slip_gate_ask (const SlipProcess *process, const SlipStage *stage, SlipEvidence *evidence,
                         GPtrArray *waivers, GPtrArray *tailorings, GPtrArray *concerns,
                         gint64 now_ms);
void slip_gate_free (SlipGate *gate);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipGate, slip_gate_free)

/* (transfer none) (nullable): what counts of what was signed about the form: the newest. @tailorings: (nullable). */
const SlipTailoring *slip_tailoring_find (GPtrArray *tailorings, const char *form);

/* Whether the release leaves the stage out. @reason: (out) (optional): what the document says, "" where it says nothing. */
gboolean slip_stage_is_skipped (const SlipStage *stage, SlipEvidence *evidence, char **reason);

/* (transfer none): stable words: "go", "conditional", "no-go"; "met", "not-met", "unknown", "waived", "not-applicable". */
const char *slip_gate_result_name (SlipGateResult result);
const char *slip_criterion_state_name (SlipCriterionState state);

G_END_DECLS
