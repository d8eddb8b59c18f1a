/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The genesis as text:
 *
 *   <genesis xmlns="urn:slipway:genesis:1" id="…">
 *     <name>…</name>
 *     <time>…</time>
 *     <founder person="…" device="…" signing="…" exchange="…">
 *       <name>…</name>
 *       <role>administrator</role> …            sorted
 *     </founder>
 *   </genesis>
 */

#include "trust/slip-genesis.h"
#include "trust/slip-signed-xml.h"
#include "trust/slip-trust-private.h"

#include "core/slip-clock.h"
#include "core/slip-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define FAMILY "urn:slipway:genesis:"

gboolean
slip_role_is_valid (const char *role)
{
  gsize length = role != NULL ? strlen (role) : 0;

  if (length == 0 || length > SLIP_ROLE_MAX_BYTES || !g_ascii_islower (role[0]))
    return FALSE;
  for (const char *p = role; *p != '\0'; p++)
    if (!g_ascii_islower (*p) && !g_ascii_isdigit (*p) && *p != '-')
      return FALSE;
  return TRUE;
}

/* Writes names in NFC and roles sorted whatever they are in @genesis, so that a text that has them otherwise
 * isn't written like this. */
static GBytes *
write_text (const SlipGenesis *genesis)
{
  g_autofree char *name = slip_trust_normalise_line (genesis->name, NULL);
  g_autofree char *person_name = slip_trust_normalise_line (genesis->person_name, NULL);
  g_auto (GStrv) roles = slip_trust_sort_unique ((const char *const *) genesis->roles);
  g_autofree char *device = slip_key_to_hex (genesis->device);
  g_autofree char *signing = slip_key_to_hex (genesis->signing);
  g_autofree char *exchange = slip_key_to_hex (genesis->exchange);
  GString *out = g_string_new (NULL);

  slip_signed_xml_start (out, 0, "genesis", "xmlns", FAMILY "1", "id", genesis->id, NULL);
  slip_signed_xml_leaf (out, 1, "name", name, NULL);
  slip_signed_xml_leaf (out, 1, "time", genesis->time, NULL);
  slip_signed_xml_start (out, 1, "founder", "person", genesis->person, "device", device, "signing",
                         signing, "exchange", exchange, NULL);
  slip_signed_xml_leaf (out, 2, "name", person_name, NULL);
  for (char **role = roles; *role != NULL; role++)
    slip_signed_xml_leaf (out, 2, "role", *role, NULL);
  slip_signed_xml_stop (out, 1, "founder");
  slip_signed_xml_stop (out, 0, "genesis");
  return g_string_free_to_bytes (out);
}

SlipGenesis *
slip_genesis_new (const char *name, const char *person, const char *person_name,
                  const char *const *roles, const guint8 *device, const guint8 *signing,
                  const guint8 *exchange, GError **error)
{
  g_autoptr (SlipGenesis) genesis = g_new0 (SlipGenesis, 1);
  g_autoptr (GPtrArray) all_roles = g_ptr_array_new ();
  g_autoptr (GBytes) text = NULL;
  g_autofree char *id = slip_id_new ();
  g_autofree char *founder = person != NULL ? g_strdup (person) : slip_id_new ();
  gint64 now = slip_now_ms ();

  g_return_val_if_fail (name != NULL && person_name != NULL, NULL);
  g_return_val_if_fail (device != NULL && signing != NULL && exchange != NULL, NULL);

  genesis->name = slip_trust_normalise_line (name, error);
  if (genesis->name == NULL)
    return NULL;
  genesis->person_name = slip_trust_normalise_line (person_name, error);
  if (genesis->person_name == NULL)
    return NULL;
  for (const char *const *role = roles; role != NULL && *role != NULL; role++)
    g_ptr_array_add (all_roles, (char *) *role);
  g_ptr_array_add (all_roles, (char *) SLIP_ROLE_ADMINISTRATOR);
  g_ptr_array_add (all_roles, NULL);
  genesis->roles = slip_trust_sort_unique ((const char *const *) all_roles->pdata);
  genesis->time = slip_datetime_format (now, slip_utc_offset_minutes (now));
  g_strlcpy (genesis->id, id, sizeof genesis->id);
  g_strlcpy (genesis->person, founder, sizeof genesis->person);
  memcpy (genesis->device, device, SLIP_KEY_BYTES);
  memcpy (genesis->signing, signing, SLIP_KEY_BYTES);
  memcpy (genesis->exchange, exchange, SLIP_KEY_BYTES);

  /* Reading it back checks every limit at one place. */
  text = write_text (genesis);
  return slip_genesis_parse (text, error);
}

static void
read_founder (SlipSignedReader *reader, SlipGenesis *genesis)
{
  slip_signed_reader_enter (reader, "founder");
  slip_trust_read_id (reader, "person", genesis->person);
  slip_trust_read_key (reader, "device", genesis->device);
  slip_trust_read_key (reader, "signing", genesis->signing);
  slip_trust_read_key (reader, "exchange", genesis->exchange);
  genesis->person_name = slip_signed_reader_leaf (reader, "name", 1, SLIP_NAME_MAX_BYTES);
  genesis->roles = slip_trust_read_roles (reader, "role");
  slip_signed_reader_leave (reader);
  if (!g_strv_contains ((const char *const *) genesis->roles, SLIP_ROLE_ADMINISTRATOR))
    slip_signed_reader_fail (reader, SLIP_ERROR_INVALID, _ ("The genesis has no administrator"));
}

SlipGenesis *
slip_genesis_parse (GBytes *bytes, GError **error)
{
  g_autoptr (SlipGenesis) genesis = NULL;
  g_autoptr (GBytes) again = NULL;
  g_autofree char *workspace = NULL;
  SlipSignedReader reader;

  g_return_val_if_fail (bytes != NULL, NULL);

  if (!slip_signed_reader_open (&reader, bytes, _ ("The genesis"), "genesis", FAMILY,
                                SLIP_TRUST_TEXT_MAX, error))
    return NULL;
  genesis = g_new0 (SlipGenesis, 1);
  slip_trust_read_id (&reader, "id", genesis->id);
  genesis->name = slip_signed_reader_leaf (&reader, "name", 1, SLIP_NAME_MAX_BYTES);
  genesis->time = slip_trust_read_time (&reader, &genesis->time_ms);
  read_founder (&reader, genesis);
  if (!slip_signed_reader_close (&reader, error))
    return NULL;

  again = write_text (genesis);
  if (!slip_trust_check_canonical (bytes, again, _ ("The genesis"), error))
    return NULL;
  genesis->bytes = g_bytes_ref (bytes);
  slip_hash_bytes (&genesis->hash, bytes);
  workspace = slip_hash_to_base32 (&genesis->hash);
  g_strlcpy (genesis->workspace, workspace, sizeof genesis->workspace);
  return g_steal_pointer (&genesis);
}

SlipGenesis *
slip_genesis_parse_text (const char *text, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;

  if (text == NULL)
    text = "";
  bytes = g_bytes_new (text, strlen (text));
  return slip_genesis_parse (bytes, error);
}

void
slip_genesis_free (SlipGenesis *genesis)
{
  if (genesis == NULL)
    return;
  g_free (genesis->name);
  g_free (genesis->time);
  g_free (genesis->person_name);
  g_strfreev (genesis->roles);
  g_clear_pointer (&genesis->bytes, g_bytes_unref);
  g_free (genesis);
}
