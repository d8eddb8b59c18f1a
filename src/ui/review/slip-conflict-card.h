/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* One open conflict: its sides beside each other, and how to settle it. */

#pragma once

#include <adwaita.h>

#include "workspace/slip-workspace.h"

G_BEGIN_DECLS

#define SLIP_TYPE_CONFLICT_CARD (slip_conflict_card_get_type ())
G_DECLARE_FINAL_TYPE (SlipConflictCard, slip_conflict_card, SLIP, CONFLICT_CARD, AdwBin)

/* @conflict: (transfer full). @titled: with the document's title. */
GtkWidget *slip_conflict_card_new (SlipWorkspace *workspace, SlipOpenConflict *conflict,
                                   gboolean titled);
/* (transfer full): the same for the same conflict with the same sides. */
char *slip_conflict_card_key (const SlipOpenConflict *conflict);

G_END_DECLS
