/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What the files of this folder share and nobody else sees. */

#pragma once

#include "core/slip-op.h"
#include "forms/slip-form.h"
#include "store/slip-worker.h"
#include "trust/slip-keys.h"
#include "workspace/slip-announcer.h"
#include "workspace/slip-home.h"
#include "workspace/slip-readers.h"
#include "workspace/slip-workspace.h"

G_BEGIN_DECLS

#define SLIP_WORKSPACE_DATABASE "workspace.db"
#define SLIP_WORKSPACE_DEVICE_KEY "device.key"
#define SLIP_WORKSPACE_SIGNING_KEY "signing.key"
#define SLIP_WORKSPACE_REMOTE "remote.secret"

/* Keys of the meta table. */
#define SLIP_META_WORKSPACE "workspace" /* id: base32 of the genesis's hash */
#define SLIP_META_GENESIS "genesis"     /* its XML */
#define SLIP_META_SECRET "secret"       /* of the workspace, hex: keys the names of blobs */
#define SLIP_META_PERSON "person"
#define SLIP_META_NAME "person-name"
#define SLIP_META_REPLICA "replica"
#define SLIP_META_CLOCK "clock"
#define SLIP_META_REMOTE "remote" /* URL */
#define SLIP_META_USER "remote-user"
#define SLIP_META_CLEARTEXT "remote-cleartext"
#define SLIP_META_SYNCED "synced" /* ms of the last sync that succeeded */

struct _SlipWorkspace
{
  GObject parent_instance;
  char *dir;
  SlipReaders *readers;
  SlipAnnouncer *announcer;
  SlipWorker *worker; /* NULL when the workspace can't be written to */
  SlipDeviceKey *device;
  char *home;    /* nullable: slip_home_of() the database */
  gint64 others; /* the worker's: slip-others.c */
  /* Atomic. */
  int at_home; /* SlipHome: what the database says about it; OTHER: this is a copy */
  int renewed; /* the copy got its own replica id just now, and nobody was told */

  GMutex lock;                                                     /* of all below */
  void (*bytes_func) (guint64 done, guint64 total, gpointer data); /* nullable */
  gpointer bytes_data;
  GHashTable *described; /* nullable: what slip-describe.c keeps */
  GHashTable *turns;     /* nullable: what slip-turns-known.c keeps */
  GHashTable *views;     /* nullable: what slip-gate-board.c keeps */
  char *password;        /* nullable: of the store, for this run of the program */
};

/* The calling thread's connection to read; never NULL. Where it could not be opened, every query on it fails with the
 * reason (slip-readers.h). What keeps it (a scope, a query) belongs to that thread. On the worker it doesn't show what
 * the job at hand has written. */
SlipDatabase *slip_workspace_reader (SlipWorkspace *self);
/* Whether that connection is there, for who begins with questions that can't fail (slip_meta_get()). */
gboolean slip_workspace_can_read (SlipWorkspace *self, GError **error);

/* A piece of work in one transaction on the worker: what fails leaves nothing behind. */
typedef gboolean (*SlipEditFunc) (SlipWorkspace *self, SlipDatabase *db, gpointer data,
                                  GError **error);
gboolean slip_workspace_edit (SlipWorkspace *self, SlipEditFunc func, gpointer data,
                              GError **error);

/* The same without waiting, in the order of the calls. The caller keeps @self and @data until @callback, which runs in
 * its thread-default main context and calls slip_workspace_edit_finish(). */
void slip_workspace_edit_async (SlipWorkspace *self, SlipEditFunc func, gpointer data,
                                GAsyncReadyCallback callback, gpointer user_data);
gboolean slip_workspace_edit_finish (SlipWorkspace *self, GAsyncResult *result, GError **error);

char *slip_workspace_path (SlipWorkspace *self, const char *name);

/* Two syncs of one workspace at a time would do the same work twice: the second waits for the first, and fails with
 * BUSY after half a minute. -1 on failure; closing the descriptor ends the lock. */
int slip_workspace_lock_sync (SlipWorkspace *self, GCancellable *cancellable, GError **error);
/* Takes the rest of a frame that a sync had begun when it was cut off, unless one is under way. */
void slip_workspace_finish_frame (SlipWorkspace *self);
/* The database says now that it lies here; @renewed: it was a copy, and got a replica id of its own. */
void slip_workspace_come_home (SlipWorkspace *self, gboolean renewed);
/* Emits "notice" in the thread that listens. */
void slip_workspace_notice (SlipWorkspace *self, const char *text);
/* Tells whoever listens ("notice") what a person should know, once. */
void slip_workspace_tell (SlipWorkspace *self);

/* What a record is. */
typedef struct
{
  char *id;
  char *release; /* of a document; the id itself of a release */
  char *number;
  SlipForm *form;
} SlipRecord;
SlipRecord *slip_record_load (SlipDatabase *db, const char *id, GError **error);
void slip_record_free (SlipRecord *record);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipRecord, slip_record_free)
/**
 * slip_record_copy: (slip-record-copy.c)
 * @to: is new
 * @rows: (element-type utf8 utf8): rows that were copied, and their copies; gets those of @from
 *
 * Copies what @from holds into @to; of a document of another release without what is about that release alone (`once`). A
 * reference to a row that was copied points to the copy; others keep what they point to.
 */
gboolean slip_record_copy (SlipDatabase *db, SlipRecord *from, SlipRecord *to, GHashTable *rows,
                           GError **error);
/* (transfer full): id of a new document of @release, in an edit (slip-records.c). @from: (nullable): a document of the form to
 * copy content from; @rows: see slip_record_copy(). */
char *slip_record_new_document (SlipDatabase *db, const char *release, const char *form,
                                const char *from, GHashTable *rows, GError **error);

/* Puts a definition of @what ("form" or "process") in force, in an edit (slip-workspace-make.c). */
gboolean slip_workspace_define (SlipDatabase *db, const char *what, const char *id, GBytes *bytes,
                                GError **error);
/* (transfer full): digest of a version of a process: the one in force of an id, or one by the beginning of its digest; NULL with
 * NOT_FOUND, AMBIGUOUS (slip-processing.c). */
char *slip_process_resolve (SlipDatabase *db, const char *which, GError **error);
/* Lets a release follow a version of a process from now on, in an edit (slip-processing.c). */
gboolean slip_write_follow (SlipDatabase *db, const char *release, const char *digest,
                            GError **error);

/* For people (slip-query.c): number and title; name, or the id of who is unknown. */
char *slip_record_title (SlipDatabase *db, const char *record);
/* The path of a field ("" or "@…": of the row), as commands take it; its node, NULL when the form doesn't know it; and
 * in the form's words: "Tasks › T-03 › Minutes". A row's name: its key, else the beginning of its id. */
char *slip_cell_path (SlipDatabase *db, const char *record, const char *row, const char *field);
SlipFormNode *slip_cell_node (SlipDatabase *db, SlipForm *form, const char *record, const char *row,
                              const char *field);
char *slip_cell_label (SlipDatabase *db, SlipForm *form, const char *record, const char *row,
                       const char *field);
char *slip_row_name (SlipDatabase *db, SlipForm *form, const char *record, const char *row);
char *slip_person_name (SlipDatabase *db, const char *person);

/* How many conflicts are open (slip-conflicts.c): as many as slip_workspace_list_conflicts() lists. */
guint slip_conflicts_count (SlipDatabase *db);

/* Rows inside an edit, by whole ids (slip-edit.c). @row: (nullable): id of the new one; @position: (nullable): at the end. */
char *slip_edit_add_row (SlipDatabase *db, SlipRecord *record, SlipFormNode *table,
                         const char *parent, const char *row, const char *position, GError **error);
gboolean slip_edit_move_row (SlipDatabase *db, const char *record, const char *row,
                             const char *position, GError **error);
gboolean slip_edit_delete_row (SlipDatabase *db, const char *record, const char *row,
                               GError **error);
gboolean slip_edit_restore_row (SlipDatabase *db, const char *record, const char *row,
                                GError **error);
/* Where @row (it may be there already) would go. INVALID when @other stands in another table. */
gboolean slip_edit_position (SlipDatabase *db, const char *record, const char *table,
                             const char *parent, const char *row, SlipRowPlace place,
                             const char *other, char **position, GError **error);

/* Making ops inside an edit (slip-write.c). Each makes no op when nothing would change. */
gboolean slip_write_value (SlipDatabase *db, const char *record, const char *row, const char *field,
                           const char *value, GError **error);
gboolean slip_write_members (SlipDatabase *db, const char *record, const char *row,
                             const char *field, const char *const *members, GError **error);
gboolean slip_write_file (SlipDatabase *db, const char *record, const char *row, const char *field,
                          const char *name, gint64 size, const char *digest, GError **error);
/* Parses @text as the type of @node says and writes it, or, by somebody who doesn't fill it, proposes it. */
gboolean slip_write_entry (SlipDatabase *db, SlipRecord *record, const char *row,
                           SlipFormNode *node, const char *text, GError **error);
/* (transfer full): @text as it would be stored in the field: references and persons as ids. */
char *slip_write_normal_form (SlipDatabase *db, SlipRecord *record, SlipFormNode *node,
                              const char *text, GError **error);
/* Writes what is in normal form already, whoever fills it. */
gboolean slip_write_stored (SlipDatabase *db, SlipRecord *record, const char *row,
                            SlipFormNode *node, const char *value, GError **error);
/* slip_write_entry() without asking who fills it: for what is made together with a document or row. */
gboolean slip_write_field (SlipDatabase *db, SlipRecord *record, const char *row,
                           SlipFormNode *node, const char *text, GError **error);

/* "deleted on DATE by NAME: REASON" (slip-deleting.c); NULL when nobody did. */
char *slip_deleted_note (SlipDatabase *db, const char *record);
/* Deletes the record for @reason, whatever it is (nullable), as far as this person may. */
gboolean slip_delete_record (SlipDatabase *db, SlipRecord *record, const char *reason,
                             GError **error);

/* Who fills what (slip-fills.c), asked for this copy's person. */
gboolean slip_fills (SlipDatabase *db, SlipFormNode *node);
/* FALSE with NOT_ALLOWED, naming who does. @what: “adding a row to”. */
gboolean slip_fills_check (SlipDatabase *db, SlipFormNode *node, GError **error);
/* FALSE with NOT_ALLOWED when @value would overwrite something in a row that is kept as it is (an executed attempt), or
 * when deleting @row would take such a row away. */
gboolean slip_keep_check_value (SlipDatabase *db, SlipRecord *record, const char *row,
                                SlipFormNode *node, const char *value, GError **error);
gboolean slip_keep_check_delete (SlipDatabase *db, SlipForm *form, const char *record,
                                 const char *row, GError **error);
/* @value: in normal form. No op when it is shown or proposed already. */
gboolean slip_propose (SlipDatabase *db, SlipRecord *record, const char *row, SlipFormNode *node,
                       const char *value, GError **error);
/* Adds the names of the proposals that wait for the register: a new value replaces them, too. */
gboolean slip_fills_add_proposals (SlipDatabase *db, const char *record, const char *row,
                                   const char *field, GArray *names, GError **error);

/* @row: (nullable): its id; a fresh one when NULL. Returns it. */
char *slip_write_row (SlipDatabase *db, const char *record, const char *table, const char *parent,
                      const char *row, const char *position, GError **error);
/* @id: (nullable): of the new document; a fresh one when NULL. Returns it. */
char *slip_write_document (SlipDatabase *db, const char *release, SlipForm *form, const char *id,
                           GError **error);
/* Writes the initial values of the fields of what was just made: of the document, or of a table's row. Not on import
 * and not for a copy, which bring their own. */
gboolean slip_write_initials (SlipDatabase *db, SlipRecord *record, SlipFormNode *above,
                              const char *row, GError **error);
/* Writes the rows that a new document begins with, with their defaults and initial values. Not on import and not for a
 * copy. */
gboolean slip_write_starts (SlipDatabase *db, SlipRecord *record, SlipFormNode *above,
                            GError **error);
/* Writes the defaults of the form's fields outside of tables, or of a table's row. */
gboolean slip_write_defaults (SlipDatabase *db, SlipRecord *record, SlipFormNode *above,
                              const char *row, GError **error);

G_END_DECLS
