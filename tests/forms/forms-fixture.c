/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* See forms-fixture.h. */

#include "forms-fixture.h"

#include <string.h>

#include "store/slip-blobs.h"

static gint64 next_clock = 1;

SlipDatabase *
fixture_database (void)
{
  g_autoptr (GError) error = NULL;
  SlipDatabase *database =
      slip_database_open (":memory:", SLIP_DATABASE_WRITE | SLIP_DATABASE_CREATE, &error);

  g_assert_no_error (error);
  slip_database_run (
      database, &error,
      "INSERT INTO record (id, kind, person, wall, utc_offset, replica, clock) VALUES "
      "(?, 'release', ?, 0, 0, 'r', 1)",
      "ss", FIXTURE_RELEASE, FIXTURE_PERSON);
  g_assert_no_error (error);
  slip_database_run (
      database, &error,
      "INSERT INTO member (person, name, admission, admitter, depth) VALUES (?, 'Ada "
      "Lovelace', '', '', 0)",
      "s", FIXTURE_PERSON);
  g_assert_no_error (error);
  fixture_value (database, FIXTURE_RELEASE, "", SLIP_RELEASE_TITLE, "Claims triage 2.4");
  return database;
}

char *
fixture_id (const char *name)
{
  char *id = g_strnfill (26, 'a');

  memcpy (id, name, strlen (name));
  return id;
}

GBytes *
fixture_definition (const char *id, const char *body)
{
  char *text =
      g_strdup_printf ("<form xmlns='" SLIP_FORM_NAMESPACE
                       "' id='%s' code='T' version='1'><title>Test form</title>\n%s\n</form>",
                       id, body);

  return g_bytes_new_take (text, strlen (text));
}

SlipForm *
fixture_form (const char *id, const char *body)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = fixture_definition (id, body);
  SlipForm *form = slip_form_new_from_bytes (bytes, NULL, NULL, &error);

  g_assert_no_error (error);
  return form;
}

char *
fixture_refusal (const char *body)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = fixture_definition ("test", body);
  g_autoptr (SlipForm) form = slip_form_new_from_bytes (bytes, NULL, NULL, &error);

  g_assert_true ((form == NULL) == (error != NULL));
  return error != NULL ? g_strdup (error->message) : NULL;
}

void
fixture_document (SlipDatabase *database, SlipForm *form, const char *record)
{
  g_autoptr (GError) error = NULL;

  slip_blobs_put (database, slip_form_get_bytes (form), NULL, &error);
  g_assert_no_error (error);
  slip_database_run (
      database, &error,
      "INSERT INTO record (id, kind, release, form, definition, number, person, wall, "
      "utc_offset, replica, clock) VALUES (?, 'document', ?, ?, ?, '2026-T-01', ?, 0, "
      "0, 'r', ?)",
      "sssssi", record, FIXTURE_RELEASE, slip_form_get_id (form), slip_form_get_digest (form),
      FIXTURE_PERSON, ++next_clock);
  g_assert_no_error (error);
}

void
fixture_value_full (SlipDatabase *database, const char *record, const char *row, const char *field,
                    const char *value, const char *kind, gboolean shown)
{
  g_autoptr (GError) error = NULL;

  slip_database_run (
      database, &error,
      "INSERT INTO value (record, row, field, kind, value, replica, clock, person, wall, "
      "utc_offset, shown) VALUES (?, ?, ?, ?, ?, 'r', ?, ?, 0, 0, ?)",
      "sssssisi", record, row, field, kind, value, ++next_clock, FIXTURE_PERSON, (gint64) shown);
  g_assert_no_error (error);
}

void
fixture_value (SlipDatabase *database, const char *record, const char *row, const char *field,
               const char *value)
{
  g_autoptr (GError) error = NULL;

  slip_database_run (database, &error,
                     "DELETE FROM value WHERE record = ? AND row = ? AND field = ?", "sss", record,
                     row, field);
  g_assert_no_error (error);
  fixture_value_full (database, record, row, field, value, "v", TRUE);
}

void
fixture_row (SlipDatabase *database, const char *record, const char *id, const char *parent,
             const char *table, const char *position)
{
  g_autoptr (GError) error = NULL;

  slip_database_run (database, &error,
                     "INSERT INTO row (record, id, parent, tbl, position) VALUES (?, ?, ?, ?, ?)",
                     "sssss", record, id, parent, table, position);
  g_assert_no_error (error);
}

char *
fixture_get (SlipDatabase *database, SlipForm *form, const char *record, const char *path)
{
  g_autoptr (SlipScope) scope = slip_scope_new (database, form, record);
  g_autoptr (GError) error = NULL;
  g_autofree char *row = NULL;
  SlipFormNode *node = slip_form_find_cell (form, path, &row, &error);
  char *value;

  g_assert_no_error (error);
  value = slip_scope_get_value (scope, node, row, &error);
  g_assert_no_error (error);
  return value;
}

void
fixture_assert (SlipDatabase *database, SlipForm *form, const char *record, const char *path,
                const char *expected)
{
  g_autofree char *value = fixture_get (database, form, record, path);

  g_assert_cmpstr (value, ==, expected);
}
