/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

#include "forms/slip-siblings.h"

#include "forms/slip-removed.h"
#include "store/slip-values.h"

/* Characters of a value that are told; the rest is in the audit trail. */
#define TOLD_CHARACTERS 200

char *
slip_siblings_describe (SlipDatabase *database, const char *record, const char *row,
                        SlipFormNode *field, gboolean others_only)
{
  g_autoptr (GPtrArray) values = slip_values_get (database, record, row, field->cell, NULL);
  g_autoptr (GString) text = g_string_new (NULL);

  if (values == NULL)
    return g_strdup ("");
  slip_values_distinct (values);
  for (guint i = others_only ? 1 : 0; i < values->len; i++)
    {
      SlipValue *value = g_ptr_array_index (values, i);
      g_autofree char *resolved = slip_value_resolve (database, value, NULL);
      g_autofree char *shown =
          resolved != NULL ? slip_form_display_value (database, record, field, resolved) : NULL;
      g_autofree char *removed =
          resolved == NULL ? slip_removed_note (database, value->value) : NULL;
      g_autofree char *name = slip_database_get_text (
          database, NULL, "SELECT name FROM member WHERE person = ?", "s", value->person);

      if (shown != NULL && g_utf8_strlen (shown, -1) > TOLD_CHARACTERS)
        {
          g_autofree char *start = g_utf8_substring (shown, 0, TOLD_CHARACTERS);

          g_free (shown);
          shown = g_strconcat (start, "…", NULL);
        }
      g_string_append_printf (text, "%s%s: %s", text->len > 0 ? "; " : "",
                              name != NULL ? name : value->person,
                              shown != NULL     ? shown
                              : removed != NULL ? removed
                                                : "…");
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}
