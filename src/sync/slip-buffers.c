/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A stack of buffers that nobody uses, and bodies that grow. */

#include "sync/slip-buffers.h"

#include <string.h>

/* Least room of a body that is no part. */
#define LEAST_ROOM (64 * 1024)
/* Most that is believed before it came. */
#define MOST_AT_ONCE (1024 * 1024)

static GMutex lock;
static GSList *unused;

guint8 *
slip_buffer_take (void)
{
  guint8 *buffer = NULL;

  g_mutex_lock (&lock);
  if (unused != NULL)
    {
      buffer = unused->data;
      unused = g_slist_delete_link (unused, unused);
    }
  g_mutex_unlock (&lock);
  return buffer != NULL ? buffer : g_malloc (SLIP_BUFFER_BYTES);
}

void
slip_buffer_give (guint8 *buffer)
{
  g_mutex_lock (&lock);
  unused = g_slist_prepend (unused, buffer);
  g_mutex_unlock (&lock);
}

static void
give (gpointer buffer)
{
  slip_buffer_give (buffer);
}

GBytes *
slip_buffer_to_bytes (guint8 *buffer, gsize length)
{
  g_return_val_if_fail (length <= SLIP_BUFFER_BYTES, NULL);

  return g_bytes_new_with_free_func (buffer, length, give, buffer);
}

void
slip_buffers_free (void)
{
  g_mutex_lock (&lock);
  g_slist_free_full (g_steal_pointer (&unused), g_free);
  g_mutex_unlock (&lock);
}

/* A buffer when it is to be a part's file; what grows as it comes in otherwise, whatever is claimed. */
void
slip_body_make_room (SlipBody *body, gint64 expected)
{
  guint8 *data;

  if (body->room > body->length)
    return;
  if (body->room == 0 && expected > LEAST_ROOM && expected < SLIP_BUFFER_BYTES)
    {
      body->data = slip_buffer_take ();
      body->room = SLIP_BUFFER_BYTES;
      body->pooled = TRUE;
      return;
    }
  body->room =
      body->room > 0 ? 2 * body->room : (gsize) CLAMP (expected, LEAST_ROOM, MOST_AT_ONCE) + 1;
  data = g_malloc (body->room);
  if (body->length > 0)
    memcpy (data, body->data, body->length);
  if (body->pooled)
    slip_buffer_give (body->data);
  else
    g_free (body->data);
  body->data = data;
  body->pooled = FALSE;
}

GBytes *
slip_body_take (SlipBody *body)
{
  SlipBody whole = *body;

  *body = (SlipBody){ 0 };
  if (whole.pooled)
    return slip_buffer_to_bytes (whole.data, whole.length);
  return g_bytes_new_take (g_realloc (whole.data, whole.length), whole.length);
}

void
slip_body_clear (SlipBody *body)
{
  if (body->pooled)
    slip_buffer_give (body->data);
  else
    g_free (body->data);
  *body = (SlipBody){ 0 };
}
