/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* See slip-gate-lines.h. */

#include "ui/process/slip-gate-lines.h"

#include <glib/gi18n.h>
#include <string.h>

#include "process/slip-roles.h"
#include "ui/app/slip-flow-layout.h"
#include "ui/app/slip-names.h"
#include "ui/process/slip-process-words.h"
#include "ui/review/slip-review-words.h"

/* == cards == */

GtkBox *
slip_gate_group_add (GtkBox *box, const char *title)
{
  GtkWidget *group = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);

  gtk_box_append (GTK_BOX (group), slip_review_heading (title, "heading"));
  gtk_box_append (box, group);
  return GTK_BOX (group);
}

GtkWidget *
slip_gate_list_new (const char *name)
{
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return list;
}

/* The card itself can't be acted on: the buttons in it can. */
GtkWidget *
slip_gate_card_new (GtkBox **box)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  gtk_widget_add_css_class (content, "slip-card");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), content);
  *box = GTK_BOX (content);
  return row;
}

GtkWidget *
slip_gate_card_add_button (GtkBox *box, const char *label, const char *name, const char *action,
                           GVariant *target)
{
  GtkWidget *buttons = gtk_widget_get_last_child (GTK_WIDGET (box));
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  if (!GTK_IS_BOX (buttons) || !gtk_widget_has_css_class (buttons, "slip-card-buttons"))
    {
      buttons = slip_flow_box_new ();
      gtk_widget_add_css_class (buttons, "slip-card-buttons");
      gtk_box_append (box, buttons);
    }
  slip_flow_wrap_button (button);
  if (name != NULL)
    slip_names_set (button, name);
  gtk_actionable_set_action_target_value (GTK_ACTIONABLE (button), target);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_box_append (GTK_BOX (buttons), button);
  return button;
}

static void add_label (GtkBox *box, const char *class, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

static void
add_label (GtkBox *box, const char *class, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  gtk_box_append (box, slip_review_label (text, class));
}

/* == a line == */

static char *
line_text (const SlipGateFound *found, const SlipGateLine *line)
{
  if (line->criterion != NULL)
    return g_strdup (slip_process_text (line->criterion->text));
  if (line->concern != NULL)
    /* Translators: a line of a gate; %s is the title of a form */
    return g_strdup_printf (_ ("A concern about %s is open."),
                            slip_gate_found_form (found, line->form));
  if (line->separation != NULL)
    return g_strdup (slip_process_text (line->separation->text));
  /* Translators: a line of a gate; %s is the title of a form */
  return g_strdup_printf (_ ("%s is approved."), slip_gate_found_form (found, line->form));
}

static void
add_waiver (GtkBox *box, const SlipGateFound *found, const SlipGateLine *line)
{
  const SlipWaiver *waiver = line->waiver;
  const SlipRulingState *ruling = slip_gate_found_ruling (found, waiver->statement);
  g_autofree char *until = slip_process_words_time (waiver->until_ms);
  gboolean holds = waiver->until_ms > found->report->at_ms;

  add_label (box, NULL,
             holds ? _ ("Waived by %s until %s: %s") : _ ("The waiver by %s ended at %s: %s"),
             waiver->signer, until, waiver->reason);
  add_label (box, NULL, _ ("Instead: %s"), waiver->control);
  add_label (box, "dim-label", _ ("%s answers for it."), waiver->owner);
  if (holds && ruling != NULL && g_strcmp0 (ruling->signature->person, found->me) == 0)
    {
      g_autofree char *text = line_text (found, line);
      /* Translators: of a button, for screen readers; %s is a criterion */
      g_autofree char *name = g_strdup_printf (_ ("Withdraw Waiver: %s"), text);

      slip_gate_card_add_button (box, _ ("With_draw Waiver…"), name, "page.withdraw",
                                 g_variant_new_string (waiver->statement));
    }
}

/* (transfer full) (nullable): why a document is needed, or not, where somebody signed that. */
static char *
say_tailored (const SlipGateFound *found, const SlipGateLine *line)
{
  const SlipTailoring *tailoring =
      slip_gate_found_is_document (line)
          ? slip_tailoring_find (found->report->rulings->tailorings, line->form)
          : NULL;

  return tailoring != NULL ? slip_process_words_tailoring (slip_gate_found_form (found, line->form),
                                                           tailoring->required, tailoring->signer,
                                                           tailoring->reason)
                           : NULL;
}

static const char *
id_of (const SlipGateLine *line)
{
  return line->criterion != NULL ? line->criterion->id : line->separation->id;
}

static void
add_ways (GtkBox *box, const SlipGateFound *found, const SlipGateLine *line, const char *text)
{
  const char *place = slip_gate_found_place (found, line);
  gboolean open = line->state == SLIP_CRITERION_NOT_MET || line->state == SLIP_CRITERION_UNKNOWN;
  g_autofree char *label = NULL;
  g_autofree char *name = NULL;

  if (line->concern != NULL)
    {
      label = g_strdup (_ ("Comments"));
      name = g_strdup_printf (_ ("%s: %s"), label, text);
      slip_gate_card_add_button (box, label, name, "win.show-comments",
                                 g_variant_new ("(ss)", line->record, ""));
    }
  else if (line->record != NULL)
    {
      const char *path = line->criterion != NULL ? slip_gate_found_path (line->criterion) : "";
      g_autofree char *form =
          line->criterion != NULL
              ? g_strndup (line->criterion->at, strcspn (line->criterion->at, "/"))
              : g_strdup (line->form != NULL ? line->form : "");

      label = *place != '\0'
                  ? g_strdup_printf ("%s › %s", slip_gate_found_form (found, form), place)
                  : g_strdup (slip_gate_found_form (found, form));
      /* Translators: of a button that opens a field of a document, for screen readers: where, and for which criterion */
      name = g_strdup_printf (_ ("%s: %s"), label, text);
      slip_gate_card_add_button (box, label, name, "win.open-document",
                                 g_variant_new ("(ss)", line->record, path));
    }
  else if (line->form != NULL)
    {
      label = g_strdup_printf (_ ("Begin %s…"), slip_gate_found_form (found, line->form));
      slip_gate_card_add_button (box, label, NULL, "page.new-document",
                                 g_variant_new_string (line->form));
    }
  if (open && found->may_waive && line->criterion != NULL && line->criterion->waivable)
    {
      g_autofree char *waive = g_strdup_printf (_ ("Waive: %s"), text);

      slip_gate_card_add_button (box, _ ("_Waive…"), waive, "page.waive",
                                 g_variant_new_string (id_of (line)));
    }
}

static GtkWidget *
make_card (const SlipGateFound *found, const SlipGateLine *line)
{
  GtkBox *box;
  GtkWidget *card = slip_gate_card_new (&box);
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  SlipProcessWords words = slip_gate_found_waits (found, line)
                               ? slip_process_words_stage (SLIP_STAGE_WAITING)
                               : slip_process_words_criterion (line->state);
  g_autofree char *text = line_text (found, line);
  g_autofree char *why = slip_gate_found_why (found, line);
  g_autofree char *tailored = say_tailored (found, line);
  GtkWidget *icon = slip_process_words_image (&words);
  GtkWidget *title = slip_review_label (text, "slip-field-label");

  gtk_widget_set_valign (icon, GTK_ALIGN_START);
  gtk_widget_set_hexpand (title, TRUE);
  gtk_box_append (GTK_BOX (head), icon);
  gtk_box_append (GTK_BOX (head), title);
  gtk_box_append (box, head);
  gtk_box_append (box, slip_review_chip (words.words, words.style));
  if (line->criterion != NULL)
    add_label (box, "dim-label", _ ("%s %s · Severity: %s"), line->stage->number,
               slip_process_text (line->stage->title),
               slip_process_words_severity (line->criterion->severity));
  else
    add_label (box, "dim-label", "%s %s", line->stage->number,
               slip_process_text (line->stage->title));
  if (why != NULL)
    gtk_box_append (box, slip_review_label (why, NULL));
  if (tailored != NULL)
    gtk_box_append (box, slip_review_label (tailored, "dim-label"));
  if (line->concern != NULL)
    /* Translators: %s is a role */
    add_label (box, "dim-label", _ ("%s closes it."), slip_role_name (line->concern->role));
  if (line->waiver != NULL)
    add_waiver (box, found, line);
  add_ways (box, found, line, text);
  return card;
}

/* What is met is one line, which leads to its evidence. */
static GtkWidget *
make_row (const SlipGateFound *found, const SlipGateLine *line)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *text = line_text (found, line);
  const char *place = slip_gate_found_place (found, line);
  g_autofree char *tailored = say_tailored (found, line);
  g_autofree char *about =
      tailored != NULL ? g_strdup_printf ("%s · %s", line->stage->number, tailored)
      : *place != '\0'
          ? g_strdup_printf ("%s · %s", line->stage->number, place)
          : g_strdup_printf ("%s %s", line->stage->number, slip_process_text (line->stage->title));

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), text);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), about);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  if (line->record == NULL)
    return row;
  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             gtk_image_new_from_icon_name ("go-next-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "(ss)", line->record,
                                    line->criterion != NULL ? slip_gate_found_path (line->criterion)
                                                            : "");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "win.open-document");
  return row;
}

/* == groups == */

static gboolean
is_to_mend (const SlipGateFound *found, const SlipGateLine *line)
{
  return (line->state == SLIP_CRITERION_NOT_MET || line->state == SLIP_CRITERION_UNKNOWN) &&
         !slip_gate_found_waits (found, line);
}

static void
add_cards (GtkBox *box, const SlipGateFound *found, gboolean open, const char *title)
{
  GPtrArray *lines = found->report->gate->lines;
  GtkWidget *list = NULL;

  for (guint i = 0; i < lines->len; i++)
    {
      const SlipGateLine *line = g_ptr_array_index (lines, i);

      if (open ? !is_to_mend (found, line) : line->state != SLIP_CRITERION_WAIVED)
        continue;
      if (list == NULL)
        {
          list = slip_gate_list_new (title);
          gtk_box_append (slip_gate_group_add (box, title), list);
        }
      gtk_list_box_append (GTK_LIST_BOX (list), make_card (found, line));
    }
}

/* All of them, folded away; nothing where there are none. */
static void
end_group (GtkBox *box, AdwExpanderRow *all, guint n, const char *title)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (all), title);
  slip_names_set (GTK_WIDGET (all), title);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), GTK_WIDGET (all));
  gtk_widget_set_visible (group, n > 0);
  gtk_box_append (box, group);
}

/* What can't be told before a document is approved comes to one line: the document itself is what there is to do. */
static void
add_waiting (GtkBox *box, const SlipGateFound *found)
{
  GPtrArray *lines = found->report->gate->lines;
  AdwExpanderRow *all = ADW_EXPANDER_ROW (adw_expander_row_new ());
  g_autofree char *title = NULL;
  guint n = 0;

  for (guint i = 0; i < lines->len; i++)
    {
      const SlipGateLine *line = g_ptr_array_index (lines, i);

      if (!slip_gate_found_waits (found, line))
        continue;
      adw_expander_row_add_row (all, make_card (found, line));
      n++;
    }
  title = g_strdup_printf (
      ngettext ("%u waits for a document above", "%u wait for a document above", n), n);
  end_group (box, all, n, title);
}

static void
add_met (GtkBox *box, const SlipGateFound *found)
{
  GPtrArray *lines = found->report->gate->lines;
  AdwExpanderRow *all = ADW_EXPANDER_ROW (adw_expander_row_new ());
  g_autofree char *title = NULL;
  guint n = 0;

  for (guint i = 0; i < lines->len; i++)
    {
      const SlipGateLine *line = g_ptr_array_index (lines, i);

      if (line->state != SLIP_CRITERION_MET)
        continue;
      adw_expander_row_add_row (all, make_row (found, line));
      n++;
    }
  title = g_strdup_printf (ngettext ("%u met", "%u met", n), n);
  end_group (box, all, n, title);
}

static GtkWidget *
make_skipped (const SlipStage *stage)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *title =
      g_strdup_printf ("%s %s", stage->number, slip_process_text (stage->title));

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), stage->skip_text != NULL
                                                         ? slip_process_text (stage->skip_text)
                                                         : _ ("Left out"));
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  return row;
}

static void
add_not_applicable (GtkBox *box, const SlipGateFound *found)
{
  const SlipGate *gate = found->report->gate;
  AdwExpanderRow *all = ADW_EXPANDER_ROW (adw_expander_row_new ());
  g_autofree char *title = NULL;
  guint n = 0;

  for (guint i = 0; i < gate->skipped->len; i++, n++)
    adw_expander_row_add_row (all, make_skipped (g_ptr_array_index (gate->skipped, i)));
  for (guint i = 0; i < gate->lines->len; i++)
    {
      const SlipGateLine *line = g_ptr_array_index (gate->lines, i);

      if (line->state != SLIP_CRITERION_NOT_APPLICABLE)
        continue;
      adw_expander_row_add_row (all, make_row (found, line));
      n++;
    }
  title = g_strdup_printf (ngettext ("%u doesn't apply", "%u don't apply", n), n);
  end_group (box, all, n, title);
}

/* == separation of duties == */

static gboolean
is_excepted (const SlipGate *gate, const SlipSeparation *separation)
{
  for (guint i = 0; i < gate->lines->len; i++)
    {
      const SlipGateLine *line = g_ptr_array_index (gate->lines, i);

      if (line->separation == separation && line->state == SLIP_CRITERION_WAIVED)
        return TRUE;
    }
  return FALSE;
}

static GtkWidget *
make_separation (const SlipGateFound *found, const SlipSeparation *separation)
{
  const char *text = slip_process_text (separation->text);
  g_autofree char *name = g_strdup_printf (_ ("Allow an exception: %s"), text);
  GtkBox *box;
  GtkWidget *card = slip_gate_card_new (&box);

  add_label (box, "slip-field-label", "%s", text);
  add_label (box, "dim-label", "%s", slip_gate_found_form (found, separation->form));
  if (found->may_waive)
    slip_gate_card_add_button (box, _ ("_Allow an Exception…"), name, "page.waive",
                               g_variant_new_string (separation->id));
  return card;
}

/* A small team may need an exception before it can sign: it is shown with the stage that it is about, and nowhere else. */
void
slip_gate_separations_add (GtkBox *box, const SlipGateFound *found)
{
  const SlipGateReport *report = found->report;
  GPtrArray *separations = report->process->separations;
  GtkWidget *list = NULL;

  for (guint i = 0; report->pinned && i < separations->len; i++)
    {
      const SlipSeparation *separation = g_ptr_array_index (separations, i);

      if (slip_process_stage_of (report->process, separation->form) != report->stage ||
          is_excepted (report->gate, separation))
        continue;
      if (list == NULL)
        {
          list = slip_gate_list_new (_ ("Separation of Duties"));
          gtk_box_append (slip_gate_group_add (box, _ ("Separation of Duties")), list);
        }
      gtk_list_box_append (GTK_LIST_BOX (list), make_separation (found, separation));
    }
}

void
slip_gate_lines_add (GtkBox *box, const SlipGateFound *found)
{
  add_cards (box, found, TRUE, _ ("To Mend"));
  add_waiting (box, found);
  add_cards (box, found, FALSE, _ ("Waived"));
  add_met (box, found);
  add_not_applicable (box, found);
}
