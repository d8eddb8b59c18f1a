/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* WebDAV requests on libsoup 3.2. All go through dav_request(), which closes the traps of sync.md
 * 7: lost bodies of restarted requests, redirects that turn a PUT into a GET, compressed answers,
 * endless ones. */

#include "sync/slip-buffers.h"
#include "sync/slip-dav-private.h"
#include "sync/slip-pace.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define PARALLEL 8

struct _SlipDav
{
  char *base; /* with a slash at its end, no user, no password */
  GUri *uri;
  char *user;
  char *password;
  gboolean has_password;
  gboolean loopback;
  gboolean challenged; /* the server named a scheme: no guessing any more */
  guint timeout;
  GMainContext *context;
  SoupSession *session;
  GThread *thread; /* that made the session */
  SlipRemoteCounts counts;
};

/* What runs together. */
typedef struct
{
  guint pending;
  SlipDavFunc after;
  gpointer user_data;
} Run;

/* A request on its way. */
typedef struct
{
  SlipDav *dav;
  SlipDavRequest *request;
  SoupMessage *message;
  GInputStream *stream;
  SlipBody body;
  SlipPace *pace;
  Run *run;
} Flight;

static gboolean
is_loopback (const char *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  if (address != NULL)
    return g_inet_address_get_is_loopback (address);
  return g_ascii_strcasecmp (host, "localhost") == 0;
}

/* Seconds of silence after which a server doesn't answer. A test that wants to see it can't wait for a minute. */
static guint
default_timeout (void)
{
  const char *seconds = g_getenv ("SLIPWAY_TEST_TIMEOUT");
  guint64 value = seconds != NULL ? g_ascii_strtoull (seconds, NULL, 10) : 0;

  return value > 0 && value <= SLIP_DAV_TIMEOUT ? (guint) value : SLIP_DAV_TIMEOUT;
}

SlipDav *
slip_dav_new (const char *base, const char *user, const char *password, gboolean allow_cleartext,
              GError **error)
{
  g_autoptr (GUri) given = g_uri_parse (base, SOUP_HTTP_URI_FLAGS, NULL);
  g_autoptr (GUri) uri = NULL;
  g_autofree char *path = NULL;
  gboolean http, loopback;
  SlipDav *self;

  if (given == NULL || g_uri_get_host (given) == NULL || *g_uri_get_host (given) == '\0' ||
      (g_strcmp0 (g_uri_get_scheme (given), "http") != 0 &&
       g_strcmp0 (g_uri_get_scheme (given), "https") != 0))
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID,
                   _ ("“%s” is no address of a WebDAV folder; it begins with https://"), base);
      return NULL;
    }
  if (g_uri_get_query (given) != NULL || g_uri_get_fragment (given) != NULL)
    {
      g_set_error (
          error, SLIP_ERROR, SLIP_ERROR_INVALID,
          _ ("The address “%s” has a ? or # in it; give the folder's plain WebDAV address"), base);
      return NULL;
    }
  /* It would be dropped, or shown wherever the address is. */
  if (g_uri_get_userinfo (given) != NULL)
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID,
                   _ ("The address has a user or a password in it; leave them out "
                      "(slipwayctl takes them with --user and --password-file)"));
      return NULL;
    }
  http = g_strcmp0 (g_uri_get_scheme (given), "http") == 0;
  loopback = is_loopback (g_uri_get_host (given));
  if (http && !loopback && !allow_cleartext)
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED,
                   _ ("http://%s would send everything, the password too, readable for all on the "
                      "way; use https, or "
                      "allow it with --allow-cleartext"),
                   g_uri_get_host (given));
      return NULL;
    }
  path = g_str_has_suffix (g_uri_get_path (given), "/")
             ? g_strdup (g_uri_get_path (given))
             : g_strconcat (g_uri_get_path (given), "/", NULL);
  uri = g_uri_build (SOUP_HTTP_URI_FLAGS, g_uri_get_scheme (given), NULL, g_uri_get_host (given),
                     g_uri_get_port (given), path, NULL, NULL);

  self = g_new0 (SlipDav, 1);
  self->base = g_uri_to_string (uri);
  self->uri = g_steal_pointer (&uri);
  self->user = g_strdup (user);
  self->has_password = password != NULL;
  self->password = g_strdup (password != NULL ? password : "");
  self->loopback = loopback;
  self->timeout = default_timeout ();
  self->context = g_main_context_new ();
  return self;
}

static void
drop_session (SlipDav *self)
{
  if (self->session == NULL)
    return;
  g_main_context_push_thread_default (self->context);
  soup_session_abort (self->session);
  while (g_main_context_iteration (self->context, FALSE))
    ;
  g_clear_object (&self->session);
  while (g_main_context_iteration (self->context, FALSE))
    ;
  g_main_context_pop_thread_default (self->context);
}

void
slip_dav_free (SlipDav *self)
{
  drop_session (self);
  g_main_context_unref (self->context);
  g_uri_unref (self->uri);
  g_free (self->base);
  g_free (self->user);
  g_free (self->password);
  g_free (self);
}

void
slip_dav_set_timeout (SlipDav *self, guint seconds)
{
  self->timeout = seconds;
  drop_session (self);
}

void
slip_dav_get_counts (SlipDav *self, SlipRemoteCounts *counts)
{
  *counts = self->counts;
}

const char *
slip_dav_get_base (SlipDav *self)
{
  return self->base;
}

SlipDavRequest *
slip_dav_request_new (const char *method, const char *path, GBytes *body)
{
  SlipDavRequest *request = g_new0 (SlipDavRequest, 1);

  request->method = method;
  request->path = g_strdup (path);
  request->body = body != NULL ? g_bytes_ref (body) : NULL;
  request->content_type = "application/octet-stream";
  request->max_bytes = SLIP_REMOTE_MAX_FILE;
  return request;
}

void
slip_dav_request_free (SlipDavRequest *request)
{
  g_free (request->path);
  g_clear_pointer (&request->body, g_bytes_unref);
  g_clear_pointer (&request->reply, g_bytes_unref);
  slip_answer_clear (&request->answer);
  g_free (request);
}

/* Basic before anybody asks, where nobody can listen: it saves a request in two. A server that
 * wants Digest says so. */
static void
use_basic (SlipDav *self)
{
  SoupAuthManager *manager =
      SOUP_AUTH_MANAGER (soup_session_get_feature (self->session, SOUP_TYPE_AUTH_MANAGER));
  g_autoptr (GUri) host = NULL;
  g_autoptr (SoupMessage) message = NULL;
  g_autoptr (SoupAuth) auth = NULL;

  if (self->user == NULL || self->challenged || manager == NULL ||
      (!self->loopback && g_strcmp0 (g_uri_get_scheme (self->uri), "https") != 0))
    return;
  /* For the whole host: whatever the server asks for has a longer path, and wins. */
  host = soup_uri_copy (self->uri, SOUP_URI_PATH, "/", SOUP_URI_NONE);
  message = soup_message_new_from_uri ("GET", host);
  auth = soup_auth_new (SOUP_TYPE_AUTH_BASIC, message, "Basic realm=\"slipway\"");
  if (auth == NULL)
    return;
  soup_auth_authenticate (auth, self->user, self->password);
  soup_auth_manager_use_auth (manager, host, auth);
}

static void
ensure_session (SlipDav *self)
{
  /* libsoup 3.2 wants a session to stay on its thread. */
  if (self->session != NULL && self->thread == g_thread_self ())
    return;
  drop_session (self);
  self->thread = g_thread_self ();
  self->session = g_object_new (SOUP_TYPE_SESSION, "max-conns", PARALLEL, "max-conns-per-host",
                                PARALLEL, "timeout", self->timeout, "idle-timeout", 60,
                                "user-agent", "Slipway/" SLIPWAY_VERSION, NULL);
  soup_session_remove_feature_by_type (self->session, SOUP_TYPE_CONTENT_DECODER);
  soup_session_remove_feature_by_type (self->session, SOUP_TYPE_COOKIE_JAR);
  use_basic (self);
}

static gboolean
on_message_authenticated_cb (SoupMessage *message, SoupAuth *auth, gboolean retrying,
                             gpointer user_data)
{
  Flight *flight = user_data;
  SlipDav *self = flight->dav;

  /* The wrong password stays wrong: servers lock out who tries again and again. */
  if (self->user == NULL || soup_auth_is_for_proxy (auth) || (retrying && self->challenged))
    return FALSE;
  self->challenged = TRUE;
  soup_auth_authenticate (auth, self->user, self->password);
  return TRUE;
}

static void
set_body (Flight *flight)
{
  SlipDavRequest *request = flight->request;

  if (request->body != NULL)
    soup_message_set_request_body_from_bytes (flight->message, request->content_type,
                                              request->body);
}

/* libsoup sends a restarted request with an empty body unless it is set again. */
static void
on_message_restarted_cb (SoupMessage *message, gpointer user_data)
{
  set_body (user_data);
}

static void
on_message_wrote_headers_cb (SoupMessage *message, gpointer user_data)
{
  ((Flight *) user_data)->dav->counts.requests++;
}

static void
on_message_wrote_body_data_cb (SoupMessage *message, guint size, gpointer user_data)
{
  Flight *flight = user_data;

  flight->dav->counts.bytes_sent += size;
  slip_pace_moved (flight->pace, size);
}

static void
land (Flight *flight)
{
  SlipDavRequest *request = flight->request;
  Run *run = flight->run;

  run->pending--;
  g_signal_handlers_disconnect_by_data (flight->message, flight);
  g_clear_object (&flight->stream);
  g_clear_object (&flight->message);
  slip_body_clear (&flight->body);
  slip_pace_free (flight->pace);
  g_free (flight);
  if (run->after != NULL)
    run->after (request, run->user_data);
}

/* No whole answer came. */
static void
fail (Flight *flight, GError *error)
{
  SlipDavRequest *request = flight->request;

  if (slip_pace_is_too_slow (flight->pace))
    slip_answer_set (&request->answer, SLIP_ANSWER_UNKNOWN, 0,
                     _ ("The server is too slow at %s %s: less than %d bytes in %u seconds"),
                     request->method, slip_dav_shown_path (request), SLIP_PACE_MIN_BYTES,
                     flight->dav->timeout);
  else if (flight->stream != NULL && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT))
    slip_answer_set (&request->answer, SLIP_ANSWER_TRUNCATED, 0,
                     _ ("The answer to %s %s was cut short"), request->method,
                     slip_dav_shown_path (request));
  else
    slip_dav_answer_error (request, error);
  land (flight);
}

/* The body is read to its end: the answer is what it seems only if it is whole. */
static void
finish_body (Flight *flight)
{
  SlipDavRequest *request = flight->request;
  SoupMessageHeaders *headers = soup_message_get_response_headers (flight->message);
  const char *encoding = soup_message_headers_get_one (headers, "Content-Encoding");

  flight->dav->counts.bytes_received += flight->body.length;
  slip_dav_answer_status (request, flight->message, flight->dav->user, flight->dav->has_password);
  if (request->answer.kind == SLIP_ANSWER_OK &&
      soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH &&
      (gsize) soup_message_headers_get_content_length (headers) != flight->body.length)
    slip_answer_set (&request->answer, SLIP_ANSWER_TRUNCATED, 0,
                     _ ("The answer to %s %s was cut short"), request->method,
                     slip_dav_shown_path (request));
  if (request->answer.kind == SLIP_ANSWER_OK && encoding != NULL &&
      g_ascii_strcasecmp (encoding, "identity") != 0)
    slip_answer_set (&request->answer, SLIP_ANSWER_NOT_WEBDAV, 0,
                     _ ("The server answers %s %s in the encoding %s, which nobody asked for"),
                     request->method, slip_dav_shown_path (request), encoding);
  request->reply = slip_body_take (&flight->body);
  land (flight);
}

static void on_body_read_cb (GObject *source, GAsyncResult *result, gpointer user_data);

/* Reads on, behind what is there. */
static void
read_body (Flight *flight)
{
  SlipBody *body = &flight->body;
  goffset length =
      soup_message_headers_get_content_length (soup_message_get_response_headers (flight->message));

  slip_body_make_room (body, length);
  g_input_stream_read_async (flight->stream, body->data + body->length, body->room - body->length,
                             G_PRIORITY_DEFAULT, slip_pace_get_cancellable (flight->pace),
                             on_body_read_cb, flight);
}

static void
on_body_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Flight *flight = user_data;
  g_autoptr (GError) error = NULL;
  gssize n = g_input_stream_read_finish (G_INPUT_STREAM (source), result, &error);

  if (n < 0)
    {
      flight->dav->counts.bytes_received += flight->body.length;
      fail (flight, error);
      return;
    }
  if (n == 0)
    {
      finish_body (flight);
      return;
    }
  flight->body.length += n;
  slip_pace_moved (flight->pace, n);
  if (flight->body.length > flight->request->max_bytes)
    {
      slip_answer_set (&flight->request->answer, SLIP_ANSWER_NOT_WEBDAV, 0,
                       _ ("The answer to %s %s is longer than any of Slipway's files"),
                       flight->request->method, flight->request->path);
      land (flight);
      return;
    }
  read_body (flight);
}

static void
on_message_sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Flight *flight = user_data;
  g_autoptr (GError) error = NULL;

  flight->stream = soup_session_send_finish (SOUP_SESSION (source), result, &error);
  if (flight->stream == NULL)
    {
      fail (flight, error);
      return;
    }
  read_body (flight);
}

/* Sends one request: the only place that does. */
static void
dav_request (SlipDav *self, SlipDavRequest *request, Run *run, GCancellable *cancellable)
{
  g_autofree char *escaped = g_uri_escape_string (request->path, "/", FALSE);
  g_autofree char *url = g_strconcat (self->base, escaped, NULL);
  Flight *flight = g_new0 (Flight, 1);
  SoupMessageHeaders *headers;

  flight->dav = self;
  flight->request = request;
  flight->run = run;
  flight->pace = slip_pace_new (self->context, self->timeout, cancellable);
  flight->message = soup_message_new (request->method, url);
  soup_message_add_flags (flight->message, SOUP_MESSAGE_NO_REDIRECT);
  headers = soup_message_get_request_headers (flight->message);
  soup_message_headers_replace (headers, "Accept-Encoding", "identity");
  soup_message_headers_replace (headers, "Cache-Control", "no-cache");
  if (g_str_equal (request->method, "PROPFIND"))
    soup_message_headers_replace (headers, "Depth", "1");
  set_body (flight);
  g_signal_connect (flight->message, "authenticate", G_CALLBACK (on_message_authenticated_cb),
                    flight);
  g_signal_connect (flight->message, "restarted", G_CALLBACK (on_message_restarted_cb), flight);
  g_signal_connect (flight->message, "wrote-headers", G_CALLBACK (on_message_wrote_headers_cb),
                    flight);
  g_signal_connect (flight->message, "wrote-body-data", G_CALLBACK (on_message_wrote_body_data_cb),
                    flight);
  run->pending++;
  soup_session_send_async (self->session, flight->message, G_PRIORITY_DEFAULT,
                           slip_pace_get_cancellable (flight->pace), on_message_sent_cb, flight);
}

void
slip_dav_run_each (SlipDav *self, GPtrArray *requests, SlipDavFunc before, SlipDavFunc after,
                   gpointer user_data, GCancellable *cancellable)
{
  Run run = { 0, after, user_data };
  guint next = 0;

  ensure_session (self);
  g_main_context_push_thread_default (self->context);
  while (next < requests->len || run.pending > 0)
    {
      while (next < requests->len && run.pending < PARALLEL)
        {
          SlipDavRequest *request = g_ptr_array_index (requests, next++);

          if (before == NULL || before (request, user_data))
            dav_request (self, request, &run, cancellable);
          else
            {
              slip_answer_set (&request->answer, SLIP_ANSWER_CANCELLED, 0,
                               _ ("Sync was cancelled"));
              if (after != NULL)
                after (request, user_data);
            }
        }
      if (run.pending > 0)
        g_main_context_iteration (self->context, TRUE);
    }
  g_main_context_pop_thread_default (self->context);
}

void
slip_dav_run (SlipDav *self, GPtrArray *requests, GCancellable *cancellable)
{
  slip_dav_run_each (self, requests, NULL, NULL, NULL, cancellable);
}
