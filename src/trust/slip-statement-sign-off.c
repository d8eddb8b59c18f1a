/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Sign-offs: what was covered, what was seen, in which role, and the verdict. */

#include "trust/slip-statement-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

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

static void
clear (SlipStatement *statement)
{
  SlipSignOff *sign_off = statement->sign_off;

  if (sign_off == NULL)
    return;
  g_free (sign_off->form);
  g_ptr_array_unref (sign_off->sections);
  g_free (sign_off->slot);
  g_free (sign_off->meaning);
  g_free (sign_off->comment);
  g_free (sign_off);
}

static void
make (SlipStatement *statement)
{
  SlipSignOff *sign_off = g_new0 (SlipSignOff, 1);

  sign_off->sections = g_ptr_array_new_with_free_func (section_free);
  statement->sign_off = sign_off;
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
  slip_statement_write_seen (statement, out);
  slip_signed_xml_leaf (out, 1, "slot", sign_off->slot, NULL);
  slip_signed_xml_leaf (out, 1, "role", statement->role, NULL);
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
                                 _ ("“%s” of the statement is no name of a form, section or slot"),
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
                                 _ ("The statement covers the section “%s” twice"), section->name);
      if (sign_off->sections->len > SLIP_SECTIONS_MAX)
        slip_signed_reader_fail (reader, SLIP_ERROR_INVALID,
                                 _ ("The statement covers more than %d sections"),
                                 SLIP_SECTIONS_MAX);
      slip_signed_reader_leave (reader);
    }
  if (sign_off->sections->len == 0)
    slip_signed_reader_fail (reader, SLIP_ERROR_INVALID, _ ("The statement covers no section"));
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
  slip_statement_read_seen (statement, reader);
  sign_off->slot = slip_signed_reader_leaf (reader, "slot", 1, SLIP_ROLE_MAX_BYTES);
  check_form_name (reader, sign_off->slot);
  slip_statement_read_role (statement, reader);
  verdict = slip_signed_reader_leaf (reader, "verdict", 1, 16);
  if (reader->error == NULL && !slip_verdict_from_string (verdict, &sign_off->verdict))
    slip_signed_reader_fail (reader, SLIP_ERROR_INVALID,
                             _ ("The statement's verdict “%s” is unknown"), verdict);
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

  return slip_statement_normalise_line (&sign_off->meaning, error) &&
         slip_statement_normalise_text (&sign_off->comment, error);
}

const SlipStatementKind slip_statement_sign_off = {
  .name = "sign-off",
  .make = make,
  .clear = clear,
  .normalise = normalise_sign_off,
  .write = write_sign_off,
  .read = read_sign_off,
};

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

/* == names == */

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
