/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Known workspaces are a list of folders, the newest first. A folder that is away (a disk that isn't plugged in) stays in
 * the list. */

#include "ui/app/slip-settings.h"

#include <string.h>

#define SCHEMA "io.github.slipway.Slipway"
#define MAX_KNOWN 50

gboolean
slip_settings_available (void)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema =
      source != NULL ? g_settings_schema_source_lookup (source, SCHEMA, TRUE) : NULL;

  return schema != NULL;
}

GSettings *
slip_settings_get (void)
{
  static GSettings *settings;

  if (settings == NULL)
    settings = g_settings_new (SCHEMA);
  return settings;
}

GStrv
slip_settings_list_known (void)
{
  return g_settings_get_strv (slip_settings_get (), "workspaces");
}

GStrv
slip_settings_list_workspaces (void)
{
  g_auto (GStrv) all = slip_settings_list_known ();
  g_autoptr (GStrvBuilder) there = g_strv_builder_new ();

  for (guint i = 0; all[i] != NULL; i++)
    {
      g_autofree char *path = g_build_filename (all[i], "workspace.db", NULL);

      if (g_file_test (path, G_FILE_TEST_EXISTS))
        g_strv_builder_add (there, all[i]);
    }
  return g_strv_builder_end (there);
}

/* Where @dir stands among @all; their number when it doesn't. */
static guint
place_of (char **all, const char *dir)
{
  guint i = 0;

  while (all[i] != NULL && !g_str_equal (all[i], dir))
    i++;
  return i;
}

/* Takes @dir out of the list, and in again at @place, unless that is MAX_KNOWN. */
static void
move (const char *dir, guint place)
{
  g_auto (GStrv) all = slip_settings_list_known ();
  g_autoptr (GPtrArray) list = g_ptr_array_new ();

  for (guint i = 0; all[i] != NULL; i++)
    if (!g_str_equal (all[i], dir))
      g_ptr_array_add (list, all[i]);
  if (place < MAX_KNOWN)
    g_ptr_array_insert (list, (int) MIN (place, list->len), (char *) dir);
  g_ptr_array_set_size (list, (int) MIN (list->len, MAX_KNOWN));
  g_ptr_array_add (list, NULL);
  g_settings_set_strv (slip_settings_get (), "workspaces", (const char *const *) list->pdata);
}

void
slip_settings_use_workspace (const char *dir)
{
  g_autofree char *whole = g_canonicalize_filename (dir, NULL);

  move (whole, 0);
}

guint
slip_settings_forget_workspace (const char *dir)
{
  g_auto (GStrv) all = slip_settings_list_known ();
  guint place = place_of (all, dir);

  move (dir, MAX_KNOWN);
  return place;
}

void
slip_settings_remember_workspace (const char *dir, guint place)
{
  move (dir, MIN (place, MAX_KNOWN - 1));
}

char *
slip_settings_folder_for (const char *name)
{
  g_autofree char *above = g_build_filename (g_get_user_data_dir (), "slipway", NULL);

  return slip_settings_folder_in (above, name);
}

char *
slip_settings_folder_in (const char *above, const char *name)
{
  g_autofree char *plain = g_str_to_ascii (name, NULL);
  g_autoptr (GString) slug = g_string_new (NULL);

  for (const char *c = plain; *c != '\0' && slug->len < 40; c++)
    if (g_ascii_isalnum (*c))
      g_string_append_c (slug, g_ascii_tolower (*c));
    else if (slug->len > 0 && slug->str[slug->len - 1] != '-')
      g_string_append_c (slug, '-');
  while (slug->len > 0 && slug->str[slug->len - 1] == '-')
    g_string_truncate (slug, slug->len - 1);
  if (slug->len == 0)
    g_string_assign (slug, "workspace");
  for (guint i = 1;; i++)
    {
      g_autofree char *last =
          i == 1 ? g_strdup (slug->str) : g_strdup_printf ("%s-%u", slug->str, i);
      g_autofree char *dir = g_build_filename (above, last, NULL);

      if (!g_file_test (dir, G_FILE_TEST_EXISTS))
        return g_steal_pointer (&dir);
    }
}
