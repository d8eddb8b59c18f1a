/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What may be done with a document's signatures: withdraw one's own, start the next revision, answer a proposal. What comes
 * of it is told in a toast, or in a dialog when it went wrong. */

#pragma once

#include <adwaita.h>

#include "workspace/slip-workspace.h"

G_BEGIN_DECLS

/* @statement: digest of the signature. Asks for reason and passphrase. */
void slip_signature_acts_withdraw (GtkWidget *widget, SlipWorkspace *workspace,
                                   const char *document, const char *statement);
/* The same of a decision, a waiver or a tailoring. */
void slip_signature_acts_withdraw_ruling (GtkWidget *widget, SlipWorkspace *workspace,
                                          const char *release, const char *statement,
                                          SlipStatementType type);
/* @n_proposals: how many are taken up with it; @starts: else it does nothing but that. Asks for the reason. */
void slip_signature_acts_revise (GtkWidget *widget, SlipWorkspace *workspace, const char *document,
                                 guint n_proposals, gboolean starts);
/* @op: name of the op that proposed; @take: else it is declined. */
void slip_signature_acts_answer (GtkWidget *widget, SlipWorkspace *workspace, const char *document,
                                 const char *op, gboolean take);

G_END_DECLS
