/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Making the ops of review threads. What wouldn't count is refused here, with the reason; what comes from elsewhere is
 * judged where it is read. */

#include "workspace/slip-comments.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/slip-clock.h"
#include "core/slip-text.h"
#include "core/slip-variant.h"
#include "process/slip-processes.h"
#include "process/slip-roles.h"
#include "store/slip-log.h"
#include "trust/slip-roster.h"
#include "workspace/slip-attachments-private.h"
#include "workspace/slip-workspace-private.h"

/* Enough for a discussion; what is longer belongs into the document. */
#define TEXT_MAX_BYTES (16 * 1024)

static char *
clean_text (const char *text, gboolean needed, GError **error)
{
  g_autofree char *clean = slip_text_normalise (text != NULL ? text : "", error);

  if (clean == NULL)
    return NULL;
  g_strstrip (clean);
  if (needed && *clean == '\0')
    {
      g_set_error_literal (error, SLIP_ERROR, SLIP_ERROR_INVALID, _ ("write what is to be said"));
      return NULL;
    }
  if (strlen (clean) > TEXT_MAX_BYTES)
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_TOO_LARGE,
                   _ ("the text is over the limit of %d KiB"), TEXT_MAX_BYTES / 1024);
      return NULL;
    }
  return g_steal_pointer (&clean);
}

static GStrv
own_roles (SlipDatabase *db, const char *person)
{
  const char *const *all = slip_roles_all ();
  g_autoptr (GStrvBuilder) roles = g_strv_builder_new ();
  gint64 now = slip_now_ms ();

  for (gsize i = 0; person != NULL && all[i] != NULL; i++)
    if (slip_roster_may_sign (db, person, all[i], now, NULL))
      g_strv_builder_add (roles, all[i]);
  return g_strv_builder_end (roles);
}

GStrv
slip_workspace_own_roles (SlipWorkspace *self)
{
  SlipDatabase *db = slip_workspace_reader (self);
  g_autofree char *person = slip_meta_get (db, SLIP_META_PERSON);

  return own_roles (db, person);
}

static gboolean
check_role (SlipDatabase *db, const char *person, const char *role, GError **error)
{
  const char *const roles[] = { role, NULL };

  if (!slip_roles_check (roles, error))
    return FALSE;
  if (slip_roster_may_sign (db, person, role, slip_now_ms (), NULL))
    return TRUE;
  g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED, _ ("you don't hold the role %s"),
               slip_role_name (role));
  return FALSE;
}

/* == beginning a thread == */

typedef struct
{
  const SlipComment *what;
  const char *record;
  const char *text;
  char *id;
} Begin;

/* A concern speaks for a role, so that the role closes it. */
static char *
choose_role (SlipDatabase *db, const SlipComment *what, GError **error)
{
  g_autofree char *person = slip_meta_get (db, SLIP_META_PERSON);
  g_auto (GStrv) roles = NULL;

  if (what->role != NULL)
    return *what->role == '\0' || check_role (db, person, what->role, error) ? g_strdup (what->role)
                                                                             : NULL;
  if (what->topic != SLIP_TOPIC_CONCERN)
    return g_strdup ("");
  roles = own_roles (db, person);
  if (g_strv_length (roles) > 1)
    {
      g_autofree char *list = g_strjoinv (", ", roles);

      g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID,
                   _ ("say in which role you raise the concern; you hold: %s"), list);
      return NULL;
    }
  return g_strdup (roles[0] != NULL ? roles[0] : "");
}

/* Where in the document. A row: its id and no field; a table or section: no row and its path. */
static gboolean
find_place (SlipDatabase *db, SlipRecord *record, const char *path, char **row, char **field,
            GError **error)
{
  SlipFormNode *node = path != NULL && *path != '\0' ? slip_form_find (record->form, path) : NULL;
  const char *last;

  *row = NULL;
  *field = NULL;
  if (path == NULL || *path == '\0')
    *field = g_strdup ("");
  else if (node != NULL && (node->table == NULL || node->kind != SLIP_NODE_FIELD))
    *field = g_strdup (path);
  if (*field != NULL)
    {
      *row = g_strdup ("");
      return TRUE;
    }
  node = slip_edit_find_cell (db, record, path, row, error);
  if (node == NULL)
    return FALSE;
  last = strrchr (path, '/');
  if (node->kind == SLIP_NODE_FIELD)
    *field = g_strdup (node->cell != NULL ? node->cell : node->path);
  else if (last != NULL && g_str_has_suffix (node->path, last))
    *field = g_strdup (last + 1);
  else
    *field = g_strdup ("");
  return TRUE;
}

/* An old program goes on without what is only said; a concern it must not overlook. */
static SlipUnknown
on_unknown (SlipTopic topic)
{
  return topic == SLIP_TOPIC_CONCERN ? SLIP_UNKNOWN_RECORD_READ_ONLY : SLIP_UNKNOWN_IGNORE;
}

static gboolean
begin (SlipWorkspace *self, SlipDatabase *db, gpointer data, GError **error)
{
  Begin *args = data;
  g_autoptr (SlipRecord) record = slip_record_load (db, args->record, error);
  g_autofree char *role = record != NULL ? choose_role (db, args->what, error) : NULL;
  g_autofree char *row = NULL;
  g_autofree char *field = NULL;
  g_autoptr (SlipOp) op = NULL;

  if (role == NULL || !find_place (db, record, args->what->path, &row, &field, error))
    return FALSE;
  op = slip_log_do (db, SLIP_OP_COMMENT, on_unknown (args->what->topic), record->id, NULL, 0,
                    g_variant_new ("(@ayssss)", slip_op_id_variant (row), field,
                                   slip_topic_name (args->what->topic), role, args->text),
                    error);
  if (op == NULL)
    return FALSE;
  args->id = slip_op_name_to_string (&op->name);
  return TRUE;
}

char *
slip_workspace_comment (SlipWorkspace *self, const SlipComment *comment, GError **error)
{
  g_autofree char *id =
      slip_workspace_resolve (self, SLIP_RECORD_DOCUMENT, comment->document, error);
  g_autofree char *text = id != NULL ? clean_text (comment->text, TRUE, error) : NULL;
  Begin args = { comment, id, text, NULL };

  if (text == NULL)
    return NULL;
  if (!slip_workspace_edit (self, begin, &args, error))
    g_clear_pointer (&args.id, g_free);
  return args.id;
}

char *
slip_workspace_place_label (SlipWorkspace *self, const char *document, const char *path)
{
  SlipDatabase *db = slip_workspace_reader (self);
  g_autoptr (SlipRecord) record = slip_record_load (db, document, NULL);
  g_autofree char *row = NULL;
  g_autofree char *field = NULL;

  if (record == NULL || !find_place (db, record, path, &row, &field, NULL))
    return NULL;
  return slip_cell_label (db, record->form, record->id, row, field);
}

/* == going on with it == */

typedef struct
{
  SlipOpName thread;
  SlipSaidAct act;
  const char *role; /* nullable */
  const char *text;
} Go;

/* Those of the release that the thread's document belongs to. */
static SlipDiscussions *
load_around (SlipDatabase *db, const SlipOpName *thread, GError **error)
{
  g_autofree char *release = slip_database_get_text (
      db, NULL,
      "SELECT r.release FROM comment c JOIN record r ON r.id = c.record WHERE c.replica = ? AND "
      "c.clock = ?",
      "si", thread->replica, (gint64) thread->clock);
  g_autoptr (SlipProcess) process = NULL;

  if (release == NULL)
    {
      g_autofree char *id = slip_op_name_to_string (thread);

      g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND,
                   _ ("there is no thread “%s”; “slipwayctl comment list” lists them"), id);
      return NULL;
    }
  process = slip_processes_for_release (db, release, NULL, NULL);
  return slip_discussions_load (db, process, release, error);
}

/* In the role that counts in the thread, where one may; else in none. */
static char *
choose_reply_role (SlipDatabase *db, const SlipDiscussion *thread, const Go *args, GError **error)
{
  g_autofree char *person = slip_meta_get (db, SLIP_META_PERSON);

  if (args->role != NULL && *args->role != '\0')
    return check_role (db, person, args->role, error) ? g_strdup (args->role) : NULL;
  if (args->role == NULL && *thread->role != '\0' &&
      slip_roster_may_sign (db, person, thread->role, slip_now_ms (), NULL))
    return g_strdup (thread->role);
  return g_strdup ("");
}

static gboolean
check_act (SlipDatabase *db, const SlipDiscussion *thread, const Go *args, const char *role,
           GError **error)
{
  g_autofree char *person = slip_meta_get (db, SLIP_META_PERSON);

  /* Closed once more, now that a late reply was read. */
  gboolean again = args->act == SLIP_SAID_CLOSE && thread->waits == SLIP_WAITS_FOR_CLOSE;

  if (args->act == SLIP_SAID_REOPEN ? thread->closed == NULL : thread->closed != NULL && !again)
    {
      g_set_error_literal (error, SLIP_ERROR, SLIP_ERROR_EXISTS,
                           args->act == SLIP_SAID_REOPEN  ? _ ("the thread is open")
                           : args->act == SLIP_SAID_CLOSE ? _ ("the thread is closed already")
                                                          : _ ("the thread is closed; open it "
                                                               "again, or begin another"));
      return FALSE;
    }
  if (args->act == SLIP_SAID_REPLY ||
      slip_discussion_may_close (db, thread, person, role, slip_now_ms ()))
    return TRUE;
  if (*thread->role == '\0')
    g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED,
                 _ ("only %s, who raised the concern, closes it or opens it again"),
                 slip_discussion_first (thread)->name);
  else
    g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED,
                 _ ("only the role %s closes this concern or opens it again"),
                 slip_role_name (thread->role));
  return FALSE;
}

static GVariant *
replica_variant (const char *replica)
{
  guint8 bytes[SLIP_REPLICA_BYTES];

  if (!slip_base32_decode (replica, bytes, sizeof bytes))
    g_return_val_if_reached (NULL);
  return slip_variant_new_bytes (bytes, sizeof bytes);
}

static gboolean
go_on (SlipWorkspace *self, SlipDatabase *db, gpointer data, GError **error)
{
  Go *args = data;
  g_autoptr (SlipDiscussions) all = load_around (db, &args->thread, error);
  g_autofree char *id = slip_op_name_to_string (&args->thread);
  const SlipDiscussion *thread = all != NULL ? slip_discussions_find (all, id) : NULL;
  g_autofree char *role = thread != NULL ? choose_reply_role (db, thread, args, error) : NULL;
  g_autofree char *text = NULL;
  g_autoptr (SlipOp) op = NULL;

  if (role == NULL || !check_act (db, thread, args, role, error) ||
      (text = clean_text (args->text,
                          args->act == SLIP_SAID_REPLY || thread->topic == SLIP_TOPIC_CONCERN,
                          error)) == NULL)
    return FALSE;
  op = slip_log_do (db, SLIP_OP_REPLY, on_unknown (thread->topic), thread->record, NULL, 0,
                    g_variant_new ("(@aytsss)", replica_variant (args->thread.replica),
                                   (guint64) args->thread.clock, slip_said_act_name (args->act),
                                   role, text),
                    error);
  return op != NULL;
}

gboolean
slip_workspace_reply (SlipWorkspace *self, const char *thread, SlipSaidAct act, const char *role,
                      const char *text, GError **error)
{
  Go args = { .act = act, .role = role, .text = text };

  g_return_val_if_fail (act != SLIP_SAID_FIRST, FALSE);

  if (!slip_op_name_from_string (thread, &args.thread))
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND,
                   _ ("there is no thread “%s”; “slipwayctl comment list” lists them"), thread);
      return FALSE;
    }
  return slip_workspace_edit (self, go_on, &args, error);
}

/* == listing == */

static void
info_free (gpointer data)
{
  SlipThreadInfo *info = data;

  g_free (info->title);
  g_free (info->path);
  g_free (info->label);
  g_free (info);
}

static SlipThreadInfo *
describe (SlipDatabase *db, const char *person, const SlipDiscussion *discussion)
{
  SlipThreadInfo *info = g_new0 (SlipThreadInfo, 1);
  g_autoptr (SlipForm) form = slip_forms_for_record (db, discussion->record, NULL);

  info->discussion = discussion;
  info->title = slip_record_title (db, discussion->record);
  info->path = slip_cell_path (db, discussion->record, discussion->row, discussion->field);
  if (*discussion->row == '\0' && *discussion->field == '\0')
    info->label = g_strdup ("");
  else
    info->label = form != NULL ? slip_cell_label (db, form, discussion->record, discussion->row,
                                                  discussion->field)
                               : g_strdup (info->path);
  info->may_close =
      slip_discussion_may_close (db, discussion, person, discussion->role, slip_now_ms ());
  return info;
}

/* Open ones before closed ones, each newest first. */
static int
compare_infos (gconstpointer a, gconstpointer b)
{
  const SlipDiscussion *one = (*(SlipThreadInfo *const *) a)->discussion;
  const SlipDiscussion *other = (*(SlipThreadInfo *const *) b)->discussion;
  guint64 clock = slip_discussion_first (one)->clock;
  guint64 other_clock = slip_discussion_first (other)->clock;

  if ((one->closed == NULL) != (other->closed == NULL))
    return one->closed == NULL ? -1 : 1;
  if (clock != other_clock)
    return clock > other_clock ? -1 : 1;
  return strcmp (one->id, other->id);
}

static gboolean
load_threads (SlipDatabase *db, const char *record, SlipThreads *threads, GError **error)
{
  g_autofree char *of = slip_database_get_text (
      db, NULL, "SELECT release FROM record WHERE id = ? AND kind = 'document'", "s", record);
  const char *release = of != NULL ? of : record;
  g_autoptr (SlipProcess) process = slip_processes_for_release (db, release, NULL, NULL);
  g_autofree char *person = slip_meta_get (db, SLIP_META_PERSON);

  threads->discussions = slip_discussions_load (db, process, release, error);
  for (guint i = 0; threads->discussions != NULL && i < threads->discussions->all->len; i++)
    {
      const SlipDiscussion *one = g_ptr_array_index (threads->discussions->all, i);

      if (of == NULL || g_str_equal (one->record, record))
        g_ptr_array_add (threads->infos, describe (db, person != NULL ? person : "", one));
    }
  g_ptr_array_sort (threads->infos, compare_infos);
  return threads->discussions != NULL;
}

SlipThreads *
slip_workspace_list_threads (SlipWorkspace *self, const char *record, GError **error)
{
  SlipDatabase *db = slip_workspace_reader (self);
  g_autofree char *id = slip_workspace_resolve (
      self, SLIP_RECORD_DOCUMENT | SLIP_RECORD_RELEASE | SLIP_RECORD_DELETED, record, error);
  g_autoptr (SlipThreads) threads = NULL;
  gboolean done;

  /* All of one moment. */
  if (id == NULL || !slip_database_begin (db, error))
    return NULL;
  threads = g_new0 (SlipThreads, 1);
  threads->infos = g_ptr_array_new_with_free_func (info_free);
  done = load_threads (db, id, threads, error);
  slip_database_rollback (db);
  return done ? g_steal_pointer (&threads) : NULL;
}

void
slip_threads_free (SlipThreads *threads)
{
  g_ptr_array_unref (threads->infos);
  g_clear_pointer (&threads->discussions, slip_discussions_free);
  g_free (threads);
}
