/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A report as a list of blocks, without a file format: what stands in it and what it means, so
 * that every writer says the same. Built once from top to bottom, then read by a writer; not
 * shared between threads. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _SlipReport SlipReport;
typedef struct _SlipReportBlock SlipReportBlock;
typedef struct _SlipReportTable SlipReportTable;

typedef enum
{
  SLIP_REPORT_HEADING,
  SLIP_REPORT_PARAGRAPH,
  SLIP_REPORT_TEXT,         /* long text with simple Markdown */
  SLIP_REPORT_PREFORMATTED, /* line ends and spaces as they are */
  SLIP_REPORT_NOTE,         /* set apart by a rule at its side */
  SLIP_REPORT_TABLE,
  SLIP_REPORT_SIGNATURE,
  SLIP_REPORT_CONTENTS, /* table of contents */
} SlipReportKind;

/* How a paragraph is meant. */
typedef enum
{
  SLIP_REPORT_BODY,
  SLIP_REPORT_TITLE,
  SLIP_REPORT_SUBTITLE,
  SLIP_REPORT_HINT,    /* small and grey: remarks about the report itself */
  SLIP_REPORT_CAPTION, /* names the table after it */
} SlipReportParagraph;

/* How a text is meant; never told by colour alone. */
typedef enum
{
  SLIP_TONE_PLAIN,
  SLIP_TONE_STRONG,
  SLIP_TONE_MUTED, /* absent or calculated */
  SLIP_TONE_CODE,  /* digests and commands: fixed width */
  SLIP_TONE_GOOD,
  SLIP_TONE_WARNING,
  SLIP_TONE_BAD,
} SlipReportTone;

typedef enum
{
  SLIP_TABLE_GRID,  /* header row, light rules */
  SLIP_TABLE_PAIRS, /* two columns, name and value; the names are header cells; no header row */
  SLIP_TABLE_TITLE, /* the title table of the SOP: header row, boxed */
} SlipReportTableStyle;

/**
 * SlipReportMeta:
 * @title: of the document; stands in the file's properties and at the top of each page
 * @form: what kind of document it is ("UAT Checklist")
 * @number: the document's number
 * @version: as printed
 * @status: as printed
 * @content_hash: digest of the content, 64 hex
 * @language: BCP 47, such as "en" or "de-AT"; NULL is "en"
 * @owner: (nullable): printed name
 * @changed_ms: when the content was last changed, milliseconds since the epoch (UTC); 0 leaves
 *   dates out, so that the same content always gives the same bytes
 *
 * What a reader has to know about the whole document. All texts are copied; NULL is like "".
 */
typedef struct
{
  const char *title;
  const char *form;
  const char *number;
  const char *version;
  const char *status;
  const char *content_hash;
  const char *language;
  const char *owner;
  gint64 changed_ms;
} SlipReportMeta;

/**
 * SlipReportSignature:
 * @meaning: what the signature means
 * @role: printed name of the role
 * @name: (nullable): printed name of the person; NULL while nobody signed
 * @verdict: as printed ("Approved", "Concerns", "Not signed yet")
 * @tone: of the verdict
 * @time: date and time with zone, as claimed
 * @fingerprint: of the key that signed
 * @sections: (nullable): names of what it covers
 * @comment: (nullable): what the signer added
 * @verified: whether bytes, key, person and role fit
 * @reason: (nullable): why it isn't verified or doesn't count
 *
 * One signature block (21 CFR 11.50: printed name, date and time, meaning). Texts are copied.
 */
typedef struct
{
  const char *meaning;
  const char *role;
  const char *name;
  const char *verdict;
  SlipReportTone tone;
  const char *time;
  const char *fingerprint;
  const char *sections;
  const char *comment;
  gboolean verified;
  const char *reason;
} SlipReportSignature;

/**
 * SlipReportColumn:
 * @header: (nullable): heading of the column
 * @width: share of the table's width against the other columns; 0 lets the texts decide
 * @rich: the cells hold long text with simple Markdown
 */
typedef struct
{
  char *header;
  double width;
  gboolean rich;
} SlipReportColumn;

typedef struct
{
  char *text;
  SlipReportTone tone;
} SlipReportCell;

/**
 * SlipReportTable:
 * @columns: (element-type SlipReportColumn)
 * @cells: (element-type SlipReportCell): row after row
 */
struct _SlipReportTable
{
  SlipReportTableStyle style;
  GArray *columns;
  GArray *cells;
};

/**
 * SlipReportBlock:
 * @level: of a heading, 1 to 6; of a table of contents, the deepest level listed
 * @variant: of a paragraph
 * @tone: of a note
 * @text: (nullable): of headings, paragraphs, texts and notes; the title of a table of contents
 * @table: (nullable): of a table
 * @signature: (nullable): of a signature block
 *
 * One block; what a kind doesn't name is unset. Read-only outside of this file.
 */
struct _SlipReportBlock
{
  SlipReportKind kind;
  guint level;
  SlipReportParagraph variant;
  SlipReportTone tone;
  char *text;
  SlipReportTable *table;
  SlipReportSignature *signature;
};

/* (transfer full): an empty report. */
SlipReport *slip_report_new (const SlipReportMeta *meta);
void slip_report_free (SlipReport *report);
const SlipReportMeta *slip_report_get_meta (SlipReport *report);
guint slip_report_get_length (SlipReport *report);
const SlipReportBlock *slip_report_get_block (SlipReport *report, guint index);

/* Texts are copied; NULL is like "". Level 1 and 2 are numbered by the writer. */
void slip_report_add_heading (SlipReport *report, guint level, const char *text);
void slip_report_add_paragraph (SlipReport *report, SlipReportParagraph variant, const char *text);
void slip_report_add_text (SlipReport *report, const char *markdown);
void slip_report_add_preformatted (SlipReport *report, const char *text);
void slip_report_add_note (SlipReport *report, SlipReportTone tone, const char *text);
void slip_report_add_signature (SlipReport *report, const SlipReportSignature *signature);
/* A table of contents with the headings down to level @depth, whether they come before or after
 * it. */
void slip_report_add_contents (SlipReport *report, guint depth, const char *title);

/**
 * slip_report_add_table:
 *
 * Adds a table without columns. Columns come first, then cells, row after row; a last row that is
 * not full is filled up with empty cells by the writer.
 *
 * Returns: (transfer none): the table, alive as long as the report
 */
SlipReportTable *slip_report_add_table (SlipReport *report, SlipReportTableStyle style);
/* A table of names and values: add with slip_report_table_add_pair(). */
SlipReportTable *slip_report_add_pairs (SlipReport *report);

void slip_report_table_add_column (SlipReportTable *table, const char *header, double width,
                                   gboolean rich);
void slip_report_table_add_cell (SlipReportTable *table, SlipReportTone tone, const char *text);
void slip_report_table_add_pair (SlipReportTable *table, const char *name, SlipReportTone tone,
                                 const char *value);
guint slip_report_table_n_rows (const SlipReportTable *table);
/* (nullable): the cell; NULL where the last row ends early. */
const SlipReportCell *slip_report_table_get_cell (const SlipReportTable *table, guint row,
                                                  guint column);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipReport, slip_report_free)

G_END_DECLS
