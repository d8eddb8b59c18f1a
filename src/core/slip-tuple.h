/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Serialised GVariant tuples and arrays, read where they lie. Every frame and op that comes in, and every one that is
 * verified or folded again, is looked at so: GVariant's own check looks at each byte of an `ay` on its own, and its
 * values are made and given back one by one. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Bytes that belong to somebody else. */
typedef struct
{
  const guint8 *data;
  gsize size;
} SlipSpan;

/* The elements of an array, one after the other. */
typedef struct
{
  SlipSpan array;
  gsize alignment;
  gsize width;
  gsize body; /* where the offsets start */
  gsize at;
  gsize i;
  gsize n;
} SlipList;

gboolean slip_tuple_read (const char *type, const guint8 *data, gsize size, SlipSpan *parts);
gboolean slip_list_open (SlipList *list, gsize alignment, const SlipSpan *array);
gboolean slip_list_next (SlipList *list, SlipSpan *element);
guint64 slip_span_number (const SlipSpan *part);

/* GVariant's width of framing offsets in a container of @size bytes, offsets included. */
gsize slip_offset_width (gsize size);
/* The size of a container whose values take @body bytes and that has @n framing offsets. */
gsize slip_offset_total (gsize body, gsize n);

G_END_DECLS
