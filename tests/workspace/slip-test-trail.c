/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

#include "slip-test-trail.h"

static void
kept_free (gpointer data)
{
  Kept *kept = data;

  g_free (kept->op);
  g_free (kept->time);
  g_free (kept->not_before);
  g_free (kept->name);
  g_free (kept->device);
  g_free (kept->kind);
  g_free (kept->action);
  g_free (kept->record);
  g_free (kept->title);
  g_free (kept->path);
  g_free (kept->label);
  g_free (kept->old);
  g_free (kept->value);
  g_free (kept->reason);
  g_free (kept->note);
  g_free (kept);
}

static gboolean
keep (const SlipTrailEntry *entry, gpointer data, GError **error)
{
  Kept *kept = g_new0 (Kept, 1);

  kept->op = g_strdup (entry->op);
  kept->time = g_strdup (entry->time);
  kept->not_before = g_strdup (entry->not_before);
  kept->name = g_strdup (entry->name);
  kept->device = g_strdup (entry->device);
  kept->kind = g_strdup (entry->kind);
  kept->action = g_strdup (entry->action);
  kept->record = g_strdup (entry->record);
  kept->title = g_strdup (entry->title);
  kept->path = g_strdup (entry->path);
  kept->label = g_strdup (entry->label);
  kept->old = g_strjoinv ("|", entry->old);
  kept->value = g_strdup (entry->value);
  kept->reason = g_strdup (entry->reason);
  kept->note = g_strdup (entry->note);
  kept->state = entry->state;
  g_ptr_array_add (data, kept);
  return TRUE;
}

GPtrArray *
read_trail (SlipWorkspace *workspace, const SlipTrailFilter *filter)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (kept_free);
  g_autoptr (GError) error = NULL;

  slip_workspace_trail (workspace, filter, keep, list, &error);
  g_assert_no_error (error);
  return list;
}

const Kept *
at (GPtrArray *list, guint n)
{
  g_assert_cmpuint (n, <, list->len);
  return g_ptr_array_index (list, n);
}

const Kept *
last (GPtrArray *list)
{
  g_assert_cmpuint (list->len, >, 0);
  return at (list, list->len - 1);
}

GHashTable *
names (GPtrArray *list)
{
  GHashTable *set = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < list->len; i++)
    g_assert_true (g_hash_table_add (set, at (list, i)->op));
  return set;
}

void
assert_within (GPtrArray *part, GPtrArray *whole)
{
  guint n = 0;

  for (guint i = 0; i < whole->len && n < part->len; i++)
    if (g_str_equal (at (whole, i)->op, at (part, n)->op))
      n++;
  g_assert_cmpuint (n, ==, part->len);
}
