/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

#include "slip-test-kept.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "store/slip-database.h"
#include "workspace/slip-home.h"

typedef struct
{
  char *folder; /* the copy */
  GStrv people; /* folders in it */
  guint n_invitations;
  GStrv notes;
} Kept;

static struct
{
  pid_t owner;
  char *root;       /* all of it lies here, until the program ends */
  char *dir;        /* of the team, in there */
  gboolean taken;   /* a team has it */
  GHashTable *kept; /* by kind and time: Kept */
} shelf;

static void
clear_shelf (void)
{
  if (getpid () == shelf.owner)
    remove_tree (shelf.root);
}

static void
prepare_shelf (void)
{
  g_autoptr (GError) error = NULL;

  if (shelf.root != NULL)
    return;
  shelf.root = g_dir_make_tmp ("slipway-test-XXXXXX", &error);
  g_assert_no_error (error);
  /* Guests of some tests pass through; each folder in it is as closed as its case wants it. */
  g_assert_cmpint (g_chmod (shelf.root, 0711), ==, 0);
  shelf.owner = getpid ();
  shelf.dir = g_build_filename (shelf.root, "team", NULL);
  shelf.kept = g_hash_table_new (g_str_hash, g_str_equal);
  atexit (clear_shelf);
}

static gboolean
is_on_shelf (const char *dir)
{
  return g_strcmp0 (shelf.dir, dir) == 0;
}

char *
kept_take_dir (void)
{
  g_autoptr (GError) error = NULL;
  char *dir;

  prepare_shelf ();
  if (!shelf.taken)
    {
      shelf.taken = TRUE;
      g_assert_cmpint (g_mkdir_with_parents (shelf.dir, 0700), ==, 0);
      return g_strdup (shelf.dir);
    }
  dir = g_dir_make_tmp ("slipway-test-XXXXXX", &error);
  g_assert_no_error (error);
  return dir;
}

void
kept_give_dir (const char *dir)
{
  remove_tree (dir);
  if (is_on_shelf (dir))
    shelf.taken = FALSE;
}

/* With modes and times. Descriptors stay open because GLib then needs no fork, which copies all page tables: with sanitizers
 * that takes longer than the copying. */
static void
copy_all (const char *from, const char *to)
{
  const char *argv[] = { "cp", "-a", from, to, NULL };
  g_autoptr (GError) error = NULL;
  int status;

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_LEAVE_DESCRIPTORS_OPEN,
                NULL, NULL, NULL, NULL, &status, &error);
  g_assert_no_error (error);
  g_spawn_check_wait_status (status, &error);
  g_assert_no_error (error);
}

/* A copied workspace finds out that it is one, and would go on under another replica id. */
static void
settle_in (const char *dir)
{
  g_autofree char *path = g_build_filename (dir, "workspace.db", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipDatabase) db = slip_database_open (path, SLIP_DATABASE_WRITE, &error);
  g_autofree char *home = slip_home_of (path);

  g_assert_no_error (error);
  slip_meta_set (db, SLIP_META_HOME, home, &error);
  g_assert_no_error (error);
}

/* What is done at one time can't be gone on with at an earlier one. */
static char *
key_of (const char *kind)
{
  const char *time = g_getenv ("SOURCE_DATE_MS");

  return g_strconcat (kind, " at ", time != NULL ? time : "any time", NULL);
}

void
kept_put (Team *team, const char *kind, const char *const *notes)
{
  g_autofree char *name = NULL;
  g_autoptr (GStrvBuilder) people = NULL;
  Kept *kept;

  if (!is_on_shelf (team->dir))
    return;
  people = g_strv_builder_new ();
  for (guint i = 0; i < team->n; i++)
    {
      g_autofree char *person = g_path_get_basename (slip_workspace_get_dir (team->people[i]));

      g_strv_builder_add (people, person);
      g_clear_object (&team->people[i]);
    }
  name = g_strdup_printf ("kept-%u", g_hash_table_size (shelf.kept));
  kept = g_new0 (Kept, 1);
  kept->folder = g_build_filename (shelf.root, name, NULL);
  kept->people = g_strv_builder_end (people);
  kept->n_invitations = team->n_invitations;
  kept->notes = g_strdupv ((char **) notes);
  copy_all (team->dir, kept->folder);
  g_assert_true (g_hash_table_insert (shelf.kept, key_of (kind), kept));
  for (guint i = 0; i < team->n; i++)
    {
      g_autofree char *dir = team_path (team, kept->people[i]);

      team->people[i] = open_workspace (dir);
    }
}

Team *
kept_get (const char *kind, GStrv *notes)
{
  g_autofree char *key = key_of (kind);
  const Kept *kept = NULL;
  Team *team;

  prepare_shelf ();
  if (!shelf.taken)
    kept = g_hash_table_lookup (shelf.kept, key);
  if (kept == NULL)
    return NULL;
  shelf.taken = TRUE;
  copy_all (kept->folder, shelf.dir);
  team = team_at (shelf.dir);
  team->n_invitations = kept->n_invitations;
  for (; kept->people[team->n] != NULL; team->n++)
    {
      g_autofree char *dir = team_path (team, kept->people[team->n]);

      settle_in (dir);
      team->people[team->n] = open_workspace (dir);
    }
  if (notes != NULL)
    *notes = g_strdupv (kept->notes);
  return team;
}
