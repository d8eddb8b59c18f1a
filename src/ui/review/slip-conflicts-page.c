/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A card stays as long as its conflict is the same: what somebody has begun to merge isn't lost when another one arrives. */

#include "ui/review/slip-conflicts-page.h"

#include <glib/gi18n.h>

#include "ui/review/slip-conflict-card.h"
#include "ui/review/slip-review-words.h"

/* Who has more settles these first. */
#define CARDS_MAX 50

struct _SlipConflictsPage
{
  SlipReadPage parent_instance;
  GHashTable *cards; /* key → card, unowned */
  GtkWidget *rest;
};

G_DEFINE_FINAL_TYPE (SlipConflictsPage, slip_conflicts_page, SLIP_TYPE_READ_PAGE)

static gpointer
slip_conflicts_page_read (gpointer data, GCancellable *cancellable, GError **error)
{
  const SlipReadQuestion *question = data;

  return slip_workspace_list_conflicts (question->workspace,
                                        *question->record != '\0' ? question->record : NULL, error);
}

static GtkWidget *
take_card (SlipConflictsPage *self, GPtrArray *conflicts, guint index, GHashTable *kept)
{
  SlipReadPage *page = SLIP_READ_PAGE (self);
  SlipOpenConflict *conflict = g_ptr_array_index (conflicts, index);
  char *key = slip_conflict_card_key (conflict);
  GtkWidget *card = g_hash_table_lookup (self->cards, key);

  if (card == NULL)
    {
      conflicts->pdata[index] = NULL;
      card = slip_conflict_card_new (slip_read_page_get_workspace (page), conflict,
                                     *slip_read_page_get_record (page) == '\0');
      gtk_box_append (slip_read_page_get_box (page), card);
    }
  g_hash_table_insert (kept, key, card);
  return card;
}

static void
slip_conflicts_page_show (SlipReadPage *page, gpointer *result)
{
  SlipConflictsPage *self = SLIP_CONFLICTS_PAGE (page);
  GPtrArray *conflicts = *result;
  GtkBox *box = slip_read_page_get_box (page);
  GHashTable *kept = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GtkWidget *last = NULL;
  guint rest = conflicts->len > CARDS_MAX ? conflicts->len - CARDS_MAX : 0;
  g_autofree char *text =
      g_strdup_printf (ngettext ("and %u more conflict", "and %u more conflicts", rest), rest);
  g_autofree char *count =
      g_strdup_printf (ngettext ("%u open", "%u open", conflicts->len), conflicts->len);
  GHashTableIter iter;
  gpointer key;
  gpointer card;

  for (guint i = 0; i < conflicts->len && i < CARDS_MAX; i++)
    {
      GtkWidget *one = take_card (self, conflicts, i, kept);

      gtk_box_reorder_child_after (box, one, last);
      last = one;
    }
  g_hash_table_iter_init (&iter, self->cards);
  while (g_hash_table_iter_next (&iter, &key, &card))
    if (!g_hash_table_contains (kept, key))
      gtk_box_remove (box, card);
  g_hash_table_unref (self->cards);
  self->cards = kept;
  gtk_label_set_label (GTK_LABEL (self->rest), text);
  gtk_widget_set_visible (self->rest, rest > 0);
  gtk_box_reorder_child_after (box, self->rest, last);
  slip_page_set_subtitle (SLIP_PAGE (self), conflicts->len > 0 ? count : NULL);
  if (conflicts->len == 0)
    slip_read_page_show_empty (page, "object-select-symbolic", _ ("No Conflicts"),
                               _ ("What several people do to the same thing without knowing of "
                                  "each other is kept, and shows up here."));
}

/* Cards were moved out of the list by setting their places to NULL. */
static void
conflicts_free (gpointer result)
{
  GPtrArray *conflicts = result;

  g_ptr_array_set_free_func (conflicts, NULL);
  for (guint i = 0; i < conflicts->len; i++)
    if (g_ptr_array_index (conflicts, i) != NULL)
      slip_open_conflict_free (g_ptr_array_index (conflicts, i));
  g_ptr_array_unref (conflicts);
}

static const char *
slip_conflicts_page_get_help (SlipPage *page)
{
  return "conflicts";
}

static void
slip_conflicts_page_finalize (GObject *object)
{
  g_hash_table_unref (SLIP_CONFLICTS_PAGE (object)->cards);
  G_OBJECT_CLASS (slip_conflicts_page_parent_class)->finalize (object);
}

static void
slip_conflicts_page_class_init (SlipConflictsPageClass *klass)
{
  SlipReadPageClass *read_class = SLIP_READ_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = slip_conflicts_page_finalize;
  SLIP_PAGE_CLASS (klass)->get_help = slip_conflicts_page_get_help;
  read_class->read = slip_conflicts_page_read;
  read_class->show = slip_conflicts_page_show;
  read_class->result_free = conflicts_free;
}

static void
slip_conflicts_page_init (SlipConflictsPage *self)
{
  self->cards = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->rest = slip_review_label ("", "dim-label");
  gtk_box_append (slip_read_page_get_box (SLIP_READ_PAGE (self)), self->rest);
  slip_read_page_set_width (SLIP_READ_PAGE (self), 900);
  slip_page_set_title (SLIP_PAGE (self), _ ("Conflicts"));
}

SlipPage *
slip_conflicts_page_new (SlipWorkspace *workspace, const char *record)
{
  SlipReadPage *self = g_object_new (SLIP_TYPE_CONFLICTS_PAGE, NULL);

  slip_read_page_start (self, workspace, record);
  return SLIP_PAGE (self);
}
