/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* How many problems a document has; opens the list of them. */

#pragma once

#include <adwaita.h>

#include "workspace/slip-form-session.h"

G_BEGIN_DECLS

#define SLIP_TYPE_PROBLEM_BUTTON (slip_problem_button_get_type ())
G_DECLARE_FINAL_TYPE (SlipProblemButton, slip_problem_button, SLIP, PROBLEM_BUTTON, AdwBin)

/* SlipProblemButton::go (path): the person wants to mend it */
GtkWidget *slip_problem_button_new (SlipFormSession *session);

G_END_DECLS
