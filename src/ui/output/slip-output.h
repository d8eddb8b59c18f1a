/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What can be written of a document or release, and writing it: without a widget, for threads. */

#pragma once

#include "workspace/slip-workspace.h"

G_BEGIN_DECLS

/**
 * SlipOutputSubject:
 * @title: number and title, for people
 * @name: the same as name of a file, without suffix
 * @revisions: numbers of the approved revisions, the newest first; none of a release
 * @approved: the newest of them is approved now
 * @is_changed: it was changed since
 * @threads: something was said about it
 *
 * What there is to choose from.
 */
typedef struct
{
  gboolean is_release;
  char *title;
  char *name;
  GArray *revisions; /* (element-type guint) */
  gboolean approved;
  gboolean is_changed;
  gboolean threads;
} SlipOutputSubject;

/* (transfer full): of a document or a release. */
SlipOutputSubject *slip_output_subject_read (SlipWorkspace *workspace, const char *record,
                                             GError **error);
void slip_output_subject_free (SlipOutputSubject *subject);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipOutputSubject, slip_output_subject_free)

/* (transfer full): @title as a name that every file system takes. */
char *slip_output_file_name (const char *title);

/**
 * SlipOutputWork:
 * @suffix: ".odt" and others that slip_workspace_export_as() knows
 * @revision: of a document; 0: as @what says
 * @threads: with what was said about it
 * @path: of a document: the file, with suffix. Of a release: the folder in which it gets one of its own, with a file for
 *   each document
 */
typedef struct
{
  SlipWorkspace *workspace;
  char *record;
  gboolean is_release;
  const char *suffix;
  SlipExportWhat what;
  guint revision;
  gboolean threads;
  char *path;
} SlipOutputWork;
void slip_output_work_free (SlipOutputWork *work);

/* (transfer full): path of what was written, whole or not at all. A release's folder gets a name that is free. */
char *slip_output_write (const SlipOutputWork *work, GCancellable *cancellable, GError **error);

G_END_DECLS
