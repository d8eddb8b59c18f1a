/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The shared folder as a dialogue asks for it: address, user and password, which are tried out after a pause in typing, and
 * where the password will be kept. Signal "changed". */

#pragma once

#include <adwaita.h>

#include "ui/people/slip-passphrase.h"
#include "workspace/slip-workspace.h"

G_BEGIN_DECLS

#define SLIP_TYPE_FOLDER_GROUP (slip_folder_group_get_type ())
G_DECLARE_FINAL_TYPE (SlipFolderGroup, slip_folder_group, SLIP, FOLDER_GROUP, AdwBin)

/* The folder that there is, or may be: it is shown without a heading, and not tried out while nothing is changed. */
void slip_folder_group_set_saved (SlipFolderGroup *self, const SlipSyncState *state);
/* What is typed is what was saved. */
gboolean slip_folder_group_is_saved (SlipFolderGroup *self);
/* Puts the focus into the address, or into the password. */
void slip_folder_group_focus (SlipFolderGroup *self, gboolean password);

/* What is typed can't be right, whatever the server says. */
gboolean slip_folder_group_has_mistake (SlipFolderGroup *self);
/* (transfer none) (nullable): why it can't be used yet, a line; NULL when it works, or none is given. */
const char *slip_folder_group_get_missing (SlipFolderGroup *self);
/* (transfer full) (nullable): NULL when none is given. */
char *slip_folder_group_read_address (SlipFolderGroup *self);
char *slip_folder_group_read_user (SlipFolderGroup *self);
SlipPassphrase *slip_folder_group_read_password (SlipFolderGroup *self);
gboolean slip_folder_group_get_cleartext (SlipFolderGroup *self);

G_END_DECLS
