/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What overviews show of many records, read by index and without building a document. Part of slip-workspace.h, which
 * includes it. */

#pragma once

#include "workspace/slip-workspace.h"

G_BEGIN_DECLS

/**
 * slip_workspace_get_texts:
 * @record: id of a release or document, or unique prefix
 * @paths: (array zero-terminated=1): of stored fields outside of tables
 *
 * Returns: (transfer full): what a person reads in each field: codes, persons and references by name; "" where nothing is,
 *   or where a text has not arrived yet. NULL with NOT_FOUND (also: no such field), AMBIGUOUS
 */
GStrv slip_workspace_get_texts (SlipWorkspace *self, const char *record, const char *const *paths,
                                GError **error);

/**
 * SlipLessonInfo:
 * @record: id of the document
 * @release: id of its release; @release_title for people
 * @title: the lesson in one line; where there is none yet, the document's title, or its number
 * @kind: whether to keep or to change it, for people; as @stage "" while nobody said
 * @code: the value of @kind: sustain, improve, ""
 * @stage: of the SOP, for people
 * @lesson: what was learned; where that is empty, what is recommended
 * @tags: for people, a comma between them
 * @created_ms: when the document was made
 *
 * One lesson, from a document of the form "lessons-learned".
 */
typedef struct
{
  char *record;
  char *release;
  char *release_title;
  char *title;
  char *kind;
  char *code;
  char *stage;
  char *lesson;
  char *tags;
  gint64 created_ms;
} SlipLessonInfo;
void slip_lesson_info_free (SlipLessonInfo *info);
/* (transfer full) (element-type SlipLessonInfo): of all releases, newest first; not those that were deleted. */
GPtrArray *slip_workspace_list_lessons (SlipWorkspace *self, GError **error);

G_END_DECLS
