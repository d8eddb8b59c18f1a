/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Starts an Apache with a private configuration in a temporary directory and takes it down
 * again. */

#include "apache.h"

#include <glib/gstdio.h>
#include <pwd.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#define BINARY "/usr/sbin/apache2"
#define MODULES "/usr/lib/apache2/modules"

static const char *const modules[] = { "mpm_event",  "authn_core",    "authn_file",  "authz_core",
                                       "authz_user", "auth_basic",    "auth_digest", "dav",
                                       "dav_fs",     "socache_shmcb", "ssl" };

gboolean
test_apache_is_installed (void)
{
  return g_file_test (BINARY, G_FILE_TEST_IS_EXECUTABLE) &&
         g_file_test (MODULES "/mod_dav_fs.so", G_FILE_TEST_EXISTS);
}

static guint
free_port (void)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  g_autoptr (GError) error = NULL;
  guint port = g_socket_listener_add_any_inet_port (listener, NULL, &error);

  g_assert_no_error (error);
  g_socket_listener_close (listener);
  return port;
}

static void
write_file (const char *dir, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  g_chmod (path, 0644);
}

static void
make_dir (const char *dir, const char *name, struct passwd *owner)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);

  g_assert_cmpint (g_mkdir_with_parents (path, 0755), ==, 0);
  if (owner != NULL)
    g_assert_cmpint (chown (path, owner->pw_uid, owner->pw_gid), ==, 0);
}

static void
write_passwords (const char *dir)
{
  g_autoptr (GChecksum) sha = g_checksum_new (G_CHECKSUM_SHA1);
  guint8 digest[20];
  gsize length = sizeof digest;
  g_autofree char *base64 = NULL;
  g_autofree char *basic = NULL;
  g_autofree char *md5 = g_compute_checksum_for_string (G_CHECKSUM_MD5, "ada:slipway:lovelace", -1);
  g_autofree char *digest_line = g_strdup_printf ("ada:slipway:%s\n", md5);

  g_checksum_update (sha, (const guchar *) "lovelace", 8);
  g_checksum_get_digest (sha, digest, &length);
  base64 = g_base64_encode (digest, length);
  basic = g_strdup_printf ("ada:{SHA}%s\n", base64);
  write_file (dir, "basic.users", basic);
  write_file (dir, "digest.users", digest_line);
}

static gboolean
make_certificate (const char *dir)
{
  g_autofree char *key = g_build_filename (dir, "key.pem", NULL);
  g_autofree char *certificate = g_build_filename (dir, "cert.pem", NULL);
  const char *argv[] = { "openssl", "req",   "-x509", "-newkey",   "rsa:2048",
                         "-nodes",  "-days", "2",     "-subj",     "/CN=localhost",
                         "-keyout", key,     "-out",  certificate, NULL };
  int status = 1;

  return g_spawn_sync (NULL, (char **) argv, NULL,
                       G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL |
                           G_SPAWN_STDERR_TO_DEV_NULL,
                       NULL, NULL, NULL, NULL, &status, NULL) &&
         g_spawn_check_wait_status (status, NULL);
}

static void
write_configuration (TestApache *self, struct passwd *owner)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_append_printf (
      text,
      "ServerRoot \"%s\"\nServerName localhost\nPidFile pid\nErrorLog error.log\n"
      "Mutex pthread\nListen 127.0.0.1:%u\nDocumentRoot \"%s/www\"\n"
      "LogFormat \"%%m %%U %%>s\" short\nCustomLog access.log short\n",
      self->dir, self->port, self->dir);
  for (guint i = 0; i < G_N_ELEMENTS (modules); i++)
    if (self->tls_port != 0 || !g_str_equal (modules[i], "ssl"))
      g_string_append_printf (text, "LoadModule %s_module " MODULES "/mod_%s.so\n", modules[i],
                              modules[i]);
  if (owner != NULL)
    g_string_append_printf (text, "User #%u\nGroup #%u\n", owner->pw_uid, owner->pw_gid);
  g_string_append_printf (
      text,
      "DavLockDB \"%s/lock/db\"\n<Directory \"%s/www\">\n  Require all granted\n</Directory>\n"
      "<Location /open>\n  Dav On\n</Location>\n"
      "<Location /basic>\n  Dav On\n  AuthType Basic\n  AuthName slipway\n  AuthUserFile "
      "\"%s/basic.users\"\n  Require valid-user\n</Location>\n"
      "<Location /digest>\n  Dav On\n  AuthType Digest\n  AuthName slipway\n  AuthDigestDomain "
      "/digest/\n"
      "  AuthUserFile \"%s/digest.users\"\n  Require valid-user\n</Location>\n",
      self->dir, self->dir, self->dir, self->dir);
  if (self->tls_port != 0)
    g_string_append_printf (
        text,
        "Listen 127.0.0.1:%u\n<VirtualHost 127.0.0.1:%u>\n  SSLEngine on\n"
        "  SSLCertificateFile \"%s/cert.pem\"\n  SSLCertificateKeyFile \"%s/key.pem\"\n"
        "</VirtualHost>\n",
        self->tls_port, self->tls_port, self->dir, self->dir);
  write_file (self->dir, "apache.conf", text->str);
}

/* The server goes when the test goes, however that ends. */
static void
die_with_parent (gpointer data)
{
  prctl (PR_SET_PDEATHSIG, SIGTERM);
}

static void
wait_until_it_listens (TestApache *self)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  gint64 end = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;

  while (g_get_monotonic_time () < end)
    {
      g_autoptr (GSocketConnection) connection =
          g_socket_client_connect_to_host (client, "127.0.0.1", self->port, NULL, NULL);

      if (connection != NULL)
        return;
      g_usleep (5000);
    }
  g_error ("Apache did not start; see %s/error.log", self->dir);
}

TestApache *
test_apache_start (void)
{
  TestApache *self = g_new0 (TestApache, 1);
  struct passwd *owner = NULL;
  g_autofree char *conf = NULL;
  g_autoptr (GSubprocessLauncher) launcher = NULL;
  g_autoptr (GError) error = NULL;

  self->dir = g_dir_make_tmp ("slipway-apache-XXXXXX", &error);
  g_assert_no_error (error);
  if (geteuid () == 0)
    {
      owner = getpwnam ("www-data");
      if (owner == NULL)
        owner = getpwnam ("nobody");
    }
  g_chmod (self->dir, 0755);
  make_dir (self->dir, "lock", owner);
  make_dir (self->dir, "www/open", owner);
  make_dir (self->dir, "www/basic", owner);
  make_dir (self->dir, "www/digest", owner);
  write_passwords (self->dir);
  self->port = free_port ();
  if (make_certificate (self->dir))
    self->tls_port = free_port ();
  write_configuration (self, owner);
  conf = g_build_filename (self->dir, "apache.conf", NULL);
  launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE);
  g_subprocess_launcher_set_child_setup (launcher, die_with_parent, NULL, NULL);
  self->process =
      g_subprocess_launcher_spawn (launcher, &error, BINARY, "-f", conf, "-DFOREGROUND", NULL);
  g_assert_no_error (error);
  wait_until_it_listens (self);
  return self;
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR))
        remove_tree (child);
      else
        g_unlink (child);
    }
  g_rmdir (path);
}

void
test_apache_stop (TestApache *self)
{
  g_subprocess_send_signal (self->process, SIGTERM);
  g_subprocess_wait (self->process, NULL, NULL);
  g_object_unref (self->process);
  remove_tree (self->dir);
  g_free (self->dir);
  g_free (self);
}

char *
test_apache_url (TestApache *self, const char *path)
{
  return g_strdup_printf ("http://127.0.0.1:%u%s", self->port, path);
}

guint
test_apache_count (TestApache *self, guint expected)
{
  g_autofree char *path = g_build_filename (self->dir, "access.log", NULL);
  gint64 end = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;
  guint lines = 0;
  guint quiet = 0;

  do
    {
      g_autofree char *text = NULL;

      if (g_file_get_contents (path, &text, NULL, NULL))
        {
          guint now = 0;

          for (const char *p = strchr (text, '\n'); p != NULL; p = strchr (p + 1, '\n'))
            now++;
          quiet = now == lines ? quiet + 1 : 0;
          lines = now;
        }
      if (expected != 0 ? lines == expected : quiet == 100)
        break;
      g_usleep (5000);
    }
  while (g_get_monotonic_time () < end);
  return lines;
}
