/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What the pages about signatures and versions say in the same words. */

#pragma once

#include <adwaita.h>

#include "workspace/slip-workspace.h"

G_BEGIN_DECLS

/* (transfer full): "14 Mar 2026, 22:00", in the local time zone, of an RFC 3339 date-time; other texts as they are. */
char *slip_review_time (const char *text);
/* "Approved", "Concerns", "Rejected". */
const char *slip_review_verdict (SlipVerdict verdict);
/* "In review" and the like, with what stands against it. */
char *slip_review_status (const SlipSignoff *signoff);
/* (transfer full): the same, with a capital in front: what the engine says in a sentence stands alone. */
char *slip_review_capital (const char *text);
/* (transfer full): a short word in a frame; @class: (nullable): good, attention or bad. */
GtkWidget *slip_review_chip (const char *text, const char *class);
/* (transfer full): a label that wraps, begins at the start, and has the style class; @class: (nullable). */
GtkWidget *slip_review_label (const char *text, const char *class);
/* (transfer full): the same, a heading for screen readers. */
GtkWidget *slip_review_heading (const char *text, const char *class);
/* (transfer full): what went wrong as a sentence, without the names of commands. */
char *slip_review_sentence (const GError *error);
/* Whether the window of @widget has the action (without "win."). */
gboolean slip_review_can_go (GtkWidget *widget, const char *action);
/* (transfer full): a detailed name for slip_page_set_banner(). */
char *slip_review_open_document (const char *record, const char *path);
/* The rows of a page whose content comes as it is read: "loading", "failure", "content". */
void slip_review_fail (GtkStack *stack, AdwStatusPage *failure, const GError *error);
/* The button of a passphrase's row that shows what was typed has but a picture: gives it a name. */
void slip_review_name_toggle (GtkWidget *row);
/* Empties the row of a passphrase. */
void slip_review_wipe (GtkEditable *editable);
/* (transfer full): all of it. */
char *slip_review_text (GtkTextView *view);

G_END_DECLS
