/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* See slip-editor-bar.h. The menu has what the window can do: areas that are not there add no items. */

#include "ui/editor/slip-editor-bar.h"

#include <glib/gi18n.h>

#include "ui/app/slip-names.h"
#include "ui/editor/slip-editor-parts.h"
#include "ui/editor/slip-editor.h"
#include "ui/editor/slip-field-words.h"
#include "ui/editor/slip-problem-button.h"

struct _SlipEditorBar
{
  AdwBin parent_instance;
  SlipFormSession *session; /* nullable: until it is loaded */
  GtkWidget *box;
  GtkWidget *undo;
  GtkWidget *redo;
  GtkWidget *problems; /* nullable: until it is loaded */
  GtkWidget *menu;
};

G_DEFINE_FINAL_TYPE (SlipEditorBar, slip_editor_bar, ADW_TYPE_BIN)

/* == the menu == */

/* TRUE when the window has the action. */
static gboolean
add_item (SlipEditorBar *self, GMenu *section, const char *label, const char *name)
{
  g_autofree char *action = g_strconcat ("win.", name, NULL);
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  if (!slip_field_window_has (GTK_WIDGET (self), name))
    return FALSE;
  g_menu_item_set_action_and_target (item, action, "s",
                                     slip_form_session_get_record (self->session));
  g_menu_append_item (section, item);
  return TRUE;
}

/* Of the whole document. */
static gboolean
add_comments (SlipEditorBar *self, GMenu *section)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (_ ("C_omments"), NULL);

  if (!slip_field_window_has (GTK_WIDGET (self), "show-comments"))
    return FALSE;
  g_menu_item_set_action_and_target (item, "win.show-comments", "(ss)",
                                     slip_form_session_get_record (self->session), "");
  g_menu_append_item (section, item);
  return TRUE;
}

static void
show_menu (SlipEditorBar *self)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) review = g_menu_new ();
  g_autoptr (GMenu) output = g_menu_new ();
  gboolean any = FALSE;

  if (self->session == NULL || gtk_widget_get_root (GTK_WIDGET (self)) == NULL)
    return;
  any |= add_item (self, review, _ ("_Sign…"), "sign");
  any |= add_item (self, review, _ ("S_ignatures"), "show-signatures");
  any |= add_comments (self, review);
  any |= add_item (self, review, _ ("_Compare…"), "compare");
  any |= add_item (self, output, _ ("_Export…"), "export");
  any |= add_item (self, output, _ ("_Print…"), "print");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (review));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (output));
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (self->menu), G_MENU_MODEL (menu));
  gtk_widget_set_visible (self->menu, any);
}

/* == undo == */

static void
on_undo_cb (SlipEditorBar *self)
{
  g_autofree char *undo = slip_form_session_get_undo_label (self->session);
  g_autofree char *redo = slip_form_session_get_redo_label (self->session);

  slip_names_set_tooltip (self->undo, undo != NULL ? undo : _ ("Undo"));
  slip_names_set_tooltip (self->redo, redo != NULL ? redo : _ ("Redo"));
}

static void
on_go_cb (SlipEditorBar *self, const char *path)
{
  GtkWidget *page = gtk_widget_get_ancestor (GTK_WIDGET (self), SLIP_TYPE_EDITOR);

  if (page != NULL)
    slip_editor_go (SLIP_EDITOR (page), path);
}

void
slip_editor_bar_set_session (SlipEditorBar *self, SlipFormSession *session)
{
  self->problems = slip_problem_button_new (session);
  g_set_object (&self->session, session);
  g_signal_connect_swapped (self->problems, "go", G_CALLBACK (on_go_cb), self);
  gtk_box_insert_child_after (GTK_BOX (self->box), self->problems, self->redo);
  g_signal_connect_object (session, "notify::can-undo", G_CALLBACK (on_undo_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::can-redo", G_CALLBACK (on_undo_cb), self,
                           G_CONNECT_SWAPPED);
  on_undo_cb (self);
  show_menu (self);
}

/* == life == */

static void
slip_editor_bar_finalize (GObject *object)
{
  g_clear_object (&SLIP_EDITOR_BAR (object)->session);
  G_OBJECT_CLASS (slip_editor_bar_parent_class)->finalize (object);
}

static void
slip_editor_bar_class_init (SlipEditorBarClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = slip_editor_bar_finalize;
}

static void
slip_editor_bar_init (SlipEditorBar *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  self->undo = slip_editor_button ("edit-undo-symbolic", _ ("Undo"), "page.undo");
  self->redo = slip_editor_button ("edit-redo-symbolic", _ ("Redo"), "page.redo");
  self->menu = slip_editor_menu_button ("view-more-symbolic", _ ("Document Menu"));
  gtk_widget_set_visible (self->menu, FALSE);
  gtk_box_append (GTK_BOX (self->box), self->undo);
  gtk_box_append (GTK_BOX (self->box), self->redo);
  gtk_box_append (GTK_BOX (self->box), self->menu);
  adw_bin_set_child (ADW_BIN (self), self->box);
}

GtkWidget *
slip_editor_bar_new (void)
{
  return g_object_new (SLIP_TYPE_EDITOR_BAR, NULL);
}
