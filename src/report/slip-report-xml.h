/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The XML export: a document's instance with its signatures beside it, each with the bytes that
 * were signed, so that others can verify them without Slipway; and with what was said about it. */

#pragma once

#include <libxml/tree.h>

#include "report/slip-report-threads.h"
#include "trust/slip-signature.h"

G_BEGIN_DECLS

/**
 * slip_report_to_xml:
 * @instance: as slip_instance_build() makes it; not changed
 * @signatures: (element-type SlipSignature) (nullable): in the order in which they are to stand
 * @threads: (element-type SlipReportThread) (nullable): likewise
 *
 * The instance with a last child `<signatures>`: one `<signature>` each, with attributes for people
 * (role, name, verdict, time, fingerprint, valid, reason) and the children `<statement>` (the
 * signed bytes, base64), `<bytes>` (Ed25519 signature over them, base64) and `<key>` (the public
 * key, 64 hex). After it, when there are any, the threads: `<review-threads>`, one `<thread>` each (id, kind, role, path, state,
 * blocks) and in it what was said, `<said>` (act, person, name, role, time; why it doesn't count). The same input gives the same
 * bytes.
 *
 * Returns: (transfer full): UTF-8 text; %NULL with FAILED
 */
GBytes *slip_report_to_xml (xmlDoc *instance, GPtrArray *signatures, GPtrArray *threads,
                            GError **error);

/* Writes it to @path, whole or not at all; errors as slip_report_write_odt(). */
gboolean slip_report_write_xml (xmlDoc *instance, GPtrArray *signatures, GPtrArray *threads,
                                const char *path, GError **error);

G_END_DECLS
