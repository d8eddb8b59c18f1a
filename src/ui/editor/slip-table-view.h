/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A table in a section of a document, or in a row of another table: its title and hint, its first rows, and the way to
 * all of them. */

#pragma once

#include <adwaita.h>

#include "workspace/slip-form-session.h"

G_BEGIN_DECLS

#define SLIP_TYPE_TABLE_VIEW (slip_table_view_get_type ())
G_DECLARE_FINAL_TYPE (SlipTableView, slip_table_view, SLIP, TABLE_VIEW, AdwBin)

GtkWidget *slip_table_view_new (SlipFormSession *session, const char *table_path);

G_END_DECLS
