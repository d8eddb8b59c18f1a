/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Simple Markdown (CommonMark, read by libcmark) as one paragraph after the other: what printed pages and windows show,
 * alike. What people type is not trusted: HTML is the text that it is, a link leads to the web or to mail only, nothing is
 * loaded. The ODT writer alone needs the tree. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  SLIP_MARKDOWN_TEXT,
  SLIP_MARKDOWN_HEADING,
  SLIP_MARKDOWN_CODE, /* lines that stay as they are */
  SLIP_MARKDOWN_RULE, /* a line across; no text */
} SlipMarkdownKind;

/* How a stretch of text differs from its paragraph; bits. */
typedef enum
{
  SLIP_MARKDOWN_STRONG = 1 << 0,
  SLIP_MARKDOWN_EMPHASIS = 1 << 1,
  SLIP_MARKDOWN_FIXED = 1 << 2,
  SLIP_MARKDOWN_LINK = 1 << 3,
} SlipMarkdownLook;

/* @start, @end: bytes of the paragraph's text. */
typedef struct
{
  guint start;
  guint end;
  guint look;
} SlipMarkdownRun;

/**
 * SlipMarkdownParagraph:
 * @level: of a heading: 1 to 6
 * @lists: how many lists it stands in
 * @quotes: how many quotations it stands in
 * @mark: (nullable): of the item that begins with it: "•", "2."
 * @text: valid UTF-8 that can be shown; a line break is one
 * @runs: (array length=n_runs): where it looks otherwise
 *
 * Lives as long as the call that tells of it.
 */
typedef struct
{
  SlipMarkdownKind kind;
  guint level;
  guint lists;
  guint quotes;
  const char *mark;
  const char *text;
  const SlipMarkdownRun *runs;
  guint n_runs;
} SlipMarkdownParagraph;

typedef void (*SlipMarkdownFunc) (const SlipMarkdownParagraph *paragraph, gpointer data);

/**
 * slip_markdown_read:
 * @text: (nullable): whatever people typed
 * @addresses: where a link leads stands behind its text: paper and window have no other way to tell
 *
 * Calls @func for each paragraph; of an empty text for none.
 */
void slip_markdown_read (const char *text, gboolean addresses, SlipMarkdownFunc func,
                         gpointer data);

/* Nothing in it that Markdown would read otherwise: saves the parser for most cells. */
gboolean slip_markdown_is_plain (const char *text);
/* Leads to the web or to mail. */
gboolean slip_markdown_link_is_safe (const char *url);

G_END_DECLS
