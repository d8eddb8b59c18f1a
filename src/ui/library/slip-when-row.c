/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Days are typed as 2026-12-05, times as 18:00. */

#include "ui/library/slip-when-row.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

#include "ui/app/slip-typed.h"

/* What a day that was picked begins with: outside of office hours. */
#define USUAL_HOUR "18:00"

struct _SlipWhenRow
{
  AdwEntryRow parent_instance;
  GtkMenuButton *button;
  GtkCalendar *calendar;
};

G_DEFINE_FINAL_TYPE (SlipWhenRow, slip_when_row, ADW_TYPE_ENTRY_ROW)

/* @hour and @minute: of a day without a time. */
static gboolean
read_time (SlipWhenRow *self, int hour, int minute, GDateTime **time)
{
  g_autofree char *text = slip_typed_text (GTK_EDITABLE (self));
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  int year;
  int month;
  int day;
  int used = 0;
  int fields;

  *time = NULL;
  if (*text == '\0')
    return TRUE;
  fields = sscanf (text, "%4d-%2d-%2d%n", &year, &month, &day, &used);
  if (fields != 3)
    return FALSE;
  if (text[used] != '\0')
    {
      const char *rest = text + used;
      int more = 0;

      if (sscanf (rest, " %2d:%2d%n", &hour, &minute, &more) != 2 || rest[more] != '\0')
        return FALSE;
    }
  *time = g_date_time_new (zone, year, month, day, hour, minute, 0);
  return *time != NULL;
}

gboolean
slip_when_row_get_time (SlipWhenRow *self, GDateTime **time)
{
  return read_time (self, 0, 0, time);
}

gboolean
slip_when_row_get_end (SlipWhenRow *self, GDateTime **time)
{
  return read_time (self, 23, 59, time);
}

static void
on_changed_cb (SlipWhenRow *self)
{
  g_autoptr (GDateTime) time = NULL;

  if (slip_when_row_get_time (self, &time))
    gtk_widget_remove_css_class (GTK_WIDGET (self), "error");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self), "error");
}

static void
on_picked_cb (SlipWhenRow *self)
{
  g_autoptr (GDateTime) day = gtk_calendar_get_date (self->calendar);
  g_autoptr (GDateTime) before = NULL;
  g_autofree char *date = g_date_time_format (day, "%Y-%m-%d");
  g_autofree char *hour = NULL;
  g_autofree char *text = NULL;

  if (slip_when_row_get_time (self, &before) && before != NULL)
    hour = g_date_time_format (before, "%H:%M");
  text = g_strdup_printf ("%s %s", date, hour != NULL ? hour : USUAL_HOUR);
  gtk_editable_set_text (GTK_EDITABLE (self), text);
  gtk_menu_button_popdown (self->button);
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

static void
on_popup_cb (SlipWhenRow *self)
{
  g_autoptr (GDateTime) time = NULL;

  if (slip_when_row_get_time (self, &time) && time != NULL)
    {
      g_signal_handlers_block_by_func (self->calendar, on_picked_cb, self);
      gtk_calendar_select_day (self->calendar, time);
      g_signal_handlers_unblock_by_func (self->calendar, on_picked_cb, self);
    }
}

static void
slip_when_row_class_init (SlipWhenRowClass *klass)
{
}

static void
slip_when_row_init (SlipWhenRow *self)
{
  GtkWidget *popover = gtk_popover_new ();

  self->button = GTK_MENU_BUTTON (gtk_menu_button_new ());
  self->calendar = GTK_CALENDAR (gtk_calendar_new ());
  gtk_popover_set_child (GTK_POPOVER (popover), GTK_WIDGET (self->calendar));
  gtk_menu_button_set_icon_name (self->button, "x-office-calendar-symbolic");
  gtk_menu_button_set_popover (self->button, popover);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), _ ("Choose a Day"));
  gtk_widget_set_valign (GTK_WIDGET (self->button), GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (GTK_WIDGET (self->button), "flat");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Choose a Day"), -1);
  adw_entry_row_add_suffix (ADW_ENTRY_ROW (self), GTK_WIDGET (self->button));
  g_signal_connect (self, "changed", G_CALLBACK (on_changed_cb), NULL);
  g_signal_connect_swapped (popover, "show", G_CALLBACK (on_popup_cb), self);
  g_signal_connect_swapped (self->calendar, "day-selected", G_CALLBACK (on_picked_cb), self);
}
