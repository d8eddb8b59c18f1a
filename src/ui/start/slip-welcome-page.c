/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The first page. The sample is made by the same code as "slipwayctl demo", in a folder of its own. */

#include "ui/start/slip-welcome-page.h"

#include <glib/gi18n.h>

#include "ui/app/slip-drop.h"
#include "ui/app/slip-feedback.h"
#include "ui/app/slip-known.h"
#include "ui/app/slip-settings.h"
#include "ui/app/slip-work.h"
#include "ui/start/slip-create.h"
#include "ui/start/slip-dropped.h"
#include "ui/start/slip-join.h"
#include "ui/start/slip-restore.h"
#include "workspace/slip-demo.h"

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

static void
on_forget_cb (GtkWidget *widget, const char *name, GVariant *target)
{
  const char *dir;
  const char *title;
  g_autofree char *text = NULL;
  g_autofree char *action = NULL;
  guint place;

  g_variant_get (target, "(&s&s)", &dir, &title);
  place = slip_settings_forget_workspace (dir);
  text = g_strdup_printf (_ ("“%s” is off the list; its folder stays"), title);
  action =
      g_action_print_detailed_name ("win.remember-workspace", g_variant_new ("(su)", dir, place));
  slip_feedback_toast_action (widget, text, _ ("_Undo"), action);
}

static GtkWidget *
make_known_row (const SlipKnown *known)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *forget = gtk_button_new_from_icon_name ("list-remove-symbolic");
  g_autofree char *forget_name = g_strdup_printf (_ ("Take “%s” off the List"), known->name);
  g_autofree char *shown_dir = g_filename_display_name (known->dir);
  g_autofree char *subtitle = known->problem != NULL
                                  ? g_strdup_printf ("%s\n%s", shown_dir, known->problem)
                                  : g_strdup (shown_dir);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), known->name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  gtk_widget_set_valign (forget, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (forget, "flat");
  gtk_widget_set_tooltip_text (forget, _ ("Take off the List"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (forget), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  forget_name, -1);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (forget), "(ss)", known->dir, known->name);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (forget), "welcome.forget");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), forget);
  if (known->problem != NULL)
    {
      adw_action_row_add_prefix (ADW_ACTION_ROW (row),
                                 gtk_image_new_from_icon_name ("dialog-warning-symbolic"));
      return row;
    }
  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             gtk_image_new_from_icon_name ("go-next-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "s", known->dir);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "win.open-workspace");
  return row;
}

static void
on_known_cb (gpointer owner, gpointer result, const GError *error, gpointer data)
{
  SlipWelcomePage *self = owner;
  GPtrArray *list = result;

  for (guint i = 0; i < self->known->len; i++)
    adw_preferences_group_remove (self->known_group, g_ptr_array_index (self->known, i));
  g_ptr_array_set_size (self->known, 0);
  for (guint i = 0; i < list->len; i++)
    {
      GtkWidget *row = make_known_row (g_ptr_array_index (list, i));

      adw_preferences_group_add (self->known_group, row);
      g_ptr_array_add (self->known, row);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->known_group), self->known->len > 0);
}

/* Nobody reads the list while another page is in sight. */
static void
refresh (SlipWelcomePage *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    slip_known_read (self, on_known_cb);
}

static void
slip_welcome_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (slip_welcome_page_parent_class)->map (widget);
  refresh (SLIP_WELCOME_PAGE (widget));
}

/* == making and joining == */

static void
on_create_cb (GtkWidget *widget, const char *name, GVariant *target)
{
  slip_create_present (widget);
}

static void
on_join_cb (GtkWidget *widget, const char *name, GVariant *target)
{
  slip_join_present (widget, NULL);
}

/* A folder is a workspace; any other file is taken for an invitation, and its row says what is wrong. */
static gboolean
on_drop_cb (SlipWelcomePage *self, const GValue *value)
{
  gboolean others;
  g_autoptr (GFile) file = slip_drop_get_first (value, &others);

  if (file == NULL)
    return FALSE;
  slip_dropped_open (GTK_WIDGET (self), file);
  if (others)
    slip_drop_tell_which (GTK_WIDGET (self), file);
  return TRUE;
}

static void
on_restore_cb (GtkWidget *widget, const char *name, GVariant *target)
{
  slip_restore_present (widget, NULL);
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
  widget_class->map = slip_welcome_page_map;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/slipway/Slipway/ui/start/slip-welcome-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SlipWelcomePage, known_group);
  gtk_widget_class_bind_template_child (widget_class, SlipWelcomePage, sample_spinner);
  gtk_widget_class_bind_template_child (widget_class, SlipWelcomePage, progress);
  gtk_widget_class_install_action (widget_class, "welcome.create", NULL, on_create_cb);
  gtk_widget_class_install_action (widget_class, "welcome.join", NULL, on_join_cb);
  gtk_widget_class_install_action (widget_class, "welcome.restore", NULL, on_restore_cb);
  gtk_widget_class_install_action (widget_class, "welcome.forget", "(ss)", on_forget_cb);
  gtk_widget_class_install_action (widget_class, "welcome.sample", NULL, on_sample_cb);
}

static void
slip_welcome_page_init (SlipWelcomePage *self)
{
  GtkDropTarget *target = slip_drop_target_new ();

  self->known = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_swapped (target, "drop", G_CALLBACK (on_drop_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
  g_signal_connect_object (slip_settings_get (), "changed::workspaces", G_CALLBACK (refresh), self,
                           G_CONNECT_SWAPPED);
}
