/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* An identity comes out of its file as it went in, only for who has the passphrase, and what is wrong is told apart. */

#include "trust-fixture.h"
#include "trust/slip-identity.h"

#include <glib/gstdio.h>
#include <string.h>

#define PERSON "abcdefghijklmnopqrstuvwxya"
#define PASSPHRASE "correct horse"

typedef struct
{
  char *folder;
  char *key_path;
  char *path;
  char *workspace;
  SlipSigningKey *key;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  SlipHash hash;

  slip_hash_data (&hash, "w", 1);
  fixture->workspace = slip_hash_to_base32 (&hash);
  fixture->folder = make_folder ();
  fixture->key_path = g_build_filename (fixture->folder, "key", NULL);
  fixture->path = g_build_filename (fixture->folder, "identity", NULL);
  fixture->key = slip_signing_key_create (fixture->key_path, PASSPHRASE, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  slip_signing_key_free (fixture->key);
  remove_folder (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->key_path);
  g_free (fixture->path);
  g_free (fixture->workspace);
}

static gboolean export(Fixture *fixture, const char *passphrase, GError **error)
{
  return slip_identity_export (fixture->key_path, passphrase, PERSON, "Bo  Ék\n",
                               fixture->workspace, fixture->path, error);
}

static void
test_round_trip (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipIdentity) identity = NULL;
  g_autoptr (SlipSigningKey) again = NULL;
  g_autofree char *other = g_build_filename (fixture->folder, "other", NULL);
  g_autofree char *text = NULL;
  GStatBuf info;

  export(fixture, PASSPHRASE, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_stat (fixture->path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  g_assert_true (g_file_get_contents (fixture->path, &text, NULL, NULL));
  g_assert_true (g_str_has_prefix (text, "[slipway-identity]\nversion=1\nperson=" PERSON "\n"));

  identity = slip_identity_read (fixture->path, PASSPHRASE, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (identity->person, ==, PERSON);
  g_assert_cmpstr (identity->name, ==, "Bo  Ék");
  g_assert_cmpstr (identity->workspace, ==, fixture->workspace);
  g_assert_cmpmem (identity->key, sizeof *identity->key, fixture->key, sizeof *fixture->key);

  g_assert_true (slip_signing_key_import (identity->key, other, "battery staple", &error));
  again = slip_signing_key_open (other, "battery staple", &error);
  g_assert_no_error (error);
  g_assert_cmpmem (again, sizeof *again, fixture->key, sizeof *fixture->key);
  g_assert_false (slip_signing_key_import (identity->key, other, "battery staple", &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_EXISTS);
}

static void
test_errors_differ (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  gsize length = 0;

  g_assert_null (slip_identity_read (fixture->path, PASSPHRASE, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_KEY_MISSING);
  g_clear_error (&error);
  g_assert_false (export(fixture, "wrong horse", &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_WRONG_PASSPHRASE);
  g_clear_error (&error);
  g_assert_false (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
  g_assert_true (export(fixture, PASSPHRASE, &error));
  g_assert_false (export(fixture, PASSPHRASE, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_EXISTS);
  g_clear_error (&error);
  g_assert_null (slip_identity_read (fixture->path, "wrong horse", &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_WRONG_PASSPHRASE);
  g_clear_error (&error);
  /* A key file is no identity, nor the other way round. */
  g_assert_null (slip_identity_read (fixture->key_path, PASSPHRASE, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_KEY_DAMAGED);
  g_clear_error (&error);
  g_assert_null (slip_signing_key_open (fixture->path, PASSPHRASE, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_KEY_DAMAGED);
  g_clear_error (&error);

  g_assert_true (g_file_get_contents (fixture->path, &text, &length, NULL));
  for (gsize i = 0; i < length; i += 3)
    {
      text[i] ^= 1;
      g_assert_true (g_file_set_contents (fixture->path, text, length, NULL));
      g_assert_null (slip_identity_read (fixture->path, PASSPHRASE, &error));
      g_assert_error (error, SLIP_ERROR, SLIP_ERROR_KEY_DAMAGED);
      g_clear_error (&error);
      text[i] ^= 1;
    }
}

/* The seal covers who it is: another person's name with a good checksum doesn't open. */
static void
test_peek (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipIdentity) identity = NULL;

  g_assert_null (slip_identity_peek (fixture->path, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_KEY_MISSING);
  g_clear_error (&error);
  g_assert_true (export(fixture, PASSPHRASE, &error));
  identity = slip_identity_peek (fixture->path, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (identity->person, ==, PERSON);
  g_assert_cmpstr (identity->workspace, ==, fixture->workspace);
  g_assert_null (identity->key);
  g_file_set_contents (fixture->path, "no identity", -1, NULL);
  g_assert_null (slip_identity_peek (fixture->path, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_KEY_DAMAGED);
}

static void
test_forged (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) forged = NULL;
  g_autofree char *text = NULL;
  g_autofree char *hex = NULL;
  SlipHash hash;

  g_assert_true (export(fixture, PASSPHRASE, &error));
  g_assert_true (g_file_get_contents (fixture->path, &text, NULL, NULL));
  forged = g_string_new (text);
  g_assert_cmpuint (g_string_replace (forged, "name=Bo", "name=Al", 1), ==, 1);
  g_string_truncate (forged, strstr (forged->str, "checksum=") - forged->str);
  slip_hash_data (&hash, forged->str, forged->len);
  hex = slip_hash_to_hex (&hash);
  g_string_append_printf (forged, "checksum=%s\n", hex);
  g_assert_true (g_file_set_contents (fixture->path, forged->str, forged->len, NULL));
  g_assert_null (slip_identity_read (fixture->path, PASSPHRASE, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_WRONG_PASSPHRASE);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/trust/identity/comes-out-as-it-went-in", test_round_trip);
  ADD ("/trust/identity/missing-damaged-and-wrong-passphrase-differ", test_errors_differ);
  ADD ("/trust/identity/peeked-at-without-passphrase", test_peek);
  ADD ("/trust/identity/the-seal-covers-who-it-is", test_forged);
  return g_test_run ();
}
