/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Buttons that record a result: they add a row to the table of attempts, with its choice made. */

#pragma once

#include <gtk/gtk.h>

#include "workspace/slip-form-rows.h"

G_BEGIN_DECLS

/* (nullable): buttons for @row; NULL when its table has no rows that are kept. */
GtkWidget *slip_table_verdicts_new (SlipFormRows *rows, SlipFormRow *row);

G_END_DECLS
