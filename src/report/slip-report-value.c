/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Values for people: codes by their text, references by label, dates in ISO 8601 with a space,
 * units after numbers. */

#include "report/slip-report-value.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/slip-text.h"
#include "forms/slip-xml.h"

/* A text of this many hexadecimal digits is a digest. */
#define DIGEST_LENGTH 32

/* Codes that stand out wherever they are used. */
static const struct
{
  const char *value;
  SlipReportTone tone;
} code_tones[] = {
  { "pass", SLIP_TONE_GOOD },       { "fail", SLIP_TONE_BAD },
  { "blocked", SLIP_TONE_WARNING }, { "inconclusive", SLIP_TONE_WARNING },
  { "critical", SLIP_TONE_BAD },    { "refused", SLIP_TONE_BAD },
  { "late", SLIP_TONE_WARNING },
};

char *
slip_report_time (const char *text)
{
  const char *zone;

  if (text == NULL)
    return g_strdup ("");
  if (!slip_datetime_is_valid (text))
    return g_strdup (text);
  zone = text + strcspn (text, "Tt") + 1;
  zone += strcspn (zone, "Zz+-");
  /* Seconds matter only where they are not 0. */
  if (zone - text == 19 && strncmp (text + 16, ":00", 3) == 0)
    return g_strdup_printf ("%.10s %.5s %s", text, text + 11,
                            *zone == 'Z' || *zone == 'z' ? "UTC" : zone);
  return g_strdup_printf ("%.10s %.*s %s", text, (int) (zone - text - 11), text + 11,
                          *zone == 'Z' || *zone == 'z' ? "UTC" : zone);
}

static gboolean
is_digest (const char *text)
{
  gsize length = strspn (text, "0123456789abcdefABCDEF");

  return length >= DIGEST_LENGTH && text[length] == '\0';
}

static char *
join_members (SlipFormNode *field, xmlNode *element)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (xmlNode *child = slip_xml_element (element->children); child != NULL;
       child = slip_xml_element (child->next))
    {
      g_autofree char *member = slip_xml_text (child);

      if (text->len > 0)
        g_string_append (text, ", ");
      g_string_append (text, field->codes == NULL ? member : slip_form_code_text (field, member));
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
file_text (xmlNode *element, const char *name)
{
  g_autofree char *digest = slip_xml_attribute (element, "digest");
  g_autofree char *size = slip_xml_attribute (element, "size");
  g_autofree char *printed = NULL;

  if (digest == NULL)
    return g_strdup (name);
  printed = g_format_size (size == NULL ? 0 : g_ascii_strtoull (size, NULL, 10));
  return g_strdup_printf ("%s\n%s, BLAKE2b-256 %s", name, printed, digest);
}

static char *
typed_value (SlipFormNode *field, xmlNode *element, const char *value, SlipReportTone *tone)
{
  g_autofree char *label = NULL;

  switch (field->type)
    {
    case SLIP_FIELD_BOOLEAN:
      return g_strdup (g_str_equal (value, "yes")  ? _ ("Yes")
                       : g_str_equal (value, "no") ? _ ("No")
                                                   : value);
    case SLIP_FIELD_CHOICE:
      for (gsize i = 0; i < G_N_ELEMENTS (code_tones); i++)
        if (g_str_equal (code_tones[i].value, value))
          *tone = code_tones[i].tone;
      return g_strdup (slip_form_code_text (field, value));
    case SLIP_FIELD_DATE_TIME:
      return slip_report_time (value);
    case SLIP_FIELD_NUMBER:
      return field->unit == NULL ? g_strdup (value)
                                 : g_strdup_printf ("%s\xc2\xa0%s", value, field->unit);
    case SLIP_FIELD_FILE:
      return file_text (element, value);
    case SLIP_FIELD_PERSON:
    case SLIP_FIELD_REFERENCE:
      label = slip_xml_attribute (element, "label");
      return g_strdup (label != NULL && *label != '\0' ? label : value);
    default:
      if (is_digest (value))
        *tone = SLIP_TONE_CODE;
      return g_strdup (value);
    }
}

static gboolean
has_mark (xmlNode *element, const char *name)
{
  return xmlHasProp (element, BAD_CAST name) != NULL;
}

char *
slip_report_value (SlipFormNode *field, xmlNode *element, SlipReportTone *tone)
{
  g_autofree char *value = NULL;
  g_autofree char *text = NULL;
  g_autofree char *removed = NULL;

  *tone = SLIP_TONE_PLAIN;
  if (element == NULL)
    return g_strdup ("");
  if (field->type == SLIP_FIELD_CHOICES && !has_mark (element, "invalid"))
    text = join_members (field, element);
  else
    {
      value = slip_xml_text (element);
      if (*value == '\0' || has_mark (element, "invalid"))
        text = g_strdup (value);
      else
        text = typed_value (field, element, value, tone);
    }
  removed = slip_xml_attribute (element, "removed");
  if (removed != NULL)
    {
      *tone = SLIP_TONE_MUTED;
      return g_strdup_printf ("(%s)", removed);
    }
  if (has_mark (element, "missing") && *text == '\0')
    {
      *tone = SLIP_TONE_WARNING;
      return g_strdup (_ ("Not here yet"));
    }
  if (*text == '\0' && field->required)
    {
      *tone = field->calculate == NULL ? SLIP_TONE_WARNING : SLIP_TONE_MUTED;
      return g_strdup (_ ("Missing"));
    }
  if (has_mark (element, "conflict"))
    {
      *tone = SLIP_TONE_WARNING;
      return g_strdup_printf (_ ("%s (in conflict: not settled)"), text);
    }
  if (has_mark (element, "invalid"))
    {
      *tone = SLIP_TONE_WARNING;
      return g_strdup_printf (_ ("%s (not a value of this field)"), text);
    }
  return g_steal_pointer (&text);
}
