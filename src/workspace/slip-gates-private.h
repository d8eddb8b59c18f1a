/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What the gates, the rulings and the turns of a release read, once for all of them. */

#pragma once

#include <libxml/tree.h>

#include "process/slip-processes.h"
#include "workspace/slip-gates.h"

G_BEGIN_DECLS

/**
 * SlipReleaseView:
 * @lock: XPath keeps notes in the tree: one question at a time
 */
struct _SlipReleaseView
{
  gatomicrefcount refs;
  GMutex lock;
  char *key;
  SlipProcess *process;
  gboolean pinned;
  xmlDoc *dossier;
  SlipEvidence *evidence; /* of the dossier, under the lock */
  SlipRulings *rulings;
};

/* (transfer full): read now, on @db. */
SlipReleaseView *slip_release_view_load (SlipDatabase *db, const char *release, GError **error);
/* (transfer full): the same, or the one that was kept when nothing of the release changed since. */
SlipReleaseView *slip_release_view_get (SlipWorkspace *self, const char *release, GError **error);
SlipReleaseView *slip_release_view_ref (SlipReleaseView *view);
void slip_release_view_unref (SlipReleaseView *view);
/* (transfer full): the gate's report; the view stays the caller's. */
SlipGateReport *slip_release_view_gate (SlipReleaseView *view, const char *release,
                                        const SlipStage *stage, gint64 at_ms);

/* What of a release the log holds, in a line: it differs when anything of it changed (slip-describe.c). */
char *slip_release_key (SlipDatabase *db, const char *release, GError **error);

/* Holds the role now, or is a deputy for it (slip-signing.c); FALSE with NOT_ALLOWED. */
gboolean slip_signing_check_role (SlipDatabase *db, const char *person, const char *role,
                                  GError **error);
/* Notes in the statement what this copy holds. */
gboolean slip_signing_add_seen (SlipDatabase *db, SlipStatement *statement, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipReleaseView, slip_release_view_unref)

G_END_DECLS
