/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The trail is read with the filter as it is set, the newest entries are shown. A filter that changes while the log is read
 * makes it read once more. */

#include "ui/audit/slip-audit-page.h"

#include <glib/gi18n.h>

#include "ui/app/slip-flow-layout.h"
#include "ui/app/slip-window.h"
#include "ui/audit/slip-audit-filter.h"
#include "ui/audit/slip-audit-tasks.h"
#include "ui/review/slip-review-words.h"
#include "ui/review/slip-trail-list.h"

#define AT_A_TIME 100

struct _SlipAuditPage
{
  SlipReadPage parent_instance;
  GtkWidget *filter;
  GtkWidget *count;
  GtkWidget *sign;
  GtkBox *found; /* entries and reviews; made anew with each reading */
  guint most;
  guint n; /* entries that fit */
  guint focus;
};

G_DEFINE_FINAL_TYPE (SlipAuditPage, slip_audit_page, SLIP_TYPE_READ_PAGE)

/* == reading == */

typedef struct
{
  SlipTrailList *list;
  GPtrArray *reviews;
} Found;

static void
found_free (Found *found)
{
  g_clear_pointer (&found->list, slip_trail_list_free);
  g_clear_pointer (&found->reviews, g_ptr_array_unref);
  g_free (found);
}

/* The filter goes to the thread as a text: see slip_read_page_set_extra(). */
static char *
pack (const SlipAuditChoice *choice)
{
  g_autoptr (GVariant) packed = g_variant_ref_sink (
      g_variant_new ("(msmsmsmsxx)", choice->record, choice->person, choice->field, choice->kind,
                     choice->since_ms, choice->until_ms));

  return g_variant_print (packed, TRUE);
}

static gpointer
slip_audit_page_read (gpointer data, GCancellable *cancellable, GError **error)
{
  const SlipReadQuestion *question = data;
  g_autoptr (GVariant) packed =
      g_variant_parse (G_VARIANT_TYPE ("(msmsmsmsxx)"), question->extra, NULL, NULL, error);
  Found *found = g_new0 (Found, 1);
  SlipTrailFilter filter = { 0 };

  if (packed != NULL)
    {
      g_variant_get (packed, "(m&sm&sm&sm&sxx)", &filter.record, &filter.person, &filter.field,
                     &filter.kind, &filter.since_ms, &filter.until_ms);
      filter.for_people = TRUE;
      found->list = slip_trail_list_read (question->workspace, &filter, question->most, error);
    }
  if (found->list != NULL)
    found->reviews = slip_workspace_list_trail_reviews (question->workspace, error);
  if (found->reviews == NULL)
    g_clear_pointer (&found, found_free);
  return found;
}

/* == showing == */

static void
on_more_cb (SlipAuditPage *self)
{
  self->focus = self->most;
  self->most += AT_A_TIME;
  slip_read_page_set_most (SLIP_READ_PAGE (self), self->most);
  slip_read_page_refresh (SLIP_READ_PAGE (self));
}

static GtkWidget *
make_review (const SlipTrailReview *review)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *time = slip_review_time (review->time);
  g_autofree char *who = g_strdup_printf ("%s, %s", review->name, time);
  g_autoptr (GString) about = g_string_new (review->comment);

  if (review->entries >= 0)
    {
      guint n = (guint) MIN (review->entries, G_MAXUINT);

      g_string_append_c (about, '\n');
      g_string_append_printf (about, ngettext ("%u entry", "%u entries", n), n);
    }
  if (*review->filter != '\0')
    /* Translators: which entries were reviewed, as typed */
    g_string_append_printf (about, " · %s", review->filter);
  if (review->problem != NULL)
    g_string_append_printf (about, "\n%s", review->problem);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), who);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), about->str);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             review->problem == NULL
                                 ? slip_review_chip (_ ("Valid"), "good")
                                 : slip_review_chip (_ ("Doesn't Count"), "bad"));
  return row;
}

static void
show_reviews (SlipAuditPage *self, GPtrArray *reviews)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ ("Signed Reviews"));
  if (reviews->len == 0)
    adw_preferences_group_set_description (
        ADW_PREFERENCES_GROUP (group),
        _ ("Nobody has signed yet to have reviewed the trail, or a part of it."));
  for (guint i = reviews->len; i > 0; i--)
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                               make_review (g_ptr_array_index (reviews, i - 1)));
  gtk_box_append (self->found, group);
}

static void
show_count (SlipAuditPage *self)
{
  g_autofree char *text = g_strdup_printf (ngettext ("%'u entry", "%'u entries", self->n), self->n);

  gtk_label_set_label (GTK_LABEL (self->count), text);
  gtk_widget_set_sensitive (self->sign, self->n > 0);
}

static void
show_entries (SlipAuditPage *self, const SlipTrailList *list)
{
  GtkWidget *box;
  GtkWidget *more;
  GtkListBoxRow *row;

  if (self->n == 0)
    {
      gtk_box_append (self->found,
                      slip_review_label (_ ("Nothing in the trail fits the filter."), "dim-label"));
      return;
    }
  box = slip_trail_list_show (list, SLIP_TRAIL_LIST_LABELS | SLIP_TRAIL_LIST_TITLES);
  gtk_box_append (self->found, box);
  more = slip_trail_list_make_more (list, AT_A_TIME);
  if (more != NULL)
    {
      g_signal_connect_swapped (more, "clicked", G_CALLBACK (on_more_cb), self);
      gtk_box_append (self->found, more);
    }
  row = self->focus > 0 ? gtk_list_box_get_row_at_index (GTK_LIST_BOX (box), (int) self->focus)
                        : NULL;
  if (row != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (row));
  self->focus = 0;
}

static void
slip_audit_page_show (SlipReadPage *page, gpointer *result)
{
  SlipAuditPage *self = SLIP_AUDIT_PAGE (page);
  const Found *found = *result;

  self->n = slip_trail_list_get_length (found->list) + slip_trail_list_get_older (found->list);
  slip_read_page_clear (self->found);
  show_count (self);
  show_entries (self, found->list);
  show_reviews (self, found->reviews);
}

/* == what can be done == */

static void
on_filter_cb (SlipAuditPage *self)
{
  g_autoptr (SlipAuditChoice) choice = slip_audit_filter_get (SLIP_AUDIT_FILTER (self->filter));
  g_autofree char *packed = pack (choice);

  self->most = AT_A_TIME;
  slip_read_page_set_most (SLIP_READ_PAGE (self), self->most);
  slip_read_page_set_extra (SLIP_READ_PAGE (self), packed);
  slip_read_page_refresh (SLIP_READ_PAGE (self));
}

static void
on_export_cb (SlipAuditPage *self)
{
  slip_audit_export (GTK_WIDGET (self), slip_read_page_get_workspace (SLIP_READ_PAGE (self)),
                     slip_audit_filter_get (SLIP_AUDIT_FILTER (self->filter)));
}

static void
on_sign_cb (SlipAuditPage *self)
{
  slip_audit_sign_review (GTK_WIDGET (self), slip_read_page_get_workspace (SLIP_READ_PAGE (self)),
                          slip_audit_filter_get (SLIP_AUDIT_FILTER (self->filter)), self->n);
}

static const char *
slip_audit_page_get_help (SlipPage *page)
{
  return "audit-trail";
}

/* == life == */

static void
slip_audit_page_class_init (SlipAuditPageClass *klass)
{
  SlipReadPageClass *read_class = SLIP_READ_PAGE_CLASS (klass);

  SLIP_PAGE_CLASS (klass)->get_help = slip_audit_page_get_help;
  read_class->read = slip_audit_page_read;
  read_class->show = slip_audit_page_show;
  read_class->result_free = (GDestroyNotify) found_free;
}

static void
slip_audit_page_init (SlipAuditPage *self)
{
  self->most = AT_A_TIME;
  slip_read_page_set_most (SLIP_READ_PAGE (self), self->most);
  slip_page_set_title (SLIP_PAGE (self), _ ("Audit Trail"));
}

static GtkWidget *
make_bar (SlipAuditPage *self)
{
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *buttons = slip_flow_box_new ();
  GtkWidget *export = gtk_button_new_with_mnemonic (_ ("_Export…"));

  self->count = gtk_label_new ("");
  self->sign = gtk_button_new_with_mnemonic (_ ("_Sign a Review…"));
  gtk_widget_add_css_class (self->count, "dim-label");
  gtk_label_set_xalign (GTK_LABEL (self->count), 0);
  gtk_label_set_wrap (GTK_LABEL (self->count), TRUE);
  g_signal_connect_swapped (export, "clicked", G_CALLBACK (on_export_cb), self);
  g_signal_connect_swapped (self->sign, "clicked", G_CALLBACK (on_sign_cb), self);
  gtk_box_append (GTK_BOX (buttons), export);
  gtk_box_append (GTK_BOX (buttons), self->sign);
  gtk_box_append (GTK_BOX (bar), buttons);
  gtk_box_append (GTK_BOX (bar), self->count);
  return bar;
}

SlipPage *
slip_audit_page_new (SlipWorkspace *workspace, const char *release, const char *document)
{
  SlipAuditPage *self = g_object_new (SLIP_TYPE_AUDIT_PAGE, NULL);
  SlipReadPage *page = SLIP_READ_PAGE (self);
  GtkBox *box = slip_read_page_get_box (page);
  SlipAuditChoice first = { .record = (char *) (document != NULL ? document : release) };
  g_autofree char *packed = pack (&first);

  self->filter = slip_audit_filter_new (workspace, release, document);
  self->found = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 18));
  gtk_box_append (box, self->filter);
  gtk_box_append (box, make_bar (self));
  gtk_box_append (box, GTK_WIDGET (self->found));
  slip_read_page_set_extra (page, packed);
  slip_read_page_start (page, workspace, "");
  g_signal_connect_object (self->filter, "changed", G_CALLBACK (on_filter_cb), self,
                           G_CONNECT_SWAPPED);
  return SLIP_PAGE (self);
}

/* == the window's actions == */

static void
on_show_audit_cb (GtkWidget *widget, const char *name, GVariant *target)
{
  SlipWindow *window = SLIP_WINDOW (widget);
  SlipWorkspace *workspace = slip_window_get_workspace (window);

  if (workspace != NULL)
    slip_window_show (window, slip_audit_page_new (workspace, NULL, NULL));
}

static void
on_show_audit_of_cb (GtkWidget *widget, const char *name, GVariant *target)
{
  SlipWindow *window = SLIP_WINDOW (widget);
  SlipWorkspace *workspace = slip_window_get_workspace (window);
  const char *release;
  const char *document;

  g_variant_get (target, "(&s&s)", &release, &document);
  if (workspace != NULL)
    slip_window_push (
        window, slip_audit_page_new (workspace, release, *document != '\0' ? document : NULL));
}

void
slip_audit_install_actions (GtkWidgetClass *window_class)
{
  gtk_widget_class_install_action (window_class, "win.show-audit", NULL, on_show_audit_cb);
  gtk_widget_class_install_action (window_class, "win.show-audit-of", "(ss)", on_show_audit_of_cb);
}
