/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What stands in an entry. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* (transfer full): without the blanks around it. Main thread. */
char *slip_typed_text (GtkEditable *entry);

G_END_DECLS
