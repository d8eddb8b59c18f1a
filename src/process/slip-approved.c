/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* An approved revision is built from its canonical content by the form that the document pins. The snapshot
 * that its last signer saw only adds what the content doesn't have: values calculated from elsewhere. */

#include "process/slip-approved.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "forms/slip-dossier.h"
#include "forms/slip-instance.h"
#include "forms/slip-removed.h"
#include "forms/slip-xml.h"
#include "process/slip-stage-order.h"
#include "store/slip-blobs.h"

/* Follow from the signatures, so they are told as they are and not as they were just before the last one. */
static const char *const signing_functions[] = { "slip:version()", "slip:previous-version()",
                                                 "slip:status()", "slip:signatures()", NULL };

static gboolean
is_as_seen (SlipFormNode *field)
{
  const char *text;

  if (field->calculate == NULL || !slip_expression_is_wide (field->calculate))
    return FALSE;
  text = slip_expression_get_text (field->calculate);
  for (gsize i = 0; signing_functions[i] != NULL; i++)
    if (strstr (text, signing_functions[i]) != NULL)
      return FALSE;
  return TRUE;
}

/* The element of @above that has this name, and this id if it has one. */
static xmlNode *
counterpart (xmlNode *above, xmlNode *element)
{
  g_autofree char *id = slip_xml_attribute (element, "id");

  for (xmlNode *other = slip_xml_element (above->children); other != NULL;
       other = slip_xml_element (other->next))
    {
      g_autofree char *other_id = slip_xml_attribute (other, "id");

      if (strcmp (slip_xml_name (other), slip_xml_name (element)) == 0 &&
          g_strcmp0 (id, other_id) == 0)
        return other;
    }
  return NULL;
}

static void
take_over (xmlNode *element, xmlNode *seen)
{
  xmlNode *fresh = xmlDocCopyNode (seen, element->doc, 1);

  xmlReplaceNode (element, fresh);
  xmlFreeNode (element);
}

/* @node: of @element; of a row its table. */
static void
restore_seen (SlipFormNode *node, xmlNode *element, xmlNode *seen)
{
  xmlNode *next;

  for (xmlNode *child = slip_xml_element (element->children); child != NULL; child = next)
    {
      SlipFormNode *below = slip_form_node_child (node, slip_xml_name (child));
      xmlNode *other = counterpart (seen, child);

      next = slip_xml_element (child->next);
      if (other == NULL)
        continue;
      if (below == NULL && node->kind == SLIP_NODE_TABLE)
        restore_seen (node, child, other);
      else if (below != NULL && below->kind != SLIP_NODE_FIELD)
        restore_seen (below, child, other);
      else if (below != NULL && is_as_seen (below))
        take_over (child, other);
    }
}

static void
add_seen (SlipDatabase *database, SlipForm *form, const SlipRevision *revision, xmlDoc *instance)
{
  const SlipXmlLimits limits = { SLIP_INSTANCE_MAX_BYTES, SLIP_INSTANCE_MAX_DEPTH,
                                 SLIP_INSTANCE_MAX_ELEMENTS };
  const char *snapshot = revision->completion->snapshot;
  g_autoptr (GBytes) bytes = *snapshot != '\0' ? slip_blobs_get (database, snapshot, NULL) : NULL;
  xmlDoc *seen =
      bytes != NULL ? slip_xml_parse (bytes, &limits, "what the signer saw", NULL) : NULL;

  /* Without it, or when it is none, what is calculated now stands there. */
  if (seen == NULL)
    return;
  restore_seen (slip_form_get_root (form), xmlDocGetRootElement (instance),
                xmlDocGetRootElement (seen));
  xmlFreeDoc (seen);
}

xmlDoc *
slip_approved_instance (SlipDatabase *database, SlipForm *form, const char *record,
                        const SlipRevision *revision, gboolean as_seen, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autofree char *number = g_strdup_printf ("%u", revision->number);
  g_autofree char *removed = NULL;
  xmlDoc *instance = slip_instance_build_revision (database, form, record, revision->content,
                                                   revision->number, &failure);
  xmlNode *root;

  /* The proof stays: who approved what digest, and why nobody can read it any more. */
  if (instance == NULL && !slip_blobs_has (database, revision->content))
    removed = slip_removed_note (database, revision->content);
  if (removed != NULL)
    instance = slip_instance_build_removed (database, form, record, removed, error);
  else if (instance == NULL)
    g_propagate_prefixed_error (error, g_steal_pointer (&failure), _ ("revision %u: "),
                                revision->number);
  if (instance == NULL)
    return NULL;
  if (as_seen)
    add_seen (database, form, revision, instance);
  root = xmlDocGetRootElement (instance);
  xmlNewProp (root, BAD_CAST "revision", BAD_CAST number);
  xmlNewProp (root, BAD_CAST "content", BAD_CAST revision->content);
  return instance;
}

/* == signatures of a revision == */

static void
slot_status_free (SlipSlotStatus *status)
{
  g_free (status->name);
  g_free (status->role);
  g_free (status->meaning);
  g_free (status);
}

static SlipSignature *
find_slot (const SlipRevision *revision, const char *slot)
{
  for (guint i = 0; i < revision->basis->len; i++)
    {
      SlipSignature *signature = g_ptr_array_index (revision->basis, i);

      if (g_str_equal (signature->slot, slot))
        return signature;
    }
  return NULL;
}

SlipSignoff *
slip_approved_signoff (const SlipSignoff *signoff, const SlipRevision *revision)
{
  SlipSignoff *view = g_new0 (SlipSignoff, 1);
  gboolean later = FALSE;

  view->slots = g_ptr_array_new_with_free_func ((GDestroyNotify) slot_status_free);
  view->signatures = g_ptr_array_new ();
  view->revisions = g_ptr_array_ref (signoff->revisions);
  view->revises = g_ptr_array_ref (signoff->revises);
  view->amendments = g_ptr_array_new ();
  view->proposals = g_ptr_array_new ();
  for (guint i = 0; i < signoff->slots->len; i++)
    {
      const SlipSlotStatus *now = g_ptr_array_index (signoff->slots, i);
      SlipSlotStatus *status = g_new0 (SlipSlotStatus, 1);

      status->name = g_strdup (now->name);
      status->role = g_strdup (now->role);
      status->meaning = g_strdup (now->meaning);
      status->order = now->order;
      status->signature = find_slot (revision, now->name);
      status->state = status->signature != NULL ? SLIP_SLOT_APPROVED : SLIP_SLOT_OPEN;
      g_ptr_array_add (view->slots, status);
    }
  for (guint i = 0; i < signoff->signatures->len; i++)
    {
      SlipSignature *signature = g_ptr_array_index (signoff->signatures, i);

      if (!later || g_ptr_array_find (revision->basis, signature, NULL))
        g_ptr_array_add (view->signatures, signature);
      later |= signature == revision->completion;
    }
  view->status = revision->taken_back != NULL                 ? "approval withdrawn"
                 : revision->number < signoff->revisions->len ? "superseded"
                                                              : "approved";
  return view;
}

/* == the dossier == */

static xmlDoc *
on_document_wanted_cb (SlipDatabase *database, SlipForm *form, const char *record, gpointer data,
                       GError **error)
{
  /* What stands in the document now is nobody's business here: it takes longer than all the rest. */
  SlipSignoff *signoff = slip_stage_order_signoff (data, form, record);
  const SlipSignature *completion;
  g_autofree char *clock = NULL;
  xmlDoc *instance;

  if (signoff == NULL || signoff->approved == NULL)
    return NULL;
  instance = slip_approved_instance (database, form, record, signoff->approved, FALSE, error);
  if (instance == NULL)
    return NULL;
  /* By this a decision is told apart that was made before the revision was there. */
  completion = signoff->approved->completion;
  clock = g_strdup_printf ("%" G_GUINT64_FORMAT, completion->clock);
  xmlNewProp (xmlDocGetRootElement (instance), BAD_CAST "replica", BAD_CAST completion->replica);
  xmlNewProp (xmlDocGetRootElement (instance), BAD_CAST "clock", BAD_CAST clock);
  return instance;
}

xmlDoc *
slip_approved_dossier (SlipDatabase *database, const char *release, GError **error)
{
  g_autoptr (SlipStageOrder) order = slip_stage_order_new_for (database, release, error);
  SlipStageOrder *outer = slip_stage_order_shared ();
  xmlDoc *dossier;

  if (order == NULL)
    return NULL;
  slip_stage_order_share (order);
  dossier = slip_dossier_build (database, release, on_document_wanted_cb, order, error);
  slip_stage_order_share (outer);
  return dossier;
}
