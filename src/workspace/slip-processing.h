/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Processes in a workspace: which there are, and which version a release follows (putting one in:
 * slip-definitions.h). A version is named by the process' id (then the one in force) or by the beginning of its digest. */

#pragma once

#include "process/slip-processes.h"
#include "workspace/slip-workspace.h"

G_BEGIN_DECLS

/**
 * SlipProcessInfo:
 * @digest: of the definition
 * @person: printed name of who put it into the workspace; "" of a shipped one
 * @time: RFC 3339, as claimed; "" likewise
 * @in_force: new releases begin with it
 * @n_releases: that follow it
 * @refused: (nullable): why it counts for nothing
 */
typedef struct
{
  char *id;
  char *code;
  char *title;
  guint version;
  char *digest;
  char *person;
  char *time;
  gboolean in_force;
  guint n_releases;
  char *refused;
} SlipProcessInfo;
void slip_process_info_free (SlipProcessInfo *info);

/* (transfer full) (element-type SlipProcessInfo): oldest first, the shipped ones last. */
GPtrArray *slip_workspace_list_processes (SlipWorkspace *self, GError **error);
/* (transfer full): NOT_FOUND, AMBIGUOUS. */
SlipProcess *slip_workspace_get_process (SlipWorkspace *self, const char *which, GError **error);
/* (transfer full): its bytes. */
GBytes *slip_workspace_process_definition (SlipWorkspace *self, const char *which, GError **error);
/* (transfer full): the version that the release follows; @pinned: (out) (optional): FALSE of one that began before releases
 * followed any. */
SlipProcess *slip_workspace_release_process (SlipWorkspace *self, const char *release,
                                             gboolean *pinned, GError **error);
/* (transfer full) (element-type SlipFollow): what was said of it, also what doesn't count. */
GPtrArray *slip_workspace_list_follows (SlipWorkspace *self, const char *release, GError **error);
/**
 * slip_workspace_follow_preview:
 *
 * What would change for the release if it followed the version: between the processes, then of what was signed.
 *
 * Returns: (transfer full) (element-type utf8): a line each; empty when it follows it already
 */
GPtrArray *slip_workspace_follow_preview (SlipWorkspace *self, const char *release,
                                          const char *which, GError **error);
/* Lets it follow the version from now on: NOT_ALLOWED for who is no project or program manager or administrator, EXISTS
 * when it does already. */
gboolean slip_workspace_follow (SlipWorkspace *self, const char *release, const char *which,
                                GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipProcessInfo, slip_process_info_free)

G_END_DECLS
