/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The genesis comes back as written; nothing else is taken for one. */

#include "trust-fixture.h"

#include <string.h>

static char *
text_of (GBytes *bytes)
{
  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static SlipError
code_of (const char *text)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (slip_genesis_parse_text (text, &error));
  g_assert_nonnull (error);
  g_assert_true (error->domain == SLIP_ERROR);
  g_assert_null (strchr (error->message, '\n'));
  return error->code;
}

static SlipError
code_after (const char *text, const char *from, const char *to)
{
  g_autoptr (GString) changed = g_string_new (text);

  g_assert_cmpuint (g_string_replace (changed, from, to, 1), ==, 1);
  return code_of (changed->str);
}

static void
test_round_trip (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  g_autoptr (Actor) founder = actor_new (random, "Zoë \"Z\" <Müller> & Co");
  g_autoptr (SlipGenesis) genesis = make_genesis (founder);
  g_autoptr (SlipGenesis) again = NULL;
  g_autoptr (GError) error = NULL;

  again = slip_genesis_parse (genesis->bytes, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (again->name, ==, "Claims triage");
  g_assert_cmpstr (again->person_name, ==, founder->name);
  g_assert_cmpstr (again->person, ==, founder->person);
  g_assert_cmpstr (again->workspace, ==, genesis->workspace);
  g_assert_cmpuint (strlen (again->workspace), ==, SLIP_HASH_BASE32);
  g_assert_cmpstr (again->roles[0], ==, SLIP_ROLE_ADMINISTRATOR);
  g_assert_cmpstr (again->roles[1], ==, "project-manager");
  g_assert_null (again->roles[2]);
  g_assert_cmpmem (again->signing, SLIP_KEY_BYTES, founder->signing->public, SLIP_KEY_BYTES);
  g_assert_cmpint (again->time_ms, >, 0);
}

static void
test_two_differ (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  g_autoptr (Actor) founder = actor_new (random, "Ada");
  g_autoptr (SlipGenesis) one = make_genesis (founder);
  g_autoptr (SlipGenesis) other = make_genesis (founder);

  g_assert_cmpstr (one->workspace, !=, other->workspace);
}

static void
test_limits (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  g_autoptr (Actor) founder = actor_new (random, "Ada");
  g_autofree char *longest = g_strnfill (SLIP_NAME_MAX_BYTES, 'a');
  g_autofree char *longer = g_strnfill (SLIP_NAME_MAX_BYTES + 1, 'a');
  const char *const bad_roles[] = { "Project Manager", NULL };
  const char *const names[] = { "", longer, "\xff" };
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipGenesis) genesis = NULL;

  genesis = slip_genesis_new (longest, NULL, longest, NULL, founder->device->public,
                              founder->signing->public, founder->signing->exchange_public, &error);
  g_assert_no_error (error);
  g_assert_true (slip_id_is_valid (genesis->person));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_assert_null (slip_genesis_new (names[i], NULL, "Ada", NULL, founder->device->public,
                                       founder->signing->public, founder->signing->exchange_public,
                                       &error));
      g_assert_error (error, SLIP_ERROR, SLIP_ERROR_INVALID);
      g_clear_error (&error);
    }
  g_assert_null (slip_genesis_new ("Name", NULL, "Ada", bad_roles, founder->device->public,
                                   founder->signing->public, founder->signing->exchange_public,
                                   &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_INVALID);
}

static void
test_strict (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  g_autoptr (Actor) founder = actor_new (random, "Ada");
  g_autoptr (SlipGenesis) genesis = make_genesis (founder);
  g_autofree char *text = text_of (genesis->bytes);
  g_autofree char *huge = g_strnfill (SLIP_TRUST_TEXT_MAX + 1, ' ');

  g_assert_cmpint (code_of (""), ==, SLIP_ERROR_INVALID);
  g_assert_cmpint (code_of ("<html/>"), ==, SLIP_ERROR_INVALID);
  g_assert_cmpint (code_of (huge), ==, SLIP_ERROR_TOO_LARGE);
  g_assert_cmpint (code_after (text, "genesis:1", "genesis:2"), ==, SLIP_ERROR_TOO_NEW);
  g_assert_cmpint (code_after (text, "  <time>", "  <extra/>\n  <time>"), ==, SLIP_ERROR_INVALID);
  g_assert_cmpint (code_after (text, "</genesis>", "  <extra/>\n</genesis>"), ==,
                   SLIP_ERROR_INVALID);
  g_assert_cmpint (code_after (text, "<name>", "<name extra=\"1\">"), ==, SLIP_ERROR_INVALID);
  g_assert_cmpint (code_after (text, "<name>Ada", "<name><b/>Ada"), ==, SLIP_ERROR_INVALID);
  g_assert_cmpint (code_after (text, "\n  <name>", "\n <name>"), ==, SLIP_ERROR_INVALID);
  g_assert_cmpint (code_after (text, "    <role>administrator</role>\n", ""), ==,
                   SLIP_ERROR_INVALID);
  g_assert_cmpint (code_after (text, "<name>Ada", "<name><!-- x -->Ada"), ==, SLIP_ERROR_INVALID);
  g_assert_cmpint (code_after (text, "<name>Ada", "<name>&#65;da"), ==, SLIP_ERROR_INVALID);
}

static void
test_entity_bomb (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  g_autoptr (Actor) founder = actor_new (random, "Ada");
  g_autoptr (SlipGenesis) genesis = make_genesis (founder);
  g_autofree char *text = text_of (genesis->bytes);
  g_autoptr (GString) bomb = g_string_new ("<!DOCTYPE genesis [<!ENTITY a \"aaaaaaaaaa\">");

  for (char c = 'b'; c < 'l'; c++)
    g_string_append_printf (bomb, "<!ENTITY %c \"&%c;&%c;&%c;&%c;&%c;&%c;&%c;&%c;&%c;&%c;\">", c,
                            c - 1, c - 1, c - 1, c - 1, c - 1, c - 1, c - 1, c - 1, c - 1, c - 1);
  g_string_append (bomb, "]>\n");
  g_string_append (bomb, text);
  g_string_replace (bomb, "<name>Ada", "<name>&k;", 1);
  g_assert_cmpint (code_of (bomb->str), ==, SLIP_ERROR_INVALID);
}

static void
test_every_cut (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  g_autoptr (Actor) founder = actor_new (random, "Ada");
  g_autoptr (SlipGenesis) genesis = make_genesis (founder);
  g_autofree char *text = text_of (genesis->bytes);

  for (gsize i = strlen (text); i > 0; i--)
    {
      text[i - 1] = '\0';
      g_assert_cmpint (code_of (text), ==, SLIP_ERROR_INVALID);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/trust/genesis/comes-back-as-written", test_round_trip);
  g_test_add_func ("/trust/genesis/two-of-one-founder-differ", test_two_differ);
  g_test_add_func ("/trust/genesis/limits-hold", test_limits);
  g_test_add_func ("/trust/genesis/only-what-slipway-writes-is-read", test_strict);
  g_test_add_func ("/trust/genesis/an-entity-bomb-is-refused", test_entity_bomb);
  g_test_add_func ("/trust/genesis/every-cut-is-refused", test_every_cut);
  return g_test_run ();
}
