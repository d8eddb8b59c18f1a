/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Two or three people with workspaces of their own and a directory as store, for tests. */

#pragma once

#include "slip-test-folder.h"

G_BEGIN_DECLS

#define TEAM_PEOPLE 3 /* that team_new() makes at most */
#define TEAM_MAX 8    /* with those who join later, and more devices */

typedef struct
{
  char *dir;   /* everything lies here; removed by team_free() */
  char *store; /* the directory in which the store is */
  guint n;
  guint n_invitations;
  SlipWorkspace *people[TEAM_MAX];
} Team;

/* @n people, admitted and synced: 0 founds (project and program manager, development lead), 1 is QA lead, user
 * representative and technical support, 2 is AI-IRB liaison and operations manager. Their passphrase is TEAM_PASSPHRASE. */
Team *team_new (guint n);
/* Nobody yet, in @dir. */
Team *team_at (const char *dir);
void team_free (Team *team);

#define TEAM_PASSPHRASE "correct horse battery staple"

char *team_path (Team *team, const char *name);
/* Path of a fresh invitation by the founder. */
char *team_new_invitation (Team *team);
/* Somebody joins, or another device of @person, and is known to the founder, who has not admitted them yet. */
guint team_join (Team *team, const char *name);
guint team_join_device (Team *team, guint person);
/* Person id. */
char *team_id (Team *team, guint person);
/* Syncs and asserts that it worked. */
void team_sync (Team *team, guint person);
/* Syncs around until all hold the same, and asserts that they do. */
void team_settle (Team *team);
/* Asserts that verify finds nothing on any copy. */
void team_verify (Team *team);
/* Digest of what person @person holds. */
char *team_digest (Team *team, guint person);
/* Closes and opens a workspace again. */
void team_reopen (Team *team, guint person);
/* A sample document of data/sample by name, imported. Returns its id. */
char *team_import (Team *team, guint person, const char *release, const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Team, team_free)

G_END_DECLS
