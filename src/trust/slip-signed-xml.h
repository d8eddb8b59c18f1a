/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Writes and reads the small XML texts that are signed. The writer is our own, so that the bytes never
 * depend on a library's version; the reader is strict: no DOCTYPE, no comments, nothing unknown. */

#pragma once

#include <libxml/tree.h>

#include "core/slip-error.h"

G_BEGIN_DECLS

/* Each name and value of an attribute in turn, then NULL. An attribute whose value is NULL is left out. */
void slip_signed_xml_start (GString *out, guint depth, const char *name,
                            ...) G_GNUC_NULL_TERMINATED;
void slip_signed_xml_stop (GString *out, guint depth, const char *name);
/* @text NULL: an empty element. */
void slip_signed_xml_leaf (GString *out, guint depth, const char *name, const char *text,
                           ...) G_GNUC_NULL_TERMINATED;

/* Goes through a text element by element. The first error sticks: what is asked after it returns "" or
 * FALSE, and slip_signed_reader_close() tells. */
typedef struct
{
  const char *what; /* "statement": for messages */
  xmlDoc *doc;
  xmlNode *element; /* where we are */
  xmlNode *next;    /* its next child element */
  GError *error;
} SlipSignedReader;

/* @family: namespace without its version, "urn:slipway:statement:"; version 1 is read. Fails with INVALID, TOO_LARGE or
 * TOO_NEW; then there is nothing to close. */
gboolean slip_signed_reader_open (SlipSignedReader *reader, GBytes *bytes, const char *what,
                                  const char *root, const char *family, gsize max, GError **error);
gboolean slip_signed_reader_close (SlipSignedReader *reader, GError **error);

/* Whether the next child is @name. */
gboolean slip_signed_reader_has (SlipSignedReader *reader, const char *name);
/* Goes into the next child, which has to be @name. */
gboolean slip_signed_reader_enter (SlipSignedReader *reader, const char *name);
/* Back to the parent; what was not read of the child is unknown, and an error. */
void slip_signed_reader_leave (SlipSignedReader *reader);

/* (transfer full), never NULL. Length in bytes of UTF-8, both limits inclusive. A missing attribute counts as empty. */
char *slip_signed_reader_attribute (SlipSignedReader *reader, const char *name, gsize min,
                                    gsize max);
char *slip_signed_reader_text (SlipSignedReader *reader, gsize min, gsize max);
/* Enters a child that holds only text, and leaves it. */
char *slip_signed_reader_leaf (SlipSignedReader *reader, const char *name, gsize min, gsize max);

void slip_signed_reader_fail (SlipSignedReader *reader, SlipError code, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

G_END_DECLS
