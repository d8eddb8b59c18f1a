/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The values that a session and the threads that look for it hand to each other. */

#include "workspace/slip-form-session-private.h"

#include <string.h>

/* == cells == */

static void
clear_cell (gpointer data)
{
  SlipFormCell *cell = data;

  g_free (cell->path);
  g_free (cell->row);
  g_free (cell->text);
  g_free (cell->display);
  g_free (cell->others);
  g_clear_pointer (&cell->names, g_array_unref);
  g_clear_pointer (&cell->proposals, g_ptr_array_unref);
}

SlipFormCell *
slip_form_cell_ref (SlipFormCell *cell)
{
  return g_atomic_rc_box_acquire (cell);
}

void
slip_form_cell_unref (SlipFormCell *cell)
{
  g_atomic_rc_box_release_full (cell, clear_cell);
}

static gboolean
same_proposals (GPtrArray *a, GPtrArray *b)
{
  if (a == NULL || b == NULL || a->len != b->len)
    return a == b;
  for (guint i = 0; i < a->len; i++)
    {
      const SlipProposal *left = g_ptr_array_index (a, i);
      const SlipProposal *right = g_ptr_array_index (b, i);

      if (left->clock != right->clock || strcmp (left->replica, right->replica) != 0)
        return FALSE;
    }
  return TRUE;
}

/* Whether both show the same; what an edit would replace is another matter. */
gboolean
slip_form_cell_equal (const SlipFormCell *a, const SlipFormCell *b)
{
  return a->node == b->node && strcmp (a->text, b->text) == 0 &&
         strcmp (a->display, b->display) == 0 && g_strcmp0 (a->others, b->others) == 0 &&
         a->missing == b->missing && a->conflict == b->conflict && a->relevant == b->relevant &&
         a->required == b->required && a->fills == b->fills &&
         same_proposals (a->proposals, b->proposals);
}

/* == looks == */

static void
free_draft (SlipFormDraft *draft)
{
  g_free (draft->path);
  g_free (draft->text);
  g_free (draft);
}

SlipFormLook *
slip_form_look_new (const char *record)
{
  SlipFormLook *look = g_new0 (SlipFormLook, 1);

  look->record = g_strdup (record);
  look->dirty = g_ptr_array_new ();
  look->before =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) slip_form_cell_unref);
  look->rows = g_ptr_array_new_with_free_func (g_free);
  look->lists = g_ptr_array_new_with_free_func ((GDestroyNotify) slip_form_listing_free);
  look->cells = g_ptr_array_new_with_free_func ((GDestroyNotify) slip_form_cell_unref);
  look->gone = g_ptr_array_new_with_free_func (g_free);
  look->drafts = g_ptr_array_new_with_free_func ((GDestroyNotify) free_draft);
  look->other_tables = g_ptr_array_new_with_free_func (g_free);
  return look;
}

void
slip_form_look_free (SlipFormLook *look)
{
  g_free (look->record);
  g_ptr_array_unref (look->dirty);
  g_hash_table_unref (look->before);
  g_ptr_array_unref (look->rows);
  g_ptr_array_unref (look->lists);
  g_ptr_array_unref (look->cells);
  g_ptr_array_unref (look->gone);
  g_ptr_array_unref (look->drafts);
  g_ptr_array_unref (look->other_tables);
  g_clear_pointer (&look->tables, g_hash_table_unref);
  g_clear_pointer (&look->form, slip_form_unref);
  g_free (look->title);
  g_free (look->read_only);
  g_free (look);
}
