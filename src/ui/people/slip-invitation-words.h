/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What an invitation file says of itself, for who holds it: the one who made it, and the one who got it. Both see the same
 * fingerprint of the workspace. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SlipInvitationWords:
 * @workspace: id
 * @name: of the workspace
 * @founder: printed name
 * @fingerprint: of the workspace, in groups
 * @shared: it names a shared folder
 */
typedef struct
{
  char *workspace;
  char *name;
  char *founder;
  char *fingerprint;
  gboolean shared;
} SlipInvitationWords;

/* In a thread. NULL with the errors of slip_invitation_load(). */
SlipInvitationWords *slip_invitation_words_read (const char *path, GError **error);
void slip_invitation_words_free (SlipInvitationWords *words);

G_END_DECLS
