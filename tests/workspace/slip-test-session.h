/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A document that is open for editing, for tests: the steps wait, in the main loop, for what they are about. */

#pragma once

#include "slip-test-fixture.h"
#include "workspace/slip-form-session-private.h"

G_BEGIN_DECLS

/* Runs the main loop until @condition holds. */
#define WAIT_UNTIL(condition)                                                                      \
  G_STMT_START                                                                                     \
  {                                                                                                \
    wait_begin (#condition);                                                                       \
    while (!(condition))                                                                           \
      g_main_context_iteration (NULL, TRUE);                                                       \
    wait_end ();                                                                                   \
  }                                                                                                \
  G_STMT_END
void wait_begin (const char *what);
void wait_end (void);

/* Loaded; its pauses are short, but nothing goes into the log by itself. */
SlipFormSession *open_session (SlipWorkspace *workspace, const char *record);
/* Waits until nothing is written, read or checked any more. */
void settle_session (SlipFormSession *session);
/* Leaves all fields; everything must go into the log. Settles. */
void flush_session (SlipFormSession *session);
/* Drops the last reference, in the middle of anything. */
void drop_session (SlipFormSession *session);
/* Settles first. */
void close_session (SlipFormSession *session);
/* Sets a field and settles. */
void set_field_in (SlipFormSession *session, const char *path, const char *text);

const SlipFieldState *get_field (SlipFormSession *session, const char *path);
/* Of a row, which is read first. */
const SlipFieldState *get_row_field (SlipFormSession *session, const char *path);
/* How many drafts the workspace holds, and ops of the record. */
gint64 count_drafts (SlipFormSession *session);
gint64 count_ops (SlipFormSession *session);
/* (nullable): the first problem at @path */
SlipFormProblem *find_problem (SlipFormSession *session, const char *path);
/* Path of a field in the @n-th row of a table, from 0. */
char *row_path (SlipFormSession *session, const char *table, guint n, const char *field);

/* What a session said in "error" since it was opened, the last one. */
const char *last_error (SlipFormSession *session);
/* How often it said this since the last call: path of a table, of a field, or "problems". */
guint count_told (SlipFormSession *session, const char *what);

G_END_DECLS
