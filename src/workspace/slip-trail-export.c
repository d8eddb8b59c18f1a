/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The audit trail as a file, piece by piece: XML for machines and for what is signed, CSV for spreadsheets. */

#include <string.h>

#include "core/slip-datetime.h"
#include "workspace/slip-trail-private.h"

#define SCHEMA_RESOURCE "/io/github/slipway/schemas/audit-trail.rng"

typedef struct
{
  SlipTrailFormat format;
  SlipTrailSink sink;
  gpointer data;
  GString *text; /* of the entry at hand */
  guint64 n;
} Export;

static gboolean
flush (Export *self, GError **error)
{
  gboolean done = self->sink (self->text->str, self->text->len, self->data, error);

  g_string_truncate (self->text, 0);
  return done;
}

/* == XML == */

/* Text of an element or attribute. What XML 1.0 can't carry, which only ops of other programs can hold, becomes U+FFFD;
 * in attributes line ends are kept, too. */
static void
append_escaped (GString *text, const char *value, gboolean attribute)
{
  g_autofree char *clean = g_utf8_make_valid (value, -1);

  for (const char *p = clean; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c == '&')
        g_string_append (text, "&amp;");
      else if (c == '<')
        g_string_append (text, "&lt;");
      else if (c == '>')
        g_string_append (text, "&gt;");
      else if (c == '"' && attribute)
        g_string_append (text, "&quot;");
      else if (c == '\r' || (attribute && (c == '\n' || c == '\t')))
        g_string_append_printf (text, "&#%u;", c);
      else if ((c < 0x20 && c != '\n' && c != '\t') || c == 0xfffe || c == 0xffff)
        g_string_append (text, "\xef\xbf\xbd");
      else
        g_string_append_unichar (text, c);
    }
}

static void
append_attribute (GString *text, const char *name, const char *value)
{
  if (*value == '\0')
    return;
  g_string_append_printf (text, " %s=\"", name);
  append_escaped (text, value, TRUE);
  g_string_append_c (text, '"');
}

static void
append_element (GString *text, const char *name, const char *value)
{
  if (*value == '\0')
    return;
  g_string_append_printf (text, "    <%s>", name);
  append_escaped (text, value, FALSE);
  g_string_append_printf (text, "</%s>\n", name);
}

/* An element with an attribute of its own; nothing when both are empty. */
static void
append_named (GString *text, const char *name, const char *attribute, const char *id,
              const char *value)
{
  if (*id == '\0' && *value == '\0')
    return;
  g_string_append_printf (text, "    <%s", name);
  append_attribute (text, attribute, id);
  g_string_append_c (text, '>');
  append_escaped (text, value, FALSE);
  g_string_append_printf (text, "</%s>\n", name);
}

static void
append_xml (GString *text, const SlipTrailEntry *entry)
{
  g_string_append (text, "  <entry");
  append_attribute (text, "op", entry->op);
  append_attribute (text, "time", entry->time);
  append_attribute (text, "not-before", entry->not_before);
  append_attribute (text, "kind", entry->kind);
  append_attribute (text, "action", entry->action);
  append_attribute (text, "state", slip_trail_state_name (entry->state));
  append_attribute (text, "statement", entry->statement);
  g_string_append (text, ">\n");
  append_named (text, "person", "id", entry->person, entry->name);
  append_named (text, "device", "replica", entry->replica, entry->device);
  append_named (text, "record", "id", entry->record, entry->title);
  append_named (text, "field", "path", entry->path, entry->label);
  for (gsize i = 0; entry->old[i] != NULL; i++)
    {
      g_string_append (text, "    <old>");
      append_escaped (text, entry->old[i], FALSE);
      g_string_append (text, "</old>\n");
    }
  append_element (text, "new", entry->value);
  append_element (text, "reason", entry->reason);
  append_element (text, "note", entry->note);
  g_string_append (text, "  </entry>\n");
}

static void
begin_xml (GString *text, SlipDatabase *db, const SlipTrailQuery *query)
{
  g_autofree char *workspace = slip_meta_get (db, SLIP_META_WORKSPACE);
  g_autofree char *filter = slip_trail_query_text (query);

  g_string_append (text, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<trail");
  append_attribute (text, "xmlns", SLIP_TRAIL_NAMESPACE);
  append_attribute (text, "workspace", workspace != NULL ? workspace : "");
  append_attribute (text, "filter", filter);
  g_string_append (text, ">\n");
}

/* == CSV (RFC 4180) == */

static const char *const columns[] = {
  "op",   "time",   "not_before", "person",    "person_id", "device", "replica",
  "kind", "action", "record",     "record_id", "path",      "label",  "old",
  "new",  "reason", "state",      "note",      "statement",
};

/* A spreadsheet takes what begins so for a formula. */
static gboolean
is_formula (const char *value)
{
  return *value != '\0' && strchr ("=+-@\t\r", *value) != NULL;
}

static void
append_cell (GString *text, const char *value, gboolean first)
{
  gboolean quoted = is_formula (value) || strpbrk (value, ",\"\r\n") != NULL;

  if (!first)
    g_string_append_c (text, ',');
  if (quoted)
    g_string_append_c (text, '"');
  if (is_formula (value))
    g_string_append_c (text, '\'');
  for (const char *p = value; *p != '\0'; p++)
    {
      if (*p == '"')
        g_string_append_c (text, '"');
      g_string_append_c (text, *p);
    }
  if (quoted)
    g_string_append_c (text, '"');
}

static void
append_csv (GString *text, const SlipTrailEntry *entry)
{
  /* Siblings one a line: a cell holds one text. */
  g_autofree char *old = g_strjoinv ("\n", entry->old);
  const char *cells[] = {
    entry->op,
    entry->time,
    entry->not_before,
    entry->name,
    entry->person,
    entry->device,
    entry->replica,
    entry->kind,
    entry->action,
    entry->title,
    entry->record,
    entry->path,
    entry->label,
    old,
    entry->value,
    entry->reason,
    slip_trail_state_name (entry->state),
    entry->note,
    entry->statement,
  };

  G_STATIC_ASSERT (G_N_ELEMENTS (cells) == G_N_ELEMENTS (columns));
  for (gsize i = 0; i < G_N_ELEMENTS (cells); i++)
    append_cell (text, cells[i], i == 0);
  g_string_append (text, "\r\n");
}

static void
begin_csv (GString *text)
{
  for (gsize i = 0; i < G_N_ELEMENTS (columns); i++)
    append_cell (text, columns[i], i == 0);
  g_string_append (text, "\r\n");
}

/* == both == */

static gboolean
export_entry (const SlipTrailEntry *entry, gpointer data, GError **error)
{
  Export *self = data;

  self->n++;
  if (self->format == SLIP_TRAIL_XML)
    append_xml (self->text, entry);
  else
    append_csv (self->text, entry);
  return flush (self, error);
}

gboolean
slip_trail_export (SlipDatabase *db, const SlipTrailQuery *query, SlipTrailFormat format,
                   SlipTrailSink sink, gpointer data, guint64 *n, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  Export self = { format, sink, data, text, 0 };

  if (format == SLIP_TRAIL_XML)
    begin_xml (text, db, query);
  else
    begin_csv (text);
  if (!flush (&self, error) || !slip_trail_walk (db, query, export_entry, &self, error))
    return FALSE;
  /* A file that was cut doesn't have this. */
  if (format == SLIP_TRAIL_XML)
    g_string_append_printf (text, "  <end entries=\"%" G_GUINT64_FORMAT "\"/>\n</trail>\n", self.n);
  if (!flush (&self, error))
    return FALSE;
  if (n != NULL)
    *n = self.n;
  return TRUE;
}

gboolean
slip_workspace_export_trail (SlipWorkspace *self, const SlipTrailFilter *filter,
                             SlipTrailFormat format, SlipTrailSink sink, gpointer data, guint64 *n,
                             GError **error)
{
  g_autoptr (SlipTrailQuery) query = slip_trail_query_new (self, filter, error);

  return query != NULL &&
         slip_trail_export (slip_workspace_reader (self), query, format, sink, data, n, error);
}

GBytes *
slip_trail_schema (void)
{
  g_autoptr (GError) error = NULL;
  GBytes *bytes = g_resources_lookup_data (SCHEMA_RESOURCE, G_RESOURCE_LOOKUP_FLAGS_NONE, &error);

  if (bytes == NULL)
    g_error ("%s", error->message);
  return bytes;
}
