/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The lines of a gate: what is open first, each with its reason and the way to mend it; then what is waived, and what is met. */

#pragma once

#include <adwaita.h>

#include "ui/process/slip-gate-found.h"

G_BEGIN_DECLS

/**
 * slip_gate_lines_add:
 * @box: gets the lines
 *
 * Their buttons activate "page.waive" ("s" criterion), "page.withdraw" ("s" statement), "page.new-document" ("s" form), and
 * the window's actions.
 */
void slip_gate_lines_add (GtkBox *box, const SlipGateFound *found);

/* Who doesn't sign what, of the stage's documents, with the exceptions that may be allowed. */
void slip_gate_separations_add (GtkBox *box, const SlipGateFound *found);

/* (transfer none): a part of the page under a heading. */
GtkBox *slip_gate_group_add (GtkBox *box, const char *title);
/* (transfer full): for the parts of the page: a list of cards, named for screen readers. */
GtkWidget *slip_gate_list_new (const char *name);
/* (transfer full): a card for such a list; @box: (out): where its content goes. */
GtkWidget *slip_gate_card_new (GtkBox **box);
/* A button at the end of the card @box. @name: (nullable): for screen readers, where several have the same label. */
GtkWidget *slip_gate_card_add_button (GtkBox *box, const char *label, const char *name,
                                      const char *action, GVariant *target);

G_END_DECLS
