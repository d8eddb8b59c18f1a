/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Grammars (RELAX NG) that definitions are held against; compiled in, each read once. */

#pragma once

#include <gio/gio.h>
#include <libxml/tree.h>

G_BEGIN_DECLS

/**
 * slip_grammar_check:
 * @name: of a schema that is compiled in: "form.rng"
 * @what: names the input in messages ("the definition")
 *
 * Any thread.
 *
 * Returns: %FALSE with INVALID, the first error's line told
 */
gboolean slip_grammar_check (const char *name, xmlDoc *document, const char *what, GError **error);

G_END_DECLS
