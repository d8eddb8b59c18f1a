/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Values of fields: what a person typed or a file brought, checked against the field's type and brought
 * to the one form in which it is stored. */

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/slip-hash.h"
#include "core/slip-id.h"
#include "core/slip-text.h"
#include "forms/slip-form-codes.h"
#include "forms/slip-form-private.h"

/* What messages quote of a value that may be long. */
#define MAX_QUOTED 60

static char *
refuse (GError **error, SlipFormNode *node, const char *text, const char *wanted)
{
  g_autofree char *start = NULL;
  gboolean cut = g_utf8_strlen (text, -1) > MAX_QUOTED;

  start = cut ? g_utf8_substring (text, 0, MAX_QUOTED) : g_strdup (text);
  g_strdelimit (start, "\n", ' ');
  /* Translators: the last %s is such as “a whole number” or “one of: yes, no”. */
  g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID,
               _ ("“%s%s” is no value for “%s”: it takes %s"), start, cut ? "…" : "", node->path,
               wanted);
  return NULL;
}

static gboolean
has_code (SlipFormNode *node, const char *value)
{
  return slip_form_codes_find (node->codes, value) != NULL;
}

static char *
list_codes (SlipFormNode *node)
{
  GString *list = g_string_new (_ ("one of: "));

  for (guint i = 0; i < node->codes->codes->len; i++)
    g_string_append_printf (list, "%s%s", i > 0 ? ", " : "",
                            ((SlipFormCode *) g_ptr_array_index (node->codes->codes, i))->value);
  return g_string_free (list, FALSE);
}

/* Members one a line: without blanks around them, sorted, each once. */
static char *
parse_members (SlipFormNode *node, const char *text, GError **error)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autoptr (GPtrArray) members = g_ptr_array_new ();
  g_autofree char *wanted = NULL;
  GString *joined;

  for (gsize i = 0; lines[i] != NULL; i++)
    {
      g_strstrip (lines[i]);
      if (*lines[i] == '\0')
        continue;
      if (node->codes != NULL && !has_code (node, lines[i]))
        {
          wanted = list_codes (node);
          return refuse (error, node, lines[i], wanted);
        }
      g_ptr_array_add (members, lines[i]);
    }
  g_ptr_array_sort (members, slip_text_compare);
  joined = g_string_new (NULL);
  for (guint i = 0; i < members->len; i++)
    {
      const char *member = g_ptr_array_index (members, i);

      if (i > 0 && g_str_equal (member, g_ptr_array_index (members, i - 1)))
        continue;
      g_string_append_printf (joined, "%s%s", joined->len > 0 ? "\n" : "", member);
    }
  return g_string_free (joined, FALSE);
}

/* "digest size name", one space each, the name last. */
static gboolean
is_file (const char *text)
{
  SlipHash hash;
  g_autofree char *digest = g_strndup (text, SLIP_HASH_HEX);
  const char *size = text + strlen (digest);
  const char *name;

  if (!slip_hash_from_hex (&hash, digest) || *size != ' ')
    return FALSE;
  name = size + 1 + strspn (size + 1, "0123456789");
  return name > size + 1 && name[0] == ' ' && name[1] != '\0' && strchr (name, '\n') == NULL;
}

gboolean
slip_file_value_split (const char *value, char **digest, char **size)
{
  const char *rest = value + SLIP_HASH_HEX + 1;

  if (!is_file (value))
    return FALSE;
  *digest = g_strndup (value, SLIP_HASH_HEX);
  *size = g_strndup (rest, strcspn (rest, " "));
  return TRUE;
}

const char *
slip_file_value_name (const char *value)
{
  return is_file (value) ? strchr (value + SLIP_HASH_HEX + 1, ' ') + 1 : value;
}

gboolean
slip_form_value_is_valid (SlipFormNode *node, const char *value)
{
  g_autofree char *normal = NULL;

  /* Text of any form is text; only what enters is brought to the normal form. */
  if (node->type == SLIP_FIELD_TEXT || node->type == SLIP_FIELD_LONG_TEXT || *value == '\0')
    return TRUE;
  normal = slip_form_parse_value (node, value, NULL);
  return g_strcmp0 (normal, value) == 0;
}

static char *
parse_number (SlipFormNode *node, const char *text, GError **error)
{
  char *number = slip_decimal_parse (text, node->decimals, NULL);
  g_autofree char *wanted = NULL;

  if (number != NULL)
    return number;
  if (node->decimals < 0)
    wanted = g_strdup (_ ("a number such as 12.5, of at most 15 digits"));
  else if (node->decimals == 0)
    wanted = g_strdup (_ ("a whole number, of at most 15 digits"));
  else
    wanted = g_strdup_printf (
        _ ("a number such as 12.5, with at most %d places after the point and at most 15 digits"),
        node->decimals);
  return refuse (error, node, text, wanted);
}

char *
slip_form_parse_value (SlipFormNode *node, const char *text, GError **error)
{
  g_autofree char *clean = slip_text_normalise (text, error);
  g_autofree char *wanted = NULL;

  if (clean == NULL)
    return NULL;
  if (node->type == SLIP_FIELD_LONG_TEXT)
    {
      g_strchomp (clean);
      return g_steal_pointer (&clean);
    }
  g_strstrip (clean);
  if (*clean == '\0')
    return g_steal_pointer (&clean);

  switch (node->type)
    {
    case SLIP_FIELD_DATE:
      if (!slip_date_is_valid (clean))
        return refuse (error, node, clean, _ ("a date such as 2026-03-14"));
      break;
    case SLIP_FIELD_DATE_TIME:
      if (!slip_datetime_is_valid (clean))
        return refuse (error, node, clean, _ ("a date-time such as 2026-03-14T22:00:00+01:00"));
      break;
    case SLIP_FIELD_NUMBER:
      return parse_number (node, clean, error);
    case SLIP_FIELD_BOOLEAN:
      if (!g_str_equal (clean, "yes") && !g_str_equal (clean, "no"))
        return refuse (error, node, clean, _ ("yes or no"));
      break;
    case SLIP_FIELD_CHOICE:
      if (!has_code (node, clean))
        {
          wanted = list_codes (node);
          return refuse (error, node, clean, wanted);
        }
      break;
    case SLIP_FIELD_CHOICES:
      return parse_members (node, clean, error);
    case SLIP_FIELD_PERSON:
    case SLIP_FIELD_REFERENCE:
      if (!slip_id_is_valid (clean))
        return refuse (error, node, clean,
                       node->type == SLIP_FIELD_PERSON
                           ? _ ("a person's id or name")
                           : _ ("the id or the name of what it points to"));
      break;
    case SLIP_FIELD_FILE:
      if (!is_file (clean))
        return refuse (error, node, clean, _ ("a file: digest, size and name"));
      break;
    case SLIP_FIELD_TEXT:
      /* One line; a file that was indented by some editor must not change the text. */
      for (char *p = clean; *p != '\0'; p++)
        if (*p == '\n' || *p == '\t')
          *p = ' ';
      break;
    case SLIP_FIELD_NONE:
    case SLIP_FIELD_LONG_TEXT:
      break;
    }
  return g_steal_pointer (&clean);
}
