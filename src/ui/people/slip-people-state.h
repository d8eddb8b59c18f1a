/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Who is in the workspace and what this person may do about it, as of one moment: what the pages show. */

#pragma once

#include "ui/app/slip-work.h"
#include "workspace/slip-workspace.h"

G_BEGIN_DECLS

/**
 * SlipPeopleState:
 * @members: (element-type SlipPersonInfo): as slip_workspace_list_members()
 * @devices: (element-type SlipDeviceInfo): as slip_workspace_list_devices()
 * @asks: what this copy waits for
 * @revocation: (nullable): why this copy doesn't count any more, a sentence
 * @fingerprint: of this copy's keys; "" when they can't be read
 * @shared: there is a shared folder
 * @may_manage: this person may invite, admit, grant and revoke
 * @administrators: names of those who may, "Ada, Bo"
 * @n_administrators: how many they are
 */
typedef struct
{
  GPtrArray *members;
  GPtrArray *devices;
  SlipAsks asks;
  char *revocation;
  char *fingerprint;
  gboolean shared;
  gboolean may_manage;
  char *administrators;
  guint n_administrators;
} SlipPeopleState;

/* The result that @done gets: a SlipPeopleState. Main thread. */
void slip_people_state_read (gpointer owner, SlipWorkspace *workspace, SlipWorkDone done);

/* (transfer none) (nullable): the member of that id. */
const SlipPersonInfo *slip_people_state_find (const SlipPeopleState *self, const char *id);

/* == words == */

/* (transfer full): "QA Lead, Auditor"; "" for none. */
char *slip_people_words_roles (GStrv roles);
/* (transfer full): a day, as people write it here. */
char *slip_people_words_day (gint64 ms);
/* (transfer full): whose deputy the person is, in which role and until when, a line each; "" when of nobody. */
char *slip_people_words_deputy_of (const SlipPeopleState *state, const SlipPersonInfo *person);
/* (transfer full): as markup, in letters of one width. */
char *slip_people_words_fingerprint (const char *fingerprint);

G_END_DECLS
