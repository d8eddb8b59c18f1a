/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Whether a document is needed is what the gate found; who may tailor says the opposite, or either where nothing tells. */

#include "ui/process/slip-gate-documents.h"

#include <glib/gi18n.h>

#include "ui/process/slip-process-words.h"
#include "ui/review/slip-review-words.h"

/* (nullable): of a stage that is left out there is none. */
static const SlipGateLine *
find_line (const SlipGateFound *found, const char *form)
{
  GPtrArray *lines = found->report->gate->lines;

  for (guint i = 0; i < lines->len; i++)
    {
      const SlipGateLine *line = g_ptr_array_index (lines, i);

      if (slip_gate_found_is_document (line) && g_str_equal (line->form, form))
        return line;
    }
  return NULL;
}

static void
add_tailor (GtkBox *box, const char *form, const char *title, gboolean needed)
{
  g_autofree char *name = g_strdup_printf (needed ? _ ("Needed: %s") : _ ("Not Needed: %s"), title);

  slip_gate_card_add_button (box, needed ? _ ("_Needed…") : _ ("_Not Needed…"), name, "page.tailor",
                             g_variant_new ("(sb)", form, needed));
}

static void
add_withdraw (GtkBox *box, const SlipGateFound *found, const SlipTailoring *tailoring,
              const char *title)
{
  const SlipRulingState *ruling = slip_gate_found_ruling (found, tailoring->statement);
  /* Translators: of a button, for screen readers; %s is the title of a form */
  g_autofree char *name = g_strdup_printf (_ ("Withdraw Tailoring: %s"), title);

  if (ruling != NULL && g_strcmp0 (ruling->signature->person, found->me) == 0)
    slip_gate_card_add_button (box, _ ("With_draw Tailoring…"), name, "page.withdraw",
                               g_variant_new_string (tailoring->statement));
}

static GtkWidget *
make_card (const SlipGateFound *found, const SlipGateLine *line)
{
  const char *title = slip_gate_found_form (found, line->form);
  const SlipTailoring *tailoring =
      slip_tailoring_find (found->report->rulings->tailorings, line->form);
  gboolean needed = line->state != SLIP_CRITERION_NOT_APPLICABLE;
  /* Without a tailoring, what nothing tells counts as needed. */
  gboolean open = tailoring == NULL && line->state == SLIP_CRITERION_UNKNOWN;
  GtkBox *box;
  GtkWidget *card = slip_gate_card_new (&box);

  gtk_box_append (box, slip_review_label (title, "slip-field-label"));
  gtk_box_append (box, slip_review_chip (open     ? _ ("Can't Be Told Yet")
                                         : needed ? _ ("Needed")
                                                  : _ ("Not Needed"),
                                         NULL));
  if (tailoring != NULL)
    {
      g_autofree char *said = slip_process_words_tailoring (title, tailoring->required,
                                                            tailoring->signer, tailoring->reason);

      gtk_box_append (box, slip_review_label (said, NULL));
    }
  else
    gtk_box_append (box, slip_review_label (_ ("The process says so."), "dim-label"));
  if (found->may_tailor && (open || !needed))
    add_tailor (box, line->form, title, TRUE);
  if (found->may_tailor && needed)
    add_tailor (box, line->form, title, FALSE);
  if (tailoring != NULL)
    add_withdraw (box, found, tailoring, title);
  return card;
}

void
slip_gate_documents_add (GtkBox *box, const SlipGateFound *found)
{
  GPtrArray *documents = found->report->stage->documents;
  GtkWidget *list = NULL;

  for (guint i = 0; found->report->pinned && i < documents->len; i++)
    {
      const SlipStageDocument *document = g_ptr_array_index (documents, i);
      const SlipGateLine *line = find_line (found, document->form);

      if (line == NULL)
        continue;
      if (list == NULL)
        {
          list = slip_gate_list_new (_ ("Documents of This Stage"));
          gtk_box_append (slip_gate_group_add (box, _ ("Documents of This Stage")), list);
        }
      gtk_list_box_append (GTK_LIST_BOX (list), make_card (found, line));
    }
}
