/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* See slip-choice-list.h. Enter takes the first one, so that a name that is known is typed and done. */

#define G_LOG_DOMAIN "slipway"

#include "ui/editor/slip-choice-list.h"

#include <string.h>

#include <glib/gi18n.h>

/* == one that can be chosen == */

#define SLIP_TYPE_CHOICE_ITEM (slip_choice_item_get_type ())
G_DECLARE_FINAL_TYPE (SlipChoiceItem, slip_choice_item, SLIP, CHOICE_ITEM, GObject)

struct _SlipChoiceItem
{
  GObject parent_instance;
  char *value;
  char *display;
  char *detail;
  char *key; /* what the search looks into */
};

G_DEFINE_FINAL_TYPE (SlipChoiceItem, slip_choice_item, G_TYPE_OBJECT)

static void
slip_choice_item_finalize (GObject *object)
{
  SlipChoiceItem *self = SLIP_CHOICE_ITEM (object);

  g_free (self->value);
  g_free (self->display);
  g_free (self->detail);
  g_free (self->key);
  G_OBJECT_CLASS (slip_choice_item_parent_class)->finalize (object);
}

static void
slip_choice_item_class_init (SlipChoiceItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = slip_choice_item_finalize;
}

static void
slip_choice_item_init (SlipChoiceItem *self)
{
}

static SlipChoiceItem *
make_item (const char *value, const char *display, const char *detail)
{
  SlipChoiceItem *self = g_object_new (SLIP_TYPE_CHOICE_ITEM, NULL);
  g_autofree char *whole = g_strconcat (display, " ", detail, NULL);

  self->value = g_strdup (value);
  self->display = g_strdup (display);
  self->detail = g_strdup (detail);
  self->key = g_utf8_casefold (whole, -1);
  return self;
}

/* == the list == */

struct _SlipChoiceList
{
  GtkBox parent_instance;
  GtkWidget *search;
  GtkWidget *stack;
  GtkWidget *view;
  GListStore *all;
  GtkFilter *filter;
  GtkFilterListModel *shown;
  char **words; /* nullable: that are searched for */
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (SlipChoiceList, slip_choice_list, GTK_TYPE_BOX)

static guint chosen_signal;

static gboolean
matches (gpointer item, gpointer data)
{
  SlipChoiceList *self = data;

  for (guint i = 0; self->words != NULL && self->words[i] != NULL; i++)
    if (strstr (SLIP_CHOICE_ITEM (item)->key, self->words[i]) == NULL)
      return FALSE;
  return TRUE;
}

static void
show_count (SlipChoiceList *self)
{
  gboolean empty = g_list_model_get_n_items (G_LIST_MODEL (self->shown)) == 0;

  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), empty ? "none" : "list");
}

static void
on_search_cb (SlipChoiceList *self)
{
  g_autofree char *text = g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (self->search)), -1);

  g_strfreev (self->words);
  self->words = g_strsplit (g_strstrip (text), " ", -1);
  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
  show_count (self);
}

static void
choose (SlipChoiceList *self, guint place)
{
  g_autoptr (SlipChoiceItem) item = g_list_model_get_item (G_LIST_MODEL (self->shown), place);

  if (item != NULL)
    g_signal_emit (self, chosen_signal, 0, item->value);
}

static void
on_first_cb (SlipChoiceList *self)
{
  choose (self, 0);
}

static void
on_activate_cb (SlipChoiceList *self, guint place)
{
  choose (self, place);
}

static void
on_setup_cb (GtkListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);

  for (guint i = 0; i < 2; i++)
    {
      GtkWidget *label = gtk_label_new (NULL);

      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
      gtk_box_append (GTK_BOX (box), label);
      if (i == 1)
        {
          gtk_widget_add_css_class (label, "caption");
          gtk_widget_add_css_class (label, "dim-label");
        }
    }
  gtk_list_item_set_child (item, box);
}

static void
on_bind_cb (GtkListItemFactory *factory, GtkListItem *item)
{
  SlipChoiceItem *choice = gtk_list_item_get_item (item);
  GtkWidget *box = gtk_list_item_get_child (item);
  GtkWidget *detail = gtk_widget_get_last_child (box);

  gtk_label_set_label (GTK_LABEL (gtk_widget_get_first_child (box)), choice->display);
  gtk_label_set_label (GTK_LABEL (detail), choice->detail);
  gtk_widget_set_visible (detail, *choice->detail != '\0');
}

static void
on_listed_cb (GObject *session, GAsyncResult *result, gpointer data)
{
  SlipChoiceList *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) choices =
      slip_form_session_list_choices_finish (SLIP_FORM_SESSION (session), result, &error);
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  for (guint i = 0; choices != NULL && i < choices->len; i++)
    {
      const SlipFormChoice *choice = g_ptr_array_index (choices, i);

      g_ptr_array_add (items, make_item (choice->value, choice->display,
                                         choice->detail != NULL ? choice->detail : ""));
    }
  g_list_store_splice (self->all, 0, g_list_model_get_n_items (G_LIST_MODEL (self->all)),
                       items->pdata, items->len);
  show_count (self);
}

void
slip_choice_list_load (SlipChoiceList *self, SlipFormSession *session, const char *path)
{
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  if (g_list_model_get_n_items (G_LIST_MODEL (self->all)) == 0)
    gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "reading");
  gtk_widget_grab_focus (self->search);
  slip_form_session_list_choices_async (session, path, self->cancellable, on_listed_cb, self);
}

static void
slip_choice_list_dispose (GObject *object)
{
  g_cancellable_cancel (SLIP_CHOICE_LIST (object)->cancellable);
  G_OBJECT_CLASS (slip_choice_list_parent_class)->dispose (object);
}

static void
slip_choice_list_finalize (GObject *object)
{
  SlipChoiceList *self = SLIP_CHOICE_LIST (object);

  g_strfreev (self->words);
  g_object_unref (self->cancellable);
  g_object_unref (self->all);
  G_OBJECT_CLASS (slip_choice_list_parent_class)->finalize (object);
}

static void
slip_choice_list_class_init (SlipChoiceListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = slip_choice_list_dispose;
  G_OBJECT_CLASS (klass)->finalize = slip_choice_list_finalize;
  chosen_signal = g_signal_new ("chosen", SLIP_TYPE_CHOICE_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
add_page (SlipChoiceList *self, const char *name, GtkWidget *child)
{
  gtk_stack_add_named (GTK_STACK (self->stack), child, name);
}

static void
slip_choice_list_init (SlipChoiceList *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *spinner = gtk_spinner_new ();
  GtkWidget *none = gtk_label_new (_ ("Nothing to choose"));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 6);
  self->cancellable = g_cancellable_new ();
  self->all = g_list_store_new (SLIP_TYPE_CHOICE_ITEM);
  self->filter = GTK_FILTER (gtk_custom_filter_new (matches, self, NULL));
  self->shown = gtk_filter_list_model_new (g_object_ref (G_LIST_MODEL (self->all)), self->filter);
  self->search = gtk_search_entry_new ();
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->search), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Search"), -1);
  g_signal_connect_swapped (self->search, "search-changed", G_CALLBACK (on_search_cb), self);
  g_signal_connect_swapped (self->search, "activate", G_CALLBACK (on_first_cb), self);
  g_signal_connect (factory, "setup", G_CALLBACK (on_setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind_cb), NULL);
  self->view = gtk_list_view_new (
      GTK_SELECTION_MODEL (gtk_no_selection_new (G_LIST_MODEL (self->shown))), factory);
  gtk_list_view_set_single_click_activate (GTK_LIST_VIEW (self->view), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Choices"), -1);
  g_signal_connect_swapped (self->view, "activate", G_CALLBACK (on_activate_cb), self);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), self->view);
  gtk_spinner_set_spinning (GTK_SPINNER (spinner), TRUE);
  gtk_widget_add_css_class (none, "dim-label");
  self->stack = gtk_stack_new ();
  add_page (self, "reading", spinner);
  add_page (self, "list", scroller);
  add_page (self, "none", none);
  gtk_widget_set_size_request (self->stack, 290, 240);
  gtk_box_append (GTK_BOX (self), self->search);
  gtk_box_append (GTK_BOX (self), self->stack);
}

GtkWidget *
slip_choice_list_new (void)
{
  return g_object_new (SLIP_TYPE_CHOICE_LIST, NULL);
}
