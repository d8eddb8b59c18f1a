/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* See slip-choice-list.h. Enter takes the first one, so that a name that is known is typed and done. */

#include "ui/editor/slip-choice-list.h"

#include <glib/gi18n.h>

struct _SlipChoiceList
{
  GtkBox parent_instance;
  SlipFormSession *session; /* nullable: until something is listed */
  char *path;
  GtkWidget *search;
  GtkWidget *stack;
  GtkWidget *list;
  GPtrArray *choices; /* nullable (element-type SlipFormChoice) */
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (SlipChoiceList, slip_choice_list, GTK_TYPE_BOX)

static guint chosen_signal;

static void
choose (SlipChoiceList *self, guint place)
{
  if (self->choices != NULL && place < self->choices->len)
    g_signal_emit (self, chosen_signal, 0,
                   ((SlipFormChoice *) g_ptr_array_index (self->choices, place))->value);
}

static void
on_first_cb (SlipChoiceList *self)
{
  choose (self, 0);
}

static void
on_activated_cb (SlipChoiceList *self, GtkListBoxRow *row)
{
  choose (self, (guint) gtk_list_box_row_get_index (row));
}

static GtkWidget *
make_label (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  return label;
}

static GtkWidget *
make_row (const SlipFormChoice *choice)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  g_autofree char *name = NULL;

  gtk_box_append (GTK_BOX (box), make_label (choice->display));
  if (choice->detail != NULL && *choice->detail != '\0')
    {
      GtkWidget *detail = make_label (choice->detail);

      gtk_widget_add_css_class (detail, "caption");
      gtk_widget_add_css_class (detail, "dim-label");
      gtk_box_append (GTK_BOX (box), detail);
      name = g_strdup_printf ("%s, %s", choice->display, choice->detail);
    }
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  name != NULL ? name : choice->display, -1);
  return row;
}

static void
on_listed_cb (GObject *session, GAsyncResult *result, gpointer data)
{
  SlipChoiceList *self;
  g_autoptr (GError) error = NULL;
  GPtrArray *choices =
      slip_form_session_list_choices_finish (SLIP_FORM_SESSION (session), result, &error);
  GtkWidget *child;

  /* The list may have gone with its popover. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = data;
  g_clear_pointer (&self->choices, g_ptr_array_unref);
  self->choices = choices;
  while ((child = gtk_widget_get_first_child (self->list)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->list), child);
  for (guint i = 0; choices != NULL && i < choices->len; i++)
    gtk_list_box_append (GTK_LIST_BOX (self->list), make_row (g_ptr_array_index (choices, i)));
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack),
                                    choices != NULL && choices->len > 0 ? "list" : "none");
}

static void
list (SlipChoiceList *self)
{
  if (self->session == NULL)
    return;
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  slip_form_session_list_choices_async (self->session, self->path,
                                        gtk_editable_get_text (GTK_EDITABLE (self->search)),
                                        self->cancellable, on_listed_cb, self);
}

void
slip_choice_list_load (SlipChoiceList *self, SlipFormSession *session, const char *path)
{
  g_set_object (&self->session, session);
  g_free (self->path);
  self->path = g_strdup (path);
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  if (self->choices == NULL)
    gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "reading");
  list (self);
}

/* The entry takes Escape for itself, so that the popover never hears of it. */
static void
on_stop_search_cb (SlipChoiceList *self)
{
  GtkWidget *popover = gtk_widget_get_ancestor (GTK_WIDGET (self), GTK_TYPE_POPOVER);

  if (popover != NULL)
    gtk_popover_popdown (GTK_POPOVER (popover));
}

static void
slip_choice_list_dispose (GObject *object)
{
  SlipChoiceList *self = SLIP_CHOICE_LIST (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (slip_choice_list_parent_class)->dispose (object);
}

static void
slip_choice_list_finalize (GObject *object)
{
  SlipChoiceList *self = SLIP_CHOICE_LIST (object);

  g_free (self->path);
  g_clear_pointer (&self->choices, g_ptr_array_unref);
  g_object_unref (self->cancellable);
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
slip_choice_list_init (SlipChoiceList *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *spinner = gtk_spinner_new ();
  GtkWidget *none = gtk_label_new (_ ("Nothing Found"));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 6);
  self->cancellable = g_cancellable_new ();
  self->search = gtk_search_entry_new ();
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->search), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Search"), -1);
  g_signal_connect_swapped (self->search, "search-changed", G_CALLBACK (list), self);
  g_signal_connect_swapped (self->search, "activate", G_CALLBACK (on_first_cb), self);
  g_signal_connect_swapped (self->search, "stop-search", G_CALLBACK (on_stop_search_cb), self);
  self->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->list, "navigation-sidebar");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Choices"), -1);
  g_signal_connect_swapped (self->list, "row-activated", G_CALLBACK (on_activated_cb), self);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), self->list);
  gtk_spinner_set_spinning (GTK_SPINNER (spinner), TRUE);
  gtk_widget_add_css_class (none, "dim-label");
  self->stack = gtk_stack_new ();
  gtk_stack_add_named (GTK_STACK (self->stack), spinner, "reading");
  gtk_stack_add_named (GTK_STACK (self->stack), scroller, "list");
  gtk_stack_add_named (GTK_STACK (self->stack), none, "none");
  gtk_widget_set_size_request (self->stack, 290, 240);
  gtk_box_append (GTK_BOX (self), self->search);
  gtk_box_append (GTK_BOX (self), self->stack);
}

GtkWidget *
slip_choice_list_new (void)
{
  return g_object_new (SLIP_TYPE_CHOICE_LIST, NULL);
}
