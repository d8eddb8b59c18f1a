/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A release that follows a short process (short-process.xml) on its way to Go, and what all who share it say about it. The
 * clock stands still, within the sample plan's window. */

#pragma once

#include "slip-test-fixture.h"
#include "workspace/slip-gates.h"
#include "workspace/slip-processing.h"
#include "workspace/slip-turns.h"

G_BEGIN_DECLS

#define GATE_NOW "2026-10-17T21:00:00+02:00"

/* For g_test_add(): nothing signed, but that Petra, who drafted the plan, may approve it: the exception of a small team,
 * signed by Irina. */
void set_up_gate (Fixture *fixture, gconstpointer data);
/* And the plan and the procedure are approved, and the one criterion that isn't met is waived, until four days later. */
void set_up_ready (Fixture *fixture, gconstpointer data);
/* And there is a conditional Go. */
void set_up_go (Fixture *fixture, gconstpointer data);

gint64 ms_of (const char *time);
/* From then on it is this time for all. */
void set_clock (const char *time);

/* The steps; each may fail. */
char *try_decide (Fixture *fixture, guint person, SlipDecision decision, GError **error);
char *try_waive (Fixture *fixture, guint person, const char *criterion, const char *until,
                 GError **error);
/* The same, which has to work. */
char *decide (Fixture *fixture, guint person, SlipDecision decision);
void waive (Fixture *fixture, guint person, const char *criterion, const char *until);
void approve_both (Fixture *fixture);
/* Lets the release follow a version of the test's process with @from replaced by @to; returns its digest. */
char *put_variant (Fixture *fixture, guint person, const char *from, const char *to);

SlipGateReport *gate (Fixture *fixture, guint person, const char *at);
gboolean is_open (Fixture *fixture, guint person, const char *at);
/* All that is said against what was signed, a line each: of sign-offs, rulings and follows that don't count, and why the way
 * isn't free at @at (nullable: now). */
GPtrArray *objections (Fixture *fixture, guint person, const char *at);
gboolean mentions (GPtrArray *lines, const char *words);
/* Everything that a person's copy says of the release: stages, statuses, gate, rulings, what counts. */
char *standing_of (Fixture *fixture, guint person);
/* Syncs until all have all; they must say the same. */
void agree_on_all (Fixture *fixture);
/* Whether @kind waits for the person, in a list that holds what it should (slip-test-turns.h); @title: (nullable): part of what it is about. */
gboolean waits_for (Fixture *fixture, guint person, SlipTurnKind kind, const char *title);

G_END_DECLS
