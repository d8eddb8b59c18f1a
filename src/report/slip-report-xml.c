/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Export as XML. A statement goes in as base64 of the very bytes that were signed: written into
 * the tree, the next program that indents the file would break the signature. */

#include "report/slip-report-xml.h"

#include <glib/gi18n-lib.h>

#include "core/slip-datetime.h"
#include "forms/slip-instance.h"
#include "report/slip-report-file.h"

static void
add_attribute (xmlNode *node, const char *name, const char *value)
{
  if (value != NULL && *value != '\0')
    xmlNewProp (node, BAD_CAST name, BAD_CAST value);
}

static void
add_base64 (xmlNode *parent, const char *name, GBytes *bytes)
{
  gsize length = 0;
  const guint8 *data = bytes == NULL ? NULL : g_bytes_get_data (bytes, &length);
  g_autofree char *text = g_base64_encode (data, length);

  xmlNewTextChild (parent, NULL, BAD_CAST name, BAD_CAST text);
}

static void
add_key (xmlNode *parent, const guint8 *key)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (gsize i = 0; i < SLIP_KEY_BYTES; i++)
    g_string_append_printf (text, "%02x", key[i]);
  xmlNewTextChild (parent, NULL, BAD_CAST "key", BAD_CAST text->str);
}

static void
add_signature (xmlNode *parent, const SlipSignature *signature)
{
  xmlNode *node = xmlNewChild (parent, NULL, BAD_CAST "signature", NULL);

  add_attribute (node, "hash", signature->hash);
  add_attribute (node, "slot", signature->slot);
  add_attribute (node, "role", signature->role);
  add_attribute (node, "person", signature->person);
  add_attribute (node, "name", signature->name);
  add_attribute (node, "time", signature->time);
  if (signature->statement != NULL)
    add_attribute (node, "verdict", slip_verdict_to_string (signature->verdict));
  add_attribute (node, "meaning", signature->meaning);
  add_attribute (node, "fingerprint", signature->fingerprint);
  add_attribute (node, "valid", signature->valid ? "yes" : "no");
  add_attribute (node, "reason", signature->reason);
  add_base64 (node, "statement", signature->text);
  add_base64 (node, "bytes", signature->signature);
  if (signature->statement != NULL)
    add_key (node, signature->statement->key);
}

static void
add_said (xmlNode *parent, const SlipSaid *said)
{
  xmlNode *node = xmlNewTextChild (parent, NULL, BAD_CAST "said", BAD_CAST said->text);
  g_autofree char *time = slip_datetime_format (said->wall_ms, said->utc_offset);

  add_attribute (node, "act", slip_said_act_name (said->act));
  add_attribute (node, "person", said->person);
  add_attribute (node, "name", said->name);
  add_attribute (node, "role", said->role);
  add_attribute (node, "time", time);
  add_attribute (node, "refused", said->refused);
  add_attribute (node, "unseen", said->unseen ? "yes" : NULL);
}

static void
add_threads (xmlNode *root, GPtrArray *threads)
{
  xmlNode *parent = xmlNewChild (root, NULL, BAD_CAST SLIP_REPORT_THREADS, NULL);

  for (guint i = 0; i < threads->len; i++)
    {
      const SlipReportThread *thread = g_ptr_array_index (threads, i);
      const SlipDiscussion *discussion = thread->discussion;
      xmlNode *node = xmlNewChild (parent, NULL, BAD_CAST "thread", NULL);

      add_attribute (node, "id", discussion->id);
      add_attribute (node, "kind", slip_topic_name (discussion->topic));
      add_attribute (node, "role", discussion->role);
      add_attribute (node, "path", thread->path);
      add_attribute (node, "state", discussion->closed != NULL ? "closed" : "open");
      add_attribute (node, "blocks",
                     discussion->blocks && discussion->closed == NULL ? "yes" : NULL);
      for (guint j = 0; j < discussion->said->len; j++)
        add_said (node, g_ptr_array_index (discussion->said, j));
    }
}

GBytes *
slip_report_to_xml (xmlDoc *instance, GPtrArray *signatures, GPtrArray *threads, GError **error)
{
  xmlDoc *document = xmlCopyDoc (instance, 1);
  xmlNode *root = document == NULL ? NULL : xmlDocGetRootElement (document);
  GBytes *bytes = NULL;

  if (root == NULL)
    g_set_error (error, SLIP_ERROR, SLIP_ERROR_FAILED,
                 _ ("can't export the document: its instance is empty"));
  else
    {
      xmlNode *node = xmlNewChild (root, NULL, BAD_CAST "signatures", NULL);

      for (guint i = 0; signatures != NULL && i < signatures->len; i++)
        add_signature (node, g_ptr_array_index (signatures, i));
      if (threads != NULL && threads->len > 0)
        add_threads (root, threads);
      bytes = slip_instance_to_bytes (document);
    }
  if (document != NULL)
    xmlFreeDoc (document);
  return bytes;
}

gboolean
slip_report_write_xml (xmlDoc *instance, GPtrArray *signatures, GPtrArray *threads,
                       const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = slip_report_to_xml (instance, signatures, threads, error);

  return bytes != NULL && slip_report_write_file (path, bytes, error);
}
