/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What a type of statement adds to the common text: a row of functions each, and what these share. */

#pragma once

#include "trust/slip-statement.h"
#include "trust/slip-trust-private.h"

G_BEGIN_DECLS

/**
 * SlipStatementKind:
 * @name: the type, as it stands in the text
 * @roster: whether it changes the roster
 * @make: allocates the part
 * @clear: frees it; it may be missing
 * @normalise: puts texts into their one form, and lists in order
 * @write: appends the part's elements
 * @read: reads them; fails by the reader's error
 */
typedef struct
{
  const char *name;
  gboolean roster;
  void (*make) (SlipStatement *statement);
  void (*clear) (SlipStatement *statement);
  gboolean (*normalise) (SlipStatement *statement, GError **error);
  void (*write) (const SlipStatement *statement, GString *out);
  void (*read) (SlipStatement *statement, SlipSignedReader *reader);
} SlipStatementKind;

extern const SlipStatementKind slip_statement_sign_off;
extern const SlipStatementKind slip_statement_withdrawal;
extern const SlipStatementKind slip_statement_trail_review;
extern const SlipStatementKind slip_statement_waiver;
extern const SlipStatementKind slip_statement_tailoring;
extern const SlipStatementKind slip_statement_decision;
extern const SlipStatementKind slip_statement_admission;
extern const SlipStatementKind slip_statement_roles;
extern const SlipStatementKind slip_statement_deputy;
extern const SlipStatementKind slip_statement_revocation;
extern const SlipStatementKind slip_statement_endorsement;

/* Replaces *@text by itself on one line in NFC; NULL becomes "". */
gboolean slip_statement_normalise_line (char **text, GError **error);
/* The same with its lines kept. */
gboolean slip_statement_normalise_text (char **text, GError **error);
/* Elements `seen`, by replica; and the element `role`, which has to be one. */
void slip_statement_write_seen (const SlipStatement *statement, GString *out);
void slip_statement_read_seen (SlipStatement *statement, SlipSignedReader *reader);
void slip_statement_read_role (SlipStatement *statement, SlipSignedReader *reader);
/* Reads the element `reason`. */
char *slip_statement_read_reason (SlipSignedReader *reader);
/* Reads an attribute with a replica, and one with a number of at least 1. */
void slip_statement_read_replica (SlipSignedReader *reader, const char *name,
                                  char replica[SLIP_REPLICA_LENGTH + 1]);
guint64 slip_statement_read_number (SlipSignedReader *reader, const char *name);

G_END_DECLS
