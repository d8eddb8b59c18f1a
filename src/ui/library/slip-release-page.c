/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The list is read in a thread. When the same documents come again their rows are told what is new, so that focus and
 * scroll stay; else all rows are made anew. */

#define G_LOG_DOMAIN "slipway"

#include "ui/library/slip-release-page.h"

#include <glib/gi18n.h>
#include <string.h>

#include "ui/app/slip-feedback.h"
#include "ui/app/slip-work.h"
#include "ui/library/slip-delete-document.h"
#include "ui/library/slip-document-row.h"
#include "ui/library/slip-library.h"
#include "ui/library/slip-new-document.h"
#include "ui/library/slip-release-states.h"
#include "ui/library/slip-stages.h"

struct _SlipReleasePage
{
  SlipPage parent_instance;
  SlipWorkspace *workspace;
  char *release;
  char *title;
  char *outline;        /* nullable: of what is shown: ids and forms in order */
  GPtrArray *documents; /* nullable (element-type SlipDocumentInfo): also deleted ones */
  SlipReleaseStates *states;
  GHashTable *rows; /* id of a document → SlipDocumentRow */
  gboolean reading;
  gboolean again; /* something changed while it was being read */
  GtkStack *stack;
  GtkScrolledWindow *scroller;
  AdwStatusPage *failed;
  GtkMenuButton *menu;
  AdwActionRow *about;
  GtkButton *edit;
  GtkWidget *none;
  GtkBox *groups;
};

G_DEFINE_FINAL_TYPE (SlipReleasePage, slip_release_page, SLIP_TYPE_PAGE)

/* == reading == */

typedef struct
{
  SlipWorkspace *workspace;
  char *release;
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  g_object_unref (question->workspace);
  g_free (question->release);
  g_free (question);
}

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
} Answer;

static void
answer_free (gpointer data)
{
  Answer *answer = data;

  g_strfreev (answer->facts);
  g_clear_pointer (&answer->documents, g_ptr_array_unref);
  g_clear_pointer (&answer->forms, g_ptr_array_unref);
  g_free (answer);
}

static gpointer
read_release (gpointer data, GCancellable *cancellable, GError **error)
{
  Question *question = data;
  Answer *answer = g_new0 (Answer, 1);

  answer->facts = slip_workspace_get_texts (question->workspace, question->release, facts, error);
  if (answer->facts != NULL)
    answer->documents =
        slip_workspace_list_all_documents (question->workspace, question->release, error);
  if (answer->documents != NULL)
    answer->forms = slip_workspace_list_forms (question->workspace, error);
  if (answer->forms != NULL)
    return answer;
  answer_free (answer);
  return NULL;
}

/* == rows == */

static int
compare_documents (gconstpointer one, gconstpointer two)
{
  const SlipDocumentInfo *a = *(SlipDocumentInfo *const *) one;
  const SlipDocumentInfo *b = *(SlipDocumentInfo *const *) two;
  int order = (int) slip_stages_rank (a->form) - (int) slip_stages_rank (b->form);

  if (order == 0)
    order = g_strcmp0 (a->form, b->form);
  if (order == 0)
    order = (a->created_ms > b->created_ms) - (a->created_ms < b->created_ms);
  /* "LL-EM-9" before "LL-EM-10" */
  if (order == 0)
    order = (int) strlen (a->number) - (int) strlen (b->number);
  return order != 0 ? order : strcmp (a->number, b->number);
}

static void
update_row (SlipReleasePage *self, const SlipDocumentInfo *info)
{
  SlipDocumentRow *row = g_hash_table_lookup (self->rows, info->id);

  if (row != NULL)
    slip_document_row_set (row, info, self->title, slip_release_states_get (self->states, info->id),
                           slip_library_has_action (GTK_WIDGET (self), "win.open-document"));
}

static const SlipDocumentInfo *
find_document (SlipReleasePage *self, const char *id)
{
  for (guint i = 0; self->documents != NULL && i < self->documents->len; i++)
    {
      const SlipDocumentInfo *info = g_ptr_array_index (self->documents, i);

      if (g_str_equal (info->id, id))
        return info;
    }
  return NULL;
}

static void
on_state_cb (SlipReleasePage *self, const char *id)
{
  const SlipDocumentInfo *info = find_document (self, id);

  if (info != NULL)
    update_row (self, info);
}

/* A form of the stage that the release has no document of. */
static GtkWidget *
make_open_row (const SlipFormInfo *form)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *icon = gtk_image_new_from_icon_name ("list-add-symbolic");
  g_autofree char *name = NULL;

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), form->title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _ ("Not begun"));
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  gtk_widget_add_css_class (row, "slip-not-begun");
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "s", form->id);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "page.new-document");
  /* Translators: name of a row for screen readers; %s is a form */
  name = g_strdup_printf (_ ("%s, not begun"), form->title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return row;
}

static AdwPreferencesGroup *
append_group (SlipReleasePage *self, const char *title)
{
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *heading = gtk_label_new (title);

  /* The group's own title would not wrap. */
  gtk_label_set_wrap (GTK_LABEL (heading), TRUE);
  gtk_label_set_xalign (GTK_LABEL (heading), 0);
  gtk_widget_add_css_class (heading, "heading");
  gtk_widget_set_visible (heading, *title != '\0');
  gtk_accessible_update_property (GTK_ACCESSIBLE (group), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_box_append (GTK_BOX (box), heading);
  gtk_box_append (GTK_BOX (box), group);
  gtk_box_append (self->groups, box);
  return ADW_PREFERENCES_GROUP (group);
}

static void
append_stage (SlipReleasePage *self, guint stage, GPtrArray *living, GPtrArray *forms)
{
  AdwPreferencesGroup *group = NULL;

  for (guint i = 0; i < living->len; i++)
    {
      const SlipDocumentInfo *info = g_ptr_array_index (living, i);
      GtkWidget *row;

      if (slip_stages_of_form (info->form) != stage)
        continue;
      if (group == NULL)
        group = append_group (self, slip_stages_title (stage));
      row = slip_document_row_new ();
      g_hash_table_insert (self->rows, g_strdup (info->id), row);
      adw_preferences_group_add (group, row);
      update_row (self, info);
    }
  for (guint i = 0; i < forms->len; i++)
    {
      const SlipFormInfo *form = g_ptr_array_index (forms, i);

      if (slip_stages_of_form (form->id) != stage)
        continue;
      if (group == NULL)
        group = append_group (self, slip_stages_title (stage));
      adw_preferences_group_add (group, make_open_row (form));
    }
}

static void
append_deleted (SlipReleasePage *self)
{
  AdwExpanderRow *all = NULL;
  guint n = 0;

  for (guint i = 0; i < self->documents->len; i++)
    {
      const SlipDocumentInfo *info = g_ptr_array_index (self->documents, i);
      g_autofree char *title = NULL;
      g_autofree char *subtitle = NULL;
      g_autofree char *name = NULL;
      GtkWidget *row;
      GtkWidget *button;

      if (info->deleted == NULL)
        continue;
      if (all == NULL)
        {
          all = ADW_EXPANDER_ROW (adw_expander_row_new ());
          adw_preferences_group_add (append_group (self, ""), GTK_WIDGET (all));
        }
      title = slip_document_row_title (info, self->title);
      subtitle = g_strdup_printf ("%s · %s", info->number, info->deleted);
      row = adw_action_row_new ();
      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
      button = gtk_button_new_with_mnemonic (_ ("_Restore"));
      gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
      gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", info->id);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.restore-document");
      /* Translators: name of a button for screen readers; %s is a document */
      name = g_strdup_printf (_ ("Restore %s"), title);
      gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                      -1);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
      adw_expander_row_add_row (all, row);
      n++;
    }
  if (all != NULL)
    {
      g_autofree char *title =
          g_strdup_printf (ngettext ("%u deleted document", "%u deleted documents", n), n);

      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (all), title);
    }
}

/* == the page == */

/* (transfer container): forms that no living document has, in the order of their stages. */
static GPtrArray *
find_open_forms (GPtrArray *living, GPtrArray *forms)
{
  GPtrArray *open = g_ptr_array_new ();

  for (guint i = 0; i < forms->len; i++)
    {
      SlipFormInfo *form = g_ptr_array_index (forms, i);
      gboolean begun = FALSE;

      for (guint k = 0; k < living->len && !begun; k++)
        begun = g_str_equal (((SlipDocumentInfo *) g_ptr_array_index (living, k))->form, form->id);
      if (!begun)
        g_ptr_array_add (open, form);
    }
  return open;
}

/* What of the list decides which rows there are, and where. */
static char *
make_outline (SlipReleasePage *self, GPtrArray *living, GPtrArray *open)
{
  g_autoptr (GString) outline = g_string_new (self->title);

  for (guint i = 0; i < living->len; i++)
    g_string_append_printf (outline, "\n%s",
                            ((SlipDocumentInfo *) g_ptr_array_index (living, i))->id);
  for (guint i = 0; i < open->len; i++)
    g_string_append_printf (outline, "\n%s", ((SlipFormInfo *) g_ptr_array_index (open, i))->title);
  for (guint i = 0; i < self->documents->len; i++)
    {
      const SlipDocumentInfo *info = g_ptr_array_index (self->documents, i);

      if (info->deleted != NULL)
        g_string_append_printf (outline, "\n%s %s", info->id, info->deleted);
    }
  return g_string_free (g_steal_pointer (&outline), FALSE);
}

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

/* (transfer full) (nullable): the document below the row, or above it: where the focus goes when it was deleted. */
static char *
find_beside (GtkWidget *row)
{
  GtkWidget *beside = gtk_widget_get_next_sibling (row);

  if (!SLIP_IS_DOCUMENT_ROW (beside))
    beside = gtk_widget_get_prev_sibling (row);
  return SLIP_IS_DOCUMENT_ROW (beside)
             ? g_strdup (slip_document_row_get_id (SLIP_DOCUMENT_ROW (beside)))
             : NULL;
}

static void
rebuild (SlipReleasePage *self, GPtrArray *living, GPtrArray *open)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  GtkWidget *row = focus != NULL ? gtk_widget_get_ancestor (focus, SLIP_TYPE_DOCUMENT_ROW) : NULL;
  g_autofree char *focused =
      row != NULL ? g_strdup (slip_document_row_get_id (SLIP_DOCUMENT_ROW (row))) : NULL;
  g_autofree char *beside = row != NULL ? find_beside (row) : NULL;
  GtkViewport *viewport = GTK_VIEWPORT (gtk_scrolled_window_get_child (self->scroller));
  GtkWidget *child;

  /* While rows go, the focus wanders: the page stays where it is. */
  gtk_viewport_set_scroll_to_focus (viewport, FALSE);
  g_hash_table_remove_all (self->rows);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->groups))) != NULL)
    gtk_box_remove (self->groups, child);
  for (guint stage = 0; living->len > 0 && stage < slip_stages_count (); stage++)
    append_stage (self, stage, living, open);
  append_deleted (self);
  row = focused != NULL ? g_hash_table_lookup (self->rows, focused) : NULL;
  if (row == NULL && beside != NULL)
    row = g_hash_table_lookup (self->rows, beside);
  if (row != NULL)
    gtk_widget_grab_focus (row);
  gtk_viewport_set_scroll_to_focus (viewport, TRUE);
}

static void refresh (gpointer page);

static void
on_read_cb (gpointer owner, gpointer result, const GError *error, gpointer data)
{
  SlipReleasePage *self = owner;
  Answer *answer = result;
  g_autoptr (GPtrArray) living = g_ptr_array_new ();
  g_autoptr (GPtrArray) open = NULL;
  g_autofree char *outline = NULL;

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
  g_clear_pointer (&self->documents, g_ptr_array_unref);
  self->documents = g_steal_pointer (&answer->documents);
  for (guint i = 0; i < self->documents->len; i++)
    if (((SlipDocumentInfo *) g_ptr_array_index (self->documents, i))->deleted == NULL)
      g_ptr_array_add (living, g_ptr_array_index (self->documents, i));
  g_ptr_array_sort (living, compare_documents);
  open = find_open_forms (living, answer->forms);
  show_facts (self, answer->facts);
  outline = make_outline (self, living, open);
  if (g_strcmp0 (outline, self->outline) == 0)
    for (guint i = 0; i < living->len; i++)
      update_row (self, g_ptr_array_index (living, i));
  else
    rebuild (self, living, open);
  g_free (self->outline);
  self->outline = g_steal_pointer (&outline);
  gtk_widget_set_visible (self->none, living->len == 0);
  gtk_stack_set_visible_child_name (self->stack, "release");
  slip_release_states_ask (self->states, living);
  if (self->again)
    refresh (self);
}

static void
refresh (gpointer page)
{
  SlipReleasePage *self = page;
  Question *question;

  self->again = self->reading;
  if (self->reading)
    return;
  self->reading = TRUE;
  question = g_new0 (Question, 1);
  question->workspace = g_object_ref (self->workspace);
  question->release = g_strdup (self->release);
  slip_work_read (self, read_release, question, question_free, on_read_cb, answer_free, NULL);
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
  const SlipDocumentInfo *info = find_document (self, g_variant_get_string (target, NULL));
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
  g_clear_object (&self->states);
  g_clear_pointer (&self->documents, g_ptr_array_unref);
  g_free (self->release);
  g_free (self->title);
  g_free (self->outline);
  g_hash_table_unref (self->rows);
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
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/slipway/Slipway/ui/library/slip-release-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SlipReleasePage, stack);
  gtk_widget_class_bind_template_child (widget_class, SlipReleasePage, scroller);
  gtk_widget_class_bind_template_child (widget_class, SlipReleasePage, failed);
  gtk_widget_class_bind_template_child (widget_class, SlipReleasePage, menu);
  gtk_widget_class_bind_template_child (widget_class, SlipReleasePage, about);
  gtk_widget_class_bind_template_child (widget_class, SlipReleasePage, edit);
  gtk_widget_class_bind_template_child (widget_class, SlipReleasePage, none);
  gtk_widget_class_bind_template_child (widget_class, SlipReleasePage, groups);
  gtk_widget_class_install_action (widget_class, "page.new-document", "s", on_new_document_cb);
  gtk_widget_class_install_action (widget_class, "page.delete-document", "s",
                                   on_delete_document_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_n, GDK_CONTROL_MASK | GDK_SHIFT_MASK,
                                       "page.new-document", "s", "");
}

static void
slip_release_page_init (SlipReleasePage *self)
{
  self->rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
set_menu (SlipReleasePage *self)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenuItem) export = g_menu_item_new (_ ("_Export…"), NULL);
  g_autoptr (GMenuItem) print = g_menu_item_new (_ ("_Print…"), NULL);

  g_menu_item_set_action_and_target (export, "win.export", "s", self->release);
  g_menu_append_item (menu, export);
  g_menu_item_set_action_and_target (print, "win.print", "s", self->release);
  g_menu_append_item (menu, print);
  gtk_menu_button_set_menu_model (self->menu, G_MENU_MODEL (menu));
}

SlipPage *
slip_release_page_new (SlipWorkspace *workspace, const char *release)
{
  SlipReleasePage *self = g_object_new (SLIP_TYPE_RELEASE_PAGE, NULL);

  self->workspace = g_object_ref (workspace);
  self->release = g_strdup (release);
  self->states = slip_release_states_new (workspace);
  g_signal_connect_object (self->states, "found", G_CALLBACK (on_state_cb), self,
                           G_CONNECT_SWAPPED);
  set_menu (self);
  slip_library_watch (GTK_WIDGET (self), workspace, refresh);
  refresh (self);
  return SLIP_PAGE (self);
}
