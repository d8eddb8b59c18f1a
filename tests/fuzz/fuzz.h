/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What the fuzzers share. Checksums and signatures would keep random bytes out, so a target mends them first: an enemy
 * can do that too. */

#pragma once

#include <gio/gio.h>

#include "core/slip-frame.h"

G_BEGIN_DECLS

/* libFuzzer calls these; fuzz.c has the second one. */
int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);
int LLVMFuzzerInitialize (int *argc, char ***argv);

/* Of one fixed device. */
extern guint8 fuzz_public[SLIP_KEY_BYTES];
extern guint8 fuzz_secret[SLIP_SECRET_BYTES];
/* H("workspace") */
extern SlipHash fuzz_workspace;

/* Stops when a reader neither gave a result nor said why, or did both. */
void fuzz_check (gboolean done, const GError *error);

/* Signature over @tag and @bytes. */
void fuzz_sign (const char *tag, GBytes *bytes, guint8 signature[SLIP_SIGNATURE_BYTES]);
/* @tuple (consumed if floating) with some children replaced: number and value in turn, then -1. */
GVariant *fuzz_replace (GVariant *tuple, ...);

/* A file of a store whose manifest is of @type: (transfer full), or NULL when @data is too short to have one. @rest gets
 * the items after it. */
GVariant *fuzz_container_split (const char *type, const guint8 *data, gsize size, GBytes **rest);
/* The first 8 bytes of @data, @manifest and @rest with the right length and hash. */
GBytes *fuzz_container_join (const guint8 *data, GVariant *manifest, GBytes *rest, SlipHash *hash);

G_END_DECLS
