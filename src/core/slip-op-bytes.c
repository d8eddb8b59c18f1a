/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Writes and reads the bytes of ops. The reader only takes care not to read outside; that the bytes
 * are in normal form is found out by writing them again. */

#include "core/slip-op-bytes.h"

#include <string.h>

/* Own ops are named by the clock alone, others with their replica before it: (ayt) with the padding
 * and the one framing offset that GVariant gives them. */
#define OWN_NAME_SIZE 9
#define OTHER_NAME_SIZE 25
#define OTHER_CLOCK_AT 16
#define N_OFFSETS 4

static gsize
align8 (gsize at)
{
  return (at + 7) & ~(gsize) 7;
}

/* GVariant's rule for the width of framing offsets in a container of @size bytes, offsets included.
 */
static gsize
offset_width (gsize size)
{
  return size > G_MAXUINT16 ? 4 : size > G_MAXUINT8 ? 2 : 1;
}

/* The size of a container whose values take @body bytes and that has @n framing offsets. */
static gsize
total_size (gsize body, gsize n)
{
  for (gsize width = 1; width < 4; width *= 2)
    if (offset_width (body + n * width) <= width)
      return body + n * width;
  return body + n * 4;
}

static void
write_little (guint8 *at, guint64 value, gsize width)
{
  value = GUINT64_TO_LE (value);
  memcpy (at, &value, width);
}

static guint64
read_little (const guint8 *at, gsize width)
{
  guint64 value = 0;

  memcpy (&value, at, width);
  return GUINT64_FROM_LE (value);
}

static gsize
replaces_body (const SlipOp *op)
{
  gsize size = 0;

  for (guint i = 0; i < op->replaces->len; i++)
    {
      const SlipOpName *name = &g_array_index (op->replaces, SlipOpName, i);
      gboolean own = strcmp (name->replica, op->name.replica) == 0;

      size = align8 (size) + (own ? OWN_NAME_SIZE : OTHER_NAME_SIZE);
    }
  return size;
}

static gsize
write_replaces (guint8 *data, const SlipOp *op)
{
  gsize n = op->replaces->len;
  gsize body = replaces_body (op);
  gsize size = n > 0 ? total_size (body, n) : 0;
  gsize width = offset_width (size);
  gsize at = 0;

  for (gsize i = 0; i < n; i++)
    {
      const SlipOpName *name = &g_array_index (op->replaces, SlipOpName, i);

      at = align8 (at);
      if (strcmp (name->replica, op->name.replica) == 0)
        {
          write_little (data + at, name->clock, sizeof name->clock);
          at += OWN_NAME_SIZE;
        }
      else
        {
          slip_base32_decode (name->replica, data + at, SLIP_REPLICA_BYTES);
          write_little (data + at + OTHER_CLOCK_AT, name->clock, sizeof name->clock);
          at += OTHER_NAME_SIZE;
          data[at - 1] = SLIP_REPLICA_BYTES;
        }
      write_little (data + body + i * width, at, width);
    }
  return size;
}

/**
 * slip_op_bytes_write:
 * @op: an op, of which all but `bytes` is set and was checked
 *
 * Returns: (transfer full): its bytes
 */
GBytes *
slip_op_bytes_write (const SlipOp *op)
{
#if G_BYTE_ORDER == G_BIG_ENDIAN
  g_autoptr (GVariant) content = g_variant_byteswap (op->content);
#else
  GVariant *content = op->content;
#endif
  const char *type = g_variant_get_type_string (content);
  gsize kind_size = strlen (op->kind) + 1;
  gsize type_size = strlen (type);
  gsize content_size = g_variant_get_size (content);
  gsize n_replaces = op->replaces->len;
  gsize most = 96 + kind_size + n_replaces * 36 + content_size + type_size;
  guint8 *data = g_malloc0 (most);
  gsize ends[N_OFFSETS];
  gsize at = 0, size, width;

  write_little (data, op->name.clock, 8);
  write_little (data + 8, (guint64) op->wall_ms, 8);
  write_little (data + 16, (guint16) op->utc_offset, 2);
  at = 18;
  slip_base32_decode (op->person, data + at, SLIP_ID_BYTES);
  ends[0] = at += SLIP_ID_BYTES;
  memcpy (data + at, op->kind, kind_size);
  ends[1] = at += kind_size;
  data[at++] = (guint8) op->on_unknown;
  if (*op->record != '\0')
    {
      slip_base32_decode (op->record, data + at, SLIP_ID_BYTES);
      at += SLIP_ID_BYTES;
    }
  ends[2] = at;
  at = align8 (at);
  ends[3] = at += write_replaces (data + at, op);
  at = align8 (at);
  g_variant_store (content, data + at);
  at += content_size + 1;
  memcpy (data + at, type, type_size);
  at += type_size;
  size = total_size (at, N_OFFSETS);
  width = offset_width (size);
  for (gsize i = 0; i < N_OFFSETS; i++)
    write_little (data + size - (i + 1) * width, ends[i], width);
  g_assert (size <= most);
  return g_bytes_new_take (g_realloc (data, size), size);
}

/**
 * slip_op_bytes_split:
 * @parts: (out caller-allocates): where the parts stand; undefined on failure
 * @data: (array length=size): untrusted bytes
 * @size: their number
 *
 * Finds the parts. What it finds lies within @data, but need not be in normal form.
 *
 * Returns: whether there may be an op
 */
gboolean
slip_op_bytes_split (SlipOpParts *parts, const guint8 *data, gsize size)
{
  gsize width = offset_width (size);
  gsize person = 18;
  gsize ends[N_OFFSETS];
  gsize end, record, replaces;

  if (size < person + N_OFFSETS * width)
    return FALSE;
  end = size - N_OFFSETS * width;
  for (gsize i = 0; i < N_OFFSETS; i++)
    ends[i] = read_little (data + size - (i + 1) * width, width);
  record = ends[1] + 1;
  replaces = align8 (ends[2]);
  parts->content = align8 (ends[3]);
  parts->content_end = end;
  if (ends[0] != person + SLIP_ID_BYTES || ends[1] <= ends[0] || record > ends[2] ||
      replaces > ends[3] || parts->content >= end || ends[2] >= end || ends[3] >= end ||
      data[ends[1] - 1] != '\0')
    return FALSE;
  if (ends[2] - record != 0 && ends[2] - record != SLIP_ID_BYTES)
    return FALSE;

  parts->clock = read_little (data, 8);
  parts->wall_ms = (gint64) read_little (data + 8, 8);
  parts->utc_offset = (gint16) read_little (data + 16, 2);
  parts->person = data + person;
  parts->kind = (const char *) data + ends[0];
  parts->on_unknown = data[ends[1]];
  parts->record = ends[2] > record ? data + record : NULL;
  parts->replaces = data + replaces;
  parts->replaces_size = ends[3] - replaces;
  return TRUE;
}

/**
 * slip_op_bytes_replaces:
 * @parts: parts of an op
 * @own: the op's own replica
 * @names: (element-type SlipOpName): where the names are appended
 *
 * Returns: whether there may be a list of names
 */
gboolean
slip_op_bytes_replaces (const SlipOpParts *parts, const char *own, GArray *names)
{
  gsize size = parts->replaces_size;
  gsize width = offset_width (size);
  gsize body, n, at = 0;

  if (size == 0)
    return TRUE;
  if (size < width)
    return FALSE;
  body = read_little (parts->replaces + size - width, width);
  if (body >= size || (size - body) % width != 0)
    return FALSE;
  n = (size - body) / width;
  for (gsize i = 0; i < n; i++)
    {
      gsize end = read_little (parts->replaces + body + i * width, width);
      SlipOpName name;

      at = align8 (at);
      if (end > body || at > end)
        return FALSE;
      if (end - at == OWN_NAME_SIZE)
        {
          memcpy (name.replica, own, sizeof name.replica);
          name.clock = read_little (parts->replaces + at, sizeof name.clock);
        }
      else if (end - at == OTHER_NAME_SIZE)
        {
          slip_base32_write (parts->replaces + at, SLIP_REPLICA_BYTES, name.replica);
          name.clock = read_little (parts->replaces + at + OTHER_CLOCK_AT, sizeof name.clock);
        }
      else
        return FALSE;
      g_array_append_val (names, name);
      at = end;
    }
  return TRUE;
}
