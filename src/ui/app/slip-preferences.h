/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The preferences: of the program, and of the workspace that is open. */

#pragma once

#include <adwaita.h>

#include "ui/app/slip-window.h"

G_BEGIN_DECLS

void slip_preferences_present (SlipWindow *parent);

G_END_DECLS
