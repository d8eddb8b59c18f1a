/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What stands in text that a spreadsheet put on the clipboard: which cell goes into which field of a table. */

#pragma once

#include "workspace/slip-form-session.h"

G_BEGIN_DECLS

typedef struct
{
  SlipFormNode *node;
  guint column;
  char *text;
} SlipPasteCell;

typedef struct
{
  guint number;
  GPtrArray
      *cells; /* (element-type SlipPasteCell): filled ones; the one that fixes the row comes last */
} SlipPasteLine;

/* (transfer container) (element-type SlipPasteLine): one for each line that holds something
 * @problems: (element-type SlipPasteProblem): gets what was left out */
GPtrArray *slip_paste_lines_read (SlipFormNode *table, const char *text, GPtrArray *problems);
/* (transfer full): what people write in spreadsheets, as the log has it; what is not understood stays as it is. */
char *slip_paste_understand (SlipFormNode *node, const char *text);
/* (transfer none): belongs to @problems.
 * @message: (transfer full) */
SlipPasteProblem *slip_paste_problem_add (GPtrArray *problems, guint line, guint column,
                                          const char *text, char *message);

G_END_DECLS
