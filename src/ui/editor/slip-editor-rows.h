/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The way to a field in a row of a table: the pages of the rows above it, and the field there. */

#pragma once

#include <gtk/gtk.h>

#include "workspace/slip-form-session.h"

G_BEGIN_DECLS

/* @widget: in the window whose pages are opened; @path: `items/ROW/title`, `items/ROW/attempts/ROW/actual`. Rows that are
 * not there any more end the way. */
void slip_editor_open_rows (GtkWidget *widget, SlipFormSession *session, const char *path);

G_END_DECLS
