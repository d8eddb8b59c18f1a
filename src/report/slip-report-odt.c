/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The package (ODF 1.3 part 2): a zip whose first entry is `mimetype`, stored and without extra
 * field, so that programs know the type from the first bytes. All times are the first that a zip
 * can hold, so the same report is the same file. */

#include "report/slip-report-odt.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <zip.h>

#include "core/slip-error.h"
#include "report/slip-report-file.h"
#include "report/slip-report-odt-private.h"

#define MIMETYPE "application/vnd.oasis.opendocument.text"

/* 1980-01-01 00:00:00 as DOS writes it. */
#define DOS_DATE ((0 << 9) | (1 << 5) | 1)
#define DOS_TIME 0

/* Level 6 takes three times as long for a tenth less. */
#define DEFLATE_LEVEL 4

static gboolean
fail (GError **error, const char *what)
{
  g_set_error (error, SLIP_ERROR, SLIP_ERROR_FAILED,
               _ ("can't put the report together: %s; try again"), what);
  return FALSE;
}

/* Adds an entry of two parts, whose memory has to stay until the archive is closed. */
static gboolean
add_entry (zip_t *archive, const char *name, const zip_buffer_fragment_t *parts, guint n_parts,
           gboolean store, GError **error)
{
  zip_error_t zip_error;
  zip_source_t *source;
  zip_int64_t index;

  zip_error_init (&zip_error);
  source = zip_source_buffer_fragment_create (parts, n_parts, 0, &zip_error);
  if (source == NULL)
    {
      fail (error, zip_error_strerror (&zip_error));
      zip_error_fini (&zip_error);
      return FALSE;
    }
  zip_error_fini (&zip_error);
  index = zip_file_add (archive, name, source, ZIP_FL_ENC_GUESS);
  if (index < 0)
    {
      zip_source_free (source);
      return fail (error, zip_strerror (archive));
    }
  if (zip_set_file_compression (archive, (zip_uint64_t) index,
                                store ? ZIP_CM_STORE : ZIP_CM_DEFLATE,
                                store ? 0 : DEFLATE_LEVEL) < 0 ||
      zip_file_set_dostime (archive, (zip_uint64_t) index, DOS_TIME, DOS_DATE, 0) < 0)
    return fail (error, zip_strerror (archive));
  return TRUE;
}

static gboolean
add_text (zip_t *archive, const char *name, GString *text, GError **error)
{
  zip_buffer_fragment_t part = { (zip_uint8_t *) text->str, text->len };

  return add_entry (archive, name, &part, 1, FALSE, error);
}

static GBytes *
read_source (zip_source_t *source, GError **error)
{
  zip_stat_t info;
  g_autofree char *data = NULL;

  if (zip_source_stat (source, &info) < 0 || (info.valid & ZIP_STAT_SIZE) == 0 ||
      zip_source_open (source) < 0)
    {
      fail (error, zip_error_strerror (zip_source_error (source)));
      return NULL;
    }
  data = g_malloc (info.size);
  if (zip_source_read (source, data, info.size) != (zip_int64_t) info.size)
    {
      fail (error, zip_error_strerror (zip_source_error (source)));
      zip_source_close (source);
      return NULL;
    }
  zip_source_close (source);
  return g_bytes_new_take (g_steal_pointer (&data), info.size);
}

/* Packs the parts; @source is kept for reading what came out. */
static gboolean
pack (zip_source_t *source, SlipReport *report, GString *head, GString *body, GError **error)
{
  g_autofree char *mimetype = g_strdup (MIMETYPE);
  g_autoptr (GString) styles = slip_odt_styles (report);
  g_autoptr (GString) meta = slip_odt_meta (report);
  g_autoptr (GString) manifest = slip_odt_manifest ();
  zip_buffer_fragment_t type = { (zip_uint8_t *) mimetype, strlen (mimetype) };
  zip_buffer_fragment_t content[] = { { (zip_uint8_t *) head->str, head->len },
                                      { (zip_uint8_t *) body->str, body->len } };
  zip_error_t zip_error;
  zip_t *archive;

  zip_error_init (&zip_error);
  zip_source_keep (source);
  archive = zip_open_from_source (source, ZIP_TRUNCATE, &zip_error);
  if (archive == NULL)
    {
      fail (error, zip_error_strerror (&zip_error));
      zip_error_fini (&zip_error);
      zip_source_free (source);
      return FALSE;
    }
  zip_error_fini (&zip_error);
  if (!add_entry (archive, "mimetype", &type, 1, TRUE, error) ||
      !add_entry (archive, "content.xml", content, G_N_ELEMENTS (content), FALSE, error) ||
      !add_text (archive, "styles.xml", styles, error) ||
      !add_text (archive, "meta.xml", meta, error) ||
      !add_text (archive, "META-INF/manifest.xml", manifest, error))
    {
      zip_discard (archive);
      return FALSE;
    }
  if (zip_close (archive) < 0)
    {
      fail (error, zip_strerror (archive));
      zip_discard (archive);
      return FALSE;
    }
  return TRUE;
}

GBytes *
slip_report_to_odt (SlipReport *report, GError **error)
{
  SlipOdtWriter writer = { 0 };
  g_autoptr (GString) head = g_string_new (NULL);
  g_autoptr (GString) body = g_string_sized_new (64 * 1024);
  g_autoptr (GArray) widths = g_array_new (FALSE, FALSE, sizeof (int));
  g_autoptr (GHashTable) width_set = g_hash_table_new (NULL, NULL);
  zip_source_t *source;
  GBytes *bytes = NULL;
  zip_error_t zip_error;

  writer.body = body;
  writer.widths = widths;
  writer.width_set = width_set;
  slip_odt_content (&writer, report, head);

  zip_error_init (&zip_error);
  source = zip_source_buffer_create (NULL, 0, 0, &zip_error);
  if (source == NULL)
    fail (error, zip_error_strerror (&zip_error));
  else if (pack (source, report, head, body, error))
    bytes = read_source (source, error);
  if (source != NULL)
    zip_source_free (source);
  zip_error_fini (&zip_error);
  return bytes;
}

gboolean
slip_report_write_odt (SlipReport *report, const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = slip_report_to_odt (report, error);

  return bytes != NULL && slip_report_write_file (path, bytes, error);
}
