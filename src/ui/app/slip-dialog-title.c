/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* See slip-dialog-title.h. It shows the title of the window that it is in; the header bar stands in a vertical box. */

#define G_LOG_DOMAIN "slipway"

#include "ui/app/slip-dialog-title.h"

struct _SlipDialogTitle
{
  AdwBin parent_instance;
  AdwSqueezer *squeezer;
  GtkWidget *inside;
  GtkWidget *below; /* nullable: not yet in a window */
};

G_DEFINE_FINAL_TYPE (SlipDialogTitle, slip_dialog_title, ADW_TYPE_BIN)

static void
show_below (SlipDialogTitle *self)
{
  if (self->below != NULL)
    gtk_widget_set_visible (self->below,
                            adw_squeezer_get_visible_child (self->squeezer) != self->inside);
}

static GtkWidget *
make_below (void)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_margin_top (label, 12);
  gtk_widget_set_margin_start (label, 12);
  gtk_widget_set_margin_end (label, 12);
  gtk_widget_add_css_class (label, "title-4");
  return label;
}

static void
slip_dialog_title_root (GtkWidget *widget)
{
  SlipDialogTitle *self = SLIP_DIALOG_TITLE (widget);
  GtkWidget *header = gtk_widget_get_ancestor (widget, ADW_TYPE_HEADER_BAR);
  GtkWidget *window;

  GTK_WIDGET_CLASS (slip_dialog_title_parent_class)->root (widget);
  window = GTK_WIDGET (gtk_widget_get_root (widget));
  if (self->below != NULL || !GTK_IS_WINDOW (window) || header == NULL ||
      !GTK_IS_BOX (gtk_widget_get_parent (header)))
    return;
  self->below = make_below ();
  gtk_box_insert_child_after (GTK_BOX (gtk_widget_get_parent (header)), self->below, header);
  g_object_bind_property (window, "title", self->inside, "title", G_BINDING_SYNC_CREATE);
  g_object_bind_property (window, "title", self->below, "label", G_BINDING_SYNC_CREATE);
  show_below (self);
}

static void
slip_dialog_title_class_init (SlipDialogTitleClass *klass)
{
  GTK_WIDGET_CLASS (klass)->root = slip_dialog_title_root;
}

static void
slip_dialog_title_init (SlipDialogTitle *self)
{
  self->squeezer = ADW_SQUEEZER (adw_squeezer_new ());
  self->inside = adw_window_title_new ("", "");
  adw_squeezer_set_homogeneous (self->squeezer, FALSE);
  adw_squeezer_set_switch_threshold_policy (self->squeezer, ADW_FOLD_THRESHOLD_POLICY_NATURAL);
  adw_squeezer_add (self->squeezer, self->inside);
  adw_squeezer_add (self->squeezer, adw_bin_new ());
  g_signal_connect_object (self->squeezer, "notify::visible-child", G_CALLBACK (show_below), self,
                           G_CONNECT_SWAPPED);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->squeezer));
}

void
slip_dialog_title_set_subtitle (SlipDialogTitle *self, const char *subtitle)
{
  adw_window_title_set_subtitle (ADW_WINDOW_TITLE (self->inside), subtitle);
}
