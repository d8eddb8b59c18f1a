/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What loading a process shares with the rest of it. */

#pragma once

#include "process/slip-process.h"

G_BEGIN_DECLS

SlipProcess *slip_process_new (void);
SlipStage *slip_stage_new (void);

G_END_DECLS
