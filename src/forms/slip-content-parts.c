/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Reads the lines of a canonical content (README.md in this folder) into a tree. Contents come as blobs that
 * others made, so whatever doesn't fit is refused. */

#include "forms/slip-content-parts.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/slip-error.h"
#include "core/slip-hash.h"

/* A form nests as deep as its definition may (slip-form-load.c), each table with its rows. */
#define MAX_DEPTH 48

void
slip_content_part_free (SlipContentPart *part)
{
  g_free (part->name);
  g_free (part->value);
  g_clear_pointer (&part->children, g_ptr_array_unref);
  g_clear_pointer (&part->by_name, g_hash_table_unref);
  g_free (part);
}

static SlipContentPart *
part_new (SlipContentPartKind kind, const char *name, gsize length)
{
  SlipContentPart *part = g_new0 (SlipContentPart, 1);

  part->kind = kind;
  part->name = g_strndup (name, length);
  return part;
}

static SlipContentPart *
part_add (SlipContentPart *above, SlipContentPartKind kind, const char *name, gsize length)
{
  SlipContentPart *part = part_new (kind, name, length);

  /* Most parts are fields, which have no children; a checklist has tens of thousands. */
  if (above->children == NULL)
    above->children = g_ptr_array_new_with_free_func ((GDestroyNotify) slip_content_part_free);
  g_ptr_array_add (above->children, part);
  part->place = above->children->len;
  return part;
}

guint
slip_content_part_get_n_children (const SlipContentPart *part)
{
  return part != NULL && part->children != NULL ? part->children->len : 0;
}

SlipContentPart *
slip_content_part_get_child (const SlipContentPart *part, guint i)
{
  return g_ptr_array_index (part->children, i);
}

SlipContentPart *
slip_content_part_find (SlipContentPart *above, const char *name)
{
  guint n = slip_content_part_get_n_children (above);

  if (n == 0)
    return NULL;
  /* Who only walks through a content needs no names. */
  if (above->by_name == NULL)
    {
      above->by_name = g_hash_table_new (g_str_hash, g_str_equal);
      for (guint i = 0; i < n; i++)
        {
          SlipContentPart *child = slip_content_part_get_child (above, i);

          g_hash_table_insert (above->by_name, child->name, child);
        }
    }
  return g_hash_table_lookup (above->by_name, name);
}

/* == reading == */

static char *
unescape (const char *text, gsize length)
{
  GString *value;

  if (memchr (text, '\\', length) == NULL)
    return g_strndup (text, length);
  value = g_string_sized_new (length);
  for (gsize i = 0; i < length; i++)
    {
      if (text[i] != '\\' || i + 1 == length)
        g_string_append_c (value, text[i]);
      else
        g_string_append_c (value, text[++i] == 'n' ? '\n' : text[i]);
    }
  return g_string_free (value, FALSE);
}

/* The line's text after @word and a blank; NULL when it begins otherwise. */
static const char *
after_word (const char *line, const char *end, const char *word)
{
  gsize length = strlen (word);

  if ((gsize) (end - line) <= length || memcmp (line, word, length) != 0 || line[length] != ' ')
    return NULL;
  return line + length + 1;
}

static gboolean
is_line (const char *line, const char *end, const char *word)
{
  return (gsize) (end - line) == strlen (word) && memcmp (line, word, (gsize) (end - line)) == 0;
}

/* Puts what a line says below the innermost open part. */
static gboolean
read_line (GPtrArray *open, const char *line, const char *end)
{
  SlipContentPart *top = g_ptr_array_index (open, open->len - 1);
  const char *rest;

  if ((rest = after_word (line, end, "section")) != NULL)
    {
      g_ptr_array_set_size (open, 1);
      g_ptr_array_add (open, part_add (g_ptr_array_index (open, 0), SLIP_PART_SECTION, rest,
                                       (gsize) (end - rest)));
      return TRUE;
    }
  if (open->len == 1)
    return after_word (line, end, "form") != NULL || after_word (line, end, "definition") != NULL;
  if (is_line (line, end, "irrelevant"))
    return (top->irrelevant = top->kind == SLIP_PART_SECTION);
  if (is_line (line, end, "end"))
    {
      if (open->len < 3)
        return FALSE;
      g_ptr_array_set_size (open, (int) open->len - 1);
      return TRUE;
    }
  if ((rest = after_word (line, end, "table")) != NULL ||
      (rest = after_word (line, end, "row")) != NULL)
    {
      SlipContentPartKind kind = *line == 't' ? SLIP_PART_TABLE : SLIP_PART_ROW;

      if (open->len > MAX_DEPTH)
        return FALSE;
      g_ptr_array_add (open, part_add (top, kind, rest, (gsize) (end - rest)));
      return TRUE;
    }
  if ((rest = after_word (line, end, "field")) != NULL)
    {
      const char *blank = memchr (rest, ' ', (gsize) (end - rest));

      if (blank == NULL)
        return FALSE;
      part_add (top, SLIP_PART_FIELD, rest, (gsize) (blank - rest))->value =
          unescape (blank + 1, (gsize) (end - blank - 1));
      return TRUE;
    }
  return FALSE;
}

SlipContentPart *
slip_content_read (GBytes *content, GError **error)
{
  gsize size;
  const char *text = g_bytes_get_data (content, &size);
  g_autoptr (SlipContentPart) root = part_new (SLIP_PART_ROOT, "", 0);
  g_autoptr (GPtrArray) open = g_ptr_array_new ();
  gboolean good = size > strlen (SLIP_CONTENT_FIRST_LINE) &&
                  memcmp (text, SLIP_CONTENT_FIRST_LINE, strlen (SLIP_CONTENT_FIRST_LINE)) == 0 &&
                  text[size - 1] == '\n';

  g_ptr_array_add (open, root);
  for (const char *line = good ? text + strlen (SLIP_CONTENT_FIRST_LINE) : NULL;
       good && line < text + size;)
    {
      const char *end = memchr (line, '\n', (gsize) (text + size - line));

      good = read_line (open, line, end);
      line = end + 1;
    }
  if (good && open->len <= 2)
    return g_steal_pointer (&root);
  g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID,
               _ ("this is no content of a Slipway document"));
  return NULL;
}

char *
slip_content_definition (GBytes *content)
{
  gsize size;
  const char *text = g_bytes_get_data (content, &size);
  const char *line =
      size > 0 ? g_strstr_len (text, (gssize) MIN (size, 4096), "\ndefinition ") : NULL;

  if (line == NULL || (gsize) (line + strlen ("\ndefinition ") + SLIP_HASH_HEX - text) > size)
    return NULL;
  return g_strndup (line + strlen ("\ndefinition "), SLIP_HASH_HEX);
}
