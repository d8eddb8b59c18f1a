/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What the parts of the demonstration share. */

#pragma once

#include "workspace/slip-demo.h"
#include "workspace/slip-workspace.h"

G_BEGIN_DECLS

typedef enum
{
  PM,
  QA,
  IRB,
  N_PEOPLE
} SlipDemoPerson;

typedef enum
{
  PLAN,
  CHANGE,
  INSTALLATION,
  UAT,
  LESSON_1,
  LESSON_2,
  LESSON_3,
  MONITORING,
  FINAL,
  RELEASE,
  HANDOVER,
  REVIEW,
  N_DOCUMENTS
} SlipDemoDocument;

typedef struct
{
  const SlipDemo *demo;
  GCancellable *cancellable;
  SlipWorkspace *workspaces[N_PEOPLE];
  char *passphrases[N_PEOPLE];
  char *release;
  char *ids[N_DOCUMENTS];
} SlipDemoRun;

typedef struct
{
  SlipDemoDocument document;
  SlipDemoPerson person;
  const char *role;
  const char *comment;
  const char *slot; /* nullable: the role's own */
} SlipDemoSignature;

void slip_demo_say (SlipDemoRun *run, const char *format, ...) G_GNUC_PRINTF (2, 3);
gboolean slip_demo_sync_one (SlipDemoRun *run, SlipDemoPerson person, GError **error);
/* Twice around: what the last one sent reaches the first. */
gboolean slip_demo_sync_all (SlipDemoRun *run, GError **error);
gboolean slip_demo_import (SlipDemoRun *run, SlipDemoDocument document, GError **error);
gboolean slip_demo_set (SlipDemoRun *run, SlipDemoPerson person, SlipDemoDocument document,
                        const char *path, const char *value, GError **error);
/* Whether anybody signed it: then its edits were made in an earlier run. */
gboolean slip_demo_is_signed (SlipDemoRun *run, SlipDemoDocument document, SlipDemoPerson person);
/* Whether the signature is there already, out of an earlier run. */
gboolean slip_demo_has_signed (SlipDemoRun *run, const SlipDemoSignature *wanted,
                               SlipVerdict verdict);
/* Syncs before and after; nothing more when it was signed in an earlier run. */
gboolean slip_demo_sign (SlipDemoRun *run, const SlipDemoSignature *signature, const char *verdict,
                         GError **error);
gboolean slip_demo_approve (SlipDemoRun *run, const SlipDemoSignature *all, gsize n,
                            GError **error);

/* What the plan still needs before it can be signed. */
gboolean slip_demo_ready_plan (SlipDemoRun *run, GError **error);
/* From user acceptance to the review after the release. */
gboolean slip_demo_play_stages (SlipDemoRun *run, GError **error);

G_END_DECLS
