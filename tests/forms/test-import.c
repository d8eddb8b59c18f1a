/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Instance XML from outside: what is read, what is refused and by which name, and that hostile files cost
 * little. Also the checks of single values, which import and typing share. */

#include <string.h>

#include "forms-fixture.h"
#include "forms/slip-instance.h"

static const char body[] =
    "<codes id='size'><code value='small'>Small</code><code value='big'>Big</code></codes>"
    "<section name='s'><label>S</label>"
    "<field name='a' type='text'><label>A</label></field>"
    "<field name='long' type='long-text'><label>L</label></field>"
    "<field name='n' type='number' decimals='1'><label>N</label></field>"
    "<field name='size' type='choice' codes='size'><label>S</label></field>"
    "<field name='sizes' type='choices' codes='size'><label>S</label></field>"
    "<field name='who' type='person'><label>W</label></field>"
    "<field name='file' type='file'><label>F</label></field>"
    "<field name='at' type='date-time'><label>At</label></field>"
    "<field name='day' type='date'><label>Day</label></field>"
    "<field name='yes' type='boolean'><label>Yes</label></field>"
    "<field name='double' type='number' calculate='../n * 2'><label>D</label></field></section>"
    "<table name='t' row='r'><label>T</label><field name='k' type='text'><label>K</label></field>"
    "<table name='u' row='v'><label>U</label><field name='w' "
    "type='text'><label>W</label></field></table></table>";

static SlipForm *form;

static SlipImport *
read_text (const char *text, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  return slip_instance_read (bytes, form, error);
}

static void
test_reads_rows_before_what_is_in_them (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipImport) import = read_text (
      "<test id='documentaaaaaaaaaaaaaaaaaa' number='7'>\n <s>\n  <a> One \n two </a><n>+1.50</n>"
      "<sizes><member>small</member><member>big</member></sizes><who label='x'>Ada Lovelace</who>"
      "<file>plan.pdf</file><double calculated='yes'>3</double></s>\n"
      " <t><r id='rowaaaaaaaaaaaaaaaaaaaaaaa'><k>K</k><u><v><w>W</w></v></u></r></t>\n"
      " <signatures><signature>anything</signature></signatures>\n</test>",
      &error);
  static const char *const expected[] = { "s/a=One   two",
                                          "s/n=1.5",
                                          "s/sizes=big\nsmall",
                                          "s/who=Ada Lovelace",
                                          "s/file=plan.pdf",
                                          "row t",
                                          "t/k=K",
                                          "row t/u",
                                          "t/u/w=W" };
  SlipImportItem *outer;
  SlipImportItem *inner;

  g_assert_no_error (error);
  g_assert_cmpstr (import->id, ==, "documentaaaaaaaaaaaaaaaaaa");
  g_assert_cmpstr (import->number, ==, "7");
  g_assert_null (import->release);
  g_assert_cmpuint (import->items->len, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < import->items->len; i++)
    {
      SlipImportItem *item = g_ptr_array_index (import->items, i);
      g_autofree char *text = item->kind == SLIP_IMPORT_ROW
                                  ? g_strconcat ("row ", item->node->path, NULL)
                                  : g_strconcat (item->node->path, "=", item->value, NULL);

      g_assert_cmpstr (text, ==, expected[i]);
    }
  outer = g_ptr_array_index (import->items, 5);
  inner = g_ptr_array_index (import->items, 7);
  g_assert_false (outer->is_new);
  g_assert_cmpstr (outer->parent, ==, "");
  g_assert_true (inner->is_new);
  g_assert_cmpstr (inner->parent, ==, outer->row);
  g_assert_cmpuint (inner->line, ==, 5);
}

typedef struct
{
  const char *name;
  const char *text;
  const char *says;
} Case;

static const Case cases[] = {
  { "unknown-element", "<test>\n<s>\n<b/></s></test>", "line 3, <b>" },
  { "unknown-section", "<test><q/></test>", "<q>: there is no such element in “test”" },
  { "wrong-form", "<plan/>", "<plan>: this is no “test”" },
  { "wrong-row", "<test><t><x/></t></test>", "<x>: there is no such element in “t”, only <r>" },
  { "bad-row-id", "<test><t><r id='7'/></t></test>", "“7” is no row's id" },
  { "row-twice",
    "<test><t><r id='rowaaaaaaaaaaaaaaaaaaaaaaa'/><r id='rowaaaaaaaaaaaaaaaaaaaaaaa'/></t></test>",
    "twice" },
  { "field-twice", "<test><s><a/><a/></s></test>", "<a>: it stands there twice" },
  { "element-in-a-field", "<test><s><a><b/></a></s></test>",
    "<b>: there is no such element in “a”" },
  { "text-between", "<test><s>stray</s></test>", "“stray” stands where only elements may" },
  { "bad-number", "<test><s><n>many</n></s></test>", "<n>: “many” is no value for “s/n”" },
  { "bad-code", "<test><s><size>huge</size></s></test>", "one of: small, big" },
  { "bad-member", "<test><s><sizes><member>huge</member></sizes></s></test>",
    "one of: small, big" },
  { "bad-id", "<test id='7'/>", "ids of 26 characters" },
  { "doctype", "<!DOCTYPE test><test/>", "DOCTYPE" },
  { "entity-bomb",
    "<!DOCTYPE test [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'>"
    "<!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;'>]><test><s><a>&c;</a></s></test>",
    "DOCTYPE" },
  { "external-entity", "<!DOCTYPE test SYSTEM 'file:///etc/passwd'><test/>", "DOCTYPE" },
  { "unknown-entity", "<test><s><a>&nothing;</a></s></test>", "nothing" },
  { "not-closed", "<test><s>", "line 1" },
  { "no-xml", "hello", "line 1" },
  { "empty", "", "is empty" },
};

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (GError) error = NULL;

  g_assert_null (read_text (c->text, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_INVALID);
  if (strstr (error->message, c->says) == NULL)
    {
      g_test_message ("“%s” is not in “%s”", c->says, error->message);
      g_test_fail ();
    }
  g_assert_null (strchr (error->message, '\n'));
}

static void
test_deep_nesting_is_refused (void)
{
  GString *text = g_string_new (NULL);
  g_autofree char *owned = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 100000; i++)
    g_string_append (text, "<a>");
  owned = g_string_free (text, FALSE);
  g_assert_null (read_text (owned, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_TOO_LARGE);
}

static void
test_too_many_elements_are_refused (void)
{
  GString *text = g_string_new ("<test><t>");
  g_autofree char *owned = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < SLIP_INSTANCE_MAX_ELEMENTS; i++)
    g_string_append (text, "<r/>");
  g_string_append (text, "</t></test>");
  owned = g_string_free (text, FALSE);
  g_assert_null (read_text (owned, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_TOO_LARGE);
}

static void
test_a_huge_file_is_refused (void)
{
  g_autoptr (GBytes) bytes =
      g_bytes_new_take (g_malloc0 (SLIP_INSTANCE_MAX_BYTES + 1), SLIP_INSTANCE_MAX_BYTES + 1);
  g_autoptr (GError) error = NULL;

  g_assert_null (slip_instance_read (bytes, form, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_TOO_LARGE);
}

static void
test_peek_tells_the_form (void)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static ("<uat-checklist/>", 16);
  g_autofree char *name = slip_instance_peek (bytes, NULL);

  g_assert_cmpstr (name, ==, "uat-checklist");
}

/* == values == */

typedef struct
{
  const char *path;
  const char *text;
  const char *value; /* NULL: refused */
} Value;

static const Value values[] = {
  { "s/a", "  one\ttwo\n", "one two" },
  { "s/a", "Cafe\xcc\x81", "Caf\xc3\xa9" },
  { "s/a", "\xff", NULL },
  { "s/long", "  indented\r\nnext\n\n", "  indented\nnext" },
  { "s/n", " 007.50 ", "7.5" },
  { "s/n", "-0", "0" },
  { "s/n", "1.25", NULL },
  { "s/n", "1e5", NULL },
  { "s/n", "NaN", NULL },
  { "s/n", "", "" },
  { "s/day", "2026-02-28", "2026-02-28" },
  { "s/day", "2026-02-29", NULL },
  { "s/at", "2026-03-14T22:00:00+01:00", "2026-03-14T22:00:00+01:00" },
  { "s/at", "2026-03-14T22:00:00", NULL },
  { "s/yes", "yes", "yes" },
  { "s/yes", "true", NULL },
  { "s/size", "big", "big" },
  { "s/size", "Big", NULL },
  { "s/sizes", "small\nbig\nsmall\n", "big\nsmall" },
  { "s/who", "Ada", NULL },
  { "s/who", FIXTURE_PERSON, FIXTURE_PERSON },
  { "s/file", "plan.pdf", NULL },
};

static void
test_values_have_one_form (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *value =
          slip_form_parse_value (slip_form_find (form, values[i].path), values[i].text, &error);

      g_assert_cmpstr (value, ==, values[i].value);
      g_assert_true ((value == NULL) == (error != NULL));
    }
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  form = fixture_form ("test", body);
  g_test_add_func ("/forms/import/reads-rows-before-what-is-in-them",
                   test_reads_rows_before_what_is_in_them);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/forms/import/refuses/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/forms/import/deep-nesting-is-refused", test_deep_nesting_is_refused);
  g_test_add_func ("/forms/import/too-many-elements-are-refused",
                   test_too_many_elements_are_refused);
  g_test_add_func ("/forms/import/a-huge-file-is-refused", test_a_huge_file_is_refused);
  g_test_add_func ("/forms/import/peek-tells-the-form", test_peek_tells_the_form);
  g_test_add_func ("/forms/import/values-have-one-form", test_values_have_one_form);
  status = g_test_run ();
  slip_form_unref (form);
  return status;
}
