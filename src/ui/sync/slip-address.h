/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The address of a shared folder while it is typed: what can be told about it without asking anybody. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Whether it is one of a server: user and password make sense. */
gboolean slip_address_is_http (const char *address);
/* Whether anybody on the way could read along. */
gboolean slip_address_is_open_to_read (const char *address);
/* (transfer none) (nullable): what is wrong with it, a sentence; NULL when nothing is; "" while it is empty. */
const char *slip_address_find_mistake (const char *address);

G_END_DECLS
