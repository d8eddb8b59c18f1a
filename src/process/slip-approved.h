/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Approved revisions as trees: what reports of record show and gates read, whatever was typed since. */

#pragma once

#include <libxml/tree.h>

#include "process/slip-signoff.h"

G_BEGIN_DECLS

/**
 * slip_approved_instance:
 * @revision: of @record
 * @as_seen: what is calculated from other documents stands as the signer who completed the revision saw it (design.md
 *   5), instead of calculated anew
 *
 * The instance of an approved revision, built from just the content that was signed; its root has `revision` and
 * `content`.
 *
 * Returns: (transfer full): free with xmlFreeDoc(); %NULL with NOT_FOUND when the content has not arrived
 */
xmlDoc *slip_approved_instance (SlipDatabase *database, SlipForm *form, const char *record,
                                const SlipRevision *revision, gboolean as_seen, GError **error);

/* (transfer full): the state of signing as it was for @revision: its slots with the signatures that it stands on, and
 * what was signed up to then. Borrows from @signoff, which has to live longer. */
SlipSignoff *slip_approved_signoff (const SlipSignoff *signoff, const SlipRevision *revision);

/* (transfer full): the dossier that gates read (slip_dossier_build()): approved revisions alone. A document that isn't
 * approved, or not any more, stands as its empty root element with `approved="no"`. */
xmlDoc *slip_approved_dossier (SlipDatabase *database, const char *release, GError **error);

G_END_DECLS
