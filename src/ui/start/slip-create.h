/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The dialogue that makes a workspace; it is opened afterwards. */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

void slip_create_present (GtkWidget *parent);

G_END_DECLS
