/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Rows and groups of the pages about people. Texts are plain unless said otherwise. */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* (transfer floating): a scrolled column, clamped. @column: (out) (transfer none): where groups go */
GtkWidget *slip_people_column_new (GtkWidget **column);
void slip_people_clear (GtkWidget *column);
/* @title, @description: (nullable) */
GtkWidget *slip_people_group_new (GtkWidget *column, const char *title, const char *description);

/* @title: the name, and what else stands beside it; @markup: below */
GtkWidget *slip_people_add_person (GtkWidget *group, const char *name, const char *title,
                                   const char *markup);
/* A title, and the text below it. Returns the row. */
GtkWidget *slip_people_add_text (GtkWidget *group, const char *title, const char *text);
/* With a button that copies it. */
void slip_people_add_fingerprint (GtkWidget *group, const char *fingerprint);
/* A row that does something. @title: with mnemonic; @subtitle: (nullable); @target: (nullable) floating */
GtkWidget *slip_people_add_action (GtkWidget *group, const char *title, const char *subtitle,
                                   const char *action, GVariant *target);
/* The row leads to another page. */
void slip_people_make_link (GtkWidget *row, const char *action, GVariant *target);
/* A button at the row's end. @label: with mnemonic; @whom: its description for screen readers */
GtkWidget *slip_people_add_button (GtkWidget *row, const char *label, const char *whom);

G_END_DECLS
