/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What signing and revisions share inside this folder. */

#pragma once

#include "workspace/slip-revisions.h"
#include "workspace/slip-workspace-private.h"

G_BEGIN_DECLS

/* (transfer full): trimmed, NFC; INVALID when it is empty, TOO_LARGE. */
char *slip_clean_reason (const char *reason, GError **error);
/* (transfer full): the statement of a record that @prefix names: INVALID, NOT_FOUND, AMBIGUOUS. */
SlipSignature *slip_sign_off_find (SlipDatabase *db, const char *prefix, GError **error);
/* (transfer full) (element-type SlipFieldChange): between what was signed and the document now. */
GPtrArray *slip_changes_since (SlipDatabase *db, const SlipSignature *signature, GError **error);
/* People and rows in changes of the record get their names. */
void slip_changes_name (SlipDatabase *db, SlipForm *form, const char *record, GPtrArray *changes);
/* What is still being typed belongs to what is signed. */
gboolean slip_signing_commit_drafts (SlipDatabase *db, SlipRecord *record, GError **error);
/* (transfer full): bytes of a blob; NOT_FOUND says of @what that it hasn't arrived, or was removed, and by whom. */
GBytes *slip_review_blob (SlipDatabase *db, const char *hash, GError **error);

/* == which slot (slip-signing-slot.c) == */

/* Whether the slot is for the role, or for any. */
gboolean slip_slot_takes (const SlipFormSlot *slot, const char *role);
/* Whether the person is the one whom the header names, or who made it. */
gboolean slip_slot_is_author (SlipDatabase *db, const char *record, const char *person);
/* (transfer full): “author” (any role: Written as I saw it). */
char *slip_slot_describe (const SlipFormSlot *slot);
/* (transfer none): the slot @name, or when that is NULL the one that asks for it most. @others: (element-type utf8)
 * (nullable): gets the open ones that the role could have signed, too. NOT_ALLOWED, NOT_FOUND. */
SlipFormSlot *slip_slot_choose (SlipDatabase *db, SlipRecord *record, SlipSignoff *signoff,
                                const char *role, const char *name, GPtrArray *others,
                                GError **error);
/* How much a slot asks for the person's signature: less is sooner. */
guint slip_slot_rank (const SlipFormSlot *slot, const SlipSlotStatus *status, const char *person,
                      gboolean author);
/* (transfer none) (nullable): the slot that has to approve before this one, and doesn't. @status: (out) (nullable). */
SlipFormSlot *slip_slot_before (SlipForm *form, SlipSignoff *signoff, const SlipFormSlot *slot,
                                SlipSlotStatus **status);
/* (transfer none) (nullable): the same by @person, said already, when saying it once more changes nothing. */
SlipSignature *slip_slot_find_same (SlipForm *form, const SlipSignoff *signoff,
                                    const SlipFormSlot *slot, const char *person, const char *role,
                                    SlipVerdict verdict, const char *comment);

G_END_DECLS
