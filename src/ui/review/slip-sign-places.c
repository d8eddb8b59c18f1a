/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Of one place there is nothing to select: it is told. */

#include "ui/review/slip-sign-places.h"

#include <glib/gi18n.h>

#include "process/slip-roles.h"

struct _SlipSignPlaces
{
  AdwBin parent_instance;
  GPtrArray *places; /* nullable (element-type SlipSignPlace) */
  gboolean setting;
  AdwComboRow *place;
  AdwActionRow *only_place;
  AdwActionRow *covers;
};

G_DEFINE_FINAL_TYPE (SlipSignPlaces, slip_sign_places, ADW_TYPE_BIN)

enum
{
  CHANGED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

const SlipSignPlace *
slip_sign_places_get (SlipSignPlaces *self)
{
  guint selected = adw_combo_row_get_selected (self->place);

  return self->places != NULL && selected < self->places->len
             ? g_ptr_array_index (self->places, selected)
             : NULL;
}

static char *
make_label (const SlipSignPlace *place)
{
  const char *role = slip_role_name (place->role);

  return place->holder != NULL
             ? g_strdup_printf (_ ("%s (%s, deputy for %s)"), place->meaning, role, place->holder)
             : g_strdup_printf (_ ("%s (%s)"), place->meaning, role);
}

static void
show_all (SlipSignPlaces *self)
{
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);
  guint n = self->places != NULL ? self->places->len : 0;

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *label = make_label (g_ptr_array_index (self->places, i));

      gtk_string_list_append (labels, label);
    }
  adw_combo_row_set_model (self->place, G_LIST_MODEL (labels));
  gtk_widget_set_visible (GTK_WIDGET (self->place), n > 1);
  gtk_widget_set_visible (GTK_WIDGET (self->only_place), n == 1);
  if (n == 1)
    {
      const SlipSignPlace *place = g_ptr_array_index (self->places, 0);

      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->only_place), place->meaning);
      adw_action_row_set_subtitle (self->only_place, slip_role_name (place->role));
    }
}

static void
show_selected (SlipSignPlaces *self)
{
  const SlipSignPlace *place = slip_sign_places_get (self);

  adw_action_row_set_subtitle (self->covers, place != NULL ? place->covers : "");
}

void
slip_sign_places_set (SlipSignPlaces *self, GPtrArray *places)
{
  const SlipSignPlace *before = slip_sign_places_get (self);
  g_autoptr (GPtrArray) earlier = g_steal_pointer (&self->places);

  self->places = places != NULL ? g_ptr_array_ref (places) : NULL;
  self->setting = TRUE;
  show_all (self);
  for (guint i = 0; before != NULL && places != NULL && i < places->len; i++)
    {
      const SlipSignPlace *place = g_ptr_array_index (places, i);

      if (g_str_equal (place->slot, before->slot) && g_str_equal (place->role, before->role))
        adw_combo_row_set_selected (self->place, i);
    }
  self->setting = FALSE;
  show_selected (self);
}

static void
on_selected_cb (SlipSignPlaces *self)
{
  if (self->setting)
    return;
  show_selected (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
slip_sign_places_finalize (GObject *object)
{
  g_clear_pointer (&SLIP_SIGN_PLACES (object)->places, g_ptr_array_unref);
  G_OBJECT_CLASS (slip_sign_places_parent_class)->finalize (object);
}

static void
slip_sign_places_class_init (SlipSignPlacesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = slip_sign_places_finalize;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/slipway/Slipway/ui/review/slip-sign-places.ui");
  gtk_widget_class_bind_template_child (widget_class, SlipSignPlaces, place);
  gtk_widget_class_bind_template_child (widget_class, SlipSignPlaces, only_place);
  gtk_widget_class_bind_template_child (widget_class, SlipSignPlaces, covers);
  gtk_widget_class_bind_template_callback (widget_class, on_selected_cb);
}

static void
slip_sign_places_init (SlipSignPlaces *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self->only_place), FALSE);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self->covers), FALSE);
}
