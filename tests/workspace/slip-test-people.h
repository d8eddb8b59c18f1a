/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What the tests of people look at, and the steps by which somebody comes in. */

#pragma once

#include "slip-test-fixture.h"

G_BEGIN_DECLS

SlipWorkspace *workspace (Fixture *fixture, guint person);
/* A concern about the plan; may fail. */
char *sign_with (Fixture *fixture, guint person, const char *role, const char *passphrase,
                 GError **error);
/* Such a concern is refused. @says: (nullable): part of the message */
void assert_refused (Fixture *fixture, guint person, const char *role, int code, const char *says);
void assert_all_show (Fixture *fixture, const char *text);

/* One sync; the notices, a line each. */
char *notices (Fixture *fixture, guint person);
void assert_notice (Fixture *fixture, guint person, const char *part);

/* Those whom @person knows, and one of them, or NULL. */
GPtrArray *members (Fixture *fixture, guint person);
SlipPersonInfo *find_person (GPtrArray *list, const char *id, gboolean pending);

/* By the founder. */
void admit (Fixture *fixture, guint person, const char *const *roles);
/* Another device of @person, admitted. */
guint add_device (Fixture *fixture, guint person);

G_END_DECLS
