/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What people who don't fill a section would like to see in it. */

#include "process/slip-signoff.h"

#include <string.h>

#include "store/slip-values.h"

void
slip_proposal_free (SlipProposal *proposal)
{
  g_free (proposal->replica);
  g_free (proposal->row);
  g_free (proposal->field);
  g_free (proposal->value);
  g_free (proposal->person);
  g_free (proposal->name);
  g_free (proposal);
}

static SlipFormNode *
find_node (SlipDatabase *database, SlipForm *form, const char *record, const char *row,
           const char *field)
{
  g_autofree char *table = NULL;
  SlipFormNode *node;

  if (form == NULL || *row == '\0')
    return form != NULL ? slip_form_find (form, field) : NULL;
  if (!slip_values_row_info (database, record, row, &table, NULL, NULL, NULL, NULL))
    return NULL;
  node = slip_form_find (form, table);
  return node != NULL ? slip_form_node_child (node, field) : NULL;
}

/* Of what one person proposed for a field, the newest stands. */
static gboolean
takes_place_of (const SlipProposal *later, const SlipProposal *earlier)
{
  return strcmp (later->row, earlier->row) == 0 && strcmp (later->field, earlier->field) == 0 &&
         strcmp (later->person, earlier->person) == 0;
}

GPtrArray *
slip_proposals_load (SlipDatabase *database, SlipForm *form, const char *record, GError **error)
{
  g_autoptr (GPtrArray) proposals =
      g_ptr_array_new_with_free_func ((GDestroyNotify) slip_proposal_free);
  g_autoptr (SlipQuery) query = slip_database_query (
      database, error,
      "SELECT replica, clock, row, field, value, person, coalesce ((SELECT name FROM member m "
      "WHERE "
      "m.person = p.person), person), wall, utc_offset FROM proposal p WHERE record = ?1 AND (row "
      "= "
      "'' OR EXISTS (SELECT 1 FROM row r WHERE r.record = ?1 AND r.id = p.row AND NOT r.dead)) "
      "ORDER BY row, field, person, clock, replica",
      "s", record);
  GError *local_error = NULL;

  if (query == NULL)
    return NULL;
  while (slip_query_next (query, &local_error))
    {
      SlipProposal *proposal = g_new0 (SlipProposal, 1);

      proposal->replica = g_strdup (slip_query_text (query, 0));
      proposal->clock = (guint64) slip_query_int (query, 1);
      proposal->row = g_strdup (slip_query_text (query, 2));
      proposal->field = g_strdup (slip_query_text (query, 3));
      proposal->value = g_strdup (slip_query_text (query, 4));
      proposal->person = g_strdup (slip_query_text (query, 5));
      proposal->name = g_strdup (slip_query_text (query, 6));
      proposal->wall_ms = slip_query_int (query, 7);
      proposal->utc_offset = (int) slip_query_int (query, 8);
      if (proposals->len > 0 &&
          takes_place_of (proposal, g_ptr_array_index (proposals, proposals->len - 1)))
        g_ptr_array_set_size (proposals, (int) proposals->len - 1);
      g_ptr_array_add (proposals, proposal);
    }
  if (local_error != NULL)
    {
      g_propagate_error (error, local_error);
      return NULL;
    }
  for (guint i = 0; i < proposals->len; i++)
    {
      SlipProposal *proposal = g_ptr_array_index (proposals, i);

      proposal->node = find_node (database, form, record, proposal->row, proposal->field);
    }
  return g_steal_pointer (&proposals);
}
