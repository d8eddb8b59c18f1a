/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The file of a field, out of the workspace, in a thread: fetched from the shared folder when it is not here. */

#pragma once

#include "workspace/slip-form-session.h"

G_BEGIN_DECLS

/* @error: (nullable) */
typedef void (*SlipFetchDone) (gpointer owner, const char *to, const GError *error);

/* @owner: (type GObject.Object): given to @progress and @done, on the main thread, as long as it is there. Also called when
 * it was cancelled. */
void slip_field_fetch (gpointer owner, SlipFormSession *session, const char *path, const char *to,
                       SlipBytesFunc progress, GCancellable *cancellable, SlipFetchDone done);

G_END_DECLS
