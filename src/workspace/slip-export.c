/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A document as a file for others: ODT to read and print, XML to check and to take in again. */

#define G_LOG_DOMAIN "slipway"

#include <string.h>

#include "core/slip-hash.h"
#include "forms/slip-instance.h"
#include "report/slip-report-document.h"
#include "report/slip-report-odt.h"
#include "report/slip-report-xml.h"
#include "workspace/slip-workspace-private.h"

static gboolean
write_odt (SlipWorkspace *self, SlipRecord *record, xmlDoc *instance, SlipSignoff *signoff,
           const char *path, GError **error)
{
  g_autoptr (GBytes) content =
      slip_instance_content (self->reader, record->form, record->id, NULL, error);
  g_autofree char *digest = content != NULL ? slip_hash_hex_of (content) : NULL;
  g_autoptr (SlipReport) report = NULL;
  SlipReportSource source = { record->form, instance, signoff, digest, "en", 0 };

  if (content == NULL)
    return FALSE;
  /* Not the time of printing: what has not changed gives the same bytes. */
  source.changed_ms = slip_database_get_int (
      self->reader, 0, "SELECT max (wall) FROM value WHERE record = ?", "s", record->id);
  report = slip_report_new_for_document (&source);
  return slip_report_write_odt (report, path, error);
}

gboolean
slip_workspace_export (SlipWorkspace *self, const char *document, const char *path, GError **error)
{
  g_autofree char *id = slip_workspace_resolve (self, SLIP_RECORD_DOCUMENT, document, error);
  g_autoptr (SlipRecord) record = NULL;
  g_autoptr (SlipSignoff) signoff = NULL;
  gboolean odt = g_str_has_suffix (path, ".odt");
  xmlDoc *instance;
  gboolean done;

  if (id == NULL)
    return FALSE;
  if (!odt && !g_str_has_suffix (path, ".xml"))
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID,
                   "can't tell the format of “%s”; end its name with .odt or .xml", path);
      return FALSE;
    }
  if ((record = slip_record_load (self->reader, id, error)) == NULL ||
      (signoff = slip_signoff_load (self->reader, record->form, id, error)) == NULL ||
      (instance = slip_instance_build (self->reader, record->form, id, SLIP_INSTANCE_DEFAULT,
                                       error)) == NULL)
    return FALSE;
  done = odt ? write_odt (self, record, instance, signoff, path, error)
             : slip_report_write_xml (instance, signoff->signatures, path, error);
  xmlFreeDoc (instance);
  return done;
}
