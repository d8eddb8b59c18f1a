/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The canonical content: the text whose bytes signatures cover. Its form is for ever; README.md settles it.
 * Lines, each a word and what it names; no indentation, no choice of how to write a thing. */

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/slip-hash.h"
#include "forms/slip-form-private.h"
#include "forms/slip-instance.h"
#include "forms/slip-scope-private.h"

#define FIRST_LINE "slipway content 1\n"
#define SECTION "section "

/* A value on one line: "\" and line feeds escaped. */
static void
append_value (GString *text, const char *value)
{
  for (const char *p = value; *p != '\0'; p++)
    {
      if (*p == '\\')
        g_string_append (text, "\\\\");
      else if (*p == '\n')
        g_string_append (text, "\\n");
      else
        g_string_append_c (text, *p);
    }
}

static gboolean append_children (GString *text, SlipScope *scope, SlipFormNode *node,
                                 const char *row, GError **error);

static gboolean
append_rows (GString *text, SlipScope *scope, SlipFormNode *table, const char *parent,
             GError **error)
{
  g_autoptr (GPtrArray) rows = slip_scope_get_rows (scope, table, parent, error);

  if (rows == NULL)
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    {
      const char *id = g_ptr_array_index (rows, i);

      g_string_append_printf (text, "row %s\n", id);
      if (!append_children (text, scope, table, id, error))
        return FALSE;
      g_string_append (text, "end\n");
    }
  return TRUE;
}

/* Calculated fields are no content, empty ones don't stand there: unset and cleared are the same. */
static gboolean
append_field (GString *text, SlipScope *scope, SlipFormNode *field, const char *row, GError **error)
{
  g_autofree char *value = NULL;

  if (field->calculate != NULL)
    return TRUE;
  value = slip_scope_get_value (scope, field, row, error);
  if (value == NULL)
    return FALSE;
  if (*value != '\0')
    {
      g_string_append_printf (text, "field %s ", field->name);
      append_value (text, value);
      g_string_append_c (text, '\n');
    }
  return TRUE;
}

static gboolean
append_children (GString *text, SlipScope *scope, SlipFormNode *node, const char *row,
                 GError **error)
{
  for (guint i = 0; i < node->children->len; i++)
    {
      SlipFormNode *child = g_ptr_array_index (node->children, i);
      int relevant = slip_scope_is_relevant (scope, child, row, error);

      if (relevant < 0)
        return FALSE;
      if (!relevant)
        continue;
      if (child->kind == SLIP_NODE_FIELD)
        {
          if (!append_field (text, scope, child, row, error))
            return FALSE;
          continue;
        }
      g_string_append_printf (text, "table %s\n", child->name);
      if (!append_rows (text, scope, child, row, error))
        return FALSE;
      g_string_append (text, "end\n");
    }
  return TRUE;
}

static gboolean
append_section (GString *text, SlipScope *scope, SlipFormNode *section, GError **error)
{
  int relevant = slip_scope_is_relevant (scope, section, "", error);

  if (relevant < 0)
    return FALSE;
  g_string_append_printf (text, SECTION "%s\n", section->name);
  if (!relevant)
    {
      g_string_append (text, "irrelevant\n");
      return TRUE;
    }
  return section->kind == SLIP_NODE_TABLE ? append_rows (text, scope, section, "", error)
                                          : append_children (text, scope, section, "", error);
}

static void
add_digest (GHashTable *digests, const char *name, gsize name_length, const char *start,
            gsize length)
{
  SlipHash hash;

  slip_hash_data (&hash, start, length);
  g_hash_table_insert (digests, g_strndup (name, name_length), slip_hash_to_hex (&hash));
}

GHashTable *
slip_content_digests (GBytes *content, GError **error)
{
  gsize size;
  const char *text = g_bytes_get_data (content, &size);
  const char *end;
  const char *section = NULL;
  const char *name = NULL;
  gsize name_length = 0;
  g_autoptr (GHashTable) digests = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  if (size < strlen (FIRST_LINE) || memcmp (text, FIRST_LINE, strlen (FIRST_LINE)) != 0 ||
      text[size - 1] != '\n')
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID,
                   _ ("this is no content of a Slipway document"));
      return NULL;
    }
  end = text + size;
  for (const char *line = text; line < end;)
    {
      const char *next = memchr (line, '\n', (gsize) (end - line));

      if ((gsize) (next - line) > strlen (SECTION) && memcmp (line, SECTION, strlen (SECTION)) == 0)
        {
          if (section != NULL)
            add_digest (digests, name, name_length, section, (gsize) (line - section));
          section = line;
          name = line + strlen (SECTION);
          name_length = (gsize) (next - name);
        }
      line = next + 1;
    }
  if (section != NULL)
    add_digest (digests, name, name_length, section, (gsize) (end - section));
  return g_steal_pointer (&digests);
}

GBytes *
slip_instance_content (SlipDatabase *database, SlipForm *form, const char *record,
                       GHashTable **section_digests, GError **error)
{
  g_autoptr (SlipScope) scope = slip_scope_new (database, form, record);
  SlipFormNode *root = slip_form_get_root (form);
  g_autoptr (GBytes) content = NULL;
  g_autoptr (GHashTable) digests = NULL;
  GString *text;

  if (!slip_scope_preload (scope, error))
    return NULL;
  text = g_string_new (FIRST_LINE);
  g_string_append_printf (text, "form %s\ndefinition %s\n", slip_form_get_id (form),
                          slip_form_get_digest (form));
  for (guint i = 0; i < root->children->len; i++)
    if (!append_section (text, scope, g_ptr_array_index (root->children, i), error))
      {
        g_string_free (text, TRUE);
        return NULL;
      }
  content = g_string_free_to_bytes (text);
  digests = slip_content_digests (content, error);
  if (digests == NULL)
    return NULL;
  if (section_digests != NULL)
    *section_digests = g_steal_pointer (&digests);
  return g_steal_pointer (&content);
}
