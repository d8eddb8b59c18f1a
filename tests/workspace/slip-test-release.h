/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The branches of a release, by several people who work apart and meet: what the scenario tests share. */

#pragma once

#include "slip-test-gate.h"

G_BEGIN_DECLS

/* For g_test_add(): as set_up(), and the release follows the shipped process. Nobody has to be trained for it. */
void set_up_shipped (Fixture *fixture, gconstpointer data);
/* And plan and installation procedure are approved. Of the sample's checklist nobody signed anything. */
void set_up_acceptance (Fixture *fixture, gconstpointer data);

/* And the checklist and the final approval are approved, what else the gate asks is waived, and there is a conditional Go.
 * Returns the final approval. */
char *reach_go (Fixture *fixture);

/* Those who worked apart sync one after the other, in this order (@order: NULL) or the other way round; in the end all say
 * the same of each stage, each signature, the gate and the decision. */
void meet (Fixture *fixture, gconstpointer order);
SlipStageState stage_state (Fixture *fixture, guint person, const char *id);
/* Signs with "concerns". */
char *say_no (Fixture *fixture, guint person, const char *document, const char *role);

/* The row of the person's copy with this in the field; @parent: id of the row that its table is in, or "". Of several the
 * last. */
char *row_with (Fixture *fixture, guint person, const char *document, const char *table,
                const char *parent, const char *field, const char *value);
char *add_row (Fixture *fixture, guint person, const char *document, const char *table);
void set_cell (Fixture *fixture, guint person, const char *document, const char *table,
               const char *row, const char *field, const char *value);
/* What is stored there, as this person has it. (nullable) */
char *cell (Fixture *fixture, guint person, const char *document, const char *row,
            const char *field);
/* How the gate of a stage answers a criterion, or a form's document. */
SlipCriterionState criterion_state (Fixture *fixture, guint person, const char *stage,
                                    const char *id);

G_END_DECLS
