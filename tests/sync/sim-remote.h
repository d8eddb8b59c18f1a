/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A simulated store and the connections to it, with the faults of sync.md 1, chosen by a seed. */

#pragma once

#include "sync/slip-remote.h"

G_BEGIN_DECLS

/* How often something goes wrong, in thousandths of the requests that it can happen to. */
typedef struct
{
  guint fail;         /* 5xx or time-out, nothing done */
  guint lost_answer;  /* done, but the answer says nothing */
  guint busy;         /* 429 and 503 */
  guint stale_list;   /* an older listing */
  guint lossy_list;   /* one name is missing */
  guint cut_read;     /* connection broken, known */
  guint torn_read;    /* 200 with fewer bytes, or with a wrong one */
  guint missing_read; /* 404 for what is there */
  guint partial_put;  /* failed, and left some bytes */
  guint empty_put;    /* 201, and an empty file */
  guint odd_put;      /* 412, 423, 409 */
  guint full;         /* 507 */
  gsize max_body;     /* 0: no limit; else 413 beyond */
} SimProfile;

/* What all connections share. */
typedef struct
{
  GHashTable *files; /* path → GBytes */
  GPtrArray *past;   /* (element-type GHashTable): earlier states */
} SimStore;

SimStore *sim_store_new (void);
void sim_store_free (SimStore *self);
/* Goes back to an earlier state. */
void sim_store_restore (SimStore *self, GRand *random);
void sim_store_empty (SimStore *self);
/* Flips a bit of a file (FALSE: there is none), or deletes one. */
gboolean sim_store_damage (SimStore *self, GRand *random, gboolean delete_it);

#define SIM_TYPE_REMOTE (sim_remote_get_type ())
G_DECLARE_FINAL_TYPE (SimRemote, sim_remote, SIM, REMOTE, GObject)

/* @own: (element-type utf8): replica ids under which this machine writes; it may put and delete
 * only their files. */
SimRemote *sim_remote_new (SimStore *store, guint32 seed, GHashTable *own);
void sim_remote_set_profile (SimRemote *self, const SimProfile *profile);
/* Requests that broke a rule, one line each; empty when all is well. */
GPtrArray *sim_remote_get_violations (SimRemote *self);

G_END_DECLS
