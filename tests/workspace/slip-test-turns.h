/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* For Me, against what is found out anew about each release and put in order one by one. */

#pragma once

#include "workspace/slip-turns.h"

G_BEGIN_DECLS

/* Asserts that what is kept is what is found now, in the order that For Me promises, whatever the limit: for the person, and
 * for somebody who would sign in all roles; and that it is the same where nothing can be kept. */
void check_turns (SlipWorkspace *workspace);

G_END_DECLS
