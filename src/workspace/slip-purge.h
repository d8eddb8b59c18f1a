/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Taking content away for good: an administrator's signed op, with a reason, that all copies and the
 * store follow. What stood there stays provable: hashes and signatures are left as they are
 * (design.md 6). */

#pragma once

#include <gio/gio.h>

#include "workspace/slip-workspace.h"

G_BEGIN_DECLS

/**
 * SlipPurgePlan:
 * @targets: what goes: digests of blobs, and ops as "replica:clock" (hexadecimal, as the log prints)
 * @size: bytes of the blobs, and of the ops' texts
 * @uses: where it is used, a line each: "NUMBER TITLE: path (name or beginning of the text)"
 * @signed_contents: digests of signed contents and snapshots that hold the same text
 * @other_ops: further ops whose text is the same, or holds it ("replica:clock")
 * @threads: ids of review threads in which the text was said; there it stays
 *
 * What a purge will remove. @signed_contents and @other_ops go too only when they were asked for.
 */
typedef struct
{
  GStrv targets;
  guint64 size;
  GStrv uses;
  GStrv signed_contents;
  GStrv other_ops;
  GStrv threads;
} SlipPurgePlan;
void slip_purge_plan_free (SlipPurgePlan *plan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipPurgePlan, slip_purge_plan_free)

/**
 * slip_workspace_plan_purge:
 * @target: a digest, or at least 8 of its first digits; or an op, "replica:clock" in hexadecimal
 * @with_signed: also the signed contents that hold the text
 *
 * Looks what a purge of @target means; changes nothing. Fails with NOT_FOUND, AMBIGUOUS, INVALID (an
 * op that holds no value of a field; a form's definition, which is needed to read documents),
 * EXISTS (it was purged already). With @with_signed the last only when nothing that was signed while it stood there is
 * left: else the plan is about that.
 */
SlipPurgePlan *slip_workspace_plan_purge (SlipWorkspace *self, const char *target,
                                          gboolean with_signed, GError **error);

/**
 * slip_workspace_purge:
 * @reason: why; not empty
 *
 * Removes what @plan says from this copy, free pages of the database included, and tells all others:
 * each does the same at its next sync, and deletes its own files on the store that hold it. Fails
 * with NOT_ALLOWED for who is no administrator.
 */
gboolean slip_workspace_purge (SlipWorkspace *self, const SlipPurgePlan *plan, const char *reason,
                               GError **error);

G_END_DECLS
