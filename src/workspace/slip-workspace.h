/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* SlipWorkspace, the one door to everything below. A workspace is a folder with workspace.db, a device
 * key and a sealed signing key; one confidentiality domain: whoever is admitted reads all of it.
 *
 * All functions may be called from any thread, also while another one is in a long call, such as a sync. Writing
 * happens on the workspace's database worker, one transaction a call; the functions here wait for it, so that what one
 * thread does is done in that order, and is there when it reads. Reading happens in the calling thread, on a connection
 * of that thread's own. What a function returns belongs to the caller.
 *
 * Errors are SlipError unless said otherwise. Ids may be given as any unique prefix. */

#pragma once

#include <gio/gio.h>

#include "core/slip-error.h"
#include "process/slip-signoff.h"

G_BEGIN_DECLS

#define SLIP_TYPE_WORKSPACE (slip_workspace_get_type ())
G_DECLARE_FINAL_TYPE (SlipWorkspace, slip_workspace, SLIP, WORKSPACE, GObject)

/* == making and opening; joining is in slip-people.h == */

/* @roles: NULL-terminated role ids; administrator is added. Fails with EXISTS when @dir holds a workspace. */
SlipWorkspace *slip_workspace_create (const char *dir, const char *name, const char *person,
                                      const char *const *roles, const char *passphrase,
                                      GError **error);
SlipWorkspace *slip_workspace_open (const char *dir, GError **error);

/* Names of the fields of slip_workspace_get_info(): workspace name person person-name replica remote … */
const char *const *slip_workspace_info_fields (void);
/* "" when it is not set; NULL with NOT_FOUND for an unknown field. */
char *slip_workspace_get_info (SlipWorkspace *self, const char *field, GError **error);
const char *slip_workspace_get_dir (SlipWorkspace *self);

/* What a shortened id may name; bits. */
typedef enum
{
  SLIP_RECORD_RELEASE = 1 << 0,
  SLIP_RECORD_DOCUMENT = 1 << 1,
  SLIP_RECORD_DELETED = 1 << 2, /* also when it was deleted */
} SlipRecordKinds;
/* The whole id of the record that @prefix (or a document number, in full) names: NOT_FOUND (also, telling who deleted it,
 * of what was deleted), AMBIGUOUS. */
char *slip_workspace_resolve (SlipWorkspace *self, SlipRecordKinds kinds, const char *prefix,
                              GError **error);
/* Number and title of a document, or title of a release; as much of it as there is. */
char *slip_workspace_get_title (SlipWorkspace *self, const char *record, GError **error);

/* == releases and documents (slip-records.c) == */

typedef struct
{
  char *id;
  char *title;
  char *version;
  guint n_documents;
  gint64 created_ms;
} SlipReleaseInfo;
void slip_release_info_free (SlipReleaseInfo *info);

typedef struct
{
  char *id;
  char *release;
  char *form;
  char *form_title;
  char *number; /* document number */
  char *title;
  char *status; /* draft, in review, approved, amended, in revision, approval withdrawn */
  gint64 created_ms;
  gboolean conflict;
  guint revision;   /* number of the newest approved revision; 0 when there is none */
  guint amendments; /* changes that wait for a revision */
  guint proposals;  /* values proposed by people who don't fill the field */
  char *deleted;    /* nullable: "deleted on DATE by NAME: REASON" */
} SlipDocumentInfo;
void slip_document_info_free (SlipDocumentInfo *info);

/* Follows the version of the usual process that is in force. */
char *slip_workspace_new_release (SlipWorkspace *self, const char *title, GError **error);
/* @process: (nullable): a process' id, then the version in force, or the beginning of a version's digest. */
char *slip_workspace_new_release_under (SlipWorkspace *self, const char *title, const char *process,
                                        GError **error);
/**
 * slip_workspace_new_release_from:
 * @process: (nullable): as above; %NULL: the process of @from, in the version in force
 * @from: id or the beginning of one of an earlier release
 *
 * A release that begins with the documents that led an earlier one to its Go, but for forms and fields that are about one
 * release alone (`once` in their definition): signatures, attempts, digests, dates and what was decided don't come along. It
 * names @from as the one before it.
 *
 * Returns: (transfer full): its id; %NULL with NOT_FOUND, AMBIGUOUS, INVALID (the title), NOT_ALLOWED
 */
char *slip_workspace_new_release_from (SlipWorkspace *self, const char *title, const char *process,
                                       const char *from, GError **error);
GPtrArray *slip_workspace_list_releases (SlipWorkspace *self, GError **error);
/* @from: (nullable): a document of the same form to copy stored content from. */
char *slip_workspace_new_document (SlipWorkspace *self, const char *release, const char *form,
                                   const char *from, GError **error);
/* @release: (nullable): all when NULL. */
GPtrArray *slip_workspace_list_documents (SlipWorkspace *self, const char *release, GError **error);
/* The same, with those that were deleted. */
GPtrArray *slip_workspace_list_all_documents (SlipWorkspace *self, const char *release,
                                              GError **error);
/* The instance XML, UTF-8. */
GBytes *slip_workspace_show (SlipWorkspace *self, const char *document, GError **error);
/* (element-type SlipProblem), forms/slip-check.h */
GPtrArray *slip_workspace_check (SlipWorkspace *self, const char *document, GError **error);

/* == deleting a document (slip-deleting.c) == */

/**
 * slip_workspace_delete_document:
 * @reason: (nullable): why; needed once somebody signed it
 *
 * Its maker and owner may, the project-manager, and who fills it. Nothing is lost: it leaves lists, search, dossiers
 * and exports, and the log keeps it. What others wrote or signed meanwhile, without knowing of the delete, keeps
 * it, as a conflict. NOT_ALLOWED for anybody else, of what is approved (what is approved stays), and of what is signed
 * when there is no reason.
 */
gboolean slip_workspace_delete_document (SlipWorkspace *self, const char *document,
                                         const char *reason, GError **error);
/* Brings it back as it was; the same people may. INVALID when it isn't deleted. */
gboolean slip_workspace_restore_document (SlipWorkspace *self, const char *document,
                                          GError **error);

/* == edits (slip-edit.c) == */

/* @path: section/field, table/ROWID/field, table/ROWID/nested/ROWID/field. Sets (choices, tags) take
 * members one a line. A file field takes the path of a file to attach. */
gboolean slip_workspace_set_field (SlipWorkspace *self, const char *record, const char *path,
                                   const char *value, GError **error);
/* @table: tasks, scope/approved_changes, items/ROWID/steps. Returns the row's id. */
char *slip_workspace_add_row (SlipWorkspace *self, const char *document, const char *table,
                              GError **error);
/* Where a row goes among the others of its table. */
typedef enum
{
  SLIP_ROW_LAST, /* at the end; no other row is looked at */
  SLIP_ROW_BEFORE,
  SLIP_ROW_AFTER,
} SlipRowPlace;

/* @before: (nullable): another row of the table; to the end when NULL. */
gboolean slip_workspace_move_row (SlipWorkspace *self, const char *document, const char *row,
                                  const char *before, GError **error);
gboolean slip_workspace_delete_row (SlipWorkspace *self, const char *document, const char *row,
                                    GError **error);
/* Brings a deleted row back as it was, with what is in it. INVALID when it isn't deleted (itself: what is in a deleted row
 * comes back with that one). */
gboolean slip_workspace_restore_row (SlipWorkspace *self, const char *document, const char *row,
                                     GError **error);

/* == import and export (slip-import.c, slip-export.c) == */

/* Reads instance XML into @release. Known ids update, absent ones make new records and rows; one transaction,
 * nothing changes when it fails. Returns the document's id. */
char *slip_workspace_import (SlipWorkspace *self, const char *release, GFile *file, GError **error);
/* Format by suffix, .odt, .pdf or .xml; the file is replaced whole or not at all. Of an approved document, the approved
 * revision: slip_workspace_export_as() writes others. */
gboolean slip_workspace_export (SlipWorkspace *self, const char *document, const char *path,
                                GError **error);

/* == search, definitions (slip-query.c, slip-records.c) == */

/* Of what was said in a review thread, @path and @label are of what the thread is about, "" of the whole document. */
typedef struct
{
  char *record;
  char *title;         /* of the record: number and title */
  char *release;       /* id of the record's release; its own of a release */
  char *release_title; /* for people */
  char *path;          /* path of the field */
  char *thread;        /* nullable: id of the review thread in which it was said */
  char *label; /* the same in the form's words: "Tasks › T-03 › Task", "Tasks › row 3 › Task" */
  char *snippet; /* matching words between [ and ] */
  char *marked;  /* the same between SLIP_SEARCH_MARK_BEGIN and SLIP_SEARCH_MARK_END */
} SlipSearchResult;
void slip_search_result_free (SlipSearchResult *result);
GPtrArray *slip_workspace_search (SlipWorkspace *self, const char *text, guint limit,
                                  GError **error);

typedef struct
{
  char *id;
  char *title;
  char *version;
  char *definition; /* digest in force */
} SlipFormInfo;
void slip_form_info_free (SlipFormInfo *info);
GPtrArray *slip_workspace_list_forms (SlipWorkspace *self, GError **error);
/* (transfer full): the form that the record was made on, as it is read now; @record: id. */
SlipForm *slip_workspace_get_form (SlipWorkspace *self, const char *record, GError **error);
/* The definition (XML), and the RELAX NG schema of a form's instances. Without a workspace (self NULL): the shipped ones. */
GBytes *slip_workspace_form_definition (SlipWorkspace *self, const char *form, GError **error);
GBytes *slip_workspace_form_schema (SlipWorkspace *self, const char *form, GError **error);

/* == sync (slip-syncing.c) == */

/* @url: http(s)://…, or the path (or file:// URL) of a directory. Stored; secrets in a file of mode 0600. */
gboolean slip_workspace_set_remote (SlipWorkspace *self, const char *url, const char *user,
                                    const char *password, gboolean allow_cleartext,
                                    GCancellable *cancellable, GError **error);
/* Asks the remote whether it is the workspace's folder; changes nothing. */
gboolean slip_workspace_check_remote (SlipWorkspace *self, GCancellable *cancellable,
                                      GError **error);

/* A password for this run of the program, from now on, instead of the one in the file: for a caller that keeps it
 * elsewhere. NULL: the file's again. */
void slip_workspace_set_session_password (SlipWorkspace *self, const char *password);
/* (transfer full) (nullable): the password in the file. Who keeps it elsewhere takes the file away then; FALSE when it
 * isn't @password any more, or can't be removed. */
char *slip_workspace_read_password_file (SlipWorkspace *self);
gboolean slip_workspace_remove_password_file (SlipWorkspace *self, const char *password);

typedef struct
{
  guint requests;
  guint64 bytes_sent;
  guint64 bytes_received;
  guint64 files_done; /* bytes of attachments and long texts that were moved, or found moved */
  guint64 files_total;
  guint ops_sent;
  guint ops_received;
  guint conflicts; /* open ones after the sync */
  GStrv problems;  /* what was set aside, a line each; empty when all is well */
  GStrv notices;   /* whose work waits, whose clock is ahead, that we were revoked: a line each */
} SlipSyncReport;
void slip_sync_report_clear (SlipSyncReport *report);
/* Fills @report even when it fails. Fails with CORRUPT when something on the store was altered (after doing all else). */
gboolean slip_workspace_sync (SlipWorkspace *self, SlipSyncReport *report,
                              GCancellable *cancellable, GError **error);
/* The same, and everything is fetched again: all heads and segments are read, and own files that the shared folder lost or
 * altered are put again. Nothing local is given up; one that is cut goes on at the next sync. */
gboolean slip_workspace_sync_again (SlipWorkspace *self, SlipSyncReport *report,
                                    GCancellable *cancellable, GError **error);
/* Progress of slip_workspace_sync() by bytes of attachments, on the thread that called it, about ten times a second, for
 * syncs that begin after this call. NULL: nobody looks. */
void slip_workspace_set_progress (SlipWorkspace *self,
                                  void (*func) (guint64 done, guint64 total, gpointer data),
                                  gpointer data);
/**
 * SlipSyncState:
 * @url: of the shared folder; "" where there is none
 * @user: who logs in there; "": nobody
 * @cleartext: it may be asked without encryption
 * @password_file: a password for it lies in the workspace's folder
 * @attachments: which come with a sync: all, small or none
 * @synced_ms: when a sync last went well, ms since the epoch, UTC; 0: never
 * @ops: changes made here that were not sent yet
 * @bytes: their size
 * @error: (nullable): why the last sync failed, when none went well since
 * @error_ms: when it did
 *
 * How this copy stands to the store, as far as it knows without asking; kept over restarts.
 */
typedef struct
{
  char *url;
  char *user;
  gboolean cleartext;
  gboolean password_file;
  const char *attachments;
  gint64 synced_ms;
  guint64 ops;
  guint64 bytes;
  char *error;
  gint64 error_ms;
} SlipSyncState;
void slip_sync_state_free (SlipSyncState *state);
/* (transfer full): a few questions by index: for the main thread, too. */
SlipSyncState *slip_workspace_get_sync_state (SlipWorkspace *self, GError **error);
/* Reads everything on the store; @problems: (out) lines, empty when all is well. FALSE when it could not be read. */
gboolean slip_workspace_check_store (SlipWorkspace *self, GStrv *problems,
                                     GCancellable *cancellable, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipSyncState, slip_sync_state_free)

/* A line a fact of state that must be equal on synced copies: digest of the fold's dump. */
char *slip_workspace_state_digest (SlipWorkspace *self, GError **error);

/* Signals. Both are emitted in the thread that opened the workspace, in the main context that was its default one then.
 *
 * "changed" (record): what this program's edits and syncs changed, whatever thread they were in; the id of a record, ""
 * for any (very many at once) and for what belongs to none (members, forms, settings, content of files that arrived).
 * Always by the main loop, at its next turn, each record once a turn; before the callback of a GTask in whose thread the
 * edit was done. What would change nothing, or fails, is not told. What other programs change: slip-others.h.
 *
 * "notice" (text): a line that a person should read. At once in the thread that opened the workspace, from other
 * threads at the main loop's next turn. */

G_END_DECLS

/* The areas; each needs the types above. */
#include "workspace/slip-attachments.h"
#include "workspace/slip-care.h"
#include "workspace/slip-conflicts.h"
#include "workspace/slip-describe.h"
#include "workspace/slip-overview.h"
#include "workspace/slip-people.h"
#include "workspace/slip-purge.h"
#include "workspace/slip-trail.h"
#include "workspace/slip-revisions.h"
