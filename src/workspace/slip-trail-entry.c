/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* One op of the log in words: where it wrote, what was there, what came, why, and what its time is worth. */

#include "workspace/slip-trail-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/slip-clock.h"
#include "core/slip-text.h"
#include "process/slip-processes.h"
#include "store/slip-blobs.h"

void
slip_trail_entry_free (SlipTrailEntry *entry)
{
  if (entry == NULL)
    return;
  g_free (entry->op);
  g_free (entry->time);
  g_free (entry->not_before);
  g_free (entry->person);
  g_free (entry->name);
  g_free (entry->replica);
  g_free (entry->device);
  g_free (entry->kind);
  g_free (entry->record);
  g_free (entry->title);
  g_free (entry->path);
  g_free (entry->label);
  g_strfreev (entry->old);
  g_free (entry->value);
  g_free (entry->reason);
  g_free (entry->note);
  g_free (entry->statement);
  g_free (entry);
}

const char *
slip_trail_state_name (SlipTrailState state)
{
  static const char *const names[] = {
    [SLIP_TRAIL_COUNTS] = "counts",
    [SLIP_TRAIL_APART] = "kept apart",
    [SLIP_TRAIL_PURGED] = "purged",
  };

  return names[state];
}

const char *
slip_trail_action (const char *kind)
{
  static const struct
  {
    const char *kind;
    const char *action;
  } actions[] = {
    { SLIP_OP_SET, "change" },      { SLIP_OP_SET_BLOB, "change" }, { SLIP_OP_ATTACH, "change" },
    { SLIP_OP_PUT, "change" },      { SLIP_OP_DROP, "change" },     { SLIP_OP_MOVE, "change" },
    { SLIP_OP_KEEP, "change" },     { SLIP_OP_ADD, "create" },      { SLIP_OP_RELEASE, "create" },
    { SLIP_OP_DOCUMENT, "create" }, { SLIP_OP_DELETE, "delete" },   { SLIP_OP_PROPOSE, "propose" },
    { SLIP_OP_DISCARD, "delete" },  { SLIP_OP_REVISE, "revise" },   { SLIP_OP_PURGE, "purge" },
    { SLIP_OP_WITHHOLD, "purge" },  { SLIP_OP_INVITE, "admit" },    { SLIP_OP_JOIN, "admit" },
    { SLIP_OP_DEFINE, "other" },    { SLIP_OP_STATEMENT, "other" }, { "sign-off", "sign" },
    { "withdrawal", "sign" },       { "trail-review", "sign" },     { "admission", "admit" },
    { "roles", "admit" },           { "deputy", "admit" },          { "endorsement", "admit" },
    { "revocation", "revoke" },     { "withheld", "purge" },        { SLIP_OP_FOLLOW, "other" },
    { SLIP_OP_COMMENT, "comment" }, { SLIP_OP_REPLY, "comment" },   { "waiver", "sign" },
    { "tailoring", "sign" },        { "decision", "sign" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    if (g_str_equal (kind, actions[i].kind))
      return actions[i].action;
  return NULL;
}

/* == values == */

/* What an op wrote. */
typedef struct
{
  char row[SLIP_ID_LENGTH + 1];
  char *field; /* "" of a row; NULL: no place */
  char *value;
  gboolean member;  /* of a set */
  const char *note; /* why the value is gone */
} Content;

static void
content_clear (Content *content)
{
  g_free (content->field);
  g_free (content->value);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Content, content_clear)

/* A long text out of its blob, or what became of it. */
static char *
read_blob (SlipTrailWords *words, const char *digest, const char **note)
{
  g_autoptr (GBytes) bytes = NULL;
  const char *text;
  gsize length;

  *note = slip_trail_purged_note (words->purged, digest);
  if (*note != NULL)
    return g_strdup ("");
  bytes = slip_blobs_get (words->db, digest, NULL);
  if (bytes == NULL)
    return words->for_people ? g_strdup (_ ("(not here yet)"))
                             : g_strdup_printf ("(not here yet: %s)", digest);
  text = g_bytes_get_data (bytes, &length);
  return length > 0 ? g_utf8_make_valid (text, length) : g_strdup ("");
}

static char *
describe_file (SlipTrailWords *words, SlipOp *op, const char **note)
{
  char digest[SLIP_HASH_HEX + 1];

  slip_op_hex (op, 4, digest);
  *note = slip_trail_purged_note (words->purged, digest);
  if (words->for_people)
    return g_strdup (slip_op_text (op, 2));
  return g_strdup_printf ("%s (%" G_GUINT64_FORMAT " bytes, %s)", slip_op_text (op, 2),
                          slip_span_number (&op->parts[3]), digest);
}

/* What was said, behind the word for what it does; whether that counts stands with the thread. */
static char *
describe_said (const char *word, const char *text)
{
  return *text != '\0' ? g_strdup_printf ("%s: %s", word, text) : g_strdup (word);
}

/* Ops on a field of a record, or on a row. FALSE: it is of another kind. */
static gboolean
read_field (SlipTrailWords *words, SlipOp *op, Content *content)
{
  const char *kind = op->kind;
  gboolean row_only = g_str_equal (kind, SLIP_OP_DELETE) || g_str_equal (kind, SLIP_OP_KEEP) ||
                      g_str_equal (kind, SLIP_OP_MOVE) || g_str_equal (kind, SLIP_OP_ADD) ||
                      g_str_equal (kind, SLIP_OP_DISCARD);

  if (!row_only && !g_str_equal (kind, SLIP_OP_SET) && !g_str_equal (kind, SLIP_OP_SET_BLOB) &&
      !g_str_equal (kind, SLIP_OP_ATTACH) && !g_str_equal (kind, SLIP_OP_PUT) &&
      !g_str_equal (kind, SLIP_OP_DROP) && !g_str_equal (kind, SLIP_OP_PROPOSE) &&
      !g_str_equal (kind, SLIP_OP_COMMENT))
    return FALSE;
  if (g_str_equal (kind, SLIP_OP_COMMENT))
    {
      slip_op_id (op, 0, content->row);
      content->field = g_strdup (slip_op_text (op, 1));
      content->value = describe_said (slip_op_text (op, 2), slip_op_text (op, 4));
      return TRUE;
    }
  if (g_str_equal (kind, SLIP_OP_DISCARD))
    {
      content->field = g_strdup ("");
      content->value = g_strdup ("deleted");
      return TRUE;
    }
  slip_op_id (op, 0, content->row);
  if (row_only)
    {
      content->field = g_strdup ("");
      if (g_str_equal (kind, SLIP_OP_MOVE))
        content->value = g_strdup (slip_op_text (op, 1));
      else if (g_str_equal (kind, SLIP_OP_ADD))
        content->value = g_strdup (slip_op_text (op, 3));
      else
        content->value = g_strdup (g_str_equal (kind, SLIP_OP_DELETE) ? "deleted" : "kept");
      return TRUE;
    }
  content->field = g_strdup (slip_op_text (op, 1));
  if (g_str_equal (kind, SLIP_OP_SET_BLOB))
    {
      char digest[SLIP_HASH_HEX + 1];

      slip_op_hex (op, 2, digest);
      content->value = read_blob (words, digest, &content->note);
    }
  else if (g_str_equal (kind, SLIP_OP_ATTACH))
    content->value = describe_file (words, op, &content->note);
  else
    content->value = g_strdup (slip_op_text (op, 2));
  content->member = g_str_equal (kind, SLIP_OP_PUT) || g_str_equal (kind, SLIP_OP_DROP);
  return TRUE;
}

/* Other ops; leaves the value empty where there is nothing to say. */
static void
read_other (SlipOp *op, Content *content)
{
  char digest[SLIP_HASH_HEX + 1];

  if (g_str_equal (op->kind, SLIP_OP_DOCUMENT))
    content->value = g_strdup (slip_op_text (op, 2));
  else if (g_str_equal (op->kind, SLIP_OP_JOIN))
    content->value = g_strdup (slip_op_text (op, 1));
  else if (g_str_equal (op->kind, SLIP_OP_PURGE) || g_str_equal (op->kind, SLIP_OP_INVITE) ||
           g_str_equal (op->kind, SLIP_OP_FOLLOW))
    {
      slip_op_hex (op, 0, digest);
      content->value = g_strdup (digest);
    }
  else if (g_str_equal (op->kind, SLIP_OP_REPLY))
    content->value = describe_said (slip_op_text (op, 2), slip_op_text (op, 4));
  else if (g_str_equal (op->kind, SLIP_OP_DEFINE))
    {
      slip_op_hex (op, 2, digest);
      content->value =
          g_strdup_printf ("%s %s %s", slip_op_text (op, 0), slip_op_text (op, 1), digest);
    }
}

/* Who asked to join with the invitation: its key says nothing to a person. */
static char *
describe_invitation (SlipTrailWords *words, SlipOp *invite)
{
  g_autoptr (SlipQuery) query = slip_database_query (
      words->db, NULL,
      "SELECT replica, bytes FROM op WHERE record = '' AND kind = '" SLIP_OP_JOIN
      "' ORDER BY clock, replica",
      "");

  while (query != NULL && slip_query_next (query, NULL))
    {
      g_autoptr (GBytes) bytes = slip_query_bytes (query, 1);
      g_autoptr (SlipOp) join = slip_op_decode (bytes, slip_query_text (query, 0), NULL);

      if (join != NULL && join->parts[5].size == invite->parts[0].size &&
          memcmp (join->parts[5].data, invite->parts[0].data, invite->parts[0].size) == 0)
        return g_strdup_printf (_ ("Used by %s"), slip_op_text (join, 1));
    }
  return g_strdup (_ ("Not used yet"));
}

/* The process that the release follows from then on, by its title. */
static char *
describe_follow (SlipTrailWords *words, SlipOp *op)
{
  char digest[SLIP_HASH_HEX + 1];
  g_autoptr (SlipProcess) process = NULL;

  slip_op_hex (op, 0, digest);
  process = slip_processes_get (words->db, digest, NULL);
  return process != NULL ? g_strdup_printf (_ ("%s, version %u"),
                                            slip_process_text (process->title), process->version)
                         : g_strdup (digest);
}

/* "Ada Moss (3fq…)" of an id that stands for somebody or something; else the value. */
static char *
show_value (SlipTrailWords *words, const char *record, SlipFormNode *node, const char *value)
{
  g_autofree char *shown = NULL;

  if (words->for_people && node != NULL)
    return node->type == SLIP_FIELD_FILE ? g_strdup (value)
                                         : slip_form_display_value (words->db, record, node, value);
  if (node == NULL || *value == '\0' ||
      (node->type != SLIP_FIELD_PERSON && node->type != SLIP_FIELD_REFERENCE))
    return g_strdup (value);
  shown = slip_form_display_value (words->db, record, node, value);
  return g_str_equal (shown, value) ? g_steal_pointer (&shown)
                                    : g_strdup_printf ("%s (%s)", shown, value);
}

static SlipOp *
load_op (SlipDatabase *db, const SlipOpName *name)
{
  g_autoptr (SlipQuery) query =
      slip_database_query (db, NULL, "SELECT bytes FROM op WHERE replica = ? AND clock = ?", "si",
                           name->replica, (gint64) name->clock);
  g_autoptr (GBytes) bytes = NULL;

  if (query == NULL || !slip_query_next (query, NULL))
    return NULL;
  bytes = slip_query_bytes (query, 0);
  return slip_op_decode (bytes, name->replica, NULL);
}

/* What the op replaced, each of the siblings. */
static GStrv
replaced_values (SlipTrailWords *words, SlipOp *op, SlipFormNode *node)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < op->replaces->len; i++)
    {
      const SlipOpName *name = &g_array_index (op->replaces, SlipOpName, i);
      g_autoptr (SlipOp) replaced = load_op (words->db, name);
      g_autofree char *target = slip_op_name_to_string (name);
      const char *note = slip_trail_purged_note (words->purged, target);
      g_auto (Content) content = { .field = NULL };
      g_autofree char *text = NULL;

      if (replaced == NULL)
        {
          text = g_strdup_printf ("(%s)", note != NULL        ? note
                                          : words->for_people ? _ ("not here")
                                                              : "not here");
          g_strv_builder_add (builder, text);
          continue;
        }
      if (!read_field (words, replaced, &content))
        read_other (replaced, &content);
      if (content.value == NULL)
        continue;
      if (content.note != NULL)
        text = g_strdup_printf ("(%s)", content.note);
      else
        text = show_value (words, op->record, node, content.value);
      if (g_str_equal (replaced->kind, SLIP_OP_PROPOSE))
        {
          g_autofree char *proposed =
              g_strdup_printf (words->for_people ? _ ("proposed: %s") : "proposed: %s", text);

          g_strv_builder_add (builder, proposed);
        }
      else
        g_strv_builder_add (builder, text);
    }
  return g_strv_builder_end (builder);
}

/* == the entry == */

/* Where that stood which went for good: nothing in the op itself says so. */
static gboolean
describe_place (SlipTrailWords *words, const char *target, SlipTrailEntry *entry, GError **error)
{
  g_autoptr (GError) failure = NULL;
  const SlipTrailPlace *place =
      slip_trail_purged_place (words->purged, target, words->record, &failure);
  const SlipTrailRecord *record;

  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  if (place == NULL)
    return TRUE;
  record = slip_trail_words_record (words, place->record);
  g_free (entry->record);
  g_free (entry->title);
  entry->record = g_strdup (place->record);
  entry->title = g_strdup (record->title);
  entry->path = slip_cell_path (words->db, place->record, place->row, place->field);
  if (record->form != NULL)
    entry->label =
        slip_cell_label (words->db, record->form, place->record, place->row, place->field);
  return TRUE;
}

/* A row's position, a digest, and what the action says already. */
static gboolean
is_for_programs (SlipTrailWords *words, SlipOp *op, const Content *content)
{
  return words->for_people && !g_str_equal (op->kind, SLIP_OP_COMMENT) &&
         (g_str_equal (op->kind, SLIP_OP_PURGE) || g_strcmp0 (content->field, "") == 0);
}

static gboolean
describe_content (SlipTrailWords *words, SlipOp *op, SlipTrailEntry *entry, GError **error)
{
  g_auto (Content) content = { .field = NULL };
  const SlipTrailRecord *record =
      *op->record != '\0' ? slip_trail_words_record (words, op->record) : NULL;
  SlipFormNode *node = NULL;

  if (g_str_equal (op->kind, SLIP_OP_STATEMENT))
    {
      slip_trail_describe_statement (words, op, entry);
      return TRUE;
    }
  if (record != NULL && read_field (words, op, &content))
    {
      const char *field = content.field;

      entry->path = slip_cell_path (words->db, op->record, content.row, field);
      if (record->form != NULL)
        {
          node = slip_cell_node (words->db, record->form, op->record, content.row, field);
          entry->label = slip_cell_label (words->db, record->form, op->record, content.row, field);
        }
      if (!g_str_equal (op->kind, SLIP_OP_PROPOSE) && !g_str_equal (op->kind, SLIP_OP_COMMENT))
        entry->reason = g_strdup (slip_trail_record_reason (record, op->name.clock));
    }
  else if (words->for_people && g_str_equal (op->kind, SLIP_OP_INVITE))
    content.value = describe_invitation (words, op);
  else if (words->for_people && g_str_equal (op->kind, SLIP_OP_FOLLOW))
    content.value = describe_follow (words, op);
  else
    read_other (op, &content);
  if (g_str_equal (op->kind, SLIP_OP_PURGE) && !describe_place (words, content.value, entry, error))
    return FALSE;

  if (g_str_equal (op->kind, SLIP_OP_DROP))
    {
      const char *member[] = { content.value, NULL };

      entry->old = g_strdupv ((char **) member);
      return TRUE;
    }
  if (!g_str_equal (op->kind, SLIP_OP_WITHHOLD) && !is_for_programs (words, op, &content))
    entry->old = replaced_values (words, op, node);
  if (content.note != NULL)
    {
      entry->state = SLIP_TRAIL_PURGED;
      entry->note = g_strdup (content.note);
    }
  /* Where a new row stands is told by its position alone, which says nothing to a person. */
  if (content.value != NULL && !g_str_equal (op->kind, SLIP_OP_ADD) &&
      !is_for_programs (words, op, &content))
    entry->value = show_value (
        words, op->record, g_str_equal (op->kind, SLIP_OP_COMMENT) ? NULL : node, content.value);
  if (g_str_equal (op->kind, SLIP_OP_REVISE) || g_str_equal (op->kind, SLIP_OP_DISCARD))
    {
      g_free (entry->reason);
      entry->reason = g_strdup (slip_op_text (op, 0));
    }
  else if (g_str_equal (op->kind, SLIP_OP_PURGE))
    entry->reason = g_strdup (slip_op_text (op, 1));
  else if (g_str_equal (op->kind, SLIP_OP_WITHHOLD))
    {
      SlipOpName name = { .clock = slip_span_number (&op->parts[1]) };
      g_autofree char *target = NULL;

      slip_base32_write (op->parts[0].data, op->parts[0].size, name.replica);
      entry->reason = g_strdup (slip_op_text (op, 2));
      target = slip_op_name_to_string (&name);
      if (!words->for_people)
        entry->value = g_strdup (target);
      return describe_place (words, target, entry, error);
    }
  return TRUE;
}

static void
describe_times (SlipTrailWords *words, const SlipTrailOp *item, SlipTrailEntry *entry)
{
  const SlipTrailFrame *frame =
      item->seq > 0 ? slip_trail_words_frame (words, item->name.replica, item->seq) : NULL;
  gint64 proof = slip_clock_ms (item->name.clock);

  if (frame != NULL)
    proof = MAX (proof, frame->proof_ms);
  entry->device = g_strdup (frame == NULL           ? words->own_device
                            : frame->device != NULL ? frame->device
                                                    : "");
  if (item->op != NULL && proof - item->op->wall_ms > SLIP_TRAIL_DOUBT_MS)
    entry->not_before = slip_datetime_format (proof, 0);
}

/* The content is gone, with person and time; the op that asked for it says why. */
static gboolean
describe_withheld (SlipTrailWords *words, const SlipTrailOp *item, SlipTrailEntry *entry,
                   GError **error)
{
  g_autofree char *target = slip_op_name_to_string (&item->name);

  entry->kind = g_strdup ("withheld");
  entry->state = SLIP_TRAIL_PURGED;
  entry->note = g_strdup (slip_trail_purged_note (words->purged, target));
  entry->time_ms = slip_clock_ms (item->name.clock);
  return describe_place (words, target, entry, error);
}

static void
fill_up (char **text)
{
  if (*text == NULL)
    *text = g_strdup ("");
}

SlipTrailEntry *
slip_trail_describe (SlipTrailWords *words, const SlipTrailOp *item, GError **error)
{
  g_autoptr (SlipTrailEntry) entry = g_new0 (SlipTrailEntry, 1);
  SlipOp *op = item->op;
  gboolean done;

  entry->op = slip_op_name_to_string (&item->name);
  entry->replica = g_strdup (item->name.replica);
  entry->state = item->counts ? SLIP_TRAIL_COUNTS : SLIP_TRAIL_APART;
  describe_times (words, item, entry);
  if (op == NULL)
    done = describe_withheld (words, item, entry, error);
  else
    {
      entry->time = slip_datetime_format (op->wall_ms, op->utc_offset);
      entry->time_ms = op->wall_ms;
      entry->person = g_strdup (op->person);
      entry->name = g_strdup (slip_trail_words_name (words, op->person));
      entry->record = g_strdup (op->record);
      if (*op->record != '\0')
        entry->title = g_strdup (slip_trail_words_record (words, op->record)->title);
      done = describe_content (words, op, entry, error);
      if (entry->kind == NULL)
        entry->kind = g_strdup (op->kind);
    }
  if (!done)
    return NULL;
  entry->action = slip_trail_action (entry->kind);
  if (entry->action == NULL)
    entry->action = "other";
  if (entry->old == NULL)
    entry->old = g_new0 (char *, 1);
  fill_up (&entry->time);
  fill_up (&entry->not_before);
  fill_up (&entry->person);
  fill_up (&entry->name);
  fill_up (&entry->record);
  fill_up (&entry->title);
  fill_up (&entry->path);
  fill_up (&entry->label);
  fill_up (&entry->value);
  fill_up (&entry->reason);
  fill_up (&entry->note);
  fill_up (&entry->statement);
  return g_steal_pointer (&entry);
}
