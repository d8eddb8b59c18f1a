/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The documents of a stage: which of them this release has to have, who says so, and the way to say otherwise. */

#pragma once

#include "ui/process/slip-gate-lines.h"

G_BEGIN_DECLS

/* Its buttons activate "page.tailor" ("(sb)" form, whether it is needed) and "page.withdraw" ("s" statement). */
void slip_gate_documents_add (GtkBox *box, const SlipGateFound *found);

G_END_DECLS
