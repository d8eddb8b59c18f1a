/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A place that keeps files for several machines: a WebDAV folder or a plain directory. It is dumb
 * on purpose: it lists, gives, takes and deletes whole files, and Slipway trusts none of its
 * promises. */

#pragma once

#include <gio/gio.h>

#include "core/slip-error.h"

G_BEGIN_DECLS

#define SLIP_REMOTE_HEADS "heads"
#define SLIP_REMOTE_SEGMENTS "seg"
#define SLIP_REMOTE_BLOBS "blob"

/* No file of Slipway's on a store is larger than this; what is longer is not read to its end. */
#define SLIP_REMOTE_MAX_FILE (6 * 1024 * 1024)

/**
 * SlipAnswerKind:
 * @SLIP_ANSWER_OK: done
 * @SLIP_ANSWER_UNKNOWN: 5xx, a time-out or a connection that broke: it may have been done or not
 * @SLIP_ANSWER_OFFLINE: the server was not reached: nothing was done
 * @SLIP_ANSWER_AUTH: 401: user or password are wrong or missing
 * @SLIP_ANSWER_NO_PASSWORD: 401: there is a user, but no password here
 * @SLIP_ANSWER_FORBIDDEN: 403: signed in, but not allowed
 * @SLIP_ANSWER_MISSING: 404 or 410
 * @SLIP_ANSWER_NO_PARENT: 409: the folder above is missing
 * @SLIP_ANSWER_NOT_WEBDAV: 405, 406, 511, HTML or anything else that no WebDAV folder answers
 * @SLIP_ANSWER_REDIRECT: 3xx; never followed
 * @SLIP_ANSWER_PRECONDITION: 412
 * @SLIP_ANSWER_TOO_LARGE: 413
 * @SLIP_ANSWER_LOCKED: 423
 * @SLIP_ANSWER_BUSY: 429 or 503: asked to come again later
 * @SLIP_ANSWER_NO_SPACE: 507, or a full disk
 * @SLIP_ANSWER_TRUNCATED: the body ended too early
 * @SLIP_ANSWER_TLS: the certificate was not accepted
 * @SLIP_ANSWER_CANCELLED: the caller gave up
 *
 * How a request ended, named after what sync has to do about it (sync.md 5).
 */
typedef enum
{
  SLIP_ANSWER_OK,
  SLIP_ANSWER_UNKNOWN,
  SLIP_ANSWER_OFFLINE,
  SLIP_ANSWER_AUTH,
  SLIP_ANSWER_NO_PASSWORD,
  SLIP_ANSWER_FORBIDDEN,
  SLIP_ANSWER_MISSING,
  SLIP_ANSWER_NO_PARENT,
  SLIP_ANSWER_NOT_WEBDAV,
  SLIP_ANSWER_REDIRECT,
  SLIP_ANSWER_PRECONDITION,
  SLIP_ANSWER_TOO_LARGE,
  SLIP_ANSWER_LOCKED,
  SLIP_ANSWER_BUSY,
  SLIP_ANSWER_NO_SPACE,
  SLIP_ANSWER_TRUNCATED,
  SLIP_ANSWER_TLS,
  SLIP_ANSWER_CANCELLED,
} SlipAnswerKind;

/**
 * SlipAnswer:
 * @kind: what to do
 * @status: HTTP status; 0 when there was none
 * @retry_after: seconds that the server asked to wait; 0 when it did not
 * @text: (nullable): what happened to which thing, one line
 */
typedef struct
{
  SlipAnswerKind kind;
  guint status;
  guint retry_after;
  char *text;
} SlipAnswer;

void slip_answer_clear (SlipAnswer *answer);
void slip_answer_set (SlipAnswer *answer, SlipAnswerKind kind, guint status, const char *format,
                      ...) G_GNUC_PRINTF (4, 5);
void slip_answer_copy (SlipAnswer *to, const SlipAnswer *from);

/* A GError (code of SLIP_ERROR) that says what, where and what to do. */
/* Says of a listing that was answered with MISSING what that means. */
void slip_answer_folder_gone (SlipAnswer *answer);
GError *slip_answer_to_error (const SlipAnswer *answer, const char *address);

/* One file in a listing. @size is -1 where the store did not tell. */
typedef struct
{
  char *name;
  gint64 size;
} SlipRemoteEntry;

void slip_remote_entry_free (SlipRemoteEntry *entry);
SlipRemoteEntry *slip_remote_entry_new (const char *name, gint64 size);

/* One file on its way. For a get @bytes is filled in, for a put it is given, for a delete it stays
 * NULL. */
typedef struct
{
  char *folder;
  char *name;
  GBytes *bytes;
  gsize size; /* of what is put, for the caller: it outlives the bytes */
  SlipAnswer answer;
} SlipTransfer;

SlipTransfer *slip_transfer_new (const char *folder, const char *name, GBytes *bytes);
void slip_transfer_free (SlipTransfer *transfer);

/* Something to do with one of many transfers. */
typedef void (*SlipTransferFunc) (SlipTransfer *transfer, gpointer user_data);

/* Since the remote was made. A directory counts each file that it touched as a request. */
typedef struct
{
  guint64 requests;
  guint64 bytes_sent;
  guint64 bytes_received;
} SlipRemoteCounts;

#define SLIP_TYPE_REMOTE (slip_remote_get_type ())
G_DECLARE_INTERFACE (SlipRemote, slip_remote, SLIP, REMOTE, GObject)

/**
 * SlipRemoteInterface:
 * @list: fills @entries with the files of a folder
 * @get: gets many files, in parallel where that helps
 * @put: puts many files
 * @remove: deletes many files
 * @ensure: makes the folders that are missing
 * @counts: what it has cost so far
 * @address: where it is, for messages
 * @probe: finds out whether the folder that was named is there, and makes nothing
 * @get_each: (nullable): slip_remote_get_each(), where the remote can do better than group by group
 * @put_each: (nullable): slip_remote_put_each(), likewise
 *
 * Blocking calls, for a thread that may wait; each request ends in the answer of its transfer.
 */
struct _SlipRemoteInterface
{
  GTypeInterface parent_iface;

  void (*list) (SlipRemote *self, const char *folder, GPtrArray *entries, SlipAnswer *answer,
                GCancellable *cancellable);
  void (*get) (SlipRemote *self, GPtrArray *transfers, GCancellable *cancellable);
  void (*put) (SlipRemote *self, GPtrArray *transfers, GCancellable *cancellable);
  void (*remove) (SlipRemote *self, GPtrArray *transfers, GCancellable *cancellable);
  void (*ensure) (SlipRemote *self, SlipAnswer *answer, GCancellable *cancellable);
  void (*counts) (SlipRemote *self, SlipRemoteCounts *counts);
  const char *(*address) (SlipRemote *self);
  void (*probe) (SlipRemote *self, SlipAnswer *answer, GCancellable *cancellable);
  void (*get_each) (SlipRemote *self, GPtrArray *transfers, SlipTransferFunc landed,
                    gpointer user_data, GCancellable *cancellable);
  void (*put_each) (SlipRemote *self, GPtrArray *transfers, SlipTransferFunc load,
                    SlipTransferFunc landed, gpointer user_data, GCancellable *cancellable);
};

/**
 * slip_remote_list:
 * @folder: SLIP_REMOTE_HEADS, SLIP_REMOTE_SEGMENTS or SLIP_REMOTE_BLOBS
 * @answer: (out caller-allocates): how it ended
 *
 * One request. Names that no Slipway writes are in the listing too.
 *
 * Returns: (transfer full) (element-type SlipRemoteEntry): the files; empty unless the answer is OK
 */
GPtrArray *slip_remote_list (SlipRemote *self, const char *folder, SlipAnswer *answer,
                             GCancellable *cancellable);

/* Each of @transfers (element-type SlipTransfer) ends with its answer and, when that is OK, its
 * bytes. */
void slip_remote_get (SlipRemote *self, GPtrArray *transfers, GCancellable *cancellable);
void slip_remote_remove (SlipRemote *self, GPtrArray *transfers, GCancellable *cancellable);

/**
 * slip_remote_get_each:
 * @landed: called for each transfer as soon as it has its answer; its bytes are dropped afterwards
 *
 * slip_remote_get() of more than memory should hold at once: about eight are on their way together.
 */
void slip_remote_get_each (SlipRemote *self, GPtrArray *transfers, SlipTransferFunc landed,
                           gpointer user_data, GCancellable *cancellable);

/**
 * slip_remote_put_each:
 * @load: fills in the bytes of a transfer, just before it is sent; one that it leaves empty is not
 *   sent and ends as cancelled
 * @landed: called as soon as it has its answer; its bytes are dropped already
 *
 * Puts more than memory should hold at once.
 */
void slip_remote_put_each (SlipRemote *self, GPtrArray *transfers, SlipTransferFunc load,
                           SlipTransferFunc landed, gpointer user_data, GCancellable *cancellable);
/* Makes the workspace's folder and the three in it; what is there stays. */
void slip_remote_ensure (SlipRemote *self, SlipAnswer *answer, GCancellable *cancellable);
void slip_remote_get_counts (SlipRemote *self, SlipRemoteCounts *counts);
const char *slip_remote_get_address (SlipRemote *self);

/**
 * slip_remote_new_for_url:
 * @url: https://…, http://…, file:///… or an absolute path
 * @workspace: id of the workspace; the folder is "slipway-<id>" below @url
 * @user: (nullable): for WebDAV
 * @password: (nullable): for WebDAV
 * @allow_cleartext: TRUE when the person chose http to a host that is not loopback
 *
 * Makes no request. Fails with INVALID for an address that is none, with NOT_ALLOWED for cleartext
 * http.
 *
 * Returns: (transfer full): the remote
 */
SlipRemote *slip_remote_new_for_url (const char *url, const char *workspace, const char *user,
                                     const char *password, gboolean allow_cleartext,
                                     GError **error);

/**
 * slip_remote_look:
 *
 * What `remote check` does: lists the heads, one request, and changes nothing: a folder that is gone is not made again,
 * because that would hide that it moved.
 *
 * Returns: TRUE; FALSE with the errors of slip_remote_set_up()
 */
gboolean slip_remote_look (SlipRemote *self, GCancellable *cancellable, GError **error);

/**
 * slip_remote_set_up:
 *
 * What `remote set` does: finds out whether the address is a folder that works, makes Slipway's own
 * folders in it, and lists one. Two to six requests.
 *
 * Returns: TRUE; FALSE with AUTH, NOT_ALLOWED, OFFLINE, NOT_WEBDAV, NOT_FOUND, READ_ONLY …
 */
gboolean slip_remote_set_up (SlipRemote *self, GCancellable *cancellable, GError **error);

/**
 * slip_remote_probe:
 * @url: as with slip_remote_new_for_url()
 * @user: (nullable)
 * @password: (nullable)
 *
 * Finds out whether an address is a folder that answers, before there is a workspace. One request; makes nothing. Whether
 * the folder takes what is sent is known after slip_remote_set_up() alone.
 *
 * Returns: TRUE; FALSE with the errors of slip_remote_new_for_url() and slip_remote_set_up()
 */
gboolean slip_remote_probe (const char *url, const char *user, const char *password,
                            gboolean allow_cleartext, GCancellable *cancellable, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipRemoteEntry, slip_remote_entry_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipTransfer, slip_transfer_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SlipAnswer, slip_answer_clear)

G_END_DECLS
