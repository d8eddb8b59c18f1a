/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What somebody signs, on its way into the thread that does it. */

#pragma once

#include "workspace/slip-workspace.h"

G_BEGIN_DECLS

/* @verdict: static; @seen: digest of the content that was shown; @passphrase: overwritten when it is freed. */
typedef struct
{
  SlipWorkspace *workspace;
  char *document;
  char *role;
  char *slot;
  const char *verdict;
  char *comment;
  char *seen;
  char *passphrase;
} SlipSignOrder;
void slip_sign_order_free (SlipSignOrder *order);

/* A SlipWorkFunc. @order: a SlipSignOrder. Returns a SlipSignOutcome. */
gpointer slip_sign_order_run (gpointer order, GCancellable *cancellable, GError **error);

G_END_DECLS
