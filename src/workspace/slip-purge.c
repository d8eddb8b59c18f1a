/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Purges: finding everything that holds a content, asking all copies to remove it, and doing so here
 * when an administrator asked. The store (store/slip-purging.h) takes bytes away; who may ask is judged
 * here; sync takes them off the shared folder. */

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/slip-hash.h"
#include "core/slip-text.h"
#include "forms/slip-removed.h"
#include "process/slip-roles.h"
#include "store/slip-blobs.h"
#include "store/slip-log.h"
#include "store/slip-purging.h"
#include "trust/slip-roster.h"
#include "workspace/slip-attachments-private.h"
#include "workspace/slip-people-private.h"
#include "workspace/slip-purge-private.h"

#define ADMINISTRATOR "administrator"
/* Shorter texts are in everything: only the op itself goes. */
#define SEARCHED_MIN 4
/* Contents larger than this are files, not texts. */
#define SEARCHED_MAX ((gint64) 64 * 1024 * 1024)
#define MIN_DIGITS 8

void
slip_purge_plan_free (SlipPurgePlan *plan)
{
  g_strfreev (plan->targets);
  g_strfreev (plan->uses);
  g_strfreev (plan->signed_contents);
  g_strfreev (plan->other_ops);
  g_strfreev (plan->threads);
  g_free (plan);
}

/* == what was asked for == */

/* Done by whoever was administrator when it was asked; asked by anybody else it is only a line in the log. */
gboolean
slip_purge_apply (SlipDatabase *db, GError **error)
{
  g_autoptr (GPtrArray) waiting = slip_purging_list (db, TRUE, error);

  if (waiting == NULL)
    return FALSE;
  for (guint i = 0; i < waiting->len; i++)
    {
      SlipAsked *asked = g_ptr_array_index (waiting, i);
      g_autoptr (GError) local = NULL;

      if (!slip_roster_has_role (db, asked->person, ADMINISTRATOR, asked->wall_ms))
        continue;
      if (asked->name.clock == 0 ? slip_blobs_purge (db, asked->target, &local)
                                 : slip_log_withhold (db, &asked->name, &local))
        continue;
      /* What can't be withheld stays as it is: the one who asked was wrong. */
      if (g_error_matches (local, SLIP_ERROR, SLIP_ERROR_INVALID) ||
          g_error_matches (local, SLIP_ERROR, SLIP_ERROR_NOT_FOUND))
        continue;
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  return TRUE;
}

/* == what a purge would remove == */

typedef struct
{
  SlipDatabase *db;
  GPtrArray *targets;
  GPtrArray *uses;
  GPtrArray *contents;
  GPtrArray *ops;
  GPtrArray *threads;
  guint64 size;
  /* nullable: what is looked for in other places, as each of them writes it; plain first */
  GPtrArray *texts;
  gboolean with_signed;
} Search;

static void
add_use (Search *search, const char *record, const char *row, const char *field, const char *what)
{
  g_autofree char *title = slip_record_title (search->db, record);
  g_autofree char *path = slip_cell_path (search->db, record, row, field);

  g_ptr_array_add (search->uses, g_strdup_printf ("%s: %s (%s)", title, path, what));
}

static gboolean
holds (Search *search, const char *data, gsize length)
{
  for (guint i = 0; search->texts != NULL && i < search->texts->len; i++)
    {
      const char *text = g_ptr_array_index (search->texts, i);

      if (memmem (data, length, text, strlen (text)) != NULL)
        return TRUE;
    }
  return FALSE;
}

/* One text in place of each character that a format can't hold as it is. */
static char *
escape (const char *text, const char *const (*pairs)[2])
{
  GString *result = g_string_new (text);

  for (gsize i = 0; pairs[i][0] != NULL; i++)
    g_string_replace (result, pairs[i][0], pairs[i][1], 0);
  return g_string_free (result, FALSE);
}

/* Contents are written by forms/slip-content.c, snapshots by libxml2, statements and trails by trust/slip-signed-xml.c. */
static const char *const in_element[][2] = {
  { "&", "&amp;" }, { "<", "&lt;" }, { ">", "&gt;" }, { NULL, NULL }
};
static const char *const in_attribute[][2] = { { "&", "&amp;" },  { "<", "&lt;" },
                                               { ">", "&gt;" },   { "\"", "&quot;" },
                                               { "\t", "&#9;" },  { "\n", "&#10;" },
                                               { "\r", "&#13;" }, { NULL, NULL } };
static const char *const in_content[][2] = { { "\\", "\\\\" }, { "\n", "\\n" }, { NULL, NULL } };

static void
set_text (Search *search, const char *text)
{
  if (strlen (text) < SEARCHED_MIN)
    return;
  search->texts = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (search->texts, g_strdup (text));
  g_ptr_array_add (search->texts, g_markup_escape_text (text, -1));
  g_ptr_array_add (search->texts, escape (text, in_element));
  g_ptr_array_add (search->texts, escape (text, in_attribute));
  g_ptr_array_add (search->texts, escape (text, in_content));
}

static gboolean
propagate (GError *local, GError **error)
{
  if (local == NULL)
    return FALSE;
  g_propagate_error (error, local);
  return TRUE;
}

/* Blobs that are no files and hold the text: signed contents, snapshots, exported trails, long texts. */
static gboolean
search_blobs (Search *search, GError **error)
{
  g_autoptr (SlipQuery) query = slip_database_query (
      search->db, error, "SELECT hash FROM blob WHERE NOT attached AND size <= ? ORDER BY hash",
      "i", SEARCHED_MAX);
  GError *local = NULL;

  if (query == NULL)
    return FALSE;
  while (slip_query_next (query, &local))
    {
      const char *hash = slip_query_text (query, 0);
      g_autoptr (GBytes) bytes = NULL;
      gsize length;
      const char *data;

      if (g_ptr_array_find_with_equal_func (search->targets, hash, g_str_equal, NULL) ||
          g_ptr_array_find_with_equal_func (search->contents, hash, g_str_equal, NULL))
        continue;
      bytes = slip_blobs_get (search->db, hash, error);
      if (bytes == NULL)
        return FALSE;
      data = g_bytes_get_data (bytes, &length);
      if (length > 0 && holds (search, data, length))
        g_ptr_array_add (search->contents, g_strdup (hash));
    }
  return !propagate (local, error);
}

static gboolean
search_ops (Search *search, GError **error)
{
  g_autoptr (SlipQuery) query = slip_database_query (
      search->db, error,
      "SELECT replica, clock, bytes FROM op WHERE kind IN ('set', 'put', 'drop', 'propose')", "");
  const char *plain = g_ptr_array_index (search->texts, 0);
  GError *local = NULL;

  if (query == NULL)
    return FALSE;
  while (slip_query_next (query, &local))
    {
      g_autoptr (GBytes) bytes = slip_query_bytes (query, 2);
      SlipOpName name = { .clock = slip_query_int (query, 1) };
      g_autofree char *text = NULL;
      gsize length;
      const char *data = g_bytes_get_data (bytes, &length);

      g_strlcpy (name.replica, slip_query_text (query, 0), sizeof name.replica);
      text = slip_op_name_to_string (&name);
      if (memmem (data, length, plain, strlen (plain)) != NULL &&
          !g_ptr_array_find_with_equal_func (search->targets, text, g_str_equal, NULL))
        g_ptr_array_add (search->ops, g_steal_pointer (&text));
    }
  return !propagate (local, error);
}

/* What was said stays: a thread that could be taken away would take what it blocks along. So who purges is told. */
static gboolean
search_threads (Search *search, GError **error)
{
  GError *local = NULL;
  g_autoptr (SlipQuery) query = slip_database_query (
      search->db, error,
      "SELECT DISTINCT s.thread_replica, s.thread_clock FROM said s LEFT JOIN comment c USING "
      "(replica, clock) LEFT JOIN reply y USING (replica, clock) WHERE instr (coalesce (c.text, "
      "y.text), ?) ORDER BY s.thread_clock, s.thread_replica",
      "s", (const char *) g_ptr_array_index (search->texts, 0));

  if (query == NULL)
    return FALSE;
  while (slip_query_next (query, &local))
    {
      SlipOpName name = { .clock = slip_query_int (query, 1) };

      g_strlcpy (name.replica, slip_query_text (query, 0), sizeof name.replica);
      g_ptr_array_add (search->threads, slip_op_name_to_string (&name));
    }
  return !propagate (local, error);
}

/* The whole digest that @prefix begins. */
static char *
find_digest (SlipDatabase *db, const char *prefix, GError **error)
{
  g_autofree char *lower = g_ascii_strdown (prefix, -1);
  g_autofree char *pattern = g_strconcat (lower, "*", NULL);
  g_autoptr (SlipQuery) query = NULL;
  g_autofree char *found = NULL;

  if (strlen (lower) < MIN_DIGITS || strspn (lower, "0123456789abcdef") != strlen (lower))
    {
      g_set_error (
          error, SLIP_ERROR, SLIP_ERROR_INVALID,
          _ ("“%s” is neither a digest (%d digits of it or more) nor an op as the log prints it"),
          prefix, MIN_DIGITS);
      return NULL;
    }
  query = slip_database_query (db, error,
                               "SELECT hash FROM blob WHERE hash GLOB ?1 UNION SELECT hash FROM "
                               "blob_want WHERE hash GLOB ?1 "
                               "UNION SELECT hash FROM purged WHERE hash GLOB ?1 LIMIT 2",
                               "s", pattern);
  if (query == NULL)
    return NULL;
  if (!slip_query_next (query, NULL))
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND,
                   _ ("no content has a digest that begins "
                      "with %s"),
                   prefix);
      return NULL;
    }
  found = g_strdup (slip_query_text (query, 0));
  if (slip_query_next (query, NULL))
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_AMBIGUOUS,
                   _ ("“%s” fits more than one digest; type more of it"), prefix);
      return NULL;
    }
  return g_steal_pointer (&found);
}

/* It is gone already; what was signed with it may be there. */
static gboolean
plan_rest (Search *search, const char *target, GError **error)
{
  g_autofree char *note = slip_removed_words (search->db, target);
  g_autofree char *text = NULL;

  if (!slip_purge_find_rest (search->db, target, search->contents, &text, error))
    return FALSE;
  if (search->contents->len == 0 || !search->with_signed)
    {
      /* Translators: what was removed, and such as “removed on 2026-03-14 by Ada: personal data”. */
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_EXISTS,
                   search->contents->len > 0 ? _ ("%s is gone: %s; what was signed with it is "
                                                  "still here, and --with-signed removes that, too")
                   : search->with_signed
                       ? _ ("%s is gone: %s; nothing that was signed with it is here")
                       : _ ("%s is gone: %s"),
                   target, note != NULL ? note : _ ("removed already"));
      return FALSE;
    }
  g_ptr_array_add (search->uses, g_strdup_printf (_ ("what was signed with %s, %s"), target, note));
  if (text != NULL)
    set_text (search, text);
  return TRUE;
}

static gboolean
plan_blob (Search *search, const char *prefix, GError **error)
{
  g_autofree char *hash = find_digest (search->db, prefix, error);
  g_autofree char *pattern = g_strconcat (hash != NULL ? hash : "", " *", NULL);
  g_autoptr (SlipQuery) query = NULL;
  g_autoptr (GBytes) bytes = NULL;
  gboolean text = FALSE;

  if (hash == NULL)
    return FALSE;
  if (slip_blobs_is_purged (search->db, hash))
    return plan_rest (search, hash, error);
  if (slip_database_get_int (search->db, 0,
                             "SELECT 1 FROM definition WHERE hash = ?1 UNION SELECT 1 "
                             "FROM record WHERE definition = ?1",
                             "s", hash))
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID,
                   _ ("%s is the definition of a form, which is needed to read documents"), hash);
      return FALSE;
    }
  search->size = MAX (slip_blobs_size (search->db, hash), 0);
  g_ptr_array_add (search->targets, g_strdup (hash));
  query = slip_database_query (search->db, error,
                               "SELECT record, row, field, kind, value FROM value WHERE value = ?1 "
                               "AND kind = 'b' OR value GLOB ?2 AND kind = 'a'",
                               "ss", hash, pattern);
  while (query != NULL && slip_query_next (query, NULL))
    {
      gboolean file = *slip_query_text (query, 3) == 'a';
      const char *name = slip_query_text (query, 4);

      for (int i = 0; i < 2 && file && name != NULL; i++)
        name = (name = strchr (name, ' ')) != NULL ? name + 1 : NULL;
      text = text || !file;
      add_use (search, slip_query_text (query, 0), slip_query_text (query, 1),
               slip_query_text (query, 2), file && name != NULL ? name : _ ("long text"));
    }
  if (query == NULL)
    return FALSE;
  g_clear_pointer (&query, slip_query_end);
  pattern = (g_free (pattern), g_strconcat ("*", hash, "*", NULL));
  query = slip_database_query (search->db, error,
                               "SELECT DISTINCT record FROM statement WHERE record <> '' AND CAST "
                               "(text AS TEXT) GLOB ?",
                               "s", pattern);
  while (query != NULL && slip_query_next (query, NULL))
    {
      g_autofree char *title = slip_record_title (search->db, slip_query_text (query, 0));

      g_ptr_array_add (search->uses, g_strdup_printf (_ ("%s: what was signed"), title));
    }
  if (query == NULL)
    return FALSE;
  /* A text also stands in what was signed. */
  if (text && (bytes = slip_blobs_get (search->db, hash, NULL)) != NULL)
    {
      g_autofree char *copy = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));

      set_text (search, copy);
    }
  return TRUE;
}

static gboolean
plan_op (Search *search, const SlipOpName *name, GError **error)
{
  g_autofree char *text = slip_op_name_to_string (name);
  g_autoptr (SlipQuery) query = slip_database_query (
      search->db, error, "SELECT bytes FROM op WHERE replica = ? AND clock = ?", "si",
      name->replica, (gint64) name->clock);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (SlipOp) op = NULL;
  char row[SLIP_ID_LENGTH + 1] = "";
  char hex[SLIP_HASH_HEX + 1] = "";
  const char *field = "", *value = "";

  if (query == NULL)
    return FALSE;
  if (!slip_query_next (query, NULL))
    {
      g_autofree char *note = slip_removed_words (search->db, text);

      if (note != NULL)
        return plan_rest (search, text, error);
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND, _ ("the log has no op %s"), text);
      return FALSE;
    }
  bytes = slip_query_bytes (query, 0);
  op = slip_op_decode (bytes, name->replica, error);
  if (op == NULL)
    return FALSE;
  if (g_str_equal (op->kind, SLIP_OP_SET_BLOB) || g_str_equal (op->kind, SLIP_OP_ATTACH))
    {
      slip_op_hex (op, g_str_equal (op->kind, SLIP_OP_ATTACH) ? 4 : 2, hex);
      return plan_blob (search, hex, error);
    }
  if (!g_strv_contains (
          (const char *const[]){ SLIP_OP_SET, SLIP_OP_PUT, SLIP_OP_DROP, SLIP_OP_PROPOSE, NULL },
          op->kind))
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID,
                   _ ("op %s holds no value of a field; only values can be removed"), text);
      return FALSE;
    }
  slip_op_id (op, 0, row);
  field = slip_op_text (op, 1);
  value = slip_op_text (op, 2);
  search->size = strlen (value);
  g_ptr_array_add (search->targets, g_steal_pointer (&text));
  add_use (search, op->record, row, field, "value");
  set_text (search, value);
  return TRUE;
}

static GStrv
to_strv (GPtrArray *texts)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < texts->len; i++)
    g_strv_builder_add (builder, g_ptr_array_index (texts, i));
  return g_strv_builder_end (builder);
}

SlipPurgePlan *
slip_workspace_plan_purge (SlipWorkspace *self, const char *target, gboolean with_signed,
                           GError **error)
{
  g_autoptr (GPtrArray) targets = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) uses = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) contents = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) ops = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) threads = g_ptr_array_new_with_free_func (g_free);
  Search search = {
    slip_workspace_reader (self), targets, uses, contents, ops, threads, 0, NULL, with_signed
  };
  SlipPurgePlan *plan = NULL;
  SlipOpName name;
  gboolean found;

  found = slip_op_name_from_string (target, &name) ? plan_op (&search, &name, error)
                                                   : plan_blob (&search, target, error);
  if (found && search.texts != NULL)
    found = search_blobs (&search, error) && search_ops (&search, error) &&
            search_threads (&search, error);
  if (found)
    {
      plan = g_new0 (SlipPurgePlan, 1);
      for (guint i = 0; with_signed && i < contents->len; i++)
        {
          const char *hash = g_ptr_array_index (contents, i);

          g_ptr_array_add (targets, g_strdup (hash));
          search.size += MAX (slip_blobs_size (search.db, hash), 0);
        }
      for (guint i = 0; with_signed && i < ops->len; i++)
        g_ptr_array_add (targets, g_strdup (g_ptr_array_index (ops, i)));
      plan->targets = to_strv (targets);
      plan->uses = to_strv (uses);
      plan->signed_contents = to_strv (contents);
      plan->other_ops = to_strv (ops);
      plan->threads = to_strv (threads);
      plan->size = search.size;
    }
  g_clear_pointer (&search.texts, g_ptr_array_unref);
  return plan;
}

/* == doing it == */

typedef struct
{
  const SlipPurgePlan *plan;
  char *reason;
} Purge;

static gboolean
ask_one (SlipDatabase *db, const char *target, const char *reason, GError **error)
{
  g_autoptr (SlipOp) op = NULL;
  SlipOpName name;
  SlipHash hash;

  if (slip_op_name_from_string (target, &name))
    op = slip_log_do_withhold (db, &name, reason, error);
  else if (slip_hash_from_hex (&hash, target))
    op = slip_log_do (
        db, SLIP_OP_PURGE, SLIP_UNKNOWN_IGNORE, NULL, NULL, 0,
        g_variant_new ("(@ays)",
                       g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, hash.bytes, sizeof hash, 1),
                       reason),
        error);
  return op != NULL;
}

static gboolean
purge (SlipWorkspace *self, SlipDatabase *db, gpointer data, GError **error)
{
  Purge *work = data;
  g_autofree char *me = slip_meta_get (db, SLIP_META_PERSON);

  if (!slip_roster_holds (db, me, ADMINISTRATOR))
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED,
                   _ ("only administrators can purge; ask one"));
      return FALSE;
    }
  for (guint i = 0; work->plan->targets[i] != NULL; i++)
    if (!ask_one (db, work->plan->targets[i], work->reason, error))
      return FALSE;
  /* What waits in the outbox has to be in a frame before it can be withheld. */
  return slip_workspace_seal (self, db, error) && slip_purge_apply (db, error);
}

gboolean
slip_workspace_purge (SlipWorkspace *self, const SlipPurgePlan *plan, const char *reason,
                      GError **error)
{
  Purge work = { plan, slip_text_normalise (reason, error) };
  gboolean done;

  if (work.reason == NULL)
    return FALSE;
  g_strstrip (work.reason);
  if (*work.reason == '\0')
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID,
                   _ ("the reason is empty; say why the content has to go"));
      g_free (work.reason);
      return FALSE;
    }
  done = slip_workspace_edit (self, purge, &work, error);
  g_free (work.reason);
  return done;
}
