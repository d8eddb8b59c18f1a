/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* GtkFlowBox makes columns, with gaps between buttons of different width; a GtkBox breaks the words on its buttons, or makes
 * the page wider than the window. */

#include "ui/app/slip-flow-layout.h"

#define SPACING 6

struct _SlipFlowLayout
{
  GtkLayoutManager parent_instance;
};

G_DEFINE_FINAL_TYPE (SlipFlowLayout, slip_flow_layout, GTK_TYPE_LAYOUT_MANAGER)

static GtkSizeRequestMode
slip_flow_layout_get_request_mode (GtkLayoutManager *manager, GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static int
place (GtkWidget *child, int x, int y, int width, int height, int whole)
{
  GtkAllocation place = { x, y, width, height };

  if (gtk_widget_get_direction (child) == GTK_TEXT_DIR_RTL)
    place.x = whole - x - width;
  gtk_widget_size_allocate (child, &place, -1);
  return x + width + SPACING;
}

/* The height that the children need at this width; they are placed, too, when that is asked for. */
static int
flow (GtkWidget *widget, int whole, gboolean places)
{
  int x = 0;
  int y = 0;
  int line = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      int width;
      int height;

      if (!gtk_widget_should_layout (child))
        continue;
      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &width, NULL, NULL);
      width = MIN (width, whole);
      if (x > 0 && x + width > whole)
        {
          x = 0;
          y += line + SPACING;
          line = 0;
        }
      gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, width, NULL, &height, NULL, NULL);
      x = places ? place (child, x, y, width, height, whole) : x + width + SPACING;
      line = MAX (line, height);
    }
  return y + line;
}

static void
measure_width (GtkWidget *widget, int *minimum, int *natural)
{
  *minimum = *natural = 0;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      int least;
      int likes;

      if (!gtk_widget_should_layout (child))
        continue;
      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &least, &likes, NULL, NULL);
      *minimum = MAX (*minimum, least);
      *natural += likes + (*natural > 0 ? SPACING : 0);
    }
}

static void
slip_flow_layout_measure (GtkLayoutManager *manager, GtkWidget *widget, GtkOrientation orientation,
                          int for_size, int *minimum, int *natural, int *minimum_baseline,
                          int *natural_baseline)
{
  int least;
  int likes;

  measure_width (widget, &least, &likes);
  if (orientation == GTK_ORIENTATION_VERTICAL)
    least = likes = flow (widget, for_size >= 0 ? MAX (for_size, least) : likes, FALSE);
  *minimum = least;
  *natural = likes;
  *minimum_baseline = *natural_baseline = -1;
}

static void
slip_flow_layout_allocate (GtkLayoutManager *manager, GtkWidget *widget, int width, int height,
                           int baseline)
{
  flow (widget, width, TRUE);
}

static void
slip_flow_layout_class_init (SlipFlowLayoutClass *klass)
{
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  layout_class->get_request_mode = slip_flow_layout_get_request_mode;
  layout_class->measure = slip_flow_layout_measure;
  layout_class->allocate = slip_flow_layout_allocate;
}

static void
slip_flow_layout_init (SlipFlowLayout *self)
{
}

void
slip_flow_wrap_button (GtkWidget *button)
{
  GtkWidget *child = gtk_button_get_child (GTK_BUTTON (button));

  if (!GTK_IS_LABEL (child))
    return;
  gtk_label_set_wrap (GTK_LABEL (child), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (child), PANGO_WRAP_WORD_CHAR);
}

GtkWidget *
slip_flow_box_new (void)
{
  /* A box without a role can't have a name. */
  GtkWidget *box = g_object_new (GTK_TYPE_BOX, "accessible-role", GTK_ACCESSIBLE_ROLE_GROUP, NULL);

  gtk_widget_set_layout_manager (box, g_object_new (SLIP_TYPE_FLOW_LAYOUT, NULL));
  return box;
}
