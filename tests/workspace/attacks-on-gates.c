/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Attacks on order and authority. Each is carried out by somebody who doesn't keep to our programs, or in good faith at the
 * wrong time; none opens the way, and each is named by who looks. */

#include <string.h>

#include "core/slip-hash.h"
#include "forms/slip-instance.h"
#include "slip-test-forge.h"
#include "slip-test-gate.h"
#include "store/slip-blobs.h"
#include "store/slip-log.h"
#include "workspace/slip-comments.h"

typedef struct
{
  const char *name;
  void (*set_up) (Fixture *fixture, gconstpointer data);
  void (*attack) (Fixture *fixture, Scene *scene);
  const char *at;    /* nullable: for when it is asked; else now */
  const char *named; /* words of a line */
} GateAttack;

#define LATER "2026-10-22T12:00:00+02:00"

/* == tools == */

/* All that the person's copy holds, as a program that keeps the rules would say. */
static void
see_all (Scene *scene, guint person, SlipStatement *statement)
{
  SlipDatabase *db = forge_open (scene, person);
  g_autoptr (SlipQuery) query =
      slip_database_query (db, NULL, "SELECT replica, max (clock) FROM op GROUP BY replica", "");

  while (slip_query_next (query, NULL))
    slip_statement_add_seen (statement, slip_query_text (query, 0),
                             (guint64) slip_query_int (query, 1));
  g_clear_pointer (&query, slip_query_end);
  slip_database_close (db);
}

static SlipStatement *
begin_ruling (Fixture *fixture, Scene *scene, guint person, SlipStatementType type,
              const char *role)
{
  SlipStatement *statement = forge_begin (scene, person, type);
  g_autoptr (SlipProcess) process =
      slip_workspace_release_process (fixture->team->people[PM], fixture->release, NULL, NULL);

  statement->role = g_strdup (role);
  g_strlcpy (statement->ruling->record, fixture->release, sizeof statement->ruling->record);
  g_strlcpy (statement->ruling->process, process->digest, sizeof statement->ruling->process);
  statement->ruling->reason = g_strdup ("Trust me.");
  see_all (scene, person, statement);
  return statement;
}

/* A Go for what is approved, as the gate would bind it. */
static void
forge_go (Fixture *fixture, Scene *scene, guint person, const char *role, gint64 time_ms)
{
  g_autoptr (SlipGateReport) report = gate (fixture, person, NULL);
  g_autoptr (SlipStatement) statement =
      begin_ruling (fixture, scene, person, SLIP_STATEMENT_DECISION, role);

  slip_statement_set_time (statement, time_ms, 0);
  statement->ruling->stage = g_strdup (report->process->go_stage);
  statement->ruling->decision = SLIP_DECISION_CONDITIONAL;
  for (guint i = 0; i < report->bound->revisions->len; i++)
    {
      const SlipBoundRevision *revision = g_ptr_array_index (report->bound->revisions, i);

      slip_statement_add_revision (statement, revision->record, revision->form, revision->number,
                                   revision->content);
    }
  for (guint i = 0; i < report->bound->artefacts->len; i++)
    {
      const SlipNamedText *artefact = g_ptr_array_index (report->bound->artefacts, i);

      slip_statement_add_artefact (statement, artefact->name, artefact->text);
    }
  statement->ruling->window_start = g_strdup (report->bound->window_start);
  statement->ruling->window_end = g_strdup (report->bound->window_end);
  slip_statement_set_until (statement, time_ms + 3600 * 1000 * 24, 0);
  forge_state (scene, person, statement);
}

static SlipSignature *
last_signature (Fixture *fixture, guint person, const char *document)
{
  g_autoptr (SlipSignoff) state = signoff (fixture, person, document);

  return g_ptr_array_steal_index (state->signatures, state->signatures->len - 1);
}

static GVariant *
hash_of (const char *digest)
{
  SlipHash hash;

  g_assert_true (slip_hash_from_hex (&hash, digest));
  return g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, hash.bytes, sizeof hash, 1);
}

/* == with a role == */

static void
decide_in_a_role_not_held (Fixture *fixture, Scene *scene)
{
  forge_go (fixture, scene, QA, "program-manager", ms_of (GATE_NOW));
}

/* The concern is closed afterwards: that doesn't make the Go count that was given over it. */
static void
decide_over_a_concern (Fixture *fixture, Scene *scene)
{
  const SlipComment what = { fixture->plan, NULL, SLIP_TOPIC_CONCERN, "ai-irb-liaison",
                             "Nobody oversees it." };
  g_autoptr (GError) error = NULL;
  g_autofree char *thread = slip_workspace_comment (fixture->team->people[IRB], &what, &error);

  g_assert_no_error (error);
  team_settle (fixture->team);
  forge_go (fixture, scene, PM, "program-manager", ms_of (GATE_NOW));
  team_settle (fixture->team);
  slip_workspace_reply (fixture->team->people[IRB], thread, SLIP_SAID_CLOSE, NULL, "I do.", &error);
  g_assert_no_error (error);
}

static void
decide_in_ones_own_role (Fixture *fixture, Scene *scene)
{
  forge_go (fixture, scene, QA, "qa-lead", ms_of (GATE_NOW));
}

static void
decide_in_a_role_no_longer_held (Fixture *fixture, Scene *scene)
{
  static const char *const role[] = { "program-manager", NULL };
  g_autofree char *quentin = team_id (fixture->team, QA);
  g_autoptr (GError) error = NULL;

  slip_workspace_change_roles (fixture->team->people[PM], quentin, role, NULL, "On leave.",
                               TEAM_PASSPHRASE, NULL, &error);
  g_assert_no_error (error);
  slip_workspace_change_roles (fixture->team->people[PM], quentin, NULL, role, "Back again.",
                               TEAM_PASSPHRASE, NULL, &error);
  g_assert_no_error (error);
  team_settle (fixture->team);
  forge_go (fixture, scene, QA, "program-manager", ms_of (GATE_NOW));
}

static void
decide_as_a_deputy_after_the_date (Fixture *fixture, Scene *scene)
{
  g_autofree char *quentin = team_id (fixture->team, QA);
  g_autoptr (GError) error = NULL;

  slip_workspace_name_deputy (fixture->team->people[PM], "program-manager", quentin,
                              ms_of ("2026-10-17T22:00:00+02:00"), TEAM_PASSPHRASE, &error);
  g_assert_no_error (error);
  team_settle (fixture->team);
  forge_go (fixture, scene, QA, "program-manager", ms_of ("2026-10-17T23:00:00+02:00"));
}

static void
tailor_in_a_role_not_held (Fixture *fixture, Scene *scene)
{
  g_autoptr (SlipStatement) statement =
      begin_ruling (fixture, scene, QA, SLIP_STATEMENT_TAILORING, "program-manager");

  statement->ruling->form = g_strdup ("installation-procedure");
  statement->ruling->required = FALSE;
  forge_state (scene, QA, statement);
}

static void
waive_what_cant_be_waived (Fixture *fixture, Scene *scene)
{
  g_autoptr (SlipStatement) statement =
      begin_ruling (fixture, scene, IRB, SLIP_STATEMENT_WAIVER, "ai-irb-liaison");
  g_autofree char *owner = team_id (fixture->team, QA);

  statement->ruling->criterion = g_strdup ("window");
  g_strlcpy (statement->ruling->owner, owner, sizeof statement->ruling->owner);
  statement->ruling->owner_name = g_strdup ("Quentin Adeyemi");
  statement->ruling->control = g_strdup ("None.");
  slip_statement_set_until (statement, ms_of (LATER), 0);
  forge_state (scene, IRB, statement);
}

/* == out of turn == */

static void
sign_out_of_order (Fixture *fixture, Scene *scene)
{
  /* Honestly, without order; then the order is there. */
  g_autofree char *loose = put_variant (fixture, PM, " after=\"plan\"", "");
  g_autofree char *strict = NULL;
  g_autoptr (GError) error = NULL;

  slip_workspace_follow (fixture->team->people[PM], fixture->release, loose, &error);
  g_assert_no_error (error);
  team_settle (fixture->team);
  sign_synced (fixture, IRB, fixture->procedure, "operations-manager");
  team_settle (fixture->team);
  strict = put_variant (fixture, PM, NULL, NULL);
  slip_workspace_follow (fixture->team->people[PM], fixture->release, strict, &error);
  g_assert_no_error (error);
}

/* The other signatures are there; the exception is withdrawn, and Petra signs with a program that doesn't ask. */
static void
approve_what_one_wrote (Fixture *fixture, Scene *scene)
{
  g_autoptr (SlipGateReport) report = gate (fixture, PM, NULL);
  const SlipRulingState *exception = g_ptr_array_index (report->rulings->all, 0);
  g_autofree char *withdrawal = NULL;
  g_autoptr (SlipSignature) model = NULL;
  g_autoptr (SlipStatement) statement = NULL;
  g_autoptr (GError) error = NULL;
  SlipForm *form;
  g_autoptr (SlipSignoff) state = NULL;
  SlipFormSlot *slot;

  withdrawal = slip_workspace_unsign (fixture->team->people[IRB], exception->signature->hash,
                                      "We are four now.", TEAM_PASSPHRASE, &error);
  g_assert_no_error (error);
  team_settle (fixture->team);
  sign_plan_but_last (fixture);
  team_settle (fixture->team);
  /* Our program says no. */
  g_assert_null (sign (fixture, PM, fixture->plan, "project-manager", "approve", &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED);
  model = last_signature (fixture, PM, fixture->plan);
  statement = forge_begin (scene, PM, SLIP_STATEMENT_SIGN_OFF);
  form = slip_forms_get_shipped ("deployment-plan", NULL);
  slot = slip_form_find_slot (form, "approval");
  g_strlcpy (statement->sign_off->record, fixture->plan, sizeof statement->sign_off->record);
  g_strlcpy (statement->sign_off->definition, model->definition,
             sizeof statement->sign_off->definition);
  g_strlcpy (statement->sign_off->content, model->content, sizeof statement->sign_off->content);
  g_strlcpy (statement->sign_off->snapshot, model->snapshot, sizeof statement->sign_off->snapshot);
  statement->sign_off->form = g_strdup ("deployment-plan");
  {
    SlipDatabase *db = forge_open (scene, PM);
    g_autoptr (GBytes) content = slip_blobs_get (db, model->content, NULL);
    g_autoptr (GHashTable) digests = slip_content_digests (content, NULL);

    for (gsize i = 0; slot->sections[i] != NULL; i++)
      slip_statement_add_section (statement, slot->sections[i],
                                  g_hash_table_lookup (digests, slot->sections[i]));
    slip_database_close (db);
  }
  slip_form_unref (form);
  statement->sign_off->slot = g_strdup ("approval");
  statement->role = g_strdup ("project-manager");
  statement->sign_off->verdict = SLIP_VERDICT_APPROVE;
  statement->sign_off->meaning = g_strdup (model->meaning);
  statement->sign_off->comment = g_strdup ("");
  see_all (scene, PM, statement);
  forge_state (scene, PM, statement);
}

/* == the process == */

/* Quentin's own version, in which nothing is asked, and the release moved to it. */
static void
swap_the_process (Fixture *fixture, Scene *scene)
{
  g_autofree char *source =
      g_test_build_filename (G_TEST_DIST, "workspace", "short-process.xml", NULL);
  g_autoptr (GBytes) bytes = forge_read (source);
  g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_autoptr (GString) changed = g_string_new (text);
  SlipDatabase *db = forge_open (scene, QA);
  g_autofree char *digest = NULL;
  g_autoptr (GBytes) loose = NULL;

  g_string_replace (changed, "role=\"program-manager\"", "role=\"qa-lead\"", 0);
  loose = g_bytes_new (changed->str, changed->len);
  g_assert_true (slip_blobs_put (db, loose, &digest, NULL));
  forge_close (scene, QA, db);
  forge_op (scene, QA, SLIP_OP_DEFINE, "",
            g_variant_new ("(ss@ay)", "process", "sop-1220-01-ai", hash_of (digest)));
  forge_op (scene, QA, SLIP_OP_FOLLOW, fixture->release, g_variant_new ("(@ay)", hash_of (digest)));
  forge_go (fixture, scene, QA, "qa-lead", ms_of (GATE_NOW));
}

/* An administrator puts a version in force: the running release keeps its own. */
static void
put_another_version_in_force (Fixture *fixture, Scene *scene)
{
  g_autofree char *digest =
      put_variant (fixture, PM, "role=\"program-manager\"", "role=\"qa-lead\"");

  team_settle (fixture->team);
  forge_go (fixture, scene, QA, "qa-lead", ms_of (GATE_NOW));
}

static void
follow_what_nobody_put_there (Fixture *fixture, Scene *scene)
{
  g_autoptr (GBytes) blob = g_bytes_new_static ("<process/>", 10);
  g_autofree char *digest = slip_hash_hex_of (blob);

  forge_op (scene, PM, SLIP_OP_FOLLOW, fixture->release, g_variant_new ("(@ay)", hash_of (digest)));
}

static void
decide_for_another_version (Fixture *fixture, Scene *scene)
{
  g_autofree char *digest = put_variant (fixture, PM, "hours=\"168\"", "hours=\"167\"");
  g_autoptr (GError) error = NULL;

  slip_workspace_follow (fixture->team->people[PM], fixture->release, digest, &error);
  g_assert_no_error (error);
}

/* == a Go that was good == */

static void
do_nothing (Fixture *fixture, Scene *scene)
{
}

static void
approve_a_new_revision (Fixture *fixture, Scene *scene)
{
  revise (fixture, PM, fixture->plan, NULL);
  set (fixture, PM, "scope/purpose", "Something else.");
  approve_plan (fixture);
}

static void
move_the_window (Fixture *fixture, Scene *scene)
{
  revise (fixture, PM, fixture->plan, NULL);
  set (fixture, PM, "schedule/window_end", "2026-10-18T05:00:00+02:00");
  approve_plan (fixture);
}

/* Bound to what was never approved, with the keys and the role for it. */
static void
decide_about_other_contents (Fixture *fixture, Scene *scene)
{
  g_autoptr (SlipGateReport) report = gate (fixture, PM, NULL);
  g_autoptr (SlipStatement) statement =
      begin_ruling (fixture, scene, PM, SLIP_STATEMENT_DECISION, "program-manager");
  const SlipBoundRevision *revision = g_ptr_array_index (report->bound->revisions, 0);

  statement->ruling->stage = g_strdup ("decision");
  statement->ruling->decision = SLIP_DECISION_CONDITIONAL;
  slip_statement_add_revision (statement, revision->record, revision->form, revision->number,
                               "60e66b882bd5be1d8b9e4956fef04005ca8741a2cbc64a70d7aeec4d6ef917cf");
  statement->ruling->window_start = g_strdup (report->bound->window_start);
  statement->ruling->window_end = g_strdup (report->bound->window_end);
  slip_statement_set_until (statement, ms_of (LATER), 0);
  forge_state (scene, PM, statement);
}

static void
decide_for_too_long (Fixture *fixture, Scene *scene)
{
  g_autoptr (SlipStatement) statement =
      begin_ruling (fixture, scene, PM, SLIP_STATEMENT_DECISION, "program-manager");

  statement->ruling->stage = g_strdup ("decision");
  statement->ruling->decision = SLIP_DECISION_CONDITIONAL;
  statement->ruling->window_start = g_strdup ("2026-10-17T20:00:00+02:00");
  statement->ruling->window_end = g_strdup ("2026-10-18T04:00:00+02:00");
  slip_statement_set_until (statement, ms_of ("2027-10-18T04:00:00+02:00"), 0);
  forge_state (scene, PM, statement);
}

static const GateAttack attacks[] = {
  { "go-given-over-a-concern", set_up_ready, decide_over_a_concern, NULL, "a concern was open" },
  { "decide-in-a-role-not-held", set_up_ready, decide_in_a_role_not_held, NULL, "program-manager" },
  { "decide-in-ones-own-role", set_up_ready, decide_in_ones_own_role, NULL,
    "doesn't give that to the role" },
  { "decide-in-a-role-no-longer-held", set_up_ready, decide_in_a_role_no_longer_held, NULL,
    "program-manager" },
  { "decide-as-a-deputy-after-the-date", set_up_ready, decide_as_a_deputy_after_the_date, NULL,
    "was a deputy only until" },
  { "decide-about-other-contents", set_up_ready, decide_about_other_contents, NULL,
    "approved anew since" },
  { "decide-for-too-long", set_up_ready, decide_for_too_long, NULL,
    "longer than the process allows" },
  { "decide-for-another-version", set_up_go, decide_for_another_version, NULL,
    "another version of the process" },
  { "tailor-in-a-role-not-held", set_up_gate, tailor_in_a_role_not_held, NULL, "program-manager" },
  { "waive-what-cant-be-waived", set_up_gate, waive_what_cant_be_waived, NULL, "can't be waived" },
  { "sign-out-of-order", set_up_gate, sign_out_of_order, NULL, "out of order: deployment-plan" },
  { "approve-what-one-wrote", set_up_gate, approve_what_one_wrote, NULL, "drafted the document" },
  { "swap-the-process", set_up_ready, swap_the_process, NULL, "only a project or program manager" },
  { "put-another-version-in-force", set_up_ready, put_another_version_in_force, NULL,
    "doesn't give that to the role" },
  { "follow-what-nobody-put-there", set_up_ready, follow_what_nobody_put_there, NULL,
    "no administrator put this version" },
  { "go-before-its-window", set_up_go, do_nothing, "2026-10-17T19:59:59+02:00",
    "window opens later" },
  { "go-after-its-window", set_up_go, do_nothing, "2026-10-18T04:00:00+02:00", "window closed" },
  { "go-after-its-time", set_up_go, do_nothing, "2026-10-26T04:00:00+02:00", "The Go expired" },
  { "go-after-a-new-revision", set_up_go, approve_a_new_revision, NULL, "approved anew since" },
  { "go-for-another-window", set_up_go, move_the_window, NULL, "window isn't the one" },
  { "waiver-past-its-expiry", set_up_go, do_nothing, LATER, "1 criterion isn't met" },
};

/* What doesn't count of what was said of the release, verify names with its reason. */
static void
assert_noted (Fixture *fixture, guint person)
{
  SlipWorkspace *workspace = fixture->team->people[person];
  SlipVerifyReport verified = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) follows = slip_workspace_list_follows (workspace, fixture->release, NULL);
  g_autoptr (SlipThreads) threads = slip_workspace_list_threads (workspace, fixture->release, NULL);
  g_autoptr (SlipGateReport) report = gate (fixture, person, NULL);
  g_autoptr (GPtrArray) refused = g_ptr_array_new ();
  g_autofree char *notes = NULL;
  g_autofree char *wrong = NULL;

  slip_workspace_verify (workspace, &verified, &error);
  g_assert_no_error (error);
  /* What nobody in the role signed is wrong as it stands; then nothing is told of what only doesn't count. */
  wrong = g_strdup (verified.problem);
  notes = verified.notes != NULL ? g_strjoinv ("\n", verified.notes) : g_strdup ("");
  slip_verify_report_clear (&verified);
  for (guint i = 0; i < follows->len; i++)
    g_ptr_array_add (refused, ((SlipFollow *) g_ptr_array_index (follows, i))->refused);
  for (guint i = 0; i < report->rulings->all->len; i++)
    g_ptr_array_add (refused,
                     ((SlipRulingState *) g_ptr_array_index (report->rulings->all, i))->refused);
  for (guint i = 0; i < threads->discussions->all->len; i++)
    {
      const SlipDiscussion *one = g_ptr_array_index (threads->discussions->all, i);

      for (guint j = 0; j < one->said->len; j++)
        g_ptr_array_add (refused, ((SlipSaid *) g_ptr_array_index (one->said, j))->refused);
    }
  for (guint i = 0; i < refused->len; i++)
    if (g_ptr_array_index (refused, i) != NULL &&
        strstr (wrong != NULL ? wrong : notes, g_ptr_array_index (refused, i)) == NULL)
      g_error ("verify doesn't note “%s”, but: %s", (char *) g_ptr_array_index (refused, i), notes);
}

static void
test_attack (Fixture *fixture, gconstpointer data)
{
  const GateAttack *attack = data;
  Scene scene = { fixture->team, fixture->release, fixture->plan, NULL, NULL };
  g_autoptr (GPtrArray) lines = NULL;

  g_assert_true (attack->set_up != set_up_go || is_open (fixture, IRB, GATE_NOW));
  attack->attack (fixture, &scene);
  team_settle (fixture->team);
  for (guint i = 0; i < fixture->team->n; i++)
    g_assert_false (is_open (fixture, i, attack->at));
  lines = objections (fixture, IRB, attack->at);
  for (guint i = 0; i < lines->len; i++)
    g_test_message ("named: %s", (const char *) g_ptr_array_index (lines, i));
  if (!mentions (lines, attack->named))
    g_error ("%s isn't named with “%s”", attack->name, attack->named);
  assert_noted (fixture, IRB);
  agree_on_all (fixture);
}

static void
set_up_attack (Fixture *fixture, gconstpointer data)
{
  const GateAttack *attack = data;

  attack->set_up (fixture, NULL);
}

/* A Go lets one build be installed, and no other. */
static void
test_another_build (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = team_path (fixture->team, "build.tar");
  g_autoptr (SlipGateReport) report = gate (fixture, IRB, NULL);
  g_autofree char *why = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (report->open);
  g_assert_true (g_file_set_contents (path, "another build", -1, NULL));
  g_assert_true (slip_workspace_check_artefact (report, path, &why, &error));
  g_assert_no_error (error);
  g_assert_nonnull (why);
  g_assert_nonnull (strstr (why, "none of the artefacts"));
  g_assert_false (slip_workspace_check_artefact (report, "/nonexistent", &why, &error));
  g_assert_nonnull (error);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (attacks); i++)
    {
      g_autofree char *path = g_strconcat ("/attacks-on-gates/", attacks[i].name, NULL);

      g_test_add (path, Fixture, &attacks[i], set_up_attack, test_attack, tear_down);
    }
  g_test_add ("/attacks-on-gates/another-build", Fixture, NULL, set_up_go, test_another_build,
              tear_down);
  return g_test_run ();
}
