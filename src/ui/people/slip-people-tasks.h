/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Dialogues with which an administrator changes who is in, and each their deputies: each ends in a statement that is signed with the passphrase. */

#pragma once

#include <gtk/gtk.h>

#include "ui/people/slip-people-state.h"

G_BEGIN_DECLS

/* @parent: any widget of the window; what is done is told there. @needs_role: who is new, or was revoked, has none. */
void slip_people_admit (GtkWidget *parent, SlipWorkspace *workspace, const SlipPersonInfo *person,
                        gboolean needs_role);
/* @last_administrator: the role stays with who has it. */
void slip_people_change_roles (GtkWidget *parent, SlipWorkspace *workspace,
                               const SlipPersonInfo *person, gboolean last_administrator);
void slip_people_revoke (GtkWidget *parent, SlipWorkspace *workspace, const SlipPersonInfo *person);
void slip_people_revoke_device (GtkWidget *parent, SlipWorkspace *workspace,
                                const SlipDeviceInfo *device);
/* @id: of a person, or key of a device; @n: how many changes wait. */
void slip_people_endorse (GtkWidget *parent, SlipWorkspace *workspace, const char *id,
                          const char *name, guint n);

/* == deputies, in slip-deputy.c == */

/* (transfer full): of the person's roles those that somebody can be deputy in: who administers, and who only reads, has none. */
GStrv slip_people_deputy_roles (const SlipPersonInfo *person);
/* @self: the person at this copy, who holds such a role; @members: (element-type SlipPersonInfo): all. */
void slip_people_name_deputy (GtkWidget *parent, SlipWorkspace *workspace,
                              const SlipPersonInfo *self, GPtrArray *members);
/* @deputy: of the person at this copy. */
void slip_people_end_deputy (GtkWidget *parent, SlipWorkspace *workspace,
                             const SlipDeputyInfo *deputy);

/* == in slip-invite.c == */

void slip_people_invite (GtkWidget *parent, SlipWorkspace *workspace, gboolean shared);

/* == one's own key, in slip-key-tasks.c == */

void slip_people_export_identity (GtkWidget *parent, SlipWorkspace *workspace);
void slip_people_change_passphrase (GtkWidget *parent, SlipWorkspace *workspace);
void slip_people_renew_key (GtkWidget *parent, SlipWorkspace *workspace);

/* Asks where a file goes; not called when the person thinks better of it. */
typedef void (*SlipSaveFunc) (const char *path, gpointer data);
void slip_people_choose_place (GtkWidget *widget, const char *title, const char *name,
                               SlipSaveFunc func, gpointer data);

G_END_DECLS
