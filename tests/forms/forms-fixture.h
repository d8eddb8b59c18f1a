/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A workspace in memory whose derived tables are written directly: the forms layer reads nothing else. */

#pragma once

#include "forms/slip-expression.h"
#include "forms/slip-form.h"
#include "store/slip-database.h"

#define FIXTURE_RELEASE "releaseaaaaaaaaaaaaaaaaaaa"
#define FIXTURE_PERSON "personaaaaaaaaaaaaaaaaaaaa"

SlipDatabase *fixture_database (void);
/* An id of 26 characters that begins with @name (letters a-z, digits 2-7). */
char *fixture_id (const char *name);

/* A form with @body between title and end; aborts when it is refused. */
SlipForm *fixture_form (const char *id, const char *body);
/* The same from a file of the sources or a whole definition. */
GBytes *fixture_definition (const char *id, const char *body);
/* What the loader says against @body, or NULL. */
char *fixture_refusal (const char *body);

/* A document of @form in FIXTURE_RELEASE; its definition is stored as a blob. */
void fixture_document (SlipDatabase *database, SlipForm *form, const char *record);
/* Another value of a kind ('v' unless said): shown ones first. */
void fixture_value (SlipDatabase *database, const char *record, const char *row, const char *field,
                    const char *value);
void fixture_value_full (SlipDatabase *database, const char *record, const char *row,
                         const char *field, const char *value, const char *kind, gboolean shown);
void fixture_row (SlipDatabase *database, const char *record, const char *id, const char *parent,
                  const char *table, const char *position);

/* The value of @path (a row's path with its id) in a fresh scope. */
char *fixture_get (SlipDatabase *database, SlipForm *form, const char *record, const char *path);
void fixture_assert (SlipDatabase *database, SlipForm *form, const char *record, const char *path,
                     const char *expected);
