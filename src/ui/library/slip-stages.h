/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The stages of the SOP, in order, and which documents belong to which. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

guint slip_stages_count (void);
/* (transfer none): translated. */
const char *slip_stages_title (guint stage);
/* The stage of a form's documents; the last one for forms that none names. */
guint slip_stages_of_form (const char *form);
/* Place of the form among those of its stage; the last for one that none names. */
guint slip_stages_rank (const char *form);

G_END_DECLS
