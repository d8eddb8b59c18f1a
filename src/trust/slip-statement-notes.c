/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What a person says about what they did or read: a sign-off taken back, an audit trail reviewed. */

#include "trust/slip-statement-private.h"

/* == withdrawal == */

static void
make_withdrawal (SlipStatement *statement)
{
  statement->withdrawal = g_new0 (SlipWithdrawal, 1);
}

static void
clear_withdrawal (SlipStatement *statement)
{
  if (statement->withdrawal != NULL)
    g_free (statement->withdrawal->reason);
  g_free (statement->withdrawal);
}

static gboolean
normalise_withdrawal (SlipStatement *statement, GError **error)
{
  return slip_statement_normalise_line (&statement->withdrawal->reason, error);
}

static void
write_withdrawal (const SlipStatement *statement, GString *out)
{
  const SlipWithdrawal *withdrawal = statement->withdrawal;

  slip_signed_xml_leaf (out, 1, "record", NULL, "id", withdrawal->record, NULL);
  slip_signed_xml_leaf (out, 1, "sign-off", NULL, "statement", withdrawal->sign_off, NULL);
  slip_signed_xml_leaf (out, 1, "reason", withdrawal->reason, NULL);
}

static void
read_withdrawal (SlipStatement *statement, SlipSignedReader *reader)
{
  SlipWithdrawal *withdrawal = statement->withdrawal;

  slip_signed_reader_enter (reader, "record");
  slip_trust_read_id (reader, "id", withdrawal->record);
  slip_signed_reader_leave (reader);
  slip_signed_reader_enter (reader, "sign-off");
  slip_trust_read_digest (reader, "statement", FALSE, withdrawal->sign_off);
  slip_signed_reader_leave (reader);
  withdrawal->reason = slip_statement_read_reason (reader);
}

const SlipStatementKind slip_statement_withdrawal = {
  .name = "withdrawal",
  .make = make_withdrawal,
  .clear = clear_withdrawal,
  .normalise = normalise_withdrawal,
  .write = write_withdrawal,
  .read = read_withdrawal,
};

/* == review of the audit trail == */

static void
make_review (SlipStatement *statement)
{
  statement->trail_review = g_new0 (SlipStatementReview, 1);
}

static void
clear_review (SlipStatement *statement)
{
  if (statement->trail_review == NULL)
    return;
  g_free (statement->trail_review->filter);
  g_free (statement->trail_review->comment);
  g_free (statement->trail_review);
}

static gboolean
normalise_review (SlipStatement *statement, GError **error)
{
  return slip_statement_normalise_line (&statement->trail_review->filter, error) &&
         slip_statement_normalise_text (&statement->trail_review->comment, error);
}

static void
write_review (const SlipStatement *statement, GString *out)
{
  const SlipStatementReview *review = statement->trail_review;

  slip_signed_xml_leaf (out, 1, "trail", NULL, "blob", review->trail, NULL);
  if (*review->filter != '\0')
    slip_signed_xml_leaf (out, 1, "filter", review->filter, NULL);
  if (*review->comment != '\0')
    slip_signed_xml_leaf (out, 1, "comment", review->comment, NULL);
}

static void
read_review (SlipStatement *statement, SlipSignedReader *reader)
{
  SlipStatementReview *review = statement->trail_review;

  slip_signed_reader_enter (reader, "trail");
  slip_trust_read_digest (reader, "blob", FALSE, review->trail);
  slip_signed_reader_leave (reader);
  review->filter = slip_signed_reader_has (reader, "filter")
                       ? slip_signed_reader_leaf (reader, "filter", 1, SLIP_FILTER_MAX_BYTES)
                       : g_strdup ("");
  review->comment = slip_signed_reader_has (reader, "comment")
                        ? slip_signed_reader_leaf (reader, "comment", 1, SLIP_COMMENT_MAX_BYTES)
                        : g_strdup ("");
}

const SlipStatementKind slip_statement_trail_review = {
  .name = "trail-review",
  .make = make_review,
  .clear = clear_review,
  .normalise = normalise_review,
  .write = write_review,
  .read = read_review,
};
