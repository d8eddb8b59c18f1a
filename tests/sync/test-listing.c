/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Multistatus answers as real servers write them, and as nobody should. */

#include <string.h>

#include "sync/slip-dav.h"

#define SELF                                                                                       \
  "<D:response><D:href>/dav/slipway-x/heads/</D:href><D:propstat><D:prop><D:resourcetype>"         \
  "<D:collection/></D:resourcetype></D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat>"     \
  "</D:response>"
#define FILE_OF(href, size)                                                                        \
  "<D:response><D:href>" href "</D:href><D:propstat><D:prop><D:resourcetype/>"                     \
  "<D:getcontentlength>" size "</D:getcontentlength></D:prop>"                                     \
  "<D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>"
#define DOCUMENT(inner)                                                                            \
  "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<D:multistatus xmlns:D=\"DAV:\">" inner             \
  "</D:multistatus>"

static GPtrArray *
parse (const char *text, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GPtrArray) entries =
      g_ptr_array_new_with_free_func ((GDestroyNotify) slip_remote_entry_free);

  return slip_dav_parse_listing (bytes, "slipway-x/heads/", entries, error)
             ? g_steal_pointer (&entries)
             : NULL;
}

static void
assert_one (const char *text, const char *name, gint64 size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) entries = parse (text, &error);
  SlipRemoteEntry *entry;

  g_assert_no_error (error);
  g_assert_cmpuint (entries->len, ==, 1);
  entry = g_ptr_array_index (entries, 0);
  g_assert_cmpstr (entry->name, ==, name);
  g_assert_cmpint (entry->size, ==, size);
}

static void
test_names (void)
{
  assert_one (DOCUMENT (SELF FILE_OF ("/dav/slipway-x/heads/a.bin", "12")), "a.bin", 12);
  assert_one (DOCUMENT (SELF FILE_OF ("https://h:8/dav/slipway-x/heads/a.bin", "12")), "a.bin", 12);
  assert_one (DOCUMENT (SELF FILE_OF ("/d/slipway-x/heads/gr%c3%bc%C3%9f.bin", "1")), "grüß.bin",
              1);
  assert_one (DOCUMENT (SELF FILE_OF ("/d/slipway-x/heads/a+b%20c.bin", "1")), "a+b c.bin", 1);
  assert_one (DOCUMENT (SELF FILE_OF ("\n  /d/slipway-x/heads/a.bin\n", "1")), "a.bin", 1);
}

static void
test_properties_of_other_statuses_do_not_count (void)
{
  assert_one (DOCUMENT (SELF
                        "<D:response><D:href>/x/heads/a.bin</D:href>"
                        "<D:propstat><D:prop><D:getcontentlength>9</D:getcontentlength></D:prop>"
                        "<D:status>HTTP/1.1 404 Not Found</D:status></D:propstat>"
                        "<D:propstat><D:prop><D:resourcetype/></D:prop>"
                        "<D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>"),
              "a.bin", -1);
}

static void
test_default_namespace (void)
{
  assert_one ("<multistatus xmlns='DAV:'><response><href>/x/heads</href><propstat><prop>"
              "<resourcetype><collection/></resourcetype></prop><status>HTTP/1.1 200 OK</status>"
              "</propstat></response><response><href>/x/heads/a.bin</href><propstat>"
              "<status>HTTP/1.1 200 OK</status><prop><getcontentlength>3</getcontentlength>"
              "<resourcetype></resourcetype></prop></propstat></response></multistatus>",
              "a.bin", 3);
}

static void
test_refused (void)
{
  const struct
  {
    const char *text;
    int code;
  } cases[] = {
    { "", SLIP_ERROR_NOT_WEBDAV },
    { "<html><body>Welcome</body></html>", SLIP_ERROR_NOT_WEBDAV },
    { "<multistatus/>", SLIP_ERROR_NOT_WEBDAV },
    { DOCUMENT (""), SLIP_ERROR_NOT_WEBDAV },
    { DOCUMENT (FILE_OF ("/x/heads/a.bin", "1")), SLIP_ERROR_NOT_WEBDAV },
    { "<?xml version=\"1.0\"?><!DOCTYPE x SYSTEM \"http://127.0.0.1:1/x\">" SELF,
      SLIP_ERROR_NOT_WEBDAV },
    { "<?xml version=\"1.0\"?><D:multistatus xmlns:D=\"DAV:\">" SELF, SLIP_ERROR_CORRUPT },
    { "<?xml version=\"1.0\"?><D:multistatus xmlns:D=\"DAV:\">" SELF "<D:resp",
      SLIP_ERROR_CORRUPT },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) entries = parse (cases[i].text, &error);

      g_assert_null (entries);
      g_assert_error (error, SLIP_ERROR, cases[i].code);
    }
}

/* No prefix of a good answer, and no answer with one byte changed, does any harm. */
static void
test_broken_answers (void)
{
  const char *good = DOCUMENT (SELF FILE_OF ("/x/heads/a.bin", "12"));
  gsize length = strlen (good);

  for (gsize at = 0; at < length; at++)
    {
      g_autofree char *cut = g_strndup (good, at);
      g_autofree char *altered = g_strdup (good);
      g_autoptr (GPtrArray) nothing = parse (cut, NULL);
      g_autoptr (GPtrArray) something = NULL;

      g_assert_null (nothing);
      altered[at] = 1 + (altered[at] * 7 + at) % 126;
      something = parse (altered, NULL);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/listing/names", test_names);
  g_test_add_func ("/listing/properties-of-other-statuses-do-not-count",
                   test_properties_of_other_statuses_do_not_count);
  g_test_add_func ("/listing/default-namespace", test_default_namespace);
  g_test_add_func ("/listing/refused", test_refused);
  g_test_add_func ("/listing/broken-answers", test_broken_answers);
  return g_test_run ();
}
