/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What is still wrong with a record: missing, mistyped, against a rule, in conflict. */

#pragma once

#include "forms/slip-form.h"

G_BEGIN_DECLS

typedef enum
{
  SLIP_PROBLEM_REQUIRED,   /* empty, but required */
  SLIP_PROBLEM_TYPE,       /* not a value of its type */
  SLIP_PROBLEM_CONSTRAINT, /* a rule of the form fails */
  SLIP_PROBLEM_REFERENCE,  /* points to something that is not there */
  SLIP_PROBLEM_DUPLICATE,  /* another row has the same key */
  SLIP_PROBLEM_ROWS,       /* too few or too many rows */
  SLIP_PROBLEM_CONFLICT,   /* several values, or deleted by one and changed by another */
  SLIP_PROBLEM_EXPRESSION, /* an expression could not be answered */
} SlipProblemKind;

/**
 * SlipProblem:
 * @kind: what is wrong
 * @path: with row ids, as `field set` takes it: `tasks/ROWID/minutes`
 * @section: name of the section that it stands in
 * @label: for people, translated: `Tasks › T-07 › Minutes`
 * @message: for people, translated: what to do
 */
typedef struct
{
  SlipProblemKind kind;
  char *path;
  char *section;
  char *label;
  char *message;
} SlipProblem;

void slip_problem_free (SlipProblem *problem);
const char *slip_problem_kind_name (SlipProblemKind kind); /* "required" */

/* How many relevant, required fields a section has, and how many of them are filled. */
typedef struct
{
  guint filled;
  guint required;
} SlipCheckCount;

/* (transfer full) (element-type SlipProblem): in the order of the form, empty when all is well; NULL on error. */
GPtrArray *slip_check_document (SlipDatabase *database, SlipForm *form, const char *record,
                                GError **error);
/* The same. @counts: (out) (transfer full): section → SlipCheckCount, of those that have required fields */
GPtrArray *slip_check_document_counting (SlipDatabase *database, SlipForm *form, const char *record,
                                         GHashTable **counts, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipProblem, slip_problem_free)

G_END_DECLS
