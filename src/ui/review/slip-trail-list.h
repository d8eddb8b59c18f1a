/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Entries of the audit trail as a list: who did what when, what stood there before and what came, the newest first. Read out
 * of the log from its beginning; only the newest ones that are wanted are kept. */

#pragma once

#include <adwaita.h>

#include "workspace/slip-trail.h"

G_BEGIN_DECLS

typedef struct _SlipTrailList SlipTrailList;

/* (transfer full): @most: how many to keep, at least 1. In a thread: the log may be long. */
SlipTrailList *slip_trail_list_read (SlipWorkspace *workspace, const SlipTrailFilter *filter,
                                     guint most, GError **error);
void slip_trail_list_free (SlipTrailList *self);

guint slip_trail_list_get_length (const SlipTrailList *self);
/* How many fit and were not kept. */
guint slip_trail_list_get_older (const SlipTrailList *self);
/* (transfer none): of the newest entry: number and title of what it is about; "" when there is none. */
const char *slip_trail_list_get_title (const SlipTrailList *self);
/* (transfer none) (nullable): the field or row that all entries are about; %NULL where they differ. */
const char *slip_trail_list_get_label (const SlipTrailList *self);

/**
 * SlipTrailListParts:
 * @SLIP_TRAIL_LIST_LABELS: each row says which field or row it is about
 * @SLIP_TRAIL_LIST_TITLES: and which document; it leads there
 */
typedef enum
{
  SLIP_TRAIL_LIST_PLAIN = 0,
  SLIP_TRAIL_LIST_LABELS = 1 << 0,
  SLIP_TRAIL_LIST_TITLES = 1 << 1,
} SlipTrailListParts;

/* (transfer full): a GtkListBox. */
GtkWidget *slip_trail_list_show (const SlipTrailList *self, SlipTrailListParts parts);
/* (transfer full) (nullable): the button that shows more; %NULL when all are there. @at_a_time: how many more. */
GtkWidget *slip_trail_list_make_more (const SlipTrailList *self, guint at_a_time);

G_END_DECLS
