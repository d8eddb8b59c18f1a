/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A list of changes: where, what stood there, what stands there now. */

#pragma once

#include <adwaita.h>

#include "forms/slip-content-diff.h"

G_BEGIN_DECLS

#define SLIP_TYPE_CHANGE_LIST (slip_change_list_get_type ())
G_DECLARE_FINAL_TYPE (SlipChangeList, slip_change_list, SLIP, CHANGE_LIST, AdwBin)

GtkWidget *slip_change_list_new (void);

/**
 * slip_change_list_set:
 * @changes: (element-type SlipFieldChange): kept
 * @record: (nullable): id of the document that a click on a change opens; NULL: nothing is opened
 * @headings: a heading where another section begins
 */
void slip_change_list_set (SlipChangeList *self, GPtrArray *changes, const char *record,
                           gboolean headings);

/* (transfer full): a box with "Before" and "Now", the differences marked; NULL: that side has no value. */
GtkWidget *slip_change_list_sides (const char *before, const char *now);

G_END_DECLS
