/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* All is read in one go in a thread; what is signed is what was shown, or nothing: the digest of the content goes along. */

#include "ui/review/slip-sign-page.h"

#include <glib/gi18n.h>

#include "ui/app/slip-about.h"
#include "ui/app/slip-feedback.h"
#include "ui/app/slip-work.h"
#include "ui/review/slip-change-list.h"
#include "ui/review/slip-report-view.h"
#include "ui/review/slip-review-words.h"
#include "ui/review/slip-sign-done.h"
#include "ui/review/slip-sign-obstacles.h"
#include "ui/review/slip-sign-order.h"
#include "ui/review/slip-sign-places.h"
#include "workspace/slip-review.h"

struct _SlipSignPage
{
  SlipPage parent_instance;
  SlipWorkspace *workspace;
  char *document;
  SlipSignOffer *offer; /* nullable */
  gboolean loading;
  gboolean stale;        /* something changed while it was being read */
  GCancellable *signing; /* nullable */
  GtkStack *stack;
  AdwStatusPage *failure;
  SlipSignDone *done;
  GtkWidget *go;
  GtkWidget *changed;
  SlipChangeList *changes;
  SlipReportView *report;
  SlipSignObstacles *obstacles;
  GtkWidget *form;
  SlipSignPlaces *places;
  GtkCheckButton *approve;
  GtkCheckButton *concerns;
  GtkCheckButton *reject;
  GtkTextView *comment;
  GtkEditable *passphrase;
  GtkLabel *error;
  GtkSpinner *spinner;
  GtkWidget *sign;
  GtkWidget *cancel;
};

G_DEFINE_FINAL_TYPE (SlipSignPage, slip_sign_page, SLIP_TYPE_PAGE)

/* == what is selected == */

static SlipVerdict
get_verdict (SlipSignPage *self)
{
  return gtk_check_button_get_active (self->approve)    ? SLIP_VERDICT_APPROVE
         : gtk_check_button_get_active (self->concerns) ? SLIP_VERDICT_CONCERNS
                                                        : SLIP_VERDICT_REJECT;
}

static void
show_error (SlipSignPage *self, const char *text)
{
  gtk_label_set_label (self->error, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->error), text != NULL);
}

static void
show_obstacles (SlipSignPage *self)
{
  const SlipSignPlace *place = slip_sign_places_get (self->places);
  gboolean approval = get_verdict (self) == SLIP_VERDICT_APPROVE;
  guint n = slip_sign_obstacles_show (self->obstacles, self->offer, place, approval);

  gtk_widget_set_visible (GTK_WIDGET (self->obstacles), n > 0);
  gtk_widget_set_visible (self->form, place != NULL);
  gtk_widget_set_visible (self->go, place != NULL);
  gtk_widget_set_sensitive (self->sign, n == 0);
  slip_page_set_banner (SLIP_PAGE (self),
                        n == 0 || !approval ? NULL
                        : place == NULL     ? _ ("None of your roles signs this document")
                                            : _ ("You can't approve this document yet"),
                        _ ("_Why?"), "sign-page.why");
}

static void
show_place (SlipSignPage *self)
{
  const SlipSignPlace *place = slip_sign_places_get (self->places);
  g_autofree char *when = NULL;
  g_autofree char *text = NULL;

  show_error (self, NULL);
  show_obstacles (self);
  gtk_widget_set_visible (self->changed, place != NULL && place->since != NULL);
  if (place == NULL || place->since == NULL)
    return;
  when = slip_review_time (place->since);
  if (place->changes->len > 0)
    text = g_strdup_printf (
        ngettext ("%u change since %s", "%u changes since %s", place->changes->len),
        place->changes->len, when);
  else if (place->standing != NULL)
    text = g_strdup_printf (_ ("Nothing changed since %s. Your signature counts: %s."), when,
                            slip_review_verdict (place->standing_verdict));
  else
    text = g_strdup_printf (_ ("Nothing changed since %s"), when);
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self->changed), text);
  gtk_widget_set_visible (GTK_WIDGET (self->changes), place->changes->len > 0);
  slip_change_list_set (self->changes, place->changes, NULL, FALSE);
}

/* == reading == */

static void load (SlipSignPage *self);

static void
on_read_cb (gpointer owner, gpointer result, const GError *error, gpointer data)
{
  SlipSignPage *self = owner;
  SlipSignOffer **answer = result;
  const SlipReportMeta *meta;
  g_autofree char *before =
      self->offer != NULL ? g_strdup (slip_report_get_meta (self->offer->report)->content_hash)
                          : NULL;

  self->loading = FALSE;
  if (self->stale)
    {
      load (self);
      return;
    }
  if (result == NULL)
    {
      slip_review_fail (self->stack, self->failure, error);
      return;
    }
  g_clear_pointer (&self->offer, slip_sign_offer_free);
  self->offer = g_steal_pointer (answer);
  meta = slip_report_get_meta (self->offer->report);
  slip_page_set_subtitle (SLIP_PAGE (self), meta->title);
  slip_report_view_set_report (self->report, self->offer->report);
  slip_sign_places_set (self->places, self->offer->places);
  show_place (self);
  if (before != NULL && !g_str_equal (before, meta->content_hash))
    slip_feedback_toast (GTK_WIDGET (self), _ ("The document was changed just now"));
  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "done") != 0)
    gtk_stack_set_visible_child_name (self->stack, "content");
}

/* The result is freed after the call unless it was taken out of its box. */
static gpointer
read_boxed (gpointer data, GCancellable *cancellable, GError **error)
{
  SlipAbout *about = data;
  SlipSignOffer *offer = slip_workspace_offer_signing (about->workspace, about->record, error);
  SlipSignOffer **box;

  if (offer == NULL)
    return NULL;
  box = g_new0 (SlipSignOffer *, 1);
  *box = offer;
  return box;
}

static void
box_free (gpointer data)
{
  SlipSignOffer **box = data;

  g_clear_pointer (box, slip_sign_offer_free);
  g_free (box);
}

static gpointer
wait_for_edits (gpointer data, GCancellable *cancellable, GError **error)
{
  return data;
}

static void
on_edits_done_cb (gpointer owner, gpointer result, const GError *error, gpointer data)
{
  SlipSignPage *self = owner;
  SlipAbout *about = slip_about_new (self->workspace, self->document);

  slip_work_read (self, read_boxed, about, slip_about_free, on_read_cb, box_free, NULL);
}

/* After all edits that were asked for: what was typed in the editor is in it. The reading itself keeps no edit waiting. */
static void
load (SlipSignPage *self)
{
  self->loading = TRUE;
  self->stale = FALSE;
  slip_work_edit (self, wait_for_edits, self, NULL, on_edits_done_cb, NULL, NULL);
}

static void
on_changed_cb (SlipSignPage *self, const char *record)
{
  if (self->signing != NULL ||
      g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "done") == 0 ||
      (*record != '\0' && !g_str_equal (record, self->document)))
    return;
  if (self->loading)
    self->stale = TRUE;
  else
    load (self);
}

/* == signing == */

static void
show_outcome (SlipSignPage *self, const SlipSignOutcome *outcome)
{
  slip_sign_done_show (self->done, outcome, self->offer);
  gtk_widget_set_visible (self->go, FALSE);
  slip_page_set_banner (SLIP_PAGE (self), NULL, NULL, NULL);
  gtk_stack_set_visible_child_name (self->stack, "done");
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->comment), "", -1);
}

static void
set_signing (SlipSignPage *self, gboolean signing)
{
  g_clear_object (&self->signing);
  if (signing)
    self->signing = g_cancellable_new ();
  gtk_widget_set_visible (self->sign, !signing);
  gtk_widget_set_visible (self->cancel, signing);
  gtk_widget_set_sensitive (self->cancel, signing);
  /* An entry that loses its focus by becoming insensitive isn't told. */
  if (signing)
    gtk_widget_grab_focus (self->cancel);
  gtk_widget_set_sensitive (self->form, !signing);
  gtk_spinner_set_spinning (self->spinner, signing);
}

static void
on_signed_cb (gpointer owner, gpointer result, const GError *error, gpointer data)
{
  SlipSignPage *self = owner;
  g_autofree char *text = NULL;

  set_signing (self, FALSE);
  slip_review_wipe (self->passphrase);
  if (result != NULL)
    {
      show_outcome (self, result);
      return;
    }
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      slip_feedback_toast (GTK_WIDGET (self), _ ("Nothing was signed"));
      gtk_widget_grab_focus (GTK_WIDGET (self->passphrase));
      return;
    }
  text = slip_review_sentence (error);
  if (g_error_matches (error, SLIP_ERROR, SLIP_ERROR_CONFLICT) ||
      g_error_matches (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED))
    {
      /* What stands in the way came meanwhile: the page tells it in its own words. */
      load (self);
      g_free (g_steal_pointer (&text));
      text = g_strdup (_ ("Something changed meanwhile. Look at it again, then sign."));
    }
  show_error (self, text);
  if (g_error_matches (error, SLIP_ERROR, SLIP_ERROR_WRONG_PASSPHRASE))
    {
      gtk_widget_add_css_class (GTK_WIDGET (self->passphrase), "error");
      gtk_widget_grab_focus (GTK_WIDGET (self->passphrase));
    }
}

/* What can be told without the engine. */
static gboolean
check_input (SlipSignPage *self, const char *comment)
{
  if (get_verdict (self) != SLIP_VERDICT_APPROVE && *comment == '\0')
    {
      show_error (self, _ ("Say in the comment what has to change."));
      gtk_widget_grab_focus (GTK_WIDGET (self->comment));
      return FALSE;
    }
  if (*gtk_editable_get_text (self->passphrase) == '\0')
    {
      show_error (self, _ ("Type the passphrase of your key."));
      gtk_widget_grab_focus (GTK_WIDGET (self->passphrase));
      return FALSE;
    }
  return TRUE;
}

static void
on_sign_cb (SlipSignPage *self)
{
  static const char *const verdicts[] = {
    [SLIP_VERDICT_APPROVE] = "approve",
    [SLIP_VERDICT_CONCERNS] = "concerns",
    [SLIP_VERDICT_REJECT] = "reject",
  };
  const SlipSignPlace *place = slip_sign_places_get (self->places);
  g_autofree char *comment = g_strstrip (slip_review_text (self->comment));
  SlipSignOrder *args;

  if (place == NULL || self->signing != NULL || self->loading ||
      !gtk_widget_get_sensitive (self->sign) || !check_input (self, comment))
    return;
  args = g_new0 (SlipSignOrder, 1);
  args->workspace = g_object_ref (self->workspace);
  args->document = g_strdup (self->offer->document);
  args->role = g_strdup (place->role);
  args->slot = g_strdup (place->slot);
  args->verdict = verdicts[get_verdict (self)];
  args->comment = g_steal_pointer (&comment);
  args->seen = g_strdup (slip_report_get_meta (self->offer->report)->content_hash);
  args->passphrase = g_strdup (gtk_editable_get_text (self->passphrase));
  show_error (self, NULL);
  set_signing (self, TRUE);
  slip_work_edit (self, slip_sign_order_run, args, (GDestroyNotify) slip_sign_order_free,
                  on_signed_cb, (GDestroyNotify) slip_sign_outcome_free, self->signing);
}

/* What is being written when it comes is signed: the page says it then. */
static void
on_cancel_cb (SlipSignPage *self)
{
  g_cancellable_cancel (self->signing);
  gtk_widget_set_sensitive (self->cancel, FALSE);
}

static void
on_typed_cb (SlipSignPage *self)
{
  gtk_widget_remove_css_class (GTK_WIDGET (self->passphrase), "error");
  if (*gtk_editable_get_text (self->passphrase) != '\0')
    show_error (self, NULL);
}

static void
on_place_cb (SlipSignPage *self)
{
  if (self->offer != NULL)
    show_place (self);
}

static void
on_verdict_cb (SlipSignPage *self)
{
  if (self->offer == NULL)
    return;
  show_error (self, NULL);
  show_obstacles (self);
}

static void
on_again_cb (SlipSignPage *self)
{
  gtk_stack_set_visible_child_name (self->stack, "loading");
  gtk_check_button_set_active (self->approve, TRUE);
  g_clear_pointer (&self->offer, slip_sign_offer_free);
  slip_sign_places_set (self->places, NULL);
  load (self);
}

/* Focus scrolls it into sight. */
static void
on_go_cb (SlipSignPage *self)
{
  gtk_widget_child_focus (self->form, GTK_DIR_TAB_FORWARD);
}

static void
on_why_cb (GtkWidget *widget, const char *name, GVariant *target)
{
  SlipSignPage *self = SLIP_SIGN_PAGE (widget);

  gtk_widget_child_focus (GTK_WIDGET (self->obstacles), GTK_DIR_TAB_FORWARD);
}

/* == life == */

static const char *
slip_sign_page_get_help (SlipPage *page)
{
  return "sign";
}

static void
slip_sign_page_finalize (GObject *object)
{
  SlipSignPage *self = SLIP_SIGN_PAGE (object);

  g_clear_object (&self->signing);
  g_clear_object (&self->workspace);
  g_free (self->document);
  g_clear_pointer (&self->offer, slip_sign_offer_free);
  G_OBJECT_CLASS (slip_sign_page_parent_class)->finalize (object);
}

static void
slip_sign_page_class_init (SlipSignPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = slip_sign_page_finalize;
  SLIP_PAGE_CLASS (klass)->get_help = slip_sign_page_get_help;
  g_type_ensure (SLIP_TYPE_CHANGE_LIST);
  g_type_ensure (SLIP_TYPE_REPORT_VIEW);
  g_type_ensure (SLIP_TYPE_SIGN_DONE);
  g_type_ensure (SLIP_TYPE_SIGN_OBSTACLES);
  g_type_ensure (SLIP_TYPE_SIGN_PLACES);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/slipway/Slipway/ui/review/slip-sign-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SlipSignPage, stack);
  gtk_widget_class_bind_template_child (widget_class, SlipSignPage, failure);
  gtk_widget_class_bind_template_child (widget_class, SlipSignPage, done);
  gtk_widget_class_bind_template_child (widget_class, SlipSignPage, go);
  gtk_widget_class_bind_template_child (widget_class, SlipSignPage, changed);
  gtk_widget_class_bind_template_child (widget_class, SlipSignPage, changes);
  gtk_widget_class_bind_template_child (widget_class, SlipSignPage, report);
  gtk_widget_class_bind_template_child (widget_class, SlipSignPage, obstacles);
  gtk_widget_class_bind_template_child (widget_class, SlipSignPage, form);
  gtk_widget_class_bind_template_child (widget_class, SlipSignPage, places);
  gtk_widget_class_bind_template_child (widget_class, SlipSignPage, approve);
  gtk_widget_class_bind_template_child (widget_class, SlipSignPage, concerns);
  gtk_widget_class_bind_template_child (widget_class, SlipSignPage, reject);
  gtk_widget_class_bind_template_child (widget_class, SlipSignPage, comment);
  gtk_widget_class_bind_template_child (widget_class, SlipSignPage, passphrase);
  gtk_widget_class_bind_template_child (widget_class, SlipSignPage, error);
  gtk_widget_class_bind_template_child (widget_class, SlipSignPage, spinner);
  gtk_widget_class_bind_template_child (widget_class, SlipSignPage, sign);
  gtk_widget_class_bind_template_child (widget_class, SlipSignPage, cancel);
  gtk_widget_class_bind_template_callback (widget_class, on_go_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_again_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_place_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_verdict_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_typed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_sign_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_cancel_cb);
  gtk_widget_class_install_action (widget_class, "sign-page.why", NULL, on_why_cb);
}

static void
slip_sign_page_init (SlipSignPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  slip_review_name_toggle (GTK_WIDGET (self->passphrase));
}

SlipPage *
slip_sign_page_new (SlipWorkspace *workspace, const char *document)
{
  SlipSignPage *self = g_object_new (SLIP_TYPE_SIGN_PAGE, NULL);

  self->workspace = g_object_ref (workspace);
  self->document = g_strdup (document);
  g_signal_connect_object (workspace, "changed", G_CALLBACK (on_changed_cb), self,
                           G_CONNECT_SWAPPED);
  load (self);
  return SLIP_PAGE (self);
}
