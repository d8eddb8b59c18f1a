/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A list of changes: where, what stood there, what stands there now. */

#pragma once

#include <adwaita.h>

#include "workspace/slip-review.h"

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

/* @authors: (element-type SlipChangeAuthor): who made each of the changes that are set next; kept. */
void slip_change_list_set_authors (SlipChangeList *self, GPtrArray *authors);

/* (transfer full): two texts, each with its name above it, the differences marked. NULL: there is none. */
GtkWidget *slip_change_list_compare (const char *before_name, const char *before,
                                     const char *now_name, const char *now);

G_END_DECLS
