/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What was decided at the gate: the decision that stands, what it is bound to and whether it holds now, and the earlier ones. */

#pragma once

#include "ui/process/slip-gate-lines.h"

G_BEGIN_DECLS

/* Its buttons activate "page.decide" and "page.withdraw" ("s" statement). */
void slip_gate_decision_add (GtkBox *box, const SlipGateFound *found);

G_END_DECLS
