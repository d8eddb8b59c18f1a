/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What is done with a selection of the audit trail: saved as a file, or signed as reviewed. */

#pragma once

#include "ui/audit/slip-audit-filter.h"
#include "workspace/slip-workspace.h"

G_BEGIN_DECLS

/* @parent: any widget of the window. @choice: (transfer full) */
void slip_audit_export (GtkWidget *parent, SlipWorkspace *workspace, SlipAuditChoice *choice);
/* @n: how many entries the selection has. */
void slip_audit_sign_review (GtkWidget *parent, SlipWorkspace *workspace, SlipAuditChoice *choice,
                             guint n);

G_END_DECLS
