/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Ops and their bytes: a GVariant in little-endian normal form, checked as strictly when it is made
 * as when it comes in, so that no program can write what another one refuses. */

#include "core/slip-op.h"

#include <glib/gi18n-lib.h>
#include <sodium.h>
#include <string.h>

#include "core/slip-error.h"
#include "core/slip-op-bytes.h"
#include "core/slip-op-content.h"
#include "core/slip-variant.h"

#define KIND_MAX 64
/* Of a clock in an op's name as text. */
#define CLOCK_DIGITS 16
/* Year 10000: what RFC 3339 can't write. */
#define WALL_MS_END G_GINT64_CONSTANT (253402300800000)
#define UTC_OFFSET_MAX (24 * 60 - 1)

static SlipOp *
op_alloc (const char *replica, SlipClock clock, gint64 wall_ms, gint16 utc_offset, const char *kind,
          SlipUnknown on_unknown)
{
  SlipOp *op = g_new0 (SlipOp, 1);

  g_atomic_ref_count_init (&op->ref_count);
  memcpy (op->name.replica, replica, sizeof op->name.replica);
  op->name.clock = clock;
  op->wall_ms = wall_ms;
  op->utc_offset = utc_offset;
  op->kind = kind;
  op->on_unknown = on_unknown;
  op->replaces = g_array_new (FALSE, FALSE, sizeof (SlipOpName));
  return op;
}

static gboolean
kind_is_valid (const char *kind)
{
  gsize length = strspn (kind, "abcdefghijklmnopqrstuvwxyz0123456789-");

  return length > 0 && length <= KIND_MAX && kind[length] == '\0';
}

static const char *
what_is_wrong (const SlipOp *op)
{
  if (op->name.clock == 0 || op->name.clock > G_MAXINT64)
    return N_ ("its clock");
  if (op->wall_ms < 0 || op->wall_ms >= WALL_MS_END)
    return N_ ("its time");
  if (op->utc_offset < -UTC_OFFSET_MAX || op->utc_offset > UTC_OFFSET_MAX)
    return N_ ("its offset from UTC");
  if (!kind_is_valid (op->kind))
    return N_ ("its kind");
  if (op->on_unknown > SLIP_UNKNOWN_WORKSPACE_READ_ONLY)
    return N_ ("its rule for unknown kinds");
  for (guint i = 0; i < op->replaces->len; i++)
    {
      const SlipOpName *name = &g_array_index (op->replaces, SlipOpName, i);

      if (name->clock == 0 || name->clock > G_MAXINT64 ||
          (i > 0 && slip_op_name_compare (name - 1, name) >= 0) ||
          (name->clock >= op->name.clock && strcmp (name->replica, op->name.replica) == 0))
        return N_ ("its list of replaced operations");
    }
  return NULL;
}

/* Takes the bytes, which @parts are of, and checks what holds for every op, whoever made it. @code is INVALID for a new
 * one, CORRUPT for one that came in. */
static gboolean
take_bytes (SlipOp *op, GBytes *bytes, const SlipOpParts *parts, int code, GError **error)
{
  g_autofree char *text = NULL;
  const char *wrong;

  op->bytes = g_bytes_ref (bytes);
  op->kind = parts->kind;
  wrong = what_is_wrong (op);
  if (wrong == NULL)
    return slip_op_content_read (op->kind, op->record, &parts->content, code, op->parts, error);
  text = slip_op_name_to_string (&op->name);
  /* Translators: the last %s is what is wrong, such as “its clock”. */
  g_set_error (error, SLIP_ERROR, code, _ ("Operation %s is not what it has to be: %s"), text,
               _ (wrong));
  return FALSE;
}

static gboolean
size_check (const SlipOpName *name, gsize size, GError **error)
{
  g_autofree char *text = NULL;

  if (size <= SLIP_OP_MAX_BYTES)
    return TRUE;
  text = slip_op_name_to_string (name);
  g_set_error (error, SLIP_ERROR, SLIP_ERROR_TOO_LARGE,
               _ ("Operation %s has %zu bytes; at most %d fit: put long text into a blob"), text,
               size, SLIP_OP_MAX_BYTES);
  return FALSE;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return slip_op_name_compare (a, b);
}

/* Sorted and each once, so that the same op has the same bytes. */
static void
set_replaces (SlipOp *op, const SlipOpName *replaces, gsize n_replaces)
{
  guint kept = 0;

  if (n_replaces == 0)
    return;
  g_array_append_vals (op->replaces, replaces, (guint) n_replaces);
  g_array_sort (op->replaces, compare_names);
  for (guint i = 0; i < op->replaces->len; i++)
    {
      SlipOpName *names = &g_array_index (op->replaces, SlipOpName, 0);

      if (i == 0 || !slip_op_name_equal (&names[i], &names[kept - 1]))
        names[kept++] = names[i];
    }
  g_array_set_size (op->replaces, kept);
}

/**
 * slip_op_new:
 * @replica: the replica that makes it
 * @clock: its clock, by slip_clock_tick()
 * @wall_ms: wall time, ms since the epoch, UTC
 * @utc_offset: minutes east of UTC
 * @person: id of the person
 * @kind: one of SLIP_OP_*
 * @on_unknown: what a program does that doesn't know @kind
 * @record: (nullable): id of the record that it belongs to; %NULL or "" for none
 * @replaces: (array length=n_replaces) (nullable): names of the ops that it replaces, in any order
 * @n_replaces: their number
 * @content: (transfer floating): the content; texts as slip_text_normalise() makes them
 * @error: return location for an error
 *
 * Makes an op and its bytes. Fails with %SLIP_ERROR_INVALID when a part is not what README.md in
 * this folder says, with %SLIP_ERROR_TOO_LARGE over %SLIP_OP_MAX_BYTES. Any thread.
 *
 * Returns: (transfer full) (nullable): the op
 */
SlipOp *
slip_op_new (const char *replica, SlipClock clock, gint64 wall_ms, gint16 utc_offset,
             const char *person, const char *kind, SlipUnknown on_unknown, const char *record,
             const SlipOpName *replaces, gsize n_replaces, GVariant *content, GError **error)
{
  g_autoptr (GVariant) owned = g_variant_ref_sink (content);
  g_autoptr (GVariant) normal = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (SlipOp) op = NULL;
  SlipOpParts parts;
  gboolean has_record = record != NULL && *record != '\0';

  g_return_val_if_fail (kind != NULL, NULL);

  if (!slip_replica_is_valid (replica) || !slip_id_is_valid (person) ||
      (has_record && !slip_id_is_valid (record)))
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID,
                   _ ("Not an id: replica “%s”, person “%s” or record “%s”"),
                   replica != NULL ? replica : "", person != NULL ? person : "",
                   has_record ? record : "");
      return NULL;
    }
  for (gsize i = 0; i < n_replaces; i++)
    if (!slip_replica_is_valid (replaces[i].replica))
      {
        g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID,
                     _ ("An operation can't replace one of “%s”: not a replica"),
                     replaces[i].replica);
        return NULL;
      }

  op = op_alloc (replica, clock, wall_ms, utc_offset, kind, on_unknown);
  memcpy (op->person, person, sizeof op->person);
  if (has_record)
    memcpy (op->record, record, sizeof op->record);
  set_replaces (op, replaces, n_replaces);
  normal = g_variant_get_normal_form (owned);
  bytes = slip_op_bytes_write (op, normal);
  if (!size_check (&op->name, g_bytes_get_size (bytes), error))
    return NULL;
  if (!slip_op_bytes_split (&parts, bytes))
    g_return_val_if_reached (NULL);
  if (!take_bytes (op, bytes, &parts, SLIP_ERROR_INVALID, error))
    return NULL;
  return g_steal_pointer (&op);
}

static gboolean
refuse (const char *replica, GError **error)
{
  g_set_error (error, SLIP_ERROR, SLIP_ERROR_CORRUPT,
               _ ("An operation of replica %s is damaged: its bytes are not in the right form"),
               replica);
  return FALSE;
}

static gboolean
read_op (SlipOp **result, GBytes *bytes, const char *replica, GError **error)
{
  g_autoptr (SlipOp) op = NULL;
  SlipOpParts parts;

  if (!slip_op_bytes_split (&parts, bytes))
    return refuse (replica, error);
  op = op_alloc (replica, parts.clock, parts.wall_ms, parts.utc_offset, parts.kind,
                 parts.on_unknown);
  slip_base32_write (parts.person, SLIP_ID_BYTES, op->person);
  if (parts.record != NULL)
    slip_base32_write (parts.record, SLIP_ID_BYTES, op->record);
  if (!slip_op_bytes_replaces (&parts.replaces, replica, op->replaces))
    return refuse (replica, error);
  if (!take_bytes (op, bytes, &parts, SLIP_ERROR_CORRUPT, error))
    return FALSE;
  *result = g_steal_pointer (&op);
  return TRUE;
}

/**
 * slip_op_decode:
 * @bytes: untrusted bytes
 * @replica: the replica whose op it is, which the bytes don't say
 * @error: return location for an error
 *
 * Reads an op. Refused are, with %SLIP_ERROR_CORRUPT, all bytes that slip_op_new() can't have made
 * (but kinds of newer programs may hold anything), and with %SLIP_ERROR_TOO_LARGE what is over
 * %SLIP_OP_MAX_BYTES. Any thread.
 *
 * Returns: (transfer full) (nullable): the op
 */
SlipOp *
slip_op_decode (GBytes *bytes, const char *replica, GError **error)
{
  SlipOpName unknown = { .clock = 0 };
  SlipOp *op = NULL;

  g_return_val_if_fail (bytes != NULL, NULL);
  g_return_val_if_fail (slip_replica_is_valid (replica), NULL);

  memcpy (unknown.replica, replica, sizeof unknown.replica);
  if (!size_check (&unknown, g_bytes_get_size (bytes), error) ||
      !read_op (&op, bytes, replica, error))
    return NULL;
  return op;
}

/**
 * slip_op_ref:
 * @op: an op
 *
 * Returns: (transfer full): @op
 */
SlipOp *
slip_op_ref (SlipOp *op)
{
  g_atomic_ref_count_inc (&op->ref_count);
  return op;
}

/**
 * slip_op_unref:
 * @op: (transfer full): an op
 */
void
slip_op_unref (SlipOp *op)
{
  if (!g_atomic_ref_count_dec (&op->ref_count))
    return;
  g_array_unref (op->replaces);
  g_clear_pointer (&op->bytes, g_bytes_unref);
  g_free (op);
}

/**
 * slip_op_name_equal:
 * @a: a name
 * @b: a name
 *
 * Returns: whether both name the same op
 */
gboolean
slip_op_name_equal (const SlipOpName *a, const SlipOpName *b)
{
  return a->clock == b->clock && strcmp (a->replica, b->replica) == 0;
}

/**
 * slip_op_name_compare:
 * @a: a name
 * @b: a name
 *
 * The order of ops: by clock, then by replica. Of concurrent values the last one is shown first.
 *
 * Returns: below, equal to or above 0
 */
int
slip_op_name_compare (const SlipOpName *a, const SlipOpName *b)
{
  if (a->clock != b->clock)
    return a->clock < b->clock ? -1 : 1;
  return strcmp (a->replica, b->replica);
}

/**
 * slip_op_name_to_string:
 * @name: a name
 *
 * The one spelling of an op's name: whatever prints, reads or stores one as text takes it.
 *
 * Returns: (transfer full): "replica:clock", the clock in 16 hexadecimal digits
 */
char *
slip_op_name_to_string (const SlipOpName *name)
{
  return g_strdup_printf ("%s:%016" G_GINT64_MODIFIER "x", name->replica, name->clock);
}

/**
 * slip_op_name_from_string:
 * @text: what slip_op_name_to_string() writes; zeros in front of the clock may be missing
 * @name: (out caller-allocates): the name; untouched on failure
 *
 * Returns: whether @text is the name of an op
 */
gboolean
slip_op_name_from_string (const char *text, SlipOpName *name)
{
  const char *colon = strchr (text, ':');
  SlipOpName read = { 0 };

  if (colon == NULL || colon - text != SLIP_REPLICA_LENGTH || strlen (colon + 1) > CLOCK_DIGITS ||
      !g_ascii_string_to_unsigned (colon + 1, 16, 1, G_MAXINT64, &read.clock, NULL))
    return FALSE;
  memcpy (read.replica, text, SLIP_REPLICA_LENGTH);
  if (!slip_replica_is_valid (read.replica))
    return FALSE;
  *name = read;
  return TRUE;
}

/**
 * slip_op_content:
 * @op: an op
 *
 * Returns: (transfer full): the content as it was given to slip_op_new(), to make another op of
 */
GVariant *
slip_op_content (const SlipOp *op)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GVariant) variant = NULL;
  SlipOpParts parts;

  if (!slip_op_bytes_split (&parts, op->bytes))
    g_return_val_if_reached (NULL);
  bytes = g_bytes_new (parts.content.data, parts.content.size);
  variant = slip_variant_from_bytes (G_VARIANT_TYPE_VARIANT, bytes);
  return g_variant_get_variant (variant);
}

/**
 * slip_op_text:
 * @op: an op
 * @n: number of a part of type `s` of its content
 *
 * Returns: (transfer none): the text
 */
const char *
slip_op_text (const SlipOp *op, guint n)
{
  return (const char *) op->parts[n].data;
}

/**
 * slip_op_id:
 * @op: an op
 * @n: number of a part of its content that is the id of a record, row or person, or empty
 * @id: (out caller-allocates): the id as text, "" where the part is empty
 */
void
slip_op_id (const SlipOp *op, guint n, char id[SLIP_ID_LENGTH + 1])
{
  *id = '\0';
  g_return_if_fail (op->parts[n].size == 0 || op->parts[n].size == SLIP_ID_BYTES);

  slip_base32_write (op->parts[n].data, op->parts[n].size, id);
}

/**
 * slip_op_hex:
 * @op: an op
 * @n: number of a part of its content that is a hash or a key
 * @hex: (out caller-allocates): 64 lower-case hexadecimal digits
 */
void
slip_op_hex (const SlipOp *op, guint n, char hex[SLIP_HASH_HEX + 1])
{
  *hex = '\0';
  g_return_if_fail (op->parts[n].size == SLIP_HASH_BYTES);

  sodium_bin2hex (hex, SLIP_HASH_HEX + 1, op->parts[n].data, SLIP_HASH_BYTES);
}

/**
 * slip_op_id_variant:
 * @id: (nullable): an id; %NULL or "" for none
 *
 * Returns: (transfer floating): the id as `ay`, for the content of an op
 */
GVariant *
slip_op_id_variant (const char *id)
{
  guint8 bytes[SLIP_ID_BYTES];

  if (id == NULL || *id == '\0')
    return slip_variant_new_bytes (NULL, 0);
  if (!slip_base32_decode (id, bytes, sizeof bytes))
    g_return_val_if_reached (slip_variant_new_bytes (NULL, 0));
  return slip_variant_new_bytes (bytes, sizeof bytes);
}
