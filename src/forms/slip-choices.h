/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What a person, document or row field may be set to, for whoever types the beginning of a name. */

#pragma once

#include "forms/slip-form.h"

G_BEGIN_DECLS

/**
 * SlipFormChoice:
 * @value: what the field is set to
 * @display: what people call it: a name, a document's number, a row's key
 * @detail: what else tells it apart, "" when there is nothing
 */
typedef struct
{
  char *value;
  char *display;
  char *detail;
} SlipFormChoice;

void slip_form_choice_free (SlipFormChoice *choice);

/**
 * slip_form_list_choices:
 * @record: the record that the field stands in
 * @field: of type person or reference
 * @text: words that must all stand in name or detail; "" for all
 *
 * Returns: (transfer full) (element-type SlipFormChoice): at most @limit, those that begin with @text first; empty for other types
 */
GPtrArray *slip_form_list_choices (SlipDatabase *database, const char *record, SlipFormNode *field,
                                   const char *text, guint limit, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipFormChoice, slip_form_choice_free)

G_END_DECLS
