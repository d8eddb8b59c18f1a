/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Fields as pairs, rows as tables. Rows that hold tables themselves (an item of an acceptance
 * test with its steps and attempts) become a heading each, with their fields and inner tables
 * under it: tables within cells can't be read. */

#include "report/slip-report-document-private.h"

#include <glib/gi18n-lib.h>

#include "forms/slip-xml.h"
#include "report/slip-report-value.h"

xmlNode *
slip_report_child (xmlNode *element, const char *name)
{
  for (xmlNode *child = element == NULL ? NULL : slip_xml_element (element->children);
       child != NULL; child = slip_xml_element (child->next))
    if (g_strcmp0 (slip_xml_name (child), name) == 0)
      return child;
  return NULL;
}

static gboolean
holds_tables (SlipFormNode *table)
{
  for (guint i = 0; i < table->children->len; i++)
    if (((SlipFormNode *) g_ptr_array_index (table->children, i))->kind == SLIP_NODE_TABLE)
      return TRUE;
  return FALSE;
}

/* == rows beside each other == */

static gboolean
is_column_used (SlipFormNode *field, xmlNode *element)
{
  if (field->required && field->calculate == NULL && field->relevant == NULL)
    return TRUE;
  for (xmlNode *row = slip_xml_element (element->children); row != NULL;
       row = slip_xml_element (row->next))
    {
      xmlNode *cell = slip_report_child (row, field->name);

      if (cell != NULL && (cell->children != NULL || cell->properties != NULL))
        {
          SlipReportTone tone;
          g_autofree char *text = slip_report_value (field, cell, &tone);

          if (*text != '\0')
            return TRUE;
        }
    }
  return FALSE;
}

/* Rows without a name get a number, unless they begin with one. */
static gboolean
wants_numbers (SlipFormNode *table)
{
  SlipFormNode *first = g_ptr_array_index (table->children, 0);

  return table->key == NULL && first->type != SLIP_FIELD_NUMBER;
}

static void
add_cells (SlipReportTable *target, GPtrArray *columns, xmlNode *row)
{
  for (guint i = 0; i < columns->len; i++)
    {
      SlipFormNode *field = g_ptr_array_index (columns, i);
      SlipReportTone tone;
      g_autofree char *text =
          slip_report_value (field, slip_report_child (row, field->name), &tone);

      if (tone == SLIP_TONE_PLAIN && field->table != NULL && field->table->key == field)
        tone = SLIP_TONE_STRONG;
      slip_report_table_add_cell (target, tone, text);
    }
}

static void
add_grid (SlipReport *report, SlipFormNode *table, xmlNode *element)
{
  g_autoptr (GPtrArray) columns = g_ptr_array_new ();
  SlipReportTable *target = slip_report_add_table (report, SLIP_TABLE_GRID);
  gboolean numbers = wants_numbers (table);
  guint n = 0;

  if (numbers)
    slip_report_table_add_column (target, "#", 0, FALSE);
  for (guint i = 0; i < table->children->len; i++)
    {
      SlipFormNode *field = g_ptr_array_index (table->children, i);

      if (!is_column_used (field, element))
        continue;
      g_ptr_array_add (columns, field);
      slip_report_table_add_column (target, slip_form_node_label (field), 0,
                                    field->type == SLIP_FIELD_LONG_TEXT);
    }
  if (columns->len == 0)
    return;
  for (xmlNode *row = slip_xml_element (element->children); row != NULL;
       row = slip_xml_element (row->next))
    {
      if (numbers)
        {
          g_autofree char *number = g_strdup_printf ("%u", ++n);

          slip_report_table_add_cell (target, SLIP_TONE_PLAIN, number);
        }
      add_cells (target, columns, row);
    }
}

/* == rows under each other == */

/* Rows under each other: does the field stand in the row's heading? That is the key and, right
 * after it, a line of text: "U-07 Triage a claim with two photos". */
static gboolean
is_in_heading (SlipFormNode *field)
{
  SlipFormNode *table = field->parent;

  if (table->kind != SLIP_NODE_TABLE || table->key == NULL || !holds_tables (table))
    return FALSE;
  return field == table->key ||
         (g_ptr_array_index (table->children, 0) == table->key && table->children->len > 1 &&
          g_ptr_array_index (table->children, 1) == field && field->type == SLIP_FIELD_TEXT);
}

static char *
row_title (SlipFormNode *table, xmlNode *row, guint number)
{
  g_autoptr (GString) title = g_string_new (NULL);

  for (guint i = 0; i < table->children->len; i++)
    {
      SlipFormNode *field = g_ptr_array_index (table->children, i);
      SlipReportTone tone;
      g_autofree char *text = NULL;

      if (!is_in_heading (field))
        continue;
      text = slip_report_value (field, slip_report_child (row, field->name), &tone);
      if (title->len > 0 && *text != '\0')
        g_string_append_c (title, ' ');
      g_string_append (title, text);
    }
  if (title->len == 0)
    g_string_append_printf (title, "%s %u", slip_form_node_label (table), number);
  return g_string_free (g_steal_pointer (&title), FALSE);
}

static void
add_row_blocks (SlipReport *report, SlipFormNode *table, xmlNode *element, guint level)
{
  guint number = 0;

  for (xmlNode *row = slip_xml_element (element->children); row != NULL;
       row = slip_xml_element (row->next))
    {
      g_autofree char *title = row_title (table, row, ++number);

      slip_report_add_heading (report, level + 1, title);
      slip_report_fields (report, table, row, level + 1);
    }
}

guint
slip_report_count_row_headings (SlipFormNode *table, xmlNode *element)
{
  return element == NULL || !holds_tables (table) ? 0 : (guint) xmlChildElementCount (element);
}

void
slip_report_rows (SlipReport *report, SlipFormNode *table, xmlNode *element, guint level)
{
  if (element == NULL || slip_xml_element (element->children) == NULL)
    slip_report_add_paragraph (report, SLIP_REPORT_HINT, _ ("No entries."));
  else if (holds_tables (table))
    add_row_blocks (report, table, element, level);
  else
    add_grid (report, table, element);
}

/* == fields == */

static void
add_pair (SlipReport *report, SlipReportTable **pairs, SlipFormNode *field, xmlNode *element)
{
  SlipReportTone tone;
  g_autofree char *text = slip_report_value (field, element, &tone);
  g_autofree char *name = NULL;

  if (element == NULL || *text == '\0')
    return;
  if (*pairs == NULL)
    *pairs = slip_report_add_pairs (report);
  if (field->calculate != NULL)
    name = g_strdup_printf (_ ("%s (calculated)"), slip_form_node_label (field));
  slip_report_table_add_pair (*pairs, name != NULL ? name : slip_form_node_label (field), tone,
                              text);
}

static gboolean
is_empty_optional (SlipFormNode *table, xmlNode *element)
{
  return element == NULL || (table->min_rows == 0 && slip_xml_element (element->children) == NULL);
}

void
slip_report_fields (SlipReport *report, SlipFormNode *node, xmlNode *element, guint level)
{
  SlipReportTable *pairs = NULL;
  guint before = slip_report_get_length (report);

  for (guint i = 0; i < node->children->len; i++)
    {
      SlipFormNode *child = g_ptr_array_index (node->children, i);
      xmlNode *part = slip_report_child (element, child->name);

      if (child->kind == SLIP_NODE_FIELD && is_in_heading (child))
        continue;
      if (child->kind == SLIP_NODE_FIELD)
        {
          add_pair (report, &pairs, child, part);
          continue;
        }
      if (is_empty_optional (child, part))
        continue;
      /* Inside of a row a caption is enough; a section's tables are found by their headings. */
      if (node->kind == SLIP_NODE_TABLE)
        slip_report_add_paragraph (report, SLIP_REPORT_CAPTION, slip_form_node_label (child));
      else
        slip_report_add_heading (report, level + 1, slip_form_node_label (child));
      slip_report_rows (report, child, part, level + 1);
      pairs = NULL;
    }
  if (slip_report_get_length (report) == before)
    slip_report_add_paragraph (report, SLIP_REPORT_HINT, _ ("No entries."));
}
