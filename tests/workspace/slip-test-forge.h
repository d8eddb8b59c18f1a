/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What somebody can do who doesn't keep to our programs: write any op, sign any text with the keys that he has, alter his
 * own or another's database, and put any file on the store. */

#pragma once

#include "core/slip-frame.h"
#include "slip-test-team.h"
#include "store/slip-database.h"
#include "trust/slip-keys.h"
#include "trust/slip-signature.h"

G_BEGIN_DECLS

/* A team whose plan is signed by its founder, all of it known to everybody. */
typedef struct
{
  Team *team;
  char *release;
  char *plan;
  char *other;    /* another plan, not signed */
  char *sign_off; /* the founder's, of the plan */
} Scene;

enum
{
  PETRA,   /* founder, administrator; she verifies */
  QUENTIN, /* a member who forges */
  IRINA,   /* another member */
};

Scene *scene_new (void);
void scene_free (Scene *scene);

/* Closes the person's workspace and opens its database; forge_close() opens the workspace again. */
SlipDatabase *forge_open (Scene *scene, guint person);
void forge_close (Scene *scene, guint person, SlipDatabase *db);
void forge_sql (Scene *scene, guint person, const char *sql);
/* One op into the person's log and outbox. @content: floating. */
void forge_op (Scene *scene, guint person, const char *kind, const char *record, GVariant *content);
/* @record: "" for none. */
void forge_statement (Scene *scene, guint person, const char *record, GBytes *text,
                      GBytes *signature);

/* What a file holds. */
GBytes *forge_read (const char *path);

SlipSigningKey *forge_signing_key (Scene *scene, guint person);
SlipDeviceKey *forge_device_key (Scene *scene, guint person);
char *forge_id (Scene *scene, guint person);
char *forge_replica (Scene *scene, guint person);
/* The sign-off as it stands in the log. */
SlipSignature *forge_take (Scene *scene, guint person, const char *hash);
/* A statement by the person, with nothing but what all have; later written and put in by forge_state(). */
SlipStatement *forge_begin (Scene *scene, guint person, SlipStatementType type);
/* A sign-off by the person that says what @model said of @record, in @role. */
SlipStatement *forge_sign_off (Scene *scene, guint person, const SlipSignature *model,
                               const char *role, const char *slot);
/* Writes it, signs it with the person's signing key, puts it into the log under its record. */
void forge_state (Scene *scene, guint person, SlipStatement *statement);

/* Folder of the store with heads/, seg/ and blob/. */
char *forge_store (Scene *scene);
/* Path of the newest file of @kind (heads, seg, blob) by the person; any when @person is TEAM_MAX. */
char *forge_file (Scene *scene, const char *kind, guint person);

/* Syncs, whatever comes of it: all that it says, a line each. */
GPtrArray *scene_sync (Scene *scene, guint person, guint *requests) G_GNUC_WARN_UNUSED_RESULT;
/* Everything that verify and store check say. */
GPtrArray *scene_verify (Scene *scene, guint person) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *scene_check (Scene *scene, guint person) G_GNUC_WARN_UNUSED_RESULT;

/* What counts for a person: members and roles, values, definitions in force, sign-offs that hold, blobs. */
char *scene_facts (Scene *scene, guint person);

G_END_DECLS
