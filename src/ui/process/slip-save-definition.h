/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A definition as a file, to begin an organisation's own with. */

#pragma once

#include "ui/app/slip-task-dialog.h"
#include "workspace/slip-definitions.h"

G_BEGIN_DECLS

/**
 * slip_save_definition_button:
 * @dialog: the dialogue that the button stands in, which says what goes wrong
 * @what: %SLIP_DEFINITION_PROCESS or %SLIP_DEFINITION_FORM
 * @id: of a form; what the file is called
 * @digest: of the version
 * @title: of it, for people
 *
 * Returns: (transfer floating): it asks for a place and writes the definition there
 */
GtkWidget *slip_save_definition_button (SlipTaskDialog *dialog, SlipWorkspace *workspace,
                                        const char *what, const char *id, const char *digest,
                                        const char *title);

G_END_DECLS
