/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* How every command tells what changed in a document. */

#include "cli/slip-commands.h"

/* Values longer than this are cut in a list; --json has them whole. */
#define VALUE_WIDTH 60

static char *
change_text (const SlipFieldChange *change)
{
  g_autofree char *old = NULL;
  g_autofree char *new = NULL;

  switch (change->kind)
    {
    case SLIP_CHANGE_ADDED:
      return g_strdup (_ ("added"));
    case SLIP_CHANGE_DELETED:
      return g_strdup (_ ("deleted"));
    case SLIP_CHANGE_MOVED:
      return g_strdup (_ ("moved"));
    case SLIP_CHANGE_SECTION:
      return g_strdup (change->new != NULL ? _ ("not relevant any more") : _ ("relevant now"));
    case SLIP_CHANGE_SET:
    default:
      old = slip_cli_shorten (change->old_text, VALUE_WIDTH);
      new = slip_cli_shorten (change->new_text, VALUE_WIDTH);
      return g_strdup_printf ("%s → %s", *old != '\0' ? old : _ ("(empty)"),
                              *new != '\0' ? new : _ ("(empty)"));
    }
}

void
slip_cli_print_changes (GPtrArray *changes, FILE *stream)
{
  g_autoptr (SlipTable) table = slip_table_new (2);

  for (guint i = 0; i < changes->len; i++)
    {
      const SlipFieldChange *change = g_ptr_array_index (changes, i);
      g_autofree char *text = change_text (change);

      slip_table_add (table, change->label, text);
    }
  slip_table_print (table, stream);
}

void
slip_json_changes (JsonBuilder *json, GPtrArray *changes)
{
  json_builder_begin_array (json);
  for (guint i = 0; i < changes->len; i++)
    {
      const SlipFieldChange *change = g_ptr_array_index (changes, i);

      json_builder_begin_object (json);
      slip_json_text (json, "kind", slip_change_kind_name (change->kind));
      slip_json_text (json, "path", change->path);
      slip_json_text (json, "section", change->section);
      slip_json_text (json, "label", change->label);
      slip_json_text (json, "old", change->old);
      slip_json_text (json, "new", change->new);
      slip_json_text (json, "old-text", change->old_text);
      slip_json_text (json, "new-text", change->new_text);
      json_builder_end_object (json);
    }
  json_builder_end_array (json);
}
