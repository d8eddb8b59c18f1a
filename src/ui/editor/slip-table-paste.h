/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Rows out of a spreadsheet. */

#pragma once

#include <gtk/gtk.h>

#include "workspace/slip-form-rows.h"

G_BEGIN_DECLS

/* Adds what is on the clipboard at the end of the table, and says what was not understood. */
void slip_table_paste (GtkWidget *widget, SlipFormRows *rows);

G_END_DECLS
