/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A document as a file for others: ODT and PDF to read and print, XML to check and to take in again. */

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/slip-hash.h"
#include "forms/slip-instance.h"
#include "process/slip-approved.h"
#include "report/slip-report-document.h"
#include "report/slip-report-odt.h"
#include "report/slip-report-pages.h"
#include "report/slip-report-xml.h"
#include "workspace/slip-comments.h"
#include "workspace/slip-revisions.h"
#include "workspace/slip-workspace-private.h"

/* What is written: the document as it stands, or one of its approved revisions. */
typedef struct
{
  SlipWorkspace *self;
  SlipRecord *record;
  SlipSignoff *all;       /* as of now */
  SlipSignoff *view;      /* nullable: as of the revision */
  SlipSignoff *signoff;   /* (unowned): as of what is written */
  SlipRevision *revision; /* nullable (unowned) */
  SlipThreads *said;      /* nullable */
  GPtrArray *threads;     /* nullable (element-type SlipReportThread): of @said */
} Export;

/* (transfer full): what stands on paper. */
static SlipReport *
make_report (const Export *export, xmlDoc *instance, GError **error)
{
  SlipRecord *record = export->record;
  g_autoptr (GBytes) content = NULL;
  g_autofree char *digest = NULL;
  SlipReportSource source = { record->form, instance, export->signoff, NULL,
                              "en",         0,        export->threads };

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

/* (transfer full): that what changed since the approval is not in what was written. */
static char *
note_of_changes (guint revision, guint n, gboolean revising)
{
  return revising
             ? g_strdup_printf (
                   g_dngettext (GETTEXT_PACKAGE,
                                "revision %u was written, as approved; %u change since then "
                                "belongs to the revision in progress (--draft writes it)",
                                "revision %u was written, as approved; %u changes since then "
                                "belong to the revision in progress (--draft writes them)",
                                n),
                   revision, n)
             : g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                             "revision %u was written, as approved; %u change "
                                             "since then waits for a revision (--draft writes it)",
                                             "revision %u was written, as approved; %u changes "
                                             "since then wait for a revision (--draft writes them)",
                                             n),
                                revision, n);
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
                     _ ("%s has no approved revision %u; it has %u so far"), record->number, number,
                     signoff->revisions->len);
      return *revision != NULL;
    }
  if (what == SLIP_EXPORT_DRAFT || last == NULL)
    return TRUE;
  if (signoff->approved == NULL)
    {
      *note =
          g_strdup_printf (_ ("the approval of revision %u was withdrawn; what was written is not "
                              "approved"),
                           last->number);
      return TRUE;
    }
  *revision = last;
  if (signoff->amendments->len > 0)
    *note = note_of_changes (last->number, signoff->amendments->len, signoff->revising != NULL);
  return TRUE;
}

/* (transfer full): what is written, with its calculated fields. */
static xmlDoc *
build_instance (const Export *export, GError **error)
{
  SlipRecord *record = export->record;
  SlipDatabase *db = slip_workspace_reader (export->self);

  return export->revision != NULL
             ? slip_approved_instance (db, record->form, record->id, export->revision, TRUE, error)
             : slip_instance_build (db, record->form, record->id, SLIP_INSTANCE_DEFAULT, error);
}

static gboolean
load_threads (Export *export, GError **error)
{
  export->said = slip_workspace_list_threads (export->self, export->record->id, error);
  export->threads = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; export->said != NULL && i < export->said->infos->len; i++)
    {
      const SlipThreadInfo *info = g_ptr_array_index (export->said->infos, i);
      SlipReportThread *thread = g_new0 (SlipReportThread, 1);

      thread->discussion = info->discussion;
      thread->path = info->path;
      thread->label = info->label;
      g_ptr_array_add (export->threads, thread);
    }
  return export->said != NULL;
}

/* Puts together what is to be written. */
static gboolean
prepare (Export *export, const char *document, SlipExportWhat what, guint revision,
         gboolean threads, char **note, GError **error)
{
  SlipDatabase *db = slip_workspace_reader (export->self);
  g_autofree char *id =
      slip_workspace_resolve (export->self, SLIP_RECORD_DOCUMENT, document, error);

  if (id == NULL || (export->record = slip_record_load (db, id, error)) == NULL ||
      (export->all = slip_signoff_load (db, export->record->form, id, error)) == NULL ||
      !choose_revision (export->all, export->record, what, revision, &export->revision, note,
                        error) ||
      (threads && !load_threads (export, error)))
    return FALSE;
  name_holders (db, export->all);
  if (export->revision != NULL)
    export->view = slip_approved_signoff (export->all, export->revision);
  export->signoff = export->view != NULL ? export->view : export->all;
  return TRUE;
}

static void
export_clear (Export *export)
{
  g_clear_pointer (&export->threads, g_ptr_array_unref);
  g_clear_pointer (&export->said, slip_threads_free);
  g_clear_pointer (&export->view, slip_signoff_free);
  g_clear_pointer (&export->all, slip_signoff_free);
  g_clear_pointer (&export->record, slip_record_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Export, export_clear)

static gboolean
write_file (const Export *export, const char *path, GError **error)
{
  xmlDoc *instance = build_instance (export, error);
  g_autoptr (SlipReport) report = NULL;
  gboolean done;

  if (instance == NULL)
    return FALSE;
  if (g_str_has_suffix (path, ".xml"))
    done =
        slip_report_write_xml (instance, export->signoff->signatures, export->threads, path, error);
  else
    {
      report = make_report (export, instance, error);
      done = report != NULL &&
             (g_str_has_suffix (path, ".pdf") ? slip_report_write_pdf (report, path, error)
                                              : slip_report_write_odt (report, path, error));
    }
  xmlFreeDoc (instance);
  return done;
}

gboolean
slip_workspace_export_as (SlipWorkspace *self, const char *document, SlipExportWhat what,
                          guint revision, gboolean threads, const char *path, char **note,
                          GError **error)
{
  g_auto (Export) export = { self };
  g_autofree char *told = NULL;

  if (!g_str_has_suffix (path, ".odt") && !g_str_has_suffix (path, ".pdf") &&
      !g_str_has_suffix (path, ".xml"))
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID,
                   _ ("can't tell the format of “%s”; end its name with .odt, .pdf or .xml"), path);
      return FALSE;
    }
  if (!prepare (&export, document, what, revision, threads, &told, error) ||
      !write_file (&export, path, error))
    return FALSE;
  if (note != NULL)
    *note = g_steal_pointer (&told);
  return TRUE;
}

SlipReport *
slip_workspace_make_report (SlipWorkspace *self, const char *document, SlipExportWhat what,
                            guint revision, gboolean threads, GError **error)
{
  g_auto (Export) export = { self };
  g_autofree char *told = NULL;
  xmlDoc *instance;
  SlipReport *report;

  if (!prepare (&export, document, what, revision, threads, &told, error) ||
      (instance = build_instance (&export, error)) == NULL)
    return NULL;
  report = make_report (&export, instance, error);
  xmlFreeDoc (instance);
  return report;
}

gboolean
slip_workspace_export (SlipWorkspace *self, const char *document, const char *path, GError **error)
{
  return slip_workspace_export_as (self, document, SLIP_EXPORT_RECORD, 0, TRUE, path, NULL, error);
}
