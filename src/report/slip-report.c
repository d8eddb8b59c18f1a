/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The report model: owns copies of all texts, so that a report outlives what it was made from. */

#include "report/slip-report.h"

struct _SlipReport
{
  SlipReportMeta meta; /* its texts are owned by `strings` */
  GStringChunk *strings;
  GPtrArray *blocks; /* (element-type SlipReportBlock) */
};

static char *
copy (const char *text)
{
  return g_strdup (text == NULL ? "" : text);
}

/* == tables == */

static void
clear_column (gpointer data)
{
  SlipReportColumn *column = data;

  g_free (column->header);
}

static void
clear_cell (gpointer data)
{
  SlipReportCell *cell = data;

  g_free (cell->text);
}

static SlipReportTable *
table_new (SlipReportTableStyle style)
{
  SlipReportTable *table = g_new0 (SlipReportTable, 1);

  table->style = style;
  table->columns = g_array_new (FALSE, TRUE, sizeof (SlipReportColumn));
  table->cells = g_array_new (FALSE, TRUE, sizeof (SlipReportCell));
  g_array_set_clear_func (table->columns, clear_column);
  g_array_set_clear_func (table->cells, clear_cell);
  return table;
}

static void
table_free (SlipReportTable *table)
{
  if (table == NULL)
    return;
  g_array_unref (table->columns);
  g_array_unref (table->cells);
  g_free (table);
}

void
slip_report_table_add_column (SlipReportTable *table, const char *header, double width,
                              gboolean rich)
{
  SlipReportColumn column = { g_strdup (header), width, rich };

  g_return_if_fail (table != NULL && table->cells->len == 0);

  g_array_append_val (table->columns, column);
}

void
slip_report_table_add_cell (SlipReportTable *table, SlipReportTone tone, const char *text)
{
  SlipReportCell cell = { copy (text), tone };

  g_return_if_fail (table != NULL && table->columns->len > 0);

  g_array_append_val (table->cells, cell);
}

void
slip_report_table_add_pair (SlipReportTable *table, const char *name, SlipReportTone tone,
                            const char *value)
{
  g_return_if_fail (table != NULL && table->style == SLIP_TABLE_PAIRS);

  slip_report_table_add_cell (table, SLIP_TONE_STRONG, name);
  slip_report_table_add_cell (table, tone, value);
}

guint
slip_report_table_n_rows (const SlipReportTable *table)
{
  guint columns = table->columns->len;

  return columns == 0 ? 0 : (table->cells->len + columns - 1) / columns;
}

const SlipReportCell *
slip_report_table_get_cell (const SlipReportTable *table, guint row, guint column)
{
  gsize index = (gsize) row * table->columns->len + column;

  if (column >= table->columns->len || index >= table->cells->len)
    return NULL;
  return &g_array_index (table->cells, SlipReportCell, index);
}

/* == signatures == */

static void
signature_free (SlipReportSignature *signature)
{
  if (signature == NULL)
    return;
  g_free ((char *) signature->meaning);
  g_free ((char *) signature->role);
  g_free ((char *) signature->name);
  g_free ((char *) signature->verdict);
  g_free ((char *) signature->time);
  g_free ((char *) signature->fingerprint);
  g_free ((char *) signature->sections);
  g_free ((char *) signature->comment);
  g_free ((char *) signature->reason);
  g_free (signature);
}

static SlipReportSignature *
signature_copy (const SlipReportSignature *signature)
{
  SlipReportSignature *result = g_new0 (SlipReportSignature, 1);

  result->meaning = copy (signature->meaning);
  result->role = copy (signature->role);
  result->name = g_strdup (signature->name);
  result->verdict = copy (signature->verdict);
  result->tone = signature->tone;
  result->time = copy (signature->time);
  result->fingerprint = copy (signature->fingerprint);
  result->sections = g_strdup (signature->sections);
  result->comment = g_strdup (signature->comment);
  result->verified = signature->verified;
  result->reason = g_strdup (signature->reason);
  return result;
}

/* == blocks == */

static void
block_free (gpointer data)
{
  SlipReportBlock *block = data;

  g_free (block->text);
  table_free (block->table);
  signature_free (block->signature);
  g_free (block);
}

static SlipReportBlock *
add_block (SlipReport *report, SlipReportKind kind, const char *text)
{
  SlipReportBlock *block = g_new0 (SlipReportBlock, 1);

  block->kind = kind;
  block->text = copy (text);
  g_ptr_array_add (report->blocks, block);
  return block;
}

void
slip_report_add_heading (SlipReport *report, guint level, const char *text)
{
  g_return_if_fail (report != NULL);

  add_block (report, SLIP_REPORT_HEADING, text)->level = CLAMP (level, 1, 6);
}

void
slip_report_add_paragraph (SlipReport *report, SlipReportParagraph variant, const char *text)
{
  g_return_if_fail (report != NULL);

  add_block (report, SLIP_REPORT_PARAGRAPH, text)->variant = variant;
}

void
slip_report_add_text (SlipReport *report, const char *markdown)
{
  g_return_if_fail (report != NULL);

  add_block (report, SLIP_REPORT_TEXT, markdown);
}

void
slip_report_add_preformatted (SlipReport *report, const char *text)
{
  g_return_if_fail (report != NULL);

  add_block (report, SLIP_REPORT_PREFORMATTED, text);
}

void
slip_report_add_note (SlipReport *report, SlipReportTone tone, const char *text)
{
  g_return_if_fail (report != NULL);

  add_block (report, SLIP_REPORT_NOTE, text)->tone = tone;
}

void
slip_report_add_signature (SlipReport *report, const SlipReportSignature *signature)
{
  g_return_if_fail (report != NULL && signature != NULL);

  add_block (report, SLIP_REPORT_SIGNATURE, NULL)->signature = signature_copy (signature);
}

void
slip_report_add_contents (SlipReport *report, guint depth, const char *title)
{
  g_return_if_fail (report != NULL);

  add_block (report, SLIP_REPORT_CONTENTS, title)->level = CLAMP (depth, 1, 6);
}

SlipReportTable *
slip_report_add_table (SlipReport *report, SlipReportTableStyle style)
{
  SlipReportTable *table;

  g_return_val_if_fail (report != NULL, NULL);

  table = table_new (style);
  add_block (report, SLIP_REPORT_TABLE, NULL)->table = table;
  return table;
}

SlipReportTable *
slip_report_add_pairs (SlipReport *report)
{
  SlipReportTable *table = slip_report_add_table (report, SLIP_TABLE_PAIRS);

  slip_report_table_add_column (table, NULL, 2, FALSE);
  slip_report_table_add_column (table, NULL, 5, TRUE);
  return table;
}

/* == the report == */

static const char *
keep (SlipReport *report, const char *text)
{
  return g_string_chunk_insert (report->strings, text == NULL ? "" : text);
}

SlipReport *
slip_report_new (const SlipReportMeta *meta)
{
  SlipReport *report = g_new0 (SlipReport, 1);

  report->strings = g_string_chunk_new (512);
  report->blocks = g_ptr_array_new_with_free_func (block_free);
  report->meta.title = keep (report, meta->title);
  report->meta.form = keep (report, meta->form);
  report->meta.number = keep (report, meta->number);
  report->meta.version = keep (report, meta->version);
  report->meta.status = keep (report, meta->status);
  report->meta.content_hash = keep (report, meta->content_hash);
  report->meta.language = keep (report, meta->language == NULL ? "en" : meta->language);
  report->meta.owner = keep (report, meta->owner);
  report->meta.changed_ms = meta->changed_ms;
  return report;
}

void
slip_report_free (SlipReport *report)
{
  if (report == NULL)
    return;
  g_ptr_array_unref (report->blocks);
  g_string_chunk_free (report->strings);
  g_free (report);
}

const SlipReportMeta *
slip_report_get_meta (SlipReport *report)
{
  return &report->meta;
}

guint
slip_report_get_length (SlipReport *report)
{
  return report->blocks->len;
}

const SlipReportBlock *
slip_report_get_block (SlipReport *report, guint index)
{
  g_return_val_if_fail (index < report->blocks->len, NULL);

  return g_ptr_array_index (report->blocks, index);
}
