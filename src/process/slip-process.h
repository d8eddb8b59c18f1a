/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A process definition: the stages of a procedure such as SOP-1220-01-AI, their documents, and the criteria of their gates.
 * Immutable once loaded, so it may be read in any thread. data/schemas/process.rng is its grammar. */

#pragma once

#include "process/slip-question.h"

G_BEGIN_DECLS

#define SLIP_PROCESS_NAMESPACE "urn:slipway:process:1"
#define SLIP_PROCESS_MAX_BYTES (1024 * 1024)

typedef enum
{
  SLIP_SEVERITY_LOW,
  SLIP_SEVERITY_MEDIUM,
  SLIP_SEVERITY_HIGH,
  SLIP_SEVERITY_CRITICAL,
} SlipSeverity;

/**
 * SlipCriterion:
 * @needs: forms whose approved revisions have to be there
 * @at: form and path where it is mended, and where its evidence stands: `deployment-plan/rollback/tested_on`
 * @when: (nullable): whether it applies; %NULL: always
 * @waivable: whether a waiver may stand in for it
 * @text: what it says when it is met, untranslated; see slip_process_text()
 */
typedef struct
{
  char *id;
  SlipSeverity severity;
  GStrv needs;
  char *at;
  SlipQuestion *when;
  SlipQuestion *test;
  gboolean waivable;
  char *text;
} SlipCriterion;

/**
 * SlipStageDocument:
 * @replan: (nullable): form of what may have to be planned anew when the document is rejected
 * @required: (nullable): whether the release has to have it; NULL: always
 * @anytime: its signatures don't wait for the stages before
 */
typedef struct
{
  char *form;
  char *replan;
  SlipQuestion *required;
  gboolean anytime;
} SlipStageDocument;

/**
 * SlipStage:
 * @number: of the procedure's section: "8.1"
 * @owners: roles
 * @after: (nullable): stages that have to be over, or skipped, before
 * @skip: (nullable): whether it is left out
 * @skip_reason: (nullable): where the reason stands
 * @skip_text: (nullable): untranslated
 */
typedef struct
{
  char *id;
  char *number;
  GStrv owners;
  GStrv after;
  char *title;
  char *purpose; /* nullable */
  SlipQuestion *skip;
  SlipQuestion *skip_reason;
  char *skip_text;
  GPtrArray *documents; /* (element-type SlipStageDocument) */
  GPtrArray *criteria;  /* (element-type SlipCriterion) */
} SlipStage;

typedef enum
{
  SLIP_DRAFTER_NEVER,     /* who made the document or wrote in it */
  SLIP_DRAFTER_MAKER,     /* who made it */
  SLIP_DRAFTER_NOT_ALONE, /* who made it or wrote in it, before somebody else approved */
} SlipDrafter;

/* Who doesn't approve in @slot of a document of @form. A waiver that names @id is the exception to it. */
typedef struct
{
  char *id;
  SlipDrafter drafter;
  char *form;
  char *slot;
  char *text; /* untranslated */
} SlipSeparation;

/**
 * SlipProcess:
 * @digest: of its bytes, hex: what a release pins
 * @bytes: those bytes
 * @go_role: who gives Go; @go_stage: whose gate has to let it; @go_hours: how long one holds at the most
 * @ended: (nullable): whether what a Go let is over, without having come about or lasted: that Go holds no longer
 * @artefacts: nodes with a name and a digest each, to which a Go is bound; likewise @window_start and @window_end
 * @approval_days: in a process for emergencies: days after the window closes until the stage right after Go, in which what is
 *   approved before otherwise is made up for, has to be over; else 0
 * @waiver_roles: who may sign a waiver; @waiver_days: for how long at the most
 * @tailoring_roles: who may say that a required document is not, or the other way round
 * @concern_roles: (nullable): whose concerns about a document block until that role closes them
 * @review_days: from going live until the review is due
 */
typedef struct
{
  char *digest;
  GBytes *bytes;
  char *id;
  char *code;
  guint version;
  char *title;
  char *purpose; /* nullable */
  char *go_role;
  char *go_stage;
  guint go_hours;
  SlipQuestion *ended;
  SlipQuestion *artefacts;
  SlipQuestion *window_start;
  SlipQuestion *window_end;
  guint approval_days;
  GStrv waiver_roles;
  guint waiver_days;
  GStrv tailoring_roles;
  GStrv concern_roles;
  guint review_days;
  GPtrArray *codes;       /* (element-type SlipFormCodes): the organisation's lists */
  GPtrArray *separations; /* (element-type SlipSeparation) */
  GPtrArray *stages;      /* (element-type SlipStage) */

  /*< private >*/
  gatomicrefcount refs;
} SlipProcess;

/**
 * slip_process_new_from_bytes:
 * @bytes: XML
 *
 * Returns: (transfer full): %NULL with INVALID (the line told) or TOO_LARGE
 */
SlipProcess *slip_process_new_from_bytes (GBytes *bytes, GError **error);
SlipProcess *slip_process_ref (SlipProcess *process);
void slip_process_unref (SlipProcess *process);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipProcess, slip_process_unref)

/* (transfer none) (nullable) */
SlipStage *slip_process_find_stage (const SlipProcess *process, const char *id);
/* (transfer none) (nullable): the stage that has documents of this form. */
SlipStage *slip_process_stage_of (const SlipProcess *process, const char *form);
/* (transfer none) (nullable): the same with what it says of the document. */
SlipStageDocument *slip_process_document_of (const SlipProcess *process, const char *form,
                                             SlipStage **stage);
/* (transfer none) (nullable). */
SlipSeparation *slip_process_find_separation (const SlipProcess *process, const char *id);
/* (transfer none) (nullable): @stage: (out) (optional) (nullable): of the criterion. */
SlipCriterion *slip_process_find_criterion (const SlipProcess *process, const char *id,
                                            SlipStage **stage);
/* Whether @stage comes, directly or not, after @earlier. */
gboolean slip_process_is_after (const SlipProcess *process, const SlipStage *stage,
                                const SlipStage *earlier);
/* Whether the stage comes right after Go, so that it is the release itself. */
gboolean slip_process_is_release (const SlipProcess *process, const SlipStage *stage);
/**
 * slip_process_check_fields:
 * @forms: (element-type utf8 SlipForm): those that it is for, by id; what it asks of others is let be
 *
 * Returns: whether they have each field that it asks for; else FALSE with INVALID, which names the field and the form
 */
gboolean slip_process_check_fields (const SlipProcess *process, GHashTable *forms, GError **error);
/* (transfer full): what people call a form. */
typedef char *(*SlipFormNamer) (const char *form, gpointer data);
/* (transfer full) (element-type utf8): what differs, a line each; empty when nothing does. */
GPtrArray *slip_process_diff (const SlipProcess *before, const SlipProcess *after,
                              SlipFormNamer namer, gpointer data);
/* (transfer none): words of a definition in the person's language. */
const char *slip_process_text (const char *text);
/* (transfer none): "critical", "high", "medium", "low". */
const char *slip_severity_name (SlipSeverity severity);

G_END_DECLS
