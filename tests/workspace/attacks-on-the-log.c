/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Attacks on the log and on what a copy's database holds. */

#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "core/slip-hash.h"
#include "test-attacks.h"

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
  old = forge_read (path);
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

const Attack attacks_on_the_log[] = {
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
  { NULL },
};
