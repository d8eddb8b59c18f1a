/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The documents of a release by its stages, the forms that nobody has begun, and what was deleted. It lies in a viewport. */

#pragma once

#include <adwaita.h>

#include "workspace/slip-turns.h"

G_BEGIN_DECLS

#define SLIP_TYPE_RELEASE_LIST (slip_release_list_get_type ())
G_DECLARE_FINAL_TYPE (SlipReleaseList, slip_release_list, SLIP, RELEASE_LIST, AdwBin)

/* Once, before anything is shown. */
void slip_release_list_set_workspace (SlipReleaseList *self, SlipWorkspace *workspace);
/* @documents: (element-type SlipDocumentInfo): also deleted ones. @forms: (element-type SlipFormInfo). @stages: (nullable): of the
 * process that the release follows. Returns: how many documents there are that nobody deleted. */
guint slip_release_list_set (SlipReleaseList *self, const char *title, GPtrArray *documents,
                             GPtrArray *forms, const SlipStages *stages);
/* (transfer none) (nullable) */
const SlipDocumentInfo *slip_release_list_find (SlipReleaseList *self, const char *id);

G_END_DECLS
