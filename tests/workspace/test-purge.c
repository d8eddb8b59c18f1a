/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* After a purge and a round of syncs no file holds the bytes: no database, none of its logs and free
 * pages, nothing on the store. And what was signed still holds. */

#include <string.h>

#include "core/slip-hash.h"
#include "forms/slip-removed.h"
#include "slip-test-fixture.h"
#include "workspace/slip-attachments.h"
#include "workspace/slip-comments.h"
#include "workspace/slip-purge.h"
#include "workspace/slip-revisions.h"
#include "workspace/slip-trail.h"
#include "workspace/slip-workspace-private.h"

#define SECRET "the-password-is-Tr0ub4dor&3-and-nobody-may-know"

/* Asserts whether any file below the team's folder (databases, logs, store) holds @bytes. */
static void
assert_bytes (Fixture *f, const char *bytes, gsize length, gboolean expected)
{
  g_autoptr (GPtrArray) files = list_tree (f->team->dir);
  gboolean found = FALSE;

  for (guint i = 0; i < files->len; i++)
    {
      const char *path = g_ptr_array_index (files, i);
      g_autofree char *data = NULL;
      gsize size;

      if (strstr (path, "original") != NULL || !g_file_get_contents (path, &data, &size, NULL))
        continue;
      if (memmem (data, size, bytes, length) != NULL)
        {
          found = TRUE;
          if (!expected)
            g_test_message ("%s holds it", path);
        }
    }
  g_assert_true (found == expected);
}

static void
purge (Fixture *f, const char *target, gboolean with_signed)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipPurgePlan) plan =
      slip_workspace_plan_purge (f->team->people[0], target, with_signed, &error);

  g_assert_no_error (error);
  slip_workspace_purge (f->team->people[0], plan, "personal data", &error);
  g_assert_no_error (error);
}

static void
sync_around (Fixture *f)
{
  for (guint i = 0; i < 3; i++)
    {
      team_sync (f->team, 0);
      team_sync (f->team, 1);
    }
}

static void
assert_verified (Fixture *f)
{
  for (guint i = 0; i < f->team->n; i++)
    {
      g_autoptr (GError) error = NULL;
      g_auto (GStrv) problems = NULL;

      assert_verifies (f->team->people[i]);
      g_assert_true (slip_workspace_check_store (f->team->people[i], &problems, NULL, &error));
      g_assert_no_error (error);
      g_assert_cmpstr (problems[0], ==, NULL);
    }
}

static void
test_file (Fixture *f, gconstpointer data)
{
  gsize size = GPOINTER_TO_SIZE (data);
  g_autofree char *file = team_path (f->team, "original.bin");
  g_autofree char *out = team_path (f->team, "out");
  g_autofree guint32 *bytes = g_new (guint32, size / 4);
  g_autoptr (GRand) random = g_rand_new_with_seed (size);
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GError) error = NULL;
  SlipAttachmentInfo *info;

  for (gsize i = 0; i < size / 4; i++)
    bytes[i] = g_rand_int (random);
  g_assert_true (g_file_set_contents (file, (char *) bytes, size, NULL));
  slip_workspace_set_attachment_policy (f->team->people[1], "all", &error);
  g_assert_no_error (error);
  slip_workspace_attach (f->team->people[0], f->plan, "rollback/evidence", file, NULL, NULL, NULL,
                         &error);
  g_assert_no_error (error);
  sync_around (f);
  assert_bytes (f, (char *) bytes, 64, TRUE);
  list = slip_workspace_list_attachments (f->team->people[1], f->plan, &error);
  g_assert_no_error (error);
  info = g_ptr_array_index (list, 0);
  g_assert_cmpint (info->state, ==, SLIP_ATTACHMENT_HERE);

  purge (f, info->digest, FALSE);
  sync_around (f);
  assert_bytes (f, (char *) bytes, 64, FALSE);
  assert_bytes (f, (char *) bytes + size - 64, 64, FALSE);
  for (guint i = 0; i < 2; i++)
    {
      g_assert_false (slip_workspace_get_attachment (
          f->team->people[i], f->plan, "rollback/evidence", out, NULL, NULL, NULL, &error));
      g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND);
      g_assert_nonnull (strstr (error->message, "removed on "));
      g_assert_nonnull (strstr (error->message, "personal data"));
      g_clear_error (&error);
    }
  g_assert_false (slip_workspace_attach (f->team->people[0], f->plan, "rollback/evidence", file,
                                         NULL, NULL, NULL, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED);
  assert_verified (f);
  team_settle (f->team);
}

static char *
op_of (Fixture *f, guint person, const char *value)
{
  g_autoptr (SlipQuery) query =
      slip_database_query (slip_workspace_reader (f->team->people[person]), NULL,
                           "SELECT replica, clock FROM value WHERE value = ?", "s", value);

  g_assert_true (slip_query_next (query, NULL));
  return g_strdup_printf ("%s:%016" G_GINT64_MODIFIER "x", slip_query_text (query, 0),
                          (guint64) slip_query_int (query, 1));
}

static void
test_typed_value (Fixture *f, gconstpointer data)
{
  guint author = GPOINTER_TO_UINT (data);
  g_autofree char *op = NULL;
  g_autofree char *note = NULL;
  g_autoptr (GError) error = NULL;

  sync_around (f);
  set (f, author, "scope/purpose", SECRET);
  sync_around (f);
  assert_bytes (f, SECRET, strlen (SECRET), TRUE);
  op = op_of (f, 0, SECRET);
  purge (f, op, TRUE);
  sync_around (f);
  assert_bytes (f, SECRET, strlen (SECRET), FALSE);
  note = slip_removed_note (slip_workspace_reader (f->team->people[1]), op);
  g_assert_nonnull (note);
  g_assert_nonnull (strstr (note, "personal data"));
  assert_verified (f);
  team_settle (f->team);
}

/* What was signed holds the text, too; with it gone the sign-off still verifies by its hashes. */
static void
test_signed_value (Fixture *f, gconstpointer data)
{
  g_autofree char *op = NULL;
  g_autofree char *statement = NULL;
  g_autofree char *me = team_id (f->team, 0);
  g_autoptr (SlipPurgePlan) plan = NULL;
  g_autoptr (GError) error = NULL;

  set (f, 0, "rollback/decider", me);
  set (f, 0, "scope/purpose", SECRET);
  statement = sign_here (f, 0, f->plan, "program-manager");
  sync_around (f);
  op = op_of (f, 0, SECRET);
  plan = slip_workspace_plan_purge (f->team->people[0], op, FALSE, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_strv_length (plan->signed_contents), >=, 1);
  purge (f, op, TRUE);
  sync_around (f);
  assert_bytes (f, SECRET, strlen (SECRET), FALSE);
  assert_bytes (f, "Tr0ub4dor&amp;3", strlen ("Tr0ub4dor&amp;3"), FALSE);
  assert_verified (f);
  team_settle (f->team);
}

/* What was said can't be taken back: who purges the value is told where it stays. */
static void
test_text_that_was_said (Fixture *f, gconstpointer data)
{
  const SlipComment what = { f->plan, "scope/purpose", SLIP_TOPIC_COMMENT, NULL, "See the mail." };
  g_autofree char *thread = NULL;
  g_autofree char *op = NULL;
  g_autoptr (SlipPurgePlan) plan = NULL;
  g_autoptr (GError) error = NULL;

  set (f, 0, "scope/purpose", SECRET);
  thread = slip_workspace_comment (f->team->people[1], &what, &error);
  g_assert_no_error (error);
  slip_workspace_reply (f->team->people[1], thread, SLIP_SAID_REPLY, NULL,
                        "It says: " SECRET ", and so on.", &error);
  g_assert_no_error (error);
  sync_around (f);
  op = op_of (f, 0, SECRET);
  plan = slip_workspace_plan_purge (f->team->people[0], op, TRUE, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_strv_length (plan->threads), ==, 1);
  g_assert_cmpstr (plan->threads[0], ==, thread);
  slip_workspace_purge (f->team->people[0], plan, "personal data", &error);
  g_assert_no_error (error);
  sync_around (f);
  assert_verified (f);
  g_clear_pointer (&plan, slip_purge_plan_free);
  plan = slip_workspace_plan_purge (f->team->people[0], thread, FALSE, &error);
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_INVALID);
}

static void
assert_removed (Fixture *f, guint person, const char *statement)
{
  static const SlipSeenPart parts[] = { SLIP_SEEN_SNAPSHOT, SLIP_SEEN_CONTENT };
  g_autoptr (GPtrArray) changes = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_assert_null (slip_workspace_seen (f->team->people[person], statement, parts[i], &error));
      g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND);
      g_assert_true (strstr (error->message, "gone: removed on ") != NULL &&
                     g_str_has_suffix (error->message, " by Petra Lindqvist: personal data"));
      g_clear_error (&error);
    }
  g_assert_null (slip_workspace_changed (f->team->people[person], statement, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND);
  g_assert_true (g_str_has_suffix (error->message, " by Petra Lindqvist: personal data"));
  g_clear_error (&error);
  /* It hinders nobody from signing again. */
  changes = slip_workspace_sign_preview (f->team->people[0], f->plan, "program-manager", NULL, NULL,
                                         &error);
  g_assert_no_error (error);
  g_assert_cmpuint (changes->len, ==, 0);
}

/* The value alone first, what was signed with it afterwards, when nobody can search for the value any more. @data: whether
 * it is so long that it lies in a blob. */
static void
test_signed_value_in_two_steps (Fixture *f, gconstpointer data)
{
  gboolean blob = GPOINTER_TO_INT (data);
  g_autofree char *filler = g_strnfill (80 * 1024, 'x');
  g_autofree char *text = g_strconcat (SECRET, blob ? filler : "", NULL);
  g_autofree char *target = NULL;
  g_autofree char *statement = NULL;
  g_autofree char *me = team_id (f->team, 0);
  g_autoptr (GError) error = NULL;

  set (f, 0, "rollback/decider", me);
  set (f, 0, "scope/purpose", text);
  target = blob ? NULL : op_of (f, 0, text);
  /* The same text elsewhere is found by what the content says. */
  set (f, 0, "scope/out_of_scope", text);
  statement = sign_here (f, 0, f->plan, "program-manager");
  set (f, 0, "scope/purpose", "harmless");
  sync_around (f);
  if (blob)
    {
      g_autoptr (GBytes) all = g_bytes_new (text, strlen (text));

      target = slip_hash_hex_of (all);
    }
  purge (f, target, FALSE);
  sync_around (f);
  assert_bytes (f, SECRET, strlen (SECRET), TRUE);

  g_assert_null (slip_workspace_plan_purge (f->team->people[0], target, FALSE, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_EXISTS);
  g_assert_nonnull (strstr (error->message, "--with-signed removes that, too"));
  g_clear_error (&error);
  purge (f, target, TRUE);
  sync_around (f);
  assert_bytes (f, SECRET, strlen (SECRET), FALSE);
  assert_removed (f, 0, statement);
  assert_removed (f, 1, statement);
  g_assert_null (slip_workspace_plan_purge (f->team->people[0], target, TRUE, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_EXISTS);
  g_assert_nonnull (strstr (error->message, "nothing that was signed with it is here"));
  assert_verified (f);
  team_settle (f->team);
}

static void
test_who_may (Fixture *f, gconstpointer data)
{
  g_autofree char *op = NULL;
  g_autoptr (SlipPurgePlan) plan = NULL;
  g_autoptr (GError) error = NULL;

  set (f, 0, "scope/purpose", SECRET);
  sync_around (f);
  op = op_of (f, 1, SECRET);
  plan = slip_workspace_plan_purge (f->team->people[1], op, FALSE, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_strv_length (plan->uses), ==, 1);
  g_assert_false (slip_workspace_purge (f->team->people[1], plan, "not mine", &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED);
  g_clear_error (&error);
  g_assert_false (slip_workspace_purge (f->team->people[0], plan, "  ", &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_null (slip_workspace_plan_purge (f->team->people[0], "abc", FALSE, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_null (slip_workspace_plan_purge (f->team->people[0], "0123456789", FALSE, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND);
}

/* == three machines == */

/* Awkward for whatever looks for it: quotes, markup, a backslash, two lines. */
#define AWKWARD "it's \"quoted\" & <b>marked</b> \\ with a\nsecond line Tr0ub4dor&3"

typedef struct
{
  guint author;
  const char *order; /* of syncs after the purge */
  gboolean sealed;   /* the value lies in a segment, not in a head */
} Foreign;

static void
sync_in_order (Fixture *f, const char *order)
{
  for (gsize i = 0; order[i] != '\0'; i++)
    team_sync (f->team, (guint) (order[i] - '0'));
}

/* Random, so that nothing makes it smaller; two ops, as one is at most 64 KiB. */
static void
type_much (Fixture *f, guint person)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < 3000; i++)
    g_string_append_printf (text, "%08x", g_rand_int (random));
  set (f, person, "scope/out_of_scope", text->str);
  g_string_free (text, TRUE);
}

/* The value's owner cuts the own files on the store anew, whenever that machine hears of the purge. */
static void
test_foreign_value (Fixture *f, gconstpointer data)
{
  const Foreign *foreign = data;
  g_autofree char *op = NULL;
  g_autoptr (GError) error = NULL;

  team_settle (f->team);
  set (f, foreign->author, "scope/purpose", SECRET);
  if (foreign->sealed)
    type_much (f, foreign->author);
  team_settle (f->team);
  assert_bytes (f, SECRET, strlen (SECRET), TRUE);
  op = op_of (f, 0, SECRET);
  purge (f, op, FALSE);
  sync_in_order (f, foreign->order);
  assert_bytes (f, SECRET, strlen (SECRET), FALSE);
  team_settle (f->team);
  assert_verified (f);
}

static const char *
find_contents (Fixture *f, const SlipPurgePlan *plan, const char *digest)
{
  for (gsize i = 0; plan->signed_contents[i] != NULL; i++)
    if (g_str_equal (plan->signed_contents[i], digest))
      return plan->signed_contents[i];
  return NULL;
}

/* What somebody else typed, was signed by one and stands in a trail that another reviewed. */
static void
test_signed_and_reviewed (Fixture *f, gconstpointer data)
{
  g_autofree char *me = team_id (f->team, 0);
  g_autofree char *op = NULL;
  g_autofree char *statement = NULL;
  g_autofree char *review = NULL;
  g_autofree char *shown = NULL;
  g_autoptr (GPtrArray) reviews = NULL;
  g_autoptr (SlipPurgePlan) plan = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  SlipTrailFilter filter = { NULL };
  SlipTrailReview *held;

  team_settle (f->team);
  set (f, 0, "rollback/decider", me);
  set (f, 1, "scope/purpose", AWKWARD);
  team_settle (f->team);
  op = op_of (f, 0, AWKWARD);
  statement = sign_here (f, 0, f->plan, "program-manager");
  filter.record = f->plan;
  review = slip_workspace_review_trail (f->team->people[2], &filter, "complete", TEAM_PASSPHRASE,
                                        &error);
  g_assert_no_error (error);
  team_settle (f->team);
  reviews = slip_workspace_list_trail_reviews (f->team->people[0], &error);
  g_assert_no_error (error);
  held = g_ptr_array_index (reviews, 0);
  plan = slip_workspace_plan_purge (f->team->people[0], op, FALSE, &error);
  g_assert_no_error (error);
  /* The content, what the signer saw, and the trail. */
  g_assert_cmpuint (g_strv_length (plan->signed_contents), ==, 3);
  g_assert_nonnull (find_contents (f, plan, held->content));
  purge (f, op, TRUE);
  sync_in_order (f, "0120120");
  assert_bytes (f, "second line Tr0ub4dor", strlen ("second line Tr0ub4dor"), FALSE);
  team_settle (f->team);
  assert_verified (f);
  bytes = slip_workspace_get_reviewed_trail (f->team->people[1], review, &error);
  g_assert_null (bytes);
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND);
}

/* Until its owner syncs, the store still has it, and the check says where. */
static void
test_check_names_what_is_left (Fixture *f, gconstpointer data)
{
  g_autofree char *op = NULL;
  g_auto (GStrv) problems = NULL;
  g_autoptr (GError) error = NULL;

  team_settle (f->team);
  set (f, 1, "scope/purpose", SECRET);
  team_settle (f->team);
  op = op_of (f, 0, SECRET);
  purge (f, op, FALSE);
  team_sync (f->team, 0);
  g_assert_true (slip_workspace_check_store (f->team->people[0], &problems, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (g_strv_length (problems), >=, 1);
  for (gsize i = 0; problems[i] != NULL; i++)
    {
      g_assert_true (g_str_has_prefix (problems[i], "purged heads/") ||
                     g_str_has_prefix (problems[i], "purged seg/"));
      g_assert_nonnull (strstr (problems[i], op));
    }
  team_sync (f->team, 1);
  team_settle (f->team);
  assert_verified (f);
}

/* == what is shown in its place == */

static void
assert_shown (Fixture *f, guint person)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = slip_workspace_show (f->team->people[person], f->plan, &error);
  g_autofree char *text = NULL;
  g_autofree char *out = team_path (f->team, "out.odt");

  g_assert_no_error (error);
  text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_assert_nonnull (strstr (text, "<purpose removed=\"removed on "));
  g_assert_nonnull (strstr (text, ": personal data\"/>"));
  slip_workspace_export_as (f->team->people[person], f->plan, SLIP_EXPORT_DRAFT, 0, TRUE, out, NULL,
                            &error);
  g_assert_no_error (error);
}

/* @data: whether the text is so long that it lies in a blob. It is required, and shown as removed until another one is
 * typed; also on a machine that never had it. */
static void
test_what_is_shown (Fixture *f, gconstpointer data)
{
  gboolean blob = GPOINTER_TO_INT (data);
  g_autofree char *filler = g_strnfill (80 * 1024, 'x');
  g_autofree char *text = g_strconcat (SECRET, blob ? filler : "", NULL);
  g_autofree char *target = NULL;
  g_autofree char *statement = NULL;
  g_autofree char *me = team_id (f->team, 0);
  g_autoptr (SlipSignoff) signoff = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *shown = NULL;

  team_settle (f->team);
  set (f, 0, "scope/purpose", text);
  set (f, 0, "rollback/decider", me);
  statement = sign_here (f, 0, f->plan, "program-manager");
  team_sync (f->team, 0);
  if (blob)
    {
      g_autoptr (GBytes) all = g_bytes_new (text, strlen (text));

      target = slip_hash_hex_of (all);
    }
  else
    target = op_of (f, 0, text);
  purge (f, target, TRUE);
  assert_shown (f, 0);
  sync_in_order (f, "00101");
  assert_shown (f, 1);
  assert_bytes (f, SECRET, strlen (SECRET), FALSE);
  assert_verified (f);
  signoff = slip_workspace_get_signoff (f->team->people[1], f->plan, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (signoff->signatures->len, ==, 1);
  set (f, 0, "scope/purpose", "harmless");
  bytes = slip_workspace_show (f->team->people[0], f->plan, &error);
  g_assert_no_error (error);
  shown = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_assert_nonnull (strstr (shown, "<purpose>harmless</purpose>"));
  g_assert_null (strstr (shown, "removed="));
}

/* The approval stands, by its digests; what was approved is gone, and every way to look at it says so. */
static void
test_approved_content (Fixture *f, gconstpointer data)
{
  g_autoptr (SlipSignoff) before = NULL;
  g_autofree char *out = team_path (f->team, "out.odt");
  g_autofree char *xml = team_path (f->team, "out.xml");
  g_autofree char *text = NULL;
  g_autofree char *op = NULL;
  g_autoptr (GError) error = NULL;

  set (f, 0, "scope/purpose", SECRET);
  approve_plan (f);
  before = slip_workspace_get_signoff (f->team->people[0], f->plan, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (before->revisions->len, ==, 1);
  op = op_of (f, 0, SECRET);
  purge (f, op, TRUE);
  sync_in_order (f, "0120120");
  assert_bytes (f, SECRET, strlen (SECRET), FALSE);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (SlipSignoff) signoff =
          slip_workspace_get_signoff (f->team->people[i], f->plan, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (signoff->revisions->len, ==, 1);
      slip_workspace_export (f->team->people[i], f->plan, out, &error);
      g_assert_no_error (error);
      slip_workspace_export (f->team->people[i], f->plan, xml, &error);
      g_assert_no_error (error);
    }
  g_assert_true (g_file_get_contents (xml, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "removed=\"removed on "));
  assert_verified (f);
}

int
main (int argc, char **argv)
{
  static const Foreign foreign[] = {
    { 1, "012", FALSE },   { 1, "0211", FALSE }, { 2, "0120", FALSE },
    { 1, "20121", FALSE }, { 1, "0121", TRUE },  { 2, "10212", TRUE },
  };

  g_test_init (&argc, &argv, NULL);
#define ADD(name, data, func) g_test_add (name, Fixture, data, set_up_two, func, tear_down)
  ADD ("/purge/file-in-parts", GSIZE_TO_POINTER (2 * 1024 * 1024 + 12), test_file);
  ADD ("/purge/file-in-a-segment", GSIZE_TO_POINTER (9000), test_file);
  ADD ("/purge/own-typed-value", GUINT_TO_POINTER (0), test_typed_value);
  ADD ("/purge/signed-value", NULL, test_signed_value);
  ADD ("/purge/signed-value-in-two-steps", GINT_TO_POINTER (FALSE), test_signed_value_in_two_steps);
  ADD ("/purge/signed-text-in-two-steps", GINT_TO_POINTER (TRUE), test_signed_value_in_two_steps);
  ADD ("/purge/text-that-was-said", NULL, test_text_that_was_said);
  ADD ("/purge/who-may", NULL, test_who_may);
  ADD ("/purge/shown/value", GINT_TO_POINTER (FALSE), test_what_is_shown);
  ADD ("/purge/shown/long-text", GINT_TO_POINTER (TRUE), test_what_is_shown);
#undef ADD
#define ADD(name, data, func) g_test_add (name, Fixture, data, set_up, func, tear_down)
  for (gsize i = 0; i < G_N_ELEMENTS (foreign); i++)
    {
      g_autofree char *name =
          g_strdup_printf ("/purge/foreign-value/%u-%s%s", foreign[i].author, foreign[i].order,
                           foreign[i].sealed ? "-sealed" : "");

      ADD (name, &foreign[i], test_foreign_value);
    }
  ADD ("/purge/check-names-what-is-left", NULL, test_check_names_what_is_left);
  ADD ("/purge/approved-content", NULL, test_approved_content);
  ADD ("/purge/signed-and-reviewed", NULL, test_signed_and_reviewed);
  return g_test_run ();
}
