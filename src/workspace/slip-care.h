/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Care of a workspace's data: folding the log again, backups, and putting them back. slip-care.c rebuilds,
 * slip-backup.c writes and slip-restore.c reads backup files, slip-home.c tells a copied folder from a moved one. */

#pragma once

#include <gio/gio.h>

#include "core/slip-error.h"

G_BEGIN_DECLS

typedef struct _SlipWorkspace SlipWorkspace;

/* == rebuilding == */

/**
 * SlipRebuildReport:
 * @ops: how many ops were folded
 * @equal: the tables said before what they say now
 * @difference: (nullable): the first line of the ordered dump that was different, when not @equal
 *
 * What a rebuild found.
 */
typedef struct
{
  guint64 ops;
  gboolean equal;
  char *difference;
} SlipRebuildReport;

void slip_rebuild_report_clear (SlipRebuildReport *report);

/**
 * slip_workspace_rebuild:
 * @report: (out caller-allocates): filled in when it was done
 *
 * Throws away all that is derived (tables, roster, search index) and folds the log again, in one transaction: a
 * program that is killed, or a full disk, leaves the tables as they were. Compares ordered dumps from before and
 * after, and checks the search index. Readers see the old tables until it is done. design.md 1. Any thread.
 *
 * Returns: FALSE with NO_SPACE, READ_ONLY, BUSY or CORRUPT (an op that can't be read)
 */
gboolean slip_workspace_rebuild (SlipWorkspace *self, SlipRebuildReport *report, GError **error);

/* == backups == */

/**
 * SlipBackupInfo:
 * @workspace: its id
 * @name: its name
 * @person: whose copy it is, by name
 * @time: when the backup was made, RFC 3339 in UTC
 * @ops: how many ops it holds
 *
 * What a backup file says of itself.
 */
typedef struct
{
  char *workspace;
  char *name;
  char *person;
  char *time;
  guint64 ops;
} SlipBackupInfo;

void slip_backup_info_clear (SlipBackupInfo *info);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SlipBackupInfo, slip_backup_info_clear)

/**
 * slip_workspace_backup:
 * @path: the file to write; mode 0600, whole or not at all
 * @replace: may replace a file at @path, if that is a backup of this very workspace
 * @info: (out caller-allocates) (optional): what was written
 *
 * Writes one file with all that makes this copy: the database (as of one moment, while others may write), the
 * device key, the sealed signing key, and the password of the remote if there is one. Whoever has the file can
 * speak for this device and read everything: it is to be kept like a key. The format stands in README.md here.
 *
 * Returns: FALSE with EXISTS, NO_SPACE, READ_ONLY, NOT_FOUND or KEY_MISSING
 */
gboolean slip_workspace_backup (SlipWorkspace *self, const char *path, gboolean replace,
                                SlipBackupInfo *info, GError **error);

/**
 * slip_backup_read_info:
 *
 * Reads and checks a backup file whole, without writing anything.
 *
 * Returns: FALSE with NOT_FOUND, INVALID (no backup), CORRUPT (cut or altered), TOO_NEW, TOO_LARGE or
 *   G_IO_ERROR_CANCELLED
 */
gboolean slip_backup_read_info (const char *path, SlipBackupInfo *info, GCancellable *cancellable,
                                GError **error);

/**
 * slip_workspace_restore:
 * @path: a file that slip_workspace_backup() wrote
 * @dir: a folder without a workspace; made when it is not there
 * @info: (out caller-allocates) (optional): what the file says of itself
 *
 * Checks the file whole, then makes the workspace that it holds, whole or not at all, also when it is cancelled. The original may live on:
 * at its first sync (which takes in what the original sent) or first change the restored copy goes on under a new
 * replica id, and what it holds unsent is issued again. sync.md section 6.
 *
 * Returns: FALSE with EXISTS (@dir holds a workspace), or like slip_backup_read_info(), NO_SPACE, READ_ONLY
 */
gboolean slip_workspace_restore (const char *path, const char *dir, SlipBackupInfo *info,
                                 GCancellable *cancellable, GError **error);

/**
 * slip_workspace_copy:
 * @dir: a folder that is not there yet; the one that it is to be in is
 *
 * A second workspace of the same person on the same device, by a backup and what it restores: whole or not at all, also
 * when it is cancelled, and with a replica id of its own once it is synced or changed (slip_workspace_restore()). For a
 * workspace whose folder takes no writes.
 *
 * Returns: FALSE with EXISTS, NO_SPACE, READ_ONLY, NOT_FOUND, KEY_MISSING or G_IO_ERROR_CANCELLED
 */
gboolean slip_workspace_copy (SlipWorkspace *self, const char *dir, GCancellable *cancellable,
                              GError **error);

/* == verification (slip-verify.c) == */

/**
 * SlipVerifyReport:
 * @frames: frames whose signature, chain and ops are right; with @kept_apart among them
 * @ops: in these frames and in the outbox
 * @kept_apart: frames that don't count, since their device was revoked before them
 * @withheld: ops that were taken out of their frames, whose place is proved
 * @problem: (nullable): the first thing that is wrong
 * @notes: (nullable): a line for each thing in the log that is whole and doesn't count, since who did it had no right
 *
 * What a verification found.
 */
typedef struct
{
  guint frames;
  guint ops;
  guint members;
  guint statements;
  guint blobs;
  guint kept_apart;
  guint withheld;
  char *problem;
  GStrv notes;
} SlipVerifyReport;

void slip_verify_report_clear (SlipVerifyReport *report);

/**
 * slip_workspace_verify:
 * @report: (out caller-allocates): counts, and what is wrong
 *
 * Checks frames (form, signature, chain, what they had seen, author), that the log holds just their ops, that no
 * frame is missing which was here, which frames count, blobs, roster, statements, and that the tables say what the
 * log says: these are folded again, in memory. Writes nothing and holds nobody up; works on a workspace that can't
 * be written to. Uses all processors. Any thread.
 *
 * Returns: FALSE only when it could not be done
 */
gboolean slip_workspace_verify (SlipWorkspace *self, SlipVerifyReport *report, GError **error);

/* == copies == */

/**
 * slip_workspace_is_copy:
 *
 * Returns: TRUE while this folder is a copy (of a folder on this or another machine, or of a backup) that has not
 *   got a replica id of its own; its first change or sync gives it one. A folder that was moved on one file system
 *   is no copy.
 */
gboolean slip_workspace_is_copy (SlipWorkspace *self);

/**
 * slip_workspace_is_read_only:
 *
 * Returns: TRUE when the folder or its database can't be written to: what reads works, what writes fails with
 *   READ_ONLY
 */
gboolean slip_workspace_is_read_only (SlipWorkspace *self);

G_END_DECLS
