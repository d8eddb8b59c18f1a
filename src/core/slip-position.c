/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Keys that order rows, read as fractions in base 36 and built so that they stay short: a list that
 * grows at one place counts up instead of halving the room that is left. */

#include "core/slip-position.h"

#include <string.h>

static const char digits[] = "0123456789abcdefghijklmnopqrstuvwxyz";

#define BASE 36
#define MIDDLE 18 /* 'i' */
#define HIGHEST (BASE - 1)

static int
digit_value (char c)
{
  return g_ascii_isdigit (c) ? c - '0' : c - 'a' + 10;
}

/**
 * slip_position_is_valid:
 * @text: (nullable): text
 *
 * A key is made of 0–9 and a–z, and doesn't end in 0: so there is always a place before it.
 *
 * Returns: whether @text is a key of at most %SLIP_POSITION_MAX bytes
 */
gboolean
slip_position_is_valid (const char *text)
{
  gsize length;

  if (text == NULL)
    return FALSE;
  for (length = 0; text[length] != '\0'; length++)
    if (length == SLIP_POSITION_MAX ||
        !(g_ascii_isdigit (text[length]) || g_ascii_islower (text[length])))
      return FALSE;
  return length > 0 && text[length - 1] != '0';
}

/* The first digit of a key tells how many digits after it are counted up or down: i 1, j 2, … y 17,
 * and h 1, g 2, … 1 17. 0 and z are left for what doesn't fit. */
static gsize
counter_length (int head)
{
  return (gsize) (head >= MIDDLE ? head - MIDDLE + 1 : MIDDLE - head);
}

/* The head and counter of @key, filled up with 0. */
static GString *
counter_of (const char *key)
{
  gsize length = 1 + counter_length (digit_value (*key));
  GString *counter = g_string_sized_new (length);

  g_string_append_len (counter, key, (gssize) strnlen (key, length));
  while (counter->len < length)
    g_string_append_c (counter, '0');
  return counter;
}

/* Counts up or down by one behind the head; FALSE when it ran over. */
static gboolean
count (GString *counter, gboolean up)
{
  for (gsize i = counter->len - 1; i > 0; i--)
    {
      int value = digit_value (counter->str[i]);

      if (value != (up ? HIGHEST : 0))
        {
          counter->str[i] = digits[up ? value + 1 : value - 1];
          return TRUE;
        }
      counter->str[i] = digits[up ? 0 : HIGHEST];
    }
  return FALSE;
}

/* Appends a key above @key ("" = none), with no upper bound. */
static void
append_above (GString *result, const char *key)
{
  g_autoptr (GString) counter = NULL;
  int head;

  while (*key == digits[HIGHEST])
    g_string_append_c (result, *key++);
  if (*key == '\0')
    {
      g_string_append_c (result, digits[MIDDLE]);
      return;
    }
  head = digit_value (*key);
  if (head == 0)
    {
      g_string_append_c (result, digits[MIDDLE]);
      return;
    }
  counter = counter_of (key);
  do
    if (!count (counter, TRUE))
      {
        /* The next head, all zeros behind it, is above every key with this head. */
        if (++head == HIGHEST)
          {
            g_string_append_c (result, digits[HIGHEST]);
            g_string_append_c (result, digits[MIDDLE]);
            return;
          }
        g_string_assign (counter, "");
        g_string_append_c (counter, digits[head]);
        for (gsize i = counter_length (head); i > 0; i--)
          g_string_append_c (counter, '0');
      }
  while (counter->str[counter->len - 1] == '0');
  g_string_append (result, counter->str);
}

/* Appends a key below @key, which is not "", with no lower bound. */
static void
append_below (GString *result, const char *key)
{
  g_autoptr (GString) counter = NULL;
  int head;

  while (*key == '0')
    g_string_append_c (result, *key++);
  head = digit_value (*key);
  if (head == HIGHEST)
    {
      g_string_append_c (result, digits[MIDDLE]);
      return;
    }
  counter = counter_of (key);
  do
    if (!count (counter, FALSE))
      {
        if (--head == 0)
          {
            g_string_append_c (result, '0');
            g_string_append_c (result, digits[MIDDLE]);
            return;
          }
        g_string_assign (counter, "");
        g_string_append_c (counter, digits[head]);
        for (gsize i = counter_length (head); i > 0; i--)
          g_string_append_c (counter, digits[HIGHEST]);
      }
  while (counter->str[counter->len - 1] == '0');
  g_string_append (result, counter->str);
}

/**
 * slip_position_between:
 * @before: (nullable): a valid key; %NULL for the start of the list
 * @after: (nullable): a valid key; %NULL for the end of the list
 *
 * Where @before is not less than @after (two people put a row at the same place at the same time,
 * and there is nothing between equal keys), the result comes close behind @before.
 *
 * Returns: (transfer full): a valid key above @before and below @after
 */
char *
slip_position_between (const char *before, const char *after)
{
  g_autoptr (GString) result = g_string_new (NULL);
  int low, high;

  g_return_val_if_fail (before == NULL || slip_position_is_valid (before), NULL);
  g_return_val_if_fail (after == NULL || slip_position_is_valid (after), NULL);

  if (before != NULL && after != NULL && strcmp (before, after) >= 0)
    {
      g_string_append (result, before);
      append_above (result, "");
      return g_string_free (g_steal_pointer (&result), FALSE);
    }
  if (after == NULL)
    {
      append_above (result, before != NULL ? before : "");
      return g_string_free (g_steal_pointer (&result), FALSE);
    }
  if (before == NULL)
    before = "";

  while (*before != '\0' && *before == *after)
    {
      g_string_append_c (result, *before++);
      after++;
    }
  if (*before == '\0')
    {
      append_below (result, after);
      return g_string_free (g_steal_pointer (&result), FALSE);
    }
  low = digit_value (*before);
  high = digit_value (*after);
  if (high - low > 1)
    g_string_append_c (result, digits[(low + high) / 2]);
  else
    {
      g_string_append_c (result, *before);
      append_above (result, before + 1);
    }
  return g_string_free (g_steal_pointer (&result), FALSE);
}
