/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

#include <glib/gi18n-lib.h>

#include "forms/slip-form-codes.h"
#include "process/slip-process-private.h"

static void
document_free (gpointer data)
{
  SlipStageDocument *document = data;

  g_clear_pointer (&document->required, slip_question_free);
  g_free (document->form);
  g_free (document->replan);
  g_free (document);
}

static void
criterion_free (gpointer data)
{
  SlipCriterion *criterion = data;

  g_clear_pointer (&criterion->when, slip_question_free);
  g_clear_pointer (&criterion->test, slip_question_free);
  g_strfreev (criterion->needs);
  g_free (criterion->id);
  g_free (criterion->at);
  g_free (criterion->text);
  g_free (criterion);
}

static void
stage_free (gpointer data)
{
  SlipStage *stage = data;

  g_clear_pointer (&stage->skip, slip_question_free);
  g_clear_pointer (&stage->skip_reason, slip_question_free);
  g_ptr_array_unref (stage->documents);
  g_ptr_array_unref (stage->criteria);
  g_strfreev (stage->owners);
  g_strfreev (stage->after);
  g_free (stage->id);
  g_free (stage->number);
  g_free (stage->title);
  g_free (stage->purpose);
  g_free (stage->skip_text);
  g_free (stage);
}

static void
separation_free (gpointer data)
{
  SlipSeparation *separation = data;

  g_free (separation->id);
  g_free (separation->form);
  g_free (separation->slot);
  g_free (separation->text);
  g_free (separation);
}

SlipStage *
slip_stage_new (void)
{
  SlipStage *stage = g_new0 (SlipStage, 1);

  stage->documents = g_ptr_array_new_with_free_func (document_free);
  stage->criteria = g_ptr_array_new_with_free_func (criterion_free);
  return stage;
}

SlipProcess *
slip_process_new (void)
{
  SlipProcess *process = g_new0 (SlipProcess, 1);

  g_atomic_ref_count_init (&process->refs);
  process->codes = g_ptr_array_new_with_free_func ((GDestroyNotify) slip_form_codes_free);
  process->separations = g_ptr_array_new_with_free_func (separation_free);
  process->stages = g_ptr_array_new_with_free_func (stage_free);
  return process;
}

SlipProcess *
slip_process_ref (SlipProcess *process)
{
  g_atomic_ref_count_inc (&process->refs);
  return process;
}

void
slip_process_unref (SlipProcess *process)
{
  if (!g_atomic_ref_count_dec (&process->refs))
    return;
  g_ptr_array_unref (process->codes);
  g_ptr_array_unref (process->separations);
  g_ptr_array_unref (process->stages);
  g_strfreev (process->waiver_roles);
  g_strfreev (process->tailoring_roles);
  g_strfreev (process->concern_roles);
  g_free (process->digest);
  g_clear_pointer (&process->bytes, g_bytes_unref);
  g_free (process->id);
  g_free (process->code);
  g_free (process->title);
  g_free (process->purpose);
  g_free (process->go_role);
  g_free (process->go_stage);
  g_clear_pointer (&process->ended, slip_question_free);
  g_clear_pointer (&process->artefacts, slip_question_free);
  g_clear_pointer (&process->window_start, slip_question_free);
  g_clear_pointer (&process->window_end, slip_question_free);
  g_free (process);
}

SlipStage *
slip_process_find_stage (const SlipProcess *process, const char *id)
{
  for (guint i = 0; i < process->stages->len; i++)
    {
      SlipStage *stage = g_ptr_array_index (process->stages, i);

      if (g_strcmp0 (stage->id, id) == 0)
        return stage;
    }
  return NULL;
}

SlipStageDocument *
slip_process_document_of (const SlipProcess *process, const char *form, SlipStage **stage)
{
  for (guint i = 0; i < process->stages->len; i++)
    {
      SlipStage *one = g_ptr_array_index (process->stages, i);

      for (guint j = 0; j < one->documents->len; j++)
        {
          SlipStageDocument *document = g_ptr_array_index (one->documents, j);

          if (!g_str_equal (document->form, form))
            continue;
          if (stage != NULL)
            *stage = one;
          return document;
        }
    }
  return NULL;
}

SlipStage *
slip_process_stage_of (const SlipProcess *process, const char *form)
{
  SlipStage *stage = NULL;

  return slip_process_document_of (process, form, &stage) != NULL ? stage : NULL;
}

SlipSeparation *
slip_process_find_separation (const SlipProcess *process, const char *id)
{
  for (guint i = 0; i < process->separations->len; i++)
    {
      SlipSeparation *separation = g_ptr_array_index (process->separations, i);

      if (g_str_equal (separation->id, id))
        return separation;
    }
  return NULL;
}

SlipCriterion *
slip_process_find_criterion (const SlipProcess *process, const char *id, SlipStage **stage)
{
  for (guint i = 0; i < process->stages->len; i++)
    {
      SlipStage *candidate = g_ptr_array_index (process->stages, i);

      for (guint j = 0; j < candidate->criteria->len; j++)
        {
          SlipCriterion *criterion = g_ptr_array_index (candidate->criteria, j);

          if (!g_str_equal (criterion->id, id))
            continue;
          if (stage != NULL)
            *stage = candidate;
          return criterion;
        }
    }
  return NULL;
}

gboolean
slip_process_is_after (const SlipProcess *process, const SlipStage *stage, const SlipStage *earlier)
{
  for (gsize i = 0; stage->after != NULL && stage->after[i] != NULL; i++)
    {
      SlipStage *before = slip_process_find_stage (process, stage->after[i]);

      if (before == earlier || slip_process_is_after (process, before, earlier))
        return TRUE;
    }
  return FALSE;
}

gboolean
slip_process_is_release (const SlipProcess *process, const SlipStage *stage)
{
  return stage->after != NULL &&
         g_strv_contains ((const char *const *) stage->after, process->go_stage);
}

const char *
slip_process_text (const char *text)
{
  return g_dgettext (GETTEXT_PACKAGE, text);
}

const char *
slip_severity_name (SlipSeverity severity)
{
  static const char *const names[] = { "low", "medium", "high", "critical" };

  return names[severity];
}
