/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A workspace whose founder, Ada, has admitted Bo as QA lead; Eve is nobody. What they sign is of one record. */

#pragma once

#include "trust-fixture.h"

#include "trust/slip-signature.h"

extern const char *const qa_lead[];

typedef struct
{
  GRand *random;
  Actor *ada;
  Actor *bo;
  Actor *eve;
  SlipGenesis *genesis;
  SlipDatabase *db;
  char *record;
} Fixture;

/* For g_test_add(). */
void set_up (Fixture *fixture, gconstpointer data);
void tear_down (Fixture *fixture, gconstpointer data);

/* As long as a signature, which is all that the log asks. */
GBytes *make_rubbish (void);

SlipSignature *only_signature (Fixture *fixture);
/* The only sign-off holds. @endorsement: (nullable): hash of what endorses it */
void assert_good (Fixture *fixture, const char *endorsement);
/* It doesn't count, but there is nothing wrong with it. */
void assert_late (Fixture *fixture, const char *why);
