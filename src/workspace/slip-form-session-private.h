/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What the files of SlipFormSession share: what is known of fields (main thread), looks (a thread reads, the main thread
 * takes over), deeds (what undo takes back), and edits on the database worker. */

#pragma once

#include "workspace/slip-form-rows.h"
#include "workspace/slip-form-session.h"
#include "workspace/slip-workspace-private.h"

G_BEGIN_DECLS

/* == what was read == */

/* One field (or section, table); immutable, so it goes from thread to thread. */
typedef struct
{
  SlipFormNode *node;
  char *path;
  char *row;
  char *text;
  char *display;
  char *others; /* nullable */
  gboolean missing;
  gboolean conflict;
  gboolean relevant;
  gboolean required;
  gboolean fills;
  GArray *names;        /* nullable: ops behind what is shown and proposed: what an edit replaces */
  GPtrArray *proposals; /* nullable */
} SlipFormCell;

SlipFormCell *slip_form_cell_ref (SlipFormCell *cell);
void slip_form_cell_unref (SlipFormCell *cell);
gboolean slip_form_cell_equal (const SlipFormCell *a, const SlipFormCell *b);

/* Rows of one list, to be read anew. */
typedef struct
{
  guint list; /* number of the SlipFormRows */
  SlipFormNode *table;
  char *parent;
  char *filter;        /* nullable */
  SlipFormNode *order; /* nullable */
  gboolean descending;
  GPtrArray *before; /* nullable: ids as the list has them */
  /* answer */
  GPtrArray *ids; /* nullable: as before */
  guint total;
} SlipFormListing;

void slip_form_listing_free (SlipFormListing *listing);
gboolean slip_form_listing_read (SlipFormListing *listing, SlipDatabase *db, SlipForm *form,
                                 const char *record, GError **error);

/* A look at the record: what a thread is asked, and what it answers. */
typedef struct
{
  char *record;
  gboolean first;
  gboolean whole; /* FALSE: only @rows */
  gint64 n_ops;   /* that the record has as far as the session knows; others are somebody else's */
  GPtrArray *dirty;   /* (element-type SlipFormNode): what the session changed since */
  GHashTable *before; /* path → SlipFormCell */
  GPtrArray *rows;    /* (element-type utf8): rows whose cells are wanted */
  GPtrArray *lists;   /* (element-type SlipFormListing) */
  guint64 serial;
  SlipForm *form; /* nullable at first */
  /* answer */
  char *title;
  char *read_only; /* nullable */
  GPtrArray *cells;
  GPtrArray *gone;   /* (element-type utf8): rows that are not there any more */
  GPtrArray *drafts; /* (element-type SlipFormDraft), of a first look */
  GHashTable *
      tables; /* "table\nparent" → digest of its rows, as the session knows them; nullable: then as they are now */
  GPtrArray *other_tables; /* (element-type utf8): paths of tables whose rows came, went or moved */
  guint answered;          /* expressions; for tests */
} SlipFormLook;

typedef struct
{
  char *path;
  char *text;
} SlipFormDraft;

SlipFormLook *slip_form_look_new (const char *record);
void slip_form_look_free (SlipFormLook *look);
gboolean slip_form_look_run (SlipFormLook *look, SlipDatabase *db, GError **error);
/* Notes tables whose rows came, went or moved, and what they are now. */
gboolean slip_form_look_compare_tables (SlipFormLook *look, SlipDatabase *db, GError **error);

/* == what is known == */

typedef struct
{
  SlipFormSession *session; /* unowned */
  SlipFormCell *cell;       /* nullable: not read yet */
  SlipFormNode *node;
  char *path;
  char *row;
  char *typed; /* nullable: nothing is being typed */
  char *start; /* what stood there at the first keystroke */
  SlipFieldProgress progress;
  gboolean force;   /* set to what it shows already: an answer */
  gboolean stored;  /* the draft says @typed */
  guint64 turn;     /* counts keystrokes */
  guint64 shown_by; /* a look of this number or later shows what was saved; 0: nothing was */
  char *refused;    /* nullable: why @typed is no value */
  char *checked;    /* nullable: what the check says */
  SlipProblemKind checked_kind;
  char *display; /* nullable: of @typed */
  GSource *pause;
  GSource *rest;
  SlipFieldState state;
} SlipFormField;

/* Cells of a row that were read. */
typedef struct
{
  GPtrArray *fields; /* (element-type SlipFormField), unowned */
  guint64 used;
  gboolean read;
  gboolean gone; /* when it was read last */
} SlipFormRowCells;

/* == problems == */

/* Immutable: it goes from thread to thread. */
struct _SlipFormProblem
{
  GObject parent_instance;
  SlipProblemKind kind;
  guint index; /* of the node, in the form */
  char *section;
  char *path;
  char *label;
  char *text;
};
#define SLIP_N_PROBLEM_KINDS (SLIP_PROBLEM_EXPRESSION + 1)

#define SLIP_TYPE_FORM_PROBLEMS (slip_form_problems_get_type ())
G_DECLARE_FINAL_TYPE (SlipFormProblems, slip_form_problems, SLIP, FORM_PROBLEMS, GObject)

/* slip-form-problem.c */
/* (transfer full): what is typed is no value. */
SlipFormProblem *slip_form_problem_new_refused (SlipFormSession *self, const SlipFormField *field);
gboolean slip_form_problem_equal (const SlipFormProblem *a, const SlipFormProblem *b);
/* @items: (element-type SlipFormProblem): not to be changed any more. FALSE when it shows the same already. */
gboolean slip_form_problems_show (SlipFormProblems *self, GPtrArray *items);

/* == the session == */

typedef struct _SlipFormDeed SlipFormDeed;

struct _SlipFormSession
{
  GObject parent_instance;
  SlipWorkspace *workspace;
  gulong changed_id;
  char *record;
  GMainContext *context;
  SlipForm *form;
  char *title;
  char *read_only;
  guint pause_ms;
  guint rest_ms;

  GHashTable *fields;  /* path → SlipFormField */
  GHashTable *rows;    /* id → SlipFormRowCells */
  GHashTable *typed;   /* set of SlipFormField that have something typed */
  GHashTable *names;   /* id → what people call it, of what was offered last */
  GHashTable *objects; /* id → SlipFormRow, unowned */
  GPtrArray *lists;    /* (element-type SlipFormRows), unowned */
  guint last_list;
  guint64 used;

  /* looking */
  GSource *look_source;
  gboolean look_late; /* the source waits a while */
  gboolean looking;
  gboolean look_wanted; /* at the whole */
  GHashTable *wanted;   /* set of ids of rows to be read */
  GHashTable *reading;  /* set of ids of rows that are being read */
  GHashTable *adding;   /* set of ids of rows that the worker is about to add */
  GHashTable *tables;   /* (nullable): as SlipFormLook.tables */
  GHashTable *told;     /* (nullable): set of paths of tables, while a look is taken over */
  GPtrArray *dirty;     /* (element-type SlipFormNode) */
  gint64 n_ops;
  guint64 n_looks;
  guint answered; /* expressions, in all looks */
  GPtrArray *load_tasks;

  /* writing */
  guint n_writes; /* that were not answered yet */
  guint n_jobs;   /* those of them that are short */
  gboolean changed_meanwhile;
  GQueue waiting; /* of what waits until all is written */
  gboolean was_saving;
  gboolean disposed;

  /* undo */
  GPtrArray *done;   /* (element-type SlipFormDeed) */
  GPtrArray *undone; /* (element-type SlipFormDeed) */

  /* problems */
  SlipFormProblems *problems;
  GPtrArray
      *checked; /* nullable (element-type SlipFormProblem): the last check; shared with threads */
  GHashTable *checked_at; /* nullable: path → place of the first one there; shared with threads */
  GHashTable *counts;     /* nullable: section → SlipCheckCount */
  GHashTable *n_problems; /* section → how many (guint) of each kind */
  guint conflicts;        /* as the last check found them */
  gboolean checking;
  gboolean check_wanted;
};

/* slip-form-session.c */
SlipFormField *slip_form_session_find_field (SlipFormSession *self, const char *path);
SlipFormField *slip_form_session_add_field (SlipFormSession *self, SlipFormNode *node,
                                            const char *row, const char *path);
/* (nullable): the field, section or table at @path, made where it wasn't asked for yet; NULL when there is no such place. */
SlipFormField *slip_form_session_make_field (SlipFormSession *self, const char *path);
/* Composes the field's state anew and tells. */
void slip_form_session_touch (SlipFormSession *self, SlipFormField *field);
void slip_form_session_emit_field (SlipFormSession *self, const char *path);
void slip_form_session_emit_row (SlipFormSession *self, const char *row);
void slip_form_session_emit_rows (SlipFormSession *self, const char *path);
void slip_form_session_emit_problems (SlipFormSession *self);
void slip_form_session_fail (SlipFormSession *self, const char *text);
void slip_form_session_notify_undo (SlipFormSession *self);
void slip_form_session_notify_loaded (SlipFormSession *self);
void slip_form_session_notify_title (SlipFormSession *self);
void slip_form_session_notify_read_only (SlipFormSession *self);
void slip_form_session_update_saving (SlipFormSession *self);

/* slip-form-session-take.c */
void slip_form_session_take_look (SlipFormSession *self, SlipFormLook *look);
/* @error: (nullable): why it was not loaded */
void slip_form_session_answer_load (SlipFormSession *self, const GError *error);

/* slip-form-session-refresh.c */
/* Another look soon; @changed: (nullable): a field or table that the session itself changed. */
void slip_form_session_refresh (SlipFormSession *self, SlipFormNode *changed);
/* The same when something else changed that this document may look into. */
void slip_form_session_refresh_late (SlipFormSession *self);
void slip_form_session_want_row (SlipFormSession *self, const char *row);
void slip_form_session_stop_looking (SlipFormSession *self);

/* slip-form-session-typing.c */
void slip_form_field_free (SlipFormField *field);
void slip_form_field_compose (SlipFormField *field);
void slip_form_field_forget_typed (SlipFormField *field);
void slip_form_field_take_draft (SlipFormField *field, const char *text);
/* Drafts that are not stored yet, of a session that goes. */
void slip_form_session_store_rest (SlipFormSession *self);

/* slip-form-session-problems.c */
void slip_form_session_init_problems (SlipFormSession *self);
void slip_form_session_clear_problems (SlipFormSession *self);
/* What the last check says about a field that was just made. */
void slip_form_session_judge_field (SlipFormSession *self, SlipFormField *field);
/* Starts the check that is wanted, unless one is under way: that one starts it. */
void slip_form_session_check (SlipFormSession *self);
/* After the check, or what is being typed, changed. */
void slip_form_session_list_problems (SlipFormSession *self);

/* == writing == */

/* One change of a record; what is done and undone together is a deed. */
typedef enum
{
  SLIP_STEP_FIELD, /* @before, @after: values */
  SLIP_STEP_ADD,
  SLIP_STEP_DELETE,
  SLIP_STEP_MOVE, /* @before, @after: positions */
} SlipFormStepKind;

typedef struct
{
  SlipFormStepKind kind;
  SlipFormNode *node; /* the field, or the table */
  char *row;
  char *before;
  char *after;
} SlipFormStep;

struct _SlipFormDeed
{
  char *label;
  GPtrArray *steps;
};

SlipFormDeed *slip_form_deed_new (char *label);
void slip_form_deed_free (SlipFormDeed *deed);
void slip_form_deed_add (SlipFormDeed *deed, SlipFormStepKind kind, SlipFormNode *node,
                         const char *row, const char *before, const char *after);
gboolean slip_form_deed_apply (SlipFormDeed *deed, SlipDatabase *db, SlipRecord *record,
                               gboolean back, GError **error);

/* An edit on the worker. */
typedef struct _SlipFormJob SlipFormJob;
typedef gboolean (*SlipFormJobFunc) (SlipFormJob *job, SlipDatabase *db, SlipRecord *record,
                                     GError **error);
/* On the main thread, when it is done or has failed. */
typedef void (*SlipFormJobDone) (SlipFormSession *self, SlipFormJob *job, GError *error);

struct _SlipFormJob
{
  SlipFormSession *session;
  SlipForm *form;
  char *record;
  SlipFormJobFunc func;
  SlipFormJobDone done;
  SlipFormNode *node; /* the field, or the table */
  char *path;
  char *row;
  char *text;
  char *start;
  GArray *names;
  gboolean force;
  gboolean draft; /* only the draft is written: no op */
  guint64 turn;
  SlipRowPlace place;
  char *other;
  GTask *task;      /* nullable */
  GPtrArray *lines; /* nullable: of what was pasted */
  GPtrArray *problems;
  gboolean back;
  /* answer */
  SlipFormDeed *deed; /* nullable: nothing to undo */
  gint64 ops_before;  /* of the record */
  gint64 ops_after;
};

/* slip-form-session-jobs.c */
SlipFormJob *slip_form_job_new (SlipFormSession *self, SlipFormJobFunc func, SlipFormJobDone done);
/* @job: (transfer full) */
void slip_form_job_run (SlipFormJob *job);

/* (transfer full): what the register shows, as it would be written again; @alone: (out): there is no other value. */
char *slip_form_read_stored (SlipDatabase *db, const char *record, const char *row,
                             SlipFormNode *node, gboolean *alone, GError **error);
/* @deed: of a job that set a field. (nullable): NULL when nothing changed. */
SlipFormDeed *slip_form_deed_new_typing (SlipFormNode *node, const char *row, const char *before,
                                         const char *after);

/* Functions for jobs (slip-form-session-write.c). */
gboolean slip_form_job_set (SlipFormJob *job, SlipDatabase *db, SlipRecord *record, GError **error);
gboolean slip_form_job_add_row (SlipFormJob *job, SlipDatabase *db, SlipRecord *record,
                                GError **error);
gboolean slip_form_job_delete_row (SlipFormJob *job, SlipDatabase *db, SlipRecord *record,
                                   GError **error);
gboolean slip_form_job_move_row (SlipFormJob *job, SlipDatabase *db, SlipRecord *record,
                                 GError **error);

/* slip-form-session-undo.c */
/* @deed: (transfer full) */
void slip_form_session_remember (SlipFormSession *self, SlipFormDeed *deed);

/* What waits until all is written. */
typedef void (*SlipFormAction) (SlipFormSession *self, gpointer data);
void slip_form_session_when_written (SlipFormSession *self, SlipFormAction action, gpointer data);
void slip_form_session_go_on (SlipFormSession *self);

/* For tests: other pauses than 300 ms and 30 s. */
void slip_form_session_set_pauses (SlipFormSession *self, guint pause_ms, guint rest_ms);

/* slip-form-rows.c */
void slip_form_rows_take (SlipFormRows *self, SlipFormListing *listing);
SlipFormListing *slip_form_rows_ask (SlipFormRows *self);
/* Ids around @row, in the list; at most @n. */
void slip_form_rows_want_around (SlipFormRows *self, const char *row, guint n, GHashTable *set);
void slip_form_row_emit_changed (SlipFormRow *self);

G_END_DECLS
