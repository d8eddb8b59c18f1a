/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Whether a process asks the forms for what they have. To XPath a misspelt path is an empty node set, of which not() is true:
 * a criterion that can never fail. */

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/slip-error.h"
#include "forms/slip-form.h"
#include "forms/slip-lexer.h"
#include "process/slip-process.h"

#define MAX_DEPTH 32

/* Where in a form a path has come to. @node: (nullable): nobody knows; @in_row: in a row of the table that it is */
typedef struct
{
  SlipFormNode *node;
  gboolean in_row;
} Spot;

typedef struct
{
  GHashTable *forms;
  SlipLexer lexer;
  GError **error;
} Reading;

static gboolean
refuse (const char *form, const char *path, GError **error)
{
  g_set_error (
      error, SLIP_ERROR, SLIP_ERROR_INVALID,
      /* Translators: a path such as risks/mitigation, and the title of a form */
      _ ("the process asks for “%s”, which the form “%s” doesn't have; correct the path, or "
         "put in a form that has it first"),
      path, form);
  return FALSE;
}

static gboolean
step_into (Spot *spot, const char *name, GError **error)
{
  SlipFormNode *node = spot->node;
  gboolean table = node->kind == SLIP_NODE_TABLE && !spot->in_row;
  SlipFormNode *child = NULL;
  g_autofree char *path = NULL;

  if (table && g_strcmp0 (node->row, name) == 0)
    {
      spot->in_row = TRUE;
      return TRUE;
    }
  if (!table && node->kind != SLIP_NODE_FIELD)
    child = slip_form_node_child (node, name);
  if (child != NULL)
    {
      *spot = (Spot){ child, FALSE };
      return TRUE;
    }
  path = g_strjoin (node->path != NULL && *node->path != '\0' ? "/" : "",
                    node->path != NULL ? node->path : "", name, NULL);
  return refuse (slip_form_get_title (node->form), path, error);
}

static gboolean
is_sign (const Reading *reading, const char *sign)
{
  return reading->lexer.kind == SLIP_TOKEN_OPERATOR && g_str_equal (reading->lexer.text, sign);
}

static gboolean
is_call (const Reading *reading)
{
  const char *rest = reading->lexer.rest + strspn (reading->lexer.rest, " \t\r\n");

  return *rest == '(' || g_str_has_prefix (rest, "::");
}

/* What came before the token that is read. @steps: a slash; @up: and “..” before that; @attribute: “@”; @operand: something
 * whose value is taken, so that a name is an operator such as “and” */
typedef struct
{
  Spot spot;
  gboolean steps;
  gboolean up;
  gboolean attribute;
  gboolean operand;
} Before;

/* @context: what a path begins at */
static gboolean
read_name (Reading *reading, Before *before, Spot context)
{
  SlipForm *form = g_hash_table_lookup (reading->forms, reading->lexer.text);
  gboolean begins = !before->steps || before->up;
  Spot spot = before->steps ? before->spot : context;

  if (form != NULL && begins)
    spot = (Spot){ slip_form_get_root (form), FALSE };
  else if (spot.node != NULL && !step_into (&spot, reading->lexer.text, reading->error))
    return FALSE;
  *before = (Before){ .spot = spot, .operand = TRUE };
  return TRUE;
}

static void
read_other (Reading *reading, Before *before)
{
  gboolean up = is_sign (reading, "..");
  gboolean any = is_sign (reading, "*") && !before->operand;
  gboolean value = reading->lexer.kind != SLIP_TOKEN_OPERATOR &&
                   (reading->lexer.kind != SLIP_TOKEN_NAME || before->attribute);

  if (is_sign (reading, "/"))
    *before = (Before){ .spot = before->operand ? before->spot : (Spot){ NULL, FALSE },
                        .steps = TRUE,
                        .up = before->up };
  else
    *before = (Before){ .steps = is_sign (reading, "//"),
                        .up = up,
                        .attribute = is_sign (reading, "@"),
                        .operand = up || any || value || is_sign (reading, ".") ||
                                   is_sign (reading, ")") };
}

/* To the end, or of a predicate to its bracket; FALSE when a form doesn't have what is asked for. */
static gboolean
read_paths (Reading *reading, Spot context, guint depth)
{
  Before before = { .operand = FALSE };
  g_autofree char *problem = NULL;

  while (slip_lexer_next (&reading->lexer, &problem) && reading->lexer.kind != SLIP_TOKEN_END)
    {
      gboolean step = reading->lexer.kind == SLIP_TOKEN_NAME && !is_call (reading) &&
                      !before.attribute && (before.steps || !before.operand);

      if (is_sign (reading, "]") || depth == MAX_DEPTH)
        return TRUE;
      if (is_sign (reading, "["))
        {
          if (!read_paths (reading, before.spot, depth + 1))
            return FALSE;
        }
      else if (!step)
        read_other (reading, &before);
      else if (!read_name (reading, &before, context))
        return FALSE;
    }
  return TRUE;
}

static gboolean
check_question (GHashTable *forms, const SlipQuestion *question, GError **error)
{
  Reading reading = { forms, { NULL }, error };
  gboolean right;

  if (question == NULL)
    return TRUE;
  reading.lexer.rest = slip_question_get_text (question);
  right = read_paths (&reading, (Spot){ NULL, FALSE }, 0);
  g_free (reading.lexer.text);
  return right;
}

static gboolean
check_place (GHashTable *forms, const char *place, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (place, "/", 2);
  SlipForm *form = parts[0] != NULL ? g_hash_table_lookup (forms, parts[0]) : NULL;

  return form == NULL || parts[1] == NULL || slip_form_find (form, parts[1]) != NULL ||
         refuse (slip_form_get_title (form), parts[1], error);
}

static gboolean
check_stage (GHashTable *forms, const SlipStage *stage, GError **error)
{
  if (!check_question (forms, stage->skip, error) ||
      !check_question (forms, stage->skip_reason, error))
    return FALSE;
  for (guint i = 0; i < stage->documents->len; i++)
    {
      const SlipStageDocument *document = g_ptr_array_index (stage->documents, i);

      if (!check_question (forms, document->required, error))
        return FALSE;
    }
  for (guint i = 0; i < stage->criteria->len; i++)
    {
      const SlipCriterion *criterion = g_ptr_array_index (stage->criteria, i);

      if (!check_place (forms, criterion->at, error) ||
          !check_question (forms, criterion->when, error) ||
          !check_question (forms, criterion->test, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
slip_process_check_fields (const SlipProcess *process, GHashTable *forms, GError **error)
{
  const SlipQuestion *const whole[] = { process->ended, process->artefacts, process->window_start,
                                        process->window_end };

  for (gsize i = 0; i < G_N_ELEMENTS (whole); i++)
    if (!check_question (forms, whole[i], error))
      return FALSE;
  for (guint i = 0; i < process->stages->len; i++)
    if (!check_stage (forms, g_ptr_array_index (process->stages, i), error))
      return FALSE;
  return TRUE;
}
