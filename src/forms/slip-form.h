/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A form definition: the sections, tables and fields of a kind of document, who fills and who signs
 * them. Immutable once loaded, so it may be read in any thread. data/schemas/form.rng is its grammar,
 * README.md in this folder tells what the attributes mean. */

#pragma once

#include <gio/gio.h>

#include "core/slip-error.h"
#include "store/slip-database.h"

G_BEGIN_DECLS

#define SLIP_FORM_NAMESPACE "urn:slipway:form:1"
#define SLIP_FORM_MAX_BYTES (1024 * 1024)

/* Paths of the release record's fields (form "release") that other layers read. */
#define SLIP_FORM_RELEASE "release"
#define SLIP_RELEASE_TITLE "about/title"
#define SLIP_RELEASE_VERSION "about/version"
#define SLIP_RELEASE_OWNER "about/owner"
#define SLIP_RELEASE_PREVIOUS "about/previous"

typedef struct _SlipForm SlipForm;
typedef struct _SlipFormNode SlipFormNode;
typedef struct _SlipExpression SlipExpression;

typedef enum
{
  SLIP_NODE_FORM,
  SLIP_NODE_SECTION,
  SLIP_NODE_TABLE,
  SLIP_NODE_FIELD,
} SlipNodeKind;

typedef enum
{
  SLIP_FIELD_NONE, /* no field */
  SLIP_FIELD_TEXT,
  SLIP_FIELD_LONG_TEXT,
  SLIP_FIELD_DATE,
  SLIP_FIELD_DATE_TIME,
  SLIP_FIELD_NUMBER,
  SLIP_FIELD_BOOLEAN,
  SLIP_FIELD_CHOICE,
  SLIP_FIELD_CHOICES, /* a set; without codes: free words (tags) */
  SLIP_FIELD_PERSON,
  SLIP_FIELD_FILE,
  SLIP_FIELD_REFERENCE,
} SlipFieldType;

typedef enum
{
  SLIP_REFERENCE_NONE,
  SLIP_REFERENCE_RELEASE,
  SLIP_REFERENCE_DOCUMENT, /* of the form to_form; any when NULL */
  SLIP_REFERENCE_ROW, /* of to_table: of this document, or of the release's document of to_form */
  SLIP_REFERENCE_GATE,
} SlipReferenceKind;

/* One entry of a list of codes. */
typedef struct
{
  char *value;
  char *text; /* untranslated; see slip_form_code_text() */
  int rank;   /* place in the list, 0 first, unless the definition says otherwise */
} SlipFormCode;

/**
 * SlipFormCodes:
 * @process: (nullable): id of the list of the release's process that takes its place, where the process has one
 * @codes: (element-type SlipFormCode): those to choose from
 * @own: (nullable) (element-type SlipFormCode): the form's own, where a list of the process has taken their place
 */
typedef struct
{
  char *id;
  char *process;
  GPtrArray *codes;
  GPtrArray *own;
} SlipFormCodes;

typedef struct
{
  SlipExpression *test;
  char *message; /* untranslated; see slip_form_text() */
} SlipFormConstraint;

/* What a field of a row says that a new document begins with. */
typedef struct
{
  SlipFormNode *field; /* unowned */
  char *text;          /* untranslated; see slip_form_start_value() */
} SlipFormStart;

/**
 * SlipFormNode:
 * @kind: form, section, table or field
 * @form: (unowned): the form
 * @parent: (nullable): %NULL for the form's own node
 * @section: (nullable): the section above or this one: a child of the form, a table may be one itself
 * @table: (nullable): the nearest table strictly above; its rows hold this node
 * @name: name of the element
 * @path: from the form's root: `scope/purpose`, `items/attempts`, `items/attempts/actual`
 * @cell: (nullable): of a field: its name in the log and in table `value`: @path outside of tables, @name in rows
 * @index: place in the order of the definition, unique within the form
 * @children: (element-type SlipFormNode): in order; empty for fields
 * @once: what stands there is about one release; a document that begins with one of another release begins without it. Of
 *   the root: the whole document
 * @fills: (nullable): roles that fill it; inherited from above when the definition doesn't say
 *
 * All members are read-only. Titles, labels and hints are had through the functions, which translate them.
 */
struct _SlipFormNode
{
  SlipNodeKind kind;
  SlipForm *form;
  SlipFormNode *parent;
  SlipFormNode *section;
  SlipFormNode *table;
  char *name;
  char *path;
  char *cell;
  guint index;
  guint line; /* in the definition */
  GPtrArray *children;
  GStrv fills;
  gboolean once;
  char *label;              /* untranslated */
  char *hint;               /* untranslated, nullable */
  SlipExpression *relevant; /* nullable */
  gboolean may_hide;        /* it, or something above it, has @relevant */

  /* tables */
  char *row;         /* element name of a row */
  SlipFormNode *key; /* nullable: the field that names a row for people */
  guint min_rows;
  guint max_rows;     /* 0: any number */
  SlipFormNode *keep; /* nullable: once this field of a row is set, the row stays as it is */
  char *keep_unless;  /* nullable: a value of @keep that doesn't fix the row yet */
  GPtrArray
      *starts; /* nullable (element-type GPtrArray of SlipFormStart): rows of a new document */

  /* fields */
  SlipFieldType type;
  gboolean required;
  SlipExpression *required_if; /* nullable */
  SlipExpression *calculate;   /* nullable; then it is never stored */
  SlipExpression *initial;     /* nullable: answered once, when the document or row is made */
  char *default_value;         /* nullable: what a new document or row starts with */
  int decimals;                /* -1: any */
  char *unit;                  /* nullable */
  SlipFormCodes *codes;        /* nullable */
  SlipReferenceKind to;
  char *to_form;          /* nullable */
  char *to_table;         /* nullable */
  GPtrArray *constraints; /* (element-type SlipFormConstraint) */
};

/* A place for a signature. */
typedef struct
{
  char *name;
  char *role; /* "*": any member */
  guint order;
  GStrv sections; /* names of the covered sections */
  gboolean optional;
  SlipExpression
      *relevant; /* nullable, seen from the form's root; see slip_scope_slot_is_relevant() */
  char *meaning; /* untranslated; see slip_form_text() */
} SlipFormSlot;

/* == loading == */

/**
 * SlipFormLookup:
 * @id: id of another form that an expression or a reference names
 *
 * Returns: (transfer full) (nullable): its definition's bytes, %NULL when there is no such form
 */
typedef GBytes *(*SlipFormLookup) (const char *id, gpointer data);

/* Checks and reads a definition (at most 1 MiB, no DOCTYPE, valid against form.rng, every expression compiled and
 * every path in it resolved). @lookup: (nullable): how other forms are found; the shipped ones when NULL.
 * Errors: INVALID, with line and name; TOO_LARGE. */
SlipForm *slip_form_new_from_bytes (GBytes *bytes, SlipFormLookup lookup, gpointer data,
                                    GError **error);
SlipForm *slip_form_ref (SlipForm *form);
void slip_form_unref (SlipForm *form);

/* == the shipped and the stored ones; any thread == */

/* (transfer full): ids of the shipped forms, sorted; "release" is one of them. */
GStrv slip_forms_shipped (void);
/* (transfer full): the bytes of a shipped definition; NOT_FOUND. */
GBytes *slip_forms_shipped_bytes (const char *id, GError **error);
/* (transfer full): the shipped form @id, loaded once. */
SlipForm *slip_forms_get_shipped (const char *id, GError **error);
/* (transfer full): the form whose definition has this digest (64 hex), out of the cache, the workspace's blobs or the
 * shipped ones. NOT_FOUND when the blob has not arrived. @database: (nullable): without one, only what is loaded or
 * shipped. */
SlipForm *slip_forms_get (SlipDatabase *database, const char *digest, GError **error);
/**
 * SlipFormLists:
 * @digest: (out) (transfer full): of the process
 *
 * Returns: (transfer full) (nullable) (element-type SlipFormCodes): the lists of codes of the process that the release follows
 */
typedef GPtrArray *(*SlipFormLists) (SlipDatabase *database, const char *release, char **digest);
/* How lists are found; once, before the first form is had. Without, forms have their own. */
void slip_form_set_lists_hook (SlipFormLists lists);
/* (transfer full): as slip_forms_get(), with the lists of codes that the release's process lays down. @release: (nullable). */
SlipForm *slip_forms_for_release (SlipDatabase *database, const char *digest, const char *release,
                                  GError **error);
/* (transfer full): a definition that comes from outside, with the other forms as the workspace has them. Errors as those of
 * slip_form_new_from_bytes(). */
SlipForm *slip_forms_parse (SlipDatabase *database, GBytes *bytes, GError **error);
/* (transfer full): digest of the definition of @id in force in the workspace, else of the shipped one; NOT_FOUND. */
char *slip_forms_in_force (SlipDatabase *database, const char *id, GError **error);
/* The same; @person: (out) (transfer full) (nullable): id of who put it in, NULL of a shipped one. */
char *slip_forms_in_force_by (SlipDatabase *database, const char *id, char **person,
                              GError **error);
/* (transfer full): what the version in force is called, or the id where there is none. */
char *slip_forms_title (SlipDatabase *database, const char *id);
/* (transfer full): the form of a record: a document's pinned one; for a release the form "release" in force. */
SlipForm *slip_forms_for_record (SlipDatabase *database, const char *record, GError **error);

/* == reading == */

const char *slip_form_get_id (SlipForm *form);
const char *slip_form_get_code (SlipForm *form); /* "DP" */
const char *slip_form_get_version (SlipForm *form);
const char *
slip_form_get_digest (SlipForm *form); /* BLAKE2b-256 of the definition's bytes, 64 hex */
const char *slip_form_get_title (SlipForm *form);   /* translated */
const char *slip_form_get_purpose (SlipForm *form); /* translated, "" when none */
GBytes *slip_form_get_bytes (SlipForm *form);       /* (transfer none): the definition */
SlipFormNode *slip_form_get_root (SlipForm *form);
GPtrArray *
slip_form_get_slots (SlipForm *form); /* (transfer none) (element-type SlipFormSlot), by order */
SlipFormSlot *slip_form_find_slot (SlipForm *form, const char *name);

/* Finds a node by its path ("" is the root). The name of a field alone does when only one field outside of tables has it
 * ("title"). NULL when there is none. */
SlipFormNode *slip_form_find (SlipForm *form, const char *path);
/**
 * slip_form_find_cell:
 * @path: as people write it: `scope/purpose`, `tasks/ROWID/minutes`, `items/ROWID/attempts/ROWID/actual`, `items/ROWID`
 *   (the table), `items` (the table), `items/ROWID/attempts` (the table)
 * @row: (out) (transfer full): id of the innermost row in @path, "" when there is none
 *
 * Returns: (transfer none): the field or table; %NULL with NOT_FOUND, naming what is unknown
 */
SlipFormNode *slip_form_find_cell (SlipForm *form, const char *path, char **row, GError **error);
SlipFormNode *slip_form_node_child (SlipFormNode *node, const char *name);

const char *slip_form_node_label (SlipFormNode *node); /* translated */
const char *slip_form_node_hint (SlipFormNode *node);  /* translated, "" when none */
const char *slip_form_text (const char *text);         /* any text of a definition, translated */
/* Words are translated, codes and numbers are what they are. */
const char *slip_form_start_value (const SlipFormStart *start);
/* Text of a code, translated; the value itself when the list doesn't have it. */
const char *slip_form_code_text (SlipFormNode *node, const char *value);
const char *slip_field_type_name (SlipFieldType type); /* "long-text" */

/**
 * slip_form_parse_value:
 * @node: a field that is not calculated
 * @text: what was typed or imported
 *
 * Checks a value's type. Numbers, dates and line ends are brought to one form; choices take members one a line
 * (comes back sorted, without repetition). Empty text is a value (cleared). Whether a person, row or document exists is
 * not checked here: see slip_form_resolve_reference() and slip_check_document().
 *
 * Returns: (transfer full): the normal form; %NULL with INVALID, naming the field and what it takes
 */
char *slip_form_parse_value (SlipFormNode *node, const char *text, GError **error);

/**
 * slip_form_resolve_reference:
 * @record: the record that the field stands in
 * @node: a field of type reference or person
 * @text: an id, or what people call it: a row by its table's key ("AC-03"), a document by its number, a release by its
 *   title, a person by name
 *
 * Returns: (transfer full): the id; "" for empty text; %NULL with NOT_FOUND or AMBIGUOUS
 */
char *slip_form_resolve_reference (SlipDatabase *database, SlipForm *form, const char *record,
                                   SlipFormNode *node, const char *text, GError **error);
/* (transfer full): what people call the thing that a reference or person field points to; the id itself when it is not
 * there. Other fields: the text of codes, else the value. */
char *slip_form_display_value (SlipDatabase *database, const char *record, SlipFormNode *node,
                               const char *value);
/* (transfer full) (nullable): newest living document of a form in a release (or, given a document, in its release). */
char *slip_form_document_of (SlipDatabase *database, const char *record, const char *form);
/* (transfer full) (element-type utf8): ids of all of them, by number; of whatever form when @form is NULL. */
GPtrArray *slip_form_documents_of (SlipDatabase *database, const char *record, const char *form,
                                   GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipForm, slip_form_unref)

G_END_DECLS
