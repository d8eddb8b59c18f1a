/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What the tests of conflicts look at, and how they settle one. */

#pragma once

#include "slip-test-fixture.h"
#include "workspace/slip-conflicts.h"

G_BEGIN_DECLS

/* Syncs. The open conflicts as @person has them; the report of the sync says the same number. */
GPtrArray *conflicts (Fixture *fixture, guint person);
SlipOpenConflict *only (GPtrArray *list);
const SlipConflictSide *side (const SlipOpenConflict *conflict, guint n);
/* Two people's ops may come in either order, whatever was done first: clocks of one millisecond tell nothing. */
const SlipConflictSide *side_of (Fixture *fixture, const SlipOpenConflict *conflict, guint person);

void settle (Fixture *fixture, guint person, const char *path, SlipResolution how,
             const char *value);
/* Is refused with @code, and changes nothing. */
void settle_fails (Fixture *fixture, guint person, const char *path, SlipResolution how,
                   const char *value, int code);
/* Nobody has an open conflict, and all hold the same. */
void assert_settled (Fixture *fixture);

/* As set(), by a person whose clock shows @ms: who has the smaller one stands first. */
void set_at (Fixture *fixture, guint person, const char *path, const char *value, gint64 ms);

/* The value of the plan's field that is shown; on all copies. */
char *text_of (Fixture *fixture, guint person, const char *row, const char *field);
void assert_text (Fixture *fixture, const char *row, const char *field, const char *wanted);

/* Ops that no command makes, or not for this person: a value, a row that is deleted ("": the record). */
void set_raw (SlipWorkspace *workspace, const char *record, const char *row, const char *field,
              const char *value);
void remove_raw (SlipWorkspace *workspace, const char *record, const char *row);

G_END_DECLS
