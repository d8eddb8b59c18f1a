/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What the files of this folder share and nobody else sees. */

#pragma once

#include "forms/slip-form.h"
#include "store/slip-worker.h"
#include "trust/slip-keys.h"
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
  SlipDatabase *reader;
  SlipWorker *worker;
  SlipDeviceKey *device;
};

/* A piece of work in one transaction on the worker: what fails leaves nothing behind. */
typedef gboolean (*SlipEditFunc) (SlipWorkspace *self, SlipDatabase *db, gpointer data,
                                  GError **error);
gboolean slip_workspace_edit (SlipWorkspace *self, SlipEditFunc func, gpointer data,
                              GError **error);

char *slip_workspace_path (SlipWorkspace *self, const char *name);

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

/* For people (slip-query.c): "items/ROWID/steps/ROWID"; number and title; name, or the id of who is unknown. */
char *slip_row_path (SlipDatabase *db, const char *record, const char *row);
char *slip_record_title (SlipDatabase *db, const char *record);
char *slip_person_name (SlipDatabase *db, const char *person);

/* Making ops inside an edit (slip-write.c). Each makes no op when nothing would change. */
gboolean slip_write_value (SlipDatabase *db, const char *record, const char *row, const char *field,
                           const char *value, GError **error);
gboolean slip_write_members (SlipDatabase *db, const char *record, const char *row,
                             const char *field, const char *const *members, GError **error);
gboolean slip_write_file (SlipDatabase *db, const char *record, const char *row, const char *field,
                          const char *name, gint64 size, const char *digest, GError **error);
/* Parses @text as the type of @node says and writes it. */
gboolean slip_write_field (SlipDatabase *db, SlipRecord *record, const char *row,
                           SlipFormNode *node, const char *text, GError **error);
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
/* Writes the defaults of the form's fields outside of tables, or of a table's row. */
gboolean slip_write_defaults (SlipDatabase *db, SlipRecord *record, SlipFormNode *above,
                              const char *row, GError **error);

G_END_DECLS
