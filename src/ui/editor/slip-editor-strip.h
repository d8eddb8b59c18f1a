/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The strip above an open document: the one thing about its state that whoever edits it should know, and the way out of
 * it. It follows the session and the document's signatures for as long as it lives. */

#pragma once

#include "ui/app/slip-page.h"
#include "workspace/slip-form-session.h"

G_BEGIN_DECLS

#define SLIP_TYPE_EDITOR_STRIP (slip_editor_strip_get_type ())
G_DECLARE_FINAL_TYPE (SlipEditorStrip, slip_editor_strip, SLIP, EDITOR_STRIP, GObject)

/* @page: whose strip it is, and which outlives it; @session: loaded. */
SlipEditorStrip *slip_editor_strip_new (SlipPage *page, SlipFormSession *session);

G_END_DECLS
