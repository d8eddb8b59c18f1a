/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* See slip-invitation-words.h. The secrets of the file don't leave this function. */

#include "ui/people/slip-invitation-words.h"

#include "trust/slip-invitation.h"

SlipInvitationWords *
slip_invitation_words_read (const char *path, GError **error)
{
  g_autoptr (SlipInvitation) invitation = slip_invitation_load (path, error);
  SlipInvitationWords *words;

  if (invitation == NULL)
    return NULL;
  words = g_new0 (SlipInvitationWords, 1);
  words->workspace = g_strdup (invitation->genesis->workspace);
  words->name = g_strdup (invitation->genesis->name);
  words->founder = g_strdup (invitation->genesis->person_name);
  words->fingerprint = slip_key_fingerprint (invitation->genesis->hash.bytes);
  words->shared = invitation->remote != NULL;
  return words;
}

void
slip_invitation_words_free (SlipInvitationWords *words)
{
  g_free (words->workspace);
  g_free (words->name);
  g_free (words->founder);
  g_free (words->fingerprint);
  g_free (words);
}
