/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Statements: the same content gives the same bytes, other bytes don't verify, and openssl agrees. */

#include "trust-fixture.h"

#include <gio/gio.h>
#include <string.h>

typedef struct
{
  GRand *random;
  Actor *ada;
  Actor *bo;
  SlipGenesis *genesis;
  char *record;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->random = g_rand_new_with_seed (11);
  fixture->ada = actor_new (fixture->random, "Ada Lövelace");
  fixture->bo = actor_new (fixture->random, "Bo");
  fixture->genesis = make_genesis (fixture->ada);
  fixture->record = slip_id_new ();
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_free (fixture->record);
  slip_genesis_free (fixture->genesis);
  actor_free (fixture->bo);
  actor_free (fixture->ada);
  g_rand_free (fixture->random);
}

static SlipStatement *
make_full_sign_off (Fixture *fixture)
{
  SlipStatement *statement =
      make_sign_off (fixture->genesis, fixture->ada, fixture->record, "project-manager");
  const char *digest = statement->sign_off->content;

  slip_statement_add_section (statement, "tasks", digest);
  slip_statement_add_seen (statement, fixture->bo->replica, 12);
  slip_statement_add_seen (statement, fixture->ada->replica, G_MAXUINT64);
  statement->sign_off->verdict = SLIP_VERDICT_CONCERNS;
  g_free (statement->sign_off->comment);
  statement->sign_off->comment = g_strdup ("Two lines:\n\t1 < 2 & \"3\" > ]]> 'x'");
  return statement;
}

static void
test_sign_off_round_trip (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlipStatement) made = make_full_sign_off (fixture);
  g_autoptr (SlipStatement) again = NULL;
  g_autoptr (GError) error = NULL;
  const SlipSection *section;
  const SlipFrontier *seen;

  g_assert_true (slip_statement_write (made, &error));
  g_assert_no_error (error);
  again = slip_statement_parse (made->text, &error);
  g_assert_no_error (error);
  g_assert_cmpint (again->type, ==, SLIP_STATEMENT_SIGN_OFF);
  g_assert_cmpstr (again->workspace, ==, fixture->genesis->workspace);
  g_assert_cmpstr (again->person, ==, fixture->ada->person);
  g_assert_cmpstr (again->name, ==, fixture->ada->name);
  g_assert_cmpint (again->time_ms, ==, made->time_ms);
  g_assert_cmpstr (again->sign_off->record, ==, fixture->record);
  g_assert_cmpstr (again->sign_off->form, ==, "deployment-plan");
  g_assert_cmpuint (again->sign_off->sections->len, ==, 2);
  section = g_ptr_array_index (again->sign_off->sections, 0);
  g_assert_cmpstr (section->name, ==, "scope");
  g_assert_cmpstr (section->digest, ==, made->sign_off->content);
  g_assert_cmpstr (again->sign_off->snapshot, ==, made->sign_off->snapshot);
  g_assert_cmpuint (again->seen->len, ==, 2);
  seen = &g_array_index (again->seen, SlipFrontier, 0);
  g_assert_cmpuint (seen->clock, ==,
                    strcmp (fixture->ada->replica, fixture->bo->replica) < 0 ? G_MAXUINT64 : 12);
  g_assert_cmpint (again->sign_off->verdict, ==, SLIP_VERDICT_CONCERNS);
  g_assert_cmpstr (again->role, ==, "project-manager");
  g_assert_cmpstr (again->sign_off->slot, ==, "ops-feasibility");
  g_assert_cmpstr (again->sign_off->meaning, ==, "Feasible as planned");
  g_assert_cmpstr (again->sign_off->comment, ==, made->sign_off->comment);
  g_assert_true (slip_hash_equal (&again->hash, &made->hash));
}

static void
fill_ruling (Fixture *fixture, SlipStatement *statement, const char *hash)
{
  SlipRuling *ruling = statement->ruling;

  g_strlcpy (ruling->record, fixture->record, sizeof ruling->record);
  g_strlcpy (ruling->process, hash, sizeof ruling->process);
  ruling->reason = g_strdup ("Two\nlines");
  statement->role = g_strdup ("program-manager");
  slip_statement_add_seen (statement, fixture->bo->replica, 12);
  ruling->criterion = g_strdup ("rollback-tested");
  g_strlcpy (ruling->owner, fixture->bo->person, sizeof ruling->owner);
  ruling->owner_name = g_strdup ("Bo");
  ruling->control = g_strdup ("Somebody\nwatches");
  ruling->form = g_strdup ("change-plan");
  ruling->stage = g_strdup ("final-approval");
  ruling->window_start = g_strdup ("2026-04-01T20:00:00+02:00");
  ruling->window_end = g_strdup ("2026-04-01T23:00:00+02:00");
  slip_statement_add_revision (statement, fixture->record, "deployment-plan", 2, hash);
  slip_statement_add_artefact (statement, "claims\n2.4", "sha256:0123");
  slip_statement_add_dissent (statement, "Bo", "too <early>");
  slip_statement_set_until (statement, 1775500000000, 120);
}

/* What a statement of the type says, filled with anything that its limits allow. */
static SlipStatement *
make_any (Fixture *fixture, SlipStatementType type)
{
  static const char hash[] = "00000000000000000000000000000000000000000000000000000000000000ab";
  const char *const some[] = { "qa-lead", "administrator", "qa-lead", NULL };
  const char *const others[] = { "project-manager", NULL };
  SlipStatement *statement = make_statement (type, fixture->genesis, fixture->ada);
  g_autofree char *device = slip_key_to_hex (fixture->bo->device->public);

  if (statement->roles != NULL)
    {
      g_strlcpy (statement->roles->person, fixture->bo->person, sizeof statement->roles->person);
      statement->roles->grant = g_strdupv ((char **) some);
      statement->roles->withdraw = g_strdupv ((char **) others);
      statement->roles->reason = g_strdup ("as\n agreed < \"ok\"");
    }
  if (statement->revocation != NULL)
    {
      g_strlcpy (statement->revocation->person, fixture->bo->person,
                 sizeof statement->revocation->person);
      g_strlcpy (statement->revocation->device, device, sizeof statement->revocation->device);
      statement->revocation->reason = g_strdup ("lost");
    }
  if (statement->roles != NULL || statement->revocation != NULL)
    {
      slip_statement_add_last (statement, fixture->bo->replica, 7, hash);
      slip_statement_add_last (statement, fixture->ada->replica, G_MAXINT64, hash);
    }
  if (statement->deputy != NULL)
    {
      g_strlcpy (statement->deputy->person, fixture->bo->person, sizeof statement->deputy->person);
      statement->deputy->role = g_strdup ("qa-lead");
      slip_statement_set_until (statement, 1773500000000, 60);
    }
  if (statement->endorsement != NULL)
    {
      g_strlcpy (statement->endorsement->replica, fixture->bo->replica,
                 sizeof statement->endorsement->replica);
      statement->endorsement->first = 2;
      statement->endorsement->last = 9;
      g_strlcpy (statement->endorsement->frame, hash, sizeof statement->endorsement->frame);
      statement->endorsement->reason = g_strdup ("honest work");
    }
  if (statement->trail_review != NULL)
    {
      g_strlcpy (statement->trail_review->trail, hash, sizeof statement->trail_review->trail);
      statement->trail_review->filter = g_strdup ("person Bo, since March");
      statement->trail_review->comment = g_strdup ("Nothing\nodd");
    }
  if (statement->withdrawal != NULL)
    {
      g_strlcpy (statement->withdrawal->record, fixture->record,
                 sizeof statement->withdrawal->record);
      g_strlcpy (statement->withdrawal->sign_off, hash, sizeof statement->withdrawal->sign_off);
      statement->withdrawal->reason = g_strdup ("the wrong plan");
    }
  if (statement->ruling != NULL)
    fill_ruling (fixture, statement, hash);
  return statement;
}

/* The text, read, written again, is the same; cut anywhere it is refused. */
static void
test_all_types (Fixture *fixture, gconstpointer data)
{
  for (SlipStatementType type = SLIP_STATEMENT_ROLES; type <= SLIP_STATEMENT_DECISION; type++)
    {
      g_autoptr (SlipStatement) made = make_any (fixture, type);
      g_autoptr (SlipStatement) again = NULL;
      g_autoptr (GError) error = NULL;

      slip_statement_write (made, &error);
      g_assert_no_error (error);
      again = slip_statement_parse (made->text, &error);
      g_assert_no_error (error);
      g_assert_cmpint (again->type, ==, type);
      g_assert_cmpstr (slip_statement_record (again), ==,
                       type >= SLIP_STATEMENT_WITHDRAWAL ? fixture->record : NULL);
      g_assert_true (slip_statement_write (again, &error));
      g_assert_true (g_bytes_equal (made->text, again->text));
      for (gsize size = 0; size < g_bytes_get_size (made->text); size += 7)
        {
          g_autoptr (GBytes) cut = g_bytes_new_from_bytes (made->text, 0, size);

          g_assert_null (slip_statement_parse (cut, &error));
          g_clear_error (&error);
        }
    }
}

static void
test_same_bytes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlipStatement) one = make_full_sign_off (fixture);
  g_autoptr (SlipStatement) other = make_full_sign_off (fixture);

  g_assert_true (slip_statement_write (one, NULL));
  g_assert_true (slip_statement_write (other, NULL));
  g_assert_true (g_bytes_equal (one->text, other->text));
}

static void
test_admission_round_trip (Fixture *fixture, gconstpointer data)
{
  const char *const roles[] = { "qa-lead", "administrator", "qa-lead", NULL };
  const char *const after[] = { "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
                                "0000000000000000000000000000000000000000000000000000000000000000",
                                NULL };
  g_autoptr (SlipStatement) made =
      make_admission (fixture->genesis, fixture->ada, fixture->bo, roles, after);
  g_autoptr (SlipStatement) again = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (slip_statement_write (made, &error));
  g_assert_no_error (error);
  again = slip_statement_parse (made->text, &error);
  g_assert_no_error (error);
  g_assert_cmpint (again->type, ==, SLIP_STATEMENT_ADMISSION);
  g_assert_cmpuint (g_strv_length (again->after), ==, 2);
  g_assert_cmpstr (again->after[0], ==, after[1]);
  g_assert_cmpuint (g_strv_length (again->admission->roles), ==, 2);
  g_assert_cmpstr (again->admission->roles[0], ==, "administrator");
  g_assert_cmpstr (again->admission->name, ==, "Bo");
  g_assert_cmpmem (again->admission->signing, SLIP_KEY_BYTES, fixture->bo->signing->public,
                   SLIP_KEY_BYTES);
}

static void
test_every_altered_byte (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlipStatement) statement = make_full_sign_off (fixture);
  g_autoptr (GBytes) signature = NULL;
  g_autofree guint8 *bytes = NULL;
  gsize length;

  g_assert_true (slip_statement_write (statement, NULL));
  signature = slip_statement_sign (statement->text, fixture->ada->signing);
  g_assert_true (slip_statement_verify (statement->text, signature, statement->key, NULL));
  g_assert_false (
      slip_statement_verify (statement->text, signature, fixture->bo->signing->public, NULL));
  length = g_bytes_get_size (statement->text);
  bytes = g_memdup2 (g_bytes_get_data (statement->text, NULL), length);
  for (gsize i = 0; i < length; i++)
    {
      g_autoptr (GBytes) altered = NULL;
      g_autoptr (SlipStatement) parsed = NULL;
      g_autoptr (GError) error = NULL;

      bytes[i] ^= 1 << (i % 8);
      altered = g_bytes_new (bytes, length);
      bytes[i] ^= 1 << (i % 8);
      parsed = slip_statement_parse (altered, NULL);
      g_assert_false (slip_statement_verify (altered, signature, statement->key, &error));
      g_assert_error (error, SLIP_ERROR, SLIP_ERROR_BAD_SIGNATURE);
      g_assert_true (parsed == NULL || !slip_hash_equal (&parsed->hash, &statement->hash));
    }
}

/* What was verified once is known by its very bytes, and lets nothing else pass. */
static void
test_known (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlipStatement) statement = make_full_sign_off (fixture);
  g_autoptr (SlipStatement) first = NULL;
  g_autoptr (SlipStatement) second = NULL;
  g_autoptr (GBytes) copy = NULL;
  g_autoptr (GBytes) signature = NULL;
  g_autoptr (GBytes) stranger = NULL;
  g_autofree guint8 *bytes = NULL;
  gsize length;

  g_assert_true (slip_statement_write (statement, NULL));
  signature = slip_statement_sign (statement->text, fixture->ada->signing);
  stranger = slip_statement_sign (statement->text, fixture->bo->signing);
  g_assert_null (slip_statement_parse_verified (statement->text, stranger, NULL));
  first = slip_statement_parse_verified (statement->text, signature, NULL);
  g_assert_nonnull (first);
  length = g_bytes_get_size (statement->text);
  bytes = g_memdup2 (g_bytes_get_data (statement->text, NULL), length);
  copy = g_bytes_new (bytes, length);
  second = slip_statement_parse_verified (copy, signature, NULL);
  g_assert_nonnull (second);
  g_assert_true (slip_hash_equal (&first->hash, &second->hash));
  for (int i = 0; i < 2; i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (slip_statement_parse_verified (statement->text, stranger, &error));
      g_assert_error (error, SLIP_ERROR, SLIP_ERROR_BAD_SIGNATURE);
    }
  for (gsize i = 0; i < length; i++)
    {
      g_autoptr (GBytes) altered = NULL;
      g_autoptr (GError) error = NULL;

      bytes[i] ^= 1 << (i % 8);
      altered = g_bytes_new (bytes, length);
      bytes[i] ^= 1 << (i % 8);
      g_assert_null (slip_statement_parse_verified (altered, signature, &error));
      g_assert_nonnull (error);
    }
}

static SlipError
code_after (GBytes *bytes, const char *from, const char *to)
{
  g_autoptr (GString) text =
      g_string_new_len (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_autoptr (GBytes) changed = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (g_string_replace (text, from, to, 1), ==, 1);
  changed = g_bytes_new (text->str, text->len);
  g_assert_null (slip_statement_parse (changed, &error));
  g_assert_true (error->domain == SLIP_ERROR);
  return error->code;
}

static void
test_strict (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlipStatement) statement = make_full_sign_off (fixture);
  g_autofree char *huge = g_strnfill (SLIP_TRUST_TEXT_MAX, ' ');

  g_assert_true (slip_statement_write (statement, NULL));
  g_assert_cmpint (code_after (statement->text, "statement:1", "statement:2"), ==,
                   SLIP_ERROR_TOO_NEW);
  g_assert_cmpint (code_after (statement->text, "type=\"sign-off\"", "type=\"oath\""), ==,
                   SLIP_ERROR_TOO_NEW);
  g_assert_cmpint (code_after (statement->text, "  <slot>", "  <unknown/>\n  <slot>"), ==,
                   SLIP_ERROR_INVALID);
  g_assert_cmpint (code_after (statement->text, "<slot>", "<slot x=\"y\">"), ==,
                   SLIP_ERROR_INVALID);
  g_assert_cmpint (code_after (statement->text, "<slot>", "<slot> "), ==, SLIP_ERROR_INVALID);
  g_assert_cmpint (code_after (statement->text, ">concerns<", ">maybe<"), ==, SLIP_ERROR_INVALID);
  g_assert_cmpint (code_after (statement->text, "name=\"tasks\"", "name=\"scope\""), ==,
                   SLIP_ERROR_INVALID);
  g_assert_cmpint (code_after (statement->text, "clock=\"12\"", "clock=\"012\""), ==,
                   SLIP_ERROR_INVALID);
  g_assert_cmpint (code_after (statement->text, "clock=\"12\"", "clock=\"-1\""), ==,
                   SLIP_ERROR_INVALID);
  g_assert_cmpint (code_after (statement->text, "L\xc3\xb6velace", "Lo\xcc\x88velace"), ==,
                   SLIP_ERROR_INVALID);
  g_assert_cmpint (code_after (statement->text, "<statement", "<!DOCTYPE a><statement"), ==,
                   SLIP_ERROR_INVALID);
  g_assert_cmpint (code_after (statement->text, "<statement", "<?xml version=\"1.0\"?><statement"),
                   ==, SLIP_ERROR_INVALID);
  g_assert_cmpint (code_after (statement->text, "</statement>", huge), ==, SLIP_ERROR_TOO_LARGE);
}

static void
test_strict_parts (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    SlipStatementType type;
    const char *from;
    const char *to;
  } changes[] = {
    { SLIP_STATEMENT_ROLES, "<grant>qa-lead</grant>", "<grant>Qa lead</grant>" },
    { SLIP_STATEMENT_ROLES, "<grant>qa-lead</grant>", "<grant>project-manager</grant>" },
    { SLIP_STATEMENT_ROLES, "<grant>administrator</grant>", "<grant>zz</grant>" },
    { SLIP_STATEMENT_ROLES, "seq=\"7\"", "seq=\"07\"" },
    { SLIP_STATEMENT_ROLES, "seq=\"7\"", "seq=\"0\"" },
    { SLIP_STATEMENT_ROLES, "seq=\"7\"", "seq=\"9223372036854775808\"" },
    { SLIP_STATEMENT_DEPUTY, "until=\"2026", "until=\"soon" },
    { SLIP_STATEMENT_DEPUTY, "role=\"qa-lead\"", "role=\"Boss\"" },
    { SLIP_STATEMENT_REVOCATION, "device=\"", "device=\"0" },
    { SLIP_STATEMENT_REVOCATION, "<reason>lost</reason>", "<reason/>" },
    { SLIP_STATEMENT_ENDORSEMENT, "last=\"9\"", "last=\"1\"" },
    { SLIP_STATEMENT_ENDORSEMENT, "  <frames", "  <sign-off/>\n  <frames" },
    { SLIP_STATEMENT_TRAIL_REVIEW, "<filter>", "<filter> " },
    { SLIP_STATEMENT_WITHDRAWAL, "<sign-off", "<signoff" },
    { SLIP_STATEMENT_WAIVER, "<control>", "<control/>\n  <control>" },
    { SLIP_STATEMENT_WAIVER, "<until time=\"2026", "<until time=\"soon" },
    { SLIP_STATEMENT_WAIVER, "criterion id=\"", "criterion id=\"/" },
    { SLIP_STATEMENT_WAIVER, ">program-manager<", ">The boss<" },
    { SLIP_STATEMENT_TAILORING, "required=\"no\"", "required=\"maybe\"" },
    { SLIP_STATEMENT_DECISION, ">go<", ">perhaps<" },
    { SLIP_STATEMENT_DECISION, ">go<", ">no-go<" },
    { SLIP_STATEMENT_DECISION, "number=\"2\"", "number=\"0\"" },
    { SLIP_STATEMENT_DECISION, "end=\"2026-04-01T23", "end=\"2026-04-01T19" },
    { SLIP_STATEMENT_DECISION, "  <window", "  <door/>\n  <window" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_autoptr (SlipStatement) statement = make_any (fixture, changes[i].type);

      g_assert_true (slip_statement_write (statement, NULL));
      g_assert_cmpint (code_after (statement->text, changes[i].from, changes[i].to), ==,
                       SLIP_ERROR_INVALID);
    }
}

static void
test_limits (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlipStatement) statement = make_full_sign_off (fixture);
  g_autoptr (GError) error = NULL;

  g_free (statement->sign_off->comment);
  statement->sign_off->comment = g_strnfill (SLIP_COMMENT_MAX_BYTES, 'c');
  g_assert_true (slip_statement_write (statement, &error));
  g_assert_no_error (error);
  g_free (statement->sign_off->comment);
  statement->sign_off->comment = g_strnfill (SLIP_COMMENT_MAX_BYTES + 1, 'c');
  g_assert_false (slip_statement_write (statement, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_INVALID);
  g_clear_error (&error);
  g_free (statement->sign_off->comment);
  statement->sign_off->comment = g_strdup ("");
  for (guint i = 2; i < SLIP_SECTIONS_MAX; i++)
    {
      g_autofree char *name = g_strdup_printf ("section-%u", i);

      slip_statement_add_section (statement, name, statement->sign_off->content);
    }
  g_assert_true (slip_statement_write (statement, &error));
  g_assert_no_error (error);
  slip_statement_add_section (statement, "one-more", statement->sign_off->content);
  g_assert_false (slip_statement_write (statement, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_INVALID);
}

static void
test_incomplete (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlipStatement) statement = slip_statement_new (SLIP_STATEMENT_SIGN_OFF);
  g_autoptr (GError) error = NULL;

  statement->name = g_strdup ("Ada");
  slip_statement_set_time (statement, 0, 0);
  g_assert_false (slip_statement_write (statement, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_INVALID);
  g_assert_null (statement->text);
}

static void
write_file (const char *folder, const char *name, const void *data, gsize length)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_assert_true (g_file_set_contents (path, data, length, NULL));
}

/* Runs the lines of the instructions that begin with two spaces and the program's name. */
static char *
run_line (const char *folder, const char *instructions, const char *program, gboolean *good)
{
  g_auto (GStrv) lines = g_strsplit (instructions, "\n", -1);

  for (char **line = lines; *line != NULL; line++)
    {
      g_autoptr (GSubprocessLauncher) launcher = NULL;
      g_autoptr (GSubprocess) process = NULL;
      g_auto (GStrv) words = NULL;
      g_autoptr (GError) error = NULL;
      char *output = NULL;

      if (!g_str_has_prefix (*line, "  ") || !g_str_has_prefix (*line + 2, program))
        continue;
      words = g_strsplit (*line + 2, " ", -1);
      launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE |
                                            G_SUBPROCESS_FLAGS_STDERR_SILENCE);
      g_subprocess_launcher_set_cwd (launcher, folder);
      process = g_subprocess_launcher_spawnv (launcher, (const char *const *) words, &error);
      g_assert_no_error (error);
      g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, &output, NULL, &error));
      g_assert_no_error (error);
      *good = g_subprocess_get_successful (process);
      return output;
    }
  g_assert_not_reached ();
}

static void
test_openssl (Fixture *fixture, gconstpointer data)
{
  g_autofree char *openssl = g_find_program_in_path ("openssl");
  g_autofree char *b2sum = g_find_program_in_path ("b2sum");
  g_autofree char *folder = NULL;
  g_autofree char *pem = NULL;
  g_autofree char *instructions = NULL;
  g_autofree char *checked = NULL;
  g_autofree char *sum = NULL;
  g_autofree char *tampered = NULL;
  g_autofree char *hash = NULL;
  g_autoptr (SlipStatement) statement = make_full_sign_off (fixture);
  g_autoptr (GBytes) signature = NULL;
  gboolean good = FALSE;

  if (openssl == NULL || b2sum == NULL)
    {
      g_test_skip ("openssl or b2sum isn't installed");
      return;
    }
  folder = make_folder ();
  g_assert_true (slip_statement_write (statement, NULL));
  signature = slip_statement_sign (statement->text, fixture->ada->signing);
  pem = slip_key_to_pem (statement->key);
  instructions = slip_statement_instructions (statement, "plan");
  g_assert_nonnull (strstr (instructions, pem));
  write_file (folder, "plan.xml", g_bytes_get_data (statement->text, NULL),
              g_bytes_get_size (statement->text));
  write_file (folder, "plan.sig", g_bytes_get_data (signature, NULL), g_bytes_get_size (signature));
  write_file (folder, "plan.pem", pem, strlen (pem));

  checked = run_line (folder, instructions, "openssl", &good);
  g_assert_true (good);
  g_assert_nonnull (strstr (checked, "Signature Verified Successfully"));
  sum = run_line (folder, instructions, "b2sum", &good);
  g_assert_true (good);
  hash = slip_hash_to_hex (&statement->hash);
  g_assert_true (g_str_has_prefix (sum, hash));
  g_assert_nonnull (strstr (instructions, hash));

  write_file (folder, "plan.xml", g_bytes_get_data (statement->text, NULL),
              g_bytes_get_size (statement->text) - 1);
  tampered = run_line (folder, instructions, "openssl", &good);
  g_assert_false (good);
  remove_folder (folder);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/trust/statement/a-sign-off-comes-back", test_sign_off_round_trip);
  ADD ("/trust/statement/an-admission-comes-back", test_admission_round_trip);
  ADD ("/trust/statement/all-other-types-come-back", test_all_types);
  ADD ("/trust/statement/parts-are-read-strictly", test_strict_parts);
  ADD ("/trust/statement/same-content-same-bytes", test_same_bytes);
  ADD ("/trust/statement/no-altered-byte-verifies", test_every_altered_byte);
  ADD ("/trust/statement/what-was-verified-is-known-by-its-bytes", test_known);
  ADD ("/trust/statement/only-what-slipway-writes-is-read", test_strict);
  ADD ("/trust/statement/limits-hold", test_limits);
  ADD ("/trust/statement/an-incomplete-one-is-not-written", test_incomplete);
  ADD ("/trust/statement/openssl-and-b2sum-agree", test_openssl);
  return g_test_run ();
}
