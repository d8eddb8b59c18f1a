/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A field of a document, of any type: what it is called, what helps to fill it, where it is edited, and what is to be said
 * about its value. It shows what the session says of its path, and hands each keystroke on. */

#pragma once

#include <adwaita.h>

#include "workspace/slip-form-session.h"

G_BEGIN_DECLS

#define SLIP_TYPE_FIELD_ROW (slip_field_row_get_type ())
G_DECLARE_DERIVABLE_TYPE (SlipFieldRow, slip_field_row, SLIP, FIELD_ROW, AdwPreferencesRow)

/**
 * SlipFieldRowClass:
 * @build: makes the control, once; the session, path and node are there
 * @show: shows the state in the control; what the control tells meanwhile is no edit
 */
struct _SlipFieldRowClass
{
  AdwPreferencesRowClass parent_class;
  void (*build) (SlipFieldRow *self);
  void (*show) (SlipFieldRow *self, const SlipFieldState *state, gboolean editable);
  gpointer padding[4];
};

/* @path: of a field, also in rows of tables; the session is loaded. */
GtkWidget *slip_field_row_new (SlipFormSession *session, const char *path);
const char *slip_field_row_get_path (SlipFieldRow *self);
/* Puts the keyboard into its control; FALSE when it takes none. */
gboolean slip_field_row_focus (SlipFieldRow *self);
/* (nullable) (transfer none): the row of a field among what is in @root. */
SlipFieldRow *slip_field_row_find (GtkWidget *root, const char *path);

/* == for the types of fields == */

SlipFormSession *slip_field_row_get_session (SlipFieldRow *self);
SlipFormNode *slip_field_row_get_node (SlipFieldRow *self);
/* @control: goes below the words; @target: (nullable): of it, what takes the keyboard and the field's name */
void slip_field_row_set_control (SlipFieldRow *self, GtkWidget *control, GtkWidget *target);
/* Of a control that stands beside the label: more that is said goes below. */
void slip_field_row_set_target (SlipFieldRow *self, GtkWidget *target);
/* @widget: goes beside the label, where there is room for little. */
void slip_field_row_add_suffix (SlipFieldRow *self, GtkWidget *widget);
/* Names a further control for screen readers: @detail alone says nothing: "Purpose, Preview". */
void slip_field_row_name (SlipFieldRow *self, GtkWidget *widget, const char *detail);
/* @text: (nullable): a quiet line below the control: what was understood */
void slip_field_row_set_note (SlipFieldRow *self, const char *text);
/* Of what is being shown just now nothing is an edit. */
void slip_field_row_type (SlipFieldRow *self, const char *text);
void slip_field_row_set (SlipFieldRow *self, const char *text);
void slip_field_row_leave (SlipFieldRow *self);
gboolean slip_field_row_is_showing (SlipFieldRow *self);
gboolean slip_field_row_has_focus (SlipFieldRow *self);

G_END_DECLS
