/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The types of fields, each in its file. */

#pragma once

#include "ui/editor/slip-field-row.h"

G_BEGIN_DECLS

#define SLIP_TYPE_BOOLEAN_FIELD (slip_boolean_field_get_type ())
G_DECLARE_FINAL_TYPE (SlipBooleanField, slip_boolean_field, SLIP, BOOLEAN_FIELD, SlipFieldRow)
#define SLIP_TYPE_CALCULATED_FIELD (slip_calculated_field_get_type ())
G_DECLARE_FINAL_TYPE (SlipCalculatedField, slip_calculated_field, SLIP, CALCULATED_FIELD,
                      SlipFieldRow)
#define SLIP_TYPE_CHOICE_FIELD (slip_choice_field_get_type ())
G_DECLARE_FINAL_TYPE (SlipChoiceField, slip_choice_field, SLIP, CHOICE_FIELD, SlipFieldRow)
#define SLIP_TYPE_CHOICES_FIELD (slip_choices_field_get_type ())
G_DECLARE_FINAL_TYPE (SlipChoicesField, slip_choices_field, SLIP, CHOICES_FIELD, SlipFieldRow)
#define SLIP_TYPE_DATE_FIELD (slip_date_field_get_type ())
G_DECLARE_FINAL_TYPE (SlipDateField, slip_date_field, SLIP, DATE_FIELD, SlipFieldRow)
#define SLIP_TYPE_ENTRY_FIELD (slip_entry_field_get_type ())
G_DECLARE_FINAL_TYPE (SlipEntryField, slip_entry_field, SLIP, ENTRY_FIELD, SlipFieldRow)
#define SLIP_TYPE_FILE_FIELD (slip_file_field_get_type ())
G_DECLARE_FINAL_TYPE (SlipFileField, slip_file_field, SLIP, FILE_FIELD, SlipFieldRow)
#define SLIP_TYPE_LONG_FIELD (slip_long_field_get_type ())
G_DECLARE_FINAL_TYPE (SlipLongField, slip_long_field, SLIP, LONG_FIELD, SlipFieldRow)
#define SLIP_TYPE_REFERENCE_FIELD (slip_reference_field_get_type ())
G_DECLARE_FINAL_TYPE (SlipReferenceField, slip_reference_field, SLIP, REFERENCE_FIELD, SlipFieldRow)

G_END_DECLS
