/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A run of one replica's ops, signed by its device: what goes over the wire and is kept for good.
 * The signature covers the header, the header the list of salted op hashes: so an op can be shown
 * or withheld without breaking it. README.md in this folder settles the bytes. */

#pragma once

#include "core/slip-hash.h"
#include "core/slip-op.h"

G_BEGIN_DECLS

#define SLIP_FRAME_MAX_BYTES (192 * 1024)
/* A frame that withholds ops holds salts in place of the seed, which takes more room. */
#define SLIP_FRAME_MAX_BYTES_WITHHELD (512 * 1024)
#define SLIP_FRAME_MAX_OPS 4096
#define SLIP_KEY_BYTES 32
#define SLIP_SECRET_BYTES 64
#define SLIP_SIGNATURE_BYTES 64

/* What a frame had seen of another replica. */
typedef struct
{
  char replica[SLIP_REPLICA_LENGTH + 1];
  guint64 seq;
  SlipHash hash;
} SlipSeen;

/**
 * SlipFrame:
 * @workspace: hash of the genesis
 * @seq: 1, 2, … within the replica, without gaps
 * @prev: hash of the frame before; zero for the first
 * @seen: (element-type SlipSeen): replicas that advanced since the frame before
 * @clock: the last op's clock
 * @device: public key of the device that signed
 * @hash: hash of the header, the frame's identity
 * @ops: (element-type SlipOp): ops; %NULL where one is withheld
 * @bytes: the encoded frame
 */
typedef struct
{
  gatomicrefcount ref_count;
  SlipHash workspace;
  char replica[SLIP_REPLICA_LENGTH + 1];
  guint64 seq;
  SlipHash prev;
  GArray *seen;
  SlipClock clock;
  guint8 device[SLIP_KEY_BYTES];
  SlipHash hash;
  GPtrArray *ops;
  GBytes *bytes;
} SlipFrame;

/* @ops: (element-type SlipOp), all of @replica, clocks growing. @secret: Ed25519 secret key (64
 * bytes).
 * @seed: 32 random bytes, or NULL to draw them. Fails with TOO_LARGE when the result is over the
 * limit. */
SlipFrame *slip_frame_new (const SlipHash *workspace, const char *replica, guint64 seq,
                           const SlipHash *prev, GArray *seen, GPtrArray *ops, const guint8 *secret,
                           const guint8 *seed, GError **error);
/* Checks size, normal form, op hashes and the signature by the device named in the header. Whether
 * that device counts is the roster's business. */
SlipFrame *slip_frame_decode (GBytes *bytes, GError **error);
SlipFrame *slip_frame_ref (SlipFrame *frame);
void slip_frame_unref (SlipFrame *frame);
/* The same frame, its signature unbroken, with the ops withheld for which @keep is FALSE. */
GBytes *slip_frame_withhold (SlipFrame *frame, const gboolean *keep, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipFrame, slip_frame_unref)

G_END_DECLS
