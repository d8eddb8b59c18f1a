/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Where a release stands, stage by stage, and whose turn it is. Both follow from content and signatures alone. */

#pragma once

#include "process/slip-processes.h"
#include "process/slip-signoff.h"
#include "workspace/slip-workspace.h"

G_BEGIN_DECLS

/* == stages (slip-stages.c) == */

typedef enum
{
  SLIP_STAGE_WAITING, /* a stage before it isn't over */
  SLIP_STAGE_OPEN,
  SLIP_STAGE_OVER, /* each document that it has to have is approved; where Go is given, a Go stands, too */
  SLIP_STAGE_SKIPPED, /* left out */
} SlipStageState;

/**
 * SlipStageEntry:
 * @record: (nullable): id of the document; %NULL while there is none of the form
 * @number: of the document, "" without one; likewise @title
 * @status: (nullable): of the document
 * @required: whether the release has to have one
 * @unknown: (nullable): why that can't be told; then it is required
 * @tailored: (nullable): the reason that somebody signed, which decides it
 * @tailored_by: (nullable): who signed that
 * @signoff: (nullable): of the document; %NULL also when its form has not arrived
 */
typedef struct
{
  const SlipStageDocument *document;
  char *record;
  char *number;
  char *title;
  const char *status;
  gboolean required;
  char *unknown;
  char *tailored;
  char *tailored_by;
  SlipForm *form;
  SlipSignoff *signoff;
} SlipStageEntry;

/**
 * SlipStageInfo:
 * @reason: (nullable): of a skipped one: what the document says
 * @entries: (element-type SlipStageEntry): document by document as the process has them; of a form with several, the oldest
 *   first
 */
typedef struct
{
  const SlipStage *stage;
  SlipStageState state;
  char *reason;
  GPtrArray *entries;
} SlipStageInfo;

/* @stages: (element-type SlipStageInfo): in the order of the process. */
typedef struct
{
  SlipProcess *process;
  gboolean pinned;
  GPtrArray *stages;
} SlipStages;

/* (transfer full): NOT_FOUND, also when the process has not arrived. */
SlipStages *slip_workspace_stages (SlipWorkspace *self, const char *release, GError **error);
void slip_stages_free (SlipStages *stages);
/* (transfer none): "waiting", "open", "over", "skipped". */
const char *slip_stage_state_name (SlipStageState state);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipStages, slip_stages_free)

/* == for me (slip-turns.c) == */

/* Most urgent first. */
typedef enum
{
  SLIP_TURN_DECIDE_AGAIN, /* a Go was given and doesn't hold any more */
  SLIP_TURN_ANSWER,       /* what one's own "no" was about was changed */
  SLIP_TURN_CLOSE, /* a concern or question was answered: it is to be closed, or answered in turn */
  SLIP_TURN_REPLY, /* a concern or question waits for an answer */
  SLIP_TURN_REWORK, /* a "no" stands against the document */
  SLIP_TURN_REPLAN, /* what the document planned was rejected: mended and tried again, or planned anew */
  SLIP_TURN_SIGN,
  SLIP_TURN_DECIDE,
  SLIP_TURN_MEND,    /* the stages before the Go are over, and their criteria don't let it */
  SLIP_TURN_MAKE_UP, /* the window of a hotfix is over, and its approval afterwards isn't there */
  SLIP_TURN_WAIVER,  /* one that the person answers for ends soon, or has ended */
  SLIP_TURN_ATTEMPT, /* a Go was given after an attempt that failed: the next one is to be recorded */
  SLIP_TURN_WRITE,   /* a document is missing, or not ready to be signed */
  SLIP_TURN_PROPOSALS,
  SLIP_TURN_AMENDED, /* changed after the approval, and nobody started a revision */
  SLIP_N_TURNS,
} SlipTurnKind;

/**
 * SlipTurn:
 * @record: (nullable): id of the document
 * @form: (nullable): of the document, also of one that is missing, or that took a Go its ground
 * @slot: (nullable): to be signed
 * @thread: (nullable): id of the review thread that waits
 * @role: (nullable): in which it is the person's turn; %NULL when it is theirs by name
 * @number: (nullable): of the document
 * @title: of the document, after its number, or of the release; for people
 * @why: one line, for people
 * @due_ms: when it has to be done, ms since the epoch, UTC; 0: nothing says
 * @overdue: that time is over
 */
typedef struct
{
  SlipTurnKind kind;
  char *release;
  char *release_title;
  char *record;
  char *form;
  char *slot;
  char *thread;
  char *role;
  char *number;
  char *title;
  char *why;
  gint64 due_ms;
  gboolean overdue;
} SlipTurn;

/**
 * slip_workspace_for_me:
 * @limit: so many at the most; 0: all
 * @total: (out) (optional): how many there are
 *
 * What waits on the person's roles, or those that they are deputy for, most urgent first: what is overdue, then by kind,
 * then what is due sooner. What was found out is kept in the database until the release changes.
 *
 * Returns: (transfer full) (element-type SlipTurn)
 */
GPtrArray *slip_workspace_for_me (SlipWorkspace *self, guint limit, guint *total, GError **error);
void slip_turn_free (SlipTurn *turn);
/* (transfer none): "decide-again", "answer", "close", "reply", "rework", "replan", "sign", "decide", "mend", "make-up",
 * "waiver", "attempt", "write", "proposals", "amended". */
const char *slip_turn_kind_name (SlipTurnKind kind);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipTurn, slip_turn_free)

G_END_DECLS
