/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The engine's one error domain. */

#include "core/slip-error.h"

G_DEFINE_QUARK (slip - error - quark, slip_error)
