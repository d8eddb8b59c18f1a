/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What the parts of a question share. */

#pragma once

#include <libxml/xpath.h>

#include "forms/slip-xml.h"
#include "process/slip-question.h"

G_BEGIN_DECLS

struct _SlipQuestion
{
  char *text;
  xmlXPathCompExpr *compiled;
  /* What has to be there: paths and how they compile. */
  GPtrArray *paths;
  GPtrArray *needed;
  gboolean reads_now;
};

struct _SlipEvidence
{
  xmlDoc *dossier;
  xmlXPathContext *xpath;
  GHashTable *answers; /* text of a question → its answer, of those that don't read the time */
  char *message;
};

/* Keeps the first message in the context's evidence, its userData. */
void slip_evidence_on_error_raised_cb (void *data, SlipXmlError *xml_error);
/* Whether criteria may call it: with its prefix, or one of XPath's own. */
gboolean slip_evidence_has_function (const char *name);
/* (nullable): evaluated at the root element; NULL with the evidence's message. Free with xmlXPathFreeObject(). */
xmlXPathObject *slip_evidence_evaluate (SlipEvidence *evidence, xmlXPathCompExpr *compiled);

/* Fills @question's paths with those that have to be there; FALSE with INVALID. */
gboolean slip_question_find_paths (SlipQuestion *question, GError **error);

G_END_DECLS
