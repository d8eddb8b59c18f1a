/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Reads a multistatus (RFC 4918, 13). It comes from a server that we trust with nothing: no
 * document type, no entities, no network, a cap on its size, and nothing in it counts that is not
 * under a status of 200. */

#include <glib/gi18n-lib.h>
#include <libxml/xmlreader.h>
#include <string.h>

#include "sync/slip-dav.h"

#define DAV_NAMESPACE "DAV:"
#define MAX_DEPTH 32
#define MAX_TEXT 4096

/* What one <response> says. */
typedef struct
{
  char *href;
  gboolean collection;
  gboolean is_file; /* a propstat of 200 was there */
  gint64 size;

  /* of the propstat that is open */
  gboolean ok;
  gboolean part_collection;
  gint64 part_size;
} Response;

typedef struct
{
  GPtrArray *entries;
  const char *folder;
  Response response;
  GString *text;
  gboolean multistatus;
  gboolean self;
} Listing;

static gboolean
is_dav (xmlTextReaderPtr reader, const char *name)
{
  const char *namespace = (const char *) xmlTextReaderConstNamespaceUri (reader);

  return g_strcmp0 (namespace, DAV_NAMESPACE) == 0 &&
         g_strcmp0 ((const char *) xmlTextReaderConstLocalName (reader), name) == 0;
}

static void
response_clear (Response *response)
{
  g_free (response->href);
  *response = (Response){ .size = -1, .part_size = -1 };
}

/* The last part of an href's path, decoded; %NULL when it makes no sense. A plus is a plus. */
static char *
base_name (const char *href)
{
  g_autofree char *path = NULL;
  gsize length;
  const char *slash;

  if (strstr (href, "://") != NULL)
    {
      const char *host = strstr (href, "://") + 3;
      const char *start = strchr (host, '/');

      path = g_strdup (start != NULL ? start : "/");
    }
  else
    path = g_strdup (href);
  length = strlen (path);
  while (length > 1 && path[length - 1] == '/')
    path[--length] = '\0';
  slash = strrchr (path, '/');
  return g_uri_unescape_string (slash != NULL ? slash + 1 : path, NULL);
}

static void
close_response (Listing *listing)
{
  Response *response = &listing->response;
  g_autofree char *name = response->href != NULL ? base_name (response->href) : NULL;

  if (name != NULL && *name != '\0' && g_utf8_validate (name, -1, NULL))
    {
      if (response->collection)
        listing->self = listing->self || g_str_equal (name, listing->folder);
      else if (response->is_file && strchr (name, '/') == NULL && name[0] != '.')
        g_ptr_array_add (listing->entries, slip_remote_entry_new (name, response->size));
    }
  response_clear (response);
}

static void
close_element (Listing *listing, xmlTextReaderPtr reader)
{
  Response *response = &listing->response;
  g_autofree char *text = g_strstrip (g_strdup (listing->text->str));

  if (is_dav (reader, "href") && response->href == NULL)
    response->href = g_steal_pointer (&text);
  else if (is_dav (reader, "getcontentlength") && g_ascii_isdigit (*text))
    response->part_size = g_ascii_strtoll (text, NULL, 10);
  else if (is_dav (reader, "status"))
    {
      /* HTTP/1.1 200 OK */
      const char *space = strchr (text, ' ');

      response->ok = space != NULL && strncmp (space + 1, "200", 3) == 0;
    }
  else if (is_dav (reader, "propstat"))
    {
      if (response->ok)
        {
          response->is_file = TRUE;
          response->collection = response->collection || response->part_collection;
          if (response->part_size >= 0)
            response->size = response->part_size;
        }
      response->ok = FALSE;
      response->part_collection = FALSE;
      response->part_size = -1;
    }
  else if (is_dav (reader, "response"))
    close_response (listing);
  g_string_truncate (listing->text, 0);
}

/* One node. FALSE when the answer is not what a WebDAV server sends. */
static gboolean
read_node (Listing *listing, xmlTextReaderPtr reader)
{
  switch (xmlTextReaderNodeType (reader))
    {
    case XML_READER_TYPE_ELEMENT:
      if (xmlTextReaderDepth (reader) > MAX_DEPTH)
        return FALSE;
      if (xmlTextReaderDepth (reader) == 0)
        {
          if (!is_dav (reader, "multistatus"))
            return FALSE;
          listing->multistatus = TRUE;
        }
      g_string_truncate (listing->text, 0);
      if (is_dav (reader, "response"))
        response_clear (&listing->response);
      else if (is_dav (reader, "collection"))
        listing->response.part_collection = TRUE;
      if (xmlTextReaderIsEmptyElement (reader) && !is_dav (reader, "getcontentlength") &&
          !is_dav (reader, "href"))
        close_element (listing, reader);
      return TRUE;
    case XML_READER_TYPE_TEXT:
    case XML_READER_TYPE_CDATA:
      g_string_append (listing->text, (const char *) xmlTextReaderConstValue (reader));
      return listing->text->len <= MAX_TEXT;
    case XML_READER_TYPE_END_ELEMENT:
      close_element (listing, reader);
      return TRUE;
    case XML_READER_TYPE_DOCUMENT_TYPE:
    case XML_READER_TYPE_ENTITY:
    case XML_READER_TYPE_ENTITY_REFERENCE:
      return FALSE;
    default:
      return TRUE;
    }
}

gboolean
slip_dav_parse_listing (GBytes *bytes, const char *folder_path, GPtrArray *entries, GError **error)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);
  g_autofree char *folder = base_name (folder_path);
  Listing listing = { .entries = entries, .folder = folder };
  guint first = entries->len;
  xmlTextReaderPtr reader;
  gboolean good = TRUE;
  int more;

  /* No parser gets to see a document type. */
  if (length == 0 || length > SLIP_DAV_MAX_LISTING || folder == NULL ||
      g_strstr_len (data, length, "<!DOCTYPE") != NULL)
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_WEBDAV,
                   _ ("The listing of %s is empty, too large or not one of a WebDAV folder"),
                   folder_path);
      return FALSE;
    }
  reader = xmlReaderForMemory (data, (int) length, NULL, NULL,
                               XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
  if (reader == NULL)
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_FAILED, _ ("No memory to read the listing of %s"),
                   folder_path);
      return FALSE;
    }
  listing.text = g_string_new (NULL);
  response_clear (&listing.response);
  while ((more = xmlTextReaderRead (reader)) == 1 && good)
    good = read_node (&listing, reader);
  xmlFreeTextReader (reader);
  response_clear (&listing.response);
  g_string_free (listing.text, TRUE);

  if (good && more == 0 && listing.multistatus && listing.self)
    return TRUE;
  g_ptr_array_set_size (entries, first);
  if (good && more != 0)
    g_set_error (error, SLIP_ERROR, SLIP_ERROR_CORRUPT,
                 _ ("The listing of %s is cut or not well-formed"), folder_path);
  else
    g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_WEBDAV,
                 _ ("The listing of %s is not one of a WebDAV folder"), folder_path);
  return FALSE;
}
