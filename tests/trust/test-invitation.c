/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Invitations: whole or refused; and joins that prove them. */

#include "trust-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct
{
  GRand *random;
  Actor *founder;
  Actor *joiner;
  SlipGenesis *genesis;
  SlipInvitation *invitation;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->random = g_rand_new_with_seed (7);
  fixture->founder = actor_new (fixture->random, "Ada");
  fixture->joiner = actor_new (fixture->random, "Bo Ek");
  fixture->genesis = make_genesis (fixture->founder);
  fixture->invitation = make_invitation (NULL, fixture->genesis);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  slip_invitation_free (fixture->invitation);
  slip_genesis_free (fixture->genesis);
  actor_free (fixture->joiner);
  actor_free (fixture->founder);
  g_rand_free (fixture->random);
}

static void
test_file (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = make_folder ();
  g_autofree char *path = g_build_filename (folder, "bo.invitation", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipInvitation) loaded = NULL;
  GStatBuf info;

  g_assert_null (slip_invitation_load (path, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_true (slip_invitation_save (fixture->invitation, path, &error));
  g_assert_no_error (error);
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  g_assert_false (slip_invitation_save (fixture->invitation, path, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_EXISTS);
  g_clear_error (&error);

  loaded = slip_invitation_load (path, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (loaded->remote, ==, "https://dav.example/slipway/");
  g_assert_cmpstr (loaded->genesis->workspace, ==, fixture->genesis->workspace);
  g_assert_cmpmem (loaded->token, SLIP_KEY_BYTES, fixture->invitation->token, SLIP_KEY_BYTES);
  g_assert_cmpmem (loaded->token_seed, SLIP_KEY_BYTES, fixture->invitation->token_seed,
                   SLIP_KEY_BYTES);
  g_assert_cmpmem (loaded->workspace_secret, SLIP_WORKSPACE_SECRET_BYTES,
                   fixture->invitation->workspace_secret, SLIP_WORKSPACE_SECRET_BYTES);
  remove_folder (folder);
}

static void
test_without_remote (Fixture *fixture, gconstpointer data)
{
  const guint8 secret[SLIP_WORKSPACE_SECRET_BYTES] = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipInvitation) invitation =
      slip_invitation_new (fixture->genesis->bytes, secret, NULL, &error);
  g_autoptr (GBytes) bytes = slip_invitation_write (invitation, &error);
  g_autoptr (SlipInvitation) again = slip_invitation_parse (bytes, &error);

  g_assert_no_error (error);
  g_assert_null (again->remote);
}

static SlipError
code_of (const void *data, gsize length)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, length);
  g_autoptr (GError) error = NULL;

  g_assert_null (slip_invitation_parse (bytes, &error));
  g_assert_true (error->domain == SLIP_ERROR);
  return error->code;
}

static void
test_every_altered_byte (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) bytes = slip_invitation_write (fixture->invitation, NULL);
  gsize length = 0;
  g_autofree char *text = g_memdup2 (g_bytes_get_data (bytes, &length), g_bytes_get_size (bytes));

  for (gsize i = 0; i < length; i++)
    {
      SlipError code;

      text[i] ^= 1;
      code = code_of (text, length);
      g_assert_true (code == SLIP_ERROR_CORRUPT || code == SLIP_ERROR_INVALID ||
                     code == SLIP_ERROR_TOO_NEW);
      /* From the first attribute on it is known to be an invitation, so it is known to be damaged. */
      if (i > strlen ("<invitation xmlns=\"urn:slipway:invitation:1\""))
        g_assert_cmpint (code, ==, SLIP_ERROR_CORRUPT);
      text[i] ^= 1;
    }
  for (gsize i = 60; i < length; i++)
    g_assert_cmpint (code_of (text, i), ==, SLIP_ERROR_CORRUPT);
}

static void
test_no_invitation (Fixture *fixture, gconstpointer data)
{
  g_autofree char *huge = g_strnfill (SLIP_TRUST_TEXT_MAX + 1, 'x');
  static const char bomb[] =
      "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><invitation/>";

  g_assert_cmpint (code_of ("", 0), ==, SLIP_ERROR_INVALID);
  g_assert_cmpint (code_of ("hello", 5), ==, SLIP_ERROR_INVALID);
  g_assert_cmpint (code_of (huge, strlen (huge)), ==, SLIP_ERROR_TOO_LARGE);
  g_assert_cmpint (code_of (bomb, strlen (bomb)), ==, SLIP_ERROR_INVALID);
}

/* Also with a checksum that fits. */
static void
test_forged_content (Fixture *fixture, gconstpointer data)
{
  static const char *const changes[][2] = {
    { "  <remote>", "  <!-- x -->\n  <remote>" },
    { "  <remote>", "  <unknown/>\n  <remote>" },
    { "<remote>", "<remote x=\"1\">" },
    { "<genesis>", "<genesis>PGdlbmVzaXMvPg==" },
    { "seed=\"", "seed=\"00" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_autoptr (GBytes) bytes = slip_invitation_write (fixture->invitation, NULL);
      g_autoptr (GString) text =
          g_string_new_len (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
      g_autofree char *hex = NULL;
      SlipHash hash;

      g_assert_cmpuint (g_string_replace (text, changes[i][0], changes[i][1], 1), ==, 1);
      g_string_truncate (text, strstr (text->str, "  <checksum>") - text->str);
      slip_hash_data (&hash, text->str, text->len);
      hex = slip_hash_to_hex (&hash);
      g_string_append_printf (text, "  <checksum>%s</checksum>\n</invitation>\n", hex);
      g_assert_cmpint (code_of (text->str, text->len), ==, SLIP_ERROR_INVALID);
    }
}

static SlipOp *
make_op (Fixture *fixture, GVariant *content)
{
  g_autoptr (GError) error = NULL;
  SlipOp *op = slip_op_new (fixture->joiner->replica, slip_clock_tick (0, 1773500000000),
                            1773500000000, 0, fixture->joiner->person, SLIP_OP_JOIN,
                            SLIP_UNKNOWN_IGNORE, "", NULL, 0, content, &error);

  g_assert_no_error (error);
  return op;
}

static GVariant *
make_join (Fixture *fixture)
{
  const Actor *joiner = fixture->joiner;
  g_autoptr (GError) error = NULL;
  GVariant *content =
      slip_join_content (fixture->invitation, joiner->person, joiner->name, joiner->device->public,
                         joiner->signing->public, joiner->signing->exchange_public, &error);

  g_assert_no_error (error);
  return content;
}

static void
test_join (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlipOp) op = make_op (fixture, make_join (fixture));
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipJoin) join = slip_join_read (op, &fixture->genesis->hash, &error);
  SlipHash other = fixture->genesis->hash;

  g_assert_no_error (error);
  g_assert_cmpstr (join->name, ==, "Bo Ek");
  g_assert_cmpstr (join->person, ==, fixture->joiner->person);
  g_assert_cmpmem (join->token, SLIP_KEY_BYTES, fixture->invitation->token, SLIP_KEY_BYTES);
  other.bytes[0] ^= 1;
  g_assert_null (slip_join_read (op, &other, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_BAD_SIGNATURE);
}

/* Changes one part of the request after the other; the proof covers them all. */
static void
test_join_tampered (Fixture *fixture, gconstpointer data)
{
  for (guint changed = 0; changed < 7; changed++)
    {
      g_autoptr (GVariant) content = g_variant_ref_sink (make_join (fixture));
      g_autoptr (SlipOp) op = NULL;
      g_autoptr (GError) error = NULL;
      GVariant *children[7];

      for (guint i = 0; i < 7; i++)
        {
          g_autoptr (GVariant) child = g_variant_get_child_value (content, i);
          gsize length = 0;
          g_autofree guint8 *bytes = NULL;

          if (i == 1)
            {
              children[i] = g_variant_new_string (i == changed ? "Eve" : "Bo Ek");
              continue;
            }
          bytes =
              g_memdup2 (g_variant_get_fixed_array (child, &length, 1), g_variant_get_size (child));
          bytes[3] ^= i == changed;
          children[i] = g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, bytes, length, 1);
        }
      op = make_op (fixture, g_variant_new_tuple (children, 7));
      g_assert_null (slip_join_read (op, &fixture->genesis->hash, &error));
      g_assert_error (error, SLIP_ERROR, SLIP_ERROR_BAD_SIGNATURE);
    }
}

static void
test_fingerprint (Fixture *fixture, gconstpointer data)
{
  const Actor *a = fixture->founder;
  const Actor *b = fixture->joiner;
  g_autofree char *one = slip_join_fingerprint (b->person, b->device->public, b->signing->public,
                                                b->signing->exchange_public);
  g_autofree char *other_person = slip_join_fingerprint (
      a->person, b->device->public, b->signing->public, b->signing->exchange_public);
  g_autofree char *other_device = slip_join_fingerprint (
      b->person, a->device->public, b->signing->public, b->signing->exchange_public);

  g_assert_cmpuint (strlen (one), ==, SLIP_FINGERPRINT_LENGTH);
  g_assert_cmpstr (one, !=, other_person);
  g_assert_cmpstr (one, !=, other_device);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/trust/invitation/comes-back-from-its-file", test_file);
  ADD ("/trust/invitation/needs-no-remote", test_without_remote);
  ADD ("/trust/invitation/every-altered-or-cut-one-is-refused", test_every_altered_byte);
  ADD ("/trust/invitation/another-file-is-no-invitation", test_no_invitation);
  ADD ("/trust/invitation/forged-content-is-refused", test_forged_content);
  ADD ("/trust/invitation/a-join-proves-it", test_join);
  ADD ("/trust/invitation/the-proof-covers-every-part", test_join_tampered);
  ADD ("/trust/invitation/the-fingerprint-covers-person-and-keys", test_fingerprint);
  return g_test_run ();
}
