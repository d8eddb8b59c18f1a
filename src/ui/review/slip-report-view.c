/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Blocks are made a hundred at a time, and of a long table only the beginning: a checklist may have ten thousand rows, and
 * who reads all of them reads the export. */

#include "ui/review/slip-report-view.h"

#include <glib/gi18n.h>

#include "ui/review/slip-report-text.h"
#include "ui/review/slip-review-words.h"
#include "ui/review/slip-signature-card.h"

#define AT_A_TIME 100
#define ROWS_MAX 30
/* With more columns a table is read sideways on a narrow window. */
#define CELL_CHARS 22

struct _SlipReportView
{
  AdwBin parent_instance;
  SlipReport *report; /* unowned, nullable */
  guint next;
  guint numbers[2];
  char *heading; /* the last one: names what follows */
  GtkWidget *box;
  GtkWidget *more;
};

G_DEFINE_FINAL_TYPE (SlipReportView, slip_report_view, ADW_TYPE_BIN)

static const char *
class_of (SlipReportTone tone)
{
  switch (tone)
    {
    case SLIP_TONE_STRONG:
      return "heading";
    case SLIP_TONE_MUTED:
      return "dim-label";
    case SLIP_TONE_CODE:
      return "monospace";
    case SLIP_TONE_GOOD:
      return "success";
    case SLIP_TONE_WARNING:
      return "warning";
    case SLIP_TONE_BAD:
      return "error";
    case SLIP_TONE_PLAIN:
    default:
      return NULL;
    }
}

/* @width_chars, @max_width_chars: how wide; -1: as wide as it gets. */
static GtkWidget *
make_cell (const SlipReportCell *cell, gboolean rich, int width_chars, int max_width_chars)
{
  GtkWidget *label;

  if (rich && cell != NULL && cell->tone == SLIP_TONE_PLAIN)
    return slip_report_text_new (cell->text, width_chars, max_width_chars);
  label = slip_review_label (cell != NULL && cell->text != NULL ? cell->text : "",
                             cell != NULL ? class_of (cell->tone) : NULL);
  gtk_label_set_yalign (GTK_LABEL (label), 0);
  gtk_label_set_width_chars (GTK_LABEL (label), width_chars);
  gtk_label_set_max_width_chars (GTK_LABEL (label), max_width_chars);
  return label;
}

static gboolean
is_rich (const SlipReportTable *table, guint column)
{
  return g_array_index (table->columns, SlipReportColumn, column).rich;
}

static void
append (SlipReportView *self, GtkWidget *widget)
{
  gtk_box_append (GTK_BOX (self->box), widget);
}

static void
add_rest (SlipReportView *self, guint rest)
{
  g_autofree char *text =
      g_strdup_printf (ngettext ("and %u more row", "and %u more rows", rest), rest);

  if (rest > 0)
    append (self, slip_review_label (text, "dim-label"));
}

/* Name above value: it reads at any width. */
static void
add_pair (GtkWidget *box, const char *name, const SlipReportCell *cell, gboolean rich)
{
  GtkWidget *pair = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);

  gtk_box_append (GTK_BOX (pair), slip_review_label (name, "caption dim-label"));
  gtk_box_append (GTK_BOX (pair), make_cell (cell, rich, -1, -1));
  gtk_box_append (GTK_BOX (box), pair);
}

static gboolean
has_text (const SlipReportCell *cell)
{
  return cell != NULL && cell->text != NULL && *cell->text != '\0';
}

static void
add_pairs (SlipReportView *self, const SlipReportTable *table)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  guint n = slip_report_table_n_rows (table);

  for (guint row = 0; row < n; row++)
    {
      const SlipReportCell *name = slip_report_table_get_cell (table, row, 0);

      add_pair (box, has_text (name) ? name->text : "", slip_report_table_get_cell (table, row, 1),
                is_rich (table, 1));
    }
  append (self, box);
}

/* Its one row is easier to read downwards. */
static void
add_title_table (SlipReportView *self, const SlipReportTable *table)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);

  for (guint i = 0; i < table->columns->len; i++)
    {
      const SlipReportCell *cell = slip_report_table_get_cell (table, 0, i);

      if (has_text (cell))
        add_pair (box, g_array_index (table->columns, SlipReportColumn, i).header, cell,
                  is_rich (table, i));
    }
  append (self, box);
}

static void
add_grid (SlipReportView *self, const SlipReportTable *table)
{
  GtkWidget *grid = gtk_grid_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();
  guint n = slip_report_table_n_rows (table);

  gtk_widget_add_css_class (grid, "slip-report-grid");
  gtk_grid_set_column_spacing (GTK_GRID (grid), 18);
  gtk_grid_set_row_spacing (GTK_GRID (grid), 9);
  for (guint i = 0; i < table->columns->len; i++)
    {
      const SlipReportColumn *column = &g_array_index (table->columns, SlipReportColumn, i);
      GtkWidget *label =
          slip_review_label (column->header != NULL ? column->header : "", "caption-heading");

      gtk_widget_set_valign (label, GTK_ALIGN_START);
      gtk_grid_attach (GTK_GRID (grid), label, (int) i, 0, 1, 1);
      for (guint row = 0; row < MIN (n, ROWS_MAX); row++)
        {
          GtkWidget *cell = make_cell (slip_report_table_get_cell (table, row, i), column->rich,
                                       table->columns->len > 3 ? 10 : 14,
                                       column->rich ? 2 * CELL_CHARS : CELL_CHARS);

          gtk_widget_set_valign (cell, GTK_ALIGN_START);
          gtk_grid_attach (GTK_GRID (grid), cell, (int) i, (int) row + 1, 1, 1);
        }
    }
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), grid);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_AUTOMATIC,
                                  GTK_POLICY_NEVER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (scroller), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  self->heading != NULL ? self->heading : _ ("Table"), -1);
  append (self, scroller);
  add_rest (self, n > ROWS_MAX ? n - ROWS_MAX : 0);
}

static void
add_heading (SlipReportView *self, const SlipReportBlock *block)
{
  g_autofree char *text = NULL;
  GtkWidget *heading;

  if (block->level == 1)
    {
      self->numbers[0]++;
      self->numbers[1] = 0;
      text = g_strdup_printf ("%u  %s", self->numbers[0], block->text);
    }
  else if (block->level == 2)
    text = g_strdup_printf ("%u.%u  %s", self->numbers[0], ++self->numbers[1], block->text);
  else
    text = g_strdup (block->text);
  heading = slip_review_heading (text, block->level == 1   ? "title-3"
                                       : block->level == 2 ? "title-4"
                                                           : "heading");
  gtk_widget_set_margin_top (heading, block->level == 1 ? 18 : 6);
  append (self, heading);
  g_free (self->heading);
  self->heading = g_strdup (block->text);
}

static void
add_paragraph (SlipReportView *self, const SlipReportBlock *block)
{
  static const char *const classes[] = {
    [SLIP_REPORT_BODY] = NULL,
    [SLIP_REPORT_TITLE] = "title-2",
    [SLIP_REPORT_SUBTITLE] = "dim-label",
    [SLIP_REPORT_HINT] = "caption dim-label",
    [SLIP_REPORT_CAPTION] = "heading",
  };

  append (self, slip_review_label (block->text, classes[block->variant]));
}

static void
add_note (SlipReportView *self, const SlipReportBlock *block)
{
  GtkWidget *label = slip_review_label (block->text, class_of (block->tone));

  gtk_widget_add_css_class (label, "slip-note");
  append (self, label);
}

static void
add_block (SlipReportView *self, const SlipReportBlock *block)
{
  switch (block->kind)
    {
    case SLIP_REPORT_HEADING:
      add_heading (self, block);
      break;
    case SLIP_REPORT_PARAGRAPH:
      add_paragraph (self, block);
      break;
    case SLIP_REPORT_TEXT:
      append (self, slip_report_text_new (block->text, -1, -1));
      break;
    case SLIP_REPORT_PREFORMATTED:
      append (self, slip_review_label (block->text, "monospace"));
      break;
    case SLIP_REPORT_NOTE:
      add_note (self, block);
      break;
    case SLIP_REPORT_TABLE:
      if (block->table->style == SLIP_TABLE_PAIRS)
        add_pairs (self, block->table);
      else if (block->table->style == SLIP_TABLE_TITLE)
        add_title_table (self, block->table);
      else
        add_grid (self, block->table);
      break;
    case SLIP_REPORT_SIGNATURE:
      append (self, slip_signature_card_new_for_report (block->signature));
      break;
    case SLIP_REPORT_CONTENTS:
    default:
      break;
    }
}

static void
show_more (SlipReportView *self)
{
  guint n = slip_report_get_length (self->report);
  guint end = MIN (n, self->next + AT_A_TIME);

  for (; self->next < end; self->next++)
    add_block (self, slip_report_get_block (self->report, self->next));
  gtk_widget_set_visible (self->more, self->next < n);
}

void
slip_report_view_set_report (SlipReportView *self, SlipReport *report)
{
  GtkWidget *child;

  self->report = report;
  self->next = 0;
  self->numbers[0] = self->numbers[1] = 0;
  g_clear_pointer (&self->heading, g_free);
  while ((child = gtk_widget_get_first_child (self->box)) != NULL)
    gtk_box_remove (GTK_BOX (self->box), child);
  show_more (self);
}

static void
slip_report_view_finalize (GObject *object)
{
  g_free (SLIP_REPORT_VIEW (object)->heading);
  G_OBJECT_CLASS (slip_report_view_parent_class)->finalize (object);
}

static void
slip_report_view_class_init (SlipReportViewClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = slip_report_view_finalize;
}

static void
slip_report_view_init (SlipReportView *self)
{
  GtkWidget *all = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  self->more = gtk_button_new_with_mnemonic (_ ("Show _More"));
  gtk_widget_set_halign (self->more, GTK_ALIGN_CENTER);
  g_signal_connect_swapped (self->more, "clicked", G_CALLBACK (show_more), self);
  gtk_box_append (GTK_BOX (all), self->box);
  gtk_box_append (GTK_BOX (all), self->more);
  adw_bin_set_child (ADW_BIN (self), all);
}

GtkWidget *
slip_report_view_new (void)
{
  return g_object_new (SLIP_TYPE_REPORT_VIEW, NULL);
}
