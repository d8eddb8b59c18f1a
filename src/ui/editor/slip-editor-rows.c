/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* See slip-editor-rows.h. The rows of each table are read before its page can be opened. */

#include "ui/editor/slip-editor-rows.h"

#include <string.h>

#include "ui/app/slip-window.h"
#include "ui/editor/slip-field-row.h"
#include "ui/editor/slip-table-page.h"
#include "workspace/slip-form-rows.h"

typedef struct
{
  GWeakRef widget;
  SlipFormSession *session;
  char *path;
  gsize done; /* how much of the path is open */
  SlipFormRows *rows;
  char *row;
} Way;

static void next (Way *way);

static void
free_way (Way *way)
{
  g_weak_ref_clear (&way->widget);
  if (way->rows != NULL)
    g_signal_handlers_disconnect_by_data (way->rows, way);
  g_clear_object (&way->rows);
  g_object_unref (way->session);
  g_free (way->path);
  g_free (way->row);
  g_free (way);
}

static gboolean
on_arrived_cb (gpointer data)
{
  Way *way = data;
  g_autoptr (GtkWidget) widget = g_weak_ref_get (&way->widget);
  GtkRoot *root = widget != NULL ? gtk_widget_get_root (widget) : NULL;
  SlipPage *page = SLIP_IS_WINDOW (root) ? slip_window_get_page (SLIP_WINDOW (root)) : NULL;
  SlipFieldRow *field = page != NULL ? slip_field_row_find (GTK_WIDGET (page), way->path) : NULL;

  if (field != NULL)
    slip_field_row_focus (field);
  free_way (way);
  return G_SOURCE_REMOVE;
}

static void
on_rows_cb (SlipFormRows *rows, GParamSpec *pspec, Way *way)
{
  g_autoptr (GtkWidget) widget = g_weak_ref_get (&way->widget);
  g_autoptr (SlipFormRow) row = NULL;
  guint place;

  if (!slip_form_rows_is_loaded (rows))
    return;
  g_signal_handlers_disconnect_by_data (rows, way);
  place = slip_form_rows_find (rows, way->row);
  row = place != G_MAXUINT ? g_list_model_get_item (G_LIST_MODEL (rows), place) : NULL;
  if (row == NULL || widget == NULL)
    {
      free_way (way);
      return;
    }
  slip_table_open_row (widget, rows, row);
  next (way);
}

/* The next table in the path: the longest name of one before the id of a row. */
static void
next (Way *way)
{
  g_auto (GStrv) parts = g_strsplit (way->path + way->done, "/", -1);
  g_autoptr (GString) table = g_string_new_len (way->path, (gssize) way->done);
  SlipForm *form = slip_form_session_get_form (way->session);

  for (guint i = 0; parts[i] != NULL && parts[i + 1] != NULL; i++)
    {
      g_autofree char *row = NULL;
      SlipFormNode *node;

      g_string_append (table, parts[i]);
      node = slip_form_find_cell (form, table->str, &row, NULL);
      if (node != NULL && node->kind == SLIP_NODE_TABLE)
        {
          g_free (way->row);
          way->row = g_strdup (parts[i + 1]);
          way->done = table->len + 1 + strlen (way->row);
          way->done += way->path[way->done] == '/';
          g_clear_object (&way->rows);
          way->rows = slip_form_rows_new (way->session, table->str);
          g_signal_connect (way->rows, "notify::loaded", G_CALLBACK (on_rows_cb), way);
          on_rows_cb (way->rows, NULL, way);
          return;
        }
      g_string_append_c (table, '/');
    }
  g_idle_add_full (G_PRIORITY_LOW, on_arrived_cb, way, NULL);
}

void
slip_editor_open_rows (GtkWidget *widget, SlipFormSession *session, const char *path)
{
  Way *way = g_new0 (Way, 1);

  g_weak_ref_init (&way->widget, widget);
  way->session = g_object_ref (session);
  way->path = g_strdup (path);
  next (way);
}
