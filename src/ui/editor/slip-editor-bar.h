/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What stands at the end of a document's header bar: undo and redo, its problems, what can be done with it. */

#pragma once

#include <adwaita.h>

#include "workspace/slip-form-session.h"

G_BEGIN_DECLS

#define SLIP_TYPE_EDITOR_BAR (slip_editor_bar_get_type ())
G_DECLARE_FINAL_TYPE (SlipEditorBar, slip_editor_bar, SLIP, EDITOR_BAR, AdwBin)

/* Its problems are gone to with slip_editor_go() of the page that it stands in. */
GtkWidget *slip_editor_bar_new (void);
/* @session: loaded */
void slip_editor_bar_set_session (SlipEditorBar *self, SlipFormSession *session);

G_END_DECLS
