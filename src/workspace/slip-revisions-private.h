/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What signing and revisions share inside this folder. */

#pragma once

#include "workspace/slip-revisions.h"

G_BEGIN_DECLS

/* (transfer full): trimmed, NFC; INVALID when it is empty: “@what needs a reason …”, TOO_LARGE. */
char *slip_clean_reason (const char *reason, const char *what, GError **error);
/* (transfer full): the statement of a record that @prefix names: INVALID, NOT_FOUND, AMBIGUOUS. */
SlipSignature *slip_sign_off_find (SlipDatabase *db, const char *prefix, GError **error);
/* Persons and references get their names. */
void slip_changes_name (SlipDatabase *db, SlipForm *form, const char *record, GPtrArray *changes);
/* (transfer full) (element-type SlipFieldChange): between what was signed and the document now. */
GPtrArray *slip_changes_since (SlipDatabase *db, const SlipSignature *signature, GError **error);

G_END_DECLS
