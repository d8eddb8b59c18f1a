/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Processes by digest, what an administrator put in force, and which one a release follows. All of it is read from the log's
 * own ops, so that nobody takes a running release's process away by replacing somebody else's definition. */

#include "process/slip-processes.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/slip-error.h"
#include "core/slip-hash.h"
#include "core/slip-op.h"
#include "core/slip-text.h"
#include "store/slip-blobs.h"
#include "trust/slip-roster.h"

/* Made by the build (glib-compile-resources). Naming it keeps the linker from dropping the resources. */
GResource *slip_processes_data_get_resource (void);

#define RESOURCE "/io/github/slipway/processes/"
/* The cache is emptied when it has more than an organisation would write. */
#define MAX_CACHED 64

/* Who moves a release to another version. */
static const char *const follow_roles[] = { "project-manager", "program-manager",
                                            SLIP_ROLE_ADMINISTRATOR, NULL };

static GMutex cache_mutex;
static GHashTable *cache; /* digest → SlipProcess */

/* == the shipped ones == */

GStrv
slip_processes_shipped (void)
{
  g_auto (GStrv) names = g_resource_enumerate_children (
      slip_processes_data_get_resource (), RESOURCE, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();

  for (gsize i = 0; names != NULL && names[i] != NULL; i++)
    if (g_str_has_suffix (names[i], ".xml"))
      g_ptr_array_add (ids, g_strndup (names[i], strlen (names[i]) - strlen (".xml")));
  g_ptr_array_sort (ids, slip_text_compare);
  g_ptr_array_add (ids, NULL);
  return (GStrv) g_ptr_array_steal (ids, NULL);
}

GBytes *
slip_processes_shipped_bytes (const char *id, GError **error)
{
  g_autofree char *path = g_strconcat (RESOURCE, id, ".xml", NULL);
  GBytes *bytes = g_resource_lookup_data (slip_processes_data_get_resource (), path,
                                          G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  if (bytes == NULL)
    g_set_error (
        error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND,
        _ ("there is no process “%s”; “slipwayctl process list” lists those that there are"), id);
  return bytes;
}

static GBytes *
shipped_by_digest (const char *digest)
{
  g_auto (GStrv) ids = slip_processes_shipped ();

  for (gsize i = 0; ids[i] != NULL; i++)
    {
      g_autoptr (GBytes) bytes = slip_processes_shipped_bytes (ids[i], NULL);
      g_autofree char *own = slip_hash_hex_of (bytes);

      if (g_str_equal (own, digest))
        return g_steal_pointer (&bytes);
    }
  return NULL;
}

/* == by digest == */

static SlipProcess *
cache_get (const char *digest)
{
  SlipProcess *process;

  g_mutex_lock (&cache_mutex);
  process = cache != NULL ? g_hash_table_lookup (cache, digest) : NULL;
  if (process != NULL)
    slip_process_ref (process);
  g_mutex_unlock (&cache_mutex);
  return process;
}

static void
cache_put (SlipProcess *process)
{
  g_mutex_lock (&cache_mutex);
  if (cache == NULL)
    cache =
        g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) slip_process_unref);
  if (g_hash_table_size (cache) >= MAX_CACHED)
    g_hash_table_remove_all (cache);
  g_hash_table_replace (cache, process->digest, slip_process_ref (process));
  g_mutex_unlock (&cache_mutex);
}

SlipProcess *
slip_processes_get (SlipDatabase *database, const char *digest, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) local_error = NULL;
  SlipProcess *process = cache_get (digest);

  if (process != NULL)
    return process;
  bytes = shipped_by_digest (digest);
  if (bytes == NULL && database != NULL)
    bytes = slip_blobs_get (database, digest, &local_error);
  if (bytes == NULL)
    {
      if (local_error != NULL && !g_error_matches (local_error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND))
        g_propagate_error (error, g_steal_pointer (&local_error));
      else
        g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND,
                     _ ("the process definition %.12s… has not arrived yet; sync first"), digest);
      return NULL;
    }
  process = slip_process_new_from_bytes (bytes, error);
  if (process != NULL)
    cache_put (process);
  return process;
}

/* == what was put in force == */

static void
entry_free (gpointer data)
{
  SlipProcessEntry *entry = data;

  g_free (entry->id);
  g_free (entry->digest);
  g_free (entry->replica);
  g_free (entry->person);
  g_free (entry->refused);
  g_free (entry);
}

/* NULL: it is no definition of a process. */
static SlipProcessEntry *
read_entry (SlipDatabase *database, SlipQuery *query)
{
  g_autoptr (GBytes) bytes = slip_query_bytes (query, 0);
  g_autoptr (SlipOp) op = slip_op_decode (bytes, slip_query_text (query, 1), NULL);
  char digest[SLIP_HASH_HEX + 1];
  SlipProcessEntry *entry;

  if (op == NULL || !g_str_equal (slip_op_text (op, 0), "process"))
    return NULL;
  slip_op_hex (op, 2, digest);
  entry = g_new0 (SlipProcessEntry, 1);
  entry->id = g_strdup (slip_op_text (op, 1));
  entry->digest = g_strdup (digest);
  entry->replica = g_strdup (op->name.replica);
  entry->clock = op->name.clock;
  entry->person = g_strdup (op->person);
  entry->wall_ms = op->wall_ms;
  entry->utc_offset = op->utc_offset;
  if (!slip_roster_held (database, op->person, SLIP_ROLE_ADMINISTRATOR, op->name.replica,
                         slip_query_is_null (query, 2) ? G_MAXINT64
                                                       : (guint64) slip_query_int (query, 2)))
    entry->refused = g_strdup (_ ("only an administrator puts a process into the workspace"));
  return entry;
}

/* Oldest first, those that count for nothing, too. */
static GPtrArray *
list_defined (SlipDatabase *database, GError **error)
{
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func (entry_free);
  g_autoptr (GError) failure = NULL;
  g_autoptr (SlipQuery) query = slip_database_query (
      database, error,
      "SELECT bytes, replica, seq FROM op WHERE record = '' AND kind = 'define' AND counts "
      "ORDER BY clock, replica",
      "");

  if (query == NULL)
    return NULL;
  while (slip_query_next (query, &failure))
    {
      SlipProcessEntry *entry = read_entry (database, query);

      if (entry != NULL)
        g_ptr_array_add (entries, entry);
    }
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return NULL;
    }
  return g_steal_pointer (&entries);
}

static SlipProcessEntry *
newest_of (GPtrArray *entries, const char *id)
{
  for (guint i = entries->len; i > 0; i--)
    {
      SlipProcessEntry *entry = g_ptr_array_index (entries, i - 1);

      if (entry->refused == NULL && g_str_equal (entry->id, id))
        return entry;
    }
  return NULL;
}

char *
slip_processes_in_force (SlipDatabase *database, const char *id, GError **error)
{
  g_autoptr (GPtrArray) entries = list_defined (database, error);
  SlipProcessEntry *newest = entries != NULL ? newest_of (entries, id) : NULL;
  g_autoptr (GBytes) bytes = NULL;

  if (entries == NULL)
    return NULL;
  if (newest != NULL)
    return g_strdup (newest->digest);
  bytes = slip_processes_shipped_bytes (id, error);
  return bytes != NULL ? slip_hash_hex_of (bytes) : NULL;
}

static gboolean
has_digest (GPtrArray *entries, const char *digest)
{
  for (guint i = 0; i < entries->len; i++)
    {
      const SlipProcessEntry *entry = g_ptr_array_index (entries, i);

      if (entry->refused == NULL && g_str_equal (entry->digest, digest))
        return TRUE;
    }
  return FALSE;
}

GPtrArray *
slip_processes_list (SlipDatabase *database, GError **error)
{
  g_autoptr (GPtrArray) entries = list_defined (database, error);
  g_auto (GStrv) shipped = slip_processes_shipped ();

  if (entries == NULL)
    return NULL;
  for (guint i = 0; i < entries->len; i++)
    {
      SlipProcessEntry *entry = g_ptr_array_index (entries, i);

      entry->in_force = entry == newest_of (entries, entry->id);
    }
  for (gsize i = 0; shipped[i] != NULL; i++)
    {
      g_autoptr (GBytes) bytes = slip_processes_shipped_bytes (shipped[i], NULL);
      g_autofree char *digest = slip_hash_hex_of (bytes);
      gboolean in_force = newest_of (entries, shipped[i]) == NULL;
      SlipProcessEntry *entry;

      if (has_digest (entries, digest))
        continue;
      entry = g_new0 (SlipProcessEntry, 1);
      entry->id = g_strdup (shipped[i]);
      entry->digest = g_steal_pointer (&digest);
      entry->in_force = in_force;
      g_ptr_array_add (entries, entry);
    }
  return g_steal_pointer (&entries);
}

/* == what a release follows == */

static void
follow_free (gpointer data)
{
  SlipFollow *follow = data;

  g_free (follow->replica);
  g_free (follow->definition);
  g_free (follow->person);
  g_free (follow->name);
  g_free (follow->refused);
  g_free (follow);
}

/* What its maker said with the release itself, before anything else of it: what it begins with. */
static gboolean
is_beginning (SlipDatabase *database, const char *release, const SlipFollow *follow)
{
  return slip_database_get_int (
             database, 0,
             "SELECT count (*) FROM record r WHERE id = ?1 AND kind = 'release' AND person = ?2 "
             "AND "
             "replica = ?3 AND clock < ?4 AND NOT EXISTS (SELECT 1 FROM op o WHERE o.record = ?1 "
             "AND o.replica = ?3 AND o.clock > r.clock AND o.clock < ?4)",
             "sssi", release, follow->person, follow->replica, (gint64) follow->clock) > 0;
}

static gboolean
held_any (SlipDatabase *database, const SlipFollow *follow, guint64 seq)
{
  for (gsize i = 0; follow_roles[i] != NULL; i++)
    if (slip_roster_held (database, follow->person, follow_roles[i], follow->replica, seq))
      return TRUE;
  return FALSE;
}

static gboolean
is_put_in_force (SlipDatabase *database, const char *digest)
{
  g_autoptr (GBytes) shipped = shipped_by_digest (digest);
  g_autoptr (GPtrArray) entries = shipped == NULL ? list_defined (database, NULL) : NULL;

  return shipped != NULL || (entries != NULL && has_digest (entries, digest));
}

static void
judge_follow (SlipDatabase *database, const char *release, SlipFollow *follow, guint64 seq)
{
  if (!is_beginning (database, release, follow) && !held_any (database, follow, seq))
    follow->refused = g_strdup (
        _ ("only a project or program manager or an administrator moves a release to another "
           "version of the process"));
  else if (!is_put_in_force (database, follow->definition))
    follow->refused =
        g_strdup (_ ("no administrator put this version of a process into the workspace"));
}

GPtrArray *
slip_follows_load (SlipDatabase *database, const char *release, GError **error)
{
  g_autoptr (GPtrArray) follows = g_ptr_array_new_with_free_func (follow_free);
  g_autoptr (GArray) seqs = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_autoptr (GError) failure = NULL;
  g_autoptr (SlipQuery) query = slip_database_query (
      database, error,
      "SELECT f.replica, f.clock, f.definition, f.person, coalesce ((SELECT name FROM member m "
      "WHERE m.person = f.person), f.person), f.wall, f.utc_offset, o.seq FROM follow f LEFT JOIN "
      "op o ON o.replica = f.replica AND o.clock = f.clock WHERE f.record = ? ORDER BY f.clock, "
      "f.replica",
      "s", release);

  if (query == NULL)
    return NULL;
  while (slip_query_next (query, &failure))
    {
      SlipFollow *follow = g_new0 (SlipFollow, 1);
      guint64 seq =
          slip_query_is_null (query, 7) ? G_MAXINT64 : (guint64) slip_query_int (query, 7);

      follow->replica = g_strdup (slip_query_text (query, 0));
      follow->clock = (guint64) slip_query_int (query, 1);
      follow->definition = g_strdup (slip_query_text (query, 2));
      follow->person = g_strdup (slip_query_text (query, 3));
      follow->name = g_strdup (slip_query_text (query, 4));
      follow->wall_ms = slip_query_int (query, 5);
      follow->utc_offset = (int) slip_query_int (query, 6);
      g_ptr_array_add (follows, follow);
      g_array_append_val (seqs, seq);
    }
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return NULL;
    }
  for (guint i = 0; i < follows->len; i++)
    judge_follow (database, release, g_ptr_array_index (follows, i),
                  g_array_index (seqs, guint64, i));
  return g_steal_pointer (&follows);
}

gboolean
slip_follows_may (SlipDatabase *database, const char *person)
{
  for (gsize i = 0; follow_roles[i] != NULL; i++)
    if (slip_roster_holds (database, person, follow_roles[i]))
      return TRUE;
  return FALSE;
}

gboolean
slip_processes_pinned (SlipDatabase *database, const char *release, char **digest, GError **error)
{
  g_autoptr (GPtrArray) follows = slip_follows_load (database, release, error);

  if (follows == NULL)
    return FALSE;
  *digest = NULL;
  for (guint i = follows->len; i > 0; i--)
    {
      const SlipFollow *follow = g_ptr_array_index (follows, i - 1);

      if (follow->refused != NULL)
        continue;
      *digest = g_strdup (follow->definition);
      break;
    }
  return TRUE;
}

GPtrArray *
slip_processes_lists (SlipDatabase *database, const char *release, char **digest)
{
  g_autofree char *pinned = NULL;
  g_autoptr (SlipProcess) process = NULL;

  if (!slip_processes_pinned (database, release, &pinned, NULL) || pinned == NULL ||
      (process = slip_processes_get (database, pinned, NULL)) == NULL || process->codes->len == 0)
    return NULL;
  *digest = g_steal_pointer (&pinned);
  return g_ptr_array_ref (process->codes);
}

SlipProcess *
slip_processes_for_release (SlipDatabase *database, const char *release, gboolean *pinned,
                            GError **error)
{
  g_autofree char *digest = NULL;
  g_autoptr (GBytes) bytes = NULL;

  if (!slip_processes_pinned (database, release, &digest, error))
    return NULL;
  if (pinned != NULL)
    *pinned = digest != NULL;
  if (digest == NULL)
    {
      bytes = slip_processes_shipped_bytes (SLIP_PROCESS_DEFAULT, error);
      digest = bytes != NULL ? slip_hash_hex_of (bytes) : NULL;
    }
  return digest != NULL ? slip_processes_get (database, digest, error) : NULL;
}
