/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What settles a conflict replaces the sides that stand here, and nothing that came after them. */

#include "ui/review/slip-conflict-card.h"

#include <glib/gi18n.h>
#include <string.h>

#include "ui/app/slip-feedback.h"
#include "ui/app/slip-names.h"
#include "ui/app/slip-work.h"
#include "ui/review/slip-merge-view.h"
#include "ui/review/slip-review-words.h"
#include "ui/review/slip-sides.h"
#include "ui/review/slip-word-diff.h"

/* A longer text scrolls in its place. */
#define TEXT_LONG 1200
#define TEXT_HEIGHT 240

struct _SlipConflictCard
{
  AdwBin parent_instance;
  SlipWorkspace *workspace;
  SlipOpenConflict *conflict;
  GtkWidget *box;
  SlipMergeView *merge; /* nullable */
  GtkWidget *use;       /* nullable: takes what stands in @merge */
  GtkWidget *error;
};

G_DEFINE_FINAL_TYPE (SlipConflictCard, slip_conflict_card, ADW_TYPE_BIN)

char *
slip_conflict_card_key (const SlipOpenConflict *conflict)
{
  g_autoptr (GString) key = g_string_new (conflict->record);

  g_string_append_printf (key, "\n%s", conflict->path);
  for (guint i = 0; i < conflict->sides->len; i++)
    g_string_append_printf (key, "\n%s",
                            ((SlipConflictSide *) g_ptr_array_index (conflict->sides, i))->op);
  return g_string_free (g_steal_pointer (&key), FALSE);
}

/* == settling == */

typedef struct
{
  SlipWorkspace *workspace;
  char *record;
  char *path;
  SlipResolution how;
  char *value;
  GStrv seen;
} Settle;

static void
settle_free (Settle *settle)
{
  g_object_unref (settle->workspace);
  g_free (settle->record);
  g_free (settle->path);
  g_free (settle->value);
  g_strfreev (settle->seen);
  g_free (settle);
}

static gpointer
settle (gpointer data, GCancellable *cancellable, GError **error)
{
  Settle *args = data;

  return slip_workspace_resolve_conflict (args->workspace, args->record, args->path, args->how,
                                          args->value, (const char *const *) args->seen, error)
             ? data
             : NULL;
}

static void
on_settled_cb (gpointer owner, gpointer result, const GError *error, gpointer data)
{
  SlipConflictCard *self = owner;
  g_autofree char *text = NULL;

  /* When it worked the page takes this card away. */
  if (result != NULL)
    {
      slip_feedback_toast (GTK_WIDGET (self), _ ("Settled. The history keeps every side."));
      return;
    }
  gtk_widget_set_sensitive (self->box, TRUE);
  text = g_error_matches (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND)
             ? g_strdup (_ ("Somebody settled this meanwhile."))
             : slip_review_sentence (error);
  gtk_label_set_label (GTK_LABEL (self->error), text);
  gtk_widget_set_visible (self->error, TRUE);
}

/* @value: (transfer full) (nullable) */
static void
start (SlipConflictCard *self, SlipResolution how, char *value)
{
  g_autoptr (GPtrArray) seen = g_ptr_array_new ();
  Settle *args = g_new0 (Settle, 1);

  for (guint i = 0; i < self->conflict->sides->len; i++)
    g_ptr_array_add (
        seen, g_strdup (((SlipConflictSide *) g_ptr_array_index (self->conflict->sides, i))->op));
  g_ptr_array_add (seen, NULL);
  args->workspace = g_object_ref (self->workspace);
  args->record = g_strdup (self->conflict->record);
  args->path = g_strdup (self->conflict->path);
  args->how = how;
  args->value = value;
  args->seen = (GStrv) g_ptr_array_free (g_steal_pointer (&seen), FALSE);
  gtk_widget_set_visible (self->error, FALSE);
  gtk_widget_set_sensitive (self->box, FALSE);
  slip_work_edit (self, settle, args, (GDestroyNotify) settle_free, on_settled_cb, NULL, NULL);
}

static void
on_take_cb (SlipConflictCard *self, GtkWidget *button)
{
  start (self, SLIP_RESOLVE_TAKE, g_strdup (g_object_get_data (G_OBJECT (button), "op")));
}

static void
on_keep_cb (SlipConflictCard *self)
{
  start (self, SLIP_RESOLVE_KEEP, NULL);
}

static void
on_delete_cb (SlipConflictCard *self)
{
  start (self, SLIP_RESOLVE_DELETE, NULL);
}

static void
on_use_cb (SlipConflictCard *self)
{
  start (self, SLIP_RESOLVE_VALUE, slip_merge_view_get_text (self->merge));
}

/* == what is shown == */

/* What the conflict is about. */
static const char *
get_label (SlipConflictCard *self)
{
  return *self->conflict->label != '\0' ? self->conflict->label : self->conflict->title;
}

/* A page has many of these buttons: for who doesn't see what stands above, each says what it is about. */
static void
name_button (SlipConflictCard *self, GtkWidget *button, const char *text)
{
  g_autofree char *name = g_strdup_printf ("%s: %s", text, get_label (self));

  slip_names_set (button, name);
}

static const char *
kind_text (SlipConflictKind kind)
{
  switch (kind)
    {
    case SLIP_CONFLICT_TEXT:
      return _ ("Several people changed this text at the same time");
    case SLIP_CONFLICT_MOVE:
      return _ ("Several people moved this row at the same time");
    case SLIP_CONFLICT_DELETE:
      return _ ("One deleted this while another worked in it");
    case SLIP_CONFLICT_VALUE:
    default:
      return _ ("Several people wrote different values at the same time");
    }
}

static void
add_head (SlipConflictCard *self, gboolean titled)
{
  const SlipOpenConflict *conflict = self->conflict;

  if (titled && *conflict->label != '\0')
    gtk_box_append (GTK_BOX (self->box), slip_review_label (conflict->title, "caption dim-label"));
  gtk_box_append (GTK_BOX (self->box), slip_review_heading (get_label (self), "title-4"));
  gtk_box_append (GTK_BOX (self->box), slip_review_label (kind_text (conflict->kind), "dim-label"));
}

static GtkWidget *
make_text (SlipConflictCard *self, const SlipConflictSide *side)
{
  GtkWidget *label;
  GtkWidget *scroller;
  PangoAttrList *before = NULL;
  PangoAttrList *after = NULL;
  g_autofree char *said = NULL;

  if (side->missing)
    return slip_review_label (_ ("This text has not arrived yet"), "dim-label");
  if (self->conflict->kind == SLIP_CONFLICT_DELETE || self->conflict->kind == SLIP_CONFLICT_MOVE)
    said = slip_review_capital (side->text);
  label = slip_review_label (*side->text == '\0' ? _ ("Empty")
                             : said != NULL      ? said
                                                 : side->text,
                             *side->text != '\0' ? NULL : "dim-label");
  if (self->conflict->kind != SLIP_CONFLICT_TEXT)
    return label;
  /* What this side added is underlined. */
  slip_word_diff (self->conflict->base != NULL ? self->conflict->base : "", side->text, &before,
                  &after);
  gtk_label_set_attributes (GTK_LABEL (label), after);
  pango_attr_list_unref (before);
  pango_attr_list_unref (after);
  gtk_label_set_yalign (GTK_LABEL (label), 0);
  if (strlen (side->text) <= TEXT_LONG)
    return label;
  scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), label);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scroller), TEXT_HEIGHT);
  gtk_accessible_update_property (GTK_ACCESSIBLE (scroller), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  side->name, -1);
  return scroller;
}

static GtkWidget *
make_take (SlipConflictCard *self, const SlipConflictSide *side)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (_ ("_Take This"));
  g_autofree char *name = NULL;

  /* Translators: what a screen reader says of a button: the first is a person's name, the second what they wrote */
  name = g_strdup_printf (_ ("Take this of %s: %.60s"), side->name, side->text);
  if (!g_utf8_validate (name, -1, NULL))
    {
      g_free (name);
      name = g_strdup_printf (_ ("Take this of %s"), side->name);
    }
  g_object_set_data_full (G_OBJECT (button), "op", g_strdup (side->op), g_free);
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  gtk_widget_set_valign (button, GTK_ALIGN_END);
  gtk_widget_set_vexpand (button, TRUE);
  gtk_widget_set_sensitive (button, !side->missing);
  slip_names_set (button, name);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (on_take_cb), self);
  return button;
}

static GtkWidget *
make_side (SlipConflictCard *self, const SlipConflictSide *side)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *name = slip_review_label (side->name, "heading");
  g_autofree char *time = slip_review_time (side->time);

  gtk_widget_add_css_class (box, "slip-side");
  gtk_widget_set_hexpand (name, TRUE);
  gtk_box_append (GTK_BOX (head), name);
  if (side->shown && self->conflict->kind != SLIP_CONFLICT_DELETE)
    {
      GtkWidget *chip = slip_review_chip (_ ("Shown Now"), NULL);

      gtk_widget_set_valign (chip, GTK_ALIGN_START);
      gtk_box_append (GTK_BOX (head), chip);
    }
  gtk_box_append (GTK_BOX (box), head);
  gtk_box_append (GTK_BOX (box), slip_review_label (time, "caption dim-label"));
  gtk_box_append (GTK_BOX (box), make_text (self, side));
  if (self->conflict->kind != SLIP_CONFLICT_DELETE)
    gtk_box_append (GTK_BOX (box), make_take (self, side));
  return box;
}

static void
add_sides (SlipConflictCard *self)
{
  GtkWidget *sides = slip_sides_new ();

  for (guint i = 0; i < self->conflict->sides->len; i++)
    slip_sides_append (SLIP_SIDES (sides),
                       make_side (self, g_ptr_array_index (self->conflict->sides, i)));
  gtk_box_append (GTK_BOX (self->box), sides);
}

static void
on_merge_changed_cb (SlipConflictCard *self)
{
  gtk_widget_set_sensitive (self->use, slip_merge_view_get_n_open (self->merge) == 0);
}

static void
add_merge (SlipConflictCard *self)
{
  self->merge = SLIP_MERGE_VIEW (slip_merge_view_new (self->conflict->merged));
  self->use = gtk_button_new_with_mnemonic (_ ("_Use Merged"));
  gtk_widget_set_halign (self->use, GTK_ALIGN_START);
  name_button (self, self->use, _ ("Use Merged"));
  gtk_widget_add_css_class (self->use, "suggested-action");
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->merge));
  gtk_box_append (GTK_BOX (self->box), self->use);
  g_signal_connect_swapped (self->use, "clicked", G_CALLBACK (on_use_cb), self);
  g_signal_connect_swapped (self->merge, "changed", G_CALLBACK (on_merge_changed_cb), self);
  on_merge_changed_cb (self);
}

static void
add_delete (SlipConflictCard *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *keep = gtk_button_new_with_mnemonic (_ ("_Keep"));
  GtkWidget *delete = gtk_button_new_with_mnemonic (_ ("_Delete"));

  name_button (self, keep, _ ("Keep"));
  name_button (self, delete, _ ("Delete"));
  gtk_widget_add_css_class (delete, "destructive-action");
  g_signal_connect_swapped (keep, "clicked", G_CALLBACK (on_keep_cb), self);
  g_signal_connect_swapped (delete, "clicked", G_CALLBACK (on_delete_cb), self);
  gtk_box_append (GTK_BOX (box), keep);
  gtk_box_append (GTK_BOX (box), delete);
  gtk_box_append (GTK_BOX (self->box), box);
}

static void
slip_conflict_card_finalize (GObject *object)
{
  SlipConflictCard *self = SLIP_CONFLICT_CARD (object);

  g_clear_object (&self->workspace);
  g_clear_pointer (&self->conflict, slip_open_conflict_free);
  G_OBJECT_CLASS (slip_conflict_card_parent_class)->finalize (object);
}

static void
slip_conflict_card_class_init (SlipConflictCardClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = slip_conflict_card_finalize;
}

static void
slip_conflict_card_init (SlipConflictCard *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  gtk_widget_add_css_class (self->box, "slip-card");
  gtk_widget_add_css_class (GTK_WIDGET (self), "card");
  adw_bin_set_child (ADW_BIN (self), self->box);
}

GtkWidget *
slip_conflict_card_new (SlipWorkspace *workspace, SlipOpenConflict *conflict, gboolean titled)
{
  SlipConflictCard *self = g_object_new (SLIP_TYPE_CONFLICT_CARD, NULL);

  self->workspace = g_object_ref (workspace);
  self->conflict = conflict;
  add_head (self, titled);
  add_sides (self);
  if (conflict->kind == SLIP_CONFLICT_TEXT && conflict->merged != NULL)
    add_merge (self);
  if (conflict->kind == SLIP_CONFLICT_DELETE)
    add_delete (self);
  self->error = slip_review_label ("", "error");
  gtk_widget_set_visible (self->error, FALSE);
  gtk_box_append (GTK_BOX (self->box), self->error);
  return GTK_WIDGET (self);
}
