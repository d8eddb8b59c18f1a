/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

#include "slip-test-conflicts.h"

#include "store/slip-log.h"
#include "store/slip-values.h"
#include "workspace/slip-workspace-private.h"

GPtrArray *
conflicts (Fixture *fixture, guint person)
{
  g_autoptr (GError) error = NULL;
  SlipSyncReport report = { 0 };
  GPtrArray *list = NULL;

  slip_workspace_sync (fixture->team->people[person], &report, NULL, &error);
  g_assert_no_error (error);
  list = slip_workspace_list_conflicts (fixture->team->people[person], NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report.conflicts, ==, list->len);
  slip_sync_report_clear (&report);
  return list;
}

SlipOpenConflict *
only (GPtrArray *list)
{
  g_assert_cmpuint (list->len, ==, 1);
  return g_ptr_array_index (list, 0);
}

const SlipConflictSide *
side (const SlipOpenConflict *conflict, guint n)
{
  g_assert_cmpuint (n, <, conflict->sides->len);
  return g_ptr_array_index (conflict->sides, n);
}

const SlipConflictSide *
side_of (Fixture *fixture, const SlipOpenConflict *conflict, guint person)
{
  g_autofree char *id = team_id (fixture->team, person);

  for (guint i = 0; i < conflict->sides->len; i++)
    if (g_str_equal (side (conflict, i)->person, id))
      return side (conflict, i);
  g_assert_not_reached ();
}

void
settle (Fixture *fixture, guint person, const char *path, SlipResolution how, const char *value)
{
  g_autoptr (GError) error = NULL;

  slip_workspace_resolve_conflict (fixture->team->people[person], fixture->plan, path, how, value,
                                   NULL, &error);
  g_assert_no_error (error);
}

void
settle_fails (Fixture *fixture, guint person, const char *path, SlipResolution how,
              const char *value, int code)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *before = team_digest (fixture->team, person);
  g_autofree char *after = NULL;

  g_assert_false (slip_workspace_resolve_conflict (fixture->team->people[person], fixture->plan,
                                                   path, how, value, NULL, &error));
  g_assert_error (error, SLIP_ERROR, code);
  after = team_digest (fixture->team, person);
  g_assert_cmpstr (before, ==, after);
}

void
assert_settled (Fixture *fixture)
{
  team_settle (fixture->team);
  for (guint i = 0; i < fixture->team->n; i++)
    {
      g_autoptr (GPtrArray) list = conflicts (fixture, i);

      g_assert_cmpuint (list->len, ==, 0);
    }
}

void
set_at (Fixture *fixture, guint person, const char *path, const char *value, gint64 ms)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, ms);

  g_setenv ("SOURCE_DATE_MS", text, TRUE);
  set (fixture, person, path, value);
  g_unsetenv ("SOURCE_DATE_MS");
}

char *
text_of (Fixture *fixture, guint person, const char *row, const char *field)
{
  return slip_values_text (slip_workspace_reader (fixture->team->people[person]), fixture->plan,
                           row, field, NULL);
}

void
assert_text (Fixture *fixture, const char *row, const char *field, const char *wanted)
{
  for (guint i = 0; i < fixture->team->n; i++)
    {
      g_autofree char *text = text_of (fixture, i, row, field);

      g_assert_cmpstr (text, ==, wanted);
    }
}

typedef struct
{
  const char *record;
  const char *row;
  const char *field;
  const char *value;
} Raw;

static gboolean
write_raw (SlipWorkspace *self, SlipDatabase *db, gpointer data, GError **error)
{
  Raw *raw = data;

  return slip_write_value (db, raw->record, raw->row, raw->field, raw->value, error);
}

void
set_raw (SlipWorkspace *workspace, const char *record, const char *row, const char *field,
         const char *value)
{
  Raw raw = { record, row, field, value };
  g_autoptr (GError) error = NULL;

  slip_workspace_edit (workspace, write_raw, &raw, &error);
  g_assert_no_error (error);
}

static gboolean
delete_raw (SlipWorkspace *self, SlipDatabase *db, gpointer data, GError **error)
{
  Raw *raw = data;
  g_autoptr (GArray) names =
      slip_values_names (db, raw->record, raw->row, SLIP_FIELD_DELETE, NULL, error);
  g_autoptr (SlipOp) op =
      slip_log_do (db, SLIP_OP_DELETE, SLIP_UNKNOWN_RECORD_READ_ONLY, raw->record,
                   (const SlipOpName *) (gpointer) names->data, names->len,
                   g_variant_new ("(@ay)", slip_op_id_variant (raw->row)), error);

  return op != NULL;
}

void
remove_raw (SlipWorkspace *workspace, const char *record, const char *row)
{
  Raw raw = { record, row, NULL, NULL };
  g_autoptr (GError) error = NULL;

  slip_workspace_edit (workspace, delete_raw, &raw, &error);
  g_assert_no_error (error);
}
