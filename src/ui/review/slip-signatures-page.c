/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The page is made anew from what was read. */

#include "ui/review/slip-signatures-page.h"

#include <glib/gi18n.h>

#include "process/slip-roles.h"
#include "ui/app/slip-aside.h"
#include "ui/app/slip-names.h"
#include "ui/review/slip-change-list.h"
#include "ui/review/slip-review-words.h"
#include "ui/review/slip-signature-acts.h"
#include "ui/review/slip-signature-card.h"
#include "workspace/slip-review.h"

struct _SlipSignaturesPage
{
  SlipReadPage parent_instance;
  SlipSignatures *all; /* nullable */
};

G_DEFINE_FINAL_TYPE (SlipSignaturesPage, slip_signatures_page, SLIP_TYPE_READ_PAGE)

/* == what is done == */

static void
on_withdraw_cb (SlipSignaturesPage *self, GtkWidget *button)
{
  slip_signature_acts_withdraw (
      GTK_WIDGET (self), slip_read_page_get_workspace (SLIP_READ_PAGE (self)), self->all->document,
      g_object_get_data (G_OBJECT (button), "statement"));
}

/* Before the first approval, and once the next revision was started, there is none to start: only what was proposed is
 * taken up. */
static gboolean
starts_revision (SlipSignaturesPage *self)
{
  const SlipSignoff *signoff = self->all->signoff;

  return signoff->revisions->len > 0 && signoff->revising == NULL;
}

static void
answer (SlipSignaturesPage *self, GtkWidget *button, gboolean take)
{
  slip_signature_acts_answer (
      GTK_WIDGET (self), slip_read_page_get_workspace (SLIP_READ_PAGE (self)), self->all->document,
      g_object_get_data (G_OBJECT (button), "op"), take);
}

static void
on_take_cb (SlipSignaturesPage *self, GtkWidget *button)
{
  answer (self, button, TRUE);
}

static void
on_decline_cb (SlipSignaturesPage *self, GtkWidget *button)
{
  answer (self, button, FALSE);
}

/* == what is shown == */

static GtkBox *
add_group (SlipSignaturesPage *self, const char *title)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);

  gtk_box_append (GTK_BOX (box), slip_review_heading (title, "heading"));
  gtk_box_append (slip_read_page_get_box (SLIP_READ_PAGE (self)), box);
  return GTK_BOX (box);
}

static GtkWidget *
make_button (const char *label, const char *name, const char *key, const char *value)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  gtk_widget_set_halign (button, GTK_ALIGN_START);
  slip_names_set (button, name);
  g_object_set_data_full (G_OBJECT (button), key, g_strdup (value), g_free);
  return button;
}

static const char *
class_of_status (const SlipSignoff *signoff)
{
  return signoff->opposed != SLIP_VERDICT_APPROVE    ? "attention"
         : g_str_equal (signoff->status, "approved") ? "good"
         : g_str_equal (signoff->status, "draft") || g_str_equal (signoff->status, "in review")
             ? NULL
             : "attention";
}

/* The box's own children are no controls: what is in them is. With the role "presentation" screen readers would miss both. */
static void
add_action (GtkWidget *box, GtkWidget *button)
{
  GtkWidget *child = g_object_new (GTK_TYPE_FLOW_BOX_CHILD, "accessible-role",
                                   GTK_ACCESSIBLE_ROLE_GROUP, "focusable", FALSE, NULL);

  gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (child), button);
  gtk_flow_box_insert (GTK_FLOW_BOX (box), child, -1);
}

static void
add_goer (GtkWidget *box, const char *label, const char *action, GVariant *target)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  gtk_actionable_set_action_target_value (GTK_ACTIONABLE (button), target);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  add_action (box, button);
}

static void
add_head (SlipSignaturesPage *self)
{
  GtkBox *page = slip_read_page_get_box (SLIP_READ_PAGE (self));
  GtkWidget *title = slip_review_heading (self->all->title, "title-4");
  GtkWidget *actions = gtk_flow_box_new ();
  const SlipSignoff *signoff = self->all->signoff;
  g_autofree char *text = slip_review_status (signoff);

  gtk_box_append (page, slip_aside_new (title, slip_review_chip (text, class_of_status (signoff))));
  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (actions), GTK_SELECTION_NONE);
  gtk_flow_box_set_column_spacing (GTK_FLOW_BOX (actions), 6);
  gtk_flow_box_set_row_spacing (GTK_FLOW_BOX (actions), 6);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (actions), 4);
  gtk_accessible_update_property (GTK_ACCESSIBLE (actions), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Actions"), -1);
  add_goer (actions, _ ("_Sign…"), "win.sign", g_variant_new_string (self->all->document));
  add_goer (actions, _ ("_Compare"), "win.compare", g_variant_new_string (self->all->document));
  add_goer (actions, _ ("_History"), "win.show-history",
            g_variant_new ("(ss)", self->all->document, ""));
  if (self->all->may_revise)
    add_goer (actions, starts_revision (self) ? _ ("_Revise…") : _ ("_Take Up Proposals…"),
              "win.revise",
              g_variant_new ("(sub)", self->all->document, self->all->proposals->len,
                             starts_revision (self)));
  gtk_box_append (page, actions);
}

static const char *
signer_of (SlipSignaturesPage *self, const SlipSignature *signature)
{
  guint index = 0;

  return g_ptr_array_find (self->all->signoff->signatures, signature, &index)
             ? g_ptr_array_index (self->all->signers, index)
             : signature->name;
}

/* (nullable): why it was withdrawn. */
static const SlipWithdrawalInfo *
withdrawal_of (SlipSignaturesPage *self, const SlipSignature *signature)
{
  for (guint i = 0; signature->withdrawn != NULL && i < self->all->withdrawals->len; i++)
    {
      const SlipWithdrawalInfo *info = g_ptr_array_index (self->all->withdrawals, i);

      if (info->refused == NULL && g_ascii_strcasecmp (info->sign_off, signature->hash) == 0)
        return info;
    }
  return NULL;
}

static void
add_signature (SlipSignaturesPage *self, GtkBox *group, const SlipSignature *signature)
{
  GtkWidget *card =
      slip_signature_card_new (self->all->signoff, signature, signer_of (self, signature));
  const SlipWithdrawalInfo *withdrawal = withdrawal_of (self, signature);

  if (withdrawal != NULL)
    {
      g_autofree char *time = slip_review_time (withdrawal->time);
      /* Translators: when and why a signature was withdrawn */
      g_autofree char *text = g_strdup_printf (_ ("%s: “%s”"), time, withdrawal->reason);

      slip_signature_card_add (SLIP_SIGNATURE_CARD (card), slip_review_label (text, NULL));
    }
  if (signature->valid && signature->withdrawn == NULL &&
      g_strcmp0 (signature->person, self->all->person) == 0)
    {
      g_autofree char *name =
          g_strdup_printf (_ ("Withdraw “%s”"), slip_form_text (signature->meaning));
      GtkWidget *button = make_button (_ ("_Withdraw…"), name, "statement", signature->hash);

      gtk_widget_set_margin_top (button, 6);
      g_signal_connect_swapped (button, "clicked", G_CALLBACK (on_withdraw_cb), self);
      slip_signature_card_add (SLIP_SIGNATURE_CARD (card), button);
    }
  gtk_box_append (group, card);
}

static void
add_open_slot (GtkBox *group, const SlipSlotStatus *slot)
{
  g_autofree char *remark = NULL;
  SlipReportSignature block = { 0 };

  if (slot->stale != NULL)
    {
      g_autofree char *time = slip_review_time (slot->stale->time);

      remark = g_strdup_printf (_ ("Signed by %s on %s; what it covers was changed since"),
                                slot->stale->name, time);
    }
  block.meaning = slip_form_text (slot->meaning);
  block.role = slip_role_name (slot->role);
  block.verdict = _ ("Not signed yet");
  block.tone = SLIP_TONE_MUTED;
  block.reason = remark;
  gtk_box_append (group, slip_signature_card_new_for_report (&block));
}

/* First the slots with what stands in them, then what doesn't count. */
static void
add_signatures (SlipSignaturesPage *self)
{
  const SlipSignoff *signoff = self->all->signoff;
  g_autoptr (GHashTable) shown = g_hash_table_new (NULL, NULL);
  GtkBox *group = add_group (self, _ ("Signatures"));
  GtkBox *earlier = NULL;

  for (guint i = 0; i < signoff->slots->len; i++)
    {
      const SlipSlotStatus *slot = g_ptr_array_index (signoff->slots, i);

      if (slot->standing == NULL || slot->standing->len == 0)
        add_open_slot (group, slot);
      for (guint k = 0; slot->standing != NULL && k < slot->standing->len; k++)
        {
          SlipSignature *signature = g_ptr_array_index (slot->standing, k);

          add_signature (self, group, signature);
          g_hash_table_add (shown, signature);
        }
    }
  if (signoff->slots->len == 0)
    gtk_box_append (group,
                    slip_review_label (_ ("This kind of document isn't signed"), "dim-label"));
  for (guint i = signoff->signatures->len; i > 0; i--)
    {
      SlipSignature *signature = g_ptr_array_index (signoff->signatures, i - 1);

      if (g_hash_table_contains (shown, signature))
        continue;
      if (earlier == NULL)
        earlier = add_group (self, _ ("Signatures That Don't Count Now"));
      add_signature (self, earlier, signature);
    }
}

static GtkWidget *
add_row (GtkWidget *list, const char *title, const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  gtk_list_box_append (GTK_LIST_BOX (list), row);
  return row;
}

static void
add_revision (GtkWidget *list, const SlipRevision *revision, gboolean approved)
{
  g_autofree char *title = g_strdup_printf (_ ("Revision %u"), revision->number);
  g_autofree char *time = slip_review_time (revision->completion->time);
  /* Translators: a time, a name, a role */
  g_autofree char *done =
      g_strdup_printf (_ ("%s, completed by %s (%s)"), time, revision->completion->name,
                       slip_role_name (revision->completion->role));
  g_autofree char *started =
      revision->started != NULL ? g_strdup_printf (_ ("Started by %s: %s"), revision->started->name,
                                                   revision->started->reason)
                                : NULL;
  g_autofree char *back =
      revision->taken_back != NULL
          ? g_strdup_printf (_ ("Approval withdrawn by %s"), revision->taken_back->name)
          : NULL;
  g_autoptr (GString) text = g_string_new (done);
  GtkWidget *row;

  if (started != NULL)
    g_string_append_printf (text, "\n%s", started);
  if (back != NULL)
    g_string_append_printf (text, "\n%s", back);
  row = add_row (list, title, text->str);
  if (approved)
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), slip_review_chip (_ ("Approved"), "good"));
}

static void
add_revisions (SlipSignaturesPage *self)
{
  const SlipSignoff *signoff = self->all->signoff;
  GtkWidget *list;

  if (signoff->revisions->len == 0 && signoff->revises->len == 0)
    return;
  list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Revisions"), -1);
  gtk_box_append (add_group (self, _ ("Revisions")), list);
  if (signoff->revising != NULL)
    {
      g_autofree char *title =
          g_strdup_printf (_ ("Revision %u, in progress"), signoff->revisions->len + 1);
      g_autofree char *text = g_strdup_printf (_ ("Started by %s: %s"), signoff->revising->name,
                                               signoff->revising->reason);

      add_row (list, title, text);
    }
  for (guint i = signoff->revisions->len; i > 0; i--)
    {
      SlipRevision *revision = g_ptr_array_index (signoff->revisions, i - 1);

      add_revision (list, revision, revision == signoff->approved);
    }
  for (guint i = 0; i < signoff->revises->len; i++)
    {
      SlipRevise *revise = g_ptr_array_index (signoff->revises, i);
      g_autofree char *text = NULL;

      if (revise->refused == NULL)
        continue;
      text = g_strdup_printf ("%s: %s\n%s", revise->name, revise->reason, revise->refused);
      add_row (list, _ ("A start that doesn't count"), text);
    }
}

static void
add_amendments (SlipSignaturesPage *self)
{
  const SlipSignoff *signoff = self->all->signoff;
  GtkWidget *list;
  GtkBox *group;

  if (self->all->amendments->len == 0)
    return;
  group = add_group (self, signoff->revising != NULL ? _ ("Changes in This Revision")
                                                     : _ ("Changes That Wait for a Revision"));
  list = slip_change_list_new ();
  slip_change_list_set_authors (SLIP_CHANGE_LIST (list), self->all->authors);
  slip_change_list_set (
      SLIP_CHANGE_LIST (list), self->all->amendments,
      slip_review_can_go (GTK_WIDGET (self), "open-document") ? self->all->document : NULL, FALSE);
  gtk_box_append (group, list);
}

static GtkWidget *
make_proposal (SlipSignaturesPage *self, const SlipOpenProposal *proposal)
{
  GtkWidget *card = adw_bin_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  g_autofree char *time = slip_review_time (proposal->info->time);
  g_autofree char *who = g_strdup_printf (_ ("Proposed by %s, %s"), proposal->info->person, time);

  gtk_widget_add_css_class (card, "card");
  gtk_widget_add_css_class (box, "slip-card");
  gtk_box_append (GTK_BOX (box), slip_review_label (proposal->info->label, "heading"));
  gtk_box_append (GTK_BOX (box), slip_review_label (who, "caption dim-label"));
  gtk_box_append (GTK_BOX (box), slip_change_list_compare (_ ("Now"), proposal->now, _ ("Proposed"),
                                                           proposal->info->value));
  if (proposal->may_answer)
    {
      GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
      g_autofree char *take_name = g_strdup_printf (_ ("Take up: %s"), proposal->info->label);
      g_autofree char *decline_name = g_strdup_printf (_ ("Decline: %s"), proposal->info->label);
      GtkWidget *take = make_button (_ ("_Take Up"), take_name, "op", proposal->op);
      GtkWidget *decline = make_button (_ ("_Decline"), decline_name, "op", proposal->op);

      g_signal_connect_swapped (take, "clicked", G_CALLBACK (on_take_cb), self);
      g_signal_connect_swapped (decline, "clicked", G_CALLBACK (on_decline_cb), self);
      gtk_box_append (GTK_BOX (buttons), take);
      gtk_box_append (GTK_BOX (buttons), decline);
      gtk_box_append (GTK_BOX (box), buttons);
    }
  adw_bin_set_child (ADW_BIN (card), box);
  return card;
}

static void
add_proposals (SlipSignaturesPage *self)
{
  GtkBox *group;

  if (self->all->proposals->len == 0)
    return;
  group = add_group (self, _ ("Proposals"));
  for (guint i = 0; i < self->all->proposals->len; i++)
    gtk_box_append (group, make_proposal (self, g_ptr_array_index (self->all->proposals, i)));
}

static gpointer
slip_signatures_page_read (gpointer data, GCancellable *cancellable, GError **error)
{
  const SlipReadQuestion *question = data;

  return slip_workspace_get_signatures (question->workspace, question->record, error);
}

static void
slip_signatures_page_show (SlipReadPage *page, gpointer *result)
{
  SlipSignaturesPage *self = SLIP_SIGNATURES_PAGE (page);

  g_clear_pointer (&self->all, slip_signatures_free);
  self->all = g_steal_pointer (result);
  slip_read_page_clear (slip_read_page_get_box (page));
  add_head (self);
  add_proposals (self);
  add_amendments (self);
  add_signatures (self);
  add_revisions (self);
}

static const char *
slip_signatures_page_get_help (SlipPage *page)
{
  return "sign";
}

static void
slip_signatures_page_finalize (GObject *object)
{
  g_clear_pointer (&SLIP_SIGNATURES_PAGE (object)->all, slip_signatures_free);
  G_OBJECT_CLASS (slip_signatures_page_parent_class)->finalize (object);
}

static void
slip_signatures_page_class_init (SlipSignaturesPageClass *klass)
{
  SlipReadPageClass *read_class = SLIP_READ_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = slip_signatures_page_finalize;
  SLIP_PAGE_CLASS (klass)->get_help = slip_signatures_page_get_help;
  read_class->read = slip_signatures_page_read;
  read_class->show = slip_signatures_page_show;
  read_class->result_free = (GDestroyNotify) slip_signatures_free;
}

static void
slip_signatures_page_init (SlipSignaturesPage *self)
{
  slip_page_set_title (SLIP_PAGE (self), _ ("Signatures"));
}

SlipPage *
slip_signatures_page_new (SlipWorkspace *workspace, const char *document)
{
  SlipReadPage *self = g_object_new (SLIP_TYPE_SIGNATURES_PAGE, NULL);

  slip_read_page_start (self, workspace, document);
  return SLIP_PAGE (self);
}
