/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What it shows is read in a thread, again whenever something changed; the rows are slip-release-list.c's. */

#include "ui/library/slip-release-page.h"

#include <glib/gi18n.h>
#include <string.h>

#include "process/slip-process.h"
#include "ui/app/slip-about.h"
#include "ui/app/slip-feedback.h"
#include "ui/app/slip-work.h"
#include "ui/library/slip-delete-document.h"
#include "ui/library/slip-document-row.h"
#include "ui/library/slip-library.h"
#include "ui/library/slip-new-document.h"
#include "ui/library/slip-release-list.h"
#include "ui/process/slip-stage-track.h"

struct _SlipReleasePage
{
  SlipPage parent_instance;
  SlipWorkspace *workspace;
  char *release;
  char *title;
  gboolean reading;
  gboolean again; /* something changed while it was being read */
  GtkStack *stack;
  AdwStatusPage *failed;
  GtkMenuButton *menu;
  AdwActionRow *about;
  GtkButton *edit;
  SlipStageTrack *track;
  GtkWidget *none;
  SlipReleaseList *list;
};

G_DEFINE_FINAL_TYPE (SlipReleasePage, slip_release_page, SLIP_TYPE_PAGE)

/* == reading == */

enum
{
  TITLE,
  VERSION,
  START,
  END,
  N_FACTS
};
static const char *const facts[] = { [TITLE] = "about/title",
                                     [VERSION] = "about/version",
                                     [START] = "about/planned_start",
                                     [END] = "about/planned_end",
                                     [N_FACTS] = NULL };

typedef struct
{
  GStrv facts;
  GPtrArray *documents;
  GPtrArray *forms;
  SlipStages *stages; /* nullable */
} Answer;

static void
answer_free (gpointer data)
{
  Answer *answer = data;

  g_strfreev (answer->facts);
  g_clear_pointer (&answer->documents, g_ptr_array_unref);
  g_clear_pointer (&answer->forms, g_ptr_array_unref);
  g_clear_pointer (&answer->stages, slip_stages_free);
  g_free (answer);
}

/* == the window == */

/* (nullable): the place of a question that is nothing but "form/path"; @form: (out). */
static const char *
split_place (const SlipQuestion *question, char **form)
{
  const char *place = question != NULL ? slip_question_get_text (question) : "";
  const char *slash = strchr (place, '/');

  if (slash == NULL)
    return NULL;
  *form = g_strndup (place, (gsize) (slash - place));
  return slash + 1;
}

/* The process says which document tells the window that counts; what the release itself says is what was aimed at. */
static void
read_window (SlipWorkspace *workspace, Answer *answer)
{
  const SlipProcess *process = answer->stages->process;
  g_autofree char *form = NULL;
  g_autofree char *same = NULL;
  const char *paths[] = { split_place (process->window_start, &form),
                          split_place (process->window_end, &same), NULL };

  if (paths[0] == NULL || paths[1] == NULL || !g_str_equal (form, same))
    return;
  for (guint i = 0; i < answer->documents->len; i++)
    {
      const SlipDocumentInfo *info = g_ptr_array_index (answer->documents, i);
      g_auto (GStrv) texts = NULL;

      if (info->deleted != NULL || !g_str_equal (info->form, form))
        continue;
      texts = slip_workspace_get_texts (workspace, info->id, paths, NULL);
      if (texts == NULL || (*texts[0] == '\0' && *texts[1] == '\0'))
        continue;
      g_free (answer->facts[START]);
      g_free (answer->facts[END]);
      answer->facts[START] = g_strdup (texts[0]);
      answer->facts[END] = g_strdup (texts[1]);
      return;
    }
}

static gpointer
read_release (gpointer data, GCancellable *cancellable, GError **error)
{
  SlipAbout *about = data;
  Answer *answer = g_new0 (Answer, 1);

  answer->facts = slip_workspace_get_texts (about->workspace, about->record, facts, error);
  if (answer->facts != NULL)
    answer->documents = slip_workspace_list_all_documents (about->workspace, about->record, error);
  if (answer->documents != NULL)
    answer->forms = slip_workspace_list_forms (about->workspace, error);
  /* Without its process, which may have to arrive yet, a release has documents but no stages. */
  if (answer->forms != NULL)
    answer->stages = slip_workspace_stages (about->workspace, about->record, NULL);
  if (answer->stages != NULL)
    read_window (about->workspace, answer);
  if (answer->forms != NULL)
    return answer;
  answer_free (answer);
  return NULL;
}

/* == the page == */

static void
show_facts (SlipReleasePage *self, GStrv texts)
{
  g_autofree char *period = slip_library_period (texts[START], texts[END]);
  g_autofree char *version = *texts[VERSION] != '\0'
                                 ? g_strdup_printf (_ ("Version %s"), texts[VERSION])
                                 : g_strdup (_ ("No version yet"));
  g_autofree char *planned = period != NULL
                                 /* Translators: %s is a window of time */
                                 ? g_strdup_printf (_ ("Planned: %s"), period)
                                 : g_strdup (_ ("No planned window yet"));

  slip_page_set_title (SLIP_PAGE (self), self->title);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->about), version);
  adw_action_row_set_subtitle (self->about, planned);
  if (slip_library_has_action (GTK_WIDGET (self), "win.open-document"))
    {
      gtk_actionable_set_action_target (GTK_ACTIONABLE (self->edit), "(ss)", self->release, "");
      gtk_actionable_set_action_name (GTK_ACTIONABLE (self->edit), "win.open-document");
      gtk_widget_set_visible (GTK_WIDGET (self->edit), TRUE);
    }
}

static void refresh (gpointer page);

static void
on_read_cb (gpointer owner, gpointer result, const GError *error, gpointer data)
{
  SlipReleasePage *self = owner;
  Answer *answer = result;
  guint living;

  self->reading = FALSE;
  if (answer == NULL)
    {
      g_autofree char *why = slip_feedback_sentence (error);

      adw_status_page_set_description (self->failed, why);
      gtk_stack_set_visible_child_name (self->stack, "failed");
      return;
    }
  g_free (self->title);
  self->title = g_strdup (answer->facts[TITLE]);
  show_facts (self, answer->facts);
  slip_stage_track_set (self->track, self->release, answer->stages, answer->forms);
  living = slip_release_list_set (self->list, self->title, answer->documents, answer->forms,
                                  answer->stages);
  gtk_widget_set_visible (self->none, living == 0);
  gtk_stack_set_visible_child_name (self->stack, "release");
  if (self->again)
    refresh (self);
}

static void
refresh (gpointer page)
{
  SlipReleasePage *self = page;
  SlipAbout *about;

  self->again = self->reading;
  if (self->reading)
    return;
  self->reading = TRUE;
  about = slip_about_new (self->workspace, self->release);
  slip_work_read (self, read_release, about, slip_about_free, on_read_cb, answer_free, NULL);
}

/* == actions == */

static void
on_new_document_cb (GtkWidget *widget, const char *name, GVariant *target)
{
  SlipReleasePage *self = SLIP_RELEASE_PAGE (widget);

  slip_new_document_present (GTK_WINDOW (gtk_widget_get_root (widget)), self->workspace,
                             self->release, g_variant_get_string (target, NULL));
}

static void
on_delete_document_cb (GtkWidget *widget, const char *name, GVariant *target)
{
  SlipReleasePage *self = SLIP_RELEASE_PAGE (widget);
  const SlipDocumentInfo *info =
      slip_release_list_find (self->list, g_variant_get_string (target, NULL));
  g_autofree char *title = NULL;

  if (info == NULL)
    return;
  title = slip_document_row_title (info, self->title);
  slip_delete_document (GTK_WIDGET (gtk_widget_get_root (widget)), self->workspace, info->id,
                        title);
}

/* == life == */

const char *
slip_release_page_get_release (SlipReleasePage *self)
{
  return self->release;
}

static void
slip_release_page_finalize (GObject *object)
{
  SlipReleasePage *self = SLIP_RELEASE_PAGE (object);

  g_clear_object (&self->workspace);
  g_free (self->release);
  g_free (self->title);
  G_OBJECT_CLASS (slip_release_page_parent_class)->finalize (object);
}

static const char *
slip_release_page_get_help (SlipPage *page)
{
  return "releases";
}

static void
slip_release_page_class_init (SlipReleasePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  SLIP_PAGE_CLASS (klass)->get_help = slip_release_page_get_help;
  G_OBJECT_CLASS (klass)->finalize = slip_release_page_finalize;
  g_type_ensure (SLIP_TYPE_RELEASE_LIST);
  g_type_ensure (SLIP_TYPE_STAGE_TRACK);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/slipway/Slipway/ui/library/slip-release-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SlipReleasePage, stack);
  gtk_widget_class_bind_template_child (widget_class, SlipReleasePage, failed);
  gtk_widget_class_bind_template_child (widget_class, SlipReleasePage, menu);
  gtk_widget_class_bind_template_child (widget_class, SlipReleasePage, about);
  gtk_widget_class_bind_template_child (widget_class, SlipReleasePage, edit);
  gtk_widget_class_bind_template_child (widget_class, SlipReleasePage, none);
  gtk_widget_class_bind_template_child (widget_class, SlipReleasePage, track);
  gtk_widget_class_bind_template_child (widget_class, SlipReleasePage, list);
  gtk_widget_class_install_action (widget_class, "page.new-document", "s", on_new_document_cb);
  gtk_widget_class_install_action (widget_class, "page.delete-document", "s",
                                   on_delete_document_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_n, GDK_CONTROL_MASK | GDK_SHIFT_MASK,
                                       "page.new-document", "s", "");
}

static void
slip_release_page_init (SlipReleasePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
set_menu (SlipReleasePage *self)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenuItem) export = g_menu_item_new (_ ("_Export…"), NULL);
  g_autoptr (GMenuItem) print = g_menu_item_new (_ ("_Print…"), NULL);
  g_autoptr (GMenuItem) audit = g_menu_item_new (_ ("_Audit Trail"), NULL);
  g_autoptr (GMenuItem) follow = g_menu_item_new (_ ("_Follow Another Process…"), NULL);

  g_menu_item_set_action_and_target (export, "win.export", "s", self->release);
  g_menu_append_item (menu, export);
  g_menu_item_set_action_and_target (print, "win.print", "s", self->release);
  g_menu_append_item (menu, print);
  g_menu_item_set_action_and_target (audit, "win.show-audit-of", "(ss)", self->release, "");
  g_menu_append_item (menu, audit);
  g_menu_item_set_action_and_target (follow, "win.follow-process", "s", self->release);
  g_menu_append_item (menu, follow);
  gtk_menu_button_set_menu_model (self->menu, G_MENU_MODEL (menu));
}

SlipPage *
slip_release_page_new (SlipWorkspace *workspace, const char *release)
{
  SlipReleasePage *self = g_object_new (SLIP_TYPE_RELEASE_PAGE, NULL);

  self->workspace = g_object_ref (workspace);
  self->release = g_strdup (release);
  slip_release_list_set_workspace (self->list, workspace);
  set_menu (self);
  slip_library_watch (GTK_WIDGET (self), workspace, refresh);
  refresh (self);
  return SLIP_PAGE (self);
}
