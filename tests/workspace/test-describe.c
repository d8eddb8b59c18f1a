/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What lists show: documents in numbers, single values of many records. */

#include <string.h>

#include "slip-test-fixture.h"
#include "workspace/slip-workspace-private.h"

/* Against what the functions say that list them. */
static SlipDocumentState
described (Fixture *fixture, guint person, const char *document)
{
  SlipWorkspace *workspace = fixture->team->people[person];
  SlipDocumentState state = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) problems = slip_workspace_check (workspace, document, &error);
  g_autoptr (GPtrArray) conflicts = slip_workspace_list_conflicts (workspace, document, &error);
  g_autoptr (SlipSignoff) sign_off = signoff (fixture, person, document);

  g_assert_no_error (error);
  slip_workspace_describe_document (workspace, document, &state, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (state.problems, ==, problems->len);
  g_assert_cmpuint (state.conflicts, ==, conflicts->len);
  g_assert_cmpstr (state.status, ==, sign_off->status);
  g_assert_cmpuint (state.revision, ==, sign_off->revisions->len);
  g_assert_cmpuint (state.amendments, ==, sign_off->amendments->len);
  g_assert_cmpuint (state.proposals, ==, sign_off->proposals->len);
  return state;
}

static void
test_document (Fixture *fixture, gconstpointer data)
{
  SlipDocumentState state = described (fixture, PM, fixture->plan);
  guint problems = state.problems;
  SlipDocumentState untouched = { .problems = 77 };
  g_autoptr (GError) error = NULL;

  slip_document_state_clear (&state);
  /* What was found is kept, but not for longer than it is true. */
  state = described (fixture, PM, fixture->plan);
  g_assert_cmpuint (state.problems, ==, problems);
  slip_document_state_clear (&state);
  set (fixture, PM, "scope/purpose", "");
  state = described (fixture, PM, fixture->plan);
  g_assert_cmpuint (state.problems, >, problems);
  slip_document_state_clear (&state);

  /* Also when another copy changed it: an op that comes late has an early clock. */
  set (fixture, QA, "rollback/minutes", "11");
  set (fixture, PM, "rollback/minutes", "12");
  state = described (fixture, PM, fixture->plan);
  g_assert_cmpuint (state.conflicts, ==, 0);
  slip_document_state_clear (&state);
  team_settle (fixture->team);
  state = described (fixture, PM, fixture->plan);
  g_assert_cmpuint (state.conflicts, ==, 1);
  slip_document_state_clear (&state);

  g_assert_false (
      slip_workspace_describe_document (fixture->team->people[PM], "nothing", &untouched, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND);
  g_assert_cmpuint (untouched.problems, ==, 77);
}

static void
test_slots (Fixture *fixture, gconstpointer data)
{
  SlipDocumentState state;

  /* One after the other: the program manager first, the project manager last. */
  for (guint i = 0; i < fixture->team->n; i++)
    {
      state = described (fixture, i, fixture->plan);
      g_assert_cmpstr (state.status, ==, "draft");
      g_assert_cmpuint (state.slots, ==, i == PM ? 1 : 0);
      slip_document_state_clear (&state);
    }
  sign_synced (fixture, PM, fixture->plan, "program-manager");
  team_settle (fixture->team);
  for (guint i = 0; i < fixture->team->n; i++)
    {
      static const guint waiting[] = { [PM] = 0, [QA] = 1, [IRB] = 2 };

      state = described (fixture, i, fixture->plan);
      g_assert_cmpuint (state.slots, ==, waiting[i]);
      slip_document_state_clear (&state);
    }
  sign_plan_but_last (fixture);
  team_settle (fixture->team);
  for (guint i = 0; i < fixture->team->n; i++)
    {
      state = described (fixture, i, fixture->plan);
      g_assert_cmpuint (state.slots, ==, i == PM ? 1 : 0);
      slip_document_state_clear (&state);
    }
}

static void
test_approved (Fixture *fixture, gconstpointer data)
{
  SlipDocumentState state;
  guint waiting = 0;
  g_autoptr (GError) error = NULL;

  approve_plan (fixture);
  state = described (fixture, PM, fixture->plan);
  g_assert_cmpstr (state.status, ==, "approved");
  g_assert_cmpuint (state.slots, ==, 0);
  g_assert_cmpuint (state.revision, ==, 1);
  slip_document_state_clear (&state);
  set (fixture, IRB, "rollback/minutes", "77");
  agree (fixture, fixture->plan, "amended");
  state = described (fixture, QA, fixture->plan);
  g_assert_cmpuint (state.amendments, ==, 1);
  slip_document_state_clear (&state);
  /* Nobody can sign before somebody says why it was changed. */
  for (guint i = 0; i < fixture->team->n; i++)
    {
      state = described (fixture, i, fixture->plan);
      g_assert_cmpuint (state.slots, ==, 0);
      slip_document_state_clear (&state);
    }
  g_assert_cmpuint (slip_workspace_revise (fixture->team->people[PM], fixture->plan,
                                           "The pump was slower.", NULL, &error),
                    ==, 2);
  g_assert_no_error (error);
  team_settle (fixture->team);
  for (guint i = 0; i < fixture->team->n; i++)
    {
      state = described (fixture, i, fixture->plan);
      waiting += state.slots;
      slip_document_state_clear (&state);
    }
  g_assert_cmpuint (waiting, >, 0);
}

static void
test_texts (Fixture *fixture, gconstpointer data)
{
  static const char *const paths[] = { "about/title", "about/version", "about/planned_start",
                                       NULL };
  static const char *const coded[] = { "scope/delivery", NULL };
  static const char *const wrong[] = { "about/title", "about/nothing", NULL };
  static const char *const calculated[] = { "header/doc_no", NULL };
  SlipWorkspace *workspace = fixture->team->people[PM];
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) texts = NULL;

  set_in (fixture, PM, fixture->release, "about/version", "2.4");
  texts = slip_workspace_get_texts (workspace, fixture->release, paths, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (texts[0], ==, "Claims Triage");
  g_assert_cmpstr (texts[1], ==, "2.4");
  g_assert_cmpstr (texts[2], ==, "");
  g_clear_pointer (&texts, g_strfreev);
  set (fixture, PM, "scope/delivery", "internal");
  texts = slip_workspace_get_texts (workspace, fixture->plan, coded, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (texts[0], ==, "Internal: our own people use it");
  g_assert_null (slip_workspace_get_texts (workspace, fixture->release, wrong, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (slip_workspace_get_texts (workspace, fixture->plan, calculated, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND);
}

static void
test_lessons (Fixture *fixture, gconstpointer data)
{
  SlipWorkspace *workspace = fixture->team->people[PM];
  g_autoptr (GError) error = NULL;
  g_autofree char *first =
      slip_workspace_new_document (workspace, fixture->release, "lessons-learned", NULL, &error);
  g_autofree char *second =
      slip_workspace_new_document (workspace, fixture->release, "lessons-learned", NULL, &error);
  g_autofree char *gone =
      slip_workspace_new_document (workspace, fixture->release, "lessons-learned", NULL, &error);
  g_autoptr (GPtrArray) lessons = NULL;
  const SlipLessonInfo *told = NULL;
  const SlipLessonInfo *empty = NULL;

  set_in (fixture, PM, first, "lesson/title", "Draw the pump first");
  set_in (fixture, PM, first, "lesson/kind", "sustain");
  set_in (fixture, PM, first, "lesson/tags", "data\nmodel");
  set_in (fixture, PM, first, "lesson/recommendation", "Draw it.");
  slip_workspace_delete_document (workspace, gone, NULL, &error);
  g_assert_no_error (error);
  lessons = slip_workspace_list_lessons (workspace, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (lessons->len, ==, 2);
  for (guint i = 0; i < lessons->len; i++)
    {
      const SlipLessonInfo *info = g_ptr_array_index (lessons, i);

      if (g_str_equal (info->record, first))
        told = info;
      else if (g_str_equal (info->record, second))
        empty = info;
    }
  g_assert_cmpstr (told->title, ==, "Draw the pump first");
  g_assert_cmpstr (told->code, ==, "sustain");
  g_assert_cmpstr (told->kind, ==, "Sustain: keep doing it");
  g_assert_cmpstr (told->tags, ==, "Data, Model");
  g_assert_cmpstr (told->lesson, ==, "Draw it.");
  g_assert_cmpstr (told->release, ==, fixture->release);
  g_assert_cmpstr (told->release_title, ==, "Claims Triage");
  /* What nobody wrote yet goes by its document's title. */
  g_assert_cmpstr (empty->title, ==, "Claims Triage: Attachment A: Lessons Learned");
  g_assert_cmpstr (empty->stage, ==, "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, setup, func) g_test_add ("/describe/" path, Fixture, NULL, setup, func, tear_down)
  ADD ("document", set_up_two, test_document);
  ADD ("slots", set_up, test_slots);
  ADD ("approved", set_up, test_approved);
  ADD ("texts", set_up_two, test_texts);
  ADD ("lessons", set_up_two, test_lessons);
#undef ADD
  return g_test_run ();
}
