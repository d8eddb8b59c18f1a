/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What the window says about things that happened: toasts for events, a dialogue for what went wrong and needs more
 * than a line. Each takes any widget in the window. */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

void slip_feedback_toast (GtkWidget *widget, const char *text);
/* @button: label without mnemonic; @action: detailed name of an action that the window or application has. */
void slip_feedback_toast_action (GtkWidget *widget, const char *text, const char *button,
                                 const char *action);
/**
 * slip_feedback_error:
 * @what: what was being done, a heading: "The document could not be exported"
 * @error: (nullable): its message says why and what to do
 *
 * Cancelled work is no error: nothing is shown.
 */
void slip_feedback_error (GtkWidget *widget, const char *what, const GError *error);
/* The engine's messages begin with a small letter, have no full stop, and may name a command in their last part, for who sits
 * at a terminal: as a sentence without it. May be called from any thread. (transfer full) */
char *slip_feedback_sentence (const GError *error);

G_END_DECLS
