/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The lines that say who are told from others by their tag, so that no text can look like one. */

#include "ui/review/slip-merge-view.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/slip-merge.h"
#include "ui/review/slip-review-words.h"

#define MIN_HEIGHT 90
#define MAX_HEIGHT 400

struct _SlipMergeView
{
  AdwBin parent_instance;
  GtkTextView *view;
  GtkTextBuffer *buffer;
  GtkTextTag *who;
  GtkTextTag *open;
  GtkWidget *hint;
};

G_DEFINE_FINAL_TYPE (SlipMergeView, slip_merge_view, ADW_TYPE_BIN)

enum
{
  CHANGED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

guint
slip_merge_view_get_n_open (SlipMergeView *self)
{
  GtkTextIter at;
  guint n;

  gtk_text_buffer_get_start_iter (self->buffer, &at);
  n = gtk_text_iter_starts_tag (&at, self->who);
  while (gtk_text_iter_forward_to_tag_toggle (&at, self->who))
    n += gtk_text_iter_starts_tag (&at, self->who);
  return n;
}

char *
slip_merge_view_get_text (SlipMergeView *self)
{
  return slip_review_text (self->view);
}

static void
on_changed_cb (SlipMergeView *self)
{
  gtk_widget_set_visible (self->hint, slip_merge_view_get_n_open (self) > 0);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
append (SlipMergeView *self, const char *line, GtkTextTag *tag)
{
  GtkTextIter end;

  gtk_text_buffer_get_end_iter (self->buffer, &end);
  if (tag != NULL)
    gtk_text_buffer_insert_with_tags (self->buffer, &end, line, -1, tag, NULL);
  else
    gtk_text_buffer_insert (self->buffer, &end, line, -1);
}

static void
append_who (SlipMergeView *self, const char *name, gsize length)
{
  g_autofree char *stripped = g_strndup (name, length);
  /* Translators: above what a person wrote, in the proposal of a merged text */
  g_autofree char *line = g_strdup_printf (_ ("▸ %s wrote:"), g_strchomp (stripped));

  append (self, line, self->who);
  append (self, "\n", NULL);
}

/* The name behind the next mark that ends such a place. */
static const char *
find_end (const char *text)
{
  const char *line = text;

  while (line != NULL && !g_str_has_prefix (line, SLIP_MERGE_MARK_THEIRS))
    {
      line = strchr (line, '\n');
      line = line != NULL ? line + 1 : NULL;
    }
  return line != NULL ? line + strlen (SLIP_MERGE_MARK_THEIRS) : "";
}

static void
fill (SlipMergeView *self, const char *merged)
{
  gboolean inside = FALSE;

  for (const char *line = merged; *line != '\0';)
    {
      gsize length = strcspn (line, "\n");
      g_autofree char *text = g_strndup (line, length + (line[length] == '\n'));

      if (g_str_has_prefix (line, SLIP_MERGE_MARK_MINE))
        {
          const char *name = line + strlen (SLIP_MERGE_MARK_MINE);

          append_who (self, name, strcspn (name, "\n"));
          inside = TRUE;
        }
      else if (inside && g_str_has_prefix (line, SLIP_MERGE_MARK_MIDDLE))
        {
          const char *name = find_end (line);

          append_who (self, name, strcspn (name, "\n"));
        }
      else if (inside && g_str_has_prefix (line, SLIP_MERGE_MARK_THEIRS))
        {
          /* Translators: ends what was written twice, in the proposal of a merged text */
          append (self, _ ("▸ To here"), self->who);
          append (self, "\n", NULL);
          inside = FALSE;
        }
      else
        append (self, text, inside ? self->open : NULL);
      line += length + (line[length] == '\n');
    }
}

static void
slip_merge_view_class_init (SlipMergeViewClass *klass)
{
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
slip_merge_view_init (SlipMergeView *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *label = slip_review_heading (_ ("Merged"), "heading");

  self->view = GTK_TEXT_VIEW (gtk_text_view_new ());
  self->buffer = gtk_text_view_get_buffer (self->view);
  self->who = gtk_text_buffer_create_tag (self->buffer, NULL, "weight", PANGO_WEIGHT_BOLD, "scale",
                                          PANGO_SCALE_SMALL, NULL);
  self->open = gtk_text_buffer_create_tag (self->buffer, NULL, "left-margin", 27, "underline",
                                           PANGO_UNDERLINE_SINGLE, NULL);
  gtk_text_view_set_wrap_mode (self->view, GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (self->view, FALSE);
  gtk_text_view_set_top_margin (self->view, 9);
  gtk_text_view_set_bottom_margin (self->view, 9);
  gtk_text_view_set_left_margin (self->view, 12);
  gtk_text_view_set_right_margin (self->view, 12);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_RELATION_LABELLED_BY,
                                  label, NULL, -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->view));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scroller), MIN_HEIGHT);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), MAX_HEIGHT);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_widget_set_focusable (scroller, FALSE);
  gtk_widget_add_css_class (scroller, "slip-side");
  gtk_widget_add_css_class (scroller, "slip-merge");
  self->hint = slip_review_label (
      _ ("Where two wrote in the same place both stand here. Keep what is right, and delete the "
         "lines with ▸."),
      "dim-label");
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), self->hint);
  gtk_box_append (GTK_BOX (box), scroller);
  adw_bin_set_child (ADW_BIN (self), box);
}

GtkWidget *
slip_merge_view_new (const char *merged)
{
  SlipMergeView *self = g_object_new (SLIP_TYPE_MERGE_VIEW, NULL);

  fill (self, merged);
  gtk_text_buffer_set_enable_undo (self->buffer, FALSE);
  gtk_text_buffer_set_enable_undo (self->buffer, TRUE);
  g_signal_connect_swapped (self->buffer, "changed", G_CALLBACK (on_changed_cb), self);
  on_changed_cb (self);
  return GTK_WIDGET (self);
}
