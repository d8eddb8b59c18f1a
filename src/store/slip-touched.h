/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Which records a transaction changed, for whoever shows them. */

#pragma once

#include "store/slip-database.h"

G_BEGIN_DECLS

/* A transaction that changes more records changed them all, as far as watchers are told. */
#define SLIP_TOUCHED_MOST 100

/* @record: its id; "" when it may be any, or what belongs to none (members, forms, settings) */
typedef void (*SlipTouchedFunc) (const char *record, gpointer data);

/**
 * slip_touched_watch:
 *
 * Has @func called, in the thread of @database, after each outermost commit, once for each record that it
 * changed. One watcher a connection; until the connection is closed.
 */
void slip_touched_watch (SlipDatabase *database, SlipTouchedFunc func, gpointer data);

/**
 * slip_touched_add:
 *
 * Says that the transaction at hand changes @record. The fold does it for each op.
 */
void slip_touched_add (SlipDatabase *database, const char *record);

G_END_DECLS
