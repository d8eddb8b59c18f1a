/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* zlib by GLib's converters, behind an 8-byte check. */

#include "core/slip-deflate.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/slip-error.h"
#include "core/slip-hash.h"

#define CHECK_BYTES 8

/* Converts all of @input. NULL with TOO_LARGE when the result is over @limit, with CORRUPT when the
 * input is damaged, ends early, or goes on behind its end. */
static GByteArray *
convert (GConverter *converter, const guint8 *input, gsize length, gsize limit, GError **error)
{
  g_autoptr (GByteArray) output = g_byte_array_new ();
  gsize used = 0, made = 0;

  g_byte_array_set_size (output, (guint) MIN (limit + 1, MAX (4096, length * 2)));
  while (made <= limit)
    {
      g_autoptr (GError) problem = NULL;
      gsize read = 0, written = 0;
      GConverterResult result;

      if (made == output->len)
        g_byte_array_set_size (output, (guint) MIN (limit + 1, (gsize) output->len * 2));
      result = g_converter_convert (converter, input + used, length - used, output->data + made,
                                    output->len - made, G_CONVERTER_INPUT_AT_END, &read, &written,
                                    &problem);
      used += read;
      made += written;
      if (result == G_CONVERTER_CONVERTED && read + written > 0)
        continue;
      if (result == G_CONVERTER_FINISHED && used == length && made <= limit)
        {
          g_byte_array_set_size (output, (guint) made);
          return g_steal_pointer (&output);
        }
      if (made <= limit)
        {
          g_set_error (error, SLIP_ERROR, SLIP_ERROR_CORRUPT, _ ("Compressed data is damaged: %s"),
                       problem != NULL ? problem->message : _ ("there is more behind its end"));
          return NULL;
        }
    }
  g_set_error (error, SLIP_ERROR, SLIP_ERROR_TOO_LARGE,
               _ ("Compressed data has more than %zu bytes unpacked"), limit);
  return NULL;
}

/**
 * slip_deflate:
 * @bytes: bytes
 *
 * Returns: (transfer full): the first 8 bytes of the BLAKE2b-256 of a zlib stream (RFC 1950), and
 * the stream
 */
GBytes *
slip_deflate (GBytes *bytes)
{
  g_autoptr (GZlibCompressor) compressor =
      g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB, -1);
  g_autoptr (GByteArray) stream = NULL;
  SlipHash hash;
  gsize length = 0;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  stream = convert (G_CONVERTER (compressor), data, length, G_MAXUINT32 / 2, NULL);
  g_assert (stream != NULL);
  slip_hash_data (&hash, stream->data, stream->len);
  g_byte_array_prepend (stream, hash.bytes, CHECK_BYTES);
  return g_byte_array_free_to_bytes (g_steal_pointer (&stream));
}

/**
 * slip_inflate:
 * @bytes: untrusted bytes
 * @limit: the size that the result may have
 * @error: return location for an error
 *
 * Undoes slip_deflate(). Fails with %SLIP_ERROR_CORRUPT where anything is altered, missing or too
 * much, with %SLIP_ERROR_TOO_LARGE over @limit; never takes more memory than @limit.
 *
 * Returns: (transfer full) (nullable): the bytes
 */
GBytes *
slip_inflate (GBytes *bytes, gsize limit, GError **error)
{
  g_autoptr (GZlibDecompressor) decompressor = NULL;
  g_autoptr (GByteArray) result = NULL;
  SlipHash hash;
  gsize length = 0;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  if (length <= CHECK_BYTES)
    {
      g_set_error_literal (error, SLIP_ERROR, SLIP_ERROR_CORRUPT,
                           _ ("Compressed data is cut short"));
      return NULL;
    }
  slip_hash_data (&hash, data + CHECK_BYTES, length - CHECK_BYTES);
  if (memcmp (hash.bytes, data, CHECK_BYTES) != 0)
    {
      g_set_error_literal (error, SLIP_ERROR, SLIP_ERROR_CORRUPT,
                           _ ("Compressed data was altered"));
      return NULL;
    }
  decompressor = g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB);
  result =
      convert (G_CONVERTER (decompressor), data + CHECK_BYTES, length - CHECK_BYTES, limit, error);
  return result != NULL ? g_byte_array_free_to_bytes (g_steal_pointer (&result)) : NULL;
}
