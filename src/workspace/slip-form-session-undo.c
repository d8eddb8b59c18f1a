/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What was done in a session, to be taken back and done again, the last first. Each is an edit of its own in the log:
 * nothing there is ever taken away. */

#include "workspace/slip-form-session-private.h"

#include <glib/gi18n-lib.h>

#define MOST_DEEDS 200

void
slip_form_session_remember (SlipFormSession *self, SlipFormDeed *deed)
{
  g_ptr_array_set_size (self->undone, 0);
  g_ptr_array_add (self->done, deed);
  if (self->done->len > MOST_DEEDS)
    g_ptr_array_remove_index (self->done, 0);
  slip_form_session_notify_undo (self);
}

static gboolean
run_deed (SlipFormJob *job, SlipDatabase *db, SlipRecord *record, GError **error)
{
  return slip_form_deed_apply (job->deed, db, record, job->back, error);
}

/* What can't be taken back any more is forgotten: the one before it may be. */
static void
on_deed_run (SlipFormSession *self, SlipFormJob *job, GError *error)
{
  if (error != NULL)
    slip_form_session_fail (self, error->message);
  else
    {
      for (guint i = 0; i < job->deed->steps->len; i++)
        slip_form_session_refresh (
            self, ((SlipFormStep *) g_ptr_array_index (job->deed->steps, i))->node);
      g_ptr_array_add (job->back ? self->undone : self->done, g_steal_pointer (&job->deed));
    }
  slip_form_session_notify_undo (self);
}

static void
start_deed (SlipFormSession *self, gpointer back)
{
  GPtrArray *deeds = back != NULL ? self->done : self->undone;
  SlipFormJob *job;

  if (deeds->len == 0)
    return;
  job = slip_form_job_new (self, run_deed, on_deed_run);
  job->deed = g_ptr_array_steal_index (deeds, deeds->len - 1);
  job->back = back != NULL;
  slip_form_job_run (job);
  slip_form_session_notify_undo (self);
}

/* What is being typed is the last thing done. */
static void
go (SlipFormSession *self, gboolean back)
{
  if (self->form == NULL)
    return;
  if (self->read_only != NULL)
    {
      slip_form_session_fail (self, self->read_only);
      return;
    }
  slip_form_session_leave (self, "");
  slip_form_session_when_written (self, start_deed, GINT_TO_POINTER (back));
}

void
slip_form_session_undo (SlipFormSession *self)
{
  go (self, TRUE);
}

void
slip_form_session_redo (SlipFormSession *self)
{
  go (self, FALSE);
}

gboolean
slip_form_session_get_can_undo (SlipFormSession *self)
{
  return self->done->len > 0;
}

gboolean
slip_form_session_get_can_redo (SlipFormSession *self)
{
  return self->undone->len > 0;
}

static char *
make_label (GPtrArray *deeds, const char *format)
{
  g_auto (GStrv) parts = NULL;

  if (deeds->len == 0)
    return NULL;
  parts = g_strsplit (format, "%s", 2);
  return g_strjoin (((SlipFormDeed *) g_ptr_array_index (deeds, deeds->len - 1))->label, parts[0],
                    parts[1] != NULL ? parts[1] : "", NULL);
}

char *
slip_form_session_get_undo_label (SlipFormSession *self)
{
  /* Translators: %s is such as "Typing in “Purpose”". */
  return make_label (self->done, _ ("Undo %s"));
}

char *
slip_form_session_get_redo_label (SlipFormSession *self)
{
  /* Translators: %s is such as "Typing in “Purpose”". */
  return make_label (self->undone, _ ("Redo %s"));
}
