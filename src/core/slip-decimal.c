/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Decimal text. A value has exactly one text: equal numbers are equal strings. */

#include "core/slip-decimal.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "core/slip-error.h"

/* A number as its sign, its digits without the point, and where the point stands in them. */
typedef struct
{
  gboolean negative;
  char digits[64];
  int length;
  int point;
} Decimal;

/* Takes away zeros that say nothing; zero itself has no digits and no sign. */
static void
trim (Decimal *decimal)
{
  int skip = 0;

  while (skip < decimal->length && decimal->digits[skip] == '0')
    skip++;
  memmove (decimal->digits, decimal->digits + skip, (gsize) (decimal->length - skip));
  decimal->length -= skip;
  decimal->point -= skip;
  while (decimal->length > 0 && decimal->digits[decimal->length - 1] == '0')
    decimal->length--;
  if (decimal->length == 0)
    {
      decimal->negative = FALSE;
      decimal->point = 0;
    }
}

static int
places_of (const Decimal *decimal)
{
  return MAX (0, decimal->length - decimal->point);
}

static char *
to_text (const Decimal *decimal)
{
  g_autoptr (GString) text = g_string_sized_new (32);

  if (decimal->negative)
    g_string_append_c (text, '-');
  for (int i = MIN (0, decimal->point - 1); i < MAX (decimal->length, decimal->point); i++)
    {
      if (i == decimal->point)
        g_string_append_c (text, '.');
      g_string_append_c (text, i >= 0 && i < decimal->length ? decimal->digits[i] : '0');
    }
  if (text->len == 0)
    g_string_append_c (text, '0');
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Reads an optional sign, digits, and an optional point with digits; one digit at least. */
static gboolean
read_text (Decimal *decimal, const char *text)
{
  gboolean any = FALSE;
  gboolean pointed = FALSE;

  *decimal = (Decimal){ .negative = *text == '-' };
  if (*text == '-' || *text == '+')
    text++;
  for (; *text != '\0'; text++)
    {
      if (*text == '.' && !pointed)
        {
          pointed = TRUE;
          continue;
        }
      if (!g_ascii_isdigit (*text))
        return FALSE;
      any = TRUE;
      if (decimal->length == 0 && *text == '0')
        {
          /* A leading zero: only its place counts. */
          decimal->point -= pointed ? 1 : 0;
          continue;
        }
      if (decimal->length == (int) sizeof decimal->digits)
        return FALSE;
      decimal->digits[decimal->length++] = *text;
      decimal->point += pointed ? 0 : 1;
    }
  trim (decimal);
  return any;
}

/**
 * slip_decimal_parse:
 * @text: what a person typed
 * @decimals: places that are allowed behind the point; -1 for any
 * @error: return location for an error
 *
 * Blanks around the number, a leading plus and needless zeros are taken away ("+01.50" gives
 * "1.5"); "-0" is "0". Fails with %SLIP_ERROR_INVALID when @text is no number, has more than
 * %SLIP_DECIMAL_DIGITS significant digits, or more than @decimals places.
 *
 * Returns: (transfer full) (nullable): the canonical text
 */
char *
slip_decimal_parse (const char *text, int decimals, GError **error)
{
  g_autofree char *stripped = NULL;
  Decimal decimal;

  g_return_val_if_fail (text != NULL, NULL);

  stripped = g_strstrip (g_strdup (text));
  if (!read_text (&decimal, stripped))
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID,
                   _ ("“%s” is not a number: write it like 12.5, without grouping"), stripped);
      return NULL;
    }
  if (MAX (decimal.length, decimal.point) > SLIP_DECIMAL_DIGITS ||
      places_of (&decimal) > SLIP_DECIMAL_DIGITS)
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID, _ ("“%s” has more than %d digits"),
                   stripped, SLIP_DECIMAL_DIGITS);
      return NULL;
    }
  if (decimals >= 0 && places_of (&decimal) > decimals)
    {
      if (decimals == 0)
        g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID, _ ("“%s” has to be a whole number"),
                     stripped);
      else
        g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID,
                     _ ("“%s” has more than %d digits behind the point"), stripped, decimals);
      return NULL;
    }
  return to_text (&decimal);
}

/* The digits of the shortest text that reads back as @value, which is finite. */
static void
shortest (Decimal *decimal, double value)
{
  char text[64];
  const char *exponent;

  for (int precision = 14; precision <= 16; precision++)
    {
      char format[8];

      g_snprintf (format, sizeof format, "%%.%de", precision);
      g_ascii_formatd (text, sizeof text, format, value);
      if (g_ascii_strtod (text, NULL) == value)
        break;
    }
  exponent = strchr (text, 'e');
  *decimal = (Decimal){ .negative = *text == '-' };
  for (const char *p = text; p < exponent; p++)
    if (g_ascii_isdigit (*p))
      decimal->digits[decimal->length++] = *p;
  decimal->point = 1 + (int) g_ascii_strtoll (exponent + 1, NULL, 10);
  trim (decimal);
}

/* Leaves @keep digits (below 0 as well), rounded half-even. */
static void
round_digits (Decimal *decimal, int keep)
{
  gboolean up = FALSE;

  if (keep >= decimal->length)
    return;
  if (keep >= 0)
    {
      char next = decimal->digits[keep];
      gboolean odd = keep > 0 && (decimal->digits[keep - 1] - '0') % 2 == 1;

      /* Trimmed digits don't end in zero, so anything behind a 5 puts it above the half. */
      up = next > '5' || (next == '5' && (decimal->length > keep + 1 || odd));
    }
  decimal->length = MAX (keep, 0);
  if (keep < 0)
    decimal->point = 0;
  while (up && decimal->length > 0 && decimal->digits[decimal->length - 1] == '9')
    decimal->length--;
  if (up && decimal->length > 0)
    decimal->digits[decimal->length - 1]++;
  else if (up)
    {
      decimal->digits[decimal->length++] = '1';
      decimal->point++;
    }
  trim (decimal);
}

/**
 * slip_decimal_round:
 * @value: a number
 * @decimals: places behind the point, 0 or more
 *
 * Rounds half-even (IEEE 754's tie rule, in decimal) what a person would read: 2.675 is taken as
 * 2.675, not as the binary fraction a little below. Where the whole part leaves less room than
 * @decimals within %SLIP_DECIMAL_DIGITS digits, there are fewer places. Needless zeros are not
 * written.
 *
 * Returns: (transfer full): the canonical text; "" for NaN, infinity, and whole parts of more than
 *   %SLIP_DECIMAL_DIGITS digits
 */
char *
slip_decimal_round (double value, int decimals)
{
  Decimal decimal;
  int places;

  g_return_val_if_fail (decimals >= 0, g_strdup (""));

  if (!isfinite (value))
    return g_strdup ("");
  shortest (&decimal, value);
  places = MIN (decimals, SLIP_DECIMAL_DIGITS - MAX (decimal.point, 0));
  if (places < 0)
    return g_strdup ("");
  round_digits (&decimal, decimal.point + places);
  return decimal.point > SLIP_DECIMAL_DIGITS ? g_strdup ("") : to_text (&decimal);
}

/* Compares numbers without their sign. */
static int
compare_size (const Decimal *a, const Decimal *b)
{
  int common = MIN (a->length, b->length);
  int order;

  if (a->length == 0 || b->length == 0)
    return (a->length > 0) - (b->length > 0);
  if (a->point != b->point)
    return a->point < b->point ? -1 : 1;
  order = memcmp (a->digits, b->digits, (gsize) common);
  if (order == 0)
    order = a->length - b->length;
  return (order > 0) - (order < 0);
}

/**
 * slip_decimal_compare:
 * @a: decimal text
 * @b: decimal text
 *
 * Compares by value. What is no number (such as "") comes before all numbers, and in byte order
 * among its like.
 *
 * Returns: below, equal to or above 0
 */
int
slip_decimal_compare (const char *a, const char *b)
{
  Decimal left, right;
  gboolean left_ok = read_text (&left, a);
  gboolean right_ok = read_text (&right, b);

  if (!left_ok || !right_ok)
    return left_ok || right_ok ? left_ok - right_ok : strcmp (a, b);
  if (left.negative != right.negative)
    return left.negative ? -1 : 1;
  return left.negative ? compare_size (&right, &left) : compare_size (&left, &right);
}
