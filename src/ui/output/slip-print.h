/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Printing by the system's dialogue, with its preview. */

#pragma once

#include <gtk/gtk.h>

#include "workspace/slip-workspace.h"

G_BEGIN_DECLS

/* @record: id of a document, or of a release, whose documents follow each other. Where a document was changed since it
 * was approved, it asks which of both. */
void slip_print (GtkWindow *parent, SlipWorkspace *workspace, const char *record);

G_END_DECLS
