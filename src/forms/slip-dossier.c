/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* All instances of a release under one root. What has not arrived yet is named, not left out: a criterion
 * about it is then not met for want of data, and says so. */

#include "forms/slip-dossier.h"

#include <glib/gi18n-lib.h>

#include "forms/slip-instance.h"

/* Which content of documents is wanted. */
typedef struct
{
  SlipDatabase *database;
  SlipDossierFunc func;
  gpointer data;
} Source;

static void
add_empty (xmlNode *root, const char *form, const char *record, const char *what, const char *how)
{
  xmlNode *element = xmlNewChild (root, NULL, BAD_CAST form, NULL);

  xmlNewProp (element, BAD_CAST "id", BAD_CAST record);
  xmlNewProp (element, BAD_CAST what, BAD_CAST how);
}

static gboolean
add_instance (xmlNode *root, const Source *source, const char *form_id, const char *record,
              GError **error)
{
  SlipDatabase *database = source->database;
  g_autoptr (GError) local_error = NULL;
  g_autoptr (SlipForm) form = slip_forms_for_record (database, record, &local_error);
  xmlDoc *instance;
  xmlNode *tree;

  if (form == NULL && g_error_matches (local_error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND))
    {
      add_empty (root, form_id, record, "missing", "yes");
      return TRUE;
    }
  if (form == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  if (source->func != NULL && !g_str_equal (form_id, SLIP_FORM_RELEASE))
    instance = source->func (database, form, record, source->data, &local_error);
  else
    instance = slip_instance_build (database, form, record, SLIP_INSTANCE_DEFAULT, &local_error);
  if (instance == NULL && local_error == NULL)
    {
      add_empty (root, form_id, record, "approved", "no");
      return TRUE;
    }
  if (instance == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  tree = xmlDocGetRootElement (instance);
  xmlUnlinkNode (tree);
  xmlAddChild (root, tree);
  xmlFreeDoc (instance);
  return TRUE;
}

/* Records of the release's documents and their forms, in pairs: read before instances are built. */
static GPtrArray *
list_documents (SlipDatabase *database, const char *release, GError **error)
{
  g_autoptr (SlipQuery) query = slip_database_query (
      database, error,
      "SELECT id, form FROM record WHERE kind = 'document' AND release = ? AND dead = 0 ORDER BY "
      "clock, replica",
      "s", release);
  g_autoptr (GPtrArray) documents = g_ptr_array_new_with_free_func (g_free);
  GError *local_error = NULL;

  if (query == NULL)
    return NULL;
  while (slip_query_next (query, &local_error))
    {
      g_ptr_array_add (documents, g_strdup (slip_query_text (query, 0)));
      g_ptr_array_add (documents, g_strdup (slip_query_text (query, 1)));
    }
  if (local_error != NULL)
    {
      g_propagate_error (error, local_error);
      return NULL;
    }
  return g_steal_pointer (&documents);
}

static gboolean
add_all (xmlNode *root, const Source *source, const char *release, GError **error)
{
  g_autoptr (GPtrArray) documents = NULL;

  if (!add_instance (root, source, SLIP_FORM_RELEASE, release, error))
    return FALSE;
  documents = list_documents (source->database, release, error);
  if (documents == NULL)
    return FALSE;
  for (guint i = 0; i < documents->len; i += 2)
    if (!add_instance (root, source, g_ptr_array_index (documents, i + 1),
                       g_ptr_array_index (documents, i), error))
      return FALSE;
  return TRUE;
}

xmlDoc *
slip_dossier_build (SlipDatabase *database, const char *release, SlipDossierFunc func,
                    gpointer data, GError **error)
{
  const Source source = { database, func, data };
  xmlDoc *dossier;
  xmlNode *root;

  if (slip_database_get_int (database, 0,
                             "SELECT count (*) FROM record WHERE id = ? AND kind = 'release'", "s",
                             release) == 0)
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND, _ ("there is no release “%s”"),
                   release);
      return NULL;
    }
  dossier = xmlNewDoc (NULL);
  root = xmlNewDocNode (dossier, NULL, BAD_CAST "dossier", NULL);
  xmlDocSetRootElement (dossier, root);
  xmlNewProp (root, BAD_CAST "release", BAD_CAST release);
  if (!add_all (root, &source, release, error))
    {
      xmlFreeDoc (dossier);
      return NULL;
    }
  xmlNewChild (root, NULL, BAD_CAST "signatures", NULL);
  return dossier;
}
