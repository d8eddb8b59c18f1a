/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Saying something about a document or one of its fields, answering, closing (process/slip-discussions.h says what counts). */

#pragma once

#include "process/slip-discussions.h"
#include "workspace/slip-workspace.h"

G_BEGIN_DECLS

/**
 * SlipComment:
 * @document: id, number or the beginning of either
 * @path: (nullable): of the field, row, table or section that it is about; %NULL: the whole document
 * @role: (nullable): in which it is said, "" in none; %NULL: of a concern the one role that the person signs in, else none
 * @text: what is said
 */
typedef struct
{
  const char *document;
  const char *path;
  SlipTopic topic;
  const char *role;
  const char *text;
} SlipComment;

/**
 * slip_workspace_comment:
 *
 * Begins a thread.
 *
 * Returns: (transfer full): its id; %NULL with NOT_FOUND (document, path), NOT_ALLOWED (the role), INVALID (nothing said, or
 *   a concern by somebody with several roles who doesn't say which), TOO_LARGE
 */
char *slip_workspace_comment (SlipWorkspace *self, const SlipComment *comment, GError **error);

/**
 * slip_workspace_reply:
 * @thread: its id
 * @act: a reply, a close or a reopening
 * @role: (nullable): in which it is said; %NULL: the one that the thread waits for, where the person signs in it
 * @text: what is said; may be empty for a close or a reopening of what is no concern
 *
 * A thread that waits since a reply came that its closer had not seen is closed once more, or opened again.
 *
 * Returns: FALSE with NOT_FOUND, NOT_ALLOWED (who may not close it), EXISTS (it is closed, or open, already), INVALID,
 *   TOO_LARGE
 */
gboolean slip_workspace_reply (SlipWorkspace *self, const char *thread, SlipSaidAct act,
                               const char *role, const char *text, GError **error);

/**
 * SlipThreadInfo:
 * @discussion: (unowned)
 * @title: of the document, with its number
 * @path: what it is about, as commands take it; "" of the whole document
 * @label: the same in the form's words
 * @may_close: whether this copy's person could close it now
 */
typedef struct
{
  const SlipDiscussion *discussion;
  char *title;
  char *path;
  char *label;
  gboolean may_close;
} SlipThreadInfo;

/* @infos: (element-type SlipThreadInfo): open ones first, each part newest first. */
typedef struct
{
  SlipDiscussions *discussions;
  GPtrArray *infos;
} SlipThreads;

/**
 * slip_workspace_list_threads:
 * @record: id, number or the beginning of either of a document (deleted or not), or of a release: all of its documents
 *
 * Returns: (transfer full): free with slip_threads_free(); %NULL with NOT_FOUND
 */
SlipThreads *slip_workspace_list_threads (SlipWorkspace *self, const char *record, GError **error);
void slip_threads_free (SlipThreads *threads);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipThreads, slip_threads_free)

/* (transfer full) (nullable): what is at @path of the document, in the form's words; NULL when nothing is. */
char *slip_workspace_place_label (SlipWorkspace *self, const char *document, const char *path);
/* (transfer full): the roles in which this copy's person may say something now. */
GStrv slip_workspace_own_roles (SlipWorkspace *self);

G_END_DECLS
