/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Mostly nobody dissents: there is a button at first, and fields once it was used. */

#include "ui/process/slip-dissents.h"

#include <glib/gi18n.h>

#include "trust/slip-statement.h"
#include "ui/app/slip-flow-layout.h"
#include "ui/app/slip-focus.h"
#include "ui/app/slip-typed.h"

struct _SlipDissents
{
  AdwBin parent_instance;
  GtkBox *groups;
  GPtrArray *all; /* (element-type Dissent), from the first to the last */
  GtkWidget *add;
};

G_DEFINE_FINAL_TYPE (SlipDissents, slip_dissents, ADW_TYPE_BIN)

enum
{
  CHANGED,
  RESIZED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

typedef struct
{
  SlipDissents *owner;
  GtkWidget *group;
  GtkEditable *who;
  GtkEditable *why;
} Dissent;

static void
on_typed_cb (SlipDissents *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
emit_both (SlipDissents *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
  g_signal_emit (self, signals[RESIZED], 0);
}

static void
on_remove_cb (Dissent *dissent)
{
  SlipDissents *self = dissent->owner;

  gtk_widget_grab_focus (self->add);
  gtk_box_remove (self->groups, dissent->group);
  g_ptr_array_remove (self->all, dissent);
  emit_both (self);
}

static GtkEditable *
add_entry (SlipDissents *self, GtkWidget *group, const char *title)
{
  GtkWidget *row =
      g_object_new (ADW_TYPE_ENTRY_ROW, "title", title, "activates-default", TRUE, NULL);

  g_signal_connect_swapped (row, "changed", G_CALLBACK (on_typed_cb), self);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  return GTK_EDITABLE (row);
}

static void
on_add_cb (SlipDissents *self)
{
  Dissent *dissent = g_new0 (Dissent, 1);
  GtkWidget *remove = gtk_button_new_from_icon_name ("list-remove-symbolic");

  dissent->owner = self;
  dissent->group = adw_preferences_group_new ();
  dissent->who = add_entry (self, dissent->group, _ ("Who Doesn't Agree"));
  dissent->why = add_entry (self, dissent->group, _ ("Why Not"));
  gtk_widget_set_valign (remove, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (remove, "flat");
  gtk_widget_set_tooltip_text (remove, _ ("Remove This Dissent"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (remove), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Remove This Dissent"), -1);
  g_signal_connect_swapped (remove, "clicked", G_CALLBACK (on_remove_cb), dissent);
  adw_entry_row_add_suffix (ADW_ENTRY_ROW (dissent->who), remove);
  gtk_box_insert_child_after (self->groups, dissent->group,
                              gtk_widget_get_prev_sibling (self->add));
  g_ptr_array_add (self->all, dissent);
  emit_both (self);
  slip_focus_new_widget (GTK_WIDGET (dissent->who));
}

GPtrArray *
slip_dissents_read (SlipDissents *self)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (slip_named_text_free);

  for (guint i = 0; i < self->all->len; i++)
    {
      const Dissent *dissent = g_ptr_array_index (self->all, i);
      g_autofree char *who = slip_typed_text (dissent->who);
      g_autofree char *why = slip_typed_text (dissent->why);

      if (*who != '\0' || *why != '\0')
        g_ptr_array_add (list, slip_named_text_new (who, why));
    }
  return g_steal_pointer (&list);
}

const char *
slip_dissents_get_missing (SlipDissents *self)
{
  g_autoptr (GPtrArray) list = slip_dissents_read (self);

  for (guint i = 0; i < list->len; i++)
    {
      const SlipNamedText *dissent = g_ptr_array_index (list, i);

      if (*dissent->name == '\0')
        return _ ("Say who doesn't agree.");
      if (*dissent->text == '\0')
        return _ ("Say why they don't agree.");
    }
  return NULL;
}

static void
slip_dissents_finalize (GObject *object)
{
  g_ptr_array_unref (SLIP_DISSENTS (object)->all);
  G_OBJECT_CLASS (slip_dissents_parent_class)->finalize (object);
}

static void
slip_dissents_class_init (SlipDissentsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = slip_dissents_finalize;
  signals[CHANGED] = g_signal_new ("changed", SLIP_TYPE_DISSENTS, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
  signals[RESIZED] = g_signal_new ("resized", SLIP_TYPE_DISSENTS, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
slip_dissents_init (SlipDissents *self)
{
  self->all = g_ptr_array_new_with_free_func (g_free);
  self->groups = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 12));
  self->add = gtk_button_new_with_mnemonic (_ ("_Add a Dissent"));
  slip_flow_wrap_button (self->add);
  gtk_widget_set_halign (self->add, GTK_ALIGN_START);
  g_signal_connect_swapped (self->add, "clicked", G_CALLBACK (on_add_cb), self);
  gtk_box_append (self->groups, self->add);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->groups));
}

SlipDissents *
slip_dissents_new (void)
{
  return g_object_new (SLIP_TYPE_DISSENTS, NULL);
}
