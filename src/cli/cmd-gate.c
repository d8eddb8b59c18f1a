/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* slipwayctl gate: may this release be installed now, and may these files? Made for pipelines: it asks nobody, and needs no
 * network. */

#include "cli/slip-commands.h"

#include <string.h>

#include "core/slip-datetime.h"
#include "process/slip-roles.h"
#include "workspace/slip-gates.h"

/* "36h", "90m", "7d", "30s". */
static gboolean
read_duration (const char *text, gint64 *ms)
{
  static const struct
  {
    char unit;
    gint64 ms;
  } units[] = { { 's', 1000 }, { 'm', 60 * 1000 }, { 'h', 3600 * 1000 }, { 'd', 86400 * 1000 } };
  char *end = NULL;
  guint64 n = g_ascii_strtoull (text, &end, 10);

  if (!g_ascii_isdigit (*text) || n > 100000 || end[0] == '\0' || end[1] != '\0')
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (units); i++)
    if (units[i].unit == *end)
      {
        *ms = (gint64) n * units[i].ms;
        return TRUE;
      }
  return FALSE;
}

/* Whether this copy has synced lately enough; else why not. */
static gboolean
check_age (SlipWorkspace *workspace, const char *text, gint64 most_ms, GPtrArray *reasons,
           GError **error)
{
  g_autoptr (SlipSyncState) state = slip_workspace_get_sync_state (workspace, error);
  g_autofree char *when = NULL;

  if (state == NULL)
    return FALSE;
  if (state->synced_ms == 0)
    g_ptr_array_add (reasons, g_strdup (_ ("This copy has never synced.")));
  else if (slip_now_ms () - state->synced_ms > most_ms)
    {
      when = slip_datetime_format (state->synced_ms, slip_utc_offset_minutes (state->synced_ms));
      g_ptr_array_add (
          reasons,
          g_strdup_printf (_ ("This copy last synced at %s, more than %s ago."), when, text));
    }
  return TRUE;
}

/* Titles of the forms by their ids: what a line about a document says. */
static GHashTable *
list_titles (SlipWorkspace *workspace, GError **error)
{
  g_autoptr (GPtrArray) forms = slip_workspace_list_forms (workspace, error);
  GHashTable *titles;

  if (forms == NULL)
    return NULL;
  titles = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; i < forms->len; i++)
    {
      const SlipFormInfo *form = g_ptr_array_index (forms, i);

      g_hash_table_insert (titles, g_strdup (form->id), g_strdup (form->title));
    }
  return titles;
}

/* (transfer full) */
static char *
line_text (const SlipGateLine *line, GHashTable *titles)
{
  const char *title;

  if (line->criterion != NULL)
    return g_strdup (slip_process_text (line->criterion->text));
  if (line->concern != NULL)
    return g_strdup (_ ("A concern is open."));
  if (line->separation != NULL)
    return g_strdup (slip_process_text (line->separation->text));
  title = g_hash_table_lookup (titles, line->form);
  /* Translators: %s is the title of a form, such as Deployment Plan */
  return g_strdup_printf (_ ("The document “%s” is approved."), title != NULL ? title : line->form);
}

static const char *
line_id (const SlipGateLine *line)
{
  return line->criterion != NULL    ? line->criterion->id
         : line->concern != NULL    ? line->concern->id
         : line->separation != NULL ? line->separation->id
                                    : line->form;
}

static void
print_line (const SlipGateLine *line, GHashTable *titles)
{
  g_autofree char *text = line_text (line, titles);

  slip_cli_line ("  %-14s %s  %s", slip_criterion_state_name (line->state), line_id (line), text);
  if (line->why != NULL)
    slip_cli_line ("                 %s", line->why);
  if (line->criterion != NULL &&
      (line->state == SLIP_CRITERION_NOT_MET || line->state == SLIP_CRITERION_UNKNOWN))
    slip_cli_line (_ ("                 mend it in: %s%s%s"), line->criterion->at,
                   line->record != NULL ? "  " : "", line->record != NULL ? line->record : "");
  if (line->concern != NULL)
    slip_cli_line (_ ("                 about: %s  %s; the role %s closes it"), line->form,
                   line->record, slip_role_name (line->concern->role));
  if (line->waiver != NULL)
    {
      g_autofree char *until = slip_datetime_format (
          line->waiver->until_ms, slip_utc_offset_minutes (line->waiver->until_ms));

      slip_cli_line (line->state == SLIP_CRITERION_WAIVED
                         ? _ ("                 waived by %s until %s: %s (instead: %s)")
                         : _ ("                 was waived by %s until %s: %s (instead: %s)"),
                     line->waiver->signer, until, line->waiver->reason, line->waiver->control);
      slip_cli_line (_ ("                 %s answers for it"), line->waiver->owner);
    }
}

static void
print_text (const SlipGateReport *report, GHashTable *titles, GPtrArray *reasons)
{
  const SlipStage *stage = NULL;

  for (guint i = 0; i < report->gate->lines->len; i++)
    {
      const SlipGateLine *line = g_ptr_array_index (report->gate->lines, i);

      if (line->stage != stage)
        slip_cli_line ("%s %s", line->stage->number, slip_process_text (line->stage->title));
      stage = line->stage;
      print_line (line, titles);
    }
  for (guint i = 0; i < report->gate->skipped->len; i++)
    {
      const SlipStage *skipped = g_ptr_array_index (report->gate->skipped, i);

      slip_cli_line (_ ("%s %s: left out. %s"), skipped->number, slip_process_text (skipped->title),
                     slip_process_text (skipped->skip_text));
    }
  slip_cli_line (_ ("gate: %s"), slip_gate_result_name (report->gate->result));
  if (report->rulings->standing != NULL)
    {
      const SlipStatement *statement = report->rulings->standing->signature->statement;

      slip_cli_line (_ ("decision: %s, %s, %s: %s"),
                     slip_decision_to_string (statement->ruling->decision), statement->name,
                     statement->time, statement->ruling->reason);
      for (guint i = 0; i < statement->ruling->dissent->len; i++)
        {
          const SlipNamedText *dissent = g_ptr_array_index (statement->ruling->dissent, i);

          slip_cli_line (_ ("%s doesn't agree: %s"), dissent->name, dissent->text);
        }
    }
  for (guint i = 0; i < reasons->len; i++)
    slip_cli_line ("%s", (const char *) g_ptr_array_index (reasons, i));
  slip_cli_line ("%s", reasons->len == 0 && report->open ? _ ("open") : _ ("not open"));
}

static void
json_lines (JsonBuilder *json, const SlipGateReport *report, GHashTable *titles)
{
  json_builder_set_member_name (json, "lines");
  json_builder_begin_array (json);
  for (guint i = 0; i < report->gate->lines->len; i++)
    {
      const SlipGateLine *line = g_ptr_array_index (report->gate->lines, i);
      g_autofree char *text = line_text (line, titles);

      json_builder_begin_object (json);
      slip_json_text (json, "stage", line->stage->id);
      slip_json_text (json, "kind",
                      line->criterion != NULL    ? "criterion"
                      : line->concern != NULL    ? "concern"
                      : line->separation != NULL ? "separation"
                                                 : "document");
      slip_json_text (json, "id", line_id (line));
      slip_json_text (json, "state", slip_criterion_state_name (line->state));
      slip_json_text (json, "text", text);
      if (line->criterion != NULL)
        {
          slip_json_text (json, "severity", slip_severity_name (line->criterion->severity));
          slip_json_text (json, "at", line->criterion->at);
          slip_json_flag (json, "waivable", line->criterion->waivable);
        }
      if (line->record != NULL)
        slip_json_text (json, "document", line->record);
      if (line->why != NULL)
        slip_json_text (json, "why", line->why);
      if (line->waiver != NULL)
        {
          g_autofree char *until = slip_datetime_format (line->waiver->until_ms, 0);

          json_builder_set_member_name (json, "waiver");
          json_builder_begin_object (json);
          slip_json_text (json, "reason", line->waiver->reason);
          slip_json_text (json, "owner", line->waiver->owner);
          slip_json_text (json, "control", line->waiver->control);
          slip_json_text (json, "signer", line->waiver->signer);
          slip_json_text (json, "until", until);
          slip_json_text (json, "statement", line->waiver->statement);
          json_builder_end_object (json);
        }
      json_builder_end_object (json);
    }
  json_builder_end_array (json);
}

static void
json_dissent (JsonBuilder *json, GPtrArray *list)
{
  json_builder_set_member_name (json, "dissent");
  json_builder_begin_array (json);
  for (guint i = 0; i < list->len; i++)
    {
      const SlipNamedText *dissent = g_ptr_array_index (list, i);

      json_builder_begin_object (json);
      slip_json_text (json, "name", dissent->name);
      slip_json_text (json, "why", dissent->text);
      json_builder_end_object (json);
    }
  json_builder_end_array (json);
}

static void
json_rulings (JsonBuilder *json, const SlipRulings *rulings)
{
  json_builder_set_member_name (json, "rulings");
  json_builder_begin_array (json);
  for (guint i = 0; i < rulings->all->len; i++)
    {
      const SlipRulingState *state = g_ptr_array_index (rulings->all, i);
      const SlipStatement *statement = state->signature->statement;

      json_builder_begin_object (json);
      slip_json_text (json, "type", slip_statement_type_to_string (statement->type));
      slip_json_text (json, "statement", state->signature->hash);
      slip_json_text (json, "signer", statement->name);
      slip_json_text (json, "role", statement->role);
      slip_json_text (json, "time", statement->time);
      slip_json_text (json, "reason", statement->ruling->reason);
      if (statement->type == SLIP_STATEMENT_DECISION)
        {
          slip_json_text (json, "decision", slip_decision_to_string (statement->ruling->decision));
          json_dissent (json, statement->ruling->dissent);
        }
      if (statement->type == SLIP_STATEMENT_WAIVER)
        slip_json_text (json, "criterion", statement->ruling->criterion);
      if (statement->type == SLIP_STATEMENT_TAILORING)
        {
          slip_json_text (json, "form", statement->ruling->form);
          slip_json_flag (json, "required", statement->ruling->required);
        }
      slip_json_flag (json, "counts", state->refused == NULL);
      slip_json_flag (json, "stands", rulings->standing == state);
      if (state->refused != NULL)
        slip_json_text (json, "refused", state->refused);
      json_builder_end_object (json);
    }
  json_builder_end_array (json);
}

static void
print_json (const SlipGateReport *report, GHashTable *titles, GPtrArray *reasons)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();
  g_autofree char *at = slip_datetime_format (report->at_ms, 0);

  json_builder_begin_object (json);
  slip_json_flag (json, "open", reasons->len == 0 && report->open);
  slip_json_text (json, "release", report->release);
  slip_json_text (json, "process", report->process->id);
  slip_json_text (json, "definition", report->process->digest);
  slip_json_flag (json, "pinned", report->pinned);
  slip_json_text (json, "stage", report->stage->id);
  slip_json_text (json, "at", at);
  slip_json_text (json, "gate", slip_gate_result_name (report->gate->result));
  json_builder_set_member_name (json, "reasons");
  json_builder_begin_array (json);
  for (guint i = 0; i < reasons->len; i++)
    json_builder_add_string_value (json, g_ptr_array_index (reasons, i));
  json_builder_end_array (json);
  json_lines (json, report, titles);
  json_builder_set_member_name (json, "skipped");
  json_builder_begin_array (json);
  for (guint i = 0; i < report->gate->skipped->len; i++)
    json_builder_add_string_value (
        json, ((const SlipStage *) g_ptr_array_index (report->gate->skipped, i))->id);
  json_builder_end_array (json);
  json_rulings (json, report->rulings);
  json_builder_end_object (json);
  slip_json_print (json);
}

static gboolean
check_artefacts (const SlipGateReport *report, GStrv files, GPtrArray *reasons, GError **error)
{
  for (gsize i = 0; files != NULL && files[i] != NULL; i++)
    {
      char *why = NULL;

      if (!slip_workspace_check_artefact (report, files[i], &why, error))
        return FALSE;
      if (why != NULL)
        g_ptr_array_add (reasons, why);
    }
  return TRUE;
}

SlipExit
slip_cmd_gate (SlipCli *cli)
{
  g_autofree char *stage = NULL;
  g_autofree char *at = NULL;
  g_autofree char *age = NULL;
  g_auto (GStrv) artefacts = NULL;
  const GOptionEntry entries[] = {
    { "stage", 0, 0, G_OPTION_ARG_FILENAME, &stage,
      N_ ("A stage's id or number; else the one where Go is given"), "STAGE" },
    { "artifact", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &artefacts,
      N_ ("A file that has to be one of the approved artefacts; may be given again"), "FILE" },
    { "at", 0, 0, G_OPTION_ARG_FILENAME, &at, N_ ("Ask for this time instead of now"), "TIME" },
    { "max-age", 0, 0, G_OPTION_ARG_FILENAME, &age,
      N_ ("Refuse a copy that has not synced for longer: 90m, 24h, 7d"), "DURATION" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (SlipWorkspace) workspace = NULL;
  g_autoptr (SlipGateReport) report = NULL;
  g_autoptr (GHashTable) titles = NULL;
  g_autoptr (GPtrArray) reasons = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  gint64 at_ms = 0;
  gint64 age_ms = 0;

  if (!slip_cli_parse (cli, entries, 1, 1))
    return SLIP_EXIT_USAGE;
  if (at != NULL && (!slip_datetime_is_valid (at) || !slip_datetime_to_ms (at, &at_ms)))
    return slip_cli_usage (cli, _ ("“%s” is no time such as 2026-10-17T20:00:00+02:00"), at);
  if (age != NULL && !read_duration (age, &age_ms))
    return slip_cli_usage (cli, _ ("“%s” is no duration such as 90m, 24h or 7d"), age);
  workspace = slip_cli_open (cli, &error);
  if (workspace == NULL || (age != NULL && !check_age (workspace, age, age_ms, reasons, &error)) ||
      (report = slip_workspace_gate (workspace, cli->args[0], stage, at_ms, &error)) == NULL ||
      (titles = list_titles (workspace, &error)) == NULL)
    return slip_cli_fail (error);
  for (guint i = 0; i < report->reasons->len; i++)
    {
      const SlipGoReason *reason = g_ptr_array_index (report->reasons, i);

      g_ptr_array_add (reasons,
                       slip_go_reason_say (reason, reason->form != NULL
                                                       ? g_hash_table_lookup (titles, reason->form)
                                                       : NULL));
    }
  if (!check_artefacts (report, artefacts, reasons, &error))
    return slip_cli_fail (error);
  if (cli->json)
    print_json (report, titles, reasons);
  else
    print_text (report, titles, reasons);
  return report->open && reasons->len == 0 ? SLIP_EXIT_DONE : SLIP_EXIT_NO;
}
