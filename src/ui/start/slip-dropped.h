/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A file or folder that was dropped on the window, or given on the command line: what it holds decides what is offered. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef enum
{
  SLIP_DROPPED_FOLDER,     /* is opened as a workspace */
  SLIP_DROPPED_INVITATION, /* to join with, as anything that is not known: the dialogue says so */
  SLIP_DROPPED_IDENTITY,   /* to join with on another device */
  SLIP_DROPPED_BACKUP,     /* to be restored */
} SlipDropped;

/* Reads the beginning of the file. Blocks: for threads. */
SlipDropped slip_dropped_look (const char *path);
/* Looks in a thread, and opens the dialogue that fits over the window of @parent. */
void slip_dropped_open (GtkWidget *parent, GFile *file);

G_END_DECLS
