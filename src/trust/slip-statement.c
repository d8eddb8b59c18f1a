/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The text of a statement. README.md in this folder shows one of each type. Each type has a row in a table,
 * which stands in slip-statement-sign-off.c, -roster.c or -notes.c: how its part is written, and how it is read; all else
 * is common, and here. */

#include "trust/slip-statement-private.h"

#include "core/slip-text.h"

#include <glib/gi18n-lib.h>
#include <sodium.h>
#include <string.h>

#define FAMILY "urn:slipway:statement:"
#define WHAT _ ("The statement")

static const SlipStatementKind *const kinds[] = {
  [SLIP_STATEMENT_SIGN_OFF] = &slip_statement_sign_off,
  [SLIP_STATEMENT_ADMISSION] = &slip_statement_admission,
  [SLIP_STATEMENT_ROLES] = &slip_statement_roles,
  [SLIP_STATEMENT_DEPUTY] = &slip_statement_deputy,
  [SLIP_STATEMENT_REVOCATION] = &slip_statement_revocation,
  [SLIP_STATEMENT_ENDORSEMENT] = &slip_statement_endorsement,
  [SLIP_STATEMENT_TRAIL_REVIEW] = &slip_statement_trail_review,
  [SLIP_STATEMENT_WITHDRAWAL] = &slip_statement_withdrawal,
  [SLIP_STATEMENT_WAIVER] = &slip_statement_waiver,
  [SLIP_STATEMENT_TAILORING] = &slip_statement_tailoring,
  [SLIP_STATEMENT_DECISION] = &slip_statement_decision,
};

/* == what the types share == */

gboolean
slip_statement_normalise_line (char **text, GError **error)
{
  char *normal = slip_trust_normalise_line (*text != NULL ? *text : "", error);

  if (normal == NULL)
    return FALSE;
  g_free (*text);
  *text = normal;
  return TRUE;
}

gboolean
slip_statement_normalise_text (char **text, GError **error)
{
  char *normal = slip_text_normalise (*text != NULL ? *text : "", error);

  if (normal == NULL)
    return FALSE;
  g_free (*text);
  *text = normal;
  return TRUE;
}

static int
compare_seen (gconstpointer a, gconstpointer b)
{
  return strcmp (((const SlipFrontier *) a)->replica, ((const SlipFrontier *) b)->replica);
}

void
slip_statement_write_seen (const SlipStatement *statement, GString *out)
{
  for (guint i = 0; i < statement->seen->len; i++)
    {
      const SlipFrontier *seen = &g_array_index (statement->seen, SlipFrontier, i);
      g_autofree char *clock = g_strdup_printf ("%" G_GUINT64_FORMAT, seen->clock);

      slip_signed_xml_leaf (out, 1, "seen", NULL, "replica", seen->replica, "clock", clock, NULL);
    }
}

void
slip_statement_read_seen (SlipStatement *statement, SlipSignedReader *reader)
{
  while (slip_signed_reader_has (reader, "seen") && slip_signed_reader_enter (reader, "seen"))
    {
      g_autofree char *replica =
          slip_signed_reader_attribute (reader, "replica", 1, SLIP_REPLICA_LENGTH);
      g_autofree char *clock = slip_signed_reader_attribute (reader, "clock", 1, 20);
      SlipFrontier seen = { 0 };

      if (reader->error == NULL &&
          (!slip_replica_is_valid (replica) ||
           !g_ascii_string_to_unsigned (clock, 10, 0, G_MAXUINT64, &seen.clock, NULL)))
        slip_signed_reader_fail (reader, SLIP_ERROR_INVALID,
                                 _ ("The statement doesn't say well what its signer had seen"));
      g_strlcpy (seen.replica, replica, sizeof seen.replica);
      if (statement->seen->len > 0 &&
          compare_seen (&g_array_index (statement->seen, SlipFrontier, statement->seen->len - 1),
                        &seen) >= 0)
        slip_signed_reader_fail (reader, SLIP_ERROR_INVALID,
                                 _ ("The statement's list of replicas isn't in order"));
      g_array_append_val (statement->seen, seen);
      if (statement->seen->len > SLIP_FRONTIER_MAX)
        slip_signed_reader_fail (reader, SLIP_ERROR_INVALID,
                                 _ ("The statement names more than %d replicas"),
                                 SLIP_FRONTIER_MAX);
      slip_signed_reader_leave (reader);
    }
}

void
slip_statement_read_role (SlipStatement *statement, SlipSignedReader *reader)
{
  statement->role = slip_signed_reader_leaf (reader, "role", 1, SLIP_ROLE_MAX_BYTES);
  if (reader->error == NULL && !slip_role_is_valid (statement->role))
    slip_signed_reader_fail (reader, SLIP_ERROR_INVALID, _ ("The statement's role “%s” is no role"),
                             statement->role);
}

char *
slip_statement_read_reason (SlipSignedReader *reader)
{
  return slip_signed_reader_leaf (reader, "reason", 1, SLIP_REASON_MAX_BYTES);
}

void
slip_statement_read_replica (SlipSignedReader *reader, const char *name,
                             char replica[SLIP_REPLICA_LENGTH + 1])
{
  g_autofree char *text =
      slip_signed_reader_attribute (reader, name, SLIP_REPLICA_LENGTH, SLIP_REPLICA_LENGTH);

  if (reader->error == NULL && !slip_replica_is_valid (text))
    slip_signed_reader_fail (reader, SLIP_ERROR_INVALID, _ ("%s has a “%s” that is no replica"),
                             reader->what, name);
  g_strlcpy (replica, text, SLIP_REPLICA_LENGTH + 1);
}

guint64
slip_statement_read_number (SlipSignedReader *reader, const char *name)
{
  g_autofree char *text = slip_signed_reader_attribute (reader, name, 1, 19);
  guint64 number = 0;

  /* What SQLite can hold. */
  if (reader->error == NULL && !g_ascii_string_to_unsigned (text, 10, 1, G_MAXINT64, &number, NULL))
    slip_signed_reader_fail (reader, SLIP_ERROR_INVALID, _ ("%s has a “%s” that is no number"),
                             reader->what, name);
  return number;
}

/* == all types == */

SlipStatement *
slip_statement_new (SlipStatementType type)
{
  SlipStatement *statement = g_atomic_rc_box_new0 (SlipStatement);

  statement->type = type;
  statement->seen = g_array_new (FALSE, TRUE, sizeof (SlipFrontier));
  kinds[type]->make (statement);
  return statement;
}

static void
statement_clear (gpointer data)
{
  SlipStatement *statement = data;

  g_strfreev (statement->after);
  g_free (statement->name);
  g_free (statement->time);
  g_free (statement->role);
  g_array_unref (statement->seen);
  kinds[statement->type]->clear (statement);
  g_clear_pointer (&statement->text, g_bytes_unref);
}

SlipStatement *
slip_statement_ref (SlipStatement *statement)
{
  return g_atomic_rc_box_acquire (statement);
}

void
slip_statement_unref (SlipStatement *statement)
{
  if (statement != NULL)
    g_atomic_rc_box_release_full (statement, statement_clear);
}

void
slip_statement_set_until (SlipStatement *statement, gint64 ms, int utc_offset_minutes)
{
  char **until;

  g_return_if_fail (statement != NULL);
  g_return_if_fail (statement->deputy != NULL || statement->ruling != NULL);

  until = statement->deputy != NULL ? &statement->deputy->until : &statement->ruling->until;
  g_free (*until);
  *until = slip_datetime_format (ms, utc_offset_minutes);
  *(statement->deputy != NULL ? &statement->deputy->until_ms : &statement->ruling->until_ms) = ms;
}

void
slip_statement_add_seen (SlipStatement *statement, const char *replica, guint64 clock)
{
  SlipFrontier seen = { .clock = clock };

  g_return_if_fail (statement != NULL && replica != NULL);

  g_strlcpy (seen.replica, replica, sizeof seen.replica);
  g_array_append_val (statement->seen, seen);
}

void
slip_statement_set_time (SlipStatement *statement, gint64 ms, int utc_offset_minutes)
{
  g_return_if_fail (statement != NULL);

  g_free (statement->time);
  statement->time = slip_datetime_format (ms, utc_offset_minutes);
  statement->time_ms = ms;
}

static GBytes *
write_text (const SlipStatement *statement)
{
  const SlipStatementKind *kind = kinds[statement->type];
  g_autofree char *key = slip_key_to_hex (statement->key);
  g_autofree char *name = slip_trust_normalise_line (statement->name, NULL);
  GString *out = g_string_sized_new (2048);

  slip_signed_xml_start (out, 0, "statement", "xmlns", SLIP_STATEMENT_NAMESPACE, "type", kind->name,
                         "workspace", statement->workspace, NULL);
  for (char **after = statement->after; after != NULL && *after != NULL; after++)
    slip_signed_xml_leaf (out, 1, "after", NULL, "statement", *after, NULL);
  kind->write (statement, out);
  slip_signed_xml_leaf (out, 1, "by", name != NULL ? name : "", "person", statement->person, "key",
                        key, NULL);
  slip_signed_xml_leaf (out, 1, "time", statement->time, NULL);
  slip_signed_xml_stop (out, 0, "statement");
  return g_string_free_to_bytes (out);
}

gboolean
slip_statement_write (SlipStatement *statement, GError **error)
{
  g_autoptr (SlipStatement) again = NULL;
  g_autoptr (GBytes) text = NULL;
  char *name;
  GStrv after;

  g_return_val_if_fail (statement != NULL && statement->name != NULL && statement->time != NULL,
                        FALSE);

  name = slip_trust_normalise_line (statement->name, error);
  if (name == NULL || !kinds[statement->type]->normalise (statement, error))
    {
      g_free (name);
      return FALSE;
    }
  g_free (statement->name);
  statement->name = name;
  after = slip_trust_sort_unique ((const char *const *) statement->after);
  g_strfreev (statement->after);
  statement->after = after;
  g_array_sort (statement->seen, compare_seen);

  text = write_text (statement);
  again = slip_statement_parse (text, error);
  if (again == NULL)
    return FALSE;
  g_clear_pointer (&statement->text, g_bytes_unref);
  statement->text = g_steal_pointer (&text);
  statement->hash = again->hash;
  statement->time_ms = again->time_ms;
  return TRUE;
}

static GStrv
read_after (SlipSignedReader *reader)
{
  GStrvBuilder *builder = g_strv_builder_new ();
  char last[SLIP_HASH_HEX + 1] = "";
  guint n = 0;
  GStrv result;

  while (slip_signed_reader_has (reader, "after") && slip_signed_reader_enter (reader, "after"))
    {
      char hash[SLIP_HASH_HEX + 1] = "";

      slip_trust_read_digest (reader, "statement", FALSE, hash);
      if (strcmp (last, hash) >= 0 || ++n > SLIP_AFTER_MAX)
        slip_signed_reader_fail (reader, SLIP_ERROR_INVALID,
                                 _ ("What the statement follows isn't in order, or is over %d"),
                                 SLIP_AFTER_MAX);
      g_strv_builder_add (builder, hash);
      g_strlcpy (last, hash, sizeof last);
      slip_signed_reader_leave (reader);
    }
  result = g_strv_builder_end (builder);
  g_strv_builder_unref (builder);
  return result;
}

/* Allocates the statement of the type that the text names. */
static SlipStatement *
read_type (SlipSignedReader *reader)
{
  g_autofree char *name = slip_signed_reader_attribute (reader, "type", 1, SLIP_ROLE_MAX_BYTES);

  for (guint i = 0; reader->error == NULL && i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (name, kinds[i]->name))
      return slip_statement_new (i);
  slip_signed_reader_fail (
      reader, slip_role_is_valid (name) ? SLIP_ERROR_TOO_NEW : SLIP_ERROR_INVALID,
      _ ("The statement's type “%s” is unknown to this Slipway; upgrade it"), name);
  return NULL;
}

SlipStatement *
slip_statement_parse (GBytes *text, GError **error)
{
  g_autoptr (SlipStatement) statement = NULL;
  g_autoptr (GBytes) again = NULL;
  g_autofree char *workspace = NULL;
  SlipSignedReader reader;
  SlipHash hash;

  g_return_val_if_fail (text != NULL, NULL);

  if (!slip_signed_reader_open (&reader, text, WHAT, "statement", FAMILY, SLIP_TRUST_TEXT_MAX,
                                error))
    return NULL;
  statement = read_type (&reader);
  if (statement == NULL)
    {
      slip_signed_reader_close (&reader, error);
      return NULL;
    }
  workspace =
      slip_signed_reader_attribute (&reader, "workspace", SLIP_HASH_BASE32, SLIP_HASH_BASE32);
  if (reader.error == NULL && !slip_base32_decode (workspace, hash.bytes, sizeof hash.bytes))
    slip_signed_reader_fail (&reader, SLIP_ERROR_INVALID, _ ("The statement names no workspace"));
  g_strlcpy (statement->workspace, workspace, sizeof statement->workspace);
  statement->after = read_after (&reader);
  kinds[statement->type]->read (statement, &reader);
  slip_signed_reader_enter (&reader, "by");
  slip_trust_read_id (&reader, "person", statement->person);
  slip_trust_read_key (&reader, "key", statement->key);
  statement->name = slip_signed_reader_text (&reader, 1, SLIP_NAME_MAX_BYTES);
  slip_signed_reader_leave (&reader);
  statement->time = slip_trust_read_time (&reader, &statement->time_ms);
  if (!slip_signed_reader_close (&reader, error))
    return NULL;

  if (!kinds[statement->type]->normalise (statement, error))
    return NULL;
  again = write_text (statement);
  if (!slip_trust_check_canonical (text, again, WHAT, error))
    return NULL;
  statement->text = g_bytes_ref (text);
  slip_hash_bytes (&statement->hash, text);
  return g_steal_pointer (&statement);
}

/* == signatures == */

GBytes *
slip_statement_sign (GBytes *text, const SlipSigningKey *key)
{
  guint8 signature[SLIP_SIGNATURE_BYTES];
  gsize size = 0;
  const guint8 *data;

  g_return_val_if_fail (text != NULL && key != NULL, NULL);

  slip_sodium_init ();
  data = g_bytes_get_data (text, &size);
  crypto_sign_detached (signature, NULL, data, size, key->secret);
  return g_bytes_new (signature, sizeof signature);
}

gboolean
slip_statement_verify (GBytes *text, GBytes *signature, const guint8 *public_key, GError **error)
{
  gsize size = 0;
  gsize signature_size = 0;
  const guint8 *data;
  const guint8 *bytes;

  g_return_val_if_fail (text != NULL && signature != NULL && public_key != NULL, FALSE);

  slip_sodium_init ();
  data = g_bytes_get_data (text, &size);
  bytes = g_bytes_get_data (signature, &signature_size);
  if (signature_size == SLIP_SIGNATURE_BYTES &&
      crypto_sign_verify_detached (bytes, data, size, public_key) == 0)
    return TRUE;
  g_set_error (error, SLIP_ERROR, SLIP_ERROR_BAD_SIGNATURE,
               _ ("The signature doesn't fit the statement's bytes"));
  return FALSE;
}

GVariant *
slip_statement_op_content (GBytes *text, GBytes *signature)
{
  g_return_val_if_fail (text != NULL && signature != NULL, NULL);

  return g_variant_new ("(@ay@ay)",
                        g_variant_new_from_bytes (G_VARIANT_TYPE_BYTESTRING, text, TRUE),
                        g_variant_new_from_bytes (G_VARIANT_TYPE_BYTESTRING, signature, TRUE));
}

char *
slip_statement_instructions (const SlipStatement *statement, const char *basename)
{
  g_autofree char *pem = NULL;
  g_autofree char *hash = NULL;
  g_autofree char *fingerprint = NULL;

  g_return_val_if_fail (statement != NULL && statement->text != NULL && basename != NULL, NULL);

  pem = slip_key_to_pem (statement->key);
  hash = slip_hash_to_hex (&statement->hash);
  fingerprint = slip_key_fingerprint (statement->key);
  return g_strdup_printf (
      "%1$s.xml is what %2$s signed at %3$s, byte for byte.\n"
      "%1$s.sig is the signature (Ed25519, 64 bytes). %1$s.pem is the public key, with the "
      "fingerprint\n"
      "%4$s; compare that with what %2$s says it is. With OpenSSL 3:\n"
      "\n"
      "  openssl pkeyutl -verify -pubin -inkey %1$s.pem -rawin -in %1$s.xml -sigfile %1$s.sig\n"
      "  b2sum -l 256 %1$s.xml\n"
      "\n"
      "The first says “Signature Verified Successfully”. The second prints the statement's "
      "number:\n"
      "\n"
      "  %5$s\n"
      "\n"
      "The digests in the statement are `b2sum -l 256` of the files that it names.\n"
      "\n"
      "%6$s",
      basename, statement->name, statement->time, fingerprint, hash, pem);
}

/* == names == */

const char *
slip_statement_type_to_string (SlipStatementType type)
{
  g_return_val_if_fail (type < G_N_ELEMENTS (kinds), NULL);

  return kinds[type]->name;
}

gboolean
slip_statement_type_is_roster (SlipStatementType type)
{
  g_return_val_if_fail (type < G_N_ELEMENTS (kinds), FALSE);

  return kinds[type]->roster;
}

const char *
slip_statement_record (const SlipStatement *statement)
{
  g_return_val_if_fail (statement != NULL, NULL);

  if (statement->sign_off != NULL)
    return statement->sign_off->record;
  if (statement->ruling != NULL)
    return statement->ruling->record;
  return statement->withdrawal != NULL ? statement->withdrawal->record : NULL;
}
