/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What is a definition and what is refused, with the reason that the writer of it reads. */

#include <string.h>

#include "forms-fixture.h"
#include "forms/slip-form.h"

/* A section with fields a to d of common types, and a table; %s goes into it. */
#define CODES                                                                                      \
  "<codes id='size'><code value='small'>Small</code><code value='big'>Big</code></codes>"
#define SECTION(fields) "<section name='s'><label>S</label>" fields "</section>"
#define FIELD(name, more) "<field name='" name "' " more "><label>L</label></field>"
#define NUMBER(name, more) FIELD (name, "type='number' " more)
#define TEXT(name, more) FIELD (name, "type='text' " more)
#define TABLE(name, fields) "<table name='" name "' row='r'><label>T</label>" fields "</table>"
#define CHOICE FIELD ("c", "type='choice' codes='size'")
#define CALCULATE(xpath)                                                                           \
  SECTION (NUMBER ("a", "") CHOICE NUMBER ("x", "calculate=\"" xpath "\""))                        \
  TABLE ("t", NUMBER ("n", "") TEXT ("k", "") NUMBER ("sum", "calculate='../n * 2'")               \
                  TABLE ("u", TEXT ("v", "")))
#define RELEVANT(xpath)                                                                            \
  CODES SECTION (NUMBER ("a", "") CHOICE FIELD ("d", "type='date'") FIELD ("b", "type='boolean'")  \
                     TEXT ("x", "relevant=\"" xpath "\""))

typedef struct
{
  const char *name;
  const char *body;
  const char *says; /* NULL: accepted */
} Case;

static const Case structure[] = {
  { "smallest", SECTION (""), NULL },
  { "all-types",
    CODES SECTION (
        TEXT ("a", "required='yes'") FIELD ("b", "type='long-text'") FIELD ("c", "type='date'")
            FIELD ("d", "type='date-time'") NUMBER ("e", "decimals='2' unit='EUR' default='1'")
                FIELD ("f", "type='boolean'")
                    FIELD ("g", "type='choice' codes='size' default='big'")
                        FIELD ("h", "type='choices' codes='size'") FIELD ("i", "type='choices'")
                            FIELD ("j", "type='person'") FIELD ("k", "type='file'")
                                FIELD ("l", "type='reference' to='release'")),
    NULL },
  { "table-in-table", TABLE ("t", TEXT ("k", "") TABLE ("u", TEXT ("v", ""))), NULL },
  { "no-section", "", "line" },
  { "unknown-element", SECTION ("<fields/>"), "fields" },
  { "unknown-attribute", SECTION (TEXT ("a", "colour='red'")), "line 2" },
  { "unknown-type", SECTION (FIELD ("a", "type='colour'")), "line 2" },
  { "bad-name", SECTION (TEXT ("A b", "")), "line 2" },
  { "no-label", "<section name='s'><label>S</label>\n<field name='a' type='text'/></section>",
    "line 3" },
  { "blank-label", SECTION ("<field name='a' type='text'><label> </label></field>"),
    "says nothing" },
  { "field-twice", SECTION (TEXT ("a", "") TEXT ("a", "")), "“s/a” stands there twice" },
  { "section-twice", SECTION ("") SECTION (""), "“s” stands there twice" },
  { "signatures-is-kept", "<section name='signatures'><label>S</label></section>",
    "“signatures” is kept" },
  { "codes-twice", CODES CODES SECTION (""), "two lists of codes “size”" },
  { "code-twice",
    "<codes id='a'><code value='x'>X</code><code value='x'>Y</code></codes>" SECTION (""),
    "have “x” twice" },
  { "codes-of-the-process",
    "<codes id='a' process='b'><code value='x'>X</code></codes>" SECTION (""), NULL },
  { "code-says-nothing", "<codes id='a'><code value='x'> </code></codes>" SECTION (""),
    "the code “x” says nothing" },
  { "choice-without-codes", SECTION (FIELD ("a", "type='choice'")),
    "“s/a” is a choice, but has no codes" },
  { "choice-of-unknown-codes", SECTION (FIELD ("a", "type='choice' codes='colour'")), "“colour”" },
  { "codes-on-a-text", CODES SECTION (TEXT ("a", "codes='size'")), "“s/a” is no choice" },
  { "decimals-on-a-text", SECTION (TEXT ("a", "decimals='2'")), "“s/a” is no number" },
  { "reference-to-nothing", SECTION (FIELD ("a", "type='reference'")), "doesn't say to what" },
  { "text-to-something", SECTION (TEXT ("a", "to='release'")), "is no reference" },
  { "reference-to-unknown-table", SECTION (FIELD ("a", "type='reference' to='row:t'")),
    "“s/a” points to rows of “t”" },
  { "reference-to-unknown-form", SECTION (FIELD ("a", "type='reference' to='row:nothing:t'")),
    "form “nothing”, which there is not" },
  { "required-twice-over", SECTION (TEXT ("a", "required='yes' required-if='1 = 1'")), "say one" },
  { "default-of-calculated", SECTION (NUMBER ("a", "calculate='1' default='1'")),
    "has no default" },
  { "initial-of-calculated", SECTION (NUMBER ("a", "calculate='1' initial='1'")),
    "has an initial value" },
  { "initial-with-default", SECTION (NUMBER ("a", "default='1' initial='1'")),
    "has an initial value" },
  { "default-of-wrong-type", SECTION (NUMBER ("a", "default='many'")), "the default of “s/a”" },
  { "default-not-in-codes",
    CODES SECTION (FIELD ("a", "type='choice' codes='size' default='tiny'")),
    "one of: small, big" },
  { "calculated-file", SECTION (FIELD ("a", "type='file' calculate='1'")),
    "which a file can't be" },
  { "unknown-key", "<table name='t' row='r' key='x'><label>T</label>" TEXT ("a", "") "</table>",
    "the key of “t” is “x”" },
  { "calculated-key",
    "<table name='t' row='r' key='a'><label>T</label>" NUMBER ("a", "calculate='1'") "</table>",
    "which is calculated" },
  { "min-over-max",
    "<table name='t' row='r' min='3' max='2'><label>T</label>" TEXT ("a", "") "</table>",
    "at least 3 rows, but at most 2" },
  { "starting-rows",
    CODES "<table name='t' row='r'><label>T</label>" NUMBER ("n", "") FIELD (
        "c",
        "type='choice' codes='size'") "<start><value field='c'>big</value></start><start><value "
                                      "field='n'>2</value></start></table>",
    NULL },
  { "starting-row-of-unknown-field",
    "<table name='t' row='r'><label>T</label>" TEXT (
        "a", "") "<start><value field='b'>x</value></start></table>",
    "“t” can't begin with a row that says “b”" },
  { "starting-row-with-a-calculated-field",
    "<table name='t' row='r'><label>T</label>" NUMBER (
        "a", "calculate='1'") "<start><value field='a'>1</value></start></table>",
    "can't begin with a row that says “a”" },
  { "starting-row-not-in-codes",
    CODES "<table name='t' row='r'><label>T</label>" FIELD (
        "c", "type='choice' codes='size'") "<start><value field='c'>tiny</value></start></table>",
    "one of: small, big" },
  { "starting-row-in-rows",
    TABLE ("t", TEXT ("k", "") "<table name='u' row='r'><label>U</label>" TEXT (
                    "v", "") "<start><value field='v'>x</value></start></table>"),
    "in rows of another table" },
  { "slot-of-unknown-section",
    SECTION ("") "<slots><slot name='x' role='qa-lead' order='1' sections='s "
                 "u'><meaning>M</meaning></slot></slots>",
    "covers the section “u”" },
  { "slot-twice",
    SECTION (
        "") "<slots><slot name='x' role='qa-lead' order='1' "
            "sections='s'><meaning>M</meaning></slot>"
            "<slot name='x' role='*' order='1' sections='s'><meaning>M</meaning></slot></slots>",
    "two slots “x”" },
};

static const Case expressions[] = {
  { "sum-of-siblings", CODES CALCULATE ("../a + 1"), NULL },
  { "functions",
    CODES CALCULATE ("slip:if(not(../c = 'big' or ../a &gt; 3), slip:round(../a, 2), -1)"), NULL },
  { "aggregates",
    CODES CALCULATE ("slip:count('t') + slip:sum('t', 'n', 'k', 'x') + slip:same('t', 'n', ../a)"),
    NULL },
  { "count-last", CODES CALCULATE ("slip:count-last('t', 'u', 'v', 'x', 'k', 'y')"), NULL },
  { "substring-of-two", CODES CALCULATE ("substring(../a, 2)"), NULL },
  { "unknown-path", CODES CALCULATE ("../b + 1"), "there is no “b” in “s”" },
  { "unknown-path-names-line", CODES "\n\n" CALCULATE ("../b + 1"), "line 4 of the definition" },
  { "path-out-of-form", CODES CALCULATE ("../../../a"), "leaves the form" },
  { "path-to-section", CODES CALCULATE ("../../s"), "which is no field" },
  { "path-into-table", CODES CALCULATE ("../../t/r/n"), "can't enter the table “t”" },
  { "absolute-path", CODES CALCULATE ("/test/s/a"), "is no step" },
  { "descendants", CODES CALCULATE ("..//a"), "not allowed" },
  { "predicate", CODES CALCULATE ("../a[1]"), "not allowed" },
  { "attribute", CODES CALCULATE ("../@id"), "is no step" },
  { "any-element", CODES CALCULATE ("../*"), "is no step" },
  { "axis", CODES CALCULATE ("preceding-sibling::a"), "not allowed" },
  { "union", CODES CALCULATE ("../a | ../c"), "not allowed" },
  { "unknown-function", CODES CALCULATE ("slip:frobnicate(1)"), "no function “slip:frobnicate”" },
  { "unknown-prefix", CODES CALCULATE ("math:round(1)"), "no function “math:round”" },
  { "node-set-function", CODES CALCULATE ("count(../a)"), "no function “count”" },
  { "text-test", CODES CALCULATE ("../a/text()"), "there is no “text” in “s/a”" },
  { "too-few-arguments", CODES CALCULATE ("slip:round(1)"), "slip:round lacks an argument" },
  { "half-a-pair", CODES CALCULATE ("slip:count('t', 'k')"), "slip:count lacks an argument" },
  { "too-many-arguments", CODES CALCULATE ("slip:round(1, 2, 3)"), "at most 2 arguments" },
  { "unknown-table", CODES CALCULATE ("slip:count('tt')"), "there is no table “tt”" },
  { "section-as-table", CODES CALCULATE ("slip:count('s')"), "there is no table “s”" },
  { "unknown-column", CODES CALCULATE ("slip:sum('t', 'm')"), "the table “t” has no field “m”" },
  { "calculated-column", CODES CALCULATE ("slip:sum('t', 'sum')"), "“t/sum” is calculated" },
  { "unknown-nested", CODES CALCULATE ("slip:count-last('t', 'w', 'v', 'x')"),
    "no table “w” in “t”" },
  { "computed-name", CODES CALCULATE ("slip:count(concat('t', ''))"), "given as texts" },
  { "unknown-form", CODES CALCULATE ("slip:from('nothing', 'a/b')"), "form “nothing”" },
  { "unknown-path-of-form", CODES CALCULATE ("slip:from('deployment-plan', 'scope/nothing')"),
    "“deployment-plan” has no field “scope/nothing”" },
  { "path-into-own-form", CODES CALCULATE ("slip:from('test', 's/a')"), "is this form" },
  { "unknown-table-of-form", CODES CALCULATE ("slip:lookup('deployment-plan', 'x', 'id', 1, 'id')"),
    "“deployment-plan” has no table “x”" },
  { "row-of-no-reference", CODES CALCULATE ("slip:row(../a, 'n')"), "is no reference to a row" },
  { "unknown-variable", CODES CALCULATE ("$then"), "no variable “$then”" },
  { "bad-regex", CODES CALCULATE ("slip:if(slip:matches(../a, '('), 1, 2)"),
    "missing terminating )" },
  { "open-text", CODES CALCULATE ("concat('a, ../a)"), "not closed" },
  { "open-bracket", CODES CALCULATE ("(1 + 2"), "“)” is missing" },
  { "ends-early", CODES CALCULATE ("1 +"), "ends too early" },
  { "too-much", CODES CALCULATE ("1 2"), "“2” is too much" },
  { "strange-sign", CODES CALCULATE ("1 # 2"), "“#” has no meaning" },
  { "own-value", CODES CALCULATE (". + 1"), "“s/x” depends on itself" },
  { "circle", SECTION (NUMBER ("a", "calculate='../b'") NUMBER ("b", "calculate='../a'")),
    "depends on itself: s/a → s/b → s/a" },
  { "circle-by-relevance",
    SECTION (NUMBER ("a", "relevant='../b = 1'") NUMBER ("b", "relevant='../a = 1'")),
    "depends on itself" },
  { "relevant", RELEVANT ("../c = 'big' and ../b = 'yes'"), NULL },
  { "bare-path-is-true", RELEVANT ("../b"), "alone is always true" },
  { "bare-path-in-and", RELEVANT ("../a = 1 and ../b"), "alone is always true" },
  { "compared-with-true", RELEVANT ("../b = true()"), "'yes' or 'no'" },
  { "code-that-is-none", RELEVANT ("../c = 'huge'"), "“s/c” is never 'huge'" },
  { "boolean-that-is-none", RELEVANT ("../b != 'true'"), "“s/b” is never 'true'" },
  { "dates-by-order", RELEVANT ("../d &lt; '2026-01-01'"), "compare slip:days of it" },
};

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autofree char *says = fixture_refusal (c->body);

  if (c->says == NULL)
    {
      g_assert_cmpstr (says, ==, NULL);
      return;
    }
  if (says == NULL || strstr (says, c->says) == NULL)
    {
      g_test_message ("“%s” is not in “%s”", c->says, says != NULL ? says : "(accepted)");
      g_test_fail ();
      return;
    }
  g_assert_null (strchr (says, '\n'));
}

static void
test_doctype_is_refused (void)
{
  static const char text[] =
      "<!DOCTYPE form [<!ENTITY a 'aaaa'>]>\n<form xmlns='" SLIP_FORM_NAMESPACE
      "' id='a' code='A' version='1'><title>&a;</title></form>";
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  g_autoptr (GError) error = NULL;

  g_assert_null (slip_form_new_from_bytes (bytes, NULL, NULL, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "DOCTYPE"));
}

static void
test_large_definition_is_refused (void)
{
  g_autofree char *text = g_strnfill (SLIP_FORM_MAX_BYTES + 1, ' ');
  g_autoptr (GBytes) bytes = g_bytes_new (text, SLIP_FORM_MAX_BYTES + 1);
  g_autoptr (GError) error = NULL;

  g_assert_null (slip_form_new_from_bytes (bytes, NULL, NULL, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_TOO_LARGE);
}

static void
test_reads_what_expressions_depend_on (void)
{
  g_autoptr (SlipForm) form =
      fixture_form ("test", SECTION (NUMBER ("a", "") NUMBER ("b", "calculate='../a * 2'")
                                         NUMBER ("c", "calculate=\"../b + slip:sum('t', 'n')\""))
                                TABLE ("t", NUMBER ("n", "") NUMBER ("m", "")));
  SlipExpression *c = slip_form_find (form, "s/c")->calculate;

  g_assert_true (slip_expression_depends_on (c, slip_form_find (form, "s/a")));
  g_assert_true (slip_expression_depends_on (c, slip_form_find (form, "s/b")));
  g_assert_true (slip_expression_depends_on (c, slip_form_find (form, "t/n")));
  g_assert_false (slip_expression_depends_on (c, slip_form_find (form, "t/m")));
  g_assert_false (slip_expression_is_wide (c));
}

static void
test_finds_nodes_and_cells (void)
{
  g_autoptr (SlipForm) form = fixture_form (
      "test", SECTION (TEXT ("title", "")) TABLE ("t", TEXT ("k", "") TABLE ("u", TEXT ("v", ""))));
  g_autofree char *a = fixture_id ("a");
  g_autofree char *b = fixture_id ("b");
  g_autofree char *deep = g_strconcat ("t/", a, "/u/", b, "/v", NULL);
  g_autofree char *table = g_strconcat ("t/", a, "/u", NULL);
  g_autofree char *row = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (slip_form_find (form, "title")->path, ==, "s/title");
  g_assert_cmpstr (slip_form_find (form, "title")->cell, ==, "s/title");
  g_assert_cmpstr (slip_form_find_cell (form, deep, &row, &error)->path, ==, "t/u/v");
  g_assert_cmpstr (row, ==, b);
  g_assert_cmpstr (slip_form_find (form, "t/u/v")->cell, ==, "v");
  g_clear_pointer (&row, g_free);
  g_assert_cmpstr (slip_form_find_cell (form, table, &row, &error)->path, ==, "t/u");
  g_assert_cmpstr (row, ==, a);
  g_assert_null (slip_form_find_cell (form, "t/k", NULL, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (slip_form_find_cell (form, "s/nothing", NULL, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND);
}

static void
test_hostile_text_never_crashes (void)
{
  static const char *const texts[] = { "",
                                       "<",
                                       "<form/>",
                                       "\0\0",
                                       "<form xmlns='urn:slipway:form:1'/>",
                                       "<a:form/>",
                                       "\xff\xfe<\0",
                                       "<form><form/></form>" };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new (texts[i], strlen (texts[i]));
      g_autoptr (GError) error = NULL;

      g_assert_null (slip_form_new_from_bytes (bytes, NULL, NULL, &error));
      g_assert_error (error, SLIP_ERROR, SLIP_ERROR_INVALID);
    }
}

static void
add_cases (const char *group, const Case *cases, gsize n)
{
  for (gsize i = 0; i < n; i++)
    {
      g_autofree char *path = g_strdup_printf ("/forms/definition/%s/%s", group, cases[i].name);

      g_test_add_data_func (path, &cases[i], test_case);
    }
}

/* Who was an administrator puts nothing in force after the last frame that counts. */
static void
test_former_administrator (void)
{
  g_autoptr (SlipDatabase) database = fixture_database ();
  g_autoptr (GError) error = NULL;
  g_autofree char *shipped = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  shipped = slip_forms_in_force (database, "deployment-plan", &error);
  g_assert_no_error (error);
  slip_database_script (
      database,
      "INSERT INTO definition (what, id, hash, replica, clock, person) VALUES "
      "('form', 'deployment-plan', 'late', 'r', 20, 'bo'),"
      "('form', 'deployment-plan', 'good', 'r', 10, 'bo'),"
      "('form', 'deployment-plan', 'never', 's', 30, 'eve');"
      "INSERT INTO op (replica, clock, seq, record, person, kind, bytes) VALUES "
      "('r', 20, 4, '', 'bo', 'define', x'00'), ('r', 10, 3, '', 'bo', 'define', x'00');"
      "INSERT INTO member_role (person, role, since, admission) VALUES "
      "('bo', 'administrator', 0, 'a')",
      &error);
  g_assert_no_error (error);
  before = slip_forms_in_force (database, "deployment-plan", &error);
  g_assert_cmpstr (before, ==, "late");
  slip_database_script (
      database,
      "UPDATE member_role SET until = 5, withdrawal = 'w';"
      "INSERT INTO removal (statement, person, role, device, signing, signer, wall, reason) VALUES "
      "('w', 'bo', 'administrator', '', '', 'ada', 5, 'left');"
      "INSERT INTO cut (statement, replica, last) VALUES ('w', 'r', 3)",
      &error);
  g_assert_no_error (error);
  after = slip_forms_in_force (database, "deployment-plan", &error);
  g_assert_cmpstr (after, ==, "good");
  g_assert_cmpstr (shipped, !=, "good");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_cases ("structure", structure, G_N_ELEMENTS (structure));
  add_cases ("expression", expressions, G_N_ELEMENTS (expressions));
  g_test_add_func ("/forms/definition/doctype-is-refused", test_doctype_is_refused);
  g_test_add_func ("/forms/definition/large-definition-is-refused",
                   test_large_definition_is_refused);
  g_test_add_func ("/forms/definition/reads-what-expressions-depend-on",
                   test_reads_what_expressions_depend_on);
  g_test_add_func ("/forms/definition/finds-nodes-and-cells", test_finds_nodes_and_cells);
  g_test_add_func ("/forms/definition/hostile-text-never-crashes", test_hostile_text_never_crashes);
  g_test_add_func ("/forms/definition/a-former-administrator-puts-nothing-in-force",
                   test_former_administrator);
  return g_test_run ();
}
