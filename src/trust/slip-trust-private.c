/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Fields that genesis, invitation and statements have in common, read with their limits. */

#include "trust/slip-trust-private.h"

#include <glib/gi18n-lib.h>

#include "core/slip-text.h"

char *
slip_trust_normalise_line (const char *text, GError **error)
{
  g_autofree char *line = slip_text_normalise (text, error);

  if (line == NULL)
    return NULL;
  g_strdelimit (line, "\n\t", ' ');
  return g_strdup (g_strstrip (line));
}

GStrv
slip_trust_sort_unique (const char *const *texts)
{
  g_autoptr (GPtrArray) sorted = g_ptr_array_new ();
  GStrvBuilder *builder = g_strv_builder_new ();
  const char *last = NULL;
  GStrv result;

  for (const char *const *text = texts; text != NULL && *text != NULL; text++)
    g_ptr_array_add (sorted, (char *) *text);
  g_ptr_array_sort (sorted, slip_text_compare);
  for (guint i = 0; i < sorted->len; i++)
    {
      const char *text = g_ptr_array_index (sorted, i);

      if (g_strcmp0 (last, text) != 0)
        g_strv_builder_add (builder, text);
      last = text;
    }
  result = g_strv_builder_end (builder);
  g_strv_builder_unref (builder);
  return result;
}

void
slip_trust_read_id (SlipSignedReader *reader, const char *name, char id[SLIP_ID_LENGTH + 1])
{
  g_autofree char *text =
      slip_signed_reader_attribute (reader, name, SLIP_ID_LENGTH, SLIP_ID_LENGTH);

  if (reader->error == NULL && !slip_id_is_valid (text))
    slip_signed_reader_fail (reader, SLIP_ERROR_INVALID, _ ("%s has a “%s” that is no id"),
                             reader->what, name);
  g_strlcpy (id, text, SLIP_ID_LENGTH + 1);
}

void
slip_trust_read_key (SlipSignedReader *reader, const char *name, guint8 *key)
{
  g_autofree char *text =
      slip_signed_reader_attribute (reader, name, 2 * SLIP_KEY_BYTES, 2 * SLIP_KEY_BYTES);

  if (reader->error == NULL && !slip_key_from_hex (text, key))
    slip_signed_reader_fail (reader, SLIP_ERROR_INVALID, _ ("%s has a “%s” that is no key"),
                             reader->what, name);
}

void
slip_trust_read_digest (SlipSignedReader *reader, const char *name, gboolean optional,
                        char digest[SLIP_HASH_HEX + 1])
{
  g_autofree char *text =
      slip_signed_reader_attribute (reader, name, optional ? 0 : SLIP_HASH_HEX, SLIP_HASH_HEX);
  SlipHash hash;

  if (reader->error == NULL && !(optional && *text == '\0') && !slip_hash_from_hex (&hash, text))
    slip_signed_reader_fail (reader, SLIP_ERROR_INVALID, _ ("%s has a “%s” that is no digest"),
                             reader->what, name);
  g_strlcpy (digest, text, SLIP_HASH_HEX + 1);
}

char *
slip_trust_read_time (SlipSignedReader *reader, gint64 *ms)
{
  char *text = slip_signed_reader_leaf (reader, "time", 1, 40);

  if (reader->error == NULL && (!slip_datetime_is_valid (text) || !slip_datetime_to_ms (text, ms)))
    slip_signed_reader_fail (reader, SLIP_ERROR_INVALID, _ ("%s has no valid time"), reader->what);
  return text;
}

GStrv
slip_trust_read_roles (SlipSignedReader *reader, const char *element)
{
  GStrvBuilder *builder = g_strv_builder_new ();
  GStrv roles;
  guint n = 0;

  while (slip_signed_reader_has (reader, element))
    {
      g_autofree char *role = slip_signed_reader_leaf (reader, element, 1, SLIP_ROLE_MAX_BYTES);

      if (++n > SLIP_ROLES_MAX)
        slip_signed_reader_fail (reader, SLIP_ERROR_INVALID, _ ("%s has more than %d roles"),
                                 reader->what, SLIP_ROLES_MAX);
      if (reader->error == NULL && !slip_role_is_valid (role))
        slip_signed_reader_fail (reader, SLIP_ERROR_INVALID,
                                 _ ("“%s” is no role: a role is written with a-z, 0-9 and '-'"),
                                 role);
      g_strv_builder_add (builder, role);
    }
  roles = g_strv_builder_end (builder);
  g_strv_builder_unref (builder);
  return roles;
}

gboolean
slip_trust_check_canonical (GBytes *bytes, GBytes *again, const char *what, GError **error)
{
  if (g_bytes_equal (bytes, again))
    return TRUE;
  g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID, _ ("%s isn't written as Slipway writes it"),
               what);
  return FALSE;
}
