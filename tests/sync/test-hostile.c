/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* WebDAV against a server of our own that does what servers and networks do on bad days. */

#include <libsoup/soup.h>

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/lsan_interface.h>
#endif

#include "sync-fixture.h"
#include "sync/slip-remote-dav.h"

/* The server runs on a thread of its own; the test sets what it does next. */
typedef struct
{
  GThread *thread;
  GMainContext *context;
  GMainLoop *loop;
  SoupServer *server;
  guint port;
  gint mode;
  gint requests;
  gint bodies;  /* PUTs that came with the right body */
  gint empties; /* PUTs that came without one */
  gint puts;
} Hostile;

enum
{
  MODE_GOOD,
  MODE_HTML,
  MODE_REDIRECT,
  MODE_BOMB,
  MODE_TRUNCATED,
  MODE_SILENT,
  MODE_HUGE,
  MODE_GZIP,
  MODE_BUSY,
  MODE_STATUS, /* and the status itself */
};

#define BODY "exactly these bytes"
#define MULTISTATUS                                                                                \
  "<?xml version=\"1.0\"?><D:multistatus xmlns:D=\"DAV:\"><D:response><D:href>/x/heads/</D:href>"  \
  "<D:propstat><D:prop><D:resourcetype><D:collection/></D:resourcetype></D:prop>"                  \
  "<D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response></D:multistatus>"

static void
reply (SoupServerMessage *message, guint status, const char *type, const char *text)
{
  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, type, SOUP_MEMORY_COPY, text, strlen (text));
}

static void
on_request_cb (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query,
               gpointer user_data)
{
  Hostile *self = user_data;
  const char *method = soup_server_message_get_method (message);
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  int mode = g_atomic_int_get (&self->mode);

  g_atomic_int_inc (&self->requests);
  if (g_str_equal (method, "PUT"))
    {
      SoupMessageBody *body = soup_server_message_get_request_body (message);
      gboolean right =
          body->length == strlen (BODY) && memcmp (body->data, BODY, body->length) == 0;

      g_atomic_int_inc (&self->puts);
      g_atomic_int_inc (right ? &self->bodies : &self->empties);
    }
  switch (mode)
    {
    case MODE_GOOD:
      if (g_str_equal (method, "PROPFIND"))
        reply (message, 207, "application/xml", MULTISTATUS);
      else
        reply (message, g_str_equal (method, "PUT") ? 201 : 200, "application/octet-stream", BODY);
      break;
    case MODE_HTML:
      reply (message, 200, "text/html", "<html>Welcome to our hotel</html>");
      break;
    case MODE_REDIRECT:
      soup_message_headers_replace (headers, "Location", "http://127.0.0.1:1/elsewhere/");
      reply (message, 302, "text/plain", "");
      break;
    case MODE_BOMB:
      reply (message, 207, "application/xml",
             "<?xml version=\"1.0\"?><!DOCTYPE m [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b "
             "\"&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\">]>"
             "<D:multistatus xmlns:D=\"DAV:\"><D:response><D:href>&c;&c;</D:href></D:response>"
             "</D:multistatus>");
      break;
    case MODE_GZIP:
      soup_message_headers_replace (headers, "Content-Encoding", "gzip");
      reply (message, 200, "application/octet-stream", BODY);
      break;
    case MODE_HUGE:
      {
        g_autofree char *much = g_strnfill (SLIP_REMOTE_MAX_FILE + 10, 'x');

        reply (message, 200, "application/octet-stream", much);
        break;
      }
    case MODE_BUSY:
      soup_message_headers_replace (headers, "Retry-After", "7");
      reply (message, 503, "text/plain", "");
      break;
    case MODE_SILENT:
      soup_server_message_pause (message);
      break;
    default:
      reply (message, mode - MODE_STATUS, "text/plain", "");
      break;
    }
}

#ifdef __SANITIZE_ADDRESS__
/* Requests that are cut off on purpose lose memory of the server that plays the peer, now and then, in the same process.
 * Leaks of the client are looked for in test-apache, where the peer is a process of its own. */
int
__lsan_is_turned_off (void)
{
  return 1;
}
#endif

static gpointer
run_server (gpointer data)
{
  Hostile *self = data;

  g_main_context_push_thread_default (self->context);
  g_main_loop_run (self->loop);
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

static void
set_up (Hostile *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  GSList *uris;

  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  g_main_context_push_thread_default (self->context);
  self->server = g_object_new (SOUP_TYPE_SERVER, NULL);
  soup_server_add_handler (self->server, NULL, on_request_cb, self, NULL);
  soup_server_listen_local (self->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  g_main_context_pop_thread_default (self->context);
  uris = soup_server_get_uris (self->server);
  self->port = g_uri_get_port (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  self->thread = g_thread_new ("server", run_server, self);
}

static gboolean
quit (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_REMOVE;
}

static void
tear_down (Hostile *self, gconstpointer data)
{
  g_main_context_invoke (self->context, quit, self->loop);
  g_thread_join (self->thread);
  g_main_context_push_thread_default (self->context);
  soup_server_disconnect (self->server);
  g_clear_object (&self->server);
  while (g_main_context_iteration (self->context, FALSE))
    ;
  g_main_context_pop_thread_default (self->context);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
}

static SlipRemote *
remote_of (Hostile *self)
{
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u/x", self->port);
  g_autoptr (GError) error = NULL;
  SlipRemote *remote = slip_remote_new_for_url (url, "test", NULL, NULL, FALSE, &error);

  g_assert_no_error (error);
  return remote;
}

static void
assert_list (Hostile *self, int mode, SlipAnswerKind kind)
{
  g_autoptr (SlipRemote) remote = remote_of (self);
  g_auto (SlipAnswer) answer = { 0 };
  g_autoptr (GPtrArray) entries = NULL;

  g_atomic_int_set (&self->mode, mode);
  entries = slip_remote_list (remote, SLIP_REMOTE_HEADS, &answer, NULL);
  g_assert_cmpint (answer.kind, ==, kind);
  g_assert_cmpuint (entries->len, ==, 0);
  g_assert_true (kind == SLIP_ANSWER_OK || answer.text != NULL);
}

static void
load_body_cb (SlipTransfer *transfer, gpointer user_data)
{
  transfer->bytes = g_bytes_ref (user_data);
}

static void
on_landed_cb (SlipTransfer *transfer, gpointer user_data)
{
}

static SlipAnswerKind
transfer (SlipRemote *remote, const char *method)
{
  g_autoptr (GPtrArray) transfers =
      g_ptr_array_new_with_free_func ((GDestroyNotify) slip_transfer_free);
  g_autoptr (GBytes) body = g_bytes_new_static (BODY, strlen (BODY));
  SlipTransfer *one = slip_transfer_new (SLIP_REMOTE_HEADS, "a.bin", NULL);

  g_ptr_array_add (transfers, one);
  if (g_str_equal (method, "GET"))
    slip_remote_get (remote, transfers, NULL);
  else if (g_str_equal (method, "DELETE"))
    slip_remote_remove (remote, transfers, NULL);
  else
    slip_remote_put_each (remote, transfers, load_body_cb, on_landed_cb, body, NULL);
  return one->answer.kind;
}

static void
test_listings (Hostile *self, gconstpointer data)
{
  assert_list (self, MODE_GOOD, SLIP_ANSWER_OK);
  assert_list (self, MODE_HTML, SLIP_ANSWER_NOT_WEBDAV);
  assert_list (self, MODE_REDIRECT, SLIP_ANSWER_REDIRECT);
  assert_list (self, MODE_BOMB, SLIP_ANSWER_NOT_WEBDAV);
  assert_list (self, MODE_BUSY, SLIP_ANSWER_BUSY);
  assert_list (self, MODE_STATUS + 401, SLIP_ANSWER_AUTH);
  assert_list (self, MODE_STATUS + 403, SLIP_ANSWER_FORBIDDEN);
  assert_list (self, MODE_STATUS + 404, SLIP_ANSWER_MISSING);
  assert_list (self, MODE_STATUS + 405, SLIP_ANSWER_NOT_WEBDAV);
  assert_list (self, MODE_STATUS + 500, SLIP_ANSWER_UNKNOWN);
  assert_list (self, MODE_STATUS + 511, SLIP_ANSWER_NOT_WEBDAV);
}

static void
test_statuses_of_put (Hostile *self, gconstpointer data)
{
  g_autoptr (SlipRemote) remote = remote_of (self);
  const struct
  {
    guint status;
    SlipAnswerKind kind;
  } cases[] = {
    { 200, SLIP_ANSWER_OK },        { 201, SLIP_ANSWER_OK },
    { 204, SLIP_ANSWER_OK },        { 302, SLIP_ANSWER_REDIRECT },
    { 303, SLIP_ANSWER_REDIRECT },  { 403, SLIP_ANSWER_FORBIDDEN },
    { 409, SLIP_ANSWER_NO_PARENT }, { 412, SLIP_ANSWER_PRECONDITION },
    { 413, SLIP_ANSWER_TOO_LARGE }, { 423, SLIP_ANSWER_LOCKED },
    { 429, SLIP_ANSWER_BUSY },      { 500, SLIP_ANSWER_UNKNOWN },
    { 503, SLIP_ANSWER_BUSY },      { 507, SLIP_ANSWER_NO_SPACE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_atomic_int_set (&self->mode, MODE_STATUS + cases[i].status);
      g_assert_cmpint (transfer (remote, "PUT"), ==, cases[i].kind);
    }
  g_assert_cmpint (self->bodies, ==, G_N_ELEMENTS (cases));
  g_assert_cmpint (self->empties, ==, 0);
}

static void
test_gets (Hostile *self, gconstpointer data)
{
  g_autoptr (SlipRemote) remote = remote_of (self);

  g_assert_cmpint (transfer (remote, "GET"), ==, SLIP_ANSWER_OK);
  g_atomic_int_set (&self->mode, MODE_HTML);
  g_assert_cmpint (transfer (remote, "GET"), ==, SLIP_ANSWER_NOT_WEBDAV);
  g_atomic_int_set (&self->mode, MODE_GZIP);
  g_assert_cmpint (transfer (remote, "GET"), ==, SLIP_ANSWER_NOT_WEBDAV);
  g_atomic_int_set (&self->mode, MODE_HUGE);
  g_assert_cmpint (transfer (remote, "GET"), ==, SLIP_ANSWER_NOT_WEBDAV);
  g_atomic_int_set (&self->mode, MODE_REDIRECT);
  g_assert_cmpint (transfer (remote, "GET"), ==, SLIP_ANSWER_REDIRECT);
  g_assert_cmpint (transfer (remote, "DELETE"), ==, SLIP_ANSWER_REDIRECT);
}

static void
test_silence_times_out (Hostile *self, gconstpointer data)
{
  g_autoptr (SlipRemote) remote = remote_of (self);

  slip_remote_dav_set_timeout (SLIP_REMOTE_DAV (remote), 1);
  g_atomic_int_set (&self->mode, MODE_SILENT);
  g_assert_cmpint (transfer (remote, "GET"), ==, SLIP_ANSWER_UNKNOWN);
}

/* Hotel networks answer everything; sync stops and says so. */
static void
test_sync_stops_at_a_captive_portal (Hostile *self, gconstpointer data)
{
  g_autoptr (SlipRemote) remote = remote_of (self);
  g_autoptr (TestPeer) peer = test_peer_new (1);
  g_auto (SlipSyncStats) stats = { 0 };
  g_autoptr (GError) error = NULL;

  test_peer_write_document (peer, 1);
  g_atomic_int_set (&self->mode, MODE_HTML);
  g_assert_false (test_peer_try_sync (peer, remote, &stats, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_WEBDAV);
  g_assert_cmpuint (stats.requests, ==, 1);
}

/* A server of bytes, for what SoupServer is too polite to do: answers each connection as @script
 * says. */
typedef struct
{
  GSocketListener *listener;
  GThread *thread;
  guint port;
  gint connections;
  gint bodies;
  gboolean truncate;
} RawServer;

/* One request with its body. FALSE at the end of the connection. */
static gboolean
read_request (GInputStream *in, GString *request)
{
  char buffer[4096];
  gsize wanted = 0;

  g_string_truncate (request, 0);
  for (;;)
    {
      const char *end = strstr (request->str, "\r\n\r\n");
      gssize n;

      if (end != NULL)
        {
          const char *length = strstr (request->str, "Content-Length: ");

          wanted = end + 4 - request->str + (length != NULL ? strtoul (length + 16, NULL, 10) : 0);
          if (request->len >= wanted)
            return TRUE;
        }
      n = g_input_stream_read (in, buffer, sizeof buffer, NULL, NULL);
      if (n <= 0)
        return FALSE;
      g_string_append_len (request, buffer, n);
    }
}

static void
say (GOutputStream *out, const char *text)
{
  g_output_stream_write_all (out, text, strlen (text), NULL, NULL, NULL);
}

/* First connection: one good answer, then it dies when the next request has come. Later ones: good
 * answers. */
static gpointer
serve_raw (gpointer data)
{
  RawServer *self = data;

  for (;;)
    {
      g_autoptr (GSocketConnection) connection =
          g_socket_listener_accept (self->listener, NULL, NULL, NULL);
      g_autoptr (GString) request = g_string_new (NULL);
      gint number;
      guint answered = 0;

      if (connection == NULL)
        return NULL;
      number = g_atomic_int_add (&self->connections, 1);
      while (read_request (g_io_stream_get_input_stream (G_IO_STREAM (connection)), request))
        {
          GOutputStream *out = g_io_stream_get_output_stream (G_IO_STREAM (connection));

          if (g_str_has_prefix (request->str, "QUIT"))
            return NULL;
          if (number == 0 && answered > 0)
            break;
          answered++;
          if (self->truncate)
            {
              say (out, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this");
              break;
            }
          if (g_str_has_prefix (request->str, "PUT") && g_str_has_suffix (request->str, BODY))
            g_atomic_int_inc (&self->bodies);
          say (out, "HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n");
        }
      g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
    }
}

static void
raw_start (RawServer *self)
{
  g_autoptr (GError) error = NULL;

  self->listener = g_socket_listener_new ();
  self->port = g_socket_listener_add_any_inet_port (self->listener, NULL, &error);
  g_assert_no_error (error);
  self->thread = g_thread_new ("raw", serve_raw, self);
}

static void
raw_stop (RawServer *self)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection =
      g_socket_client_connect_to_host (client, "127.0.0.1", self->port, NULL, NULL);

  say (g_io_stream_get_output_stream (G_IO_STREAM (connection)), "QUIT / HTTP/1.1\r\n\r\n");
  g_thread_join (self->thread);
  g_object_unref (self->listener);
}

static SlipRemote *
raw_remote (RawServer *self)
{
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u/x", self->port);

  return slip_remote_new_for_url (url, "test", NULL, NULL, FALSE, NULL);
}

/* libsoup sends a request again whose kept connection has died; its body must go with it. */
static void
test_body_survives_a_dead_connection (void)
{
  RawServer server = { 0 };
  g_autoptr (SlipRemote) remote = NULL;
  SlipAnswerKind second;

  raw_start (&server);
  remote = raw_remote (&server);
  g_assert_cmpint (transfer (remote, "PUT"), ==, SLIP_ANSWER_OK);
  second = transfer (remote, "PUT");
  if (second == SLIP_ANSWER_UNKNOWN)
    second = transfer (remote, "PUT");
  g_assert_cmpint (second, ==, SLIP_ANSWER_OK);
  g_clear_object (&remote);
  raw_stop (&server);
  g_assert_cmpint (server.bodies, ==, 2);
  g_assert_cmpint (server.connections, >=, 2);
}

static void
test_short_body_is_no_answer (void)
{
  RawServer server = { .truncate = TRUE };
  g_autoptr (SlipRemote) remote = NULL;

  raw_start (&server);
  remote = raw_remote (&server);
  g_assert_cmpint (transfer (remote, "GET"), ==, SLIP_ANSWER_TRUNCATED);
  g_clear_object (&remote);
  raw_stop (&server);
}

static void
test_addresses (void)
{
  const struct
  {
    const char *url;
    int code; /* -1: good */
  } cases[] = {
    { "http://localhost/dav", -1 },
    { "http://127.0.0.2:8080/dav", -1 },
    { "http://[::1]/dav", -1 },
    { "https://example.org/dav", -1 },
    { "file:///tmp/x", -1 },
    { "/tmp/x", -1 },
    { "http://example.org/dav", SLIP_ERROR_NOT_ALLOWED },
    { "http://localhost.example.org/dav", SLIP_ERROR_NOT_ALLOWED },
    { "ftp://example.org/", SLIP_ERROR_INVALID },
    { "https://", SLIP_ERROR_INVALID },
    { "https://example.org/?share=1", SLIP_ERROR_INVALID },
    { "relative/path", SLIP_ERROR_INVALID },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (SlipRemote) remote =
          slip_remote_new_for_url (cases[i].url, "test", NULL, NULL, FALSE, &error);

      g_test_message ("%s", cases[i].url);
      if (cases[i].code < 0)
        g_assert_no_error (error);
      else
        g_assert_error (error, SLIP_ERROR, cases[i].code);
      g_assert_true ((remote != NULL) == (cases[i].code < 0));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add (path, Hostile, NULL, set_up, func, tear_down)
  ADD ("/hostile/listings", test_listings);
  ADD ("/hostile/statuses-of-put", test_statuses_of_put);
  ADD ("/hostile/gets", test_gets);
  ADD ("/hostile/silence-times-out", test_silence_times_out);
  ADD ("/hostile/sync-stops-at-a-captive-portal", test_sync_stops_at_a_captive_portal);
  g_test_add_func ("/hostile/body-survives-a-dead-connection",
                   test_body_survives_a_dead_connection);
  g_test_add_func ("/hostile/short-body-is-no-answer", test_short_body_is_no_answer);
  g_test_add_func ("/hostile/addresses", test_addresses);
  return g_test_run ();
}
