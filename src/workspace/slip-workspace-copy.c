/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Two programs that write into files of one origin would use up the same numbers; what is restored from a backup knows
 * that. So a copy is never one of files. */

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "core/slip-error.h"
#include "core/slip-id.h"
#include "workspace/slip-care.h"

gboolean
slip_workspace_copy (SlipWorkspace *self, const char *dir, GCancellable *cancellable,
                     GError **error)
{
  g_autofree char *id = slip_id_new ();
  g_autofree char *backup = g_strconcat (dir, ".", id, NULL);
  gboolean done;

  if (g_file_test (dir, G_FILE_TEST_EXISTS))
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_EXISTS, _ ("“%s” is there already"), dir);
      return FALSE;
    }
  done = slip_workspace_backup (self, backup, FALSE, NULL, error) &&
         slip_workspace_restore (backup, dir, NULL, cancellable, error);
  g_unlink (backup);
  return done;
}
