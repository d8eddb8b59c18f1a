/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A document in a list: its title, its state in words with an icon, and a menu. */

#pragma once

#include <adwaita.h>

#include "workspace/slip-workspace.h"

G_BEGIN_DECLS

#define SLIP_TYPE_DOCUMENT_ROW (slip_document_row_get_type ())
G_DECLARE_FINAL_TYPE (SlipDocumentRow, slip_document_row, SLIP, DOCUMENT_ROW, AdwPreferencesRow)

GtkWidget *slip_document_row_new (void);
/**
 * slip_document_row_set:
 * @release: title of the release, which the row doesn't say again
 * @state: (nullable): %NULL while it is being found out: then @info says what it can
 * @open: whether the row leads to the document
 */
void slip_document_row_set (SlipDocumentRow *self, const SlipDocumentInfo *info,
                            const char *release, const SlipDocumentState *state, gboolean open);
/* (transfer none): id of the document. */
const char *slip_document_row_get_id (SlipDocumentRow *self);
/* (transfer full): a document's title without the release's beside it. */
char *slip_document_row_title (const SlipDocumentInfo *info, const char *release);

G_END_DECLS
