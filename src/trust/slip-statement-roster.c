/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Statements that change who counts. README.md in this folder shows one of each, and what the fold makes of them. */

#include "trust/slip-statement-private.h"

#include "core/slip-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static void
sort_roles (GStrv *roles)
{
  GStrv sorted = slip_trust_sort_unique ((const char *const *) *roles);

  g_strfreev (*roles);
  *roles = sorted;
}

/* == the last frames that count == */

static int
compare_last (gconstpointer a, gconstpointer b)
{
  return strcmp (((const SlipLast *) a)->replica, ((const SlipLast *) b)->replica);
}

static GArray *
new_last (void)
{
  return g_array_new (FALSE, TRUE, sizeof (SlipLast));
}

static void
write_last (const GArray *last, GString *out)
{
  for (guint i = 0; i < last->len; i++)
    {
      const SlipLast *one = &g_array_index (last, SlipLast, i);
      g_autofree char *seq = g_strdup_printf ("%" G_GUINT64_FORMAT, one->seq);

      slip_signed_xml_leaf (out, 1, "last", NULL, "replica", one->replica, "seq", seq, "frame",
                            one->frame, NULL);
    }
}

static void
read_last (SlipSignedReader *reader, GArray *last)
{
  while (slip_signed_reader_has (reader, "last") && slip_signed_reader_enter (reader, "last"))
    {
      SlipLast one = { 0 };

      slip_statement_read_replica (reader, "replica", one.replica);
      one.seq = slip_statement_read_number (reader, "seq");
      slip_trust_read_digest (reader, "frame", FALSE, one.frame);
      if ((last->len > 0 &&
           compare_last (&g_array_index (last, SlipLast, last->len - 1), &one) >= 0) ||
          last->len == SLIP_LAST_MAX)
        slip_signed_reader_fail (
            reader, SLIP_ERROR_INVALID,
            _ ("The statement's list of last frames isn't in order, or is over %d"), SLIP_LAST_MAX);
      g_array_append_val (last, one);
      slip_signed_reader_leave (reader);
    }
}

void
slip_statement_add_last (SlipStatement *statement, const char *replica, guint64 seq,
                         const char *frame)
{
  SlipLast one = { .seq = seq };

  g_return_if_fail (statement != NULL && replica != NULL && frame != NULL);
  g_return_if_fail (statement->roles != NULL || statement->revocation != NULL);

  g_strlcpy (one.replica, replica, sizeof one.replica);
  g_strlcpy (one.frame, frame, sizeof one.frame);
  g_array_append_val (
      statement->roles != NULL ? statement->roles->last : statement->revocation->last, one);
}

/* == admission == */

static void
make_admission (SlipStatement *statement)
{
  statement->admission = g_new0 (SlipAdmission, 1);
}

static void
clear_admission (SlipStatement *statement)
{
  SlipAdmission *admission = statement->admission;

  if (admission == NULL)
    return;
  g_free (admission->name);
  g_strfreev (admission->roles);
  g_free (admission);
}

static void
write_admission (const SlipStatement *statement, GString *out)
{
  const SlipAdmission *admission = statement->admission;
  g_autofree char *device = slip_key_to_hex (admission->device);
  g_autofree char *signing = slip_key_to_hex (admission->signing);
  g_autofree char *exchange = slip_key_to_hex (admission->exchange);

  slip_signed_xml_start (out, 1, "member", "person", admission->person, "device", device, "signing",
                         signing, "exchange", exchange, NULL);
  slip_signed_xml_leaf (out, 2, "name", admission->name, NULL);
  for (char **role = admission->roles; *role != NULL; role++)
    slip_signed_xml_leaf (out, 2, "role", *role, NULL);
  slip_signed_xml_stop (out, 1, "member");
  slip_signed_xml_leaf (out, 1, "join", NULL, "frame", admission->join, "token", admission->token,
                        NULL);
}

static void
read_admission (SlipStatement *statement, SlipSignedReader *reader)
{
  SlipAdmission *admission = statement->admission;

  slip_signed_reader_enter (reader, "member");
  slip_trust_read_id (reader, "person", admission->person);
  slip_trust_read_key (reader, "device", admission->device);
  slip_trust_read_key (reader, "signing", admission->signing);
  slip_trust_read_key (reader, "exchange", admission->exchange);
  admission->name = slip_signed_reader_leaf (reader, "name", 1, SLIP_NAME_MAX_BYTES);
  admission->roles = slip_trust_read_roles (reader, "role");
  slip_signed_reader_leave (reader);
  slip_signed_reader_enter (reader, "join");
  slip_trust_read_digest (reader, "frame", FALSE, admission->join);
  slip_trust_read_digest (reader, "token", FALSE, admission->token);
  slip_signed_reader_leave (reader);
}

static gboolean
normalise_admission (SlipStatement *statement, GError **error)
{
  sort_roles (&statement->admission->roles);
  return slip_statement_normalise_line (&statement->admission->name, error);
}

const SlipStatementKind slip_statement_admission = {
  .name = "admission",
  .roster = TRUE,
  .make = make_admission,
  .clear = clear_admission,
  .normalise = normalise_admission,
  .write = write_admission,
  .read = read_admission,
};

/* == roles == */

static void
make_roles (SlipStatement *statement)
{
  statement->roles = g_new0 (SlipRoles, 1);
  statement->roles->last = new_last ();
}

static void
clear_roles (SlipStatement *statement)
{
  SlipRoles *roles = statement->roles;

  if (roles == NULL)
    return;
  g_strfreev (roles->grant);
  g_strfreev (roles->withdraw);
  g_free (roles->reason);
  g_array_unref (roles->last);
  g_free (roles);
}

static gboolean
normalise_roles (SlipStatement *statement, GError **error)
{
  SlipRoles *roles = statement->roles;

  sort_roles (&roles->grant);
  sort_roles (&roles->withdraw);
  g_array_sort (roles->last, compare_last);
  return slip_statement_normalise_line (&roles->reason, error);
}

static void
write_roles (const SlipStatement *statement, GString *out)
{
  const SlipRoles *roles = statement->roles;

  slip_signed_xml_leaf (out, 1, "member", NULL, "person", roles->person, NULL);
  for (char **role = roles->grant; *role != NULL; role++)
    slip_signed_xml_leaf (out, 1, "grant", *role, NULL);
  for (char **role = roles->withdraw; *role != NULL; role++)
    slip_signed_xml_leaf (out, 1, "withdraw", *role, NULL);
  slip_signed_xml_leaf (out, 1, "reason", roles->reason, NULL);
  write_last (roles->last, out);
}

static void
read_roles (SlipStatement *statement, SlipSignedReader *reader)
{
  SlipRoles *roles = statement->roles;

  slip_signed_reader_enter (reader, "member");
  slip_trust_read_id (reader, "person", roles->person);
  slip_signed_reader_leave (reader);
  roles->grant = slip_trust_read_roles (reader, "grant");
  roles->withdraw = slip_trust_read_roles (reader, "withdraw");
  if (*roles->grant == NULL && *roles->withdraw == NULL)
    slip_signed_reader_fail (reader, SLIP_ERROR_INVALID,
                             _ ("The statement grants no role and withdraws none"));
  for (char **role = roles->grant; *role != NULL; role++)
    if (g_strv_contains ((const char *const *) roles->withdraw, *role))
      slip_signed_reader_fail (reader, SLIP_ERROR_INVALID,
                               _ ("The statement both grants and withdraws the role “%s”"), *role);
  roles->reason = slip_statement_read_reason (reader);
  read_last (reader, roles->last);
  if (*roles->withdraw == NULL && roles->last->len > 0)
    slip_signed_reader_fail (reader, SLIP_ERROR_INVALID,
                             _ ("The statement names last frames but withdraws nothing"));
}

const SlipStatementKind slip_statement_roles = {
  .name = "roles",
  .roster = TRUE,
  .make = make_roles,
  .clear = clear_roles,
  .normalise = normalise_roles,
  .write = write_roles,
  .read = read_roles,
};

/* == deputy == */

static void
make_deputy (SlipStatement *statement)
{
  statement->deputy = g_new0 (SlipDeputy, 1);
}

static void
clear_deputy (SlipStatement *statement)
{
  if (statement->deputy == NULL)
    return;
  g_free (statement->deputy->role);
  g_free (statement->deputy->until);
  g_free (statement->deputy);
}

static gboolean
normalise_deputy (SlipStatement *statement, GError **error)
{
  return TRUE;
}

static void
write_deputy (const SlipStatement *statement, GString *out)
{
  const SlipDeputy *deputy = statement->deputy;

  slip_signed_xml_leaf (out, 1, "deputy", NULL, "person", deputy->person, "role", deputy->role,
                        "until", deputy->until, NULL);
}

static void
read_deputy (SlipStatement *statement, SlipSignedReader *reader)
{
  SlipDeputy *deputy = statement->deputy;

  slip_signed_reader_enter (reader, "deputy");
  slip_trust_read_id (reader, "person", deputy->person);
  deputy->role = slip_signed_reader_attribute (reader, "role", 1, SLIP_ROLE_MAX_BYTES);
  if (reader->error == NULL && !slip_role_is_valid (deputy->role))
    slip_signed_reader_fail (reader, SLIP_ERROR_INVALID, _ ("The statement's role “%s” is no role"),
                             deputy->role);
  deputy->until = slip_signed_reader_attribute (reader, "until", 1, 40);
  if (reader->error == NULL && (!slip_datetime_is_valid (deputy->until) ||
                                !slip_datetime_to_ms (deputy->until, &deputy->until_ms)))
    slip_signed_reader_fail (reader, SLIP_ERROR_INVALID,
                             _ ("The statement doesn't say until when the deputy may sign"));
  slip_signed_reader_leave (reader);
}

const SlipStatementKind slip_statement_deputy = {
  .name = "deputy",
  .roster = TRUE,
  .make = make_deputy,
  .clear = clear_deputy,
  .normalise = normalise_deputy,
  .write = write_deputy,
  .read = read_deputy,
};

/* == revocation == */

static void
make_revocation (SlipStatement *statement)
{
  statement->revocation = g_new0 (SlipRevocation, 1);
  statement->revocation->last = new_last ();
}

static void
clear_revocation (SlipStatement *statement)
{
  if (statement->revocation == NULL)
    return;
  g_free (statement->revocation->reason);
  g_array_unref (statement->revocation->last);
  g_free (statement->revocation);
}

static gboolean
normalise_revocation (SlipStatement *statement, GError **error)
{
  g_array_sort (statement->revocation->last, compare_last);
  return slip_statement_normalise_line (&statement->revocation->reason, error);
}

static const char *
null_if_empty (const char *text)
{
  return *text == '\0' ? NULL : text;
}

static void
write_revocation (const SlipStatement *statement, GString *out)
{
  const SlipRevocation *revocation = statement->revocation;

  slip_signed_xml_leaf (out, 1, "revoked", NULL, "person", revocation->person, "device",
                        null_if_empty (revocation->device), "signing",
                        null_if_empty (revocation->signing), NULL);
  slip_signed_xml_leaf (out, 1, "reason", revocation->reason, NULL);
  write_last (revocation->last, out);
}

static void
read_revocation (SlipStatement *statement, SlipSignedReader *reader)
{
  SlipRevocation *revocation = statement->revocation;

  slip_signed_reader_enter (reader, "revoked");
  slip_trust_read_id (reader, "person", revocation->person);
  slip_trust_read_digest (reader, "device", TRUE, revocation->device);
  slip_trust_read_digest (reader, "signing", TRUE, revocation->signing);
  slip_signed_reader_leave (reader);
  revocation->reason = slip_statement_read_reason (reader);
  read_last (reader, revocation->last);
}

const SlipStatementKind slip_statement_revocation = {
  .name = "revocation",
  .roster = TRUE,
  .make = make_revocation,
  .clear = clear_revocation,
  .normalise = normalise_revocation,
  .write = write_revocation,
  .read = read_revocation,
};

/* == endorsement == */

static void
make_endorsement (SlipStatement *statement)
{
  statement->endorsement = g_new0 (SlipEndorsement, 1);
}

static void
clear_endorsement (SlipStatement *statement)
{
  if (statement->endorsement != NULL)
    g_free (statement->endorsement->reason);
  g_free (statement->endorsement);
}

static gboolean
normalise_endorsement (SlipStatement *statement, GError **error)
{
  return slip_statement_normalise_line (&statement->endorsement->reason, error);
}

static void
write_endorsement (const SlipStatement *statement, GString *out)
{
  const SlipEndorsement *endorsement = statement->endorsement;
  g_autofree char *first = g_strdup_printf ("%" G_GUINT64_FORMAT, endorsement->first);
  g_autofree char *last = g_strdup_printf ("%" G_GUINT64_FORMAT, endorsement->last);

  if (*endorsement->sign_off != '\0')
    slip_signed_xml_leaf (out, 1, "sign-off", NULL, "statement", endorsement->sign_off, NULL);
  else
    slip_signed_xml_leaf (out, 1, "frames", NULL, "replica", endorsement->replica, "first", first,
                          "last", last, "frame", endorsement->frame, NULL);
  slip_signed_xml_leaf (out, 1, "reason", endorsement->reason, NULL);
}

static void
read_endorsement (SlipStatement *statement, SlipSignedReader *reader)
{
  SlipEndorsement *endorsement = statement->endorsement;

  if (slip_signed_reader_has (reader, "sign-off"))
    {
      slip_signed_reader_enter (reader, "sign-off");
      slip_trust_read_digest (reader, "statement", FALSE, endorsement->sign_off);
      slip_signed_reader_leave (reader);
    }
  else
    {
      slip_signed_reader_enter (reader, "frames");
      slip_statement_read_replica (reader, "replica", endorsement->replica);
      endorsement->first = slip_statement_read_number (reader, "first");
      endorsement->last = slip_statement_read_number (reader, "last");
      slip_trust_read_digest (reader, "frame", FALSE, endorsement->frame);
      if (endorsement->last < endorsement->first)
        slip_signed_reader_fail (reader, SLIP_ERROR_INVALID,
                                 _ ("The statement's last frame comes before its first one"));
      slip_signed_reader_leave (reader);
    }
  endorsement->reason = slip_statement_read_reason (reader);
}

const SlipStatementKind slip_statement_endorsement = {
  .name = "endorsement",
  .roster = TRUE,
  .make = make_endorsement,
  .clear = clear_endorsement,
  .normalise = normalise_endorsement,
  .write = write_endorsement,
  .read = read_endorsement,
};
