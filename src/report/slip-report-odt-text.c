/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Text for OpenDocument. A reader collapses white space (ODF 1.3 part 3, 6.1.2), so more than
 * one space in a row, tabs and line ends are elements; and what XML 1.0 forbids must not get
 * through, whatever somebody typed. */

#include "report/slip-report-odt-private.h"

#include <string.h>

#define REPLACEMENT "\xef\xbf\xbd" /* U+FFFD */

/* Bytes that slip_odt_text() has to look at; all others are copied in runs. */
static gboolean
is_special (const guchar *at)
{
  return *at <= 0x20 || *at == '<' || *at == '>' || *at == '&' || *at == '"' ||
         (*at == 0xef && at[1] == 0xbf && (at[2] == 0xbe || at[2] == 0xbf));
}

/* Writes what stands at @at for everything that isn't a space; tells how many bytes it took. */
static gsize
append_special (GString *target, const char *at)
{
  switch (*at)
    {
    case '<':
      g_string_append (target, "&lt;");
      return 1;
    case '>':
      g_string_append (target, "&gt;");
      return 1;
    case '&':
      g_string_append (target, "&amp;");
      return 1;
    case '"':
      g_string_append (target, "&quot;");
      return 1;
    default: /* a control character, or U+FFFE, U+FFFF */
      g_string_append (target, REPLACEMENT);
      return (guchar) *at == 0xef ? 3 : 1;
    }
}

static gsize
append_space (SlipOdtWriter *writer, const char *at, const char *end)
{
  gsize n = 0;
  gsize more;

  if (*at == '\n' || *at == '\r')
    {
      g_string_append (writer->body, "<text:line-break/>");
      writer->after_space = TRUE;
      return *at == '\r' && at + 1 < end && at[1] == '\n' ? 2 : 1;
    }
  if (*at == '\t')
    {
      g_string_append (writer->body, "<text:tab/>");
      writer->after_space = TRUE;
      return 1;
    }
  while (at + n < end && at[n] == ' ')
    n++;
  more = n;
  if (!writer->after_space)
    {
      g_string_append_c (writer->body, ' ');
      more--;
    }
  if (more == 1)
    g_string_append (writer->body, "<text:s/>");
  else if (more > 1)
    g_string_append_printf (writer->body, "<text:s text:c=\"%" G_GSIZE_FORMAT "\"/>", more);
  writer->after_space = TRUE;
  return n;
}

void
slip_odt_text (SlipOdtWriter *writer, const char *text, gssize length)
{
  g_autofree char *valid = NULL;
  const char *at = text;
  const char *end;

  if (text == NULL)
    return;
  if (length < 0)
    length = (gssize) strlen (text);
  if (!g_utf8_validate_len (text, (gsize) length, NULL))
    {
      at = valid = g_utf8_make_valid (text, length);
      length = (gssize) strlen (valid);
    }
  end = at + length;
  while (at < end)
    {
      const char *run = at;

      while (at < end && !is_special ((const guchar *) at))
        at++;
      if (at > run)
        {
          g_string_append_len (writer->body, run, at - run);
          writer->after_space = FALSE;
        }
      if (at == end)
        break;
      if (*at == ' ' || *at == '\n' || *at == '\r' || *at == '\t')
        at += append_space (writer, at, end);
      else
        {
          at += append_special (writer->body, at);
          writer->after_space = FALSE;
        }
    }
}

void
slip_odt_escape (GString *target, const char *text)
{
  g_autofree char *valid = text == NULL ? NULL : g_utf8_make_valid (text, -1);

  for (const char *at = valid; at != NULL && *at != '\0';)
    {
      if (*at == '\n' || *at == '\t' || *at == '\r' || *at == ' ')
        g_string_append_c (target, ' ');
      else if (is_special ((const guchar *) at))
        {
          at += append_special (target, at);
          continue;
        }
      else
        g_string_append_c (target, *at);
      at++;
    }
}

void
slip_odt_open (SlipOdtWriter *writer, const char *style)
{
  g_string_append (writer->body, "<text:p text:style-name=\"");
  g_string_append (writer->body, style);
  g_string_append (writer->body, "\">");
  writer->after_space = TRUE;
}

void
slip_odt_close (SlipOdtWriter *writer)
{
  g_string_append (writer->body, "</text:p>\n");
}

void
slip_odt_paragraph (SlipOdtWriter *writer, const char *style, const char *text)
{
  slip_odt_open (writer, slip_odt_direction (style, text));
  slip_odt_text (writer, text, -1);
  slip_odt_close (writer);
}

void
slip_odt_span (SlipOdtWriter *writer, const char *style, const char *text)
{
  if (style == NULL)
    {
      slip_odt_text (writer, text, -1);
      return;
    }
  g_string_append (writer->body, "<text:span text:style-name=\"");
  g_string_append (writer->body, style);
  g_string_append (writer->body, "\">");
  slip_odt_text (writer, text, -1);
  g_string_append (writer->body, "</text:span>");
}

/* Does the first letter run from right to left? */
static gboolean
is_rtl (const char *text)
{
  for (const char *at = text; at != NULL && *at != '\0';)
    {
      gunichar letter;

      if ((guchar) *at < 0x80)
        {
          if (g_ascii_isalpha (*at))
            return FALSE;
          at++;
          continue;
        }
      letter = g_utf8_get_char_validated (at, -1);
      if (letter >= (gunichar) -2)
        return FALSE;
      if (g_unichar_isalpha (letter))
        switch (g_unichar_get_script (letter))
          {
          case G_UNICODE_SCRIPT_HEBREW:
          case G_UNICODE_SCRIPT_ARABIC:
          case G_UNICODE_SCRIPT_SYRIAC:
          case G_UNICODE_SCRIPT_THAANA:
          case G_UNICODE_SCRIPT_NKO:
          case G_UNICODE_SCRIPT_ADLAM:
            return TRUE;
          default:
            return FALSE;
          }
      at = g_utf8_next_char (at);
    }
  return FALSE;
}

const char *
slip_odt_direction (const char *style, const char *text)
{
  if (!is_rtl (text))
    return style;
  if (g_str_equal (style, "Table_20_Contents"))
    return "Table_20_Contents_20_RTL";
  if (g_str_equal (style, "Text_20_body") || g_str_equal (style, "List_20_Contents"))
    return "Text_20_body_20_RTL";
  return style;
}

void
slip_odt_language (GString *target, const char *language)
{
  g_auto (GStrv) parts = g_strsplit_set (language, "-_", -1);
  const char *country = "none";

  for (guint i = 1; parts[0] != NULL && parts[i] != NULL; i++)
    if (strlen (parts[i]) == 2 && g_ascii_isalpha (parts[i][0]) && g_ascii_isalpha (parts[i][1]))
      {
        country = parts[i];
        break;
      }
  g_string_append (target, " fo:language=\"");
  if (parts[0] != NULL && strlen (parts[0]) >= 2 && strlen (parts[0]) <= 3 &&
      strspn (parts[0], "abcdefghijklmnopqrstuvwxyz") == strlen (parts[0]))
    slip_odt_escape (target, parts[0]);
  else
    g_string_append (target, "en");
  g_string_append (target, "\" fo:country=\"");
  slip_odt_escape (target, country);
  g_string_append_c (target, '"');
}
