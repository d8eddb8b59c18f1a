/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A sync's state in words, without a widget. All texts are translated. */

#pragma once

#include "ui/sync/slip-sync-scheduler.h"

G_BEGIN_DECLS

/* "just now", "12 minutes ago", "3 hours ago", "5 days ago". (transfer full) */
char *slip_sync_words_ago (gint64 then_ms, gint64 now_ms);
/* The state in a few words, also the name of the button. */
const char *slip_sync_words_status (SlipSyncStatus status);
const char *slip_sync_words_icon (SlipSyncStatus status);
/* "Last synced 12 minutes ago". (transfer full) */
char *slip_sync_words_last (gint64 synced_ms, gint64 now_ms);
/* "3 changes to send". (transfer full) (nullable): nothing waits */
char *slip_sync_words_waiting (guint waiting);
/* "13 of 19 MB". (transfer full) (nullable): nothing is known yet */
char *slip_sync_words_progress (guint64 done, guint64 total);

/* Where the password is kept. (transfer none) */
const char *slip_sync_words_password (gboolean in_keyring);

/* What a person does about the error. */
typedef enum
{
  SLIP_REMEDY_AGAIN,    /* try again: nothing else helps */
  SLIP_REMEDY_PASSWORD, /* another user or password */
  SLIP_REMEDY_ADDRESS,  /* another address */
} SlipSyncRemedy;
SlipSyncRemedy slip_sync_words_remedy (const GError *error);
/* The label of its button, with a mnemonic. (transfer none) */
const char *slip_sync_words_remedy_label (SlipSyncRemedy remedy);
/* Puts slip_sync_words_error() into @error itself. */
void slip_sync_words_mend (GError *error);
/* Its message for the window, which has dialogues where a terminal has commands. (transfer full) */
char *slip_sync_words_error (const GError *error);
/* The same without the address, for where little is room: it stands in the dialogue. (transfer full) */
char *slip_sync_words_short_error (const GError *error);

G_END_DECLS
