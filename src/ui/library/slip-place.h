/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* An entry of a list that leads somewhere: a release in the sidebar, a lesson. Never changes. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define SLIP_TYPE_PLACE (slip_place_get_type ())
G_DECLARE_FINAL_TYPE (SlipPlace, slip_place, SLIP, PLACE, GObject)

SlipPlace *slip_place_new (const char *id, const char *title, const char *text, const char *note);
const char *slip_place_get_id (SlipPlace *self);
const char *slip_place_get_title (SlipPlace *self);
const char *slip_place_get_text (SlipPlace *self); /* below the title; may be "" */
const char *slip_place_get_note (SlipPlace *self); /* below that; may be "" */
/* Whether each of @words (casefolded) occurs in it. */
gboolean slip_place_matches (SlipPlace *self, const char *const *words);

/* Makes @store hold @places (element-type SlipPlace) with as few changes as that takes, so that views keep their place. */
void slip_place_store_set (GListStore *store, GPtrArray *places);

G_END_DECLS
