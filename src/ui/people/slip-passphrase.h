/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Passphrases: as a text that is wiped when it is freed, as one row that asks for the one that there is, and as a group
 * that asks for a new one twice and says how good it is. */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

typedef char SlipPassphrase;
void slip_passphrase_free (SlipPassphrase *passphrase);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipPassphrase, slip_passphrase_free)
/* (transfer full): what stands in the entry. */
SlipPassphrase *slip_passphrase_read (GtkEditable *entry);

/* An entry for the passphrase that opens the signing key; Enter is the dialogue's verb. */
GtkWidget *slip_passphrase_row_new (const char *title);

typedef enum
{
  SLIP_STRENGTH_TOO_SHORT,
  SLIP_STRENGTH_WEAK,
  SLIP_STRENGTH_FAIR,
  SLIP_STRENGTH_GOOD,
  SLIP_STRENGTH_STRONG,
} SlipStrength;
/* An estimate of how long guessing takes, from length, kinds of characters, runs and repetitions, and a few words that
 * everybody tries first. */
SlipStrength slip_passphrase_judge (const char *text);

/* Signal "changed". */
#define SLIP_TYPE_NEW_PASSPHRASE (slip_new_passphrase_get_type ())
G_DECLARE_FINAL_TYPE (SlipNewPassphrase, slip_new_passphrase, SLIP, NEW_PASSPHRASE, AdwBin)

SlipNewPassphrase *slip_new_passphrase_new (const char *title);
/* (transfer none) (nullable): what is missing yet, a line; NULL when it can be used. */
const char *slip_new_passphrase_get_missing (SlipNewPassphrase *self);
SlipPassphrase *slip_new_passphrase_read (SlipNewPassphrase *self);

G_END_DECLS
