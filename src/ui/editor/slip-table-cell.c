/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A cell shows a label. What is needed to edit (an entry, a menu of choices) is made when somebody edits for the first
 * time: most cells are only looked at. */

#include "ui/editor/slip-table-cell.h"

#include <glib/gi18n.h>

#include "ui/editor/slip-field-words.h"
#include "ui/editor/slip-table-facts.h"

struct _SlipTableCell
{
  GtkWidget parent_instance;
  SlipFormRows *rows;
  SlipFormNode *field;
  SlipFormRow *row; /* nullable */
  gulong changed;
  GtkWidget *shown; /* the label, and the text above it: so that the column keeps its width */
  GtkWidget *label;
  GtkWidget *mark;
  GtkWidget *text;    /* nullable */
  GtkWidget *popover; /* nullable */
  gboolean editing;
  char *said; /* nullable: what is wrong with it */
};

G_DEFINE_FINAL_TYPE (SlipTableCell, slip_table_cell, GTK_TYPE_WIDGET)

enum
{
  STEP,
  ENTERED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

/* An empty cell says itself that it has to be filled. */
static gboolean
is_missing (const SlipFieldState *state)
{
  return state->relevant && *state->text == '\0' && state->problem != NULL &&
         state->problem_kind == SLIP_PROBLEM_REQUIRED;
}

static void
show_mark (SlipTableCell *self, const SlipFieldState *state, const char *name)
{
  const char *icon = NULL;
  g_autofree char *said = NULL;

  if (state->conflict)
    {
      icon = "dialog-warning-symbolic";
      said = g_strdup_printf (_ ("Written at the same time: %s"),
                              state->others != NULL ? state->others : "");
    }
  else if (state->relevant && state->problem != NULL && !is_missing (state))
    {
      icon = "dialog-error-symbolic";
      said = slip_field_explain (state);
    }
  else if (state->proposals != NULL && state->proposals->len > 0)
    {
      icon = "dialog-information-symbolic";
      said = g_strdup (_ ("A proposal waits."));
    }
  gtk_widget_set_visible (self->mark, icon != NULL);
  if (icon != NULL)
    gtk_image_set_from_icon_name (GTK_IMAGE (self->mark), icon);
  g_free (self->said);
  self->said = g_strdup (said);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, said != NULL ? said : "",
                                  -1);
  if (said != NULL)
    gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_INVALID,
                                 GTK_ACCESSIBLE_INVALID_TRUE, -1);
  else
    gtk_accessible_reset_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_INVALID);
}

/* The widgets that the list puts around a cell can have the keyboard, too. */
static void
name_above (SlipTableCell *self, const char *name, const char *row)
{
  GtkWidget *above = gtk_widget_get_parent (GTK_WIDGET (self));
  GtkWidget *item = above != NULL ? gtk_widget_get_parent (above) : NULL;

  if (item == NULL)
    return;
  gtk_accessible_update_property (GTK_ACCESSIBLE (above), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (item), GTK_ACCESSIBLE_PROPERTY_LABEL, row, -1);
}

static void
update (SlipTableCell *self)
{
  const SlipFieldState *state =
      self->row != NULL ? slip_form_row_get_field (self->row, self->field->name) : NULL;
  g_autofree char *row = NULL;
  g_autofree char *name = NULL;
  g_autofree char *value = NULL;
  const char *shown;

  if (state == NULL || !state->loaded)
    {
      gtk_label_set_label (GTK_LABEL (self->label), state != NULL ? "…" : "");
      gtk_widget_set_visible (self->mark, FALSE);
      return;
    }
  shown = value = slip_table_show (state);
  if (is_missing (state))
    shown = _ ("Required");
  if (is_missing (state) || !state->relevant)
    gtk_widget_add_css_class (self->label, "dim-label");
  else
    gtk_widget_remove_css_class (self->label, "dim-label");
  gtk_label_set_label (GTK_LABEL (self->label), state->relevant ? shown : "–");
  row = slip_table_row_name (self->rows, self->row);
  /* Translators: of a cell, for screen readers: field, row: value. "Minutes, T-03: 25". */
  name = g_strdup_printf (_ ("%s, %s: %s"), slip_form_node_label (self->field), row, shown);
  show_mark (self, state, name);
  name_above (self, name, row);
  if (self->editing && self->text != NULL)
    {
      /* "Minutes, T-03" */
      g_autofree char *entry =
          g_strdup_printf (_ ("%s, %s"), slip_form_node_label (self->field), row);

      gtk_accessible_update_property (GTK_ACCESSIBLE (self->text), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      entry, -1);
    }
}

/* == editing == */

static char *
get_path (SlipTableCell *self)
{
  return slip_form_row_get_field_path (self->row, self->field->name);
}

static SlipFormSession *
get_session (SlipTableCell *self)
{
  return slip_form_rows_get_session (self->rows);
}

static void
stop (SlipTableCell *self, gboolean keep_focus)
{
  g_autofree char *path = NULL;

  if (!self->editing)
    return;
  self->editing = FALSE;
  if (keep_focus)
    gtk_widget_grab_focus (GTK_WIDGET (self));
  gtk_widget_set_visible (self->text, FALSE);
  gtk_widget_set_opacity (self->label, 1);
  if (self->row == NULL)
    return;
  path = get_path (self);
  slip_form_session_leave (get_session (self), path);
  update (self);
}

static void
on_typed_cb (SlipTableCell *self)
{
  g_autofree char *path = NULL;

  if (!self->editing || self->row == NULL)
    return;
  path = get_path (self);
  slip_form_session_type (get_session (self), path,
                          gtk_editable_get_text (GTK_EDITABLE (self->text)));
}

static void
on_activate_cb (SlipTableCell *self)
{
  stop (self, TRUE);
}

static void
on_text_left_cb (SlipTableCell *self)
{
  stop (self, FALSE);
}

static gboolean
on_text_key_cb (SlipTableCell *self, guint key, guint code, GdkModifierType modifiers)
{
  g_autofree char *path = NULL;

  switch (key)
    {
    case GDK_KEY_Escape:
      path = get_path (self);
      slip_form_session_discard (get_session (self), path);
      stop (self, TRUE);
      return TRUE;
    case GDK_KEY_Tab:
    case GDK_KEY_ISO_Left_Tab:
      stop (self, TRUE);
      g_signal_emit (self, signals[STEP], 0,
                     key == GDK_KEY_Tab && !(modifiers & GDK_SHIFT_MASK) ? 1 : -1, TRUE);
      return TRUE;
    default:
      return FALSE;
    }
}

static void
make_text (SlipTableCell *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  self->text = g_object_new (GTK_TYPE_TEXT, "accessible-role", GTK_ACCESSIBLE_ROLE_TEXT_BOX, NULL);
  gtk_widget_set_visible (self->text, FALSE);
  gtk_editable_set_width_chars (GTK_EDITABLE (self->text), 3);
  g_signal_connect_swapped (self->text, "changed", G_CALLBACK (on_typed_cb), self);
  g_signal_connect_swapped (self->text, "activate", G_CALLBACK (on_activate_cb), self);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_text_key_cb), self);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (on_text_left_cb), self);
  gtk_widget_add_controller (self->text, keys);
  gtk_widget_add_controller (self->text, focus);
  gtk_overlay_add_overlay (GTK_OVERLAY (self->shown), self->text);
}

static void
on_choose_cb (SlipTableCell *self, GVariant *value)
{
  g_autofree char *path = NULL;

  if (self->row == NULL)
    return;
  path = get_path (self);
  slip_form_session_set (get_session (self), path, g_variant_get_string (value, NULL));
}

static void
choose (SlipTableCell *self, const char *now)
{
  g_autoptr (GMenuModel) menu =
      slip_table_make_choices (self->field, now != NULL && *now != '\0', "cell.choose");
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  g_autoptr (GSimpleAction) action = g_simple_action_new_stateful (
      "choose", G_VARIANT_TYPE_STRING, g_variant_new_string (now != NULL ? now : ""));

  g_signal_connect_swapped (action, "activate", G_CALLBACK (on_choose_cb), self);
  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (action));
  gtk_widget_insert_action_group (GTK_WIDGET (self), "cell", G_ACTION_GROUP (group));
  g_clear_pointer (&self->popover, gtk_widget_unparent);
  self->popover = gtk_popover_menu_new_from_model (menu);
  gtk_widget_set_parent (self->popover, GTK_WIDGET (self));
  gtk_popover_popup (GTK_POPOVER (self->popover));
}

void
slip_table_cell_edit (SlipTableCell *self)
{
  const SlipFieldState *state;
  g_autofree char *why = NULL;

  if (self->row == NULL || self->editing)
    return;
  gtk_widget_grab_focus (GTK_WIDGET (self));
  why = slip_table_why_fixed (self->rows, self->row, self->field);
  if (why != NULL)
    {
      gtk_widget_error_bell (GTK_WIDGET (self));
      g_free (self->said);
      self->said = g_strdup (why);
      gtk_widget_trigger_tooltip_query (GTK_WIDGET (self));
      gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                      why, -1);
      return;
    }
  state = slip_form_row_get_field (self->row, self->field->name);
  if (self->field->type == SLIP_FIELD_CHOICE || self->field->type == SLIP_FIELD_BOOLEAN)
    {
      choose (self, state->text);
      return;
    }
  if (self->text == NULL)
    make_text (self);
  gtk_editable_set_text (GTK_EDITABLE (self->text), self->field->to != SLIP_REFERENCE_NONE ||
                                                            self->field->type == SLIP_FIELD_PERSON
                                                        ? state->display
                                                        : state->text);
  self->editing = TRUE;
  gtk_widget_set_opacity (self->label, 0);
  gtk_widget_set_visible (self->text, TRUE);
  update (self);
  gtk_widget_grab_focus (self->text);
}

static gboolean
on_key_cb (SlipTableCell *self, guint key, guint code, GdkModifierType modifiers)
{
  gunichar letter;

  if (self->editing || (modifiers & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK)))
    return FALSE;
  switch (key)
    {
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
    case GDK_KEY_F2:
    case GDK_KEY_space:
      slip_table_cell_edit (self);
      return TRUE;
    case GDK_KEY_Left:
    case GDK_KEY_Right:
      g_signal_emit (self, signals[STEP], 0,
                     (key == GDK_KEY_Right) ==
                             (gtk_widget_get_direction (GTK_WIDGET (self)) != GTK_TEXT_DIR_RTL)
                         ? 1
                         : -1,
                     FALSE);
      return TRUE;
    default:
      break;
    }
  /* As in a spreadsheet: typing replaces what is there; Esc brings it back. */
  letter = gdk_keyval_to_unicode (key);
  if (letter == 0 || !g_unichar_isgraph (letter))
    return FALSE;
  slip_table_cell_edit (self);
  if (self->editing)
    {
      char typed[7] = { 0 };

      g_unichar_to_utf8 (letter, typed);
      gtk_editable_set_text (GTK_EDITABLE (self->text), typed);
      gtk_editable_set_position (GTK_EDITABLE (self->text), -1);
    }
  return TRUE;
}

static void
on_released_cb (SlipTableCell *self)
{
  slip_table_cell_edit (self);
}

static void
on_entered_cb (SlipTableCell *self)
{
  g_signal_emit (self, signals[ENTERED], 0);
}

/* What is wrong, else what there was no room for. */
static gboolean
slip_table_cell_query_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard,
                               GtkTooltip *tooltip)
{
  SlipTableCell *self = SLIP_TABLE_CELL (widget);
  gboolean cut =
      !self->editing && pango_layout_is_ellipsized (gtk_label_get_layout (GTK_LABEL (self->label)));

  if (self->said == NULL && !cut)
    return FALSE;
  gtk_tooltip_set_text (
      tooltip, self->said != NULL ? self->said : gtk_label_get_label (GTK_LABEL (self->label)));
  return TRUE;
}

/* == life == */

SlipFormRow *
slip_table_cell_get_row (SlipTableCell *self)
{
  return self->row;
}

SlipFormNode *
slip_table_cell_get_field (SlipTableCell *self)
{
  return self->field;
}

void
slip_table_cell_set_row (SlipTableCell *self, SlipFormRow *row)
{
  if (row == self->row)
    return;
  stop (self, FALSE);
  if (self->row != NULL)
    g_signal_handler_disconnect (self->row, self->changed);
  g_clear_pointer (&self->popover, gtk_widget_unparent);
  g_set_object (&self->row, row);
  if (row != NULL)
    self->changed = g_signal_connect_swapped (row, "changed", G_CALLBACK (update), self);
  update (self);
}

static void
slip_table_cell_dispose (GObject *object)
{
  SlipTableCell *self = SLIP_TABLE_CELL (object);

  self->editing = FALSE;
  g_clear_pointer (&self->said, g_free);
  if (self->row != NULL)
    g_signal_handler_disconnect (self->row, self->changed);
  g_clear_object (&self->row);
  g_clear_object (&self->rows);
  g_clear_pointer (&self->popover, gtk_widget_unparent);
  g_clear_pointer (&self->shown, gtk_widget_unparent);
  g_clear_pointer (&self->mark, gtk_widget_unparent);
  G_OBJECT_CLASS (slip_table_cell_parent_class)->dispose (object);
}

static void
slip_table_cell_class_init (SlipTableCellClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = slip_table_cell_dispose;
  widget_class->query_tooltip = slip_table_cell_query_tooltip;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_BUTTON);
  gtk_widget_class_set_css_name (widget_class, "slip-cell");
  signals[STEP] = g_signal_new ("step", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 2, G_TYPE_INT, G_TYPE_BOOLEAN);
  signals[ENTERED] = g_signal_new ("entered", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
slip_table_cell_init (SlipTableCell *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  self->label = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->label), 0);
  /* Two lines show most texts; with one, a table of four columns is cut off in each. */
  gtk_label_set_wrap (GTK_LABEL (self->label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (self->label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_lines (GTK_LABEL (self->label), 2);
  gtk_label_set_ellipsize (GTK_LABEL (self->label), PANGO_ELLIPSIZE_END);
  self->shown = gtk_overlay_new ();
  gtk_widget_set_hexpand (self->shown, TRUE);
  gtk_overlay_set_child (GTK_OVERLAY (self->shown), self->label);
  gtk_widget_set_parent (self->shown, GTK_WIDGET (self));
  self->mark = gtk_image_new ();
  gtk_widget_set_visible (self->mark, FALSE);
  gtk_widget_set_parent (self->mark, GTK_WIDGET (self));
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key_cb), self);
  g_signal_connect_swapped (focus, "enter", G_CALLBACK (on_entered_cb), self);
  g_signal_connect_swapped (click, "released", G_CALLBACK (on_released_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  gtk_widget_add_controller (GTK_WIDGET (self), focus);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
}

GtkWidget *
slip_table_cell_new (SlipFormRows *rows, SlipFormNode *field, gboolean wrap)
{
  SlipTableCell *self = g_object_new (SLIP_TYPE_TABLE_CELL, NULL);

  self->rows = g_object_ref (rows);
  self->field = field;
  if (field->type == SLIP_FIELD_TEXT && wrap)
    {
      gtk_label_set_wrap (GTK_LABEL (self->label), TRUE);
      gtk_label_set_wrap_mode (GTK_LABEL (self->label), PANGO_WRAP_WORD_CHAR);
      gtk_label_set_lines (GTK_LABEL (self->label), 3);
    }
  if (field->type == SLIP_FIELD_NUMBER)
    {
      gtk_label_set_xalign (GTK_LABEL (self->label), 1);
      gtk_widget_add_css_class (self->label, "numeric");
    }
  return GTK_WIDGET (self);
}
