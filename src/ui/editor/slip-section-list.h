/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The sections of a document, with how far each is filled and what is wrong in it. */

#pragma once

#include <adwaita.h>

#include "workspace/slip-form-session.h"

G_BEGIN_DECLS

#define SLIP_TYPE_SECTION_LIST (slip_section_list_get_type ())
G_DECLARE_FINAL_TYPE (SlipSectionList, slip_section_list, SLIP, SECTION_LIST, AdwBin)

/* @session: loaded
 *
 * SlipSectionList::selected (name): another section is to be shown
 * SlipSectionList::activated: the person chose one, also the same again */
GtkWidget *slip_section_list_new (SlipFormSession *session);
void slip_section_list_select (SlipSectionList *self, const char *section);
/* (nullable) (transfer none): the section shown, the one after (@by 1) or before (-1) it. */
SlipFormNode *slip_section_list_get (SlipSectionList *self, int by);

G_END_DECLS
