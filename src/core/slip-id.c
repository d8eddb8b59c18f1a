/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Random ids and their base32 text. One value has exactly one text: upper case, padding, and set
 * bits behind the last byte are refused, so that texts can be compared instead of bytes. */

#include "core/slip-id.h"

#include <sodium.h>
#include <string.h>

#include "core/slip-hash.h"

static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz234567";

/* Value of a base32 digit plus one; 0 = not a digit. */
static const guint8 digit_values[256] = {
  ['a'] = 1,  ['b'] = 2,  ['c'] = 3,  ['d'] = 4,  ['e'] = 5,  ['f'] = 6,  ['g'] = 7,  ['h'] = 8,
  ['i'] = 9,  ['j'] = 10, ['k'] = 11, ['l'] = 12, ['m'] = 13, ['n'] = 14, ['o'] = 15, ['p'] = 16,
  ['q'] = 17, ['r'] = 18, ['s'] = 19, ['t'] = 20, ['u'] = 21, ['v'] = 22, ['w'] = 23, ['x'] = 24,
  ['y'] = 25, ['z'] = 26, ['2'] = 27, ['3'] = 28, ['4'] = 29, ['5'] = 30, ['6'] = 31, ['7'] = 32,
};

/**
 * slip_base32_write:
 * @bytes: (array length=length): bytes
 * @length: number of bytes
 * @text: (out caller-allocates): room for the text and a final NUL
 *
 * Writes @bytes as lower-case base32 (RFC 4648 section 6) without padding: (@length × 8 + 4) / 5
 * characters.
 */
void
slip_base32_write (const guint8 *bytes, gsize length, char *text)
{
  guint32 bits = 0;
  guint n_bits = 0;

  for (gsize i = 0; i < length; i++)
    {
      bits = (bits << 8 | bytes[i]) & 0xfff;
      n_bits += 8;
      while (n_bits >= 5)
        {
          n_bits -= 5;
          *text++ = alphabet[bits >> n_bits & 31];
        }
    }
  if (n_bits > 0)
    *text++ = alphabet[bits << (5 - n_bits) & 31];
  *text = '\0';
}

/**
 * slip_base32_encode:
 * @bytes: (array length=length): bytes
 * @length: number of bytes
 *
 * Returns: (transfer full): @bytes as lower-case base32 without padding
 */
char *
slip_base32_encode (const guint8 *bytes, gsize length)
{
  char *text = g_malloc ((length * 8 + 4) / 5 + 1);

  slip_base32_write (bytes, length, text);
  return text;
}

/* Decodes into @bytes, which may be touched on failure, or only checks when it is NULL. */
static gboolean
decode (const char *text, guint8 *bytes, gsize length)
{
  gsize n_digits = (length * 8 + 4) / 5;
  guint32 bits = 0;
  guint n_bits = 0;
  gsize n = 0;

  for (gsize i = 0; i < n_digits; i++)
    {
      guint8 value = digit_values[(guchar) text[i]];

      if (value == 0)
        return FALSE;
      bits = (bits << 5 | (value - 1u)) & 0xfff;
      n_bits += 5;
      if (n_bits >= 8)
        {
          n_bits -= 8;
          if (bytes != NULL)
            bytes[n] = (guint8) (bits >> n_bits);
          n++;
        }
    }
  return text[n_digits] == '\0' && (bits & ((1u << n_bits) - 1)) == 0;
}

/**
 * slip_base32_decode:
 * @text: (nullable): base32 text
 * @bytes: (out caller-allocates) (array length=length): room for @length bytes; untouched on
 * failure
 * @length: number of bytes that @text has to stand for
 *
 * Reads exactly what slip_base32_encode() writes.
 *
 * Returns: whether @text stands for @length bytes
 */
gboolean
slip_base32_decode (const char *text, guint8 *bytes, gsize length)
{
  if (text == NULL || !decode (text, NULL, length))
    return FALSE;
  return decode (text, bytes, length);
}

static char *
new_random (gsize length)
{
  guint8 bytes[SLIP_ID_BYTES];

  g_assert (length <= sizeof bytes);
  slip_sodium_init ();
  randombytes_buf (bytes, length);
  return slip_base32_encode (bytes, length);
}

/**
 * slip_id_new:
 *
 * Returns: (transfer full): the id of a new record, row or person: 128 random bits, 26 characters
 */
char *
slip_id_new (void)
{
  return new_random (SLIP_ID_BYTES);
}

/**
 * slip_replica_new:
 *
 * Returns: (transfer full): the id of a new replica: 80 random bits, 16 characters
 */
char *
slip_replica_new (void)
{
  return new_random (SLIP_REPLICA_BYTES);
}

/**
 * slip_id_is_valid:
 * @text: (nullable): text
 *
 * Returns: whether @text is written as slip_id_new() writes ids
 */
gboolean
slip_id_is_valid (const char *text)
{
  return text != NULL && decode (text, NULL, SLIP_ID_BYTES);
}

/**
 * slip_replica_is_valid:
 * @text: (nullable): text
 *
 * Returns: whether @text is written as slip_replica_new() writes ids
 */
gboolean
slip_replica_is_valid (const char *text)
{
  return text != NULL && decode (text, NULL, SLIP_REPLICA_BYTES);
}
