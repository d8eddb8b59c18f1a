/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* slipwayctl document history: a document's revisions, its sign-offs with what became of them, what waits. */

#include "cli/slip-commands.h"

#include "core/slip-datetime.h"

#define HASH_SHOWN 12

/* All that is told. */
typedef struct
{
  SlipWorkspace *workspace;
  SlipSignoff *signoff;
  GPtrArray *withdrawals;
  GPtrArray *amendments;
  GPtrArray *proposals;
} History;

static void
history_clear (History *history)
{
  g_clear_object (&history->workspace);
  g_clear_pointer (&history->signoff, slip_signoff_free);
  g_clear_pointer (&history->withdrawals, g_ptr_array_unref);
  g_clear_pointer (&history->amendments, g_ptr_array_unref);
  g_clear_pointer (&history->proposals, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (History, history_clear)

static gboolean
load (History *history, SlipCli *cli, GError **error)
{
  const char *document = cli->args[0];

  return (history->workspace = slip_cli_open (cli, error)) != NULL &&
         (history->signoff = slip_workspace_get_signoff (history->workspace, document, error)) !=
             NULL &&
         (history->withdrawals =
              slip_workspace_list_withdrawals (history->workspace, document, error)) != NULL &&
         (history->amendments =
              slip_workspace_list_amendments (history->workspace, document, error)) != NULL &&
         (history->proposals =
              slip_workspace_list_proposals (history->workspace, document, error)) != NULL;
}

static char *
not_before (const SlipSignature *signature)
{
  return slip_signature_time_is_doubtful (signature)
             ? slip_datetime_format (signature->not_before_ms, 0)
             : NULL;
}

/* == as text == */

static void
print_revisions (const SlipSignoff *signoff)
{
  for (guint i = 0; i < signoff->revisions->len; i++)
    {
      const SlipRevision *revision = g_ptr_array_index (signoff->revisions, i);

      slip_cli_line (_ ("revision %u  %s  completed by %s (%s)  content %s"), revision->number,
                     revision->completion->time, revision->completion->name,
                     revision->completion->role, revision->content);
      if (revision->started != NULL)
        slip_cli_line (_ ("    started by %s: %s"), revision->started->name,
                       revision->started->reason);
      if (revision->taken_back != NULL)
        slip_cli_line (_ ("    approval withdrawn by %s (%s)"), revision->taken_back->name,
                       revision->taken_back->role);
    }
  if (signoff->revising != NULL)
    slip_cli_line (_ ("revision %u  in progress, started by %s: %s"), signoff->revisions->len + 1,
                   signoff->revising->name, signoff->revising->reason);
  for (guint i = 0; i < signoff->revises->len; i++)
    {
      const SlipRevise *revise = g_ptr_array_index (signoff->revises, i);

      if (revise->refused != NULL)
        slip_cli_line (_ ("a revise by %s doesn't count: %s (%s)"), revise->name, revise->refused,
                       revise->reason);
    }
}

static void
print_signatures (const History *history)
{
  g_autoptr (SlipTable) table = slip_table_new (6);

  for (guint i = 0; i < history->signoff->signatures->len; i++)
    {
      const SlipSignature *signature = g_ptr_array_index (history->signoff->signatures, i);
      g_autofree char *hash = g_strndup (signature->hash, HASH_SHOWN);
      g_autofree char *name = slip_workspace_signer (history->workspace, signature);
      g_autofree char *state = slip_sign_off_describe (history->signoff, signature);
      g_autofree char *after = not_before (signature);
      g_autofree char *time = after == NULL ? g_strdup (signature->time)
                                            : g_strdup_printf (_ ("%s (by the log not before %s)"),
                                                               signature->time, after);

      slip_table_add (table, hash, signature->role, slip_verdict_to_string (signature->verdict),
                      name, time, state);
    }
  slip_table_print (table, stdout);
}

static void
print_withdrawals (GPtrArray *withdrawals)
{
  for (guint i = 0; i < withdrawals->len; i++)
    {
      const SlipWithdrawalInfo *info = g_ptr_array_index (withdrawals, i);

      slip_cli_line (_ ("%.12s  withdraws %.12s  %s  %s  %s%s%s"), info->statement, info->sign_off,
                     info->name, info->time, info->reason,
                     info->refused != NULL ? _ ("  doesn't count: ") : "",
                     info->refused != NULL ? info->refused : "");
    }
}

static void
print_history (const History *history)
{
  slip_cli_line (_ ("status: %s%s"), history->signoff->status,
                 history->signoff->opposed == SLIP_VERDICT_REJECT     ? _ (", rejected")
                 : history->signoff->opposed == SLIP_VERDICT_CONCERNS ? _ (", with concerns")
                                                                      : "");
  print_revisions (history->signoff);
  if (history->signoff->signatures->len > 0)
    {
      slip_cli_line ("%s", _ ("sign-offs:"));
      print_signatures (history);
    }
  if (history->withdrawals->len > 0)
    {
      slip_cli_line ("%s", _ ("withdrawals:"));
      print_withdrawals (history->withdrawals);
    }
  if (history->amendments->len > 0)
    {
      slip_cli_line (_ ("changes since revision %u:"), history->signoff->revisions->len);
      slip_cli_print_changes (history->amendments, stdout);
    }
  if (history->proposals->len > 0)
    slip_cli_line ("%s", _ ("proposals:"));
  for (guint i = 0; i < history->proposals->len; i++)
    {
      const SlipProposalInfo *info = g_ptr_array_index (history->proposals, i);

      slip_cli_line (_ ("%s: %s proposes %s"), info->path, info->person, info->value);
    }
}

/* == as JSON == */

static void
json_revisions (JsonBuilder *json, const SlipSignoff *signoff)
{
  json_builder_set_member_name (json, "revisions");
  json_builder_begin_array (json);
  for (guint i = 0; i < signoff->revisions->len; i++)
    {
      const SlipRevision *revision = g_ptr_array_index (signoff->revisions, i);

      json_builder_begin_object (json);
      slip_json_number (json, "number", revision->number);
      slip_json_text (json, "time", revision->completion->time);
      slip_json_text (json, "completed-by", revision->completion->name);
      slip_json_text (json, "completed-role", revision->completion->role);
      slip_json_text (json, "completed-statement", revision->completion->hash);
      slip_json_text (json, "content", revision->content);
      slip_json_text (json, "reason", revision->started != NULL ? revision->started->reason : NULL);
      slip_json_text (json, "started-by",
                      revision->started != NULL ? revision->started->name : NULL);
      slip_json_text (json, "taken-back",
                      revision->taken_back != NULL ? revision->taken_back->hash : NULL);
      slip_json_flag (json, "approved", revision == signoff->approved);
      json_builder_end_object (json);
    }
  json_builder_end_array (json);

  json_builder_set_member_name (json, "revises");
  json_builder_begin_array (json);
  for (guint i = 0; i < signoff->revises->len; i++)
    {
      const SlipRevise *revise = g_ptr_array_index (signoff->revises, i);
      g_autofree char *time = slip_datetime_format (revise->wall_ms, revise->utc_offset);

      json_builder_begin_object (json);
      slip_json_number (json, "revision", revise->revision);
      slip_json_text (json, "person", revise->name);
      slip_json_text (json, "time", time);
      slip_json_text (json, "reason", revise->reason);
      slip_json_text (json, "refused", revise->refused);
      json_builder_end_object (json);
    }
  json_builder_end_array (json);
}

static void
json_signatures (JsonBuilder *json, const History *history)
{
  json_builder_set_member_name (json, "sign-offs");
  json_builder_begin_array (json);
  for (guint i = 0; i < history->signoff->signatures->len; i++)
    {
      const SlipSignature *signature = g_ptr_array_index (history->signoff->signatures, i);
      g_autofree char *holder =
          signature->holder != NULL
              ? slip_workspace_person_name (history->workspace, signature->holder)
              : NULL;
      g_autofree char *why = slip_sign_off_describe (history->signoff, signature);
      g_autofree char *after = not_before (signature);

      json_builder_begin_object (json);
      slip_json_text (json, "statement", signature->hash);
      slip_json_text (json, "slot", signature->slot);
      slip_json_text (json, "role", signature->role);
      slip_json_text (json, "verdict", slip_verdict_to_string (signature->verdict));
      slip_json_text (json, "person", signature->name);
      slip_json_text (json, "for", holder);
      slip_json_text (json, "time", signature->time);
      slip_json_text (json, "not-before", after);
      slip_json_text (json, "comment", signature->comment);
      slip_json_text (json, "content", signature->content);
      slip_json_flag (json, "counts", slip_signoff_stands (history->signoff, signature));
      slip_json_text (json, "state", slip_sign_off_state (history->signoff, signature));
      slip_json_text (json, "why", why);
      json_builder_end_object (json);
    }
  json_builder_end_array (json);

  json_builder_set_member_name (json, "withdrawals");
  json_builder_begin_array (json);
  for (guint i = 0; i < history->withdrawals->len; i++)
    {
      const SlipWithdrawalInfo *info = g_ptr_array_index (history->withdrawals, i);

      json_builder_begin_object (json);
      slip_json_text (json, "statement", info->statement);
      slip_json_text (json, "sign-off", info->sign_off);
      slip_json_text (json, "person", info->name);
      slip_json_text (json, "time", info->time);
      slip_json_text (json, "reason", info->reason);
      slip_json_text (json, "refused", info->refused);
      json_builder_end_object (json);
    }
  json_builder_end_array (json);
}

static void
json_history (JsonBuilder *json, const History *history)
{
  json_builder_begin_object (json);
  slip_json_text (json, "status", history->signoff->status);
  slip_json_text (json, "opposed",
                  history->signoff->opposed != SLIP_VERDICT_APPROVE
                      ? slip_verdict_to_string (history->signoff->opposed)
                      : NULL);
  json_revisions (json, history->signoff);
  json_signatures (json, history);
  json_builder_set_member_name (json, "amendments");
  slip_json_changes (json, history->amendments);
  json_builder_set_member_name (json, "proposals");
  json_builder_begin_array (json);
  for (guint i = 0; i < history->proposals->len; i++)
    {
      const SlipProposalInfo *info = g_ptr_array_index (history->proposals, i);

      json_builder_begin_object (json);
      slip_json_text (json, "path", info->path);
      slip_json_text (json, "label", info->label);
      slip_json_text (json, "value", info->value);
      slip_json_text (json, "person", info->person);
      slip_json_text (json, "time", info->time);
      json_builder_end_object (json);
    }
  json_builder_end_array (json);
  json_builder_end_object (json);
}

SlipExit
slip_cmd_document_history (SlipCli *cli)
{
  g_auto (History) history = { NULL };
  g_autoptr (JsonBuilder) json = json_builder_new ();
  g_autoptr (GError) error = NULL;

  if (!slip_cli_parse (cli, NULL, 1, 1))
    return SLIP_EXIT_USAGE;
  if (!load (&history, cli, &error))
    return slip_cli_fail (error);
  if (!cli->json)
    {
      print_history (&history);
      return SLIP_EXIT_DONE;
    }
  json_history (json, &history);
  slip_json_print (json);
  return SLIP_EXIT_DONE;
}
