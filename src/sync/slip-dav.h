/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* WebDAV on libsoup 3.2, with its traps closed in one place (sync.md 7): every request goes through
 * dav_request() in slip-dav.c. Answers of servers are parsed as text of a stranger. */

#pragma once

#include <libsoup/soup.h>

#include "sync/slip-remote.h"

G_BEGIN_DECLS

typedef struct _SlipDav SlipDav;

/* Seconds without a byte after which a request counts as timed out; slow ones: slip-pace.h. */
#define SLIP_DAV_TIMEOUT 60
/* A listing longer than this is refused. */
#define SLIP_DAV_MAX_LISTING (32 * 1024 * 1024)

/**
 * slip_dav_new:
 * @base: the folder's address; https, or http (see @allow_cleartext)
 *
 * Fails with INVALID for an address that is none, with NOT_ALLOWED for http to a host that is not
 * loopback unless @allow_cleartext. Use it from one thread at a time.
 */
SlipDav *slip_dav_new (const char *base, const char *user, const char *password,
                       gboolean allow_cleartext, GError **error);
void slip_dav_free (SlipDav *self);
/* For tests: another time-out, in seconds. */
void slip_dav_set_timeout (SlipDav *self, guint seconds);
void slip_dav_get_counts (SlipDav *self, SlipRemoteCounts *counts);
/* Without user and password. */
const char *slip_dav_get_base (SlipDav *self);

/* One request, for slip_dav_run(). */
typedef struct
{
  const char *method; /* GET, PUT, DELETE, MKCOL, PROPFIND */
  char *path;         /* below the base, plain text, "" for itself; a folder ends with a slash */
  GBytes *body;       /* of a PUT or PROPFIND */
  const char *content_type;
  gsize max_bytes; /* of the answer's body */
  GBytes *reply;
  SlipAnswer answer;
  gpointer data; /* the caller's */
} SlipDavRequest;

SlipDavRequest *slip_dav_request_new (const char *method, const char *path, GBytes *body);
void slip_dav_request_free (SlipDavRequest *request);

/* Runs all of @requests (element-type SlipDavRequest), at most eight at a time, and returns when
 * each has its answer. */
void slip_dav_run (SlipDav *self, GPtrArray *requests, GCancellable *cancellable);

/* Something to do with one of many requests. FALSE, before it is sent: leave it out. */
typedef gboolean (*SlipDavFunc) (SlipDavRequest *request, gpointer user_data);

/* As slip_dav_run(); calls @before just before each is sent, and @after when it has its answer (both
 * nullable). @after may take the reply away. */
void slip_dav_run_each (SlipDav *self, GPtrArray *requests, SlipDavFunc before, SlipDavFunc after,
                        gpointer user_data, GCancellable *cancellable);

/**
 * slip_dav_parse_listing:
 * @bytes: the body of a 207
 * @folder_path: decoded absolute path of the folder that was asked for
 * @entries: (element-type SlipRemoteEntry): gets the files directly in it
 *
 * Strict: a well-formed multistatus, no document type, at most SLIP_DAV_MAX_LISTING, the folder
 * itself among the answers; properties count only under a propstat of status 200. Fails with
 * NOT_WEBDAV or CORRUPT.
 */
gboolean slip_dav_parse_listing (GBytes *bytes, const char *folder_path, GPtrArray *entries,
                                 GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipDav, slip_dav_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipDavRequest, slip_dav_request_free)

G_END_DECLS
