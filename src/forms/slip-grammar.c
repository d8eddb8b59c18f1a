/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* libxml2's RELAX NG: a grammar is read once and shared; validating with one takes turns, as it writes into the grammar. */

#include "forms/slip-grammar.h"

#include <glib/gi18n-lib.h>
#include <libxml/relaxng.h>

#include "core/slip-error.h"
#include "forms/slip-xml.h"

/* Made by the build (glib-compile-resources). Naming it keeps the linker from dropping the resources. */
GResource *slip_forms_data_get_resource (void);

#define RESOURCE_SCHEMAS "/io/github/slipway/schemas/"

static GMutex mutex;
static GHashTable *grammars; /* name → xmlRelaxNG */

typedef struct
{
  const char *what;
  char *message;
} Complaint;

static void
on_validity_error_raised_cb (void *data, SlipXmlError *xml_error)
{
  Complaint *complaint = data;

  if (complaint->message == NULL)
    {
      g_autofree char *text = slip_xml_error_text (xml_error);

      complaint->message =
          g_strdup_printf ("line %d of %s: %s", xml_error->line, complaint->what, text);
    }
}

static xmlRelaxNG *
load (const char *name)
{
  g_autofree char *path = g_strconcat (RESOURCE_SCHEMAS, name, NULL);
  g_autoptr (GBytes) bytes = g_resource_lookup_data (slip_forms_data_get_resource (), path,
                                                     G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  xmlRelaxNGParserCtxt *parser;
  xmlRelaxNG *grammar;

  if (bytes == NULL)
    g_error ("the grammar %s is not built in", name);
  parser =
      xmlRelaxNGNewMemParserCtxt (g_bytes_get_data (bytes, NULL), (int) g_bytes_get_size (bytes));
  grammar = xmlRelaxNGParse (parser);
  xmlRelaxNGFreeParserCtxt (parser);
  if (grammar == NULL)
    g_error ("the grammar %s is broken", name);
  return grammar;
}

gboolean
slip_grammar_check (const char *name, xmlDoc *document, const char *what, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&mutex);
  Complaint complaint = { what, NULL };
  xmlRelaxNGValidCtxt *validator;
  xmlRelaxNG *grammar;
  int result;

  if (grammars == NULL)
    grammars = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  grammar = g_hash_table_lookup (grammars, name);
  if (grammar == NULL)
    {
      grammar = load (name);
      g_hash_table_insert (grammars, g_strdup (name), grammar);
    }
  validator = xmlRelaxNGNewValidCtxt (grammar);
  xmlRelaxNGSetValidStructuredErrors (
      validator, (xmlStructuredErrorFunc) on_validity_error_raised_cb, &complaint);
  result = xmlRelaxNGValidateDoc (validator, document);
  xmlRelaxNGFreeValidCtxt (validator);
  if (result != 0)
    g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID, "%s",
                 complaint.message != NULL ? complaint.message
                                           : _ ("it doesn't follow its grammar"));
  g_free (complaint.message);
  return result == 0;
}
