/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A Go that doesn't hold says every reason: what it was given for, and what is there now, may differ in several ways. */

#include "ui/process/slip-gate-decision.h"

#include <glib/gi18n.h>

#include "process/slip-roles.h"
#include "ui/app/slip-aside.h"
#include "ui/app/slip-names.h"
#include "ui/process/slip-process-words.h"
#include "ui/review/slip-review-words.h"
#include "workspace/slip-people.h"

#define DIGEST_SHOWN 19 /* "sha256:" and a few more */

static gboolean
lets (SlipDecision decision)
{
  return decision == SLIP_DECISION_GO || decision == SLIP_DECISION_CONDITIONAL;
}

static void
add_text (GtkBox *box, const char *text, const char *class)
{
  gtk_box_append (box, slip_review_label (text, class));
}

/* == what it is bound to == */

static void
add_fact (AdwExpanderRow *all, const char *title, const char *text)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_expander_row_add_row (all, row);
}

static GtkWidget *
make_bound (const SlipGateFound *found, const SlipRuling *ruling)
{
  AdwExpanderRow *all = ADW_EXPANDER_ROW (adw_expander_row_new ());
  g_autofree char *about = g_strdup_printf (
      ngettext ("%u approved revision", "%u approved revisions", ruling->revisions->len),
      ruling->revisions->len);
  g_autofree char *start = slip_review_time (ruling->window_start);
  g_autofree char *end = slip_review_time (ruling->window_end);
  g_autofree char *window = g_strdup_printf ("%s – %s", start, end);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (all), _ ("What It Is Bound To"));
  slip_names_set (GTK_WIDGET (all), _ ("What It Is Bound To"));
  adw_expander_row_set_subtitle (all, about);
  add_fact (all, _ ("Window"), window);
  for (guint i = 0; i < ruling->revisions->len; i++)
    {
      const SlipBoundRevision *revision = g_ptr_array_index (ruling->revisions, i);
      g_autofree char *text = g_strdup_printf (_ ("Revision %u"), (guint) revision->number);

      add_fact (all, slip_gate_found_form (found, revision->form), text);
    }
  for (guint i = 0; i < ruling->artefacts->len; i++)
    {
      const SlipNamedText *artefact = g_ptr_array_index (ruling->artefacts, i);
      g_autofree char *text = g_utf8_strlen (artefact->text, -1) > DIGEST_SHOWN
                                  ? g_strdup_printf ("%.*s…", DIGEST_SHOWN, artefact->text)
                                  : g_strdup (artefact->text);

      add_fact (all, artefact->name, text);
    }
  return GTK_WIDGET (all);
}

/* == the one that stands == */

/* Of one that holds, the window may not be open yet, or be over. */
static GtkWidget *
make_chip (const SlipGateFound *found)
{
  if (found->holds->len > 0)
    return slip_review_chip (_ ("Doesn't Hold"), "bad");
  return found->report->reasons->len > 0 ? slip_review_chip (_ ("Holds, Not Now"), "attention")
                                         : slip_review_chip (_ ("Holds"), "good");
}

static void
add_head (GtkBox *box, const SlipGateFound *found, const SlipSignature *signature)
{
  const SlipRuling *ruling = signature->statement->ruling;
  SlipProcessWords words = slip_process_words_decision (ruling->decision);
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *title = slip_review_heading (words.words, "title-4");
  g_autofree char *time = slip_review_time (signature->time);
  g_autofree char *who =
      g_strdup_printf ("%s, %s · %s", signature->name, slip_role_name (signature->role), time);

  gtk_widget_set_hexpand (title, TRUE);
  gtk_box_append (GTK_BOX (head), slip_process_words_image (&words));
  gtk_box_append (GTK_BOX (head), title);
  gtk_box_append (box, lets (ruling->decision) ? slip_aside_new (head, make_chip (found)) : head);
  add_text (box, who, "dim-label");
}

/* "The window opens later" is no reason why a Go doesn't hold, but nobody may install before. */
static void
add_reasons (GtkBox *box, const SlipGateFound *found)
{
  GPtrArray *reasons = found->holds->len > 0 ? found->holds : found->report->reasons;

  for (guint i = 0; i < reasons->len; i++)
    {
      g_autofree char *text = slip_gate_found_reason (found, g_ptr_array_index (reasons, i));

      add_text (box, text, "slip-note");
    }
}

static void
add_standing (GtkBox *box, const SlipGateFound *found, const SlipSignature *signature)
{
  const SlipRuling *ruling = signature->statement->ruling;

  add_head (box, found, signature);
  add_text (box, ruling->reason, NULL);
  if (lets (ruling->decision))
    {
      g_autofree char *time = slip_review_time (ruling->until);
      g_autofree char *until = g_strdup_printf (_ ("Valid until %s"), time);

      add_text (box, until, NULL);
      add_reasons (box, found);
    }
  for (guint i = 0; i < ruling->dissent->len; i++)
    {
      const SlipNamedText *dissent = g_ptr_array_index (ruling->dissent, i);
      g_autofree char *text =
          g_strdup_printf (_ ("%s doesn't agree: %s"), dissent->name, dissent->text);

      add_text (box, text, "slip-note");
    }
}

/* Who holds the role, and who signs in it for them until a day. */
static char *
list_deciders (const SlipGateFound *found)
{
  const char *role = found->report->process->go_role;
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; found->members != NULL && i < found->members->len; i++)
    {
      const SlipPersonInfo *member = g_ptr_array_index (found->members, i);

      if (member->pending || member->revoked != NULL ||
          !g_strv_contains ((const char *const *) member->roles, role))
        continue;
      g_ptr_array_add (names, g_strdup (member->name));
      for (guint j = 0; j < member->deputies->len; j++)
        {
          const SlipDeputyInfo *deputy = g_ptr_array_index (member->deputies, j);
          g_autofree char *until = slip_process_words_time (deputy->until_ms);

          if (g_str_equal (deputy->role, role))
            /* Translators: a person, and a time */
            g_ptr_array_add (names,
                             g_strdup_printf (_ ("%s as deputy until %s"), deputy->name, until));
        }
    }
  g_ptr_array_add (names, NULL);
  return g_strjoinv ("\n", (GStrv) names->pdata);
}

static void
add_actions (GtkBox *box, const SlipGateFound *found)
{
  const SlipGateReport *report = found->report;
  const SlipRulingState *standing = report->rulings->standing;

  if (g_str_equal (report->stage->id, report->process->go_stage))
    {
      if (found->may_decide)
        {
          GtkWidget *decide =
              slip_gate_card_add_button (box, _ ("_Decide…"), NULL, "page.decide", NULL);

          if (standing == NULL && report->gate->result != SLIP_GATE_NO_GO)
            gtk_widget_add_css_class (decide, "suggested-action");
        }
      else
        {
          g_autofree char *text = g_strdup_printf (_ ("It is decided by: %s"),
                                                   slip_role_name (report->process->go_role));
          g_autofree char *names = list_deciders (found);

          add_text (box, text, "dim-label");
          if (*names != '\0')
            add_text (box, names, NULL);
        }
    }
  else
    slip_gate_card_add_button (box, _ ("_Gate Where It Is Decided"), NULL, "win.show-gate",
                               g_variant_new ("(ss)", report->release, report->process->go_stage));
  if (standing != NULL && g_strcmp0 (standing->signature->person, found->me) == 0)
    gtk_widget_add_css_class (
        slip_gate_card_add_button (box, _ ("With_draw Decision…"), NULL, "page.withdraw",
                                   g_variant_new_string (standing->signature->hash)),
        "destructive-action");
}

/* == earlier ones == */

static char *
say_fate (const SlipRulingState *state)
{
  const SlipSignature *signature = state->signature;

  if (signature->withdrawn != NULL)
    return g_strdup_printf (_ ("Withdrawn: %s"), signature->withdrawn->withdrawal->reason);
  if (state->refused != NULL)
    return g_strdup_printf (_ ("Doesn't count: %s"), state->refused);
  return g_strdup (_ ("Another decision took its place."));
}

static GtkWidget *
make_earlier (const SlipRulingState *state)
{
  const SlipSignature *signature = state->signature;
  GtkWidget *row = adw_action_row_new ();
  SlipProcessWords words = slip_process_words_decision (signature->statement->ruling->decision);
  g_autofree char *time = slip_review_time (signature->time);
  g_autofree char *title = g_strdup_printf ("%s · %s, %s", words.words, signature->name, time);
  g_autofree char *fate = say_fate (state);
  g_autofree char *about = g_strdup_printf ("%s\n%s", signature->statement->ruling->reason, fate);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), about);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  return row;
}

static void
add_earlier (GtkWidget *list, const SlipGateFound *found)
{
  const SlipRulings *rulings = found->report->rulings;
  AdwExpanderRow *all = NULL;
  guint n = 0;

  for (guint i = rulings->all->len; i > 0; i--)
    {
      const SlipRulingState *state = g_ptr_array_index (rulings->all, i - 1);

      if (state == rulings->standing || state->signature->statement == NULL ||
          state->signature->statement->type != SLIP_STATEMENT_DECISION)
        continue;
      if (all == NULL)
        {
          all = ADW_EXPANDER_ROW (adw_expander_row_new ());
          gtk_list_box_append (GTK_LIST_BOX (list), GTK_WIDGET (all));
        }
      adw_expander_row_add_row (all, make_earlier (state));
      n++;
    }
  if (all != NULL)
    {
      g_autofree char *title =
          g_strdup_printf (ngettext ("%u earlier decision", "%u earlier decisions", n), n);

      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (all), title);
      slip_names_set (GTK_WIDGET (all), title);
    }
}

void
slip_gate_decision_add (GtkBox *box, const SlipGateFound *found)
{
  const SlipRulings *rulings = found->report->rulings;
  GtkWidget *group = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  GtkWidget *list = slip_gate_list_new (_ ("Decision"));
  GtkBox *content;
  GtkWidget *card = slip_gate_card_new (&content);

  if (rulings->standing != NULL)
    add_standing (content, found, rulings->standing->signature);
  else
    add_reasons (content, found);
  add_actions (content, found);
  gtk_list_box_append (GTK_LIST_BOX (list), card);
  if (rulings->standing != NULL && lets (rulings->standing->signature->statement->ruling->decision))
    gtk_list_box_append (GTK_LIST_BOX (list),
                         make_bound (found, rulings->standing->signature->statement->ruling));
  add_earlier (list, found);
  gtk_box_append (GTK_BOX (group), slip_review_heading (_ ("Decision"), "heading"));
  gtk_box_append (GTK_BOX (group), list);
  gtk_box_append (box, group);
}
