/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What all remotes share: answers, transfers, the choice of a remote by its address, and set-up. */

#include "sync/slip-remote.h"

#include <glib/gi18n-lib.h>

#include "sync/slip-remote-dav.h"
#include "sync/slip-remote-directory.h"

G_DEFINE_INTERFACE (SlipRemote, slip_remote, G_TYPE_OBJECT)

static void
slip_remote_default_init (SlipRemoteInterface *iface)
{
}

void
slip_answer_clear (SlipAnswer *answer)
{
  g_clear_pointer (&answer->text, g_free);
  *answer = (SlipAnswer){ 0 };
}

/**
 * slip_answer_set:
 * @format: what happened to which thing
 *
 * Replaces what @answer held.
 */
void
slip_answer_set (SlipAnswer *answer, SlipAnswerKind kind, guint status, const char *format, ...)
{
  va_list args;
  char *text;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  slip_answer_clear (answer);
  answer->kind = kind;
  answer->status = status;
  answer->text = text;
}

/**
 * slip_answer_copy:
 *
 * Replaces what @to held with a copy of @from.
 */
void
slip_answer_copy (SlipAnswer *to, const SlipAnswer *from)
{
  char *text = g_strdup (from->text);

  slip_answer_clear (to);
  *to = *from;
  to->text = text;
}

void
slip_answer_folder_gone (SlipAnswer *answer)
{
  slip_answer_set (answer, SLIP_ANSWER_MISSING, answer->status,
                   _ ("The workspace's folder is not on the store any more"));
}

/* The code, and what a person can do about it. In round brackets after it may stand the command that does it, which the
 * window leaves out.
 * Translators: keep “(slipwayctl …)” in brackets, behind what it does. */
static const struct
{
  SlipAnswerKind kind;
  SlipError code;
  const char *advice;
} advices[] = {
  { SLIP_ANSWER_UNKNOWN, SLIP_ERROR_OFFLINE, N_ ("nothing is lost; sync again later") },
  { SLIP_ANSWER_OFFLINE, SLIP_ERROR_OFFLINE,
    N_ ("check the network and the address, then sync again") },
  { SLIP_ANSWER_AUTH, SLIP_ERROR_AUTH,
    N_ ("set the right user and password (slipwayctl remote set)") },
  { SLIP_ANSWER_NO_PASSWORD, SLIP_ERROR_NO_PASSWORD,
    N_ ("set the right user and password (slipwayctl remote set)") },
  { SLIP_ANSWER_FORBIDDEN, SLIP_ERROR_NOT_ALLOWED,
    N_ ("ask whoever runs the server for access to the folder") },
  { SLIP_ANSWER_MISSING, SLIP_ERROR_NOT_FOUND,
    N_ ("nothing was deleted here; if the folder moved, set its new address (slipwayctl remote "
        "set)") },
  { SLIP_ANSWER_NO_PARENT, SLIP_ERROR_NOT_FOUND,
    N_ ("make the folder first, or set another address (slipwayctl remote set)") },
  { SLIP_ANSWER_NOT_WEBDAV, SLIP_ERROR_NOT_WEBDAV,
    N_ ("check the address; in a hotel or a train, sign in to its network first") },
  { SLIP_ANSWER_REDIRECT, SLIP_ERROR_NOT_WEBDAV,
    N_ ("if that is the folder's real place, set it (slipwayctl remote set)") },
  { SLIP_ANSWER_PRECONDITION, SLIP_ERROR_FAILED,
    N_ ("sync again; if it stays, tell the server's owner") },
  { SLIP_ANSWER_TOO_LARGE, SLIP_ERROR_TOO_LARGE,
    N_ ("ask whoever runs the server to allow uploads of at least 300 KiB") },
  { SLIP_ANSWER_LOCKED, SLIP_ERROR_BUSY, N_ ("another program has locked it; sync again later") },
  { SLIP_ANSWER_BUSY, SLIP_ERROR_OFFLINE, N_ ("sync again later") },
  { SLIP_ANSWER_NO_SPACE, SLIP_ERROR_NO_SPACE,
    N_ ("make room there; all is kept here until then") },
  { SLIP_ANSWER_TRUNCATED, SLIP_ERROR_CORRUPT, N_ ("sync again; the owner puts the file again") },
  { SLIP_ANSWER_TLS, SLIP_ERROR_NOT_ALLOWED,
    N_ ("nothing was sent; make sure that it is the right server and that its certificate is "
        "valid") },
  { SLIP_ANSWER_CANCELLED, SLIP_ERROR_CANCELLED, N_ ("sync again to go on") },
};

/**
 * slip_answer_to_error:
 * @address: (nullable): of the store
 *
 * Returns: (transfer full): what happened, where, and what to do
 */
GError *
slip_answer_to_error (const SlipAnswer *answer, const char *address)
{
  const char *text =
      answer->text != NULL ? answer->text : _ ("The store did not answer as it should");
  const char *place = address != NULL ? address : _ ("the store");

  for (guint i = 0; i < G_N_ELEMENTS (advices); i++)
    if (advices[i].kind == answer->kind)
      return g_error_new (SLIP_ERROR, advices[i].code, "%s (%s); %s", text, place,
                          _ (advices[i].advice));
  return g_error_new (SLIP_ERROR, SLIP_ERROR_FAILED, "%s (%s)", text, place);
}

/**
 * slip_remote_entry_new:
 * @size: bytes, or -1
 *
 * Returns: (transfer full): an entry of a listing
 */
SlipRemoteEntry *
slip_remote_entry_new (const char *name, gint64 size)
{
  SlipRemoteEntry *entry = g_new0 (SlipRemoteEntry, 1);

  entry->name = g_strdup (name);
  entry->size = size;
  return entry;
}

void
slip_remote_entry_free (SlipRemoteEntry *entry)
{
  g_free (entry->name);
  g_free (entry);
}

/**
 * slip_transfer_new:
 * @bytes: (nullable): what to put
 *
 * Returns: (transfer full): a file to move
 */
SlipTransfer *
slip_transfer_new (const char *folder, const char *name, GBytes *bytes)
{
  SlipTransfer *transfer = g_new0 (SlipTransfer, 1);

  transfer->folder = g_strdup (folder);
  transfer->name = g_strdup (name);
  transfer->bytes = bytes != NULL ? g_bytes_ref (bytes) : NULL;
  return transfer;
}

void
slip_transfer_free (SlipTransfer *transfer)
{
  g_free (transfer->folder);
  g_free (transfer->name);
  g_clear_pointer (&transfer->bytes, g_bytes_unref);
  slip_answer_clear (&transfer->answer);
  g_free (transfer);
}

GPtrArray *
slip_remote_list (SlipRemote *self, const char *folder, SlipAnswer *answer,
                  GCancellable *cancellable)
{
  GPtrArray *entries = g_ptr_array_new_with_free_func ((GDestroyNotify) slip_remote_entry_free);

  g_return_val_if_fail (SLIP_IS_REMOTE (self), entries);
  SLIP_REMOTE_GET_IFACE (self)->list (self, folder, entries, answer, cancellable);
  if (answer->kind != SLIP_ANSWER_OK)
    g_ptr_array_set_size (entries, 0);
  return entries;
}

void
slip_remote_get (SlipRemote *self, GPtrArray *transfers, GCancellable *cancellable)
{
  g_return_if_fail (SLIP_IS_REMOTE (self));
  SLIP_REMOTE_GET_IFACE (self)->get (self, transfers, cancellable);
}

void
slip_remote_remove (SlipRemote *self, GPtrArray *transfers, GCancellable *cancellable)
{
  g_return_if_fail (SLIP_IS_REMOTE (self));
  SLIP_REMOTE_GET_IFACE (self)->remove (self, transfers, cancellable);
}

/* As many as are on their way together. */
#define GROUP 8

static GPtrArray *
group_of (GPtrArray *transfers, guint from)
{
  GPtrArray *group = g_ptr_array_new ();

  for (guint i = from; i < transfers->len && i < from + GROUP; i++)
    g_ptr_array_add (group, g_ptr_array_index (transfers, i));
  return group;
}

static void
land (GPtrArray *group, SlipTransferFunc landed, gpointer user_data)
{
  for (guint i = 0; i < group->len; i++)
    {
      SlipTransfer *transfer = g_ptr_array_index (group, i);

      landed (transfer, user_data);
      g_clear_pointer (&transfer->bytes, g_bytes_unref);
    }
}

void
slip_remote_get_each (SlipRemote *self, GPtrArray *transfers, SlipTransferFunc landed,
                      gpointer user_data, GCancellable *cancellable)
{
  g_return_if_fail (SLIP_IS_REMOTE (self));

  if (SLIP_REMOTE_GET_IFACE (self)->get_each != NULL)
    {
      SLIP_REMOTE_GET_IFACE (self)->get_each (self, transfers, landed, user_data, cancellable);
      return;
    }
  for (guint i = 0; i < transfers->len; i += GROUP)
    {
      g_autoptr (GPtrArray) group = group_of (transfers, i);

      SLIP_REMOTE_GET_IFACE (self)->get (self, group, cancellable);
      land (group, landed, user_data);
    }
}

void
slip_remote_put_each (SlipRemote *self, GPtrArray *transfers, SlipTransferFunc load,
                      SlipTransferFunc landed, gpointer user_data, GCancellable *cancellable)
{
  g_return_if_fail (SLIP_IS_REMOTE (self));

  if (SLIP_REMOTE_GET_IFACE (self)->put_each != NULL)
    {
      SLIP_REMOTE_GET_IFACE (self)->put_each (self, transfers, load, landed, user_data,
                                              cancellable);
      return;
    }
  for (guint i = 0; i < transfers->len; i += GROUP)
    {
      g_autoptr (GPtrArray) group = group_of (transfers, i);
      g_autoptr (GPtrArray) loaded = g_ptr_array_new ();

      for (guint n = 0; n < group->len; n++)
        {
          SlipTransfer *transfer = g_ptr_array_index (group, n);

          load (transfer, user_data);
          if (transfer->bytes != NULL)
            g_ptr_array_add (loaded, transfer);
          else
            slip_answer_set (&transfer->answer, SLIP_ANSWER_CANCELLED, 0, _ ("Sync was cancelled"));
        }
      SLIP_REMOTE_GET_IFACE (self)->put (self, loaded, cancellable);
      land (group, landed, user_data);
    }
}

void
slip_remote_ensure (SlipRemote *self, SlipAnswer *answer, GCancellable *cancellable)
{
  g_return_if_fail (SLIP_IS_REMOTE (self));
  SLIP_REMOTE_GET_IFACE (self)->ensure (self, answer, cancellable);
}

void
slip_remote_get_counts (SlipRemote *self, SlipRemoteCounts *counts)
{
  g_return_if_fail (SLIP_IS_REMOTE (self));
  SLIP_REMOTE_GET_IFACE (self)->counts (self, counts);
}

const char *
slip_remote_get_address (SlipRemote *self)
{
  g_return_val_if_fail (SLIP_IS_REMOTE (self), NULL);
  return SLIP_REMOTE_GET_IFACE (self)->address (self);
}

SlipRemote *
slip_remote_new_for_url (const char *url, const char *workspace, const char *user,
                         const char *password, gboolean allow_cleartext, GError **error)
{
  g_autofree char *scheme = g_uri_parse_scheme (url);

  if (scheme == NULL && g_path_is_absolute (url))
    return slip_remote_directory_new (url, workspace);
  if (g_strcmp0 (scheme, "file") == 0)
    {
      g_autofree char *path = g_filename_from_uri (url, NULL, NULL);

      if (path != NULL)
        return slip_remote_directory_new (path, workspace);
    }
  else if (g_strcmp0 (scheme, "http") == 0 || g_strcmp0 (scheme, "https") == 0)
    return slip_remote_dav_new (url, workspace, user, password, allow_cleartext, error);
  g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID,
               _ ("“%s” is no address of a store; give https://…, file:///… or an absolute path"),
               url);
  return NULL;
}

gboolean
slip_remote_look (SlipRemote *self, GCancellable *cancellable, GError **error)
{
  g_auto (SlipAnswer) answer = { 0 };
  g_autoptr (GPtrArray) entries = slip_remote_list (self, SLIP_REMOTE_HEADS, &answer, cancellable);

  if (answer.kind == SLIP_ANSWER_OK)
    return TRUE;
  if (answer.kind == SLIP_ANSWER_MISSING)
    slip_answer_folder_gone (&answer);
  g_propagate_error (error, slip_answer_to_error (&answer, slip_remote_get_address (self)));
  return FALSE;
}

gboolean
slip_remote_set_up (SlipRemote *self, GCancellable *cancellable, GError **error)
{
  g_auto (SlipAnswer) answer = { 0 };
  g_autoptr (GPtrArray) entries = NULL;

  slip_remote_ensure (self, &answer, cancellable);
  if (answer.kind == SLIP_ANSWER_OK)
    {
      slip_answer_clear (&answer);
      entries = slip_remote_list (self, SLIP_REMOTE_HEADS, &answer, cancellable);
    }
  if (answer.kind == SLIP_ANSWER_OK)
    return TRUE;
  g_propagate_error (error, slip_answer_to_error (&answer, slip_remote_get_address (self)));
  return FALSE;
}

gboolean
slip_remote_probe (const char *url, const char *user, const char *password,
                   gboolean allow_cleartext, GCancellable *cancellable, GError **error)
{
  /* No request names the workspace's own folder. */
  g_autoptr (SlipRemote) self =
      slip_remote_new_for_url (url, "none", user, password, allow_cleartext, error);
  g_auto (SlipAnswer) answer = { 0 };

  if (self == NULL)
    return FALSE;
  SLIP_REMOTE_GET_IFACE (self)->probe (self, &answer, cancellable);
  if (answer.kind == SLIP_ANSWER_OK)
    return TRUE;
  g_propagate_error (error, slip_answer_to_error (&answer, url));
  return FALSE;
}
