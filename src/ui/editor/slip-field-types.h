/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The types of fields, each in its file. */

#pragma once

#include "ui/editor/slip-field-row.h"

G_BEGIN_DECLS

#define SLIP_TYPE_CHOICE_FIELD (slip_choice_field_get_type ())
G_DECLARE_FINAL_TYPE (SlipChoiceField, slip_choice_field, SLIP, CHOICE_FIELD, SlipFieldRow)
#define SLIP_TYPE_ENTRY_FIELD (slip_entry_field_get_type ())
G_DECLARE_FINAL_TYPE (SlipEntryField, slip_entry_field, SLIP, ENTRY_FIELD, SlipFieldRow)

G_END_DECLS
