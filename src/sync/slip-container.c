/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The envelope of all files on a store, and their names. A reader believes nothing before length,
 * footer and name fit: servers cut, mix and alter files (sync.md 1). */

#include "sync/slip-container-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/slip-id.h"
#include "core/slip-variant.h"
#include "sync/slip-remote.h"

#define LENGTH_BYTES 8
#define FOOTER_BYTES SLIP_HASH_BYTES

static void
append_le (GByteArray *array, guint64 value, guint bytes)
{
  for (guint i = 0; i < bytes; i++)
    {
      guint8 byte = (value >> (8 * i)) & 0xff;

      g_byte_array_append (array, &byte, 1);
    }
}

static guint64
read_le (const guint8 *data, guint bytes)
{
  guint64 value = 0;

  for (guint i = 0; i < bytes; i++)
    value |= (guint64) data[i] << (8 * i);
  return value;
}

/* What stands before the items, with room for @size bytes of them and all that follows. */
static GByteArray *
begin (const char *magic, GVariant *manifest, gsize size)
{
  g_autoptr (GBytes) manifest_bytes = slip_variant_to_bytes (manifest);
  gsize length;
  const guint8 *data = g_bytes_get_data (manifest_bytes, &length);
  GByteArray *array = g_byte_array_sized_new (SLIP_CONTAINER_MAGIC_BYTES + 4 + length + size +
                                              LENGTH_BYTES + FOOTER_BYTES);

  g_byte_array_append (array, (const guint8 *) magic, SLIP_CONTAINER_MAGIC_BYTES);
  append_le (array, length, 4);
  return g_byte_array_append (array, data, length);
}

/* What stands behind the @length bytes at @file. */
static void
end (guint8 *file, gsize length, SlipHash *hash)
{
  guint64 total = length + LENGTH_BYTES + FOOTER_BYTES;

  for (guint i = 0; i < LENGTH_BYTES; i++)
    file[length + i] = (total >> (8 * i)) & 0xff;
  slip_hash_data (hash, file, length + LENGTH_BYTES);
  memcpy (file + length + LENGTH_BYTES, hash->bytes, FOOTER_BYTES);
}

GBytes *
slip_container_wrap (const char *magic, GVariant *manifest, GPtrArray *items, SlipHash *hash)
{
  g_autoptr (GByteArray) array = NULL;
  gsize size = 0;

  for (guint i = 0; i < items->len; i++)
    size += g_bytes_get_size (g_ptr_array_index (items, i));
  array = begin (magic, manifest, size);
  for (guint i = 0; i < items->len; i++)
    {
      gsize length;
      const guint8 *data = g_bytes_get_data (g_ptr_array_index (items, i), &length);

      if (length > 0)
        g_byte_array_append (array, data, length);
    }
  size = array->len;
  g_byte_array_set_size (array, size + LENGTH_BYTES + FOOTER_BYTES);
  end (array->data, size, hash);
  return g_byte_array_free_to_bytes (g_steal_pointer (&array));
}

gsize
slip_container_begin (const char *magic, GVariant *manifest, guint8 *file, gsize room)
{
  g_autoptr (GByteArray) head = begin (magic, manifest, 0);

  g_return_val_if_fail (head->len + LENGTH_BYTES + FOOTER_BYTES <= room, 0);
  memcpy (file, head->data, head->len);
  return head->len;
}

gsize
slip_container_end (guint8 *file, gsize length)
{
  SlipHash hash;

  end (file, length, &hash);
  return length + LENGTH_BYTES + FOOTER_BYTES;
}

GBytes *
slip_container_peek (const char *magic, GVariant *manifest, gsize size, GBytes *bytes,
                     SlipHash *hash)
{
  g_autoptr (GByteArray) head = begin (magic, manifest, 0);
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  if (length != head->len + size + LENGTH_BYTES + FOOTER_BYTES ||
      memcmp (data, head->data, head->len) != 0 ||
      read_le (data + head->len + size, LENGTH_BYTES) != length)
    return NULL;
  memcpy (hash->bytes, data + length - FOOTER_BYTES, FOOTER_BYTES);
  return g_bytes_new_from_bytes (bytes, head->len, size);
}

gboolean
slip_container_fail (GError **error, const char *name, const char *what)
{
  g_set_error (error, SLIP_ERROR, SLIP_ERROR_CORRUPT,
               _ ("The file %s on the store was altered or is incomplete (%s)"), name, what);
  return FALSE;
}

/* The last field of "…-<hash20>.bin". */
static gboolean
name_fits_hash (const char *name, const SlipHash *hash)
{
  g_autofree char *base32 = slip_hash_to_base32 (hash);
  gsize length = strlen (name);

  if (length < SLIP_CONTAINER_NAME_HASH + 4)
    return FALSE;
  return strncmp (name + length - 4 - SLIP_CONTAINER_NAME_HASH, base32, SLIP_CONTAINER_NAME_HASH) ==
         0;
}

SlipContainer *
slip_container_open (const char *magic, const char *type, GBytes *bytes, const char *name,
                     GError **error)
{
  g_autoptr (SlipContainer) container = g_new0 (SlipContainer, 1);
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  guint64 manifest_length;

  if (length < SLIP_CONTAINER_MAGIC_BYTES + 4 + LENGTH_BYTES + FOOTER_BYTES)
    {
      slip_container_fail (error, name, _ ("too short"));
      return NULL;
    }
  container->end = length - LENGTH_BYTES - FOOTER_BYTES;
  if (read_le (data + container->end, LENGTH_BYTES) != length)
    {
      slip_container_fail (error, name, _ ("its length is not the one that it was written with"));
      return NULL;
    }
  slip_hash_data (&container->hash, data, length - FOOTER_BYTES);
  if (memcmp (container->hash.bytes, data + length - FOOTER_BYTES, FOOTER_BYTES) != 0)
    {
      slip_container_fail (error, name, _ ("its bytes do not fit its checksum"));
      return NULL;
    }
  /* The parts of blobs have names of another kind. */
  if (!slip_part_parse_name (name) && !name_fits_hash (name, &container->hash))
    {
      slip_container_fail (error, name, _ ("its content is another one's than its name says"));
      return NULL;
    }
  if (memcmp (data, magic, SLIP_CONTAINER_MAGIC_BYTES) != 0)
    {
      /* The last byte of the magic is the format's version. */
      if (memcmp (data, magic, SLIP_CONTAINER_MAGIC_BYTES - 1) == 0)
        g_set_error (error, SLIP_ERROR, SLIP_ERROR_TOO_NEW,
                     _ ("The file %s on the store was written by a newer Slipway; upgrade"), name);
      else
        slip_container_fail (error, name, _ ("it is no file of this kind"));
      return NULL;
    }
  manifest_length = read_le (data + SLIP_CONTAINER_MAGIC_BYTES, 4);
  container->offset = SLIP_CONTAINER_MAGIC_BYTES + 4;
  if (manifest_length > container->end - container->offset)
    {
      slip_container_fail (error, name, _ ("its table of contents is cut"));
      return NULL;
    }
  container->bytes = g_bytes_ref (bytes);
  container->manifest_bytes = slip_container_take (container, manifest_length);
  container->manifest = slip_variant_from_bytes (G_VARIANT_TYPE (type), container->manifest_bytes);
  if (container->manifest == NULL)
    {
      slip_container_fail (error, name, _ ("its table of contents can't be read"));
      return NULL;
    }
  return g_steal_pointer (&container);
}

void
slip_container_free (SlipContainer *container)
{
  g_clear_pointer (&container->manifest, g_variant_unref);
  g_clear_pointer (&container->manifest_bytes, g_bytes_unref);
  g_clear_pointer (&container->bytes, g_bytes_unref);
  g_free (container);
}

GBytes *
slip_container_take (SlipContainer *container, gsize size)
{
  GBytes *item;

  if (size > container->end - container->offset)
    return NULL;
  item = g_bytes_new_from_bytes (container->bytes, container->offset, size);
  container->offset += size;
  return item;
}

gboolean
slip_container_at_end (SlipContainer *container)
{
  return container->offset == container->end;
}

gboolean
slip_container_take_all (SlipContainer *container, GVariant *sizes, gsize max_size,
                         GPtrArray *items)
{
  gsize n = g_variant_n_children (sizes);

  for (gsize i = 0; i < n; i++)
    {
      guint32 size;
      GBytes *item;

      g_variant_get_child (sizes, i, "u", &size);
      if (size == 0 || size > max_size)
        return FALSE;
      item = slip_container_take (container, size);
      if (item == NULL)
        return FALSE;
      g_ptr_array_add (items, item);
    }
  return TRUE;
}

GVariant *
slip_container_sizes (GPtrArray *items)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("au"));
  for (guint i = 0; i < items->len; i++)
    g_variant_builder_add (&builder, "u",
                           (guint32) g_bytes_get_size (g_ptr_array_index (items, i)));
  return g_variant_builder_end (&builder);
}

gboolean
slip_container_check_workspace (SlipContainer *container, const char *name,
                                const SlipHash *workspace, GError **error)
{
  SlipHash found;

  if (!slip_variant_copy_child (container->manifest, 0, found.bytes, sizeof found.bytes))
    return slip_container_fail (error, name, _ ("its table of contents can't be read"));
  if (!slip_hash_equal (&found, workspace))
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID,
                   _ ("The file %s on the store belongs to another workspace"), name);
      return FALSE;
    }
  return TRUE;
}

/* Eight decimal digits, or more when a number has more, at @text up to @end. */
static gboolean
parse_number (const char *text, const char *end, guint64 *number)
{
  guint64 value = 0;

  if (end - text < 8 || end - text > 15)
    return FALSE;
  for (const char *p = text; p < end; p++)
    {
      if (!g_ascii_isdigit (*p))
        return FALSE;
      value = value * 10 + (guint64) (*p - '0');
    }
  if (end - text > 8 && *text == '0')
    return FALSE;
  *number = value;
  return TRUE;
}

static gboolean
is_base32 (const char *text, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (!(text[i] >= 'a' && text[i] <= 'z') && !(text[i] >= '2' && text[i] <= '7'))
      return FALSE;
  return TRUE;
}

/* "<replica>-<number>[-<number>]-<hash20>.bin" */
static gboolean
parse_name (const char *name, guint n_numbers, char *replica, guint64 *numbers)
{
  g_auto (GStrv) parts = NULL;
  guint64 found[2] = { 0 };

  if (strlen (name) >= 80 || !g_str_has_suffix (name, ".bin"))
    return FALSE;
  parts = g_strsplit (name, "-", 5);
  if (g_strv_length (parts) != n_numbers + 2 || !slip_replica_is_valid (parts[0]))
    return FALSE;
  for (guint i = 0; i < n_numbers; i++)
    if (!parse_number (parts[i + 1], parts[i + 1] + strlen (parts[i + 1]), &found[i]))
      return FALSE;
  if (strlen (parts[n_numbers + 1]) != SLIP_CONTAINER_NAME_HASH + 4 ||
      !is_base32 (parts[n_numbers + 1], SLIP_CONTAINER_NAME_HASH))
    return FALSE;
  g_strlcpy (replica, parts[0], SLIP_REPLICA_LENGTH + 1);
  memcpy (numbers, found, n_numbers * sizeof found[0]);
  return TRUE;
}

/**
 * slip_head_parse_name:
 *
 * Returns: whether @name is "<replica>-<n8>-<hash20>.bin"
 */
gboolean
slip_head_parse_name (const char *name, char replica[SLIP_REPLICA_LENGTH + 1], guint64 *number)
{
  return parse_name (name, 1, replica, number);
}

/**
 * slip_segment_parse_name:
 *
 * Returns: whether @name is "<replica>-<from8>-<to8>-<hash20>.bin"
 */
gboolean
slip_segment_parse_name (const char *name, char replica[SLIP_REPLICA_LENGTH + 1], guint64 *first,
                         guint64 *last)
{
  guint64 numbers[2];

  if (!parse_name (name, 2, replica, numbers) || numbers[0] == 0 || numbers[1] < numbers[0])
    return FALSE;
  *first = numbers[0];
  *last = numbers[1];
  return TRUE;
}

/**
 * slip_part_parse_name:
 *
 * Returns: whether @name is "<hash52>.bin"
 */
gboolean
slip_part_parse_name (const char *name)
{
  return strlen (name) == SLIP_HASH_BASE32 + 4 && is_base32 (name, SLIP_HASH_BASE32) &&
         g_str_has_suffix (name, ".bin");
}
