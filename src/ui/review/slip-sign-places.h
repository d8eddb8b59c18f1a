/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Where in the document the person signs, and in which role; what that covers. */

#pragma once

#include <adwaita.h>

#include "workspace/slip-review.h"

G_BEGIN_DECLS

#define SLIP_TYPE_SIGN_PLACES (slip_sign_places_get_type ())
G_DECLARE_FINAL_TYPE (SlipSignPlaces, slip_sign_places, SLIP, SIGN_PLACES, AdwBin)

/* @places: (nullable) (element-type SlipSignPlace): kept. The same slot and role as before stay selected when they are
 * there still. The signal "changed" tells of another one that the person selects. */
void slip_sign_places_set (SlipSignPlaces *self, GPtrArray *places);
/* (transfer none) (nullable): the selected one. */
const SlipSignPlace *slip_sign_places_get (SlipSignPlaces *self);

G_END_DECLS
