/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Where forms come from: the definitions shipped in the program, those in the workspace's blobs, and one
 * cache by digest over both. */

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/slip-hash.h"
#include "core/slip-text.h"
#include "forms/slip-form-codes.h"
#include "forms/slip-form-private.h"
#include "store/slip-blobs.h"
#include "trust/slip-roster.h"

/* Made by the build (glib-compile-resources). Naming it keeps the linker from dropping the resources. */
GResource *slip_forms_data_get_resource (void);

#define RESOURCE_FORMS "/io/github/slipway/forms/"
/* Definitions are small and few; the cache is emptied when it has more than an organisation would write. */
#define MAX_CACHED 128

static GMutex cache_mutex;
static GHashTable
    *cache; /* digest → SlipForm; "DIGEST/PROCESS": with that process's lists of codes */
static GHashTable *read_ones; /* the same of those that others name: structure alone */
static GHashTable *shipped;   /* digest → id */
static SlipFormLists find_lists;

/* == the shipped ones == */

GStrv
slip_forms_shipped (void)
{
  g_auto (GStrv) names = g_resource_enumerate_children (
      slip_forms_data_get_resource (), RESOURCE_FORMS, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();

  for (gsize i = 0; names != NULL && names[i] != NULL; i++)
    if (g_str_has_suffix (names[i], ".xml"))
      g_ptr_array_add (ids, g_strndup (names[i], strlen (names[i]) - strlen (".xml")));
  g_ptr_array_sort (ids, slip_text_compare);
  g_ptr_array_add (ids, NULL);
  return (GStrv) g_ptr_array_steal (ids, NULL);
}

GBytes *
slip_forms_shipped_bytes (const char *id, GError **error)
{
  g_autofree char *path = g_strconcat (RESOURCE_FORMS, id, ".xml", NULL);
  GBytes *bytes = g_resource_lookup_data (slip_forms_data_get_resource (), path,
                                          G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  if (bytes == NULL)
    g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND,
                 _ ("there is no form “%s”; “slipwayctl forms” lists those that there are"), id);
  return bytes;
}

/* == the cache == */

static SlipForm *
cache_get (GHashTable **table, const char *digest)
{
  SlipForm *form;

  g_mutex_lock (&cache_mutex);
  form = *table != NULL ? g_hash_table_lookup (*table, digest) : NULL;
  if (form != NULL)
    slip_form_ref (form);
  g_mutex_unlock (&cache_mutex);
  return form;
}

static void
cache_put (GHashTable **table, SlipForm *form)
{
  g_mutex_lock (&cache_mutex);
  if (*table == NULL)
    *table =
        g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) slip_form_unref);
  if (g_hash_table_size (*table) >= MAX_CACHED)
    g_hash_table_remove_all (*table);
  g_hash_table_replace (*table, form->key, slip_form_ref (form));
  g_mutex_unlock (&cache_mutex);
}

SlipForm *
slip_forms_read (GBytes *bytes, GError **error)
{
  g_autofree char *digest = slip_hash_hex_of (bytes);
  SlipForm *form = cache_get (&cache, digest);

  if (form == NULL)
    form = cache_get (&read_ones, digest);
  if (form == NULL)
    {
      form = slip_form_read (bytes, error);
      if (form != NULL)
        cache_put (&read_ones, form);
    }
  return form;
}

SlipForm *
slip_forms_get_shipped (const char *id, GError **error)
{
  g_autoptr (GBytes) bytes = slip_forms_shipped_bytes (id, error);
  g_autofree char *digest = NULL;
  SlipForm *form;

  if (bytes == NULL)
    return NULL;
  digest = slip_hash_hex_of (bytes);
  form = cache_get (&cache, digest);
  if (form == NULL)
    {
      form = slip_form_new_from_bytes (bytes, NULL, NULL, error);
      if (form != NULL)
        cache_put (&cache, form);
    }
  return form;
}

/* (transfer full) (nullable): the shipped form that has this digest. */
static char *
shipped_id (const char *digest)
{
  char *id;

  g_mutex_lock (&cache_mutex);
  if (shipped == NULL)
    {
      g_auto (GStrv) ids = slip_forms_shipped ();

      shipped = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
      for (gsize i = 0; ids[i] != NULL; i++)
        {
          g_autoptr (GBytes) bytes = slip_forms_shipped_bytes (ids[i], NULL);

          g_hash_table_insert (shipped, slip_hash_hex_of (bytes), g_strdup (ids[i]));
        }
    }
  id = g_strdup (g_hash_table_lookup (shipped, digest));
  g_mutex_unlock (&cache_mutex);
  return id;
}

gboolean
slip_forms_is_shipped (const char *digest)
{
  g_autofree char *id = shipped_id (digest);

  return id != NULL;
}

/* A shipped definition needs no blob: a workspace reads its documents even before the blob has arrived. */
static GBytes *
shipped_by_digest (const char *digest)
{
  g_autofree char *id = shipped_id (digest);

  return id != NULL ? slip_forms_shipped_bytes (id, NULL) : NULL;
}

static GBytes *
on_form_wanted_cb (const char *id, gpointer data)
{
  SlipDatabase *database = data;
  g_autofree char *digest = database != NULL ? slip_forms_in_force (database, id, NULL) : NULL;
  GBytes *bytes = digest != NULL ? slip_blobs_get (database, digest, NULL) : NULL;

  return bytes != NULL ? bytes : slip_forms_shipped_bytes (id, NULL);
}

SlipForm *
slip_forms_get (SlipDatabase *database, const char *digest, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) local_error = NULL;
  SlipForm *form = cache_get (&cache, digest);

  if (form != NULL)
    return form;
  bytes = shipped_by_digest (digest);
  if (bytes == NULL && database == NULL)
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND,
                   _ ("the form definition %.12s… is not shipped with this program"), digest);
      return NULL;
    }
  if (bytes == NULL)
    bytes = slip_blobs_get (database, digest, &local_error);
  if (bytes == NULL)
    {
      if (g_error_matches (local_error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND))
        g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND,
                     _ ("the form definition %.12s… has not arrived yet; sync first"), digest);
      else
        g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }
  form = slip_form_new_from_bytes (bytes, on_form_wanted_cb, database, error);
  if (form != NULL)
    cache_put (&cache, form);
  return form;
}

void
slip_form_set_lists_hook (SlipFormLists lists)
{
  g_atomic_pointer_set (&find_lists, lists);
}

SlipForm *
slip_forms_for_release (SlipDatabase *database, const char *digest, const char *release,
                        GError **error)
{
  SlipFormLists find = g_atomic_pointer_get (&find_lists);
  g_autoptr (SlipForm) form = slip_forms_get (database, digest, error);
  g_autoptr (SlipForm) with = NULL;
  g_autoptr (GPtrArray) lists = NULL;
  g_autofree char *process = NULL;
  g_autofree char *key = NULL;

  if (form == NULL || find == NULL || release == NULL || !slip_form_codes_may_differ (form) ||
      (lists = find (database, release, &process)) == NULL || !slip_form_codes_differ (form, lists))
    return g_steal_pointer (&form);
  key = g_strconcat (digest, "/", process, NULL);
  with = cache_get (&cache, key);
  if (with != NULL)
    return g_steal_pointer (&with);
  with = slip_form_new_from_bytes (form->bytes, on_form_wanted_cb, database, error);
  if (with == NULL)
    return NULL;
  slip_form_codes_replace (with, lists);
  g_free (with->key);
  with->key = g_steal_pointer (&key);
  cache_put (&cache, with);
  return g_steal_pointer (&with);
}

SlipForm *
slip_forms_parse (SlipDatabase *database, GBytes *bytes, GError **error)
{
  return slip_form_new_from_bytes (bytes, on_form_wanted_cb, database, error);
}

char *
slip_forms_in_force (SlipDatabase *database, const char *id, GError **error)
{
  g_autofree char *person = NULL;

  return slip_forms_in_force_by (database, id, &person, error);
}

char *
slip_forms_in_force_by (SlipDatabase *database, const char *id, char **person, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (SlipQuery) query =
      slip_database_query (database, error,
                           "SELECT d.hash, d.person, d.replica, o.seq FROM definition d LEFT JOIN "
                           "op o ON o.replica = d.replica AND o.clock = d.clock WHERE d.what = "
                           "'form' AND d.id = ? ORDER BY d.clock DESC, d.replica DESC",
                           "s", id);

  *person = NULL;
  if (query == NULL)
    return NULL;
  /* Only an administrator puts a definition in force (design.md 5), or who was one up to this frame. */
  while (slip_query_next (query, NULL))
    if (slip_roster_held (database, slip_query_text (query, 1), SLIP_ROLE_ADMINISTRATOR,
                          slip_query_text (query, 2),
                          slip_query_is_null (query, 3) ? G_MAXINT64
                                                        : (guint64) slip_query_int (query, 3)))
      {
        *person = g_strdup (slip_query_text (query, 1));
        return g_strdup (slip_query_text (query, 0));
      }
  bytes = slip_forms_shipped_bytes (id, error);
  return bytes != NULL ? slip_hash_hex_of (bytes) : NULL;
}

char *
slip_forms_title (SlipDatabase *database, const char *id)
{
  g_autofree char *digest = slip_forms_in_force (database, id, NULL);
  g_autoptr (SlipForm) form = digest != NULL ? slip_forms_get (database, digest, NULL) : NULL;

  return g_strdup (form != NULL ? slip_form_get_title (form) : id);
}

SlipForm *
slip_forms_for_record (SlipDatabase *database, const char *record, GError **error)
{
  g_autoptr (SlipQuery) query = slip_database_query (
      database, error, "SELECT kind, definition, release FROM record WHERE id = ?", "s", record);
  g_autofree char *digest = NULL;
  GError *local_error = NULL;

  if (query == NULL)
    return NULL;
  if (!slip_query_next (query, &local_error))
    {
      if (local_error != NULL)
        g_propagate_error (error, local_error);
      else
        g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND, _ ("there is no record “%s”"),
                     record);
      return NULL;
    }
  if (g_strcmp0 (slip_query_text (query, 0), "release") == 0)
    digest = slip_forms_in_force (database, SLIP_FORM_RELEASE, error);
  else
    digest = g_strdup (slip_query_text (query, 1));
  return digest != NULL
             ? slip_forms_for_release (database, digest, slip_query_text (query, 2), error)
             : NULL;
}
