/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The one way in for XML that others wrote. libxml2 builds its tree as always, but two of its SAX
 * handlers go through here first: a DOCTYPE or an element too many stops the parser at that place,
 * before anything is expanded or allocated for the rest. */

#include "forms/slip-xml.h"

#include <glib/gi18n-lib.h>
#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <string.h>

#include "core/slip-error.h"

typedef struct
{
  const SlipXmlLimits *limits;
  const char *what;
  startElementNsSAX2Func start;
  endElementNsSAX2Func end;
  guint depth;
  guint elements;
  int line;
  GError *error;
} Guard;

static void
refuse (xmlParserCtxt *parser, SlipError code, const char *reason)
{
  Guard *guard = parser->_private;

  if (guard->error == NULL)
    /* Translators: the first %s is what is read, such as “the file”; it begins or ends these messages. */
    guard->error = g_error_new (SLIP_ERROR, code, _ ("line %d of %s: %s"),
                                xmlSAX2GetLineNumber (parser), guard->what, reason);
  xmlStopParser (parser);
}

static void
on_doctype_seen_cb (void *data, const xmlChar *name, const xmlChar *external, const xmlChar *system)
{
  refuse (data, SLIP_ERROR_INVALID, _ ("a DOCTYPE is not allowed; remove it"));
}

static void
on_element_started_cb (void *data, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
                       int n_namespaces, const xmlChar **namespaces, int n_attributes,
                       int n_defaulted, const xmlChar **attributes)
{
  xmlParserCtxt *parser = data;
  Guard *guard = parser->_private;

  if (++guard->depth > guard->limits->max_depth)
    refuse (parser, SLIP_ERROR_TOO_LARGE, _ ("elements are nested too deep"));
  else if (++guard->elements > guard->limits->max_elements)
    refuse (parser, SLIP_ERROR_TOO_LARGE, _ ("there are too many elements"));
  else
    guard->start (data, name, prefix, uri, n_namespaces, namespaces, n_attributes, n_defaulted,
                  attributes);
}

static void
on_element_ended_cb (void *data, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
  xmlParserCtxt *parser = data;
  Guard *guard = parser->_private;

  guard->depth--;
  guard->end (data, name, prefix, uri);
}

static void
on_error_raised_cb (void *data, SlipXmlError *xml_error)
{
  xmlParserCtxt *parser = data;
  Guard *guard = parser->_private;
  g_autofree char *text = NULL;

  if (guard->error != NULL || xml_error->level < XML_ERR_ERROR)
    return;
  text = slip_xml_error_text (xml_error);
  guard->error = g_error_new (SLIP_ERROR, SLIP_ERROR_INVALID, _ ("line %d of %s: %s"),
                              xml_error->line, guard->what, text);
}

/* UTF-16 or UTF-32, where NUL bytes are halves of letters: a mark of byte order, or "<" in two bytes. */
static gboolean
is_wide (const char *data, gsize size)
{
  const guint8 *b = (const guint8 *) data;

  return size >= 2 && ((b[0] == 0xfe && b[1] == 0xff) || (b[0] == 0xff && b[1] == 0xfe) ||
                       (b[0] == 0 && b[1] == '<') || (b[0] == '<' && b[1] == 0));
}

xmlDoc *
slip_xml_parse (GBytes *bytes, const SlipXmlLimits *limits, const char *what, GError **error)
{
  Guard guard = { .limits = limits, .what = what };
  xmlParserCtxt *parser;
  xmlDoc *document;
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);

  if (size > limits->max_bytes || size > G_MAXINT)
    {
      g_autofree char *limit = g_format_size_full (limits->max_bytes, G_FORMAT_SIZE_IEC_UNITS);

      g_set_error (error, SLIP_ERROR, SLIP_ERROR_TOO_LARGE, _ ("%s is larger than %s"), what,
                   limit);
      return NULL;
    }
  if (size == 0)
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID, _ ("%s is empty"), what);
      return NULL;
    }

  /* The parser takes a NUL byte for the end, and what stands behind it would be dropped without a word. */
  if (memchr (data, '\0', size) != NULL && !is_wide (data, size))
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID,
                   _ ("%s holds a NUL byte: it was damaged, or is no XML"), what);
      return NULL;
    }

  xmlInitParser ();
  parser = xmlNewParserCtxt ();
  guard.start = parser->sax->startElementNs;
  guard.end = parser->sax->endElementNs;
  parser->_private = &guard;
  parser->sax->internalSubset = on_doctype_seen_cb;
  parser->sax->startElementNs = on_element_started_cb;
  parser->sax->endElementNs = on_element_ended_cb;
  parser->sax->serror = (xmlStructuredErrorFunc) on_error_raised_cb;

  document = xmlCtxtReadMemory (parser, data, (int) size, NULL, NULL,
                                XML_PARSE_NONET | XML_PARSE_NOCDATA | XML_PARSE_BIG_LINES);
  if (guard.error == NULL && (document == NULL || xmlDocGetRootElement (document) == NULL))
    guard.error = g_error_new (SLIP_ERROR, SLIP_ERROR_INVALID, _ ("%s is no XML"), what);
  if (parser->myDoc != NULL && parser->myDoc != document)
    xmlFreeDoc (parser->myDoc);
  parser->myDoc = NULL;
  xmlFreeParserCtxt (parser);

  if (guard.error != NULL)
    {
      g_clear_pointer (&document, xmlFreeDoc);
      g_propagate_error (error, guard.error);
    }
  return document;
}

char *
slip_xml_attribute (xmlNode *node, const char *name)
{
  xmlChar *value = xmlGetNoNsProp (node, BAD_CAST name);
  char *copy = g_strdup ((const char *) value);

  xmlFree (value);
  return copy;
}

char *
slip_xml_token (xmlNode *node, const char *name)
{
  char *text = slip_xml_attribute (node, name);

  return text != NULL ? g_strstrip (text) : NULL;
}

char *
slip_xml_text (xmlNode *node)
{
  GString *text = g_string_new (NULL);

  for (xmlNode *child = node->children; child != NULL; child = child->next)
    if ((child->type == XML_TEXT_NODE || child->type == XML_CDATA_SECTION_NODE) &&
        child->content != NULL)
      g_string_append (text, (const char *) child->content);
  return g_string_free (text, FALSE);
}

char *
slip_xml_words (xmlNode *node)
{
  g_autofree char *text = slip_xml_text (node);
  GString *words = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p++)
    {
      if (!g_ascii_isspace (*p))
        g_string_append_c (words, *p);
      else if (words->len > 0 && p[1] != '\0' && !g_ascii_isspace (p[1]))
        g_string_append_c (words, ' ');
    }
  return g_string_free (words, FALSE);
}

xmlNode *
slip_xml_element (xmlNode *node)
{
  while (node != NULL && node->type != XML_ELEMENT_NODE)
    node = node->next;
  return node;
}

/* What libxml2 finds, in words that don't change with its version and name nothing of its inside. */
static const struct
{
  int code;
  const char *text;
} reasons[] = {
  { XML_ERR_DOCUMENT_EMPTY, N_ ("it doesn't begin as XML does, with <") },
  { XML_ERR_DOCUMENT_END, N_ ("something stands behind the end of the last element") },
  { XML_ERR_TAG_NOT_FINISHED, N_ ("the file ends before its elements do") },
  { XML_ERR_GT_REQUIRED, N_ ("a tag has no end") },
  { XML_ERR_LT_REQUIRED, N_ ("a tag has no beginning") },
  { XML_ERR_LTSLASH_REQUIRED, N_ ("the file ends before its elements do") },
  { XML_ERR_TAG_NAME_MISMATCH,
    N_ ("an end tag belongs to another element than the one that is open") },
  { XML_ERR_NAME_REQUIRED, N_ ("a name is missing behind < or &; write &lt; and &amp; in text") },
  { XML_ERR_ENTITYREF_SEMICOL_MISSING, N_ ("an & stands alone; write &amp; in text") },
  { XML_ERR_UNDECLARED_ENTITY,
    N_ ("an entity that XML doesn't know; write the character itself, or its number") },
  { XML_WAR_UNDECLARED_ENTITY,
    N_ ("an entity that XML doesn't know; write the character itself, or its number") },
  { XML_ERR_INVALID_CHAR, N_ ("a character that XML can't carry; remove it") },
  { XML_ERR_INVALID_CHARREF, N_ ("a character that XML can't carry; remove it") },
  { XML_ERR_INVALID_ENCODING, N_ ("the text is not in the encoding that the file names; save it as "
                                  "UTF-8") },
  { XML_ERR_UNSUPPORTED_ENCODING, N_ ("an encoding that nobody knows; save the file as UTF-8") },
  { XML_ERR_UNKNOWN_ENCODING, N_ ("an encoding that nobody knows; save the file as UTF-8") },
  { XML_I18N_CONV_FAILED,
    N_ ("the text is not in the encoding that the file names; save it as UTF-8") },
  { XML_ERR_ATTRIBUTE_NOT_STARTED, N_ ("an attribute's value is not in quotes") },
  { XML_ERR_ATTRIBUTE_NOT_FINISHED, N_ ("an attribute's value has no end") },
  { XML_ERR_ATTRIBUTE_REDEFINED, N_ ("an attribute stands there twice") },
  { XML_ERR_LT_IN_ATTRIBUTE, N_ ("a < stands in an attribute; write &lt;") },
  { XML_NS_ERR_UNDEFINED_NAMESPACE, N_ ("a prefix that stands for no namespace") },
};

char *
slip_xml_error_text (const xmlError *error)
{
  /* RELAX NG counts its own errors from zero: only the parser's are in the table. */
  int code = error->domain == XML_FROM_PARSER || error->domain == XML_FROM_NAMESPACE ||
                     error->domain == XML_FROM_I18N || error->domain == XML_FROM_IO
                 ? error->code
                 : XML_ERR_OK;
  char *text;

  /* Before 2.12, bytes that are not UTF-8 come under the code of a wrong character. */
  if (code == XML_ERR_INVALID_CHAR && error->message != NULL &&
      strstr (error->message, "UTF-8") != NULL)
    code = XML_ERR_INVALID_ENCODING;
  if ((code == XML_ERR_UNDECLARED_ENTITY || code == XML_WAR_UNDECLARED_ENTITY) &&
      error->str1 != NULL)
    return g_strdup_printf (
        _ ("XML doesn't know the entity “%.60s”; write the character itself, or its "
           "number"),
        error->str1);
  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    if (reasons[i].code == code)
      return g_strdup (_ (reasons[i].text));
  text = g_strdup (error->message != NULL ? error->message : _ ("unknown error"));
  g_strchomp (text);
  return g_strdelimit (text, "\r\n", ' ');
}

const char *
slip_xml_name (xmlNode *node)
{
  return (const char *) node->name;
}
