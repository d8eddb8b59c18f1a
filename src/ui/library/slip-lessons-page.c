/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A list view over all lessons, which may be thousands; what doesn't match the filter is left out. */

#include "ui/library/slip-lessons-page.h"

#include <glib/gi18n.h>

#include "ui/app/slip-feedback.h"
#include "ui/app/slip-work.h"
#include "ui/library/slip-library.h"
#include "ui/library/slip-place-view.h"

struct _SlipLessonsPage
{
  SlipPage parent_instance;
  SlipWorkspace *workspace;
  GListStore *store; /* (element-type SlipPlace) */
  GtkCustomFilter *by_words;
  GtkFilterListModel *shown;
  GtkSingleSelection *selection;
  GStrv words; /* casefolded */
  gboolean reading;
  gboolean again;
  GtkStack *stack;
  GtkStack *found;
  AdwStatusPage *failed;
  GtkEditable *filter;
  GtkListView *view;
};

G_DEFINE_FINAL_TYPE (SlipLessonsPage, slip_lessons_page, SLIP_TYPE_PAGE)

/* == reading == */

static void
append_part (GString *note, const char *part)
{
  if (*part != '\0')
    g_string_append_printf (note, "%s%s", note->len > 0 ? " · " : "", part);
}

static gpointer
list_lessons (gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) lessons = slip_workspace_list_lessons (data, error);
  g_autoptr (GPtrArray) places = g_ptr_array_new_with_free_func (g_object_unref);

  if (lessons == NULL)
    return NULL;
  for (guint i = 0; i < lessons->len; i++)
    {
      const SlipLessonInfo *info = g_ptr_array_index (lessons, i);
      g_autoptr (GString) note = g_string_new (NULL);

      if (g_str_equal (info->code, "sustain"))
        append_part (note, _ ("Keep"));
      else if (g_str_equal (info->code, "improve"))
        append_part (note, _ ("Change"));
      append_part (note, info->release_title);
      append_part (note, info->stage);
      append_part (note, info->tags);
      g_ptr_array_add (places, slip_place_new (info->record, info->title, info->lesson, note->str));
    }
  return g_steal_pointer (&places);
}

static void
show_found (SlipLessonsPage *self)
{
  gtk_stack_set_visible_child_name (
      self->found, g_list_model_get_n_items (G_LIST_MODEL (self->shown)) > 0 ? "some" : "none");
}

static void refresh (gpointer page);

static void
on_read_cb (gpointer owner, gpointer result, const GError *error, gpointer data)
{
  SlipLessonsPage *self = owner;
  GPtrArray *places = result;
  g_autofree char *selected = NULL;
  SlipPlace *place = gtk_single_selection_get_selected_item (self->selection);

  self->reading = FALSE;
  if (places == NULL)
    {
      g_autofree char *why = slip_feedback_sentence (error);

      adw_status_page_set_description (self->failed, why);
      gtk_stack_set_visible_child_name (self->stack, "failed");
      return;
    }
  if (place != NULL)
    selected = g_strdup (slip_place_get_id (place));
  slip_place_store_set (self->store, places);
  for (guint i = 0; selected != NULL && i < g_list_model_get_n_items (G_LIST_MODEL (self->shown));
       i++)
    {
      g_autoptr (SlipPlace) shown = g_list_model_get_item (G_LIST_MODEL (self->shown), i);

      if (g_str_equal (slip_place_get_id (shown), selected))
        gtk_single_selection_set_selected (self->selection, i);
    }
  gtk_stack_set_visible_child_name (self->stack, places->len > 0 ? "lessons" : "empty");
  show_found (self);
  if (self->again)
    refresh (self);
}

static void
refresh (gpointer page)
{
  SlipLessonsPage *self = page;

  self->again = self->reading;
  if (self->reading)
    return;
  self->reading = TRUE;
  slip_work_read (self, list_lessons, g_object_ref (self->workspace), g_object_unref, on_read_cb,
                  (GDestroyNotify) g_ptr_array_unref, NULL);
}

/* == using it == */

static void
on_go_cb (gpointer widget, SlipPlace *place)
{
  if (slip_library_has_action (widget, "win.open-document"))
    gtk_widget_activate_action (widget, "win.open-document", "(ss)", slip_place_get_id (place),
                                "lesson/title");
}

static gboolean
matches (gpointer item, gpointer data)
{
  SlipLessonsPage *self = data;

  return slip_place_matches (item, (const char *const *) self->words);
}

static void
on_filter_cb (SlipLessonsPage *self)
{
  g_autofree char *text = g_utf8_casefold (gtk_editable_get_text (self->filter), -1);

  g_strfreev (self->words);
  self->words = g_strsplit_set (text, " \t", -1);
  gtk_filter_changed (GTK_FILTER (self->by_words), GTK_FILTER_CHANGE_DIFFERENT);
  show_found (self);
}

static void
on_stop_cb (SlipLessonsPage *self)
{
  gtk_editable_set_text (self->filter, "");
}

static gboolean
slip_lessons_page_find (SlipPage *page)
{
  SlipLessonsPage *self = SLIP_LESSONS_PAGE (page);

  /* Pressed there once more, it is the search over everything that is wanted. */
  if (!gtk_widget_get_mapped (GTK_WIDGET (self->filter)) ||
      gtk_widget_get_focus_child (GTK_WIDGET (self->filter)) != NULL)
    return FALSE;
  gtk_widget_grab_focus (GTK_WIDGET (self->filter));
  return TRUE;
}

/* == life == */

static void
slip_lessons_page_finalize (GObject *object)
{
  SlipLessonsPage *self = SLIP_LESSONS_PAGE (object);

  g_clear_object (&self->workspace);
  g_clear_object (&self->selection);
  g_clear_object (&self->shown);
  g_clear_object (&self->store);
  g_strfreev (self->words);
  G_OBJECT_CLASS (slip_lessons_page_parent_class)->finalize (object);
}

static const char *
slip_lessons_page_get_help (SlipPage *page)
{
  return "releases";
}

static void
slip_lessons_page_class_init (SlipLessonsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = slip_lessons_page_finalize;
  SLIP_PAGE_CLASS (klass)->get_help = slip_lessons_page_get_help;
  SLIP_PAGE_CLASS (klass)->find = slip_lessons_page_find;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/slipway/Slipway/ui/library/slip-lessons-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SlipLessonsPage, stack);
  gtk_widget_class_bind_template_child (widget_class, SlipLessonsPage, found);
  gtk_widget_class_bind_template_child (widget_class, SlipLessonsPage, failed);
  gtk_widget_class_bind_template_child (widget_class, SlipLessonsPage, filter);
  gtk_widget_class_bind_template_child (widget_class, SlipLessonsPage, view);
  gtk_widget_class_bind_template_callback (widget_class, on_filter_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_stop_cb);
}

static void
slip_lessons_page_init (SlipLessonsPage *self)
{
  self->words = g_new0 (char *, 1);
  gtk_widget_init_template (GTK_WIDGET (self));
  self->store = g_list_store_new (SLIP_TYPE_PLACE);
  self->by_words = gtk_custom_filter_new (matches, self, NULL);
  self->shown = gtk_filter_list_model_new (G_LIST_MODEL (g_object_ref (self->store)),
                                           GTK_FILTER (self->by_words));
  self->selection = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->shown)));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  slip_place_view_set_up (self->view, NULL, on_go_cb, self);
  gtk_list_view_set_model (self->view, GTK_SELECTION_MODEL (self->selection));
}

SlipPage *
slip_lessons_page_new (SlipWorkspace *workspace)
{
  SlipLessonsPage *self = g_object_new (SLIP_TYPE_LESSONS_PAGE, NULL);

  self->workspace = g_object_ref (workspace);
  slip_library_watch (GTK_WIDGET (self), workspace, refresh);
  refresh (self);
  return SLIP_PAGE (self);
}
