/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Review threads: what a concern blocks, who closes it, what becomes of those who work apart, and what doesn't count. */

#include <libxml/relaxng.h>
#include <string.h>

#include "slip-test-forge.h"
#include "slip-test-gate.h"
#include "store/slip-log.h"
#include "core/slip-variant.h"
#include "workspace/slip-comments.h"
#include "workspace/slip-revisions.h"

#define LIAISON "ai-irb-liaison"

/* == steps == */

static char *
comment_on (Fixture *fixture, guint person, const char *document, const char *path, SlipTopic topic,
            const char *role)
{
  const SlipComment what = { document, path, topic, role, "Whom does it decide about?" };
  g_autoptr (GError) error = NULL;
  char *id = slip_workspace_comment (fixture->team->people[person], &what, &error);

  g_assert_no_error (error);
  return id;
}

/* The liaison's, about the plan. */
static char *
raise_concern (Fixture *fixture)
{
  return comment_on (fixture, IRB, fixture->plan, "scope/purpose", SLIP_TOPIC_CONCERN, LIAISON);
}

static void
say (Fixture *fixture, guint person, const char *thread, SlipSaidAct act)
{
  g_autoptr (GError) error = NULL;

  slip_workspace_reply (fixture->team->people[person], thread, act, NULL, "About claims.", &error);
  g_assert_no_error (error);
}

static void
assert_refused (Fixture *fixture, guint person, const char *thread, SlipSaidAct act, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (
      slip_workspace_reply (fixture->team->people[person], thread, act, NULL, "So.", &error));
  g_assert_error (error, SLIP_ERROR, code);
}

static SlipThreads *
threads (Fixture *fixture, guint person, const char *record)
{
  g_autoptr (GError) error = NULL;
  SlipThreads *list = slip_workspace_list_threads (fixture->team->people[person], record, &error);

  g_assert_no_error (error);
  return list;
}

static const SlipDiscussion *
find (SlipThreads *list, const char *thread)
{
  const SlipDiscussion *found = slip_discussions_find (list->discussions, thread);

  g_assert_nonnull (found);
  return found;
}

static gboolean
is_closed (Fixture *fixture, guint person, const char *thread)
{
  g_autoptr (SlipThreads) list = threads (fixture, person, fixture->release);

  return find (list, thread)->closed != NULL;
}

static const SlipSaid *
last_said (SlipThreads *list, const char *thread)
{
  const SlipDiscussion *found = find (list, thread);

  return g_ptr_array_index (found->said, found->said->len - 1);
}

/* == blocking == */

static void
test_concern_takes_the_go_away_until_it_is_closed (Fixture *fixture, gconstpointer data)
{
  g_autofree char *thread = NULL;

  g_assert_true (is_open (fixture, PM, NULL));
  thread = raise_concern (fixture);
  team_settle (fixture->team);
  for (guint i = 0; i < fixture->team->n; i++)
    {
      g_autoptr (SlipGateReport) report = gate (fixture, i, NULL);

      g_assert_false (report->open);
      g_assert_cmpint (report->gate->result, ==, SLIP_GATE_NO_GO);
    }
  say (fixture, PM, thread, SLIP_SAID_REPLY);
  team_settle (fixture->team);
  g_assert_false (is_open (fixture, PM, NULL));
  say (fixture, IRB, thread, SLIP_SAID_CLOSE);
  team_settle (fixture->team);
  g_assert_true (is_open (fixture, PM, NULL));
  agree_on_all (fixture);
}

static void
test_nobody_decides_over_a_concern (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *thread = raise_concern (fixture);
  g_autofree char *hash = NULL;

  team_settle (fixture->team);
  g_assert_null (try_decide (fixture, PM, SLIP_DECISION_CONDITIONAL, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED);
  say (fixture, IRB, thread, SLIP_SAID_CLOSE);
  team_settle (fixture->team);
  hash = decide (fixture, PM, SLIP_DECISION_CONDITIONAL);
  g_assert_true (is_open (fixture, PM, NULL));
}

static void
test_document_is_not_approved_over_a_concern (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *thread = NULL;

  sign_plan_but_last (fixture);
  team_settle (fixture->team);
  g_assert_true (waits_for (fixture, PM, SLIP_TURN_SIGN, NULL));
  thread = raise_concern (fixture);
  team_settle (fixture->team);
  g_assert_false (waits_for (fixture, PM, SLIP_TURN_SIGN, NULL));
  g_assert_null (sign (fixture, PM, fixture->plan, "project-manager", "approve", &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED);
  g_assert_nonnull (strstr (error->message, "a concern stands"));
  say (fixture, IRB, thread, SLIP_SAID_CLOSE);
  team_settle (fixture->team);
  g_assert_true (waits_for (fixture, PM, SLIP_TURN_SIGN, NULL));
  sign_synced (fixture, PM, fixture->plan, "project-manager");
  agree (fixture, fixture->plan, "approved");
}

/* Who approves not knowing of it does nothing wrong; the gate still waits. */
static void
test_approval_that_did_not_know_counts (Fixture *fixture, gconstpointer data)
{
  g_autofree char *hash = NULL;
  g_autofree char *thread = NULL;

  sign_plan_but_last (fixture);
  team_settle (fixture->team);
  thread = raise_concern (fixture);
  hash = sign_here (fixture, PM, fixture->plan, "project-manager");
  agree (fixture, fixture->plan, "approved");
  g_assert_false (is_open (fixture, QA, NULL));
  agree_on_all (fixture);
}

static void
test_other_roles_concerns_do_not_block (Fixture *fixture, gconstpointer data)
{
  g_autofree char *thread =
      comment_on (fixture, QA, fixture->plan, NULL, SLIP_TOPIC_CONCERN, "qa-lead");

  team_settle (fixture->team);
  g_assert_true (is_open (fixture, PM, NULL));
  assert_refused (fixture, PM, thread, SLIP_SAID_CLOSE, SLIP_ERROR_NOT_ALLOWED);
  say (fixture, QA, thread, SLIP_SAID_CLOSE);
}

static void
test_the_process_says_whose_concerns_block (Fixture *fixture, gconstpointer data)
{
  g_autofree char *digest = put_variant (fixture, PM, "<review days=\"30\"/>",
                                         "<review days=\"30\"/><concerns roles=\"qa-lead\"/>");
  g_autoptr (GError) error = NULL;
  g_autofree char *liaison = NULL;
  g_autofree char *qa = NULL;

  slip_workspace_follow (fixture->team->people[PM], fixture->release, digest, &error);
  g_assert_no_error (error);
  team_settle (fixture->team);
  liaison = raise_concern (fixture);
  qa = comment_on (fixture, QA, fixture->plan, NULL, SLIP_TOPIC_CONCERN, "qa-lead");
  team_settle (fixture->team);
  {
    g_autoptr (SlipThreads) list = threads (fixture, PM, fixture->plan);

    g_assert_false (find (list, liaison)->blocks);
    g_assert_true (find (list, qa)->blocks);
    g_assert_cmpuint (list->discussions->blocking->len, ==, 1);
  }
  agree_on_all (fixture);
}

/* Nor does its document take it away. */
static void
test_deleting_the_document_closes_nothing (Fixture *fixture, gconstpointer data)
{
  g_autofree char *copy =
      team_import (fixture->team, PM, fixture->release, "installation-procedure.xml");
  g_autoptr (GError) error = NULL;
  g_autofree char *thread = NULL;

  team_settle (fixture->team);
  thread = comment_on (fixture, IRB, copy, NULL, SLIP_TOPIC_CONCERN, LIAISON);
  team_settle (fixture->team);
  slip_workspace_delete_document (fixture->team->people[PM], copy, "Made twice.", &error);
  g_assert_no_error (error);
  team_settle (fixture->team);
  {
    g_autoptr (SlipThreads) list = threads (fixture, QA, fixture->release);

    g_assert_cmpuint (list->discussions->blocking->len, ==, 1);
  }
  say (fixture, IRB, thread, SLIP_SAID_CLOSE);
}

/* == turns == */

static void
test_concern_waits_for_an_answer_then_for_its_close (Fixture *fixture, gconstpointer data)
{
  g_autofree char *thread = raise_concern (fixture);

  team_settle (fixture->team);
  g_assert_true (waits_for (fixture, PM, SLIP_TURN_REPLY, "Deployment plan"));
  g_assert_false (waits_for (fixture, IRB, SLIP_TURN_CLOSE, NULL));
  say (fixture, PM, thread, SLIP_SAID_REPLY);
  team_settle (fixture->team);
  g_assert_false (waits_for (fixture, PM, SLIP_TURN_REPLY, NULL));
  g_assert_true (waits_for (fixture, IRB, SLIP_TURN_CLOSE, "Deployment plan"));
  say (fixture, IRB, thread, SLIP_SAID_CLOSE);
  team_settle (fixture->team);
  g_assert_false (waits_for (fixture, IRB, SLIP_TURN_CLOSE, NULL));
  g_assert_false (waits_for (fixture, PM, SLIP_TURN_REPLY, NULL));
}

/* == apart == */

static void
test_two_replies_at_once_both_stand (Fixture *fixture, gconstpointer data)
{
  g_autofree char *thread = raise_concern (fixture);

  team_settle (fixture->team);
  say (fixture, PM, thread, SLIP_SAID_REPLY);
  say (fixture, QA, thread, SLIP_SAID_REPLY);
  agree_on_all (fixture);
  {
    g_autoptr (SlipThreads) list = threads (fixture, IRB, fixture->plan);

    g_assert_cmpuint (find (list, thread)->said->len, ==, 3);
    g_assert_cmpint (find (list, thread)->waits, ==, SLIP_WAITS_FOR_CLOSE);
  }
}

/* The close stands: no old laptop takes a Go away. But who closed it is told of what they had not seen. */
static void
test_reply_that_the_closer_had_not_seen_is_marked (Fixture *fixture, gconstpointer data)
{
  g_autofree char *thread = raise_concern (fixture);

  team_settle (fixture->team);
  say (fixture, IRB, thread, SLIP_SAID_CLOSE);
  say (fixture, QA, thread, SLIP_SAID_REPLY);
  agree_on_all (fixture);
  for (guint i = 0; i < fixture->team->n; i++)
    {
      g_autoptr (SlipThreads) list = threads (fixture, i, fixture->plan);
      const SlipDiscussion *found = find (list, thread);
      guint marked = 0;

      g_assert_nonnull (found->closed);
      for (guint j = 0; j < found->said->len; j++)
        marked += ((const SlipSaid *) g_ptr_array_index (found->said, j))->unseen;
      g_assert_cmpuint (marked, ==, 1);
    }
  g_assert_true (is_open (fixture, PM, NULL));
  g_assert_true (waits_for (fixture, IRB, SLIP_TURN_CLOSE, NULL));
  say (fixture, IRB, thread, SLIP_SAID_CLOSE);
  team_settle (fixture->team);
  g_assert_false (waits_for (fixture, IRB, SLIP_TURN_CLOSE, NULL));
  assert_refused (fixture, IRB, thread, SLIP_SAID_CLOSE, SLIP_ERROR_EXISTS);
  say (fixture, IRB, thread, SLIP_SAID_REOPEN);
  team_settle (fixture->team);
  g_assert_false (is_open (fixture, PM, NULL));
}

/* A second liaison's word weighs as much as the first one's. */
static void
test_colleague_in_the_role_keeps_it_open (Fixture *fixture, gconstpointer data)
{
  static const char *const role[] = { LIAISON, NULL };
  g_autofree char *quentin = team_id (fixture->team, QA);
  g_autoptr (GError) error = NULL;
  g_autofree char *thread = NULL;

  slip_workspace_change_roles (fixture->team->people[PM], quentin, role, NULL, "To help.",
                               TEAM_PASSPHRASE, NULL, &error);
  g_assert_no_error (error);
  team_settle (fixture->team);
  thread = raise_concern (fixture);
  team_settle (fixture->team);
  say (fixture, IRB, thread, SLIP_SAID_CLOSE);
  say (fixture, QA, thread, SLIP_SAID_REPLY);
  agree_on_all (fixture);
  g_assert_false (is_closed (fixture, PM, thread));
  say (fixture, QA, thread, SLIP_SAID_CLOSE);
  agree_on_all (fixture);
  g_assert_true (is_closed (fixture, PM, thread));
}

/* What each copy says of each thread. */
static char *
tell_threads (Fixture *fixture, guint person)
{
  g_autoptr (SlipThreads) list = threads (fixture, person, fixture->release);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < list->infos->len; i++)
    {
      const SlipThreadInfo *info = g_ptr_array_index (list->infos, i);
      const SlipDiscussion *one = info->discussion;

      g_string_append_printf (text, "%s %s %s %d %d\n", one->id, info->title, info->path,
                              one->closed != NULL, (int) one->waits);
      for (guint j = 0; j < one->said->len; j++)
        {
          const SlipSaid *said = g_ptr_array_index (one->said, j);

          g_string_append_printf (text, "  %s %s %s %d%d\n", slip_said_act_name (said->act),
                                  said->name, said->refused != NULL ? said->refused : "",
                                  said->unseen, said == one->closed);
        }
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Whatever three people do to some threads, syncing now and then: all say the same in the end. */
static void
test_order_of_arrival_changes_nothing (Fixture *fixture, gconstpointer data)
{
  char *ids[3] = { raise_concern (fixture),
                   comment_on (fixture, QA, fixture->plan, NULL, SLIP_TOPIC_QUESTION, NULL),
                   comment_on (fixture, QA, fixture->plan, NULL, SLIP_TOPIC_CONCERN, "qa-lead") };
  guint done = 0;

  team_settle (fixture->team);
  for (guint round = 0; round < 4; round++)
    {
      g_autofree char *first = NULL;

      for (guint i = 0; i < 12; i++)
        {
          guint person = (guint) g_test_rand_int_range (0, 3);

          if (g_test_rand_int_range (0, 4) == 0)
            team_sync (fixture->team, person);
          else
            done += slip_workspace_reply (
                fixture->team->people[person], ids[g_test_rand_int_range (0, 3)],
                (SlipSaidAct) g_test_rand_int_range (SLIP_SAID_REPLY, SLIP_SAID_REOPEN + 1), NULL,
                "So it is.", NULL);
        }
      team_settle (fixture->team);
      first = tell_threads (fixture, 0);
      for (guint i = 1; i < fixture->team->n; i++)
        {
          g_autofree char *other = tell_threads (fixture, i);

          g_assert_cmpstr (first, ==, other);
        }
    }
  g_assert_cmpuint (done, >, 0);
  agree_on_all (fixture);
  team_verify (fixture->team);
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    g_free (ids[i]);
}

/* == attacks == */

static GVariant *
reply_content (const char *thread, const char *act, const char *role)
{
  SlipOpName name = { 0 };
  guint8 replica[SLIP_REPLICA_BYTES];

  g_assert_true (slip_op_name_from_string (thread, &name));
  g_assert_true (slip_base32_decode (name.replica, replica, sizeof replica));
  return g_variant_new ("(@aytsss)", slip_variant_new_bytes (replica, sizeof replica),
                        (guint64) name.clock, act, role, "All is well.");
}

static void
forge_reply (Scene *scene, guint person, const char *record, const char *thread, const char *act,
             const char *role)
{
  forge_op (scene, person, SLIP_OP_REPLY, record, reply_content (thread, act, role));
}

static void
forge_comment (Scene *scene, guint person, const char *record, const char *role)
{
  forge_op (scene, person, SLIP_OP_COMMENT, record,
            g_variant_new ("(@ayssss)", slip_op_id_variant (NULL), "", "concern", role,
                           "Stop everything."));
}

static Scene
scene_of (Fixture *fixture)
{
  return (Scene){ fixture->team, fixture->release, fixture->plan, NULL, NULL };
}

/* Still open for all, and the last thing that was said there doesn't count, for this reason. */
static void
assert_named (Fixture *fixture, const char *thread, const char *words)
{
  team_settle (fixture->team);
  for (guint i = 0; i < fixture->team->n; i++)
    {
      g_autoptr (SlipThreads) list = threads (fixture, i, fixture->release);
      const SlipSaid *last = last_said (list, thread);

      g_assert_null (find (list, thread)->closed);
      g_assert_nonnull (last->refused);
      g_test_message ("named: %s", last->refused);
      g_assert_nonnull (strstr (last->refused, words));
      g_assert_false (is_open (fixture, i, NULL));
    }
  agree_on_all (fixture);
}

static void
test_close_in_a_role_not_held (Fixture *fixture, gconstpointer data)
{
  Scene scene = scene_of (fixture);
  g_autofree char *thread = raise_concern (fixture);

  team_settle (fixture->team);
  assert_refused (fixture, QA, thread, SLIP_SAID_CLOSE, SLIP_ERROR_NOT_ALLOWED);
  forge_reply (&scene, QA, fixture->plan, thread, "close", LIAISON);
  assert_named (fixture, thread, "didn't hold");
}

static void
test_close_in_ones_own_role (Fixture *fixture, gconstpointer data)
{
  Scene scene = scene_of (fixture);
  g_autofree char *thread = raise_concern (fixture);

  team_settle (fixture->team);
  forge_reply (&scene, QA, fixture->plan, thread, "close", "qa-lead");
  assert_named (fixture, thread, "only the role");
}

/* Given before the role was, it doesn't count afterwards either. */
static void
test_close_before_the_role_was_held (Fixture *fixture, gconstpointer data)
{
  static const char *const role[] = { LIAISON, NULL };
  Scene scene = scene_of (fixture);
  g_autofree char *quentin = team_id (fixture->team, QA);
  g_autofree char *thread = raise_concern (fixture);
  g_autoptr (GError) error = NULL;

  team_settle (fixture->team);
  forge_reply (&scene, QA, fixture->plan, thread, "close", LIAISON);
  team_settle (fixture->team);
  set_clock ("2026-10-17T21:30:00+02:00");
  slip_workspace_change_roles (fixture->team->people[PM], quentin, role, NULL, "To help.",
                               TEAM_PASSPHRASE, NULL, &error);
  g_assert_no_error (error);
  assert_named (fixture, thread, "didn't hold");
}

static void
test_close_from_another_document (Fixture *fixture, gconstpointer data)
{
  Scene scene = scene_of (fixture);
  g_autofree char *thread = raise_concern (fixture);

  team_settle (fixture->team);
  forge_reply (&scene, IRB, fixture->procedure, thread, "close", LIAISON);
  assert_named (fixture, thread, "another document");
}

static void
test_concern_in_a_role_not_held (Fixture *fixture, gconstpointer data)
{
  Scene scene = scene_of (fixture);

  forge_comment (&scene, QA, fixture->plan, LIAISON);
  agree_on_all (fixture);
  for (guint i = 0; i < fixture->team->n; i++)
    {
      g_autoptr (SlipThreads) list = threads (fixture, i, fixture->plan);
      const SlipThreadInfo *info = g_ptr_array_index (list->infos, 0);

      g_assert_false (info->discussion->blocks);
      g_assert_nonnull (slip_discussion_first (info->discussion)->refused);
      g_assert_true (is_open (fixture, i, NULL));
    }
}

/* Taken away, then said with a program that doesn't ask. */
static void
test_concern_in_a_role_no_longer_held (Fixture *fixture, gconstpointer data)
{
  static const char *const role[] = { LIAISON, NULL };
  Scene scene = scene_of (fixture);
  g_autofree char *irina = team_id (fixture->team, IRB);
  const SlipComment what = { fixture->plan, NULL, SLIP_TOPIC_CONCERN, LIAISON, "Stop." };
  g_autoptr (GError) error = NULL;

  slip_workspace_change_roles (fixture->team->people[PM], irina, NULL, role, "Moved on.",
                               TEAM_PASSPHRASE, NULL, &error);
  g_assert_no_error (error);
  team_settle (fixture->team);
  g_assert_null (slip_workspace_comment (fixture->team->people[IRB], &what, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED);
  forge_comment (&scene, IRB, fixture->plan, LIAISON);
  agree_on_all (fixture);
  {
    g_autoptr (SlipThreads) list = threads (fixture, QA, fixture->plan);

    g_assert_cmpuint (list->discussions->all->len, ==, 1);
    g_assert_cmpuint (list->discussions->blocking->len, ==, 0);
  }
}

/* What was raised while the role was held stays: another who holds it closes it. */
static void
test_concern_outlives_its_authors_role (Fixture *fixture, gconstpointer data)
{
  static const char *const role[] = { LIAISON, NULL };
  g_autofree char *irina = team_id (fixture->team, IRB);
  g_autofree char *quentin = team_id (fixture->team, QA);
  g_autofree char *thread = raise_concern (fixture);
  g_autoptr (GError) error = NULL;

  team_settle (fixture->team);
  slip_workspace_change_roles (fixture->team->people[PM], irina, NULL, role, "Moved on.",
                               TEAM_PASSPHRASE, NULL, &error);
  g_assert_no_error (error);
  slip_workspace_change_roles (fixture->team->people[PM], quentin, role, NULL, "Follows her.",
                               TEAM_PASSPHRASE, NULL, &error);
  g_assert_no_error (error);
  team_settle (fixture->team);
  g_assert_false (is_open (fixture, PM, NULL));
  assert_refused (fixture, IRB, thread, SLIP_SAID_CLOSE, SLIP_ERROR_NOT_ALLOWED);
  say (fixture, QA, thread, SLIP_SAID_CLOSE);
  team_settle (fixture->team);
  g_assert_true (is_closed (fixture, PM, thread));
}

static void
test_concern_about_another_release (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *other =
      slip_workspace_new_release (fixture->team->people[PM], "Another", &error);
  g_autofree char *plan = NULL;
  g_autofree char *thread = NULL;

  g_assert_no_error (error);
  plan = team_import (fixture->team, PM, other, "deployment-plan.xml");
  team_settle (fixture->team);
  thread = comment_on (fixture, IRB, plan, NULL, SLIP_TOPIC_CONCERN, LIAISON);
  team_settle (fixture->team);
  g_assert_true (is_open (fixture, PM, NULL));
}

/* A frame speaks for the person whose device signed it. */
static void
test_forged_author (Fixture *fixture, gconstpointer data)
{
  Scene scene = scene_of (fixture);
  g_autofree char *thread = raise_concern (fixture);
  g_autofree char *irina = team_id (fixture->team, IRB);
  g_autofree char *quentin = team_id (fixture->team, QA);
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipOp) op = NULL;
  SlipDatabase *db;

  team_settle (fixture->team);
  db = forge_open (&scene, QA);
  slip_meta_set (db, "person", irina, NULL);
  op = slip_log_do (db, SLIP_OP_REPLY, SLIP_UNKNOWN_IGNORE, fixture->plan, NULL, 0,
                    reply_content (thread, "close", LIAISON), &error);
  g_assert_no_error (error);
  slip_meta_set (db, "person", quentin, NULL);
  forge_close (&scene, QA, db);
  for (guint i = 0; i < fixture->team->n; i++)
    {
      g_autoptr (GPtrArray) said = scene_sync (&scene, (QA + i) % fixture->team->n, NULL);

      g_assert_nonnull (said);
    }
  g_assert_false (is_closed (fixture, PM, thread));
  g_assert_false (is_closed (fixture, IRB, thread));
}

/* == on paper == */

static char *
export_to (Fixture *fixture, const char *name, gboolean said)
{
  g_autofree char *path = team_path (fixture->team, name);
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  slip_workspace_export_as (fixture->team->people[PM], fixture->plan, SLIP_EXPORT_RECORD, 0, said,
                            path, NULL, &error);
  g_assert_no_error (error);
  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static void
assert_fits_schema (Fixture *fixture, const char *text)
{
  g_autoptr (GBytes) schema =
      slip_workspace_form_schema (fixture->team->people[PM], "deployment-plan", NULL);
  xmlDoc *document = xmlReadMemory (text, (int) strlen (text), NULL, NULL, XML_PARSE_NONET);
  xmlRelaxNGParserCtxt *parser =
      xmlRelaxNGNewMemParserCtxt (g_bytes_get_data (schema, NULL), (int) g_bytes_get_size (schema));
  xmlRelaxNG *grammar = xmlRelaxNGParse (parser);
  xmlRelaxNGValidCtxt *validator;

  g_assert_nonnull (document);
  g_assert_nonnull (grammar);
  validator = xmlRelaxNGNewValidCtxt (grammar);
  g_assert_cmpint (xmlRelaxNGValidateDoc (validator, document), ==, 0);
  xmlRelaxNGFreeValidCtxt (validator);
  xmlRelaxNGFree (grammar);
  xmlRelaxNGFreeParserCtxt (parser);
  xmlFreeDoc (document);
}

/* Also what doesn't count, and why; and who takes the file in again takes no threads in. */
static void
test_an_export_has_what_was_said (Fixture *fixture, gconstpointer data)
{
  g_autofree char *thread = raise_concern (fixture);
  g_autofree char *question =
      comment_on (fixture, QA, fixture->plan, NULL, SLIP_TOPIC_QUESTION, NULL);
  g_autofree char *path = team_path (fixture->team, "plan.xml");
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (SlipThreads) after = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  g_autofree char *silent = NULL;
  g_autofree char *imported = NULL;

  team_settle (fixture->team);
  say (fixture, PM, thread, SLIP_SAID_REPLY);
  say (fixture, PM, question, SLIP_SAID_CLOSE);
  silent = export_to (fixture, "silent.xml", FALSE);
  g_assert_null (strstr (silent, "review-threads"));
  text = export_to (fixture, "plan.xml", TRUE);
  assert_fits_schema (fixture, text);
  assert_fits_schema (fixture, silent);
  g_assert_nonnull (strstr (text, "kind=\"concern\" role=\"" LIAISON "\" path=\"scope/purpose\" "
                                  "state=\"open\" blocks=\"yes\""));
  g_assert_nonnull (strstr (text, "kind=\"question\" state=\"closed\">"));
  g_assert_nonnull (strstr (text, ">Whom does it decide about?</said>"));
  g_assert_nonnull (strstr (text, "act=\"reply\""));
  imported = slip_workspace_import (fixture->team->people[PM], fixture->release, file, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (imported, ==, fixture->plan);
  after = threads (fixture, PM, fixture->plan);
  g_assert_cmpuint (after->infos->len, ==, 2);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, set_up, func)                                                                    \
  g_test_add ("/comments/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("concern-takes-the-go-away-until-it-is-closed", set_up_go,
       test_concern_takes_the_go_away_until_it_is_closed);
  ADD ("nobody-decides-over-a-concern", set_up_ready, test_nobody_decides_over_a_concern);
  ADD ("document-is-not-approved-over-a-concern", set_up_gate,
       test_document_is_not_approved_over_a_concern);
  ADD ("approval-that-did-not-know-counts", set_up_gate, test_approval_that_did_not_know_counts);
  ADD ("other-roles-concerns-do-not-block", set_up_go, test_other_roles_concerns_do_not_block);
  ADD ("the-process-says-whose-concerns-block", set_up_gate,
       test_the_process_says_whose_concerns_block);
  ADD ("deleting-the-document-closes-nothing", set_up_gate,
       test_deleting_the_document_closes_nothing);
  ADD ("concern-waits-for-an-answer-then-for-its-close", set_up_gate,
       test_concern_waits_for_an_answer_then_for_its_close);
  ADD ("two-replies-at-once-both-stand", set_up_gate, test_two_replies_at_once_both_stand);
  ADD ("reply-that-the-closer-had-not-seen-is-marked", set_up_go,
       test_reply_that_the_closer_had_not_seen_is_marked);
  ADD ("colleague-in-the-role-keeps-it-open", set_up_gate,
       test_colleague_in_the_role_keeps_it_open);
  ADD ("order-of-arrival-changes-nothing", set_up_gate, test_order_of_arrival_changes_nothing);
  ADD ("attack/close-in-a-role-not-held", set_up_go, test_close_in_a_role_not_held);
  ADD ("attack/close-in-ones-own-role", set_up_go, test_close_in_ones_own_role);
  ADD ("attack/close-before-the-role-was-held", set_up_go, test_close_before_the_role_was_held);
  ADD ("attack/close-from-another-document", set_up_go, test_close_from_another_document);
  ADD ("attack/concern-in-a-role-not-held", set_up_go, test_concern_in_a_role_not_held);
  ADD ("attack/concern-in-a-role-no-longer-held", set_up_go, test_concern_in_a_role_no_longer_held);
  ADD ("attack/concern-about-another-release", set_up_go, test_concern_about_another_release);
  ADD ("attack/forged-author", set_up_go, test_forged_author);
  ADD ("an-export-has-what-was-said", set_up_gate, test_an_export_has_what_was_said);
  ADD ("concern-outlives-its-authors-role", set_up_go, test_concern_outlives_its_authors_role);
#undef ADD
  return g_test_run ();
}
