/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The first page. The sample is made by the same code as "slipwayctl demo", in a folder of its own. */

#define G_LOG_DOMAIN "slipway"

#include "ui/start/slip-welcome-page.h"

#include <glib/gi18n.h>

#include "ui/app/slip-feedback.h"
#include "ui/app/slip-settings.h"
#include "ui/app/slip-work.h"
#include "workspace/slip-demo.h"
#include "workspace/slip-workspace.h"

struct _SlipWelcomePage
{
  AdwBin parent_instance;
  AdwPreferencesGroup *known_group;
  GPtrArray *known; /* (element-type GtkWidget): rows of known_group */
  GtkSpinner *sample_spinner;
  GtkLabel *progress;
};

G_DEFINE_FINAL_TYPE (SlipWelcomePage, slip_welcome_page, ADW_TYPE_BIN)

/* == known workspaces == */

char *
slip_welcome_page_name_of (const char *dir)
{
  g_autoptr (SlipWorkspace) workspace = slip_workspace_open (dir, NULL);
  char *name = workspace != NULL ? slip_workspace_get_info (workspace, "name", NULL) : NULL;

  return name != NULL ? name : g_path_get_basename (dir);
}

void
slip_welcome_page_refresh (SlipWelcomePage *self)
{
  g_auto (GStrv) dirs = slip_settings_list_workspaces ();

  for (guint i = 0; i < self->known->len; i++)
    adw_preferences_group_remove (self->known_group, g_ptr_array_index (self->known, i));
  g_ptr_array_set_size (self->known, 0);
  for (guint i = 0; dirs[i] != NULL; i++)
    {
      GtkWidget *row = adw_action_row_new ();
      g_autofree char *name = slip_welcome_page_name_of (dirs[i]);

      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), dirs[i]);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                                 gtk_image_new_from_icon_name ("go-next-symbolic"));
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "win.open-workspace");
      gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "s", dirs[i]);
      adw_preferences_group_add (self->known_group, row);
      g_ptr_array_add (self->known, row);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->known_group), self->known->len > 0);
}

/* == the sample == */

/* A line of the demo, on its way to the main thread. */
typedef struct
{
  GWeakRef page;
  char *text;
} Line;

static gboolean
on_line_cb (gpointer data)
{
  Line *line = data;
  g_autoptr (SlipWelcomePage) self = g_weak_ref_get (&line->page);

  if (self != NULL)
    gtk_label_set_label (self->progress, line->text);
  g_weak_ref_clear (&line->page);
  g_free (line->text);
  g_free (line);
  return G_SOURCE_REMOVE;
}

typedef struct
{
  GWeakRef page;
  char *dir;
} Sample;

static void
sample_free (Sample *sample)
{
  g_weak_ref_clear (&sample->page);
  g_free (sample->dir);
  g_free (sample);
}

static void
on_said_cb (const char *text, gpointer data)
{
  Sample *sample = data;
  Line *line = g_new0 (Line, 1);
  g_autoptr (GObject) page = g_weak_ref_get (&sample->page);

  g_weak_ref_init (&line->page, page);
  line->text = g_strdup (text);
  g_idle_add (on_line_cb, line);
}

static gpointer
make_sample (gpointer data, GCancellable *cancellable, GError **error)
{
  Sample *sample = data;
  SlipDemo demo = { .dir = sample->dir, .say = on_said_cb, .data = sample };

  if (!slip_demo_run (&demo, cancellable, error))
    return NULL;
  return g_build_filename (sample->dir, "pm", NULL);
}

static void
set_busy (SlipWelcomePage *self, gboolean busy)
{
  gtk_spinner_set_spinning (self->sample_spinner, busy);
  gtk_widget_set_visible (GTK_WIDGET (self->progress), busy);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "welcome.sample", !busy);
}

static void
on_sample_made_cb (gpointer owner, gpointer result, const GError *error, gpointer data)
{
  SlipWelcomePage *self = owner;

  set_busy (self, FALSE);
  if (result == NULL)
    slip_feedback_error (GTK_WIDGET (self), _ ("The Sample Could Not Be Made"), error);
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "win.open-workspace", "s", result);
}

static void
on_sample_cb (GtkWidget *widget, const char *name, GVariant *target)
{
  SlipWelcomePage *self = SLIP_WELCOME_PAGE (widget);
  Sample *sample = g_new0 (Sample, 1);

  g_weak_ref_init (&sample->page, self);
  sample->dir = g_build_filename (g_get_user_data_dir (), "slipway", "sample", NULL);
  set_busy (self, TRUE);
  slip_work_read (self, make_sample, sample, (GDestroyNotify) sample_free, on_sample_made_cb,
                  g_free, NULL);
}

/* == life == */

static void
slip_welcome_page_finalize (GObject *object)
{
  g_ptr_array_unref (SLIP_WELCOME_PAGE (object)->known);
  G_OBJECT_CLASS (slip_welcome_page_parent_class)->finalize (object);
}

static void
slip_welcome_page_class_init (SlipWelcomePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = slip_welcome_page_finalize;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/slipway/Slipway/ui/start/slip-welcome-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SlipWelcomePage, known_group);
  gtk_widget_class_bind_template_child (widget_class, SlipWelcomePage, sample_spinner);
  gtk_widget_class_bind_template_child (widget_class, SlipWelcomePage, progress);
  gtk_widget_class_install_action (widget_class, "welcome.sample", NULL, on_sample_cb);
}

static void
slip_welcome_page_init (SlipWelcomePage *self)
{
  self->known = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  slip_welcome_page_refresh (self);
}
