/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Whose turn it is says the engine; what changes elsewhere may change it, so all changes are looked at, once the page is in
 * sight. */

#include "ui/process/slip-for-me-page.h"

#include <glib/gi18n.h>
#include <string.h>

#include "process/slip-roles.h"
#include "ui/app/slip-aside.h"
#include "ui/app/slip-focus.h"
#include "ui/library/slip-document-row.h"
#include "ui/process/slip-process-words.h"
#include "ui/review/slip-review-words.h"
#include "workspace/slip-turns.h"

#define AT_A_TIME 100

struct _SlipForMePage
{
  SlipReadPage parent_instance;
  GtkWidget *list; /* nullable (GtkListBox) */
  guint most;
};

G_DEFINE_FINAL_TYPE (SlipForMePage, slip_for_me_page, SLIP_TYPE_READ_PAGE)

/* == reading == */

typedef struct
{
  GPtrArray *turns;
  guint total;
} Found;

static void
found_free (Found *found)
{
  g_clear_pointer (&found->turns, g_ptr_array_unref);
  g_free (found);
}

static gpointer
slip_for_me_page_read (gpointer data, GCancellable *cancellable, GError **error)
{
  const SlipReadQuestion *question = data;
  Found *found = g_new0 (Found, 1);

  found->turns = slip_workspace_for_me (question->workspace, question->most, &found->total, error);
  if (found->turns == NULL)
    g_clear_pointer (&found, found_free);
  return found;
}

/* == a row == */

/* Where it is done. */
static void
lead (GtkActionable *row, const SlipTurn *turn)
{
  switch (turn->kind)
    {
    case SLIP_TURN_SIGN:
    case SLIP_TURN_ANSWER:
      gtk_actionable_set_action_target (row, "s", turn->record);
      gtk_actionable_set_action_name (row, "win.sign");
      break;
    case SLIP_TURN_REWORK:
    case SLIP_TURN_PROPOSALS:
    case SLIP_TURN_AMENDED:
      gtk_actionable_set_action_target (row, "s", turn->record);
      gtk_actionable_set_action_name (row, "win.show-signatures");
      break;
    case SLIP_TURN_CLOSE:
    case SLIP_TURN_REPLY:
      gtk_actionable_set_action_target (row, "(ss)", turn->record, turn->thread);
      gtk_actionable_set_action_name (row, "win.show-thread");
      break;
    case SLIP_TURN_DECIDE:
    case SLIP_TURN_DECIDE_AGAIN:
    case SLIP_TURN_MEND:
    case SLIP_TURN_MAKE_UP:
    case SLIP_TURN_WAIVER:
      gtk_actionable_set_action_target (row, "(ss)", turn->release, "");
      gtk_actionable_set_action_name (row, "win.show-gate");
      break;
    case SLIP_TURN_REPLAN:
    case SLIP_TURN_ATTEMPT:
    case SLIP_TURN_WRITE:
    case SLIP_N_TURNS:
    default:
      if (turn->record != NULL)
        {
          gtk_actionable_set_action_target (row, "(ss)", turn->record, "");
          gtk_actionable_set_action_name (row, "win.open-document");
        }
      else
        {
          gtk_actionable_set_action_target (row, "s", turn->release);
          gtk_actionable_set_action_name (row, "win.open-release");
        }
      break;
    }
}

static char *
make_about (const SlipTurn *turn)
{
  g_autofree char *why = slip_process_words_reason (turn->why);
  GString *about = g_string_new (why);

  g_string_append_c (about, '\n');
  g_string_append (about, turn->release_title);
  if (turn->role != NULL)
    g_string_append_printf (about, " · %s", slip_role_name (turn->role));
  if (turn->due_ms != 0)
    {
      g_autofree char *time = slip_process_words_time (turn->due_ms);

      g_string_append (about, " · ");
      g_string_append_printf (about, turn->overdue ? _ ("overdue since %s") : _ ("by %s"), time);
    }
  return g_string_free (about, FALSE);
}

/* A number is for papers; here it would stand before what tells the rows apart. */
static const char *
skip_number (const SlipTurn *turn)
{
  gsize length = turn->number != NULL ? strlen (turn->number) : 0;

  return length > 0 && g_str_has_prefix (turn->title, turn->number) && turn->title[length] == ' '
             ? turn->title + length + 1
             : turn->title;
}

static GtkWidget *
make_label (const char *said)
{
  GtkWidget *label = gtk_label_new (said);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  return label;
}

/* In a narrow window what is to be done stands below what it is about, where an action row would be wider than the window. */
static GtkWidget *
make_words (const SlipTurn *turn, const char *title, const char *about)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *text = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *below = make_label (about);
  GtkWidget *words = slip_aside_new (
      text, slip_review_chip (slip_process_words_turn (turn->kind), turn->overdue ? "bad" : NULL));

  gtk_box_append (GTK_BOX (text), make_label (title));
  gtk_widget_add_css_class (below, "dim-label");
  gtk_widget_add_css_class (below, "caption");
  gtk_box_append (GTK_BOX (text), below);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_add_css_class (line, "slip-turn");
  gtk_box_append (GTK_BOX (line),
                  gtk_image_new_from_icon_name (slip_process_words_turn_icon (turn->kind)));
  gtk_box_append (GTK_BOX (line), words);
  return line;
}

static GtkWidget *
make_row (const SlipTurn *turn)
{
  char *known_as = (char *) skip_number (turn);
  const SlipDocumentInfo info = { .title = known_as, .form_title = known_as };
  GtkWidget *row = adw_preferences_row_new ();
  g_autofree char *title = turn->record != NULL
                               ? slip_document_row_title (&info, turn->release_title)
                               : g_strdup (turn->title);
  g_autofree char *about = make_about (turn);
  g_autofree char *name = NULL;
  const char *act = slip_process_words_turn (turn->kind);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), make_words (turn, title, about));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  lead (GTK_ACTIONABLE (row), turn);
  /* Translators: of a row, for screen readers: a document, what is to be done with it, and why */
  name = g_strdup_printf (_ ("%s, %s: %s"), title, act, about);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return row;
}

/* == the list == */

static void
on_more_cb (SlipForMePage *self)
{
  self->most += AT_A_TIME;
  slip_read_page_set_most (SLIP_READ_PAGE (self), self->most);
  slip_read_page_refresh (SLIP_READ_PAGE (self));
}

/* Which row has the focus; -1: none. */
static int
find_focus (SlipForMePage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  GtkWidget *row = focus != NULL ? gtk_widget_get_ancestor (focus, GTK_TYPE_LIST_BOX_ROW) : NULL;

  return row != NULL && self->list != NULL && gtk_widget_is_ancestor (row, self->list)
             ? gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row))
             : -1;
}

static void
add_more (SlipForMePage *self, guint left)
{
  guint n = MIN (left, AT_A_TIME);
  g_autofree char *text = g_strdup_printf (ngettext ("Show %u _More", "Show %u _More", n), n);
  GtkWidget *more = gtk_button_new_with_mnemonic (text);

  gtk_widget_set_halign (more, GTK_ALIGN_CENTER);
  g_signal_connect_swapped (more, "clicked", G_CALLBACK (on_more_cb), self);
  gtk_box_append (slip_read_page_get_box (SLIP_READ_PAGE (self)), more);
}

static void
slip_for_me_page_show (SlipReadPage *page, gpointer *result)
{
  SlipForMePage *self = SLIP_FOR_ME_PAGE (page);
  const Found *found = *result;
  int focus = find_focus (self);
  GtkListBoxRow *row;

  slip_read_page_clear (slip_read_page_get_box (page));
  self->list = NULL;
  slip_read_page_show_empty (page, "object-select-symbolic",
                             found->total == 0 ? _ ("Nothing Waits for You") : NULL,
                             _ ("What your roles have to write, sign or decide stands here, when "
                                "it is your turn."));
  if (found->total == 0)
    return;
  self->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->list, "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("For Me"), -1);
  for (guint i = 0; i < found->turns->len; i++)
    gtk_list_box_append (GTK_LIST_BOX (self->list), make_row (g_ptr_array_index (found->turns, i)));
  gtk_box_append (slip_read_page_get_box (page), self->list);
  if (found->total > found->turns->len)
    add_more (self, found->total - found->turns->len);
  row = focus >= 0 ? gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list),
                                                    MIN (focus, (int) found->turns->len - 1))
                   : NULL;
  if (row != NULL)
    slip_focus_new_widget (GTK_WIDGET (row));
}

/* == life == */

static const char *
slip_for_me_page_get_help (SlipPage *page)
{
  return "for-me";
}

static void
slip_for_me_page_class_init (SlipForMePageClass *klass)
{
  SlipReadPageClass *read_class = SLIP_READ_PAGE_CLASS (klass);

  SLIP_PAGE_CLASS (klass)->get_help = slip_for_me_page_get_help;
  read_class->read = slip_for_me_page_read;
  read_class->show = slip_for_me_page_show;
  read_class->result_free = (GDestroyNotify) found_free;
}

static void
slip_for_me_page_init (SlipForMePage *self)
{
  self->most = AT_A_TIME;
  slip_read_page_set_most (SLIP_READ_PAGE (self), self->most);
  slip_page_set_title (SLIP_PAGE (self), _ ("For Me"));
}

SlipPage *
slip_for_me_page_new (SlipWorkspace *workspace)
{
  SlipForMePage *self = g_object_new (SLIP_TYPE_FOR_ME_PAGE, NULL);

  /* No record's page: it would be read anew with each letter that is typed on a page above. */
  slip_read_page_start (SLIP_READ_PAGE (self), workspace, "-");
  slip_read_page_watch (SLIP_READ_PAGE (self));
  return SLIP_PAGE (self);
}
