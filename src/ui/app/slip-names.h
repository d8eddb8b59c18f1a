/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Names for what the toolkit's own windows leave without one for a screen reader. */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Goes through @widget and all below it. */
void slip_names_complete (GtkWidget *widget);

/* What is chosen in @row says itself, now and later. */
void slip_names_follow_choice (AdwComboRow *row);

G_END_DECLS
