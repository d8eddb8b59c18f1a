/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* See slip-title.h. The header bar stands in a vertical box, where the line below it is added. */

#include "ui/app/slip-title.h"

/* Between two buttons. */
#define GAP 12

struct _SlipTitle
{
  AdwBin parent_instance;
  AdwSqueezer *squeezer;
  GtkWidget *inside;
  GtkWidget *title;
  GtkWidget *subtitle;
  GtkWidget *below; /* nullable: not yet in a window */
  GtkWidget *verb;  /* nullable, unowned: of a dialogue, below all */
  gboolean own;     /* not the window's */
};

G_DEFINE_FINAL_TYPE (SlipTitle, slip_title, ADW_TYPE_BIN)

static void
show_below (SlipTitle *self)
{
  if (self->below != NULL)
    gtk_widget_set_visible (self->below,
                            adw_squeezer_get_visible_child (self->squeezer) != self->inside);
}

static GtkWidget *
make_line (const char *class, int lines)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_ellipsize (GTK_LABEL (label),
                           lines > 0 ? PANGO_ELLIPSIZE_END : PANGO_ELLIPSIZE_NONE);
  gtk_label_set_lines (GTK_LABEL (label), lines);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, class);
  return label;
}

static void
make_below (SlipTitle *self)
{
  self->below = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  /* A page says the rest below: its title is often one of its fields. */
  self->title = make_line ("title-4", self->own ? 2 : -1);
  self->subtitle = make_line ("caption", 2);
  gtk_widget_add_css_class (self->subtitle, "dim-label");
  gtk_widget_add_css_class (self->below, "slip-title");
  gtk_box_append (GTK_BOX (self->below), self->title);
  gtk_box_append (GTK_BOX (self->below), self->subtitle);
}

static gboolean
is_said (GBinding *binding, const GValue *from, GValue *to, gpointer data)
{
  const char *text = g_value_get_string (from);

  g_value_set_boolean (to, text != NULL && *text != '\0');
  return TRUE;
}

static GtkWidget *
get_header (SlipTitle *self)
{
  return gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_HEADER_BAR);
}

static void
slip_title_root (GtkWidget *widget)
{
  SlipTitle *self = SLIP_TITLE (widget);
  GtkWidget *header = get_header (self);
  GtkWidget *window;

  GTK_WIDGET_CLASS (slip_title_parent_class)->root (widget);
  window = GTK_WIDGET (gtk_widget_get_root (widget));
  if (self->below != NULL || !GTK_IS_WINDOW (window) || header == NULL ||
      !GTK_IS_BOX (gtk_widget_get_parent (header)))
    return;
  make_below (self);
  gtk_box_insert_child_after (GTK_BOX (gtk_widget_get_parent (header)), self->below, header);
  if (!self->own)
    g_object_bind_property (window, "title", self->inside, "title", G_BINDING_SYNC_CREATE);
  g_object_bind_property (self->inside, "title", self->title, "label", G_BINDING_SYNC_CREATE);
  g_object_bind_property (self->inside, "subtitle", self->subtitle, "label", G_BINDING_SYNC_CREATE);
  g_object_bind_property_full (self->inside, "subtitle", self->subtitle, "visible",
                               G_BINDING_SYNC_CREATE, is_said, NULL, NULL, NULL);
  show_below (self);
}

static void
slip_title_class_init (SlipTitleClass *klass)
{
  GTK_WIDGET_CLASS (klass)->root = slip_title_root;
}

static void
slip_title_init (SlipTitle *self)
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

GtkWidget *
slip_title_new (void)
{
  return g_object_new (SLIP_TYPE_TITLE, NULL);
}

void
slip_title_set_title (SlipTitle *self, const char *title)
{
  self->own = TRUE;
  adw_window_title_set_title (ADW_WINDOW_TITLE (self->inside), title);
}

const char *
slip_title_get_title (SlipTitle *self)
{
  return adw_window_title_get_title (ADW_WINDOW_TITLE (self->inside));
}

void
slip_title_set_subtitle (SlipTitle *self, const char *subtitle)
{
  adw_window_title_set_subtitle (ADW_WINDOW_TITLE (self->inside), subtitle);
}

const char *
slip_title_get_subtitle (SlipTitle *self)
{
  return adw_window_title_get_subtitle (ADW_WINDOW_TITLE (self->inside));
}

static void
move_verb (SlipTitle *self, GtkWidget *header, GtkWidget *verb)
{
  self->verb = verb;
  g_object_ref (verb);
  adw_header_bar_remove (ADW_HEADER_BAR (header), verb);
  gtk_widget_set_margin_top (verb, GAP / 2);
  gtk_widget_set_margin_bottom (verb, GAP);
  gtk_widget_set_margin_start (verb, GAP);
  gtk_widget_set_margin_end (verb, GAP);
  gtk_box_append (GTK_BOX (gtk_widget_get_parent (header)), verb);
  g_object_unref (verb);
  /* It isn't any more since it left the window for a moment. */
  gtk_window_set_default_widget (GTK_WINDOW (gtk_widget_get_root (header)), verb);
}

int
slip_title_fit (SlipTitle *self, GtkWidget *verb, int liked)
{
  GtkWidget *header = get_header (self);
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (header));
  GtkWindow *parent = gtk_window_get_transient_for (window);
  int given = parent != NULL ? gtk_widget_get_width (GTK_WIDGET (parent)) : 0;
  int width;
  int needed;

  gtk_widget_get_size_request (GTK_WIDGET (window), &width, NULL);
  width = given > 0 ? CLAMP (given, width, liked) : liked;
  gtk_widget_measure (header, GTK_ORIENTATION_HORIZONTAL, -1, &needed, NULL, NULL, NULL);
  if (self->verb == NULL && needed + GAP > width)
    move_verb (self, header, verb);
  return width;
}

int
slip_title_measure (SlipTitle *self, int width)
{
  GtkWidget *header = get_header (self);
  int natural;
  int height;
  int below = 0;
  int verb = 0;

  gtk_widget_measure (header, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &natural, NULL, NULL);
  gtk_widget_measure (header, GTK_ORIENTATION_VERTICAL, -1, NULL, &height, NULL, NULL);
  if (self->verb != NULL)
    gtk_widget_measure (self->verb, GTK_ORIENTATION_VERTICAL, -1, NULL, &verb, NULL, NULL);
  if (natural <= width)
    return height + verb;
  /* What is hidden takes no room. */
  gtk_widget_set_visible (self->below, TRUE);
  gtk_widget_measure (self->below, GTK_ORIENTATION_VERTICAL, width, NULL, &below, NULL, NULL);
  return height + below + verb;
}
