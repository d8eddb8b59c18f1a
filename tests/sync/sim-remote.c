/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A store that behaves as the worst of the real ones. */

#include "sim-remote.h"

#include <string.h>

#define MAX_PAST 40

struct _SimRemote
{
  GObject parent_instance;
  SimStore *store;
  GRand *random;
  SimProfile profile;
  SlipRemoteCounts counts;
  GHashTable *own;
  GPtrArray *violations;
};

static void sim_remote_iface_init (SlipRemoteInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SimRemote, sim_remote, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (SLIP_TYPE_REMOTE, sim_remote_iface_init))

static GHashTable *
files_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref);
}

static GHashTable *
files_copy (GHashTable *files)
{
  GHashTable *copy = files_new ();
  GHashTableIter iter;
  gpointer path, bytes;

  g_hash_table_iter_init (&iter, files);
  while (g_hash_table_iter_next (&iter, &path, &bytes))
    g_hash_table_insert (copy, g_strdup (path), g_bytes_ref (bytes));
  return copy;
}

SimStore *
sim_store_new (void)
{
  SimStore *self = g_new0 (SimStore, 1);

  self->files = files_new ();
  self->past = g_ptr_array_new_with_free_func ((GDestroyNotify) g_hash_table_unref);
  return self;
}

void
sim_store_free (SimStore *self)
{
  g_hash_table_unref (self->files);
  g_ptr_array_unref (self->past);
  g_free (self);
}

static void
remember (SimStore *self)
{
  if (self->past->len == MAX_PAST)
    g_ptr_array_remove_index (self->past, 0);
  g_ptr_array_add (self->past, files_copy (self->files));
}

void
sim_store_restore (SimStore *self, GRand *random)
{
  guint n;

  if (self->past->len == 0)
    return;
  n = g_rand_int_range (random, 0, self->past->len);
  g_hash_table_unref (self->files);
  self->files = files_copy (g_ptr_array_index (self->past, n));
}

void
sim_store_empty (SimStore *self)
{
  g_hash_table_remove_all (self->files);
}

static gint
compare_paths (gconstpointer a, gconstpointer b)
{
  return strcmp (a, b);
}

static GList *
sorted_paths (GHashTable *files)
{
  return g_list_sort (g_hash_table_get_keys (files), compare_paths);
}

/* Below @n, with one draw whatever @n is: so a seed means the same when a size differs. */
static gsize
below (GRand *random, gsize n)
{
  return (gsize) (g_rand_double (random) * n);
}

static GBytes *
flip_bit (GBytes *bytes, GRand *random)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  guint8 *copy = g_memdup2 (data, length);

  if (length > 0)
    copy[below (random, length)] ^= 1 << g_rand_int_range (random, 0, 8);
  return g_bytes_new_take (copy, length);
}

gboolean
sim_store_damage (SimStore *self, GRand *random, gboolean delete_it)
{
  g_autoptr (GList) paths = sorted_paths (self->files);
  guint n = g_list_length (paths);
  const char *path;

  if (n == 0)
    return FALSE;
  path = g_list_nth_data (paths, below (random, n));
  if (delete_it)
    g_hash_table_remove (self->files, path);
  else
    g_hash_table_insert (self->files, g_strdup (path),
                         flip_bit (g_hash_table_lookup (self->files, path), random));
  return TRUE;
}

static gboolean
chance (SimRemote *self, guint thousandths)
{
  return g_rand_int_range (self->random, 0, 1000) < (gint) thousandths;
}

/* Troubles that any request may meet. */
static gboolean
fails (SimRemote *self, SlipAnswer *answer)
{
  self->counts.requests++;
  if (chance (self, self->profile.fail))
    {
      slip_answer_set (answer, SLIP_ANSWER_UNKNOWN, g_rand_boolean (self->random) ? 500 : 0,
                       "simulated failure");
      return TRUE;
    }
  if (chance (self, self->profile.busy))
    {
      slip_answer_set (answer, SLIP_ANSWER_BUSY, 503, "simulated rest");
      answer->retry_after = g_rand_int_range (self->random, 0, 3);
      return TRUE;
    }
  return FALSE;
}

static void
list_files (SlipRemote *remote, const char *folder, GPtrArray *entries, SlipAnswer *answer,
            GCancellable *cancellable)
{
  SimRemote *self = SIM_REMOTE (remote);
  g_autofree char *prefix = g_strconcat (folder, "/", NULL);
  GHashTable *files = self->store->files;
  g_autoptr (GList) paths = NULL;

  if (fails (self, answer))
    return;
  if (self->store->past->len > 3 && chance (self, self->profile.stale_list))
    files = g_ptr_array_index (self->store->past,
                               self->store->past->len - 1 - g_rand_int_range (self->random, 0, 3));
  paths = sorted_paths (files);
  for (GList *l = paths; l != NULL; l = l->next)
    if (g_str_has_prefix (l->data, prefix))
      g_ptr_array_add (
          entries, slip_remote_entry_new ((char *) l->data + strlen (prefix),
                                          g_bytes_get_size (g_hash_table_lookup (files, l->data))));
  if (entries->len > 0 && chance (self, self->profile.lossy_list))
    g_ptr_array_remove_index (entries, below (self->random, entries->len));
}

static void
get_files (SlipRemote *remote, GPtrArray *transfers, GCancellable *cancellable)
{
  SimRemote *self = SIM_REMOTE (remote);

  for (guint i = 0; i < transfers->len; i++)
    {
      SlipTransfer *transfer = g_ptr_array_index (transfers, i);
      g_autofree char *path = g_strconcat (transfer->folder, "/", transfer->name, NULL);
      GBytes *bytes = g_hash_table_lookup (self->store->files, path);

      g_clear_pointer (&transfer->bytes, g_bytes_unref);
      if (fails (self, &transfer->answer))
        continue;
      if (bytes == NULL || chance (self, self->profile.missing_read))
        slip_answer_set (&transfer->answer, SLIP_ANSWER_MISSING, 404, "%s is not there", path);
      else if (chance (self, self->profile.cut_read))
        slip_answer_set (&transfer->answer, SLIP_ANSWER_TRUNCATED, 200, "%s was cut", path);
      else if (chance (self, self->profile.torn_read) && g_bytes_get_size (bytes) > 1)
        transfer->bytes =
            g_rand_boolean (self->random)
                ? flip_bit (bytes, self->random)
                : g_bytes_new_from_bytes (bytes, 0, below (self->random, g_bytes_get_size (bytes)));
      else
        transfer->bytes = g_bytes_ref (bytes);
    }
}

static gboolean
is_own (SimRemote *self, const char *name)
{
  g_autofree char *replica = g_strndup (name, 16);

  return g_hash_table_contains (self->own, replica);
}

static void
store_file (SimRemote *self, const char *path, GBytes *bytes)
{
  remember (self->store);
  g_hash_table_insert (self->store->files, g_strdup (path), g_bytes_ref (bytes));
}

/* The odd answers, after which nothing is changed. */
static gboolean
refuses (SimRemote *self, SlipTransfer *transfer)
{
  static const struct
  {
    SlipAnswerKind kind;
    guint status;
  } odd[] = { { SLIP_ANSWER_PRECONDITION, 412 },
              { SLIP_ANSWER_LOCKED, 423 },
              { SLIP_ANSWER_NO_PARENT, 409 } };

  if (self->profile.max_body > 0 && g_bytes_get_size (transfer->bytes) > self->profile.max_body)
    {
      slip_answer_set (&transfer->answer, SLIP_ANSWER_TOO_LARGE, 413, "simulated limit");
      return TRUE;
    }
  if (chance (self, self->profile.odd_put))
    {
      guint n = g_rand_int_range (self->random, 0, G_N_ELEMENTS (odd));

      slip_answer_set (&transfer->answer, odd[n].kind, odd[n].status, "simulated oddity");
      return TRUE;
    }
  if (chance (self, self->profile.full))
    {
      slip_answer_set (&transfer->answer, SLIP_ANSWER_NO_SPACE, 507, "simulated full disk");
      return TRUE;
    }
  return FALSE;
}

static void
put_files (SlipRemote *remote, GPtrArray *transfers, GCancellable *cancellable)
{
  SimRemote *self = SIM_REMOTE (remote);

  for (guint i = 0; i < transfers->len; i++)
    {
      SlipTransfer *transfer = g_ptr_array_index (transfers, i);
      g_autofree char *path = g_strconcat (transfer->folder, "/", transfer->name, NULL);

      if (!g_str_equal (transfer->folder, SLIP_REMOTE_BLOBS) && !is_own (self, transfer->name))
        g_ptr_array_add (self->violations, g_strdup_printf ("PUT of another's %s", path));
      if (fails (self, &transfer->answer) || refuses (self, transfer))
        continue;
      if (chance (self, self->profile.partial_put))
        {
          g_autoptr (GBytes) part = g_bytes_new_from_bytes (
              transfer->bytes, 0, below (self->random, g_bytes_get_size (transfer->bytes)));

          store_file (self, path, part);
          slip_answer_set (&transfer->answer, SLIP_ANSWER_UNKNOWN, 500, "simulated half PUT");
          continue;
        }
      if (chance (self, self->profile.empty_put))
        {
          g_autoptr (GBytes) nothing = g_bytes_new (NULL, 0);

          store_file (self, path, nothing);
          continue;
        }
      store_file (self, path, transfer->bytes);
      self->counts.bytes_sent += g_bytes_get_size (transfer->bytes);
      if (chance (self, self->profile.lost_answer))
        slip_answer_set (&transfer->answer, SLIP_ANSWER_UNKNOWN, 0, "simulated lost answer");
    }
}

static void
remove_files (SlipRemote *remote, GPtrArray *transfers, GCancellable *cancellable)
{
  SimRemote *self = SIM_REMOTE (remote);

  for (guint i = 0; i < transfers->len; i++)
    {
      SlipTransfer *transfer = g_ptr_array_index (transfers, i);
      g_autofree char *path = g_strconcat (transfer->folder, "/", transfer->name, NULL);

      if (!is_own (self, transfer->name) || g_str_equal (transfer->folder, SLIP_REMOTE_BLOBS))
        g_ptr_array_add (self->violations, g_strdup_printf ("DELETE of another's %s", path));
      if (fails (self, &transfer->answer))
        continue;
      remember (self->store);
      if (!g_hash_table_remove (self->store->files, path))
        slip_answer_set (&transfer->answer, SLIP_ANSWER_MISSING, 404, "%s is not there", path);
      else if (chance (self, self->profile.lost_answer))
        slip_answer_set (&transfer->answer, SLIP_ANSWER_UNKNOWN, 0, "simulated lost answer");
    }
}

static void
ensure_folders (SlipRemote *remote, SlipAnswer *answer, GCancellable *cancellable)
{
  fails (SIM_REMOTE (remote), answer);
}

static void
get_counts (SlipRemote *remote, SlipRemoteCounts *counts)
{
  *counts = SIM_REMOTE (remote)->counts;
}

static const char *
get_address (SlipRemote *remote)
{
  return "sim:";
}

static void
sim_remote_iface_init (SlipRemoteInterface *iface)
{
  iface->list = list_files;
  iface->get = get_files;
  iface->put = put_files;
  iface->remove = remove_files;
  iface->ensure = ensure_folders;
  iface->counts = get_counts;
  iface->address = get_address;
}

static void
sim_remote_finalize (GObject *object)
{
  SimRemote *self = SIM_REMOTE (object);

  g_rand_free (self->random);
  g_ptr_array_unref (self->violations);
  G_OBJECT_CLASS (sim_remote_parent_class)->finalize (object);
}

static void
sim_remote_class_init (SimRemoteClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sim_remote_finalize;
}

static void
sim_remote_init (SimRemote *self)
{
  self->violations = g_ptr_array_new_with_free_func (g_free);
}

SimRemote *
sim_remote_new (SimStore *store, guint32 seed, GHashTable *own)
{
  SimRemote *self = g_object_new (SIM_TYPE_REMOTE, NULL);

  self->store = store;
  self->random = g_rand_new_with_seed (seed);
  self->own = own;
  return self;
}

void
sim_remote_set_profile (SimRemote *self, const SimProfile *profile)
{
  self->profile = *profile;
}

GPtrArray *
sim_remote_get_violations (SimRemote *self)
{
  return self->violations;
}
