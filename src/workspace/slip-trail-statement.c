/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Signed statements in the words of the audit trail: what was signed, about whom, and why. */

#include <glib/gi18n-lib.h>

#include "core/slip-hash.h"
#include "process/slip-roles.h"
#include "trust/slip-statement.h"
#include "workspace/slip-trail-private.h"

static char *
fingerprint_of (const char *key_hex)
{
  guint8 key[SLIP_KEY_BYTES];

  return slip_key_from_hex (key_hex, key) ? slip_key_fingerprint (key) : g_strdup (key_hex);
}

static char *
describe_roles (SlipDatabase *db, const SlipRoles *roles)
{
  g_autofree char *name = slip_person_name (db, roles->person);
  g_autofree char *grant = roles->grant != NULL ? g_strjoinv (", ", roles->grant) : g_strdup ("");
  g_autofree char *withdraw =
      roles->withdraw != NULL ? g_strjoinv (", ", roles->withdraw) : g_strdup ("");

  return g_strdup_printf ("%s (%s):%s%s%s%s", name, roles->person,
                          *grant != '\0' ? " granted " : "", grant,
                          *withdraw != '\0' ? " withdrew " : "", withdraw);
}

static char *
describe_revocation (SlipDatabase *db, const SlipRevocation *revocation)
{
  g_autofree char *name = slip_person_name (db, revocation->person);
  const char *key = *revocation->device != '\0' ? revocation->device : revocation->signing;
  g_autofree char *print = NULL;

  if (*key == '\0')
    return g_strdup_printf ("%s (%s)", name, revocation->person);
  print = fingerprint_of (key);
  return g_strdup_printf ("%s of %s (%s): %s", *revocation->device != '\0' ? "device" : "key", name,
                          revocation->person, print);
}

static char *
describe_endorsement (const SlipEndorsement *endorsement)
{
  if (*endorsement->sign_off != '\0')
    return g_strdup_printf ("sign-off %s", endorsement->sign_off);
  return g_strdup_printf ("frames %" G_GUINT64_FORMAT " to %" G_GUINT64_FORMAT " of %s",
                          endorsement->first, endorsement->last, endorsement->replica);
}

static char *
describe_deputy (SlipDatabase *db, const SlipDeputy *deputy)
{
  g_autofree char *name = slip_person_name (db, deputy->person);

  return g_strdup_printf ("%s (%s) may sign as %s until %s", name, deputy->person, deputy->role,
                          deputy->until);
}

static char *
describe_admission (const SlipAdmission *admission)
{
  g_autofree char *roles = g_strjoinv (", ", admission->roles);

  return g_strdup_printf ("%s (%s)%s%s", admission->name, admission->person,
                          *roles != '\0' ? ": " : "", roles);
}

static char *
describe_sign_off (SlipTrailWords *words, const SlipStatement *statement)
{
  const SlipSignOff *sign_off = statement->sign_off;
  static const char *const verdicts[] = {
    [SLIP_VERDICT_APPROVE] = N_ ("Approved"),
    [SLIP_VERDICT_CONCERNS] = N_ ("Concerns"),
    [SLIP_VERDICT_REJECT] = N_ ("Rejected"),
  };

  if (words->for_people)
    return g_strdup_printf ("%s, %s", _ (verdicts[sign_off->verdict]),
                            slip_role_name (statement->role));
  return g_strdup_printf ("%s as %s", slip_verdict_to_string (sign_off->verdict), statement->role);
}

static char *
describe_ruling (SlipTrailWords *words, const SlipStatement *statement)
{
  static const char *const said[] = {
    [SLIP_DECISION_GO] = N_ ("Go"),
    [SLIP_DECISION_CONDITIONAL] = N_ ("Go with conditions"),
    [SLIP_DECISION_NO_GO] = N_ ("No-Go"),
    [SLIP_DECISION_DEFERRED] = N_ ("Deferred"),
  };
  const SlipRuling *ruling = statement->ruling;

  if (statement->type == SLIP_STATEMENT_WAIVER)
    return g_strdup_printf ("%s, %s", ruling->criterion, ruling->until);
  if (statement->type == SLIP_STATEMENT_TAILORING)
    return g_strdup_printf ("%s: %s", ruling->form, ruling->required ? "yes" : "no");
  if (words->for_people)
    return g_strdup (_ (said[ruling->decision]));
  return g_strdup_printf ("%s at %s", slip_decision_to_string (ruling->decision), ruling->stage);
}

void
slip_trail_describe_statement (SlipTrailWords *words, SlipOp *op, SlipTrailEntry *entry)
{
  SlipDatabase *db = words->db;
  const SlipSpan *text = &op->parts[0];
  g_autoptr (GBytes) bytes = g_bytes_new (text->data, text->size);
  g_autoptr (SlipStatement) statement = slip_statement_parse (bytes, NULL);
  SlipHash hash;

  slip_hash_data (&hash, text->data, text->size);
  entry->statement = slip_hash_to_hex (&hash);
  if (statement == NULL)
    {
      entry->value = g_strdup ("(of a newer program, or not readable)");
      return;
    }
  entry->kind = g_strdup (slip_statement_type_to_string (statement->type));
  switch (statement->type)
    {
    case SLIP_STATEMENT_SIGN_OFF:
      entry->value = describe_sign_off (words, statement);
      entry->label = g_strdup (words->for_people ? slip_form_text (statement->sign_off->meaning)
                                                 : statement->sign_off->meaning);
      entry->reason = g_strdup (statement->sign_off->comment);
      break;
    case SLIP_STATEMENT_ADMISSION:
      entry->value = describe_admission (statement->admission);
      break;
    case SLIP_STATEMENT_ROLES:
      entry->value = describe_roles (db, statement->roles);
      entry->reason = g_strdup (statement->roles->reason);
      break;
    case SLIP_STATEMENT_DEPUTY:
      entry->value = describe_deputy (db, statement->deputy);
      break;
    case SLIP_STATEMENT_REVOCATION:
      entry->value = describe_revocation (db, statement->revocation);
      entry->reason = g_strdup (statement->revocation->reason);
      break;
    case SLIP_STATEMENT_ENDORSEMENT:
      entry->value = describe_endorsement (statement->endorsement);
      entry->reason = g_strdup (statement->endorsement->reason);
      break;
    case SLIP_STATEMENT_TRAIL_REVIEW:
      entry->value = g_strdup_printf ("trail %s%s%s", statement->trail_review->trail,
                                      *statement->trail_review->filter != '\0' ? ": " : "",
                                      statement->trail_review->filter);
      entry->reason = g_strdup (statement->trail_review->comment);
      break;
    case SLIP_STATEMENT_WITHDRAWAL:
      if (!words->for_people)
        entry->value = g_strdup_printf ("sign-off %s", statement->withdrawal->sign_off);
      entry->reason = g_strdup (statement->withdrawal->reason);
      break;
    case SLIP_STATEMENT_WAIVER:
    case SLIP_STATEMENT_TAILORING:
    case SLIP_STATEMENT_DECISION:
      entry->value = describe_ruling (words, statement);
      entry->reason = g_strdup (statement->ruling->reason);
      break;
    default:
      break;
    }
}
