/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Which threads are open. A close covers what its author had seen. What weighs as much and was not seen (a reopening, or a
 * reply by somebody who may close the thread) keeps it open; any other reply is marked, and waits for who may close it: an
 * old laptop that syncs on release night takes no Go away. Sets decide, not an order of arrival. */

#include "process/slip-discussions.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/slip-clock.h"
#include "core/slip-op.h"
#include "process/slip-roles.h"
#include "process/slip-signoff-private.h"
#include "trust/slip-roster.h"

/* Of a text in one line. */
#define SUMMARY_CHARS 120

static const char *const topics[] = { "comment", "question", "concern" };
static const char *const acts[] = { "comment", "reply", "close", "reopen" };

static void
said_free (gpointer data)
{
  SlipSaid *said = data;

  g_free (said->replica);
  g_free (said->role);
  g_free (said->text);
  g_free (said->person);
  g_free (said->name);
  g_free (said->refused);
  g_free (said);
}

static void
discussion_free (gpointer data)
{
  SlipDiscussion *discussion = data;

  g_free (discussion->id);
  g_free (discussion->record);
  g_free (discussion->form);
  g_free (discussion->row);
  g_free (discussion->field);
  g_free (discussion->role);
  g_ptr_array_unref (discussion->said);
  g_free (discussion);
}

const char *
slip_topic_name (SlipTopic topic)
{
  return topics[topic];
}

gboolean
slip_topic_from_string (const char *text, SlipTopic *topic)
{
  for (guint i = 0; i < G_N_ELEMENTS (topics); i++)
    if (g_str_equal (text, topics[i]))
      {
        *topic = i;
        return TRUE;
      }
  return FALSE;
}

const char *
slip_said_act_name (SlipSaidAct act)
{
  return acts[act];
}

const SlipSaid *
slip_discussion_first (const SlipDiscussion *discussion)
{
  return g_ptr_array_index (discussion->said, 0);
}

/* == who may == */

/* Granted before it was said, as far as the clock of its op tells, which runs behind nothing that its author had seen; and
 * not taken away before; or a deputy's at that time. */
static gboolean
held (SlipDatabase *database, const SlipSaid *said, guint64 seq)
{
  gint64 at_ms = MAX (said->wall_ms, slip_clock_ms (said->clock));

  if (slip_roster_held (database, said->person, said->role, said->replica, seq) &&
      slip_database_get_int (
          database, 0,
          "SELECT 1 FROM member_role WHERE person = ? AND role = ? AND since <= ? LIMIT 1", "ssi",
          said->person, said->role, at_ms) == 1)
    return TRUE;
  return !slip_roster_holds (database, said->person, said->role) &&
         slip_roster_may_sign (database, said->person, said->role, at_ms, NULL);
}

gboolean
slip_discussion_may_close (SlipDatabase *database, const SlipDiscussion *discussion,
                           const char *person, const char *role, gint64 at_ms)
{
  if (discussion->topic != SLIP_TOPIC_CONCERN)
    return TRUE;
  if (*discussion->role == '\0')
    return g_str_equal (person, slip_discussion_first (discussion)->person);
  return g_str_equal (role, discussion->role) &&
         slip_roster_may_sign (database, person, role, at_ms, NULL);
}

static void
judge_role (SlipDatabase *database, SlipSaid *said, guint64 seq)
{
  said->in_role = *said->role != '\0' && held (database, said, seq);
  if (*said->role != '\0' && !said->in_role)
    said->refused = g_strdup_printf (_ ("it was said in the role %s, which its author didn't hold"),
                                     slip_role_name (said->role));
}

static void
judge_reply (const SlipDiscussion *discussion, SlipSaid *said, const char *record)
{
  const SlipSaid *first = slip_discussion_first (discussion);

  said->may_close =
      discussion->topic != SLIP_TOPIC_CONCERN ||
      (*discussion->role == '\0' ? g_str_equal (said->person, first->person)
                                 : said->in_role && g_str_equal (said->role, discussion->role));
  if (!g_str_equal (record, discussion->record))
    {
      said->may_close = FALSE;
      g_free (said->refused);
      said->refused = g_strdup (_ ("it was written for another document"));
    }
  else if (!said->may_close && said->act != SLIP_SAID_REPLY && said->refused == NULL)
    said->refused =
        *discussion->role == '\0'
            ? g_strdup_printf (_ ("only %s, who raised the concern, closes it or opens it again"),
                               first->name)
            : g_strdup_printf (_ ("only the role %s closes this concern or opens it again"),
                               slip_role_name (discussion->role));
}

/* == reading == */

static guint64
read_seq (SlipQuery *query, int column)
{
  return slip_query_is_null (query, column) ? G_MAXINT64 : (guint64) slip_query_int (query, column);
}

/* Columns 0 to 7: replica, clock, role, text, person, name, wall, utc_offset. */
static SlipSaid *
read_said (SlipQuery *query)
{
  SlipSaid *said = g_new0 (SlipSaid, 1);

  said->replica = g_strdup (slip_query_text (query, 0));
  said->clock = (guint64) slip_query_int (query, 1);
  said->role = g_strdup (slip_query_text (query, 2));
  said->text = g_strdup (slip_query_text (query, 3));
  said->person = g_strdup (slip_query_text (query, 4));
  said->name = g_strdup (slip_query_text (query, 5));
  said->wall_ms = slip_query_int (query, 6);
  said->utc_offset = (int) slip_query_int (query, 7);
  return said;
}

#define SAID_COLUMNS(table)                                                                        \
  table ".replica, " table ".clock, " table ".role, " table ".text, " table                        \
        ".person, coalesce ((SELECT name FROM member m WHERE m.person = " table ".person), " table \
        ".person), " table ".wall, " table ".utc_offset"

static SlipDiscussion *
read_first (SlipQuery *query)
{
  SlipDiscussion *discussion = g_new0 (SlipDiscussion, 1);
  SlipSaid *first = read_said (query);
  SlipOpName name = { .clock = first->clock };

  g_strlcpy (name.replica, first->replica, sizeof name.replica);
  discussion->id = slip_op_name_to_string (&name);
  discussion->record = g_strdup (slip_query_text (query, 9));
  discussion->row = g_strdup (slip_query_text (query, 10));
  discussion->field = g_strdup (slip_query_text (query, 11));
  /* What a newer program calls otherwise is shown as a comment. */
  if (!slip_topic_from_string (slip_query_text (query, 12), &discussion->topic))
    discussion->topic = SLIP_TOPIC_COMMENT;
  discussion->form = g_strdup (slip_query_text (query, 13));
  discussion->deleted = slip_query_int (query, 14) != 0;
  discussion->said = g_ptr_array_new_with_free_func (said_free);
  g_ptr_array_add (discussion->said, first);
  return discussion;
}

static gboolean
finish (GError *failure, GError **error)
{
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, failure);
  return FALSE;
}

static gboolean
load_firsts (SlipDatabase *database, const char *release, GPtrArray *all, GArray *seqs,
             GError **error)
{
  GError *failure = NULL;
  g_autoptr (SlipQuery) query = slip_database_query (
      database, error,
      "SELECT " SAID_COLUMNS (
          "c") ", o.seq, c.record, c.row, c.field, c.kind, r.form, r.dead FROM record r "
               "JOIN comment c ON c.record = r.id LEFT JOIN op o ON o.replica "
               "= c.replica AND o.clock = c.clock WHERE r.kind = 'document' "
               "AND r.release = ? ORDER BY c.clock, c.replica",
      "s", release);

  if (query == NULL)
    return FALSE;
  while (slip_query_next (query, &failure))
    {
      guint64 seq = read_seq (query, 8);

      g_ptr_array_add (all, read_first (query));
      g_array_append_val (seqs, seq);
    }
  return finish (failure, error);
}

static SlipSaidAct
read_act (const char *text)
{
  for (guint i = SLIP_SAID_REPLY; i < G_N_ELEMENTS (acts); i++)
    if (g_str_equal (text, acts[i]))
      return i;
  return SLIP_SAID_REPLY;
}

static gboolean
load_replies (SlipDatabase *database, SlipDiscussion *discussion, GError **error)
{
  const SlipSaid *first = slip_discussion_first (discussion);
  g_autoptr (GArray) seqs = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func (g_free);
  GError *failure = NULL;
  g_autoptr (SlipQuery) query = slip_database_query (
      database, error,
      "SELECT " SAID_COLUMNS ("y") ", o.seq, y.record, y.act FROM reply y LEFT JOIN op o ON "
                                   "o.replica = y.replica AND o.clock = y.clock WHERE "
                                   "y.thread_replica = ? AND y.thread_clock = ? ORDER BY y.clock, "
                                   "y.replica",
      "si", first->replica, (gint64) first->clock);

  if (query == NULL)
    return FALSE;
  while (slip_query_next (query, &failure))
    {
      SlipSaid *said = read_said (query);
      guint64 seq = read_seq (query, 8);

      said->act = read_act (slip_query_text (query, 10));
      g_ptr_array_add (discussion->said, said);
      g_ptr_array_add (records, g_strdup (slip_query_text (query, 9)));
      g_array_append_val (seqs, seq);
    }
  if (!finish (failure, error))
    return FALSE;
  g_clear_pointer (&query, slip_query_end);
  for (guint i = 0; i < seqs->len; i++)
    {
      SlipSaid *said = g_ptr_array_index (discussion->said, i + 1);

      judge_role (database, said, g_array_index (seqs, guint64, i));
      judge_reply (discussion, said, g_ptr_array_index (records, i));
    }
  return TRUE;
}

/* == open or closed == */

static gboolean
had_seen (SlipDatabase *database, const SlipSaid *one, const SlipSaid *other)
{
  return slip_op_had_seen (database, one->replica, one->clock, other->replica, other->clock);
}

static gboolean
is_known (const SlipSaid *said, const SlipSignature *by)
{
  return by == NULL || slip_signature_had_seen (by, said->replica, said->clock);
}

/* Whether @close holds against @other. */
static gboolean
holds_against (SlipDatabase *database, const SlipSaid *close, const SlipSaid *other)
{
  if (!other->may_close || other->refused != NULL || other == close)
    return TRUE;
  if (other->act == SLIP_SAID_REOPEN)
    return had_seen (database, close, other);
  return other->act != SLIP_SAID_REPLY || had_seen (database, close, other) ||
         had_seen (database, other, close);
}

/* (nullable): the newest close that holds, in what the signer of @by (nullable: in all that is here) had seen. */
static const SlipSaid *
find_close (SlipDatabase *database, const SlipDiscussion *discussion, const SlipSignature *by)
{
  for (guint i = discussion->said->len; i > 1; i--)
    {
      const SlipSaid *close = g_ptr_array_index (discussion->said, i - 1);
      gboolean holds =
          close->act == SLIP_SAID_CLOSE && close->refused == NULL && is_known (close, by);

      for (guint j = 1; holds && j < discussion->said->len; j++)
        {
          const SlipSaid *other = g_ptr_array_index (discussion->said, j);

          holds = !is_known (other, by) || holds_against (database, close, other);
        }
      if (holds)
        return close;
    }
  return NULL;
}

static void
mark_unseen (SlipDatabase *database, SlipDiscussion *discussion)
{
  for (guint i = 1; discussion->closed != NULL && i < discussion->said->len; i++)
    {
      SlipSaid *said = g_ptr_array_index (discussion->said, i);

      said->unseen = said->act == SLIP_SAID_REPLY &&
                     !had_seen (database, discussion->closed, said) &&
                     !had_seen (database, said, discussion->closed);
      if (said->unseen && discussion->topic != SLIP_TOPIC_COMMENT)
        discussion->waits = SLIP_WAITS_FOR_CLOSE;
    }
}

/* Whose word is the last: who may close it, or somebody else, who answered. */
static void
find_wait (SlipDiscussion *discussion)
{
  const SlipSaid *last = g_ptr_array_index (discussion->said, discussion->said->len - 1);
  const SlipSaid *first = slip_discussion_first (discussion);
  gboolean own = g_str_equal (last->person, first->person) ||
                 (discussion->topic == SLIP_TOPIC_CONCERN && last->may_close);

  if (discussion->closed == NULL && discussion->topic != SLIP_TOPIC_COMMENT)
    discussion->waits = own ? SLIP_WAITS_FOR_ANSWER : SLIP_WAITS_FOR_CLOSE;
}

static gboolean
can_block (const SlipDiscussion *discussion, const SlipProcess *process)
{
  if (discussion->topic != SLIP_TOPIC_CONCERN || *discussion->role == '\0')
    return FALSE;
  if (process == NULL)
    return g_str_equal (discussion->role, "ai-irb-liaison");
  return process->concern_roles != NULL &&
         g_strv_contains ((const char *const *) process->concern_roles, discussion->role);
}

static gboolean
settle (SlipDatabase *database, SlipDiscussion *discussion, guint64 seq, const SlipProcess *process,
        GError **error)
{
  SlipSaid *first = g_ptr_array_index (discussion->said, 0);

  judge_role (database, first, seq);
  first->may_close = TRUE;
  discussion->role = g_strdup (first->in_role ? first->role : "");
  discussion->blocks = can_block (discussion, process);
  if (!load_replies (database, discussion, error))
    return FALSE;
  discussion->closed = find_close (database, discussion, NULL);
  find_wait (discussion);
  mark_unseen (database, discussion);
  return TRUE;
}

SlipDiscussions *
slip_discussions_load (SlipDatabase *database, const SlipProcess *process, const char *release,
                       GError **error)
{
  g_autoptr (SlipDiscussions) discussions = g_new0 (SlipDiscussions, 1);
  g_autoptr (GArray) seqs = g_array_new (FALSE, FALSE, sizeof (guint64));

  discussions->database = database;
  discussions->all = g_ptr_array_new_with_free_func (discussion_free);
  discussions->blocking = g_ptr_array_new ();
  if (!load_firsts (database, release, discussions->all, seqs, error))
    return NULL;
  for (guint i = 0; i < discussions->all->len; i++)
    {
      SlipDiscussion *discussion = g_ptr_array_index (discussions->all, i);

      if (!settle (database, discussion, g_array_index (seqs, guint64, i), process, error))
        return NULL;
      if (discussion->blocks && discussion->closed == NULL)
        g_ptr_array_add (discussions->blocking, discussion);
    }
  return g_steal_pointer (&discussions);
}

void
slip_discussions_free (SlipDiscussions *discussions)
{
  g_ptr_array_unref (discussions->blocking);
  g_ptr_array_unref (discussions->all);
  g_free (discussions);
}

/* == asking == */

SlipDiscussion *
slip_discussions_find (const SlipDiscussions *discussions, const char *id)
{
  for (guint i = 0; i < discussions->all->len; i++)
    {
      SlipDiscussion *discussion = g_ptr_array_index (discussions->all, i);

      if (g_str_equal (discussion->id, id))
        return discussion;
    }
  return NULL;
}

gboolean
slip_discussion_was_open (const SlipDiscussions *discussions, const SlipDiscussion *discussion,
                          const SlipSignature *signature)
{
  return is_known (slip_discussion_first (discussion), signature) &&
         find_close (discussions->database, discussion, signature) == NULL;
}

const SlipStage *
slip_discussion_stage (const SlipDiscussion *discussion, const SlipProcess *process,
                       const SlipStage *stage)
{
  const SlipStage *of = slip_process_stage_of (process, discussion->form);

  if (of == NULL)
    return stage;
  return of == stage || slip_process_is_after (process, stage, of) ? of : NULL;
}

gboolean
slip_discussion_is_against (const SlipDiscussion *discussion, const SlipProcess *process,
                            const char *record, const char *form)
{
  const SlipStage *go = slip_process_find_stage (process, process->go_stage);

  if (!discussion->blocks)
    return FALSE;
  return g_str_equal (discussion->record, record) ||
         (slip_process_stage_of (process, form) == go &&
          slip_discussion_stage (discussion, process, go) != NULL);
}

/* One line, not too long. */
static char *
shorten (const char *text)
{
  g_autofree char *line = g_strdelimit (g_strdup (text), "\r\n\t", ' ');
  g_autofree char *start = NULL;

  if (g_utf8_strlen (line, -1) <= SUMMARY_CHARS)
    return g_steal_pointer (&line);
  start = g_utf8_substring (line, 0, SUMMARY_CHARS - 1);
  return g_strconcat (start, "…", NULL);
}

char *
slip_discussion_line (const SlipDiscussion *discussion)
{
  const SlipSaid *first = slip_discussion_first (discussion);
  g_autofree char *text = shorten (first->text);

  return g_strdup_printf ("%s: %s", first->name, text);
}

char *
slip_discussion_summary (const SlipDiscussion *discussion)
{
  const SlipSaid *first = slip_discussion_first (discussion);
  g_autofree char *text = shorten (first->text);

  if (*discussion->role == '\0')
    return g_strdup_printf ("%s: %s", first->name, text);
  return g_strdup_printf ("%s (%s): %s", first->name, slip_role_name (discussion->role), text);
}
