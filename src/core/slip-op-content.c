/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The table of op kinds: type, meaning of each child, and whether the op belongs to a record. */

#include "core/slip-op-content.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/slip-position.h"
#include "core/slip-text.h"
#include "core/slip-tuple.h"
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
  { SLIP_OP_FOLLOW, "(ay)", "h", RECORD_NEEDED },
  { SLIP_OP_COMMENT, "(ayssss)", "Idfdt", RECORD_NEEDED },
  { SLIP_OP_REPLY, "(aytsss)", "Rnfdt", RECORD_NEEDED },
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
child_is_right (char letter, const SlipSpan *child)
{
  const char *text = (const char *) child->data;
  gsize length = child->size - 1; /* of a text */

  switch (letter)
    {
    case 'i':
      return child->size == SLIP_ID_BYTES;
    case 'I':
      return child->size == SLIP_ID_BYTES || child->size == 0;
    case 'R':
      return child->size == SLIP_REPLICA_BYTES;
    case 'h':
    case 'k':
      return child->size == 32;
    case 'g':
      return child->size == 64;
    case 'b':
      return child->size > 0;
    case 'n':
      return slip_span_number (child) <= G_MAXINT64;
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

/* Of a kind that isn't known: it may hold anything, in normal form. */
static gboolean
is_variant (const SlipSpan *part)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (part->data, part->size);
  g_autoptr (GVariant) variant = slip_variant_from_bytes (G_VARIANT_TYPE_VARIANT, bytes);

  return variant != NULL;
}

/* A variant is the value, a NUL and the type. */
static gboolean
read_value (const KindRule *rule, const SlipSpan *variant, SlipSpan *parts)
{
  gsize type_size = strlen (rule->type);
  gsize size = variant->size;

  return size > type_size && variant->data[size - type_size - 1] == '\0' &&
         memcmp (variant->data + size - type_size, rule->type, type_size) == 0 &&
         slip_tuple_read (rule->type, variant->data, size - type_size - 1, parts);
}

/**
 * slip_op_content_read:
 * @kind: the op's kind
 * @record: id of its record, "" for none
 * @variant: untrusted bytes of the variant (`v`) that holds the content
 * @code: code of the error where something is wrong
 * @parts: (out caller-allocates): the children of the content; untouched for the kind of a newer program
 * @error: return location for an error
 *
 * Returns: whether the content is as README.md in this folder says
 */
gboolean
slip_op_content_read (const char *kind, const char *record, const SlipSpan *variant, int code,
                      SlipSpan parts[SLIP_OP_MAX_PARTS], GError **error)
{
  const KindRule *rule = find_rule (kind);

  if (rule == NULL ? !is_variant (variant) : !read_value (rule, variant, parts))
    {
      g_set_error (error, SLIP_ERROR, code,
                   _ ("The content of an operation “%s” is not of the type %s in normal form"),
                   kind, rule != NULL ? rule->type : "v");
      return FALSE;
    }
  if (rule == NULL)
    return TRUE;
  if (rule->record != RECORD_MAY_BE && (rule->record == RECORD_NEEDED) != (*record != '\0'))
    {
      g_set_error (error, SLIP_ERROR, code,
                   rule->record == RECORD_NEEDED
                       ? _ ("An operation “%s” doesn't say to which record it belongs")
                       : _ ("An operation “%s” can't belong to a record"),
                   kind);
      return FALSE;
    }
  for (gsize i = 0; rule->children[i] != '\0'; i++)
    if (!child_is_right (rule->children[i], &parts[i]))
      {
        g_set_error (error, SLIP_ERROR, code,
                     _ ("Part %zu of the content of an operation “%s” is not what "
                        "it has to be"),
                     i + 1, kind);
        return FALSE;
      }
  return TRUE;
}
