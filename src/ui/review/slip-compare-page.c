/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The versions and the differences to the chosen one are read together, so that they fit each other. */

#include "ui/review/slip-compare-page.h"

#include <glib/gi18n.h>

#include "ui/review/slip-change-list.h"
#include "ui/review/slip-review-words.h"
#include "workspace/slip-review.h"

struct _SlipComparePage
{
  SlipReadPage parent_instance;
  GPtrArray *versions; /* (element-type SlipVersion) (nullable) */
  gboolean filling;
  AdwComboRow *version;
  GtkWidget *count;
  SlipChangeList *changes;
};

G_DEFINE_FINAL_TYPE (SlipComparePage, slip_compare_page, SLIP_TYPE_READ_PAGE)

typedef struct
{
  GPtrArray *versions;
  guint chosen;
  GPtrArray *changes; /* nullable: there is no version, or @problem */
  char *problem;      /* nullable */
} Comparison;

static void
comparison_free (Comparison *comparison)
{
  g_ptr_array_unref (comparison->versions);
  g_clear_pointer (&comparison->changes, g_ptr_array_unref);
  g_free (comparison->problem);
  g_free (comparison);
}

/* The one that was asked for; else the newest that says something else than what stands there; else the newest. */
static guint
choose (GPtrArray *versions, const char *content)
{
  guint other = 0;

  for (guint i = versions->len; i > 0; i--)
    {
      const SlipVersion *version = g_ptr_array_index (versions, i - 1);

      if (content != NULL && g_str_equal (version->content, content))
        return i - 1;
      if (!version->is_current)
        other = i - 1;
    }
  return other;
}

static gpointer
slip_compare_page_read (gpointer data, GCancellable *cancellable, GError **error)
{
  const SlipReadQuestion *question = data;
  g_autoptr (GPtrArray) versions =
      slip_workspace_list_versions (question->workspace, question->record, error);
  Comparison *comparison;
  g_autoptr (GError) failure = NULL;

  if (versions == NULL)
    return NULL;
  comparison = g_new0 (Comparison, 1);
  comparison->versions = g_steal_pointer (&versions);
  comparison->chosen = choose (comparison->versions, question->extra);
  if (comparison->versions->len == 0)
    return comparison;
  comparison->changes = slip_workspace_compare (
      question->workspace, question->record,
      ((SlipVersion *) g_ptr_array_index (comparison->versions, comparison->chosen))->content,
      &failure);
  if (failure != NULL)
    comparison->problem = slip_review_sentence (failure);
  return comparison;
}

static char *
version_label (const SlipVersion *version)
{
  g_autofree char *time = slip_review_time (version->time);

  return version->revision > 0
             /* Translators: number of a revision, time, name */
             ? g_strdup_printf (_ ("Revision %u: %s, %s"), version->revision, time, version->name)
             : g_strdup_printf (_ ("Signed: %s, %s"), time, version->name);
}

static void
show_versions (SlipComparePage *self, const Comparison *comparison)
{
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);

  for (guint i = 0; i < comparison->versions->len; i++)
    {
      g_autofree char *label = version_label (g_ptr_array_index (comparison->versions, i));

      gtk_string_list_append (labels, label);
    }
  self->filling = TRUE;
  adw_combo_row_set_model (self->version, G_LIST_MODEL (labels));
  adw_combo_row_set_selected (self->version, comparison->chosen);
  self->filling = FALSE;
}

static void
slip_compare_page_show (SlipReadPage *page, gpointer *result)
{
  SlipComparePage *self = SLIP_COMPARE_PAGE (page);
  Comparison *comparison = *result;
  g_autofree char *text = NULL;
  guint n = comparison->changes != NULL ? comparison->changes->len : 0;

  g_clear_pointer (&self->versions, g_ptr_array_unref);
  self->versions = g_ptr_array_ref (comparison->versions);
  if (comparison->versions->len == 0)
    {
      slip_read_page_show_empty (page, "document-open-recent-symbolic",
                                 _ ("Nothing to Compare With"),
                                 _ ("Versions are there once somebody has signed."));
      return;
    }
  show_versions (self, comparison);
  if (comparison->problem != NULL)
    text = g_strdup (comparison->problem);
  else if (n == 0)
    text = g_strdup (_ ("Nothing differs from the document as it stands"));
  else
    text = g_strdup_printf (
        ngettext ("%u change from then to now", "%u changes from then to now", n), n);
  gtk_label_set_label (GTK_LABEL (self->count), text);
  gtk_widget_set_visible (GTK_WIDGET (self->changes), n > 0);
  if (n > 0)
    slip_change_list_set (self->changes, comparison->changes,
                          slip_review_can_go (GTK_WIDGET (self), "open-document")
                              ? slip_read_page_get_record (page)
                              : NULL,
                          TRUE);
}

static void
on_version_cb (SlipComparePage *self)
{
  guint selected = adw_combo_row_get_selected (self->version);

  if (self->filling || self->versions == NULL || selected >= self->versions->len)
    return;
  slip_read_page_set_extra (
      SLIP_READ_PAGE (self),
      ((SlipVersion *) g_ptr_array_index (self->versions, selected))->content);
  slip_read_page_refresh (SLIP_READ_PAGE (self));
}

static const char *
slip_compare_page_get_help (SlipPage *page)
{
  return "revise";
}

static void
slip_compare_page_finalize (GObject *object)
{
  g_clear_pointer (&SLIP_COMPARE_PAGE (object)->versions, g_ptr_array_unref);
  G_OBJECT_CLASS (slip_compare_page_parent_class)->finalize (object);
}

static void
slip_compare_page_class_init (SlipComparePageClass *klass)
{
  SlipReadPageClass *read_class = SLIP_READ_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = slip_compare_page_finalize;
  SLIP_PAGE_CLASS (klass)->get_help = slip_compare_page_get_help;
  read_class->read = slip_compare_page_read;
  read_class->show = slip_compare_page_show;
  read_class->result_free = (GDestroyNotify) comparison_free;
}

static void
slip_compare_page_init (SlipComparePage *self)
{
  GtkBox *box = slip_read_page_get_box (SLIP_READ_PAGE (self));
  GtkWidget *group = adw_preferences_group_new ();

  slip_page_set_title (SLIP_PAGE (self), _ ("Compare"));
  self->version = ADW_COMBO_ROW (adw_combo_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->version), _ ("Earlier _Version"));
  adw_preferences_row_set_use_underline (ADW_PREFERENCES_ROW (self->version), TRUE);
  adw_combo_row_set_use_subtitle (self->version, TRUE);
  g_signal_connect_swapped (self->version, "notify::selected", G_CALLBACK (on_version_cb), self);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), GTK_WIDGET (self->version));
  self->count = slip_review_label ("", "dim-label");
  self->changes = SLIP_CHANGE_LIST (slip_change_list_new ());
  gtk_box_append (box, group);
  gtk_box_append (box, self->count);
  gtk_box_append (box, GTK_WIDGET (self->changes));
}

SlipPage *
slip_compare_page_new (SlipWorkspace *workspace, const char *document)
{
  SlipReadPage *self = g_object_new (SLIP_TYPE_COMPARE_PAGE, NULL);

  slip_read_page_start (self, workspace, document);
  return SLIP_PAGE (self);
}
