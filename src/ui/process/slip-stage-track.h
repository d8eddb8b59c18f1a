/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Where a release stands, stage by stage: each says its state in words and leads to its gate. */

#pragma once

#include <adwaita.h>

#include "workspace/slip-turns.h"

G_BEGIN_DECLS

#define SLIP_TYPE_STAGE_TRACK (slip_stage_track_get_type ())
G_DECLARE_FINAL_TYPE (SlipStageTrack, slip_stage_track, SLIP, STAGE_TRACK, AdwBin)

/* @stages: (nullable): %NULL hides it: the process has not arrived. @forms: (element-type SlipFormInfo): what documents are
 * called. */
void slip_stage_track_set (SlipStageTrack *self, const char *release, const SlipStages *stages,
                           GPtrArray *forms);

G_END_DECLS
