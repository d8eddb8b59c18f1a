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
 * slip_dossier_build:
 * @release: id of a release
 *
 * `<dossier release="ID">`: the instance `<release>`, an instance each document (current content, in order of making),
 * an empty `<signatures/>` for the caller to fill. A document whose definition or text has not arrived stands as its
 * empty root element with `missing="yes"`.
 *
 * Returns: (transfer full): free with xmlFreeDoc(); %NULL with NOT_FOUND when there is no such release
 */
xmlDoc *slip_dossier_build (SlipDatabase *database, const char *release, GError **error);

G_END_DECLS
