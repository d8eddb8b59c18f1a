/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Text of several lines, simple Markdown. It grows with what is written, up to where it scrolls by itself; what can't be
 * changed is shown as it will be printed. */

#include <string.h>

#include <glib/gi18n.h>

#include "ui/editor/slip-field-types.h"
#include "ui/editor/slip-preview.h"

#define MAX_HEIGHT 320
#define MIN_HEIGHT 66

struct _SlipLongField
{
  SlipFieldRow parent_instance;
  GtkWidget *stack;
  GtkWidget *edit;
  GtkWidget *view;
  GtkWidget *toggle;
  gboolean editable;
};

G_DEFINE_FINAL_TYPE (SlipLongField, slip_long_field, SLIP_TYPE_FIELD_ROW)

static GtkTextBuffer *
get_buffer (GtkWidget *view)
{
  return gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));
}

static char *
get_text (GtkWidget *view)
{
  GtkTextIter start;
  GtkTextIter end;

  gtk_text_buffer_get_bounds (get_buffer (view), &start, &end);
  return gtk_text_buffer_get_text (get_buffer (view), &start, &end, FALSE);
}

static void
show_side (SlipLongField *self)
{
  gboolean preview =
      gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->toggle)) || !self->editable;
  g_autofree char *text = NULL;

  if (preview)
    {
      text = get_text (self->edit);
      slip_preview_render (get_buffer (self->view), text);
    }
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), preview ? "preview" : "edit");
}

static void
on_changed_cb (SlipLongField *self)
{
  g_autofree char *text = NULL;

  if (slip_field_row_is_showing (SLIP_FIELD_ROW (self)))
    return;
  text = get_text (self->edit);
  slip_field_row_type (SLIP_FIELD_ROW (self), text);
}

/* A page that scrolls gives its content the least height that it can do with: for text that is all of it. */
static void
measure_whole (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
               int *natural, int *minimum_baseline, int *natural_baseline)
{
  gtk_widget_measure (gtk_widget_get_first_child (widget), orientation, for_size, minimum, natural,
                      minimum_baseline, natural_baseline);
  if (orientation == GTK_ORIENTATION_VERTICAL)
    *minimum = *natural;
}

static void
allocate_whole (GtkWidget *widget, int width, int height, int baseline)
{
  gtk_widget_allocate (gtk_widget_get_first_child (widget), width, height, baseline, NULL);
}

static GtkSizeRequestMode
request_whole (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static GtkWidget *
make_view (SlipLongField *self, const char *name, gboolean editable)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *view = gtk_text_view_new ();

  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (view), GTK_WRAP_WORD_CHAR);
  /* Tab goes on to the next field. */
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (view), FALSE);
  gtk_text_view_set_editable (GTK_TEXT_VIEW (view), editable);
  gtk_text_view_set_cursor_visible (GTK_TEXT_VIEW (view), editable);
  gtk_text_buffer_set_enable_undo (get_buffer (view), FALSE);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), MAX_HEIGHT);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), view);
  gtk_widget_add_css_class (scroller, editable ? "slip-long" : "slip-long-preview");
  if (editable)
    gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scroller), MIN_HEIGHT);
  gtk_stack_add_named (GTK_STACK (self->stack), scroller, name);
  return view;
}

static void
slip_long_field_build (SlipFieldRow *row)
{
  SlipLongField *self = SLIP_LONG_FIELD (row);
  GtkWidget *whole;

  self->stack = gtk_stack_new ();
  gtk_stack_set_vhomogeneous (GTK_STACK (self->stack), FALSE);
  self->edit = make_view (self, "edit", TRUE);
  self->view = make_view (self, "preview", FALSE);
  self->toggle = gtk_toggle_button_new ();
  gtk_button_set_icon_name (GTK_BUTTON (self->toggle), "view-reveal-symbolic");
  gtk_widget_set_tooltip_text (self->toggle, _ ("Preview"));
  gtk_widget_add_css_class (self->toggle, "flat");
  gtk_widget_add_css_class (self->toggle, "slip-field-menu");
  slip_field_row_name (row, self->toggle, _ ("Preview"));
  slip_field_row_name (row, self->view, _ ("Preview"));
  slip_field_row_add_suffix (row, self->toggle);
  g_signal_connect_swapped (get_buffer (self->edit), "changed", G_CALLBACK (on_changed_cb), self);
  g_signal_connect_swapped (self->toggle, "toggled", G_CALLBACK (show_side), self);
  whole = adw_bin_new ();
  adw_bin_set_child (ADW_BIN (whole), self->stack);
  gtk_widget_set_layout_manager (
      whole, gtk_custom_layout_new (request_whole, measure_whole, allocate_whole));
  slip_field_row_set_control (row, whole, self->edit);
}

static void
slip_long_field_show (SlipFieldRow *row, const SlipFieldState *state, gboolean editable)
{
  SlipLongField *self = SLIP_LONG_FIELD (row);
  g_autofree char *text = get_text (self->edit);
  gboolean changed = strcmp (text, state->text) != 0;

  if (changed)
    {
      GtkTextBuffer *buffer = get_buffer (self->edit);
      GtkTextIter place;
      int offset;

      gtk_text_buffer_get_iter_at_mark (buffer, &place, gtk_text_buffer_get_insert (buffer));
      offset = gtk_text_iter_get_offset (&place);
      gtk_text_buffer_set_text (buffer, state->text, -1);
      gtk_text_buffer_get_iter_at_offset (buffer, &place, offset);
      gtk_text_buffer_place_cursor (buffer, &place);
    }
  gtk_widget_set_visible (self->toggle, editable && *state->text != '\0');
  if (*state->text == '\0')
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->toggle), FALSE);
  if (changed || editable != self->editable || !editable)
    {
      self->editable = editable;
      show_side (self);
    }
}

static void
slip_long_field_class_init (SlipLongFieldClass *klass)
{
  SLIP_FIELD_ROW_CLASS (klass)->build = slip_long_field_build;
  SLIP_FIELD_ROW_CLASS (klass)->show = slip_long_field_show;
}

static void
slip_long_field_init (SlipLongField *self)
{
  self->editable = TRUE;
}
