/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The values of a field in conflict, in words: who wrote what. */

#pragma once

#include "forms/slip-form.h"

G_BEGIN_DECLS

/**
 * slip_siblings_describe:
 * @row: id of the row, "" outside of tables
 * @others_only: leave out the value that is shown first
 *
 * Returns: (transfer full): "Petra Lindqvist: 80; Irina Brandt: 90"; long values are cut. "" when there is nothing to
 *   tell
 */
char *slip_siblings_describe (SlipDatabase *database, const char *record, const char *row,
                              SlipFormNode *field, gboolean others_only);

G_END_DECLS
