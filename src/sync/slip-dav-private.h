/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Between the requests (slip-dav.c) and what their answers mean (slip-dav-answer.c). */

#pragma once

#include "sync/slip-dav.h"

G_BEGIN_DECLS

/* As messages name it; "./" is the folder itself, which has no name in it. */
const char *slip_dav_shown_path (const SlipDavRequest *request);
/* An answer came; @user: (nullable): who logs in; @has_password: with one. */
void slip_dav_answer_status (SlipDavRequest *request, SoupMessage *message, const char *user,
                             gboolean has_password);
/* None came. */
void slip_dav_answer_error (SlipDavRequest *request, GError *error);

G_END_DECLS
