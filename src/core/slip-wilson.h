/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* How sure a pass rate is: what "18 of 20 runs passed" says about the system. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The lower and upper bound of the Wilson score interval (95 %, z = 1.959964). FALSE when n = 0. */
gboolean slip_wilson (double passed, double n, double *low, double *high);

G_END_DECLS
