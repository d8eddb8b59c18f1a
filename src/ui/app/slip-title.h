/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The title of a page or a dialogue: between the buttons of its header bar, or below it where they leave no room for all
 * of it. */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define SLIP_TYPE_TITLE (slip_title_get_type ())
G_DECLARE_FINAL_TYPE (SlipTitle, slip_title, SLIP, TITLE, AdwBin)

GtkWidget *slip_title_new (void);
/* Without one it is the title of the window that it is in. */
void slip_title_set_title (SlipTitle *self, const char *title);
const char *slip_title_get_title (SlipTitle *self);
void slip_title_set_subtitle (SlipTitle *self, const char *subtitle);
const char *slip_title_get_subtitle (SlipTitle *self);

/**
 * slip_title_measure:
 * @width: of the window
 *
 * How high the header bar will be with what stands below it: that it needs a line of its own is known before it is shown.
 */
int slip_title_measure (SlipTitle *self, int width);

G_END_DECLS
