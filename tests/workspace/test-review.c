/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What a page about signing shows, and that nothing is signed or answered that the person has not seen. */

#include <string.h>

#include "slip-test-fixture.h"
#include "workspace/slip-review.h"

static SlipSignOffer *
offer (Fixture *fixture, guint person, const char *document)
{
  g_autoptr (GError) error = NULL;
  SlipSignOffer *made =
      slip_workspace_offer_signing (fixture->team->people[person], document, &error);

  g_assert_no_error (error);
  return made;
}

static SlipSignatures *
signatures (Fixture *fixture, guint person, const char *document)
{
  g_autoptr (GError) error = NULL;
  SlipSignatures *all =
      slip_workspace_get_signatures (fixture->team->people[person], document, &error);

  g_assert_no_error (error);
  return all;
}

static SlipSignPlace *
place (SlipSignOffer *made, guint index)
{
  g_assert_cmpuint (made->places->len, >, index);
  return g_ptr_array_index (made->places, index);
}

static void
test_offer (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlipSignOffer) first = offer (fixture, QA, fixture->procedure);
  g_autoptr (SlipSignOffer) waiting = NULL;
  g_autoptr (SlipSignOffer) changed = NULL;
  const SlipFieldChange *change;

  /* The QA lead waits for operations. */
  g_assert_cmpstr (place (first, 0)->role, ==, "qa-lead");
  g_assert_nonnull (place (first, 0)->before);
  g_assert_null (place (first, 0)->since);
  g_assert_cmpuint (first->problems->len, ==, 0);
  sign_synced (fixture, IRB, fixture->procedure, "operations-manager");
  team_settle (fixture->team);
  waiting = offer (fixture, QA, fixture->procedure);
  g_assert_null (place (waiting, 0)->before);
  g_free (sign_here (fixture, QA, fixture->procedure, "qa-lead"));
  team_settle (fixture->team);

  /* What was changed after the approval keeps it back, and is told. */
  set_in (fixture, PM, fixture->procedure, "header/location", "elsewhere");
  team_settle (fixture->team);
  changed = offer (fixture, QA, fixture->procedure);
  g_assert_cmpuint (place (changed, 0)->amendments, ==, 1);
  g_assert_nonnull (place (changed, 0)->since);
  g_assert_cmpuint (place (changed, 0)->changes->len, ==, 1);
  change = g_ptr_array_index (place (changed, 0)->changes, 0);
  g_assert_cmpstr (change->new_text, ==, "elsewhere");
}

static SlipApproval *
approval (Fixture *fixture, guint person)
{
  g_autoptr (GError) error = NULL;
  SlipApproval *found =
      slip_workspace_get_approval (fixture->team->people[person], fixture->procedure, &error);

  g_assert_no_error (error);
  return found;
}

static void
assert_approval (Fixture *fixture, guint person, gboolean frozen, gboolean approved,
                 gboolean may_revise, guint amendments, guint signatures)
{
  g_autofree SlipApproval *found = approval (fixture, person);

  g_assert_cmpint (found->is_frozen, ==, frozen);
  g_assert_cmpint (found->is_approved, ==, approved);
  g_assert_cmpint (found->may_revise, ==, may_revise);
  g_assert_cmpuint (found->amendments, ==, amendments);
  g_assert_cmpuint (found->signatures, ==, signatures);
}

/* What who edits it has to know. */
static void
test_approval (Fixture *fixture, gconstpointer data)
{
  g_autofree char *last = NULL;
  g_autoptr (GError) error = NULL;

  assert_approval (fixture, PM, FALSE, FALSE, FALSE, 0, 0);
  sign_synced (fixture, IRB, fixture->procedure, "operations-manager");
  team_settle (fixture->team);
  assert_approval (fixture, PM, FALSE, FALSE, FALSE, 0, 1);
  last = sign_here (fixture, QA, fixture->procedure, "qa-lead");
  team_settle (fixture->team);
  assert_approval (fixture, PM, TRUE, TRUE, TRUE, 0, 2);
  assert_approval (fixture, QA, TRUE, TRUE, FALSE, 0, 2);

  set_in (fixture, PM, fixture->procedure, "header/location", "elsewhere");
  /* Who signed but the steps signed what stands there still. */
  assert_approval (fixture, PM, TRUE, TRUE, TRUE, 1, 1);
  g_assert_cmpuint (slip_workspace_revise (fixture->team->people[PM], fixture->procedure,
                                           "it moved", NULL, &error),
                    ==, 2);
  g_assert_no_error (error);
  assert_approval (fixture, PM, FALSE, FALSE, FALSE, 1, 1);
}

static void
test_seen (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlipSignOffer) before = offer (fixture, IRB, fixture->procedure);
  g_autoptr (SlipSignOffer) after = NULL;
  g_autoptr (SlipSigned) done = NULL;
  g_autoptr (GError) error = NULL;

  set_in (fixture, PM, fixture->procedure, "header/location", "elsewhere");
  team_settle (fixture->team);
  done = slip_workspace_sign_seen (
      fixture->team->people[IRB], fixture->procedure, "operations-manager", NULL, "approve", NULL,
      slip_report_get_meta (before->report)->content_hash, TEAM_PASSPHRASE, &error);
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_CONFLICT);
  g_assert_null (done);
  g_clear_error (&error);
  after = offer (fixture, IRB, fixture->procedure);
  done = slip_workspace_sign_seen (
      fixture->team->people[IRB], fixture->procedure, "operations-manager", NULL, "approve", NULL,
      slip_report_get_meta (after->report)->content_hash, TEAM_PASSPHRASE, &error);
  g_assert_no_error (error);
  g_assert_nonnull (done);
}

static void
test_versions (Fixture *fixture, gconstpointer data)
{
  SlipWorkspace *workspace = fixture->team->people[PM];
  g_autoptr (GPtrArray) versions = NULL;
  g_autoptr (GPtrArray) changes = NULL;
  g_autoptr (GError) error = NULL;
  const SlipVersion *version;
  const SlipFieldChange *change;

  versions = slip_workspace_list_versions (workspace, fixture->procedure, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (versions->len, ==, 0);
  g_clear_pointer (&versions, g_ptr_array_unref);

  approve_procedure (fixture);
  set_in (fixture, PM, fixture->procedure, "header/location", "elsewhere");
  versions = slip_workspace_list_versions (workspace, fixture->procedure, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (versions->len, ==, 1);
  version = g_ptr_array_index (versions, 0);
  g_assert_cmpuint (version->revision, ==, 1);
  g_assert_false (version->is_current);
  changes = slip_workspace_compare (workspace, fixture->procedure, version->content, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (changes->len, ==, 1);
  change = g_ptr_array_index (changes, 0);
  g_assert_cmpstr (change->new_text, ==, "elsewhere");
}

/* Both answers set the field, and nothing waits after them. */
static void
test_proposals (Fixture *fixture, gconstpointer data)
{
  gboolean take = GPOINTER_TO_INT (data);
  g_autoptr (SlipSignatures) all = NULL;
  g_autoptr (SlipSignatures) left = NULL;
  const SlipOpenProposal *proposal;
  g_autoptr (GError) error = NULL;

  set_in (fixture, IRB, fixture->procedure, "header/location", "elsewhere");
  team_settle (fixture->team);
  all = signatures (fixture, PM, fixture->procedure);
  g_assert_cmpuint (all->proposals->len, ==, 1);
  proposal = g_ptr_array_index (all->proposals, 0);
  g_assert_true (proposal->may_answer);
  g_assert_cmpstr (proposal->info->value, ==, "elsewhere");

  slip_workspace_answer_proposal (fixture->team->people[IRB], fixture->procedure, proposal->op,
                                  take, &error);
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED);
  g_clear_error (&error);
  slip_workspace_answer_proposal (fixture->team->people[PM], fixture->procedure, proposal->op, take,
                                  &error);
  g_assert_no_error (error);
  left = signatures (fixture, PM, fixture->procedure);
  g_assert_cmpuint (left->proposals->len, ==, 0);
  g_assert_cmpint (shows_in (fixture, PM, fixture->procedure, "<location>elsewhere</location>"), ==,
                   take);
  slip_workspace_answer_proposal (fixture->team->people[PM], fixture->procedure, proposal->op, take,
                                  &error);
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND);
}

static void
test_who_changed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlipSignatures) before = NULL;
  g_autoptr (SlipSignatures) after = NULL;
  const SlipChangeAuthor *author;

  approve_procedure (fixture);
  before = signatures (fixture, QA, fixture->procedure);
  g_assert_cmpuint (before->amendments->len, ==, 0);
  g_assert_cmpuint (before->signers->len, ==, before->signoff->signatures->len);
  set_in (fixture, PM, fixture->procedure, "header/location", "elsewhere");
  team_settle (fixture->team);
  after = signatures (fixture, PM, fixture->procedure);
  g_assert_true (after->may_revise);
  g_assert_cmpuint (after->amendments->len, ==, 1);
  g_assert_cmpuint (after->authors->len, ==, 1);
  author = g_ptr_array_index (after->authors, 0);
  g_assert_nonnull (author);
  g_assert_cmpuint (strlen (author->name), >, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function, data)                                                                  \
  g_test_add ("/review/" name, Fixture, data, set_up_with_procedure, function, tear_down)
  ADD ("offer", test_offer, NULL);
  ADD ("approval", test_approval, NULL);
  ADD ("seen", test_seen, NULL);
  ADD ("versions", test_versions, NULL);
  ADD ("take", test_proposals, GINT_TO_POINTER (TRUE));
  ADD ("decline", test_proposals, GINT_TO_POINTER (FALSE));
  ADD ("who-changed", test_who_changed, NULL);
  return g_test_run ();
}
