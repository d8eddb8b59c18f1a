/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What a table's definition says about how it is shown: in cells or as a list, what stands for a row, which buttons record
 * a result. No form is known here by name. */

#pragma once

#include <gio/gio.h>

#include "workspace/slip-form-rows.h"

G_BEGIN_DECLS

/* Few enough and simple enough fields to be edited in cells. */
gboolean slip_table_fits_inline (SlipFormNode *table);
/* (nullable): the field that stands for a row: the key, else the first text. */
SlipFormNode *slip_table_get_title_field (SlipFormNode *table);
/* (transfer container) (element-type SlipFormNode): at most three more fields that tell rows apart. */
GPtrArray *slip_table_list_facts (SlipFormNode *table);
/* (nullable): the nested table whose rows are kept once a choice is made in them: attempts. */
SlipFormNode *slip_table_get_verdicts (SlipFormNode *table);
/* (nullable): the field that shows where the verdicts led to. */
SlipFormNode *slip_table_get_result (SlipFormNode *table);

/* The row was recorded for good: what is filled in it can't be changed, nor can it be deleted. */
gboolean slip_table_is_kept (SlipFormRows *rows, SlipFormRow *row);
/* (transfer full): "T-03", else its first text, else "Row 3". */
char *slip_table_row_name (SlipFormRows *rows, SlipFormRow *row);
/* (transfer full) (nullable): why the field can't be changed, for a person; NULL when it can. */
char *slip_table_why_fixed (SlipFormRows *rows, SlipFormRow *row, SlipFormNode *field);
/* (transfer full): a field's value, short. */
char *slip_table_show (const SlipFieldState *state);
/* (transfer full): what a choice or yes/no can be set to.
 * @can_clear: also to nothing
 * @action: of a string, the value; its state is what is chosen */
GMenuModel *slip_table_make_choices (SlipFormNode *field, gboolean can_clear, const char *action);
/* How many fields of the row itself have a problem; @first: (out) (transfer full) (nullable): what the first one is. */
guint slip_table_count_problems (SlipFormRows *rows, SlipFormRow *row, char **first);

G_END_DECLS
