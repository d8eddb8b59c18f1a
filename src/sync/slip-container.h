/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The three kinds of files on a store: heads, segments and parts of blobs. They only carry; what
 * counts are the signed frames in them. README.md in this folder settles the bytes. */

#pragma once

#include "core/slip-frame.h"
#include "core/slip-hash.h"
#include "core/slip-error.h"

G_BEGIN_DECLS

/* Frames not yet in a segment may take this much of a head. */
#define SLIP_HEAD_MAX_TAIL (8 * 1024)
#define SLIP_HEAD_MAX_SEGMENTS 64
#define SLIP_SEGMENT_MAX_BYTES (4 * 1024 * 1024)
#define SLIP_SEGMENT_MIN_BYTES (256 * 1024)
#define SLIP_PART_BYTES (768 * 1024)
/* A blob up to this size rides in a segment, beside the frames that were pushed with it. */
#define SLIP_BLOB_MAX_CARRIED (192 * 1024)
/* A file in a field hardly: records don't wait for files. */
#define SLIP_ATTACHMENT_MAX_CARRIED (16 * 1024)

/* A segment as a head names it. */
typedef struct
{
  char *name;
  guint64 first;
  guint64 last;
  guint64 size;
  SlipHash hash;
} SlipSegmentRef;

SlipSegmentRef *slip_segment_ref_new (const char *name, guint64 first, guint64 last, guint64 size,
                                      const SlipHash *hash);
void slip_segment_ref_free (SlipSegmentRef *ref);

/**
 * SlipHead:
 * @number: the head's own counter within the replica
 * @device: public key that signed it
 * @segments: (element-type SlipSegmentRef): in order
 * @tail: (element-type GBytes): encoded frames after the last segment
 * @previous: (element-type utf8): names of own earlier heads that this one supersedes
 * @damaged: (element-type utf8): names of others' files that could not be read: their owners put
 *   them again
 */
typedef struct
{
  SlipHash workspace;
  char replica[SLIP_REPLICA_LENGTH + 1];
  guint64 number;
  guint8 device[SLIP_KEY_BYTES];
  GPtrArray *segments;
  GPtrArray *tail;
  GPtrArray *previous;
  GPtrArray *damaged;
} SlipHead;

SlipHead *slip_head_new (void);
void slip_head_free (SlipHead *head);
/* @secret: device key, SLIP_SECRET_BYTES; sets @head's device. Returns the file's bytes; @name gets
 * its name. */
GBytes *slip_head_encode (SlipHead *head, const guint8 *secret, char **name);
/* Checks length, footer, name, workspace, normal form and signature. CORRUPT when a byte is not as
 * it was written, TOO_NEW for a later version, INVALID for another workspace. */
SlipHead *slip_head_decode (GBytes *bytes, const char *name, const SlipHash *workspace,
                            GError **error);

/**
 * SlipSegment:
 * @frames: (element-type GBytes): encoded frames @first … @last of @replica
 * @blobs: (element-type GBytes): small blobs that came with them
 */
typedef struct
{
  SlipHash workspace;
  char replica[SLIP_REPLICA_LENGTH + 1];
  guint64 first;
  guint64 last;
  GPtrArray *frames;
  GPtrArray *blobs;
} SlipSegment;

SlipSegment *slip_segment_new (void);
void slip_segment_free (SlipSegment *segment);
/* @hash gets the footer's hash. */
GBytes *slip_segment_encode (SlipSegment *segment, char **name, SlipHash *hash);
SlipSegment *slip_segment_decode (GBytes *bytes, const char *name, const SlipHash *workspace,
                                  GError **error);

/* A part of a blob that has a file of its own. @n counts from 0. */
typedef struct
{
  SlipHash workspace;
  SlipHash blob;
  guint64 size;      /* of the whole blob */
  guint32 part_size; /* of all parts but the last */
  guint32 n;
  GBytes *bytes;
} SlipPart;

SlipPart *slip_part_new (void);
void slip_part_free (SlipPart *part);
GBytes *slip_part_encode (SlipPart *part);
/* Puts the bytes of a part at @to. */
typedef gboolean (*SlipPartFill) (guint8 *to, gsize length, gpointer user_data);
/* slip_part_encode() of a part whose @length bytes are read to where they belong; NULL when @fill fails. */
GBytes *slip_part_encode_from (SlipPart *part, gsize length, SlipPartFill fill, gpointer user_data);
SlipPart *slip_part_decode (GBytes *bytes, const char *name, const guint8 *secret,
                            const SlipHash *workspace, GError **error);
/* Fills in @part's bytes, @length of them, from a file that says of itself what @part says; its footer isn't looked at.
 * FALSE when it says anything else. */
gboolean slip_part_peek (SlipPart *part, gsize length, GBytes *file, SlipHash *footer);
/* Whether the file of @part has this footer. */
gboolean slip_part_fits (SlipPart *part, const SlipHash *footer);
/* How long the file of a part with @length bytes is. */
gsize slip_part_file_size (gsize length);
/* The name of a part's file: keyed, so that a server can't tell whether a known file is in the
 * workspace. @secret has 32 bytes. */
char *slip_part_name (const guint8 *secret, const SlipHash *blob, guint32 part_size, guint32 n);

/* The parts of a file's name. FALSE when it is not one that Slipway writes. */
gboolean slip_head_parse_name (const char *name, char replica[SLIP_REPLICA_LENGTH + 1],
                               guint64 *number);
gboolean slip_segment_parse_name (const char *name, char replica[SLIP_REPLICA_LENGTH + 1],
                                  guint64 *first, guint64 *last);
gboolean slip_part_parse_name (const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipSegmentRef, slip_segment_ref_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipHead, slip_head_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipSegment, slip_segment_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipPart, slip_part_free)

G_END_DECLS
