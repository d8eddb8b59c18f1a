/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Key files: lines of name=value that GKeyFile can read too, closed by a checksum over all before it. The
 * checksum is no protection against an enemy; it tells a damaged file from a wrong passphrase. */

#pragma once

#include "trust/slip-keys.h"
#include "trust/slip-private-file.h"

G_BEGIN_DECLS

#define SLIP_KEY_FILE_MAX 4096

/* A kind of key file. @header: its first lines; @is_identity: whether a person carries it, so that messages name it so. */
typedef struct
{
  const char *header;
  gboolean is_identity;
} SlipKeyFileKind;

/* Locked memory, zeroed; free with sodium_free(). */
void *slip_key_file_alloc (gsize size);

SlipSecretBuffer *slip_key_file_new (const SlipKeyFileKind *kind);
void slip_key_file_append (SlipSecretBuffer *buffer, const char *name, const guint8 *bytes,
                           gsize length);
/* @text: one line. */
void slip_key_file_append_text (SlipSecretBuffer *buffer, const char *name, const char *text);
/* Closes with the checksum and writes, mode 0600. */
gboolean slip_key_file_write (SlipSecretBuffer *buffer, const char *path, gboolean replace,
                              GError **error);

/* Reads a file and checks that it is whole and of the kind: KEY_MISSING, KEY_DAMAGED, TOO_NEW. */
SlipSecretBuffer *slip_key_file_read (const char *path, const SlipKeyFileKind *kind,
                                      GError **error);
gboolean slip_key_file_get (SlipSecretBuffer *buffer, const char *name, guint8 *bytes,
                            gsize length);
/* (transfer full) (nullable): for what is no secret. */
char *slip_key_file_get_text (SlipSecretBuffer *buffer, const char *name);
gboolean slip_key_file_fail_damaged (const char *path, const SlipKeyFileKind *kind, GError **error);

/* To make a key of a passphrase takes a second. Whoever cancelled the thread's current GCancellable
 * (g_cancellable_push_current()) meanwhile gets CANCELLED from the next two, before anything is written with the key. */

/* Appends the key, sealed with the passphrase, all lines before `sealed` as associated data. INVALID, FAILED. */
gboolean slip_key_file_seal (SlipSecretBuffer *buffer, const SlipSigningKey *key,
                             const char *passphrase, GError **error);
/* The sealed key in a file that was read: WRONG_PASSPHRASE, KEY_DAMAGED, FAILED. */
SlipSigningKey *slip_key_file_open (SlipSecretBuffer *buffer, const char *path,
                                    const SlipKeyFileKind *kind, const char *passphrase,
                                    GError **error);
/* Its public keys. */
gboolean slip_key_file_peek (SlipSecretBuffer *buffer, const char *path,
                             const SlipKeyFileKind *kind, guint8 *public, guint8 *exchange,
                             GError **error);

G_END_DECLS
