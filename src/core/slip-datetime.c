/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* RFC 3339 dates and times. GDateTime reads more than RFC 3339 allows (week dates, missing
 * offsets), so the reading is done here. */

#include "core/slip-datetime.h"

#include <string.h>

#define DAY_MS (G_GINT64_CONSTANT (24) * 60 * 60 * 1000)
#define MINUTE_MS (G_GINT64_CONSTANT (60) * 1000)

/* Reads exactly @n digits at *@text and moves behind them. */
static gboolean
read_digits (const char **text, int n, int *value)
{
  int result = 0;

  for (int i = 0; i < n; i++)
    {
      if (!g_ascii_isdigit ((*text)[i]))
        return FALSE;
      result = result * 10 + g_ascii_digit_value ((*text)[i]);
    }
  *text += n;
  *value = result;
  return TRUE;
}

static gboolean
read_char (const char **text, char c)
{
  if (**text != c)
    return FALSE;
  (*text)++;
  return TRUE;
}

/* Days from 1970-01-01 to a date that is there. */
static gint64
days_of (int year, int month, int day)
{
  GDate date;

  g_date_clear (&date, 1);
  g_date_set_dmy (&date, (GDateDay) day, (GDateMonth) month, (GDateYear) year);
  return (gint64) g_date_get_julian (&date) - 719163;
}

static gboolean
read_date (const char **text, gint64 *days)
{
  int year, month, day;

  if (!read_digits (text, 4, &year) || !read_char (text, '-') || !read_digits (text, 2, &month) ||
      !read_char (text, '-') || !read_digits (text, 2, &day) ||
      !g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year))
    return FALSE;
  *days = days_of (year, month, day);
  return TRUE;
}

/* The part from "T" to the offset. */
static gboolean
read_time (const char **text, gint64 *ms)
{
  int hour, minute, second;
  int fraction = 0;

  if (!read_char (text, 'T') || !read_digits (text, 2, &hour) || !read_char (text, ':') ||
      !read_digits (text, 2, &minute) || !read_char (text, ':') ||
      !read_digits (text, 2, &second) || hour > 23 || minute > 59 || second > 59)
    return FALSE;
  if (read_char (text, '.'))
    {
      int n = 0;

      for (; g_ascii_isdigit (**text) && n < 9; n++)
        {
          if (n < 3)
            fraction = fraction * 10 + g_ascii_digit_value (**text);
          (*text)++;
        }
      if (n == 0)
        return FALSE;
      for (; n < 3; n++)
        fraction *= 10;
    }
  *ms = ((hour * 60 + minute) * 60 + second) * 1000 + fraction;
  return TRUE;
}

static gboolean
read_offset (const char **text, gint64 *minutes)
{
  int hours, rest;
  gboolean west = **text == '-';

  if (read_char (text, 'Z'))
    {
      *minutes = 0;
      return TRUE;
    }
  if ((!west && **text != '+') || ((*text)++, !read_digits (text, 2, &hours)) ||
      !read_char (text, ':') || !read_digits (text, 2, &rest) || hours > 23 || rest > 59)
    return FALSE;
  *minutes = (west ? -1 : 1) * (hours * 60 + rest);
  return TRUE;
}

/**
 * slip_date_is_valid:
 * @text: (nullable): text
 *
 * Returns: whether @text is a date of the calendar, years 0001 to 9999, like "2026-03-14"
 */
gboolean
slip_date_is_valid (const char *text)
{
  gint64 days;

  return text != NULL && read_date (&text, &days) && *text == '\0';
}

/**
 * slip_datetime_is_valid:
 * @text: (nullable): text
 *
 * RFC 3339 section 5.6 with upper-case T and Z, at most nine digits of a second's fraction, and no
 * leap second, which nothing below could keep.
 *
 * Returns: whether @text is a date-time like "2026-03-14T22:00:00+01:00"
 */
gboolean
slip_datetime_is_valid (const char *text)
{
  gint64 ms;

  return text != NULL && strchr (text, 'T') != NULL && slip_datetime_to_ms (text, &ms);
}

/**
 * slip_datetime_to_ms:
 * @text: (nullable): a date or date-time
 * @ms: (out): ms since the epoch, UTC; of a date 00:00 UTC; untouched on failure
 *
 * Returns: whether @text is a date or a date-time
 */
gboolean
slip_datetime_to_ms (const char *text, gint64 *ms)
{
  gint64 days, time = 0, minutes = 0;

  if (text == NULL || !read_date (&text, &days))
    return FALSE;
  if (*text != '\0' && (!read_time (&text, &time) || !read_offset (&text, &minutes)))
    return FALSE;
  if (*text != '\0')
    return FALSE;
  *ms = days * DAY_MS + time - minutes * MINUTE_MS;
  return TRUE;
}

/**
 * slip_datetime_format:
 * @ms: ms since the epoch, UTC; brought into the years 0001 to 9999
 * @utc_offset_minutes: minutes east of UTC, less than a day
 *
 * Returns: (transfer full): RFC 3339 in whole seconds with a numeric offset, also for UTC
 * ("+00:00")
 */
char *
slip_datetime_format (gint64 ms, int utc_offset_minutes)
{
  gint64 first = -719162 * DAY_MS;
  gint64 last = G_GINT64_CONSTANT (2932897) * DAY_MS - 1;
  int offset = CLAMP (utc_offset_minutes, -1439, 1439);
  gint64 local = CLAMP (ms, first + DAY_MS, last - DAY_MS) + offset * MINUTE_MS;
  gint64 days = local >= 0 ? local / DAY_MS : -((DAY_MS - 1 - local) / DAY_MS);
  int seconds = (int) ((local - days * DAY_MS) / 1000);
  GDate date;

  g_date_clear (&date, 1);
  g_date_set_julian (&date, (guint32) (days + 719163));
  return g_strdup_printf ("%04d-%02d-%02dT%02d:%02d:%02d%c%02d:%02d", g_date_get_year (&date),
                          g_date_get_month (&date), g_date_get_day (&date), seconds / 3600,
                          seconds / 60 % 60, seconds % 60, offset < 0 ? '-' : '+',
                          ABS (offset) / 60, ABS (offset) % 60);
}
