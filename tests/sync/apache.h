/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A real Apache with mod_dav on loopback, for tests and measurements: /open/ for everybody, /basic/
 * and /digest/ for user "ada" with password "lovelace", the same over TLS with a certificate that
 * nobody signed. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct
{
  char *dir;
  GSubprocess *process;
  guint port;
  guint tls_port;
} TestApache;

/* FALSE when no apache2 is installed. */
gboolean test_apache_is_installed (void);
TestApache *test_apache_start (void);
void test_apache_stop (TestApache *self);
char *test_apache_url (TestApache *self, const char *path);
/* How many requests its access log has, once that is @expected (0: once it stood still for half a second) or 20
 * seconds have passed: on a busy machine Apache writes it long after it answered. */
guint test_apache_count (TestApache *self, guint expected);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestApache, test_apache_stop)

G_END_DECLS
