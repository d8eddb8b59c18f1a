/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What most tests of workspaces begin with, people who share a plan, and the steps that they take with it. A step asserts
 * that it worked. */

#pragma once

#include "process/slip-signoff.h"
#include "slip-test-team.h"

G_BEGIN_DECLS

enum
{
  PM, /* project and program manager, development lead; founder */
  QA, /* QA lead, user representative, technical support */
  IRB /* AI-IRB liaison, operations manager */
};

typedef struct
{
  Team *team;
  char *dir;     /* of the founder's workspace */
  char *release; /* "Claims Triage" */
  char *plan;    /* the sample deployment plan in it; all have both */
  char *
      procedure; /* by set_up_with_procedure(): the sample procedure, which the development lead fills */
  char *checklist; /* by set_up_acceptance(): the sample checklist */
} Fixture;

/* For g_test_add(). Three people, or two. */
void set_up (Fixture *fixture, gconstpointer data);
void set_up_two (Fixture *fixture, gconstpointer data);
void set_up_with_procedure (Fixture *fixture, gconstpointer data);
void tear_down (Fixture *fixture, gconstpointer data);
/* For set-ups: begins with what the first case of this kind in the program kept; FALSE: there is none yet. What is then made
 * is kept by the other. Times are set before. */
gboolean begin_as (Fixture *fixture, const char *kind);
void keep_as (Fixture *fixture, const char *kind);

/* Sets a field of the plan, or of another document. */
void set (Fixture *fixture, guint person, const char *path, const char *value);
void set_in (Fixture *fixture, guint person, const char *document, const char *path,
             const char *value);
/* Whether the plan, or another document, as @person has it, shows @text. */
gboolean shows (Fixture *fixture, guint person, const char *text);
gboolean shows_in (Fixture *fixture, guint person, const char *document, const char *text);

/* The one step that may fail. @verdict: all but "approve" with a reason. */
char *sign (Fixture *fixture, guint person, const char *document, const char *role,
            const char *verdict, GError **error);
/* Approves without a sync. Returns the statement. */
char *sign_here (Fixture *fixture, guint person, const char *document, const char *role);
/* Approves, with a sync before and after. */
void sign_synced (Fixture *fixture, guint person, const char *document, const char *role);
/* Fills the slots of the plan but the last; all, which everybody then knows. */
void sign_plan_but_last (Fixture *fixture);
void approve_plan (Fixture *fixture);
void approve_procedure (Fixture *fixture);
/* Starts a revision. Returns its number. @taken_up: (out) (optional): proposals that it took up */
guint revise (Fixture *fixture, guint person, const char *document, guint *taken_up);
/* The document as the founder exports it in XML. @note: (out) (optional): what the export says besides */
char *export_text (Fixture *fixture, const char *document, SlipExportWhat what, guint revision,
                   char **note);

SlipSignoff *signoff (Fixture *fixture, guint person, const char *document);
SlipSignature *find_signature (SlipSignoff *state, const char *hash);
SlipSlotState slot_state (SlipSignoff *state, const char *name);
/* Syncs until all have all; they must tell the same about the sign-off of @document, with this status. */
void agree (Fixture *fixture, const char *document, const char *status);

G_END_DECLS
