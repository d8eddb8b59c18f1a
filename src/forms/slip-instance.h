/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A record as one XML tree (shown, exported, printed), as the canonical text that signatures cover, and the
 * way back: instance XML from outside read with limits. README.md in this folder settles both forms. */

#pragma once

#include <libxml/tree.h>

#include "forms/slip-form.h"

G_BEGIN_DECLS

#define SLIP_INSTANCE_MAX_BYTES (64 * 1024 * 1024)
#define SLIP_INSTANCE_MAX_DEPTH 32
#define SLIP_INSTANCE_MAX_ELEMENTS 200000

typedef enum
{
  SLIP_INSTANCE_DEFAULT = 0,
  SLIP_INSTANCE_STORED_ONLY = 1 << 0, /* leave out what is calculated */
  SLIP_INSTANCE_WITH_IRRELEVANT =
      1 << 1, /* with sections, tables and fields that are not relevant now */
} SlipInstanceFlags;

/* (transfer full): free with xmlFreeDoc(). Takes a release too (form "release"). */
xmlDoc *slip_instance_build (SlipDatabase *database, SlipForm *form, const char *record,
                             SlipInstanceFlags flags, GError **error);
/* The same of an approved revision, or of whatever content somebody signed: the content with this digest, as
 * slip_instance_content() makes it. What is calculated is calculated from it; other documents are looked into as they stand.
 * @revision: see slip_scope_new_for_content(). NOT_FOUND when the content has not arrived. */
xmlDoc *slip_instance_build_revision (SlipDatabase *database, SlipForm *form, const char *record,
                                      const char *digest, guint revision, GError **error);
/* The same of one whose content was purged: the root alone, with @note as the attribute "removed". */
xmlDoc *slip_instance_build_removed (SlipDatabase *database, SlipForm *form, const char *record,
                                     const char *note, GError **error);
/* (transfer full): UTF-8, indented, the same tree gives the same bytes. */
GBytes *slip_instance_to_bytes (xmlDoc *instance);

/**
 * slip_instance_content:
 * @section_digests: (out) (optional) (transfer container): section name → digest (64 hex) of its bytes in the content
 *
 * The canonical content: stored and relevant fields, section after section, in one deterministic text. All sections
 * of the form have a digest, irrelevant ones too.
 *
 * Returns: (transfer full): the text; %NULL with NOT_FOUND when a long text's blob has not arrived
 */
GBytes *slip_instance_content (SlipDatabase *database, SlipForm *form, const char *record,
                               GHashTable **section_digests, GError **error);
/* (transfer full): section name → digest, out of a content text alone; NULL with INVALID. */
GHashTable *slip_content_digests (GBytes *content, GError **error);

/* == import == */

typedef enum
{
  SLIP_IMPORT_ROW,   /* a row stands there */
  SLIP_IMPORT_VALUE, /* a field has this value */
} SlipImportKind;

/**
 * SlipImportItem:
 * @node: (unowned): the table or the field
 * @row: id of the row (SLIP_IMPORT_ROW), or of the row that holds the field; "" outside of tables
 * @parent: (nullable): of a row: the row above, "" at the top
 * @is_new: of a row: the file had no id for it; @row was made up
 * @value: (nullable): text in normal form (slip_form_parse_value()); for persons and references as written
 *   in the file (id or name: slip_form_resolve_reference()); for files "digest size name", or just a name
 * @line: in the file
 */
typedef struct
{
  SlipImportKind kind;
  SlipFormNode *node;
  char *row;
  char *parent;
  gboolean is_new;
  char *value;
  guint line;
} SlipImportItem;

/* id, release, number: NULL when the file doesn't tell. Items stand in the order of the file: a row before what is in it. */
typedef struct
{
  SlipForm *form;
  char *id;
  char *release;
  char *number;
  char *definition;
  GPtrArray *items; /* (element-type SlipImportItem) */
} SlipImport;

/* (transfer full): name of the root element, which is the form's id; NULL with INVALID or TOO_LARGE. */
char *slip_instance_peek (GBytes *bytes, GError **error);
/* Reads instance XML from outside against a form. Calculated fields, labels and a <signatures> element are passed over.
 * Errors name line and element: INVALID, TOO_LARGE. */
SlipImport *slip_instance_read (GBytes *bytes, SlipForm *form, GError **error);
void slip_import_free (SlipImport *import);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipImport, slip_import_free)

G_END_DECLS
