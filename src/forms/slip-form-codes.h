/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Lists of codes: a form's own, and those of a process, which may take their place. Both languages write them alike. */

#pragma once

#include <libxml/tree.h>

#include "forms/slip-form.h"

G_BEGIN_DECLS

/* A code of a list that the process may replace, which the form calculates with, begins with or checks. */
typedef struct
{
  char *list; /* the process's id of it */
  char *value;
} SlipFormNamedCode;

/* (transfer full): of a <codes> element that its grammar let; NULL with INVALID when a code stands there twice. */
SlipFormCodes *slip_form_codes_read (xmlNode *xml, GError **error);
void slip_form_codes_free (SlipFormCodes *codes);
/* (transfer none) (nullable) */
const SlipFormCode *slip_form_codes_find (const SlipFormCodes *codes, const char *value);
/* Whether both have the same codes, in the same order. */
gboolean slip_form_codes_equal (const SlipFormCodes *a, const SlipFormCodes *b);
/* (transfer none) (nullable): @lists: (element-type SlipFormCodes) */
SlipFormCodes *slip_form_codes_of (GPtrArray *lists, const char *id);

/* Keeps that @form names @value of a list that the process may replace. @field: of this or another form. */
void slip_form_codes_remember (SlipForm *form, const SlipFormNode *field, const char *value);
/* (transfer none) (element-type SlipFormNamedCode): what was remembered. */
GPtrArray *slip_form_codes_named (const SlipForm *form);

/* Whether a process may lay down lists of the form. */
gboolean slip_form_codes_may_differ (const SlipForm *form);
/* Whether these lists of a process say something else than the form's own. @lists: (element-type SlipFormCodes) */
gboolean slip_form_codes_differ (const SlipForm *form, GPtrArray *lists);
/* Puts lists of a process in the place of the form's: those that the form says. A code that the form itself names stays, so
 * that what it calculates goes on meaning something. @lists: (element-type SlipFormCodes). For a form that nobody else has. */
void slip_form_codes_replace (SlipForm *form, GPtrArray *lists);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipFormCodes, slip_form_codes_free)

G_END_DECLS
