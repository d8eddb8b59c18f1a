/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The slip: functions that look at documents as a whole: which there are, what state they are in, what was approved and
 * by whom. What signatures mean is told by the layer above, through the hook for the title table's fields. */

#include <libxml/xpathInternals.h>
#include <string.h>

#include "core/slip-hash.h"
#include "forms/slip-form-private.h"
#include "forms/slip-functions-private.h"

#define FACT_NUMBER "number"
#define FACT_TITLE "title"
#define FACT_STATUS "status"
#define FACT_VERSION "version"
#define FACT_SIGNATURES "signatures"
#define FACT_REVISION "revision"
#define FACT_CONTENT "content"

#define TITLE "header/title"

const char *const slip_function_facts[] = { FACT_NUMBER,     FACT_TITLE,
                                            FACT_STATUS,     FACT_VERSION,
                                            FACT_SIGNATURES, FACT_REVISION,
                                            FACT_CONTENT,    NULL };

static char *
number_of_record (SlipScope *scope)
{
  return slip_database_get_text (slip_scope_get_database (scope), NULL,
                                 "SELECT number FROM record WHERE id = ?", "s",
                                 slip_scope_get_record (scope));
}

/* (transfer full) (nullable): of the document that @scope looks at, as it stands or as it was approved. */
static char *
get_fact (SlipScope *scope, const char *fact, GError **error)
{
  const SlipFormContext *context = slip_scope_get_context (scope);
  SlipFormNode *title = slip_form_find (slip_scope_get_form (scope), TITLE);

  if (g_str_equal (fact, FACT_NUMBER))
    return number_of_record (scope);
  if (g_str_equal (fact, FACT_TITLE))
    return title != NULL ? slip_scope_get_seen (scope, title, "", error) : NULL;
  if (g_str_equal (fact, FACT_STATUS))
    return g_strdup (context->status);
  if (g_str_equal (fact, FACT_VERSION))
    return g_strdup (context->version);
  if (g_str_equal (fact, FACT_SIGNATURES))
    return g_strdup (context->signatures);
  if (context->approved == NULL)
    return NULL;
  return g_str_equal (fact, FACT_REVISION) ? g_strdup_printf ("%u", context->approved_revision)
                                           : g_strdup (context->approved);
}

static void
push_fact (xmlXPathParserContext *parser, SlipScope *scope, const char *fact, GError *error)
{
  g_autoptr (GError) local_error = NULL;
  g_autofree char *text = NULL;

  if (error == NULL && scope != NULL)
    text = get_fact (scope, fact, &local_error);
  if (error != NULL || local_error != NULL)
    slip_scope_fail (parser, error != NULL ? error->message : local_error->message);
  else
    slip_function_push_text (parser, text != NULL ? text : "");
}

/* How many documents of a form the release has. */
void
slip_function_documents (xmlXPathParserContext *parser, int n)
{
  SlipScope *scope = slip_function_scope (parser);
  g_autofree char *text = slip_function_pop_text (parser);
  g_autofree char *state = NULL;
  g_autofree char *form = slip_function_split_state (text, &state);
  g_autoptr (GPtrArray) records = slip_form_documents_of (
      slip_scope_get_database (scope), slip_scope_get_record (scope), form, NULL);
  g_autoptr (GError) error = NULL;
  guint count = 0;

  for (guint i = 0; records != NULL && i < records->len && error == NULL; i++)
    count += state == NULL ||
             slip_scope_get_revision (scope, g_ptr_array_index (records, i),
                                      g_str_equal (state, SLIP_STATE_FIRST), &error) != NULL;
  if (error != NULL)
    slip_scope_fail (parser, error->message);
  else
    slip_function_push_number (parser, count);
}

/* A fact about the release's newest document of a form. */
void
slip_function_fact (xmlXPathParserContext *parser, int n)
{
  g_autoptr (GPtrArray) texts = slip_function_pop_texts (parser, n);
  g_autoptr (GError) error = NULL;
  SlipScope *other =
      slip_function_document (slip_function_scope (parser), g_ptr_array_index (texts, 0), &error);

  push_fact (parser, other, g_ptr_array_index (texts, 1), error);
}

/* A fact about the document that a reference names; of whatever release. */
void
slip_function_fact_of (xmlXPathParserContext *parser, int n)
{
  g_autoptr (GPtrArray) texts = slip_function_pop_texts (parser, n);
  SlipScope *scope = slip_function_scope (parser);
  const char *record = g_ptr_array_index (texts, 0);
  g_autoptr (GError) error = NULL;
  SlipScope *other = NULL;

  if (slip_database_get_int (
          slip_scope_get_database (scope), 0,
          "SELECT count (*) FROM record WHERE id = ? AND kind = 'document' AND dead = 0", "s",
          record) > 0)
    other = slip_scope_get_other (scope, record, &error);
  push_fact (parser, other, g_ptr_array_index (texts, 1), error);
}

/* == the evidence index == */

/* One document: what it is, what state it is in, and of an approved revision its digest and who signed it. */
static void
add_evidence (GString *lines, SlipScope *current, SlipScope *approved, guint n)
{
  const SlipFormContext *context = slip_scope_get_context (current);
  g_autofree char *number = number_of_record (current);
  g_autofree char *place = g_strdup_printf ("%u. ", n);
  /* As far in as the text above: a list in the list, where the text is shown as Markdown. */
  g_autofree char *inner = g_strnfill (strlen (place), ' ');

  g_string_append_printf (lines, "%s%s%s, %s: %s", lines->len > 0 ? "\n" : "", place, number,
                          slip_scope_get_form (current)->root->label, context->status);
  if (approved != NULL)
    {
      const char *signatures = slip_scope_get_context (approved)->signatures;
      g_auto (GStrv) each = g_strsplit (signatures, "\n", -1);

      g_string_append_printf (lines, ", revision %u\n%s- content %s", context->approved_revision,
                              inner, context->approved);
      for (gsize i = 0; each[i] != NULL && *each[i] != '\0'; i++)
        g_string_append_printf (lines, "\n%s- %s", inner, each[i]);
    }
}

/* A line of "NUMBER DIGEST" for what is approved: what changes when another revision is. */
static void
add_to_package (GString *lines, SlipScope *current, SlipScope *approved, guint n)
{
  g_autofree char *number = approved != NULL ? number_of_record (current) : NULL;

  if (approved != NULL)
    g_string_append_printf (lines, "%s %s\n", number, slip_scope_get_context (current)->approved);
}

typedef void (*DocumentFunc) (GString *lines, SlipScope *current, SlipScope *approved, guint n);

/* Every document of the release but this one, in the order of their numbers: none can be left out. NULL: the evaluation
 * has ended. */
static GString *
describe_documents (xmlXPathParserContext *parser, DocumentFunc func)
{
  SlipScope *scope = slip_function_scope (parser);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records = slip_form_documents_of (
      slip_scope_get_database (scope), slip_scope_get_record (scope), NULL, &error);
  g_autoptr (GString) lines = g_string_new (NULL);
  guint place = 0;

  for (guint i = 0; records != NULL && i < records->len && error == NULL; i++)
    {
      const char *record = g_ptr_array_index (records, i);
      SlipScope *current;
      SlipScope *approved = NULL;

      if (g_str_equal (record, slip_scope_get_record (scope)))
        continue;
      if (!slip_scope_go_on (parser))
        return NULL;
      current = slip_scope_get_other (scope, record, &error);
      if (current != NULL)
        approved = slip_scope_get_revision (scope, record, FALSE, &error);
      if (error == NULL)
        func (lines, current, approved, ++place);
    }
  if (error == NULL)
    return g_steal_pointer (&lines);
  slip_scope_fail (parser, error->message);
  return NULL;
}

void
slip_function_evidence (xmlXPathParserContext *parser, int n)
{
  g_autoptr (GString) lines = describe_documents (parser, add_evidence);

  if (lines != NULL)
    slip_function_push_text (parser, lines->str);
}

/* One digest of all that is approved, so that a review can say what it was about; "" when nothing is. */
void
slip_function_package_digest (xmlXPathParserContext *parser, int n)
{
  g_autoptr (GString) lines = describe_documents (parser, add_to_package);
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *digest = NULL;

  if (lines == NULL)
    return;
  bytes = g_bytes_new (lines->str, lines->len);
  digest = lines->len > 0 ? slip_hash_hex_of (bytes) : g_strdup ("");
  slip_function_push_text (parser, digest);
}
