/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The dialogues of a gate: waive a criterion, decide about Go. What wouldn't count is said before it is signed. */

#pragma once

#include <adwaita.h>

#include "ui/process/slip-gate-found.h"

G_BEGIN_DECLS

/* @criterion: id of a criterion or of a separation of duties. */
void slip_gate_waive (GtkWidget *parent, SlipWorkspace *workspace, const SlipGateFound *found,
                      const char *criterion);
void slip_gate_decide (GtkWidget *parent, SlipWorkspace *workspace, const SlipGateFound *found);

G_END_DECLS
