/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Deleting a document from a list. */

#pragma once

#include <adwaita.h>

#include "workspace/slip-workspace.h"

G_BEGIN_DECLS

/* Deletes it, with a toast that can undo that; asks for a reason first when somebody signed it. @title: for people */
void slip_delete_document (GtkWidget *widget, SlipWorkspace *workspace, const char *document,
                           const char *title);

G_END_DECLS
