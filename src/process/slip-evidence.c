/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A dossier that is ready to be asked: XPath's context, the functions that criteria may call, and the limits. */

#include <libxml/xpathInternals.h>
#include <math.h>
#include <string.h>

#include "core/slip-datetime.h"
#include "core/slip-wilson.h"
#include "forms/slip-form.h"
#include "process/slip-question-private.h"

/* Far more than a criterion over 10,000 rows takes; it bounds what a hostile definition can cost. */
#define MAX_OPERATIONS 5000000

/* == functions == */

/* Whether the call has as many arguments as it takes. */
static gboolean
takes (xmlXPathParserContext *parser, int n, int wanted)
{
  if (n == wanted)
    return TRUE;
  xmlXPathErr (parser, XPATH_INVALID_ARITY);
  return FALSE;
}

/* The text of the value on top of the stack, GLib memory. */
static char *
pop_text (xmlXPathParserContext *parser)
{
  xmlChar *text = xmlXPathPopString (parser);
  char *copy = g_strdup (text != NULL ? (const char *) text : "");

  xmlFree (text);
  return copy;
}

static void
call_seconds (xmlXPathParserContext *parser, int n)
{
  g_autofree char *text = NULL;
  gint64 ms;

  if (!takes (parser, n, 1))
    return;
  text = pop_text (parser);
  xmlXPathReturnNumber (parser, slip_datetime_to_ms (text, &ms) ? (double) ms / 1000.0 : NAN);
}

static void
call_days (xmlXPathParserContext *parser, int n)
{
  g_autofree char *text = NULL;
  gint64 ms;

  if (!takes (parser, n, 1))
    return;
  text = pop_text (parser);
  xmlXPathReturnNumber (parser,
                        slip_datetime_to_ms (text, &ms) ? floor ((double) ms / 86400000.0) : NAN);
}

static void
return_wilson (xmlXPathParserContext *parser, gboolean upper)
{
  double total = xmlXPathPopNumber (parser);
  double passed = xmlXPathPopNumber (parser);
  double low;
  double high;

  if (passed >= 0 && passed <= total && slip_wilson (passed, total, &low, &high))
    xmlXPathReturnNumber (parser, upper ? high : low);
  else
    xmlXPathReturnNumber (parser, NAN);
}

static void
call_wilson_low (xmlXPathParserContext *parser, int n)
{
  if (!takes (parser, n, 2))
    return;
  return_wilson (parser, FALSE);
}

static void
call_wilson_high (xmlXPathParserContext *parser, int n)
{
  if (!takes (parser, n, 2))
    return;
  return_wilson (parser, TRUE);
}

/* Whether each of the first nodes' texts is one of the second's: in XPath alone that takes one times the other. */
static void
call_all_in (xmlXPathParserContext *parser, int n)
{
  xmlNodeSet *among;
  xmlNodeSet *each;
  g_autoptr (GHashTable) texts = g_hash_table_new_full (g_str_hash, g_str_equal, xmlFree, NULL);
  gboolean all;

  if (!takes (parser, n, 2))
    return;
  among = xmlXPathPopNodeSet (parser);
  each = xmlXPathPopNodeSet (parser);
  for (int i = 0; among != NULL && i < among->nodeNr; i++)
    g_hash_table_add (texts, xmlNodeGetContent (among->nodeTab[i]));
  all = each != NULL && each->nodeNr > 0;
  for (int i = 0; all && i < each->nodeNr; i++)
    {
      xmlChar *text = xmlNodeGetContent (each->nodeTab[i]);

      all = g_hash_table_contains (texts, text);
      xmlFree (text);
    }
  xmlXPathFreeNodeSet (among);
  xmlXPathFreeNodeSet (each);
  xmlXPathReturnBoolean (parser, all);
}

static const struct
{
  const char *name;
  xmlXPathFunction call;
} functions[] = {
  { "seconds", call_seconds },         { "days", call_days },     { "wilson-low", call_wilson_low },
  { "wilson-high", call_wilson_high }, { "all-in", call_all_in },
};

/* XPath's own that make sense here; the others (id(), lang(), name() …) would tie a criterion to how the tree is built. */
static const char *const own_functions[] = {
  "boolean",
  "ceiling",
  "concat",
  "contains",
  "count",
  "false",
  "floor",
  "last",
  "normalize-space",
  "not",
  "number",
  "position",
  "round",
  "starts-with",
  "string",
  "string-length",
  "substring",
  "substring-after",
  "substring-before",
  "sum",
  "translate",
  "true",
  NULL,
};

gboolean
slip_evidence_has_function (const char *name)
{
  const char *colon = strchr (name, ':');

  if (colon == NULL)
    return g_strv_contains (own_functions, name);
  if (!g_str_has_prefix (name, "slip:"))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (functions); i++)
    if (g_str_equal (functions[i].name, colon + 1))
      return TRUE;
  return FALSE;
}

/* == evidence == */

void
slip_evidence_on_error_raised_cb (void *data, SlipXmlError *xml_error)
{
  SlipEvidence *evidence = data;

  if (evidence != NULL && evidence->message == NULL)
    evidence->message = slip_xml_error_text (xml_error);
}

SlipEvidence *
slip_evidence_new (xmlDoc *dossier, const char *now)
{
  SlipEvidence *evidence = g_new0 (SlipEvidence, 1);

  xmlInitParser ();
  evidence->dossier = dossier;
  evidence->xpath = xmlXPathNewContext (dossier);
  evidence->xpath->userData = evidence;
  /* What a path finds in each of thousands of rows is put where the last row's was. */
  xmlXPathContextSetCache (evidence->xpath, 1, -1, 0);
  evidence->xpath->error = (xmlStructuredErrorFunc) slip_evidence_on_error_raised_cb;
  xmlXPathRegisterNs (evidence->xpath, BAD_CAST "slip", BAD_CAST SLIP_FORM_NAMESPACE);
  for (gsize i = 0; i < G_N_ELEMENTS (functions); i++)
    xmlXPathRegisterFuncNS (evidence->xpath, BAD_CAST functions[i].name,
                            BAD_CAST SLIP_FORM_NAMESPACE, functions[i].call);
  slip_evidence_set_now (evidence, now);
  return evidence;
}

void
slip_evidence_set_now (SlipEvidence *evidence, const char *now)
{
  xmlXPathRegisterVariable (evidence->xpath, BAD_CAST "now", xmlXPathNewCString (now));
}

void
slip_evidence_free (SlipEvidence *evidence)
{
  xmlXPathFreeContext (evidence->xpath);
  g_clear_pointer (&evidence->answers, g_hash_table_unref);
  g_free (evidence->message);
  g_free (evidence);
}

xmlNode *
slip_evidence_get_root (SlipEvidence *evidence)
{
  return xmlDocGetRootElement (evidence->dossier);
}

xmlNode *
slip_evidence_get_document (SlipEvidence *evidence, const char *form)
{
  xmlNode *root = xmlDocGetRootElement (evidence->dossier);

  for (xmlNode *node = slip_xml_element (root->children); node != NULL;
       node = slip_xml_element (node->next))
    if (strcmp (slip_xml_name (node), form) == 0)
      return node;
  return NULL;
}

xmlXPathObject *
slip_evidence_evaluate (SlipEvidence *evidence, xmlXPathCompExpr *compiled)
{
  g_clear_pointer (&evidence->message, g_free);
  evidence->xpath->node = xmlDocGetRootElement (evidence->dossier);
  evidence->xpath->opLimit = MAX_OPERATIONS;
  evidence->xpath->opCount = 0;
  return xmlXPathCompiledEval (compiled, evidence->xpath);
}
