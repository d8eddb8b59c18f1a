/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The proposal of how several versions of a text go together, to be edited. Where two wrote in the same place both stand
 * there, each below a line that says who; it is finished when those lines are gone. */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define SLIP_TYPE_MERGE_VIEW (slip_merge_view_get_type ())
G_DECLARE_FINAL_TYPE (SlipMergeView, slip_merge_view, SLIP, MERGE_VIEW, AdwBin)

/**
 * SlipMergeView::changed: something was typed
 */

/* @merged: as SlipOpenConflict has it. */
GtkWidget *slip_merge_view_new (const char *merged);
/* (transfer full): what stands there. */
char *slip_merge_view_get_text (SlipMergeView *self);
/* How many of the lines that say who are there still. */
guint slip_merge_view_get_n_open (SlipMergeView *self);

G_END_DECLS
