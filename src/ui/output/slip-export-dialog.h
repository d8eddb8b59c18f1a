/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The dialogue for writing a document, or all documents of a release, into files for others. */

#pragma once

#include <adwaita.h>

#include "workspace/slip-workspace.h"

G_BEGIN_DECLS

/* @record: id of a document or release */
void slip_export_dialog_present (GtkWindow *parent, SlipWorkspace *workspace, const char *record);

G_END_DECLS
