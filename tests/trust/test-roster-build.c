/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What the builders make, the fold takes; what the fold would refuse, they refuse with a line that says why. */

#include "trust-fixture.h"

#include "store/slip-log.h"

#include <string.h>

#define ADMIN SLIP_ROLE_ADMINISTRATOR

static const char *const admin_roles[] = { ADMIN, "qa-lead", NULL };
static const char *const plain_roles[] = { "qa-lead", NULL };

typedef struct
{
  GRand *random;
  Actor *ada;
  Actor *bo;
  Actor *cy;
  SlipGenesis *genesis;
  SlipDatabase *db;
} Fixture;

static void
put (Fixture *fixture, SlipStatement *statement, const Actor *signer)
{
  g_autofree char *hash = put_statement (fixture->db, statement, signer);

  g_assert_true (slip_roster_fold (fixture->db, NULL));
}

static void
admit (Fixture *fixture, const Actor *who, const char *const *roles)
{
  g_auto (GStrv) tips = slip_roster_tips (fixture->db, NULL);
  g_autoptr (SlipStatement) statement =
      make_admission (fixture->genesis, fixture->ada, who, roles, (const char *const *) tips);

  put (fixture, statement, fixture->ada);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->random = g_rand_new_with_seed (31);
  fixture->ada = actor_new (fixture->random, "Ada");
  fixture->bo = actor_new (fixture->random, "Bo");
  fixture->cy = actor_new (fixture->random, "Cy");
  fixture->genesis = make_genesis (fixture->ada);
  fixture->db = make_workspace (fixture->genesis, fixture->ada);
  admit (fixture, fixture->bo, admin_roles);
  admit (fixture, fixture->cy, plain_roles);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  slip_database_close (fixture->db);
  slip_genesis_free (fixture->genesis);
  actor_free (fixture->cy);
  actor_free (fixture->bo);
  actor_free (fixture->ada);
  g_rand_free (fixture->random);
}

/* A frame in the table, as the builders read it. */
static void
add_frame (Fixture *fixture, const Actor *actor, const char *replica, guint64 seq, gboolean counts)
{
  g_autofree char *device = slip_key_to_hex (actor->device->public);
  g_autoptr (GError) error = NULL;
  g_autofree char *hash =
      g_strdup_printf ("%064" G_GINT64_MODIFIER "x", (guint64) (seq * 16 + counts));

  slip_database_run (fixture->db, &error,
                     "INSERT INTO frame (replica, seq, hash, prev, device, clock, fork, size, "
                     "bytes, counts) VALUES (?, ?, ?, '', ?, ?, 0, 1, x'00', ?)",
                     "sissii", replica, (gint64) seq, hash, device,
                     (gint64) slip_clock_tick (0, 1773500000000 + (gint64) seq), (gint64) counts);
  g_assert_no_error (error);
}

static void
assert_refused (SlipStatement *statement, GError **error, int code)
{
  g_assert_null (statement);
  g_assert_error (*error, SLIP_ERROR, code);
  g_assert_null (strchr ((*error)->message, '\n'));
  g_clear_error (error);
}

static void
test_roles (Fixture *fixture, gconstpointer data)
{
  static const char *const grant[] = { "project-manager", "qa-lead", NULL };
  static const char *const withdraw[] = { "qa-lead", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipStatement) statement = NULL;
  g_autoptr (SlipStatement) second = NULL;

  add_frame (fixture, fixture->cy, fixture->cy->replica, 1, TRUE);
  add_frame (fixture, fixture->cy, fixture->cy->replica, 2, TRUE);
  statement = slip_roster_roles (fixture->db, fixture->cy->person, grant, NULL, "promoted",
                                 fixture->bo->person, fixture->bo->signing, &error);
  g_assert_no_error (error);
  /* Only what changes is named. */
  g_assert_cmpuint (g_strv_length (statement->roles->grant), ==, 1);
  g_assert_cmpuint (statement->roles->last->len, ==, 0);
  g_assert_cmpstr (statement->name, ==, "Bo");
  put (fixture, statement, fixture->bo);
  second = slip_roster_roles (fixture->db, fixture->cy->person, NULL, withdraw, "moved",
                              fixture->ada->person, fixture->ada->signing, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (second->roles->last->len, ==, 1);
  g_assert_cmpuint (g_array_index (second->roles->last, SlipLast, 0).seq, ==, 2);
  put (fixture, second, fixture->ada);
  g_assert_true (slip_roster_holds (fixture->db, fixture->cy->person, "project-manager"));
  g_assert_false (slip_roster_holds (fixture->db, fixture->cy->person, "qa-lead"));

  assert_refused (slip_roster_roles (fixture->db, fixture->cy->person, NULL, withdraw, "again",
                                     fixture->ada->person, fixture->ada->signing, &error),
                  &error, SLIP_ERROR_EXISTS);
  assert_refused (slip_roster_roles (fixture->db, fixture->cy->person, withdraw, NULL, " ",
                                     fixture->ada->person, fixture->ada->signing, &error),
                  &error, SLIP_ERROR_INVALID);
  assert_refused (slip_roster_roles (fixture->db, fixture->cy->person, withdraw, NULL, "mine",
                                     fixture->cy->person, fixture->cy->signing, &error),
                  &error, SLIP_ERROR_NOT_ALLOWED);
  assert_refused (slip_roster_roles (fixture->db, fixture->cy->person, withdraw, NULL, "hers",
                                     fixture->ada->person, fixture->cy->signing, &error),
                  &error, SLIP_ERROR_NOT_ALLOWED);
  assert_refused (slip_roster_roles (fixture->db, fixture->cy->replica, withdraw, NULL, "who",
                                     fixture->ada->person, fixture->ada->signing, &error),
                  &error, SLIP_ERROR_NOT_FOUND);
}

static void
test_last_administrator (Fixture *fixture, gconstpointer data)
{
  static const char *const administrator[] = { ADMIN, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipStatement) statement =
      slip_roster_roles (fixture->db, fixture->bo->person, NULL, administrator, "stepped down",
                         fixture->bo->person, fixture->bo->signing, &error);
  g_autofree char *device = slip_key_to_hex (fixture->ada->device->public);

  g_assert_no_error (error);
  put (fixture, statement, fixture->bo);
  g_assert_false (slip_roster_holds (fixture->db, fixture->bo->person, ADMIN));
  assert_refused (slip_roster_roles (fixture->db, fixture->ada->person, NULL, administrator,
                                     "I, too", fixture->ada->person, fixture->ada->signing, &error),
                  &error, SLIP_ERROR_NOT_ALLOWED);
  assert_refused (slip_roster_revocation (fixture->db, fixture->ada->person, NULL, "I leave",
                                          fixture->ada->person, fixture->ada->signing, &error),
                  &error, SLIP_ERROR_NOT_ALLOWED);
  assert_refused (slip_roster_revocation (fixture->db, fixture->ada->person, device, "lost it",
                                          fixture->ada->person, fixture->ada->signing, &error),
                  &error, SLIP_ERROR_NOT_ALLOWED);
}

static void
test_revocation (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipStatement) statement = NULL;
  g_autoptr (SlipStatement) endorsement = NULL;
  g_autofree char *device = slip_key_to_hex (fixture->cy->device->public);
  const SlipLast *last;

  add_frame (fixture, fixture->cy, fixture->cy->replica, 1, TRUE);
  add_frame (fixture, fixture->cy, fixture->cy->replica, 2, TRUE);
  add_frame (fixture, fixture->bo, fixture->bo->replica, 9, TRUE);
  statement = slip_roster_revocation (fixture->db, fixture->cy->person, NULL, "left",
                                      fixture->bo->person, fixture->bo->signing, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (statement->revocation->last->len, ==, 1);
  last = &g_array_index (statement->revocation->last, SlipLast, 0);
  g_assert_cmpstr (last->replica, ==, fixture->cy->replica);
  g_assert_cmpuint (last->seq, ==, 2);
  put (fixture, statement, fixture->bo);
  g_assert_true (slip_roster_frame_counts (fixture->db, device, fixture->cy->replica, 2));
  g_assert_false (slip_roster_frame_counts (fixture->db, device, fixture->cy->replica, 3));
  assert_refused (slip_roster_revocation (fixture->db, fixture->cy->person, NULL, "again",
                                          fixture->bo->person, fixture->bo->signing, &error),
                  &error, SLIP_ERROR_NOT_ALLOWED);

  assert_refused (slip_roster_endorse_frames (fixture->db, fixture->cy->replica, "honest",
                                              fixture->bo->person, fixture->bo->signing, &error),
                  &error, SLIP_ERROR_NOT_FOUND);
  add_frame (fixture, fixture->cy, fixture->cy->replica, 3, FALSE);
  add_frame (fixture, fixture->cy, fixture->cy->replica, 4, FALSE);
  endorsement = slip_roster_endorse_frames (fixture->db, fixture->cy->replica, "honest",
                                            fixture->bo->person, fixture->bo->signing, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (endorsement->endorsement->first, ==, 3);
  g_assert_cmpuint (endorsement->endorsement->last, ==, 4);
  put (fixture, endorsement, fixture->bo);
  g_assert_true (slip_roster_frame_counts (fixture->db, device, fixture->cy->replica, 4));
  g_assert_false (slip_roster_frame_counts (fixture->db, device, fixture->cy->replica, 5));
}

/* A signing key that came with two devices stays with the other one. */
static void
test_device (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  Actor *laptop = actor_new (fixture->random, "Cy");
  g_autofree char *device = slip_key_to_hex (laptop->device->public);
  g_autofree char *first = slip_key_to_hex (fixture->cy->device->public);
  g_autofree char *signing = slip_key_to_hex (fixture->cy->signing->public);
  g_autoptr (SlipStatement) statement = NULL;
  g_autoptr (SlipStatement) second = NULL;
  g_autoptr (GPtrArray) devices = NULL;
  const SlipDevice *lost;

  g_strlcpy (laptop->person, fixture->cy->person, sizeof laptop->person);
  *laptop->signing = *fixture->cy->signing;
  add_frame (fixture, laptop, laptop->replica, 5, TRUE);
  admit (fixture, laptop, plain_roles);
  statement = slip_roster_revocation (fixture->db, fixture->cy->person, device, "stolen",
                                      fixture->bo->person, fixture->bo->signing, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (statement->revocation->device, ==, device);
  g_assert_cmpstr (statement->revocation->signing, ==, "");
  g_assert_cmpuint (statement->revocation->last->len, ==, 1);
  put (fixture, statement, fixture->bo);
  devices = slip_roster_devices (fixture->db, fixture->cy->person, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (devices->len, ==, 2);
  lost = g_ptr_array_index (devices, 0);
  if (lost->revoked == NULL)
    lost = g_ptr_array_index (devices, 1);
  g_assert_cmpstr (lost->key, ==, device);
  g_assert_cmpstr (lost->revoked_reason, ==, "stolen");
  g_assert_cmpstr (lost->replicas[0], ==, laptop->replica);
  g_assert_cmpint (lost->last_seen_ms, ==, 1773500000005);

  /* With its last device it goes. */
  second = slip_roster_revocation (fixture->db, fixture->cy->person, first, "stolen, too",
                                   fixture->bo->person, fixture->bo->signing, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (second->revocation->signing, ==, signing);
  put (fixture, second, fixture->bo);
  g_assert_false (slip_roster_key_counts (fixture->db, signing));
  assert_refused (slip_roster_revocation (fixture->db, fixture->cy->person, first, "again",
                                          fixture->bo->person, fixture->bo->signing, &error),
                  &error, SLIP_ERROR_NOT_FOUND);
  actor_free (laptop);
}

static void
test_deputy (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  gint64 now = slip_now_ms ();
  g_autoptr (SlipStatement) statement = NULL;
  g_autoptr (SlipStatement) end = NULL;
  static const char *const withdraw[] = { "qa-lead", NULL };
  g_autoptr (SlipStatement) roles =
      slip_roster_roles (fixture->db, fixture->cy->person, NULL, withdraw, "moved",
                         fixture->ada->person, fixture->ada->signing, &error);

  g_assert_no_error (error);
  put (fixture, roles, fixture->ada);
  statement = slip_roster_deputy (fixture->db, "qa-lead", fixture->cy->person, now + 60000,
                                  fixture->bo->person, fixture->bo->signing, &error);
  g_assert_no_error (error);
  put (fixture, statement, fixture->bo);
  g_assert_true (
      slip_roster_may_sign (fixture->db, fixture->cy->person, "qa-lead", now + 30000, NULL));
  end = slip_roster_deputy (fixture->db, "qa-lead", fixture->cy->person, now - 1,
                            fixture->bo->person, fixture->bo->signing, &error);
  g_assert_no_error (error);
  put (fixture, end, fixture->bo);
  g_assert_false (
      slip_roster_may_sign (fixture->db, fixture->cy->person, "qa-lead", now + 30000, NULL));

  assert_refused (slip_roster_deputy (fixture->db, ADMIN, fixture->cy->person, now + 1,
                                      fixture->bo->person, fixture->bo->signing, &error),
                  &error, SLIP_ERROR_INVALID);
  assert_refused (slip_roster_deputy (fixture->db, "qa-lead", fixture->bo->person, now + 1,
                                      fixture->bo->person, fixture->bo->signing, &error),
                  &error, SLIP_ERROR_INVALID);
  assert_refused (slip_roster_deputy (fixture->db, "project-manager", fixture->cy->person, now + 1,
                                      fixture->bo->person, fixture->bo->signing, &error),
                  &error, SLIP_ERROR_NOT_ALLOWED);
}

/* Who forgot the passphrase asks with the same device and a new signing key, in the log. */
static void
test_asks_in_the_log (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipInvitation) invitation = make_invitation (fixture->db, fixture->genesis);
  Actor *renewed = actor_new (fixture->random, "Cy");
  g_autoptr (SlipFrame) frame = NULL;
  g_autoptr (GPtrArray) pending = NULL;
  g_autoptr (GPtrArray) after = NULL;
  g_autoptr (SlipStatement) statement = NULL;
  g_autofree char *signing = slip_key_to_hex (renewed->signing->public);

  g_strlcpy (renewed->person, fixture->cy->person, sizeof renewed->person);
  g_strlcpy (renewed->replica, fixture->cy->replica, sizeof renewed->replica);
  *renewed->device = *fixture->cy->device;
  frame = make_join_frame (invitation, renewed);
  slip_log_add_frame (fixture->db, frame, TRUE, &error);
  g_assert_no_error (error);
  pending = slip_roster_pending (fixture->db, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (pending->len, ==, 1);
  g_assert_true (((SlipPending *) g_ptr_array_index (pending, 0))->known);
  statement = slip_roster_admission (fixture->db, g_ptr_array_index (pending, 0), plain_roles,
                                     fixture->ada->person, fixture->ada->signing, &error);
  g_assert_no_error (error);
  put (fixture, statement, fixture->ada);
  g_assert_true (slip_roster_key_counts (fixture->db, signing));
  after = slip_roster_pending (fixture->db, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (after->len, ==, 0);
  actor_free (renewed);
}

#define ADD(path, function)                                                                        \
  g_test_add ("/trust/roster-build/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("roles-change", test_roles);
  ADD ("the-last-administrator-stays", test_last_administrator);
  ADD ("a-revocation-names-the-newest-frames", test_revocation);
  ADD ("a-device-goes-with-the-key-that-came-with-it-alone", test_device);
  ADD ("a-deputy-is-named-and-ended", test_deputy);
  ADD ("who-forgot-the-passphrase-asks-in-the-log", test_asks_in_the_log);
  return g_test_run ();
}
