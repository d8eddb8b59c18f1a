/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Names for what the toolkit's own windows leave without one for a screen reader. */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Goes through @widget and all below it. */
void slip_names_complete (GtkWidget *widget);
/* The same for what we make of the toolkits' parts: a button says its label once and without underscore, the eye of a
 * password's row says what it does. */
void slip_names_mend (GtkWidget *widget);
/* What a screen reader says of a control, in place of its label or that of its row: where many have the same one. */
void slip_names_set (GtkWidget *widget, const char *text);
/* A tooltip that is the same mostly: setting one asks the display where the pointer is, and waits for the answer. */
void slip_names_set_tooltip (GtkWidget *widget, const char *text);
/* What is chosen in @row says itself, now and later. */
void slip_names_follow_choice (AdwComboRow *row);

G_END_DECLS
