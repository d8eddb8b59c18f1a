/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A page has one strip. What keeps one from editing comes first, then what keeps one from signing, then what becomes of the
 * edits. What the signatures add up to is found out in a thread: all that is signed is looked through for it. */

#include "ui/editor/slip-editor-strip.h"

#include <glib/gi18n.h>

#include "ui/app/slip-about.h"
#include "ui/app/slip-feedback.h"
#include "ui/app/slip-work.h"
#include "ui/editor/slip-field-words.h"
#include "workspace/slip-review.h"

struct _SlipEditorStrip
{
  GObject parent_instance;
  SlipPage *page; /* unowned */
  SlipFormSession *session;
  SlipApproval *approval; /* nullable: not read yet, or a record that nobody signs */
  gboolean reading;
  gboolean stale; /* it changed while it was read */
};

G_DEFINE_FINAL_TYPE (SlipEditorStrip, slip_editor_strip, G_TYPE_OBJECT)

/* == what is said == */

/* What is said, and the button with its action; @text: NULL: nothing. */
typedef struct
{
  char *text;
  const char *button; /* nullable */
  char *action;       /* nullable */
} Words;

/* A way that this window doesn't know is not offered. @target: (nullable): floating. */
static void
lead (SlipEditorStrip *self, Words *words, const char *button, const char *action, GVariant *target)
{
  g_autoptr (GVariant) sunk = target != NULL ? g_variant_ref_sink (target) : NULL;
  g_autofree char *full = g_strconcat ("win.", action, NULL);

  if (!slip_field_window_has (GTK_WIDGET (self->page), action))
    return;
  words->button = button;
  words->action = g_action_print_detailed_name (full, sunk);
}

static void
lead_to_page (SlipEditorStrip *self, Words *words, const char *button, const char *action)
{
  lead (self, words, button, action,
        g_variant_new_string (slip_form_session_get_record (self->session)));
}

static void
say_conflicts (SlipEditorStrip *self, Words *words)
{
  guint conflicts = slip_form_session_count_kind (self->session, NULL, SLIP_PROBLEM_CONFLICT);

  if (conflicts > 0)
    words->text = g_strdup_printf (
        ngettext ("%u value was written by several people at the same time. Both are kept.",
                  "%u values were written by several people at the same time. All are kept.",
                  conflicts),
        conflicts);
  else
    words->text =
        g_strdup (_ ("Several people moved the same row at the same time. One place is shown."));
}

static void
say_approval (SlipEditorStrip *self, Words *words)
{
  const SlipApproval *approval = self->approval;

  if (approval == NULL || (!approval->is_frozen && approval->signatures == 0))
    return;
  if (!approval->is_frozen)
    words->text = g_strdup_printf (
        ngettext ("%u signature stands here. It ends when what it covers is changed.",
                  "%u signatures stand here. Each ends when what it covers is changed.",
                  approval->signatures),
        approval->signatures);
  else if (approval->amendments > 0)
    words->text = g_strdup_printf (
        ngettext ("%u change since the approval waits until the document is revised.",
                  "%u changes since the approval wait until the document is revised.",
                  approval->amendments),
        approval->amendments);
  else if (approval->is_approved)
    words->text = g_strdup (_ ("Approved. Your edits wait until the document is revised."));
  else
    words->text =
        g_strdup (_ ("The approval was withdrawn. Your edits wait until the document is revised."));
  if (approval->may_revise)
    lead (self, words, _ ("_Revise…"), "revise",
          g_variant_new ("(sub)", slip_form_session_get_record (self->session), approval->proposals,
                         TRUE));
  else
    lead_to_page (self, words, _ ("S_ignatures"), "show-signatures");
}

static void
show (SlipEditorStrip *self)
{
  const char *why = slip_form_session_get_read_only (self->session);
  gboolean conflicts = slip_form_session_count_conflicts (self->session) > 0;
  Words words = { 0 };

  if (why != NULL)
    {
      g_autoptr (GError) error = g_error_new_literal (SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED, why);

      words.text = slip_feedback_sentence (error);
      if (slip_workspace_is_read_only (slip_form_session_get_workspace (self->session)))
        lead (self, &words, _ ("_Copy to Another Folder…"), "copy-workspace", NULL);
    }
  else if (conflicts)
    say_conflicts (self, &words);
  else
    say_approval (self, &words);
  if (conflicts)
    lead_to_page (self, &words, _ ("_Resolve…"), "show-conflicts");
  slip_page_set_banner (self->page, words.text, words.button, words.action);
  g_free (words.text);
  g_free (words.action);
}

/* == what the signatures add up to == */

static gpointer
read_approval (gpointer data, GCancellable *cancellable, GError **error)
{
  const SlipAbout *about = data;

  return slip_workspace_get_approval (about->workspace, about->record, error);
}

static void refresh (SlipEditorStrip *self);

static void
on_read_cb (gpointer owner, gpointer result, const GError *error, gpointer data)
{
  SlipEditorStrip *self = owner;

  self->reading = FALSE;
  g_clear_pointer (&self->approval, g_free);
  if (result != NULL)
    self->approval = g_memdup2 (result, sizeof (SlipApproval));
  show (self);
  if (self->stale)
    refresh (self);
}

static void
refresh (SlipEditorStrip *self)
{
  SlipAbout *about;

  self->stale = self->reading;
  if (self->reading)
    return;
  self->reading = TRUE;
  about = slip_about_new (slip_form_session_get_workspace (self->session),
                          slip_form_session_get_record (self->session));
  slip_work_read (self, read_approval, about, slip_about_free, on_read_cb, g_free, NULL);
}

static void
on_changed_cb (SlipEditorStrip *self, const char *record)
{
  if (*record == '\0' || g_str_equal (record, slip_form_session_get_record (self->session)))
    refresh (self);
}

/* == life == */

static void
slip_editor_strip_finalize (GObject *object)
{
  SlipEditorStrip *self = SLIP_EDITOR_STRIP (object);

  g_clear_object (&self->session);
  g_free (self->approval);
  G_OBJECT_CLASS (slip_editor_strip_parent_class)->finalize (object);
}

static void
slip_editor_strip_class_init (SlipEditorStripClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = slip_editor_strip_finalize;
}

static void
slip_editor_strip_init (SlipEditorStrip *self)
{
}

SlipEditorStrip *
slip_editor_strip_new (SlipPage *page, SlipFormSession *session)
{
  SlipEditorStrip *self = g_object_new (SLIP_TYPE_EDITOR_STRIP, NULL);

  self->page = page;
  self->session = g_object_ref (session);
  g_signal_connect_object (session, "notify::read-only", G_CALLBACK (show), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "problems-changed", G_CALLBACK (show), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (slip_form_session_get_workspace (session), "changed",
                           G_CALLBACK (on_changed_cb), self, G_CONNECT_SWAPPED);
  show (self);
  refresh (self);
  return self;
}
