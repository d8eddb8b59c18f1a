/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Writes and reads the bytes of ops. */

#include "core/slip-op-bytes.h"

#include <string.h>

#include "core/slip-tuple.h"

#define OP_TYPE "(txnaysyaya(ayt)v)"
#define NAME_TYPE "(ayt)"

/* Own ops are named by the clock alone, others with their replica before it: (ayt) with the padding
 * and the one framing offset that GVariant gives them. */
#define OWN_NAME_SIZE 9
#define OTHER_NAME_SIZE 25
#define OTHER_CLOCK_AT 16
#define NAME_ALIGNMENT 8
#define N_OFFSETS 4

static gsize
align8 (gsize at)
{
  return (at + 7) & ~(gsize) 7;
}

static void
write_little (guint8 *at, guint64 value, gsize width)
{
  value = GUINT64_TO_LE (value);
  memcpy (at, &value, width);
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
  gsize size = n > 0 ? slip_offset_total (body, n) : 0;
  gsize width = slip_offset_width (size);
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
 * @op: an op, of which all is set that stands before its content
 * @content: the content, in normal form
 *
 * Returns: (transfer full): its bytes
 */
GBytes *
slip_op_bytes_write (const SlipOp *op, GVariant *content)
{
#if G_BYTE_ORDER == G_BIG_ENDIAN
  g_autoptr (GVariant) little = g_variant_byteswap (content);
#else
  GVariant *little = content;
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
  g_variant_store (little, data + at);
  at += content_size + 1;
  memcpy (data + at, type, type_size);
  at += type_size;
  size = slip_offset_total (at, N_OFFSETS);
  width = slip_offset_width (size);
  for (gsize i = 0; i < N_OFFSETS; i++)
    write_little (data + size - (i + 1) * width, ends[i], width);
  g_assert (size <= most);
  return g_bytes_new_take (g_realloc (data, size), size);
}

/**
 * slip_op_bytes_split:
 * @parts: (out caller-allocates): where the parts stand; undefined on failure
 * @bytes: untrusted bytes
 *
 * Finds the parts. What is in the list of names and in the content is not looked at.
 *
 * Returns: whether there may be an op
 */
gboolean
slip_op_bytes_split (SlipOpParts *parts, GBytes *bytes)
{
  gsize size = 0;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  SlipSpan found[9];

  if (!slip_tuple_read (OP_TYPE, data, size, found) || found[3].size != SLIP_ID_BYTES ||
      (found[6].size != 0 && found[6].size != SLIP_ID_BYTES))
    return FALSE;
  parts->clock = slip_span_number (&found[0]);
  parts->wall_ms = (gint64) slip_span_number (&found[1]);
  parts->utc_offset = (gint16) slip_span_number (&found[2]);
  parts->person = found[3].data;
  parts->kind = (const char *) found[4].data;
  parts->on_unknown = (guint8) slip_span_number (&found[5]);
  parts->record = found[6].size > 0 ? found[6].data : NULL;
  parts->replaces = found[7];
  parts->content = found[8];
  return TRUE;
}

/**
 * slip_op_bytes_replaces:
 * @replaces: the list in an op's bytes
 * @own: the op's own replica
 * @names: (element-type SlipOpName): where the names are appended
 *
 * Returns: whether it is a list of names; a replica's own name is empty in it
 */
gboolean
slip_op_bytes_replaces (const SlipSpan *replaces, const char *own, GArray *names)
{
  SlipList list;

  if (!slip_list_open (&list, NAME_ALIGNMENT, replaces))
    return FALSE;
  for (gsize i = 0; i < list.n; i++)
    {
      SlipSpan element, parts[2];
      SlipOpName name;

      if (!slip_list_next (&list, &element) ||
          !slip_tuple_read (NAME_TYPE, element.data, element.size, parts))
        return FALSE;
      if (parts[0].size == 0)
        memcpy (name.replica, own, sizeof name.replica);
      else if (parts[0].size == SLIP_REPLICA_BYTES)
        slip_base32_write (parts[0].data, SLIP_REPLICA_BYTES, name.replica);
      else
        return FALSE;
      if (parts[0].size != 0 && strcmp (name.replica, own) == 0)
        return FALSE;
      name.clock = slip_span_number (&parts[1]);
      g_array_append_val (names, name);
    }
  return TRUE;
}
