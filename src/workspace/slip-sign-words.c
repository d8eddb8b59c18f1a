/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What became of a sign-off, in words: the same ones wherever it is told. */

#include <glib/gi18n-lib.h>

#include "workspace/slip-revisions.h"

const char *
slip_sign_off_state (const SlipSignoff *signoff, const SlipSignature *signature)
{
  if (signature->withdrawn != NULL)
    return "withdrawn";
  if (!signature->valid)
    return "refused";
  if (slip_signoff_stands (signoff, signature))
    return "counts";
  return g_hash_table_contains (signoff->answers, signature) ? "replaced" : "changed";
}

char *
slip_sign_off_describe (const SlipSignoff *signoff, const SlipSignature *signature)
{
  const SlipSignature *answer = g_hash_table_lookup (signoff->answers, signature);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *why = NULL;

  if (!signature->valid)
    return g_strdup_printf (_ ("doesn't count: %s"),
                            signature->reason != NULL ? signature->reason : "");
  for (guint i = 0; i < signoff->revisions->len; i++)
    {
      const SlipRevision *revision = g_ptr_array_index (signoff->revisions, i);

      if (g_ptr_array_find (revision->basis, signature, NULL))
        g_string_append_printf (text, text->len > 0 ? ", %u" : _ ("in revision %u"),
                                revision->number);
    }
  if (slip_signoff_stands (signoff, signature))
    return g_strdup_printf ("%s%s%s", _ ("counts"), text->len > 0 ? ", " : "", text->str);
  why = answer != NULL
            ? g_strdup_printf (_ ("%s signed again on %.10s"), answer->name, answer->time)
            : g_strdup (_ ("what it covers was changed since"));
  return g_strdup_printf ("%s%s%s", text->str, text->len > 0 ? ", " : "", why);
}

char *
slip_workspace_signer (SlipWorkspace *self, const SlipSignature *signature)
{
  g_autofree char *holder =
      signature->holder != NULL ? slip_workspace_person_name (self, signature->holder) : NULL;

  return holder != NULL ? g_strdup_printf (_ ("%s for %s"), signature->name, holder)
                        : g_strdup (signature->name);
}
