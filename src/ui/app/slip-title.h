/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The title of a page or a dialogue: between the buttons of its header bar, or below it where they leave no room for all
 * of it. Where the buttons of a dialogue have no room for each other, the one that does it stands below all. */

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
 * slip_title_fit:
 * @verb: the button at the end of the header bar
 * @liked: how wide the dialogue would be, pixels
 *
 * Of a dialogue before it is shown: it is no use to be wider than the window below, which may have the whole screen. Two
 * long words in large letters are more than a narrow header bar holds: then @verb moves to the end of the dialogue, and
 * stays there.
 *
 * Returns: the width that the dialogue has, pixels
 */
int slip_title_fit (SlipTitle *self, GtkWidget *verb, int liked);

/**
 * slip_title_measure:
 * @width: of the window
 *
 * How high the header bar will be with what stands below it, and the verb where it has left the bar: that they need a line
 * of their own is known before they are shown.
 */
int slip_title_measure (SlipTitle *self, int width);

G_END_DECLS
