/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* An identity file is a key file with who the key belongs to in its open part, which the seal covers. */

#include "trust/slip-identity.h"
#include "trust/slip-key-file.h"
#include "trust/slip-trust-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const SlipKeyFileKind identity_kind = {
  .header = "[slipway-identity]\nversion=1\n",
  .is_identity = TRUE,
};

gboolean
slip_identity_export (const char *signing_key_path, const char *passphrase, const char *person,
                      const char *name, const char *workspace, const char *out_path, GError **error)
{
  g_autoptr (SlipSigningKey) key = NULL;
  g_autoptr (SlipSecretBuffer) buffer = NULL;
  g_autofree char *line = NULL;

  g_return_val_if_fail (signing_key_path != NULL && person != NULL && name != NULL, FALSE);
  g_return_val_if_fail (workspace != NULL && out_path != NULL, FALSE);

  line = slip_trust_normalise_line (name, error);
  if (line == NULL)
    return FALSE;
  if (*line == '\0' || strlen (line) > SLIP_NAME_MAX_BYTES)
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID, _ ("A name has 1 to %d bytes"),
                   SLIP_NAME_MAX_BYTES);
      return FALSE;
    }
  if (g_file_test (out_path, G_FILE_TEST_EXISTS))
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_EXISTS,
                   _ ("%s is there already; move it away first, or choose another name"), out_path);
      return FALSE;
    }
  key = slip_signing_key_open (signing_key_path, passphrase, error);
  if (key == NULL)
    return FALSE;
  buffer = slip_key_file_new (&identity_kind);
  slip_key_file_append_text (buffer, "person", person);
  slip_key_file_append_text (buffer, "name", line);
  slip_key_file_append_text (buffer, "workspace", workspace);
  return slip_key_file_seal (buffer, key, passphrase, error) &&
         slip_key_file_write (buffer, out_path, FALSE, error);
}

/* All but the key. */
static SlipIdentity *
read_head (SlipSecretBuffer *buffer, const char *path, GError **error)
{
  g_autoptr (SlipIdentity) identity = NULL;
  g_autofree char *person = NULL;
  g_autofree char *workspace = NULL;
  SlipHash hash;

  identity = g_new0 (SlipIdentity, 1);
  person = slip_key_file_get_text (buffer, "person");
  workspace = slip_key_file_get_text (buffer, "workspace");
  identity->name = slip_key_file_get_text (buffer, "name");
  if (person == NULL || !slip_id_is_valid (person) || workspace == NULL ||
      strlen (workspace) != SLIP_HASH_BASE32 ||
      !slip_base32_decode (workspace, hash.bytes, sizeof hash.bytes) || identity->name == NULL ||
      !g_utf8_validate (identity->name, -1, NULL) || *identity->name == '\0' ||
      strlen (identity->name) > SLIP_NAME_MAX_BYTES)
    {
      slip_key_file_fail_damaged (path, &identity_kind, error);
      return NULL;
    }
  g_strlcpy (identity->person, person, sizeof identity->person);
  g_strlcpy (identity->workspace, workspace, sizeof identity->workspace);
  return g_steal_pointer (&identity);
}

SlipIdentity *
slip_identity_peek (const char *path, GError **error)
{
  g_autoptr (SlipSecretBuffer) buffer = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  buffer = slip_key_file_read (path, &identity_kind, error);
  return buffer != NULL ? read_head (buffer, path, error) : NULL;
}

SlipIdentity *
slip_identity_read (const char *path, const char *passphrase, GError **error)
{
  g_autoptr (SlipIdentity) identity = NULL;
  g_autoptr (SlipSecretBuffer) buffer = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  buffer = slip_key_file_read (path, &identity_kind, error);
  identity = buffer != NULL ? read_head (buffer, path, error) : NULL;
  if (identity == NULL)
    return NULL;
  identity->key = slip_key_file_open (buffer, path, &identity_kind, passphrase, error);
  if (identity->key == NULL)
    return NULL;
  return g_steal_pointer (&identity);
}

void
slip_identity_free (SlipIdentity *identity)
{
  if (identity == NULL)
    return;
  g_free (identity->name);
  g_clear_pointer (&identity->key, slip_signing_key_free);
  g_free (identity);
}
