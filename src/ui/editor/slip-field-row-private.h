/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What slip-field-row.c and slip-field-row-parts.c share. */

#pragma once

#include "ui/editor/slip-field-row.h"

G_BEGIN_DECLS

typedef struct
{
  SlipFormSession *session;
  char *path;
  SlipFormNode *node;
  GtkWidget *box;
  GtkWidget *label;
  GtkWidget *required;
  GtkWidget *suffix;
  GtkWidget *menu;
  GtkWidget *hint;
  GtkWidget *control; /* nullable */
  GtkWidget *target;  /* nullable */
  GtkWidget *note;
  GtkWidget *proposed; /* says that an edit will be a proposal */
  GtkWidget *problem;
  GtkWidget *conflict;
  GtkWidget *resolve;
  GtkWidget *proposals;
  gboolean showing;
  gboolean has_focus;
} SlipFieldRowPrivate;

SlipFieldRowPrivate *slip_field_row_get_parts (SlipFieldRow *self);
void slip_field_row_make_parts (SlipFieldRow *self);
/* @line: of problem and conflict
 * @text: (nullable): NULL hides it */
void slip_field_row_set_line (GtkWidget *line, const char *text);

G_END_DECLS
