/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Carries signals of a workspace from whatever thread has something to say to the one that listens. */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

typedef struct _SlipAnnouncer SlipAnnouncer;

/* Emits one of the object's signals, which takes a text. */
typedef void (*SlipAnnounceFunc) (gpointer object, gboolean notice, const char *text);

/* The listeners' main context is the calling thread's default one. @object: not referenced */
SlipAnnouncer *slip_announcer_new (gpointer object, SlipAnnounceFunc func);
/* Of what waits, nothing is said any more. */
void slip_announcer_free (SlipAnnouncer *announcer);

/* Any thread. @record: "" for any. Said at the next turn of the main loop, once, however often it is called before. */
void slip_announcer_changed (SlipAnnouncer *announcer, const char *record);
/* Any thread. Said at once in the thread that made the announcer, else at the next turn of the main loop. */
void slip_announcer_notice (SlipAnnouncer *announcer, const char *text);

G_END_DECLS
