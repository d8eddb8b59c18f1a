/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What the files of the ODT writer share. The content is written as text from top to bottom into
 * one buffer, without a tree: that keeps a report of thousands of tables fast and small. */

#pragma once

#include "report/slip-report.h"

G_BEGIN_DECLS

/* Width of the text on the page, in hundredths of a millimetre: A4 without 20 mm margins at both
 * sides. */
#define SLIP_ODT_TEXT_WIDTH 17000

/* Lists deeper than this are written at this depth; a list style has ten levels. */
#define SLIP_ODT_LIST_DEPTH 8

/**
 * SlipOdtWriter:
 * @body: what stands in `office:text`
 * @widths: widths of columns that were used, in order of use; @width_set the same as a set
 * @after_space: in a paragraph: a space that comes now would be swallowed by a reader
 * @n_tables: tables so far, for their names
 * @n_headings: headings so far, for their bookmarks
 * @numbers: of the headings of level 1 and 2
 */
typedef struct
{
  GString *body;
  GArray *widths;
  GHashTable *width_set;
  gboolean after_space;
  guint n_tables;
  guint n_headings;
  guint numbers[2];
} SlipOdtWriter;

/* == text == */

/* Text as XML character data: what XML can't carry becomes U+FFFD, spaces, tabs and line ends
 * become elements. Several calls in one paragraph continue each other. @length: in bytes, -1 up
 * to the end. */
void slip_odt_text (SlipOdtWriter *writer, const char *text, gssize length);
/* The same in an attribute or an element of text only: no elements for spaces. */
void slip_odt_escape (GString *target, const char *text);
/* A paragraph or, with @level, a heading; the text goes between. */
void slip_odt_open (SlipOdtWriter *writer, const char *style);
void slip_odt_close (SlipOdtWriter *writer);
void slip_odt_paragraph (SlipOdtWriter *writer, const char *style, const char *text);
/* A run in a character style; NULL style is plain. */
void slip_odt_span (SlipOdtWriter *writer, const char *style, const char *text);
/* The paragraph style to use for @text: @style, or its right-to-left sister. */
const char *slip_odt_direction (const char *style, const char *text);

/* Simple Markdown as paragraphs and lists of paragraph style @style. Writes at least one
 * paragraph. */
void slip_odt_markdown (SlipOdtWriter *writer, const char *style, const char *text);

/* == tables == */

/* @whole: it isn't torn apart at the end of a page. */
void slip_odt_table (SlipOdtWriter *writer, const SlipReportTable *table, gboolean whole);
/* The automatic styles that the tables use. */
void slip_odt_table_styles (SlipOdtWriter *writer, GString *target);

/* == parts of the package == */

void slip_odt_content (SlipOdtWriter *writer, SlipReport *report, GString *head);
GString *slip_odt_styles (SlipReport *report);
GString *slip_odt_meta (SlipReport *report);
GString *slip_odt_manifest (void);
/* Attributes fo:language and fo:country of a BCP 47 tag. */
void slip_odt_language (GString *target, const char *language);

G_END_DECLS
