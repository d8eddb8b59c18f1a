/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What differs between two versions of a process, in words: for who moves a release from one to the other. */

#include <glib/gi18n-lib.h>
#include <string.h>

#include "forms/slip-form-codes.h"
#include "process/slip-process.h"
#include "process/slip-roles.h"

static void say (GPtrArray *lines, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
say (GPtrArray *lines, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_ptr_array_add (lines, g_strdup_vprintf (format, args));
  va_end (args);
}

static const char *
text_of (const SlipQuestion *question)
{
  return question != NULL ? slip_question_get_text (question) : NULL;
}

/* What people call a role or a stage, which the definitions name by ids. @process: (nullable): of stages. */
static const char *
name_of (const SlipProcess *process, const char *id)
{
  const SlipStage *stage = process != NULL ? slip_process_find_stage (process, id) : NULL;

  if (process == NULL)
    return slip_role_name (id);
  return stage != NULL ? stage->number : id;
}

static char *
join (const SlipProcess *process, GStrv list)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (gsize i = 0; list != NULL && list[i] != NULL; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", name_of (process, list[i]));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
compare_texts (GPtrArray *lines, const char *what, const char *a, const char *b)
{

  if (!g_str_equal (a, b))
    say (lines, _ ("%s: %s instead of %s"), what, *b != '\0' ? b : "–", *a != '\0' ? a : "–");
}

static void
compare_roles (GPtrArray *lines, const char *what, GStrv before, GStrv after)
{
  g_autofree char *a = join (NULL, before);
  g_autofree char *b = join (NULL, after);

  compare_texts (lines, what, a, b);
}

static void
compare_numbers (GPtrArray *lines, const char *what, guint before, guint after)
{
  if (before != after)
    say (lines, _ ("%s: %u instead of %u"), what, after, before);
}

static void
compare_terms (GPtrArray *lines, const SlipProcess *before, const SlipProcess *after)
{
  if (!g_str_equal (before->go_role, after->go_role))
    say (lines, _ ("Go is given by: %s instead of %s"), slip_role_name (after->go_role),
         slip_role_name (before->go_role));
  if (!g_str_equal (before->go_stage, after->go_stage))
    say (lines, _ ("Go is given at the stage: %s instead of %s"), name_of (after, after->go_stage),
         name_of (before, before->go_stage));
  compare_numbers (lines, _ ("Hours that a Go holds at the most"), before->go_hours,
                   after->go_hours);
  compare_numbers (lines, _ ("Days until it has to be approved afterwards"), before->approval_days,
                   after->approval_days);
  compare_numbers (lines, _ ("Days that a waiver holds at the most"), before->waiver_days,
                   after->waiver_days);
  compare_numbers (lines, _ ("Days until the review"), before->review_days, after->review_days);
  compare_roles (lines, _ ("Who waives"), before->waiver_roles, after->waiver_roles);
  compare_roles (lines, _ ("Who tailors"), before->tailoring_roles, after->tailoring_roles);
  compare_roles (lines, _ ("Whose concerns block"), before->concern_roles, after->concern_roles);
  if (g_strcmp0 (text_of (before->artefacts), text_of (after->artefacts)) != 0 ||
      g_strcmp0 (text_of (before->window_start), text_of (after->window_start)) != 0 ||
      g_strcmp0 (text_of (before->window_end), text_of (after->window_end)) != 0)
    say (lines, _ ("A Go is bound to other fields"));
  if (g_strcmp0 (text_of (before->ended), text_of (after->ended)) != 0)
    say (lines, _ ("Another outcome of the release ends a Go"));
}

static void
compare_criteria (GPtrArray *lines, const SlipProcess *before, const SlipProcess *after)
{
  for (guint i = 0; i < before->stages->len; i++)
    {
      const SlipStage *stage = g_ptr_array_index (before->stages, i);

      for (guint j = 0; j < stage->criteria->len; j++)
        {
          const SlipCriterion *was = g_ptr_array_index (stage->criteria, j);

          if (slip_process_find_criterion (after, was->id, NULL) == NULL)
            say (lines, _ ("Criterion that goes: %s"), slip_process_text (was->text));
        }
    }
  for (guint i = 0; i < after->stages->len; i++)
    {
      const SlipStage *stage = g_ptr_array_index (after->stages, i);

      for (guint j = 0; j < stage->criteria->len; j++)
        {
          const SlipCriterion *now = g_ptr_array_index (stage->criteria, j);
          SlipStage *of = NULL;
          const SlipCriterion *was = slip_process_find_criterion (before, now->id, &of);

          if (was == NULL)
            say (lines, _ ("New criterion (%s): %s"), slip_severity_name (now->severity),
                 slip_process_text (now->text));
          else if (!g_str_equal (of->id, stage->id))
            say (lines, _ ("Criterion of another stage (%s instead of %s): %s"), stage->number,
                 of->number, slip_process_text (now->text));
          else if (g_strcmp0 (text_of (was->test), text_of (now->test)) != 0 ||
                   g_strcmp0 (text_of (was->when), text_of (now->when)) != 0 ||
                   !g_strv_equal ((const char *const *) was->needs,
                                  (const char *const *) now->needs) ||
                   was->severity != now->severity || was->waivable != now->waivable ||
                   !g_str_equal (was->text, now->text))
            say (lines, _ ("Criterion that is another one: %s"), slip_process_text (now->text));
        }
    }
}

static void
compare_documents (GPtrArray *lines, const SlipProcess *before, const SlipProcess *after,
                   SlipFormNamer namer, gpointer data)
{
  for (guint i = 0; i < before->stages->len; i++)
    {
      const SlipStage *stage = g_ptr_array_index (before->stages, i);

      for (guint j = 0; j < stage->documents->len; j++)
        {
          const char *form = ((SlipStageDocument *) g_ptr_array_index (stage->documents, j))->form;
          g_autofree char *title = NULL;

          if (slip_process_document_of (after, form, NULL) != NULL)
            continue;
          title = namer (form, data);
          say (lines, _ ("Document that isn't asked for any more: %s"), title);
        }
    }
  for (guint i = 0; i < after->stages->len; i++)
    {
      const SlipStage *stage = g_ptr_array_index (after->stages, i);

      for (guint j = 0; j < stage->documents->len; j++)
        {
          const SlipStageDocument *now = g_ptr_array_index (stage->documents, j);
          SlipStage *of = NULL;
          const SlipStageDocument *was = slip_process_document_of (before, now->form, &of);
          gboolean moved = was != NULL && !g_str_equal (of->id, stage->id);
          gboolean asked =
              was != NULL && (was->anytime != now->anytime ||
                              g_strcmp0 (text_of (was->required), text_of (now->required)) != 0);
          gboolean told = was != NULL && g_strcmp0 (was->replan, now->replan) != 0;
          g_autofree char *title = NULL;

          if (was != NULL && !moved && !asked && !told)
            continue;
          title = namer (now->form, data);
          if (was == NULL)
            say (lines, _ ("Document that is asked for from now on: %s"), title);
          else if (moved)
            say (lines, _ ("Document of another stage (%s instead of %s): %s"), stage->number,
                 of->number, title);
          else if (asked)
            say (lines, _ ("Document that is asked for in other cases: %s"), title);
          if (told && now->replan != NULL)
            say (lines, _ ("Document whose rejection is told to others, too: %s"), title);
          else if (told)
            say (lines, _ ("Document whose rejection is told to no others any more: %s"), title);
        }
    }
}

static void
compare_stages (GPtrArray *lines, const SlipProcess *before, const SlipProcess *after)
{
  for (guint i = 0; i < before->stages->len; i++)
    {
      const SlipStage *was = g_ptr_array_index (before->stages, i);

      if (slip_process_find_stage (after, was->id) == NULL)
        say (lines, _ ("Stage that goes: %s %s"), was->number, slip_process_text (was->title));
    }
  for (guint i = 0; i < after->stages->len; i++)
    {
      const SlipStage *now = g_ptr_array_index (after->stages, i);
      const SlipStage *was = slip_process_find_stage (before, now->id);
      g_autofree char *title =
          g_strdup_printf ("%s %s", now->number, slip_process_text (now->title));

      if (was == NULL)
        {
          say (lines, _ ("New stage: %s"), title);
          continue;
        }
      compare_roles (lines, title, was->owners, now->owners);
      {
        g_autofree char *what = g_strdup_printf (_ ("%s, after"), title);
        g_autofree char *a = join (before, was->after);
        g_autofree char *b = join (after, now->after);

        compare_texts (lines, what, a, b);
      }
      if (g_strcmp0 (text_of (was->skip), text_of (now->skip)) != 0)
        say (lines, _ ("%s: left out in other cases"), title);
    }
}

static void
compare_separations (GPtrArray *lines, const SlipProcess *before, const SlipProcess *after)
{
  for (guint i = 0; i < before->separations->len; i++)
    {
      const SlipSeparation *was = g_ptr_array_index (before->separations, i);

      if (slip_process_find_separation (after, was->id) == NULL)
        say (lines, _ ("Separation of duties that goes: %s"), slip_process_text (was->text));
    }
  for (guint i = 0; i < after->separations->len; i++)
    {
      const SlipSeparation *now = g_ptr_array_index (after->separations, i);
      const SlipSeparation *was = slip_process_find_separation (before, now->id);

      if (was == NULL || was->drafter != now->drafter || !g_str_equal (was->form, now->form) ||
          !g_str_equal (was->slot, now->slot))
        say (lines, _ ("Separation of duties: %s"), slip_process_text (now->text));
    }
}

static void
compare_list (GPtrArray *lines, const SlipFormCodes *was, const SlipFormCodes *now)
{
  guint before = lines->len;

  for (guint i = 0; i < was->codes->len; i++)
    {
      const SlipFormCode *code = g_ptr_array_index (was->codes, i);

      if (slip_form_codes_find (now, code->value) == NULL)
        say (lines, _ ("Code that goes from “%s”: %s"), now->id, slip_process_text (code->text));
    }
  for (guint i = 0; i < now->codes->len; i++)
    {
      const SlipFormCode *code = g_ptr_array_index (now->codes, i);
      const SlipFormCode *old = slip_form_codes_find (was, code->value);

      if (old == NULL)
        say (lines, _ ("New code of “%s”: %s"), now->id, slip_process_text (code->text));
      else if (!g_str_equal (old->text, code->text))
        say (lines, _ ("Code of “%s” that reads otherwise: %s instead of %s"), now->id,
             slip_process_text (code->text), slip_process_text (old->text));
      else if (old->rank != code->rank)
        say (lines, _ ("Code of “%s” with another rank (%d instead of %d): %s"), now->id,
             code->rank, old->rank, slip_process_text (code->text));
    }
  if (lines->len == before && !slip_form_codes_equal (was, now))
    say (lines, _ ("Codes of “%s” in another order"), now->id);
}

static void
compare_codes (GPtrArray *lines, const SlipProcess *before, const SlipProcess *after)
{
  for (guint i = 0; i < before->codes->len; i++)
    {
      const SlipFormCodes *was = g_ptr_array_index (before->codes, i);

      if (slip_form_codes_of (after->codes, was->id) == NULL)
        say (lines, _ ("List of codes that goes, so that the forms' own holds: “%s”"), was->id);
    }
  for (guint i = 0; i < after->codes->len; i++)
    {
      const SlipFormCodes *now = g_ptr_array_index (after->codes, i);
      const SlipFormCodes *was = slip_form_codes_of (before->codes, now->id);

      if (was != NULL)
        compare_list (lines, was, now);
      else
        say (lines, _ ("New list of codes, in the place of the forms' own: “%s”"), now->id);
    }
}

GPtrArray *
slip_process_diff (const SlipProcess *before, const SlipProcess *after, SlipFormNamer namer,
                   gpointer data)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);

  if (g_str_equal (before->digest, after->digest))
    return lines;
  compare_stages (lines, before, after);
  compare_documents (lines, before, after, namer, data);
  compare_criteria (lines, before, after);
  compare_separations (lines, before, after);
  compare_codes (lines, before, after);
  compare_terms (lines, before, after);
  return lines;
}
