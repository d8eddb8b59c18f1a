/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Reports of documents, out of small forms and instances, and the XML export with its
 * signatures. */

#include "report-fixture.h"

#include <glib.h>
#include <libxml/parser.h>
#include <sodium.h>
#include <string.h>

#include "core/slip-hash.h"
#include "report/slip-report-document.h"
#include "report/slip-report-xml.h"

static const char form_text[] =
    "<form xmlns='urn:slipway:form:1' id='trial' code='TR' version='1' fills='qa-lead'>\n"
    "<title>Trial</title><purpose>To try.</purpose>\n"
    "<codes id='status'><code value='pass'>Passed well</code><code "
    "value='fail'>Failed</code></codes>\n"
    "<section name='about'><label>About</label>\n"
    "<field name='aim' type='long-text' required='yes'><label>Aim</label></field>\n"
    "<field name='remark' type='text'><label>Remark</label></field>\n"
    "<field name='lacking' type='text' required='yes'><label>Lacking</label></field>\n"
    "<field name='ok' type='boolean'><label>Fine</label></field>\n"
    "<field name='cost' type='number' decimals='2' unit='EUR'><label>Cost</label></field>\n"
    "<field name='when' type='date-time'><label>When</label></field>\n"
    "<field name='who' type='person'><label>Who</label></field>\n"
    "<field name='proof' type='file'><label>Proof</label></field>\n"
    "<field name='tags' type='choices' codes='status'><label>Tags</label></field>\n"
    "<field name='twice' type='number' calculate='../cost * 2'><label>Twice</label></field>\n"
    "</section>\n"
    "<table name='items' row='item' key='id'><label>Items</label>\n"
    "<field name='id' type='text'><label>Id</label></field>\n"
    "<field name='title' type='text'><label>Title</label></field>\n"
    "<field name='status' type='choice' codes='status'><label>Status</label></field>\n"
    "<table name='steps' row='step'><label>Steps</label>\n"
    "<field name='action' type='text'><label>Do</label></field>\n"
    "<field name='unused' type='text'><label>Unused</label></field>\n"
    "</table></table>\n"
    "<slots><slot name='tested' role='qa-lead' order='1' sections='about "
    "items'><meaning>Tested</meaning></slot></slots>\n"
    "</form>\n";

static const char instance_text[] =
    "<trial id='aaaaaaaaaaaaaaaaaaaaaaaaaa' number='2026-TR-1'><about><aim>To "
    "*see*</aim><remark/><lacking/><ok>yes</ok>"
    "<cost>12.50</cost><when>2026-03-14T22:00:00+01:00</when><who label='Anna "
    "Berg'>bbbbbbbbbbbbbbbbbbbbbbbbbb</who>"
    "<proof digest='28810b4c7e9124fde77b726db01969608a6409350f16e97c83ac4c0c9e1bb4aa' "
    "size='2000'>log.txt</proof>"
    "<tags conflict='yes'><member>pass</member><member>fail</member></tags><twice "
    "calculated='yes'>25</twice></about>"
    "<items><item id='r1'><id>U-01</id><title>First</title><status>pass</status><steps><step "
    "id='s1'>"
    "<action>Press it</action><unused/></step></steps></item>"
    "<item id='r2'><id>U-02</id><title/><status>fail</status><steps/></item></items></trial>\n";

static SlipForm *
load_form (void)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (form_text, strlen (form_text));
  g_autoptr (GError) error = NULL;
  SlipForm *form = slip_form_new_from_bytes (bytes, NULL, NULL, &error);

  g_assert_no_error (error);
  return form;
}

static xmlDoc *
load_instance (void)
{
  xmlDoc *document =
      xmlReadMemory (instance_text, (int) strlen (instance_text), NULL, NULL, XML_PARSE_NONET);

  g_assert_nonnull (document);
  return document;
}

/* All texts of the report, one a line. */
static char *
text_of (SlipReport *report)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < slip_report_get_length (report); i++)
    {
      const SlipReportBlock *block = slip_report_get_block (report, i);

      if (block->kind == SLIP_REPORT_HEADING)
        g_string_append_printf (text, "H%u ", block->level);
      g_string_append_printf (text, "%s\n", block->text);
      for (guint c = 0; block->table != NULL && c < block->table->columns->len; c++)
        if (g_array_index (block->table->columns, SlipReportColumn, c).header != NULL)
          g_string_append_printf (
              text, "[%s]", g_array_index (block->table->columns, SlipReportColumn, c).header);
      for (guint c = 0; block->table != NULL && c < block->table->cells->len; c++)
        g_string_append_printf (text, "%s|",
                                g_array_index (block->table->cells, SlipReportCell, c).text);
      if (block->signature != NULL)
        g_string_append_printf (text, "%s|%s|%s", block->signature->role, block->signature->verdict,
                                block->signature->sections);
    }
  return g_string_free (text, FALSE);
}

static void
test_values_are_for_people (void)
{
  g_autoptr (SlipForm) form = load_form ();
  xmlDoc *instance = load_instance ();
  SlipReportSource source = { form, instance, NULL, "abc", NULL, 0 };
  g_autoptr (SlipReport) report = slip_report_new_for_document (&source);
  g_autofree char *text = text_of (report);

  g_assert_cmpstr (slip_report_get_meta (report)->number, ==, "2026-TR-1");
  g_assert_nonnull (strstr (text, "Aim|To *see*|"));
  g_assert_nonnull (strstr (text, "Lacking|Missing|"));
  g_assert_nonnull (strstr (text, "Fine|Yes|"));
  g_assert_nonnull (strstr (text, "Cost|12.50\xc2\xa0"
                                  "EUR|"));
  g_assert_nonnull (strstr (text, "When|2026-03-14 22:00 +01:00|"));
  g_assert_nonnull (strstr (text, "Who|Anna Berg|"));
  g_assert_nonnull (strstr (text, "Proof|log.txt\n2.0\xc2\xa0kB, BLAKE2b-256 28810b4c"));
  g_assert_nonnull (strstr (text, "Tags|Passed well, Failed (in conflict: not settled)|"));
  g_assert_nonnull (strstr (text, "Twice (calculated)|25|"));
  g_assert_null (strstr (text, "Remark"));
  xmlFreeDoc (instance);
}

static void
test_rows_with_tables_become_headings (void)
{
  g_autoptr (SlipForm) form = load_form ();
  xmlDoc *instance = load_instance ();
  SlipReportSource source = { form, instance, NULL, NULL, NULL, 0 };
  g_autoptr (SlipReport) report = slip_report_new_for_document (&source);
  g_autofree char *text = text_of (report);

  g_assert_nonnull (strstr (text, "H1 Items\n"));
  g_assert_nonnull (strstr (text, "H2 U-01 First\n"));
  g_assert_nonnull (strstr (text, "H2 U-02\n"));
  g_assert_nonnull (strstr (text, "Status|Passed well|"));
  g_assert_nonnull (strstr (text, "Steps\n\n[#][Do]1|Press it|"));
  g_assert_null (strstr (text, "Unused"));
  xmlFreeDoc (instance);
}

static SlipSignature *
make_signature (GBytes **text)
{
  SlipSignature *signature = g_new0 (SlipSignature, 1);
  guint8 public_key[crypto_sign_PUBLICKEYBYTES];
  guint8 secret[crypto_sign_SECRETKEYBYTES];
  guint8 seed[crypto_sign_SEEDBYTES] = { 7 };
  guint8 bytes[crypto_sign_BYTES];
  static const char statement[] = "<statement>\n  \xc3\xa9 ]]&gt;\n</statement>\n";

  g_assert_cmpint (sodium_init (), >=, 0);
  crypto_sign_seed_keypair (public_key, secret, seed);
  crypto_sign_detached (bytes, NULL, (const guint8 *) statement, strlen (statement), secret);
  signature->text = g_bytes_new_static (statement, strlen (statement));
  signature->signature = g_bytes_new (bytes, sizeof bytes);
  signature->hash = slip_hash_hex_of (signature->text);
  signature->statement = slip_statement_new (SLIP_STATEMENT_SIGN_OFF);
  memcpy (signature->statement->key, public_key, sizeof public_key);
  signature->slot = "tested";
  signature->role = "qa-lead";
  signature->name = "Otto <Ops>";
  signature->time = "2026-03-14T22:00:00+01:00";
  signature->meaning = "Tested";
  signature->fingerprint = g_strdup ("abcd-efgh");
  signature->valid = TRUE;
  *text = signature->text;
  return signature;
}

static void
free_signature (gpointer data)
{
  SlipSignature *signature = data;

  g_bytes_unref (signature->text);
  g_bytes_unref (signature->signature);
  slip_statement_unref (signature->statement);
  g_free (signature->hash);
  g_free (signature->fingerprint);
  g_free (signature);
}

static void
test_slots_are_shown_open_and_signed (void)
{
  g_autoptr (SlipForm) form = load_form ();
  xmlDoc *instance = load_instance ();
  char name[] = "tested";
  char role[] = "qa-lead";
  char meaning[] = "Tested";
  SlipSlotStatus slot = { name, role, meaning, 1, SLIP_SLOT_OPEN, NULL, NULL };
  g_autoptr (GPtrArray) slots = g_ptr_array_new ();
  g_autoptr (GPtrArray) signatures = g_ptr_array_new_with_free_func (free_signature);
  SlipSignoff signoff = { slots, NULL, signatures, .status = "in review" };
  SlipReportSource source = { form, instance, &signoff, NULL, NULL, 0 };
  GBytes *bytes;

  g_ptr_array_add (slots, &slot);
  {
    g_autoptr (SlipReport) report = slip_report_new_for_document (&source);
    g_autofree char *text = text_of (report);

    g_assert_nonnull (strstr (text, "H1 Signatures\n"));
    g_assert_nonnull (strstr (text, "QA Lead|Not signed yet|About, Items"));
  }
  g_ptr_array_add (signatures, make_signature (&bytes));
  {
    g_autoptr (SlipReport) report = slip_report_new_for_document (&source);
    g_autofree char *text = text_of (report);

    g_assert_nonnull (strstr (text, "H2 Signatures that don't count now\n"));
  }
  slot.signature = g_ptr_array_index (signatures, 0);
  {
    g_autoptr (SlipReport) report = slip_report_new_for_document (&source);
    g_autofree char *text = text_of (report);

    g_assert_nonnull (strstr (text, "QA Lead|Approved|"));
    g_assert_null (strstr (text, "don't count"));
    g_assert_cmpstr (slip_report_get_meta (report)->status, ==, "in review");
  }
  xmlFreeDoc (instance);
}

static SlipSaid *
make_said (SlipSaidAct act, const char *name, const char *text)
{
  SlipSaid *said = g_new0 (SlipSaid, 1);

  said->act = act;
  said->name = (char *) name;
  said->person = (char *) "p";
  said->role = (char *) (act == SLIP_SAID_FIRST ? "ai-irb-liaison" : "");
  said->text = (char *) text;
  said->wall_ms = G_GINT64_CONSTANT (1773522000000);
  said->utc_offset = 60;
  return said;
}

/* A thread a heading, after the signatures; what was said in the order in which it was. */
static void
test_threads_follow_the_signatures (void)
{
  g_autoptr (SlipForm) form = load_form ();
  xmlDoc *instance = load_instance ();
  g_autoptr (GPtrArray) slots = g_ptr_array_new ();
  g_autoptr (GPtrArray) signatures = g_ptr_array_new ();
  g_autoptr (GPtrArray) said = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) threads = g_ptr_array_new ();
  SlipSignoff signoff = { slots, NULL, signatures, .status = "draft" };
  SlipDiscussion discussion = {
    .id = (char *) "r:1",
    .topic = SLIP_TOPIC_CONCERN,
    .role = (char *) "ai-irb-liaison",
    .blocks = TRUE,
    .said = said,
  };
  const SlipReportThread thread = { &discussion, "about/aim", "About › Aim" };
  SlipReportSource source = { form, instance, &signoff, NULL, NULL, 0, threads };
  SlipSaid *late;

  g_ptr_array_add (said, make_said (SLIP_SAID_FIRST, "Irina Brandt", "For <whom> & why?"));
  {
    g_autoptr (SlipReport) report = slip_report_new_for_document (&source);
    g_autofree char *text = text_of (report);

    g_assert_null (strstr (text, "Comments"));
  }
  g_ptr_array_add (threads, (gpointer) &thread);
  {
    g_autoptr (SlipReport) report = slip_report_new_for_document (&source);
    g_autofree char *text = text_of (report);
    const char *comments = strstr (text, "H1 Comments\n");

    g_assert_nonnull (comments);
    g_assert_true (strstr (text, "H1 Signatures\n") < comments);
    g_assert_nonnull (strstr (comments, "H2 Concern: About › Aim\nOpen. It blocks"));
    g_assert_nonnull (
        strstr (comments, "[Who][When][What]Irina Brandt\nAI-IRB Liaison|2026-03-14"));
    g_assert_nonnull (strstr (comments, "|For <whom> & why?|"));
  }
  g_ptr_array_add (said, make_said (SLIP_SAID_CLOSE, "Irina Brandt", "It is said now."));
  discussion.closed = g_ptr_array_index (said, 1);
  late = make_said (SLIP_SAID_REPLY, "Quentin Abara", "Wait.");
  late->unseen = TRUE;
  g_ptr_array_add (said, late);
  {
    g_autoptr (SlipReport) report = slip_report_new_for_document (&source);
    g_autofree char *text = text_of (report);
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) odt = slip_report_to_odt (report, &error);

    g_assert_nonnull (strstr (text, "H2 Concern: About › Aim\nClosed\n"));
    g_assert_nonnull (strstr (text, "|Closed the thread\nIt is said now.|"));
    g_assert_nonnull (strstr (text, "|Wait.\nWho closed the thread had not seen this.|"));
    g_assert_no_error (error);
    report_fixture_assert_valid (odt);
  }
  xmlFreeDoc (instance);
}

static char *
child_text (xmlNode *node, const char *name)
{
  for (xmlNode *child = node->children; child != NULL; child = child->next)
    if (child->type == XML_ELEMENT_NODE && g_str_equal ((const char *) child->name, name))
      {
        xmlChar *content = xmlNodeGetContent (child);
        char *text = g_strdup ((const char *) content);

        xmlFree (content);
        return text;
      }
  g_assert_not_reached ();
}

static void
test_others_can_verify_the_export (void)
{
  xmlDoc *instance = load_instance ();
  g_autoptr (GPtrArray) signatures = g_ptr_array_new_with_free_func (free_signature);
  g_autoptr (GBytes) first = NULL;
  g_autoptr (GBytes) second = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *statement64 = NULL;
  g_autofree char *bytes64 = NULL;
  g_autofree char *key_hex = NULL;
  g_autofree guint8 *statement = NULL;
  g_autofree guint8 *bytes = NULL;
  guint8 key[32];
  gsize n_statement;
  gsize n_bytes;
  GBytes *text;
  xmlDoc *export;
  xmlNode *node;

  g_ptr_array_add (signatures, make_signature (&text));
  first = slip_report_to_xml (instance, signatures, NULL, &error);
  g_assert_no_error (error);
  second = slip_report_to_xml (instance, signatures, NULL, &error);
  g_assert_true (g_bytes_equal (first, second));
  g_assert_null (strstr (instance_text, "signatures"));
  export = xmlReadMemory (g_bytes_get_data (first, NULL), (int) g_bytes_get_size (first), NULL,
                          NULL, XML_PARSE_NOBLANKS);
  node = xmlDocGetRootElement (export)->last;
  g_assert_cmpstr ((const char *) node->name, ==, "signatures");
  node = node->children;
  g_assert_cmpstr ((const char *) node->name, ==, "signature");
  statement64 = child_text (node, "statement");
  bytes64 = child_text (node, "bytes");
  key_hex = child_text (node, "key");
  statement = g_base64_decode (statement64, &n_statement);
  bytes = g_base64_decode (bytes64, &n_bytes);
  g_assert_cmpuint (n_bytes, ==, 64);
  g_assert_cmpint (sodium_hex2bin (key, sizeof key, key_hex, strlen (key_hex), NULL, NULL, NULL),
                   ==, 0);
  g_assert_cmpint (crypto_sign_verify_detached (bytes, statement, n_statement, key), ==, 0);
  g_assert_cmpmem (statement, n_statement, g_bytes_get_data (text, NULL), g_bytes_get_size (text));
  xmlFreeDoc (export);
  xmlFreeDoc (instance);
}

static void
test_without_signatures_the_list_is_empty (void)
{
  xmlDoc *instance = load_instance ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = slip_report_to_xml (instance, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (g_strstr_len (g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes),
                                  "<signatures/>"));
  xmlFreeDoc (instance);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/report/document/values-are-for-people", test_values_are_for_people);
  g_test_add_func ("/report/document/rows-with-tables-become-headings",
                   test_rows_with_tables_become_headings);
  g_test_add_func ("/report/document/slots-are-shown-open-and-signed",
                   test_slots_are_shown_open_and_signed);
  g_test_add_func ("/report/document/threads-follow-the-signatures",
                   test_threads_follow_the_signatures);
  g_test_add_func ("/report/xml/others-can-verify-the-export", test_others_can_verify_the_export);
  g_test_add_func ("/report/xml/without-signatures-the-list-is-empty",
                   test_without_signatures_the_list_is_empty);
  return g_test_run ();
}
