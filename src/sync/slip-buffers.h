/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Memory for the files of parts, which come and go by the thousand and are all of one size: it is used again, instead of
 * given back to the system and cleared anew, and nothing else settles in between. Any thread. */

#pragma once

#include <glib.h>

#include "sync/slip-container.h"

G_BEGIN_DECLS

/* Bytes of each: the file of a part, and one byte in which its end is found. */
#define SLIP_BUFFER_BYTES (SLIP_PART_BYTES + 4096)

guint8 *slip_buffer_take (void);
void slip_buffer_give (guint8 *buffer);
/* (transfer full): the first @length bytes of @buffer, which is given back with them. */
GBytes *slip_buffer_to_bytes (guint8 *buffer, gsize length);
/* What comes in, of a length that only its end tells. */
typedef struct
{
  guint8 *data;
  gsize length; /* bytes that came */
  gsize room;
  gboolean pooled;
} SlipBody;

/* Makes room for at least one more byte. @expected: how long it will be, as somebody claims. */
void slip_body_make_room (SlipBody *body, gint64 expected);
/* (transfer full): what came; @body is empty again. */
GBytes *slip_body_take (SlipBody *body);
void slip_body_clear (SlipBody *body);

/* Nothing more is to come: frees what was given back. */
void slip_buffers_free (void);

G_END_DECLS
