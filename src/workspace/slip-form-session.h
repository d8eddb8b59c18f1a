/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* SlipFormSession, a document (or release record) that is open for editing. What edits it binds to the session and
 * keeps no state of its own.
 *
 * A session lives in the thread, and calls back in the thread-default main context, of its creator. Nothing here waits:
 * what is written goes to the database worker in order, what takes long to read goes to a thread, and signals tell when it
 * is there. Paths have whole ids of rows: `scope/purpose`, `items/ROW/title`, `items/ROW/attempts/ROW/actual`; of a
 * section its name, of a table `items` or `items/ROW/attempts`. */

#pragma once

#include "forms/slip-check.h"
#include "forms/slip-choices.h"
#include "workspace/slip-workspace.h"

G_BEGIN_DECLS

#define SLIP_TYPE_FORM_SESSION (slip_form_session_get_type ())
G_DECLARE_FINAL_TYPE (SlipFormSession, slip_form_session, SLIP, FORM_SESSION, GObject)

/**
 * SlipFormSession:loaded: the form and the fields outside of tables are here
 * SlipFormSession:title: number and title, for people
 * SlipFormSession:saving: something that was typed or done is not in the log yet
 * SlipFormSession:read-only: nothing can be changed; slip_form_session_get_read_only() says why
 * SlipFormSession:can-undo:
 * SlipFormSession:can-redo:
 *
 * SlipFormSession::field-changed: (path), detailed by path: something in its SlipFieldState changed; also for sections
 *   and tables (whether they are relevant)
 * SlipFormSession::rows-changed: (path of the table): rows came, went or moved
 * SlipFormSession::problems-changed: the list of problems, the counts by section or the completeness
 * SlipFormSession::error: (text): a write failed; for a person
 */

/* @record: whole id of a document or release. */
SlipFormSession *slip_form_session_new (SlipWorkspace *workspace, const char *record);
/* Reads the form, all fields outside of tables, and the drafts that an earlier run left. NOT_FOUND when there is no such
 * record. */
void slip_form_session_load_async (SlipFormSession *self, GCancellable *cancellable,
                                   GAsyncReadyCallback callback, gpointer user_data);
gboolean slip_form_session_load_finish (SlipFormSession *self, GAsyncResult *result,
                                        GError **error);
gboolean slip_form_session_is_loaded (SlipFormSession *self);

SlipWorkspace *slip_form_session_get_workspace (SlipFormSession *self);
const char *slip_form_session_get_record (SlipFormSession *self);
/* (nullable): NULL until it is loaded. */
SlipForm *slip_form_session_get_form (SlipFormSession *self);
const char *slip_form_session_get_title (SlipFormSession *self);
/* (nullable): why nothing can be changed, for a person; NULL when it can. */
const char *slip_form_session_get_read_only (SlipFormSession *self);
gboolean slip_form_session_get_saving (SlipFormSession *self);

/* == fields == */

typedef enum
{
  SLIP_PROGRESS_SAVED,   /* as the log has it */
  SLIP_PROGRESS_TYPING,  /* being typed: kept as a draft */
  SLIP_PROGRESS_SAVING,  /* on its way into the log */
  SLIP_PROGRESS_REFUSED, /* kept as a draft, but no value: @problem says why */
} SlipFieldProgress;

/**
 * SlipFieldState:
 * @node: the field (or section, or table: then only @loaded, @relevant, @fills and @problem mean something)
 * @row: id of the row that holds it, "" outside of tables
 * @loaded: FALSE for a field of a row that is being read: "field-changed" will tell
 * @text: what to edit: what is being typed, else the value; of a calculated field the result
 * @stored: the value as the log has it
 * @display: @text for people: references, persons, codes and files by name
 * @progress: where @text is
 * @missing: the text has not arrived yet, or can't be calculated
 * @conflict: there are other values, written at the same time
 * @others: (nullable): of a conflict, who wrote what: "Bo: 80; Ada: 90"
 * @relevant: it and all above it
 * @required: now
 * @how: (nullable): the expression that calculates it; then it can't be set
 * @fills: FALSE: the person doesn't fill it, an edit will be kept as a proposal
 * @proposals: (nullable) (element-type SlipProposal): what waits
 * @problem: (nullable): what is wrong with it, for a person
 * @problem_kind: of @problem
 *
 * Read-only. Valid until the field changes ("field-changed") or the main loop runs.
 */
typedef struct
{
  const char *path;
  SlipFormNode *node;
  const char *row;
  gboolean loaded;
  const char *text;
  const char *stored;
  const char *display;
  SlipFieldProgress progress;
  gboolean missing;
  gboolean conflict;
  const char *others;
  gboolean relevant;
  gboolean required;
  const char *how;
  gboolean fills;
  GPtrArray *proposals;
  const char *problem;
  SlipProblemKind problem_kind;
} SlipFieldState;

/* (transfer none) (nullable): NULL when the form has no such place, or nothing is loaded. Asking for a field of a row
 * makes the session read that row and those around it. */
const SlipFieldState *slip_form_session_get_field (SlipFormSession *self, const char *path);
/* Short for the text of it; "" when there is none. */
const char *slip_form_session_get_text (SlipFormSession *self, const char *path);

/**
 * slip_form_session_type:
 *
 * To be called at each keystroke, with the whole text. It is checked at once, and kept as a draft within 0.3 s;
 * slip_form_session_leave(), or 30 s of rest, make it a change in the log. What that replaces is what the session showed
 * at the first keystroke. A text that is no value of its type stays a draft, and a problem.
 */
void slip_form_session_type (SlipFormSession *self, const char *path, const char *text);
/* The person is done with the field (or row, section, table: all fields in it). */
void slip_form_session_leave (SlipFormSession *self, const char *path);
/* Types and leaves. Sets take members one a line; persons and references an id or a name; files only "" (see
 * slip_form_session_attach_async()). Setting what is shown already answers proposals and conflicts. */
void slip_form_session_set (SlipFormSession *self, const char *path, const char *text);
/* Forgets what was typed, and shows the stored value again. */
void slip_form_session_discard (SlipFormSession *self, const char *path);
/* @progress: called in the session's main context. */
void slip_form_session_attach_async (SlipFormSession *self, const char *path, const char *file,
                                     SlipBytesFunc progress, gpointer progress_data,
                                     GCancellable *cancellable, GAsyncReadyCallback callback,
                                     gpointer user_data);
gboolean slip_form_session_attach_finish (SlipFormSession *self, GAsyncResult *result,
                                          GError **error);
/**
 * slip_form_session_list_choices_async:
 * @path: a person or reference field
 * @text: what was typed of a name; "" for all
 *
 * Finds what the field may be set to, in a thread. Cancel it when the person types on.
 */
void slip_form_session_list_choices_async (SlipFormSession *self, const char *path,
                                           const char *text, GCancellable *cancellable,
                                           GAsyncReadyCallback callback, gpointer user_data);
/* (transfer full) (element-type SlipFormChoice): at most 50, see slip_form_list_choices(); NULL on error. */
GPtrArray *slip_form_session_list_choices_finish (SlipFormSession *self, GAsyncResult *result,
                                                  GError **error);
/* Leaves all fields and waits until everything is in the log: before signing, exporting, closing. INVALID, naming the
 * first, when a text is no value: it stays a draft and is there when the document is opened again. */
void slip_form_session_flush_async (SlipFormSession *self, GCancellable *cancellable,
                                    GAsyncReadyCallback callback, gpointer user_data);
gboolean slip_form_session_flush_finish (SlipFormSession *self, GAsyncResult *result,
                                         GError **error);

/* Something is being typed that is no draft yet. */
gboolean slip_form_session_is_typing (SlipFormSession *self);
/* Something was typed that is only a draft. */
gboolean slip_form_session_has_drafts (SlipFormSession *self);

/* == rows; the list of them is in slip-form-rows.h == */

/* (transfer full) (nullable): id of the new row, which "rows-changed" announces; NULL when there is no such table.
 * @other: (nullable): id of the row that it goes before or after. */
char *slip_form_session_add_row (SlipFormSession *self, const char *table, SlipRowPlace place,
                                 const char *other);
void slip_form_session_delete_row (SlipFormSession *self, const char *row);
void slip_form_session_move_row (SlipFormSession *self, const char *row, SlipRowPlace place,
                                 const char *other);

/**
 * SlipPasteProblem:
 * @line: of the pasted text, from 1
 * @column: from 1
 * @text: what was not understood
 * @path: (nullable): the field, where it is kept as a draft; NULL for what was left out
 * @message: for a person
 */
typedef struct
{
  guint line;
  guint column;
  char *text;
  char *path;
  char *message;
} SlipPasteProblem;
void slip_paste_problem_free (SlipPasteProblem *problem);

/**
 * slip_form_session_paste_rows_async:
 * @text: lines of cells with tabs between them, as spreadsheets copy them; the first line may be headings: labels or names
 *   of the table's fields, in any order. Without, cells are taken in the order of the form
 *
 * Adds a row for each line, all or none. Choices may be given as they are shown.
 */
void slip_form_session_paste_rows_async (SlipFormSession *self, const char *table,
                                         SlipRowPlace place, const char *other, const char *text,
                                         GAsyncReadyCallback callback, gpointer user_data);
/* @n_rows: (out) (optional); @problems: (out) (optional) (transfer full) (element-type SlipPasteProblem) */
gboolean slip_form_session_paste_rows_finish (SlipFormSession *self, GAsyncResult *result,
                                              guint *n_rows, GPtrArray **problems, GError **error);

/* == undo == */

/* Takes back the last thing done in this session (typing counts as one for each field left). When somebody else changed
 * the same meanwhile nothing happens but "error". */
void slip_form_session_undo (SlipFormSession *self);
void slip_form_session_redo (SlipFormSession *self);
gboolean slip_form_session_get_can_undo (SlipFormSession *self);
gboolean slip_form_session_get_can_redo (SlipFormSession *self);
/* (transfer full) (nullable): "Undo Typing in “Purpose”". */
char *slip_form_session_get_undo_label (SlipFormSession *self);
char *slip_form_session_get_redo_label (SlipFormSession *self);

/* == problems == */

#define SLIP_TYPE_FORM_PROBLEM (slip_form_problem_get_type ())
G_DECLARE_FINAL_TYPE (SlipFormProblem, slip_form_problem, SLIP, FORM_PROBLEM, GObject)

SlipProblemKind slip_form_problem_get_kind (SlipFormProblem *self);
const char *slip_form_problem_get_section (SlipFormProblem *self); /* its name; "" for the whole */
const char *slip_form_problem_get_path (SlipFormProblem *self);
const char *slip_form_problem_get_label (SlipFormProblem *self); /* "Tasks › T-07 › Minutes" */
const char *slip_form_problem_get_text (SlipFormProblem *self);

/* (transfer none) (element-type SlipFormProblem): in the order of the form. Checked in a thread after each change. */
GListModel *slip_form_session_get_problems (SlipFormSession *self);
/* FALSE until the first check is done. */
gboolean slip_form_session_is_checked (SlipFormSession *self);
/* @section: name of a section (or of a table that is one); NULL: the whole document. */
guint slip_form_session_count_problems (SlipFormSession *self, const char *section);
guint slip_form_session_count_kind (SlipFormSession *self, const char *section,
                                    SlipProblemKind kind);
/* Open conflicts: those that are problems, and rows that several people moved, which keep nobody from signing. */
guint slip_form_session_count_conflicts (SlipFormSession *self);
/* How many relevant, required fields there are, and how many of them are filled. */
void slip_form_session_get_completeness (SlipFormSession *self, const char *section, guint *filled,
                                         guint *required);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipPasteProblem, slip_paste_problem_free)

G_END_DECLS
