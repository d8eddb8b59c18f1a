/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The headers of other libraries that most files read: with -Dpch=true they are compiled once for each target, not once for
 * each file, which is much of what a build takes. No file counts on that: each includes what it uses, and a build without
 * finds the one that doesn't. Not <glib/gi18n.h> or <glib/gi18n-lib.h>: they exclude each other.
 *
 * No "#pragma once": gcc warns of it in what it compiles by itself. */

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <inttypes.h>
#include <libintl.h>
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <libxml/xpathInternals.h>
#include <math.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
