/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What writing and reading backup files share: the entries of the archive, and its manifest. */

#pragma once

#include "core/slip-hash.h"
#include "workspace/slip-care.h"

G_BEGIN_DECLS

#define SLIP_BACKUP_FORMAT 1
#define SLIP_BACKUP_MANIFEST "manifest.json"
#define SLIP_BACKUP_MANIFEST_MAX (64 * 1024)
/* Keys and passwords are far smaller. */
#define SLIP_BACKUP_SMALL_MAX (64 * 1024)
#define SLIP_BACKUP_BUFFER (256 * 1024)
#define SLIP_BACKUP_N_FILES 4

/* An entry of the archive beside the manifest; its name is the file's name in the workspace's folder. */
typedef struct
{
  const char *name;
  gboolean optional;
  gboolean small;
} SlipBackupFile;

extern const SlipBackupFile slip_backup_files[SLIP_BACKUP_N_FILES];

/* What the manifest says of an entry; @hash is hex, empty while it is not in the backup. */
typedef struct
{
  guint64 size;
  char hash[SLIP_HASH_HEX + 1];
} SlipBackupEntry;

/* Attachments are further entries, named as in the workspace's folder: by the hash of their bytes, so that the
 * manifest needs to say only how many there are, and how large together. */
typedef struct
{
  SlipBackupInfo info;
  SlipBackupEntry entries[SLIP_BACKUP_N_FILES];
  guint64 attachments;
  guint64 attachment_bytes;
} SlipBackupManifest;

/* Fails with CORRUPT or TOO_NEW. */
gboolean slip_backup_manifest_read (const char *text, gsize length, const char *path,
                                    SlipBackupManifest *manifest, GError **error);
void slip_backup_manifest_clear (SlipBackupManifest *manifest);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SlipBackupManifest, slip_backup_manifest_clear)

G_END_DECLS
