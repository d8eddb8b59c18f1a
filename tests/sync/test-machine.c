/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The sync machine alone, without a store, a database or a clock: one answer of sync.md 5 after the
 * other. */

#include <string.h>

#include "sync/slip-sync-machine.h"

#define OWN "aaaaaaaaaaaaaaaa"
#define OTHER "bbbbbbbbbbbbbbbb"
#define HASH "cccccccccccccccccccc"
#define OWN_HEAD OWN "-00000001-" HASH ".bin"
#define OWN_SEGMENT OWN "-00000001-00000009-" HASH ".bin"
#define OTHER_HEAD OTHER "-00000004-" HASH ".bin"
#define OTHER_SEGMENT OTHER "-00000001-00000009-" HASH ".bin"

/* A machine, and the last actions that it gave. */
typedef struct
{
  SlipSyncMachine *machine;
  GPtrArray *actions;
  GString *trace;
} Bench;

static void
step (Bench *bench, SlipSyncEvent *event)
{
  g_clear_pointer (&bench->actions, g_ptr_array_unref);
  bench->actions = slip_sync_machine_step (bench->machine, event);
  for (guint i = 0; i < bench->actions->len; i++)
    {
      g_autofree char *text = slip_sync_action_to_string (g_ptr_array_index (bench->actions, i));

      g_string_append_printf (bench->trace, "%s\n", text);
    }
  g_assert_cmpuint (bench->actions->len, >, 0);
  slip_sync_event_clear (event);
}

static SlipSyncAction *
last (Bench *bench)
{
  return g_ptr_array_index (bench->actions, bench->actions->len - 1);
}

static void
expect (Bench *bench, SlipSyncActionKind kind)
{
  g_autofree char *text = slip_sync_action_to_string (last (bench));

  if (last (bench)->kind != kind)
    g_error ("the machine does \"%s\", not %d; so far:\n%s", text, kind, bench->trace->str);
}

static gboolean
did (Bench *bench, SlipSyncActionKind kind)
{
  for (guint i = 0; i < bench->actions->len; i++)
    if (((SlipSyncAction *) g_ptr_array_index (bench->actions, i))->kind == kind)
      return TRUE;
  return FALSE;
}

static SlipSyncKnownHead
known_head (const char *name, const char *replica, guint64 number, gboolean own)
{
  SlipSyncKnownHead head = { .number = number, .size = 10, .own = own, .confirmed = own };

  g_strlcpy (head.name, name, sizeof head.name);
  g_strlcpy (head.replica, replica, sizeof head.replica);
  return head;
}

/* @own: our head 1 is on the store, as far as we know. */
static void
start (Bench *bench, gboolean own)
{
  SlipSyncEvent event = { .kind = SLIP_SYNC_STARTED };
  SlipSyncKnownHead head = known_head (OWN_HEAD, OWN, 1, TRUE);

  bench->machine = slip_sync_machine_new (7, 1000 * 1000);
  bench->trace = g_string_new (NULL);
  g_strlcpy (event.facts.replica, OWN, sizeof event.facts.replica);
  event.facts.heads = g_array_new (FALSE, TRUE, sizeof head);
  event.facts.admitted = TRUE;
  event.facts.fresh = !own;
  if (own)
    g_array_append_val (event.facts.heads, head);
  step (bench, &event);
  expect (bench, SLIP_SYNC_DO_LIST);
}

static void
stop (Bench *bench)
{
  g_clear_pointer (&bench->machine, slip_sync_machine_free);
  g_clear_pointer (&bench->actions, g_ptr_array_unref);
  g_string_free (g_steal_pointer (&bench->trace), TRUE);
}

/* @names: NULL-terminated names, each of 10 bytes. */
static void
listed (Bench *bench, ...)
{
  SlipSyncEvent event = { .kind = SLIP_SYNC_LISTED };
  const char *name;
  va_list args;

  event.entries = g_ptr_array_new_with_free_func ((GDestroyNotify) slip_remote_entry_free);
  va_start (args, bench);
  while ((name = va_arg (args, const char *)) != NULL)
    g_ptr_array_add (event.entries, slip_remote_entry_new (name, 10));
  va_end (args);
  step (bench, &event);
}

static void
answered (Bench *bench, SlipSyncEventKind kind, SlipAnswerKind answer, guint status)
{
  SlipSyncEvent event = { .kind = kind };

  event.entries = g_ptr_array_new_with_free_func ((GDestroyNotify) slip_remote_entry_free);
  if (answer != SLIP_ANSWER_OK)
    slip_answer_set (&event.answer, answer, status, "said so");
  step (bench, &event);
}

/* All files of the last action end the same way. @needs: (nullable): a segment that each good head
 * needs. */
static void
files_answered (Bench *bench, SlipSyncEventKind kind, SlipAnswerKind answer, guint status,
                SlipSyncVerdict verdict, const char *needs)
{
  SlipSyncEvent event = { .kind = kind };
  GPtrArray *files = last (bench)->files;

  event.results = g_ptr_array_new_with_free_func ((GDestroyNotify) slip_sync_result_free);
  for (guint i = 0; i < files->len; i++)
    {
      SlipSyncFile *file = g_ptr_array_index (files, i);
      SlipSyncResult *result = slip_sync_result_new (file->folder, file->name);

      if (answer != SLIP_ANSWER_OK)
        slip_answer_set (&result->answer, answer, status, "said so");
      result->verdict = verdict;
      result->size = 10;
      if (needs != NULL)
        {
          result->needs = g_ptr_array_new_with_free_func ((GDestroyNotify) slip_sync_file_free);
          g_ptr_array_add (result->needs, slip_sync_file_new (SLIP_REMOTE_SEGMENTS, needs, 10));
        }
      g_ptr_array_add (event.results, result);
    }
  step (bench, &event);
}

static void
taken (Bench *bench)
{
  SlipSyncEvent event = { .kind = SLIP_SYNC_TAKEN };

  event.files = g_ptr_array_new_with_free_func ((GDestroyNotify) slip_sync_file_free);
  step (bench, &event);
}

static void
waited (Bench *bench)
{
  SlipSyncEvent event = { .kind = SLIP_SYNC_WAITED };

  expect (bench, SLIP_SYNC_DO_WAIT);
  step (bench, &event);
}

/* @segment: also a segment. */
static void
prepared (Bench *bench, gboolean head, gboolean segment)
{
  GDestroyNotify file_free = (GDestroyNotify) slip_sync_file_free;
  SlipSyncEvent event = { .kind = SLIP_SYNC_PREPARED };

  expect (bench, SLIP_SYNC_DO_PREPARE);
  event.files = g_ptr_array_new_with_free_func (file_free);
  event.back = g_ptr_array_new_with_free_func (file_free);
  event.old = g_ptr_array_new_with_free_func (file_free);
  if (segment)
    g_ptr_array_add (event.files, slip_sync_file_new (SLIP_REMOTE_SEGMENTS, OWN_SEGMENT, 10));
  if (head)
    g_ptr_array_add (event.files, slip_sync_file_new (SLIP_REMOTE_HEADS, OWN_HEAD, 10));
  step (bench, &event);
}

static void
finished (Bench *bench, SlipAnswerKind kind)
{
  expect (bench, SLIP_SYNC_DO_FINISH);
  g_assert_cmpint (last (bench)->answer.kind, ==, kind);
  stop (bench);
}

static void
put (Bench *bench, SlipAnswerKind answer, guint status)
{
  expect (bench, SLIP_SYNC_DO_PUT);
  files_answered (bench, SLIP_SYNC_PUT, answer, status, SLIP_SYNC_FILE_GOOD, NULL);
}

/* Up to the first PUT of a head. */
static void
start_push (Bench *bench)
{
  start (bench, FALSE);
  listed (bench, NULL);
  prepared (bench, TRUE, FALSE);
}

static void
test_nothing_new (void)
{
  Bench bench = { 0 };

  start (&bench, TRUE);
  listed (&bench, OWN_HEAD, NULL);
  prepared (&bench, FALSE, FALSE);
  g_assert_true (last (&bench)->confirmed);
  finished (&bench, SLIP_ANSWER_OK);
}

static void
test_push_is_confirmed_by_a_listing (void)
{
  Bench bench = { 0 };

  start (&bench, FALSE);
  listed (&bench, NULL);
  prepared (&bench, TRUE, TRUE);
  g_assert_cmpuint (last (&bench)->files->len, ==, 1); /* the segment goes before the head */
  put (&bench, SLIP_ANSWER_OK, 201);
  put (&bench, SLIP_ANSWER_OK, 201);
  expect (&bench, SLIP_SYNC_DO_LIST);
  listed (&bench, OWN_HEAD, NULL);
  expect (&bench, SLIP_SYNC_DO_LIST);
  g_assert_cmpstr (last (&bench)->folder, ==, SLIP_REMOTE_SEGMENTS);
  listed (&bench, OWN_SEGMENT, NULL);
  finished (&bench, SLIP_ANSWER_OK);

  /* What the listing lacks is put again, a few times. */
  start_push (&bench);
  put (&bench, SLIP_ANSWER_OK, 201);
  listed (&bench, NULL);
  put (&bench, SLIP_ANSWER_OK, 201);
  listed (&bench, NULL);
  put (&bench, SLIP_ANSWER_OK, 201);
  listed (&bench, NULL);
  finished (&bench, SLIP_ANSWER_UNKNOWN);
}

static void
test_pull_reads_heads_then_segments (void)
{
  Bench bench = { 0 };

  start (&bench, FALSE);
  listed (&bench, OTHER_HEAD, "notes.txt", NULL);
  expect (&bench, SLIP_SYNC_DO_READ);
  g_assert_cmpuint (last (&bench)->files->len, ==, 1);
  files_answered (&bench, SLIP_SYNC_READ, SLIP_ANSWER_OK, 200, SLIP_SYNC_FILE_GOOD, OTHER_SEGMENT);
  expect (&bench, SLIP_SYNC_DO_READ);
  files_answered (&bench, SLIP_SYNC_READ, SLIP_ANSWER_OK, 200, SLIP_SYNC_FILE_GOOD, NULL);
  expect (&bench, SLIP_SYNC_DO_TAKE);
  taken (&bench);
  prepared (&bench, FALSE, FALSE);
  finished (&bench, SLIP_ANSWER_OK);
}

static void
test_damaged_files_are_set_aside (void)
{
  Bench bench = { 0 };

  start (&bench, FALSE);
  listed (&bench, OTHER_HEAD, NULL);
  for (guint i = 0; i < SLIP_SYNC_TRIES; i++)
    {
      expect (&bench, SLIP_SYNC_DO_READ);
      files_answered (&bench, SLIP_SYNC_READ, i == 0 ? SLIP_ANSWER_TRUNCATED : SLIP_ANSWER_OK, 200,
                      SLIP_SYNC_FILE_BAD, NULL);
    }
  g_assert_true (did (&bench, SLIP_SYNC_DO_SET_ASIDE));
  expect (&bench, SLIP_SYNC_DO_TAKE);
  taken (&bench);
  prepared (&bench, TRUE, FALSE); /* all else goes on */
  put (&bench, SLIP_ANSWER_OK, 201);
  listed (&bench, OTHER_HEAD, OWN_HEAD, NULL);
  finished (&bench, SLIP_ANSWER_OK);
}

static void
test_missing_head_is_listed_again (void)
{
  Bench bench = { 0 };

  start (&bench, FALSE);
  for (guint i = 0; i < 3; i++)
    {
      listed (&bench, OTHER_HEAD, NULL);
      expect (&bench, SLIP_SYNC_DO_READ);
      files_answered (&bench, SLIP_SYNC_READ, SLIP_ANSWER_MISSING, 404, SLIP_SYNC_FILE_GOOD, NULL);
      waited (&bench);
      expect (&bench, SLIP_SYNC_DO_LIST);
    }
  listed (&bench, NULL);
  expect (&bench, SLIP_SYNC_DO_TAKE);
  stop (&bench);
}

static void
test_listing_failures (void)
{
  const SlipAnswerKind at_once[] = { SLIP_ANSWER_AUTH,       SLIP_ANSWER_FORBIDDEN,
                                     SLIP_ANSWER_NOT_WEBDAV, SLIP_ANSWER_REDIRECT,
                                     SLIP_ANSWER_TLS,        SLIP_ANSWER_OFFLINE,
                                     SLIP_ANSWER_CANCELLED };
  Bench bench = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (at_once); i++)
    {
      start (&bench, TRUE);
      answered (&bench, SLIP_SYNC_LISTED, at_once[i], 0);
      finished (&bench, at_once[i]);
    }
  for (guint i = 0; i < 2; i++)
    {
      SlipAnswerKind kind = i == 0 ? SLIP_ANSWER_UNKNOWN : SLIP_ANSWER_MISSING;

      start (&bench, TRUE);
      answered (&bench, SLIP_SYNC_LISTED, kind, 0);
      waited (&bench);
      answered (&bench, SLIP_SYNC_LISTED, kind, 0);
      waited (&bench);
      answered (&bench, SLIP_SYNC_LISTED, kind, 0);
      finished (&bench, kind);
    }
  /* A store that never was is made. */
  start (&bench, FALSE);
  answered (&bench, SLIP_SYNC_LISTED, SLIP_ANSWER_MISSING, 404);
  expect (&bench, SLIP_SYNC_DO_ENSURE);
  answered (&bench, SLIP_SYNC_ENSURED, SLIP_ANSWER_OK, 201);
  expect (&bench, SLIP_SYNC_DO_LIST);
  stop (&bench);
}

static void
test_busy_server_is_waited_for_with_patience (void)
{
  Bench bench = { 0 };
  SlipSyncEvent event = { .kind = SLIP_SYNC_LISTED };

  start (&bench, TRUE);
  slip_answer_set (&event.answer, SLIP_ANSWER_BUSY, 429, "slower");
  event.answer.retry_after = 30;
  step (&bench, &event);
  expect (&bench, SLIP_SYNC_DO_WAIT);
  g_assert_cmpint (last (&bench)->wait_ms, ==, 30000);
  waited (&bench);
  event = (SlipSyncEvent){ .kind = SLIP_SYNC_LISTED };
  slip_answer_set (&event.answer, SLIP_ANSWER_BUSY, 429, "slower");
  event.answer.retry_after = 3600;
  step (&bench, &event);
  waited (&bench); /* never longer than 15 minutes, here 900 of 1,000 s */
  answered (&bench, SLIP_SYNC_LISTED, SLIP_ANSWER_BUSY, 503);
  for (guint i = 0; i < 100 && last (&bench)->kind == SLIP_SYNC_DO_WAIT; i++)
    {
      waited (&bench);
      answered (&bench, SLIP_SYNC_LISTED, SLIP_ANSWER_BUSY, 503);
    }
  finished (&bench, SLIP_ANSWER_BUSY);
}

static void
test_put_failures (void)
{
  Bench bench = { 0 };

  start_push (&bench);
  put (&bench, SLIP_ANSWER_FORBIDDEN, 403);
  g_assert_true (last (&bench)->read_only);
  finished (&bench, SLIP_ANSWER_FORBIDDEN);

  start_push (&bench);
  put (&bench, SLIP_ANSWER_NO_SPACE, 507);
  finished (&bench, SLIP_ANSWER_NO_SPACE);

  start_push (&bench);
  put (&bench, SLIP_ANSWER_AUTH, 401);
  finished (&bench, SLIP_ANSWER_AUTH);

  /* Parents are made, once. */
  for (guint i = 0; i < 3; i++)
    {
      SlipAnswerKind kinds[] = { SLIP_ANSWER_NO_PARENT, SLIP_ANSWER_MISSING, SLIP_ANSWER_UNKNOWN };

      start_push (&bench);
      put (&bench, kinds[i], i == 2 ? 500 : 409);
      expect (&bench, SLIP_SYNC_DO_ENSURE);
      answered (&bench, SLIP_SYNC_ENSURED, SLIP_ANSWER_OK, 201);
      put (&bench, kinds[i], i == 2 ? 500 : 409);
      waited (&bench);
      put (&bench, SLIP_ANSWER_OK, 201);
      expect (&bench, SLIP_SYNC_DO_LIST);
      stop (&bench);
    }

  /* Smaller files, under new names. */
  start_push (&bench);
  put (&bench, SLIP_ANSWER_TOO_LARGE, 413);
  g_assert_true (did (&bench, SLIP_SYNC_DO_SHRINK));
  prepared (&bench, TRUE, FALSE);
  put (&bench, SLIP_ANSWER_OK, 201);
  stop (&bench);

  start_push (&bench);
  put (&bench, SLIP_ANSWER_PRECONDITION, 412);
  prepared (&bench, TRUE, FALSE);
  stop (&bench);

  /* Locked: five times, then a new name. */
  start_push (&bench);
  for (guint i = 1; i < SLIP_SYNC_LOCK_TRIES; i++)
    {
      put (&bench, SLIP_ANSWER_LOCKED, 423);
      waited (&bench);
    }
  put (&bench, SLIP_ANSWER_LOCKED, 423);
  prepared (&bench, TRUE, FALSE);
  stop (&bench);

  /* Bounded. */
  start_push (&bench);
  for (guint i = 0; i < 3; i++)
    {
      put (&bench, SLIP_ANSWER_UNKNOWN, 502);
      waited (&bench);
    }
  put (&bench, SLIP_ANSWER_UNKNOWN, 502);
  finished (&bench, SLIP_ANSWER_UNKNOWN);
}

static void
test_store_that_went_back (void)
{
  Bench bench = { 0 };

  start (&bench, TRUE);
  listed (&bench, NULL);
  expect (&bench, SLIP_SYNC_DO_LIST); /* a listing may lack a file for a moment */
  listed (&bench, NULL);
  g_assert_true (did (&bench, SLIP_SYNC_DO_FORGET));
  g_assert_false (did (&bench, SLIP_SYNC_DO_REMOVE));
  expect (&bench, SLIP_SYNC_DO_LIST);
  g_assert_cmpstr (last (&bench)->folder, ==, SLIP_REMOTE_SEGMENTS);
  listed (&bench, NULL);
  g_assert_cmpstr (last (&bench)->folder, ==, SLIP_REMOTE_BLOBS);
  listed (&bench, NULL);
  prepared (&bench, TRUE, TRUE);
  put (&bench, SLIP_ANSWER_OK, 201);
  stop (&bench);
}

static void
test_own_replica_ahead (void)
{
  Bench bench = { 0 };
  SlipSyncEvent event = { .kind = SLIP_SYNC_TAKEN, .ahead = TRUE };

  start (&bench, FALSE);
  listed (&bench, OWN_HEAD, NULL);
  expect (&bench, SLIP_SYNC_DO_READ);
  files_answered (&bench, SLIP_SYNC_READ, SLIP_ANSWER_OK, 200, SLIP_SYNC_FILE_GOOD, NULL);
  expect (&bench, SLIP_SYNC_DO_TAKE);
  step (&bench, &event);
  expect (&bench, SLIP_SYNC_DO_NEW_REPLICA);
  stop (&bench);
}

/* Random answers: the same seed gives the same trace, and each run ends. */
static char *
random_run (guint32 seed, guint *steps)
{
  Bench bench = { 0 };
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  char *trace;

  start (&bench, g_rand_boolean (random));
  for (*steps = 0; last (&bench)->kind != SLIP_SYNC_DO_FINISH; (*steps)++)
    {
      gboolean good = g_rand_int_range (random, 0, 3) > 0;
      SlipAnswerKind kind =
          good ? SLIP_ANSWER_OK : (SlipAnswerKind) g_rand_int_range (random, 1, SLIP_ANSWER_TLS);

      g_assert_cmpuint (*steps, <, 500);
      switch (last (&bench)->kind)
        {
        case SLIP_SYNC_DO_LIST:
          if (good)
            listed (&bench, OTHER_HEAD, g_rand_boolean (random) ? OWN_HEAD : NULL, NULL);
          else
            answered (&bench, SLIP_SYNC_LISTED, kind, 0);
          break;
        case SLIP_SYNC_DO_ENSURE:
          answered (&bench, SLIP_SYNC_ENSURED, kind, 0);
          break;
        case SLIP_SYNC_DO_READ:
        case SLIP_SYNC_DO_READ_BACK:
          files_answered (&bench, SLIP_SYNC_READ, kind, 0,
                          (SlipSyncVerdict) g_rand_int_range (random, 0, 3),
                          g_rand_boolean (random) ? OTHER_SEGMENT : NULL);
          break;
        case SLIP_SYNC_DO_TAKE:
          taken (&bench);
          break;
        case SLIP_SYNC_DO_PREPARE:
          prepared (&bench, g_rand_boolean (random), g_rand_boolean (random));
          break;
        case SLIP_SYNC_DO_PUT:
          put (&bench, kind, 0);
          break;
        default:
          waited (&bench);
          break;
        }
    }
  trace = g_strdup (bench.trace->str);
  stop (&bench);
  return trace;
}

static void
test_same_seed_same_trace (void)
{
  for (guint32 seed = 0; seed < 3000; seed++)
    {
      guint first, second;
      g_autofree char *a = random_run (seed, &first);
      g_autofree char *b = random_run (seed, &second);

      g_assert_cmpstr (a, ==, b);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/machine/nothing-new", test_nothing_new);
  g_test_add_func ("/machine/push-is-confirmed-by-a-listing", test_push_is_confirmed_by_a_listing);
  g_test_add_func ("/machine/pull-reads-heads-then-segments", test_pull_reads_heads_then_segments);
  g_test_add_func ("/machine/damaged-files-are-set-aside", test_damaged_files_are_set_aside);
  g_test_add_func ("/machine/missing-head-is-listed-again", test_missing_head_is_listed_again);
  g_test_add_func ("/machine/listing-failures", test_listing_failures);
  g_test_add_func ("/machine/busy-server-is-waited-for-with-patience",
                   test_busy_server_is_waited_for_with_patience);
  g_test_add_func ("/machine/put-failures", test_put_failures);
  g_test_add_func ("/machine/store-that-went-back", test_store_that_went_back);
  g_test_add_func ("/machine/own-replica-ahead", test_own_replica_ahead);
  g_test_add_func ("/machine/same-seed-same-trace", test_same_seed_same_trace);
  return g_test_run ();
}
