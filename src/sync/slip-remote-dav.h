/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A WebDAV folder as a store. */

#pragma once

#include "sync/slip-dav.h"
#include "sync/slip-remote.h"

G_BEGIN_DECLS

#define SLIP_TYPE_REMOTE_DAV (slip_remote_dav_get_type ())
G_DECLARE_FINAL_TYPE (SlipRemoteDav, slip_remote_dav, SLIP, REMOTE_DAV, GObject)

/**
 * slip_remote_dav_new:
 * @url: the folder in which "slipway-<workspace>" is or shall be
 * @user: (nullable): name for Basic or Digest authentication
 * @password: (nullable): its password
 *
 * Makes no request. Fails as slip_dav_new() does.
 *
 * Returns: (transfer full): the remote
 */
SlipRemote *slip_remote_dav_new (const char *url, const char *workspace, const char *user,
                                 const char *password, gboolean allow_cleartext, GError **error);
/* For tests: seconds of silence after which a request fails. */
void slip_remote_dav_set_timeout (SlipRemoteDav *self, guint seconds);

G_END_DECLS
