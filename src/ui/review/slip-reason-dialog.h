/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Asks why something is done, and for the passphrase where it is signed. */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define SLIP_TYPE_REASON_DIALOG (slip_reason_dialog_get_type ())
G_DECLARE_FINAL_TYPE (SlipReasonDialog, slip_reason_dialog, SLIP, REASON_DIALOG, AdwWindow)

/**
 * SlipReasonDialog::submitted:
 * @reason: not empty
 * @passphrase: "" where none was asked for
 *
 * The person agreed. The dialog waits, until slip_reason_dialog_finish(); Cancel cancels
 * slip_reason_dialog_get_cancellable().
 */

/* @verb: label of the button, with mnemonic. */
SlipReasonDialog *slip_reason_dialog_new (GtkWindow *parent, const char *title, const char *text,
                                          const char *verb, gboolean passphrase);
/* (transfer none) (nullable): of what was submitted, until it is finished. */
GCancellable *slip_reason_dialog_get_cancellable (SlipReasonDialog *self);
/* @error: (nullable): %NULL, or that it was cancelled, closes it; else it is shown, and the person can mend it. */
void slip_reason_dialog_finish (SlipReasonDialog *self, const GError *error);

G_END_DECLS
