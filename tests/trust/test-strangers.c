/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Strangers: kept few and small, listed, admitted, and let into the log. */

#include "trust-fixture.h"

#include "core/slip-text.h"
#include "store/slip-log.h"

#include <string.h>

static const char *const roles[] = { "qa-lead", NULL };

typedef struct
{
  GRand *random;
  Actor *ada;
  Actor *bo;
  SlipGenesis *genesis;
  SlipDatabase *db;
  SlipInvitation *invitation;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->random = g_rand_new_with_seed (21);
  fixture->ada = actor_new (fixture->random, "Ada");
  fixture->bo = actor_new (fixture->random, "Bo");
  fixture->genesis = make_genesis (fixture->ada);
  fixture->db = make_workspace (fixture->genesis, fixture->ada);
  fixture->invitation = make_invitation (fixture->db, fixture->genesis);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  slip_invitation_free (fixture->invitation);
  slip_database_close (fixture->db);
  slip_genesis_free (fixture->genesis);
  actor_free (fixture->bo);
  actor_free (fixture->ada);
  g_rand_free (fixture->random);
}

static guint
count_pending (SlipDatabase *db)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) pending = slip_roster_pending (db, &error);

  g_assert_no_error (error);
  return pending->len;
}

static void
assert_refused (Fixture *fixture, SlipFrame *frame, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (slip_strangers_add (fixture->db, frame, &error));
  g_assert_error (error, SLIP_ERROR, code);
}

/* A frame of @actor with any op. */
static SlipFrame *
make_frame (const SlipHash *workspace, const Actor *actor, guint64 seq, const char *kind,
            GVariant *content, guint n_ops)
{
  g_autoptr (GPtrArray) ops = g_ptr_array_new_with_free_func ((GDestroyNotify) slip_op_unref);
  g_autoptr (GArray) seen = g_array_new (FALSE, TRUE, sizeof (SlipSeen));
  g_autoptr (GVariant) held = g_variant_ref_sink (content);
  g_autoptr (GError) error = NULL;
  SlipHash prev = { 0 };
  SlipFrame *frame;

  if (seq > 1)
    prev.bytes[0] = 1;
  for (guint i = 0; i < n_ops; i++)
    g_ptr_array_add (ops, slip_op_new (actor->replica, slip_clock_tick (0, 1773500000000 + i),
                                       1773500000000, 0, actor->person, kind, SLIP_UNKNOWN_IGNORE,
                                       "", NULL, 0, held, &error));
  g_assert_no_error (error);
  frame = slip_frame_new (workspace, actor->replica, seq, &prev, seen, ops, actor->device->secret,
                          NULL, &error);
  g_assert_no_error (error);
  return frame;
}

static GVariant *
join_of (SlipInvitation *invitation, const Actor *actor)
{
  return slip_join_content (invitation, actor->person, actor->name, actor->device->public,
                            actor->signing->public, actor->signing->exchange_public, NULL);
}

static void
test_admission (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlipFrame) frame = make_join_frame (fixture->invitation, fixture->bo);
  g_autoptr (GPtrArray) waiting = NULL;
  g_autoptr (GPtrArray) nobody = NULL;
  g_autoptr (GPtrArray) admitted = NULL;
  g_autoptr (SlipStatement) admission = NULL;
  g_autofree char *fingerprint = NULL;
  g_autofree char *hash = NULL;
  g_autoptr (GError) error = NULL;
  const SlipPending *pending;

  g_assert_true (slip_strangers_add (fixture->db, frame, &error));
  g_assert_no_error (error);
  g_assert_true (slip_strangers_add (fixture->db, frame, &error));
  g_assert_no_error (error);
  waiting = slip_roster_pending (fixture->db, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (waiting->len, ==, 1);
  pending = g_ptr_array_index (waiting, 0);
  g_assert_cmpstr (pending->replica, ==, fixture->bo->replica);
  g_assert_cmpstr (pending->join->name, ==, "Bo");
  g_assert_false (pending->known);
  fingerprint =
      slip_join_fingerprint (fixture->bo->person, fixture->bo->device->public,
                             fixture->bo->signing->public, fixture->bo->signing->exchange_public);
  g_assert_cmpstr (pending->fingerprint, ==, fingerprint);
  nobody = slip_strangers_take_admitted (fixture->db, &error);
  g_assert_cmpuint (nobody->len, ==, 0);

  /* Only an administrator, with a key of theirs. */
  g_assert_null (slip_roster_admission (fixture->db, pending, roles, fixture->bo->person,
                                        fixture->bo->signing, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED);
  g_clear_error (&error);
  g_assert_null (slip_roster_admission (fixture->db, pending, roles, fixture->ada->person,
                                        fixture->bo->signing, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED);
  g_clear_error (&error);

  admission = slip_roster_admission (fixture->db, pending, roles, fixture->ada->person,
                                     fixture->ada->signing, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (admission->admission->join, ==, pending->frame);
  hash = put_statement (fixture->db, admission, fixture->ada);
  g_assert_true (slip_roster_fold (fixture->db, &error));
  g_assert_true (slip_roster_has_role (fixture->db, fixture->bo->person, "qa-lead", G_MAXINT64));
  g_assert_cmpuint (count_pending (fixture->db), ==, 0);
  admitted = slip_strangers_take_admitted (fixture->db, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (admitted->len, ==, 1);
  g_assert_true (slip_log_add_frame (fixture->db, g_ptr_array_index (admitted, 0), TRUE, &error));
  g_assert_no_error (error);
  g_assert_cmpint (slip_database_get_int (fixture->db, -1, "SELECT count (*) FROM stranger", ""),
                   ==, 0);
}

static void
test_cap (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *first = NULL;

  for (guint i = 0; i < SLIP_STRANGERS_MAX; i++)
    {
      g_autoptr (Actor) actor = actor_new (fixture->random, "One of many");
      g_autoptr (SlipFrame) frame = make_join_frame (fixture->invitation, actor);

      g_assert_true (slip_strangers_add (fixture->db, frame, &error));
      g_assert_no_error (error);
      if (i == 0)
        first = g_strdup (frame->replica);
    }
  g_assert_cmpuint (count_pending (fixture->db), ==, SLIP_STRANGERS_MAX);
  {
    g_autoptr (SlipFrame) frame = make_join_frame (fixture->invitation, fixture->bo);

    assert_refused (fixture, frame, SLIP_ERROR_TOO_LARGE);
    g_assert_true (slip_strangers_remove (fixture->db, first, &error));
    g_assert_true (slip_strangers_add (fixture->db, frame, &error));
    g_assert_no_error (error);
  }
  g_assert_cmpuint (count_pending (fixture->db), ==, SLIP_STRANGERS_MAX);
}

static void
test_hopeless_make_room (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlipInvitation) second = make_invitation (fixture->db, fixture->genesis);
  g_autoptr (SlipFrame) frame = make_join_frame (fixture->invitation, fixture->bo);
  g_autoptr (SlipStatement) admission =
      make_admission (fixture->genesis, fixture->ada, fixture->bo, roles, NULL);
  g_autofree char *token = slip_key_to_hex (fixture->invitation->token);
  g_autofree char *hash = NULL;
  g_autoptr (Actor) late = actor_new (fixture->random, "Late");
  g_autoptr (SlipFrame) late_frame = make_join_frame (second, late);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < SLIP_STRANGERS_MAX; i++)
    {
      g_autoptr (Actor) actor = actor_new (fixture->random, "One of many");
      g_autoptr (SlipFrame) other = make_join_frame (fixture->invitation, actor);

      g_assert_true (slip_strangers_add (fixture->db, other, &error));
    }
  assert_refused (fixture, late_frame, SLIP_ERROR_TOO_LARGE);
  g_strlcpy (admission->admission->token, token, sizeof admission->admission->token);
  hash = put_statement (fixture->db, admission, fixture->ada);
  g_assert_true (slip_roster_fold (fixture->db, &error));
  g_assert_cmpuint (count_pending (fixture->db), ==, 0);
  g_assert_true (slip_strangers_add (fixture->db, late_frame, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (count_pending (fixture->db), ==, 1);
}

static void
test_used_token (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlipFrame) frame = make_join_frame (fixture->invitation, fixture->bo);
  g_autoptr (Actor) eve = actor_new (fixture->random, "Eve");
  g_autoptr (SlipFrame) second = make_join_frame (fixture->invitation, eve);
  g_autoptr (GPtrArray) waiting = NULL;
  g_autoptr (SlipStatement) admission = NULL;
  g_autofree char *hash = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (slip_strangers_add (fixture->db, frame, &error));
  g_assert_true (slip_strangers_add (fixture->db, second, &error));
  waiting = slip_roster_pending (fixture->db, &error);
  g_assert_cmpuint (waiting->len, ==, 2);
  for (guint i = 0; i < waiting->len; i++)
    {
      const SlipPending *pending = g_ptr_array_index (waiting, i);

      if (g_str_equal (pending->join->name, "Bo"))
        admission = slip_roster_admission (fixture->db, pending, roles, fixture->ada->person,
                                           fixture->ada->signing, &error);
    }
  g_assert_no_error (error);
  hash = put_statement (fixture->db, admission, fixture->ada);
  g_assert_true (slip_roster_fold (fixture->db, &error));
  g_assert_cmpuint (count_pending (fixture->db), ==, 0);
  g_assert_true (slip_strangers_remove (fixture->db, second->replica, &error));
  {
    g_autoptr (GPtrArray) kept = NULL;
    g_autoptr (SlipPending) request = NULL;

    /* Kept, so that an administrator hears of the second use, but it can't be admitted. */
    g_assert_true (slip_strangers_add (fixture->db, second, &error));
    g_assert_no_error (error);
    kept = slip_strangers_list (fixture->db, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (kept->len, >, 0);
    g_assert_cmpuint (count_pending (fixture->db), ==, 0);
    request = slip_roster_check_join (fixture->db, second, &error);
    g_assert_null (request);
    g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED);
    g_clear_error (&error);
  }
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  const SlipHash *workspace = &fixture->genesis->hash;
  const Actor *bo = fixture->bo;
  SlipInvitation *invitation = fixture->invitation;
  g_autoptr (Actor) eve = actor_new (fixture->random, "Eve");
  g_autoptr (Actor) thief = actor_new (fixture->random, "Thief");
  g_autofree char *filler = g_strnfill (SLIP_STRANGER_MAX_BYTES, 'x');
  SlipHash other = *workspace;
  struct
  {
    SlipFrame *frame;
    int code;
  } cases[7];

  other.bytes[0] ^= 1;
  memcpy (thief->signing->public, fixture->ada->signing->public, SLIP_KEY_BYTES);
  cases[0].frame = make_frame (workspace, bo, 2, SLIP_OP_JOIN, join_of (invitation, bo), 1);
  cases[0].code = SLIP_ERROR_INVALID;
  cases[1].frame = make_frame (workspace, bo, 1, SLIP_OP_JOIN, join_of (invitation, bo), 2);
  cases[1].code = SLIP_ERROR_INVALID;
  cases[2].frame = make_frame (&other, bo, 1, SLIP_OP_JOIN, join_of (invitation, bo), 1);
  cases[2].code = SLIP_ERROR_INVALID;
  cases[3].frame = make_frame (workspace, bo, 1, "note", g_variant_new ("(s)", "hello"), 1);
  cases[3].code = SLIP_ERROR_INVALID;
  cases[4].frame = make_frame (workspace, bo, 1, "note", g_variant_new ("(s)", filler), 1);
  /* Compressed it may be small. */
  cases[4].code = g_bytes_get_size (cases[4].frame->bytes) > SLIP_STRANGER_MAX_BYTES
                      ? SLIP_ERROR_TOO_LARGE
                      : SLIP_ERROR_INVALID;
  /* Bo's request in a frame of Eve's. */
  cases[5].frame = make_frame (workspace, eve, 1, SLIP_OP_JOIN, join_of (invitation, bo), 1);
  cases[5].code = SLIP_ERROR_INVALID;
  cases[6].frame = make_frame (workspace, thief, 1, SLIP_OP_JOIN, join_of (invitation, thief), 1);
  cases[6].code = SLIP_ERROR_NOT_ALLOWED;
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      assert_refused (fixture, cases[i].frame, cases[i].code);
      slip_frame_unref (cases[i].frame);
    }
  g_assert_cmpuint (count_pending (fixture->db), ==, 0);
}

/* Frames of different people arrive in any order: the request may come before the invitation. */
static void
test_early_request (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlipInvitation) late = make_invitation (NULL, fixture->genesis);
  g_autoptr (SlipFrame) frame = make_join_frame (late, fixture->bo);
  g_autofree char *token = slip_key_to_hex (late->token);
  g_autoptr (GError) error = NULL;

  slip_strangers_add (fixture->db, frame, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count_pending (fixture->db), ==, 0);
  slip_database_run (fixture->db, &error,
                     "INSERT INTO invitation (replica, clock, person, token) VALUES (?, 1, ?, ?)",
                     "sss", fixture->ada->replica, fixture->ada->person, token);
  g_assert_no_error (error);
  g_assert_cmpuint (count_pending (fixture->db), ==, 1);
}

static void
test_too_large (Fixture *fixture, gconstpointer data)
{
  g_autofree guint8 *noise = g_malloc (SLIP_STRANGER_MAX_BYTES);
  g_autoptr (SlipFrame) frame = NULL;

  for (guint i = 0; i < SLIP_STRANGER_MAX_BYTES; i++)
    noise[i] = g_rand_int_range (fixture->random, 0, 256);
  frame =
      make_frame (&fixture->genesis->hash, fixture->bo, 1, "note",
                  g_variant_new ("(@ay)", g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, noise,
                                                                     SLIP_STRANGER_MAX_BYTES, 1)),
                  1);
  assert_refused (fixture, frame, SLIP_ERROR_TOO_LARGE);
}

static void
test_longest_name_fits (Fixture *fixture, gconstpointer data)
{
  g_autofree char *name = g_strnfill (SLIP_NAME_MAX_BYTES, 'n');
  g_autoptr (Actor) actor = actor_new (fixture->random, name);
  g_autoptr (SlipFrame) frame = make_join_frame (fixture->invitation, actor);
  g_autoptr (GError) error = NULL;

  slip_strangers_add (fixture->db, frame, &error);
  g_assert_no_error (error);
}

static void
test_two_requests (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlipFrame) frame = make_join_frame (fixture->invitation, fixture->bo);
  g_autoptr (SlipFrame) again = make_join_frame (fixture->invitation, fixture->bo);
  g_autoptr (GError) error = NULL;

  g_assert_true (slip_strangers_add (fixture->db, frame, &error));
  g_assert_no_error (error);
  /* The seed is drawn, so the bytes differ. */
  assert_refused (fixture, again, SLIP_ERROR_EXISTS);
}

static void
test_known_person (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Actor) laptop = actor_new (fixture->random, "Ada");
  g_autoptr (SlipFrame) frame = NULL;
  g_autoptr (SlipPending) pending = NULL;
  g_autoptr (GError) error = NULL;

  g_strlcpy (laptop->person, fixture->ada->person, sizeof laptop->person);
  frame = make_join_frame (fixture->invitation, laptop);
  pending = slip_roster_check_join (fixture->db, frame, &error);
  g_assert_no_error (error);
  g_assert_true (pending->known);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/trust/strangers/one-is-listed-admitted-and-let-in", test_admission);
  ADD ("/trust/strangers/at-most-32-wait", test_cap);
  ADD ("/trust/strangers/who-cannot-be-admitted-makes-room", test_hopeless_make_room);
  ADD ("/trust/strangers/a-used-token-is-refused", test_used_token);
  ADD ("/trust/strangers/all-but-a-proved-request-is-refused", test_refused);
  ADD ("/trust/strangers/a-frame-over-4-kib-is-refused", test_too_large);
  ADD ("/trust/strangers/the-longest-name-fits", test_longest_name_fits);
  ADD ("/trust/strangers/the-first-request-of-a-replica-is-kept", test_two_requests);
  ADD ("/trust/strangers/request-before-invitation", test_early_request);
  ADD ("/trust/strangers/a-known-person-is-marked", test_known_person);
  return g_test_run ();
}
