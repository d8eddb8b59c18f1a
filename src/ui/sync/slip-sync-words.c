/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* See slip-sync-words.h. */

#include "ui/sync/slip-sync-words.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/slip-error.h"

#define MINUTE_MS (60 * 1000)
#define HOUR_MS (60 * MINUTE_MS)
#define DAY_MS (24 * (gint64) HOUR_MS)

char *
slip_sync_words_ago (gint64 then_ms, gint64 now_ms)
{
  /* A clock that was set back makes nothing that happened later than now. */
  gint64 ago = MAX (0, now_ms - then_ms);
  guint n;

  if (ago < MINUTE_MS)
    return g_strdup (_ ("just now"));
  if (ago < HOUR_MS)
    {
      n = (guint) (ago / MINUTE_MS);
      return g_strdup_printf (ngettext ("%u minute ago", "%u minutes ago", n), n);
    }
  if (ago < DAY_MS)
    {
      n = (guint) (ago / HOUR_MS);
      return g_strdup_printf (ngettext ("%u hour ago", "%u hours ago", n), n);
    }
  n = (guint) (ago / DAY_MS);
  return g_strdup_printf (ngettext ("%u day ago", "%u days ago", n), n);
}

const char *
slip_sync_words_status (SlipSyncStatus status)
{
  switch (status)
    {
    case SLIP_SYNC_UNKNOWN:
      return _ ("Sync");
    case SLIP_SYNC_NOT_SET_UP:
      return _ ("Not Shared");
    case SLIP_SYNC_IDLE:
      return _ ("Synced");
    case SLIP_SYNC_WAITING:
      return _ ("Changes to Send");
    case SLIP_SYNC_RUNNING:
      return _ ("Syncing…");
    case SLIP_SYNC_OFFLINE:
      return _ ("Offline");
    case SLIP_SYNC_ERROR:
    default:
      return _ ("Sync Failed");
    }
}

const char *
slip_sync_words_icon (SlipSyncStatus status)
{
  switch (status)
    {
    case SLIP_SYNC_IDLE:
      return "object-select-symbolic";
    case SLIP_SYNC_WAITING:
      return "document-send-symbolic";
    case SLIP_SYNC_OFFLINE:
      return "network-offline-symbolic";
    case SLIP_SYNC_ERROR:
      return "dialog-warning-symbolic";
    case SLIP_SYNC_NOT_SET_UP:
      return "network-server-symbolic";
    case SLIP_SYNC_UNKNOWN:
    case SLIP_SYNC_RUNNING:
    default:
      return "view-refresh-symbolic";
    }
}

char *
slip_sync_words_last (gint64 synced_ms, gint64 now_ms)
{
  g_autofree char *ago = NULL;

  if (synced_ms == 0)
    return g_strdup (_ ("Never synced"));
  ago = slip_sync_words_ago (synced_ms, now_ms);
  /* Translators: %s is "just now" or "12 minutes ago" */
  return g_strdup_printf (_ ("Last synced %s"), ago);
}

char *
slip_sync_words_waiting (guint waiting)
{
  return waiting > 0 ? g_strdup_printf (
                           ngettext ("%u change to send", "%u changes to send", waiting), waiting)
                     : NULL;
}

char *
slip_sync_words_progress (guint64 done, guint64 total)
{
  static const struct
  {
    guint64 size;
    const char *unit;
  } units[] = { { 1000 * 1000, "MB" }, { 1000, "kB" }, { 1, "B" } };
  guint unit = total >= units[0].size ? 0 : total >= units[1].size ? 1 : 2;

  if (total == 0)
    return NULL;
  /* Translators: how much was moved, of how much, and the unit of both: "13 of 19 MB" */
  return g_strdup_printf (_ ("%u of %u %s"), (guint) (MIN (done, total) / units[unit].size),
                          (guint) (total / units[unit].size), units[unit].unit);
}

const char *
slip_sync_words_password (gboolean in_keyring)
{
  return in_keyring ? _ ("The password is kept in your keyring.")
                    : _ ("There is no keyring: the password is in a file that only you can read.");
}

SlipSyncRemedy
slip_sync_words_remedy (const GError *error)
{
  if (error->domain == SLIP_ERROR)
    switch (error->code)
      {
      case SLIP_ERROR_AUTH:
      case SLIP_ERROR_NO_PASSWORD:
        return SLIP_REMEDY_PASSWORD;
      case SLIP_ERROR_NOT_FOUND:
      case SLIP_ERROR_NOT_WEBDAV:
      case SLIP_ERROR_INVALID:
        return SLIP_REMEDY_ADDRESS;
      default:
        break;
      }
  return SLIP_REMEDY_AGAIN;
}

const char *
slip_sync_words_remedy_label (SlipSyncRemedy remedy)
{
  switch (remedy)
    {
    case SLIP_REMEDY_PASSWORD:
      return _ ("Enter the _Password…");
    case SLIP_REMEDY_ADDRESS:
      return _ ("Change the _Address…");
    case SLIP_REMEDY_AGAIN:
    default:
      return _ ("_Try Now");
    }
}

char *
slip_sync_words_error (const GError *error)
{
  const char *command = strstr (error->message, " (slipwayctl ");
  const char *end = command != NULL ? strchr (command, ')') : NULL;

  if (g_error_matches (error, SLIP_ERROR, SLIP_ERROR_NO_PASSWORD))
    return g_strdup (_ ("The keyring has no password for the shared folder. Give it again."));
  /* What a command does, the window has a button for. */
  return end != NULL
             ? g_strdup_printf ("%.*s%s", (int) (command - error->message), error->message, end + 1)
             : g_strdup (error->message);
}

void
slip_sync_words_mend (GError *error)
{
  char *words = slip_sync_words_error (error);

  g_free (error->message);
  error->message = words;
}

char *
slip_sync_words_short_error (const GError *error)
{
  g_autofree char *text = slip_sync_words_error (error);
  char *end = strstr (text, "); ");
  char *begin = end != NULL ? g_strrstr_len (text, end - text, " (") : NULL;

  /* An address begins like one; what else stands in brackets stays. */
  if (begin != NULL && (g_str_has_prefix (begin, " (http") || g_str_has_prefix (begin, " (/")))
    memmove (begin, end + 1, strlen (end + 1) + 1);
  return g_steal_pointer (&text);
}
