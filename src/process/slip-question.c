/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Putting a question to a dossier. What has to be there for an answer: slip-question-paths.c. */

#include <glib/gi18n-lib.h>
#include <libxml/xpathInternals.h>
#include <math.h>
#include <string.h>

#include "core/slip-error.h"
#include "process/slip-question-private.h"

/* == questions == */

static xmlXPathCompExpr *
compile (const char *text, GError **error)
{
  SlipEvidence problem = { NULL };
  xmlXPathContext *context = xmlXPathNewContext (NULL);
  xmlXPathCompExpr *compiled;

  context->userData = &problem;
  context->error = (xmlStructuredErrorFunc) slip_evidence_on_error_raised_cb;
  compiled = xmlXPathCtxtCompile (context, BAD_CAST text);
  xmlXPathFreeContext (context);
  if (compiled == NULL)
    g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID, _ ("“%s” can't be read: %s"), text,
                 problem.message != NULL ? problem.message : "this is no XPath");
  g_free (problem.message);
  return compiled;
}

SlipQuestion *
slip_question_new (const char *text, GError **error)
{
  g_autoptr (SlipQuestion) question = g_new0 (SlipQuestion, 1);

  xmlInitParser ();
  question->text = g_strdup (text);
  question->reads_now = strstr (text, "$now") != NULL;
  question->paths = g_ptr_array_new_with_free_func (g_free);
  question->needed = g_ptr_array_new_with_free_func ((GDestroyNotify) xmlXPathFreeCompExpr);
  question->compiled = compile (text, error);
  if (question->compiled == NULL || !slip_question_find_paths (question, error))
    return NULL;
  for (guint i = 0; i < question->paths->len; i++)
    {
      xmlXPathCompExpr *compiled = compile (g_ptr_array_index (question->paths, i), error);

      if (compiled == NULL)
        return NULL;
      g_ptr_array_add (question->needed, compiled);
    }
  return g_steal_pointer (&question);
}

void
slip_question_free (SlipQuestion *question)
{
  xmlXPathFreeCompExpr (question->compiled);
  g_ptr_array_unref (question->paths);
  g_ptr_array_unref (question->needed);
  g_free (question->text);
  g_free (question);
}

const char *
slip_question_get_text (const SlipQuestion *question)
{
  return question->text;
}

/* == asking == */

/* Text that was typed, or an attribute; not two values at once, and not one that has not arrived. */
static gboolean
says_something (xmlNode *node)
{
  xmlChar *text = xmlNodeGetContent (node);
  gboolean says = text != NULL && *text != '\0';

  xmlFree (text);
  return says &&
         (node->type != XML_ELEMENT_NODE || (xmlHasProp (node, BAD_CAST "conflict") == NULL &&
                                             xmlHasProp (node, BAD_CAST "missing") == NULL &&
                                             xmlHasProp (node, BAD_CAST "invalid") == NULL));
}

static gboolean
is_there (xmlXPathCompExpr *compiled, SlipEvidence *evidence)
{
  xmlXPathObject *object = slip_evidence_evaluate (evidence, compiled);
  gboolean there = object != NULL;

  if (there && object->type == XPATH_NODESET)
    {
      there = object->nodesetval != NULL && object->nodesetval->nodeNr > 0;
      for (int i = 0; there && i < object->nodesetval->nodeNr; i++)
        there = says_something (object->nodesetval->nodeTab[i]);
    }
  else if (there && object->type == XPATH_NUMBER)
    there = !isnan (object->floatval);
  else if (there && object->type == XPATH_STRING)
    there = object->stringval != NULL && *object->stringval != '\0';
  xmlXPathFreeObject (object);
  return there;
}

typedef struct
{
  SlipReply reply;
  char *why; /* nullable */
} Answer;

static void
answer_free (gpointer data)
{
  Answer *answer = data;

  g_free (answer->why);
  g_free (answer);
}

static SlipReply
unknown (char **why, const char *text)
{
  *why = g_strdup (text);
  return SLIP_REPLY_UNKNOWN;
}

static SlipReply
find_answer (SlipQuestion *question, SlipEvidence *evidence, char **why)
{
  xmlXPathObject *object;
  gboolean number;
  gboolean yes;

  for (guint i = 0; i < question->needed->len; i++)
    if (!is_there (g_ptr_array_index (question->needed, i), evidence))
      return unknown (why, g_ptr_array_index (question->paths, i));
  object = slip_evidence_evaluate (evidence, question->compiled);
  if (object == NULL)
    return unknown (why, evidence->message != NULL ? evidence->message : question->text);
  number = object->type == XPATH_NUMBER && isnan (object->floatval);
  yes = xmlXPathCastToBoolean (object) != 0;
  xmlXPathFreeObject (object);
  if (number)
    return unknown (why, question->text);
  return yes ? SLIP_REPLY_YES : SLIP_REPLY_NO;
}

/* A gate is asked again and again while nothing changes, and a question over thousands of rows takes a millisecond or more. */
static const Answer *
remember (SlipQuestion *question, SlipEvidence *evidence)
{
  Answer *answer = g_new0 (Answer, 1);

  if (evidence->answers == NULL)
    evidence->answers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, answer_free);
  answer->reply = find_answer (question, evidence, &answer->why);
  g_hash_table_insert (evidence->answers, g_strdup (question->text), answer);
  return answer;
}

SlipReply
slip_question_ask (SlipQuestion *question, SlipEvidence *evidence, char **why)
{
  g_autofree char *missing = NULL;
  const Answer *answer;
  SlipReply reply;

  if (question->reads_now)
    {
      reply = find_answer (question, evidence, &missing);
      if (why != NULL)
        *why = g_steal_pointer (&missing);
      return reply;
    }
  answer =
      evidence->answers != NULL ? g_hash_table_lookup (evidence->answers, question->text) : NULL;
  if (answer == NULL)
    answer = remember (question, evidence);
  if (why != NULL)
    *why = g_strdup (answer->why);
  return answer->reply;
}

char *
slip_question_tell (SlipQuestion *question, SlipEvidence *evidence)
{
  xmlXPathObject *object = slip_evidence_evaluate (evidence, question->compiled);
  xmlChar *text = object != NULL ? xmlXPathCastToString (object) : NULL;
  char *copy = g_strdup (text != NULL ? (const char *) text : "");

  xmlFree (text);
  xmlXPathFreeObject (object);
  return copy;
}

GPtrArray *
slip_question_find (SlipQuestion *question, SlipEvidence *evidence)
{
  xmlXPathObject *object = slip_evidence_evaluate (evidence, question->compiled);
  GPtrArray *nodes = g_ptr_array_new ();

  if (object != NULL && object->type == XPATH_NODESET && object->nodesetval != NULL)
    for (int i = 0; i < object->nodesetval->nodeNr; i++)
      g_ptr_array_add (nodes, object->nodesetval->nodeTab[i]);
  xmlXPathFreeObject (object);
  return nodes;
}
