/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Three-way merge by lines: Khanna, Kunal and Pierce, A Formal Investigation of Diff3 (2007).
 * Places where all three agree cut the texts into chunks; in each chunk the side that changed wins.
 */

#include "core/slip-merge.h"

#include <string.h>

#include "core/slip-diff.h"

/* A text cut behind each line end. @ids: equal lines have equal numbers, in all texts. */
typedef struct
{
  GPtrArray *starts; /* of char; one more than lines */
  GArray *ids;
} Lines;

static void
lines_clear (Lines *lines)
{
  g_clear_pointer (&lines->starts, g_ptr_array_unref);
  g_clear_pointer (&lines->ids, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Lines, lines_clear)

static void
cut (Lines *lines, const char *text, GHashTable *known)
{
  lines->starts = g_ptr_array_new ();
  lines->ids = g_array_new (FALSE, FALSE, sizeof (guint));
  while (*text != '\0')
    {
      const char *end = strchrnul (text, '\n');
      g_autofree char *line = NULL;
      guint id;

      end += *end == '\n';
      line = g_strndup (text, (gsize) (end - text));
      id = GPOINTER_TO_UINT (g_hash_table_lookup (known, line));
      if (id == 0)
        {
          id = g_hash_table_size (known) + 1;
          g_hash_table_insert (known, g_steal_pointer (&line), GUINT_TO_POINTER (id));
        }
      g_ptr_array_add (lines->starts, (gpointer) text);
      g_array_append_val (lines->ids, id);
      text = end;
    }
  g_ptr_array_add (lines->starts, (gpointer) text);
}

static const guint *
ids_at (const Lines *lines, gsize line)
{
  return (const guint *) (void *) lines->ids->data + line;
}

static void
append (GString *result, const Lines *lines, gsize from, gsize to)
{
  const char *start = g_ptr_array_index (lines->starts, from);
  const char *end = g_ptr_array_index (lines->starts, to);

  g_string_append_len (result, start, end - start);
}

/* The lines of a side, ended even where the text is not. */
static void
append_side (GString *result, const Lines *lines, gsize from, gsize to)
{
  append (result, lines, from, to);
  if (result->str[result->len - 1] != '\n')
    g_string_append_c (result, '\n');
}

static gboolean
same (const Lines *a, gsize a_from, gsize a_to, const Lines *b, gsize b_from, gsize b_to)
{
  return a_to - a_from == b_to - b_from &&
         (a_to == a_from ||
          memcmp (ids_at (a, a_from), ids_at (b, b_from), (a_to - a_from) * sizeof (guint)) == 0);
}

typedef struct
{
  Lines base;
  Lines mine;
  Lines theirs;
  const char *my_name;
  const char *their_name;
} Texts;

/* Appends what becomes of the lines between @from and @to of base, mine and theirs; FALSE where
 * both sides stand. */
static gboolean
merge_chunk (GString *result, const Texts *t, const gsize from[3], const gsize to[3])
{
  gboolean mine_kept = same (&t->base, from[0], to[0], &t->mine, from[1], to[1]);
  gboolean theirs_kept = same (&t->base, from[0], to[0], &t->theirs, from[2], to[2]);

  if (mine_kept)
    append (result, &t->theirs, from[2], to[2]);
  else if (theirs_kept || same (&t->mine, from[1], to[1], &t->theirs, from[2], to[2]))
    append (result, &t->mine, from[1], to[1]);
  else
    {
      if (result->len > 0 && result->str[result->len - 1] != '\n')
        g_string_append_c (result, '\n');
      g_string_append_printf (result, "%s%s\n", SLIP_MERGE_MARK_MINE, t->my_name);
      append_side (result, &t->mine, from[1], to[1]);
      g_string_append (result, SLIP_MERGE_MARK_MIDDLE);
      append_side (result, &t->theirs, from[2], to[2]);
      g_string_append_printf (result, "%s%s\n", SLIP_MERGE_MARK_THEIRS, t->their_name);
      return FALSE;
    }
  return TRUE;
}

/**
 * slip_merge_lines:
 * @base: the text that both started from
 * @mine: one side
 * @theirs: the other side
 * @my_name: who wrote @mine, one line
 * @their_name: who wrote @theirs
 * @conflicts: (out) (optional): number of places where both changed the same or neighbouring lines
 * in different ways
 *
 * Equal changes are taken once. At a conflict both sides stand one after the other, between the
 * lines %SLIP_MERGE_MARK_MINE, %SLIP_MERGE_MARK_MIDDLE and %SLIP_MERGE_MARK_THEIRS. Any thread.
 *
 * Returns: (transfer full): the merged text
 */
char *
slip_merge_lines (const char *base, const char *mine, const char *theirs, const char *my_name,
                  const char *their_name, guint *conflicts)
{
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GString) result = g_string_new (NULL);
  g_autofree gssize *to_mine = NULL;
  g_autofree gssize *to_theirs = NULL;
  g_auto (Lines) base_lines = { NULL };
  g_auto (Lines) mine_lines = { NULL };
  g_auto (Lines) their_lines = { NULL };
  Texts texts;
  gsize from[3] = { 0, 0, 0 };
  guint found = 0;
  gsize n;

  cut (&base_lines, base, known);
  cut (&mine_lines, mine, known);
  cut (&their_lines, theirs, known);
  texts = (Texts){ base_lines, mine_lines, their_lines, my_name, their_name };
  n = base_lines.ids->len;
  to_mine = g_new (gssize, n + 1);
  to_theirs = g_new (gssize, n + 1);
  slip_diff (ids_at (&base_lines, 0), n, ids_at (&mine_lines, 0), mine_lines.ids->len, to_mine);
  slip_diff (ids_at (&base_lines, 0), n, ids_at (&their_lines, 0), their_lines.ids->len, to_theirs);
  to_mine[n] = (gssize) mine_lines.ids->len;
  to_theirs[n] = (gssize) their_lines.ids->len;

  for (gsize i = 0; i <= n; i++)
    {
      gsize to[3] = { i, (gsize) to_mine[i], (gsize) to_theirs[i] };

      if (to_mine[i] < 0 || to_theirs[i] < 0)
        continue;
      if (to[0] > from[0] || to[1] > from[1] || to[2] > from[2])
        found += merge_chunk (result, &texts, from, to) ? 0 : 1;
      if (i < n)
        append (result, &base_lines, i, i + 1);
      for (gsize side = 0; side < 3; side++)
        from[side] = to[side] + 1;
    }
  if (conflicts != NULL)
    *conflicts = found;
  return g_string_free (g_steal_pointer (&result), FALSE);
}
