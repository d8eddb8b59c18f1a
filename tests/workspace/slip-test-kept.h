/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What many cases of a program begin with is made once, kept aside, and copied for each case after the first. */

#pragma once

#include "slip-test-team.h"

G_BEGIN_DECLS

/* A folder for a team. The next one gets the same path, which settings name, once this one was given back; whoever asks for
 * a second one meanwhile gets another, of which nothing is kept. */
char *kept_take_dir (void);
/* Removes it, with all in it. */
void kept_give_dir (const char *dir);

/* @team as it is now, with what one has to know of it (ids, for instance), for the cases that begin with @kind, at the time
 * that the clock is set to. The workspaces are closed meanwhile, and opened again. */
void kept_put (Team *team, const char *kind, const char *const *notes);
/* A team like the one that was kept as @kind. @notes: (out) (transfer full) (optional): what was noted of it. NULL: nothing
 * was kept, or somebody has its folder. */
Team *kept_get (const char *kind, GStrv *notes);

G_END_DECLS
