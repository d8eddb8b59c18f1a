/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* As many stages side by side as there is room for, in columns of the same width. The buttons stay when the same stages
 * come again, so that focus stays. */

#include "ui/process/slip-stage-track.h"

#include <glib/gi18n.h>

#include "ui/app/slip-names.h"
#include "ui/process/slip-process-words.h"
#include "ui/review/slip-review-words.h"

#define SIDE_BY_SIDE 3
#define SPACING 6
/* What a stage would like to have; a long reason would make a line of its own of each. */
#define WIDTH_CHARS 20

struct _SlipStageTrack
{
  AdwBin parent_instance;
  char *outline; /* nullable: which process is shown */
  GtkWidget *box;
  GPtrArray *buttons; /* unowned, in the order of the stages */
};

G_DEFINE_FINAL_TYPE (SlipStageTrack, slip_stage_track, ADW_TYPE_BIN)

/* == columns == */

static int
get_column (GtkWidget *box, int *least)
{
  int liked = 0;

  *least = 0;
  for (GtkWidget *child = gtk_widget_get_first_child (box); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      int child_least;
      int child_liked;

      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &child_least, &child_liked, NULL,
                          NULL);
      *least = MAX (*least, child_least);
      liked = MAX (liked, child_liked);
    }
  return liked;
}

/* GtkFlowBox gives a line the height that it has in its natural width, and each column another width.
 * Returns the height of all; the stages are placed, too, when that is asked for. */
static int
lay_out (GtkWidget *box, int width, gboolean places)
{
  gboolean mirrored = gtk_widget_get_direction (box) == GTK_TEXT_DIR_RTL;
  int least;
  int liked = get_column (box, &least);
  int columns = CLAMP ((width + SPACING) / (liked + SPACING), 1, SIDE_BY_SIDE);
  int each = MAX (least, (width - (columns - 1) * SPACING) / columns);
  GtkWidget *first = gtk_widget_get_first_child (box);
  int y = 0;

  while (first != NULL)
    {
      GtkWidget *child = first;
      int line = 0;

      for (int i = 0; i < columns && child != NULL; i++)
        {
          int height;

          gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, each, &height, NULL, NULL, NULL);
          line = MAX (line, height);
          child = gtk_widget_get_next_sibling (child);
        }
      for (int i = 0; i < columns && first != child; i++)
        {
          int x = i * (each + SPACING);
          GtkAllocation place = { mirrored ? width - x - each : x, y, each, line };

          if (places)
            gtk_widget_size_allocate (first, &place, -1);
          first = gtk_widget_get_next_sibling (first);
        }
      y += line + SPACING;
    }
  return MAX (y - SPACING, 0);
}

static void
measure_columns (GtkWidget *box, GtkOrientation orientation, int for_size, int *minimum,
                 int *natural, int *minimum_baseline, int *natural_baseline)
{
  int least;
  int liked = get_column (box, &least);

  *minimum = least;
  *natural = SIDE_BY_SIDE * liked + (SIDE_BY_SIDE - 1) * SPACING;
  if (orientation == GTK_ORIENTATION_VERTICAL)
    *minimum = *natural = lay_out (box, for_size >= 0 ? for_size : *natural, FALSE);
}

static void
place_columns (GtkWidget *box, int width, int height, int baseline)
{
  lay_out (box, width, TRUE);
}

static GtkSizeRequestMode
get_mode (GtkWidget *box)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

/* == what they say == */

static char *
say_state (const SlipStageInfo *info)
{
  SlipProcessWords words = slip_process_words_stage (info->state);

  return info->state == SLIP_STAGE_SKIPPED && info->reason != NULL && *info->reason != '\0'
             ? g_strdup_printf ("%s: %s", words.words, info->reason)
             : g_strdup (words.words);
}

static const char *
title_of (GPtrArray *forms, const char *form)
{
  for (guint i = 0; i < forms->len; i++)
    {
      const SlipFormInfo *info = g_ptr_array_index (forms, i);

      if (g_str_equal (info->id, form))
        return info->title;
    }
  return form;
}

/* (transfer full): what somebody signed about the stage's documents, a line each; "" where nobody did. */
static char *
say_tailored (const SlipStageInfo *info, GPtrArray *forms)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const char *last = NULL;

  for (guint i = 0; i < info->entries->len; i++)
    {
      const SlipStageEntry *entry = g_ptr_array_index (info->entries, i);
      const char *form = entry->document->form;
      g_autofree char *line = NULL;

      /* There may be several documents of a form. */
      if (entry->tailored == NULL || g_strcmp0 (form, last) == 0)
        continue;
      last = form;
      line = slip_process_words_tailoring (title_of (forms, form), entry->required,
                                           entry->tailored_by, entry->tailored);
      g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", line);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static GtkWidget *
make_line (const char *text)
{
  GtkWidget *label = slip_review_label (text, "slip-field-line dim-label");

  gtk_label_set_max_width_chars (GTK_LABEL (label), WIDTH_CHARS);
  gtk_label_set_lines (GTK_LABEL (label), 2);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  return label;
}

static void
set_button (GtkWidget *button, const SlipStageInfo *info, GPtrArray *forms)
{
  SlipProcessWords words = slip_process_words_stage (info->state);
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  g_autofree char *title =
      g_strdup_printf ("%s %s", info->stage->number, slip_process_text (info->stage->title));
  g_autofree char *state = say_state (info);
  g_autofree char *tailored = say_tailored (info, forms);
  g_autofree char *all =
      *tailored != '\0' ? g_strdup_printf ("%s\n%s", state, tailored) : g_strdup (state);
  g_autofree char *spoken =
      *tailored != '\0' ? g_strdup_printf ("%s. %s", state, tailored) : g_strdup (state);
  GtkWidget *heading = slip_review_label (title, "slip-field-label");
  g_autofree char *name = NULL;

  gtk_widget_set_hexpand (texts, TRUE);
  gtk_widget_set_valign (texts, GTK_ALIGN_CENTER);
  gtk_label_set_max_width_chars (GTK_LABEL (heading), WIDTH_CHARS);
  gtk_box_append (GTK_BOX (texts), heading);
  gtk_box_append (GTK_BOX (texts), make_line (state));
  if (*tailored != '\0')
    gtk_box_append (GTK_BOX (texts), make_line (tailored));
  gtk_box_append (GTK_BOX (row), slip_process_words_image (&words));
  gtk_box_append (GTK_BOX (row), texts);
  gtk_button_set_child (GTK_BUTTON (button), row);
  /* What may be cut short above. */
  gtk_widget_set_tooltip_text (button,
                               info->state == SLIP_STAGE_SKIPPED || *tailored != '\0' ? all : NULL);
  /* Translators: of a button that leads to the gate of a stage, for screen readers: the stage, and its state */
  name = g_strdup_printf (_ ("Stage %s: %s"), title, g_strdelimit (spoken, "\n", ' '));
  slip_names_set (button, name);
}

static void
make_buttons (SlipStageTrack *self, const char *release, const SlipStages *stages)
{
  GtkWidget *child;

  g_ptr_array_set_size (self->buttons, 0);
  while ((child = gtk_widget_get_first_child (self->box)) != NULL)
    gtk_box_remove (GTK_BOX (self->box), child);
  for (guint i = 0; i < stages->stages->len; i++)
    {
      const SlipStageInfo *info = g_ptr_array_index (stages->stages, i);
      GtkWidget *button = gtk_button_new ();

      gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "(ss)", release, info->stage->id);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.show-gate");
      gtk_widget_add_css_class (button, "slip-stage");
      gtk_box_append (GTK_BOX (self->box), button);
      g_ptr_array_add (self->buttons, button);
    }
}

void
slip_stage_track_set (SlipStageTrack *self, const char *release, const SlipStages *stages,
                      GPtrArray *forms)
{
  gtk_widget_set_visible (GTK_WIDGET (self), stages != NULL);
  if (stages == NULL)
    return;
  if (g_strcmp0 (self->outline, stages->process->digest) != 0)
    make_buttons (self, release, stages);
  g_free (self->outline);
  self->outline = g_strdup (stages->process->digest);
  for (guint i = 0; i < stages->stages->len; i++)
    set_button (g_ptr_array_index (self->buttons, i), g_ptr_array_index (stages->stages, i), forms);
}

static void
slip_stage_track_finalize (GObject *object)
{
  SlipStageTrack *self = SLIP_STAGE_TRACK (object);

  g_ptr_array_unref (self->buttons);
  g_free (self->outline);
  G_OBJECT_CLASS (slip_stage_track_parent_class)->finalize (object);
}

static void
slip_stage_track_class_init (SlipStageTrackClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = slip_stage_track_finalize;
}

static void
slip_stage_track_init (SlipStageTrack *self)
{
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  self->buttons = g_ptr_array_new ();
  self->box = g_object_new (GTK_TYPE_BOX, "accessible-role", GTK_ACCESSIBLE_ROLE_GROUP, NULL);
  gtk_widget_set_layout_manager (self->box,
                                 gtk_custom_layout_new (get_mode, measure_columns, place_columns));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->box), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Stages"), -1);
  gtk_box_append (GTK_BOX (column), slip_review_heading (_ ("Stages"), "heading"));
  gtk_box_append (GTK_BOX (column), self->box);
  adw_bin_set_child (ADW_BIN (self), column);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}
