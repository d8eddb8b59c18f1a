/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Whether the Go that stands holds now: bound to just what is approved, for just these artefacts, in just this window. A
 * colleague's draft changes nothing; a new approved revision does (domain.md 5). */

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/slip-datetime.h"
#include "forms/slip-xml.h"
#include "process/slip-rulings.h"
#include "process/slip-signoff-private.h"

/* == what a decision is bound to == */

static void
revision_free (gpointer data)
{
  SlipBoundRevision *revision = data;

  g_free (revision->form);
  g_free (revision);
}

static void
completion_free (gpointer data)
{
  SlipBoundCompletion *completion = data;

  g_free (completion->form);
  g_free (completion->replica);
  g_free (completion);
}

static int
compare_revisions (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(SlipBoundRevision *const *) a)->record,
                 (*(SlipBoundRevision *const *) b)->record);
}

/* (nullable) (transfer full) */
static SlipBoundCompletion *
read_completion (xmlNode *document)
{
  g_autofree char *replica = slip_xml_attribute (document, "replica");
  g_autofree char *clock = slip_xml_attribute (document, "clock");
  SlipBoundCompletion *completion;

  if (replica == NULL || clock == NULL)
    return NULL;
  completion = g_new0 (SlipBoundCompletion, 1);
  completion->form = g_strdup (slip_xml_name (document));
  completion->replica = g_steal_pointer (&replica);
  completion->clock = g_ascii_strtoull (clock, NULL, 10);
  return completion;
}

static void
add_revision (SlipBound *bound, xmlNode *document)
{
  g_autofree char *record = slip_xml_attribute (document, "id");
  g_autofree char *number = slip_xml_attribute (document, "revision");
  g_autofree char *content = slip_xml_attribute (document, "content");
  SlipBoundRevision *revision;
  SlipBoundCompletion *completion;

  if (record == NULL || number == NULL || content == NULL)
    return;
  revision = g_new0 (SlipBoundRevision, 1);
  g_strlcpy (revision->record, record, sizeof revision->record);
  revision->form = g_strdup (slip_xml_name (document));
  revision->number = g_ascii_strtoull (number, NULL, 10);
  g_strlcpy (revision->content, content, sizeof revision->content);
  g_ptr_array_add (bound->revisions, revision);
  completion = read_completion (document);
  if (completion != NULL)
    g_ptr_array_add (bound->completions, completion);
}

/* What the document says, whatever others of its form say: each is the record of an attempt. */
static gboolean
says_over (const SlipProcess *process, SlipEvidence *evidence, xmlNode *document)
{
  xmlNode *whole = slip_evidence_get_root (evidence);
  xmlDoc *alone = xmlNewDoc (BAD_CAST "1.0");
  xmlNode *root = xmlNewDocNode (alone, NULL, whole->name, NULL);
  SlipEvidence *own;
  gboolean over;

  xmlDocSetRootElement (alone, root);
  xmlAddChild (root, xmlDocCopyNode (document, alone, 1));
  own = slip_evidence_new (alone, "");
  over = slip_question_ask (process->ended, own, NULL) == SLIP_REPLY_YES;
  slip_evidence_free (own);
  xmlFreeDoc (alone);
  return over;
}

/* The release's records say that what was let is over: it was taken back, or never came about. */
static void
find_ends (SlipBound *bound, const SlipProcess *process, SlipEvidence *evidence)
{
  g_autofree char *form = NULL;

  if (process->ended == NULL ||
      slip_question_ask (process->ended, evidence, NULL) != SLIP_REPLY_YES)
    return;
  form = g_strndup (slip_question_get_text (process->ended),
                    strcspn (slip_question_get_text (process->ended), "/"));
  for (xmlNode *node = slip_xml_element (slip_evidence_get_root (evidence)->children); node != NULL;
       node = slip_xml_element (node->next))
    {
      SlipBoundCompletion *completion =
          strcmp (slip_xml_name (node), form) == 0 && says_over (process, evidence, node)
              ? read_completion (node)
              : NULL;

      if (completion != NULL)
        g_ptr_array_add (bound->ends, completion);
    }
}

static char *
child_text (xmlNode *element, const char *name)
{
  for (xmlNode *child = slip_xml_element (element->children); child != NULL;
       child = slip_xml_element (child->next))
    if (strcmp (slip_xml_name (child), name) == 0)
      return slip_xml_text (child);
  return g_strdup ("");
}

SlipBound *
slip_bound_new (const SlipProcess *process, const SlipStage *stage, SlipEvidence *evidence)
{
  SlipBound *bound = g_new0 (SlipBound, 1);
  g_autoptr (GPtrArray) artefacts = slip_question_find (process->artefacts, evidence);
  xmlNode *root = slip_evidence_get_root (evidence);

  bound->revisions = g_ptr_array_new_with_free_func (revision_free);
  bound->completions = g_ptr_array_new_with_free_func (completion_free);
  bound->ends = g_ptr_array_new_with_free_func (completion_free);
  bound->artefacts = g_ptr_array_new_with_free_func (slip_named_text_free);
  for (xmlNode *document = slip_xml_element (root->children); document != NULL;
       document = slip_xml_element (document->next))
    {
      SlipStage *of = slip_process_stage_of (process, slip_xml_name (document));

      if (of != NULL && (of == stage || slip_process_is_after (process, stage, of)))
        add_revision (bound, document);
    }
  g_ptr_array_sort (bound->revisions, compare_revisions);
  for (guint i = 0; i < artefacts->len; i++)
    {
      SlipNamedText *artefact = g_new0 (SlipNamedText, 1);

      artefact->name = child_text (g_ptr_array_index (artefacts, i), "name");
      artefact->text = child_text (g_ptr_array_index (artefacts, i), "digest");
      g_ptr_array_add (bound->artefacts, artefact);
    }
  bound->window_start = slip_question_tell (process->window_start, evidence);
  bound->window_end = slip_question_tell (process->window_end, evidence);
  find_ends (bound, process, evidence);
  return bound;
}

void
slip_bound_free (SlipBound *bound)
{
  g_ptr_array_unref (bound->revisions);
  g_ptr_array_unref (bound->completions);
  g_ptr_array_unref (bound->ends);
  g_ptr_array_unref (bound->artefacts);
  g_free (bound->window_start);
  g_free (bound->window_end);
  g_free (bound);
}

/* == whether it holds == */

static void
reason_free (gpointer data)
{
  SlipGoReason *reason = data;

  g_free (reason->form);
  g_free (reason->text);
  g_free (reason);
}

GPtrArray *
slip_go_reasons_new (void)
{
  return g_ptr_array_new_with_free_func (reason_free);
}

char *
slip_go_reason_say (const SlipGoReason *reason, const char *title)
{
  g_autoptr (GString) text = g_string_new (reason->text);

  if (reason->form != NULL && title != NULL)
    g_string_replace (text, reason->form, title, 1);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void say (GPtrArray *reasons, const char *form, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

/* @form: (nullable): that the text is about */
static void
say (GPtrArray *reasons, const char *form, const char *format, ...)
{
  SlipGoReason *reason = g_new0 (SlipGoReason, 1);
  va_list args;

  va_start (args, format);
  reason->form = g_strdup (form);
  reason->text = g_strdup_vprintf (format, args);
  va_end (args);
  g_ptr_array_add (reasons, reason);
}

static const SlipBoundRevision *
find_revision (GPtrArray *revisions, const char *record)
{
  for (guint i = 0; i < revisions->len; i++)
    {
      const SlipBoundRevision *revision = g_ptr_array_index (revisions, i);

      if (g_str_equal (revision->record, record))
        return revision;
    }
  return NULL;
}

static void
check_revisions (GPtrArray *reasons, GPtrArray *decided, GPtrArray *approved)
{
  for (guint i = 0; i < decided->len; i++)
    {
      const SlipBoundRevision *then = g_ptr_array_index (decided, i);
      const SlipBoundRevision *now = find_revision (approved, then->record);

      if (now == NULL)
        say (reasons, then->form, _ ("%s isn't approved any more."), then->form);
      else if (!g_str_equal (now->content, then->content))
        say (reasons, then->form,
             _ ("%s was approved anew since: the Go is for revision %u, there is %u."), then->form,
             (guint) then->number, (guint) now->number);
    }
  for (guint i = 0; i < approved->len; i++)
    {
      const SlipBoundRevision *now = g_ptr_array_index (approved, i);

      if (find_revision (decided, now->record) == NULL)
        say (reasons, now->form, _ ("%s was approved since, and the Go doesn't know of it."),
             now->form);
    }
}

static gboolean
has_artefact (GPtrArray *artefacts, const SlipNamedText *artefact)
{
  for (guint i = 0; i < artefacts->len; i++)
    {
      const SlipNamedText *other = g_ptr_array_index (artefacts, i);

      if (g_str_equal (other->name, artefact->name) && g_str_equal (other->text, artefact->text))
        return TRUE;
    }
  return FALSE;
}

static void
check_artefacts (GPtrArray *reasons, GPtrArray *decided, GPtrArray *approved)
{
  gboolean same = decided->len == approved->len;

  for (guint i = 0; same && i < decided->len; i++)
    same = has_artefact (approved, g_ptr_array_index (decided, i));
  if (!same)
    say (reasons, NULL, _ ("The artefacts aren't those that the Go was given for."));
}

static gboolean
had_seen (const SlipRulingState *decision, const SlipBoundCompletion *completion)
{
  return slip_signature_had_seen (decision->signature, completion->replica, completion->clock);
}

/* A Go lets one attempt. Who knows how it ended may give another one. */
static void
check_end (GPtrArray *reasons, const SlipRulingState *decision, const SlipBound *bound)
{
  for (guint i = 0; i < bound->ends->len; i++)
    {
      const SlipBoundCompletion *end = g_ptr_array_index (bound->ends, i);

      if (had_seen (decision, end))
        continue;
      say (reasons, end->form, _ ("%s says that what was let is over: it takes another Go."),
           end->form);
      return;
    }
}

static void
check_times (GPtrArray *reasons, const SlipRuling *ruling, const SlipBound *bound, gint64 now_ms,
             gboolean in_window)
{
  gint64 start = 0;
  gint64 end = 0;

  if (g_strcmp0 (ruling->window_start, bound->window_start) != 0 ||
      g_strcmp0 (ruling->window_end, bound->window_end) != 0)
    say (reasons, NULL, _ ("The window isn't the one that the Go was given for."));
  if (now_ms >= ruling->until_ms)
    say (reasons, NULL, _ ("The Go expired: it was given until %s."), ruling->until);
  if (!in_window)
    return;
  if (!slip_datetime_to_ms (ruling->window_start, &start) || now_ms < start)
    say (reasons, NULL, _ ("The window opens later: %s."), ruling->window_start);
  else if (!slip_datetime_to_ms (ruling->window_end, &end) || now_ms >= end)
    say (reasons, NULL, _ ("The window closed: %s."), ruling->window_end);
}

static void
check_gate (GPtrArray *reasons, const SlipRuling *ruling, const SlipGate *gate)
{
  guint open = 0;

  for (guint i = 0; i < gate->lines->len; i++)
    {
      const SlipGateLine *line = g_ptr_array_index (gate->lines, i);

      open += line->state == SLIP_CRITERION_NOT_MET || line->state == SLIP_CRITERION_UNKNOWN;
    }
  if (gate->result == SLIP_GATE_NO_GO)
    say (reasons, NULL,
         ngettext ("The gate doesn't let it: %u criterion isn't met.",
                   "The gate doesn't let it: %u criteria aren't met.", open),
         open);
  else if (gate->result == SLIP_GATE_CONDITIONAL && ruling->decision == SLIP_DECISION_GO)
    say (reasons, NULL, _ ("The gate lets only a Go with conditions, as there are waivers."));
}

GPtrArray *
slip_go_check (const SlipRulings *rulings, const SlipGate *gate, const SlipBound *bound,
               gint64 now_ms, gboolean in_window)
{
  GPtrArray *reasons = slip_go_reasons_new ();
  const SlipRulingState *standing = rulings->standing;
  const SlipRuling *ruling;

  if (standing == NULL && rulings->stopped != NULL)
    {
      const SlipStatement *withdrawal = rulings->stopped->signature->withdrawn;

      say (reasons, NULL, _ ("%s withdrew the decision: %s"), withdrawal->name,
           withdrawal->withdrawal->reason);
      return reasons;
    }
  if (standing == NULL)
    {
      say (reasons, NULL, _ ("Nobody has given Go."));
      return reasons;
    }
  ruling = standing->signature->statement->ruling;
  if (ruling->decision == SLIP_DECISION_NO_GO)
    say (reasons, NULL, _ ("%s decided No-Go: %s"), standing->signature->name, ruling->reason);
  else if (ruling->decision == SLIP_DECISION_DEFERRED)
    say (reasons, NULL, _ ("%s deferred the decision: %s"), standing->signature->name,
         ruling->reason);
  else
    {
      check_revisions (reasons, ruling->revisions, bound->revisions);
      check_artefacts (reasons, ruling->artefacts, bound->artefacts);
      check_end (reasons, standing, bound);
      check_times (reasons, ruling, bound, now_ms, in_window);
      check_gate (reasons, ruling, gate);
    }
  return reasons;
}

gboolean
slip_go_knows (const SlipRulingState *decision, const SlipBound *bound)
{
  for (guint i = 0; i < bound->completions->len; i++)
    if (!had_seen (decision, g_ptr_array_index (bound->completions, i)))
      return FALSE;
  return TRUE;
}

gboolean
slip_go_has_artefact (const SlipRulings *rulings, const char *digest)
{
  GPtrArray *artefacts;

  if (rulings->standing == NULL)
    return FALSE;
  artefacts = rulings->standing->signature->statement->ruling->artefacts;
  for (guint i = 0; i < artefacts->len; i++)
    {
      const char *text = ((SlipNamedText *) g_ptr_array_index (artefacts, i))->text;
      const char *colon = strchr (text, ':');

      if (g_ascii_strcasecmp (text, digest) == 0 ||
          (colon != NULL && g_ascii_strcasecmp (colon + 1, digest) == 0))
        return TRUE;
    }
  return FALSE;
}
