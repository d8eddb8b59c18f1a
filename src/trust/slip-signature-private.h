/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Who judges statements: one for many of them, for no longer than one reading of the database. */

#pragma once

#include "trust/slip-signature.h"

G_BEGIN_DECLS

typedef struct _SlipJudge SlipJudge;

SlipJudge *slip_judge_new (SlipDatabase *db);
void slip_judge_free (SlipJudge *judge);
/* Whether everything is to be judged as if it were endorsed. */
void slip_judge_set_endorsing (SlipJudge *judge, gboolean endorsing);

/* The bytes: hash, form, signature, workspace. Sets @signature's statement. */
gboolean slip_judge_bytes (SlipJudge *judge, SlipSignature *signature, GError **error);

/**
 * slip_judge_signer:
 * @seq: frame in which the statement came; G_MAXUINT64 for one that waits in the outbox
 * @late: (out): it only fails since a right ended, or hadn't begun: it doesn't count, but an honest person may have made
 *   it, so there is nothing wrong with it
 *
 * The key is the person's that the statement names, under a name that was admitted, and counted then.
 */
gboolean slip_judge_signer (SlipJudge *judge, SlipSignature *signature, guint64 seq, gboolean *late,
                            GError **error);
/* All that a sign-off needs; sets holder, not_before_ms (when @full, or it matters) and endorsed. */
gboolean slip_judge_sign_off (SlipJudge *judge, SlipSignature *signature, guint64 seq,
                              gboolean full, gboolean *late, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipJudge, slip_judge_free)

G_END_DECLS
