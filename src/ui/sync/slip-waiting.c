/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What waits is compared with what waited before: only what is new is told. */

#include "ui/sync/slip-waiting.h"

#include <glib/gi18n.h>

#include "ui/app/slip-settings.h"
#include "ui/app/slip-work.h"

#define SINGLY 3 /* more than so many at once are one notification */

struct _SlipWaiting
{
  GObject parent_instance;
  GWeakRef window;
  SlipWorkspace *workspace;
  GHashTable *known; /* (nullable): as slip_waiting_list() gives it; NULL until it was asked once */
};

G_DEFINE_FINAL_TYPE (SlipWaiting, slip_waiting, G_TYPE_OBJECT)

GHashTable *
slip_waiting_list (SlipWorkspace *workspace, GError **error)
{
  g_autoptr (GPtrArray) documents = slip_workspace_list_documents (workspace, NULL, error);
  g_autoptr (GHashTable) waiting = NULL;

  if (documents == NULL)
    return NULL;
  waiting = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; i < documents->len; i++)
    {
      const SlipDocumentInfo *info = g_ptr_array_index (documents, i);
      g_auto (SlipDocumentState) state = { 0 };

      /* What has problems can't be signed yet, nor what was changed after its approval, before its next revision. */
      if (slip_workspace_describe_document (workspace, info->id, &state, NULL) && state.slots > 0 &&
          state.problems == 0 && !g_str_equal (state.status, "amended"))
        g_hash_table_insert (
            waiting, g_strdup (info->id),
            g_strdup_printf ("%s %s", info->number,
                             *info->title != '\0' ? info->title : info->form_title));
    }
  return g_steal_pointer (&waiting);
}

/* == telling == */

static char *
notification_id (const char *document)
{
  return g_strconcat ("sign-", document, NULL);
}

static void
notify_one (SlipWaiting *self, const char *document, const char *title)
{
  g_autoptr (GNotification) notification = g_notification_new (_ ("Waits for Your Signature"));
  g_autofree char *id = notification_id (document);

  g_notification_set_body (notification, title);
  g_notification_set_default_action_and_target (notification, "app.show-document", "(ss)",
                                                slip_workspace_get_dir (self->workspace), document);
  g_application_send_notification (g_application_get_default (), id, notification);
}

static void
notify_many (guint n)
{
  g_autofree char *text = g_strdup_printf (
      ngettext ("%u document waits for your signature", "%u documents wait for your signature", n),
      n);
  g_autoptr (GNotification) notification = g_notification_new (text);

  g_application_send_notification (g_application_get_default (), "sign", notification);
}

static void
tell (SlipWaiting *self, GHashTable *now)
{
  g_autoptr (GtkWindow) window = g_weak_ref_get (&self->window);
  GHashTableIter iter;
  const char *id;
  const char *title;
  guint n = 0;

  g_hash_table_iter_init (&iter, self->known);
  while (g_hash_table_iter_next (&iter, (gpointer *) &id, NULL))
    if (!g_hash_table_contains (now, id))
      {
        g_autofree char *notification = notification_id (id);

        g_application_withdraw_notification (g_application_get_default (), notification);
      }
  g_hash_table_iter_init (&iter, now);
  while (g_hash_table_iter_next (&iter, (gpointer *) &id, NULL))
    n += !g_hash_table_contains (self->known, id);
  if (n == 0 || window == NULL || gtk_window_is_active (window) ||
      !g_settings_get_boolean (slip_settings_get (), "notify"))
    return;
  if (n > SINGLY)
    {
      notify_many (n);
      return;
    }
  g_hash_table_iter_init (&iter, now);
  while (g_hash_table_iter_next (&iter, (gpointer *) &id, (gpointer *) &title))
    if (!g_hash_table_contains (self->known, id))
      notify_one (self, id, title);
}

/* == asking == */

static gpointer
list_it (gpointer data, GCancellable *cancellable, GError **error)
{
  return slip_waiting_list (data, error);
}

static void
on_listed_cb (gpointer owner, gpointer result, const GError *error, gpointer data)
{
  SlipWaiting *self = owner;
  GHashTable *now = result;

  if (now == NULL)
    return;
  if (self->known != NULL)
    tell (self, now);
  g_clear_pointer (&self->known, g_hash_table_unref);
  self->known = g_hash_table_ref (now);
}

static void
ask (SlipWaiting *self)
{
  slip_work_read (self, list_it, g_object_ref (self->workspace), g_object_unref, on_listed_cb,
                  (GDestroyNotify) g_hash_table_unref, NULL);
}

static void
on_synced_cb (SlipWaiting *self, guint received)
{
  if (received > 0 || self->known == NULL)
    ask (self);
}

/* == life == */

static void
slip_waiting_finalize (GObject *object)
{
  SlipWaiting *self = SLIP_WAITING (object);

  g_weak_ref_clear (&self->window);
  g_clear_pointer (&self->known, g_hash_table_unref);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (slip_waiting_parent_class)->finalize (object);
}

static void
slip_waiting_class_init (SlipWaitingClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = slip_waiting_finalize;
}

static void
slip_waiting_init (SlipWaiting *self)
{
}

SlipWaiting *
slip_waiting_new (GtkWindow *window, SlipWorkspace *workspace, SlipSyncScheduler *scheduler)
{
  SlipWaiting *self = g_object_new (SLIP_TYPE_WAITING, NULL);

  g_weak_ref_init (&self->window, window);
  self->workspace = g_object_ref (workspace);
  g_signal_connect_object (scheduler, "synced", G_CALLBACK (on_synced_cb), self, G_CONNECT_SWAPPED);
  ask (self);
  return self;
}
