/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Single values by index: a list of thousands takes no tree of any of their documents. */

#include "forms/slip-form.h"

#include <glib/gi18n-lib.h>
#include "store/slip-values.h"
#include "workspace/slip-workspace-private.h"

#define LESSONS "lessons-learned"

/* What a person reads in a field; a set comes with a member a line. */
static char *
read_text (SlipDatabase *db, const char *record, SlipFormNode *node)
{
  g_autofree char *value = slip_values_text (db, record, "", node->cell, NULL);
  g_auto (GStrv) members = NULL;

  if (value == NULL || *value == '\0')
    return g_strdup ("");
  if (node->type != SLIP_FIELD_CHOICES)
    return slip_form_display_value (db, record, node, value);
  members = g_strsplit (value, "\n", -1);
  for (guint i = 0; members[i] != NULL; i++)
    {
      g_autofree char *member = members[i];

      members[i] = g_strdup (node->codes != NULL ? slip_form_code_text (node, member) : member);
    }
  return g_strjoinv (", ", members);
}

GStrv
slip_workspace_get_texts (SlipWorkspace *self, const char *record, const char *const *paths,
                          GError **error)
{
  SlipDatabase *db = slip_workspace_reader (self);
  g_autofree char *id = slip_workspace_resolve (
      self, SLIP_RECORD_RELEASE | SLIP_RECORD_DOCUMENT | SLIP_RECORD_DELETED, record, error);
  g_autoptr (SlipForm) form = id != NULL ? slip_forms_for_record (db, id, error) : NULL;
  g_autoptr (GStrvBuilder) texts = g_strv_builder_new ();

  if (form == NULL)
    return NULL;
  for (guint i = 0; paths[i] != NULL; i++)
    {
      g_autofree char *row = NULL;
      SlipFormNode *node = slip_form_find_cell (form, paths[i], &row, error);
      g_autofree char *text = NULL;

      if (node == NULL)
        return NULL;
      if (node->cell == NULL || node->table != NULL || node->calculate != NULL)
        {
          g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND,
                       _ ("%s is no stored field outside of tables"), paths[i]);
          return NULL;
        }
      text = read_text (db, id, node);
      g_strv_builder_add (texts, text);
    }
  return g_strv_builder_end (texts);
}

/* == lessons == */

void
slip_lesson_info_free (SlipLessonInfo *info)
{
  g_free (info->record);
  g_free (info->release);
  g_free (info->release_title);
  g_free (info->title);
  g_free (info->kind);
  g_free (info->code);
  g_free (info->stage);
  g_free (info->lesson);
  g_free (info->tags);
  g_free (info);
}

/* Organisations may change the form: what theirs doesn't ask stays empty. */
static char *
read_if_asked (SlipDatabase *db, SlipForm *form, const char *record, const char *path)
{
  SlipFormNode *node = slip_form_find (form, path);

  return node != NULL && node->cell != NULL && node->table == NULL && node->calculate == NULL
             ? read_text (db, record, node)
             : g_strdup ("");
}

static SlipLessonInfo *
read_lesson (SlipDatabase *db, SlipForm *form, const char *record, const char *number)
{
  SlipLessonInfo *info = g_new0 (SlipLessonInfo, 1);

  info->record = g_strdup (record);
  info->title = read_if_asked (db, form, record, "lesson/title");
  if (*info->title == '\0')
    {
      g_free (info->title);
      info->title = read_if_asked (db, form, record, "header/title");
    }
  if (*info->title == '\0')
    {
      g_free (info->title);
      info->title = g_strdup (number);
    }
  info->kind = read_if_asked (db, form, record, "lesson/kind");
  info->code = slip_values_text (db, record, "", "lesson/kind", NULL);
  if (info->code == NULL)
    info->code = g_strdup ("");
  info->stage = read_if_asked (db, form, record, "lesson/stage");
  info->lesson = read_if_asked (db, form, record, "lesson/lesson");
  if (*info->lesson == '\0')
    {
      g_free (info->lesson);
      info->lesson = read_if_asked (db, form, record, "lesson/recommendation");
    }
  info->tags = read_if_asked (db, form, record, "lesson/tags");
  return info;
}

GPtrArray *
slip_workspace_list_lessons (SlipWorkspace *self, GError **error)
{
  SlipDatabase *db = slip_workspace_reader (self);
  g_autoptr (GPtrArray) list =
      g_ptr_array_new_with_free_func ((GDestroyNotify) slip_lesson_info_free);
  g_autoptr (GHashTable) releases = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GError) failure = NULL;
  g_autoptr (SlipQuery) query = slip_database_query (
      db, error,
      "SELECT id, release, number, wall FROM record WHERE kind = 'document' AND form = ? AND NOT "
      "dead ORDER BY wall DESC, id DESC",
      "s", LESSONS);

  if (query == NULL)
    return NULL;
  while (slip_query_next (query, &failure))
    {
      const char *id = slip_query_text (query, 0);
      const char *release = slip_query_text (query, 1);
      g_autoptr (SlipForm) form = slip_forms_for_record (db, id, NULL);
      SlipLessonInfo *info;

      /* Its definition has not arrived yet: the next sync brings it. */
      if (form == NULL)
        continue;
      info = read_lesson (db, form, id, slip_query_text (query, 2));
      if (!g_hash_table_contains (releases, release))
        g_hash_table_insert (releases, g_strdup (release), slip_record_title (db, release));
      info->release = g_strdup (release);
      info->release_title = g_strdup (g_hash_table_lookup (releases, release));
      info->created_ms = slip_query_int (query, 3);
      g_ptr_array_add (list, info);
    }
  if (failure == NULL)
    return g_steal_pointer (&list);
  g_propagate_error (error, g_steal_pointer (&failure));
  return NULL;
}
