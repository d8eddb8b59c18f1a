/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The newest entries are shown first. Who wants to see older ones has the log read again, and more of it kept. */

#include "ui/review/slip-history-page.h"

#include <glib/gi18n.h>

#include "ui/app/slip-focus.h"
#include "ui/review/slip-trail-list.h"

#define AT_A_TIME 300

struct _SlipHistoryPage
{
  SlipReadPage parent_instance;
  guint most;
  guint focus; /* the row that gets the keyboard when it is there; 0: none */
};

G_DEFINE_FINAL_TYPE (SlipHistoryPage, slip_history_page, SLIP_TYPE_READ_PAGE)

static gpointer
slip_history_page_read (gpointer data, GCancellable *cancellable, GError **error)
{
  const SlipReadQuestion *question = data;
  SlipTrailFilter filter = { 0 };

  filter.for_people = TRUE;
  filter.record = question->record;
  filter.field = question->extra != NULL && *question->extra != '\0' ? question->extra : NULL;
  return slip_trail_list_read (question->workspace, &filter, question->most, error);
}

static void
on_more_cb (SlipHistoryPage *self)
{
  self->focus = self->most;
  self->most += AT_A_TIME;
  slip_read_page_set_most (SLIP_READ_PAGE (self), self->most);
  slip_read_page_refresh (SLIP_READ_PAGE (self));
}

/* The button goes with the list: the keyboard goes on where the older ones begin. */
static void
move_focus (SlipHistoryPage *self, GtkListBox *list)
{
  GtkListBoxRow *row =
      self->focus > 0 ? gtk_list_box_get_row_at_index (list, (int) self->focus) : NULL;

  if (row != NULL)
    slip_focus_new_widget (GTK_WIDGET (row));
  self->focus = 0;
}

static void
slip_history_page_show (SlipReadPage *page, gpointer *result)
{
  SlipHistoryPage *self = SLIP_HISTORY_PAGE (page);
  SlipTrailList *history = *result;
  GtkBox *box = slip_read_page_get_box (page);
  const char *label = slip_trail_list_get_label (history);
  GtkWidget *list;
  GtkWidget *more;

  slip_read_page_clear (box);
  if (slip_trail_list_get_length (history) == 0)
    {
      slip_read_page_show_empty (page, "document-open-recent-symbolic", _ ("No History Yet"),
                                 _ ("Nothing was written here so far."));
      return;
    }
  /* Where all are about the same, its name stands once, above. */
  slip_page_set_subtitle (SLIP_PAGE (page), label != NULL && *label != '\0'
                                                ? label
                                                : slip_trail_list_get_title (history));
  list = slip_trail_list_show (history,
                               label == NULL ? SLIP_TRAIL_LIST_LABELS : SLIP_TRAIL_LIST_PLAIN);
  gtk_box_append (box, list);
  more = slip_trail_list_make_more (history, AT_A_TIME);
  if (more != NULL)
    {
      g_signal_connect_swapped (more, "clicked", G_CALLBACK (on_more_cb), self);
      gtk_box_append (box, more);
    }
  move_focus (self, GTK_LIST_BOX (list));
}

static const char *
slip_history_page_get_help (SlipPage *page)
{
  return "fill-in";
}

static void
slip_history_page_class_init (SlipHistoryPageClass *klass)
{
  SlipReadPageClass *read_class = SLIP_READ_PAGE_CLASS (klass);

  SLIP_PAGE_CLASS (klass)->get_help = slip_history_page_get_help;
  read_class->read = slip_history_page_read;
  read_class->show = slip_history_page_show;
  read_class->result_free = (GDestroyNotify) slip_trail_list_free;
}

static void
slip_history_page_init (SlipHistoryPage *self)
{
  self->most = AT_A_TIME;
  slip_read_page_set_most (SLIP_READ_PAGE (self), self->most);
  slip_page_set_title (SLIP_PAGE (self), _ ("History"));
}

SlipPage *
slip_history_page_new (SlipWorkspace *workspace, const char *record, const char *path)
{
  SlipReadPage *self = g_object_new (SLIP_TYPE_HISTORY_PAGE, NULL);

  slip_read_page_set_extra (self, path);
  slip_read_page_start (self, workspace, record);
  return SLIP_PAGE (self);
}
