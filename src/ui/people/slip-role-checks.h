/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* All roles as checks, each with a line that says what it is for. Signal "changed". */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define SLIP_TYPE_ROLE_CHECKS (slip_role_checks_get_type ())
G_DECLARE_FINAL_TYPE (SlipRoleChecks, slip_role_checks, SLIP, ROLE_CHECKS, AdwBin)

/* @description: (nullable): below the heading */
SlipRoleChecks *slip_role_checks_new (const char *title, const char *description);
void slip_role_checks_set_active (SlipRoleChecks *self, const char *role, gboolean active);
/* Stays as it is; @why stands in place of the line. */
void slip_role_checks_lock (SlipRoleChecks *self, const char *role, const char *why);
/* (transfer full): ids of those that are checked. */
GStrv slip_role_checks_get_roles (SlipRoleChecks *self);
/* (transfer none): what a role is for, a line. */
const char *slip_role_checks_describe (const char *role);

G_END_DECLS
