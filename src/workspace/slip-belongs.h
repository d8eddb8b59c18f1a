/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Do the files of a workspace's folder belong together? */

#pragma once

#include "store/slip-database.h"
#include "trust/slip-keys.h"

G_BEGIN_DECLS

/**
 * slip_belongs_database:
 * @db: a workspace's database, just opened
 * @error: return location for an error
 *
 * Looks whether the settings that nothing can make up for are there: who and what this copy is.
 *
 * Returns: FALSE with %SLIP_ERROR_CORRUPT when one of them is missing or damaged
 */
gboolean slip_belongs_database (SlipDatabase *db, GError **error);

/**
 * slip_belongs_device:
 * @db: a workspace's database
 * @device: the device key that lies beside it
 * @path: of the key, for the message
 * @error: return location for an error
 *
 * Looks whether @device is the key that this copy has signed with, or that was admitted for its person. What another key
 * signed would count for nobody.
 *
 * Returns: FALSE with %SLIP_ERROR_KEY_DAMAGED when it is another copy's, person's or workspace's
 */
gboolean slip_belongs_device (SlipDatabase *db, const SlipDeviceKey *device, const char *path,
                              GError **error);

G_END_DECLS
