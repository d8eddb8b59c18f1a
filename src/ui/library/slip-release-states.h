/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Finds out the states of many documents, a few at a time. */

#pragma once

#include "workspace/slip-workspace.h"

G_BEGIN_DECLS

#define SLIP_TYPE_RELEASE_STATES (slip_release_states_get_type ())
G_DECLARE_FINAL_TYPE (SlipReleaseStates, slip_release_states, SLIP, RELEASE_STATES, GObject)

/* Signal "found" (id): another answer came. */
SlipReleaseStates *slip_release_states_new (SlipWorkspace *workspace);
/* Asks anew for all of @documents (element-type SlipDocumentInfo), in that order; what is known stays until then. */
void slip_release_states_ask (SlipReleaseStates *self, GPtrArray *documents);
/* (transfer none) (nullable): NULL while nothing is known. */
const SlipDocumentState *slip_release_states_get (SlipReleaseStates *self, const char *document);

G_END_DECLS
