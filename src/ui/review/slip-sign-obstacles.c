/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* See slip-sign-obstacles.h. */

#include "ui/review/slip-sign-obstacles.h"

#include <glib/gi18n.h>

#include "forms/slip-check.h"
#include "ui/review/slip-review-words.h"

/* More than this many problems aren't told one by one. */
#define PROBLEMS_MAX 10

struct _SlipSignObstacles
{
  AdwBin parent_instance;
  AdwPreferencesGroup *group;
  GPtrArray *rows; /* (element-type GtkWidget) (unowned) */
};

G_DEFINE_FINAL_TYPE (SlipSignObstacles, slip_sign_obstacles, ADW_TYPE_BIN)

static void
add (SlipSignObstacles *self, const char *title, const char *subtitle, const char *action,
     GVariant *target)
{
  GtkWidget *row = adw_action_row_new ();
  g_autoptr (GVariant) sunk = target != NULL ? g_variant_ref_sink (target) : NULL;

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  if (subtitle != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  if (action != NULL && slip_review_can_go (GTK_WIDGET (self), action))
    {
      g_autofree char *name = g_strconcat ("win.", action, NULL);

      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
      gtk_actionable_set_action_target_value (GTK_ACTIONABLE (row), sunk);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (row), name);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                                 gtk_image_new_from_icon_name ("go-next-symbolic"));
    }
  adw_preferences_group_add (self->group, row);
  g_ptr_array_add (self->rows, row);
}

static void
clear (SlipSignObstacles *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->group, g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
}

/* Of an approval every problem in what it covers; of another verdict the conflicts alone. */
static void
add_problems (SlipSignObstacles *self, const SlipSignOffer *offer, const SlipSignPlace *place,
              gboolean approval)
{
  guint n = 0;

  for (guint i = 0; i < offer->problems->len; i++)
    {
      SlipProblem *problem = g_ptr_array_index (offer->problems, i);
      gboolean conflict = problem->kind == SLIP_PROBLEM_CONFLICT;

      if (!g_strv_contains ((const char *const *) place->sections, problem->section) ||
          (!approval && !conflict))
        continue;
      if (++n > PROBLEMS_MAX)
        continue;
      if (conflict)
        add (self, problem->label, problem->message, "show-conflicts",
             g_variant_new_string (offer->document));
      else
        add (self, problem->label, problem->message, "open-document",
             g_variant_new ("(ss)", offer->document, problem->path));
    }
  if (n > PROBLEMS_MAX)
    {
      g_autofree char *text = g_strdup_printf (
          ngettext ("and %u more problem", "and %u more problems", n - PROBLEMS_MAX),
          n - PROBLEMS_MAX);

      add (self, text, NULL, "open-document", g_variant_new ("(ss)", offer->document, ""));
    }
}

static void
add_turn (SlipSignObstacles *self, const SlipSignOffer *offer, const SlipSignPlace *place)
{
  g_autofree char *title =
      g_strdup_printf (_ ("Somebody else has to sign first: “%s”"), place->before);
  g_autofree char *against =
      place->against != NULL
          ? g_strdup_printf (_ ("What %s said there stands against it"), place->against)
          : NULL;

  add (self, title, against, "show-signatures", g_variant_new_string (offer->document));
}

static void
add_all (SlipSignObstacles *self, const SlipSignOffer *offer, const SlipSignPlace *place,
         gboolean approval)
{
  if (approval ? place->amendments > 0 : place->covered_amendments > 0)
    add (self, _ ("It was changed after it was approved"), _ ("Start the next revision first"),
         "show-signatures", g_variant_new_string (offer->document));
  add_problems (self, offer, place, approval);
  if (approval && place->before != NULL)
    add_turn (self, offer, place);
}

guint
slip_sign_obstacles_show (SlipSignObstacles *self, const SlipSignOffer *offer,
                          const SlipSignPlace *place, gboolean approval)
{
  g_autofree char *signers = NULL;

  clear (self);
  if (place != NULL)
    add_all (self, offer, place, approval);
  else
    {
      signers = *offer->signers != '\0'
                    ? g_strdup_printf (_ ("It is signed by: %s"), offer->signers)
                    : g_strdup (_ ("This kind of document isn't signed"));
      add (self, _ ("None of your roles signs this document"), signers, NULL, NULL);
    }
  return self->rows->len;
}

static void
slip_sign_obstacles_finalize (GObject *object)
{
  g_ptr_array_unref (SLIP_SIGN_OBSTACLES (object)->rows);
  G_OBJECT_CLASS (slip_sign_obstacles_parent_class)->finalize (object);
}

static void
slip_sign_obstacles_class_init (SlipSignObstaclesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = slip_sign_obstacles_finalize;
}

static void
slip_sign_obstacles_init (SlipSignObstacles *self)
{
  self->rows = g_ptr_array_new ();
  self->group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  adw_preferences_group_set_title (self->group, _ ("Before You Can Sign"));
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->group));
}
