/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Keys come back from their files, and what is wrong with a file is told apart. */

#include "trust-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct
{
  char *folder;
  char *path;
} Files;

static void
set_up (Files *files, gconstpointer data)
{
  files->folder = make_folder ();
  files->path = g_build_filename (files->folder, "key", NULL);
}

static void
tear_down (Files *files, gconstpointer data)
{
  remove_folder (files->folder);
  g_free (files->folder);
  g_free (files->path);
}

static void
assert_private (const char *path)
{
  GStatBuf info;

  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
}

static void
test_device_round_trip (Files *files, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipDeviceKey) made = slip_device_key_create (files->path, &error);
  g_autoptr (SlipDeviceKey) loaded = NULL;

  g_assert_no_error (error);
  assert_private (files->path);
  loaded = slip_device_key_load (files->path, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (made->public, SLIP_KEY_BYTES, loaded->public, SLIP_KEY_BYTES);
  g_assert_cmpmem (made->secret, SLIP_SECRET_BYTES, loaded->secret, SLIP_SECRET_BYTES);
}

static void
test_never_overwrites (Files *files, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipDeviceKey) made = slip_device_key_create (files->path, &error);

  g_assert_no_error (error);
  g_assert_null (slip_device_key_create (files->path, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_EXISTS);
  g_clear_error (&error);
  g_assert_null (slip_signing_key_create (files->path, "correct horse", &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_EXISTS);
}

static void
test_signing_round_trip (Files *files, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipSigningKey) made = slip_signing_key_create (files->path, "correct horse", &error);
  g_autoptr (SlipSigningKey) opened = NULL;
  guint8 public[SLIP_KEY_BYTES];
  guint8 exchange[SLIP_KEY_BYTES];

  g_assert_no_error (error);
  assert_private (files->path);
  opened = slip_signing_key_open (files->path, "correct horse", &error);
  g_assert_no_error (error);
  g_assert_cmpmem (made, sizeof *made, opened, sizeof *opened);
  g_assert_true (slip_signing_key_peek (files->path, public, exchange, &error));
  g_assert_no_error (error);
  g_assert_cmpmem (made->public, SLIP_KEY_BYTES, public, SLIP_KEY_BYTES);
  g_assert_cmpmem (made->exchange_public, SLIP_KEY_BYTES, exchange, SLIP_KEY_BYTES);
}

static void
test_three_errors (Files *files, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipSigningKey) key = NULL;

  g_assert_null (slip_signing_key_open (files->path, "correct horse", &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_KEY_MISSING);
  g_clear_error (&error);
  g_assert_null (slip_device_key_load (files->path, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_KEY_MISSING);
  g_clear_error (&error);

  key = slip_signing_key_create (files->path, "correct horse", &error);
  g_assert_no_error (error);
  g_assert_null (slip_signing_key_open (files->path, "Correct horse", &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_WRONG_PASSPHRASE);
  g_clear_error (&error);
  g_assert_null (slip_signing_key_open (files->path, "", &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_WRONG_PASSPHRASE);
  g_clear_error (&error);

  g_assert_true (g_file_set_contents (files->path, "something else\n", -1, NULL));
  g_assert_null (slip_signing_key_open (files->path, "correct horse", &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_KEY_DAMAGED);
}

static void
test_every_altered_byte_is_damage (Files *files, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipSigningKey) key = slip_signing_key_create (files->path, "correct horse", &error);
  g_autofree char *text = NULL;
  gsize length = 0;

  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (files->path, &text, &length, NULL));
  for (gsize i = 0; i < length; i++)
    for (int bit = 0; bit < 8; bit += 5)
      {
        text[i] ^= 1 << bit;
        g_assert_true (g_file_set_contents (files->path, text, length, NULL));
        g_assert_null (slip_signing_key_open (files->path, "correct horse", &error));
        g_assert_error (error, SLIP_ERROR, SLIP_ERROR_KEY_DAMAGED);
        g_clear_error (&error);
        text[i] ^= 1 << bit;
      }
}

static void
test_every_cut_is_damage (Files *files, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipDeviceKey) key = slip_device_key_create (files->path, &error);
  g_autofree char *text = NULL;
  gsize length = 0;

  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (files->path, &text, &length, NULL));
  for (gsize i = 0; i < length; i++)
    {
      g_assert_true (g_file_set_contents (files->path, text, i, NULL));
      g_assert_null (slip_device_key_load (files->path, &error));
      g_assert_error (error, SLIP_ERROR, SLIP_ERROR_KEY_DAMAGED);
      g_clear_error (&error);
    }
}

/* Gives the changed text a good checksum, as somebody would who forges a file. */
static void
forge (const char *path, const char *from, const char *to)
{
  g_autofree char *text = NULL;
  g_autofree char *hex = NULL;
  g_autoptr (GString) forged = NULL;
  SlipHash hash;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  forged = g_string_new (text);
  g_assert_cmpuint (g_string_replace (forged, from, to, 1), ==, 1);
  g_string_truncate (forged, strstr (forged->str, "checksum=") - forged->str);
  slip_hash_data (&hash, forged->str, forged->len);
  hex = slip_hash_to_hex (&hash);
  g_string_append_printf (forged, "checksum=%s\n", hex);
  g_assert_true (g_file_set_contents (path, forged->str, forged->len, NULL));
}

static void
test_newer_format (Files *files, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipSigningKey) key = slip_signing_key_create (files->path, "correct horse", &error);

  forge (files->path, "version=1", "version=2");
  g_assert_null (slip_signing_key_open (files->path, "correct horse", &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_TOO_NEW);
}

static void
test_forged_cost_is_refused (Files *files, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipSigningKey) key = slip_signing_key_create (files->path, "correct horse", &error);

  forge (files->path, "memory=8192", "memory=99999999999");
  g_assert_null (slip_signing_key_open (files->path, "correct horse", &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_KEY_DAMAGED);
}

static void
test_change_passphrase (Files *files, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipSigningKey) key = slip_signing_key_create (files->path, "correct horse", &error);
  g_autoptr (SlipSigningKey) opened = NULL;

  g_assert_false (
      slip_signing_key_change_passphrase (files->path, "wrong", "battery staple", &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_WRONG_PASSPHRASE);
  g_clear_error (&error);
  g_assert_true (
      slip_signing_key_change_passphrase (files->path, "correct horse", "battery staple", &error));
  g_assert_no_error (error);
  assert_private (files->path);
  opened = slip_signing_key_open (files->path, "battery staple", &error);
  g_assert_no_error (error);
  g_assert_cmpmem (key, sizeof *key, opened, sizeof *opened);
  g_clear_pointer (&opened, slip_signing_key_free);

  /* A new one that is refused leaves the file as it was. */
  g_assert_false (
      slip_signing_key_change_passphrase (files->path, "battery staple", "short", &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_null (slip_signing_key_open (files->path, "correct horse", &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_WRONG_PASSPHRASE);
  g_clear_error (&error);
  opened = slip_signing_key_open (files->path, "battery staple", &error);
  g_assert_no_error (error);
}

static void
test_passphrase_is_normalised (Files *files, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipSigningKey) key =
      slip_signing_key_create (files->path, "cafe\xcc\x81 noir", &error);
  g_autoptr (SlipSigningKey) opened = NULL;

  g_assert_no_error (error);
  opened = slip_signing_key_open (files->path, "caf\xc3\xa9 noir", &error);
  g_assert_no_error (error);
}

static void
test_bad_passphrases (Files *files, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  static const char *const bad[] = { "", "sesame", "1234567",
                                     "e\xcc\x81"
                                     "123456",
                                     NULL };

  /* The last one has seven characters, however it is composed. */
  for (guint i = 0; bad[i] != NULL; i++)
    {
      g_assert_null (slip_signing_key_create (files->path, bad[i], &error));
      g_assert_error (error, SLIP_ERROR, SLIP_ERROR_INVALID);
      g_assert_nonnull (strstr (error->message, "choose a passphrase of at least 8 characters"));
      g_clear_error (&error);
    }
  g_assert_null (slip_signing_key_create (files->path, "\xff\xfe", &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_INVALID);
  g_assert_false (g_file_test (files->path, G_FILE_TEST_EXISTS));
}

static void
test_full_cost (Files *files, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipSigningKey) key = NULL;
  g_autofree char *weak = g_strdup (g_getenv ("SLIPWAY_TEST_KDF"));
  g_autofree char *text = NULL;

  g_unsetenv ("SLIPWAY_TEST_KDF");
  key = slip_signing_key_create (files->path, "correct horse", &error);
  g_assert_no_error (error);
  if (weak != NULL)
    g_setenv ("SLIPWAY_TEST_KDF", weak, TRUE);
  g_assert_true (g_file_get_contents (files->path, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "\nmemory=67108864\n"));
}

static void
test_text_forms (void)
{
  guint8 key[SLIP_KEY_BYTES];
  g_autofree char *hex = NULL;
  g_autofree char *fingerprint = NULL;
  g_autofree char *pem = NULL;

  /* RFC 8410, section 10.1. */
  g_assert_true (
      slip_key_from_hex ("19bf44096984cdfe8541bac167dc3b96c85086aa30b6b6cb0c5c38ad703166e1", key));
  hex = slip_key_to_hex (key);
  g_assert_cmpstr (hex, ==, "19bf44096984cdfe8541bac167dc3b96c85086aa30b6b6cb0c5c38ad703166e1");
  pem = slip_key_to_pem (key);
  g_assert_cmpstr (pem, ==,
                   "-----BEGIN PUBLIC KEY-----\n"
                   "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n"
                   "-----END PUBLIC KEY-----\n");
  fingerprint = slip_key_fingerprint (key);
  g_assert_cmpuint (strlen (fingerprint), ==, SLIP_FINGERPRINT_LENGTH);
  g_assert_false (slip_key_from_hex ("19bf", key));
  g_assert_false (slip_key_from_hex (NULL, key));
}

#define ADD(path, function) g_test_add (path, Files, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_setenv ("SLIPWAY_TEST_KDF", "weak", FALSE);
  ADD ("/trust/keys/a-device-key-comes-back", test_device_round_trip);
  ADD ("/trust/keys/a-signing-key-comes-back", test_signing_round_trip);
  ADD ("/trust/keys/no-key-file-is-overwritten", test_never_overwrites);
  ADD ("/trust/keys/missing-damaged-and-wrong-passphrase-differ", test_three_errors);
  ADD ("/trust/keys/every-altered-byte-is-damage", test_every_altered_byte_is_damage);
  ADD ("/trust/keys/every-cut-is-damage", test_every_cut_is_damage);
  ADD ("/trust/keys/a-newer-format-is-refused-by-name", test_newer_format);
  ADD ("/trust/keys/a-forged-cost-is-refused", test_forged_cost_is_refused);
  ADD ("/trust/keys/the-passphrase-can-be-changed", test_change_passphrase);
  ADD ("/trust/keys/a-passphrase-is-the-same-however-composed", test_passphrase_is_normalised);
  ADD ("/trust/keys/bad-passphrases-make-no-file", test_bad_passphrases);
  ADD ("/trust/keys/the-real-cost-is-64-mib", test_full_cost);
  g_test_add_func ("/trust/keys/text-forms", test_text_forms);
  return g_test_run ();
}
