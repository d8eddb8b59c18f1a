/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A look at a record, in a thread: the cells that a session shows, what the form's expressions say about them, and the
 * ids of rows in its lists. Of a record that only the session itself changed, only the expressions are answered that
 * depend on what changed. */

#include "forms/slip-cells.h"
#include "forms/slip-expression.h"
#include "forms/slip-siblings.h"
#include "store/slip-drafts.h"
#include "store/slip-log.h"
#include "store/slip-values.h"
#include "trust/slip-roster.h"
#include "workspace/slip-form-session-private.h"

#include <string.h>

#include <glib/gi18n-lib.h>

typedef struct
{
  SlipFormLook *look;
  SlipDatabase *db;
  SlipCells *cells;
  SlipScope *scope;
  gboolean all;          /* every expression is answered anew */
  GHashTable *needed;    /* SlipExpression → 1 no, 2 yes */
  GHashTable *fills;     /* GStrv → 1 no, 2 yes */
  GHashTable *proposals; /* "row\nfield" → (element-type SlipProposal) */
  GHashTable *names;     /* field → GArray of SlipOpName, of the row that is being read */
} Reader;

static gboolean
is_needed (Reader *reader, SlipExpression *expression)
{
  int known;

  if (expression == NULL)
    return FALSE;
  if (reader->all || slip_expression_is_wide (expression))
    return TRUE;
  known = GPOINTER_TO_INT (g_hash_table_lookup (reader->needed, expression));
  if (known == 0)
    {
      known = 1;
      for (guint i = 0; i < reader->look->dirty->len && known == 1; i++)
        if (slip_expression_depends_on (expression, g_ptr_array_index (reader->look->dirty, i)))
          known = 2;
      g_hash_table_insert (reader->needed, expression, GINT_TO_POINTER (known));
    }
  return known == 2;
}

static gboolean
fills (Reader *reader, SlipFormNode *node)
{
  int known;

  if (node->fills == NULL)
    return TRUE;
  known = GPOINTER_TO_INT (g_hash_table_lookup (reader->fills, node->fills));
  if (known == 0)
    {
      known = slip_fills (reader->db, node) ? 2 : 1;
      g_hash_table_insert (reader->fills, node->fills, GINT_TO_POINTER (known));
    }
  return known == 2;
}

static gboolean
is_relevant (Reader *reader, SlipFormNode *node, const char *row, const SlipFormCell *before)
{
  gboolean needed = before == NULL;

  for (SlipFormNode *above = node; above != NULL && !needed; above = above->parent)
    needed = is_needed (reader, above->relevant);
  if (!needed)
    return before->relevant;
  reader->look->answered += node->relevant != NULL;
  /* What can't be told is shown, and the check tells. */
  return slip_scope_is_relevant (reader->scope, node, row, NULL) != 0;
}

static gboolean
is_required (Reader *reader, SlipFormNode *node, const char *row, const SlipFormCell *before)
{
  if (node->required || node->required_if == NULL)
    return node->required;
  if (before != NULL && !is_needed (reader, node->required_if))
    return before->required;
  reader->look->answered++;
  return slip_scope_is_required (reader->scope, node, row, NULL) == 1;
}

static char *
read_text (Reader *reader, SlipFormNode *node, const char *row, const SlipFormCell *before,
           gboolean *missing)
{
  char *text;

  if (node->calculate == NULL)
    text = slip_cells_get_text (reader->cells, row, node->cell, NULL);
  else if (before != NULL && !is_needed (reader, node->calculate))
    {
      *missing = before->missing;
      return g_strdup (before->text);
    }
  else
    {
      reader->look->answered++;
      text = slip_scope_get_value (reader->scope, node, row, NULL);
    }
  *missing = text == NULL;
  return text != NULL ? text : g_strdup ("");
}

static void
read_field (Reader *reader, SlipFormCell *cell, const SlipFormCell *before)
{
  const char *record = reader->look->record;
  SlipFormNode *node = cell->node;
  g_autofree char *key = NULL;
  const SlipCell *stored;
  GArray *names;

  cell->text = read_text (reader, node, cell->row, before, &cell->missing);
  cell->display = node->type == SLIP_FIELD_LONG_TEXT
                      ? g_strdup (cell->text)
                      : slip_form_display_value (reader->db, record, node, cell->text);
  cell->required = is_required (reader, node, cell->row, before);
  if (node->calculate != NULL)
    return;
  stored = slip_cells_get (reader->cells, cell->row, node->cell, NULL);
  cell->conflict = stored != NULL && stored->conflict;
  if (cell->conflict)
    cell->others = slip_siblings_describe (reader->db, record, cell->row, node, FALSE);
  key = g_strconcat (cell->row, "\n", node->cell, NULL);
  cell->proposals = g_hash_table_lookup (reader->proposals, key);
  if (cell->proposals != NULL)
    g_ptr_array_ref (cell->proposals);
  names = g_hash_table_lookup (reader->names, node->cell);
  cell->names =
      names != NULL ? g_array_ref (names) : g_array_new (FALSE, TRUE, sizeof (SlipOpName));
  /* Of one person the newest proposal is shown, and stands for the earlier ones. */
  if (cell->proposals != NULL)
    slip_fills_add_proposals (reader->db, record, cell->row, node->cell, cell->names, NULL);
}

/* What is calculated out of thousands of rows takes its time: the first screen doesn't wait for it. */
static gboolean
comes_later (Reader *reader, SlipFormNode *node)
{
  GPtrArray *sections = slip_form_get_root (reader->look->form)->children;

  return reader->look->first && node->calculate != NULL &&
         node->section != g_ptr_array_index (sections, 0);
}

static void
read_children (Reader *reader, SlipFormNode *above, const char *row, const char *path)
{
  for (guint i = 0; i < above->children->len; i++)
    {
      SlipFormNode *node = g_ptr_array_index (above->children, i);
      SlipFormCell *cell;
      const SlipFormCell *before;

      if (comes_later (reader, node))
        continue;
      cell = g_atomic_rc_box_new0 (SlipFormCell);
      cell->node = node;
      cell->row = g_strdup (row);
      cell->path =
          *path != '\0' ? g_strconcat (path, "/", node->name, NULL) : g_strdup (node->name);
      before = g_hash_table_lookup (reader->look->before, cell->path);
      cell->relevant = is_relevant (reader, node, row, before);
      cell->fills = fills (reader, node);
      if (node->kind == SLIP_NODE_FIELD)
        read_field (reader, cell, before);
      else
        {
          cell->text = g_strdup ("");
          cell->display = g_strdup ("");
        }
      g_ptr_array_add (reader->look->cells, cell);
      if (node->kind == SLIP_NODE_SECTION)
        read_children (reader, node, row, cell->path);
    }
}

/* == what is read with one statement == */

static gboolean
read_names (Reader *reader, const char *row, GError **error)
{
  g_autoptr (SlipQuery) query =
      slip_database_query (reader->db, error,
                           "SELECT field, replica, clock FROM value WHERE record = ? AND row = ? "
                           "ORDER BY clock, replica",
                           "ss", reader->look->record, row);
  GError *local_error = NULL;

  g_hash_table_remove_all (reader->names);
  if (query == NULL)
    return FALSE;
  while (slip_query_next (query, &local_error))
    {
      const char *field = slip_query_text (query, 0);
      GArray *names = g_hash_table_lookup (reader->names, field);
      SlipOpName name = { 0 };

      if (names == NULL)
        {
          names = g_array_new (FALSE, TRUE, sizeof (SlipOpName));
          g_hash_table_insert (reader->names, g_strdup (field), names);
        }
      g_strlcpy (name.replica, slip_query_text (query, 1), sizeof name.replica);
      name.clock = (guint64) slip_query_int (query, 2);
      g_array_append_val (names, name);
    }
  if (local_error != NULL)
    g_propagate_error (error, local_error);
  return local_error == NULL;
}

static gboolean
read_proposals (Reader *reader, GError **error)
{
  g_autoptr (GPtrArray) all =
      slip_proposals_load (reader->db, reader->look->form, reader->look->record, error);

  if (all == NULL)
    return FALSE;
  g_ptr_array_set_free_func (all, NULL);
  for (guint i = 0; i < all->len; i++)
    {
      SlipProposal *proposal = g_ptr_array_index (all, i);
      g_autofree char *key = g_strconcat (proposal->row, "\n", proposal->field, NULL);
      GPtrArray *list = g_hash_table_lookup (reader->proposals, key);

      if (list == NULL)
        {
          list = g_ptr_array_new_with_free_func ((GDestroyNotify) slip_proposal_free);
          g_hash_table_insert (reader->proposals, g_steal_pointer (&key), list);
        }
      g_ptr_array_add (list, proposal);
    }
  return TRUE;
}

/* What somebody else changed: the session knows of all its own changes. */
static void
find_changes (Reader *reader)
{
  SlipFormLook *look = reader->look;
  gint64 n_ops = slip_database_get_int (reader->db, 0, "SELECT count (*) FROM op WHERE record = ?",
                                        "s", look->record);

  reader->all = look->first || n_ops != look->n_ops;
  look->n_ops = n_ops;
}

static void
read_row (Reader *reader, const char *row)
{
  SlipFormLook *look = reader->look;
  g_autofree char *table = NULL;
  g_autofree char *path = NULL;
  SlipFormNode *node;
  gboolean dead;

  if (!slip_values_row_info (reader->db, look->record, row, &table, NULL, NULL, &dead, NULL) ||
      dead || (node = slip_form_find (look->form, table)) == NULL ||
      !read_names (reader, row, NULL))
    {
      g_ptr_array_add (look->gone, g_strdup (row));
      return;
    }
  path = slip_cell_path (reader->db, look->record, row, "");
  read_children (reader, node, row, path);
}

static gboolean
read_drafts (Reader *reader, GError **error)
{
  SlipFormLook *look = reader->look;
  g_autoptr (GPtrArray) drafts = slip_drafts_list (reader->db, look->record, error);
  g_autoptr (GHashTable) rows = g_hash_table_new (g_str_hash, g_str_equal);

  if (drafts == NULL)
    return FALSE;
  for (guint i = 0; i < drafts->len; i++)
    {
      const SlipDraft *draft = g_ptr_array_index (drafts, i);
      SlipFormNode *node =
          slip_cell_node (reader->db, look->form, look->record, draft->row, draft->field);
      gboolean dead = FALSE;
      SlipFormDraft *found;

      if (node == NULL || node->kind != SLIP_NODE_FIELD ||
          (*draft->row != '\0' && !slip_values_row_info (reader->db, look->record, draft->row, NULL,
                                                         NULL, NULL, &dead, NULL)) ||
          dead)
        continue;
      found = g_new0 (SlipFormDraft, 1);
      found->path = slip_cell_path (reader->db, look->record, draft->row, draft->field);
      found->text = g_strdup (draft->value);
      g_ptr_array_add (look->drafts, found);
      if (*draft->row != '\0' && g_hash_table_add (rows, draft->row))
        g_ptr_array_add (look->rows, g_strdup (draft->row));
    }
  return TRUE;
}

/* == the whole == */

static gboolean
may_rows_differ (Reader *reader)
{
  gboolean differ = reader->all || reader->look->tables == NULL;

  for (guint i = 0; i < reader->look->dirty->len && !differ; i++)
    differ = ((SlipFormNode *) g_ptr_array_index (reader->look->dirty, i))->kind == SLIP_NODE_TABLE;
  return differ;
}

static char *
why_read_only (SlipDatabase *db, const char *record)
{
  g_autofree char *person = slip_meta_get (db, SLIP_META_PERSON);
  g_autoptr (SlipMember) member = NULL;
  g_autofree char *note = NULL;
  g_autofree char *newer = NULL;

  if (slip_database_get_int (db, 0, "SELECT dead FROM record WHERE id = ?", "s", record) != 0)
    {
      note = slip_deleted_note (db, record);
      /* Translators: %s is such as "deleted on 2026-03-14 by Bo: made twice". */
      return g_strdup_printf (_ ("This was %s. Bring it back to change it."),
                              note != NULL ? note : _ ("deleted"));
    }
  member = person != NULL ? slip_roster_member (db, person, NULL) : NULL;
  if (member == NULL)
    return g_strdup (_ ("You are no member of this workspace yet. An administrator has to admit "
                        "you."));
  newer = slip_log_why_read_only (db, record);
  /* Translators: %s is a sentence without its full stop. */
  return newer != NULL ? g_strdup_printf (_ ("Only to be read: %s."), newer) : NULL;
}

static gboolean
read_whole (Reader *reader, GError **error)
{
  SlipFormLook *look = reader->look;

  find_changes (reader);
  look->title = slip_record_title (reader->db, look->record);
  look->read_only = why_read_only (reader->db, look->record);
  if (!read_names (reader, "", error))
    return FALSE;
  read_children (reader, slip_form_get_root (look->form), "", "");
  /* Nobody has seen their rows before. */
  if (!look->first && may_rows_differ (reader) &&
      !slip_form_look_compare_tables (look, reader->db, error))
    return FALSE;
  for (guint i = 0; i < look->lists->len; i++)
    if (!slip_form_listing_read (g_ptr_array_index (look->lists, i), reader->db, look->form,
                                 look->record, error))
      return FALSE;
  return !look->first || read_drafts (reader, error);
}

static gboolean
read_look (SlipFormLook *look, SlipDatabase *db, GError **error)
{
  g_autoptr (SlipCells) cells = NULL;
  g_autoptr (SlipScope) scope = NULL;
  g_autoptr (GHashTable) needed = g_hash_table_new (NULL, NULL);
  g_autoptr (GHashTable) filled = g_hash_table_new (NULL, NULL);
  g_autoptr (GHashTable) proposals =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  g_autoptr (GHashTable) names =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_array_unref);
  Reader reader = { look, db, NULL, NULL, FALSE, needed, filled, proposals, names };

  if (look->form == NULL && (look->form = slip_forms_for_record (db, look->record, error)) == NULL)
    return FALSE;
  cells = slip_cells_new (db, look->record);
  scope = slip_scope_new (db, look->form, look->record);
  reader.cells = cells;
  reader.scope = scope;
  if (!read_proposals (&reader, error) || (look->whole && !read_whole (&reader, error)))
    return FALSE;
  for (guint i = 0; i < look->rows->len; i++)
    read_row (&reader, g_ptr_array_index (look->rows, i));
  return TRUE;
}

gboolean
slip_form_look_run (SlipFormLook *look, SlipDatabase *db, GError **error)
{
  gboolean done;

  /* All of it is of one moment: what an edit replaces is what was read with the text. */
  if (!slip_database_begin (db, error))
    return FALSE;
  done = read_look (look, db, error);
  slip_database_rollback (db);
  /* Here rather than on the main thread. */
  g_hash_table_remove_all (look->before);
  return done;
}
