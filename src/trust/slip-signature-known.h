/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What is looked up while statements are judged, kept, so that judging ten thousand asks the database little more than
 * judging one. It lives no longer than one reading of the database, and owns what it hands out. */

#pragma once

#include "store/slip-database.h"
#include "trust/slip-statement.h"

G_BEGIN_DECLS

typedef struct _SlipKnown SlipKnown;

/* A signing key. */
typedef struct
{
  char *person;
  gboolean revoked;
} SlipKnownKey;

/* That somebody was given a role. */
typedef struct
{
  gint64 since;
  char *statement;
  char *withdrawal; /* "" while it is held */
} SlipKnownGrant;

/* That somebody may sign for a holder. */
typedef struct
{
  char *statement;
  char *holder;
  gint64 since;
  gint64 until;
  gint64 promised; /* what it said itself, before a later one ended it */
} SlipKnownDeputy;

SlipKnown *slip_known_new (SlipDatabase *db);
void slip_known_free (SlipKnown *known);

/* (nullable): a signing key that was ever admitted. @hex: 64 hex. */
const SlipKnownKey *slip_known_key (SlipKnown *known, const char *hex);
/* Whether the person was ever admitted under this name. */
gboolean slip_known_name (SlipKnown *known, const char *person, const char *name);
/* (element-type SlipKnownGrant), (element-type SlipKnownDeputy): by time. */
GPtrArray *slip_known_grants (SlipKnown *known, const char *person, const char *role);
GPtrArray *slip_known_deputies (SlipKnown *known, const char *person, const char *role);
/* (element-type SlipFrontier): where the roster statement with this hash stands in the log. */
GArray *slip_known_places (SlipKnown *known, const char *hash);

G_END_DECLS
