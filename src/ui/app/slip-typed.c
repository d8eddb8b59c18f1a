/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Blanks at the ends are pasted along and nobody sees them. */

#include "ui/app/slip-typed.h"

char *
slip_typed_text (GtkEditable *entry)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (entry)));
}
