/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What the parts share that find out whose turn it is: of documents and threads (slip-turns-find.c), and of the gate
 * (slip-turns-gate.c). */

#pragma once

#include "workspace/slip-turns-private.h"

G_BEGIN_DECLS

/**
 * SlipFinding:
 * @window_start: ms since the epoch, UTC; 0: the plan doesn't say; likewise @window_end
 * @good_until: when something of what is found ends by itself
 * @turns: (element-type SlipFoundTurn): found until now
 *
 * A release that is gone through.
 */
typedef struct
{
  SlipDatabase *db;
  const char *release;
  SlipReleaseView *view;
  SlipStages *stages;
  gint64 now_ms;
  gint64 window_start;
  gint64 window_end;
  gint64 good_until;
  GPtrArray *turns;
} SlipFinding;

/* (transfer none): one more turn, of the release as a whole. @detail: "" */
SlipFoundTurn *slip_finding_add (SlipFinding *finding, SlipTurnKind kind, const char *role,
                                 const char *person, gint64 due_ms, const char *detail);
/* For whoever fills the form of @entry; of one that anybody fills, for who owns the stage. @slot: what tells it apart from
 * others of the kind, of the same document. */
void slip_finding_add_for_writers (SlipFinding *finding, SlipTurnKind kind, gint64 due_ms,
                                   const SlipStage *stage, const SlipStageEntry *entry,
                                   const char *slot, const char *detail);
/* Before Go: until the window opens; the release itself: until it closes, or what is made up for afterwards is due; after it:
 * until the review is due. */
gint64 slip_finding_due (SlipFinding *finding, const SlipStage *stage);

/* Decisions, waivers, approval afterwards, and another attempt. @over: all stages are. */
void slip_finding_look_at_gate (SlipFinding *finding, gboolean over);

G_END_DECLS
