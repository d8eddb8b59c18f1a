/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What the readers of genesis, invitation and statements share: ids, keys, roles and times with their
 * limits, and the rule that a text counts only as Slipway itself would write it. */

#pragma once

#include "trust/slip-genesis.h"
#include "trust/slip-signed-xml.h"

G_BEGIN_DECLS

/* NFC and without line ends or tabs; NULL with INVALID when it isn't UTF-8. */
char *slip_trust_normalise_line (const char *text, GError **error);
/* A sorted copy without doubles; NULL gives an empty one. */
GStrv slip_trust_sort_unique (const char *const *texts);

/* These read an attribute of the element where the reader is. */
void slip_trust_read_id (SlipSignedReader *reader, const char *name, char id[SLIP_ID_LENGTH + 1]);
void slip_trust_read_key (SlipSignedReader *reader, const char *name, guint8 *key);
/* @optional: "" is fine. */
void slip_trust_read_digest (SlipSignedReader *reader, const char *name, gboolean optional,
                             char digest[SLIP_HASH_HEX + 1]);
/* Child elements: `time`, and up to 32 of @element with a role each. */
char *slip_trust_read_time (SlipSignedReader *reader, gint64 *ms);
GStrv slip_trust_read_roles (SlipSignedReader *reader, const char *element);

gboolean slip_trust_check_canonical (GBytes *bytes, GBytes *again, const char *what,
                                     GError **error);

G_END_DECLS
