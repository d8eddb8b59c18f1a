/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What a gate's page shows, read at one moment: the report, and the names of what it names. */

#pragma once

#include "workspace/slip-gates.h"

G_BEGIN_DECLS

/**
 * SlipGateFound:
 * @title: of the release
 * @me: id of the person
 * @may_decide: whether the person may give Go; likewise @may_waive and @may_tailor
 * @members: (nullable) (element-type SlipPersonInfo): for who may waive, and where Go is asked for: who is there
 * @holds: (nullable) (element-type SlipGoReason): where Go is asked for: why what stands is no Go that holds, the window aside
 */
typedef struct
{
  SlipGateReport *report;
  char *title;
  char *me;
  gboolean may_decide;
  gboolean may_waive;
  gboolean may_tailor;
  GPtrArray *members;
  GPtrArray *holds;

  /*< private >*/
  GHashTable *forms;  /* form id → title */
  GHashTable *places; /* "record path" → "Rollback › Tested on" */
  GHashTable *silent; /* path that begins with a form → "Deployment Plan › FOA › Needed" */
} SlipGateFound;

/* (transfer full): in a thread. @stage: "": the one where Go is given. */
SlipGateFound *slip_gate_found_read (SlipWorkspace *workspace, const char *release,
                                     const char *stage, GError **error);
void slip_gate_found_free (SlipGateFound *self);

/* (transfer none): title of a form. */
const char *slip_gate_found_form (const SlipGateFound *self, const char *form);
/* (transfer full): the engine's reason with titles in place of the ids of forms. */
char *slip_gate_found_reason (const SlipGateFound *self, const SlipGoReason *reason);
/* (transfer full) (nullable): why a line isn't met, in the words of the forms. */
char *slip_gate_found_why (const SlipGateFound *self, const SlipGateLine *line);
/* Whether a line asks for a document, and not for what stands in one. */
gboolean slip_gate_found_is_document (const SlipGateLine *line);
/* Whether a line can't be told before a document is approved that the gate misses anyway. */
gboolean slip_gate_found_waits (const SlipGateFound *self, const SlipGateLine *line);
/* Lines that aren't met. @waiting: (out): beside those, how many wait for a document among them. */
guint slip_gate_found_count_open (const SlipGateFound *self, guint *waiting);
/* (transfer none): path of the field in which a criterion is mended, without its form. */
const char *slip_gate_found_path (const SlipCriterion *criterion);
/* (transfer none): the same in the form's words; "" when there is no document yet. */
const char *slip_gate_found_place (const SlipGateFound *self, const SlipGateLine *line);
/* (transfer none) (nullable): what was signed, by the statement's hash. */
const SlipRulingState *slip_gate_found_ruling (const SlipGateFound *self, const char *statement);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipGateFound, slip_gate_found_free)

G_END_DECLS
