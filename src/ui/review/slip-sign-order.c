/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* See slip-sign-order.h. */

#include "ui/review/slip-sign-order.h"

#include "ui/people/slip-passphrase.h"
#include "ui/review/slip-sign-done.h"

void
slip_sign_order_free (SlipSignOrder *order)
{
  g_object_unref (order->workspace);
  g_free (order->document);
  g_free (order->role);
  g_free (order->slot);
  g_free (order->comment);
  g_free (order->seen);
  slip_passphrase_free (order->passphrase);
  g_free (order);
}

gpointer
slip_sign_order_run (gpointer data, GCancellable *cancellable, GError **error)
{
  const SlipSignOrder *order = data;
  SlipSigned *done = slip_workspace_sign_seen (order->workspace, order->document, order->role,
                                               order->slot, order->verdict, order->comment,
                                               order->seen, order->passphrase, error);

  return done != NULL ? slip_sign_outcome_new (order->workspace, order->document, done) : NULL;
}
