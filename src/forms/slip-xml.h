/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Reading XML that others wrote: no network, no DOCTYPE (so no entities), limits on size, depth and
 * number of elements that are enforced while parsing, errors as GError with the line. */

#pragma once

#include <gio/gio.h>
#include <libxml/tree.h>
#include <libxml/xmlerror.h>

G_BEGIN_DECLS

typedef struct
{
  gsize max_bytes;
  guint max_depth;
  guint max_elements;
} SlipXmlLimits;

/* (transfer full): the tree; free with xmlFreeDoc(). @what: names the input in messages ("the definition"). NULL with
 * INVALID or TOO_LARGE, the line told. Any thread. */
xmlDoc *slip_xml_parse (GBytes *bytes, const SlipXmlLimits *limits, const char *what,
                        GError **error);

/* (transfer full) (nullable): an attribute without namespace, as GLib memory; NULL when it is not there. */
char *slip_xml_attribute (xmlNode *node, const char *name);
/* The same without white space around it: names and ids may have that in the file. */
char *slip_xml_token (xmlNode *node, const char *name);
/* (transfer full): the text in an element, comments and processing instructions passed over. */
char *slip_xml_text (xmlNode *node);
/* (transfer full): the same with white space trimmed and collapsed: the words. */
char *slip_xml_words (xmlNode *node);
/* (transfer none): the next sibling (from @node on) that is an element; NULL at the end. */
xmlNode *slip_xml_element (xmlNode *node);
/* The message of a libxml2 error on one line, without the line feed at its end. */
char *slip_xml_error_text (const xmlError *error);
/* libxml2's allocations are not GLib's. */
const char *slip_xml_name (xmlNode *node);

#if LIBXML_VERSION >= 21200
typedef const xmlError SlipXmlError;
#else
typedef xmlError SlipXmlError;
#endif

G_END_DECLS
