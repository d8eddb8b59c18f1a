/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Where processes come from (the shipped ones, those that an administrator put into the workspace), and which one a release
 * follows: the version that it began with, until somebody who may moves it on. */

#pragma once

#include "process/slip-process.h"
#include "store/slip-database.h"

G_BEGIN_DECLS

/* What a release begins with, unless the workspace's administrator put another version of it in force. */
#define SLIP_PROCESS_DEFAULT "sop-1220-01-ai"

/* (transfer full): ids, sorted. */
GStrv slip_processes_shipped (void);
/* NULL with NOT_FOUND. */
GBytes *slip_processes_shipped_bytes (const char *id, GError **error);

/**
 * slip_processes_get:
 * @database: (nullable): where definitions that aren't shipped lie
 * @digest: hex
 *
 * Returns: (transfer full): %NULL with NOT_FOUND (not here, or not here yet) or INVALID
 */
SlipProcess *slip_processes_get (SlipDatabase *database, const char *digest, GError **error);

/* (transfer full): digest of the version that new releases begin with: the newest that an administrator put in force, else
 * the shipped one. NULL with NOT_FOUND when there is no process with this id. */
char *slip_processes_in_force (SlipDatabase *database, const char *id, GError **error);

/* A version that was put into the workspace, or is shipped (then without @replica and @person). @in_force: new releases
 * begin with it. @refused: (nullable): why it counts for nothing. */
typedef struct
{
  char *id;
  char *digest;
  char *replica;
  guint64 clock;
  char *person;
  gint64 wall_ms;
  int utc_offset;
  gboolean in_force;
  char *refused;
} SlipProcessEntry;

/* (transfer full) (element-type SlipProcessEntry): all of the workspace, oldest first, then the shipped ones. */
GPtrArray *slip_processes_list (SlipDatabase *database, GError **error);

/**
 * SlipFollow:
 * @definition: digest
 * @refused: (nullable): why it doesn't count, one line
 *
 * That a release follows a version from then on.
 */
typedef struct
{
  char *replica;
  guint64 clock;
  char *definition;
  char *person;
  char *name;
  gint64 wall_ms;
  int utc_offset;
  char *refused;
} SlipFollow;

/* (transfer full) (element-type SlipFollow): all of a release, in the order of their clocks; the last that counts stands. */
GPtrArray *slip_follows_load (SlipDatabase *database, const char *release, GError **error);

/* Whether the person may move a release to another version now. */
gboolean slip_follows_may (SlipDatabase *database, const char *person);

/**
 * slip_processes_pinned:
 * @digest: (out) (transfer full) (nullable): of the version that the release follows; %NULL when it began before releases
 *   followed any
 *
 * Returns: FALSE with an error of the database
 */
gboolean slip_processes_pinned (SlipDatabase *database, const char *release, char **digest,
                                GError **error);

/* A SlipFormLists: the lists of codes of the version that the release follows; NULL when it has none, or isn't here yet. */
GPtrArray *slip_processes_lists (SlipDatabase *database, const char *release, char **digest);

/**
 * slip_processes_for_release:
 * @pinned: (out) (optional): whether the release follows it; else it began before releases followed any, and the shipped
 *   process says what it is asked for, but no signature of it is judged by an order that it didn't know
 *
 * Returns: (transfer full): %NULL with NOT_FOUND (the definition has not arrived) or INVALID
 */
SlipProcess *slip_processes_for_release (SlipDatabase *database, const char *release,
                                         gboolean *pinned, GError **error);

G_END_DECLS
