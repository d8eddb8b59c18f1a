/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* See slip-place.h. */

#include "ui/library/slip-place.h"

#include <string.h>

struct _SlipPlace
{
  GObject parent_instance;
  char *id;
  char *title;
  char *text;
  char *note;
  char *folded; /* nullable: what is searched, made when it is asked for */
};

G_DEFINE_FINAL_TYPE (SlipPlace, slip_place, G_TYPE_OBJECT)

const char *
slip_place_get_id (SlipPlace *self)
{
  return self->id;
}

const char *
slip_place_get_title (SlipPlace *self)
{
  return self->title;
}

const char *
slip_place_get_text (SlipPlace *self)
{
  return self->text;
}

const char *
slip_place_get_note (SlipPlace *self)
{
  return self->note;
}

gboolean
slip_place_matches (SlipPlace *self, const char *const *words)
{
  if (self->folded == NULL)
    {
      g_autofree char *all = g_strjoin ("\n", self->title, self->text, self->note, NULL);

      self->folded = g_utf8_casefold (all, -1);
    }
  for (gsize i = 0; words[i] != NULL; i++)
    if (strstr (self->folded, words[i]) == NULL)
      return FALSE;
  return TRUE;
}

static gboolean
is_same (SlipPlace *one, SlipPlace *two)
{
  return g_str_equal (one->id, two->id) && g_str_equal (one->title, two->title) &&
         g_str_equal (one->text, two->text) && g_str_equal (one->note, two->note);
}

static gboolean
is_same_at (GListStore *store, guint at, SlipPlace *place)
{
  g_autoptr (SlipPlace) old = g_list_model_get_item (G_LIST_MODEL (store), at);

  return is_same (old, place);
}

void
slip_place_store_set (GListStore *store, GPtrArray *places)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (store));
  guint begin = 0;
  guint end = 0;

  while (begin < n && begin < places->len &&
         is_same_at (store, begin, g_ptr_array_index (places, begin)))
    begin++;
  while (end < n - begin && end < places->len - begin &&
         is_same_at (store, n - 1 - end, g_ptr_array_index (places, places->len - 1 - end)))
    end++;
  if (begin + end < n || begin + end < places->len)
    g_list_store_splice (store, begin, n - begin - end, places->pdata + begin,
                         places->len - begin - end);
}

static void
slip_place_finalize (GObject *object)
{
  SlipPlace *self = SLIP_PLACE (object);

  g_free (self->id);
  g_free (self->title);
  g_free (self->text);
  g_free (self->note);
  g_free (self->folded);
  G_OBJECT_CLASS (slip_place_parent_class)->finalize (object);
}

static void
slip_place_class_init (SlipPlaceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = slip_place_finalize;
}

static void
slip_place_init (SlipPlace *self)
{
}

SlipPlace *
slip_place_new (const char *id, const char *title, const char *text, const char *note)
{
  SlipPlace *self = g_object_new (SLIP_TYPE_PLACE, NULL);

  self->id = g_strdup (id);
  self->title = g_strdup (title);
  self->text = g_strdup (text);
  self->note = g_strdup (note);
  return self;
}
