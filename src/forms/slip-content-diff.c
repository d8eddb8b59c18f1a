/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Two canonical contents, read into small trees and walked side by side. Works on the texts alone: a change
 * can be told when neither of them is what the tables hold now. */

#include "forms/slip-content-diff.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "forms/slip-content-parts.h"
#include "forms/slip-form-private.h"

char *
slip_content_value (GBytes *content, const char *path)
{
  g_autoptr (SlipContentPart) root = slip_content_read (content, NULL);
  g_auto (GStrv) names = g_strsplit (path, "/", -1);
  SlipContentPart *part = root;

  for (gsize i = 0; names[i] != NULL && part != NULL; i++)
    part = slip_content_part_find (part, names[i]);
  return g_strdup (part != NULL && part->value != NULL ? part->value : "");
}

/* == telling == */

void
slip_field_change_free (SlipFieldChange *change)
{
  g_free (change->path);
  g_free (change->field);
  g_free (change->section);
  g_free (change->label);
  g_free (change->old);
  g_free (change->new);
  g_free (change->old_text);
  g_free (change->new_text);
  g_free (change);
}

const char *
slip_change_kind_name (SlipChangeKind kind)
{
  static const char *const names[] = { "set", "added", "deleted", "moved", "section" };

  return names[kind];
}

/* Where the walk is. */
typedef struct
{
  SlipFormNode *node; /* nullable */
  char *path;
  char *field;
  char *label;
} Place;

static void
place_clear (Place *place)
{
  g_free (place->path);
  g_free (place->field);
  g_free (place->label);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Place, place_clear)

typedef struct
{
  GPtrArray *changes;
  const char *section;
} Walk;

static char *
join (const char *above, const char *separator, const char *name)
{
  return *above == '\0' ? g_strdup (name) : g_strconcat (above, separator, name, NULL);
}

static Place
place_below (const Place *above, const char *name)
{
  SlipFormNode *node = above->node != NULL ? slip_form_node_child (above->node, name) : NULL;
  Place place = { node, join (above->path, "/", name), join (above->field, "/", name),
                  join (above->label, " › ", node != NULL ? slip_form_node_label (node) : name) };

  return place;
}

/* The name that a row has for people: its key, or its place. */
static Place
place_of_row (const Place *table, SlipContentPart *row)
{
  SlipContentPart *key = table->node != NULL && table->node->key != NULL
                             ? slip_content_part_find (row, table->node->key->name)
                             : NULL;
  g_autofree char *number = g_strdup_printf ("%u", row->place);
  Place place = { table->node, join (table->path, "/", row->name), g_strdup (table->field),
                  join (table->label, " › ", key != NULL ? key->value : number) };

  return place;
}

static char *
value_text (SlipFormNode *node, const char *value)
{
  g_auto (GStrv) members = NULL;
  g_autoptr (GString) text = NULL;

  if (node == NULL || node->kind != SLIP_NODE_FIELD)
    return g_strdup (value);
  if (node->type == SLIP_FIELD_BOOLEAN && *value != '\0')
    return g_strdup (g_str_equal (value, "yes") ? _ ("yes") : _ ("no"));
  if (node->type == SLIP_FIELD_CHOICE)
    return g_strdup (slip_form_code_text (node, value));
  if (node->type == SLIP_FIELD_FILE)
    return g_strdup (slip_file_value_name (value));
  if (node->type != SLIP_FIELD_CHOICES)
    return g_strdup (value);
  members = g_strsplit (value, "\n", -1);
  text = g_string_new (NULL);
  for (gsize i = 0; members[i] != NULL; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "",
                            node->codes != NULL ? slip_form_code_text (node, members[i])
                                                : members[i]);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
tell (Walk *walk, SlipChangeKind kind, const Place *place, const char *old, const char *new)
{
  SlipFieldChange *change = g_new0 (SlipFieldChange, 1);
  SlipFormNode *field = kind == SLIP_CHANGE_SET ? place->node : NULL;

  change->kind = kind;
  change->path = g_strdup (place->path);
  change->field = g_strdup (place->field);
  change->section = g_strdup (walk->section);
  change->label = g_strdup (place->label);
  change->old = g_strdup (old);
  change->new = g_strdup (new);
  change->old_text = old != NULL ? value_text (field, old) : NULL;
  change->new_text = new != NULL ? value_text (field, new) : NULL;
  g_ptr_array_add (walk->changes, change);
}

/* == comparing == */

static void walk_children (Walk *walk, const Place *place, SlipContentPart *before,
                           SlipContentPart *after);

static int
compare_guint (gconstpointer a, gconstpointer b)
{
  const guint *x = a;
  const guint *y = b;

  return *x < *y ? -1 : *x > *y;
}

/* Of the rows that both have, those that are not part of the longest run which kept its order (patience
 * sorting, n log n): the fewest that can be said to have moved. */
static GHashTable *
find_moved (SlipContentPart *before, SlipContentPart *after)
{
  GHashTable *moved = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) common = g_ptr_array_new ();
  g_autoptr (GArray) piles =
      g_array_new (FALSE, FALSE, sizeof (guint)); /* places before, growing */
  g_autofree guint *lengths = NULL;
  guint wanted;

  for (guint i = 0; i < slip_content_part_get_n_children (after); i++)
    {
      SlipContentPart *row = slip_content_part_get_child (after, i);

      if (row->kind == SLIP_PART_ROW && slip_content_part_find (before, row->name) != NULL)
        g_ptr_array_add (common, row);
    }
  lengths = g_new (guint, common->len + 1);
  for (guint i = 0; i < common->len; i++)
    {
      guint place =
          slip_content_part_find (before, ((SlipContentPart *) g_ptr_array_index (common, i))->name)
              ->place;
      guint low = 0;
      guint high = piles->len;

      while (low < high)
        {
          guint middle = (low + high) / 2;

          if (compare_guint (&g_array_index (piles, guint, middle), &place) < 0)
            low = middle + 1;
          else
            high = middle;
        }
      if (low == piles->len)
        g_array_append_val (piles, place);
      else
        g_array_index (piles, guint, low) = place;
      lengths[i] = low + 1;
    }
  wanted = piles->len;
  for (guint i = common->len; i > 0; i--)
    {
      SlipContentPart *row = g_ptr_array_index (common, i - 1);

      if (lengths[i - 1] == wanted)
        wanted--;
      else
        g_hash_table_add (moved, row->name);
    }
  return moved;
}

static void
walk_rows (Walk *walk, const Place *table, SlipContentPart *before, SlipContentPart *after)
{
  g_autoptr (GHashTable) moved = find_moved (before, after);

  for (guint i = 0; i < slip_content_part_get_n_children (after); i++)
    {
      SlipContentPart *row = slip_content_part_get_child (after, i);
      SlipContentPart *old = slip_content_part_find (before, row->name);
      g_auto (Place) place = place_of_row (table, row);

      if (old == NULL)
        tell (walk, SLIP_CHANGE_ADDED, &place, NULL, NULL);
      else if (g_hash_table_contains (moved, row->name))
        tell (walk, SLIP_CHANGE_MOVED, &place, NULL, NULL);
      walk_children (walk, &place, old, row);
    }
  for (guint i = 0; i < slip_content_part_get_n_children (before); i++)
    {
      SlipContentPart *row = slip_content_part_get_child (before, i);
      g_auto (Place) place = { 0 };

      if (slip_content_part_find (after, row->name) != NULL)
        continue;
      place = place_of_row (table, row);
      tell (walk, SLIP_CHANGE_DELETED, &place, NULL, NULL);
      walk_children (walk, &place, row, NULL);
    }
}

/* @before, @after: (nullable): the same named part of each content. */
static void
walk_part (Walk *walk, const Place *above, SlipContentPart *before, SlipContentPart *after)
{
  SlipContentPart *part = after != NULL ? after : before;
  g_auto (Place) place = place_below (above, part->name);

  if (part->kind == SLIP_PART_FIELD)
    {
      const char *old = before != NULL && before->value != NULL ? before->value : "";
      const char *new = after != NULL && after->value != NULL ? after->value : "";

      if (!g_str_equal (old, new))
        tell (walk, SLIP_CHANGE_SET, &place, old, new);
    }
  else
    walk_children (walk, &place, before, after);
}

static gboolean
holds_rows (const Place *place, SlipContentPart *before, SlipContentPart *after)
{
  SlipContentPart *part = slip_content_part_get_n_children (after) > 0 ? after : before;

  if (part == NULL || part->kind == SLIP_PART_ROW)
    return FALSE;
  return part->kind == SLIP_PART_TABLE ||
         (place->node != NULL && place->node->kind == SLIP_NODE_TABLE) ||
         (slip_content_part_get_n_children (part) > 0 &&
          slip_content_part_get_child (part, 0)->kind == SLIP_PART_ROW);
}

/* Whatever either has, in the order of the form when it is known, else of @after and then of @before. */
static void
walk_children (Walk *walk, const Place *place, SlipContentPart *before, SlipContentPart *after)
{
  if (holds_rows (place, before, after))
    {
      walk_rows (walk, place, before, after);
      return;
    }
  if (place->node != NULL)
    {
      for (guint i = 0; i < place->node->children->len; i++)
        {
          const char *name = ((SlipFormNode *) g_ptr_array_index (place->node->children, i))->name;
          SlipContentPart *old = slip_content_part_find (before, name);
          SlipContentPart *new = slip_content_part_find (after, name);

          if (old != NULL || new != NULL)
            walk_part (walk, place, old, new);
        }
      return;
    }
  for (guint i = 0; i < slip_content_part_get_n_children (after); i++)
    {
      SlipContentPart *new = slip_content_part_get_child (after, i);

      walk_part (walk, place, slip_content_part_find (before, new->name), new);
    }
  for (guint i = 0; i < slip_content_part_get_n_children (before); i++)
    {
      SlipContentPart *old = slip_content_part_get_child (before, i);

      if (slip_content_part_find (after, old->name) == NULL)
        walk_part (walk, place, old, NULL);
    }
}

static void
walk_section (Walk *walk, const Place *root, SlipContentPart *before, SlipContentPart *after)
{
  SlipContentPart *part = after != NULL ? after : before;
  g_auto (Place) place = place_below (root, part->name);

  walk->section = part->name;
  if (before != NULL && after != NULL && before->irrelevant != after->irrelevant)
    tell (walk, SLIP_CHANGE_SECTION, &place, before->irrelevant ? _ ("not relevant") : NULL,
          after->irrelevant ? _ ("not relevant") : NULL);
  walk_children (walk, &place, before, after);
}

GPtrArray *
slip_contents_diff (SlipForm *form, GBytes *before, GBytes *after, GError **error)
{
  g_autoptr (GPtrArray) changes =
      g_ptr_array_new_with_free_func ((GDestroyNotify) slip_field_change_free);
  g_autoptr (SlipContentPart) old = NULL;
  g_autoptr (SlipContentPart) new = NULL;
  Walk walk = { changes, "" };
  Place root = { form != NULL ? slip_form_get_root (form) : NULL, (char *) "", (char *) "",
                 (char *) "" };

  if (g_bytes_equal (before, after))
    return g_steal_pointer (&changes);
  if ((old = slip_content_read (before, error)) == NULL ||
      (new = slip_content_read (after, error)) == NULL)
    return NULL;
  for (guint i = 0; i < slip_content_part_get_n_children (new); i++)
    {
      SlipContentPart *section = slip_content_part_get_child (new, i);

      walk_section (&walk, &root, slip_content_part_find (old, section->name), section);
    }
  for (guint i = 0; i < slip_content_part_get_n_children (old); i++)
    {
      SlipContentPart *section = slip_content_part_get_child (old, i);

      if (slip_content_part_find (new, section->name) == NULL)
        walk_section (&walk, &root, section, NULL);
    }
  return g_steal_pointer (&changes);
}
