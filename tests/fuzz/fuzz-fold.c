/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Any history, in several orders of arrival, and made anew: the tables are the same. */

#include "fuzz.h"

#include "../store/fold-program.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static SlipDatabase *db = NULL;

  if (db == NULL)
    db = slip_database_open (":memory:", SLIP_DATABASE_CREATE, NULL);
  if (size >= 2)
    program_check (db, data, size);
  return 0;
}
