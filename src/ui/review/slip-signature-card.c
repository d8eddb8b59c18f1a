/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* See slip-signature-card.h. What it means is in words; colour only underlines it. */

#include "ui/review/slip-signature-card.h"

#include <glib/gi18n.h>

#include "core/slip-datetime.h"
#include "process/slip-roles.h"
#include "ui/review/slip-review-words.h"

struct _SlipSignatureCard
{
  AdwBin parent_instance;
  GtkWidget *box;
};

G_DEFINE_FINAL_TYPE (SlipSignatureCard, slip_signature_card, ADW_TYPE_BIN)

static void
slip_signature_card_class_init (SlipSignatureCardClass *klass)
{
}

static void
slip_signature_card_init (SlipSignatureCard *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  gtk_widget_add_css_class (GTK_WIDGET (self), "card");
  gtk_widget_add_css_class (self->box, "slip-card");
  adw_bin_set_child (ADW_BIN (self), self->box);
}

void
slip_signature_card_add (SlipSignatureCard *self, GtkWidget *widget)
{
  gtk_box_append (GTK_BOX (self->box), widget);
}

static void
add_head (SlipSignatureCard *self, const char *meaning, const char *verdict, const char *class)
{
  /* Below each other: side by side one of them would be broken into its syllables where it is narrow. */
  slip_signature_card_add (self, slip_review_label (meaning, "heading"));
  slip_signature_card_add (self, slip_review_chip (verdict, class));
}

static void
add_line (SlipSignatureCard *self, const char *text, const char *class)
{
  if (text != NULL && *text != '\0')
    slip_signature_card_add (self, slip_review_label (text, class));
}

static void
add_comment (SlipSignatureCard *self, const char *comment)
{
  g_autofree char *text = NULL;

  if (comment == NULL || *comment == '\0')
    return;
  /* Translators: what a signer wrote beside the signature */
  text = g_strdup_printf (_ ("“%s”"), comment);
  add_line (self, text, NULL);
}

static const char *
class_of_tone (SlipReportTone tone)
{
  return tone == SLIP_TONE_GOOD      ? "good"
         : tone == SLIP_TONE_WARNING ? "attention"
         : tone == SLIP_TONE_BAD     ? "bad"
                                     : NULL;
}

GtkWidget *
slip_signature_card_new_for_report (const SlipReportSignature *signature)
{
  SlipSignatureCard *self = g_object_new (SLIP_TYPE_SIGNATURE_CARD, NULL);
  g_autofree char *who = signature->name != NULL
                             ? g_strdup_printf ("%s, %s", signature->name, signature->role)
                             : g_strdup (signature->role);

  add_head (self, signature->meaning, signature->verdict, class_of_tone (signature->tone));
  add_line (self, who, NULL);
  add_line (self, signature->time, "dim-label");
  add_comment (self, signature->comment);
  add_line (self, signature->reason, "dim-label");
  return GTK_WIDGET (self);
}

GtkWidget *
slip_signature_card_new (const SlipSignoff *signoff, const SlipSignature *signature,
                         const char *signer)
{
  static const char *const classes[] = {
    [SLIP_VERDICT_APPROVE] = "good",
    [SLIP_VERDICT_CONCERNS] = "attention",
    [SLIP_VERDICT_REJECT] = "bad",
  };
  SlipSignatureCard *self = g_object_new (SLIP_TYPE_SIGNATURE_CARD, NULL);
  gboolean readable = signature->statement != NULL && signature->statement->sign_off != NULL;
  g_autofree char *state = slip_sign_off_describe (signoff, signature);
  g_autofree char *time = slip_review_time (signature->time);
  g_autofree char *who = NULL;
  GError shown = { SLIP_ERROR, SLIP_ERROR_FAILED, state };
  g_autofree char *sentence = slip_review_sentence (&shown);

  if (!readable)
    {
      add_head (self, _ ("A signature that can't be read"), _ ("Doesn't Count"), "bad");
      add_line (self, sentence, NULL);
      return GTK_WIDGET (self);
    }
  who = g_strdup_printf ("%s, %s", signer, slip_role_name (signature->role));
  add_head (self, slip_form_text (signature->meaning), slip_review_verdict (signature->verdict),
            signature->valid ? classes[signature->verdict] : NULL);
  add_line (self, who, NULL);
  if (slip_signature_time_is_doubtful (signature))
    {
      g_autofree char *stamp = slip_datetime_format (signature->not_before_ms, 0);
      g_autofree char *proved = slip_review_time (stamp);
      /* Translators: both are times; the second is what the records prove */
      g_autofree char *both =
          g_strdup_printf (_ ("%s as claimed, not before %s by the log"), time, proved);

      add_line (self, both, "dim-label");
    }
  else
    add_line (self, time, "dim-label");
  add_comment (self, signature->comment);
  if (signature->withdrawn != NULL)
    add_line (self, _ ("Withdrawn: it doesn't count any more."), "warning");
  else
    add_line (self, sentence, slip_signoff_stands (signoff, signature) ? "success" : "warning");
  return GTK_WIDGET (self);
}
