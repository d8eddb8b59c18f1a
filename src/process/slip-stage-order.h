/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What the process of a release asks of an approval beyond its own document: that the stages before were over, that no
 * concern was known to stand against it, and that nobody approves alone what they wrote. What its signer had seen decides,
 * so each copy says the same. */

#pragma once

#include "process/slip-rulings.h"
#include "process/slip-signoff-private.h"

G_BEGIN_DECLS

/**
 * slip_stage_order_new:
 * @record: id of a document
 *
 * Returns: (transfer full) (nullable): %NULL without error when its release follows no process: nothing is asked beyond the
 *   form
 */
SlipStageOrder *slip_stage_order_new (SlipDatabase *database, const char *record, GError **error);
/* The same as if @release followed @process. */
SlipStageOrder *slip_stage_order_new_under (SlipDatabase *database, const char *release,
                                            SlipProcess *process, GError **error);
/* The same as its release follows; of one that follows none nothing is asked beyond the forms. */
SlipStageOrder *slip_stage_order_new_for (SlipDatabase *database, const char *release,
                                          GError **error);
void slip_stage_order_free (SlipStageOrder *order);

/* (transfer none) (nullable): revisions of a document of the release, judged once; the slots as they are now aren't looked
 * at. %NULL when it can't be read. */
SlipSignoff *slip_stage_order_signoff (SlipStageOrder *order, SlipForm *form, const char *record);
/**
 * slip_stage_order_share:
 * @order: (nullable)
 *
 * Lets what expressions ask about documents of the release (version, signatures, status …) be answered from what @order has
 * judged, in this thread, until %NULL is given. What was changed since an approval isn't looked at: it stands as approved.
 */
void slip_stage_order_share (SlipStageOrder *order);
SlipStageOrder *slip_stage_order_shared (void);
/* Whether the document is of the release. */
gboolean slip_stage_order_covers (SlipStageOrder *order, const char *record);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipStageOrder, slip_stage_order_free)

/**
 * slip_stage_order_check:
 * @counting: of the document, with what counts so far
 * @signature: an approval that stands in its place in the document
 *
 * Returns: (transfer full) (nullable): why it doesn't count; %NULL when it does
 */
char *slip_stage_order_check (SlipStageOrder *order, SlipCounting *counting,
                              const SlipSignature *signature);

G_END_DECLS
