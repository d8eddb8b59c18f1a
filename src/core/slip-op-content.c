/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The table of op kinds: type, meaning of each child, and whether the op belongs to a record. */

#include "core/slip-op-content.h"

#include <string.h>

#include "core/slip-position.h"
#include "core/slip-text.h"
#include "core/slip-variant.h"

/* One letter a child of the content:
 *
 *   i id             I id or empty       h hash, 32 bytes   k key, 32 bytes
 *   R replica, 10 bytes
 *   g signature, 64  b bytes, not empty  n below 2^63       p position
 *   t text           d text to 256       a file name        m name of a person, 1 to 256
 *   f name of a field, table or form, 1 to 256
 */
typedef enum
{
  RECORD_NEEDED,
  RECORD_NONE,
  RECORD_MAY_BE,
} RecordRule;

typedef struct
{
  const char *kind;
  const char *type;
  const char *children;
  RecordRule record;
} KindRule;

static const KindRule rules[] = {
  { SLIP_OP_SET, "(ayss)", "Ift", RECORD_NEEDED },
  { SLIP_OP_ADD, "(ayayss)", "iIfp", RECORD_NEEDED },
  { SLIP_OP_PUT, "(ayss)", "Ift", RECORD_NEEDED },
  { SLIP_OP_DROP, "(ayss)", "Ift", RECORD_NEEDED },
  { SLIP_OP_SET_BLOB, "(aysay)", "Ifh", RECORD_NEEDED },
  { SLIP_OP_ATTACH, "(aysstay)", "Ifanh", RECORD_NEEDED },
  { SLIP_OP_MOVE, "(ays)", "ip", RECORD_NEEDED },
  { SLIP_OP_DELETE, "(ay)", "I", RECORD_NEEDED },
  { SLIP_OP_KEEP, "(ay)", "I", RECORD_NEEDED },
  { SLIP_OP_DISCARD, "(s)", "t", RECORD_NEEDED },
  { SLIP_OP_DOCUMENT, "(ayssay)", "ifdh", RECORD_NEEDED },
  { SLIP_OP_RELEASE, "()", "", RECORD_NEEDED },
  { SLIP_OP_STATEMENT, "(ayay)", "bg", RECORD_MAY_BE },
  { SLIP_OP_DEFINE, "(ssay)", "ffh", RECORD_NONE },
  { SLIP_OP_INVITE, "(ay)", "k", RECORD_NONE },
  { SLIP_OP_PROPOSE, "(ayss)", "Ift", RECORD_NEEDED },
  { SLIP_OP_REVISE, "(s)", "t", RECORD_NEEDED },
  { SLIP_OP_PURGE, "(ays)", "ht", RECORD_NONE },
  { SLIP_OP_WITHHOLD, "(aytsays)", "RntIf", RECORD_NEEDED },
  { SLIP_OP_JOIN, "(aysayayayayay)", "imkkkkg", RECORD_NONE },
};

#define SHORT_TEXT_MAX 256
#define FILE_NAME_MAX 255

static gboolean
text_is_clean (const char *text, gsize length, gsize shortest, gsize longest)
{
  return length >= shortest && length <= longest && slip_text_is_clean (text);
}

static gboolean
file_name_is_clean (const char *name, gsize length)
{
  return text_is_clean (name, length, 1, FILE_NAME_MAX) && strpbrk (name, "/\n\t") == NULL &&
         strcmp (name, ".") != 0 && strcmp (name, "..") != 0;
}

static gboolean
child_is_right (char letter, GVariant *child)
{
  gsize length = g_variant_get_size (child);
  const char *text = NULL;

  if (g_variant_classify (child) == G_VARIANT_CLASS_STRING)
    text = g_variant_get_string (child, &length);

  switch (letter)
    {
    case 'i':
      return length == SLIP_ID_BYTES;
    case 'I':
      return length == SLIP_ID_BYTES || length == 0;
    case 'R':
      return length == SLIP_REPLICA_BYTES;
    case 'h':
    case 'k':
      return length == 32;
    case 'g':
      return length == 64;
    case 'b':
      return length > 0;
    case 'n':
      return g_variant_get_uint64 (child) <= G_MAXINT64;
    case 'f':
    case 'm':
      return text_is_clean (text, length, 1, SHORT_TEXT_MAX);
    case 'd':
      return text_is_clean (text, length, 0, SHORT_TEXT_MAX);
    case 't':
      return text_is_clean (text, length, 0, SLIP_OP_MAX_BYTES);
    case 'a':
      return file_name_is_clean (text, length);
    case 'p':
      return slip_position_is_valid (text);
    default:
      g_return_val_if_reached (FALSE);
    }
}

static const KindRule *
find_rule (const char *kind)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rules); i++)
    if (strcmp (rules[i].kind, kind) == 0)
      return &rules[i];
  return NULL;
}

/**
 * slip_op_content_read:
 * @kind: the op's kind
 * @bytes: untrusted bytes of the op
 * @from: where in them the variant (`v`) that holds the content starts
 * @to: where it ends
 *
 * Returns: (transfer full) (nullable): the content, or %NULL when it is not in normal form, or not
 * of the type that @kind has
 */
GVariant *
slip_op_content_read (const char *kind, GBytes *bytes, gsize from, gsize to)
{
  const KindRule *rule = find_rule (kind);
  const char *data = g_bytes_get_data (bytes, NULL);
  g_autoptr (GBytes) part = NULL;
  g_autoptr (GVariant) variant = NULL;

  if (rule != NULL)
    {
      gsize type_size = strlen (rule->type);

      /* A variant is the value, a NUL and the type. */
      if (to - from <= type_size || memcmp (data + to - type_size, rule->type, type_size) != 0 ||
          data[to - type_size - 1] != '\0')
        return NULL;
      part = g_bytes_new_from_bytes (bytes, from, to - from - type_size - 1);
      return slip_variant_from_bytes (G_VARIANT_TYPE (rule->type), part);
    }
  part = g_bytes_new_from_bytes (bytes, from, to - from);
  variant = slip_variant_from_bytes (G_VARIANT_TYPE_VARIANT, part);
  return variant != NULL ? g_variant_get_variant (variant) : NULL;
}

/**
 * slip_op_content_check:
 * @kind: the op's kind
 * @record: id of its record, "" for none
 * @content: its content
 * @code: code of the error where something is wrong
 * @error: return location for an error
 *
 * Checks the content of a known kind; a kind of a newer program may hold anything.
 *
 * Returns: whether the content is as README.md in this folder says
 */
gboolean
slip_op_content_check (const char *kind, const char *record, GVariant *content, int code,
                       GError **error)
{
  const KindRule *rule = find_rule (kind);

  if (rule == NULL)
    return TRUE;

  if (strcmp (g_variant_get_type_string (content), rule->type) != 0)
    {
      g_set_error (error, SLIP_ERROR, code,
                   "The content of an operation “%s” has the type %s, not %s", kind,
                   g_variant_get_type_string (content), rule->type);
      return FALSE;
    }
  if (rule->record != RECORD_MAY_BE && (rule->record == RECORD_NEEDED) != (*record != '\0'))
    {
      g_set_error (error, SLIP_ERROR, code,
                   rule->record == RECORD_NEEDED
                       ? "An operation “%s” doesn't say to which record it belongs"
                       : "An operation “%s” can't belong to a record",
                   kind);
      return FALSE;
    }
  for (gsize i = 0; rule->children[i] != '\0'; i++)
    {
      g_autoptr (GVariant) child = g_variant_get_child_value (content, i);

      if (!child_is_right (rule->children[i], child))
        {
          g_set_error (error, SLIP_ERROR, code,
                       "Part %" G_GSIZE_FORMAT " of the content of an operation “%s” is not what "
                       "it has to be",
                       i + 1, kind);
          return FALSE;
        }
    }
  return TRUE;
}
