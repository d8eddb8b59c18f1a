/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What keeps somebody from signing, each a row that leads there. */

#pragma once

#include <adwaita.h>

#include "workspace/slip-review.h"

G_BEGIN_DECLS

#define SLIP_TYPE_SIGN_OBSTACLES (slip_sign_obstacles_get_type ())
G_DECLARE_FINAL_TYPE (SlipSignObstacles, slip_sign_obstacles, SLIP, SIGN_OBSTACLES, AdwBin)

/**
 * slip_sign_obstacles_show:
 * @place: (nullable): where it would be signed; %NULL: nowhere
 * @approval: else a verdict that says what has to change
 *
 * Returns: how many there are
 */
guint slip_sign_obstacles_show (SlipSignObstacles *self, const SlipSignOffer *offer,
                                const SlipSignPlace *place, gboolean approval);

G_END_DECLS
