/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Read out of the log, from its beginning; the newest entries are kept and shown first. Who wants to see older ones has it
 * read again, and more of them kept. */

#define G_LOG_DOMAIN "slipway"

#include "ui/review/slip-history-page.h"

#include <glib/gi18n.h>

#include "ui/review/slip-change-list.h"
#include "ui/review/slip-review-words.h"

#define AT_A_TIME 300

struct _SlipHistoryPage
{
  SlipReadPage parent_instance;
  guint most;
  guint focus; /* the row that gets the keyboard when it is there; 0: none */
};

G_DEFINE_FINAL_TYPE (SlipHistoryPage, slip_history_page, SLIP_TYPE_READ_PAGE)

/* What is kept of a SlipTrailEntry. */
typedef struct
{
  char *time;
  char *not_before;
  char *name;
  const char *action; /* in words */
  char *title;
  char *label;
  char *before; /* nullable */
  char *value;  /* nullable */
  char *reason;
  char *note; /* nullable: why it doesn't count */
} Entry;

typedef struct
{
  GQueue entries; /* oldest first */
  guint most;
  guint dropped;
} History;

static void
entry_free (Entry *entry)
{
  g_free (entry->time);
  g_free (entry->not_before);
  g_free (entry->name);
  g_free (entry->title);
  g_free (entry->label);
  g_free (entry->before);
  g_free (entry->value);
  g_free (entry->reason);
  g_free (entry->note);
  g_free (entry);
}

static void
history_free (History *history)
{
  g_queue_clear_full (&history->entries, (GDestroyNotify) entry_free);
  g_free (history);
}

/* == reading == */

static char *
describe_state (const SlipTrailEntry *entry)
{
  switch (entry->state)
    {
    case SLIP_TRAIL_APART:
      return g_strdup (_ ("Kept apart: its device was revoked before"));
    case SLIP_TRAIL_PURGED:
      return g_strdup_printf (_ ("Removed: %s"), entry->note);
    case SLIP_TRAIL_COUNTS:
    default:
      return NULL;
    }
}

static const char *
action_text (const SlipTrailEntry *entry)
{
  static const struct
  {
    const char *what; /* kind, else action */
    const char *text;
  } texts[] = {
    { "move", N_ ("Moved") },
    { "keep", N_ ("Kept") },
    { "withdrawal", N_ ("Signature withdrawn") },
    { "create", N_ ("Made") },
    { "change", N_ ("Changed") },
    { "delete", N_ ("Deleted") },
    { "sign", N_ ("Signed") },
    { "revise", N_ ("Revision started") },
    { "propose", N_ ("Proposed") },
    { "purge", N_ ("Removed") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    if (g_str_equal (texts[i].what, entry->kind) || g_str_equal (texts[i].what, entry->action))
      return _ (texts[i].text);
  return _ ("Changed");
}

static gboolean
keep (const SlipTrailEntry *from, gpointer data, GError **error)
{
  History *history = data;
  Entry *entry = g_new0 (Entry, 1);

  entry->time = g_strdup (from->time);
  entry->not_before = g_strdup (from->not_before);
  entry->name = g_strdup (from->name);
  entry->action = action_text (from);
  entry->title = g_strdup (from->title);
  entry->label = g_strdup (from->label);
  if (from->old[0] != NULL)
    entry->before = g_strjoinv ("\n", from->old);
  if (*from->value != '\0' || from->old[0] != NULL)
    entry->value = g_strdup (from->value);
  entry->reason = g_strdup (from->reason);
  entry->note = describe_state (from);
  g_queue_push_tail (&history->entries, entry);
  if (history->entries.length > history->most)
    {
      entry_free (g_queue_pop_head (&history->entries));
      history->dropped++;
    }
  return TRUE;
}

static gpointer
slip_history_page_read (gpointer data, GCancellable *cancellable, GError **error)
{
  const SlipReadQuestion *question = data;
  History *history = g_new0 (History, 1);
  SlipTrailFilter filter = { 0 };

  g_queue_init (&history->entries);
  history->most = question->most;
  filter.for_people = TRUE;
  filter.record = question->record;
  filter.field = question->extra != NULL && *question->extra != '\0' ? question->extra : NULL;
  if (!slip_workspace_trail (question->workspace, &filter, keep, history, error))
    g_clear_pointer (&history, history_free);
  return history;
}

/* == showing == */

static void
add_line (GtkWidget *box, const char *text, const char *class)
{
  if (text != NULL && *text != '\0')
    gtk_box_append (GTK_BOX (box), slip_review_label (text, class));
}

static GtkWidget *
make_row (const Entry *entry, gboolean labelled)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  g_autofree char *time = slip_review_time (entry->time);
  g_autofree char *what = labelled && *entry->label != '\0'
                              ? g_strdup_printf ("%s: %s", entry->action, entry->label)
                              : g_strdup (entry->action);
  g_autofree char *summary = NULL;
  g_autofree char *who = g_strdup_printf ("%s, %s", entry->name, *time != '\0' ? time : "–");

  gtk_widget_add_css_class (box, "slip-change");
  add_line (box, what, "heading");
  add_line (box, who, "caption dim-label");
  if (*entry->not_before != '\0')
    {
      g_autofree char *proved = slip_review_time (entry->not_before);
      g_autofree char *text = g_strdup_printf (_ ("By the log not before %s"), proved);

      add_line (box, text, "caption warning");
    }
  if (entry->value != NULL)
    gtk_box_append (GTK_BOX (box), slip_change_list_compare (_ ("Before"), entry->before,
                                                             _ ("After"), entry->value));
  if (*entry->reason != '\0')
    {
      g_autofree char *text = g_strdup_printf (_ ("Reason: %s"), entry->reason);

      add_line (box, text, NULL);
    }
  add_line (box, entry->note, "warning");
  summary = g_strdup_printf ("%s, %s", what, who);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, summary, -1);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  return row;
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
    gtk_widget_grab_focus (GTK_WIDGET (row));
  self->focus = 0;
}

static void
add_more (SlipHistoryPage *self, GtkBox *box, guint rest)
{
  g_autofree char *text = g_strdup_printf (
      ngettext ("Show %u _Older", "Show %u _Older", MIN (rest, AT_A_TIME)), MIN (rest, AT_A_TIME));
  GtkWidget *more = gtk_button_new_with_mnemonic (text);

  gtk_widget_set_halign (more, GTK_ALIGN_CENTER);
  g_signal_connect_swapped (more, "clicked", G_CALLBACK (on_more_cb), self);
  gtk_box_append (box, more);
}

static void
slip_history_page_show (SlipReadPage *page, gpointer *result)
{
  SlipHistoryPage *self = SLIP_HISTORY_PAGE (page);
  History *history = *result;
  GtkBox *box = slip_read_page_get_box (page);
  GtkWidget *list = gtk_list_box_new ();
  const Entry *newest = g_queue_peek_tail (&history->entries);
  gboolean labelled = FALSE;

  slip_read_page_clear (box);
  if (newest == NULL)
    {
      g_object_ref_sink (list);
      g_object_unref (list);
      slip_read_page_show_empty (page, "document-open-recent-symbolic", _ ("No History Yet"),
                                 _ ("Nothing was written here so far."));
      return;
    }
  /* Where all are about the same, its name stands once, above. */
  for (GList *link = history->entries.head; link != NULL; link = link->next)
    labelled |= g_strcmp0 (((Entry *) link->data)->label, newest->label) != 0;
  slip_page_set_subtitle (SLIP_PAGE (page),
                          labelled || *newest->label == '\0' ? newest->title : newest->label);
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("History"), -1);
  for (GList *link = history->entries.tail; link != NULL; link = link->prev)
    gtk_list_box_append (GTK_LIST_BOX (list), make_row (link->data, labelled));
  gtk_box_append (box, list);
  if (history->dropped > 0)
    add_more (self, box, history->dropped);
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
  read_class->result_free = (GDestroyNotify) history_free;
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
