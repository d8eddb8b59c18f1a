/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The dossier of a release: its fields and all its documents under one root, over which gate criteria and
 * metric facts are XPath. */

#pragma once

#include <libxml/tree.h>

#include "forms/slip-form.h"

G_BEGIN_DECLS

/**
 * SlipDossierFunc:
 * @form: the document's
 * @record: a document
 *
 * Returns: (transfer full) (nullable): the instance that stands in the dossier; %NULL without error leaves only the empty
 *   root element, with `approved="no"`; %NULL with an error
 */
typedef xmlDoc *(*SlipDossierFunc) (SlipDatabase *database, SlipForm *form, const char *record,
                                    gpointer data, GError **error);

/**
 * slip_dossier_build:
 * @release: id of a release
 * @func: (nullable): which content of a document counts; the current one when %NULL. What gates read has approved
 *   revisions alone: slip_approved_dossier() in the layer above
 *
 * `<dossier release="ID">`: the instance `<release>`, an instance each document (in order of making), an empty `<signatures/>` for the caller to fill. A document whose definition or text has not arrived stands as its
 * empty root element with `missing="yes"`.
 *
 * Returns: (transfer full): free with xmlFreeDoc(); %NULL with NOT_FOUND when there is no such release
 */
xmlDoc *slip_dossier_build (SlipDatabase *database, const char *release, SlipDossierFunc func,
                            gpointer data, GError **error);

G_END_DECLS
