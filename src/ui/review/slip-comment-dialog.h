/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The dialogue in which something is said: about a document or field, or in a thread that is there. */

#pragma once

#include <adwaita.h>

#include "workspace/slip-comments.h"

G_BEGIN_DECLS

/* @path: "" of the whole document; @label: (nullable): the same in words. @roles: that the person may speak in. */
void slip_comment_dialog_begin (GtkWidget *parent, SlipWorkspace *workspace, const char *document,
                                const char *path, const char *label, const char *const *roles);
/* @act: a reply, a close or a reopening. */
void slip_comment_dialog_go_on (GtkWidget *parent, SlipWorkspace *workspace,
                                const SlipThreadInfo *thread, SlipSaidAct act);

G_END_DECLS
