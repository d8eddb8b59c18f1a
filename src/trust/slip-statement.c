/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The text of a statement. README.md in this folder shows one of each type. Each type has a row in a table:
 * how its part is written, and how it is read; all else is common. */

#include "trust/slip-statement.h"
#include "trust/slip-trust-private.h"

#include "core/slip-text.h"

#include <sodium.h>
#include <string.h>

#define FAMILY "urn:slipway:statement:"
#define WHAT "statement"

static const char *const verdicts[] = {
  [SLIP_VERDICT_APPROVE] = "approve",
  [SLIP_VERDICT_CONCERNS] = "concerns",
  [SLIP_VERDICT_REJECT] = "reject",
};

static void
section_free (gpointer data)
{
  SlipSection *section = data;

  g_free (section->name);
  g_free (section);
}

static char *
normalise_or_empty (const char *text, GError **error)
{
  return slip_trust_normalise_line (text != NULL ? text : "", error);
}

/* == sign-off == */

static void
sign_off_free (SlipSignOff *sign_off)
{
  if (sign_off == NULL)
    return;
  g_free (sign_off->form);
  g_ptr_array_unref (sign_off->sections);
  g_array_unref (sign_off->frontier);
  g_free (sign_off->slot);
  g_free (sign_off->role);
  g_free (sign_off->meaning);
  g_free (sign_off->comment);
  g_free (sign_off);
}

static SlipSignOff *
sign_off_new (void)
{
  SlipSignOff *sign_off = g_new0 (SlipSignOff, 1);

  sign_off->sections = g_ptr_array_new_with_free_func (section_free);
  sign_off->frontier = g_array_new (FALSE, TRUE, sizeof (SlipFrontier));
  return sign_off;
}

static int
compare_frontier (gconstpointer a, gconstpointer b)
{
  return strcmp (((const SlipFrontier *) a)->replica, ((const SlipFrontier *) b)->replica);
}

static const char *
null_if_empty (const char *text)
{
  return text == NULL || *text == '\0' ? NULL : text;
}

static void
write_sign_off (const SlipStatement *statement, GString *out)
{
  const SlipSignOff *sign_off = statement->sign_off;

  slip_signed_xml_leaf (out, 1, "record", NULL, "id", sign_off->record, "form", sign_off->form,
                        "definition", sign_off->definition, NULL);
  for (guint i = 0; i < sign_off->sections->len; i++)
    {
      const SlipSection *section = g_ptr_array_index (sign_off->sections, i);

      slip_signed_xml_leaf (out, 1, "section", NULL, "name", section->name, "digest",
                            section->digest, NULL);
    }
  slip_signed_xml_leaf (out, 1, "content", NULL, "blob", sign_off->content, NULL);
  if (*sign_off->snapshot != '\0')
    slip_signed_xml_leaf (out, 1, "snapshot", NULL, "blob", sign_off->snapshot, NULL);
  for (guint i = 0; i < sign_off->frontier->len; i++)
    {
      const SlipFrontier *seen = &g_array_index (sign_off->frontier, SlipFrontier, i);
      g_autofree char *clock = g_strdup_printf ("%" G_GUINT64_FORMAT, seen->clock);

      slip_signed_xml_leaf (out, 1, "seen", NULL, "replica", seen->replica, "clock", clock, NULL);
    }
  slip_signed_xml_leaf (out, 1, "slot", sign_off->slot, NULL);
  slip_signed_xml_leaf (out, 1, "role", sign_off->role, NULL);
  slip_signed_xml_leaf (out, 1, "verdict", slip_verdict_to_string (sign_off->verdict), NULL);
  slip_signed_xml_leaf (out, 1, "meaning", sign_off->meaning, NULL);
  if (null_if_empty (sign_off->comment) != NULL)
    slip_signed_xml_leaf (out, 1, "comment", sign_off->comment, NULL);
}

/* Names out of a form definition: letters, digits, and - _ . / between them. */
static void
check_form_name (SlipSignedReader *reader, const char *name)
{
  if (reader->error != NULL)
    return;
  for (const char *p = name; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && (p == name || strchr ("-_./", *p) == NULL))
      {
        slip_signed_reader_fail (reader, SLIP_ERROR_INVALID,
                                 "“%s” of the statement is no name of a form, section or slot",
                                 name);
        return;
      }
}

static void
read_sections (SlipSignedReader *reader, SlipSignOff *sign_off)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);

  while (slip_signed_reader_has (reader, "section") && slip_signed_reader_enter (reader, "section"))
    {
      SlipSection *section = g_new0 (SlipSection, 1);

      g_ptr_array_add (sign_off->sections, section);
      section->name = slip_signed_reader_attribute (reader, "name", 1, SLIP_ROLE_MAX_BYTES);
      slip_trust_read_digest (reader, "digest", FALSE, section->digest);
      check_form_name (reader, section->name);
      if (!g_hash_table_add (names, section->name))
        slip_signed_reader_fail (reader, SLIP_ERROR_INVALID,
                                 "The statement covers the section “%s” twice", section->name);
      if (sign_off->sections->len > SLIP_SECTIONS_MAX)
        slip_signed_reader_fail (reader, SLIP_ERROR_INVALID,
                                 "The statement covers more than %d sections", SLIP_SECTIONS_MAX);
      slip_signed_reader_leave (reader);
    }
  if (sign_off->sections->len == 0)
    slip_signed_reader_fail (reader, SLIP_ERROR_INVALID, "The statement covers no section");
}

static void
read_frontier (SlipSignedReader *reader, SlipSignOff *sign_off)
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
                                 "The statement doesn't say well what its signer had seen");
      g_strlcpy (seen.replica, replica, sizeof seen.replica);
      if (sign_off->frontier->len > 0 &&
          compare_frontier (
              &g_array_index (sign_off->frontier, SlipFrontier, sign_off->frontier->len - 1),
              &seen) >= 0)
        slip_signed_reader_fail (reader, SLIP_ERROR_INVALID,
                                 "The statement's list of replicas isn't in order");
      g_array_append_val (sign_off->frontier, seen);
      if (sign_off->frontier->len > SLIP_FRONTIER_MAX)
        slip_signed_reader_fail (reader, SLIP_ERROR_INVALID,
                                 "The statement names more than %d replicas", SLIP_FRONTIER_MAX);
      slip_signed_reader_leave (reader);
    }
}

static void
read_sign_off (SlipStatement *statement, SlipSignedReader *reader)
{
  SlipSignOff *sign_off = statement->sign_off;
  g_autofree char *verdict = NULL;

  slip_signed_reader_enter (reader, "record");
  slip_trust_read_id (reader, "id", sign_off->record);
  sign_off->form = slip_signed_reader_attribute (reader, "form", 1, SLIP_ROLE_MAX_BYTES);
  check_form_name (reader, sign_off->form);
  slip_trust_read_digest (reader, "definition", FALSE, sign_off->definition);
  slip_signed_reader_leave (reader);
  read_sections (reader, sign_off);
  slip_signed_reader_enter (reader, "content");
  slip_trust_read_digest (reader, "blob", FALSE, sign_off->content);
  slip_signed_reader_leave (reader);
  if (slip_signed_reader_has (reader, "snapshot") && slip_signed_reader_enter (reader, "snapshot"))
    {
      slip_trust_read_digest (reader, "blob", FALSE, sign_off->snapshot);
      slip_signed_reader_leave (reader);
    }
  read_frontier (reader, sign_off);
  sign_off->slot = slip_signed_reader_leaf (reader, "slot", 1, SLIP_ROLE_MAX_BYTES);
  check_form_name (reader, sign_off->slot);
  sign_off->role = slip_signed_reader_leaf (reader, "role", 1, SLIP_ROLE_MAX_BYTES);
  verdict = slip_signed_reader_leaf (reader, "verdict", 1, 16);
  if (reader->error == NULL && !slip_verdict_from_string (verdict, &sign_off->verdict))
    slip_signed_reader_fail (reader, SLIP_ERROR_INVALID, "The statement's verdict “%s” is unknown",
                             verdict);
  if (reader->error == NULL && !slip_role_is_valid (sign_off->role))
    slip_signed_reader_fail (reader, SLIP_ERROR_INVALID, "The statement's role “%s” is no role",
                             sign_off->role);
  sign_off->meaning = slip_signed_reader_leaf (reader, "meaning", 1, SLIP_MEANING_MAX_BYTES);
  if (slip_signed_reader_has (reader, "comment"))
    sign_off->comment = slip_signed_reader_leaf (reader, "comment", 1, SLIP_COMMENT_MAX_BYTES);
  else
    sign_off->comment = g_strdup ("");
}

static gboolean
normalise_sign_off (SlipStatement *statement, GError **error)
{
  SlipSignOff *sign_off = statement->sign_off;
  g_autofree char *meaning = normalise_or_empty (sign_off->meaning, error);
  g_autofree char *comment = NULL;

  if (meaning == NULL)
    return FALSE;
  comment = slip_text_normalise (sign_off->comment != NULL ? sign_off->comment : "", error);
  if (comment == NULL)
    return FALSE;
  g_free (sign_off->meaning);
  sign_off->meaning = g_steal_pointer (&meaning);
  g_free (sign_off->comment);
  sign_off->comment = g_steal_pointer (&comment);
  g_array_sort (sign_off->frontier, compare_frontier);
  return TRUE;
}

/* == admission == */

static void
admission_free (SlipAdmission *admission)
{
  if (admission == NULL)
    return;
  g_free (admission->name);
  g_strfreev (admission->roles);
  g_free (admission);
}

static void
write_admission (const SlipStatement *statement, GString *out)
{
  const SlipAdmission *admission = statement->admission;
  g_autofree char *device = slip_key_to_hex (admission->device);
  g_autofree char *signing = slip_key_to_hex (admission->signing);
  g_autofree char *exchange = slip_key_to_hex (admission->exchange);

  slip_signed_xml_start (out, 1, "member", "person", admission->person, "device", device, "signing",
                         signing, "exchange", exchange, NULL);
  slip_signed_xml_leaf (out, 2, "name", admission->name, NULL);
  for (char **role = admission->roles; *role != NULL; role++)
    slip_signed_xml_leaf (out, 2, "role", *role, NULL);
  slip_signed_xml_stop (out, 1, "member");
  slip_signed_xml_leaf (out, 1, "join", NULL, "frame", admission->join, "token", admission->token,
                        NULL);
}

static void
read_admission (SlipStatement *statement, SlipSignedReader *reader)
{
  SlipAdmission *admission = statement->admission;

  slip_signed_reader_enter (reader, "member");
  slip_trust_read_id (reader, "person", admission->person);
  slip_trust_read_key (reader, "device", admission->device);
  slip_trust_read_key (reader, "signing", admission->signing);
  slip_trust_read_key (reader, "exchange", admission->exchange);
  admission->name = slip_signed_reader_leaf (reader, "name", 1, SLIP_NAME_MAX_BYTES);
  admission->roles = slip_trust_read_roles (reader);
  slip_signed_reader_leave (reader);
  slip_signed_reader_enter (reader, "join");
  slip_trust_read_digest (reader, "frame", FALSE, admission->join);
  slip_trust_read_digest (reader, "token", FALSE, admission->token);
  slip_signed_reader_leave (reader);
}

static gboolean
normalise_admission (SlipStatement *statement, GError **error)
{
  SlipAdmission *admission = statement->admission;
  char *name = normalise_or_empty (admission->name, error);
  GStrv roles;

  if (name == NULL)
    return FALSE;
  roles = slip_trust_sort_unique ((const char *const *) admission->roles);
  g_free (admission->name);
  admission->name = name;
  g_strfreev (admission->roles);
  admission->roles = roles;
  return TRUE;
}

/* == all types == */

typedef struct
{
  const char *name;
  gboolean (*normalise) (SlipStatement *statement, GError **error);
  void (*write) (const SlipStatement *statement, GString *out);
  void (*read) (SlipStatement *statement, SlipSignedReader *reader);
} Type;

static const Type types[] = {
  [SLIP_STATEMENT_SIGN_OFF] = { "sign-off", normalise_sign_off, write_sign_off, read_sign_off },
  [SLIP_STATEMENT_ADMISSION] = { "admission", normalise_admission, write_admission,
                                 read_admission },
};

SlipStatement *
slip_statement_new (SlipStatementType type)
{
  SlipStatement *statement = g_new0 (SlipStatement, 1);

  statement->type = type;
  if (type == SLIP_STATEMENT_SIGN_OFF)
    statement->sign_off = sign_off_new ();
  else
    statement->admission = g_new0 (SlipAdmission, 1);
  return statement;
}

void
slip_statement_free (SlipStatement *statement)
{
  if (statement == NULL)
    return;
  g_strfreev (statement->after);
  g_free (statement->name);
  g_free (statement->time);
  sign_off_free (statement->sign_off);
  admission_free (statement->admission);
  g_clear_pointer (&statement->text, g_bytes_unref);
  g_free (statement);
}

void
slip_statement_add_section (SlipStatement *statement, const char *name, const char *digest)
{
  SlipSection *section;

  g_return_if_fail (statement != NULL && statement->sign_off != NULL);
  g_return_if_fail (name != NULL && digest != NULL);

  section = g_new0 (SlipSection, 1);
  section->name = g_strdup (name);
  g_strlcpy (section->digest, digest, sizeof section->digest);
  g_ptr_array_add (statement->sign_off->sections, section);
}

void
slip_statement_add_frontier (SlipStatement *statement, const char *replica, guint64 clock)
{
  SlipFrontier seen = { .clock = clock };

  g_return_if_fail (statement != NULL && statement->sign_off != NULL && replica != NULL);

  g_strlcpy (seen.replica, replica, sizeof seen.replica);
  g_array_append_val (statement->sign_off->frontier, seen);
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
  const Type *type = &types[statement->type];
  g_autofree char *key = slip_key_to_hex (statement->key);
  g_autofree char *name = slip_trust_normalise_line (statement->name, NULL);
  GString *out = g_string_sized_new (2048);

  slip_signed_xml_start (out, 0, "statement", "xmlns", SLIP_STATEMENT_NAMESPACE, "type", type->name,
                         "workspace", statement->workspace, NULL);
  for (char **after = statement->after; after != NULL && *after != NULL; after++)
    slip_signed_xml_leaf (out, 1, "after", NULL, "statement", *after, NULL);
  type->write (statement, out);
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
  if (name == NULL || !types[statement->type].normalise (statement, error))
    {
      g_free (name);
      return FALSE;
    }
  g_free (statement->name);
  statement->name = name;
  after = slip_trust_sort_unique ((const char *const *) statement->after);
  g_strfreev (statement->after);
  statement->after = after;

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
                                 "What the statement follows isn't in order, or is over %d",
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

  for (guint i = 0; reader->error == NULL && i < G_N_ELEMENTS (types); i++)
    if (g_str_equal (name, types[i].name))
      return slip_statement_new (i);
  slip_signed_reader_fail (
      reader, slip_role_is_valid (name) ? SLIP_ERROR_TOO_NEW : SLIP_ERROR_INVALID,
      "The statement's type “%s” is unknown to this Slipway; upgrade it", name);
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
    slip_signed_reader_fail (&reader, SLIP_ERROR_INVALID, "The statement names no workspace");
  g_strlcpy (statement->workspace, workspace, sizeof statement->workspace);
  statement->after = read_after (&reader);
  types[statement->type].read (statement, &reader);
  slip_signed_reader_enter (&reader, "by");
  slip_trust_read_id (&reader, "person", statement->person);
  slip_trust_read_key (&reader, "key", statement->key);
  statement->name = slip_signed_reader_text (&reader, 1, SLIP_NAME_MAX_BYTES);
  slip_signed_reader_leave (&reader);
  statement->time = slip_trust_read_time (&reader, &statement->time_ms);
  if (!slip_signed_reader_close (&reader, error))
    return NULL;

  if (!types[statement->type].normalise (statement, error))
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
               "The signature doesn't fit the statement's bytes");
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
  g_return_val_if_fail (type < G_N_ELEMENTS (types), NULL);

  return types[type].name;
}

const char *
slip_verdict_to_string (SlipVerdict verdict)
{
  g_return_val_if_fail (verdict < G_N_ELEMENTS (verdicts), NULL);

  return verdicts[verdict];
}

gboolean
slip_verdict_from_string (const char *text, SlipVerdict *verdict)
{
  for (guint i = 0; text != NULL && i < G_N_ELEMENTS (verdicts); i++)
    if (g_str_equal (text, verdicts[i]))
      {
        *verdict = i;
        return TRUE;
      }
  return FALSE;
}
