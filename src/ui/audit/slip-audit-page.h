/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The audit trail: every change once, with who, when, what was before and why; its signed reviews; and its export. */

#pragma once

#include "ui/review/slip-read-page.h"
#include "workspace/slip-workspace.h"

G_BEGIN_DECLS

#define SLIP_TYPE_AUDIT_PAGE (slip_audit_page_get_type ())
G_DECLARE_FINAL_TYPE (SlipAuditPage, slip_audit_page, SLIP, AUDIT_PAGE, SlipReadPage)

/* @release, @document: (nullable): ids of what the filter begins with. */
SlipPage *slip_audit_page_new (SlipWorkspace *workspace, const char *release, const char *document);

/* win.show-audit, win.show-audit-of ("(ss)" release, document or ""); for SlipWindow's class. */
void slip_audit_install_actions (GtkWidgetClass *window_class);

G_END_DECLS
