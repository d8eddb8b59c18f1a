/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A document as a file for others: ODT to read and print, XML to check and to take in again. */

#define G_LOG_DOMAIN "slipway"

#include <string.h>

#include "core/slip-hash.h"
#include "forms/slip-instance.h"
#include "process/slip-approved.h"
#include "report/slip-report-document.h"
#include "report/slip-report-odt.h"
#include "report/slip-report-xml.h"
#include "workspace/slip-review.h"
#include "workspace/slip-revisions.h"
#include "workspace/slip-workspace-private.h"

/* What is written: the document as it stands, or one of its approved revisions. */
typedef struct
{
  SlipWorkspace *self;
  SlipRecord *record;
  SlipSignoff *signoff;   /* as of what is written */
  SlipRevision *revision; /* nullable */
} Export;

static SlipReport *
make_report (const Export *export, xmlDoc *instance, GError **error)
{
  SlipRecord *record = export->record;
  g_autoptr (GBytes) content = NULL;
  g_autofree char *digest = NULL;
  SlipReportSource source = { record->form, instance, export->signoff, NULL, "en", 0 };

  if (export->revision != NULL)
    {
      source.content_hash = export->revision->content;
      source.changed_ms = export->revision->completed_ms;
    }
  else
    {
      content = slip_instance_content (slip_workspace_reader (export->self), record->form,
                                       record->id, NULL, error);
      if (content == NULL)
        return NULL;
      source.content_hash = digest = slip_hash_hex_of (content);
      /* Not the time of printing: what has not changed gives the same bytes. */
      source.changed_ms =
          slip_database_get_int (slip_workspace_reader (export->self), 0,
                                 "SELECT max (wall) FROM value WHERE record = ?", "s", record->id);
    }
  return slip_report_new_for_document (&source);
}

static gboolean
write_odt (const Export *export, xmlDoc *instance, const char *path, GError **error)
{
  g_autoptr (SlipReport) report = make_report (export, instance, error);

  return report != NULL && slip_report_write_odt (report, path, error);
}

/* A report prints for whom a deputy signed; it has no roster to ask. */
static void
name_holders (SlipDatabase *db, SlipSignoff *signoff)
{
  for (guint i = 0; i < signoff->signatures->len; i++)
    {
      SlipSignature *signature = g_ptr_array_index (signoff->signatures, i);
      char *name = signature->holder != NULL ? slip_person_name (db, signature->holder) : NULL;

      g_free (signature->holder);
      signature->holder = name;
    }
}

/* The revision to write; NULL for the document as it stands. */
static gboolean
choose_revision (SlipSignoff *signoff, SlipRecord *record, SlipExportWhat what, guint number,
                 SlipRevision **revision, char **note, GError **error)
{
  SlipRevision *last = slip_signoff_last_revision (signoff);

  *revision = NULL;
  if (number > 0)
    {
      *revision = slip_signoff_revision (signoff, number);
      if (*revision == NULL)
        g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND,
                     "%s has no approved revision %u; it has %u so far", record->number, number,
                     signoff->revisions->len);
      return *revision != NULL;
    }
  if (what == SLIP_EXPORT_DRAFT || last == NULL)
    return TRUE;
  if (signoff->approved == NULL)
    {
      *note = g_strdup_printf ("the approval of revision %u was withdrawn; what was written is not "
                               "approved",
                               last->number);
      return TRUE;
    }
  *revision = last;
  if (signoff->amendments->len > 0)
    *note = g_strdup_printf ("revision %u was written, as approved; %u change%s since then %s "
                             "(--draft writes them)",
                             last->number, signoff->amendments->len,
                             signoff->amendments->len == 1 ? "" : "s",
                             signoff->revising != NULL       ? "belong to the revision in progress"
                             : signoff->amendments->len == 1 ? "waits for a revision"
                                                             : "wait for a revision");
  return TRUE;
}

static gboolean
write_file (const Export *export, const char *path, GError **error)
{
  SlipRecord *record = export->record;
  SlipDatabase *db = slip_workspace_reader (export->self);
  xmlDoc *instance =
      export->revision != NULL
          ? slip_approved_instance (db, record->form, record->id, export->revision, TRUE, error)
          : slip_instance_build (db, record->form, record->id, SLIP_INSTANCE_DEFAULT, error);
  gboolean done;

  if (instance == NULL)
    return FALSE;
  done = g_str_has_suffix (path, ".odt")
             ? write_odt (export, instance, path, error)
             : slip_report_write_xml (instance, export->signoff->signatures, path, error);
  xmlFreeDoc (instance);
  return done;
}

gboolean
slip_workspace_export_as (SlipWorkspace *self, const char *document, SlipExportWhat what,
                          guint revision, const char *path, char **note, GError **error)
{
  g_autofree char *id = slip_workspace_resolve (self, SLIP_RECORD_DOCUMENT, document, error);
  g_autoptr (SlipRecord) record = NULL;
  g_autoptr (SlipSignoff) signoff = NULL;
  g_autoptr (SlipSignoff) view = NULL;
  g_autofree char *told = NULL;
  Export export = { self, NULL, NULL, NULL };

  if (id == NULL)
    return FALSE;
  if (!g_str_has_suffix (path, ".odt") && !g_str_has_suffix (path, ".xml"))
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID,
                   "can't tell the format of “%s”; end its name with .odt or .xml", path);
      return FALSE;
    }
  if ((record = slip_record_load (slip_workspace_reader (self), id, error)) == NULL ||
      (signoff = slip_signoff_load (slip_workspace_reader (self), record->form, id, error)) ==
          NULL ||
      !choose_revision (signoff, record, what, revision, &export.revision, &told, error))
    return FALSE;
  name_holders (slip_workspace_reader (self), signoff);
  if (export.revision != NULL)
    view = slip_approved_signoff (signoff, export.revision);
  export.record = record;
  export.signoff = view != NULL ? view : signoff;
  if (!write_file (&export, path, error))
    return FALSE;
  if (note != NULL)
    *note = g_steal_pointer (&told);
  return TRUE;
}

SlipReport *
slip_workspace_make_report (SlipWorkspace *self, const char *document, GError **error)
{
  SlipDatabase *db = slip_workspace_reader (self);
  g_autofree char *id = slip_workspace_resolve (self, SLIP_RECORD_DOCUMENT, document, error);
  g_autoptr (SlipRecord) record = id != NULL ? slip_record_load (db, id, error) : NULL;
  g_autoptr (SlipSignoff) signoff =
      record != NULL ? slip_signoff_load (db, record->form, id, error) : NULL;
  Export export = { self, record, signoff, NULL };
  xmlDoc *instance;
  SlipReport *report;

  if (signoff == NULL ||
      (instance = slip_instance_build (db, record->form, id, SLIP_INSTANCE_DEFAULT, error)) == NULL)
    return NULL;
  name_holders (db, signoff);
  report = make_report (&export, instance, error);
  xmlFreeDoc (instance);
  return report;
}

gboolean
slip_workspace_export (SlipWorkspace *self, const char *document, const char *path, GError **error)
{
  return slip_workspace_export_as (self, document, SLIP_EXPORT_RECORD, 0, path, NULL, error);
}
