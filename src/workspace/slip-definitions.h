/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* An organisation's own processes and forms, put into a workspace. */

#pragma once

#include "workspace/slip-workspace.h"

G_BEGIN_DECLS

#define SLIP_DEFINITION_PROCESS "process"
#define SLIP_DEFINITION_FORM "form"

/**
 * SlipDefinition:
 * @what: %SLIP_DEFINITION_PROCESS or %SLIP_DEFINITION_FORM
 * @title: what people call it
 * @version: as it says itself
 * @n_parts: stages of a process, sections of a form
 * @person: printed name of who put it in; "" of a file
 *
 * What a definition defines.
 */
typedef struct
{
  const char *what;
  char *id;
  char *title;
  char *version;
  char *digest;
  guint n_parts;
  char *person;
} SlipDefinition;
void slip_definition_free (SlipDefinition *definition);

/**
 * slip_workspace_read_definition:
 * @file: a definition of a process or of a form
 *
 * Looks what is in a file, without putting it in. Any thread.
 *
 * Returns: (transfer full): %NULL with INVALID (the line told), or as slip_outside_file_read()
 */
SlipDefinition *slip_workspace_read_definition (SlipWorkspace *self, GFile *file,
                                                GCancellable *cancellable, GError **error);
/* (transfer full) (element-type SlipDefinition): the forms in force that were put in, by their titles. */
GPtrArray *slip_workspace_list_own_forms (SlipWorkspace *self, GError **error);
/* Whether it came with the workspace, as the Slipway that made it brought it, or is what this one brings: nobody's own. */
gboolean slip_definition_came_with_slipway (SlipDatabase *db, const char *what, const char *id,
                                            const char *digest);
/* Writes a definition, as it was put in, into a file; errors as those of slip_report_write_file(), or NOT_FOUND. */
gboolean slip_workspace_save_definition (SlipWorkspace *self, const char *what, const char *digest,
                                         const char *path, GError **error);
/* Whether the person may put definitions in. */
gboolean slip_workspace_may_define (SlipWorkspace *self);

/**
 * slip_workspace_put_definition:
 * @file: a definition of a process or of a form, one that Slipway brings or another
 *
 * Puts it in force: a process for releases that begin from now on, a form for documents that are made from now on. Those that
 * there are keep the version that they began with.
 *
 * Returns: (transfer full): its digest; %NULL with NOT_ALLOWED (only administrators may), INVALID (the line told), EXISTS (it
 *   is in force already), or as slip_outside_file_read()
 */
char *slip_workspace_put_definition (SlipWorkspace *self, GFile *file, GError **error);
/* The same of a process, or of a form, alone: INVALID when it is the other. */
char *slip_workspace_put_process (SlipWorkspace *self, GFile *file, GError **error);
char *slip_workspace_put_form (SlipWorkspace *self, GFile *file, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipDefinition, slip_definition_free)

G_END_DECLS
