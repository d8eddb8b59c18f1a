/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What the pages about stages, gates and turns say in the same words. */

#pragma once

#include <adwaita.h>

#include "workspace/slip-gates.h"
#include "workspace/slip-turns.h"

G_BEGIN_DECLS

/* (transfer full): "14 Mar 2026, 22:00", in the local time zone. */
char *slip_process_words_time (gint64 ms);
/* (transfer full): what the engine says, with the times in it as people read them. */
char *slip_process_words_reason (const char *reason);
/* (transfer full): that somebody signed that a document is needed, or not, and why. @title: of its form. */
char *slip_process_words_tailoring (const char *title, gboolean required, const char *signer,
                                    const char *reason);
/* (transfer none): what is to be done, and an icon for it. */
const char *slip_process_words_turn (SlipTurnKind kind);
const char *slip_process_words_turn_icon (SlipTurnKind kind);
/* A state in words, an icon, and a class of slip_review_chip(), which may be %NULL. */
typedef struct
{
  const char *words;
  const char *icon;
  const char *style;
} SlipProcessWords;
/* The icon, in the colour that goes with it. */
GtkWidget *slip_process_words_image (const SlipProcessWords *words);
SlipProcessWords slip_process_words_stage (SlipStageState state);
SlipProcessWords slip_process_words_gate (SlipGateResult result);
SlipProcessWords slip_process_words_criterion (SlipCriterionState state);
SlipProcessWords slip_process_words_decision (SlipDecision decision);
/* (transfer none) */
const char *slip_process_words_severity (SlipSeverity severity);

G_END_DECLS
