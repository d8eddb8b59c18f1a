/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Only a name is needed; all else can be said later in the release's record. */

#include "ui/library/slip-new-release.h"

#include <glib/gi18n.h>

#include "core/slip-datetime.h"
#include "process/slip-process.h"
#include "ui/app/slip-feedback.h"
#include "ui/app/slip-names.h"
#include "ui/app/slip-title.h"
#include "ui/app/slip-typed.h"
#include "ui/app/slip-work.h"
#include "ui/library/slip-when-row.h"
#include "workspace/slip-processing.h"
#include "workspace/slip-revisions.h"

/* Pixels. */
#define WIDTH 480

struct _SlipNewRelease
{
  AdwWindow parent_instance;
  SlipWorkspace *workspace;
  GtkWidget *content;
  GtkEditable *name;
  GtkEditable *version;
  AdwPreferencesGroup *procedure; /* @process, and what it is for */
  AdwComboRow *process;
  GtkWidget *beginning;
  AdwComboRow *from;
  GPtrArray
      *earlier; /* nullable (element-type SlipReleaseInfo): what one can begin with, newest first */
  GPtrArray *offered; /* nullable (element-type SlipProcess): what new releases can follow */
  GCancellable *cancellable;
  SlipWhenRow *start;
  SlipWhenRow *end;
  SlipTitle *heading;
  GtkWidget *create;
  GtkSpinner *spinner;
  GtkLabel *error;
};

G_DEFINE_FINAL_TYPE (SlipNewRelease, slip_new_release, ADW_TYPE_WINDOW)

typedef struct
{
  SlipWorkspace *workspace;
  char *name;
  char *version;
  char *process;
  char *from;
  char *start;
  char *end;
  gboolean proposed; /* what else was given, by somebody who doesn't fill it */
} Order;

static void
order_free (gpointer data)
{
  Order *order = data;

  g_object_unref (order->workspace);
  g_free (order->name);
  g_free (order->version);
  g_free (order->process);
  g_free (order->from);
  g_free (order->start);
  g_free (order->end);
  g_free (order);
}

/* The release is there as soon as it has its name: what else is refused, its record still asks for. */
static gpointer
make (gpointer data, GCancellable *cancellable, GError **error)
{
  Order *order = data;
  const char *process = *order->process != '\0' ? order->process : NULL;
  g_autofree char *id =
      *order->from != '\0'
          ? slip_workspace_new_release_from (order->workspace, order->name, process, order->from,
                                             error)
          : slip_workspace_new_release_under (order->workspace, order->name, process, error);
  g_autoptr (GPtrArray) proposals = NULL;
  const struct
  {
    const char *path;
    const char *value;
  } more[] = {
    { "about/version", order->version },
    { "about/planned_start", order->start },
    { "about/planned_end", order->end },
  };

  for (guint i = 0; id != NULL && i < G_N_ELEMENTS (more); i++)
    if (*more[i].value != '\0' &&
        !slip_workspace_set_field (order->workspace, id, more[i].path, more[i].value, error))
      return NULL;
  proposals = id != NULL ? slip_workspace_list_proposals (order->workspace, id, NULL) : NULL;
  order->proposed = proposals != NULL && proposals->len > 0;
  return g_steal_pointer (&id);
}

/* == processes == */

/* The usual one first: it is what most releases follow. */
static gpointer
list_processes (gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) infos = slip_workspace_list_processes (data, error);
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) slip_process_unref);

  for (guint i = 0; infos != NULL && i < infos->len; i++)
    {
      const SlipProcessInfo *info = g_ptr_array_index (infos, i);
      SlipProcess *process =
          info->in_force ? slip_workspace_get_process (data, info->digest, NULL) : NULL;

      if (process != NULL)
        g_ptr_array_insert (list, g_str_equal (process->id, SLIP_PROCESS_DEFAULT) ? 0 : -1,
                            process);
    }
  return infos != NULL ? g_steal_pointer (&list) : NULL;
}

static void
on_processes_listed_cb (gpointer owner, gpointer result, const GError *error, gpointer data)
{
  SlipNewRelease *self = owner;
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);

  /* Without it a release follows the usual one. */
  if (result == NULL)
    return;
  self->offered = g_ptr_array_ref (result);
  for (guint i = 0; i < self->offered->len; i++)
    {
      const SlipProcess *process = g_ptr_array_index (self->offered, i);

      gtk_string_list_append (titles, slip_process_text (process->title));
    }
  adw_combo_row_set_model (self->process, G_LIST_MODEL (titles));
  gtk_widget_set_sensitive (GTK_WIDGET (self->process), self->offered->len > 1);
}

static const SlipProcess *
get_process (SlipNewRelease *self)
{
  guint chosen = adw_combo_row_get_selected (self->process);

  return self->offered != NULL && chosen < self->offered->len
             ? g_ptr_array_index (self->offered, chosen)
             : NULL;
}

static void
on_process_chosen_cb (SlipNewRelease *self)
{
  const SlipProcess *process = get_process (self);
  const char *purpose =
      process != NULL && process->purpose != NULL ? slip_process_text (process->purpose) : "";
  g_autofree char *escaped = g_markup_escape_text (purpose, -1);

  adw_preferences_group_set_description (self->procedure, escaped);
}

/* == earlier releases == */

static gpointer
list_releases (gpointer data, GCancellable *cancellable, GError **error)
{
  return slip_workspace_list_releases (data, error);
}

static void
on_releases_listed_cb (gpointer owner, gpointer result, const GError *error, gpointer data)
{
  SlipNewRelease *self = owner;
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);
  GPtrArray *list = result;

  /* Then it begins with nothing. */
  if (list == NULL || list->len == 0)
    return;
  self->earlier = g_ptr_array_new_with_free_func ((GDestroyNotify) slip_release_info_free);
  gtk_string_list_append (titles, _ ("Empty forms"));
  while (list->len > 0)
    {
      SlipReleaseInfo *info = g_ptr_array_steal_index (list, list->len - 1);

      g_ptr_array_add (self->earlier, info);
      gtk_string_list_append (titles, info->title);
    }
  adw_combo_row_set_model (self->from, G_LIST_MODEL (titles));
  gtk_widget_set_visible (self->beginning, TRUE);
}

static const char *
get_from (SlipNewRelease *self)
{
  guint chosen = adw_combo_row_get_selected (self->from);

  return self->earlier != NULL && chosen > 0 && chosen <= self->earlier->len
             ? ((SlipReleaseInfo *) g_ptr_array_index (self->earlier, chosen - 1))->id
             : "";
}

/* == making == */

static void
show_error (SlipNewRelease *self, const char *text)
{
  gtk_label_set_label (self->error, text);
  gtk_widget_set_visible (GTK_WIDGET (self->error), *text != '\0');
}

static void
set_busy (SlipNewRelease *self, gboolean busy)
{
  gtk_widget_set_sensitive (self->content, !busy);
  gtk_widget_set_sensitive (self->create, !busy);
  gtk_spinner_set_spinning (self->spinner, busy);
}

static void
on_made_cb (gpointer owner, gpointer result, const GError *error, gpointer data)
{
  SlipNewRelease *self = owner;
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));
  const Order *order = data;

  set_busy (self, FALSE);
  if (result == NULL)
    {
      g_autofree char *why = slip_feedback_sentence (error);

      show_error (self, why);
      return;
    }
  if (parent != NULL)
    gtk_widget_activate_action (GTK_WIDGET (parent), "win.open-release", "s", result);
  if (parent != NULL && order->proposed)
    slip_feedback_toast (GTK_WIDGET (parent),
                         _ ("Version and planned window are kept as proposals: "
                            "they are for other roles than yours."));
  gtk_window_close (GTK_WINDOW (self));
}

static void
on_typed_cb (SlipNewRelease *self)
{
  g_autofree char *name = slip_typed_text (self->name);
  g_autoptr (GDateTime) start = NULL;
  g_autoptr (GDateTime) end = NULL;
  gboolean times =
      slip_when_row_get_time (self->start, &start) && slip_when_row_get_time (self->end, &end);
  gboolean backwards =
      times && start != NULL && end != NULL && g_date_time_compare (start, end) >= 0;

  show_error (self, backwards ? _ ("The window must close after it opens.")
                    : times   ? ""
                              : _ ("A time looks like 2026-12-05 18:00."));
  gtk_widget_set_sensitive (self->create, *name != '\0' && times && !backwards);
}

static char *
take_time (SlipWhenRow *row)
{
  g_autoptr (GDateTime) time = NULL;

  if (!slip_when_row_get_time (row, &time) || time == NULL)
    return g_strdup ("");
  return slip_datetime_format (g_date_time_to_unix (time) * 1000,
                               g_date_time_get_utc_offset (time) / G_TIME_SPAN_MINUTE);
}

static void
on_create_cb (SlipNewRelease *self)
{
  Order *order;

  if (!gtk_widget_get_sensitive (self->create))
    return;
  order = g_new0 (Order, 1);
  order->workspace = g_object_ref (self->workspace);
  order->name = slip_typed_text (self->name);
  order->version = slip_typed_text (self->version);
  order->process = g_strdup (get_process (self) != NULL ? get_process (self)->digest : "");
  order->from = g_strdup (get_from (self));
  order->start = take_time (self->start);
  order->end = take_time (self->end);
  set_busy (self, TRUE);
  slip_work_edit (self, make, order, order_free, on_made_cb, g_free, NULL);
}

static void
slip_new_release_dispose (GObject *object)
{
  SlipNewRelease *self = SLIP_NEW_RELEASE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->workspace);
  g_clear_pointer (&self->earlier, g_ptr_array_unref);
  g_clear_pointer (&self->offered, g_ptr_array_unref);
  G_OBJECT_CLASS (slip_new_release_parent_class)->dispose (object);
}

static void
slip_new_release_class_init (SlipNewReleaseClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = slip_new_release_dispose;
  g_type_ensure (SLIP_TYPE_WHEN_ROW);
  g_type_ensure (SLIP_TYPE_TITLE);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/slipway/Slipway/ui/library/slip-new-release.ui");
#define BIND(name) gtk_widget_class_bind_template_child (widget_class, SlipNewRelease, name)
  BIND (content);
  BIND (name);
  BIND (version);
  BIND (procedure);
  BIND (process);
  BIND (beginning);
  BIND (from);
  BIND (start);
  BIND (end);
  BIND (heading);
  BIND (create);
  BIND (spinner);
  BIND (error);
#undef BIND
  gtk_widget_class_bind_template_callback (widget_class, on_typed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_create_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_process_chosen_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
slip_new_release_init (SlipNewRelease *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
  slip_names_follow_choice (self->process);
  slip_names_follow_choice (self->from);
}

void
slip_new_release_present (GtkWindow *parent, SlipWorkspace *workspace)
{
  SlipNewRelease *self = g_object_new (SLIP_TYPE_NEW_RELEASE, "transient-for", parent, NULL);

  self->workspace = g_object_ref (workspace);
  gtk_window_set_default_size (GTK_WINDOW (self),
                               slip_title_fit (self->heading, self->create, WIDTH), -1);
  slip_work_read (self, list_processes, g_object_ref (workspace), g_object_unref,
                  on_processes_listed_cb, (GDestroyNotify) g_ptr_array_unref, self->cancellable);
  slip_work_read (self, list_releases, g_object_ref (workspace), g_object_unref,
                  on_releases_listed_cb, (GDestroyNotify) g_ptr_array_unref, self->cancellable);
  gtk_widget_grab_focus (GTK_WIDGET (self->name));
  gtk_window_present (GTK_WINDOW (self));
}
