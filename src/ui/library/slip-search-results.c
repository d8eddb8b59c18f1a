/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Hits come best first; those of one document are put together where its best one stands, and so are the documents of one
 * release. */

#include "ui/library/slip-search-results.h"

#include <glib/gi18n.h>
#include <string.h>

#include "store/slip-search.h"
#include "ui/app/slip-work.h"
#include "ui/library/slip-library.h"

#define MAX_HITS 50
/* Long texts don't make the sidebar wider. */
#define SIDEBAR_CHARS 24

struct _SlipSearchResults
{
  AdwBin parent_instance;
  SlipWorkspace *workspace; /* nullable */
  char *text;
  GCancellable *search; /* nullable: the one under way */
  GtkStack *stack;
  GtkScrolledWindow *scroller;
  GtkListBox *hits;
  GtkWidget *more;
};

G_DEFINE_FINAL_TYPE (SlipSearchResults, slip_search_results, ADW_TYPE_BIN)

/* == asking == */

typedef struct
{
  SlipWorkspace *workspace;
  char *text;
  gboolean again;
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  g_object_unref (question->workspace);
  g_free (question->text);
  g_free (question);
}

static gpointer
find (gpointer data, GCancellable *cancellable, GError **error)
{
  Question *question = data;

  /* While threads were busy, somebody typed on. */
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  return slip_workspace_search (question->workspace, question->text, MAX_HITS, error);
}

/* == rows == */

/* The matching words in bold. */
static char *
make_markup (const char *marked)
{
  g_autofree char *escaped = g_markup_escape_text (marked, -1);
  g_autoptr (GString) markup = g_string_new (NULL);
  gboolean bold = FALSE;

  /* Control characters come out of the escaping as references. */
  for (const char *at = escaped; *at != '\0'; at++)
    {
      gboolean begin = g_str_has_prefix (at, "&#x2;");
      gboolean end = g_str_has_prefix (at, "&#x3;");

      if (begin || end)
        {
          if (bold != begin)
            g_string_append (markup, begin ? "<b>" : "</b>");
          bold = begin;
          at += strlen ("&#x2;") - 1;
        }
      else
        g_string_append_c (markup, *at == '\n' ? ' ' : *at);
    }
  if (bold)
    g_string_append (markup, "</b>");
  return g_string_free (g_steal_pointer (&markup), FALSE);
}

static GtkWidget *
append_label (GtkWidget *box, const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), SIDEBAR_CHARS);
  gtk_box_append (GTK_BOX (box), label);
  return label;
}

static void
wrap (GtkWidget *label)
{
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_lines (GTK_LABEL (label), 2);
}

/* A document's title comes with its number before it; that goes with the release. */
static void
set_heading (GtkWidget *row, const SlipSearchResult *hit)
{
  const char *space = strchr (hit->title, ' ');
  const char *title = hit->title;
  char *below = NULL;

  if (!g_str_equal (hit->record, hit->release) && space != NULL)
    {
      g_autofree char *number = g_strndup (hit->title, space - hit->title);

      title = space + 1;
      below = g_strdup_printf ("%s · %s", hit->release_title, number);
    }
  g_object_set_data_full (G_OBJECT (row), "title", g_strdup (title), g_free);
  g_object_set_data_full (G_OBJECT (row), "below", below, g_free);
}

static char *
say_where (const SlipSearchResult *hit)
{
  if (hit->thread == NULL)
    return g_strdup (hit->label);
  return *hit->label != '\0' ? g_strdup_printf ("%s › %s", _ ("Comments"), hit->label)
                             : g_strdup (_ ("Comments"));
}

static GtkWidget *
make_hit (SlipSearchResults *self, const SlipSearchResult *hit)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *snippet = append_label (box, NULL);
  g_autofree char *where = say_where (hit);
  GtkWidget *place = append_label (box, where);
  g_autofree char *markup = make_markup (hit->marked);
  g_autofree char *name = NULL;

  gtk_widget_set_margin_top (box, 3);
  gtk_widget_set_margin_bottom (box, 3);
  gtk_label_set_markup (GTK_LABEL (snippet), markup);
  wrap (snippet);
  gtk_widget_add_css_class (place, "caption");
  gtk_widget_add_css_class (place, "dim-label");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  name =
      g_strdup_printf ("%s, %s, %s", gtk_label_get_text (GTK_LABEL (snippet)), where, hit->title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data_full (G_OBJECT (row), "record", g_strdup (hit->record), g_free);
  set_heading (row, hit);
  if (hit->thread != NULL && slip_library_has_action (GTK_WIDGET (self), "win.show-thread"))
    {
      gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "(ss)", hit->record, hit->thread);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "win.show-thread");
    }
  else if (slip_library_has_action (GTK_WIDGET (self), "win.open-document"))
    {
      gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "(ss)", hit->record, hit->path);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "win.open-document");
    }
  else
    {
      gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "s", hit->release);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "win.open-release");
    }
  return row;
}

/* Above the first hit of a document: which one, of which release. */
static void
on_header_cb (GtkListBoxRow *row, GtkListBoxRow *before, gpointer data)
{
  const char *record = g_object_get_data (G_OBJECT (row), "record");
  const char *below = g_object_get_data (G_OBJECT (row), "below");
  GtkWidget *box;
  GtkWidget *title;

  if (before != NULL && g_strcmp0 (g_object_get_data (G_OBJECT (before), "record"), record) == 0)
    {
      gtk_list_box_row_set_header (row, NULL);
      return;
    }
  if (gtk_list_box_row_get_header (row) != NULL)
    return;
  box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  title = append_label (box, g_object_get_data (G_OBJECT (row), "title"));
  wrap (title);
  gtk_widget_add_css_class (title, "heading");
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  gtk_widget_set_margin_top (box, before != NULL ? 12 : 6);
  gtk_widget_set_margin_bottom (box, 3);
  if (below != NULL)
    {
      GtkWidget *second = append_label (box, below);

      gtk_widget_add_css_class (second, "caption");
      gtk_widget_add_css_class (second, "dim-label");
    }
  gtk_list_box_row_set_header (row, box);
}

/* Keeps the order, but brings what has the same key together. */
static GPtrArray *
group (GPtrArray *hits, gboolean by_release)
{
  GPtrArray *grouped = g_ptr_array_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

#define KEY(hit) (by_release ? (hit)->release : (hit)->record)
  for (guint i = 0; i < hits->len; i++)
    {
      SlipSearchResult *first = g_ptr_array_index (hits, i);

      if (!g_hash_table_add (seen, KEY (first)))
        continue;
      for (guint k = i; k < hits->len; k++)
        {
          SlipSearchResult *hit = g_ptr_array_index (hits, k);

          if (g_str_equal (KEY (hit), KEY (first)))
            g_ptr_array_add (grouped, hit);
        }
    }
#undef KEY
  return grouped;
}

static void
on_found_cb (gpointer owner, gpointer result, const GError *error, gpointer data)
{
  SlipSearchResults *self = owner;
  Question *question = data;
  GPtrArray *found = result;
  GtkListBoxRow *selected = gtk_list_box_get_selected_row (self->hits);
  int at = selected != NULL ? gtk_list_box_row_get_index (selected) : -1;
  GtkListBoxRow *row;

  g_clear_object (&self->search);
  while ((row = gtk_list_box_get_row_at_index (self->hits, 0)) != NULL)
    gtk_list_box_remove (self->hits, GTK_WIDGET (row));
  if (found != NULL)
    {
      g_autoptr (GPtrArray) releases = group (found, TRUE);
      g_autoptr (GPtrArray) documents = group (releases, FALSE);

      for (guint i = 0; i < documents->len; i++)
        gtk_list_box_append (self->hits, make_hit (self, g_ptr_array_index (documents, i)));
    }
  gtk_widget_set_visible (self->more, found != NULL && found->len == MAX_HITS);
  if (question->again && at >= 0)
    gtk_list_box_select_row (self->hits, gtk_list_box_get_row_at_index (self->hits, at));
  else
    gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
  gtk_stack_set_visible_child_name (self->stack, found != NULL && found->len > 0 ? "hits" : "none");
}

static void
look (SlipSearchResults *self, gboolean again)
{
  Question *question;

  if (self->search != NULL)
    g_cancellable_cancel (self->search);
  g_clear_object (&self->search);
  if (*self->text == '\0' || self->workspace == NULL)
    return;
  self->search = g_cancellable_new ();
  question = g_new0 (Question, 1);
  question->workspace = g_object_ref (self->workspace);
  question->text = g_strdup (self->text);
  question->again = again;
  slip_work_read (self, find, question, question_free, on_found_cb,
                  (GDestroyNotify) g_ptr_array_unref, self->search);
}

void
slip_search_results_set_text (SlipSearchResults *self, const char *text)
{
  g_free (self->text);
  self->text = g_strdup (text);
  look (self, FALSE);
}

void
slip_search_results_refresh (SlipSearchResults *self)
{
  look (self, TRUE);
}

void
slip_search_results_open_first (SlipSearchResults *self)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->hits, 0);

  if (row != NULL && *self->text != '\0')
    gtk_widget_activate (GTK_WIDGET (row));
}

gboolean
slip_search_results_focus_first (SlipSearchResults *self)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->hits, 0);

  return row != NULL && gtk_widget_grab_focus (GTK_WIDGET (row));
}

/* == life == */

void
slip_search_results_set_workspace (SlipSearchResults *self, SlipWorkspace *workspace)
{
  g_set_object (&self->workspace, workspace);
  slip_search_results_set_text (self, "");
}

static void
slip_search_results_dispose (GObject *object)
{
  SlipSearchResults *self = SLIP_SEARCH_RESULTS (object);

  if (self->search != NULL)
    g_cancellable_cancel (self->search);
  g_clear_object (&self->search);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (slip_search_results_parent_class)->dispose (object);
}

static void
slip_search_results_finalize (GObject *object)
{
  g_free (SLIP_SEARCH_RESULTS (object)->text);
  G_OBJECT_CLASS (slip_search_results_parent_class)->finalize (object);
}

static void
slip_search_results_class_init (SlipSearchResultsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = slip_search_results_dispose;
  G_OBJECT_CLASS (klass)->finalize = slip_search_results_finalize;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/slipway/Slipway/ui/library/slip-search-results.ui");
  gtk_widget_class_bind_template_child (widget_class, SlipSearchResults, stack);
  gtk_widget_class_bind_template_child (widget_class, SlipSearchResults, scroller);
  gtk_widget_class_bind_template_child (widget_class, SlipSearchResults, hits);
  gtk_widget_class_bind_template_child (widget_class, SlipSearchResults, more);
}

static void
slip_search_results_init (SlipSearchResults *self)
{
  self->text = g_strdup ("");
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_list_box_set_header_func (self->hits, on_header_cb, NULL, NULL);
}
