/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* From the XML of a definition to a SlipProcess. The grammar (process.rng) has been checked before; what a grammar can't say
 * (names that have to be unique or to exist, expressions) is checked here. */

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/slip-error.h"
#include "core/slip-hash.h"
#include "forms/slip-form-codes.h"
#include "forms/slip-grammar.h"
#include "forms/slip-xml.h"
#include "process/slip-process-private.h"
#include "process/slip-roles.h"

#define MAX_DEPTH 12
#define MAX_ELEMENTS 5000

static gboolean refuse (GError **error, xmlNode *xml, const char *format, ...) G_GNUC_PRINTF (3, 4);

static gboolean
refuse (GError **error, xmlNode *xml, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID, _ ("line %ld of the definition: %s"),
               xmlGetLineNo (xml), text);
  return FALSE;
}

/* == small readers == */

static guint
read_number (xmlNode *xml, const char *attribute)
{
  g_autofree char *text = slip_xml_token (xml, attribute);

  return text != NULL ? (guint) MIN (g_ascii_strtoull (text, NULL, 10), G_MAXINT) : 0;
}

static GStrv
read_list (xmlNode *xml, const char *attribute)
{
  g_autofree char *text = slip_xml_attribute (xml, attribute);
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();
  char *rest;

  if (text == NULL)
    return NULL;
  for (char *word = strtok_r (text, " \t\r\n", &rest); word != NULL;
       word = strtok_r (NULL, " \t\r\n", &rest))
    g_strv_builder_add (words, word);
  return g_strv_builder_end (words);
}

/* Roles that there are. @list: (out): stays the caller's also on failure. */
static gboolean
read_roles (xmlNode *xml, const char *attribute, GStrv *list, GError **error)
{
  g_autoptr (GError) local_error = NULL;

  *list = read_list (xml, attribute);
  return *list == NULL || slip_roles_check ((const char *const *) *list, &local_error) ||
         refuse (error, xml, "%s", local_error->message);
}

static gboolean
read_question (xmlNode *xml, const char *attribute, SlipQuestion **question, GError **error)
{
  g_autofree char *text = slip_xml_attribute (xml, attribute);
  g_autoptr (GError) local_error = NULL;

  if (text == NULL)
    return TRUE;
  *question = slip_question_new (text, &local_error);
  return *question != NULL || refuse (error, xml, "%s", local_error->message);
}

static gboolean
read_words (xmlNode *xml, char **words, GError **error)
{
  g_free (*words);
  *words = slip_xml_words (xml);
  return **words != '\0' || refuse (error, xml, "<%s> says nothing", slip_xml_name (xml));
}

/* == stages == */

static gboolean
read_criterion (SlipProcess *process, SlipStage *stage, xmlNode *xml, GError **error)
{
  SlipCriterion *criterion = g_new0 (SlipCriterion, 1);
  g_autofree char *severity = slip_xml_token (xml, "severity");
  g_autofree char *waivable = slip_xml_token (xml, "waivable");
  g_autofree char *form = NULL;
  g_autofree char *id = slip_xml_token (xml, "id");
  SlipSeverity rank = SLIP_SEVERITY_LOW;

  if (slip_process_find_criterion (process, id, NULL) != NULL ||
      slip_process_find_separation (process, id) != NULL)
    {
      g_free (criterion);
      return refuse (error, xml, "there are two criteria “%s”", id);
    }
  g_ptr_array_add (stage->criteria, criterion);
  criterion->id = g_steal_pointer (&id);
  while (rank < SLIP_SEVERITY_CRITICAL && g_strcmp0 (slip_severity_name (rank), severity) != 0)
    rank++;
  criterion->severity = rank;
  criterion->needs = read_list (xml, "needs");
  criterion->at = slip_xml_token (xml, "at");
  criterion->waivable = g_strcmp0 (waivable, "no") != 0;
  form = g_strndup (criterion->at, strcspn (criterion->at, "/"));
  if (!g_strv_contains ((const char *const *) criterion->needs, form))
    return refuse (error, xml, "the criterion “%s” stands in “%s”, which it doesn't need",
                   criterion->id, form);
  return read_question (xml, "when", &criterion->when, error) &&
         read_question (xml, "test", &criterion->test, error) &&
         read_words (xml, &criterion->text, error);
}

static gboolean
read_document (SlipProcess *process, SlipStage *stage, xmlNode *xml, GError **error)
{
  SlipStageDocument *document = g_new0 (SlipStageDocument, 1);
  g_autofree char *form = slip_xml_token (xml, "form");
  g_autofree char *anytime = slip_xml_token (xml, "anytime");
  gboolean twice = slip_process_stage_of (process, form) != NULL;

  document->form = g_steal_pointer (&form);
  g_ptr_array_add (stage->documents, document);
  if (twice)
    return refuse (error, xml, "the form “%s” belongs to two stages", document->form);
  document->anytime = g_strcmp0 (anytime, "yes") == 0;
  document->replan = slip_xml_token (xml, "replan");
  if (document->replan != NULL && (g_str_equal (document->replan, document->form) ||
                                   slip_process_stage_of (process, document->replan) == NULL))
    return refuse (error, xml, "what “%s” asks to be planned anew, “%s”, doesn't stand before it",
                   document->form, document->replan);
  return read_question (xml, "required", &document->required, error);
}

static gboolean
read_skip (SlipStage *stage, xmlNode *xml, GError **error)
{
  return read_question (xml, "test", &stage->skip, error) &&
         read_question (xml, "reason", &stage->skip_reason, error) &&
         read_words (xml, &stage->skip_text, error);
}

/* Only stages that stand before it: so that there is no circle. */
static gboolean
check_after (SlipProcess *process, SlipStage *stage, xmlNode *xml, GError **error)
{
  for (gsize i = 0; stage->after != NULL && stage->after[i] != NULL; i++)
    {
      SlipStage *earlier = slip_process_find_stage (process, stage->after[i]);

      if (earlier == NULL || earlier == stage)
        return refuse (error, xml, "the stage “%s” comes after “%s”, which doesn't stand before it",
                       stage->id, stage->after[i]);
    }
  return TRUE;
}

static gboolean
read_stage (SlipProcess *process, xmlNode *xml, GError **error)
{
  SlipStage *stage = slip_stage_new ();
  g_autofree char *id = slip_xml_token (xml, "id");
  gboolean twice = slip_process_find_stage (process, id) != NULL;

  stage->id = g_steal_pointer (&id);
  stage->number = slip_xml_token (xml, "number");
  stage->after = read_list (xml, "after");
  g_ptr_array_add (process->stages, stage);
  if (twice)
    return refuse (error, xml, "there are two stages “%s”", stage->id);
  if (!read_roles (xml, "owners", &stage->owners, error) ||
      !check_after (process, stage, xml, error))
    return FALSE;
  for (xmlNode *child = slip_xml_element (xml->children); child != NULL;
       child = slip_xml_element (child->next))
    {
      const char *name = slip_xml_name (child);

      if ((g_str_equal (name, "title") && !read_words (child, &stage->title, error)) ||
          (g_str_equal (name, "purpose") && !read_words (child, &stage->purpose, error)) ||
          (g_str_equal (name, "skip") && !read_skip (stage, child, error)) ||
          (g_str_equal (name, "document") && !read_document (process, stage, child, error)) ||
          (g_str_equal (name, "criterion") && !read_criterion (process, stage, child, error)))
        return FALSE;
    }
  return TRUE;
}

/* == the whole == */

static gboolean
read_separation (SlipProcess *process, xmlNode *xml, GError **error)
{
  SlipSeparation *separation = g_new0 (SlipSeparation, 1);
  g_autofree char *drafter = slip_xml_token (xml, "drafter");
  g_autofree char *id = slip_xml_token (xml, "id");
  gboolean twice = slip_process_find_separation (process, id) != NULL;

  separation->id = g_steal_pointer (&id);
  g_ptr_array_add (process->separations, separation);
  if (twice)
    return refuse (error, xml, "there are two separations “%s”", separation->id);
  separation->drafter = g_strcmp0 (drafter, "never") == 0   ? SLIP_DRAFTER_NEVER
                        : g_strcmp0 (drafter, "maker") == 0 ? SLIP_DRAFTER_MAKER
                                                            : SLIP_DRAFTER_NOT_ALONE;
  separation->form = slip_xml_token (xml, "form");
  separation->slot = slip_xml_token (xml, "slot");
  return read_words (xml, &separation->text, error);
}

static gboolean
read_go (SlipProcess *process, xmlNode *xml, GError **error)
{
  g_auto (GStrv) role = NULL;

  if (!read_roles (xml, "role", &role, error))
    return FALSE;
  process->go_role = g_strdup (role[0]);
  process->go_stage = slip_xml_token (xml, "stage");
  process->go_hours = read_number (xml, "hours");
  process->approval_days = read_number (xml, "approval-within-days");
  return read_question (xml, "ended", &process->ended, error);
}

static gboolean
read_codes (SlipProcess *process, xmlNode *xml, GError **error)
{
  SlipFormCodes *codes = slip_form_codes_read (xml, error);

  if (codes == NULL)
    return FALSE;
  if (slip_form_codes_of (process->codes, codes->id) != NULL)
    {
      refuse (error, xml, _ ("there are two lists of codes “%s”"), codes->id);
      slip_form_codes_free (codes);
      return FALSE;
    }
  g_ptr_array_add (process->codes, codes);
  return TRUE;
}

static gboolean
read_part (SlipProcess *process, xmlNode *xml, GError **error)
{
  const char *name = slip_xml_name (xml);

  if (g_str_equal (name, "title"))
    return read_words (xml, &process->title, error);
  if (g_str_equal (name, "purpose"))
    return read_words (xml, &process->purpose, error);
  if (g_str_equal (name, "go"))
    return read_go (process, xml, error);
  if (g_str_equal (name, "bound"))
    return read_question (xml, "artefacts", &process->artefacts, error) &&
           read_question (xml, "window-start", &process->window_start, error) &&
           read_question (xml, "window-end", &process->window_end, error);
  if (g_str_equal (name, "waivers"))
    {
      process->waiver_days = read_number (xml, "days");
      return read_roles (xml, "roles", &process->waiver_roles, error);
    }
  if (g_str_equal (name, "tailoring"))
    return read_roles (xml, "roles", &process->tailoring_roles, error);
  if (g_str_equal (name, "concerns"))
    {
      g_clear_pointer (&process->concern_roles, g_strfreev);
      return read_roles (xml, "roles", &process->concern_roles, error);
    }
  if (g_str_equal (name, "review"))
    process->review_days = read_number (xml, "days");
  if (g_str_equal (name, "codes"))
    return read_codes (process, xml, error);
  if (g_str_equal (name, "separation"))
    return read_separation (process, xml, error);
  if (g_str_equal (name, "stage"))
    return read_stage (process, xml, error);
  return TRUE;
}

static gboolean
read_process (SlipProcess *process, xmlNode *xml, GError **error)
{
  static const char *const liaison[] = { "ai-irb-liaison", NULL };

  process->concern_roles = g_strdupv ((char **) liaison);
  process->id = slip_xml_token (xml, "id");
  process->code = slip_xml_token (xml, "code");
  process->version = read_number (xml, "version");
  for (xmlNode *child = slip_xml_element (xml->children); child != NULL;
       child = slip_xml_element (child->next))
    if (!read_part (process, child, error))
      return FALSE;
  if (slip_process_find_stage (process, process->go_stage) == NULL)
    return refuse (error, xml, "Go is given at the stage “%s”, which there is not",
                   process->go_stage);
  return TRUE;
}

SlipProcess *
slip_process_new_from_bytes (GBytes *bytes, GError **error)
{
  const SlipXmlLimits limits = { SLIP_PROCESS_MAX_BYTES, MAX_DEPTH, MAX_ELEMENTS };
  g_autoptr (SlipProcess) process = NULL;
  xmlDoc *document = slip_xml_parse (bytes, &limits, _ ("the definition"), error);
  gboolean done;

  if (document == NULL)
    return NULL;
  if (!slip_grammar_check ("process.rng", document, _ ("the definition"), error))
    {
      xmlFreeDoc (document);
      return NULL;
    }
  process = slip_process_new ();
  process->digest = slip_hash_hex_of (bytes);
  process->bytes = g_bytes_ref (bytes);
  done = read_process (process, xmlDocGetRootElement (document), error);
  xmlFreeDoc (document);
  return done ? g_steal_pointer (&process) : NULL;
}
