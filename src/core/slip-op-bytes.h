/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The bytes of an op: GVariant's form of (txnaysyaya(ayt)v), written and read without GVariant's
 * general machinery, as a fold reads ops by the hundred thousand. */

#pragma once

#include "core/slip-op.h"

G_BEGIN_DECLS

/* The parts as they stand in the bytes; nothing is owned. */
typedef struct
{
  SlipClock clock;
  gint64 wall_ms;
  gint16 utc_offset;
  const guint8 *person; /* SLIP_ID_BYTES */
  const char *kind;     /* ends in NUL */
  guint8 on_unknown;
  const guint8 *record; /* SLIP_ID_BYTES, or NULL */
  SlipSpan replaces;    /* an array of names */
  SlipSpan content;     /* a variant */
} SlipOpParts;

GBytes *slip_op_bytes_write (const SlipOp *op, GVariant *content);
gboolean slip_op_bytes_split (SlipOpParts *parts, GBytes *bytes);
gboolean slip_op_bytes_replaces (const SlipSpan *replaces, const char *own, GArray *names);

G_END_DECLS
