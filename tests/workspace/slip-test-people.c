/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

#include "slip-test-people.h"

#include <string.h>

SlipWorkspace *
workspace (Fixture *fixture, guint person)
{
  return fixture->team->people[person];
}

void
assert_all_show (Fixture *fixture, const char *text)
{
  for (guint i = 0; i < fixture->team->n; i++)
    if (!shows (fixture, i, text))
      g_error ("copy %u doesn't show %s", i, text);
}

char *
sign_with (Fixture *fixture, guint person, const char *role, const char *passphrase, GError **error)
{
  return slip_workspace_sign (workspace (fixture, person), fixture->plan, role, "concerns",
                              "too few minutes", passphrase, error);
}

void
assert_refused (Fixture *fixture, guint person, const char *role, int code, const char *says)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *hash = sign_with (fixture, person, role, TEAM_PASSPHRASE, &error);

  g_assert_null (hash);
  g_assert_error (error, SLIP_ERROR, code);
  if (says != NULL && strstr (error->message, says) == NULL)
    g_error ("“%s” doesn't say “%s”", error->message, says);
}

char *
notices (Fixture *fixture, guint person)
{
  SlipSyncReport report = { 0 };
  g_autoptr (GError) error = NULL;
  char *text;

  slip_workspace_sync (workspace (fixture, person), &report, NULL, &error);
  g_assert_no_error (error);
  text = g_strjoinv ("\n", report.notices);
  slip_sync_report_clear (&report);
  return text;
}

void
assert_notice (Fixture *fixture, guint person, const char *part)
{
  g_autofree char *text = notices (fixture, person);

  if (strstr (text, part) == NULL)
    g_error ("“%s” doesn't say “%s”", text, part);
}

SlipPersonInfo *
find_person (GPtrArray *list, const char *id, gboolean pending)
{
  for (guint i = 0; i < list->len; i++)
    {
      SlipPersonInfo *info = g_ptr_array_index (list, i);

      if (g_str_equal (info->id, id) && info->pending == pending)
        return info;
    }
  return NULL;
}

GPtrArray *
members (Fixture *fixture, guint person)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *list = slip_workspace_list_members (workspace (fixture, person), &error);

  g_assert_no_error (error);
  return list;
}

void
admit (Fixture *fixture, guint person, const char *const *roles)
{
  g_autofree char *id = team_id (fixture->team, person);
  g_autoptr (GError) error = NULL;

  slip_workspace_admit (workspace (fixture, 0), id, roles, TEAM_PASSPHRASE, &error);
  g_assert_no_error (error);
}

guint
add_device (Fixture *fixture, guint person)
{
  static const char *const none[] = { NULL };
  guint device = team_join_device (fixture->team, person);

  admit (fixture, device, none);
  team_settle (fixture->team);
  return device;
}
