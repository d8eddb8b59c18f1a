/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Signing what is said of a release as a whole. What wouldn't count is refused before it is signed, by the same rules by which
 * a colleague's is judged when it arrives (slip-rulings.c). */

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/slip-hash.h"
#include "core/slip-text.h"
#include "process/slip-roles.h"
#include "store/slip-log.h"
#include "trust/slip-roster.h"
#include "workspace/slip-gates-private.h"
#include "workspace/slip-people-private.h"
#include "workspace/slip-revisions-private.h"
#include "workspace/slip-workspace-private.h"

#define MS_PER_HOUR (60 * 60 * G_GINT64_CONSTANT (1000))
#define MS_PER_DAY (24 * MS_PER_HOUR)

typedef struct
{
  const char *release; /* id */
  SlipSigningKey *key;
  const SlipDecide *decide;
  const SlipWaive *waive;
  const char *form; /* of a tailoring */
  gboolean required;
  const char *reason; /* cleaned */
  const char *role;   /* nullable */
  char *hash;
} Ruling;

/* == parts == */

static SlipStatement *
begin (SlipDatabase *db, const Ruling *args, SlipStatementType type, const SlipProcess *process,
       const char *role)
{
  SlipStatement *statement = slip_statement_new (type);
  g_autofree char *workspace = slip_meta_get (db, SLIP_META_WORKSPACE);
  g_autofree char *person = slip_meta_get (db, SLIP_META_PERSON);
  gint64 now = slip_now_ms ();

  g_strlcpy (statement->workspace, workspace, sizeof statement->workspace);
  g_strlcpy (statement->person, person, sizeof statement->person);
  statement->name = slip_person_name (db, person);
  memcpy (statement->key, args->key->public, SLIP_KEY_BYTES);
  slip_statement_set_time (statement, now, slip_utc_offset_minutes (now));
  statement->role = g_strdup (role);
  g_strlcpy (statement->ruling->record, args->release, sizeof statement->ruling->record);
  g_strlcpy (statement->ruling->process, process->digest, sizeof statement->ruling->process);
  statement->ruling->reason = g_strdup (args->reason);
  return statement;
}

static gboolean
finish (SlipDatabase *db, Ruling *args, SlipStatement *statement, GError **error)
{
  g_autoptr (GBytes) signature = NULL;
  g_autoptr (SlipOp) op = NULL;

  if (!slip_signing_add_seen (db, statement, error) || !slip_statement_write (statement, error))
    return FALSE;
  signature = slip_statement_sign (statement->text, args->key);
  op = slip_log_do (db, SLIP_OP_STATEMENT, SLIP_UNKNOWN_RECORD_READ_ONLY, args->release, NULL, 0,
                    slip_statement_op_content (statement->text, signature), error);
  args->hash = slip_hash_to_hex (&statement->hash);
  return op != NULL;
}

/* The role to sign in: the one that was asked for, or the first that the person holds. */
static const char *
choose_role (SlipDatabase *db, GStrv roles, const char *wanted, GError **error)
{
  g_autofree char *person = slip_meta_get (db, SLIP_META_PERSON);
  g_autofree char *all = roles != NULL ? g_strjoinv (", ", roles) : g_strdup ("");

  if (wanted != NULL && roles != NULL && g_strv_contains ((const char *const *) roles, wanted))
    return slip_signing_check_role (db, person, wanted, error) ? wanted : NULL;
  for (gsize i = 0; wanted == NULL && roles != NULL && roles[i] != NULL; i++)
    if (slip_roster_may_sign (db, person, roles[i], slip_now_ms (), NULL))
      return roles[i];
  g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED,
               _ ("the process gives that to: %s; “slipwayctl info roles” lists the roles that you "
                  "hold"),
               all);
  return NULL;
}

/* A release that follows none has no order, so nothing is ruled in it before somebody lets it follow one. */
static SlipProcess *
load_process (SlipDatabase *db, const char *release, GError **error)
{
  gboolean pinned = FALSE;
  g_autoptr (SlipProcess) process = slip_processes_for_release (db, release, &pinned, error);

  if (process != NULL && !pinned)
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED,
                   _ ("the release began before releases followed a version of the process; let it "
                      "follow one first: slipwayctl process follow %s %s"),
                   release, process->id);
      return NULL;
    }
  return g_steal_pointer (&process);
}

static gboolean
check_until (gint64 until_ms, gint64 most_ms, const char *unit, guint most, GError **error)
{
  gint64 now = slip_now_ms ();

  if (until_ms <= now)
    g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID, _ ("it would end before it begins"));
  else if (until_ms - now > most_ms)
    g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID,
                 _ ("the process allows it for %u %s at the most"), most, unit);
  return until_ms > now && until_ms - now <= most_ms;
}

/* == decisions == */

static gboolean
check_gate (const SlipGateReport *report, SlipDecision decision, GError **error)
{
  guint open = 0;

  if (decision == SLIP_DECISION_NO_GO || decision == SLIP_DECISION_DEFERRED)
    return TRUE;
  for (guint i = 0; i < report->gate->lines->len; i++)
    {
      const SlipGateLine *line = g_ptr_array_index (report->gate->lines, i);

      open += line->state == SLIP_CRITERION_NOT_MET || line->state == SLIP_CRITERION_UNKNOWN;
    }
  if (report->gate->result == SLIP_GATE_NO_GO)
    g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED,
                 ngettext ("the gate doesn't let it: %u line isn't met; “slipwayctl gate” lists it",
                           "the gate doesn't let it: %u lines aren't met; “slipwayctl gate” lists "
                           "them",
                           open),
                 open);
  else if (report->gate->result == SLIP_GATE_CONDITIONAL && decision == SLIP_DECISION_GO)
    g_set_error (
        error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED,
        _ ("there are waivers, so the gate lets only a Go with conditions: “conditional”"));
  else
    return TRUE;
  return FALSE;
}

static void
bind (SlipStatement *statement, const SlipBound *bound, gint64 until_ms)
{
  for (guint i = 0; i < bound->revisions->len; i++)
    {
      const SlipBoundRevision *revision = g_ptr_array_index (bound->revisions, i);

      slip_statement_add_revision (statement, revision->record, revision->form, revision->number,
                                   revision->content);
    }
  for (guint i = 0; i < bound->artefacts->len; i++)
    {
      const SlipNamedText *artefact = g_ptr_array_index (bound->artefacts, i);

      slip_statement_add_artefact (statement, artefact->name, artefact->text);
    }
  statement->ruling->window_start = g_strdup (bound->window_start);
  statement->ruling->window_end = g_strdup (bound->window_end);
  slip_statement_set_until (statement, until_ms, slip_utc_offset_minutes (until_ms));
}

static gboolean
decide (SlipWorkspace *self, SlipDatabase *db, gpointer data, GError **error)
{
  Ruling *args = data;
  const SlipDecide *what = args->decide;
  g_autoptr (SlipProcess) process = load_process (db, args->release, error);
  g_autoptr (SlipReleaseView) view = NULL;
  g_autoptr (SlipGateReport) report = NULL;
  g_autoptr (SlipStatement) statement = NULL;
  gboolean lets = what->decision == SLIP_DECISION_GO || what->decision == SLIP_DECISION_CONDITIONAL;
  gint64 now = slip_now_ms ();
  gint64 most = process != NULL ? process->go_hours * MS_PER_HOUR : 0;
  gint64 until = what->until_ms != 0 ? what->until_ms : now + most;
  char *roles[] = { process != NULL ? process->go_role : NULL, NULL };
  const char *role;

  if (process == NULL || !slip_people_check_signer (self, db, args->key, error) ||
      (role = choose_role (db, roles, NULL, error)) == NULL ||
      (lets && !check_until (until, most, _ ("hours"), process->go_hours, error)) ||
      (view = slip_release_view_load (db, args->release, error)) == NULL)
    return FALSE;
  report = slip_release_view_gate (view, args->release,
                                   slip_process_find_stage (view->process, process->go_stage), now);
  if (!check_gate (report, what->decision, error))
    return FALSE;
  statement = begin (db, args, SLIP_STATEMENT_DECISION, process, role);
  statement->ruling->stage = g_strdup (process->go_stage);
  statement->ruling->decision = what->decision;
  if (lets)
    bind (statement, report->bound, until);
  for (guint i = 0; what->dissent != NULL && i < what->dissent->len; i++)
    {
      const SlipNamedText *dissent = g_ptr_array_index (what->dissent, i);

      slip_statement_add_dissent (statement, dissent->name, dissent->text);
    }
  return finish (db, args, statement, error);
}

/* == waivers == */

static char *
find_member (SlipDatabase *db, const char *who, GError **error)
{
  g_autoptr (GPtrArray) members = slip_roster_members (db, error);
  const SlipMember *found = NULL;

  for (guint i = 0; members != NULL && i < members->len; i++)
    {
      const SlipMember *member = g_ptr_array_index (members, i);

      if (member->revoked != NULL || *who == '\0' ||
          (!g_str_equal (member->name, who) && !g_str_has_prefix (member->person, who)))
        continue;
      if (found != NULL)
        {
          g_set_error (error, SLIP_ERROR, SLIP_ERROR_AMBIGUOUS,
                       _ ("“%s” may be several members; “slipwayctl member list” lists their ids"),
                       who);
          return NULL;
        }
      found = member;
    }
  if (members != NULL && found == NULL)
    g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND,
                 _ ("there is no member “%s”; “slipwayctl member list” lists them"), who);
  return found != NULL ? g_strdup (found->person) : NULL;
}

static gboolean
check_criterion (const SlipProcess *process, const char *id, GError **error)
{
  const SlipCriterion *criterion = slip_process_find_criterion (process, id, NULL);

  if (criterion == NULL && slip_process_find_separation (process, id) == NULL)
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND,
                   _ ("the process has no criterion “%s”; “slipwayctl gate” lists those that it "
                      "has"),
                   id);
      return FALSE;
    }
  if (criterion != NULL && !criterion->waivable)
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED,
                   _ ("the criterion “%s” can't be waived"), id);
      return FALSE;
    }
  return TRUE;
}

static gboolean
waive (SlipWorkspace *self, SlipDatabase *db, gpointer data, GError **error)
{
  Ruling *args = data;
  const SlipWaive *what = args->waive;
  g_autoptr (SlipProcess) process = load_process (db, args->release, error);
  g_autofree char *owner = NULL;
  g_autoptr (SlipStatement) statement = NULL;
  const char *role;

  if (process == NULL || !slip_people_check_signer (self, db, args->key, error) ||
      (role = choose_role (db, process->waiver_roles, what->role, error)) == NULL ||
      !check_criterion (process, what->criterion, error) ||
      !check_until (what->until_ms, process->waiver_days * MS_PER_DAY, _ ("days"),
                    process->waiver_days, error) ||
      (owner = find_member (db, what->owner, error)) == NULL)
    return FALSE;
  statement = begin (db, args, SLIP_STATEMENT_WAIVER, process, role);
  statement->ruling->criterion = g_strdup (what->criterion);
  g_strlcpy (statement->ruling->owner, owner, sizeof statement->ruling->owner);
  statement->ruling->owner_name = slip_person_name (db, owner);
  statement->ruling->control = g_strdup (what->control);
  slip_statement_set_until (statement, what->until_ms, slip_utc_offset_minutes (what->until_ms));
  return finish (db, args, statement, error);
}

/* == tailorings == */

static gboolean
tailor (SlipWorkspace *self, SlipDatabase *db, gpointer data, GError **error)
{
  Ruling *args = data;
  g_autoptr (SlipProcess) process = load_process (db, args->release, error);
  g_autoptr (SlipStatement) statement = NULL;
  const char *role;

  if (process == NULL || !slip_people_check_signer (self, db, args->key, error) ||
      (role = choose_role (db, process->tailoring_roles, args->role, error)) == NULL)
    return FALSE;
  if (slip_process_stage_of (process, args->form) == NULL)
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND,
                   _ ("the process has no documents of the form “%s”"), args->form);
      return FALSE;
    }
  statement = begin (db, args, SLIP_STATEMENT_TAILORING, process, role);
  statement->ruling->form = g_strdup (args->form);
  statement->ruling->required = args->required;
  return finish (db, args, statement, error);
}

/* == the doors == */

gboolean
slip_workspace_may_sign_as (SlipWorkspace *self, const char *role)
{
  SlipDatabase *db = slip_workspace_reader (self);
  g_autofree char *person = slip_meta_get (db, SLIP_META_PERSON);

  return person != NULL && slip_roster_may_sign (db, person, role, slip_now_ms (), NULL);
}

static char *
rule (SlipWorkspace *self, SlipEditFunc func, Ruling *args, const char *release, const char *reason,
      const char *passphrase, GError **error)
{
  g_autofree char *id = slip_workspace_resolve (self, SLIP_RECORD_RELEASE, release, error);
  g_autofree char *path = slip_workspace_path (self, SLIP_WORKSPACE_SIGNING_KEY);
  g_autofree char *text = id != NULL ? slip_clean_reason (reason, error) : NULL;
  g_autoptr (SlipSigningKey) key = NULL;

  if (text == NULL || (key = slip_signing_key_open (path, passphrase, error)) == NULL)
    return NULL;
  args->release = id;
  args->key = key;
  args->reason = text;
  if (!slip_workspace_edit (self, func, args, error))
    g_clear_pointer (&args->hash, g_free);
  return args->hash;
}

char *
slip_workspace_decide (SlipWorkspace *self, const SlipDecide *what, const char *passphrase,
                       GError **error)
{
  Ruling args = { .decide = what };

  return rule (self, decide, &args, what->release, what->rationale, passphrase, error);
}

char *
slip_workspace_waive (SlipWorkspace *self, const SlipWaive *what, const char *passphrase,
                      GError **error)
{
  Ruling args = { .waive = what };

  return rule (self, waive, &args, what->release, what->reason, passphrase, error);
}

char *
slip_workspace_tailor (SlipWorkspace *self, const char *release, const char *form,
                       gboolean required, const char *reason, const char *role,
                       const char *passphrase, GError **error)
{
  Ruling args = { .form = form, .required = required, .role = role };

  return rule (self, tailor, &args, release, reason, passphrase, error);
}
