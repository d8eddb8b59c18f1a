/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Sync of 500 new documents of about 2 KB through a real Apache, beside `rclone copy` of the same
 * documents as files, to and from the same server in the same run. Prints requests, seconds and
 * ratios. */

#include <glib/gstdio.h>

#include "apache.h"
#include "sync-fixture.h"

#define DOCUMENTS 500

static double
seconds_since (gint64 start)
{
  return (g_get_monotonic_time () - start) / (double) G_USEC_PER_SEC;
}

static void
run_rclone (char **argv)
{
  g_autoptr (GError) error = NULL;
  int status = 1;

  if (!g_spawn_sync (NULL, argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, &status,
                     &error) ||
      !g_spawn_check_wait_status (status, &error))
    g_error ("rclone: %s", error->message);
}

/* rclone from @from to @to with its defaults. Returns seconds. */
static double
rclone_copy (const char *from, const char *to, const char *url)
{
  const char *argv[] = { "rclone",          "copy",      from,           to,
                         "--config",        "/dev/null", "--webdav-url", url,
                         "--webdav-vendor", "other",     "-q",           NULL };
  gint64 start = g_get_monotonic_time ();

  run_rclone ((char **) argv);
  return seconds_since (start);
}

static void
write_files (const char *dir)
{
  for (guint n = 0; n < DOCUMENTS; n++)
    {
      g_autofree char *path = g_strdup_printf ("%s/document-%03u.xml", dir, n);
      g_autoptr (GRand) random = g_rand_new_with_seed (n);
      g_autoptr (GString) text = g_string_new (NULL);

      while (text->len < 2000)
        g_string_append_printf (text, "%x ", g_rand_int (random));
      g_file_set_contents (path, text->str, text->len, NULL);
    }
}

static guint
timed_sync (TestPeer *peer, SlipRemote *remote, double *seconds)
{
  gint64 start = g_get_monotonic_time ();
  guint requests = test_peer_sync (peer, remote);

  *seconds = seconds_since (start);
  return requests;
}

int
main (void)
{
  g_autoptr (TestApache) apache = NULL;
  g_autoptr (TestPeer) a = test_peer_new (1);
  g_autoptr (TestPeer) b = test_peer_new (2);
  g_autoptr (SlipRemote) remote = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *url = NULL;
  g_autofree char *files = NULL;
  g_autofree char *rclone = g_find_program_in_path ("rclone");
  double push, pull, idle, copy_up = 0, copy_down = 0;
  guint push_requests, pull_requests, idle_requests;

  if (!test_apache_is_installed ())
    {
      g_print ("sync: apache2 is not installed, nothing measured\n");
      return 0;
    }
  apache = test_apache_start ();
  url = test_apache_url (apache, "/open/");
  remote = slip_remote_new_for_url (url, test_workspace_id (), NULL, NULL, FALSE, &error);
  g_assert_no_error (error);
  slip_remote_set_up (remote, NULL, &error);
  g_assert_no_error (error);
  test_peer_write_document (a, 100000);
  test_peer_sync (a, remote);
  test_peer_sync (b, remote);

  for (guint n = 0; n < DOCUMENTS; n++)
    test_peer_write_document (a, n);
  push_requests = timed_sync (a, remote, &push);
  pull_requests = timed_sync (b, remote, &pull);
  idle_requests = timed_sync (a, remote, &idle);
  g_print ("sync push  %u documents: %3u requests  %.3f s\n", DOCUMENTS, push_requests, push);
  g_print ("sync pull  %u documents: %3u requests  %.3f s\n", DOCUMENTS, pull_requests, pull);
  g_print ("sync idle               : %3u requests  %.3f s\n", idle_requests, idle);

  if (rclone == NULL)
    {
      g_print ("rclone is not installed: no ratios\n");
      return 0;
    }
  files = test_dir_new ();
  {
    g_autofree char *up = g_build_filename (files, "up", NULL);
    g_autofree char *down = g_build_filename (files, "down", NULL);
    guint before = test_apache_count (apache, 0);
    guint middle;

    g_mkdir (up, 0755);
    write_files (up);
    copy_up = rclone_copy (up, ":webdav:rclone", url);
    middle = test_apache_count (apache, 0);
    copy_down = rclone_copy (":webdav:rclone", down, url);
    g_print ("rclone up  %u files    : %3u requests  %.3f s\n", DOCUMENTS, middle - before,
             copy_up);
    g_print ("rclone down %u files   : %3u requests  %.3f s\n", DOCUMENTS,
             test_apache_count (apache, 0) - middle, copy_down);
    test_dir_remove (files);
  }
  g_print ("ratio push %.1f (at least 50)  pull %.1f (at least 20)\n", copy_up / push,
           copy_down / pull);
  return copy_up / push >= 50 && copy_down / pull >= 20 ? 0 : 1;
}
