/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The workspaces that the program knows, with what people call them. Names stand in the workspaces, so they are read in a
 * thread. */

#pragma once

#include "ui/app/slip-work.h"

G_BEGIN_DECLS

/**
 * SlipKnown:
 * @dir: the folder
 * @name: the workspace's name; the folder's own when it can't be read
 * @problem: (nullable): why it can't be opened, a sentence
 */
typedef struct
{
  char *dir;
  char *name;
  char *problem;
} SlipKnown;

/* The result that @done gets: a GPtrArray (element-type SlipKnown), the workspace used last first. Main thread. */
void slip_known_read (gpointer owner, SlipWorkDone done);

G_END_DECLS
