/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What can be chosen in a field for a person or a reference: a search, and a list below. */

#pragma once

#include <gtk/gtk.h>

#include "workspace/slip-form-session.h"

G_BEGIN_DECLS

#define SLIP_TYPE_CHOICE_LIST (slip_choice_list_get_type ())
G_DECLARE_FINAL_TYPE (SlipChoiceList, slip_choice_list, SLIP, CHOICE_LIST, GtkBox)

/* SlipChoiceList::chosen (value) */
GtkWidget *slip_choice_list_new (void);
/* Lists anew what the field takes now, and puts the keyboard into the search. */
void slip_choice_list_load (SlipChoiceList *self, SlipFormSession *session, const char *path);

G_END_DECLS
