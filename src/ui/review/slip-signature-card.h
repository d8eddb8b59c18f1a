/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A signature, as every page shows it: printed name, role, meaning, verdict, when, what became of it. */

#pragma once

#include <adwaita.h>

#include "report/slip-report.h"
#include "workspace/slip-revisions.h"

G_BEGIN_DECLS

#define SLIP_TYPE_SIGNATURE_CARD (slip_signature_card_get_type ())
G_DECLARE_FINAL_TYPE (SlipSignatureCard, slip_signature_card, SLIP, SIGNATURE_CARD, AdwBin)

/* As a report has it. */
GtkWidget *slip_signature_card_new_for_report (const SlipReportSignature *signature);
/* @signer: who, and for whom. */
GtkWidget *slip_signature_card_new (const SlipSignoff *signoff, const SlipSignature *signature,
                                    const char *signer);
/* @widget: stands below all. */
void slip_signature_card_add (SlipSignatureCard *self, GtkWidget *widget);

G_END_DECLS
