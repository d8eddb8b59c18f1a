/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The attacks of a table, each by what it aims at; test-attacks.c carries them out. */

#pragma once

#include "slip-test-forge.h"

/* Who names it; for whom, see the table. */
typedef enum
{
  BY_VERIFY,
  BY_SYNC,
  BY_CHECK,
  BY_OWNERS_SYNC, /* of the member under whose name it was done */
} Namer;

typedef enum
{
  NOTHING_CHANGES,
  /* What was altered is Petra's own database: there is nobody whom it could deceive but her, until verify tells. */
  OWN,
  BOTH_KEPT,
} Effect;

typedef struct
{
  const char *name;
  void (*attack) (Scene *scene);
  Namer by;
  const char *named; /* words of the line */
  Effect effect;
} Attack;

/* Each ends with an attack without a name. */
extern const Attack attacks_on_signatures[];
extern const Attack attacks_on_members[];
extern const Attack attacks_on_the_log[];
extern const Attack attacks_on_the_store[];
