/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A state is always said in words; icons and colours only repeat it. */

#include "ui/process/slip-process-words.h"

#include <glib/gi18n.h>

#include "core/slip-datetime.h"
#include "ui/review/slip-review-words.h"

char *
slip_process_words_time (gint64 ms)
{
  g_autofree char *text = slip_datetime_format (ms, 0);

  return slip_review_time (text);
}

static gboolean
put_time (const GMatchInfo *match, GString *text, gpointer data)
{
  g_autofree char *found = g_match_info_fetch (match, 0);
  g_autofree char *time = slip_review_time (found);

  g_string_append (text, time);
  return FALSE;
}

char *
slip_process_words_reason (const char *reason)
{
  g_autoptr (GRegex) times =
      g_regex_new ("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(Z|[+-]\\d\\d:\\d\\d)", 0, 0, NULL);

  return g_regex_replace_eval (times, reason, -1, 0, 0, put_time, NULL, NULL);
}

char *
slip_process_words_tailoring (const char *title, gboolean required, const char *signer,
                              const char *reason)
{
  /* Translators: the title of a form, a person, and their reason */
  return g_strdup_printf (required ? _ ("%s is needed, %s signed: %s")
                                   : _ ("%s isn't needed, %s signed: %s"),
                          title, signer, reason);
}

static const struct
{
  const char *words;
  const char *icon;
} turns[] = {
  [SLIP_TURN_DECIDE_AGAIN] = { N_ ("Decide Again"), "dialog-warning-symbolic" },
  [SLIP_TURN_ANSWER] = { N_ ("Answer"), "mail-reply-sender-symbolic" },
  [SLIP_TURN_CLOSE] = { N_ ("Close"), "mail-reply-sender-symbolic" },
  [SLIP_TURN_REPLY] = { N_ ("Reply"), "mail-reply-sender-symbolic" },
  [SLIP_TURN_REWORK] = { N_ ("Rework"), "dialog-warning-symbolic" },
  [SLIP_TURN_REPLAN] = { N_ ("Plan Anew"), "dialog-warning-symbolic" },
  [SLIP_TURN_SIGN] = { N_ ("Sign"), "document-edit-symbolic" },
  [SLIP_TURN_DECIDE] = { N_ ("Decide"), "dialog-information-symbolic" },
  [SLIP_TURN_MEND] = { N_ ("Not Met"), "dialog-warning-symbolic" },
  [SLIP_TURN_MAKE_UP] = { N_ ("Approve Afterwards"), "dialog-warning-symbolic" },
  [SLIP_TURN_WAIVER] = { N_ ("Waiver Ends"), "alarm-symbolic" },
  [SLIP_TURN_ATTEMPT] = { N_ ("New Attempt"), "document-edit-symbolic" },
  [SLIP_TURN_WRITE] = { N_ ("Write"), "document-new-symbolic" },
  [SLIP_TURN_PROPOSALS] = { N_ ("Proposals"), "mail-unread-symbolic" },
  [SLIP_TURN_AMENDED] = { N_ ("Changed"), "document-open-recent-symbolic" },
};
G_STATIC_ASSERT (G_N_ELEMENTS (turns) == SLIP_N_TURNS);

const char *
slip_process_words_turn (SlipTurnKind kind)
{
  return _ (turns[kind].words);
}

const char *
slip_process_words_turn_icon (SlipTurnKind kind)
{
  return turns[kind].icon;
}

static SlipProcessWords
translate (const SlipProcessWords *words)
{
  return (SlipProcessWords){ _ (words->words), words->icon, words->style };
}

GtkWidget *
slip_process_words_image (const SlipProcessWords *words)
{
  GtkWidget *image = gtk_image_new_from_icon_name (words->icon);

  if (words->style != NULL)
    gtk_widget_add_css_class (image, g_str_equal (words->style, "good")  ? "success"
                                     : g_str_equal (words->style, "bad") ? "error"
                                                                         : "warning");
  return image;
}

SlipProcessWords
slip_process_words_stage (SlipStageState state)
{
  static const SlipProcessWords stages[] = {
    [SLIP_STAGE_WAITING] = { N_ ("Waits"), "content-loading-symbolic", NULL },
    [SLIP_STAGE_OPEN] = { N_ ("Under Way"), "media-playback-start-symbolic", NULL },
    [SLIP_STAGE_OVER] = { N_ ("Over"), "object-select-symbolic", "good" },
    [SLIP_STAGE_SKIPPED] = { N_ ("Left Out"), "media-skip-forward-symbolic", NULL },
  };

  return translate (&stages[state]);
}

SlipProcessWords
slip_process_words_gate (SlipGateResult result)
{
  static const SlipProcessWords results[] = {
    [SLIP_GATE_NO_GO] = { N_ ("NO-GO"), "process-stop-symbolic", "bad" },
    [SLIP_GATE_CONDITIONAL] = { N_ ("CONDITIONAL"), "dialog-warning-symbolic", "attention" },
    [SLIP_GATE_GO] = { N_ ("GO"), "object-select-symbolic", "good" },
  };

  return translate (&results[result]);
}

SlipProcessWords
slip_process_words_criterion (SlipCriterionState state)
{
  static const SlipProcessWords states[] = {
    [SLIP_CRITERION_NOT_MET] = { N_ ("Not Met"), "process-stop-symbolic", "bad" },
    [SLIP_CRITERION_UNKNOWN] = { N_ ("Can't Be Answered"), "dialog-warning-symbolic", "bad" },
    [SLIP_CRITERION_WAIVED] = { N_ ("Waived"), "dialog-warning-symbolic", "attention" },
    [SLIP_CRITERION_MET] = { N_ ("Met"), "object-select-symbolic", "good" },
    [SLIP_CRITERION_NOT_APPLICABLE] = { N_ ("Doesn't Apply"), "media-skip-forward-symbolic", NULL },
  };

  return translate (&states[state]);
}

SlipProcessWords
slip_process_words_decision (SlipDecision decision)
{
  static const SlipProcessWords decisions[] = {
    [SLIP_DECISION_GO] = { N_ ("Go"), "object-select-symbolic", "good" },
    [SLIP_DECISION_CONDITIONAL] = { N_ ("Go with Conditions"), "dialog-warning-symbolic",
                                    "attention" },
    [SLIP_DECISION_NO_GO] = { N_ ("No-Go"), "process-stop-symbolic", "bad" },
    [SLIP_DECISION_DEFERRED] = { N_ ("Deferred"), "alarm-symbolic", NULL },
  };

  return translate (&decisions[decision]);
}

const char *
slip_process_words_severity (SlipSeverity severity)
{
  static const char *const severities[] = {
    [SLIP_SEVERITY_LOW] = N_ ("Low"),
    [SLIP_SEVERITY_MEDIUM] = N_ ("Medium"),
    [SLIP_SEVERITY_HIGH] = N_ ("High"),
    [SLIP_SEVERITY_CRITICAL] = N_ ("Critical"),
  };

  return _ (severities[severity]);
}
