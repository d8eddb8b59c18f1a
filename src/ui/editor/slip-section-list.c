/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What is still empty is counted ("4 of 6"), what is wrong has an icon and a number, and so have open comments; what is whole
 * has a tick. */

#include "ui/editor/slip-section-list.h"

#include <string.h>

#include <glib/gi18n.h>

#include "ui/app/slip-about.h"
#include "ui/app/slip-names.h"
#include "ui/app/slip-work.h"
#include "ui/library/slip-library.h"
#include "workspace/slip-comments.h"

struct _SlipSectionList
{
  AdwBin parent_instance;
  SlipFormSession *session;
  GtkWidget *list;
  GHashTable *threads; /* nullable: section → how many are open, once it was read */
};

G_DEFINE_FINAL_TYPE (SlipSectionList, slip_section_list, ADW_TYPE_BIN)

enum
{
  SELECTED,
  ACTIVATED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

/* What a row of the list is made of; belongs to the row. */
typedef struct
{
  SlipFormNode *node;
  GtkWidget *filled;
  GtkWidget *done;
  GtkWidget *problem;
  GtkWidget *count;
  GtkWidget *comments;
  GtkWidget *open;
} Parts;

static Parts *
get_parts (GtkListBoxRow *row)
{
  return g_object_get_data (G_OBJECT (row), "parts");
}

static GtkListBoxRow *
get_row (SlipSectionList *self, guint i)
{
  return gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), (int) i);
}

/* == counting == */

/* What is missing is counted as such, and rows that a table wants; the rest is wrong. */
static void
show_counts (SlipSectionList *self, GtkListBoxRow *row)
{
  Parts *parts = get_parts (row);
  const char *section = parts->node->name;
  const char *label = slip_form_node_label (parts->node);
  guint rows = slip_form_session_count_kind (self->session, section, SLIP_PROBLEM_ROWS);
  guint wrong = slip_form_session_count_problems (self->session, section) - rows -
                slip_form_session_count_kind (self->session, section, SLIP_PROBLEM_REQUIRED);
  g_autofree char *filled_text = NULL;
  g_autofree char *wrong_text = g_strdup_printf ("%u", wrong);
  g_autofree char *wrong_said =
      g_strdup_printf (g_dngettext (NULL, "%u problem", "%u problems", wrong), wrong);
  g_autofree char *name = NULL;
  g_autofree char *whole = NULL;
  guint open =
      self->threads != NULL ? GPOINTER_TO_UINT (g_hash_table_lookup (self->threads, section)) : 0;
  g_autofree char *open_text = g_strdup_printf ("%u", open);
  g_autofree char *open_said =
      g_strdup_printf (g_dngettext (NULL, "%u open comment", "%u open comments", open), open);
  guint filled = 0;
  guint required = 0;

  slip_form_session_get_completeness (self->session, section, &filled, &required);
  required += rows;
  /* Translators: how many fields are filled, of those that have to be: "4 of 6" */
  filled_text = g_strdup_printf (_ ("%u of %u"), filled, required);
  gtk_label_set_label (GTK_LABEL (parts->filled), filled_text);
  gtk_widget_set_visible (parts->filled, filled < required);
  gtk_widget_set_visible (parts->done, required > 0 && filled >= required && wrong == 0);
  gtk_label_set_label (GTK_LABEL (parts->count), wrong_text);
  gtk_widget_set_visible (parts->problem, wrong > 0);
  slip_names_set_tooltip (parts->problem, wrong_said);
  name = required > 0 ? g_strdup_printf ("%s, %s%s%s", label, filled_text, wrong > 0 ? ", " : "",
                                         wrong > 0 ? wrong_said : "")
                      : g_strdup_printf ("%s%s%s", label, wrong > 0 ? ", " : "",
                                         wrong > 0 ? wrong_said : "");
  gtk_label_set_label (GTK_LABEL (parts->open), open_text);
  gtk_widget_set_visible (parts->comments, open > 0);
  slip_names_set_tooltip (parts->comments, open_said);
  whole = g_strdup_printf ("%s%s%s", name, open > 0 ? ", " : "", open > 0 ? open_said : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, whole, -1);
}

static void
on_problems_cb (SlipSectionList *self)
{
  GtkListBoxRow *row;

  for (guint i = 0; (row = get_row (self, i)) != NULL; i++)
    show_counts (self, row);
}

/* == open comments == */

static gpointer
count_threads (gpointer data, GCancellable *cancellable, GError **error)
{
  const SlipAbout *about = data;
  g_autoptr (SlipThreads) threads =
      slip_workspace_list_threads (about->workspace, about->record, error);
  GHashTable *counts;

  if (threads == NULL)
    return NULL;
  counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < threads->infos->len; i++)
    {
      const SlipThreadInfo *info = g_ptr_array_index (threads->infos, i);
      char *section = g_strndup (info->path, strcspn (info->path, "/"));

      if (info->discussion->closed == NULL)
        g_hash_table_insert (
            counts, section,
            GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (counts, section)) + 1));
      else
        g_free (section);
    }
  return counts;
}

static void
on_counted_cb (gpointer owner, gpointer result, const GError *error, gpointer data)
{
  SlipSectionList *self = owner;

  g_clear_pointer (&self->threads, g_hash_table_unref);
  self->threads = result != NULL ? g_hash_table_ref (result) : NULL;
  on_problems_cb (self);
}

static void
read_threads (gpointer widget)
{
  SlipSectionList *self = widget;
  SlipAbout *about = slip_about_new (slip_form_session_get_workspace (self->session),
                                     slip_form_session_get_record (self->session));

  slip_work_read (self, count_threads, about, slip_about_free, on_counted_cb,
                  (GDestroyNotify) g_hash_table_unref, NULL);
}

/* == what is shown == */

static gboolean
is_shown (GtkListBoxRow *row)
{
  return row != NULL && gtk_widget_get_visible (GTK_WIDGET (row));
}

static void
show_relevant (SlipSectionList *self, GtkListBoxRow *row)
{
  const SlipFieldState *state =
      slip_form_session_get_field (self->session, get_parts (row)->node->name);

  gtk_widget_set_visible (GTK_WIDGET (row), state == NULL || state->relevant);
  if (!is_shown (row) && gtk_list_box_row_is_selected (row))
    gtk_list_box_select_row (GTK_LIST_BOX (self->list),
                             get_row (self, gtk_list_box_row_get_index (row) == 0 ? 1 : 0));
}

static void
on_field_changed_cb (SlipSectionList *self, const char *path)
{
  GtkListBoxRow *row;

  for (guint i = 0; (row = get_row (self, i)) != NULL; i++)
    if (strcmp (get_parts (row)->node->name, path) == 0)
      show_relevant (self, row);
}

static void
on_selected_cb (SlipSectionList *self, GtkListBoxRow *row)
{
  if (row != NULL)
    g_signal_emit (self, signals[SELECTED], 0, get_parts (row)->node->name);
}

static void
on_activated_cb (SlipSectionList *self)
{
  g_signal_emit (self, signals[ACTIVATED], 0);
}

void
slip_section_list_select (SlipSectionList *self, const char *section)
{
  GtkListBoxRow *row;

  for (guint i = 0; (row = get_row (self, i)) != NULL; i++)
    if (strcmp (get_parts (row)->node->name, section) == 0)
      gtk_list_box_select_row (GTK_LIST_BOX (self->list), row);
}

SlipFormNode *
slip_section_list_get (SlipSectionList *self, int by)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (GTK_LIST_BOX (self->list));
  int place = row != NULL ? gtk_list_box_row_get_index (row) : -1;

  if (row == NULL || by == 0)
    return row != NULL ? get_parts (row)->node : NULL;
  for (place += by; place >= 0; place += by)
    {
      row = get_row (self, (guint) place);
      if (row == NULL || is_shown (row))
        return row != NULL ? get_parts (row)->node : NULL;
    }
  return NULL;
}

/* == life == */

static GtkWidget *
make_row (SlipFormNode *node)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *title = gtk_label_new (slip_form_node_label (node));
  Parts *parts = g_new0 (Parts, 1);

  parts->node = node;
  parts->filled = gtk_label_new (NULL);
  parts->done = gtk_image_new_from_icon_name ("object-select-symbolic");
  parts->problem = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 3);
  parts->count = gtk_label_new (NULL);
  parts->comments = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 3);
  parts->open = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (title), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (title), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_width_chars (GTK_LABEL (title), 8);
  gtk_label_set_max_width_chars (GTK_LABEL (title), 18);
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_widget_set_hexpand (title, TRUE);
  gtk_widget_add_css_class (parts->filled, "caption");
  gtk_widget_add_css_class (parts->filled, "dim-label");
  gtk_widget_add_css_class (parts->filled, "numeric");
  gtk_widget_add_css_class (parts->done, "success");
  gtk_widget_add_css_class (parts->problem, "error");
  gtk_widget_add_css_class (parts->problem, "caption");
  gtk_widget_set_tooltip_text (parts->done, _ ("Complete"));
  gtk_box_append (GTK_BOX (parts->problem), gtk_image_new_from_icon_name ("dialog-error-symbolic"));
  gtk_box_append (GTK_BOX (parts->problem), parts->count);
  gtk_box_append (GTK_BOX (box), title);
  gtk_widget_add_css_class (parts->comments, "caption");
  gtk_box_append (GTK_BOX (parts->comments),
                  gtk_image_new_from_icon_name ("chat-message-new-symbolic"));
  gtk_box_append (GTK_BOX (parts->comments), parts->open);
  gtk_box_append (GTK_BOX (box), parts->comments);
  gtk_box_append (GTK_BOX (box), parts->problem);
  gtk_box_append (GTK_BOX (box), parts->filled);
  gtk_box_append (GTK_BOX (box), parts->done);
  gtk_widget_add_css_class (row, "slip-section");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  g_object_set_data_full (G_OBJECT (row), "parts", parts, g_free);
  return row;
}

/* A list box goes from row to row by Tab, too, and selects each: the way into the form would lead through all sections. */
static gboolean
slip_section_list_focus (GtkWidget *widget, GtkDirectionType direction)
{
  SlipSectionList *self = SLIP_SECTION_LIST (widget);
  GtkListBoxRow *row = gtk_list_box_get_selected_row (GTK_LIST_BOX (self->list));
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (row == NULL || (direction != GTK_DIR_TAB_FORWARD && direction != GTK_DIR_TAB_BACKWARD))
    return GTK_WIDGET_CLASS (slip_section_list_parent_class)->focus (widget, direction);
  if (focus != NULL && gtk_widget_is_ancestor (focus, widget))
    return FALSE;
  return gtk_widget_grab_focus (GTK_WIDGET (row));
}

static void
slip_section_list_finalize (GObject *object)
{
  g_clear_object (&SLIP_SECTION_LIST (object)->session);
  g_clear_pointer (&SLIP_SECTION_LIST (object)->threads, g_hash_table_unref);
  G_OBJECT_CLASS (slip_section_list_parent_class)->finalize (object);
}

static void
slip_section_list_class_init (SlipSectionListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = slip_section_list_finalize;
  GTK_WIDGET_CLASS (klass)->focus = slip_section_list_focus;
  signals[SELECTED] = g_signal_new ("selected", SLIP_TYPE_SECTION_LIST, G_SIGNAL_RUN_LAST, 0, NULL,
                                    NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[ACTIVATED] = g_signal_new ("activated", SLIP_TYPE_SECTION_LIST, G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
slip_section_list_init (SlipSectionList *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_BROWSE);
  gtk_widget_add_css_class (self->list, "navigation-sidebar");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Sections"), -1);
  g_signal_connect_swapped (self->list, "row-selected", G_CALLBACK (on_selected_cb), self);
  g_signal_connect_swapped (self->list, "row-activated", G_CALLBACK (on_activated_cb), self);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), self->list);
  gtk_widget_set_vexpand (scroller, TRUE);
  adw_bin_set_child (ADW_BIN (self), scroller);
}

GtkWidget *
slip_section_list_new (SlipFormSession *session)
{
  SlipSectionList *self = g_object_new (SLIP_TYPE_SECTION_LIST, NULL);
  GPtrArray *sections = slip_form_get_root (slip_form_session_get_form (session))->children;

  self->session = g_object_ref (session);
  for (guint i = 0; i < sections->len; i++)
    {
      SlipFormNode *node = g_ptr_array_index (sections, i);

      g_autofree char *detailed = g_strconcat ("field-changed::", node->name, NULL);

      gtk_list_box_append (GTK_LIST_BOX (self->list), make_row (node));
      show_relevant (self, get_row (self, i));
      g_signal_connect_object (session, detailed, G_CALLBACK (on_field_changed_cb), self,
                               G_CONNECT_SWAPPED);
    }
  g_signal_connect_object (session, "problems-changed", G_CALLBACK (on_problems_cb), self,
                           G_CONNECT_SWAPPED);
  on_problems_cb (self);
  read_threads (self);
  slip_library_watch (GTK_WIDGET (self), slip_form_session_get_workspace (session), read_threads);
  return GTK_WIDGET (self);
}
