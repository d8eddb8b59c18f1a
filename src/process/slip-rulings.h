/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What was signed for a release as a whole, and what of it counts: waivers, tailorings, and the decision that stands at the
 * gate. Nothing is stored; each copy that holds the same log says the same, whatever came first. */

#pragma once

#include "process/slip-discussions.h"
#include "process/slip-gate.h"
#include "store/slip-database.h"
#include "trust/slip-signature.h"

G_BEGIN_DECLS

/**
 * SlipRulingState:
 * @signature: with its statement's ruling
 * @refused: (nullable): why it doesn't count, one line
 * @replaced: (nullable) (unowned): the later decision that took its place
 * @counted: whether it counts, or did until it was withdrawn
 */
typedef struct _SlipRulingState SlipRulingState;
struct _SlipRulingState
{
  SlipSignature *signature;
  char *refused;
  const SlipRulingState *replaced;
  gboolean counted;
};

/**
 * SlipRulings:
 * @all: (element-type SlipRulingState): in an order in which each comes after what its signer had seen
 * @waivers: (element-type SlipWaiver): those that count, expired ones, too
 * @tailorings: (element-type SlipTailoring): those that count
 * @standing: (nullable) (unowned): the decision that stands at the gate where Go is given
 * @discussions: of the release's documents; an open concern keeps a Go from counting whose signer had seen it
 * @stopped: (nullable) (unowned): without one: the decision that was withdrawn, so that none stands, an earlier one neither
 */
typedef struct
{
  GPtrArray *all;
  GPtrArray *waivers;
  GPtrArray *tailorings;
  SlipDiscussions *discussions;
  const SlipRulingState *standing;
  const SlipRulingState *stopped;
} SlipRulings;

/**
 * slip_rulings_load:
 * @release: id
 *
 * Returns: (transfer full): free with slip_rulings_free()
 */
SlipRulings *slip_rulings_load (SlipDatabase *database, const SlipProcess *process,
                                const char *release, GError **error);
void slip_rulings_free (SlipRulings *rulings);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipRulings, slip_rulings_free)

/* The sign-off that made a revision approved. */
typedef struct
{
  char *form;
  char *replica;
  guint64 clock;
} SlipBoundCompletion;

/* What a decision is bound to, read from the dossier. */
typedef struct
{
  GPtrArray
      *revisions; /* (element-type SlipBoundRevision): of the stages up to the gate, by record */
  GPtrArray *completions; /* (element-type SlipBoundCompletion): of @revisions */
  GPtrArray
      *ends; /* (element-type SlipBoundCompletion): of the documents, one form's, that each say that
                             what was let is over */
  GPtrArray *artefacts; /* (element-type SlipNamedText) */
  char *window_start;
  char *window_end;
} SlipBound;

SlipBound *slip_bound_new (const SlipProcess *process, const SlipStage *stage,
                           SlipEvidence *evidence);
void slip_bound_free (SlipBound *bound);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipBound, slip_bound_free)

/**
 * SlipGoReason:
 * @form: (nullable): id of the form that it is about; @text names it so
 * @text: one line
 *
 * Why a Go doesn't hold.
 */
typedef struct
{
  char *form;
  char *text;
} SlipGoReason;

/* (transfer full): its text with @title in place of the form's id. @title: (nullable): as it is */
char *slip_go_reason_say (const SlipGoReason *reason, const char *title);

/**
 * slip_go_check:
 * @gate: of the stage where Go is given, now
 * @now_ms: since the epoch, UTC
 * @in_window: whether it has to be within the window, too
 *
 * Whether the decision that stands is a Go that holds now.
 *
 * Returns: (transfer full) (element-type SlipGoReason): every reason why not; empty when it does
 */
GPtrArray *slip_go_check (const SlipRulings *rulings, const SlipGate *gate, const SlipBound *bound,
                          gint64 now_ms, gboolean in_window);

/* (transfer full) (element-type SlipGoReason): empty. */
GPtrArray *slip_go_reasons_new (void);

/* Whether who made the decision had seen all that is approved now and that it would be bound to. */
gboolean slip_go_knows (const SlipRulingState *decision, const SlipBound *bound);

/* Whether an artefact with this digest, with or without the name of its algorithm before a colon, may be installed. */
gboolean slip_go_has_artefact (const SlipRulings *rulings, const char *digest);

G_END_DECLS
