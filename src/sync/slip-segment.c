/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Segments, which carry runs of frames with the small blobs that were pushed with them, and the
 * parts of blobs that have files of their own. Frames are signed and blobs are named by their hash,
 * so these files need no signature. */

#include "sync/slip-container-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/slip-id.h"
#include "core/slip-variant.h"
#include "sync/slip-buffers.h"

#define SEGMENT_MAGIC "SlipSeg1"
/* workspace, replica, first, last, sizes of frames, sizes of blobs */
#define SEGMENT_TYPE "(ayayttauau)"
#define PART_MAGIC "SlipPar1"
/* workspace, blob, size of the whole, size of a part, n, size of this part */
#define PART_TYPE "(ayaytuuu)"

SlipSegment *
slip_segment_new (void)
{
  SlipSegment *segment = g_new0 (SlipSegment, 1);

  segment->frames = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  segment->blobs = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  return segment;
}

void
slip_segment_free (SlipSegment *segment)
{
  g_ptr_array_unref (segment->frames);
  g_ptr_array_unref (segment->blobs);
  g_free (segment);
}

/**
 * slip_segment_encode:
 * @name: (out) (transfer full): the file's name
 * @hash: (out caller-allocates): its checksum, for the head that names it
 *
 * The same frames and blobs give the same bytes.
 *
 * Returns: (transfer full): the file
 */
GBytes *
slip_segment_encode (SlipSegment *segment, char **name, SlipHash *hash)
{
  guint8 replica[SLIP_REPLICA_BYTES];
  g_autoptr (GPtrArray) items = g_ptr_array_new ();
  g_autoptr (GVariant) manifest = NULL;
  g_autofree char *base32 = NULL;
  GBytes *bytes;

  if (!slip_base32_decode (segment->replica, replica, sizeof replica))
    g_error ("A segment needs a replica id, not \"%s\"", segment->replica);
  manifest = g_variant_ref_sink (g_variant_new (
      "(@ay@aytt@au@au)", slip_variant_new_bytes (segment->workspace.bytes, SLIP_HASH_BYTES),
      slip_variant_new_bytes (replica, sizeof replica), segment->first, segment->last,
      slip_container_sizes (segment->frames), slip_container_sizes (segment->blobs)));
  for (guint i = 0; i < segment->frames->len; i++)
    g_ptr_array_add (items, g_ptr_array_index (segment->frames, i));
  for (guint i = 0; i < segment->blobs->len; i++)
    g_ptr_array_add (items, g_ptr_array_index (segment->blobs, i));
  bytes = slip_container_wrap (SEGMENT_MAGIC, manifest, items, hash);
  base32 = slip_hash_to_base32 (hash);
  base32[SLIP_CONTAINER_NAME_HASH] = '\0';
  *name = g_strdup_printf ("%s-%08" G_GUINT64_FORMAT "-%08" G_GUINT64_FORMAT "-%s.bin",
                           segment->replica, segment->first, segment->last, base32);
  return bytes;
}

/**
 * slip_segment_decode:
 * @name: of the file
 *
 * Returns: (transfer full): the segment; its frames are cut apart, but not decoded. %NULL with
 *   CORRUPT, TOO_NEW or INVALID
 */
SlipSegment *
slip_segment_decode (GBytes *bytes, const char *name, const SlipHash *workspace, GError **error)
{
  g_autoptr (SlipContainer) container =
      slip_container_open (SEGMENT_MAGIC, SEGMENT_TYPE, bytes, name, error);
  g_autoptr (SlipSegment) segment = slip_segment_new ();
  g_autoptr (GVariant) frame_sizes = NULL;
  g_autoptr (GVariant) blob_sizes = NULL;
  g_autofree char *replica = NULL;
  guint8 replica_bytes[SLIP_REPLICA_BYTES];
  char name_replica[SLIP_REPLICA_LENGTH + 1];
  guint64 name_first, name_last;

  if (container == NULL || !slip_container_check_workspace (container, name, workspace, error))
    return NULL;
  segment->workspace = *workspace;
  g_variant_get_child (container->manifest, 2, "t", &segment->first);
  g_variant_get_child (container->manifest, 3, "t", &segment->last);
  if (!slip_variant_copy_child (container->manifest, 1, replica_bytes, sizeof replica_bytes))
    {
      slip_container_fail (error, name, _ ("its table of contents can't be read"));
      return NULL;
    }
  replica = slip_base32_encode (replica_bytes, sizeof replica_bytes);
  g_strlcpy (segment->replica, replica, sizeof segment->replica);
  if (!slip_segment_parse_name (name, name_replica, &name_first, &name_last) ||
      strcmp (name_replica, segment->replica) != 0 || name_first != segment->first ||
      name_last != segment->last)
    {
      slip_container_fail (error, name, _ ("its table of contents makes no sense"));
      return NULL;
    }
  frame_sizes = g_variant_get_child_value (container->manifest, 4);
  blob_sizes = g_variant_get_child_value (container->manifest, 5);
  if (g_variant_n_children (frame_sizes) != segment->last - segment->first + 1 ||
      !slip_container_take_all (container, frame_sizes, SLIP_FRAME_MAX_BYTES, segment->frames) ||
      !slip_container_take_all (container, blob_sizes, SLIP_SEGMENT_MAX_BYTES, segment->blobs) ||
      !slip_container_at_end (container))
    {
      slip_container_fail (error, name, _ ("its frames are cut"));
      return NULL;
    }
  return g_steal_pointer (&segment);
}

SlipPart *
slip_part_new (void)
{
  return g_new0 (SlipPart, 1);
}

void
slip_part_free (SlipPart *part)
{
  g_clear_pointer (&part->bytes, g_bytes_unref);
  g_free (part);
}

/**
 * slip_part_name:
 * @secret: 32 bytes that only members have
 * @part_size: into how large parts the blob is cut
 * @n: from 0
 *
 * Returns: (transfer full): the name of the part's file, which tells nothing to who has not the
 *   secret
 */
char *
slip_part_name (const guint8 *secret, const SlipHash *blob, guint32 part_size, guint32 n)
{
  guint8 data[SLIP_HASH_BYTES + 8];
  SlipHash hash;
  g_autofree char *base32 = NULL;

  memcpy (data, blob->bytes, SLIP_HASH_BYTES);
  for (guint i = 0; i < 4; i++)
    {
      data[SLIP_HASH_BYTES + i] = (part_size >> (8 * i)) & 0xff;
      data[SLIP_HASH_BYTES + 4 + i] = (n >> (8 * i)) & 0xff;
    }
  slip_hash_keyed (&hash, secret, 32, data, sizeof data);
  base32 = slip_hash_to_base32 (&hash);
  return g_strconcat (base32, ".bin", NULL);
}

static GVariant *
part_manifest (SlipPart *part, gsize length)
{
  return g_variant_ref_sink (g_variant_new (
      "(@ay@aytuuu)", slip_variant_new_bytes (part->workspace.bytes, SLIP_HASH_BYTES),
      slip_variant_new_bytes (part->blob.bytes, SLIP_HASH_BYTES), part->size, part->part_size,
      part->n, (guint32) length));
}

static GBytes *
encode_part (SlipPart *part, SlipHash *footer)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new ();
  g_autoptr (GVariant) manifest = part_manifest (part, g_bytes_get_size (part->bytes));

  g_ptr_array_add (items, part->bytes);
  return slip_container_wrap (PART_MAGIC, manifest, items, footer);
}

/**
 * slip_part_encode:
 *
 * Returns: (transfer full): the file
 */
GBytes *
slip_part_encode (SlipPart *part)
{
  SlipHash footer;

  return encode_part (part, &footer);
}

GBytes *
slip_part_encode_from (SlipPart *part, gsize length, SlipPartFill fill, gpointer user_data)
{
  g_autoptr (GVariant) manifest = part_manifest (part, length);
  guint8 *file = slip_buffer_take ();
  gsize head = slip_container_begin (PART_MAGIC, manifest, file, SLIP_BUFFER_BYTES - length);

  if (fill (file + head, length, user_data))
    return slip_buffer_to_bytes (file, slip_container_end (file, head + length));
  slip_buffer_give (file);
  return NULL;
}

/**
 * slip_part_peek:
 * @part: all but its bytes
 * @length: how many bytes it has
 * @footer: (out caller-allocates): the checksum that the file ends with
 *
 * Reads a part without hashing it, for who hashes the whole.
 *
 * Returns: whether @file is, to its length and manifest, the one of @part, which has its bytes then
 */
gboolean
slip_part_peek (SlipPart *part, gsize length, GBytes *file, SlipHash *footer)
{
  g_autoptr (GVariant) manifest = part_manifest (part, length);

  part->bytes = slip_container_peek (PART_MAGIC, manifest, length, file, footer);
  return part->bytes != NULL;
}

gboolean
slip_part_fits (SlipPart *part, const SlipHash *footer)
{
  SlipHash found;
  g_autoptr (GBytes) file = encode_part (part, &found);

  return slip_hash_equal (&found, footer);
}

/**
 * slip_part_file_size:
 *
 * Returns: the length of the file of a part with @length bytes; all but the bytes themselves has a
 *   fixed length
 */
gsize
slip_part_file_size (gsize length)
{
  g_autoptr (SlipPart) part = slip_part_new ();
  g_autoptr (GBytes) file = NULL;

  part->bytes = g_bytes_new (NULL, 0);
  file = slip_part_encode (part);
  return g_bytes_get_size (file) + length;
}

/**
 * slip_part_decode:
 * @name: of the file
 * @secret: the key of the names, to check that this is the part that the name means
 *
 * Returns: (transfer full): the part. %NULL with CORRUPT, TOO_NEW or INVALID
 */
SlipPart *
slip_part_decode (GBytes *bytes, const char *name, const guint8 *secret, const SlipHash *workspace,
                  GError **error)
{
  g_autoptr (SlipContainer) container =
      slip_container_open (PART_MAGIC, PART_TYPE, bytes, name, error);
  g_autoptr (SlipPart) part = slip_part_new ();
  g_autofree char *expected = NULL;
  guint32 size;

  if (container == NULL || !slip_container_check_workspace (container, name, workspace, error))
    return NULL;
  part->workspace = *workspace;
  g_variant_get_child (container->manifest, 2, "t", &part->size);
  g_variant_get_child (container->manifest, 3, "u", &part->part_size);
  g_variant_get_child (container->manifest, 4, "u", &part->n);
  g_variant_get_child (container->manifest, 5, "u", &size);
  if (!slip_variant_copy_child (container->manifest, 1, part->blob.bytes, SLIP_HASH_BYTES) ||
      part->part_size == 0 || part->part_size > SLIP_PART_BYTES ||
      (guint64) part->n * part->part_size + size > part->size ||
      (size != part->part_size && (guint64) part->n * part->part_size + size != part->size))
    {
      slip_container_fail (error, name, _ ("its table of contents makes no sense"));
      return NULL;
    }
  expected = slip_part_name (secret, &part->blob, part->part_size, part->n);
  if (strcmp (expected, name) != 0)
    {
      slip_container_fail (error, name, _ ("its content is another one's than its name says"));
      return NULL;
    }
  part->bytes = slip_container_take (container, size);
  if (part->bytes == NULL || !slip_container_at_end (container))
    {
      slip_container_fail (error, name, _ ("its bytes are cut"));
      return NULL;
    }
  return g_steal_pointer (&part);
}
