/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A page that shows something about one record: read in a thread, read again when the record changes; a spinner before, and
 * what went wrong when it can't be read. */

#pragma once

#include "ui/app/slip-page.h"
#include "ui/app/slip-work.h"
#include "workspace/slip-workspace.h"

G_BEGIN_DECLS

#define SLIP_TYPE_READ_PAGE (slip_read_page_get_type ())
G_DECLARE_DERIVABLE_TYPE (SlipReadPage, slip_read_page, SLIP, READ_PAGE, SlipPage)

/* What is read; @extra, @most: what the page set with slip_read_page_set_extra() and _set_most(). */
typedef struct
{
  SlipWorkspace *workspace;
  char *record;
  char *extra;
  guint most;
} SlipReadQuestion;

/**
 * SlipReadPageClass:
 * @read: in a thread; @data is a SlipReadQuestion
 * @show: the result; steal it from *@result, or leave it to be freed
 * @result_free: frees it
 */
struct _SlipReadPageClass
{
  SlipPageClass parent_class;
  SlipWorkFunc read;
  void (*show) (SlipReadPage *self, gpointer *result);
  GDestroyNotify result_free;
};

/* @record: "" for the whole workspace. Reads for the first time. */
void slip_read_page_start (SlipReadPage *self, SlipWorkspace *workspace, const char *record);
/* Reads again. */
void slip_read_page_refresh (SlipReadPage *self);
/* From now on also when another record changed, or a sync brought something; after slip_read_page_start(). */
void slip_read_page_watch (SlipReadPage *self);
void slip_read_page_set_extra (SlipReadPage *self, const char *extra);
/* How many things to read. */
void slip_read_page_set_most (SlipReadPage *self, guint most);
SlipWorkspace *slip_read_page_get_workspace (SlipReadPage *self);
const char *slip_read_page_get_record (SlipReadPage *self);
/* (transfer none): the page's column, where its widgets go. */
GtkBox *slip_read_page_get_box (SlipReadPage *self);
void slip_read_page_set_width (SlipReadPage *self, int width);
/* Instead of the column: that there is nothing. @title: (nullable): %NULL shows the column again. */
void slip_read_page_show_empty (SlipReadPage *self, const char *icon, const char *title,
                                const char *description);
/* Takes all widgets out of @box. */
void slip_read_page_clear (GtkBox *box);

G_END_DECLS
