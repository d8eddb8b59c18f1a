/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A record in which expressions are answered (slip-scope-answer.c): its cells, its rows, the other records that it looks
 * into, and what was answered before. */

#include <glib/gi18n-lib.h>

#include "core/slip-clock.h"
#include "core/slip-text.h"
#include "forms/slip-form-private.h"
#include "forms/slip-functions.h"
#include "forms/slip-scope-private.h"
#include "forms/slip-xml.h"
#include "store/slip-blobs.h"

/* Documents that look into documents. */
#define MAX_DEPTH 8

static SlipFormContextHook context_hook;

void
slip_form_set_context_hook (SlipFormContextHook hook)
{
  context_hook = hook;
}

/* == life == */

static void
on_error_raised_cb (void *data, SlipXmlError *xml_error)
{
  SlipScope *scope = data;

  if (scope->message != NULL)
    return;
  /* libxml2 2.9 has no words for this one. */
  if (scope->xpath->opCount >= SLIP_SCOPE_MAX_OPERATIONS)
    scope->message =
        g_strdup_printf (_ ("it is over the limit of %d operations"), SLIP_SCOPE_MAX_OPERATIONS);
  else
    scope->message = slip_xml_error_text (xml_error);
}

static void
compiled_free (xmlXPathCompExpr *compiled)
{
  xmlXPathFreeCompExpr (compiled);
}

SlipScope *
slip_scope_new (SlipDatabase *database, SlipForm *form, const char *record)
{
  SlipScope *scope = g_new0 (SlipScope, 1);

  scope->database = database;
  scope->form = slip_form_ref (form);
  scope->record = g_strdup (record);
  scope->cells = slip_cells_new (database, record);
  scope->compiled = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) compiled_free);
  scope->values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  scope->relevant = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  scope->regexes =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_regex_unref);
  scope->others =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) slip_scope_free);
  xmlInitParser ();
  scope->xpath = xmlXPathNewContext (NULL);
  scope->xpath->userData = scope;
  xmlXPathContextSetCache (scope->xpath, 1, -1, 0);
  scope->xpath->error = (xmlStructuredErrorFunc) on_error_raised_cb;
  scope->xpath->opLimit = SLIP_SCOPE_MAX_OPERATIONS;
  slip_functions_register (scope->xpath);
  return scope;
}

SlipScope *
slip_scope_new_for_content (SlipDatabase *database, SlipForm *form, const char *record,
                            GBytes *content, guint revision, GError **error)
{
  g_autoptr (SlipScope) scope = slip_scope_new (database, form, record);

  scope->context.revision = revision;
  return slip_cells_fix (scope->cells, form, content, error) ? g_steal_pointer (&scope) : NULL;
}

static GPrivate shared_contents;

GHashTable *
slip_scope_contents_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) slip_cells_free);
}

void
slip_scope_share_contents (GHashTable *contents)
{
  g_private_set (&shared_contents, contents);
}

SlipScope *
slip_scope_new_for_revision (SlipDatabase *database, SlipForm *form, const char *record,
                             const char *digest, guint revision, GError **error)
{
  GHashTable *contents = g_private_get (&shared_contents);
  g_autofree char *key = g_strconcat (record, " ", digest, " ", slip_form_get_digest (form), NULL);
  SlipCells *cells = contents != NULL ? g_hash_table_lookup (contents, key) : NULL;
  g_autoptr (GBytes) content = NULL;
  SlipScope *scope;

  if (cells != NULL)
    {
      scope = slip_scope_new (database, form, record);
      scope->context.revision = revision;
      slip_cells_free (scope->cells);
      scope->cells = slip_cells_ref (cells);
      return scope;
    }
  content = slip_blobs_get (database, digest, error);
  if (content == NULL)
    return NULL;
  scope = slip_scope_new_for_content (database, form, record, content, revision, error);
  if (scope != NULL && contents != NULL)
    g_hash_table_insert (contents, g_steal_pointer (&key), slip_cells_ref (scope->cells));
  return scope;
}

static void
clear_context (SlipScope *scope)
{
  g_clear_pointer (&scope->context.version, g_free);
  g_clear_pointer (&scope->context.status, g_free);
  g_clear_pointer (&scope->context.previous_version, g_free);
  g_clear_pointer (&scope->context.signatures, g_free);
  g_clear_pointer (&scope->context.approved, g_free);
  g_clear_pointer (&scope->context.first, g_free);
  scope->has_context = FALSE;
}

void
slip_scope_free (SlipScope *scope)
{
  if (scope == NULL)
    return;
  clear_context (scope);
  xmlXPathFreeContext (scope->xpath);
  g_hash_table_unref (scope->compiled);
  g_hash_table_unref (scope->values);
  g_hash_table_unref (scope->relevant);
  g_hash_table_unref (scope->regexes);
  g_hash_table_unref (scope->others);
  slip_cells_free (scope->cells);
  slip_form_unref (scope->form);
  g_free (scope->record);
  g_free (scope->anchor_row);
  g_free (scope->message);
  g_free (scope);
}

void
slip_scope_forget (SlipScope *scope)
{
  clear_context (scope);
  slip_cells_forget (scope->cells);
  g_hash_table_remove_all (scope->values);
  g_hash_table_remove_all (scope->relevant);
  g_hash_table_remove_all (scope->others);
}

gboolean
slip_scope_preload (SlipScope *scope, GError **error)
{
  return slip_cells_preload (scope->cells, error);
}

/* == small accessors == */

SlipDatabase *
slip_scope_get_database (SlipScope *scope)
{
  return scope->database;
}

SlipForm *
slip_scope_get_form (SlipScope *scope)
{
  return scope->form;
}

const char *
slip_scope_get_record (SlipScope *scope)
{
  return scope->record;
}

SlipCells *
slip_scope_get_cells (SlipScope *scope)
{
  return scope->cells;
}

guint64
slip_scope_get_work (SlipScope *scope)
{
  guint64 work = slip_cells_get_work (scope->cells);
  GHashTableIter iter;
  gpointer other;

  g_hash_table_iter_init (&iter, scope->others);
  while (g_hash_table_iter_next (&iter, NULL, &other))
    work += slip_scope_get_work (other);
  return work;
}

SlipFormContext *
slip_scope_get_context (SlipScope *scope)
{
  SlipFormContext *context = &scope->context;

  if (scope->has_context)
    return context;
  scope->has_context = TRUE;
  context->database = scope->database;
  context->form = scope->form;
  context->record = scope->record;
  context->now_ms = slip_now_ms ();
  context->utc_offset = slip_utc_offset_minutes (context->now_ms);
  context->version = g_strdup ("1");
  context->status = g_strdup ("draft");
  context->previous_version = g_strdup ("none");
  context->signatures = g_strdup ("");
  if (context_hook != NULL)
    context_hook (context);
  return context;
}

char *
slip_scope_now (SlipScope *scope)
{
  SlipFormContext *context = slip_scope_get_context (scope);

  return slip_datetime_format (context->now_ms, context->utc_offset);
}

GRegex *
slip_scope_get_regex (SlipScope *scope, const char *pattern)
{
  GRegex *regex = g_hash_table_lookup (scope->regexes, pattern);

  if (regex == NULL)
    {
      regex = g_regex_new (pattern, G_REGEX_DEFAULT, 0, NULL);
      g_hash_table_insert (scope->regexes, g_strdup (pattern), regex);
    }
  return regex;
}

static SlipScope *
refuse_depth (SlipScope *scope, GError **error)
{
  g_set_error (error, SLIP_ERROR, SLIP_ERROR_FAILED,
               _ ("documents look into each other without end, from “%s”"), scope->record);
  return NULL;
}

SlipScope *
slip_scope_get_other (SlipScope *scope, const char *record, GError **error)
{
  SlipScope *other;
  g_autoptr (SlipForm) form = NULL;

  if (g_str_equal (record, scope->record))
    return scope;
  other = g_hash_table_lookup (scope->others, record);
  if (other != NULL)
    return other;
  if (scope->depth >= MAX_DEPTH)
    return refuse_depth (scope, error);
  form = slip_forms_for_record (scope->database, record, error);
  if (form == NULL)
    return NULL;
  other = slip_scope_new (scope->database, form, record);
  other->depth = scope->depth + 1;
  g_hash_table_insert (scope->others, g_strdup (record), other);
  return other;
}

SlipScope *
slip_scope_get_revision (SlipScope *scope, const char *record, gboolean first, GError **error)
{
  g_autofree char *key = g_strconcat (record, first ? "@first" : "@approved", NULL);
  SlipScope *revision = g_hash_table_lookup (scope->others, key);
  SlipScope *current;
  const SlipFormContext *context;
  const char *digest;

  if (revision != NULL)
    return revision;
  current = slip_scope_get_other (scope, record, error);
  if (current == NULL)
    return NULL;
  context = slip_scope_get_context (current);
  digest = first ? context->first : context->approved;
  if (digest == NULL)
    return NULL;
  if (scope->depth >= MAX_DEPTH)
    return refuse_depth (scope, error);
  revision = slip_scope_new_for_revision (scope->database, current->form, record, digest,
                                          first ? 1 : context->approved_revision, error);
  if (revision == NULL)
    return NULL;
  revision->depth = scope->depth + 1;
  g_hash_table_insert (scope->others, g_steal_pointer (&key), revision);
  return revision;
}

/* == rows == */

char *
slip_scope_row_above (SlipScope *scope, SlipFormNode *table, const char *row)
{
  char *above;

  if (table->table == NULL)
    return g_strdup ("");
  above = slip_cells_get_parent (scope->cells, row, NULL);
  return above != NULL ? above : g_strdup ("");
}

char *
slip_scope_row_of (SlipScope *scope, SlipFormNode *table, const char *row, SlipFormNode *wanted)
{
  g_autofree char *id = g_strdup (row);

  if (wanted == NULL)
    return g_strdup ("");
  for (; table != NULL && table != wanted; table = table->table)
    {
      char *above = slip_scope_row_above (scope, table, id);

      g_free (id);
      id = above;
    }
  return table != NULL ? g_steal_pointer (&id) : g_strdup ("");
}

SlipFormNode *
slip_scope_get_anchor (SlipScope *scope, SlipFormNode *table, const char **row)
{
  SlipFormNode *stands_in = scope->expression->context->table;

  *row = scope->row;
  for (SlipFormNode *above = table->table; above != NULL; above = above->table)
    {
      for (SlipFormNode *own = stands_in; own != NULL; own = own->table)
        if (own == above)
          {
            g_free (scope->anchor_row);
            scope->anchor_row = slip_scope_row_of (scope, stands_in, scope->row, own);
            *row = scope->anchor_row;
            return own;
          }
    }
  return NULL;
}

SlipFormNode *
slip_scope_get_place (SlipScope *scope, const char **row)
{
  *row = scope->row;
  return scope->expression->context->table;
}

GPtrArray *
slip_scope_get_rows (SlipScope *scope, SlipFormNode *table, const char *parent, GError **error)
{
  return slip_cells_get_rows (scope->cells, table->path, parent != NULL ? parent : "", error);
}
