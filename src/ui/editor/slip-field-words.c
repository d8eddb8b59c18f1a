/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* See slip-field-words.h. */

#include "ui/editor/slip-field-words.h"

#include <string.h>

#include <glib/gi18n.h>

#include "process/slip-signoff.h"

char *
slip_field_explain_type (const SlipFormNode *node)
{
  switch (node->type)
    {
    case SLIP_FIELD_NUMBER:
      if (node->decimals == 0)
        return g_strdup (_ ("This takes a whole number."));
      if (node->decimals < 0)
        return g_strdup (_ ("This takes a number such as 12.5."));
      return g_strdup_printf (
          g_dngettext (NULL, "This takes a number such as 12.5, with at most %d decimal.",
                       "This takes a number such as 12.5, with at most %d decimals.",
                       (gulong) node->decimals),
          node->decimals);
    case SLIP_FIELD_DATE:
      return g_strdup (_ ("This takes a date such as 2026-03-14."));
    case SLIP_FIELD_DATE_TIME:
      return g_strdup (_ ("This takes a date and a time such as 2026-03-14 22:00."));
    case SLIP_FIELD_CHOICE:
    case SLIP_FIELD_CHOICES:
      return g_strdup (_ ("This is none of the choices."));
    case SLIP_FIELD_REFERENCE:
      return g_strdup (_ ("This is none of the rows that can be chosen."));
    default:
      return NULL;
    }
}

char *
slip_field_explain (const SlipFieldState *state)
{
  char *words =
      state->problem_kind == SLIP_PROBLEM_TYPE ? slip_field_explain_type (state->node) : NULL;

  return words != NULL ? words : g_strdup (state->problem);
}

gboolean
slip_field_can_clear (SlipFormNode *node)
{
  switch (node->type)
    {
    case SLIP_FIELD_CHOICE:
    case SLIP_FIELD_BOOLEAN:
    case SLIP_FIELD_PERSON:
    case SLIP_FIELD_REFERENCE:
      return TRUE;
    default:
      return FALSE;
    }
}

gboolean
slip_field_window_has (GtkWidget *widget, const char *name)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  g_autofree char *full = g_strconcat ("win.", name, NULL);
  /* GTK 4.8 wants to answer everything. */
  GType owner;
  const char *action;
  const GVariantType *type;
  const char *property;

  if (root == NULL)
    return FALSE;
  if (G_IS_ACTION_GROUP (root) && g_action_group_has_action (G_ACTION_GROUP (root), name))
    return TRUE;
  for (guint i = 0; gtk_widget_class_query_action (GTK_WIDGET_GET_CLASS (root), i, &owner, &action,
                                                   &type, &property);
       i++)
    if (strcmp (action, full) == 0)
      return TRUE;
  return FALSE;
}

/* == proposals == */

static void
on_take_cb (GtkWidget *button, SlipFieldRow *row)
{
  g_autofree char *value = g_strdup (g_object_get_data (G_OBJECT (button), "value"));
  GtkWidget *popover = gtk_widget_get_ancestor (button, GTK_TYPE_POPOVER);

  gtk_popover_popdown (GTK_POPOVER (popover));
  slip_field_row_set (row, value);
}

static GtkWidget *
make_answer (SlipFieldRow *row, const char *label, const char *value)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  g_object_set_data_full (G_OBJECT (button), "value", g_strdup (value), g_free);
  g_signal_connect (button, "clicked", G_CALLBACK (on_take_cb), row);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  return button;
}

GtkWidget *
slip_field_list_proposals (SlipFieldRow *row, const SlipFieldState *state)
{
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gboolean can_answer =
      state->fills && slip_form_session_get_read_only (slip_field_row_get_session (row)) == NULL;

  for (guint i = 0; state->proposals != NULL && i < state->proposals->len; i++)
    {
      const SlipProposal *proposal = g_ptr_array_index (state->proposals, i);
      GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
      g_autofree char *value = slip_form_display_value (
          NULL, slip_form_session_get_record (slip_field_row_get_session (row)), state->node,
          proposal->value);
      /* Translators: who proposes what: "Bo: 80" */
      g_autofree char *text =
          g_strdup_printf (_ ("%s: %s"), proposal->name, *value != '\0' ? value : _ ("empty"));
      GtkWidget *label = gtk_label_new (text);

      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
      gtk_label_set_max_width_chars (GTK_LABEL (label), 40);
      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_widget_set_hexpand (label, TRUE);
      gtk_box_append (GTK_BOX (line), label);
      if (can_answer)
        gtk_box_append (GTK_BOX (line), make_answer (row, _ ("_Accept"), proposal->value));
      gtk_box_append (GTK_BOX (box), line);
    }
  if (can_answer)
    gtk_box_append (GTK_BOX (box), make_answer (row, _ ("_Keep as It Is"), state->text));
  gtk_popover_set_child (GTK_POPOVER (popover), box);
  return popover;
}
