/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A row in which one of several texts is chosen. */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * slip_choice_row_new:
 * @title: plain text
 * @texts: (nullable) (transfer none): a list of #GtkStringObject; %NULL: set later
 *
 * What is chosen stands below the title, where it has the whole width: beside it little of it is left in a narrow window.
 * Main thread.
 *
 * Returns: (transfer floating): an #AdwComboRow
 */
AdwComboRow *slip_choice_row_new (const char *title, GtkStringList *texts);

G_END_DECLS
