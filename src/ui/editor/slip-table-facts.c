/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* See slip-table-facts.h. */

#include "ui/editor/slip-table-facts.h"

#include <glib/gi18n.h>

#include "ui/editor/slip-field-words.h"

#define MAX_INLINE 5
#define MAX_FACTS 3

static gboolean
is_simple (SlipFormNode *node)
{
  return node->kind == SLIP_NODE_FIELD && node->type != SLIP_FIELD_LONG_TEXT &&
         node->type != SLIP_FIELD_FILE && node->type != SLIP_FIELD_CHOICES;
}

/* What can be typed or chosen in a cell; the others have calendars and lists, on the row's page. */
static gboolean
is_for_cells (SlipFormNode *node)
{
  return is_simple (node) && node->type != SLIP_FIELD_DATE_TIME &&
         node->type != SLIP_FIELD_REFERENCE && node->type != SLIP_FIELD_PERSON;
}

gboolean
slip_table_fits_inline (SlipFormNode *table)
{
  if (table->children->len > MAX_INLINE)
    return FALSE;
  for (guint i = 0; i < table->children->len; i++)
    if (!is_for_cells (g_ptr_array_index (table->children, i)))
      return FALSE;
  return TRUE;
}

SlipFormNode *
slip_table_get_title_field (SlipFormNode *table)
{
  if (table->key != NULL)
    return table->key;
  for (guint i = 0; i < table->children->len; i++)
    {
      SlipFormNode *node = g_ptr_array_index (table->children, i);

      if (node->type == SLIP_FIELD_TEXT || node->type == SLIP_FIELD_LONG_TEXT)
        return node;
    }
  /* What it refers to, who it is about or of which kind it is says more than its number. */
  for (guint i = 0; i < table->children->len; i++)
    {
      SlipFormNode *node = g_ptr_array_index (table->children, i);

      if (node->kind == SLIP_NODE_FIELD && node->calculate == NULL && node != table->keep &&
          (node->type == SLIP_FIELD_REFERENCE || node->type == SLIP_FIELD_PERSON ||
           node->type == SLIP_FIELD_CHOICE))
        return node;
    }
  return NULL;
}

SlipFormNode *
slip_table_get_verdicts (SlipFormNode *table)
{
  for (guint i = 0; i < table->children->len; i++)
    {
      SlipFormNode *node = g_ptr_array_index (table->children, i);

      if (node->kind == SLIP_NODE_TABLE && node->keep != NULL && node->keep->codes != NULL &&
          node->keep->type == SLIP_FIELD_CHOICE)
        return node;
    }
  return NULL;
}

SlipFormNode *
slip_table_get_result (SlipFormNode *table)
{
  SlipFormNode *verdicts = slip_table_get_verdicts (table);
  SlipFormNode *choice = verdicts != NULL ? verdicts->keep : table->keep;

  for (guint i = 0; choice != NULL && i < table->children->len; i++)
    {
      SlipFormNode *node = g_ptr_array_index (table->children, i);

      if (node == choice || (node->kind == SLIP_NODE_FIELD && node->codes == choice->codes &&
                             node->codes != NULL && node->calculate != NULL))
        return node;
    }
  return NULL;
}

GPtrArray *
slip_table_list_facts (SlipFormNode *table)
{
  GPtrArray *facts = g_ptr_array_new ();
  SlipFormNode *title = slip_table_get_title_field (table);
  SlipFormNode *result = slip_table_get_result (table);

  for (guint i = 0; i < table->children->len && facts->len < MAX_FACTS; i++)
    {
      SlipFormNode *node = g_ptr_array_index (table->children, i);

      if (node != title && node != result && node->relevant == NULL && node->calculate == NULL &&
          (is_simple (node) || (node->type == SLIP_FIELD_LONG_TEXT && facts->len == 0)))
        g_ptr_array_add (facts, node);
    }
  return facts;
}

gboolean
slip_table_is_kept (SlipFormRows *rows, SlipFormRow *row)
{
  SlipFormNode *table = slip_form_rows_get_table (rows);
  const SlipFieldState *state;

  if (table->keep == NULL)
    return FALSE;
  state = slip_form_row_get_field (row, table->keep->name);
  return state != NULL && state->loaded && state->stored != NULL && *state->stored != '\0' &&
         g_strcmp0 (state->stored, table->keep_unless) != 0;
}

char *
slip_table_row_name (SlipFormRows *rows, SlipFormRow *row)
{
  SlipFormNode *title = slip_table_get_title_field (slip_form_rows_get_table (rows));
  const char *name = slip_form_row_get_name (row);
  const SlipFieldState *state;
  guint place;

  if (*name != '\0')
    return g_strdup (name);
  state = title != NULL ? slip_form_row_get_field (row, title->name) : NULL;
  if (state != NULL && state->loaded && *state->display != '\0')
    return slip_table_show (state);
  place = slip_form_rows_find (rows, slip_form_row_get_id (row));
  /* Translators: a row of a table that has no name of its own. */
  return g_strdup_printf (_ ("Row %u"), place != G_MAXUINT ? place + 1 : 0);
}

char *
slip_table_why_fixed (SlipFormRows *rows, SlipFormRow *row, SlipFormNode *field)
{
  const char *why = slip_form_session_get_read_only (slip_form_rows_get_session (rows));
  const SlipFieldState *state = slip_form_row_get_field (row, field->name);

  if (why != NULL)
    return g_strdup (why);
  if (state == NULL || !state->loaded)
    return g_strdup (_ ("This is still being read."));
  if (state->how != NULL)
    return g_strdup (_ ("This is calculated."));
  if (slip_table_is_kept (rows, row) && state->stored != NULL && *state->stored != '\0' &&
      !state->conflict)
    return g_strdup (_ ("This is kept as it was recorded. Add another row instead."));
  return NULL;
}

char *
slip_table_show (const SlipFieldState *state)
{
  g_autoptr (GDateTime) time = NULL;

  if (state->missing)
    return g_strdup ("…");
  if (state->node->type == SLIP_FIELD_DATE_TIME)
    time = g_date_time_new_from_iso8601 (state->text, NULL);
  return time != NULL ? g_date_time_format (time, "%Y-%m-%d %H:%M") : g_strdup (state->display);
}

guint
slip_table_count_problems (SlipFormRows *rows, SlipFormRow *row, char **first)
{
  SlipFormNode *table = slip_form_rows_get_table (rows);
  guint n = 0;

  *first = NULL;
  for (guint i = 0; i < table->children->len; i++)
    {
      SlipFormNode *node = g_ptr_array_index (table->children, i);
      const SlipFieldState *state =
          node->kind == SLIP_NODE_FIELD ? slip_form_row_get_field (row, node->name) : NULL;

      if (state == NULL || !state->loaded || !state->relevant ||
          (state->problem == NULL && !state->conflict))
        continue;
      if (n++ == 0)
        *first = state->problem != NULL ? slip_field_explain (state)
                                        : g_strdup (_ ("There are several values."));
    }
  return n;
}

GMenuModel *
slip_table_make_choices (SlipFormNode *field, gboolean can_clear, const char *action)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) none = g_menu_new ();
  const char *yes_no[] = { "yes", "no" };
  guint n = field->codes != NULL ? field->codes->codes->len : G_N_ELEMENTS (yes_no);

  for (guint i = 0; i < n; i++)
    {
      const char *value = field->codes != NULL
                              ? ((SlipFormCode *) g_ptr_array_index (field->codes->codes, i))->value
                              : yes_no[i];
      const char *text = field->codes != NULL ? slip_form_code_text (field, value)
                         : i == 0             ? _ ("Yes")
                                              : _ ("No");
      g_autoptr (GMenuItem) item = g_menu_item_new (text, NULL);

      g_menu_item_set_action_and_target (item, action, "s", value);
      g_menu_append_item (menu, item);
    }
  if (can_clear)
    {
      g_autoptr (GMenuItem) item = g_menu_item_new (_ ("Clear"), NULL);

      g_menu_item_set_action_and_target (item, action, "s", "");
      g_menu_append_item (none, item);
      g_menu_append_section (menu, NULL, G_MENU_MODEL (none));
    }
  return G_MENU_MODEL (menu);
}
