/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* See slip-people-state.h. */

#include "ui/people/slip-people-state.h"

#include <glib/gi18n.h>

#include "process/slip-roles.h"
#include "ui/app/slip-feedback.h"

#define ADMINISTRATOR "administrator"

static void
state_free (gpointer data)
{
  SlipPeopleState *self = data;

  g_clear_pointer (&self->members, g_ptr_array_unref);
  g_clear_pointer (&self->devices, g_ptr_array_unref);
  g_free (self->revocation);
  g_free (self->fingerprint);
  g_free (self->administrators);
  g_free (self);
}

static void
find_administrators (SlipPeopleState *self)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < self->members->len; i++)
    {
      const SlipPersonInfo *member = g_ptr_array_index (self->members, i);

      if (member->pending || member->revoked != NULL ||
          !g_strv_contains ((const char *const *) member->roles, ADMINISTRATOR))
        continue;
      g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", member->name);
      self->n_administrators++;
      if (member->is_self && self->asks == SLIP_ASKS_NOTHING && self->revocation == NULL)
        self->may_manage = TRUE;
    }
  self->administrators = g_string_free (g_steal_pointer (&names), FALSE);
}

static gpointer
read_state (gpointer data, GCancellable *cancellable, GError **error)
{
  SlipWorkspace *workspace = data;
  SlipPeopleState *self = g_new0 (SlipPeopleState, 1);
  g_autofree char *remote = slip_workspace_get_info (workspace, "remote", NULL);
  g_autofree char *revocation = slip_workspace_get_revocation (workspace);

  self->members = slip_workspace_list_members (workspace, error);
  if (self->members != NULL)
    self->devices = slip_workspace_list_devices (workspace, NULL, error);
  if (self->devices == NULL)
    {
      state_free (self);
      return NULL;
    }
  self->asks = slip_workspace_get_asks (workspace);
  if (revocation != NULL)
    {
      g_autoptr (GError) text = g_error_new_literal (SLIP_ERROR, SLIP_ERROR_FAILED, revocation);

      self->revocation = slip_feedback_sentence (text);
    }
  self->fingerprint = slip_workspace_get_info (workspace, "fingerprint", NULL);
  if (self->fingerprint == NULL)
    self->fingerprint = g_strdup ("");
  self->shared = remote != NULL && *remote != '\0';
  find_administrators (self);
  return self;
}

void
slip_people_state_read (gpointer owner, SlipWorkspace *workspace, SlipWorkDone done)
{
  slip_work_read (owner, read_state, g_object_ref (workspace), g_object_unref, done, state_free,
                  NULL);
}

const SlipPersonInfo *
slip_people_state_find (const SlipPeopleState *self, const char *id)
{
  for (guint i = 0; i < self->members->len; i++)
    {
      const SlipPersonInfo *member = g_ptr_array_index (self->members, i);

      if (!member->pending && g_str_equal (member->id, id))
        return member;
    }
  return NULL;
}

/* == words == */

char *
slip_people_words_roles (GStrv roles)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; roles[i] != NULL; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", slip_role_name (roles[i]));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

char *
slip_people_words_day (gint64 ms)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (ms / 1000);

  /* Translators: a day, as g_date_time_format() writes it: "14 March 2026" */
  return time != NULL ? g_date_time_format (time, _ ("%-d %B %Y")) : g_strdup ("");
}

char *
slip_people_words_deputy_of (const SlipPeopleState *state, const SlipPersonInfo *person)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < state->members->len; i++)
    {
      const SlipPersonInfo *holder = g_ptr_array_index (state->members, i);

      for (guint j = 0; j < holder->deputies->len; j++)
        {
          const SlipDeputyInfo *deputy = g_ptr_array_index (holder->deputies, j);
          g_autofree char *day = slip_people_words_day (deputy->until_ms);

          if (!g_str_equal (deputy->person, person->id))
            continue;
          if (text->len > 0)
            g_string_append_c (text, '\n');
          /* Translators: a person, a role, and a day */
          g_string_append_printf (text, _ ("Deputy of %s as %s until %s"), holder->name,
                                  slip_role_name (deputy->role), day);
        }
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

char *
slip_people_words_fingerprint (const char *fingerprint)
{
  return g_markup_printf_escaped ("<tt>%s</tt>", fingerprint);
}
