/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What the content of each kind of op has to look like. Checked when an op is made and when one
 * comes in, so that nobody above meets an id of 15 bytes or a text that XML can't carry. */

#pragma once

#include "core/slip-error.h"
#include "core/slip-op.h"

G_BEGIN_DECLS

gboolean slip_op_content_read (const char *kind, const char *record, const SlipSpan *variant,
                               int code, SlipSpan parts[SLIP_OP_MAX_PARTS], GError **error);

G_END_DECLS
