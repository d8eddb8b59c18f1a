/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A RELAX NG schema of a form's instances, so that others can check what Slipway exports. */

#pragma once

#include "forms/slip-form.h"

G_BEGIN_DECLS

/* (transfer full): the schema, UTF-8 XML. Every export of the form validates against it, signatures included. */
GBytes *slip_form_schema (SlipForm *form);

G_END_DECLS
