/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Putting a backup back as a new folder, which is opened afterwards. */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* @backup: (nullable): the file; without it the file chooser comes first. */
void slip_restore_present (GtkWidget *parent, GFile *backup);

G_END_DECLS
