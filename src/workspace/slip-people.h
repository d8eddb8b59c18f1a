/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* People and their devices: inviting, joining, admitting, roles, deputies, revoking, endorsing, keys and
 * passphrases. Part of slip-workspace.h, which includes it. What is asked reads in the calling thread; what changes
 * waits for the worker, and signs with the caller's own key. Rules: design.md 6, src/trust/README.md. */

#pragma once

#include "workspace/slip-workspace.h"

G_BEGIN_DECLS

/* == coming in == */

/**
 * slip_workspace_invite:
 * @path: where the invitation goes; must not exist
 *
 * Writes an invitation with a fresh one-time token (mode 0600). Fails with NOT_ALLOWED (no administrator), EXISTS,
 * NO_SPACE, READ_ONLY or FAILED.
 */
gboolean slip_workspace_invite (SlipWorkspace *self, const char *path, GError **error);

/**
 * slip_workspace_join:
 * @dir: folder of the new workspace
 * @invitation: path of the file
 * @person: printed name
 * @passphrase: will open the new signing key
 *
 * Makes a workspace whose first frame asks to be admitted as a new person.
 *
 * Returns: (transfer full): the workspace; %NULL with EXISTS, INVALID, NOT_FOUND, CORRUPT, TOO_NEW, NO_SPACE …
 */
SlipWorkspace *slip_workspace_join (const char *dir, const char *invitation, const char *person,
                                    const char *passphrase, GError **error);

/**
 * slip_workspace_join_as:
 * @identity: path of what slip_workspace_export_identity() wrote
 * @passphrase: that it was sealed with; opens the signing key here, too
 *
 * As slip_workspace_join(), for another device of a person: the same id, name and signing key, a new device key.
 * Fails with NOT_ALLOWED when the identity is of another workspace than the invitation, KEY_DAMAGED, WRONG_PASSPHRASE.
 */
SlipWorkspace *slip_workspace_join_as (const char *dir, const char *invitation,
                                       const char *identity, const char *passphrase,
                                       GError **error);

/* Writes who one is and the signing key, sealed with the passphrase, to @path (mode 0600). Fails with EXISTS,
 * WRONG_PASSPHRASE, KEY_MISSING, KEY_DAMAGED, NO_SPACE … */
gboolean slip_workspace_export_identity (SlipWorkspace *self, const char *path,
                                         const char *passphrase, GError **error);

/* Seals the signing key with another passphrase; the key stays the same. Fails with WRONG_PASSPHRASE, KEY_MISSING,
 * KEY_DAMAGED, INVALID … */
gboolean slip_workspace_change_passphrase (SlipWorkspace *self, const char *old_passphrase,
                                           const char *new_passphrase, GError **error);

/**
 * slip_workspace_renew_key:
 * @invitation: path of a fresh invitation to the same workspace: its token proves that an administrator agrees
 * @passphrase: will open the new key
 *
 * For who forgot the passphrase, or was revoked and may come back: draws a new signing key, keeps the file of the old one beside it, and asks, by an op in
 * an ordinary frame of this known device, that the key be admitted for the same person. Until then nothing can be signed
 * here. What the old key signed stays good. Fails with NOT_ALLOWED (never admitted, another workspace's
 * invitation), and as slip_workspace_join().
 */
gboolean slip_workspace_renew_key (SlipWorkspace *self, const char *invitation,
                                   const char *passphrase, GError **error);

/* == who is there == */

/* A role that somebody holds. @since_ms: as the statement that granted it claims. */
typedef struct
{
  char *role;
  gint64 since_ms;
} SlipGrantInfo;

/* Who may sign in a role of somebody else. @until_ms: the end of the day that was named. */
typedef struct
{
  char *role;
  char *person; /* id */
  char *name;
  gint64 until_ms;
} SlipDeputyInfo;

/* What somebody who waits asks for. */
typedef enum
{
  SLIP_ASKS_NOTHING,
  SLIP_ASKS_PERSON, /* to be admitted */
  SLIP_ASKS_DEVICE, /* another device of a member, with a signing key of theirs */
  SLIP_ASKS_KEY,    /* a new signing key of a member */
} SlipAsks;

/**
 * SlipPersonInfo:
 * @roles: (array zero-terminated=1): held now; empty while pending
 * @grants: (element-type SlipGrantInfo): the same with their times
 * @deputies: (element-type SlipDeputyInfo): that this person named, and that are not over
 * @fingerprint: what the person reads out, and an administrator compares
 * @asks: of somebody who waits
 * @refused: a request that can't be admitted; @note says why
 * @note: (nullable): a request whose invitation somebody else shows or has used
 * @revoked: (nullable): the reason
 * @revoked_by: (nullable): name
 * @devices: how many devices count
 * @kept_apart: ops in frames that don't count
 */
typedef struct
{
  char *id;
  char *name;
  GStrv roles;
  GPtrArray *grants;
  GPtrArray *deputies;
  char *fingerprint;
  gboolean pending;
  gboolean is_self;
  SlipAsks asks;
  gboolean refused;
  char *note;
  char *revoked;
  char *revoked_by;
  gint64 revoked_ms;
  guint devices;
  guint kept_apart;
} SlipPersonInfo;
void slip_person_info_free (SlipPersonInfo *info);
/* (element-type SlipPersonInfo): members by name (revoked ones too), then those who wait. */
GPtrArray *slip_workspace_list_members (SlipWorkspace *self, GError **error);

/**
 * SlipDeviceInfo:
 * @key: public key, hex
 * @replicas: (array zero-terminated=1): names under which it wrote
 * @since_ms: when it was admitted, as claimed
 * @seen_ms: time of its newest op, as claimed; 0 for none
 * @revoked: (nullable): the reason
 * @kept_apart: ops in frames of it that don't count
 */
typedef struct
{
  char *key;
  char *person;
  char *name;
  GStrv replicas;
  gint64 since_ms;
  gint64 seen_ms;
  char *revoked;
  guint kept_apart;
  gboolean is_self;
} SlipDeviceInfo;
void slip_device_info_free (SlipDeviceInfo *info);
/* (element-type SlipDeviceInfo): by person, then time. @person: (nullable): id, prefix or name; NULL for all. */
GPtrArray *slip_workspace_list_devices (SlipWorkspace *self, const char *person, GError **error);

/* == changing it: each is a statement, signed with the caller's key == */

/**
 * slip_workspace_admit:
 * @person: id, prefix or name of who waits
 * @roles: (array zero-terminated=1): may be empty for another device or key of a member, who keeps the roles
 *
 * Admits, also another device or key of a member. A member who waits for nothing is granted the roles that are missing.
 * Fails with NOT_ALLOWED, NOT_FOUND, AMBIGUOUS, INVALID (unknown role; new person without roles), WRONG_PASSPHRASE …
 */
gboolean slip_workspace_admit (SlipWorkspace *self, const char *person, const char *const *roles,
                               const char *passphrase, GError **error);

/* Grants and withdraws roles of a member. @reason: (nullable). @note: (out) (optional) (nullable): what is missing for it to
 * have effect: the most senior administrator is removed by two others only. Fails with NOT_ALLOWED, NOT_FOUND, EXISTS
 * (nothing to change), INVALID … */
gboolean slip_workspace_change_roles (SlipWorkspace *self, const char *person,
                                      const char *const *grant, const char *const *withdraw,
                                      const char *reason, const char *passphrase, char **note,
                                      GError **error);

/* Lets @person sign in @role, which the caller holds, until @until_ms; a time that is past ends it. */
gboolean slip_workspace_name_deputy (SlipWorkspace *self, const char *role, const char *person,
                                     gint64 until_ms, const char *passphrase, GError **error);

/* Revokes a person, or one device (key, its beginning, or a replica) with the signing key that came with it alone. @note:
 * as with slip_workspace_change_roles(). */
gboolean slip_workspace_revoke (SlipWorkspace *self, const char *person, const char *reason,
                                const char *passphrase, char **note, GError **error);
gboolean slip_workspace_revoke_device (SlipWorkspace *self, const char *device, const char *reason,
                                       const char *passphrase, char **note, GError **error);

/* Takes in what waits: frames of a replica, of all replicas of a device or of a person; or one late sign-off by its
 * hash. @reason: (nullable). @n: (out) (optional): how many ops are taken in. */
gboolean slip_workspace_endorse (SlipWorkspace *self, const char *id, const char *reason,
                                 const char *passphrase, guint *n, GError **error);

/* What this copy itself waits for. */
SlipAsks slip_workspace_get_asks (SlipWorkspace *self);
/* (transfer full) (nullable): "you were revoked on 2026-03-14 by Ada: left the company", or of this device; NULL while it
 * counts. */
char *slip_workspace_get_revocation (SlipWorkspace *self);

G_END_DECLS
