/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What a report needs of a review thread. */

#pragma once

#include "process/slip-discussions.h"

G_BEGIN_DECLS

/* The element of the XML export. No section of a form can have this name: theirs have no hyphens. */
#define SLIP_REPORT_THREADS "review-threads"

/**
 * SlipReportThread:
 * @path: of what it is about, as commands take it; "" of the whole document
 * @label: the same in the form's words
 *
 * Nothing of it is kept.
 */
typedef struct
{
  const SlipDiscussion *discussion;
  const char *path;
  const char *label;
} SlipReportThread;

G_END_DECLS
