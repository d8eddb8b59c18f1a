/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What a list of documents shows of each. Part of slip-workspace.h, which includes it. */

#pragma once

#include "workspace/slip-workspace.h"

G_BEGIN_DECLS

/**
 * SlipDocumentState:
 * @status: draft, in review, approved, amended, in revision, approval withdrawn
 * @revision: number of the newest approved revision; 0 when there is none
 * @problems: how many slip_workspace_check() finds, conflicts among them
 * @conflicts: open ones, as slip_workspace_list_conflicts() lists them
 * @slots: slots that wait for this copy's person, as For Me lists them: of a role that the person holds or is deputy in, when
 *   the stage is open, the document is ready and all that come before are approved; none while changes wait for a revision
 * @amendments: changes that wait for a revision
 * @proposals: values proposed by people who don't fill the field
 */
typedef struct
{
  char *status;
  guint revision;
  guint problems;
  guint conflicts;
  guint slots;
  guint amendments;
  guint proposals;
} SlipDocumentState;
void slip_document_state_clear (SlipDocumentState *state);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SlipDocumentState, slip_document_state_clear)

/**
 * slip_workspace_describe_document:
 * @document: id, or unique prefix
 * @state: (out caller-allocates): not touched on failure
 *
 * Finds out about one document, as of one moment. Takes as long as slip_workspace_check() the first time, and when
 * something in its release or among members and forms has changed since; else as long as it takes to count the ops
 * of its release. For a thread.
 *
 * Returns: FALSE with NOT_FOUND, AMBIGUOUS, or what reading says
 */
gboolean slip_workspace_describe_document (SlipWorkspace *self, const char *document,
                                           SlipDocumentState *state, GError **error);

G_END_DECLS
