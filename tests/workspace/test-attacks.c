/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A table of attacks. Each is carried out by somebody who doesn't keep to our programs; none of them counts, and each is
 * named by verify, sync or store check, with words that say what happened. */

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>
#include <unistd.h>

#include "core/slip-clock.h"
#include "core/slip-hash.h"
#include "slip-test-forge.h"
#include "store/slip-blobs.h"
#include "store/slip-log.h"
#include "sync/slip-container.h"
#include "trust/slip-roster.h"

/* Who names it; for whom, see the table. */
typedef enum
{
  BY_VERIFY,
  BY_SYNC,
  BY_CHECK,
  BY_OWNERS_SYNC, /* of the member under whose name it was done */
} Namer;

typedef enum
{
  NOTHING_CHANGES,
  /* What was altered is Petra's own database: there is nobody whom it could deceive but her, until verify tells. */
  OWN,
  BOTH_KEPT,
} Effect;

typedef struct
{
  const char *name;
  void (*attack) (Scene *scene);
  Namer by;
  const char *named; /* words of the line */
  Effect effect;
} Attack;

static GBytes *
bytes_of (const char *path)
{
  char *data = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (path, &data, &length, NULL));
  return g_bytes_new_take (data, length);
}

static void
put_bytes (const char *path, GBytes *bytes)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);

  g_assert_true (g_file_set_contents (path, data, (gssize) length, NULL));
}

/* == sign-offs == */

static void
replay_under_another_record (Scene *scene)
{
  g_autoptr (SlipSignature) taken = forge_take (scene, QUENTIN, scene->sign_off);

  forge_statement (scene, QUENTIN, scene->other, taken->text, taken->signature);
}

static void
replay_in_another_workspace (Scene *scene)
{
  Scene *elsewhere = scene_new ();
  g_autoptr (SlipSignature) taken = forge_take (elsewhere, PETRA, elsewhere->sign_off);

  forge_statement (scene, QUENTIN, scene->plan, taken->text, taken->signature);
  scene_free (elsewhere);
}

static void
change_a_comment (Scene *scene)
{
  g_autoptr (SlipSignature) taken = forge_take (scene, QUENTIN, scene->sign_off);
  g_autofree char *text =
      g_strndup (g_bytes_get_data (taken->text, NULL), g_bytes_get_size (taken->text));
  g_auto (GStrv) parts = g_strsplit (text, "</meaning>\n", 2);
  g_autofree char *changed = g_strconcat (
      parts[0], "</meaning>\n  <comment>And the budget too</comment>\n", parts[1], NULL);
  g_autoptr (GBytes) bytes = g_bytes_new (changed, strlen (changed));

  forge_statement (scene, QUENTIN, scene->plan, bytes, taken->signature);
}

static void
sign_in_a_role_not_held (Scene *scene)
{
  g_autoptr (SlipSignature) model = forge_take (scene, QUENTIN, scene->sign_off);
  g_autoptr (SlipStatement) statement =
      forge_sign_off (scene, QUENTIN, model, "operations-manager", "feasibility");

  forge_state (scene, QUENTIN, statement);
}

static void
sign_in_anothers_name (Scene *scene)
{
  g_autoptr (SlipSignature) model = forge_take (scene, QUENTIN, scene->sign_off);
  g_autoptr (SlipStatement) statement =
      forge_sign_off (scene, QUENTIN, model, "ai-irb-liaison", "compliance");
  g_autofree char *irina = forge_id (scene, IRINA);

  g_strlcpy (statement->person, irina, sizeof statement->person);
  g_free (statement->name);
  statement->name = g_strdup ("Irina Brandt");
  forge_state (scene, QUENTIN, statement);
}

static void
sign_with_a_device_key (Scene *scene)
{
  g_autoptr (SlipSignature) model = forge_take (scene, QUENTIN, scene->sign_off);
  g_autoptr (SlipStatement) statement =
      forge_sign_off (scene, QUENTIN, model, "qa-lead", "test-coverage");
  g_autoptr (SlipDeviceKey) device = forge_device_key (scene, QUENTIN);
  SlipSigningKey key = { { 0 } };
  g_autoptr (GBytes) signature = NULL;
  g_autoptr (GError) error = NULL;

  memcpy (statement->key, device->public, SLIP_KEY_BYTES);
  memcpy (key.public, device->public, SLIP_KEY_BYTES);
  memcpy (key.secret, device->secret, SLIP_SECRET_BYTES);
  slip_statement_write (statement, &error);
  g_assert_no_error (error);
  signature = slip_statement_sign (statement->text, &key);
  forge_statement (scene, QUENTIN, scene->plan, statement->text, signature);
}

static void
withdraw_anothers_sign_off (Scene *scene)
{
  g_autoptr (SlipStatement) statement = forge_begin (scene, QUENTIN, SLIP_STATEMENT_WITHDRAWAL);

  g_strlcpy (statement->withdrawal->record, scene->plan, sizeof statement->withdrawal->record);
  g_strlcpy (statement->withdrawal->sign_off, scene->sign_off,
             sizeof statement->withdrawal->sign_off);
  statement->withdrawal->reason = g_strdup ("Changed our mind");
  forge_state (scene, QUENTIN, statement);
}

static void
sign_after_the_role_was_withdrawn (Scene *scene)
{
  g_autofree char *quentin = forge_id (scene, QUENTIN);
  const char *none[] = { NULL };
  const char *roles[] = { "qa-lead", NULL };
  g_autoptr (SlipSignature) model = forge_take (scene, QUENTIN, scene->sign_off);
  g_autoptr (SlipStatement) statement = NULL;
  g_autoptr (GError) error = NULL;

  slip_workspace_change_roles (scene->team->people[PETRA], quentin, none, roles, "Left the team",
                               TEAM_PASSPHRASE, NULL, &error);
  g_assert_no_error (error);
  team_sync (scene->team, PETRA);
  /* He has not seen it, and puts his clock back to be sure. */
  g_setenv ("SOURCE_DATE_MS", "1700000000000", TRUE);
  statement = forge_sign_off (scene, QUENTIN, model, "qa-lead", "test-coverage");
  g_unsetenv ("SOURCE_DATE_MS");
  forge_state (scene, QUENTIN, statement);
}

static void
sign_as_deputy_after_the_date (Scene *scene)
{
  g_autofree char *quentin = forge_id (scene, QUENTIN);
  g_autoptr (SlipSignature) model = forge_take (scene, QUENTIN, scene->sign_off);
  g_autoptr (SlipStatement) statement = NULL;
  g_autoptr (GError) error = NULL;

  slip_workspace_name_deputy (scene->team->people[IRINA], "ai-irb-liaison", quentin,
                              slip_now_ms () - 3600 * 1000, TEAM_PASSPHRASE, &error);
  g_assert_no_error (error);
  team_sync (scene->team, IRINA);
  team_sync (scene->team, QUENTIN);
  statement = forge_sign_off (scene, QUENTIN, model, "ai-irb-liaison", "compliance");
  forge_state (scene, QUENTIN, statement);
}

static void
sign_for_another_definition (Scene *scene)
{
  g_autoptr (SlipSignature) model = forge_take (scene, QUENTIN, scene->sign_off);
  g_autoptr (SlipStatement) statement =
      forge_sign_off (scene, QUENTIN, model, "qa-lead", "test-coverage");

  memset (statement->sign_off->definition, 'a', SLIP_HASH_HEX);
  forge_state (scene, QUENTIN, statement);
}

/* == members and administrators == */

static void
admit_without_being_an_administrator (Scene *scene)
{
  g_autoptr (SlipStatement) statement = forge_begin (scene, QUENTIN, SLIP_STATEMENT_ADMISSION);
  g_autofree char *friend = slip_id_new ();
  SlipAdmission *admission = statement->admission;
  const char *roles[] = { "administrator", NULL };

  g_strlcpy (admission->person, friend, sizeof admission->person);
  admission->name = g_strdup ("A friend");
  g_strfreev (admission->roles);
  admission->roles = g_strdupv ((char **) roles);
  randombytes_buf (admission->device, SLIP_KEY_BYTES);
  randombytes_buf (admission->signing, SLIP_KEY_BYTES);
  randombytes_buf (admission->exchange, SLIP_KEY_BYTES);
  memset (admission->join, 'a', SLIP_HASH_HEX);
  memset (admission->token, 'b', 2 * SLIP_KEY_BYTES);
  forge_state (scene, QUENTIN, statement);
}

static void
grant_a_role_to_oneself (Scene *scene)
{
  g_autoptr (SlipStatement) statement = forge_begin (scene, QUENTIN, SLIP_STATEMENT_ROLES);
  const char *roles[] = { "administrator", NULL };

  g_strlcpy (statement->roles->person, statement->person, sizeof statement->roles->person);
  g_strfreev (statement->roles->grant);
  statement->roles->grant = g_strdupv ((char **) roles);
  statement->roles->reason = g_strdup ("I am good at it");
  forge_state (scene, QUENTIN, statement);
}

static void
revoke_without_being_an_administrator (Scene *scene)
{
  g_autoptr (SlipStatement) statement = forge_begin (scene, QUENTIN, SLIP_STATEMENT_REVOCATION);
  g_autofree char *irina = forge_id (scene, IRINA);

  g_strlcpy (statement->revocation->person, irina, sizeof statement->revocation->person);
  statement->revocation->reason = g_strdup ("In the way");
  forge_state (scene, QUENTIN, statement);
}

static void
revoke_them (Scene *scene, guint person)
{
  g_autofree char *id = forge_id (scene, person);
  g_autoptr (GError) error = NULL;

  slip_workspace_revoke (scene->team->people[PETRA], id, "Left the company", TEAM_PASSPHRASE, NULL,
                         &error);
  g_assert_no_error (error);
  team_sync (scene->team, PETRA);
}

static void
go_on_after_a_revocation (Scene *scene)
{
  g_autoptr (GError) error = NULL;

  revoke_them (scene, QUENTIN);
  /* Without having seen it, and with a clock put back by years. */
  g_setenv ("SOURCE_DATE_MS", "1700000000000", TRUE);
  slip_workspace_set_field (scene->team->people[QUENTIN], scene->plan, "header/title", "Mine now",
                            &error);
  g_unsetenv ("SOURCE_DATE_MS");
  g_assert_no_error (error);
}

static void
endorse_oneself (Scene *scene)
{
  g_autofree char *replica = forge_replica (scene, QUENTIN);
  g_autoptr (SlipStatement) statement = NULL;
  SlipEndorsement *endorsement;

  go_on_after_a_revocation (scene);
  statement = forge_begin (scene, QUENTIN, SLIP_STATEMENT_ENDORSEMENT);
  endorsement = statement->endorsement;
  g_strlcpy (endorsement->replica, replica, sizeof endorsement->replica);
  endorsement->first = 1;
  endorsement->last = 99;
  memset (endorsement->frame, 'c', SLIP_HASH_HEX);
  endorsement->reason = g_strdup ("Honest work");
  forge_state (scene, QUENTIN, statement);
}

static void
revoke_back_with_an_older_date (Scene *scene)
{
  g_autofree char *quentin = forge_id (scene, QUENTIN);
  g_autofree char *petra = forge_id (scene, PETRA);
  const char *none[] = { NULL };
  const char *roles[] = { "administrator", NULL };
  g_autoptr (SlipStatement) statement = NULL;
  g_autoptr (GError) error = NULL;

  slip_workspace_change_roles (scene->team->people[PETRA], quentin, roles, none, NULL,
                               TEAM_PASSPHRASE, NULL, &error);
  g_assert_no_error (error);
  team_settle (scene->team);
  revoke_them (scene, QUENTIN);
  g_setenv ("SOURCE_DATE_MS", "1700000000000", TRUE);
  statement = forge_begin (scene, QUENTIN, SLIP_STATEMENT_REVOCATION);
  g_unsetenv ("SOURCE_DATE_MS");
  g_strlcpy (statement->revocation->person, petra, sizeof statement->revocation->person);
  statement->revocation->reason = g_strdup ("I was first");
  forge_state (scene, QUENTIN, statement);
}

/* == ops == */

static void
write_in_anothers_name (Scene *scene)
{
  g_autofree char *irina = forge_id (scene, IRINA);
  g_autofree char *sql =
      g_strdup_printf ("UPDATE meta SET value = '%s' WHERE key = 'person'", irina);
  SlipDatabase *db = forge_open (scene, QUENTIN);
  g_autoptr (SlipOp) op = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *quentin = slip_meta_get (db, "person");

  slip_database_script (db, sql, &error);
  g_assert_no_error (error);
  op = slip_log_do (db, SLIP_OP_SET, SLIP_UNKNOWN_IGNORE, scene->plan, NULL, 0,
                    g_variant_new ("(@ayss)",
                                   g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, "", 0, 1),
                                   "header/title", "Irina says so"),
                    &error);
  g_assert_no_error (error);
  slip_meta_set (db, "person", quentin, &error);
  g_assert_no_error (error);
  forge_close (scene, QUENTIN, db);
}

static void
define_without_being_an_administrator (Scene *scene)
{
  SlipDatabase *db = forge_open (scene, QUENTIN);
  g_autofree char *digest = NULL;
  g_autoptr (GBytes) bytes = slip_workspace_form_definition (NULL, "lessons-learned", NULL);
  g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_autofree char *other = g_strconcat (text, "<!-- mine -->\n", NULL);
  g_autoptr (GBytes) changed = g_bytes_new (other, strlen (other));
  g_autoptr (GError) error = NULL;
  SlipHash hash;

  slip_blobs_put (db, changed, &digest, &error);
  g_assert_no_error (error);
  forge_close (scene, QUENTIN, db);
  slip_hash_from_hex (&hash, digest);
  forge_op (scene, QUENTIN, SLIP_OP_DEFINE, "",
            g_variant_new ("(ss@ay)", "form", "lessons-learned",
                           g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, hash.bytes, 32, 1)));
}

static void
purge_without_being_an_administrator (Scene *scene)
{
  g_autoptr (SlipSignature) signature = forge_take (scene, QUENTIN, scene->sign_off);
  SlipHash hash;

  slip_hash_from_hex (&hash, signature->content);
  forge_op (scene, QUENTIN, SLIP_OP_PURGE, "",
            g_variant_new ("(@ays)",
                           g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, hash.bytes, 32, 1),
                           "Nobody should see it"));
}

/* == frames and logs == */

/* Writes over a file in place: a database that is put back so does not look like a copy. */
static void
write_over (const char *path, GBytes *bytes)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);
  int fd = g_open (path, O_WRONLY | O_TRUNC, 0);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (write (fd, data, length), ==, (gssize) length);
  close (fd);
}

/* Two contents under one number: what Petra read is taken back, and something else is sent in its place. */
static void
fork_the_log (Scene *scene)
{
  g_autofree char *dir = g_strdup (slip_workspace_get_dir (scene->team->people[QUENTIN]));
  g_autofree char *path = g_build_filename (dir, "workspace.db", NULL);
  g_autofree char *replica = forge_replica (scene, QUENTIN);
  g_autoptr (GPtrArray) before = list_tree (scene->team->store);
  g_autoptr (GPtrArray) after = NULL;
  g_autoptr (GBytes) old = NULL;
  g_autoptr (GError) error = NULL;

  g_clear_object (&scene->team->people[QUENTIN]);
  old = bytes_of (path);
  scene->team->people[QUENTIN] = slip_workspace_open (dir, &error);
  g_assert_no_error (error);
  slip_workspace_set_field (scene->team->people[QUENTIN], scene->other, "header/title", "One thing",
                            &error);
  g_assert_no_error (error);
  team_sync (scene->team, QUENTIN);
  team_sync (scene->team, PETRA);
  after = list_tree (scene->team->store);
  for (guint i = 0; i < after->len; i++)
    {
      const char *file = g_ptr_array_index (after, i);
      g_autofree char *name = g_path_get_basename (file);
      gboolean was = FALSE;

      for (guint k = 0; k < before->len; k++)
        was |= g_str_equal (g_ptr_array_index (before, k), file);
      if (!was && g_str_has_prefix (name, replica))
        g_unlink (file);
    }
  g_clear_object (&scene->team->people[QUENTIN]);
  write_over (path, old);
  scene->team->people[QUENTIN] = slip_workspace_open (dir, &error);
  g_assert_no_error (error);
  slip_workspace_set_field (scene->team->people[QUENTIN], scene->other, "header/title",
                            "Another thing", &error);
  g_assert_no_error (error);
}

/* A frame of Quentin's with another op in it, hashed again and signed by whoever has no right to. */
static void
rehash_an_altered_frame (Scene *scene)
{
  g_autofree char *replica = forge_replica (scene, QUENTIN);
  SlipDatabase *db = forge_open (scene, PETRA);
  g_autoptr (SlipDeviceKey) device = forge_device_key (scene, IRINA);
  g_autoptr (SlipQuery) query = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (SlipFrame) frame = NULL;
  g_autoptr (SlipFrame) forged = NULL;
  g_autofree char *hex = NULL;
  g_autoptr (GError) error = NULL;

  query = slip_database_query (
      db, &error, "SELECT bytes FROM frame WHERE replica = ? ORDER BY seq DESC", "s", replica);
  g_assert_true (slip_query_next (query, &error));
  bytes = slip_query_bytes (query, 0);
  g_clear_pointer (&query, slip_query_end);
  frame = slip_frame_decode (bytes, &error);
  g_assert_no_error (error);
  forged = slip_frame_new (&frame->workspace, frame->replica, frame->seq, &frame->prev, frame->seen,
                           frame->ops, device->secret, NULL, &error);
  g_assert_no_error (error);
  hex = slip_hash_to_hex (&forged->hash);
  query = slip_database_query (
      db, &error, "UPDATE frame SET bytes = ?, hash = ?, size = ? WHERE replica = ? AND seq = ?",
      "bsisi", forged->bytes, hex, (gint64) g_bytes_get_size (forged->bytes), replica,
      (gint64) frame->seq);
  g_assert_no_error (error);
  slip_query_next (query, &error);
  g_assert_no_error (error);
  g_clear_pointer (&query, slip_query_end);
  forge_close (scene, PETRA, db);
}

static void
alter_an_op (Scene *scene)
{
  forge_sql (
      scene, PETRA,
      "UPDATE op SET bytes = zeroblob (length (bytes)) WHERE kind = 'set' AND seq IS NOT NULL");
}

static void
cut_the_tail (Scene *scene)
{
  g_autofree char *replica = forge_replica (scene, QUENTIN);
  g_autofree char *sql = g_strdup_printf (
      "DELETE FROM op WHERE replica = '%s' AND seq = (SELECT max (seq) FROM frame WHERE replica = "
      "'%s'); DELETE FROM frame WHERE replica = '%s' AND seq = (SELECT max (seq) FROM frame f "
      "WHERE "
      "f.replica = '%s')",
      replica, replica, replica, replica);

  forge_sql (scene, PETRA, sql);
}

static void
cut_the_middle (Scene *scene)
{
  forge_sql (scene, PETRA, "DELETE FROM op WHERE seq = 2; DELETE FROM frame WHERE seq = 2");
}

/* == what is stored == */

static void
swap_a_blob (Scene *scene, const char *digest)
{
  g_autofree char *sql = g_strdup_printf (
      "UPDATE blob_part SET bytes = replace (bytes, 'a', 'b') WHERE hash = '%s'", digest);

  forge_sql (scene, PETRA, sql);
}

static void
swap_the_content (Scene *scene)
{
  g_autoptr (SlipSignature) signature = forge_take (scene, PETRA, scene->sign_off);

  swap_a_blob (scene, signature->content);
}

static void
swap_the_snapshot (Scene *scene)
{
  g_autoptr (SlipSignature) signature = forge_take (scene, PETRA, scene->sign_off);

  swap_a_blob (scene, signature->snapshot);
}

static void
edit_the_roster (Scene *scene)
{
  forge_sql (scene, PETRA, "UPDATE member SET name = 'Mallory' WHERE name LIKE 'Quentin%'");
}

static void
edit_a_role (Scene *scene)
{
  forge_sql (scene, PETRA,
             "UPDATE member_role SET role = 'administrator' WHERE person = (SELECT person FROM "
             "member WHERE name LIKE 'Quentin%') AND role = 'qa-lead'");
}

static void
edit_a_value (Scene *scene)
{
  forge_sql (scene, PETRA, "UPDATE value SET value = 'Altered' WHERE field = 'scope/purpose'");
}

static void
edit_the_search (Scene *scene)
{
  forge_sql (scene, PETRA, "DELETE FROM search");
}

static void
replace_the_genesis (Scene *scene)
{
  Scene *elsewhere = scene_new ();
  SlipDatabase *from = forge_open (elsewhere, PETRA);
  g_autofree char *genesis = slip_meta_get (from, "genesis");
  SlipDatabase *db;
  g_autoptr (GError) error = NULL;

  slip_database_close (from);
  scene_free (elsewhere);
  db = forge_open (scene, PETRA);
  slip_meta_set (db, "genesis", genesis, &error);
  g_assert_no_error (error);
  forge_close (scene, PETRA, db);
}

/* == the store == */

static void
put_an_older_head_back (Scene *scene)
{
  g_autofree char *path = forge_file (scene, "heads", PETRA);
  g_autofree char *newer = NULL;
  g_autoptr (GBytes) old = bytes_of (path);
  g_autoptr (GError) error = NULL;

  slip_workspace_set_field (scene->team->people[PETRA], scene->other, "header/title", "Newer",
                            &error);
  g_assert_no_error (error);
  team_settle (scene->team);
  newer = forge_file (scene, "heads", PETRA);
  g_assert_cmpstr (newer, !=, path);
  g_unlink (newer);
  put_bytes (path, old);
}

static void
swap_segments (Scene *scene)
{
  g_autofree char *ours = forge_file (scene, "seg", PETRA);
  g_autofree char *theirs = NULL;
  g_autoptr (GBytes) bytes = bytes_of (ours);
  g_autofree char *replica = forge_replica (scene, PETRA);
  g_autofree char *other = forge_replica (scene, QUENTIN);
  g_auto (GStrv) parts = g_strsplit (ours, replica, 2);

  theirs = g_strconcat (parts[0], other, parts[1], NULL);
  put_bytes (theirs, bytes);
}

static void
swap_parts_of_blobs (Scene *scene)
{
  g_autofree char *file = team_path (scene->team, "evidence.bin");
  g_autofree char *bytes = g_malloc0 (1700 * 1024);
  g_autofree char *store = forge_store (scene);
  g_autofree char *folder = g_build_filename (store, "blob", NULL);
  g_autofree char *path = g_strdup (file);
  g_autoptr (GPtrArray) files = NULL;
  g_autoptr (GBytes) one = NULL;
  g_autoptr (GBytes) two = NULL;
  g_autoptr (GError) error = NULL;

  memset (bytes, 'x', 900 * 1024);
  g_assert_true (g_file_set_contents (file, bytes, 1700 * 1024, NULL));
  slip_workspace_set_field (scene->team->people[PETRA], scene->plan, "rollback/evidence", path,
                            &error);
  g_assert_no_error (error);
  team_sync (scene->team, PETRA);
  files = list_tree (folder);
  g_assert_cmpuint (files->len, >=, 2);
  one = bytes_of (g_ptr_array_index (files, 0));
  two = bytes_of (g_ptr_array_index (files, 1));
  put_bytes (g_ptr_array_index (files, 0), two);
  put_bytes (g_ptr_array_index (files, 1), one);
}

/* A file like the head of a replica, by somebody without any right, with one frame in it. */
static void
put_head (Scene *scene, const char *replica, guint64 number, guint64 seq, const SlipHash *prev,
          GVariant *content, const char *kind, const char *person)
{
  g_autofree char *workspace =
      slip_workspace_get_info (scene->team->people[PETRA], "workspace", NULL);
  g_autofree char *store = forge_store (scene);
  g_autofree char *name = NULL;
  g_autofree char *path = NULL;
  g_autoptr (SlipHead) head = slip_head_new ();
  g_autoptr (GPtrArray) ops = g_ptr_array_new_with_free_func ((GDestroyNotify) slip_op_unref);
  g_autoptr (GArray) seen = g_array_new (FALSE, FALSE, sizeof (SlipSeen));
  g_autoptr (SlipFrame) frame = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  guint8 public[SLIP_KEY_BYTES];
  guint8 secret[SLIP_SECRET_BYTES];

  crypto_sign_keypair (public, secret);
  slip_base32_decode (workspace, head->workspace.bytes, SLIP_HASH_BYTES);
  g_strlcpy (head->replica, replica, sizeof head->replica);
  head->number = number;
  g_ptr_array_add (ops, slip_op_new (replica, (SlipClock) slip_now_ms () << 16, slip_now_ms (), 0,
                                     person, kind, SLIP_UNKNOWN_IGNORE,
                                     g_str_equal (kind, SLIP_OP_SET) ? scene->plan : NULL, NULL, 0,
                                     content, &error));
  g_assert_no_error (error);
  frame = slip_frame_new (&head->workspace, replica, seq, prev, seen, ops, secret, NULL, &error);
  g_assert_no_error (error);
  g_ptr_array_add (head->tail, g_bytes_ref (frame->bytes));
  bytes = slip_head_encode (head, secret, &name);
  path = g_build_filename (store, "heads", name, NULL);
  put_bytes (path, bytes);
}

static void
pose_as_a_members_replica (Scene *scene)
{
  g_autofree char *replica = forge_replica (scene, QUENTIN);
  g_autofree char *quentin = forge_id (scene, QUENTIN);
  SlipDatabase *db = forge_open (scene, PETRA);
  g_autofree char *hex = slip_database_get_text (
      db, NULL, "SELECT hash FROM frame WHERE replica = ? ORDER BY seq DESC LIMIT 1", "s", replica);
  gint64 last =
      slip_database_get_int (db, 0, "SELECT max (seq) FROM frame WHERE replica = ?", "s", replica);
  SlipHash prev;

  slip_database_close (db);
  g_assert_true (slip_hash_from_hex (&prev, hex));
  put_head (scene, replica, 900, (guint64) last + 1, &prev,
            g_variant_new ("(@ayss)", g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, "", 0, 1),
                           "header/title", "Quentin says so"),
            SLIP_OP_SET, quentin);
}

static void
flood_the_store (Scene *scene)
{
  g_autofree char *path = team_path (scene->team, "leaked");
  g_autoptr (SlipInvitation) invitation = NULL;
  g_autoptr (GError) error = NULL;
  SlipHash none = { { 0 } };

  slip_workspace_invite (scene->team->people[PETRA], path, &error);
  g_assert_no_error (error);
  team_sync (scene->team, PETRA);
  invitation = slip_invitation_load (path, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *person = slip_id_new ();
      g_autofree char *replica = slip_replica_new ();
      guint8 keys[3][SLIP_KEY_BYTES];
      GVariant *content;

      randombytes_buf (keys, sizeof keys);
      content = slip_join_content (invitation, person, "Nobody", keys[0], keys[1], keys[2], &error);
      g_assert_no_error (error);
      put_head (scene, replica, 1, 1, &none, content, SLIP_OP_JOIN, person);
    }
}

static void
use_a_token_twice (Scene *scene)
{
  g_autofree char *path = team_path (scene->team, "leaked");
  const char *roles[] = { "auditor", NULL };
  g_autofree char *first = NULL;
  g_autoptr (GError) error = NULL;

  slip_workspace_invite (scene->team->people[PETRA], path, &error);
  g_assert_no_error (error);
  team_sync (scene->team, PETRA);
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *dir = team_path (scene->team, i == 0 ? "first" : "second");
      g_autoptr (SlipWorkspace) guest = slip_workspace_join (
          dir, path, i == 0 ? "First Guest" : "Second Guest", TEAM_PASSPHRASE, &error);
      SlipSyncReport report = { 0 };

      g_assert_no_error (error);
      slip_workspace_sync (guest, &report, NULL, &error);
      g_assert_no_error (error);
      slip_sync_report_clear (&report);
      if (i == 0)
        first = slip_workspace_get_info (guest, "person", NULL);
    }
  team_sync (scene->team, PETRA);
  slip_workspace_admit (scene->team->people[PETRA], first, roles, TEAM_PASSPHRASE, &error);
  g_assert_no_error (error);
  team_sync (scene->team, PETRA);
}

/* == the table == */

static const Attack attacks[] = {
  { "a-sign-off-replayed-under-another-record", replay_under_another_record, BY_VERIFY,
    "it was made for another record" },
  { "a-sign-off-of-another-workspace", replay_in_another_workspace, BY_VERIFY,
    "it was made for another workspace" },
  { "a-sign-off-with-a-changed-comment", change_a_comment, BY_VERIFY,
    "The signature doesn't fit the statement's bytes" },
  { "a-role-not-held", sign_in_a_role_not_held, BY_VERIFY,
    "its signer doesn't hold the role operations-manager" },
  { "a-sign-off-in-anothers-name", sign_in_anothers_name, BY_VERIFY,
    "its key is another person's than the one that it names" },
  { "a-sign-off-by-a-device-key", sign_with_a_device_key, BY_VERIFY, "its key was never admitted" },
  { "a-withdrawal-of-anothers-sign-off", withdraw_anothers_sign_off, BY_VERIFY,
    "by Quentin Adeyemi doesn't count: it is about another person's sign-off" },
  { "a-role-withdrawn", sign_after_the_role_was_withdrawn, BY_VERIFY,
    "by Quentin Adeyemi doesn't count: the role qa-lead was withdrawn" },
  { "a-deputy-after-the-date", sign_as_deputy_after_the_date, BY_VERIFY,
    "its signer was a deputy only until" },
  { "a-sign-off-for-another-definition", sign_for_another_definition, BY_VERIFY,
    "it was made for another definition of the form" },
  { "an-admission-by-no-administrator", admit_without_being_an_administrator, BY_VERIFY,
    "its signer, “Quentin Adeyemi”, had no right to it" },
  { "a-role-granted-to-oneself", grant_a_role_to_oneself, BY_VERIFY,
    "its signer, “Quentin Adeyemi”, had no right to it" },
  { "a-revocation-by-no-administrator", revoke_without_being_an_administrator, BY_VERIFY,
    "its signer, “Quentin Adeyemi”, had no right to it" },
  { "a-revoked-device-goes-on", go_on_after_a_revocation, BY_SYNC,
    "1 change by Quentin Adeyemi after the person was revoked waits" },
  { "a-forged-endorsement", endorse_oneself, BY_VERIFY,
    "its signer, “Quentin Adeyemi”, had no right to it" },
  { "a-back-dated-counter-revocation", revoke_back_with_an_older_date, BY_VERIFY,
    "at the same time an administrator took from its signer the right to it" },
  { "an-op-in-anothers-name", write_in_anothers_name, BY_SYNC,
    "holds an op in the name of somebody else than its device's owner" },
  { "a-definition-by-no-administrator", define_without_being_an_administrator, BY_VERIFY,
    "a definition put in force by Quentin Adeyemi, who was no administrator, doesn't count" },
  { "a-purge-by-no-administrator", purge_without_being_an_administrator, BY_VERIFY,
    "a removal of content by Quentin Adeyemi, who was no administrator, doesn't count" },
  /* Both contents are kept: nobody can know which of the two was meant. */
  { "a-fork", fork_the_log, BY_VERIFY, "is forked: two contents stand under number 2", BOTH_KEPT },
  /* Which is found first depends on the replicas' ids: the author, or what others had seen. */
  { "an-altered-frame-hashed-again", rehash_an_altered_frame, BY_VERIFY, "frame 1 of ", OWN },
  { "an-op-altered-in-the-database", alter_an_op, BY_VERIFY, "was altered in the log", OWN },
  { "a-log-without-its-end", cut_the_tail, BY_VERIFY, "is missing, which", OWN },
  { "a-log-with-a-gap", cut_the_middle, BY_VERIFY, "doesn't follow the one before it", OWN },
  { "a-content-swapped", swap_the_content, BY_VERIFY, "was altered or is incomplete", OWN },
  { "a-snapshot-swapped", swap_the_snapshot, BY_VERIFY, "was altered or is incomplete", OWN },
  { "a-name-edited-in-the-roster", edit_the_roster, BY_VERIFY,
    "The list of members isn't what the log says", OWN },
  { "a-role-edited-in-the-roster", edit_a_role, BY_VERIFY,
    "The list of members isn't what the log says", OWN },
  { "a-value-edited-in-the-tables", edit_a_value, BY_VERIFY,
    "the tables don't say what the log says, first at: value", OWN },
  { "a-search-index-emptied", edit_the_search, BY_VERIFY, "the search index does not fit", OWN },
  { "a-genesis-replaced", replace_the_genesis, BY_VERIFY, "The genesis was altered", OWN },
  { "an-older-head-put-back", put_an_older_head_back, BY_SYNC,
    "The store holds an older state than before" },
  { "a-segment-under-anothers-name", swap_segments, BY_CHECK, "was altered or is incomplete" },
  { "parts-of-a-blob-swapped", swap_parts_of_blobs, BY_CHECK,
    "its content is another one's than its name says" },
  { "a-stranger-posing-as-a-members-replica", pose_as_a_members_replica, BY_OWNERS_SYNC,
    "holds frames that do not belong in it" },
  { "a-stranger-flooding-the-store", flood_the_store, BY_SYNC,
    "heads on the store are of replicas that nobody here knows: 64 of them are read at a sync" },
  { "a-token-used-twice", use_a_token_twice, BY_SYNC,
    "the request of Second Guest can't be admitted" },
};

static gboolean
mentions (GPtrArray *lines, const char *words)
{
  for (guint i = 0; i < lines->len; i++)
    if (strstr (g_ptr_array_index (lines, i), words) != NULL)
      return TRUE;
  return FALSE;
}

static void
tell (const char *who, GPtrArray *lines)
{
  for (guint i = 0; i < lines->len; i++)
    g_test_message ("%s: %s", who, (const char *) g_ptr_array_index (lines, i));
}

static void
test_attack (gconstpointer data)
{
  const Attack *attack = data;
  Scene *scene = scene_new ();
  g_autofree char *before = NULL;
  g_autoptr (GPtrArray) owners = NULL;
  g_autoptr (GPtrArray) lines = NULL;
  guint requests = 0;

  attack->attack (scene);
  before = scene_facts (scene, PETRA);
  if (attack->effect != OWN)
    {
      g_autofree char *after = NULL;

      owners = scene_sync (scene, QUENTIN, NULL);
      lines = scene_sync (scene, PETRA, &requests);
      after = scene_facts (scene, PETRA);
      if (attack->effect == NOTHING_CHANGES)
        g_assert_cmpstr (before, ==, after);
    }
  if (attack->by == BY_VERIFY || attack->by == BY_CHECK)
    {
      g_clear_pointer (&lines, g_ptr_array_unref);
      lines = attack->by == BY_VERIFY ? scene_verify (scene, PETRA) : scene_check (scene, PETRA);
    }
  tell ("named", lines);
  if (!mentions (attack->by == BY_OWNERS_SYNC ? owners : lines, attack->named))
    g_error ("%s isn't named with “%s”", attack->name, attack->named);
  /* However much lies on the store, one sync asks for a bounded part of it. */
  g_assert_cmpuint (requests, <=, 100);
  scene_free (scene);
}

static void
test_an_honest_scene_is_not_accused (void)
{
  Scene *scene = scene_new ();
  g_autoptr (GPtrArray) synced = scene_sync (scene, PETRA, NULL);
  g_autoptr (GPtrArray) verified = scene_verify (scene, PETRA);
  g_autoptr (GPtrArray) checked = scene_check (scene, PETRA);

  tell ("sync", synced);
  tell ("verify", verified);
  tell ("store check", checked);
  g_assert_cmpuint (synced->len + verified->len + checked->len, ==, 0);
  scene_free (scene);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/attacks/an-honest-scene-is-not-accused", test_an_honest_scene_is_not_accused);
  for (gsize i = 0; i < G_N_ELEMENTS (attacks); i++)
    {
      g_autofree char *path = g_strconcat ("/attacks/", attacks[i].name, NULL);

      g_test_add_data_func (path, &attacks[i], test_attack);
    }
  return g_test_run ();
}
