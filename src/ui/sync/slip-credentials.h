/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Where the password of the shared folder is kept: in the desktop's keyring (Secret Service) where there is one, else in
 * the workspace's file that only its owner reads. All functions ask over D-Bus and wait: for threads. */

#pragma once

#include "workspace/slip-workspace.h"

G_BEGIN_DECLS

/**
 * slip_credentials_settle:
 *
 * Gives the engine the password that the keyring has. A password that lies in the file moves into the keyring first:
 * the file goes when the keyring has told it back, and stays when anything fails.
 */
void slip_credentials_settle (SlipWorkspace *workspace, GCancellable *cancellable);
/* Takes the password of another address or user out of the keyring; nothing happens where there is none. */
void slip_credentials_forget (SlipWorkspace *workspace, const char *url, const char *user,
                              GCancellable *cancellable);
/* Whether there is a keyring. */
gboolean slip_credentials_has_keyring (GCancellable *cancellable);

G_END_DECLS
