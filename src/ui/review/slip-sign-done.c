/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* See slip-sign-done.h. */

#include "ui/review/slip-sign-done.h"

#include <glib/gi18n.h>

#include "ui/review/slip-signature-card.h"

struct _SlipSignDone
{
  AdwBin parent_instance;
  AdwStatusPage *status;
  AdwBin *signature;
  GtkLabel *others;
  GtkWidget *again;
};

G_DEFINE_FINAL_TYPE (SlipSignDone, slip_sign_done, ADW_TYPE_BIN)

enum
{
  AGAIN,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

/* == the outcome == */

static SlipSignature *
find_signature (const SlipSignoff *signoff, const char *hash)
{
  for (guint i = 0; signoff != NULL && i < signoff->signatures->len; i++)
    {
      SlipSignature *signature = g_ptr_array_index (signoff->signatures, i);

      if (g_ascii_strcasecmp (signature->hash, hash) == 0)
        return signature;
    }
  return NULL;
}

SlipSignOutcome *
slip_sign_outcome_new (SlipWorkspace *workspace, const char *document, SlipSigned *done)
{
  SlipSignOutcome *outcome = g_new0 (SlipSignOutcome, 1);
  SlipSignature *signature;

  outcome->done = done;
  outcome->signoff = slip_workspace_get_signoff (workspace, document, NULL);
  signature = find_signature (outcome->signoff, done->statement);
  outcome->signer = signature != NULL ? slip_workspace_signer (workspace, signature) : NULL;
  return outcome;
}

void
slip_sign_outcome_free (SlipSignOutcome *outcome)
{
  slip_signed_free (outcome->done);
  g_clear_pointer (&outcome->signoff, slip_signoff_free);
  g_free (outcome->signer);
  g_free (outcome);
}

/* == showing == */

static gboolean
is_approved (const SlipSignoff *signoff, const char *slot)
{
  for (guint i = 0; i < signoff->slots->len; i++)
    {
      const SlipSlotStatus *status = g_ptr_array_index (signoff->slots, i);

      if (g_str_equal (status->name, slot))
        return status->state == SLIP_SLOT_APPROVED;
    }
  return FALSE;
}

/* (nullable): slots that are open still and that this person could sign, too. */
static char *
other_places (const SlipSignOutcome *outcome, const SlipSignOffer *offer)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const char *last = outcome->done->slot;

  for (guint i = 0; outcome->signoff != NULL && i < offer->places->len; i++)
    {
      const SlipSignPlace *place = g_ptr_array_index (offer->places, i);

      if (g_str_equal (place->slot, last) || g_str_equal (place->slot, outcome->done->slot) ||
          is_approved (outcome->signoff, place->slot))
        continue;
      last = place->slot;
      g_string_append_printf (text, "%s“%s”", text->len > 0 ? ", " : "", place->meaning);
    }
  return text->len > 0 ? g_strdup_printf (_ ("You can sign here, too: %s"), text->str) : NULL;
}

void
slip_sign_done_show (SlipSignDone *self, const SlipSignOutcome *outcome, const SlipSignOffer *offer)
{
  SlipSignature *signature = find_signature (outcome->signoff, outcome->done->statement);
  g_autofree char *others = other_places (outcome, offer);
  gboolean already = outcome->done->already;

  adw_status_page_set_title (self->status, already ? _ ("Signed Already") : _ ("Signed"));
  adw_status_page_set_description (
      self->status, already ? _ ("You said the same before, and nothing changed since") : NULL);
  adw_bin_set_child (self->signature,
                     signature != NULL
                         ? slip_signature_card_new (outcome->signoff, signature, outcome->signer)
                         : NULL);
  gtk_label_set_label (self->others, others != NULL ? others : "");
  gtk_widget_set_visible (GTK_WIDGET (self->others), others != NULL);
  gtk_widget_set_visible (self->again, others != NULL);
}

static void
on_again_cb (SlipSignDone *self)
{
  g_signal_emit (self, signals[AGAIN], 0);
}

static void
slip_sign_done_class_init (SlipSignDoneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  signals[AGAIN] = g_signal_new ("again", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/slipway/Slipway/ui/review/slip-sign-done.ui");
  gtk_widget_class_bind_template_child (widget_class, SlipSignDone, status);
  gtk_widget_class_bind_template_child (widget_class, SlipSignDone, signature);
  gtk_widget_class_bind_template_child (widget_class, SlipSignDone, others);
  gtk_widget_class_bind_template_child (widget_class, SlipSignDone, again);
  gtk_widget_class_bind_template_callback (widget_class, on_again_cb);
}

static void
slip_sign_done_init (SlipSignDone *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
