/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The audit trail in files that other programs can read, and signed reviews of it. */

#include <libxml/parser.h>
#include <libxml/relaxng.h>
#include <libxml/xpath.h>
#include <string.h>

#include "slip-test-fixture.h"
#include "workspace/slip-workspace-private.h"

#define CSV_COLUMNS 19

/* == files == */

static gboolean
collect (const char *bytes, gsize length, gpointer data, GError **error)
{
  g_string_append_len (data, bytes, length);
  return TRUE;
}

static GString *
export_trail (SlipWorkspace *workspace, const SlipTrailFilter *filter, SlipTrailFormat format,
              guint64 *n)
{
  GString *text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  slip_workspace_export_trail (workspace, filter, format, collect, text, n, &error);
  g_assert_no_error (error);
  return text;
}

/* A reader of RFC 4180: (element-type GPtrArray of utf8). */
static GPtrArray *
parse_csv (const char *text)
{
  GPtrArray *records = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  GPtrArray *record = NULL;
  const char *p = text;

  while (*p != '\0')
    {
      g_autoptr (GString) cell = g_string_new (NULL);

      if (record == NULL)
        record = g_ptr_array_new_with_free_func (g_free);
      if (*p == '"')
        {
          for (p++; *p != '"' || p[1] == '"'; p++)
            {
              g_assert_cmpint (*p, !=, '\0');
              if (*p == '"')
                p++;
              g_string_append_c (cell, *p);
            }
          p++;
        }
      else
        for (; strchr (",\r\"", *p) == NULL; p++)
          g_string_append_c (cell, *p);
      g_ptr_array_add (record, g_string_free (g_steal_pointer (&cell), FALSE));
      if (*p == ',')
        {
          p++;
          continue;
        }
      g_assert_true (g_str_has_prefix (p, "\r\n"));
      p += 2;
      g_ptr_array_add (records, g_steal_pointer (&record));
    }
  return records;
}

static void
test_csv_parses_back (Fixture *fixture, gconstpointer data)
{
  static const char *const texts[] = {
    "a \"quoted\", text\nin two lines", "=1+1", "+1", "-1", "@sum (A1)", "plain", "\tindented"
  };
  static const char *const wanted[] = {
    "a \"quoted\", text\nin two lines", "'=1+1", "'+1", "'-1", "'@sum (A1)", "plain", "'\tindented"
  };
  SlipWorkspace *workspace = fixture->team->people[0];
  SlipTrailFilter filter = { .record = fixture->plan, .field = "scope/purpose" };
  gint64 whole = count (fixture->dir, "SELECT count (*) FROM op");
  g_autoptr (GString) text = NULL;
  g_autoptr (GString) all = NULL;
  g_autoptr (GPtrArray) records = NULL;
  g_autoptr (GPtrArray) everything = NULL;
  guint64 n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    set (fixture, 0, "scope/purpose", texts[i]);
  text = export_trail (workspace, &filter, SLIP_TRAIL_CSV, &n);
  records = parse_csv (text->str);
  g_assert_cmpuint (records->len, ==, n + 1);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      GPtrArray *record = g_ptr_array_index (records, records->len - G_N_ELEMENTS (texts) + i);

      g_assert_cmpuint (record->len, ==, CSV_COLUMNS);
      g_assert_cmpstr (g_ptr_array_index (record, 14), ==, wanted[i]);
      if (i > 0)
        g_assert_cmpstr (g_ptr_array_index (record, 13), ==, wanted[i - 1]);
    }
  all = export_trail (workspace, NULL, SLIP_TRAIL_CSV, NULL);
  everything = parse_csv (all->str);
  g_assert_cmpuint (everything->len, ==, whole + G_N_ELEMENTS (texts) + 1);
  for (guint i = 0; i < everything->len; i++)
    g_assert_cmpuint (((GPtrArray *) g_ptr_array_index (everything, i))->len, ==, CSV_COLUMNS);
}

/* Valid against the schema, and as many entries as it says. */
static void
assert_valid_xml (const char *text, gsize length, guint64 n)
{
  g_autoptr (GBytes) schema = slip_trail_schema ();
  xmlRelaxNGParserCtxt *parser =
      xmlRelaxNGNewMemParserCtxt (g_bytes_get_data (schema, NULL), g_bytes_get_size (schema));
  xmlRelaxNG *grammar = xmlRelaxNGParse (parser);
  xmlRelaxNGValidCtxt *valid = xmlRelaxNGNewValidCtxt (grammar);
  xmlDoc *document = xmlReadMemory (text, length, NULL, NULL, XML_PARSE_NONET);
  xmlXPathContext *context;
  xmlXPathObject *count;

  g_assert_nonnull (grammar);
  g_assert_nonnull (document);
  g_assert_cmpint (xmlRelaxNGValidateDoc (valid, document), ==, 0);
  context = xmlXPathNewContext (document);
  count = xmlXPathEval (BAD_CAST "count (/*/*[local-name () = 'entry'])", context);
  g_assert_cmpfloat (count->floatval, ==, n);
  xmlXPathFreeObject (count);
  count = xmlXPathEval (BAD_CAST "number (/*/*[local-name () = 'end']/@entries)", context);
  g_assert_cmpfloat (count->floatval, ==, n);
  xmlXPathFreeObject (count);
  xmlXPathFreeContext (context);
  xmlFreeDoc (document);
  xmlRelaxNGFreeValidCtxt (valid);
  xmlRelaxNGFree (grammar);
  xmlRelaxNGFreeParserCtxt (parser);
}

static void
test_xml_is_valid_and_the_same_everywhere (Fixture *fixture, gconstpointer data)
{
  SlipTrailFilter filter = { .person = "Petra Lindqvist", .kind = "change" };
  g_autoptr (GString) mine = NULL;
  g_autoptr (GString) theirs = NULL;
  g_autoptr (GString) part = NULL;
  g_autoptr (GString) none = NULL;
  guint64 n = 0;

  set (fixture, 0, "scope/purpose", "<b> & \"c\" ]]>\nline two");
  team_settle (fixture->team);
  mine = export_trail (fixture->team->people[0], NULL, SLIP_TRAIL_XML, &n);
  assert_valid_xml (mine->str, mine->len, n);
  theirs = export_trail (fixture->team->people[2], NULL, SLIP_TRAIL_XML, NULL);
  g_assert_cmpstr (mine->str, ==, theirs->str);
  part = export_trail (fixture->team->people[1], &filter, SLIP_TRAIL_XML, &n);
  assert_valid_xml (part->str, part->len, n);
  filter.kind = "revoke";
  none = export_trail (fixture->team->people[1], &filter, SLIP_TRAIL_XML, &n);
  g_assert_cmpuint (n, ==, 0);
  assert_valid_xml (none->str, none->len, 0);
}

/* == reviews == */

static void
test_a_review_is_signed_and_kept (Fixture *fixture, gconstpointer data)
{
  SlipTrailFilter filter = { .record = fixture->plan, .kind = "change" };
  g_autoptr (GString) text = NULL;
  g_autofree char *statement = NULL;
  g_autofree char *prefix = NULL;
  g_autoptr (GError) error = NULL;
  guint64 n = 0;

  text = export_trail (fixture->team->people[1], &filter, SLIP_TRAIL_XML, &n);
  statement = slip_workspace_review_trail (fixture->team->people[1], &filter, "nothing odd",
                                           TEAM_PASSPHRASE, &error);
  g_assert_no_error (error);
  prefix = g_strndup (statement, 6);
  team_settle (fixture->team);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GPtrArray) reviews =
          slip_workspace_list_trail_reviews (fixture->team->people[i], &error);
      g_autoptr (GBytes) bytes = NULL;
      const SlipTrailReview *review;

      g_assert_no_error (error);
      g_assert_cmpuint (reviews->len, ==, 1);
      review = g_ptr_array_index (reviews, 0);
      g_assert_cmpstr (review->problem, ==, NULL);
      g_assert_cmpstr (review->statement, ==, statement);
      g_assert_cmpstr (review->name, ==, "Quentin Adeyemi");
      g_assert_cmpstr (review->comment, ==, "nothing odd");
      g_assert_nonnull (strstr (review->filter, "--kind change"));
      g_assert_cmpint (review->entries, ==, n);
      bytes = slip_workspace_get_reviewed_trail (fixture->team->people[i], prefix, &error);
      g_assert_no_error (error);
      g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), text->str,
                       text->len);
    }
}

static void
test_who_may_not_review (Fixture *fixture, gconstpointer data)
{
  static const char *const withdraw[] = { "ai-irb-liaison", "operations-manager", NULL };
  static const char *const grant[] = { "auditor", NULL };
  SlipTrailFilter nothing = { .kind = "revoke" };
  SlipWorkspace *irina = fixture->team->people[2];
  g_autofree char *id = slip_workspace_get_info (irina, "person", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (slip_workspace_review_trail (irina, &nothing, "x", TEAM_PASSPHRASE, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (slip_workspace_review_trail (irina, NULL, " ", TEAM_PASSPHRASE, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_null (slip_workspace_review_trail (irina, NULL, "x", "wrong passphrase", &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_WRONG_PASSPHRASE);
  g_clear_error (&error);
  slip_workspace_change_roles (fixture->team->people[0], id, grant, withdraw, "audits from now on",
                               TEAM_PASSPHRASE, NULL, &error);
  g_assert_no_error (error);
  team_settle (fixture->team);
  g_assert_null (slip_workspace_review_trail (irina, NULL, "x", TEAM_PASSPHRASE, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/trail-export/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("csv-parses-back", test_csv_parses_back);
  ADD ("xml-is-valid", test_xml_is_valid_and_the_same_everywhere);
  ADD ("a-review-is-signed", test_a_review_is_signed_and_kept);
  ADD ("who-may-not-review", test_who_may_not_review);
#undef ADD
  return g_test_run ();
}
