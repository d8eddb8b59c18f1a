/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Start, command line, and the actions that need no window. */

#include "ui/app/slip-application.h"

#include <glib/gi18n.h>
#include <stdio.h>

#include "ui/app/slip-drop.h"
#include "ui/app/slip-names.h"
#include "ui/app/slip-preferences.h"
#include "ui/app/slip-settings.h"
#include "ui/app/slip-window.h"
#include "ui/app/slip-work.h"
#include "ui/start/slip-dropped.h"

struct _SlipApplication
{
  AdwApplication parent_instance;
};

G_DEFINE_FINAL_TYPE (SlipApplication, slip_application, ADW_TYPE_APPLICATION)

static SlipWindow *
get_window (SlipApplication *self)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));

  return SLIP_IS_WINDOW (window) ? SLIP_WINDOW (window) : slip_window_new (GTK_APPLICATION (self));
}

static void
slip_application_activate (GApplication *application)
{
  SlipApplication *self = SLIP_APPLICATION (application);
  SlipWindow *window = get_window (self);

  if (slip_window_get_workspace (window) == NULL)
    {
      g_auto (GStrv) known = slip_settings_list_workspaces ();

      if (known[0] != NULL)
        slip_window_open (window, known[0]);
    }
  gtk_window_present (GTK_WINDOW (window));
}

/* A file is looked into; where there is nothing, the page of the workspaces says so. */
static void
slip_application_open (GApplication *application, GFile **files, int n_files, const char *hint)
{
  SlipWindow *window = get_window (SLIP_APPLICATION (application));
  g_autofree char *path = n_files > 0 ? g_file_get_path (files[0]) : NULL;

  gtk_window_present (GTK_WINDOW (window));
  if (path != NULL && g_file_test (path, G_FILE_TEST_IS_REGULAR))
    slip_dropped_open (GTK_WIDGET (window), files[0]);
  else if (path != NULL)
    slip_window_open (window, path);
  if (n_files > 1)
    slip_drop_tell_which (GTK_WIDGET (window), files[0]);
}

static int
slip_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  if (g_variant_dict_contains (options, "version"))
    {
      printf ("slipway %s\n", SLIPWAY_VERSION);
      return 0;
    }
  if (!slip_settings_available ())
    {
      fprintf (stderr, _ ("slipway: its settings (io.github.slipway.Slipway.gschema.xml) are not "
                          "installed; install Slipway, or start it with build-aux/run\n"));
      return 3;
    }
  return -1;
}

static void
on_about_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GtkApplication *self = GTK_APPLICATION (data);

  GtkWidget *about = g_object_new (
      ADW_TYPE_ABOUT_WINDOW, "transient-for", gtk_application_get_active_window (self), "modal",
      TRUE, "application-name", "Slipway", "application-icon", "io.github.slipway.Slipway",
      "version", SLIPWAY_VERSION, "developer-name", _ ("The Slipway authors"), "comments",
      _ ("AI systems into production, under governance"), "license-type", GTK_LICENSE_GPL_3_0,
      "copyright", "© 2026 The Slipway authors", NULL);

  slip_names_complete (about);
  gtk_window_present (GTK_WINDOW (about));
}

/* A notification was clicked. */
static void
on_show_document_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  SlipWindow *window = get_window (SLIP_APPLICATION (data));
  const char *dir;
  const char *document;

  g_variant_get (parameter, "(&s&s)", &dir, &document);
  slip_window_open_document (window, dir, document);
  gtk_window_present (GTK_WINDOW (window));
}

static void
on_preferences_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  slip_preferences_present (get_window (SLIP_APPLICATION (data)));
}

static void
on_quit_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GtkApplication *self = GTK_APPLICATION (data);
  g_autoptr (GList) windows = g_list_copy (gtk_application_get_windows (self));

  /* Each window puts away what is open in it. */
  for (GList *link = windows; link != NULL; link = link->next)
    gtk_window_close (link->data);
}

static void
slip_application_startup (GApplication *application)
{
  static const struct
  {
    const char *action;
    const char *accels[3];
  } accels[] = {
    { "app.quit", { "<Primary>q", NULL } },
    { "app.preferences", { "<Primary>comma", NULL } },
    { "window.close", { "<Primary>w", NULL } },
    { "win.show-help-overlay", { "<Primary>question", NULL } },
    { "win.help", { "F1", NULL } },
    { "win.search", { "<Primary>f", NULL } },
    { "win.new-release", { "<Primary>n", NULL } },
    { "win.back", { "<Alt>Left", NULL } },
    { "win.toggle-sidebar", { "F9", NULL } },
    { "win.undo", { "<Primary>z", NULL } },
    { "win.redo", { "<Primary><Shift>z", NULL } },
  };
  const GActionEntry actions[] = {
    { .name = "about", .activate = on_about_cb },
    { .name = "preferences", .activate = on_preferences_cb },
    { .name = "show-document", .activate = on_show_document_cb, .parameter_type = "(ss)" },
    { .name = "quit", .activate = on_quit_cb },
  };

  G_APPLICATION_CLASS (slip_application_parent_class)->startup (application);
  gtk_window_set_default_icon_name ("io.github.slipway.Slipway");
  g_action_map_add_action_entries (G_ACTION_MAP (application), actions, G_N_ELEMENTS (actions),
                                   application);
  for (guint i = 0; i < G_N_ELEMENTS (accels); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (application), accels[i].action,
                                           (const char *const *) accels[i].accels);
}

static void
slip_application_shutdown (GApplication *application)
{
  /* What was typed is on its way into the database, and nothing may read while main() ends (slip-thread.h). */
  slip_work_end ();
  g_settings_sync ();
  G_APPLICATION_CLASS (slip_application_parent_class)->shutdown (application);
}

static void
slip_application_class_init (SlipApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  application_class->activate = slip_application_activate;
  application_class->open = slip_application_open;
  application_class->handle_local_options = slip_application_handle_local_options;
  application_class->startup = slip_application_startup;
  application_class->shutdown = slip_application_shutdown;
}

static void
slip_application_init (SlipApplication *self)
{
  const GOptionEntry options[] = {
    { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Print the version and leave"), NULL },
    G_OPTION_ENTRY_NULL,
  };

  g_application_add_main_option_entries (G_APPLICATION (self), options);
  g_application_set_option_context_parameter_string (G_APPLICATION (self), _ ("[FOLDER|FILE]"));
  g_application_set_option_context_summary (G_APPLICATION (self),
                                            _ ("Opens the workspace in FOLDER, joins with an "
                                               "invitation, or restores a backup; without, opens "
                                               "what was open last."));
}

SlipApplication *
slip_application_new (void)
{
  return g_object_new (SLIP_TYPE_APPLICATION, "application-id", "io.github.slipway.Slipway",
                       "resource-base-path", "/io/github/slipway/Slipway", "flags",
                       G_APPLICATION_HANDLES_OPEN, NULL);
}
