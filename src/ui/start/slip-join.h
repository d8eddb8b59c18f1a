/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The dialogue with which one asks to be admitted to a workspace; the new folder is opened afterwards. */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* @invitation: (nullable): the file; without it the file chooser comes first. */
void slip_join_present (GtkWidget *parent, GFile *invitation);
/* On another device of a person: the invitation is still to be chosen. */
void slip_join_present_identity (GtkWidget *parent, GFile *identity);

G_END_DECLS
