/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What the tests of sync share: machines with a database in memory, made from a number, that write
 * ops and lend themselves to sync. */

#pragma once

#include <glib/gstdio.h>
#include <string.h>

#include "store/slip-blobs.h"
#include "store/slip-fold.h"
#include "store/slip-log.h"
#include "store/slip-values.h"
#include "sync/slip-remote-directory.h"
#include "sync/slip-sync.h"

G_BEGIN_DECLS

typedef struct
{
  SlipSyncPeer peer;
  SlipDatabase *db;
  guint n;
  guint8 secret[SLIP_SECRET_BYTES];
  char *device;        /* hex of the public key */
  GHashTable *members; /* devices that count; NULL: all do */
  guint strangers;     /* offered first frames */
  guint renewals;
  gboolean again;       /* the next sync fetches everything again */
  guint jobs_left;      /* then it is as if killed; 0: never */
  GHashTable *replicas; /* ids that it has written under */
  guint8 copy;          /* tells the new replica ids of copied folders apart */
} TestPeer;

TestPeer *test_peer_new (guint n);
void test_peer_free (TestPeer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestPeer, test_peer_free)

/* id of 26 characters out of a number */
char *test_id (guint n);
void test_peer_set (TestPeer *self, const char *record, const char *field, const char *value);
/* The text that is shown; "" for none. */
char *test_peer_get (TestPeer *self, const char *record, const char *field);
/* A document with about 2 KB of text. */
void test_peer_write_document (TestPeer *self, guint n);
/* Names a blob of @size bytes in an op, as the text of a field. */
char *test_peer_write_blob (TestPeer *self, const char *record, const char *field, gsize size);
/* Puts a file of @size bytes into a field. Returns its digest. */
char *test_peer_attach (TestPeer *self, const char *record, const char *field, gsize size);
char *test_peer_dump (TestPeer *self);
char *test_peer_replica (TestPeer *self);
gint64 test_peer_int (TestPeer *self, const char *sql);

/* Never really waits. */
gboolean test_peer_try_sync (TestPeer *self, SlipRemote *remote, SlipSyncStats *stats,
                             GError **error);
/* Must succeed. Returns how many requests it took. */
guint test_peer_sync (TestPeer *self, SlipRemote *remote);
void test_assert_same (TestPeer *a, TestPeer *b);
/* Id of the workspace of all test peers. */
const char *test_workspace_id (void);

/* A new directory and a way to get rid of it. */
char *test_dir_new (void);
void test_dir_remove (const char *path);

G_END_DECLS
