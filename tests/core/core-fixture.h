/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Fixed ids, keys and ops that the tests of core share; README.md of core lists the same ones. */

#pragma once

#include "core/slip-frame.h"

G_BEGIN_DECLS

#define FIXED_CLOCK ((SlipClock) G_GUINT64_CONSTANT (1700000000000) << 16 | 7)

/* @length bytes counting up from @first, which is how README.md gives ids, keys and seeds. */
void fixture_count_bytes (guint8 first, guint8 *bytes, gsize length);
char *fixture_id (guint8 first);
char *fixture_replica (guint8 first);
GBytes *fixture_from_hex (const char *hex);
char *fixture_to_hex (GBytes *bytes);
void fixture_secret (guint8 secret[SLIP_SECRET_BYTES]);
SlipOp *fixture_op (const char *replica, SlipClock clock, const char *value);
SlipOp *fixture_vector_op (void);
SlipFrame *fixture_frame (const char *const *values, const guint8 *seed);
/* What op @number of such a frame sets. */
const char *fixture_value_of (SlipFrame *frame, guint number);

G_END_DECLS
