/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What a document's signatures add up to: the state of each slot of its form, and its approved revisions. */

#pragma once

#include "forms/slip-expression.h"
#include "forms/slip-form.h"
#include "store/slip-database.h"
#include "trust/slip-signature.h"

G_BEGIN_DECLS

typedef enum
{
  SLIP_SLOT_OPEN, /* nobody signed, or the covered sections changed since */
  SLIP_SLOT_APPROVED,
  SLIP_SLOT_CONCERNS,
  SLIP_SLOT_REJECTED,
} SlipSlotState;

/**
 * SlipSlotStatus:
 * @name: of the slot in the form
 * @state: what its newest signature that counts says
 * @signature: (nullable): that signature
 * @stale: (nullable): an earlier signature whose sections changed since
 */
typedef struct
{
  char *name;
  char *role;
  char *meaning;
  guint order;
  SlipSlotState state;
  SlipSignature *signature;
  SlipSignature *stale;
} SlipSlotStatus;

/**
 * SlipRevision:
 * @content: digest of the approved content's blob
 * @completed_ms: claimed time of the signature that completed it
 *
 * An approved revision: the form's slots were complete on the same digests.
 */
typedef struct
{
  guint number;
  char *content;
  gint64 completed_ms;
} SlipRevision;

/**
 * SlipSignoff:
 * @slots: (element-type SlipSlotStatus): in the form's order
 * @revisions: (element-type SlipRevision): oldest first
 * @signatures: (element-type SlipSignature): all, also those that don't count, each with its reason
 * @status: draft, in review, approved or amended
 */
typedef struct
{
  GPtrArray *slots;
  GPtrArray *revisions;
  GPtrArray *signatures;
  const char *status;
} SlipSignoff;

/* (transfer full): the state of @record, whose form is @form. design.md section 5. */
SlipSignoff *slip_signoff_load (SlipDatabase *database, SlipForm *form, const char *record,
                                GError **error);
void slip_signoff_free (SlipSignoff *signoff);

/* Answers the header's calculated fields (version, status, previous version, signatures): the hook that the forms
 * layer asks, see slip_form_set_context_hook(). */
void slip_signoff_fill_context (SlipFormContext *context);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipSignoff, slip_signoff_free)

G_END_DECLS
