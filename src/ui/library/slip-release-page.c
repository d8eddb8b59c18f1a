/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The list is read in a thread and made anew when the workspace changes. */

#define G_LOG_DOMAIN "slipway"

#include "ui/library/slip-release-page.h"

#include <glib/gi18n.h>

#include "ui/app/slip-work.h"

struct _SlipReleasePage
{
  SlipPage parent_instance;
  SlipWorkspace *workspace;
  char *release;
  GPtrArray *rows; /* (element-type GtkWidget): of documents */
  AdwPreferencesGroup *documents;
};

G_DEFINE_FINAL_TYPE (SlipReleasePage, slip_release_page, SLIP_TYPE_PAGE)

typedef struct
{
  SlipWorkspace *workspace;
  char *release;
} Question;

static void
question_free (Question *question)
{
  g_object_unref (question->workspace);
  g_free (question->release);
  g_free (question);
}

static gpointer
list_documents (gpointer data, GCancellable *cancellable, GError **error)
{
  Question *question = data;

  return slip_workspace_list_documents (question->workspace, question->release, error);
}

static void
on_documents_cb (gpointer owner, gpointer result, const GError *error, gpointer data)
{
  SlipReleasePage *self = owner;
  GPtrArray *list = result;

  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->documents, g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
  for (guint i = 0; list != NULL && i < list->len; i++)
    {
      SlipDocumentInfo *info = g_ptr_array_index (list, i);
      GtkWidget *row = adw_action_row_new ();
      GtkWidget *state = gtk_label_new (_ (info->status));
      g_autofree char *subtitle = g_strdup_printf ("%s · %s", info->form_title, info->number);

      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row),
                                     *info->title != '\0' ? info->title : info->form_title);
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
      gtk_widget_add_css_class (state, "slip-state");
      gtk_widget_set_valign (state, GTK_ALIGN_CENTER);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), state);
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "win.open-document");
      gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "(ss)", info->id, "");
      adw_preferences_group_add (self->documents, row);
      g_ptr_array_add (self->rows, row);
    }
}

static void
refresh (SlipReleasePage *self)
{
  Question *question = g_new0 (Question, 1);

  question->workspace = g_object_ref (self->workspace);
  question->release = g_strdup (self->release);
  slip_work_read (self, list_documents, question, (GDestroyNotify) question_free, on_documents_cb,
                  (GDestroyNotify) g_ptr_array_unref, NULL);
}

static void
slip_release_page_finalize (GObject *object)
{
  SlipReleasePage *self = SLIP_RELEASE_PAGE (object);

  g_clear_object (&self->workspace);
  g_free (self->release);
  g_ptr_array_unref (self->rows);
  G_OBJECT_CLASS (slip_release_page_parent_class)->finalize (object);
}

static void
slip_release_page_class_init (SlipReleasePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = slip_release_page_finalize;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/slipway/Slipway/ui/library/slip-release-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SlipReleasePage, documents);
}

static void
slip_release_page_init (SlipReleasePage *self)
{
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

SlipPage *
slip_release_page_new (SlipWorkspace *workspace, const char *release)
{
  SlipReleasePage *self = g_object_new (SLIP_TYPE_RELEASE_PAGE, NULL);

  self->workspace = g_object_ref (workspace);
  self->release = g_strdup (release);
  g_signal_connect_object (workspace, "changed", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
  refresh (self);
  return SLIP_PAGE (self);
}
