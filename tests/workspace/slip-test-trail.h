/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* An audit trail, kept to be looked at. */

#pragma once

#include "slip-test-fixture.h"
#include "workspace/slip-trail.h"

G_BEGIN_DECLS

/* What a test keeps of an entry. */
typedef struct
{
  char *op;
  char *time;
  char *not_before;
  char *name;
  char *device;
  char *kind;
  char *action;
  char *record;
  char *title;
  char *path;
  char *label;
  char *old;
  char *value;
  char *reason;
  char *note;
  SlipTrailState state;
} Kept;

/* (element-type Kept) */
GPtrArray *read_trail (SlipWorkspace *workspace, const SlipTrailFilter *filter);
const Kept *at (GPtrArray *list, guint n);
const Kept *last (GPtrArray *list);
/* Names of the ops, each of which must be there once. */
GHashTable *names (GPtrArray *list);
/* Each entry of @part is in @whole, in the same order. */
void assert_within (GPtrArray *part, GPtrArray *whole);

G_END_DECLS
