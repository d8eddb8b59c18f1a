/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What a search over everything found, by document; each hit leads to its place. */

#pragma once

#include <adwaita.h>

#include "workspace/slip-workspace.h"

G_BEGIN_DECLS

#define SLIP_TYPE_SEARCH_RESULTS (slip_search_results_get_type ())
G_DECLARE_FINAL_TYPE (SlipSearchResults, slip_search_results, SLIP, SEARCH_RESULTS, AdwBin)

/* @workspace: (nullable) */
void slip_search_results_set_workspace (SlipSearchResults *self, SlipWorkspace *workspace);
/* Looks for @text in a thread; answers to earlier texts are dropped. */
void slip_search_results_set_text (SlipSearchResults *self, const char *text);
/* Looks again for the same. */
void slip_search_results_refresh (SlipSearchResults *self);
void slip_search_results_open_first (SlipSearchResults *self);
/* FALSE when nothing was found. */
gboolean slip_search_results_focus_first (SlipSearchResults *self);

G_END_DECLS
