/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What is shown to who has signed: the signature as it stands now, and where the same person can sign, too. */

#pragma once

#include <adwaita.h>

#include "workspace/slip-review.h"

G_BEGIN_DECLS

/**
 * SlipSignOutcome:
 * @signoff: (nullable): as it is afterwards
 * @signer: (nullable): who signed, for whom
 */
typedef struct
{
  SlipSigned *done;
  SlipSignoff *signoff;
  char *signer;
} SlipSignOutcome;

/* In a thread. @done: (transfer full). It is signed, whether the rest can be read or not. */
SlipSignOutcome *slip_sign_outcome_new (SlipWorkspace *workspace, const char *document,
                                        SlipSigned *done);
void slip_sign_outcome_free (SlipSignOutcome *outcome);

#define SLIP_TYPE_SIGN_DONE (slip_sign_done_get_type ())
G_DECLARE_FINAL_TYPE (SlipSignDone, slip_sign_done, SLIP, SIGN_DONE, AdwBin)

/* @offer: what was offered before it. Its signal "again" asks for the next one. */
void slip_sign_done_show (SlipSignDone *self, const SlipSignOutcome *outcome,
                          const SlipSignOffer *offer);

G_END_DECLS
