/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Which entries of the audit trail are wanted: by person, kind, release, document, field and time. Signal "changed": something
 * else is wanted. */

#pragma once

#include <adwaita.h>

#include "workspace/slip-trail.h"

G_BEGIN_DECLS

/* What was chosen; NULL or 0: everything. */
typedef struct
{
  char *record;
  char *person;
  char *field;
  const char *kind;
  gint64 since_ms;
  gint64 until_ms;
} SlipAuditChoice;
void slip_audit_choice_free (SlipAuditChoice *choice);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipAuditChoice, slip_audit_choice_free)
/* The same for the engine; valid as long as @choice. */
SlipTrailFilter slip_audit_choice_filter (const SlipAuditChoice *choice);

#define SLIP_TYPE_AUDIT_FILTER (slip_audit_filter_get_type ())
G_DECLARE_FINAL_TYPE (SlipAuditFilter, slip_audit_filter, SLIP, AUDIT_FILTER, AdwBin)

/* @release, @document: (nullable): ids of what it begins with. */
GtkWidget *slip_audit_filter_new (SlipWorkspace *workspace, const char *release,
                                  const char *document);
/* (transfer full) */
SlipAuditChoice *slip_audit_filter_get (SlipAuditFilter *self);
/* What there is to choose from is read again. */
void slip_audit_filter_refresh (SlipAuditFilter *self);

G_END_DECLS
