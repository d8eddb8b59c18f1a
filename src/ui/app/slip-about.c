/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Whatever a page reads, it reads of a record: one type carries that into the thread. */

#include "ui/app/slip-about.h"

SlipAbout *
slip_about_new (SlipWorkspace *workspace, const char *record)
{
  SlipAbout *about = g_new0 (SlipAbout, 1);

  about->workspace = g_object_ref (workspace);
  about->record = g_strdup (record);
  return about;
}

void
slip_about_free (gpointer about)
{
  SlipAbout *self = about;

  g_object_unref (self->workspace);
  g_free (self->record);
  g_free (self);
}
