/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* See slip-aside.h. */

#include "ui/app/slip-aside.h"

#define BESIDE 12
#define BELOW 6

static int
measure_least (GtkWidget *widget, GtkOrientation orientation, int for_size)
{
  int least;

  gtk_widget_measure (widget, orientation, for_size, &least, NULL, NULL, NULL);
  return least;
}

/* What is left for the text beside the button; 0: the button stands below it. Beside it, unless that makes a narrow column of
 * the text, higher than both below each other. */
static int
get_room (GtkWidget *text, GtkWidget *button, int width)
{
  int taken = 0;
  int room;

  if (!gtk_widget_should_layout (button))
    return width;
  gtk_widget_measure (button, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &taken, NULL, NULL);
  room = width - taken - BESIDE;
  if (room < width / 2 || room < measure_least (text, GTK_ORIENTATION_HORIZONTAL, -1))
    return 0;
  return measure_least (text, GTK_ORIENTATION_VERTICAL, room) <=
                 measure_least (text, GTK_ORIENTATION_VERTICAL, width) + BELOW +
                     measure_least (button, GTK_ORIENTATION_VERTICAL, -1)
             ? room
             : 0;
}

static void
measure_width (GtkWidget *text, GtkWidget *button, int *minimum, int *natural)
{
  int least = 0;
  int liked = -BESIDE;

  gtk_widget_measure (text, GTK_ORIENTATION_HORIZONTAL, -1, minimum, natural, NULL, NULL);
  if (gtk_widget_should_layout (button))
    gtk_widget_measure (button, GTK_ORIENTATION_HORIZONTAL, -1, &least, &liked, NULL, NULL);
  *minimum = MAX (*minimum, least);
  *natural += BESIDE + liked;
}

static void
measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
         int *minimum_baseline, int *natural_baseline)
{
  GtkWidget *text = gtk_widget_get_first_child (widget);
  GtkWidget *button = gtk_widget_get_last_child (widget);
  int room = for_size >= 0 ? get_room (text, button, for_size) : -1;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      measure_width (text, button, minimum, natural);
      return;
    }
  *minimum = measure_least (text, orientation, room == 0 ? for_size : room);
  if (room == 0)
    *minimum += BELOW + measure_least (button, orientation, -1);
  else if (gtk_widget_should_layout (button))
    *minimum = MAX (*minimum, measure_least (button, orientation, -1));
  *natural = *minimum;
}

static void
place (GtkWidget *parent, GtkWidget *widget, int x, int y, int width, int height)
{
  gboolean mirrored = gtk_widget_get_direction (parent) == GTK_TEXT_DIR_RTL;
  GtkAllocation where = { mirrored ? gtk_widget_get_width (parent) - x - width : x, y, width,
                          height };

  gtk_widget_size_allocate (widget, &where, -1);
}

static void
allocate (GtkWidget *widget, int width, int height, int baseline)
{
  GtkWidget *text = gtk_widget_get_first_child (widget);
  GtkWidget *button = gtk_widget_get_last_child (widget);
  int room = get_room (text, button, width);
  int above = height;

  if (room == 0)
    above -= BELOW + measure_least (button, GTK_ORIENTATION_VERTICAL, -1);
  place (widget, text, 0, 0, room == 0 ? width : room, above);
  if (!gtk_widget_should_layout (button))
    return;
  if (room == 0)
    place (widget, button, 0, above + BELOW, width, height - above - BELOW);
  else
    place (widget, button, room + BESIDE, 0, width - room - BESIDE, height);
}

static GtkSizeRequestMode
get_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

GtkWidget *
slip_aside_new (GtkWidget *text, GtkWidget *button)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_widget_set_layout_manager (box, gtk_custom_layout_new (get_mode, measure, allocate));
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), text);
  gtk_box_append (GTK_BOX (box), button);
  return box;
}
