/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The difference of two lists of lines, capped: texts that have little in common are cheap to tell
 * apart, not worth an exact answer. */

#include "core/slip-diff.h"

#include <string.h>

/* Insertions and deletions that are looked for between the common start and end. */
#define MAX_EDITS 2000

/* Follows the traces back from the end; @traces holds one list of furthest points an edit count. */
static void
walk_back (GPtrArray *traces, const guint *a, const guint *b, gssize n_a, gssize n_b, gssize offset,
           gssize *match)
{
  gssize x = n_a, y = n_b;

  for (gssize d = (gssize) traces->len - 1; d >= 0; d--)
    {
      const gint32 *furthest = g_ptr_array_index (traces, d);
      gssize k = x - y;
      gssize from_k, from_x, from_y;

      if (d == 0)
        {
          from_x = from_y = 0;
        }
      else
        {
          gboolean down = k == -d || (k != d && furthest[d + k - 1] < furthest[d + k + 1]);

          from_k = down ? k + 1 : k - 1;
          from_x = furthest[d + from_k];
          from_y = from_x - from_k;
        }
      while (x > from_x && y > from_y && a[x - 1] == b[y - 1])
        {
          x--;
          y--;
          match[x] = offset + y;
        }
      x = from_x;
      y = from_y;
    }
}

/**
 * slip_diff:
 * @a: (array length=n_a): numbers that stand for lines
 * @n_a: their number
 * @b: (array length=n_b): numbers that stand for lines
 * @n_b: their number
 * @match: (out caller-allocates) (array length=n_a): for each line of @a the line of @b that it
 *   became, or -1; growing
 *
 * Finds a longest common subsequence. Where more than 2,000 lines came and went, the whole part
 * that differs counts as replaced.
 */
void
slip_diff (const guint *a, gsize n_a, const guint *b, gsize n_b, gssize *match)
{
  g_autoptr (GPtrArray) traces = g_ptr_array_new_with_free_func (g_free);
  g_autofree gint32 *furthest = NULL;
  gssize start = 0, end_a = (gssize) n_a, end_b = (gssize) n_b;
  gssize max;

  for (gsize i = 0; i < n_a; i++)
    match[i] = -1;
  for (; start < end_a && start < end_b && a[start] == b[start]; start++)
    match[start] = start;
  for (; end_a > start && end_b > start && a[end_a - 1] == b[end_b - 1]; end_a--, end_b--)
    match[end_a - 1] = end_b - 1;
  if (start == end_a || start == end_b)
    return;

  a += start;
  b += start;
  match += start;
  end_a -= start;
  end_b -= start;
  max = MIN (end_a + end_b, MAX_EDITS);
  /* furthest[max + k] is the furthest x on diagonal k = x − y. */
  furthest = g_new0 (gint32, 2 * max + 3);
  for (gssize d = 0; d <= max; d++)
    {
      /* What stood on the diagonals −d … d before this round. */
      gint32 *trace = g_new (gint32, 2 * d + 1);

      memcpy (trace, furthest + max + 1 - d, (gsize) (2 * d + 1) * sizeof *trace);
      g_ptr_array_add (traces, trace);
      for (gssize k = -d; k <= d; k += 2)
        {
          gint32 *here = furthest + max + 1 + k;
          gboolean down = k == -d || (k != d && here[-1] < here[1]);
          gssize x = d == 0 ? 0 : down ? here[1] : here[-1] + 1;
          gssize y = x - k;

          while (x < end_a && y < end_b && a[x] == b[y])
            {
              x++;
              y++;
            }
          *here = (gint32) x;
          if (x >= end_a && y >= end_b)
            {
              walk_back (traces, a, b, end_a, end_b, start, match);
              return;
            }
        }
    }
}
