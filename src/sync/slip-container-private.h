/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The envelope that heads, segments and parts of blobs share: magic, manifest, items, length,
 * hash. */

#pragma once

#include "sync/slip-container.h"

G_BEGIN_DECLS

#define SLIP_CONTAINER_MAGIC_BYTES 8
#define SLIP_CONTAINER_NAME_HASH 20
#define SLIP_CONTAINER_VERSION 1

/* @items: (element-type GBytes). @hash gets the footer. */
GBytes *slip_container_wrap (const char *magic, GVariant *manifest, GPtrArray *items,
                             SlipHash *hash);

/* The same in the caller's memory: what stands before the items. Returns its length. */
gsize slip_container_begin (const char *magic, GVariant *manifest, guint8 *file, gsize room);
/* @length: with the items. What stands behind them; returns the length of the file. */
gsize slip_container_end (guint8 *file, gsize length);
/* The one item, of @size bytes, of a file that has this manifest and the right length; NULL when @bytes are another.
 * Whether they were altered isn't known: @hash gets the footer that would tell. */
GBytes *slip_container_peek (const char *magic, GVariant *manifest, gsize size, GBytes *bytes,
                             SlipHash *hash);

/* A file whose length, footer and normal form were found right. Items follow one another in @bytes
 * from @offset on. */
typedef struct
{
  GBytes *bytes;
  GBytes *manifest_bytes;
  GVariant *manifest;
  gsize offset;
  gsize end;
  SlipHash hash;
} SlipContainer;

SlipContainer *slip_container_open (const char *magic, const char *type, GBytes *bytes,
                                    const char *name, GError **error);
void slip_container_free (SlipContainer *container);
/* The next @size bytes; NULL when there are not as many. */
GBytes *slip_container_take (SlipContainer *container, gsize size);
/* Takes one item for each size in @sizes (type au) into @items; then nothing may be left. */
gboolean slip_container_take_all (SlipContainer *container, GVariant *sizes, gsize max_size,
                                  GPtrArray *items);
gboolean slip_container_at_end (SlipContainer *container);

/* "au" of the items' sizes. */
GVariant *slip_container_sizes (GPtrArray *items);
/* CORRUPT: "The file NAME on the store was altered or is incomplete (WHAT)". Returns FALSE. */
gboolean slip_container_fail (GError **error, const char *name, const char *what);
/* Fails unless the manifest begins with our version and @workspace. */
gboolean slip_container_check_workspace (SlipContainer *container, const char *name,
                                         const SlipHash *workspace, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipContainer, slip_container_free)

G_END_DECLS
