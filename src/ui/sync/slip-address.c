/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* See slip-address.h. */

#include "ui/sync/slip-address.h"

#include <glib/gi18n.h>

gboolean
slip_address_is_http (const char *address)
{
  return g_ascii_strncasecmp (address, "http://", 7) == 0 ||
         g_ascii_strncasecmp (address, "https://", 8) == 0;
}

gboolean
slip_address_is_open_to_read (const char *address)
{
  g_autoptr (GUri) uri = g_uri_parse (address, G_URI_FLAGS_NONE, NULL);
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;

  return uri != NULL && g_str_equal (g_uri_get_scheme (uri), "http") && host != NULL &&
         *host != '\0' && !g_str_equal (host, "localhost") && !g_str_equal (host, "127.0.0.1") &&
         !g_str_equal (host, "::1");
}

const char *
slip_address_find_mistake (const char *address)
{
  g_autoptr (GUri) uri = NULL;

  if (*address == '\0')
    return "";
  if (g_path_is_absolute (address) || g_str_has_prefix (address, "file:///"))
    return NULL;
  if (!slip_address_is_http (address))
    return _ ("Give an address that begins with https://, or the full path of a folder.");
  uri = g_uri_parse (address, G_URI_FLAGS_NONE, NULL);
  return uri != NULL && g_uri_get_host (uri) != NULL && *g_uri_get_host (uri) != '\0'
             ? NULL
             : _ ("The address has no server: https://server/folder");
}
