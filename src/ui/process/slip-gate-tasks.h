/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The dialogues of a gate: waive a criterion, tailor a document in or out, decide about Go. What wouldn't count is said before it is signed. */

#pragma once

#include <adwaita.h>

#include "ui/process/slip-gate-found.h"

G_BEGIN_DECLS

/* @criterion: id of a criterion or of a separation of duties. */
void slip_gate_waive (GtkWidget *parent, SlipWorkspace *workspace, const SlipGateFound *found,
                      const char *criterion);
/* @form: id of a form of the process; @needed: whether the release has to have such a document. */
void slip_gate_tailor (GtkWidget *parent, SlipWorkspace *workspace, const SlipGateFound *found,
                       const char *form, gboolean needed);
void slip_gate_decide (GtkWidget *parent, SlipWorkspace *workspace, const SlipGateFound *found);

G_END_DECLS
