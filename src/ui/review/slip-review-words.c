/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* See slip-review-words.h. */

#include "ui/review/slip-review-words.h"

#include <glib/gi18n.h>
#include <string.h>

#include "ui/app/slip-feedback.h"
#include "ui/app/slip-words.h"

char *
slip_review_time (const char *text)
{
  g_autoptr (GDateTime) time = text != NULL ? g_date_time_new_from_iso8601 (text, NULL) : NULL;
  g_autoptr (GDateTime) local = time != NULL ? g_date_time_to_local (time) : NULL;

  if (local == NULL)
    return g_strdup (text != NULL ? text : "");
  /* Translators: a date and time as g_date_time_format() takes it: "14 Mar 2026, 22:00" */
  return g_strstrip (g_date_time_format (local, _ ("%e %b %Y, %H:%M")));
}

const char *
slip_review_verdict (SlipVerdict verdict)
{
  switch (verdict)
    {
    case SLIP_VERDICT_APPROVE:
      return _ ("Approved");
    case SLIP_VERDICT_CONCERNS:
      return _ ("Concerns");
    case SLIP_VERDICT_REJECT:
    default:
      return _ ("Rejected");
    }
}

char *
slip_review_status (const SlipSignoff *signoff)
{
  const char *status = slip_words_status (signoff->status);

  if (signoff->opposed == SLIP_VERDICT_APPROVE)
    return g_strdup (status);
  return g_strdup_printf ("%s, %s", status,
                          signoff->opposed == SLIP_VERDICT_REJECT ? _ ("rejected")
                                                                  : _ ("with concerns"));
}

char *
slip_review_capital (const char *text)
{
  const char *rest = *text != '\0' ? g_utf8_next_char (text) : text;
  g_autofree char *first = g_utf8_strup (text, rest - text);

  return g_strconcat (first, rest, NULL);
}

GtkWidget *
slip_review_chip (const char *text, const char *class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_widget_add_css_class (label, "slip-state");
  if (class != NULL)
    gtk_widget_add_css_class (label, class);
  gtk_widget_set_valign (label, GTK_ALIGN_CENTER);
  gtk_widget_set_halign (label, GTK_ALIGN_START);
  return label;
}

static GtkWidget *
make_label (GtkAccessibleRole role, const char *text, const char *class)
{
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "accessible-role", role, "label", text, "wrap",
                                   TRUE, "wrap-mode", PANGO_WRAP_WORD_CHAR, "xalign", 0.0, NULL);

  if (class != NULL)
    {
      g_auto (GStrv) classes = g_strsplit (class, " ", -1);

      for (gsize i = 0; classes[i] != NULL; i++)
        gtk_widget_add_css_class (label, classes[i]);
    }
  return label;
}

GtkWidget *
slip_review_label (const char *text, const char *class)
{
  return make_label (GTK_ACCESSIBLE_ROLE_LABEL, text, class);
}

GtkWidget *
slip_review_heading (const char *text, const char *class)
{
  return make_label (GTK_ACCESSIBLE_ROLE_HEADING, text, class);
}

char *
slip_review_sentence (const GError *error)
{
  if (g_error_matches (error, SLIP_ERROR, SLIP_ERROR_WRONG_PASSPHRASE))
    return g_strdup (_ ("This passphrase doesn't open your key."));
  return slip_feedback_sentence (error);
}

gboolean
slip_review_can_go (GtkWidget *widget, const char *action)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  g_autofree char *name = g_strconcat ("win.", action, NULL);
  GType owner;
  const char *found;
  const GVariantType *type;
  const char *property;

  for (guint i = 0;
       root != NULL && gtk_widget_class_query_action (GTK_WIDGET_GET_CLASS (root), i, &owner,
                                                      &found, &type, &property);
       i++)
    if (g_str_equal (found, name))
      return TRUE;
  return FALSE;
}

char *
slip_review_open_document (const char *record, const char *path)
{
  return g_action_print_detailed_name ("win.open-document", g_variant_new ("(ss)", record, path));
}

void
slip_review_fail (GtkStack *stack, AdwStatusPage *failure, const GError *error)
{
  g_autofree char *why = slip_review_sentence (error);
  g_autofree char *escaped = g_markup_escape_text (why, -1);

  adw_status_page_set_description (failure, escaped);
  gtk_stack_set_visible_child_name (stack, "failure");
}

void
slip_review_name_toggle (GtkWidget *row)
{
  for (GtkWidget *child = gtk_widget_get_first_child (row); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (GTK_IS_BUTTON (child))
      gtk_accessible_update_property (GTK_ACCESSIBLE (child), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      _ ("Show or Hide Passphrase"), -1);
    else
      slip_review_name_toggle (child);
}

void
slip_review_wipe (GtkEditable *editable)
{
  /* Its buffer overwrites what it gives up. */
  gtk_editable_set_text (editable, "");
}

char *
slip_review_text (GtkTextView *view)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (view);
  GtkTextIter start;
  GtkTextIter end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}
