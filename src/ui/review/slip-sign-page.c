/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* All is read in one go in a thread; what is signed is what was shown, or nothing: the digest of the content goes along. */

#define G_LOG_DOMAIN "slipway"

#include "ui/review/slip-sign-page.h"

#include <glib/gi18n.h>

#include "forms/slip-check.h"
#include "process/slip-roles.h"
#include "ui/app/slip-feedback.h"
#include "ui/app/slip-work.h"
#include "ui/review/slip-change-list.h"
#include "ui/review/slip-report-view.h"
#include "ui/review/slip-review-words.h"
#include "ui/review/slip-signature-card.h"
#include "workspace/slip-review.h"

/* More than this many problems aren't told one by one. */
#define PROBLEMS_MAX 10

struct _SlipSignPage
{
  SlipPage parent_instance;
  SlipWorkspace *workspace;
  char *document;
  SlipSignOffer *offer;     /* nullable */
  GPtrArray *obstacle_rows; /* (element-type GtkWidget) (unowned) */
  gboolean loading;
  gboolean stale; /* something changed while it was being read */
  gboolean signing;
  GtkStack *stack;
  AdwStatusPage *failure;
  AdwStatusPage *done;
  AdwBin *signature;
  GtkLabel *others;
  GtkWidget *again;
  GtkWidget *go;
  GtkWidget *changed;
  SlipChangeList *changes;
  SlipReportView *report;
  AdwPreferencesGroup *obstacles;
  GtkWidget *form;
  AdwComboRow *place;
  AdwActionRow *only_place;
  AdwActionRow *covers;
  GtkCheckButton *approve;
  GtkCheckButton *concerns;
  GtkCheckButton *reject;
  GtkTextView *comment;
  GtkEditable *passphrase;
  GtkLabel *error;
  GtkSpinner *spinner;
  GtkWidget *sign;
};

G_DEFINE_FINAL_TYPE (SlipSignPage, slip_sign_page, SLIP_TYPE_PAGE)

/* == what is selected == */

static SlipSignPlace *
get_place (SlipSignPage *self)
{
  guint selected = adw_combo_row_get_selected (self->place);

  return self->offer != NULL && selected < self->offer->places->len
             ? g_ptr_array_index (self->offer->places, selected)
             : NULL;
}

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

/* == what stands in the way == */

static void
add_obstacle (SlipSignPage *self, const char *title, const char *subtitle, const char *action,
              GVariant *target)
{
  GtkWidget *row = adw_action_row_new ();
  g_autoptr (GVariant) sunk = target != NULL ? g_variant_ref_sink (target) : NULL;

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  if (subtitle != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  if (action != NULL && slip_review_can_go (GTK_WIDGET (self), action))
    {
      g_autofree char *name = g_strconcat ("win.", action, NULL);

      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
      gtk_actionable_set_action_target_value (GTK_ACTIONABLE (row), sunk);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (row), name);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                                 gtk_image_new_from_icon_name ("go-next-symbolic"));
    }
  adw_preferences_group_add (self->obstacles, row);
  g_ptr_array_add (self->obstacle_rows, row);
}

static void
clear_obstacles (SlipSignPage *self)
{
  for (guint i = 0; i < self->obstacle_rows->len; i++)
    adw_preferences_group_remove (self->obstacles, g_ptr_array_index (self->obstacle_rows, i));
  g_ptr_array_set_size (self->obstacle_rows, 0);
}

/* Of an approval every problem in what it covers; of another verdict the conflicts alone. */
static void
add_problems (SlipSignPage *self, const SlipSignPlace *place, gboolean approval)
{
  guint n = 0;

  for (guint i = 0; i < self->offer->problems->len; i++)
    {
      SlipProblem *problem = g_ptr_array_index (self->offer->problems, i);
      gboolean conflict = problem->kind == SLIP_PROBLEM_CONFLICT;

      if (!g_strv_contains ((const char *const *) place->sections, problem->section) ||
          (!approval && !conflict))
        continue;
      if (++n > PROBLEMS_MAX)
        continue;
      if (conflict)
        add_obstacle (self, problem->label, problem->message, "show-conflicts",
                      g_variant_new_string (self->offer->document));
      else
        add_obstacle (self, problem->label, problem->message, "open-document",
                      g_variant_new ("(ss)", self->offer->document, problem->path));
    }
  if (n > PROBLEMS_MAX)
    {
      g_autofree char *text = g_strdup_printf (
          ngettext ("and %u more problem", "and %u more problems", n - PROBLEMS_MAX),
          n - PROBLEMS_MAX);

      add_obstacle (self, text, NULL, "open-document",
                    g_variant_new ("(ss)", self->offer->document, ""));
    }
}

static void
add_turn (SlipSignPage *self, const SlipSignPlace *place)
{
  g_autofree char *title =
      g_strdup_printf (_ ("Somebody else has to sign first: “%s”"), place->before);
  g_autofree char *against =
      place->against != NULL
          ? g_strdup_printf (_ ("What %s said there stands against it"), place->against)
          : NULL;

  add_obstacle (self, title, against, "show-signatures",
                g_variant_new_string (self->offer->document));
}

static void
show_obstacles (SlipSignPage *self)
{
  const SlipSignPlace *place = get_place (self);
  gboolean approval = get_verdict (self) == SLIP_VERDICT_APPROVE;

  clear_obstacles (self);
  if (place == NULL)
    {
      g_autofree char *signers =
          *self->offer->signers != '\0'
              ? g_strdup_printf (_ ("It is signed by: %s"), self->offer->signers)
              : g_strdup (_ ("This kind of document isn't signed"));

      add_obstacle (self, _ ("None of your roles signs this document"), signers, NULL, NULL);
    }
  else
    {
      if (approval ? place->amendments > 0 : place->covered_amendments > 0)
        add_obstacle (self, _ ("It was changed after it was approved"),
                      _ ("Start the next revision first"), "show-signatures",
                      g_variant_new_string (self->offer->document));
      add_problems (self, place, approval);
      if (approval && place->before != NULL)
        add_turn (self, place);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->obstacles), self->obstacle_rows->len > 0);
  gtk_widget_set_visible (self->form, place != NULL);
  gtk_widget_set_visible (self->go, place != NULL);
  gtk_widget_set_sensitive (self->sign, self->obstacle_rows->len == 0);
  slip_page_set_banner (SLIP_PAGE (self),
                        self->obstacle_rows->len == 0 || !approval ? NULL
                        : place == NULL ? _ ("None of your roles signs this document")
                                        : _ ("You can't approve this document yet"),
                        _ ("_Why?"), "sign-page.why");
}

static void
show_place (SlipSignPage *self)
{
  const SlipSignPlace *place = get_place (self);
  g_autofree char *when = NULL;
  g_autofree char *text = NULL;

  show_error (self, NULL);
  show_obstacles (self);
  gtk_widget_set_visible (self->changed, place != NULL && place->since != NULL);
  if (place == NULL)
    return;
  adw_action_row_set_subtitle (self->covers, place->covers);
  if (place->since == NULL)
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

typedef struct
{
  SlipWorkspace *workspace;
  char *document;
} Question;

static void
question_free (Question *question)
{
  g_object_unref (question->workspace);
  g_free (question->document);
  g_free (question);
}

static gpointer
read_offer (gpointer data, GCancellable *cancellable, GError **error)
{
  Question *question = data;

  return slip_workspace_offer_signing (question->workspace, question->document, error);
}

static char *
place_label (const SlipSignPlace *place)
{
  const char *role = slip_role_name (place->role);

  return place->holder != NULL
             ? g_strdup_printf (_ ("%s (%s, deputy for %s)"), place->meaning, role, place->holder)
             : g_strdup_printf (_ ("%s (%s)"), place->meaning, role);
}

static void
show_places (SlipSignPage *self)
{
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);
  GPtrArray *places = self->offer->places;

  for (guint i = 0; i < places->len; i++)
    {
      g_autofree char *label = place_label (g_ptr_array_index (places, i));

      gtk_string_list_append (labels, label);
    }
  adw_combo_row_set_model (self->place, G_LIST_MODEL (labels));
  gtk_widget_set_visible (GTK_WIDGET (self->place), places->len > 1);
  gtk_widget_set_visible (GTK_WIDGET (self->only_place), places->len == 1);
  if (places->len == 1)
    {
      const SlipSignPlace *place = g_ptr_array_index (places, 0);

      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->only_place), place->meaning);
      adw_action_row_set_subtitle (self->only_place, slip_role_name (place->role));
    }
}

/* The same slot and role as before, when they are there still. */
static void
select_place (SlipSignPage *self, const char *slot, const char *role)
{
  for (guint i = 0; slot != NULL && i < self->offer->places->len; i++)
    {
      const SlipSignPlace *place = g_ptr_array_index (self->offer->places, i);

      if (g_str_equal (place->slot, slot) && g_str_equal (place->role, role))
        adw_combo_row_set_selected (self->place, i);
    }
}

static void load (SlipSignPage *self);

static void
on_read_cb (gpointer owner, gpointer result, const GError *error, gpointer data)
{
  SlipSignPage *self = owner;
  SlipSignOffer **answer = result;
  const SlipSignPlace *place = get_place (self);
  g_autofree char *slot = place != NULL ? g_strdup (place->slot) : NULL;
  g_autofree char *role = place != NULL ? g_strdup (place->role) : NULL;
  const SlipReportMeta *meta;
  const char *shown = "";
  g_autofree char *before = NULL;

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
  if (self->offer != NULL)
    shown = slip_report_get_meta (self->offer->report)->content_hash;
  before = g_strdup (shown);
  g_clear_pointer (&self->offer, slip_sign_offer_free);
  self->offer = g_steal_pointer (answer);
  meta = slip_report_get_meta (self->offer->report);
  slip_page_set_subtitle (SLIP_PAGE (self), meta->title);
  slip_report_view_set_report (self->report, self->offer->report);
  show_places (self);
  select_place (self, slot, role);
  show_place (self);
  if (*before != '\0' && !g_str_equal (before, meta->content_hash))
    slip_feedback_toast (GTK_WIDGET (self), _ ("The document was changed just now"));
  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "done") != 0)
    gtk_stack_set_visible_child_name (self->stack, "content");
}

/* The result is freed after the call unless it was taken out of its box. */
static gpointer
read_boxed (gpointer data, GCancellable *cancellable, GError **error)
{
  SlipSignOffer *offer = read_offer (data, cancellable, error);
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
  Question *question = g_new0 (Question, 1);

  question->workspace = g_object_ref (self->workspace);
  question->document = g_strdup (self->document);
  slip_work_read (self, read_boxed, question, (GDestroyNotify) question_free, on_read_cb, box_free,
                  NULL);
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
  if (self->signing || g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "done") == 0 ||
      (*record != '\0' && !g_str_equal (record, self->document)))
    return;
  if (self->loading)
    self->stale = TRUE;
  else
    load (self);
}

/* == signing == */

typedef struct
{
  SlipWorkspace *workspace;
  char *document;
  char *role;
  char *slot;
  const char *verdict;
  char *comment;
  char *seen;
  char *passphrase;
} Sign;

static void
sign_free (Sign *data)
{
  g_object_unref (data->workspace);
  g_free (data->document);
  g_free (data->role);
  g_free (data->slot);
  g_free (data->comment);
  g_free (data->seen);
  slip_review_secret_free (data->passphrase);
  g_free (data);
}

/* What the page shows after signing. */
typedef struct
{
  SlipSigned *done;
  SlipSignoff *signoff;
  char *signer;
} Outcome;

static void
outcome_free (Outcome *outcome)
{
  slip_signed_free (outcome->done);
  g_clear_pointer (&outcome->signoff, slip_signoff_free);
  g_free (outcome->signer);
  g_free (outcome);
}

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

static gpointer
sign (gpointer data, GCancellable *cancellable, GError **error)
{
  Sign *args = data;
  SlipSigned *done =
      slip_workspace_sign_seen (args->workspace, args->document, args->role, args->slot,
                                args->verdict, args->comment, args->seen, args->passphrase, error);
  SlipSignature *signature;
  Outcome *outcome;

  if (done == NULL)
    return NULL;
  outcome = g_new0 (Outcome, 1);
  outcome->done = done;
  /* It is signed, whether it can be shown or not. */
  outcome->signoff = slip_workspace_get_signoff (args->workspace, args->document, NULL);
  signature = find_signature (outcome->signoff, done->statement);
  outcome->signer = signature != NULL ? slip_workspace_signer (args->workspace, signature) : NULL;
  return outcome;
}

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
other_places (SlipSignPage *self, const Outcome *outcome)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const char *last = outcome->done->slot;

  for (guint i = 0; outcome->signoff != NULL && i < self->offer->places->len; i++)
    {
      const SlipSignPlace *place = g_ptr_array_index (self->offer->places, i);

      if (g_str_equal (place->slot, last) || g_str_equal (place->slot, outcome->done->slot) ||
          is_approved (outcome->signoff, place->slot))
        continue;
      last = place->slot;
      g_string_append_printf (text, "%s“%s”", text->len > 0 ? ", " : "", place->meaning);
    }
  return text->len > 0 ? g_strdup_printf (_ ("You can sign here, too: %s"), text->str) : NULL;
}

static void
show_outcome (SlipSignPage *self, const Outcome *outcome)
{
  SlipSignature *signature = find_signature (outcome->signoff, outcome->done->statement);
  g_autofree char *others = other_places (self, outcome);

  adw_status_page_set_title (self->done,
                             outcome->done->already ? _ ("Signed Already") : _ ("Signed"));
  adw_status_page_set_description (
      self->done,
      outcome->done->already ? _ ("You said the same before, and nothing changed since") : NULL);
  adw_bin_set_child (self->signature,
                     signature != NULL
                         ? slip_signature_card_new (outcome->signoff, signature, outcome->signer)
                         : NULL);
  gtk_label_set_label (self->others, others != NULL ? others : "");
  gtk_widget_set_visible (GTK_WIDGET (self->others), others != NULL);
  gtk_widget_set_visible (self->again, others != NULL);
  gtk_widget_set_visible (self->go, FALSE);
  slip_page_set_banner (SLIP_PAGE (self), NULL, NULL, NULL);
  gtk_stack_set_visible_child_name (self->stack, "done");
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->comment), "", -1);
}

static void
set_signing (SlipSignPage *self, gboolean signing)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  self->signing = signing;
  /* An entry that loses its focus by becoming insensitive isn't told. */
  if (signing && root != NULL)
    gtk_root_set_focus (root, NULL);
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
  const SlipSignPlace *place = get_place (self);
  g_autofree char *comment = g_strstrip (slip_review_text (self->comment));
  Sign *args;

  if (place == NULL || self->signing || self->loading || !gtk_widget_get_sensitive (self->sign) ||
      !check_input (self, comment))
    return;
  args = g_new0 (Sign, 1);
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
  slip_work_edit (self, sign, args, (GDestroyNotify) sign_free, on_signed_cb,
                  (GDestroyNotify) outcome_free, NULL);
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

  if (self->obstacle_rows->len > 0)
    gtk_widget_grab_focus (g_ptr_array_index (self->obstacle_rows, 0));
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

  g_clear_object (&self->workspace);
  g_free (self->document);
  g_clear_pointer (&self->offer, slip_sign_offer_free);
  g_ptr_array_unref (self->obstacle_rows);
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
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/slipway/Slipway/ui/review/slip-sign-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SlipSignPage, stack);
  gtk_widget_class_bind_template_child (widget_class, SlipSignPage, failure);
  gtk_widget_class_bind_template_child (widget_class, SlipSignPage, done);
  gtk_widget_class_bind_template_child (widget_class, SlipSignPage, signature);
  gtk_widget_class_bind_template_child (widget_class, SlipSignPage, others);
  gtk_widget_class_bind_template_child (widget_class, SlipSignPage, again);
  gtk_widget_class_bind_template_child (widget_class, SlipSignPage, go);
  gtk_widget_class_bind_template_child (widget_class, SlipSignPage, changed);
  gtk_widget_class_bind_template_child (widget_class, SlipSignPage, changes);
  gtk_widget_class_bind_template_child (widget_class, SlipSignPage, report);
  gtk_widget_class_bind_template_child (widget_class, SlipSignPage, obstacles);
  gtk_widget_class_bind_template_child (widget_class, SlipSignPage, form);
  gtk_widget_class_bind_template_child (widget_class, SlipSignPage, place);
  gtk_widget_class_bind_template_child (widget_class, SlipSignPage, only_place);
  gtk_widget_class_bind_template_child (widget_class, SlipSignPage, covers);
  gtk_widget_class_bind_template_child (widget_class, SlipSignPage, approve);
  gtk_widget_class_bind_template_child (widget_class, SlipSignPage, concerns);
  gtk_widget_class_bind_template_child (widget_class, SlipSignPage, reject);
  gtk_widget_class_bind_template_child (widget_class, SlipSignPage, comment);
  gtk_widget_class_bind_template_child (widget_class, SlipSignPage, passphrase);
  gtk_widget_class_bind_template_child (widget_class, SlipSignPage, error);
  gtk_widget_class_bind_template_child (widget_class, SlipSignPage, spinner);
  gtk_widget_class_bind_template_child (widget_class, SlipSignPage, sign);
  gtk_widget_class_bind_template_callback (widget_class, on_go_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_again_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_place_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_verdict_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_typed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_sign_cb);
  gtk_widget_class_install_action (widget_class, "sign-page.why", NULL, on_why_cb);
}

static void
slip_sign_page_init (SlipSignPage *self)
{
  self->obstacle_rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  slip_review_name_toggle (GTK_WIDGET (self->passphrase));
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self->only_place), FALSE);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self->covers), FALSE);
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
