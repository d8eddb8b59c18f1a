/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What the database knows of the store: which heads were read, which own files are there. Only a
 * listing makes a file "confirmed"; what is lost here costs requests, never content. */

#include "sync/slip-sync-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "store/slip-blobs.h"

/* The newest frame of @replica that is held without a gap. */
guint64
slip_sync_held (SlipDatabase *db, const char *replica)
{
  return slip_database_get_int (
      db, 0, "SELECT seq FROM frame WHERE replica = ? AND fork = 0 ORDER BY seq DESC LIMIT 1", "s",
      replica);
}

gboolean
slip_sync_holds (SlipDatabase *db, const char *replica, guint64 seq, const SlipHash *hash)
{
  g_autofree char *hex = slip_hash_to_hex (hash);

  return slip_database_get_int (
             db, 0, "SELECT count (*) FROM frame WHERE replica = ? AND seq = ? AND hash = ?", "sis",
             replica, (gint64) seq, hex) > 0;
}

static gboolean
blobs_are_open (SlipDatabase *db)
{
  g_autofree char *open = slip_meta_get (db, SLIP_META_SYNC_BLOBS);

  return g_strcmp0 (open, "1") == 0;
}

typedef struct
{
  SlipSyncSession *session;
  SlipSyncFacts *facts;
  GPtrArray *devices; /* of strangers, beside facts->heads */
  const char *folder;
  const char *name;
  GPtrArray *entries;
  GPtrArray *damaged;
  gboolean flag;
} StoreJob;

/* Own files no longer count as being on the store; heads in @entries (nullable) stay. */
static gboolean
forget_own (SlipDatabase *db, const char *replica, GPtrArray *entries, GError **error)
{
  return slip_sync_forget_heads (db, replica, error) &&
         slip_database_run (db, error, "DELETE FROM segment WHERE replica = ? AND state = 'old'",
                            "s", replica) &&
         slip_database_run (db, error, "UPDATE segment SET state = 'made' WHERE replica = ?", "s",
                            replica) &&
         slip_database_run (db, error, "UPDATE blob_sent SET state = 'made' WHERE state <> 'there'",
                            "");
}

static gboolean
load_facts (SlipDatabase *db, StoreJob *job, GError **error)
{
  SlipSyncFacts *facts = job->facts;
  g_autofree char *replica = slip_meta_get (db, "replica");
  gboolean lost = FALSE;
  g_autofree char *address = slip_meta_get (db, SLIP_META_SYNC_ADDRESS);
  const char *now = slip_remote_get_address (job->session->remote);
  g_autoptr (SlipQuery) query = NULL;

  if (replica == NULL || !slip_replica_is_valid (replica))
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID,
                   _ ("The workspace has no replica id; it was not made or joined to its end"));
      return FALSE;
    }
  /* Attachments whose files somebody took away are wanted again. */
  if (!slip_blobs_mend (db, &lost, error) || (lost && !slip_sync_look_for_blobs (db, error)))
    return FALSE;
  if (g_strcmp0 (address, now) != 0)
    {
      if (address != NULL && (!forget_own (db, replica, NULL, error) ||
                              !slip_database_run (db, error, "DELETE FROM head", "")))
        return FALSE;
      if (!slip_meta_set (db, SLIP_META_SYNC_ADDRESS, now, error))
        return FALSE;
      facts->moved = address != NULL;
    }
  /* Once in a run: one that gets a new replica id begins anew. */
  if (job->session->options->again && !job->session->again_begun &&
      !slip_sync_again_begin (db, replica, error))
    return FALSE;
  job->session->again_begun = TRUE;
  g_strlcpy (job->session->replica, replica, sizeof job->session->replica);
  g_strlcpy (facts->replica, replica, sizeof facts->replica);
  facts->blobs_open = blobs_are_open (db);
  facts->doubt = slip_database_get_int (
      db, 0,
      "SELECT 1 FROM blob_sent JOIN blob USING (hash) WHERE segment = '' AND NOT attached AND "
      "state = 'sent' LIMIT 1",
      "");
  facts->fetch = job->session->options->fetch != NULL;
  facts->again = !facts->fetch && slip_sync_again_is_open (db);
  job->session->read_all = facts->again;
  facts->heads = g_array_new (FALSE, TRUE, sizeof (SlipSyncKnownHead));
  query = slip_database_query (
      db, error, "SELECT name, replica, number, size, state, device FROM head ORDER BY name", "");
  if (query == NULL)
    return FALSE;
  for (;;)
    {
      SlipSyncKnownHead known = { 0 };
      GError *local = NULL;

      if (!slip_query_next (query, &local))
        {
          if (local == NULL)
            break;
          g_propagate_error (error, local);
          return FALSE;
        }
      g_strlcpy (known.name, slip_query_text (query, 0), sizeof known.name);
      g_strlcpy (known.replica, slip_query_text (query, 1), sizeof known.replica);
      known.number = slip_query_int (query, 2);
      known.size = slip_query_int (query, 3);
      known.own = g_str_equal (known.replica, replica);
      known.confirmed = g_str_equal (slip_query_text (query, 4), "confirmed");
      known.stranger = g_str_equal (slip_query_text (query, 4), "stranger");
      g_array_append_val (facts->heads, known);
      g_ptr_array_add (job->devices, g_strdup (slip_query_text (query, 5)));
    }
  facts->fresh = facts->heads->len == 0 && !facts->again;
  return TRUE;
}

static gboolean
in_transaction (SlipDatabase *db, gboolean (*func) (SlipDatabase *, StoreJob *, GError **),
                StoreJob *job, GError **error)
{
  if (!slip_database_begin (db, error))
    return FALSE;
  if (!func (db, job, error))
    {
      slip_database_rollback (db);
      return FALSE;
    }
  return slip_database_commit (db, error);
}

static gboolean
facts_job (SlipDatabase *db, gpointer data, GError **error)
{
  return in_transaction (db, load_facts, data, error);
}

/**
 * slip_sync_store_facts:
 *
 * Fills in @facts, which the caller cleared. Heads of strangers who are members by now are left
 * out, so that they are read again.
 */
gboolean
slip_sync_store_facts (SlipSyncSession *session, SlipSyncFacts *facts)
{
  g_autoptr (GPtrArray) devices = g_ptr_array_new_with_free_func (g_free);
  StoreJob job = { .session = session, .facts = facts, .devices = devices };
  g_autofree char *own = NULL;

  if (!slip_sync_session_run (session, facts_job, &job))
    return FALSE;
  for (guint i = facts->heads->len; i > 0; i--)
    {
      SlipSyncKnownHead *head = &g_array_index (facts->heads, SlipSyncKnownHead, i - 1);

      if (head->stranger &&
          session->peer->device_known (session->peer, g_ptr_array_index (devices, i - 1)))
        g_array_remove_index (facts->heads, i - 1);
    }
  /* The public half of an Ed25519 secret key is its second half. */
  own = g_malloc0 (2 * SLIP_KEY_BYTES + 1);
  for (guint i = 0; i < SLIP_KEY_BYTES; i++)
    g_snprintf (own + 2 * i, 3, "%02x", session->peer->device_secret[SLIP_KEY_BYTES + i]);
  facts->admitted = session->peer->device_known (session->peer, own);
  return TRUE;
}

static SlipRemoteEntry *
find_entry (GPtrArray *entries, const char *name)
{
  for (guint i = 0; i < entries->len; i++)
    {
      SlipRemoteEntry *entry = g_ptr_array_index (entries, i);

      if (g_str_equal (entry->name, name))
        return entry;
    }
  return NULL;
}

static gboolean
note_named (SlipDatabase *db, StoreJob *job, GError **error)
{
  gboolean heads = g_str_equal (job->folder, SLIP_REMOTE_HEADS);

  for (guint i = 0; i < job->entries->len; i++)
    {
      SlipRemoteEntry *entry = g_ptr_array_index (job->entries, i);
      char replica[SLIP_REPLICA_LENGTH + 1];
      guint64 number, last;

      if (heads ? !slip_head_parse_name (entry->name, replica, &number)
                : !slip_segment_parse_name (entry->name, replica, &number, &last))
        continue;
      if (strcmp (replica, job->session->replica) != 0)
        continue;
      if (heads)
        job->session->listed_number = MAX (job->session->listed_number, number);
      if (!slip_database_run (
              db, error,
              heads ? "UPDATE head SET state = iif (?1 < 0 OR size = ?1, 'confirmed', 'made') "
                      "WHERE name = ?2 AND state <> 'damaged'"
                    : "UPDATE segment SET state = iif (?1 < 0 OR size = ?1, 'confirmed', 'made') "
                      "WHERE name = ?2 AND state <> 'old'",
              "is", entry->size, entry->name))
        return FALSE;
      if (!heads && !slip_database_run (
                        db, error, "UPDATE blob_sent SET state = 'confirmed' WHERE segment = ?",
                        "s", entry->name))
        return FALSE;
    }
  return TRUE;
}

static gboolean
note_blobs (SlipDatabase *db, StoreJob *job, GError **error)
{
  return slip_sync_parts_note (db, job->session, job->entries, error);
}

static gboolean
note_job (SlipDatabase *db, gpointer data, GError **error)
{
  StoreJob *job = data;

  return in_transaction (db, g_str_equal (job->folder, SLIP_REMOTE_BLOBS) ? note_blobs : note_named,
                         job, error);
}

gboolean
slip_sync_store_note (SlipSyncSession *session, const char *folder, GPtrArray *entries)
{
  StoreJob job = { .session = session, .folder = folder, .entries = entries };

  return slip_sync_session_run (session, note_job, &job);
}

static gboolean
forget (SlipDatabase *db, StoreJob *job, GError **error)
{
  const char *replica = job->session->replica;
  g_autofree char *newest =
      slip_database_get_text (db, NULL,
                              "SELECT name FROM head WHERE replica = ? AND state = 'confirmed' "
                              "ORDER BY number DESC LIMIT 1",
                              "s", replica);
  g_autoptr (SlipQuery) query = NULL;
  g_autoptr (GPtrArray) gone = g_ptr_array_new_with_free_func (g_free);
  GError *local = NULL;

  if (newest != NULL && find_entry (job->entries, newest) == NULL &&
      !forget_own (db, replica, job->entries, error))
    return FALSE;
  query = slip_database_query (db, error, "SELECT name FROM head WHERE replica <> ?", "s", replica);
  if (query == NULL)
    return FALSE;
  while (slip_query_next (query, &local))
    if (find_entry (job->entries, slip_query_text (query, 0)) == NULL)
      g_ptr_array_add (gone, g_strdup (slip_query_text (query, 0)));
  if (local != NULL)
    {
      g_propagate_error (error, local);
      return FALSE;
    }
  for (guint i = 0; i < gone->len; i++)
    if (!slip_database_run (db, error, "DELETE FROM head WHERE name = ?", "s",
                            g_ptr_array_index (gone, i)))
      return FALSE;
  return TRUE;
}

static gboolean
forget_job (SlipDatabase *db, gpointer data, GError **error)
{
  return in_transaction (db, forget, data, error);
}

gboolean
slip_sync_store_forget (SlipSyncSession *session, GPtrArray *entries)
{
  StoreJob job = { .session = session, .entries = entries };

  return slip_sync_session_run (session, forget_job, &job);
}

/* Own segments from the first one on that the server did not take are cut anew. */
static gboolean
shrink (SlipDatabase *db, StoreJob *job, GError **error)
{
  const char *replica = job->session->replica;
  g_autofree char *text = slip_meta_get (db, SLIP_META_SYNC_CONTAINER);
  gint64 max = text != NULL ? g_ascii_strtoll (text, NULL, 10) : SLIP_SEGMENT_MAX_BYTES;
  g_autofree char *now = NULL;
  gint64 first;

  if (max <= SLIP_SEGMENT_MIN_BYTES)
    {
      job->session->too_small = TRUE;
      return TRUE;
    }
  now = g_strdup_printf ("%" G_GINT64_FORMAT, MAX (max / 2, SLIP_SEGMENT_MIN_BYTES));
  first = slip_database_get_int (
      db, G_MAXINT64, "SELECT min (first) FROM segment WHERE replica = ? AND state = 'made'", "s",
      replica);
  if (first == 0)
    first = G_MAXINT64; /* min() of nothing */
  return slip_meta_set (db, SLIP_META_SYNC_CONTAINER, now, error) &&
         slip_database_run (
             db, error,
             "DELETE FROM blob_sent WHERE segment IN (SELECT name FROM segment WHERE "
             "replica = ? AND first >= ?)",
             "si", replica, first) &&
         slip_database_run (
             db, error, "DELETE FROM blob_sent WHERE segment = '' AND state IN ('made', 'sent')",
             "") &&
         slip_database_run (db, error,
                            "UPDATE segment SET state = 'old' WHERE replica = ? AND first >= ? AND "
                            "state IN ('sent', 'confirmed')",
                            "si", replica, first) &&
         slip_database_run (
             db, error, "DELETE FROM segment WHERE replica = ? AND first >= ? AND state = 'made'",
             "si", replica, first);
}

static gboolean
shrink_job (SlipDatabase *db, gpointer data, GError **error)
{
  return in_transaction (db, shrink, data, error);
}

gboolean
slip_sync_store_shrink (SlipSyncSession *session)
{
  StoreJob job = { .session = session };

  return slip_sync_session_run (session, shrink_job, &job);
}

/* What was ours is a stranger's history now, to be read like anybody's. */
gboolean
slip_sync_disown (SlipDatabase *db, const char *old, GError **error)
{
  return slip_database_run (db, error, "DELETE FROM head WHERE replica = ?", "s", old) &&
         slip_database_run (db, error,
                            "DELETE FROM blob_sent WHERE state IN ('made', 'sent') OR segment IN "
                            "(SELECT name FROM segment WHERE state IN ('made', 'sent'))",
                            "") &&
         slip_database_run (db, error,
                            "UPDATE blob_sent SET state = 'there' WHERE state = 'confirmed'", "") &&
         slip_database_run (db, error,
                            "DELETE FROM segment WHERE replica = ? AND state <> 'confirmed'", "s",
                            old) &&
         slip_database_run (db, error, "UPDATE segment SET state = 'read' WHERE replica = ?", "s",
                            old) &&
         /* What was counted and done under the old name. */
         slip_database_run (db, error, "DELETE FROM meta WHERE key IN (?, ?)", "ss",
                            SLIP_META_SYNC_NUMBER, SLIP_META_SYNC_HEADS_BELOW) &&
         slip_database_run (db, error, "DELETE FROM recut", "") &&
         /* Its heads asked for them; the new one's have to. */
         slip_database_run (db, error, "UPDATE damaged SET asked = 0 WHERE asked = 1", "");
}

static gboolean
disown (SlipDatabase *db, StoreJob *job, GError **error)
{
  return slip_sync_disown (db, job->session->replica, error);
}

static gboolean
disown_job (SlipDatabase *db, gpointer data, GError **error)
{
  return in_transaction (db, disown, data, error);
}

gboolean
slip_sync_store_new_replica (SlipSyncSession *session)
{
  StoreJob job = { .session = session };

  session->listed_number = 0;
  return slip_sync_session_run (session, disown_job, &job);
}

static gboolean
put_job (SlipDatabase *db, gpointer data, GError **error)
{
  StoreJob *job = data;

  if (g_str_equal (job->folder, SLIP_REMOTE_HEADS))
    return slip_database_run (db, error,
                              "UPDATE head SET state = 'sent' WHERE name = ? AND state = 'made'",
                              "s", job->name);
  return slip_database_run (db, error,
                            "UPDATE segment SET state = 'sent' WHERE name = ? AND state = 'made'",
                            "s", job->name);
}

/**
 * slip_sync_store_put:
 *
 * The store answered that it took the file; it counts as sent, not as confirmed.
 */
gboolean
slip_sync_store_put (SlipSyncSession *session, const char *folder, const char *name)
{
  StoreJob job = { .session = session, .folder = folder, .name = name };

  return slip_sync_session_run (session, put_job, &job);
}

static gboolean
removed_job (SlipDatabase *db, gpointer data, GError **error)
{
  StoreJob *job = data;

  if (g_str_equal (job->folder, SLIP_REMOTE_HEADS))
    return slip_database_run (db, error, "DELETE FROM head WHERE name = ?", "s", job->name);
  if (g_str_equal (job->folder, SLIP_REMOTE_BLOBS))
    return slip_sync_purge_removed (db, job->session, job->name, error);
  return slip_database_run (db, error, "DELETE FROM segment WHERE name = ? AND state = 'old'", "s",
                            job->name);
}

gboolean
slip_sync_store_removed (SlipSyncSession *session, const char *folder, const char *name)
{
  StoreJob job = { .session = session, .folder = folder, .name = name };

  return slip_sync_session_run (session, removed_job, &job);
}

static gboolean
damaged_job (SlipDatabase *db, gpointer data, GError **error)
{
  StoreJob *job = data;
  g_autofree char *path = g_strconcat (job->folder, "/", job->name, NULL);
  char replica[SLIP_REPLICA_LENGTH + 1];
  guint64 number;

  /* One of our own that we don't know any more: nobody else replaces it. */
  if (g_str_equal (job->folder, SLIP_REMOTE_HEADS) &&
      slip_head_parse_name (job->name, replica, &number) &&
      strcmp (replica, job->session->replica) == 0)
    return slip_database_run (
        db, error,
        "INSERT OR REPLACE INTO head (name, replica, number, size, last, device, state) "
        "VALUES (?, ?, ?, 0, 0, '', 'damaged')",
        "ssi", job->name, replica, (gint64) number);
  return slip_database_run (db, error, "INSERT OR IGNORE INTO damaged (path, asked) VALUES (?, 0)",
                            "s", path);
}

gboolean
slip_sync_store_damaged (SlipSyncSession *session, const char *folder, const char *name)
{
  StoreJob job = { .session = session, .folder = folder, .name = name };

  return slip_sync_session_run (session, damaged_job, &job);
}

/* @name: digest of the blob. The next sync that misses it too asks for it. */
static gboolean
missing_job (SlipDatabase *db, gpointer data, GError **error)
{
  StoreJob *job = data;
  g_autofree char *path = NULL;
  g_autofree char *name = NULL;
  SlipHash hash;

  if (!slip_hash_from_hex (&hash, job->name))
    return TRUE;
  name = slip_part_name (job->session->peer->secret, &hash, SLIP_PART_BYTES, 0);
  path = g_strconcat (SLIP_SYNC_MISSING_PREFIX, name, NULL);
  return slip_database_run (db, error,
                            "INSERT INTO damaged (path, asked) VALUES (?, -1) ON CONFLICT (path) "
                            "DO UPDATE SET asked = iif (asked < 0, 0, asked)",
                            "s", path);
}

gboolean
slip_sync_store_missing (SlipSyncSession *session, const char *hex)
{
  StoreJob job = { .session = session, .name = hex };

  return slip_sync_session_run (session, missing_job, &job);
}

static gboolean
blobs_open_job (SlipDatabase *db, gpointer data, GError **error)
{
  StoreJob *job = data;

  return slip_meta_set (db, SLIP_META_SYNC_BLOBS, job->flag ? "1" : "0", error);
}

gboolean
slip_sync_look_for_blobs (SlipDatabase *database, GError **error)
{
  return slip_meta_set (database, SLIP_META_SYNC_BLOBS, "1", error);
}

/* Whether wanted blobs are still to be asked for, also by the next run. */
gboolean
slip_sync_store_blobs_open (SlipSyncSession *session, gboolean open)
{
  StoreJob job = { .session = session, .flag = open };

  return slip_sync_session_run (session, blobs_open_job, &job);
}

static gboolean
asked (SlipDatabase *db, StoreJob *job, GError **error)
{
  for (guint i = 0; i < job->damaged->len; i++)
    {
      const char *path = g_ptr_array_index (job->damaged, i);
      const char *name = strchr (path, '/');

      if (name == NULL)
        continue;
      name++;
      if (g_str_has_prefix (path, SLIP_REMOTE_HEADS "/"))
        {
          /* Its bytes are not kept: a new head takes its place. */
          if (!slip_database_run (
                  db, error, "UPDATE head SET state = 'damaged' WHERE name = ? AND replica = ?",
                  "ss", name, job->session->replica))
            return FALSE;
        }
      else if (g_str_has_prefix (path, SLIP_REMOTE_SEGMENTS "/"))
        {
          if (!slip_database_run (
                  db, error,
                  "UPDATE segment SET state = 'made' WHERE name = ? AND replica = ? "
                  "AND state <> 'old'",
                  "ss", name, job->session->replica))
            return FALSE;
        }
      else
        {
          gboolean missing = g_str_has_prefix (path, SLIP_SYNC_MISSING_PREFIX);

          if (missing)
            name = path + strlen (SLIP_SYNC_MISSING_PREFIX);
          if (!slip_sync_parts_asked (db, job->session, name, missing, error))
            return FALSE;
        }
    }
  return TRUE;
}

static gboolean
asked_job (SlipDatabase *db, gpointer data, GError **error)
{
  return in_transaction (db, asked, data, error);
}

/**
 * slip_sync_store_asked:
 * @damaged: (element-type utf8): paths that another machine could not read
 *
 * Own files among them are put again.
 */
gboolean
slip_sync_store_asked (SlipSyncSession *session, GPtrArray *damaged)
{
  StoreJob job = { .session = session, .damaged = damaged };

  return damaged->len == 0 || slip_sync_session_run (session, asked_job, &job);
}
