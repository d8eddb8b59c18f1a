/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A table of attacks. Each is carried out by somebody who doesn't keep to our programs; none of them counts, and each is
 * named by verify, sync or store check, with words that say what happened. */

#include <string.h>

#include "test-attacks.h"

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

static void
add (const Attack *attacks)
{
  for (const Attack *attack = attacks; attack->name != NULL; attack++)
    {
      g_autofree char *path = g_strconcat ("/attacks/", attack->name, NULL);

      g_test_add_data_func (path, attack, test_attack);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/attacks/an-honest-scene-is-not-accused", test_an_honest_scene_is_not_accused);
  add (attacks_on_signatures);
  add (attacks_on_members);
  add (attacks_on_the_log);
  add (attacks_on_the_store);
  return g_test_run ();
}
