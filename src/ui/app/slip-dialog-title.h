/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The title of a dialogue: between the buttons of its header bar, or below it where they leave no room for all of it. */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define SLIP_TYPE_DIALOG_TITLE (slip_dialog_title_get_type ())
G_DECLARE_FINAL_TYPE (SlipDialogTitle, slip_dialog_title, SLIP, DIALOG_TITLE, AdwBin)

void slip_dialog_title_set_subtitle (SlipDialogTitle *self, const char *subtitle);

G_END_DECLS
