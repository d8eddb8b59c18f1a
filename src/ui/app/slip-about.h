/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What work in a thread is about: a record of a workspace. */

#pragma once

#include "workspace/slip-workspace.h"

G_BEGIN_DECLS

typedef struct
{
  SlipWorkspace *workspace;
  char *record;
} SlipAbout;

/* (transfer full): keeps the workspace alive. */
SlipAbout *slip_about_new (SlipWorkspace *workspace, const char *record);
/* @about: (type SlipAbout): as slip_work_read() takes it. */
void slip_about_free (gpointer about);

G_END_DECLS
