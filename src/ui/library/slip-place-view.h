/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* How lists of places look and behave: one click or Enter goes there. */

#pragma once

#include <gtk/gtk.h>

#include "ui/library/slip-place.h"

G_BEGIN_DECLS

typedef void (*SlipPlaceFunc) (gpointer widget, SlipPlace *place);
/**
 * slip_place_view_set_up:
 * @icon: (nullable): before each; %NULL: none, and texts may take several lines
 * @go: called with @widget, which outlives the view
 */
void slip_place_view_set_up (GtkListView *view, const char *icon, SlipPlaceFunc go,
                             gpointer widget);

G_END_DECLS
