/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Makes a workspace for the measurements of the window: make-workspace DIR DOCUMENTS ITEMS. The documents are spread over
 * releases of 40; one more release has a UAT checklist of ITEMS items, whose id is printed.
 * make-workspace DIR change DOCUMENT N: gives the first N of these items other titles. */

#include <stdlib.h>

#include "core/slip-error.h"
#include "store/slip-database.h"
#include "workspace/slip-workspace-private.h"

#define IN_A_RELEASE 40
#define WORDS                                                                                      \
  "claims triage urgency queue letter customer model threshold bias audit fallback operator "      \
  "shift "                                                                                         \
  "rollback latency batch window monitor alert drift sample review appeal payout fraud hail storm"

typedef struct
{
  const char *release;
  const char *form;
  guint first;
  guint n;
  char *document;
} Fill;

/* A sentence of words that differs from document to document. */
static char *
sentence (guint seed, guint length)
{
  g_auto (GStrv) words = g_strsplit (WORDS, " ", -1);
  guint n = g_strv_length (words);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < length; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? " " : "", words[(seed * 7 + i * i + i) % n]);
  g_string_append_printf (text, " %u", seed);
  return g_string_free (text, FALSE);
}

static gboolean
fill_documents (SlipWorkspace *self, SlipDatabase *db, gpointer data, GError **error)
{
  Fill *args = data;
  g_autoptr (SlipForm) form = slip_forms_get_shipped (args->form, error);

  for (guint i = args->first; form != NULL && i < args->first + args->n; i++)
    {
      g_autofree char *title = sentence (i, 4);
      g_autofree char *text = sentence (i, 60);
      g_autofree char *id = slip_write_document (db, args->release, form, NULL, error);

      if (id == NULL || !slip_write_value (db, id, "", "header/title", title, error) ||
          !slip_write_value (db, id, "", "header/reason_for_update", text, error))
        return FALSE;
    }
  return form != NULL;
}

static gboolean
fill_items (SlipWorkspace *self, SlipDatabase *db, gpointer data, GError **error)
{
  Fill *args = data;
  g_autoptr (SlipForm) form = slip_forms_get_shipped (args->form, error);

  if (form == NULL ||
      (args->document = slip_write_document (db, args->release, form, NULL, error)) == NULL)
    return FALSE;
  for (guint i = 0; i < args->n; i++)
    {
      g_autofree char *title = sentence (i, 5);
      g_autofree char *name = g_strdup_printf ("T-%05u", i + 1);
      g_autofree char *row = slip_write_row (db, args->document, "items", "", NULL, NULL, error);

      if (row == NULL || !slip_write_value (db, args->document, row, "id", name, error) ||
          !slip_write_value (db, args->document, row, "title", title, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
change_items (SlipWorkspace *self, SlipDatabase *db, gpointer data, GError **error)
{
  Fill *args = data;
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (SlipQuery) query = slip_database_query (
      db, error, "SELECT id FROM row WHERE record = ? AND tbl = 'items' ORDER BY position LIMIT ?",
      "si", args->document, (gint64) args->n);

  while (query != NULL && slip_query_next (query, error))
    g_ptr_array_add (rows, g_strdup (slip_query_text (query, 0)));
  for (guint i = 0; i < rows->len; i++)
    {
      g_autofree char *title = sentence (i + 1000, 6);

      if (!slip_write_value (db, args->document, g_ptr_array_index (rows, i), "title", title,
                             error))
        return FALSE;
    }
  return rows->len == args->n;
}

static char *
new_release (SlipWorkspace *workspace, const char *name)
{
  g_autoptr (GError) error = NULL;
  char *release = slip_workspace_new_release (workspace, name, &error);

  if (release == NULL)
    g_error ("%s", error->message);
  return release;
}

static void
fill (SlipWorkspace *workspace, SlipEditFunc func, Fill *args)
{
  g_autoptr (GError) error = NULL;

  if (!slip_workspace_edit (workspace, func, args, &error))
    g_error ("%s", error->message);
}

static int
change (const char *dir, const char *document, guint n)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipWorkspace) workspace = slip_workspace_open (dir, &error);
  Fill items = { NULL, NULL, 0, n, (char *) document };

  if (workspace == NULL)
    g_error ("%s", error->message);
  fill (workspace, change_items, &items);
  return 0;
}

int
main (int argc, char *argv[])
{
  static const char *const roles[] = { "project-manager", "qa-lead", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipWorkspace) workspace = NULL;
  g_autofree char *release = NULL;
  Fill items = { NULL, "uat-checklist", 0, 0, NULL };
  guint n;

  if (argc == 5 && g_str_equal (argv[2], "change"))
    return change (argv[1], argv[3], (guint) atoi (argv[4]));
  if (argc != 4)
    {
      g_printerr ("make-workspace DIR DOCUMENTS ITEMS | DIR change DOCUMENT N\n");
      return 2;
    }
  n = (guint) atoi (argv[2]);
  workspace = slip_workspace_create (argv[1], "Bench", "Ben Ch", roles, "passphrase", &error);
  if (workspace == NULL)
    g_error ("%s", error->message);
  for (guint i = 0; i < n; i += IN_A_RELEASE)
    {
      g_autofree char *name = g_strdup_printf ("Release %u", i / IN_A_RELEASE);
      g_autofree char *id = new_release (workspace, name);
      Fill args = { id, "lessons-learned", i, MIN (IN_A_RELEASE, n - i), NULL };

      fill (workspace, fill_documents, &args);
    }
  items.n = (guint) atoi (argv[3]);
  if (items.n > 0)
    {
      release = new_release (workspace, "Claims triage");
      items.release = release;
      fill (workspace, fill_items, &items);
      g_print ("%s\n", items.document);
    }
  g_free (items.document);
  return 0;
}
