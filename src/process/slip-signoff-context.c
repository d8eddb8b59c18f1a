/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What the header of a document calculates from its signatures: version, status, who signed. */

#include "forms/slip-expression.h"
#include "process/slip-signoff-private.h"
#include "process/slip-stage-order.h"
#include "store/slip-values.h"

/* Where the release names an earlier one: the version of its document of this form. */
static char *
earlier_version (SlipDatabase *db, SlipForm *form, const char *record)
{
  g_autofree char *release =
      slip_database_get_text (db, NULL, "SELECT release FROM record WHERE id = ?", "s", record);
  g_autofree char *previous =
      release != NULL ? slip_values_text (db, release, "", SLIP_RELEASE_PREVIOUS, NULL) : NULL;
  g_autofree char *document = NULL;
  g_autofree char *number = NULL;
  g_autoptr (SlipForm) earlier_form = NULL;
  g_autoptr (SlipSignoff) earlier = NULL;

  if (previous == NULL || *previous == '\0')
    return g_strdup ("");
  document = slip_form_document_of (db, previous, slip_form_get_id (form));
  earlier_form = document != NULL ? slip_forms_for_record (db, document, NULL) : NULL;
  earlier = earlier_form != NULL ? slip_signoff_load (db, earlier_form, document, NULL) : NULL;
  if (earlier == NULL || earlier->revisions->len == 0)
    return g_strdup ("");
  number =
      slip_database_get_text (db, NULL, "SELECT number FROM record WHERE id = ?", "s", document);
  return g_strdup_printf ("%s version %u", number, earlier->revisions->len);
}

/* A line a signature: of the slots as they are, or of those that a revision stands on. */
static char *
describe_signatures (SlipSignoff *signoff, const SlipRevision *revision)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < signoff->slots->len; i++)
    {
      SlipSlotStatus *slot = g_ptr_array_index (signoff->slots, i);
      const SlipSignature *signature = slot->signature;

      for (guint j = 0; revision != NULL && j < revision->basis->len; j++)
        if (g_str_equal (((SlipSignature *) g_ptr_array_index (revision->basis, j))->slot,
                         slot->name))
          signature = g_ptr_array_index (revision->basis, j);
      if (signature == NULL ||
          (revision != NULL && !g_ptr_array_find (revision->basis, signature, NULL)))
        continue;
      g_string_append_printf (
          text, "%s%s, %s: %s (%s), %s", text->len > 0 ? "\n" : "", signature->name, slot->role,
          slip_verdict_to_string (signature->verdict), slot->meaning, signature->time);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* A record whose state of signing is being found out, and who asked for that. */
typedef struct _Loading Loading;
struct _Loading
{
  const char *record;
  Loading *above;
};

/* The state of signing, unless it is being found out right now: what is relevant may be said by an expression that asks
 * for it, also by way of another document, and such a one sees a draft. */
static SlipSignoff *
load_once (SlipFormContext *context)
{
  static GPrivate innermost;
  Loading loading = { context->record, g_private_get (&innermost) };
  SlipSignoff *signoff;

  for (Loading *above = loading.above; above != NULL; above = above->above)
    if (g_str_equal (above->record, context->record))
      return NULL;
  g_private_set (&innermost, &loading);
  signoff = slip_signoff_load (context->database, context->form, context->record, NULL);
  g_private_set (&innermost, loading.above);
  return signoff;
}

static void fill_from (SlipFormContext *context, SlipSignoff *signoff);

void
slip_signoff_fill_context (SlipFormContext *context)
{
  SlipStageOrder *shared = slip_stage_order_shared ();
  g_autoptr (SlipSignoff) own = NULL;
  SlipSignoff *signoff;

  /* A gate reads many revisions at once, and judges each document once. */
  if (shared != NULL && slip_stage_order_covers (shared, context->record))
    signoff = slip_stage_order_signoff (shared, context->form, context->record);
  else
    signoff = own = load_once (context);
  if (signoff != NULL)
    fill_from (context, signoff);
}

static void
fill_from (SlipFormContext *context, SlipSignoff *signoff)
{
  SlipRevision *revision;
  guint n;

  revision = slip_signoff_revision (signoff, context->revision);
  n = signoff->revisions->len;
  g_free (context->version);
  g_free (context->status);
  g_free (context->previous_version);
  g_free (context->signatures);
  context->signatures = describe_signatures (signoff, revision);
  if (signoff->approved != NULL)
    {
      context->approved_revision = signoff->approved->number;
      context->approved = g_strdup (signoff->approved->content);
    }
  if (signoff->revisions->len > 0)
    context->first =
        g_strdup (((SlipRevision *) g_ptr_array_index (signoff->revisions, 0))->content);
  if (revision != NULL)
    {
      n = revision->number;
      context->status = g_strdup (revision->taken_back != NULL  ? "approval withdrawn"
                                  : n < signoff->revisions->len ? "superseded"
                                                                : "approved");
    }
  else
    {
      /* What is approved as it stands is version n; a draft shows the version that it would become. */
      context->status = g_strdup (signoff->status);
      n += g_str_equal (signoff->status, "approved") ? 0 : 1;
    }
  context->version = g_strdup_printf ("%u", n);
  context->previous_version =
      n > 1 ? g_strdup_printf ("%u", n - 1)
            : earlier_version (context->database, context->form, context->record);
}
