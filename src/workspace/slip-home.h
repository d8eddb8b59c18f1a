/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Where a workspace lies, so that a copied folder is told from a moved one. */

#pragma once

#include "store/slip-database.h"

G_BEGIN_DECLS

#define SLIP_META_HOME "home"

typedef enum
{
  SLIP_HOME_SAME,
  SLIP_HOME_UNKNOWN, /* nothing is written down yet: an older Slipway made it */
  SLIP_HOME_OTHER,   /* this is a copy, or a backup that was put back */
} SlipHome;

/**
 * slip_home_of:
 * @database: path of a workspace's database
 *
 * What stays the same when a folder is moved on one file system, and changes when it is copied: a hash of the machine's
 * id (machine-id(5)), number and time of birth of the file. Two machines, or two files on one, never have the same.
 * A whole disk or file system that is cloned takes all of it along: then sync finds out (sync.md 6).
 *
 * Returns: (transfer full) (nullable): one line; %NULL when the file can't be looked at
 */
char *slip_home_of (const char *database);

/* Compares what the database has written down with @home (nullable: then SAME). */
SlipHome slip_home_compare (SlipDatabase *db, const char *home);

/**
 * slip_home_renew:
 * @home: of the database
 * @secret: the device's secret key
 *
 * In the caller's transaction: gives a copy a replica id of its own, and writes down where it lies. What no listing
 * of the store has confirmed is issued again, so nothing is lost when the original never shows up again.
 */
gboolean slip_home_renew (SlipDatabase *db, const char *home, const guint8 *secret, GError **error);

G_END_DECLS
