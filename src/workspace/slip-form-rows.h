/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The rows of a table of a document that is open for editing, as a list model: only ids, read, filtered and sorted in a
 * thread. A row's cells are read when somebody asks for them, a window of rows at a time. */

#pragma once

#include "workspace/slip-form-session.h"

G_BEGIN_DECLS

/* == a row == */

#define SLIP_TYPE_FORM_ROW (slip_form_row_get_type ())
G_DECLARE_FINAL_TYPE (SlipFormRow, slip_form_row, SLIP, FORM_ROW, GObject)

/* SlipFormRow::changed: some cell of it, also when it was read just now. */

const char *slip_form_row_get_id (SlipFormRow *self);
const char *slip_form_row_get_path (SlipFormRow *self); /* "items/ROW" */
/* (transfer full): path of a field or nested table of it. @name: as in the definition. */
char *slip_form_row_get_field_path (SlipFormRow *self, const char *name);
/* (transfer none) (nullable): as slip_form_session_get_field(). */
const SlipFieldState *slip_form_row_get_field (SlipFormRow *self, const char *name);
/* FALSE while its fields are being read; asking makes the session read them. */
gboolean slip_form_row_is_loaded (SlipFormRow *self);
/* (transfer none): what people call it: its key, "" while that is empty or unread. */
const char *slip_form_row_get_name (SlipFormRow *self);

/* == the list == */

#define SLIP_TYPE_FORM_ROWS (slip_form_rows_get_type ())
G_DECLARE_FINAL_TYPE (SlipFormRows, slip_form_rows, SLIP, FORM_ROWS, GObject)

/* (transfer full) (nullable): the rows of a table, empty until they were read ("items-changed"); rows that stay keep
 * their object. Two lists of one table may be filtered and sorted apart. NULL when there is no such table.
 *
 * SlipFormRows:loaded: the rows were read as the filter and the order say
 * SlipFormRows:total: see slip_form_rows_get_total() */
SlipFormRows *slip_form_rows_new (SlipFormSession *session, const char *table);
SlipFormSession *slip_form_rows_get_session (SlipFormRows *self);
SlipFormNode *slip_form_rows_get_table (SlipFormRows *self);
const char *slip_form_rows_get_path (SlipFormRows *self);
gboolean slip_form_rows_is_loaded (SlipFormRows *self);
/* All rows, also those that the filter leaves out. */
guint slip_form_rows_get_total (SlipFormRows *self);
/* @text: (nullable): only rows in which all its words stand, in any field, as people see it. */
void slip_form_rows_set_filter (SlipFormRows *self, const char *text);
/* @field: (nullable): name of a field; NULL: the order of the table, the only one in which rows can be moved. Empty ones
 * come last. */
void slip_form_rows_set_order (SlipFormRows *self, const char *field, gboolean descending);
/* Place of a row in the list, G_MAXUINT when it is not in it. */
guint slip_form_rows_find (SlipFormRows *self, const char *row);

G_END_DECLS
