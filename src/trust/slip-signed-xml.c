/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The writer puts one element on a line, indented by two spaces, attributes in double quotes, and escapes
 * & < > everywhere, and in attributes also the quote and white space that a reader would fold. */

#include "trust/slip-signed-xml.h"

#include <glib/gi18n-lib.h>
#include <libxml/parser.h>
#include <stdarg.h>
#include <string.h>

/* == writing == */

static void
append_escaped (GString *out, const char *text, gboolean in_attribute)
{
  for (const char *p = text; *p != '\0'; p++)
    {
      switch (*p)
        {
        case '&':
          g_string_append (out, "&amp;");
          break;
        case '<':
          g_string_append (out, "&lt;");
          break;
        case '>':
          g_string_append (out, "&gt;");
          break;
        case '\r':
          g_string_append (out, "&#13;");
          break;
        case '"':
        case '\n':
        case '\t':
          if (in_attribute)
            {
              g_string_append (out, *p == '"' ? "&quot;" : *p == '\n' ? "&#10;" : "&#9;");
              break;
            }
          G_GNUC_FALLTHROUGH;
        default:
          g_string_append_c (out, *p);
        }
    }
}

static void
append_tag (GString *out, guint depth, const char *name, va_list attributes)
{
  const char *attribute;

  g_string_append_printf (out, "%*s<%s", (int) (2 * depth), "", name);
  while ((attribute = va_arg (attributes, const char *)) != NULL)
    {
      const char *value = va_arg (attributes, const char *);

      if (value == NULL)
        continue;
      g_string_append_printf (out, " %s=\"", attribute);
      append_escaped (out, value, TRUE);
      g_string_append_c (out, '"');
    }
}

void
slip_signed_xml_start (GString *out, guint depth, const char *name, ...)
{
  va_list attributes;

  va_start (attributes, name);
  append_tag (out, depth, name, attributes);
  va_end (attributes);
  g_string_append (out, ">\n");
}

void
slip_signed_xml_stop (GString *out, guint depth, const char *name)
{
  g_string_append_printf (out, "%*s</%s>\n", (int) (2 * depth), "", name);
}

void
slip_signed_xml_leaf (GString *out, guint depth, const char *name, const char *text, ...)
{
  va_list attributes;

  va_start (attributes, text);
  append_tag (out, depth, name, attributes);
  va_end (attributes);
  if (text == NULL || *text == '\0')
    {
      g_string_append (out, "/>\n");
      return;
    }
  g_string_append_c (out, '>');
  append_escaped (out, text, FALSE);
  g_string_append_printf (out, "</%s>\n", name);
}

/* == reading == */

void
slip_signed_reader_fail (SlipSignedReader *reader, SlipError code, const char *format, ...)
{
  va_list arguments;

  if (reader->error != NULL)
    return;
  va_start (arguments, format);
  reader->error = g_error_new_valist (SLIP_ERROR, code, format, arguments);
  va_end (arguments);
}

static xmlNode *
first_element (xmlNode *node)
{
  while (node != NULL && node->type != XML_ELEMENT_NODE)
    node = node->next;
  return node;
}

static void
go_to (SlipSignedReader *reader, xmlNode *element)
{
  reader->element = element;
  reader->next = first_element (element->children);
}

/* Our writer never writes "<!" or "<?": without them there is no DOCTYPE, so no entity that could grow, no comment, no
 * CDATA section and no other encoding. */
static gboolean
check_bytes (GBytes *bytes, const char *what, gsize max, GError **error)
{
  gsize size = 0;
  const char *data = g_bytes_get_data (bytes, &size);

  if (size > max)
    {
      g_set_error (
          error, SLIP_ERROR, SLIP_ERROR_TOO_LARGE,
          /* Translators: the %s of these messages is “The statement”, “The invitation” or “The genesis”. */
          _ ("%s has %zu bytes, more than the %zu that are allowed"), what, size, max);
      return FALSE;
    }
  if (size == 0 || memchr (data, 0, size) != NULL || !g_utf8_validate (data, size, NULL) ||
      memmem (data, size, "<!", 2) != NULL || memmem (data, size, "<?", 2) != NULL)
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID, _ ("%s isn't a text that Slipway wrote"),
                   what);
      return FALSE;
    }
  return TRUE;
}

gboolean
slip_signed_reader_open (SlipSignedReader *reader, GBytes *bytes, const char *what,
                         const char *root, const char *family, gsize max, GError **error)
{
  SlipSignedReader result = { .what = what };
  const char *space = "";
  xmlNode *element;

  if (!check_bytes (bytes, what, max, error))
    return FALSE;
  result.doc = xmlReadMemory (g_bytes_get_data (bytes, NULL), (int) g_bytes_get_size (bytes), NULL,
                              "UTF-8", XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
  element = result.doc != NULL ? xmlDocGetRootElement (result.doc) : NULL;
  if (element != NULL && element->ns != NULL)
    space = (const char *) element->ns->href;
  if (element == NULL || !g_str_equal ((const char *) element->name, root) ||
      !g_str_has_prefix (space, family))
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID, _ ("%s isn't a text that Slipway wrote"),
                   what);
      xmlFreeDoc (result.doc);
      return FALSE;
    }
  if (!g_str_equal (space + strlen (family), "1"))
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_TOO_NEW,
                   _ ("%s was written by a newer Slipway; upgrade this one"), what);
      xmlFreeDoc (result.doc);
      return FALSE;
    }
  go_to (&result, element);
  *reader = result;
  return TRUE;
}

gboolean
slip_signed_reader_close (SlipSignedReader *reader, GError **error)
{
  if (reader->error == NULL && reader->next != NULL)
    slip_signed_reader_fail (reader, SLIP_ERROR_INVALID, _ ("%s has an unknown element “%s”"),
                             reader->what, (const char *) reader->next->name);
  g_clear_pointer (&reader->doc, xmlFreeDoc);
  if (reader->error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&reader->error));
  return FALSE;
}

gboolean
slip_signed_reader_has (SlipSignedReader *reader, const char *name)
{
  return reader->error == NULL && reader->next != NULL &&
         g_str_equal ((const char *) reader->next->name, name);
}

gboolean
slip_signed_reader_enter (SlipSignedReader *reader, const char *name)
{
  if (reader->error != NULL)
    return FALSE;
  if (!slip_signed_reader_has (reader, name) || reader->next->ns != reader->element->ns)
    {
      slip_signed_reader_fail (reader, SLIP_ERROR_INVALID, _ ("%s has “%s” where “%s” belongs"),
                               reader->what,
                               reader->next != NULL ? (const char *) reader->next->name : "", name);
      return FALSE;
    }
  go_to (reader, reader->next);
  return TRUE;
}

void
slip_signed_reader_leave (SlipSignedReader *reader)
{
  xmlNode *left = reader->element;

  if (reader->error != NULL)
    return;
  if (reader->next != NULL)
    {
      slip_signed_reader_fail (reader, SLIP_ERROR_INVALID, _ ("%s has an unknown element “%s”"),
                               reader->what, (const char *) reader->next->name);
      return;
    }
  reader->element = left->parent;
  reader->next = first_element (left->next);
}

static char *
check_length (SlipSignedReader *reader, const char *name, xmlChar *value, gsize min, gsize max)
{
  g_autofree char *text = g_strdup (value != NULL ? (const char *) value : "");
  gsize length = strlen (text);

  xmlFree (value);
  if (length < min)
    slip_signed_reader_fail (reader, SLIP_ERROR_INVALID,
                             _ ("%s has a “%s” that is empty or too short"), reader->what, name);
  else if (length > max)
    slip_signed_reader_fail (reader, SLIP_ERROR_INVALID,
                             _ ("%s has a “%s” that is longer than %zu bytes"), reader->what, name,
                             max);
  return reader->error == NULL ? g_steal_pointer (&text) : g_strdup ("");
}

char *
slip_signed_reader_attribute (SlipSignedReader *reader, const char *name, gsize min, gsize max)
{
  if (reader->error != NULL)
    return g_strdup ("");
  return check_length (reader, name, xmlGetNoNsProp (reader->element, (const xmlChar *) name), min,
                       max);
}

char *
slip_signed_reader_text (SlipSignedReader *reader, gsize min, gsize max)
{
  if (reader->error != NULL)
    return g_strdup ("");
  return check_length (reader, (const char *) reader->element->name,
                       xmlNodeGetContent (reader->element), min, max);
}

char *
slip_signed_reader_leaf (SlipSignedReader *reader, const char *name, gsize min, gsize max)
{
  char *text;

  if (!slip_signed_reader_enter (reader, name))
    return g_strdup ("");
  text = slip_signed_reader_text (reader, min, max);
  slip_signed_reader_leave (reader);
  return text;
}
