/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Workspaces by their folders, for tests: copied, altered behind the program's back, at work in programs of their own. All
 * of it must succeed. */

#pragma once

#include "workspace/slip-workspace.h"

G_BEGIN_DECLS

/* Removes a folder with all that is in it. */
void remove_tree (const char *path);
/* All files below @path, sorted. */
GPtrArray *list_tree (const char *path);
void copy_file (const char *from, const char *to);
/* With all that is in it. */
void copy_folder (const char *from, const char *to);

SlipWorkspace *open_workspace (const char *dir);
/* Runs @sql on the database of the workspace in @dir. */
void tamper (const char *dir, const char *sql);
/* The number that @sql gives; -1 for no row. */
gint64 count (const char *dir, const char *sql);

char *digest_of (SlipWorkspace *workspace);
/* In a millisecond in which nothing was written before: of two ops in one, chance says which is shown first. */
void set_field (SlipWorkspace *workspace, const char *document, const char *path,
                const char *value);
void sync_alone (SlipWorkspace *workspace);
void assert_verifies (SlipWorkspace *workspace);

/* Starts slipwayctl with the words up to NULL. */
GPid start_program (const char *word, ...) G_GNUC_NULL_TERMINATED;
/* Its status as waitpid() gives it. */
int wait_for_program (GPid pid);

G_END_DECLS
