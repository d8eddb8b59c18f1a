/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Reads tuples and arrays out of untrusted bytes. What is not in normal form is refused: one value has one form. */

#include "core/slip-tuple.h"

#include <string.h>

gsize
slip_offset_width (gsize size)
{
  return size > G_MAXUINT16 ? 4 : size > G_MAXUINT8 ? 2 : 1;
}

gsize
slip_offset_total (gsize body, gsize n)
{
  for (gsize width = 1; width < 4; width *= 2)
    if (slip_offset_width (body + n * width) <= width)
      return body + n * width;
  return body + n * 4;
}

static guint64
read_little (const guint8 *at, gsize width)
{
  guint64 value = 0;

  memcpy (&value, at, width);
  return GUINT64_FROM_LE (value);
}

/* Passes over padding, which is zero, up to the next multiple of @alignment; FALSE when @end comes first. */
static gboolean
pass_padding (const guint8 *data, gsize *at, gsize alignment, gsize end)
{
  for (; (*at & (alignment - 1)) != 0; (*at)++)
    if (*at >= end || data[*at] != '\0')
      return FALSE;
  return *at <= end;
}

static gboolean
is_text (const guint8 *data, gsize size)
{
  return size > 0 && data[size - 1] == '\0' &&
         g_utf8_validate_len ((const char *) data, size - 1, NULL);
}

/* The type that @type starts with: how it is aligned, and its size, or 0. Returns the rest. */
static const char *
pass_type (const char *type, gsize *alignment, gsize *fixed)
{
  guint depth = 0;
  gsize most = 1, inner, ignored;

  *fixed = 0;
  switch (*type)
    {
    case 'y':
      *alignment = *fixed = 1;
      return type + 1;
    case 'n':
      *alignment = *fixed = 2;
      return type + 1;
    case 'u':
      *alignment = *fixed = 4;
      return type + 1;
    case 't':
    case 'x':
      *alignment = *fixed = 8;
      return type + 1;
    case 'v':
      *alignment = 8;
      return type + 1;
    case 'a':
      type++;
      break;
    default:
      *alignment = 1;
      return type + 1;
    }
  /* An array is aligned as its elements, and a tuple as the strictest of its children. */
  do
    {
      if (*type == '(')
        depth++;
      else if (*type == ')')
        depth--;
      else
        {
          pass_type (type, &inner, &ignored);
          most = MAX (most, inner);
        }
      type++;
    }
  while (depth > 0);
  *alignment = most;
  return type;
}

/**
 * slip_tuple_read:
 * @type: type of a tuple: of `y`, `n`, `u`, `t`, `x`, `s`, `v`, `ay` and `a(…)`, one of them of no fixed size; or `()`
 * @data: (array length=size): untrusted bytes
 * @size: their number
 * @parts: (out caller-allocates): room for a part each child
 *
 * Finds the children of a tuple. Where the tuple is in normal form, so are its numbers and texts (a text's part has
 * its final NUL); what is in a `v` or `a(…)` the caller has to look at.
 *
 * Returns: whether the tuple is in normal form, as far as that goes
 */
gboolean
slip_tuple_read (const char *type, const guint8 *data, gsize size, SlipSpan *parts)
{
  gsize width = slip_offset_width (size);
  gsize table = size; /* where the offsets start, which are read from the end */
  gsize at = 0, n_offsets = 0;

  if (type[1] == ')')
    return size == 1 && data[0] == '\0';
  for (type++; *type != ')'; parts++)
    {
      gboolean text = *type == 's';
      gsize alignment, fixed, end = table;

      type = pass_type (type, &alignment, &fixed);
      if (!pass_padding (data, &at, alignment, table))
        return FALSE;
      if (fixed > 0)
        {
          end = at + fixed;
        }
      else if (*type != ')')
        {
          if (table - at < width)
            return FALSE;
          table -= width;
          n_offsets++;
          end = read_little (data + table, width);
        }
      if (end < at || end > table || (text && !is_text (data + at, end - at)))
        return FALSE;
      parts->data = data + at;
      parts->size = end - at;
      at = end;
    }
  return at == table && slip_offset_total (at, n_offsets) == size;
}

/**
 * slip_list_open:
 * @list: (out caller-allocates): the elements, of which @n says how many there are
 * @alignment: of the elements, which have no fixed size
 * @array: untrusted bytes of an array
 *
 * Returns: whether the array's table of offsets is in normal form
 */
gboolean
slip_list_open (SlipList *list, gsize alignment, const SlipSpan *array)
{
  gsize size = array->size;

  *list = (SlipList){ .array = *array, .alignment = alignment };
  if (size == 0)
    return TRUE;
  list->width = slip_offset_width (size);
  if (size < list->width)
    return FALSE;
  list->body = read_little (array->data + size - list->width, list->width);
  if (list->body >= size || (size - list->body) % list->width != 0)
    return FALSE;
  list->n = (size - list->body) / list->width;
  return slip_offset_total (list->body, list->n) == size;
}

/**
 * slip_list_next:
 * @list: the elements
 * @element: (out caller-allocates): the next one
 *
 * To be called @n times. What is in an element the caller has to look at.
 *
 * Returns: whether the next element stands where it has to
 */
gboolean
slip_list_next (SlipList *list, SlipSpan *element)
{
  const guint8 *data = list->array.data;
  gsize end;

  g_return_val_if_fail (list->i < list->n, FALSE);

  end = read_little (data + list->body + list->i * list->width, list->width);
  if (end > list->body || !pass_padding (data, &list->at, list->alignment, end))
    return FALSE;
  element->data = data + list->at;
  element->size = end - list->at;
  list->at = end;
  list->i++;
  return TRUE;
}

/**
 * slip_span_number:
 * @part: a part of type `y`, `n`, `u`, `t` or `x`
 *
 * Returns: the number, without its sign
 */
guint64
slip_span_number (const SlipSpan *part)
{
  return read_little (part->data, part->size);
}
