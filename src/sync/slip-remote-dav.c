/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A WebDAV folder as a store: five methods (PROPFIND, GET, PUT, DELETE, MKCOL), no conditional
 * headers, no tags, no locks: no server holds what they promise (sync.md 1). */

#include "sync/slip-remote-dav.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define PROPFIND_BODY                                                                              \
  "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"                                                   \
  "<propfind xmlns=\"DAV:\"><prop><resourcetype/><getcontentlength/></prop></propfind>\n"

struct _SlipRemoteDav
{
  GObject parent_instance;
  SlipDav *dav;
  char *root; /* "slipway-<workspace>/" */
  char *address;
};

static void slip_remote_dav_iface_init (SlipRemoteInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SlipRemoteDav, slip_remote_dav, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (SLIP_TYPE_REMOTE, slip_remote_dav_iface_init))

static GPtrArray *
requests_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) slip_dav_request_free);
}

/* (transfer full): path "" asks the folder that was named itself. */
static SlipDavRequest *
ask_listing (SlipRemoteDav *self, const char *path, GCancellable *cancellable)
{
  g_autoptr (GBytes) body = g_bytes_new_static (PROPFIND_BODY, strlen (PROPFIND_BODY));
  g_autoptr (GPtrArray) requests = g_ptr_array_new ();
  SlipDavRequest *request = slip_dav_request_new ("PROPFIND", path, body);

  request->content_type = "application/xml; charset=utf-8";
  request->max_bytes = SLIP_DAV_MAX_LISTING;
  g_ptr_array_add (requests, request);
  slip_dav_run (self->dav, requests, cancellable);
  return request;
}

static void
list_folder (SlipRemote *remote, const char *folder, GPtrArray *entries, SlipAnswer *answer,
             GCancellable *cancellable)
{
  SlipRemoteDav *self = SLIP_REMOTE_DAV (remote);
  g_autofree char *path = g_strconcat (self->root, folder, "/", NULL);
  g_autoptr (SlipDavRequest) request = ask_listing (self, path, cancellable);
  g_autoptr (GError) error = NULL;

  slip_answer_copy (answer, &request->answer);
  if (answer->kind != SLIP_ANSWER_OK ||
      slip_dav_parse_listing (request->reply, path, entries, &error))
    return;
  slip_answer_set (answer,
                   g_error_matches (error, SLIP_ERROR, SLIP_ERROR_CORRUPT) ? SLIP_ANSWER_UNKNOWN
                                                                           : SLIP_ANSWER_NOT_WEBDAV,
                   207, "%s", error->message);
}

static void
probe_folder (SlipRemote *remote, SlipAnswer *answer, GCancellable *cancellable)
{
  g_autoptr (SlipDavRequest) request = ask_listing (SLIP_REMOTE_DAV (remote), "", cancellable);

  slip_answer_copy (answer, &request->answer);
  if (answer->kind == SLIP_ANSWER_MISSING)
    slip_answer_set (answer, SLIP_ANSWER_NO_PARENT, answer->status, _ ("There is no such folder"));
}

typedef struct
{
  SlipTransferFunc load;
  SlipTransferFunc landed;
  gpointer user_data;
} Each;

static gboolean
before_request (SlipDavRequest *request, gpointer user_data)
{
  SlipTransfer *transfer = request->data;
  Each *each = user_data;

  if (each->load == NULL)
    return TRUE;
  each->load (transfer, each->user_data);
  request->body = g_steal_pointer (&transfer->bytes);
  return request->body != NULL;
}

static gboolean
after_request (SlipDavRequest *request, gpointer user_data)
{
  SlipTransfer *transfer = request->data;
  Each *each = user_data;

  slip_answer_copy (&transfer->answer, &request->answer);
  if (g_str_equal (request->method, "GET"))
    {
      g_clear_pointer (&transfer->bytes, g_bytes_unref);
      if (request->answer.kind == SLIP_ANSWER_OK)
        transfer->bytes = g_steal_pointer (&request->reply);
    }
  g_clear_pointer (&request->reply, g_bytes_unref);
  if (each->landed == NULL)
    return TRUE;
  g_clear_pointer (&request->body, g_bytes_unref);
  each->landed (transfer, each->user_data);
  g_clear_pointer (&transfer->bytes, g_bytes_unref);
  return TRUE;
}

/* Runs one request a transfer. */
static void
run_transfers (SlipRemoteDav *self, const char *method, GPtrArray *transfers, Each *each,
               GCancellable *cancellable)
{
  g_autoptr (GPtrArray) requests = requests_new ();

  for (guint i = 0; i < transfers->len; i++)
    {
      SlipTransfer *transfer = g_ptr_array_index (transfers, i);
      g_autofree char *path = g_strconcat (self->root, transfer->folder, "/", transfer->name, NULL);
      SlipDavRequest *request =
          slip_dav_request_new (method, path, g_str_equal (method, "PUT") ? transfer->bytes : NULL);

      request->data = transfer;
      g_ptr_array_add (requests, request);
    }
  slip_dav_run_each (self->dav, requests, before_request, after_request, each, cancellable);
}

static void
get_each (SlipRemote *remote, GPtrArray *transfers, SlipTransferFunc landed, gpointer user_data,
          GCancellable *cancellable)
{
  Each each = { NULL, landed, user_data };

  run_transfers (SLIP_REMOTE_DAV (remote), "GET", transfers, &each, cancellable);
}

static void
put_each (SlipRemote *remote, GPtrArray *transfers, SlipTransferFunc load, SlipTransferFunc landed,
          gpointer user_data, GCancellable *cancellable)
{
  Each each = { load, landed, user_data };

  run_transfers (SLIP_REMOTE_DAV (remote), "PUT", transfers, &each, cancellable);
}

static void
get_files (SlipRemote *remote, GPtrArray *transfers, GCancellable *cancellable)
{
  Each each = { NULL, NULL, NULL };

  run_transfers (SLIP_REMOTE_DAV (remote), "GET", transfers, &each, cancellable);
}

static void
put_files (SlipRemote *remote, GPtrArray *transfers, GCancellable *cancellable)
{
  Each each = { NULL, NULL, NULL };

  run_transfers (SLIP_REMOTE_DAV (remote), "PUT", transfers, &each, cancellable);
}

static void
remove_files (SlipRemote *remote, GPtrArray *transfers, GCancellable *cancellable)
{
  Each each = { NULL, NULL, NULL };

  run_transfers (SLIP_REMOTE_DAV (remote), "DELETE", transfers, &each, cancellable);
}

/* Makes one folder; that it is there is fine. */
static void
make_folder (SlipRemoteDav *self, const char *path, SlipAnswer *answer, GCancellable *cancellable)
{
  g_autoptr (GPtrArray) requests = requests_new ();
  SlipDavRequest *request = slip_dav_request_new ("MKCOL", path, NULL);

  g_ptr_array_add (requests, request);
  slip_dav_run (self->dav, requests, cancellable);
  slip_answer_copy (answer, &request->answer);
}

static void
ensure_folders (SlipRemote *remote, SlipAnswer *answer, GCancellable *cancellable)
{
  SlipRemoteDav *self = SLIP_REMOTE_DAV (remote);
  const char *folders[] = { SLIP_REMOTE_HEADS, SLIP_REMOTE_SEGMENTS, SLIP_REMOTE_BLOBS };
  g_autoptr (GPtrArray) requests = requests_new ();

  make_folder (self, self->root, answer, cancellable);
  if (answer->kind == SLIP_ANSWER_NO_PARENT || answer->kind == SLIP_ANSWER_MISSING)
    {
      /* The folder that was named may be new; what is above it must be there. */
      make_folder (self, "", answer, cancellable);
      if (answer->kind == SLIP_ANSWER_OK)
        make_folder (self, self->root, answer, cancellable);
    }
  if (answer->kind != SLIP_ANSWER_OK)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *path = g_strconcat (self->root, folders[i], "/", NULL);

      g_ptr_array_add (requests, slip_dav_request_new ("MKCOL", path, NULL));
    }
  slip_dav_run (self->dav, requests, cancellable);
  for (guint i = 0; i < requests->len; i++)
    {
      SlipDavRequest *request = g_ptr_array_index (requests, i);

      if (request->answer.kind != SLIP_ANSWER_OK)
        {
          slip_answer_copy (answer, &request->answer);
          return;
        }
    }
}

static void
get_counts (SlipRemote *remote, SlipRemoteCounts *counts)
{
  slip_dav_get_counts (SLIP_REMOTE_DAV (remote)->dav, counts);
}

static const char *
get_address (SlipRemote *remote)
{
  return SLIP_REMOTE_DAV (remote)->address;
}

static void
slip_remote_dav_iface_init (SlipRemoteInterface *iface)
{
  iface->list = list_folder;
  iface->get = get_files;
  iface->put = put_files;
  iface->remove = remove_files;
  iface->ensure = ensure_folders;
  iface->counts = get_counts;
  iface->address = get_address;
  iface->probe = probe_folder;
  iface->get_each = get_each;
  iface->put_each = put_each;
}

static void
slip_remote_dav_finalize (GObject *object)
{
  SlipRemoteDav *self = SLIP_REMOTE_DAV (object);

  g_clear_pointer (&self->dav, slip_dav_free);
  g_free (self->root);
  g_free (self->address);
  G_OBJECT_CLASS (slip_remote_dav_parent_class)->finalize (object);
}

static void
slip_remote_dav_class_init (SlipRemoteDavClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = slip_remote_dav_finalize;
}

static void
slip_remote_dav_init (SlipRemoteDav *self)
{
}

void
slip_remote_dav_set_timeout (SlipRemoteDav *self, guint seconds)
{
  slip_dav_set_timeout (self->dav, seconds);
}

SlipRemote *
slip_remote_dav_new (const char *url, const char *workspace, const char *user, const char *password,
                     gboolean allow_cleartext, GError **error)
{
  SlipDav *dav = slip_dav_new (url, user, password, allow_cleartext, error);
  SlipRemoteDav *self;

  if (dav == NULL)
    return NULL;
  self = g_object_new (SLIP_TYPE_REMOTE_DAV, NULL);
  self->dav = dav;
  self->root = g_strconcat ("slipway-", workspace, "/", NULL);
  self->address = g_strconcat (slip_dav_get_base (dav), self->root, NULL);
  return SLIP_REMOTE (self);
}
