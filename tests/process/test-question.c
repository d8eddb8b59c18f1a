/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Questions to a dossier: yes, no, and above all when there is no answer. */

#include <libxml/parser.h>

#include "core/slip-error.h"
#include "process/slip-question.h"

static const char dossier[] =
    "<dossier release='r'>"
    "<plan "
    "id='p'><schedule><start>2026-04-01T08:00:00+02:00</start><end>2026-04-01T12:00:00+02:00</end>"
    "<freeze/></schedule><minutes>90</minutes><tests><test id='a'/><test id='b'/></tests></plan>"
    "<uat id='u'><items><item><ref>a</ref><must>yes</must><result>pass</result></item>"
    "<item><ref>b</ref><must>no</must><result/></item></items>"
    "<verdict conflict='yes'>pass</verdict><defects/></uat>"
    "<review approved='no'/></dossier>";

typedef struct
{
  const char *text;
  SlipReply answer;
  const char *why;
} Case;

static const Case cases[] = {
  { "plan/minutes = 90", SLIP_REPLY_YES },
  { "plan/minutes &gt; 100", SLIP_REPLY_UNKNOWN },
  { "plan/minutes > 100", SLIP_REPLY_NO },
  { "plan/minutes * 60 <= slip:seconds(plan/schedule/end) - slip:seconds(plan/schedule/start)",
    SLIP_REPLY_YES },
  { "-plan/minutes < 0", SLIP_REPLY_YES },
  { "slip:days(plan/schedule/start) = slip:days($now)", SLIP_REPLY_YES },
  { "plan/schedule/freeze != ''", SLIP_REPLY_UNKNOWN, "plan/schedule/freeze" },
  { "not(plan/schedule/freeze = 'x')", SLIP_REPLY_UNKNOWN, "plan/schedule/freeze" },
  { "not(review/verdict = 'rejected')", SLIP_REPLY_UNKNOWN, "review/verdict" },
  { "(review/verdict) != 'rejected' or plan/minutes = 90", SLIP_REPLY_YES },
  { "review/verdict != 'rejected' or plan/minutes = 90", SLIP_REPLY_UNKNOWN, "review/verdict" },
  { "slip:seconds(plan/schedule/freeze) < 5", SLIP_REPLY_UNKNOWN, "plan/schedule/freeze" },
  { "slip:seconds(plan/minutes)", SLIP_REPLY_UNKNOWN },
  { "uat/verdict = 'pass'", SLIP_REPLY_UNKNOWN, "uat/verdict" },
  { "uat/items/item[must = 'yes']/result = 'pass'", SLIP_REPLY_YES },
  { "uat/items/item/result = 'pass'", SLIP_REPLY_UNKNOWN, "uat/items/item/result" },
  { "string(plan/schedule/freeze)", SLIP_REPLY_NO },
  { "not(uat/defects/defect)", SLIP_REPLY_YES },
  { "count(uat/defects/defect[severity = 'critical']) = 0", SLIP_REPLY_YES },
  { "not(uat/items/item[must = 'yes' and not(result = 'pass')])", SLIP_REPLY_YES },
  { "not(uat/items/item[not(result = 'pass')])", SLIP_REPLY_NO },
  { "slip:all-in(plan/tests/test/@id, uat/items/item/ref)", SLIP_REPLY_YES },
  { "slip:all-in(plan/tests/test/@id, uat/items/item[must = 'yes']/ref)", SLIP_REPLY_NO },
  { "slip:all-in(plan/nothing, uat/items/item/ref)", SLIP_REPLY_NO },
  { "slip:wilson-low(8, 10) > 0.4", SLIP_REPLY_YES },
  { "slip:wilson-low(0, 0) > 0.4", SLIP_REPLY_UNKNOWN, "slip:wilson-low(0, 0)" },
  { "not(slip:wilson-low(0, 0) > 0.4)", SLIP_REPLY_UNKNOWN, "slip:wilson-low(0, 0)" },
  { "plan/minutes div uat/defects/count > 1", SLIP_REPLY_UNKNOWN, "uat/defects/count" },
};

static void
test_answers (void)
{
  xmlDoc *doc = xmlReadMemory (dossier, sizeof dossier - 1, NULL, NULL, 0);
  g_autoptr (SlipEvidence) evidence = slip_evidence_new (doc, "2026-04-01T20:00:00+02:00");

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (SlipQuestion) question = slip_question_new (cases[i].text, &error);
      g_autofree char *why = NULL;
      SlipReply answer;

      if (question == NULL)
        {
          g_assert_cmpint (cases[i].answer, ==, SLIP_REPLY_UNKNOWN);
          continue;
        }
      answer = slip_question_ask (question, evidence, &why);
      if (answer != cases[i].answer)
        g_error ("%s: %d (%s)", cases[i].text, answer, why != NULL ? why : "");
      if (cases[i].why != NULL)
        g_assert_cmpstr (why, ==, cases[i].why);
    }
  g_clear_pointer (&evidence, slip_evidence_free);
  xmlFreeDoc (doc);
}

static SlipReply
ask (const char *text, SlipEvidence *evidence, const char *missing)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipQuestion) question = slip_question_new (text, &error);
  g_autofree char *why = NULL;
  SlipReply reply;

  g_assert_no_error (error);
  reply = slip_question_ask (question, evidence, &why);
  g_assert_cmpstr (why, ==, missing);
  return reply;
}

/* What was asked before is known, but not when the time decides. */
static void
test_asked_again_later (void)
{
  xmlDoc *doc = xmlReadMemory (dossier, sizeof dossier - 1, NULL, NULL, 0);
  g_autoptr (SlipEvidence) evidence = slip_evidence_new (doc, "2026-04-01T20:00:00+02:00");
  const char *late = "slip:seconds($now) > slip:seconds('2026-04-02T00:00:00Z')";

  for (guint i = 0; i < 2; i++)
    {
      g_assert_cmpint (ask (late, evidence, NULL), ==, i == 0 ? SLIP_REPLY_NO : SLIP_REPLY_YES);
      g_assert_cmpint (ask ("not(uat/defects/defect)", evidence, NULL), ==, SLIP_REPLY_YES);
      g_assert_cmpint (ask ("uat/verdict = 'pass'", evidence, "uat/verdict"), ==,
                       SLIP_REPLY_UNKNOWN);
      slip_evidence_set_now (evidence, "2026-04-03T20:00:00+02:00");
    }
  g_clear_pointer (&evidence, slip_evidence_free);
  xmlFreeDoc (doc);
}

static void
test_what_cannot_be_read_is_refused (void)
{
  static const char *const texts[] = { "",
                                       "plan/",
                                       "plan = 'x",
                                       "document('/etc/passwd')",
                                       "name(plan)",
                                       "id('p')",
                                       "slip:from('a')",
                                       "exec('x')",
                                       "plan[document('x')]",
                                       "((((",
                                       "plan = $",
                                       NULL };

  for (gsize i = 0; texts[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;
      SlipQuestion *question = slip_question_new (texts[i], &error);

      if (question != NULL)
        g_error ("“%s” was taken", texts[i]);
      g_assert_error (error, SLIP_ERROR, SLIP_ERROR_INVALID);
    }
}

static void
test_a_question_without_end_is_cut_off (void)
{
  g_autoptr (GString) text = g_string_new ("<dossier><t>");
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipQuestion) question =
      slip_question_new ("count(t/r[count(../r[count(../r[. = '1']) > 1]) > 1]) > 1", &error);
  g_autoptr (SlipEvidence) evidence = NULL;
  g_autofree char *why = NULL;
  xmlDoc *doc;

  g_assert_no_error (error);
  for (guint i = 0; i < 3000; i++)
    g_string_append (text, "<r>1</r>");
  g_string_append (text, "</t></dossier>");
  doc = xmlReadMemory (text->str, (int) text->len, NULL, NULL, 0);
  evidence = slip_evidence_new (doc, "2026-04-01T20:00:00+02:00");
  g_assert_cmpint (slip_question_ask (question, evidence, &why), ==, SLIP_REPLY_UNKNOWN);
  g_assert_nonnull (why);
  g_clear_pointer (&evidence, slip_evidence_free);
  xmlFreeDoc (doc);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/question/answers", test_answers);
  g_test_add_func ("/question/asked-again-later", test_asked_again_later);
  g_test_add_func ("/question/what-cannot-be-read-is-refused", test_what_cannot_be_read_is_refused);
  g_test_add_func ("/question/one-without-end-is-cut-off", test_a_question_without_end_is_cut_off);
  return g_test_run ();
}
