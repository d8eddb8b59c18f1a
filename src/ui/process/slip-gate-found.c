/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The engine speaks of forms, paths and times as computers write them; people know titles and labels, which the definitions
 * have. */

#include "ui/process/slip-gate-found.h"

#include <glib/gi18n.h>
#include <string.h>

#include "ui/process/slip-process-words.h"
#include "workspace/slip-people.h"

void
slip_gate_found_free (SlipGateFound *self)
{
  g_clear_pointer (&self->report, slip_gate_report_free);
  g_clear_pointer (&self->members, g_ptr_array_unref);
  g_clear_pointer (&self->holds, g_ptr_array_unref);
  g_clear_pointer (&self->forms, g_hash_table_unref);
  g_clear_pointer (&self->places, g_hash_table_unref);
  g_clear_pointer (&self->silent, g_hash_table_unref);
  g_free (self->title);
  g_free (self->me);
  g_free (self);
}

/* == names == */

const char *
slip_gate_found_form (const SlipGateFound *self, const char *form)
{
  const char *title = g_hash_table_lookup (self->forms, form);

  return title != NULL ? title : form;
}

char *
slip_gate_found_reason (const SlipGateFound *self, const SlipGoReason *reason)
{
  g_autofree char *text = slip_go_reason_say (
      reason, reason->form != NULL ? slip_gate_found_form (self, reason->form) : NULL);

  return slip_process_words_reason (text);
}

char *
slip_gate_found_why (const SlipGateFound *self, const SlipGateLine *line)
{
  const char *place =
      line->silent != NULL ? g_hash_table_lookup (self->silent, line->silent) : NULL;

  if (line->waits_for != NULL)
    /* Translators: %s is the title of a form */
    return g_strdup_printf (_ ("It can be told once this is approved: %s"),
                            slip_gate_found_form (self, line->waits_for));
  if (place != NULL)
    /* Translators: %s is a field, such as "Deployment Plan › FOA or beta › Needed" */
    return g_strdup_printf (_ ("It can't be told: nothing is filled in at %s"), place);
  return line->why != NULL ? slip_process_words_reason (line->why) : NULL;
}

/* == what is open == */

static gboolean
is_open (const SlipGateLine *line)
{
  return line->state == SLIP_CRITERION_NOT_MET || line->state == SLIP_CRITERION_UNKNOWN;
}

gboolean
slip_gate_found_is_document (const SlipGateLine *line)
{
  return line->criterion == NULL && line->separation == NULL && line->concern == NULL;
}

gboolean
slip_gate_found_waits (const SlipGateFound *self, const SlipGateLine *line)
{
  GPtrArray *lines = self->report->gate->lines;

  if (line->state != SLIP_CRITERION_UNKNOWN || line->waits_for == NULL)
    return FALSE;
  for (guint i = 0; i < lines->len; i++)
    {
      const SlipGateLine *other = g_ptr_array_index (lines, i);

      if (slip_gate_found_is_document (other) && other->state == SLIP_CRITERION_NOT_MET &&
          g_str_equal (other->form, line->waits_for))
        return TRUE;
    }
  return FALSE;
}

guint
slip_gate_found_count_open (const SlipGateFound *self, guint *waiting)
{
  GPtrArray *lines = self->report->gate->lines;
  guint open = 0;

  *waiting = 0;
  for (guint i = 0; i < lines->len; i++)
    {
      const SlipGateLine *line = g_ptr_array_index (lines, i);

      if (slip_gate_found_waits (self, line))
        (*waiting)++;
      else if (is_open (line))
        open++;
    }
  return open;
}

const char *
slip_gate_found_path (const SlipCriterion *criterion)
{
  const char *slash = strchr (criterion->at, '/');

  return slash != NULL ? slash + 1 : "";
}

static char *
place_key (const SlipGateLine *line)
{
  return g_strdup_printf ("%s %s", line->record, slip_gate_found_path (line->criterion));
}

const char *
slip_gate_found_place (const SlipGateFound *self, const SlipGateLine *line)
{
  g_autofree char *key = NULL;
  const char *place;

  if (line->record == NULL || line->criterion == NULL)
    return "";
  key = place_key (line);
  place = g_hash_table_lookup (self->places, key);
  return place != NULL ? place : "";
}

const SlipRulingState *
slip_gate_found_ruling (const SlipGateFound *self, const char *statement)
{
  GPtrArray *all = self->report->rulings->all;

  for (guint i = 0; i < all->len; i++)
    {
      const SlipRulingState *state = g_ptr_array_index (all, i);

      if (g_str_equal (state->signature->hash, statement))
        return state;
    }
  return NULL;
}

/* == reading == */

static char *
describe_place (SlipForm *form, const char *path)
{
  g_autofree char *first = g_strndup (path, strcspn (path, "/"));
  SlipFormNode *section = slip_form_find (form, first);
  SlipFormNode *node = slip_form_find (form, path);

  if (section == NULL)
    return g_strdup (slip_form_get_title (form));
  if (node == NULL || node == section)
    return g_strdup (slip_form_node_label (section));
  return g_strdup_printf ("%s › %s", slip_form_node_label (section), slip_form_node_label (node));
}

/* In the words of the form that the release's own document is made on; of one that isn't begun, the form alone. */
static char *
describe_silent (SlipGateFound *self, SlipWorkspace *workspace, const char *path)
{
  g_autofree char *id = g_strndup (path, strcspn (path, "/"));
  const char *title = slip_gate_found_form (self, id);
  GPtrArray *lines = self->report->gate->lines;

  for (guint i = 0; i < lines->len; i++)
    {
      const SlipGateLine *line = g_ptr_array_index (lines, i);
      g_autoptr (SlipForm) form = NULL;
      g_autofree char *place = NULL;

      if (line->record == NULL || g_strcmp0 (line->form, id) != 0 ||
          (form = slip_workspace_get_form (workspace, line->record, NULL)) == NULL)
        continue;
      place = describe_place (form, path + strlen (id) + 1);
      return g_strdup_printf ("%s › %s", title, place);
    }
  return g_strdup (title);
}

/* A form that has not arrived is known by its id. */
static gboolean
read_names (SlipGateFound *self, SlipWorkspace *workspace, GError **error)
{
  g_autoptr (GPtrArray) forms = slip_workspace_list_forms (workspace, error);
  g_autoptr (GHashTable) loaded =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) slip_form_unref);
  GPtrArray *lines = self->report->gate->lines;

  for (guint i = 0; forms != NULL && i < forms->len; i++)
    {
      const SlipFormInfo *info = g_ptr_array_index (forms, i);

      g_hash_table_insert (self->forms, g_strdup (info->id), g_strdup (info->title));
    }
  for (guint i = 0; forms != NULL && i < lines->len; i++)
    {
      const SlipGateLine *line = g_ptr_array_index (lines, i);
      SlipForm *form;

      if (line->silent != NULL && !g_hash_table_contains (self->silent, line->silent))
        g_hash_table_insert (self->silent, g_strdup (line->silent),
                             describe_silent (self, workspace, line->silent));
      if (line->record == NULL || line->criterion == NULL)
        continue;
      form = g_hash_table_lookup (loaded, line->record);
      if (form == NULL && (form = slip_workspace_get_form (workspace, line->record, NULL)) != NULL)
        g_hash_table_insert (loaded, line->record, form);
      if (form != NULL)
        g_hash_table_insert (self->places, place_key (line),
                             describe_place (form, slip_gate_found_path (line->criterion)));
    }
  return forms != NULL;
}

static gboolean
may_any (SlipWorkspace *workspace, GStrv roles)
{
  for (gsize i = 0; roles != NULL && roles[i] != NULL; i++)
    if (slip_workspace_may_sign_as (workspace, roles[i]))
      return TRUE;
  return FALSE;
}

/* Whether the Go holds is asked of the gate where it is given, also on the boards after it. */
static gboolean
read_go (SlipGateFound *self, SlipWorkspace *workspace, const char *release, GError **error)
{
  const SlipProcess *process = self->report->process;
  g_autoptr (SlipGateReport) go = NULL;

  if (!self->report->asks_go)
    return TRUE;
  go = slip_workspace_gate (workspace, release, process->go_stage, self->report->at_ms, error);
  if (go == NULL)
    return FALSE;
  self->holds = slip_go_check (go->rulings, go->gate, go->bound, go->at_ms, FALSE);
  return TRUE;
}

SlipGateFound *
slip_gate_found_read (SlipWorkspace *workspace, const char *release, const char *stage,
                      GError **error)
{
  static const char *const facts[] = { SLIP_RELEASE_TITLE, NULL };
  g_autoptr (SlipGateFound) self = g_new0 (SlipGateFound, 1);
  g_auto (GStrv) texts = NULL;

  self->forms = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->silent = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->report = slip_workspace_gate (workspace, release, *stage != '\0' ? stage : NULL, 0, error);
  if (self->report == NULL || !read_names (self, workspace, error) ||
      !read_go (self, workspace, release, error) ||
      (texts = slip_workspace_get_texts (workspace, release, facts, error)) == NULL ||
      (self->me = slip_workspace_get_info (workspace, "person", error)) == NULL)
    return NULL;
  self->title = g_strdup (texts[0]);
  if (self->report->pinned)
    {
      self->may_decide = slip_workspace_may_sign_as (workspace, self->report->process->go_role);
      self->may_waive = may_any (workspace, self->report->process->waiver_roles);
      self->may_tailor = may_any (workspace, self->report->process->tailoring_roles);
      if ((self->may_waive || self->report->asks_go) &&
          (self->members = slip_workspace_list_members (workspace, error)) == NULL)
        return NULL;
    }
  return g_steal_pointer (&self);
}
