/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What needs a reason goes through a dialog that asks for it, and stays open when it is refused. */

#include "ui/review/slip-signature-acts.h"

#include <glib/gi18n.h>

#include "ui/app/slip-feedback.h"
#include "ui/app/slip-work.h"
#include "ui/people/slip-passphrase.h"
#include "ui/review/slip-reason-dialog.h"
#include "ui/review/slip-review-words.h"
#include "workspace/slip-review.h"

/* == with a reason == */

typedef struct
{
  SlipWorkspace *workspace;
  char *document;
  char *statement; /* of what is withdrawn; of a revise: NULL */
  char *reason;
  char *passphrase;
  guint taken_up;
  gboolean starts; /* a revision, not merely takes up proposals */
} Act;

static void
act_free (Act *act)
{
  g_object_unref (act->workspace);
  g_free (act->document);
  g_free (act->statement);
  g_free (act->reason);
  slip_passphrase_free (act->passphrase);
  g_free (act);
}

static gpointer
act (gpointer data, GCancellable *cancellable, GError **error)
{
  Act *args = data;
  g_autofree char *withdrawal = NULL;

  if (args->statement == NULL)
    return slip_workspace_revise (args->workspace, args->document, args->reason, &args->taken_up,
                                  error) > 0
               ? data
               : NULL;
  withdrawal = slip_workspace_unsign (args->workspace, args->statement, args->reason,
                                      args->passphrase, error);
  return withdrawal != NULL ? data : NULL;
}

static void
on_acted_cb (gpointer owner, gpointer result, const GError *error, gpointer data)
{
  SlipReasonDialog *dialog = owner;
  const Act *args = data;
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (dialog));

  if (result != NULL && parent != NULL)
    slip_feedback_toast (GTK_WIDGET (parent), args->statement != NULL ? _ ("Withdrawn")
                                              : args->starts ? _ ("The next revision was started")
                                                             : _ ("Taken up"));
  slip_reason_dialog_finish (dialog, error);
}

static void
on_submitted_cb (SlipReasonDialog *dialog, const char *reason, const char *passphrase,
                 gpointer data)
{
  const Act *plan = data;
  Act *args = g_new0 (Act, 1);

  args->workspace = g_object_ref (plan->workspace);
  args->document = g_strdup (plan->document);
  args->statement = g_strdup (plan->statement);
  args->starts = plan->starts;
  args->reason = g_strdup (reason);
  args->passphrase = g_strdup (passphrase);
  slip_work_edit (dialog, act, args, (GDestroyNotify) act_free, on_acted_cb, NULL,
                  slip_reason_dialog_get_cancellable (dialog));
}

static void
ask (SlipReasonDialog *dialog, SlipWorkspace *workspace, const char *document,
     const char *statement, gboolean starts)
{
  Act *plan = g_new0 (Act, 1);

  plan->workspace = g_object_ref (workspace);
  plan->document = g_strdup (document);
  plan->statement = g_strdup (statement);
  plan->starts = starts;
  g_signal_connect_data (dialog, "submitted", G_CALLBACK (on_submitted_cb), plan,
                         (GClosureNotify) (void (*) (void)) act_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

void
slip_signature_acts_withdraw (GtkWidget *widget, SlipWorkspace *workspace, const char *document,
                              const char *statement)
{
  ask (slip_reason_dialog_new (GTK_WINDOW (gtk_widget_get_root (widget)), _ ("Withdraw Signature"),
                               _ ("Your signature stays in the history, and doesn't count any "
                                  "more."),
                               _ ("_Withdraw"), TRUE),
       workspace, document, statement, FALSE);
}

void
slip_signature_acts_withdraw_ruling (GtkWidget *widget, SlipWorkspace *workspace,
                                     const char *release, const char *statement,
                                     SlipStatementType type)
{
  const char *title = type == SLIP_STATEMENT_DECISION    ? _ ("Withdraw Decision")
                      : type == SLIP_STATEMENT_TAILORING ? _ ("Withdraw Tailoring")
                                                         : _ ("Withdraw Waiver");
  const char *text =
      type == SLIP_STATEMENT_DECISION
          ? _ ("The release has no Go from then on. Your decision stays in the history.")
      : type == SLIP_STATEMENT_TAILORING
          ? _ ("From then on the process says again whether the document is needed, or what was "
               "signed about it before. Your tailoring stays in the history.")
          : _ ("The criterion counts again from then on. Your waiver stays in the history.");

  ask (slip_reason_dialog_new (GTK_WINDOW (gtk_widget_get_root (widget)), title, text,
                               _ ("_Withdraw"), TRUE),
       workspace, release, statement, FALSE);
}

void
slip_signature_acts_revise (GtkWidget *widget, SlipWorkspace *workspace, const char *document,
                            guint n_proposals, gboolean starts)
{
  g_autofree char *taken =
      g_strdup_printf (ngettext ("%u proposal is taken up with it.",
                                 "%u proposals are taken up with it.", n_proposals),
                       n_proposals);
  g_autofree char *text = g_strdup_printf (
      "%s%s%s",
      starts ? _ ("The approved revision stays as it is until the next one is signed.") : "",
      starts && n_proposals > 0 ? " " : "", n_proposals > 0 ? taken : "");

  ask (slip_reason_dialog_new (GTK_WINDOW (gtk_widget_get_root (widget)),
                               starts ? _ ("Start Revision") : _ ("Take Up Proposals"), text,
                               starts ? _ ("_Start") : _ ("_Take Up"), FALSE),
       workspace, document, NULL, starts);
}

/* == proposals == */

typedef struct
{
  SlipWorkspace *workspace;
  char *document;
  char *op;
  gboolean take;
} Answer;

static void
answer_free (Answer *answer)
{
  g_object_unref (answer->workspace);
  g_free (answer->document);
  g_free (answer->op);
  g_free (answer);
}

static gpointer
answer (gpointer data, GCancellable *cancellable, GError **error)
{
  Answer *args = data;

  return slip_workspace_answer_proposal (args->workspace, args->document, args->op, args->take,
                                         error)
             ? data
             : NULL;
}

static void
on_answered_cb (gpointer owner, gpointer result, const GError *error, gpointer data)
{
  const Answer *args = data;

  if (result == NULL)
    slip_feedback_error (GTK_WIDGET (owner), _ ("The Proposal Could Not Be Answered"), error);
  else
    slip_feedback_toast (GTK_WIDGET (owner),
                         args->take ? _ ("Taken up") : _ ("Declined. The history keeps it."));
}

void
slip_signature_acts_answer (GtkWidget *widget, SlipWorkspace *workspace, const char *document,
                            const char *op, gboolean take)
{
  Answer *args = g_new0 (Answer, 1);

  args->workspace = g_object_ref (workspace);
  args->document = g_strdup (document);
  args->op = g_strdup (op);
  args->take = take;
  slip_work_edit (widget, answer, args, (GDestroyNotify) answer_free, on_answered_cb, NULL, NULL);
}
