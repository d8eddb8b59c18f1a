/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The program: one process, its windows, what it does from everywhere. */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define SLIP_TYPE_APPLICATION (slip_application_get_type ())
G_DECLARE_FINAL_TYPE (SlipApplication, slip_application, SLIP, APPLICATION, AdwApplication)

SlipApplication *slip_application_new (void);

G_END_DECLS
