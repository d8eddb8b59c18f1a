/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A section of a document: its fields in groups and its tables, in the order of the form. */

#pragma once

#include <adwaita.h>

#include "workspace/slip-form-session.h"

G_BEGIN_DECLS

#define SLIP_TYPE_SECTION_VIEW (slip_section_view_get_type ())
G_DECLARE_FINAL_TYPE (SlipSectionView, slip_section_view, SLIP, SECTION_VIEW, AdwBin)

GtkWidget *slip_section_view_new (SlipFormSession *session, SlipFormNode *section);
/* @before, @after: (nullable): the sections beside it, for the buttons below */
void slip_section_view_set_neighbours (SlipSectionView *self, SlipFormNode *before,
                                       SlipFormNode *after);
/* Brings the field or table into sight and puts the keyboard there, as soon as its place is known. @path: (nullable): the
 * first field. */
void slip_section_view_go (SlipSectionView *self, const char *path);

G_END_DECLS
