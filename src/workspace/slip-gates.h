/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The gates of a release, and what is signed for it as a whole: decisions, waivers, tailorings (domain.md 5). All of it works
 * without a network, on what this copy holds. */

#pragma once

#include "process/slip-rulings.h"
#include "workspace/slip-workspace.h"

G_BEGIN_DECLS

/* == asking (slip-gate-board.c) == */

/* What was read of a release at one moment; shared, and kept while the log holds the same about it. */
typedef struct _SlipReleaseView SlipReleaseView;

/**
 * SlipGateReport:
 * @release: id
 * @process: the version that the release follows; @pinned: FALSE when it began before releases followed any
 * @stage: whose gate it is
 * @at_ms: for when it was asked, ms since the epoch, UTC
 * @gate: the criteria
 * @rulings: (unowned): what was signed for the release as a whole
 * @bound: what a decision would be bound to
 * @asks_go: whether the stage is the one where Go is given, or comes after it: then the gate is open under a valid Go alone
 * @reasons: (element-type SlipGoReason): why it isn't open, a line each; empty when it is. Of a stage before: none, see @gate
 * @open: whether the way is free: a Go that holds, within its window; of a stage before, that its gate lets it
 */
typedef struct
{
  char *release;
  const SlipProcess *process;
  gboolean pinned;
  const SlipStage *stage;
  gint64 at_ms;
  SlipGate *gate;
  const SlipRulings *rulings;
  SlipBound *bound;
  gboolean asks_go;
  GPtrArray *reasons;
  gboolean open;

  /*< private >*/
  SlipReleaseView *view;
} SlipGateReport;

/**
 * slip_workspace_gate:
 * @stage: (nullable): id; %NULL: the one where Go is given
 * @at_ms: ms since the epoch, UTC; 0: now
 *
 * Returns: (transfer full): free with slip_gate_report_free(); %NULL with NOT_FOUND (release, stage, a process that has not
 *   arrived)
 */
SlipGateReport *slip_workspace_gate (SlipWorkspace *self, const char *release, const char *stage,
                                     gint64 at_ms, GError **error);
void slip_gate_report_free (SlipGateReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipGateReport, slip_gate_report_free)

/**
 * slip_workspace_check_artefact:
 * @path: of a file
 * @why: (out) (transfer full) (nullable): why it may not be installed; %NULL when it may
 *
 * Whether the file is one of the artefacts that the decision which stands is bound to, by SHA-256, SHA-384, SHA-512 or
 * BLAKE2b-256.
 *
 * Returns: FALSE with an error when the file can't be read
 */
gboolean slip_workspace_check_artefact (const SlipGateReport *report, const char *path, char **why,
                                        GError **error);

/* == deciding (slip-ruling.c) == */

/* Whether the person may sign in the role now: holds it, or is deputy for who does. */
gboolean slip_workspace_may_sign_as (SlipWorkspace *self, const char *role);

/**
 * SlipDecide:
 * @release: id or a prefix
 * @decision: what is decided
 * @rationale: why
 * @dissent: (nullable) (element-type SlipNamedText): who doesn't agree, and why
 * @until_ms: of a Go: until when it holds; 0: as long as the process allows
 */
typedef struct
{
  const char *release;
  SlipDecision decision;
  const char *rationale;
  GPtrArray *dissent;
  gint64 until_ms;
} SlipDecide;

/**
 * slip_workspace_decide:
 *
 * Signs the decision in the role that the process gives it to. A Go is bound to the approved revisions, the artefacts and the
 * window as they are now; the gate has to let it.
 *
 * Returns: (transfer full): hash of the statement; %NULL with NOT_ALLOWED (the role, the gate), INVALID, BAD_PASSPHRASE
 */
char *slip_workspace_decide (SlipWorkspace *self, const SlipDecide *decide, const char *passphrase,
                             GError **error);

/**
 * SlipWaive:
 * @criterion: id of a criterion, or of a separation of duties
 * @owner: printed name or id (or its beginning) of the member who answers for it
 * @control: what takes the criterion's place
 * @role: (nullable): in which to sign; %NULL: the first that the process allows and the person holds
 */
typedef struct
{
  const char *release;
  const char *criterion;
  const char *reason;
  const char *owner;
  const char *control;
  gint64 until_ms;
  const char *role;
} SlipWaive;

/* Returns the hash of the statement; NULL with NOT_ALLOWED, NOT_FOUND (criterion, owner), INVALID. */
char *slip_workspace_waive (SlipWorkspace *self, const SlipWaive *waive, const char *passphrase,
                            GError **error);
/* Says that the release has to have (@required) a document of the form, or not, whatever the process says. */
char *slip_workspace_tailor (SlipWorkspace *self, const char *release, const char *form,
                             gboolean required, const char *reason, const char *role,
                             const char *passphrase, GError **error);
/* An own decision, waiver or tailoring is taken back with slip_workspace_unsign(). */

G_END_DECLS
