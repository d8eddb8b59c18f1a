/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A day, or a moment with its time zone: typed, or picked in a calendar. What was understood stands below. The value is
 * the one form that the engine knows (2026-03-14T22:00:00+01:00); people see it with a blank, and their own time zone isn't
 * named. */

#include <stdio.h>
#include <string.h>

#include <glib/gi18n.h>

#include "ui/editor/slip-field-types.h"

struct _SlipDateField
{
  SlipFieldRow parent_instance;
  GtkWidget *entry;
  GtkWidget *zone; /* nullable: days have none */
  GtkWidget *button;
  GtkWidget *calendar; /* nullable: until it was opened */
  gboolean showing_day;
};

G_DEFINE_FINAL_TYPE (SlipDateField, slip_date_field, SLIP_TYPE_FIELD_ROW)

static gboolean
has_time (SlipDateField *self)
{
  return slip_field_row_get_node (SLIP_FIELD_ROW (self))->type == SLIP_FIELD_DATE_TIME;
}

/* == reading and writing == */

/* (transfer full) (nullable): "2026-03-14", "14.3.2026", for moments with "22:00" or "T22:00:30+01:00" behind it.
 * @zone: where the text names none */
static GDateTime *
parse (const char *text, const char *zone, gboolean with_time)
{
  g_autofree char *clean = g_strstrip (g_strdup (text));
  g_autoptr (GTimeZone) tz = NULL;
  const char *rest;
  int year;
  int month;
  int day;
  int hour = 0;
  int minute = 0;
  int second = 0;
  int used = 0;

  if (sscanf (clean, "%4d-%2d-%2d%n", &year, &month, &day, &used) != 3 &&
      sscanf (clean, "%2d.%2d.%4d%n", &day, &month, &year, &used) != 3)
    return NULL;
  if (year < 1000)
    return NULL;
  rest = clean + used;
  if (with_time)
    {
      rest += strspn (rest, " T");
      if (sscanf (rest, "%2d:%2d%n", &hour, &minute, &used) != 2)
        return NULL;
      rest += used;
      if (sscanf (rest, ":%2d%n", &second, &used) == 1)
        rest += used;
      rest += strspn (rest, " ");
      if (*rest != '\0')
        zone = rest;
    }
  else if (*rest != '\0')
    return NULL;
  tz = *zone != '\0' ? g_time_zone_new_identifier (zone) : g_time_zone_new_local ();
  return tz != NULL ? g_date_time_new (tz, year, month, day, hour, minute, second) : NULL;
}

/* (transfer full): what the session is told; what can't be read stays as it was typed. */
static char *
compose (SlipDateField *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  const char *zone = self->zone != NULL ? gtk_editable_get_text (GTK_EDITABLE (self->zone)) : "";
  g_autoptr (GDateTime) when = parse (text, zone, has_time (self));

  if (when != NULL)
    return g_date_time_format (when, has_time (self) ? "%Y-%m-%dT%H:%M:%S%:z" : "%Y-%m-%d");
  return *text == '\0' || *zone == '\0' ? g_strdup (text) : g_strdup_printf ("%s %s", text, zone);
}

static void
set_entry (GtkWidget *entry, const char *text)
{
  if (strcmp (gtk_editable_get_text (GTK_EDITABLE (entry)), text) != 0)
    gtk_editable_set_text (GTK_EDITABLE (entry), text);
}

static void
set_entries (SlipDateField *self, const char *value)
{
  g_autoptr (GDateTime) when = parse (value, "", has_time (self));
  g_autoptr (GDateTime) local = when != NULL ? g_date_time_to_local (when) : NULL;
  g_autofree char *text = NULL;
  g_autofree char *zone = NULL;

  if (when == NULL)
    text = g_strdup (value);
  else if (!has_time (self))
    text = g_date_time_format (when, "%Y-%m-%d");
  else
    {
      text = g_date_time_format (when, g_date_time_get_second (when) != 0 ? "%Y-%m-%d %H:%M:%S"
                                                                          : "%Y-%m-%d %H:%M");
      if (g_date_time_get_utc_offset (when) != g_date_time_get_utc_offset (local))
        zone = g_date_time_format (when, "%:z");
    }
  set_entry (self->entry, text);
  if (self->zone != NULL)
    set_entry (self->zone, zone != NULL ? zone : "");
}

static void
show_understood (SlipDateField *self, const char *value)
{
  g_autoptr (GDateTime) when = parse (value, "", has_time (self));
  g_autofree char *text = NULL;

  if (when != NULL)
    /* Translators: a day for people, and a moment with its time zone; see strftime(3). */
    text = g_date_time_format (when, has_time (self) ? _ ("%A, %-d %B %Y, %H:%M (UTC%:z)")
                                                     : _ ("%A, %-d %B %Y"));
  slip_field_row_set_note (SLIP_FIELD_ROW (self), text);
}

static void
on_changed_cb (SlipDateField *self)
{
  g_autofree char *value = NULL;

  if (slip_field_row_is_showing (SLIP_FIELD_ROW (self)))
    return;
  value = compose (self);
  slip_field_row_type (SLIP_FIELD_ROW (self), value);
}

static void
on_activate_cb (SlipDateField *self)
{
  slip_field_row_leave (SLIP_FIELD_ROW (self));
}

/* == the calendar == */

static void
on_day_cb (SlipDateField *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  const char *zone = self->zone != NULL ? gtk_editable_get_text (GTK_EDITABLE (self->zone)) : "";
  g_autoptr (GDateTime) before = parse (text, zone, has_time (self));
  g_autoptr (GDateTime) day = gtk_calendar_get_date (GTK_CALENDAR (self->calendar));
  g_autofree char *date = g_date_time_format (day, "%Y-%m-%d");
  g_autofree char *time =
      before != NULL ? g_date_time_format (before, "%H:%M") : g_strdup ("00:00");
  g_autofree char *whole = has_time (self) ? g_strconcat (date, " ", time, NULL) : g_strdup (date);

  if (!self->showing_day)
    gtk_editable_set_text (GTK_EDITABLE (self->entry), whole);
}

static void
on_open_cb (SlipDateField *self)
{
  g_autofree char *value = compose (self);
  g_autoptr (GDateTime) when = parse (value, "", has_time (self));

  if (when == NULL)
    when = g_date_time_new_now_local ();
  self->showing_day = TRUE;
  gtk_calendar_select_day (GTK_CALENDAR (self->calendar), when);
  self->showing_day = FALSE;
}

static void
on_calendar_cb (GtkMenuButton *button, gpointer data)
{
  SlipDateField *self = data;
  GtkWidget *popover;

  if (self->calendar != NULL)
    return;
  popover = gtk_popover_new ();
  self->calendar = gtk_calendar_new ();
  slip_field_row_name (SLIP_FIELD_ROW (self), self->calendar, _ ("Calendar"));
  gtk_popover_set_child (GTK_POPOVER (popover), self->calendar);
  g_signal_connect_swapped (self->calendar, "day-selected", G_CALLBACK (on_day_cb), self);
  g_signal_connect_swapped (popover, "show", G_CALLBACK (on_open_cb), self);
  gtk_menu_button_set_popover (button, popover);
}

/* == the field == */

static GtkWidget *
make_entry (SlipDateField *self, int width)
{
  GtkWidget *entry = gtk_entry_new ();

  gtk_editable_set_enable_undo (GTK_EDITABLE (entry), FALSE);
  gtk_editable_set_width_chars (GTK_EDITABLE (entry), width);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (entry), width);
  gtk_widget_add_css_class (entry, "numeric");
  g_signal_connect_swapped (entry, "changed", G_CALLBACK (on_changed_cb), self);
  g_signal_connect_swapped (entry, "activate", G_CALLBACK (on_activate_cb), self);
  return entry;
}

static void
slip_date_field_build (SlipFieldRow *row)
{
  SlipDateField *self = SLIP_DATE_FIELD (row);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->entry = make_entry (self, has_time (self) ? 16 : 12);
  gtk_entry_set_placeholder_text (GTK_ENTRY (self->entry),
                                  has_time (self) ? _ ("YYYY-MM-DD hh:mm") : _ ("YYYY-MM-DD"));
  gtk_box_append (GTK_BOX (box), self->entry);
  if (has_time (self))
    {
      self->zone = make_entry (self, 7);
      gtk_entry_set_placeholder_text (GTK_ENTRY (self->zone), _ ("Local"));
      gtk_widget_set_tooltip_text (self->zone, _ ("Time zone: +01:00 or Europe/Berlin; empty is "
                                                  "the one of this computer"));
      slip_field_row_name (row, self->zone, _ ("Time zone"));
      gtk_box_append (GTK_BOX (box), self->zone);
    }
  self->button = gtk_menu_button_new ();
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (self->button), "x-office-calendar-symbolic");
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (self->button), on_calendar_cb, self,
                                         NULL);
  gtk_widget_set_tooltip_text (self->button, _ ("Calendar"));
  gtk_widget_set_valign (self->button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (self->button, "flat");
  slip_field_row_name (row, self->button, _ ("Calendar"));
  gtk_box_append (GTK_BOX (box), self->button);
  slip_field_row_set_control (row, box, self->entry);
}

static void
slip_date_field_show (SlipFieldRow *row, const SlipFieldState *state, gboolean editable)
{
  SlipDateField *self = SLIP_DATE_FIELD (row);
  g_autofree char *value = compose (self);

  /* While somebody types, another way to write the same stays. */
  if (strcmp (value, state->text) != 0 || !slip_field_row_has_focus (row))
    set_entries (self, state->text);
  show_understood (self, state->text);
  gtk_editable_set_editable (GTK_EDITABLE (self->entry), editable);
  if (self->zone != NULL)
    gtk_editable_set_editable (GTK_EDITABLE (self->zone), editable);
  gtk_widget_set_visible (self->button, editable);
}

static void
slip_date_field_class_init (SlipDateFieldClass *klass)
{
  SLIP_FIELD_ROW_CLASS (klass)->build = slip_date_field_build;
  SLIP_FIELD_ROW_CLASS (klass)->show = slip_date_field_show;
}

static void
slip_date_field_init (SlipDateField *self)
{
}
