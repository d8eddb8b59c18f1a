/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* All children are as wide as each other; beside each other also as high. */

#include "ui/review/slip-sides.h"

#define SPACING 12
/* Narrower columns are no pleasure to read. */
#define COLUMN_MIN 230

struct _SlipSides
{
  GtkWidget parent_instance;
};

G_DEFINE_FINAL_TYPE (SlipSides, slip_sides, GTK_TYPE_WIDGET)

static int
count (GtkWidget *widget)
{
  int n = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n++;
  return MAX (1, n);
}

/* How many columns: all, as many as there is room for, or one. */
static int
columns (GtkWidget *widget, int width)
{
  int n = count (widget);

  return width < 0 ? n : CLAMP ((width + SPACING) / (COLUMN_MIN + SPACING), 1, n);
}

static int
column_width (int width, int n)
{
  return (width - (n - 1) * SPACING) / n;
}

/* The height of the row that begins with @first, and the child after it. */
static int
measure_row (GtkWidget *first, int n, int width, GtkWidget **next)
{
  GtkWidget *child = first;
  int height = 0;

  for (int i = 0; i < n && child != NULL; i++, child = gtk_widget_get_next_sibling (child))
    {
      int natural;

      gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, width, NULL, &natural, NULL, NULL);
      height = MAX (height, natural);
    }
  *next = child;
  return height;
}

static void
slip_sides_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                    int *natural, int *minimum_baseline, int *natural_baseline)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);
  int total = 0;

  *minimum = *natural = 0;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      for (; child != NULL; child = gtk_widget_get_next_sibling (child))
        {
          int child_minimum;

          gtk_widget_measure (child, orientation, -1, &child_minimum, NULL, NULL, NULL);
          *minimum = MAX (*minimum, child_minimum);
        }
      *natural = MAX (*minimum, count (widget) * (COLUMN_MIN + SPACING));
      return;
    }
  if (for_size < 0)
    gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &for_size, NULL, NULL);
  while (child != NULL)
    {
      int n = columns (widget, for_size);

      total += measure_row (child, n, column_width (for_size, n), &child);
      total += child != NULL ? SPACING : 0;
    }
  *minimum = *natural = total;
}

static void
slip_sides_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);
  gboolean backwards = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int n = columns (widget, width);
  int each = column_width (width, n);
  int y = 0;

  while (child != NULL)
    {
      GtkWidget *next;
      int row = measure_row (child, n, each, &next);

      for (int i = 0; child != next; i++, child = gtk_widget_get_next_sibling (child))
        {
          GtkAllocation place = { (backwards ? n - 1 - i : i) * (each + SPACING), y, each, row };

          gtk_widget_size_allocate (child, &place, -1);
        }
      y += row + SPACING;
    }
}

static GtkSizeRequestMode
slip_sides_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
slip_sides_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (slip_sides_parent_class)->dispose (object);
}

static void
slip_sides_class_init (SlipSidesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = slip_sides_dispose;
  widget_class->measure = slip_sides_measure;
  widget_class->size_allocate = slip_sides_size_allocate;
  widget_class->get_request_mode = slip_sides_get_request_mode;
}

static void
slip_sides_init (SlipSides *self)
{
}

GtkWidget *
slip_sides_new (void)
{
  return g_object_new (SLIP_TYPE_SIDES, NULL);
}

void
slip_sides_append (SlipSides *self, GtkWidget *child)
{
  gtk_widget_insert_before (child, GTK_WIDGET (self), NULL);
}
