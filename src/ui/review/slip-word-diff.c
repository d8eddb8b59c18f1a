/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The longest common run of words, by the plain table: texts are short, and long ones are not compared by words. */

#include "ui/review/slip-word-diff.h"

#include <string.h>

#define MAX_WORDS 600

typedef struct
{
  const char *text;
  guint length;
} Word;

/* Words with the blanks behind them. */
static GArray *
split (const char *text)
{
  GArray *words = g_array_new (FALSE, FALSE, sizeof (Word));

  while (*text != '\0')
    {
      gsize letters = strcspn (text, " \n\t");
      gsize all = letters + strspn (text + letters, " \n\t");
      Word word = { text, (guint) all };

      g_array_append_val (words, word);
      text += all;
    }
  return words;
}

static gboolean
is_same (GArray *before, guint i, GArray *after, guint k)
{
  const Word *one = &g_array_index (before, Word, i);
  const Word *other = &g_array_index (after, Word, k);

  return one->length == other->length && memcmp (one->text, other->text, one->length) == 0;
}

static void
mark (PangoAttrList *marks, gsize start, gsize end, gboolean went)
{
  PangoAttribute *attributes[2];

  attributes[0] = went ? pango_attr_strikethrough_new (TRUE)
                       : pango_attr_underline_new (PANGO_UNDERLINE_SINGLE);
  attributes[1] = went ? NULL : pango_attr_weight_new (PANGO_WEIGHT_BOLD);
  for (gsize i = 0; i < G_N_ELEMENTS (attributes); i++)
    if (attributes[i] != NULL)
      {
        attributes[i]->start_index = (guint) start;
        attributes[i]->end_index = (guint) end;
        pango_attr_list_insert (marks, attributes[i]);
      }
}

static void
mark_word (PangoAttrList *marks, const char *text, GArray *words, guint i, gboolean went)
{
  const Word *word = &g_array_index (words, Word, i);
  gsize start = (gsize) (word->text - text);

  mark (marks, start, start + word->length, went);
}

void
slip_word_diff (const char *before, const char *after, PangoAttrList **before_marks,
                PangoAttrList **after_marks)
{
  g_autoptr (GArray) old = split (before);
  g_autoptr (GArray) new = split (after);
  g_autofree guint16 *common = NULL;
  guint width = new->len + 1;
  guint i = 0;
  guint k = 0;

  *before_marks = pango_attr_list_new ();
  *after_marks = pango_attr_list_new ();
  if (old->len > MAX_WORDS || new->len > MAX_WORDS)
    {
      mark (*before_marks, 0, strlen (before), TRUE);
      mark (*after_marks, 0, strlen (after), FALSE);
      return;
    }
  common = g_new0 (guint16, (gsize) width * (old->len + 1));
  for (i = old->len; i > 0; i--)
    for (k = new->len; k > 0; k--)
      common[(i - 1) * width + k - 1] =
          is_same (old, i - 1, new, k - 1)
              ? common[i * width + k] + 1
              : MAX (common[i * width + k - 1], common[(i - 1) * width + k]);
  i = k = 0;
  while (i < old->len || k < new->len)
    {
      if (i < old->len && k < new->len &&is_same (old, i, new, k))
        {
          i++;
          k++;
        }
      else if (k == new->len ||
               (i < old->len && common[(i + 1) * width + k] >= common[i * width + k + 1]))
        mark_word (*before_marks, before, old, i++, TRUE);
      else
        mark_word (*after_marks, after, new, k++, FALSE);
    }
}
