/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The dialogue that makes a document: of which form, empty or with the content of an earlier one. */

#pragma once

#include <adwaita.h>

#include "workspace/slip-workspace.h"

G_BEGIN_DECLS

#define SLIP_TYPE_NEW_DOCUMENT (slip_new_document_get_type ())
G_DECLARE_FINAL_TYPE (SlipNewDocument, slip_new_document, SLIP, NEW_DOCUMENT, AdwWindow)

/* @form: the one that is chosen first; "": none in particular */
void slip_new_document_present (GtkWindow *parent, SlipWorkspace *workspace, const char *release,
                                const char *form);

G_END_DECLS
