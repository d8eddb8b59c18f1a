/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The roles of the process (SOP section 6, with user representative, auditor and administrator). */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* (transfer none): ids of all roles, in the SOP's order. Turns are kept by it (migration 5): who changes it clears "standing". */
const char *const *slip_roles_all (void);
/* (transfer none): printed name, translated; "Any role" for "*", as forms write it; @id itself when it is no role, "" for NULL. */
const char *slip_role_name (const char *id);
/* TRUE when all of @ids (NULL-terminated) are roles; else FALSE with INVALID, naming the first that isn't and those
 * that there are. */
gboolean slip_roles_check (const char *const *ids, GError **error);
/* FALSE for auditor and administrator, who sign nothing in a document (domain.md 2). */
gboolean slip_role_signs (const char *id);

G_END_DECLS
