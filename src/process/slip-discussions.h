/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Review threads: what was said about a document or one of its fields, what of it counts, and which threads are open. A
 * concern in a role that the process names blocks until that role closes it. Nothing is stored but the ops: each copy that
 * holds the same log says the same, whatever came first. */

#pragma once

#include "process/slip-process.h"
#include "store/slip-database.h"
#include "trust/slip-signature.h"

G_BEGIN_DECLS

/* What begins a thread. */
typedef enum
{
  SLIP_TOPIC_COMMENT,
  SLIP_TOPIC_QUESTION,
  SLIP_TOPIC_CONCERN,
} SlipTopic;

typedef enum
{
  SLIP_SAID_FIRST, /* the comment that began the thread */
  SLIP_SAID_REPLY,
  SLIP_SAID_CLOSE,
  SLIP_SAID_REOPEN,
} SlipSaidAct;

/**
 * SlipSaid:
 * @replica: of its op, with @clock its name
 * @role: in which it is said; "" in none
 * @in_role: whether its author held that role
 * @may_close: whether its author could close the thread, so that it weighs as much as a close
 * @refused: (nullable): why it doesn't count as what it says, one line
 * @unseen: a reply that who closed the thread had not seen
 */
typedef struct
{
  char *replica;
  guint64 clock;
  SlipSaidAct act;
  char *role;
  char *text;
  char *person;
  char *name;
  gint64 wall_ms;
  int utc_offset;
  gboolean in_role;
  gboolean may_close;
  char *refused;
  gboolean unseen;
} SlipSaid;

typedef enum
{
  SLIP_WAITS_FOR_NOBODY,
  SLIP_WAITS_FOR_ANSWER, /* by who drafts the document */
  SLIP_WAITS_FOR_CLOSE, /* by who may close it: it was answered; or a reply came that they had not seen */
} SlipDiscussionWait;

/**
 * SlipDiscussion:
 * @id: the name of the op that began it
 * @record: id of the document; @form of it
 * @row: "" outside of tables
 * @field: "" of the whole document, or row
 * @deleted: the document was
 * @role: who may close a concern: the role in which it was said; "": the person who said it. Anybody closes what is no
 *   concern
 * @blocks: whether it blocks while it is open
 * @said: (element-type SlipSaid): the first comment, then each after what its author had seen
 * @closed: (nullable) (unowned): what closed it; %NULL while it is open
 * @waits: for whom
 */
typedef struct
{
  char *id;
  char *record;
  char *form;
  gboolean deleted;
  char *row;
  char *field;
  SlipTopic topic;
  char *role;
  gboolean blocks;
  GPtrArray *said;
  const SlipSaid *closed;
  SlipDiscussionWait waits;
} SlipDiscussion;

/**
 * SlipDiscussions:
 * @all: (element-type SlipDiscussion): oldest first
 * @blocking: (element-type SlipDiscussion) (unowned): those that block now
 */
typedef struct
{
  GPtrArray *all;
  GPtrArray *blocking;

  /*< private >*/
  SlipDatabase *database;
} SlipDiscussions;

/**
 * slip_discussions_load:
 * @process: (nullable): that the release follows; %NULL: the AI-IRB liaison's concerns block
 * @release: id
 *
 * Also those about documents that were deleted: a concern doesn't go away with what it is about.
 *
 * Returns: (transfer full): free with slip_discussions_free()
 */
SlipDiscussions *slip_discussions_load (SlipDatabase *database, const SlipProcess *process,
                                        const char *release, GError **error);
void slip_discussions_free (SlipDiscussions *discussions);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipDiscussions, slip_discussions_free)

/* (transfer none) (nullable): by id. */
SlipDiscussion *slip_discussions_find (const SlipDiscussions *discussions, const char *id);

/* Whether @signature's signer had seen that it was open, and not that it was closed. */
gboolean slip_discussion_was_open (const SlipDiscussions *discussions,
                                   const SlipDiscussion *discussion,
                                   const SlipSignature *signature);

/* (transfer none): the stage at which it blocks a way that leads through @stage; %NULL when it doesn't: its document's
 * stage comes later. A document of no stage blocks at @stage itself. */
const SlipStage *slip_discussion_stage (const SlipDiscussion *discussion,
                                        const SlipProcess *process, const SlipStage *stage);
/* Whether, while it is open, nobody approves the document: it is about that; or Go is given there, and the way leads through
 * what it is about. */
gboolean slip_discussion_is_against (const SlipDiscussion *discussion, const SlipProcess *process,
                                     const char *record, const char *form);
/* (transfer full): "Ada Moss: the beginning of what was said", one line, in no language but theirs. */
char *slip_discussion_line (const SlipDiscussion *discussion);
/* (transfer full): "Ada Moss (AI-IRB Liaison): the beginning of what was said", one line. */
char *slip_discussion_summary (const SlipDiscussion *discussion);
/* (transfer none): the comment that began it. */
const SlipSaid *slip_discussion_first (const SlipDiscussion *discussion);

/* Whether the person could close it in the role ("": in none) at that time. */
gboolean slip_discussion_may_close (SlipDatabase *database, const SlipDiscussion *discussion,
                                    const char *person, const char *role, gint64 at_ms);

/* (transfer none): stable words: "comment", "question", "concern"; "comment", "reply", "close", "reopen". */
const char *slip_topic_name (SlipTopic topic);
gboolean slip_topic_from_string (const char *text, SlipTopic *topic);
const char *slip_said_act_name (SlipSaidAct act);

G_END_DECLS
