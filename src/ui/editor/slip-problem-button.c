/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* See slip-problem-button.h. The list is as long as the document is unfinished: rows are made for what is in sight. */

#include "ui/editor/slip-problem-button.h"

#include <glib/gi18n.h>

#include "ui/app/slip-names.h"
#include "ui/editor/slip-field-words.h"

struct _SlipProblemButton
{
  AdwBin parent_instance;
  SlipFormSession *session;
  GtkWidget *button;
  GtkWidget *count;
};

G_DEFINE_FINAL_TYPE (SlipProblemButton, slip_problem_button, ADW_TYPE_BIN)

static guint go_signal;

static void
on_problems_cb (SlipProblemButton *self)
{
  guint n = slip_form_session_count_problems (self->session, NULL);
  g_autofree char *count = g_strdup_printf ("%u", n);
  g_autofree char *said = g_strdup_printf (g_dngettext (NULL, "%u problem", "%u problems", n), n);

  gtk_label_set_label (GTK_LABEL (self->count), count);
  gtk_widget_set_visible (GTK_WIDGET (self), n > 0);
  slip_names_set_tooltip (self->button, said);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  said, -1);
}

static void
on_setup_cb (GtkListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);

  for (guint i = 0; i < 2; i++)
    {
      GtkWidget *label = gtk_label_new (NULL);

      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
      gtk_box_append (GTK_BOX (box), label);
    }
  gtk_widget_add_css_class (gtk_widget_get_last_child (box), "caption");
  gtk_widget_add_css_class (gtk_widget_get_last_child (box), "dim-label");
  gtk_list_item_set_child (item, box);
}

static void
on_bind_cb (GtkListItemFactory *factory, GtkListItem *item, SlipProblemButton *self)
{
  SlipFormProblem *problem = gtk_list_item_get_item (item);
  GtkWidget *box = gtk_list_item_get_child (item);
  const SlipFieldState *state =
      slip_form_problem_get_kind (problem) == SLIP_PROBLEM_TYPE
          ? slip_form_session_get_field (self->session, slip_form_problem_get_path (problem))
          : NULL;
  g_autofree char *words = state != NULL && state->problem != NULL
                               ? slip_field_explain (state)
                               : g_strdup (slip_form_problem_get_text (problem));
  g_autofree char *name = NULL;

  gtk_label_set_label (GTK_LABEL (gtk_widget_get_first_child (box)),
                       slip_form_problem_get_label (problem));
  gtk_label_set_label (GTK_LABEL (gtk_widget_get_last_child (box)), words);
  name = g_strdup_printf ("%s, %s", slip_form_problem_get_label (problem), words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_parent (box)),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
on_activate_cb (SlipProblemButton *self, guint place)
{
  g_autoptr (SlipFormProblem) problem =
      g_list_model_get_item (slip_form_session_get_problems (self->session), place);
  g_autofree char *path = NULL;

  if (problem == NULL)
    return;
  path = g_strdup (slip_form_problem_get_path (problem));
  gtk_menu_button_popdown (GTK_MENU_BUTTON (self->button));
  g_signal_emit (self, go_signal, 0, path);
}

static void
on_open_cb (GtkMenuButton *button, gpointer data)
{
  SlipProblemButton *self = data;
  GtkWidget *popover;
  GtkWidget *scroller;
  GtkWidget *view;
  GtkListItemFactory *factory;

  if (gtk_menu_button_get_popover (button) != NULL)
    return;
  factory = gtk_signal_list_item_factory_new ();
  g_signal_connect (factory, "setup", G_CALLBACK (on_setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind_cb), self);
  view = gtk_list_view_new (GTK_SELECTION_MODEL (gtk_no_selection_new (
                                g_object_ref (slip_form_session_get_problems (self->session)))),
                            factory);
  gtk_list_view_set_single_click_activate (GTK_LIST_VIEW (view), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Problems"), -1);
  g_signal_connect_swapped (view, "activate", G_CALLBACK (on_activate_cb), self);
  scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), 400);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), view);
  gtk_widget_set_size_request (scroller, 320, -1);
  popover = gtk_popover_new ();
  gtk_widget_add_css_class (popover, "menu");
  gtk_widget_add_css_class (popover, "slip-choices");
  gtk_popover_set_child (GTK_POPOVER (popover), scroller);
  gtk_menu_button_set_popover (button, popover);
}

static void
slip_problem_button_finalize (GObject *object)
{
  g_clear_object (&SLIP_PROBLEM_BUTTON (object)->session);
  G_OBJECT_CLASS (slip_problem_button_parent_class)->finalize (object);
}

static void
slip_problem_button_class_init (SlipProblemButtonClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = slip_problem_button_finalize;
  go_signal = g_signal_new ("go", SLIP_TYPE_PROBLEM_BUTTON, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                            G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
slip_problem_button_init (SlipProblemButton *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->count = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->count, "numeric");
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name ("dialog-warning-symbolic"));
  gtk_box_append (GTK_BOX (box), self->count);
  self->button = gtk_menu_button_new ();
  gtk_menu_button_set_child (GTK_MENU_BUTTON (self->button), box);
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (self->button), on_open_cb, self, NULL);
  adw_bin_set_child (ADW_BIN (self), self->button);
}

GtkWidget *
slip_problem_button_new (SlipFormSession *session)
{
  SlipProblemButton *self = g_object_new (SLIP_TYPE_PROBLEM_BUTTON, NULL);

  self->session = g_object_ref (session);
  g_signal_connect_object (session, "problems-changed", G_CALLBACK (on_problems_cb), self,
                           G_CONNECT_SWAPPED);
  on_problems_cb (self);
  return GTK_WIDGET (self);
}
