/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A question put to a release's dossier: an XPath 1.0 expression whose answer is yes, no, or that nobody can know it yet.
 * Nothing passes for want of data (design.md 4): a comparison with something that isn't there has no answer, whichever way
 * it is turned. */

#pragma once

#include <gio/gio.h>
#include <libxml/tree.h>

G_BEGIN_DECLS

typedef enum
{
  SLIP_REPLY_NO,
  SLIP_REPLY_YES,
  SLIP_REPLY_UNKNOWN,
} SlipReply;

typedef struct _SlipQuestion SlipQuestion;
typedef struct _SlipEvidence SlipEvidence;

/**
 * slip_question_new:
 * @text: XPath 1.0 over the dossier's root element, with `$now` (RFC 3339) and the functions `slip:seconds`, `slip:days`,
 *   `slip:all-in(strings, strings)`, `slip:wilson-low`, `slip:wilson-high`
 *
 * Returns: (transfer full): %NULL with INVALID where the text can't be read or calls a function that there is not
 */
SlipQuestion *slip_question_new (const char *text, GError **error);
void slip_question_free (SlipQuestion *question);
const char *slip_question_get_text (const SlipQuestion *question);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipQuestion, slip_question_free)

/**
 * slip_evidence_new:
 * @dossier: stays the caller's, has to live longer
 * @now: RFC 3339 with offset
 *
 * A dossier that is ready to be asked; what was asked once is known from then on, so the dossier has to stay as it is. One
 * thread at a time.
 */
SlipEvidence *slip_evidence_new (xmlDoc *dossier, const char *now);
/* Another moment for the same. */
void slip_evidence_set_now (SlipEvidence *evidence, const char *now);
void slip_evidence_free (SlipEvidence *evidence);
/* (transfer none): the dossier's root element. */
xmlNode *slip_evidence_get_root (SlipEvidence *evidence);
/* (transfer none) (nullable): the element of the first document of this form in the dossier. */
xmlNode *slip_evidence_get_document (SlipEvidence *evidence, const char *form);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipEvidence, slip_evidence_free)

/**
 * slip_question_ask:
 * @why: (out) (optional): of UNKNOWN: what is missing, a path or the reader's message; %NULL else
 *
 * Yes or no, as XPath's boolean() says of the result; a number that is none is UNKNOWN.
 */
SlipReply slip_question_ask (SlipQuestion *question, SlipEvidence *evidence, char **why);
/* (transfer full) (element-type xmlNode): the nodes that it finds, in the document's order; they stay the dossier's. */
GPtrArray *slip_question_find (SlipQuestion *question, SlipEvidence *evidence);
/* (transfer full): the same as text, "" when nothing is there. */
char *slip_question_tell (SlipQuestion *question, SlipEvidence *evidence);

G_END_DECLS
