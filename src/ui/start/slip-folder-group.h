/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Where a new workspace is shared, if it is: address, user and password, which are tried out after a pause in typing.
 * Signal "changed". */

#pragma once

#include <adwaita.h>

#include "ui/people/slip-passphrase.h"

G_BEGIN_DECLS

#define SLIP_TYPE_FOLDER_GROUP (slip_folder_group_get_type ())
G_DECLARE_FINAL_TYPE (SlipFolderGroup, slip_folder_group, SLIP, FOLDER_GROUP, AdwBin)

/* (transfer none) (nullable): what is missing yet; "" when it shows already; NULL when it works, or none is given. */
const char *slip_folder_group_get_missing (SlipFolderGroup *self);
/* (transfer full) (nullable): NULL when none is given. */
char *slip_folder_group_read_address (SlipFolderGroup *self);
char *slip_folder_group_read_user (SlipFolderGroup *self);
SlipPassphrase *slip_folder_group_read_password (SlipFolderGroup *self);
gboolean slip_folder_group_get_cleartext (SlipFolderGroup *self);

G_END_DECLS
