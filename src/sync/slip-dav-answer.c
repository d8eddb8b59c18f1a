/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What a server's answer means, or that none came (sync.md 5). */

#include "sync/slip-dav-private.h"

#include <glib/gi18n-lib.h>

static gboolean
is_html (SoupMessage *message)
{
  const char *type =
      soup_message_headers_get_content_type (soup_message_get_response_headers (message), NULL);

  return type != NULL && g_ascii_strncasecmp (type, "text/html", 9) == 0;
}

/* What a status means for a method. */
static SlipAnswerKind
kind_of (const char *method, SoupMessage *message, guint status)
{
  if (status >= 200 && status < 300)
    {
      if (g_str_equal (method, "PROPFIND"))
        return status == 207 ? SLIP_ANSWER_OK : SLIP_ANSWER_NOT_WEBDAV;
      if (g_str_equal (method, "GET"))
        return status == 200 && !is_html (message) ? SLIP_ANSWER_OK : SLIP_ANSWER_NOT_WEBDAV;
      /* A multistatus means that a part of it failed; 206 makes no sense. */
      return status == 207 || status == 206 ? SLIP_ANSWER_UNKNOWN : SLIP_ANSWER_OK;
    }
  if (status >= 300 && status < 400)
    return SLIP_ANSWER_REDIRECT;
  switch (status)
    {
    case 401:
    case 407:
      return SLIP_ANSWER_AUTH;
    case 403:
      return SLIP_ANSWER_FORBIDDEN;
    case 404:
    case 410:
      return SLIP_ANSWER_MISSING;
    case 405:
      return g_str_equal (method, "MKCOL") ? SLIP_ANSWER_OK : SLIP_ANSWER_NOT_WEBDAV;
    case 406:
    case 501:
    case 511:
      return SLIP_ANSWER_NOT_WEBDAV;
    case 409:
      return SLIP_ANSWER_NO_PARENT;
    case 412:
      return SLIP_ANSWER_PRECONDITION;
    case 413:
      return SLIP_ANSWER_TOO_LARGE;
    case 423:
      return SLIP_ANSWER_LOCKED;
    case 429:
    case 503:
      return SLIP_ANSWER_BUSY;
    case 507:
      return SLIP_ANSWER_NO_SPACE;
    default:
      return status >= 500 || status == 408 ? SLIP_ANSWER_UNKNOWN : SLIP_ANSWER_NOT_WEBDAV;
    }
}

static guint
retry_after (SoupMessage *message)
{
  const char *value =
      soup_message_headers_get_one (soup_message_get_response_headers (message), "Retry-After");
  g_autoptr (GDateTime) date = NULL;
  g_autoptr (GDateTime) now = NULL;
  gint64 seconds;

  if (value == NULL)
    return 0;
  if (g_ascii_isdigit (*value))
    return MIN (g_ascii_strtoull (value, NULL, 10), 24 * 3600);
  date = soup_date_time_new_from_http_string (value);
  if (date == NULL)
    return 0;
  now = g_date_time_new_now_utc ();
  seconds = g_date_time_difference (date, now) / G_TIME_SPAN_SECOND;
  return CLAMP (seconds, 0, 24 * 3600);
}

const char *
slip_dav_shown_path (const SlipDavRequest *request)
{
  return *request->path != '\0' ? request->path : "./";
}

void
slip_dav_answer_status (SlipDavRequest *request, SoupMessage *message, const char *user,
                        gboolean has_password)
{
  guint status = soup_message_get_status (message);
  SlipAnswerKind kind = kind_of (request->method, message, status);
  const char *reason = soup_status_get_phrase (status);
  const char *location =
      soup_message_headers_get_one (soup_message_get_response_headers (message), "Location");

  if (kind == SLIP_ANSWER_OK)
    return;
  if (kind == SLIP_ANSWER_REDIRECT && location != NULL)
    slip_answer_set (
        &request->answer, kind,
        status, /* Translators: a request such as “GET heads/x.bin”, an address and a status. */
        _ ("The server sends %s %s on to %s (%u)"), request->method, slip_dav_shown_path (request),
        location, status);
  else if (kind == SLIP_ANSWER_AUTH && user != NULL && !has_password)
    slip_answer_set (&request->answer, SLIP_ANSWER_NO_PASSWORD, status,
                     _ ("There is no password for %s in this folder: the window keeps it in the "
                        "desktop's keyring (401)"),
                     user);
  else if (kind == SLIP_ANSWER_AUTH)
    slip_answer_set (&request->answer, kind, status, "%s",
                     user != NULL ? _ ("The server does not accept the user or the password (401)")
                                  : _ ("The server asks for a user and a password (401)"));
  else if (kind == SLIP_ANSWER_NOT_WEBDAV)
    slip_answer_set (&request->answer, kind, status,
                     _ ("What answers is no WebDAV folder (%u %s to %s %s)"), status, reason,
                     request->method, slip_dav_shown_path (request));
  else
    slip_answer_set (&request->answer, kind, status, _ ("The server answered %u %s to %s %s"),
                     status, reason, request->method, slip_dav_shown_path (request));
  request->answer.retry_after = retry_after (message);
}

void
slip_dav_answer_error (SlipDavRequest *request, GError *error)
{
  SlipAnswer *answer = &request->answer;
  const char *method = request->method;
  const char *path = slip_dav_shown_path (request);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    slip_answer_set (answer, SLIP_ANSWER_CANCELLED, 0, _ ("Sync was cancelled"));
  else if (error->domain == G_TLS_ERROR)
    slip_answer_set (answer, SLIP_ANSWER_TLS, 0,
                     _ ("The server's certificate is not to be trusted: %s"), error->message);
  else if (error->domain == G_RESOLVER_ERROR ||
           g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED) ||
           g_error_matches (error, G_IO_ERROR, G_IO_ERROR_HOST_UNREACHABLE) ||
           g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NETWORK_UNREACHABLE) ||
           g_error_matches (error, G_IO_ERROR, G_IO_ERROR_HOST_NOT_FOUND) ||
           g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PROXY_FAILED))
    slip_answer_set (answer, SLIP_ANSWER_OFFLINE, 0, _ ("The server can't be reached: %s"),
                     error->message);
  else if (g_error_matches (error, SOUP_SESSION_ERROR, SOUP_SESSION_ERROR_TOO_MANY_RESTARTS))
    slip_answer_set (answer, SLIP_ANSWER_AUTH, 401,
                     _ ("The server asks for the password again and again (401)"));
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    slip_answer_set (answer, SLIP_ANSWER_UNKNOWN, 0, _ ("The server did not answer %s %s in time"),
                     method, path);
  else
    slip_answer_set (answer, SLIP_ANSWER_UNKNOWN, 0, _ ("The connection broke at %s %s: %s"),
                     method, path, error->message);
}
