/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Attacks on what lies on the shared store. */

#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>

#include "core/slip-hash.h"
#include "sync/slip-container.h"
#include "test-attacks.h"
#include "ui/people/slip-invitation-words.h"
#include "trust/slip-invitation.h"

static void
put_bytes (const char *path, GBytes *bytes)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);

  g_assert_true (g_file_set_contents (path, data, (gssize) length, NULL));
}

static void
put_an_older_head_back (Scene *scene)
{
  g_autofree char *path = forge_file (scene, "heads", PETRA);
  g_autofree char *newer = NULL;
  g_autoptr (GBytes) old = forge_read (path);
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
  g_autoptr (GBytes) bytes = forge_read (ours);
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
  one = forge_read (g_ptr_array_index (files, 0));
  two = forge_read (g_ptr_array_index (files, 1));
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

const Attack attacks_on_the_store[] = {
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
  { NULL },
};
