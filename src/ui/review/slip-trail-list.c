/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* See slip-trail-list.h. */

#include "ui/review/slip-trail-list.h"

#include <glib/gi18n.h>

#include "ui/review/slip-change-list.h"
#include "ui/review/slip-review-words.h"

/* What is kept of a SlipTrailEntry. */
typedef struct
{
  char *time;
  char *not_before;
  char *name;
  const char *action; /* in words */
  char *record;
  char *path;
  gboolean of_release;
  char *title;
  char *label;
  char *before; /* nullable */
  char *value;  /* nullable */
  char *reason;
  char *note; /* nullable: why it doesn't count */
} Entry;

struct _SlipTrailList
{
  GQueue entries;       /* oldest first */
  GHashTable *releases; /* set of ids */
  guint most;
  guint older;
};

static void
entry_free (Entry *entry)
{
  g_free (entry->time);
  g_free (entry->not_before);
  g_free (entry->name);
  g_free (entry->record);
  g_free (entry->path);
  g_free (entry->title);
  g_free (entry->label);
  g_free (entry->before);
  g_free (entry->value);
  g_free (entry->reason);
  g_free (entry->note);
  g_free (entry);
}

void
slip_trail_list_free (SlipTrailList *self)
{
  g_queue_clear_full (&self->entries, (GDestroyNotify) entry_free);
  g_hash_table_unref (self->releases);
  g_free (self);
}

/* == reading == */

static char *
describe_state (const SlipTrailEntry *entry)
{
  switch (entry->state)
    {
    case SLIP_TRAIL_APART:
      return g_strdup (_ ("Kept apart: its device was revoked before"));
    case SLIP_TRAIL_PURGED:
      return g_strdup_printf (_ ("Removed: %s"), entry->note);
    case SLIP_TRAIL_COUNTS:
    default:
      return NULL;
    }
}

static const char *
action_text (const SlipTrailEntry *entry)
{
  static const struct
  {
    const char *what; /* kind, else action */
    const char *text;
  } texts[] = {
    { "move", N_ ("Moved") },
    { "keep", N_ ("Kept") },
    { "withdrawal", N_ ("Signature withdrawn") },
    { "trail-review", N_ ("Audit trail reviewed") },
    { "invite", N_ ("Invited") },
    { "join", N_ ("Asked to join") },
    { "roles", N_ ("Roles changed") },
    { "deputy", N_ ("Deputy named") },
    { "endorsement", N_ ("Late work taken in") },
    { "define", N_ ("Put in force") },
    { "create", N_ ("Made") },
    { "change", N_ ("Changed") },
    { "delete", N_ ("Deleted") },
    { "sign", N_ ("Signed") },
    { "revise", N_ ("Revision started") },
    { "propose", N_ ("Proposed") },
    { "comment", N_ ("Commented") },
    { "purge", N_ ("Removed") },
    { "admit", N_ ("Admitted") },
    { "revoke", N_ ("Revoked") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    if (g_str_equal (texts[i].what, entry->kind) || g_str_equal (texts[i].what, entry->action))
      return _ (texts[i].text);
  return _ ("Changed");
}

static gboolean
keep (const SlipTrailEntry *from, gpointer data, GError **error)
{
  SlipTrailList *self = data;
  Entry *entry = g_new0 (Entry, 1);

  entry->time = g_strdup (from->time);
  entry->not_before = g_strdup (from->not_before);
  entry->name = g_strdup (from->name);
  entry->action = action_text (from);
  entry->record = g_strdup (from->record);
  entry->path = g_strdup (from->path);
  entry->of_release = g_hash_table_contains (self->releases, from->record);
  entry->title = g_strdup (from->title);
  entry->label = g_strdup (from->label);
  if (from->old[0] != NULL)
    entry->before = g_strjoinv ("\n", from->old);
  if (*from->value != '\0' || from->old[0] != NULL)
    entry->value = g_strdup (from->value);
  entry->reason = g_strdup (from->reason);
  entry->note = describe_state (from);
  g_queue_push_tail (&self->entries, entry);
  if (self->entries.length > self->most)
    {
      entry_free (g_queue_pop_head (&self->entries));
      self->older++;
    }
  return TRUE;
}

SlipTrailList *
slip_trail_list_read (SlipWorkspace *workspace, const SlipTrailFilter *filter, guint most,
                      GError **error)
{
  SlipTrailList *self = g_new0 (SlipTrailList, 1);
  g_autoptr (GPtrArray) releases = slip_workspace_list_releases (workspace, error);

  g_queue_init (&self->entries);
  self->releases = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->most = most;
  for (guint i = 0; releases != NULL && i < releases->len; i++)
    g_hash_table_add (self->releases,
                      g_strdup (((const SlipReleaseInfo *) g_ptr_array_index (releases, i))->id));
  if (releases == NULL || !slip_workspace_trail (workspace, filter, keep, self, error))
    g_clear_pointer (&self, slip_trail_list_free);
  return self;
}

guint
slip_trail_list_get_length (const SlipTrailList *self)
{
  return self->entries.length;
}

guint
slip_trail_list_get_older (const SlipTrailList *self)
{
  return self->older;
}

static const Entry *
get_newest (const SlipTrailList *self)
{
  return self->entries.tail != NULL ? self->entries.tail->data : NULL;
}

const char *
slip_trail_list_get_title (const SlipTrailList *self)
{
  const Entry *newest = get_newest (self);

  return newest != NULL ? newest->title : "";
}

const char *
slip_trail_list_get_label (const SlipTrailList *self)
{
  const Entry *newest = get_newest (self);

  for (const GList *link = self->entries.head; link != NULL; link = link->next)
    if (g_strcmp0 (((const Entry *) link->data)->label, newest->label) != 0)
      return NULL;
  return newest != NULL ? newest->label : NULL;
}

/* == showing == */

static void
add_line (GtkWidget *box, const char *text, const char *class)
{
  if (text != NULL && *text != '\0')
    gtk_box_append (GTK_BOX (box), slip_review_label (text, class));
}

static void
let_open (GtkWidget *row, const Entry *entry)
{
  gboolean somewhere = *entry->record != '\0';

  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), somewhere);
  if (!somewhere)
    return;
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row),
                                  entry->of_release ? "win.open-release" : "win.open-document");
  gtk_actionable_set_action_target_value (
      GTK_ACTIONABLE (row), entry->of_release ? g_variant_new_string (entry->record)
                                              : g_variant_new ("(ss)", entry->record, entry->path));
}

static GtkWidget *
make_row (const Entry *entry, SlipTrailListParts parts)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gboolean labelled = (parts & SLIP_TRAIL_LIST_LABELS) && *entry->label != '\0';
  gboolean titled = (parts & SLIP_TRAIL_LIST_TITLES) && *entry->title != '\0';
  g_autofree char *time = slip_review_time (entry->time);
  g_autofree char *what =
      labelled ? g_strdup_printf ("%s: %s", entry->action, entry->label) : g_strdup (entry->action);
  g_autofree char *who = g_strdup_printf ("%s, %s", *entry->name != '\0' ? entry->name : "–",
                                          *time != '\0' ? time : "–");
  g_autofree char *summary =
      g_strdup_printf ("%s%s%s, %s", what, titled ? ", " : "", titled ? entry->title : "", who);

  gtk_widget_add_css_class (box, "slip-change");
  add_line (box, what, "heading");
  if (titled)
    add_line (box, entry->title, "caption");
  add_line (box, who, "caption dim-label");
  if (*entry->not_before != '\0')
    {
      g_autofree char *proved = slip_review_time (entry->not_before);
      g_autofree char *text = g_strdup_printf (_ ("By the log not before %s"), proved);

      add_line (box, text, "caption warning");
    }
  if (entry->value != NULL)
    gtk_box_append (GTK_BOX (box), slip_change_list_compare (_ ("Before"), entry->before,
                                                             _ ("After"), entry->value));
  if (*entry->reason != '\0')
    {
      g_autofree char *text = g_strdup_printf (_ ("Reason: %s"), entry->reason);

      add_line (box, text, NULL);
    }
  add_line (box, entry->note, "warning");
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, summary, -1);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  if (parts & SLIP_TRAIL_LIST_TITLES)
    let_open (row, entry);
  else
    gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  return row;
}

GtkWidget *
slip_trail_list_show (const SlipTrailList *self, SlipTrailListParts parts)
{
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("History"), -1);
  for (const GList *link = self->entries.tail; link != NULL; link = link->prev)
    gtk_list_box_append (GTK_LIST_BOX (list), make_row (link->data, parts));
  return list;
}

GtkWidget *
slip_trail_list_make_more (const SlipTrailList *self, guint at_a_time)
{
  guint n = MIN (self->older, at_a_time);
  g_autofree char *text = g_strdup_printf (ngettext ("Show %u _Older", "Show %u _Older", n), n);
  GtkWidget *more;

  if (n == 0)
    return NULL;
  more = gtk_button_new_with_mnemonic (text);
  gtk_widget_set_halign (more, GTK_ALIGN_CENTER);
  return more;
}
