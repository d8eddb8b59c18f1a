/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Review threads, after the signatures: what was said about the document, by whom, when and in which role, and whether it is
 * settled. */

#include "report/slip-report-threads.h"

#include <glib/gi18n-lib.h>

#include "core/slip-datetime.h"
#include "process/slip-roles.h"
#include "report/slip-report-document-private.h"
#include "report/slip-report-value.h"

static const char *
say_topic (SlipTopic topic)
{
  return topic == SLIP_TOPIC_CONCERN    ? _ ("Concern")
         : topic == SLIP_TOPIC_QUESTION ? _ ("Question")
                                        : _ ("Comment");
}

static void
add_line (GString *text, const char *line)
{
  if (*line == '\0')
    return;
  if (text->len > 0)
    g_string_append_c (text, '\n');
  g_string_append (text, line);
}

/* (transfer full): what was said, with what it did and what stands against it. */
static char *
say_what (const SlipSaid *said)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (said->act == SLIP_SAID_CLOSE)
    add_line (text, _ ("Closed the thread"));
  else if (said->act == SLIP_SAID_REOPEN)
    add_line (text, _ ("Opened the thread again"));
  add_line (text, said->text);
  if (said->refused != NULL)
    {
      g_autofree char *why = g_strdup_printf (_ ("Doesn't count: %s."), said->refused);

      add_line (text, why);
    }
  if (said->unseen)
    add_line (text, _ ("Who closed the thread had not seen this."));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
add_said (SlipReportTable *table, const SlipSaid *said)
{
  g_autofree char *stamp = slip_datetime_format (said->wall_ms, said->utc_offset);
  g_autofree char *time = slip_report_time (stamp);
  g_autofree char *who = *said->role != '\0'
                             ? g_strdup_printf ("%s\n%s", said->name, slip_role_name (said->role))
                             : g_strdup (said->name);
  g_autofree char *what = say_what (said);

  slip_report_table_add_cell (table, SLIP_TONE_PLAIN, who);
  slip_report_table_add_cell (table, SLIP_TONE_PLAIN, time);
  slip_report_table_add_cell (table, said->refused != NULL ? SLIP_TONE_MUTED : SLIP_TONE_PLAIN,
                              what);
}

/* (transfer full) */
static char *
say_state (const SlipDiscussion *thread)
{
  if (thread->closed != NULL)
    return g_strdup (_ ("Closed"));
  if (!thread->blocks)
    return g_strdup (_ ("Open"));
  return g_strdup_printf (
      _ ("Open. It blocks approvals and the gate until it is closed in the role %s."),
      slip_role_name (thread->role));
}

static void
add_thread (SlipReport *report, const SlipReportThread *thread, guint level)
{
  const SlipDiscussion *discussion = thread->discussion;
  g_autofree char *heading =
      *thread->label != '\0'
          ? g_strdup_printf ("%s: %s", say_topic (discussion->topic), thread->label)
          : g_strdup (say_topic (discussion->topic));
  g_autofree char *state = say_state (discussion);
  SlipReportTable *table;

  slip_report_add_heading (report, level, heading);
  slip_report_add_paragraph (report, SLIP_REPORT_CAPTION, state);
  table = slip_report_add_table (report, SLIP_TABLE_GRID);
  slip_report_table_add_column (table, _ ("Who"), 40, FALSE);
  slip_report_table_add_column (table, _ ("When"), 32, FALSE);
  slip_report_table_add_column (table, _ ("What"), 98, FALSE);
  for (guint i = 0; i < discussion->said->len; i++)
    add_said (table, g_ptr_array_index (discussion->said, i));
}

void
slip_report_threads (SlipReport *report, GPtrArray *threads, guint level)
{
  if (threads == NULL || threads->len == 0)
    return;
  slip_report_add_heading (report, level, _ ("Comments"));
  slip_report_add_paragraph (
      report, SLIP_REPORT_HINT,
      _ ("What was said about this document, as of now, whichever revision of it this is. Times "
         "are as claimed."));
  for (guint i = 0; i < threads->len; i++)
    add_thread (report, g_ptr_array_index (threads, i), level + 1);
}
