/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A document that is open: its sections, the chosen one as a form, and what can be done with the whole. */

#pragma once

#include "ui/app/slip-page.h"
#include "workspace/slip-workspace.h"

G_BEGIN_DECLS

#define SLIP_TYPE_EDITOR (slip_editor_get_type ())
G_DECLARE_FINAL_TYPE (SlipEditor, slip_editor, SLIP, EDITOR, SlipPage)

/* @record: whole id of a document or release; @path: of a field that is gone to, or "". */
SlipPage *slip_editor_new (SlipWorkspace *workspace, const char *record, const char *path);
const char *slip_editor_get_record (SlipEditor *self);
void slip_editor_go (SlipEditor *self, const char *path);

G_END_DECLS
