/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Random names that need no server: records and rows have 128 random bits, replicas 80, all written
 * in lower-case base32 (RFC 4648 section 6, no padding), so that they are safe in any file name. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SLIP_ID_BYTES 16
#define SLIP_ID_LENGTH 26
#define SLIP_REPLICA_BYTES 10
#define SLIP_REPLICA_LENGTH 16

char *slip_id_new (void);
char *slip_replica_new (void);
gboolean slip_id_is_valid (const char *text);
gboolean slip_replica_is_valid (const char *text);

char *slip_base32_encode (const guint8 *bytes, gsize length);
void slip_base32_write (const guint8 *bytes, gsize length, char *text);
gboolean slip_base32_decode (const char *text, guint8 *bytes, gsize length);

G_END_DECLS
