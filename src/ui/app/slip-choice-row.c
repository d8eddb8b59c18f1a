/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* See slip-choice-row.h. */

#include "ui/app/slip-choice-row.h"

#include "ui/app/slip-names.h"

AdwComboRow *
slip_choice_row_new (const char *title, GtkStringList *texts)
{
  AdwComboRow *row = ADW_COMBO_ROW (adw_combo_row_new ());

  /* People's names, and titles of documents, are no markup. */
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_combo_row_set_use_subtitle (row, TRUE);
  adw_combo_row_set_model (row, G_LIST_MODEL (texts));
  slip_names_follow_choice (row);
  return row;
}
