/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Text as it enters: one Unicode form and one line end, so that equal texts have equal bytes. */

#include "core/slip-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/slip-error.h"

/* XML 1.0 section 2.2, without the carriage return. */
static gboolean
is_clean (gunichar c)
{
  return c >= 0x20 ? c != 0xfffe && c != 0xffff : c == '\t' || c == '\n';
}

/**
 * slip_text_is_clean:
 * @text: valid UTF-8
 *
 * Returns: whether @text holds only characters that XML 1.0 can carry, and no carriage return
 */
gboolean
slip_text_is_clean (const char *text)
{
  for (const guchar *p = (const guchar *) text; *p != '\0'; p++)
    {
      if (*p < 0x20 && *p != '\t' && *p != '\n')
        return FALSE;
      /* U+FFFE and U+FFFF are EF BF BE and EF BF BF. */
      if (*p == 0xef && p[1] == 0xbf && p[2] >= 0xbe)
        return FALSE;
    }
  return TRUE;
}

static gboolean
is_plain_ascii (const char *text)
{
  for (const char *p = text; *p != '\0'; p++)
    if ((guchar) *p >= 0x80 || !is_clean ((guchar) *p))
      return FALSE;
  return TRUE;
}

/**
 * slip_text_normalise:
 * @text: what a person typed or a file held
 * @error: return location for an error
 *
 * Unicode NFC; CR LF and CR become LF. The result normalises to itself. Fails with %SLIP_ERROR_INVALID when
 * @text is not UTF-8, or holds a character that XML 1.0 can't carry: nothing is dropped without a word.
 *
 * Returns: (transfer full) (nullable): the text
 */
char *
slip_text_normalise (const char *text, GError **error)
{
  g_autofree char *composed = NULL;
  g_autoptr (GString) result = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  if (is_plain_ascii (text))
    return g_strdup (text);
  if (!g_utf8_validate (text, -1, NULL))
    {
      g_set_error_literal (error, SLIP_ERROR, SLIP_ERROR_INVALID,
                           _ ("The text is not UTF-8: save it as UTF-8 and try again"));
      return NULL;
    }

  result = g_string_sized_new (strlen (text));
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c == '\r')
        {
          if (p[1] != '\n')
            g_string_append_c (result, '\n');
        }
      else if (!is_clean (c))
        {
          g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID,
                       _ ("The text holds the control character U+%04X at place %ld: remove it and "
                          "try again"),
                       c, g_utf8_pointer_to_offset (text, p) + 1);
          return NULL;
        }
      else
        g_string_append_len (result, p, g_utf8_next_char (p) - p);
    }
  composed = g_utf8_normalize (result->str, -1, G_NORMALIZE_NFC);
  return g_steal_pointer (&composed);
}

/**
 * slip_text_compare:
 * @a: pointer to a text
 * @b: pointer to a text
 *
 * Returns: their order by bytes, as strcmp() has it
 */
int
slip_text_compare (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/**
 * slip_text_prepare_numbers:
 *
 * GLib's functions for numbers (g_ascii_string_to_unsigned() and its like) make a locale when the first of them is
 * called. Where two threads do so at once, waiting for each other leaves a value in errno, and one of them takes it for
 * its own: a good number is then refused. So one is read before there are threads. Any thread, any number of times.
 */
void
slip_text_prepare_numbers (void)
{
  g_ascii_strtoull ("0", NULL, 10);
}

/* Cairo takes no text with them. */
static gboolean
is_noncharacter (gunichar c)
{
  return (c & 0xfffe) == 0xfffe || (c >= 0xfdd0 && c <= 0xfdef);
}

/**
 * slip_text_append_shown:
 * @text: (nullable): any bytes
 *
 * As much of @text as can be shown; what is no text is U+FFFD.
 */
void
slip_text_append_shown (GString *target, const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);

  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (c == '\r' && at[1] == '\n')
        continue;
      if (c == '\r')
        c = '\n';
      if ((c < 0x20 && c != '\n' && c != '\t') || c == 0x7f || is_noncharacter (c))
        c = 0xfffd;
      g_string_append_unichar (target, c);
    }
}
