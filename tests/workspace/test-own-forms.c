/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* An organisation's own forms: another version of one that Slipway brings, and one that it doesn't know. */

#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "slip-test-fixture.h"
#include "slip-test-folder.h"
#include "workspace/slip-definitions.h"
#include "workspace/slip-workspace-private.h"

/* The definition of the lesson as it is printed, with @from put as @to, in a file. */
static GFile *
make_form (Fixture *fixture, const char *from, const char *to)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes =
      slip_workspace_form_definition (fixture->team->people[PM], "lessons-learned", &error);
  g_autofree char *path = team_path (fixture->team, "form.xml");
  g_autoptr (GString) text = NULL;

  g_assert_no_error (error);
  text = g_string_new_len (g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes));
  g_assert_cmpuint (g_string_replace (text, from, to, 1), ==, 1);
  g_file_set_contents (path, text->str, (gssize) text->len, &error);
  g_assert_no_error (error);
  return g_file_new_for_path (path);
}

static char *
put (Fixture *fixture, guint person, const char *from, const char *to, GError **error)
{
  g_autoptr (GFile) file = make_form (fixture, from, to);

  return slip_workspace_put_form (fixture->team->people[person], file, error);
}

static char *
new_document (Fixture *fixture, guint person, const char *form)
{
  g_autoptr (GError) error = NULL;
  char *id = slip_workspace_new_document (fixture->team->people[person], fixture->release, form,
                                          NULL, &error);

  g_assert_no_error (error);
  return id;
}

static const char *
title_of (Fixture *fixture, guint person, const char *document)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipForm) form =
      slip_workspace_get_form (fixture->team->people[person], document, &error);

  g_assert_no_error (error);
  return g_intern_string (slip_form_get_title (form));
}

static void
test_new_documents_have_the_new_version (Fixture *fixture, gconstpointer data)
{
  g_autofree char *before = new_document (fixture, PM, "lessons-learned");
  g_autofree char *after = NULL;
  g_autofree char *digest = NULL;
  g_autofree char *again = NULL;
  g_autoptr (GError) error = NULL;

  digest = put (fixture, PM, "<title>Attachment A: Lessons Learned</title>",
                "<title>What We Learned</title>", &error);
  g_assert_no_error (error);
  team_settle (fixture->team);
  after = new_document (fixture, QA, "lessons-learned");
  team_settle (fixture->team);
  for (guint i = 0; i < fixture->team->n; i++)
    {
      g_assert_cmpstr (title_of (fixture, i, before), ==, "Attachment A: Lessons Learned");
      g_assert_cmpstr (title_of (fixture, i, after), ==, "What We Learned");
    }
  team_verify (fixture->team);
  {
    g_autofree char *path = team_path (fixture->team, "form.xml");
    g_autoptr (GFile) file = g_file_new_for_path (path);

    again = slip_workspace_put_form (fixture->team->people[PM], file, &error);
  }
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_EXISTS);
}

static void
test_a_form_of_their_own (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *digest = put (fixture, PM, "id=\"lessons-learned\" code=\"LL\"",
                                 "id=\"retrospective\" code=\"RT\"", &error);
  g_autofree char *document = NULL;

  g_assert_no_error (error);
  team_settle (fixture->team);
  document = new_document (fixture, QA, "retrospective");
  set_in (fixture, QA, document, "lesson/title", "Ask earlier");
  team_settle (fixture->team);
  g_assert_true (shows_in (fixture, PM, document, "Ask earlier"));
  team_verify (fixture->team);
}

/* The first thing that its maker does, right after what the workspace was made with. */
static void
test_the_makers_first_is_their_own (void)
{
  g_autofree char *dir = g_dir_make_tmp ("slipway-test-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (dir, "w", NULL);
  g_autofree char *file_path = g_build_filename (dir, "form.xml", NULL);
  const char *const roles[] = { "program-manager", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipWorkspace) workspace =
      slip_workspace_create (path, "Claims", "Petra", roles, "correct horse", &error);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GString) text = NULL;
  g_autoptr (GFile) file = g_file_new_for_path (file_path);
  g_autofree char *digest = NULL;
  g_autoptr (GPtrArray) forms = NULL;

  g_assert_no_error (error);
  bytes = slip_workspace_form_definition (workspace, "lessons-learned", &error);
  g_assert_no_error (error);
  text = g_string_new_len (g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes));
  g_string_replace (text, "Attachment A: Lessons Learned", "What We Learned", 1);
  g_file_set_contents (file_path, text->str, (gssize) text->len, &error);
  g_assert_no_error (error);
  digest = slip_workspace_put_form (workspace, file, &error);
  g_assert_no_error (error);
  forms = slip_workspace_list_own_forms (workspace, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (forms->len, ==, 1);
  g_assert_cmpstr (((SlipDefinition *) g_ptr_array_index (forms, 0))->person, ==, "Petra");
  g_clear_object (&workspace);
  remove_tree (dir);
}

/* Text that names the processes' language makes no process of it. */
static void
test_a_form_that_speaks_of_processes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file =
      make_form (fixture, "Attachment A: Lessons Learned", "About \"urn:slipway:process:1\"");
  g_autoptr (SlipDefinition) definition =
      slip_workspace_read_definition (fixture->team->people[PM], file, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (definition->what, ==, "form");
}

static void
test_only_administrators_may (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *digest = put (fixture, QA, "Attachment A: Lessons Learned", "Mine", &error);
  g_autofree char *document = NULL;

  g_assert_null (digest);
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED);
  team_settle (fixture->team);
  document = new_document (fixture, QA, "lessons-learned");
  g_assert_cmpstr (title_of (fixture, QA, document), ==, "Attachment A: Lessons Learned");
}

static void
test_what_is_broken_is_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *digest = put (fixture, PM, "</title>", "</titel>", &error);
  g_autofree char *path = team_path (fixture->team, "form.xml");
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autofree char *large = g_strnfill (SLIP_FORM_MAX_BYTES + 1, ' ');

  g_assert_null (digest);
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_INVALID);
  g_clear_error (&error);
  g_file_set_contents (path, large, -1, &error);
  g_assert_no_error (error);
  g_assert_null (slip_workspace_put_form (fixture->team->people[PM], file, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_TOO_LARGE);
}

/* Writes until nobody reads any more. */
static gpointer
write_on (gpointer data)
{
  int end = GPOINTER_TO_INT (data);
  g_autofree char *blanks = g_strnfill (PIPE_BUF, ' ');

  while (write (end, blanks, PIPE_BUF) > 0)
    continue;
  close (end);
  return NULL;
}

/* Only so much of it is read as may be. */
static void
test_a_pipe_without_end (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = team_path (fixture->team, "endless");
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;
  GThread *writer;
  int end;

  signal (SIGPIPE, SIG_IGN);
  g_assert_cmpint (mkfifo (path, 0600), ==, 0);
  /* For reading, too, or it would wait for a reader here; and to the end, or the writer might find none. */
  end = open (path, O_RDWR | O_CLOEXEC);
  g_assert_cmpint (end, >=, 0);
  g_assert_cmpint (write (end, " ", 1), ==, 1);
  writer = g_thread_new ("writer", write_on, GINT_TO_POINTER (open (path, O_WRONLY | O_CLOEXEC)));
  g_assert_null (slip_workspace_put_form (fixture->team->people[PM], file, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_TOO_LARGE);
  close (end);
  g_thread_join (writer);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/own-forms/" name, Fixture, NULL, set_up_two, func, tear_down)
  ADD ("new-documents-have-the-new-version", test_new_documents_have_the_new_version);
  ADD ("a-form-of-their-own", test_a_form_of_their_own);
  ADD ("a-form-that-speaks-of-processes", test_a_form_that_speaks_of_processes);
  ADD ("only-administrators-may", test_only_administrators_may);
  ADD ("what-is-broken-is-refused", test_what_is_broken_is_refused);
  ADD ("a-pipe-without-end", test_a_pipe_without_end);
#undef ADD
  g_test_add_func ("/own-forms/the-makers-first-is-their-own", test_the_makers_first_is_their_own);
  return g_test_run ();
}
