/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The head of a replica: the one small file that says all that it has on the store, and carries its
 * newest frames. A normal push writes just this. */

#include "sync/slip-container-private.h"

#include <glib/gi18n-lib.h>
#include <sodium.h>
#include <string.h>

#include "core/slip-id.h"
#include "core/slip-variant.h"

#define HEAD_MAGIC "SlipHea1"
/* workspace, replica, number, device, segments (name, first, last, size, hash), sizes of the tail's
 * frames, hash of the tail, previous heads, damaged files */
#define HEAD_TYPE "(ayaytaya(stttay)auayasas)"
#define HEAD_DOMAIN "slipway head 1\n"
/* More than a writer makes (SLIP_HEAD_MAX_SEGMENTS), so that a later one may. */
#define MAX_SEGMENTS 8192
#define MAX_NAMES 1024

SlipSegmentRef *
slip_segment_ref_new (const char *name, guint64 first, guint64 last, guint64 size,
                      const SlipHash *hash)
{
  SlipSegmentRef *ref = g_new0 (SlipSegmentRef, 1);

  ref->name = g_strdup (name);
  ref->first = first;
  ref->last = last;
  ref->size = size;
  ref->hash = *hash;
  return ref;
}

void
slip_segment_ref_free (SlipSegmentRef *ref)
{
  g_free (ref->name);
  g_free (ref);
}

SlipHead *
slip_head_new (void)
{
  SlipHead *head = g_new0 (SlipHead, 1);

  head->segments = g_ptr_array_new_with_free_func ((GDestroyNotify) slip_segment_ref_free);
  head->tail = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  head->previous = g_ptr_array_new_with_free_func (g_free);
  head->damaged = g_ptr_array_new_with_free_func (g_free);
  return head;
}

void
slip_head_free (SlipHead *head)
{
  g_ptr_array_unref (head->segments);
  g_ptr_array_unref (head->tail);
  g_ptr_array_unref (head->previous);
  g_ptr_array_unref (head->damaged);
  g_free (head);
}

static void
hash_items (SlipHash *hash, GPtrArray *items)
{
  g_autoptr (GByteArray) all = g_byte_array_new ();

  for (guint i = 0; i < items->len; i++)
    {
      GBytes *item = g_ptr_array_index (items, i);

      g_byte_array_append (all, g_bytes_get_data (item, NULL), g_bytes_get_size (item));
    }
  slip_hash_data (hash, all->data, all->len);
}

/* What is signed: the domain and the manifest. */
static GBytes *
signed_bytes (GBytes *manifest)
{
  GByteArray *array = g_byte_array_new ();

  g_byte_array_append (array, (const guint8 *) HEAD_DOMAIN, strlen (HEAD_DOMAIN));
  g_byte_array_append (array, g_bytes_get_data (manifest, NULL), g_bytes_get_size (manifest));
  return g_byte_array_free_to_bytes (array);
}

static GVariant *
names_variant (GPtrArray *names)
{
  return g_variant_new_strv ((const char *const *) names->pdata, names->len);
}

/**
 * slip_head_encode:
 * @secret: Ed25519 secret key of the device, SLIP_SECRET_BYTES
 * @name: (out) (transfer full): the file's name
 *
 * Sets the device of @head to the public part of @secret.
 *
 * Returns: (transfer full): the file
 */
GBytes *
slip_head_encode (SlipHead *head, const guint8 *secret, char **name)
{
  guint8 replica[SLIP_REPLICA_BYTES];
  guint8 signature[SLIP_SIGNATURE_BYTES];
  SlipHash tail_hash;
  SlipHash hash;
  GVariantBuilder segments;
  g_autoptr (GVariant) manifest = NULL;
  g_autoptr (GBytes) manifest_bytes = NULL;
  g_autoptr (GBytes) to_sign = NULL;
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autofree char *base32 = NULL;
  GBytes *bytes;

  slip_sodium_init ();
  crypto_sign_ed25519_sk_to_pk (head->device, secret);
  if (!slip_base32_decode (head->replica, replica, sizeof replica))
    g_error ("A head needs a replica id, not \"%s\"", head->replica);
  hash_items (&tail_hash, head->tail);

  g_variant_builder_init (&segments, G_VARIANT_TYPE ("a(stttay)"));
  for (guint i = 0; i < head->segments->len; i++)
    {
      SlipSegmentRef *ref = g_ptr_array_index (head->segments, i);

      g_variant_builder_add (&segments, "(sttt@ay)", ref->name, ref->first, ref->last, ref->size,
                             slip_variant_new_bytes (ref->hash.bytes, SLIP_HASH_BYTES));
    }
  manifest = g_variant_ref_sink (g_variant_new (
      "(@ay@ayt@ay@a(stttay)@au@ay@as@as)",
      slip_variant_new_bytes (head->workspace.bytes, SLIP_HASH_BYTES),
      slip_variant_new_bytes (replica, sizeof replica), head->number,
      slip_variant_new_bytes (head->device, sizeof head->device), g_variant_builder_end (&segments),
      slip_container_sizes (head->tail), slip_variant_new_bytes (tail_hash.bytes, SLIP_HASH_BYTES),
      names_variant (head->previous), names_variant (head->damaged)));

  manifest_bytes = slip_variant_to_bytes (manifest);
  to_sign = signed_bytes (manifest_bytes);
  crypto_sign_detached (signature, NULL, g_bytes_get_data (to_sign, NULL),
                        g_bytes_get_size (to_sign), secret);
  g_ptr_array_add (items, g_bytes_new (signature, sizeof signature));
  for (guint i = 0; i < head->tail->len; i++)
    g_ptr_array_add (items, g_bytes_ref (g_ptr_array_index (head->tail, i)));

  bytes = slip_container_wrap (HEAD_MAGIC, manifest, items, &hash);
  base32 = slip_hash_to_base32 (&hash);
  base32[SLIP_CONTAINER_NAME_HASH] = '\0';
  *name =
      g_strdup_printf ("%s-%08" G_GUINT64_FORMAT "-%s.bin", head->replica, head->number, base32);
  return bytes;
}

static gboolean
read_segments (GVariant *manifest, SlipHead *head)
{
  g_autoptr (GVariant) segments = g_variant_get_child_value (manifest, 4);
  gsize n = g_variant_n_children (segments);
  guint64 next = 1;

  if (n > MAX_SEGMENTS)
    return FALSE;
  for (gsize i = 0; i < n; i++)
    {
      g_autoptr (GVariant) child = g_variant_get_child_value (segments, i);
      const char *name;
      guint64 first, last, size, name_first, name_last;
      char replica[SLIP_REPLICA_LENGTH + 1];
      SlipHash hash;

      g_variant_get_child (child, 0, "&s", &name);
      g_variant_get_child (child, 1, "t", &first);
      g_variant_get_child (child, 2, "t", &last);
      g_variant_get_child (child, 3, "t", &size);
      if (!slip_variant_copy_child (child, 4, hash.bytes, sizeof hash.bytes) ||
          !slip_segment_parse_name (name, replica, &name_first, &name_last) ||
          strcmp (replica, head->replica) != 0 || first != name_first || last != name_last ||
          first != next || last - first > 10000000)
        return FALSE;
      next = last + 1;
      g_ptr_array_add (head->segments, slip_segment_ref_new (name, first, last, size, &hash));
    }
  return TRUE;
}

static gboolean
read_names (GVariant *manifest, gsize child, GPtrArray *names)
{
  g_autoptr (GVariant) list = g_variant_get_child_value (manifest, child);
  gsize n = g_variant_n_children (list);

  if (n > MAX_NAMES)
    return FALSE;
  for (gsize i = 0; i < n; i++)
    {
      const char *name;

      g_variant_get_child (list, i, "&s", &name);
      if (strlen (name) > 100)
        return FALSE;
      g_ptr_array_add (names, g_strdup (name));
    }
  return TRUE;
}

/**
 * slip_head_decode:
 * @name: of the file
 *
 * Returns: (transfer full): the head, all of it checked but whether its device counts. %NULL with
 *   CORRUPT, TOO_NEW, or INVALID when it belongs to another workspace
 */
SlipHead *
slip_head_decode (GBytes *bytes, const char *name, const SlipHash *workspace, GError **error)
{
  g_autoptr (SlipContainer) container =
      slip_container_open (HEAD_MAGIC, HEAD_TYPE, bytes, name, error);
  g_autoptr (SlipHead) head = slip_head_new ();
  g_autoptr (GBytes) signature = NULL;
  g_autoptr (GBytes) to_sign = NULL;
  g_autoptr (GVariant) sizes = NULL;
  g_autofree char *replica = NULL;
  guint8 replica_bytes[SLIP_REPLICA_BYTES];
  char name_replica[SLIP_REPLICA_LENGTH + 1];
  guint64 name_number;
  SlipHash said, found;

  slip_sodium_init ();
  if (container == NULL || !slip_container_check_workspace (container, name, workspace, error))
    return NULL;
  head->workspace = *workspace;
  g_variant_get_child (container->manifest, 2, "t", &head->number);
  if (!slip_variant_copy_child (container->manifest, 1, replica_bytes, sizeof replica_bytes) ||
      !slip_variant_copy_child (container->manifest, 3, head->device, sizeof head->device) ||
      !slip_variant_copy_child (container->manifest, 6, said.bytes, sizeof said.bytes))
    {
      slip_container_fail (error, name, _ ("its table of contents can't be read"));
      return NULL;
    }
  replica = slip_base32_encode (replica_bytes, sizeof replica_bytes);
  g_strlcpy (head->replica, replica, sizeof head->replica);
  if (!slip_head_parse_name (name, name_replica, &name_number) ||
      strcmp (name_replica, head->replica) != 0 || name_number != head->number ||
      !read_segments (container->manifest, head) ||
      !read_names (container->manifest, 7, head->previous) ||
      !read_names (container->manifest, 8, head->damaged))
    {
      slip_container_fail (error, name, _ ("its table of contents makes no sense"));
      return NULL;
    }
  signature = slip_container_take (container, SLIP_SIGNATURE_BYTES);
  sizes = g_variant_get_child_value (container->manifest, 5);
  if (signature == NULL ||
      !slip_container_take_all (container, sizes, SLIP_FRAME_MAX_BYTES, head->tail) ||
      !slip_container_at_end (container))
    {
      slip_container_fail (error, name, _ ("its frames are cut"));
      return NULL;
    }
  hash_items (&found, head->tail);
  to_sign = signed_bytes (container->manifest_bytes);
  if (!slip_hash_equal (&found, &said) ||
      crypto_sign_verify_detached (g_bytes_get_data (signature, NULL),
                                   g_bytes_get_data (to_sign, NULL), g_bytes_get_size (to_sign),
                                   head->device) != 0)
    {
      slip_container_fail (error, name, _ ("its signature does not fit"));
      return NULL;
    }
  return g_steal_pointer (&head);
}
