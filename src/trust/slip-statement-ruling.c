/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What is said of a release as a whole, in a role: a criterion waived, a document tailored in or out, and the decision at a
 * gate, bound to what was approved (domain.md 5). The three differ in their middle. */

#include "trust/slip-statement-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/slip-datetime.h"

static const char *const decisions[] = {
  [SLIP_DECISION_GO] = "go",
  [SLIP_DECISION_CONDITIONAL] = "conditional",
  [SLIP_DECISION_NO_GO] = "no-go",
  [SLIP_DECISION_DEFERRED] = "deferred",
};

static void
bound_free (gpointer data)
{
  SlipBoundRevision *bound = data;

  g_free (bound->form);
  g_free (bound);
}

SlipNamedText *
slip_named_text_new (const char *name, const char *text)
{
  SlipNamedText *named = g_new0 (SlipNamedText, 1);

  named->name = g_strdup (name);
  named->text = g_strdup (text);
  return named;
}

void
slip_named_text_free (gpointer data)
{
  SlipNamedText *named = data;

  g_free (named->name);
  g_free (named->text);
  g_free (named);
}

static void
make (SlipStatement *statement)
{
  SlipRuling *ruling = g_new0 (SlipRuling, 1);

  ruling->revisions = g_ptr_array_new_with_free_func (bound_free);
  ruling->artefacts = g_ptr_array_new_with_free_func (slip_named_text_free);
  ruling->dissent = g_ptr_array_new_with_free_func (slip_named_text_free);
  statement->ruling = ruling;
}

static void
clear (SlipStatement *statement)
{
  SlipRuling *ruling = statement->ruling;

  if (ruling == NULL)
    return;
  g_ptr_array_unref (ruling->revisions);
  g_ptr_array_unref (ruling->artefacts);
  g_ptr_array_unref (ruling->dissent);
  g_free (ruling->reason);
  g_free (ruling->criterion);
  g_free (ruling->owner_name);
  g_free (ruling->control);
  g_free (ruling->form);
  g_free (ruling->stage);
  g_free (ruling->window_start);
  g_free (ruling->window_end);
  g_free (ruling->until);
  g_free (ruling);
}

/* == what they share == */

static void
write_begin (const SlipRuling *ruling, GString *out)
{
  slip_signed_xml_leaf (out, 1, "record", NULL, "id", ruling->record, NULL);
  slip_signed_xml_leaf (out, 1, "process", NULL, "definition", ruling->process, NULL);
}

static void
read_begin (SlipRuling *ruling, SlipSignedReader *reader)
{
  slip_signed_reader_enter (reader, "record");
  slip_trust_read_id (reader, "id", ruling->record);
  slip_signed_reader_leave (reader);
  slip_signed_reader_enter (reader, "process");
  slip_trust_read_digest (reader, "definition", FALSE, ruling->process);
  slip_signed_reader_leave (reader);
}

static void
write_end (const SlipStatement *statement, GString *out)
{
  slip_statement_write_seen (statement, out);
  slip_signed_xml_leaf (out, 1, "role", statement->role, NULL);
  slip_signed_xml_leaf (out, 1, "reason", statement->ruling->reason, NULL);
}

static void
read_end (SlipStatement *statement, SlipSignedReader *reader)
{
  slip_statement_read_seen (statement, reader);
  slip_statement_read_role (statement, reader);
  statement->ruling->reason = slip_signed_reader_leaf (reader, "reason", 1, SLIP_COMMENT_MAX_BYTES);
}

/* Ids out of definitions. */
static char *
read_id (SlipSignedReader *reader, const char *attribute)
{
  char *id = slip_signed_reader_attribute (reader, attribute, 1, SLIP_ROLE_MAX_BYTES);

  for (const char *p = id; reader->error == NULL && *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && (p == id || strchr ("-_.", *p) == NULL))
      slip_signed_reader_fail (reader, SLIP_ERROR_INVALID,
                               _ ("“%s” of the statement is no name out of a process or form"), id);
  return id;
}

static char *
read_time (SlipSignedReader *reader, const char *attribute, gint64 *ms)
{
  char *text = slip_signed_reader_attribute (reader, attribute, 1, 40);

  if (reader->error == NULL && (!slip_datetime_is_valid (text) || !slip_datetime_to_ms (text, ms)))
    slip_signed_reader_fail (reader, SLIP_ERROR_INVALID, _ ("“%s” of the statement is no time"),
                             attribute);
  return text;
}

static void
read_until (SlipRuling *ruling, SlipSignedReader *reader)
{
  slip_signed_reader_enter (reader, "until");
  ruling->until = read_time (reader, "time", &ruling->until_ms);
  slip_signed_reader_leave (reader);
}

static gboolean
normalise_named (GPtrArray *list, GError **error)
{
  for (guint i = 0; i < list->len; i++)
    {
      SlipNamedText *named = g_ptr_array_index (list, i);

      if (!slip_statement_normalise_line (&named->name, error) ||
          !slip_statement_normalise_line (&named->text, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
normalise (SlipStatement *statement, GError **error)
{
  SlipRuling *ruling = statement->ruling;

  return slip_statement_normalise_text (&ruling->reason, error) &&
         (ruling->owner_name == NULL ||
          slip_statement_normalise_line (&ruling->owner_name, error)) &&
         (ruling->control == NULL || slip_statement_normalise_text (&ruling->control, error)) &&
         normalise_named (ruling->artefacts, error) && normalise_named (ruling->dissent, error);
}

/* == waiver == */

static void
write_waiver (const SlipStatement *statement, GString *out)
{
  const SlipRuling *ruling = statement->ruling;

  write_begin (ruling, out);
  slip_signed_xml_leaf (out, 1, "criterion", NULL, "id", ruling->criterion, NULL);
  slip_signed_xml_leaf (out, 1, "owner", ruling->owner_name, "person", ruling->owner, NULL);
  slip_signed_xml_leaf (out, 1, "control", ruling->control, NULL);
  slip_signed_xml_leaf (out, 1, "until", NULL, "time", ruling->until, NULL);
  write_end (statement, out);
}

static void
read_waiver (SlipStatement *statement, SlipSignedReader *reader)
{
  SlipRuling *ruling = statement->ruling;

  read_begin (ruling, reader);
  slip_signed_reader_enter (reader, "criterion");
  ruling->criterion = read_id (reader, "id");
  slip_signed_reader_leave (reader);
  slip_signed_reader_enter (reader, "owner");
  slip_trust_read_id (reader, "person", ruling->owner);
  ruling->owner_name = slip_signed_reader_text (reader, 1, SLIP_NAME_MAX_BYTES);
  slip_signed_reader_leave (reader);
  ruling->control = slip_signed_reader_leaf (reader, "control", 1, SLIP_COMMENT_MAX_BYTES);
  read_until (ruling, reader);
  read_end (statement, reader);
}

const SlipStatementKind slip_statement_waiver = {
  .name = "waiver",
  .make = make,
  .clear = clear,
  .normalise = normalise,
  .write = write_waiver,
  .read = read_waiver,
};

/* == tailoring == */

static void
write_tailoring (const SlipStatement *statement, GString *out)
{
  const SlipRuling *ruling = statement->ruling;

  write_begin (ruling, out);
  slip_signed_xml_leaf (out, 1, "document", NULL, "form", ruling->form, "required",
                        ruling->required ? "yes" : "no", NULL);
  write_end (statement, out);
}

static void
read_tailoring (SlipStatement *statement, SlipSignedReader *reader)
{
  SlipRuling *ruling = statement->ruling;
  g_autofree char *required = NULL;

  read_begin (ruling, reader);
  slip_signed_reader_enter (reader, "document");
  ruling->form = read_id (reader, "form");
  required = slip_signed_reader_attribute (reader, "required", 2, 3);
  ruling->required = g_str_equal (required, "yes");
  slip_signed_reader_leave (reader);
  read_end (statement, reader);
}

const SlipStatementKind slip_statement_tailoring = {
  .name = "tailoring",
  .make = make,
  .clear = clear,
  .normalise = normalise,
  .write = write_tailoring,
  .read = read_tailoring,
};

/* == decision == */

static gboolean
lets_install (const SlipRuling *ruling)
{
  return ruling->decision == SLIP_DECISION_GO || ruling->decision == SLIP_DECISION_CONDITIONAL;
}

static void
write_decision (const SlipStatement *statement, GString *out)
{
  const SlipRuling *ruling = statement->ruling;

  write_begin (ruling, out);
  slip_signed_xml_leaf (out, 1, "decision", slip_decision_to_string (ruling->decision), "stage",
                        ruling->stage, NULL);
  for (guint i = 0; i < ruling->revisions->len; i++)
    {
      const SlipBoundRevision *bound = g_ptr_array_index (ruling->revisions, i);
      g_autofree char *number = g_strdup_printf ("%" G_GUINT64_FORMAT, bound->number);

      slip_signed_xml_leaf (out, 1, "revision", NULL, "record", bound->record, "form", bound->form,
                            "number", number, "content", bound->content, NULL);
    }
  for (guint i = 0; i < ruling->artefacts->len; i++)
    {
      const SlipNamedText *artefact = g_ptr_array_index (ruling->artefacts, i);

      slip_signed_xml_leaf (out, 1, "artefact", NULL, "name", artefact->name, "digest",
                            artefact->text, NULL);
    }
  if (lets_install (ruling))
    {
      slip_signed_xml_leaf (out, 1, "window", NULL, "start", ruling->window_start, "end",
                            ruling->window_end, NULL);
      slip_signed_xml_leaf (out, 1, "until", NULL, "time", ruling->until, NULL);
    }
  write_end (statement, out);
  for (guint i = 0; i < ruling->dissent->len; i++)
    {
      const SlipNamedText *dissent = g_ptr_array_index (ruling->dissent, i);

      slip_signed_xml_leaf (out, 1, "dissent", dissent->text, "name", dissent->name, NULL);
    }
}

static void
check_bound (SlipSignedReader *reader, guint n)
{
  if (n > SLIP_BOUND_MAX)
    slip_signed_reader_fail (
        reader, SLIP_ERROR_INVALID,
        _ ("The statement names more than %d revisions, artefacts or dissents"), SLIP_BOUND_MAX);
}

static void
read_revisions (SlipRuling *ruling, SlipSignedReader *reader)
{
  while (slip_signed_reader_has (reader, "revision") &&
         slip_signed_reader_enter (reader, "revision"))
    {
      SlipBoundRevision *bound = g_new0 (SlipBoundRevision, 1);

      g_ptr_array_add (ruling->revisions, bound);
      slip_trust_read_id (reader, "record", bound->record);
      bound->form = read_id (reader, "form");
      bound->number = slip_statement_read_number (reader, "number");
      slip_trust_read_digest (reader, "content", FALSE, bound->content);
      check_bound (reader, ruling->revisions->len);
      slip_signed_reader_leave (reader);
    }
}

static void
read_artefacts (SlipRuling *ruling, SlipSignedReader *reader)
{
  while (slip_signed_reader_has (reader, "artefact") &&
         slip_signed_reader_enter (reader, "artefact"))
    {
      SlipNamedText *artefact = g_new0 (SlipNamedText, 1);

      g_ptr_array_add (ruling->artefacts, artefact);
      artefact->name = slip_signed_reader_attribute (reader, "name", 1, SLIP_ARTEFACT_MAX_BYTES);
      artefact->text = slip_signed_reader_attribute (reader, "digest", 1, SLIP_ARTEFACT_MAX_BYTES);
      check_bound (reader, ruling->artefacts->len);
      slip_signed_reader_leave (reader);
    }
}

static void
read_dissent (SlipRuling *ruling, SlipSignedReader *reader)
{
  while (slip_signed_reader_has (reader, "dissent") && slip_signed_reader_enter (reader, "dissent"))
    {
      SlipNamedText *dissent = g_new0 (SlipNamedText, 1);

      g_ptr_array_add (ruling->dissent, dissent);
      dissent->name = slip_signed_reader_attribute (reader, "name", 1, SLIP_NAME_MAX_BYTES);
      dissent->text = slip_signed_reader_text (reader, 1, SLIP_COMMENT_MAX_BYTES);
      check_bound (reader, ruling->dissent->len);
      slip_signed_reader_leave (reader);
    }
}

static void
read_window (SlipRuling *ruling, SlipSignedReader *reader)
{
  gint64 start = 0;
  gint64 end = 0;

  slip_signed_reader_enter (reader, "window");
  ruling->window_start = read_time (reader, "start", &start);
  ruling->window_end = read_time (reader, "end", &end);
  if (reader->error == NULL && end <= start)
    slip_signed_reader_fail (reader, SLIP_ERROR_INVALID,
                             _ ("The statement's window closes before it opens"));
  slip_signed_reader_leave (reader);
  read_until (ruling, reader);
}

static void
read_decision (SlipStatement *statement, SlipSignedReader *reader)
{
  SlipRuling *ruling = statement->ruling;
  g_autofree char *decision = NULL;

  read_begin (ruling, reader);
  slip_signed_reader_enter (reader, "decision");
  ruling->stage = read_id (reader, "stage");
  decision = slip_signed_reader_text (reader, 1, 16);
  if (reader->error == NULL && !slip_decision_from_string (decision, &ruling->decision))
    slip_signed_reader_fail (reader, SLIP_ERROR_INVALID,
                             _ ("The statement's decision “%s” is unknown"), decision);
  slip_signed_reader_leave (reader);
  read_revisions (ruling, reader);
  read_artefacts (ruling, reader);
  if (reader->error == NULL && lets_install (ruling))
    read_window (ruling, reader);
  read_end (statement, reader);
  read_dissent (ruling, reader);
}

const SlipStatementKind slip_statement_decision = {
  .name = "decision",
  .make = make,
  .clear = clear,
  .normalise = normalise,
  .write = write_decision,
  .read = read_decision,
};

/* == filling one == */

void
slip_statement_add_revision (SlipStatement *statement, const char *record, const char *form,
                             guint64 number, const char *content)
{
  SlipBoundRevision *bound = g_new0 (SlipBoundRevision, 1);

  g_return_if_fail (statement->ruling != NULL);

  g_strlcpy (bound->record, record, sizeof bound->record);
  bound->form = g_strdup (form);
  bound->number = number;
  g_strlcpy (bound->content, content, sizeof bound->content);
  g_ptr_array_add (statement->ruling->revisions, bound);
}

static void
add_named (GPtrArray *list, const char *name, const char *text)
{
  SlipNamedText *named = g_new0 (SlipNamedText, 1);

  named->name = g_strdup (name);
  named->text = g_strdup (text);
  g_ptr_array_add (list, named);
}

void
slip_statement_add_artefact (SlipStatement *statement, const char *name, const char *digest)
{
  g_return_if_fail (statement->ruling != NULL);

  add_named (statement->ruling->artefacts, name, digest);
}

void
slip_statement_add_dissent (SlipStatement *statement, const char *who, const char *why)
{
  g_return_if_fail (statement->ruling != NULL);

  add_named (statement->ruling->dissent, who, why);
}

const char *
slip_decision_to_string (SlipDecision decision)
{
  g_return_val_if_fail (decision < G_N_ELEMENTS (decisions), NULL);

  return decisions[decision];
}

gboolean
slip_decision_from_string (const char *text, SlipDecision *decision)
{
  for (guint i = 0; text != NULL && i < G_N_ELEMENTS (decisions); i++)
    if (g_str_equal (text, decisions[i]))
      {
        *decision = i;
        return TRUE;
      }
  return FALSE;
}
