/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Sync through a real Apache mod_dav: costs by its own access log, passwords, certificates. */

#include "apache.h"
#include "sync-fixture.h"
#include "sync/slip-remote-dav.h"

static TestApache *apache;

static SlipRemote *
remote_at (const char *path, const char *user, const char *password)
{
  g_autofree char *url = test_apache_url (apache, path);
  g_autoptr (GError) error = NULL;
  SlipRemote *remote =
      slip_remote_new_for_url (url, test_workspace_id (), user, password, FALSE, &error);

  g_assert_no_error (error);
  return remote;
}

static void
set_up_remote (SlipRemote *remote)
{
  g_autoptr (GError) error = NULL;
  gboolean done = slip_remote_set_up (remote, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (done);
}

/* Every machine has a connection of its own, as programs that are started anew do. */
static guint
sync_new (TestPeer *peer, const char *path, const char *user, const char *password)
{
  g_autoptr (SlipRemote) remote = remote_at (path, user, password);

  return test_peer_sync (peer, remote);
}

static void
exchange (const char *path, const char *user, const char *password)
{
  g_autoptr (SlipRemote) remote = remote_at (path, user, password);
  g_autoptr (TestPeer) a = test_peer_new (1);
  g_autoptr (TestPeer) b = test_peer_new (2);
  g_autofree char *record = test_id (9);
  g_autofree char *blob = NULL;

  set_up_remote (remote);
  set_up_remote (remote);
  for (guint i = 0; i < 20; i++)
    test_peer_write_document (a, i);
  blob = test_peer_write_blob (a, record, "x/large", 3000000);
  test_peer_set (b, record, "x/b", "b");
  test_peer_sync (a, remote);
  test_peer_sync (b, remote);
  test_peer_sync (a, remote);
  test_assert_same (a, b);
  g_assert_true (slip_blobs_has (b->db, blob));
}

static void
test_open (void)
{
  exchange ("/open/exchange", NULL, NULL);
}

static void
test_basic (void)
{
  exchange ("/basic/exchange", "ada", "lovelace");
}

static void
test_digest (void)
{
  exchange ("/digest/exchange", "ada", "lovelace");
}

static void
cost (const char *path, const char *user, const char *password, guint challenge)
{
  g_autoptr (SlipRemote) remote = remote_at (path, user, password);
  g_autoptr (TestPeer) a = test_peer_new (1);
  g_autoptr (TestPeer) b = test_peer_new (2);
  g_autoptr (TestPeer) fresh = test_peer_new (3);
  guint before, push, pull, first;

  set_up_remote (remote);
  for (guint i = 0; i < 3; i++)
    {
      test_peer_write_document (a, 1000 + i);
      sync_new (a, path, user, password);
      sync_new (b, path, user, password);
    }
  for (guint i = 0; i < 500; i++)
    test_peer_write_document (a, i);
  before = test_apache_count (apache, 0);
  push = sync_new (a, path, user, password);
  g_assert_cmpuint (test_apache_count (apache, before + push) - before, ==, push);
  before += push;
  pull = sync_new (b, path, user, password);
  g_assert_cmpuint (test_apache_count (apache, before + pull) - before, ==, pull);
  first = sync_new (fresh, path, user, password);
  g_test_message ("%s: push %u, pull %u, first sync of a new machine %u requests", path, push, pull,
                  first);
  g_assert_cmpuint (push, <=, 6 + challenge);
  g_assert_cmpuint (pull, <=, 6 + challenge);
  g_assert_cmpuint (first, <=, 6 + challenge);
  g_assert_cmpuint (sync_new (a, path, user, password), ==, 1 + challenge);
  g_assert_cmpuint (sync_new (b, path, user, password), ==, 1 + challenge);
  test_assert_same (a, b);
}

static void
test_cost_open (void)
{
  cost ("/open/cost", NULL, NULL, 0);
}

static void
test_cost_basic (void)
{
  cost ("/basic/cost", "ada", "lovelace", 0);
}

static void
test_cost_digest (void)
{
  cost ("/digest/cost", "ada", "lovelace", 1);
}

static void
refused (const char *path, const char *user, const char *password)
{
  g_autoptr (SlipRemote) remote = remote_at (path, user, password);
  g_autoptr (TestPeer) a = test_peer_new (1);
  g_auto (SlipSyncStats) stats = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_false (slip_remote_set_up (remote, NULL, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_AUTH);
  g_clear_error (&error);
  g_assert_false (test_peer_try_sync (a, remote, &stats, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_AUTH);
  g_assert_cmpuint (stats.requests, <=, 2);
}

static void
test_wrong_password (void)
{
  refused ("/basic/", "ada", "byron");
  refused ("/digest/", "ada", "byron");
  refused ("/basic/", NULL, NULL);
}

static void
test_missing_folder (void)
{
  g_autoptr (SlipRemote) remote = remote_at ("/open/no/such/folder", NULL, NULL);
  g_autoptr (SlipRemote) no_dav = remote_at ("/plain", NULL, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (slip_remote_set_up (remote, NULL, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (slip_remote_set_up (no_dav, NULL, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_WEBDAV);
}

static gboolean
probe (const char *path, const char *user, const char *password, GError **error)
{
  g_autofree char *url = test_apache_url (apache, path);

  return slip_remote_probe (url, user, password, FALSE, NULL, error);
}

static void
test_probe (void)
{
  static const struct
  {
    const char *path;
    const char *password;
    SlipError code;
  } bad[] = {
    { "/basic/", "byron", SLIP_ERROR_AUTH },
    { "/open/no/such/folder", NULL, SLIP_ERROR_NOT_FOUND },
    { "/plain", NULL, SLIP_ERROR_NOT_WEBDAV },
  };
  g_autoptr (GError) error = NULL;

  g_assert_true (probe ("/basic/", "ada", "lovelace", &error));
  g_assert_no_error (error);
  g_assert_true (probe ("/open", NULL, NULL, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_assert_false (
          probe (bad[i].path, bad[i].password != NULL ? "ada" : NULL, bad[i].password, &error));
      g_assert_error (error, SLIP_ERROR, (int) bad[i].code);
      g_clear_error (&error);
    }
}

/* Names with spaces and letters beyond ASCII, as people have them. */
static void
test_odd_address (void)
{
  exchange ("/open/Gr%C3%BC%c3%9fe+ und%20mehr", NULL, NULL);
}

static void
test_unknown_certificate (void)
{
  g_autofree char *url = g_strdup_printf ("https://localhost:%u/open/", apache->tls_port);
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipRemote) remote =
      slip_remote_new_for_url (url, test_workspace_id (), "ada", "lovelace", FALSE, &error);
  SlipRemoteCounts counts;

  g_assert_no_error (error);
  if (apache->tls_port == 0)
    {
      g_test_skip ("no openssl to make a certificate with");
      return;
    }
  g_assert_false (slip_remote_set_up (remote, NULL, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED);
  g_assert_nonnull (strstr (error->message, "certificate"));
  slip_remote_get_counts (remote, &counts);
  g_assert_cmpuint (counts.requests, ==, 0);
}

static void
test_nobody_listens (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipRemote) remote = slip_remote_new_for_url (
      "http://127.0.0.1:1/", test_workspace_id (), NULL, NULL, FALSE, &error);

  g_assert_false (slip_remote_set_up (remote, NULL, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_OFFLINE);
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  if (!test_apache_is_installed ())
    {
      g_print ("1..0 # SKIP apache2 is not installed; build-aux/setup installs it\n");
      return 0;
    }
  apache = test_apache_start ();
  g_test_add_func ("/apache/open", test_open);
  g_test_add_func ("/apache/basic", test_basic);
  g_test_add_func ("/apache/digest", test_digest);
  g_test_add_func ("/apache/odd-address", test_odd_address);
  g_test_add_func ("/apache/cost/open", test_cost_open);
  g_test_add_func ("/apache/cost/basic", test_cost_basic);
  g_test_add_func ("/apache/cost/digest", test_cost_digest);
  g_test_add_func ("/apache/refuses/wrong-password", test_wrong_password);
  g_test_add_func ("/apache/refuses/missing-folder", test_missing_folder);
  g_test_add_func ("/apache/probe", test_probe);
  g_test_add_func ("/apache/refuses/unknown-certificate", test_unknown_certificate);
  g_test_add_func ("/apache/refuses/nobody-listens", test_nobody_listens);
  status = g_test_run ();
  test_apache_stop (apache);
  return status;
}
