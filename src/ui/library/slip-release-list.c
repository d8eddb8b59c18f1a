/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* When the same documents come again their rows are told what is new, so that focus and scroll stay; else all rows are made
 * anew. */

#include "ui/library/slip-release-list.h"

#include <glib/gi18n.h>
#include <string.h>

#include "ui/app/slip-names.h"
#include "ui/library/slip-document-row.h"
#include "ui/library/slip-library.h"
#include "ui/library/slip-release-states.h"
#include "ui/library/slip-stages.h"

#define SPACING 24 /* between stages */

struct _SlipReleaseList
{
  AdwBin parent_instance;
  char *title;               /* of the release */
  char *outline;             /* nullable: of what is shown: ids and forms in order */
  GPtrArray *documents;      /* nullable (element-type SlipDocumentInfo): also deleted ones */
  SlipProcess *process;      /* nullable: that the release follows */
  SlipReleaseStates *states; /* nullable: until there is a workspace */
  GHashTable *spared;        /* forms of which the release doesn't have to have a document */
  GHashTable *rows;          /* id of a document → SlipDocumentRow */
  GtkBox *groups;
};

G_DEFINE_FINAL_TYPE (SlipReleaseList, slip_release_list, ADW_TYPE_BIN)

/* == rows == */

/* The stages of the release's process; after them, what is written at any time, and what the process doesn't know. Without
 * the process, which may have to arrive yet, the stages are those of most. */
static guint
count_stages (const SlipProcess *process)
{
  return process != NULL ? process->stages->len + 2 : slip_stages_count ();
}

static guint
stage_of (const SlipProcess *process, const char *form)
{
  const SlipStage *stage = process != NULL ? slip_process_stage_of (process, form) : NULL;
  guint usual = slip_stages_of_form (form);
  guint i;

  if (process == NULL)
    return usual;
  if (stage != NULL && g_ptr_array_find (process->stages, stage, &i))
    return i;
  return process->stages->len + (usual + 2 == slip_stages_count () ? 0 : 1);
}

static char *
stage_title (const SlipProcess *process, guint stage)
{
  const SlipStage *own;

  if (process == NULL)
    return g_strdup (slip_stages_title (stage));
  if (stage >= process->stages->len)
    return g_strdup (slip_stages_title (slip_stages_count () - 2 + stage - process->stages->len));
  own = g_ptr_array_index (process->stages, stage);
  return g_strdup_printf ("%s %s", own->number, slip_process_text (own->title));
}

static guint
rank_of (const SlipProcess *process, const char *form)
{
  const SlipStage *stage = process != NULL ? slip_process_stage_of (process, form) : NULL;

  for (guint i = 0; stage != NULL && i < stage->documents->len; i++)
    if (g_str_equal (((SlipStageDocument *) g_ptr_array_index (stage->documents, i))->form, form))
      return i;
  return slip_stages_rank (form);
}

static int
compare_documents (gconstpointer one, gconstpointer two, gpointer data)
{
  const SlipDocumentInfo *a = *(SlipDocumentInfo *const *) one;
  const SlipDocumentInfo *b = *(SlipDocumentInfo *const *) two;
  const SlipProcess *process = data;
  int order = (int) rank_of (process, a->form) - (int) rank_of (process, b->form);

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
update_row (SlipReleaseList *self, const SlipDocumentInfo *info)
{
  SlipDocumentRow *row = g_hash_table_lookup (self->rows, info->id);

  if (row != NULL)
    slip_document_row_set (row, info, self->title, slip_release_states_get (self->states, info->id),
                           slip_library_has_action (GTK_WIDGET (self), "win.open-document"));
}

const SlipDocumentInfo *
slip_release_list_find (SlipReleaseList *self, const char *id)
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
on_state_cb (SlipReleaseList *self, const char *id)
{
  const SlipDocumentInfo *info = slip_release_list_find (self, id);

  if (info != NULL)
    update_row (self, info);
}

/* A form of the stage that the release has no document of. @needed: whether it has to have one. */
static GtkWidget *
make_open_row (const SlipFormInfo *form, gboolean needed)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *icon = gtk_image_new_from_icon_name ("list-add-symbolic");
  g_autofree char *name = NULL;

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), form->title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), needed ? _ ("Not begun") : _ ("Not needed"));
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  gtk_widget_add_css_class (row, "slip-not-begun");
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "s", form->id);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "page.new-document");
  /* Translators: name of a row for screen readers; %s is a form */
  name = g_strdup_printf (needed ? _ ("%s, not begun") : _ ("%s, not needed"), form->title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return row;
}

static AdwPreferencesGroup *
append_group (SlipReleaseList *self, const char *title)
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
append_stage (SlipReleaseList *self, guint stage, GPtrArray *living, GPtrArray *forms)
{
  AdwPreferencesGroup *group = NULL;
  g_autofree char *title = stage_title (self->process, stage);

  for (guint i = 0; i < living->len; i++)
    {
      const SlipDocumentInfo *info = g_ptr_array_index (living, i);
      GtkWidget *row;

      if (stage_of (self->process, info->form) != stage)
        continue;
      if (group == NULL)
        group = append_group (self, title);
      row = slip_document_row_new ();
      g_hash_table_insert (self->rows, g_strdup (info->id), row);
      adw_preferences_group_add (group, row);
      update_row (self, info);
    }
  for (guint i = 0; i < forms->len; i++)
    {
      const SlipFormInfo *form = g_ptr_array_index (forms, i);

      if (stage_of (self->process, form->id) != stage)
        continue;
      if (group == NULL)
        group = append_group (self, title);
      adw_preferences_group_add (
          group, make_open_row (form, !g_hash_table_contains (self->spared, form->id)));
    }
}

static void
append_deleted (SlipReleaseList *self)
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
      slip_names_set (button, name);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
      adw_expander_row_add_row (all, row);
      n++;
    }
  if (all != NULL)
    {
      g_autofree char *title =
          g_strdup_printf (ngettext ("%u deleted document", "%u deleted documents", n), n);

      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (all), title);
      slip_names_set (GTK_WIDGET (all), title);
    }
}

/* == the list == */

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
make_outline (SlipReleaseList *self, GPtrArray *living, GPtrArray *open)
{
  g_autoptr (GString) outline = g_string_new (self->title);

  if (self->process != NULL)
    g_string_append_printf (outline, "\n%s", self->process->digest);

  for (guint i = 0; i < living->len; i++)
    g_string_append_printf (outline, "\n%s",
                            ((SlipDocumentInfo *) g_ptr_array_index (living, i))->id);
  for (guint i = 0; i < open->len; i++)
    {
      const SlipFormInfo *form = g_ptr_array_index (open, i);

      g_string_append_printf (outline, "\n%s%s", form->title,
                              g_hash_table_contains (self->spared, form->id) ? "-" : "");
    }
  for (guint i = 0; i < self->documents->len; i++)
    {
      const SlipDocumentInfo *info = g_ptr_array_index (self->documents, i);

      if (info->deleted != NULL)
        g_string_append_printf (outline, "\n%s %s", info->id, info->deleted);
    }
  return g_string_free (g_steal_pointer (&outline), FALSE);
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
rebuild (SlipReleaseList *self, GPtrArray *living, GPtrArray *open)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  GtkWidget *row = focus != NULL ? gtk_widget_get_ancestor (focus, SLIP_TYPE_DOCUMENT_ROW) : NULL;
  g_autofree char *focused =
      row != NULL ? g_strdup (slip_document_row_get_id (SLIP_DOCUMENT_ROW (row))) : NULL;
  g_autofree char *beside = row != NULL ? find_beside (row) : NULL;
  GtkViewport *viewport =
      GTK_VIEWPORT (gtk_widget_get_ancestor (GTK_WIDGET (self), GTK_TYPE_VIEWPORT));
  GtkWidget *child;

  /* While rows go, the focus wanders: the page stays where it is. */
  gtk_viewport_set_scroll_to_focus (viewport, FALSE);
  g_hash_table_remove_all (self->rows);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->groups))) != NULL)
    gtk_box_remove (self->groups, child);
  for (guint stage = 0; living->len > 0 && stage < count_stages (self->process); stage++)
    append_stage (self, stage, living, open);
  append_deleted (self);
  row = focused != NULL ? g_hash_table_lookup (self->rows, focused) : NULL;
  if (row == NULL && beside != NULL)
    row = g_hash_table_lookup (self->rows, beside);
  if (row != NULL)
    gtk_widget_grab_focus (row);
  gtk_viewport_set_scroll_to_focus (viewport, TRUE);
}

static void
find_spared (SlipReleaseList *self, const SlipStages *stages)
{
  g_hash_table_remove_all (self->spared);
  for (guint i = 0; stages != NULL && i < stages->stages->len; i++)
    {
      const SlipStageInfo *info = g_ptr_array_index (stages->stages, i);

      for (guint j = 0; j < info->entries->len; j++)
        {
          const SlipStageEntry *entry = g_ptr_array_index (info->entries, j);

          if (!entry->required)
            g_hash_table_add (self->spared, g_strdup (entry->document->form));
        }
    }
}

guint
slip_release_list_set (SlipReleaseList *self, const char *title, GPtrArray *documents,
                       GPtrArray *forms, const SlipStages *stages)
{
  SlipProcess *process = stages != NULL ? stages->process : NULL;
  g_autoptr (GPtrArray) living = g_ptr_array_new ();
  g_autoptr (GPtrArray) open = NULL;
  g_autofree char *outline = NULL;

  g_free (self->title);
  self->title = g_strdup (title);
  g_clear_pointer (&self->documents, g_ptr_array_unref);
  self->documents = g_ptr_array_ref (documents);
  for (guint i = 0; i < documents->len; i++)
    if (((SlipDocumentInfo *) g_ptr_array_index (documents, i))->deleted == NULL)
      g_ptr_array_add (living, g_ptr_array_index (documents, i));
  if (process != self->process)
    g_clear_pointer (&self->process, slip_process_unref);
  if (process != NULL && self->process == NULL)
    self->process = slip_process_ref (process);
  find_spared (self, stages);
  g_ptr_array_sort_with_data (living, compare_documents, self->process);
  open = find_open_forms (living, forms);
  outline = make_outline (self, living, open);
  if (g_strcmp0 (outline, self->outline) == 0)
    for (guint i = 0; i < living->len; i++)
      update_row (self, g_ptr_array_index (living, i));
  else
    rebuild (self, living, open);
  g_free (self->outline);
  self->outline = g_steal_pointer (&outline);
  slip_release_states_ask (self->states, living);
  return living->len;
}

void
slip_release_list_set_workspace (SlipReleaseList *self, SlipWorkspace *workspace)
{
  self->states = slip_release_states_new (workspace);
  g_signal_connect_object (self->states, "found", G_CALLBACK (on_state_cb), self,
                           G_CONNECT_SWAPPED);
}

/* == life == */

static void
slip_release_list_finalize (GObject *object)
{
  SlipReleaseList *self = SLIP_RELEASE_LIST (object);

  g_clear_object (&self->states);
  g_clear_pointer (&self->process, slip_process_unref);
  g_clear_pointer (&self->documents, g_ptr_array_unref);
  g_free (self->title);
  g_free (self->outline);
  g_hash_table_unref (self->spared);
  g_hash_table_unref (self->rows);
  G_OBJECT_CLASS (slip_release_list_parent_class)->finalize (object);
}

static void
slip_release_list_class_init (SlipReleaseListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = slip_release_list_finalize;
}

static void
slip_release_list_init (SlipReleaseList *self)
{
  self->title = g_strdup ("");
  self->spared = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->groups = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, SPACING));
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->groups));
}
