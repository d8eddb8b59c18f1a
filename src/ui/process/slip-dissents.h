/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Who doesn't agree with a decision, and why: as many as there are, each added and removed. Signals: "changed"; "resized" when
 * one came or went. */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define SLIP_TYPE_DISSENTS (slip_dissents_get_type ())
G_DECLARE_FINAL_TYPE (SlipDissents, slip_dissents, SLIP, DISSENTS, AdwBin)

SlipDissents *slip_dissents_new (void);
/* (transfer full) (element-type SlipNamedText): from the first to the last, without those of which nothing was typed. */
GPtrArray *slip_dissents_read (SlipDissents *self);
/* (transfer none) (nullable): what is missing yet, a line. */
const char *slip_dissents_get_missing (SlipDissents *self);

G_END_DECLS
