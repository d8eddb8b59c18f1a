/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What all types of fields have in common. What is missing is said quietly, what is wrong in words and with an icon; what
 * others wrote at the same time or propose stands with the field. */

#include "ui/editor/slip-field-row-private.h"

#include <string.h>

#include <glib/gi18n.h>

#include "ui/app/slip-names.h"
#include "ui/editor/slip-field-types.h"
#include "ui/editor/slip-field-words.h"

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (SlipFieldRow, slip_field_row, ADW_TYPE_PREFERENCES_ROW)

#define PRIVATE(self) ((SlipFieldRowPrivate *) slip_field_row_get_instance_private (self))

SlipFieldRowPrivate *
slip_field_row_get_parts (SlipFieldRow *self)
{
  return PRIVATE (self);
}

/* == what stands there == */

static const SlipFieldState *
get_state (SlipFieldRow *self)
{
  return slip_form_session_get_field (PRIVATE (self)->session, PRIVATE (self)->path);
}

/* Rows that are kept as they were recorded: only what is still empty can be filled, and what points to something that was
 * deleted since can be chosen anew. */
static gboolean
is_fixed (SlipFieldRow *self, const SlipFieldState *state)
{
  SlipFieldRowPrivate *priv = PRIVATE (self);
  const SlipFormNode *table = priv->node->table;
  g_autofree char *row = NULL;
  g_autofree char *keep = NULL;
  const SlipFieldState *kept;

  if (table == NULL || table->keep == NULL || *state->stored == '\0' || state->conflict ||
      (state->problem != NULL && state->problem_kind == SLIP_PROBLEM_REFERENCE))
    return FALSE;
  row = g_path_get_dirname (priv->path);
  keep = g_strconcat (row, "/", table->keep->name, NULL);
  kept = slip_form_session_get_field (priv->session, keep);
  return kept != NULL && kept->loaded && *kept->stored != '\0' &&
         g_strcmp0 (kept->stored, table->keep_unless) != 0;
}

/* The control says by itself what stands around it. */
static void
describe (SlipFieldRow *self, const SlipFieldState *state, const char *problem)
{
  SlipFieldRowPrivate *priv = PRIVATE (self);
  const char *hint = slip_form_node_hint (priv->node);
  g_autofree char *said = NULL;

  if (priv->target == NULL)
    return;
  said = g_strjoin (problem != NULL && *hint != '\0' ? " " : "", problem != NULL ? problem : "",
                    hint, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (priv->target),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, said, -1);
  if (problem != NULL)
    gtk_accessible_update_state (GTK_ACCESSIBLE (priv->target), GTK_ACCESSIBLE_STATE_INVALID,
                                 GTK_ACCESSIBLE_INVALID_TRUE, -1);
  else
    gtk_accessible_reset_state (GTK_ACCESSIBLE (priv->target), GTK_ACCESSIBLE_STATE_INVALID);
}

static void
show_marks (SlipFieldRow *self, const SlipFieldState *state, gboolean editable)
{
  SlipFieldRowPrivate *priv = PRIVATE (self);
  gboolean empty = *state->text == '\0';
  gboolean quiet = state->problem == NULL || state->problem_kind == SLIP_PROBLEM_REQUIRED ||
                   state->problem_kind == SLIP_PROBLEM_CONFLICT;
  g_autofree char *problem = quiet ? NULL : slip_field_explain (state);
  g_autofree char *others = state->conflict
                                /* Translators: "Bo: 80; Ada: 90" */
                                ? g_strdup_printf (_ ("Written at the same time: %s"),
                                                   state->others != NULL ? state->others : "")
                                : NULL;

  gtk_widget_set_visible (priv->required, state->required && empty && editable);
  slip_field_row_set_line (priv->problem, problem);
  slip_field_row_set_line (priv->conflict, others);
  gtk_widget_set_visible (priv->resolve,
                          slip_field_window_has (GTK_WIDGET (self), "show-conflicts"));
  gtk_widget_set_visible (priv->proposals, state->proposals != NULL && state->proposals->len > 0);
  gtk_widget_set_visible (priv->proposed,
                          editable && !state->fills &&
                              (priv->has_focus || state->progress != SLIP_PROGRESS_SAVED));
  describe (self, state, problem);
}

static void
show_menu (SlipFieldRow *self, const SlipFieldState *state, gboolean editable)
{
  SlipFieldRowPrivate *priv = PRIVATE (self);
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean can_clear = editable && *state->text != '\0' && slip_field_can_clear (priv->node);
  gboolean can_discard =
      state->progress == SLIP_PROGRESS_TYPING || state->progress == SLIP_PROGRESS_REFUSED;
  gboolean has_history = state->how == NULL && slip_field_window_has (widget, "show-history");
  gboolean has_comments = state->how == NULL && slip_field_window_has (widget, "show-comments");

  gtk_widget_action_set_enabled (widget, "field.clear", can_clear);
  gtk_widget_action_set_enabled (widget, "field.discard", can_discard);
  gtk_widget_action_set_enabled (widget, "field.history", has_history);
  gtk_widget_action_set_enabled (widget, "field.comments", has_comments);
  gtk_widget_set_visible (priv->menu, can_clear || can_discard || has_history || has_comments);
}

static void
update (SlipFieldRow *self)
{
  SlipFieldRowPrivate *priv = PRIVATE (self);
  const SlipFieldState *state = get_state (self);
  gboolean loaded = state != NULL && state->loaded;
  gboolean editable = loaded && state->how == NULL && !state->missing &&
                      slip_form_session_get_read_only (priv->session) == NULL &&
                      !is_fixed (self, state);

  if (priv->control != NULL)
    gtk_widget_set_sensitive (priv->control, loaded);
  if (!loaded || priv->showing)
    return;
  /* Asking for what keeps the row may have read something. */
  state = get_state (self);
  gtk_widget_set_visible (GTK_WIDGET (self), state->relevant);
  priv->showing = TRUE;
  if (state->missing && state->how == NULL)
    slip_field_row_set_note (self, _ ("This text has not arrived yet. It comes with a sync."));
  SLIP_FIELD_ROW_GET_CLASS (self)->show (self, state, editable);
  priv->showing = FALSE;
  show_marks (self, state, editable);
  show_menu (self, state, editable);
}

/* == actions == */

static void
on_clear_cb (GtkWidget *widget, const char *name, GVariant *target)
{
  slip_field_row_set (SLIP_FIELD_ROW (widget), "");
}

static void
on_discard_cb (GtkWidget *widget, const char *name, GVariant *target)
{
  SlipFieldRowPrivate *priv = PRIVATE (SLIP_FIELD_ROW (widget));

  slip_form_session_discard (priv->session, priv->path);
}

static void
on_history_cb (GtkWidget *widget, const char *name, GVariant *target)
{
  SlipFieldRowPrivate *priv = PRIVATE (SLIP_FIELD_ROW (widget));

  slip_form_session_leave (priv->session, priv->path);
  gtk_widget_activate_action (widget, "win.show-history", "(ss)",
                              slip_form_session_get_record (priv->session), priv->path);
}

static void
on_comments_cb (GtkWidget *widget, const char *name, GVariant *target)
{
  SlipFieldRowPrivate *priv = PRIVATE (SLIP_FIELD_ROW (widget));

  slip_form_session_leave (priv->session, priv->path);
  gtk_widget_activate_action (widget, "win.show-comments", "(ss)",
                              slip_form_session_get_record (priv->session), priv->path);
}

static void
on_enter_cb (SlipFieldRow *self)
{
  PRIVATE (self)->has_focus = TRUE;
  update (self);
}

static void
on_leave_cb (SlipFieldRow *self)
{
  SlipFieldRowPrivate *priv = PRIVATE (self);

  priv->has_focus = FALSE;
  slip_form_session_leave (priv->session, priv->path);
  update (self);
}

/* == for the types == */

SlipFormSession *
slip_field_row_get_session (SlipFieldRow *self)
{
  return PRIVATE (self)->session;
}

SlipFormNode *
slip_field_row_get_node (SlipFieldRow *self)
{
  return PRIVATE (self)->node;
}

const char *
slip_field_row_get_path (SlipFieldRow *self)
{
  return PRIVATE (self)->path;
}

gboolean
slip_field_row_is_showing (SlipFieldRow *self)
{
  return PRIVATE (self)->showing;
}

gboolean
slip_field_row_has_focus (SlipFieldRow *self)
{
  return PRIVATE (self)->has_focus;
}

void
slip_field_row_name (SlipFieldRow *self, GtkWidget *widget, const char *detail)
{
  const char *label = slip_form_node_label (PRIVATE (self)->node);
  /* Translators: of a control, for screen readers: its field, and which part of it. "Purpose, Preview". */
  g_autofree char *name = detail != NULL ? g_strdup_printf (_ ("%s, %s"), label, detail) : NULL;

  slip_names_set (widget, name != NULL ? name : label);
}

void
slip_field_row_set_control (SlipFieldRow *self, GtkWidget *control, GtkWidget *target)
{
  SlipFieldRowPrivate *priv = PRIVATE (self);

  priv->control = control;
  priv->target = target;
  gtk_box_insert_child_after (GTK_BOX (priv->box), control, gtk_widget_get_first_child (priv->box));
  if (target != NULL)
    slip_field_row_name (self, target, NULL);
}

void
slip_field_row_set_target (SlipFieldRow *self, GtkWidget *target)
{
  SlipFieldRowPrivate *priv = PRIVATE (self);
  GtkBox *words = GTK_BOX (gtk_widget_get_parent (priv->hint));

  priv->target = target;
  g_object_ref (priv->required);
  gtk_box_remove (GTK_BOX (gtk_widget_get_parent (priv->required)), priv->required);
  gtk_label_set_xalign (GTK_LABEL (priv->required), 0);
  gtk_box_append (words, priv->required);
  g_object_unref (priv->required);
  /* The whole width is for the hint: beside the control it would be a narrow column. */
  g_object_ref (priv->hint);
  gtk_box_remove (words, priv->hint);
  gtk_box_insert_child_after (GTK_BOX (priv->box), priv->hint,
                              gtk_widget_get_first_child (priv->box));
  g_object_unref (priv->hint);
}

void
slip_field_row_add_suffix (SlipFieldRow *self, GtkWidget *widget)
{
  gtk_box_append (GTK_BOX (PRIVATE (self)->suffix), widget);
}

void
slip_field_row_set_note (SlipFieldRow *self, const char *text)
{
  gtk_widget_set_visible (PRIVATE (self)->note, text != NULL);
  gtk_label_set_label (GTK_LABEL (PRIVATE (self)->note), text != NULL ? text : "");
}

void
slip_field_row_type (SlipFieldRow *self, const char *text)
{
  SlipFieldRowPrivate *priv = PRIVATE (self);

  if (!priv->showing)
    slip_form_session_type (priv->session, priv->path, text);
}

void
slip_field_row_set (SlipFieldRow *self, const char *text)
{
  SlipFieldRowPrivate *priv = PRIVATE (self);

  if (!priv->showing)
    slip_form_session_set (priv->session, priv->path, text);
}

void
slip_field_row_leave (SlipFieldRow *self)
{
  SlipFieldRowPrivate *priv = PRIVATE (self);

  if (!priv->showing)
    slip_form_session_leave (priv->session, priv->path);
}

gboolean
slip_field_row_focus (SlipFieldRow *self)
{
  SlipFieldRowPrivate *priv = PRIVATE (self);

  /* All of it selected is soon overwritten. */
  if (GTK_IS_ENTRY (priv->target))
    return gtk_entry_grab_focus_without_selecting (GTK_ENTRY (priv->target));
  if (priv->target != NULL && gtk_widget_grab_focus (priv->target))
    return TRUE;
  return gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_FORWARD);
}

SlipFieldRow *
slip_field_row_find (GtkWidget *root, const char *path)
{
  SlipFieldRow *found = NULL;

  if (SLIP_IS_FIELD_ROW (root))
    return strcmp (PRIVATE (SLIP_FIELD_ROW (root))->path, path) == 0 ? SLIP_FIELD_ROW (root) : NULL;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = slip_field_row_find (child, path);
  return found;
}

/* == life == */

/* Which actions the window has can be told only now. */
static void
slip_field_row_root (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (slip_field_row_parent_class)->root (widget);
  if (PRIVATE (SLIP_FIELD_ROW (widget))->session != NULL)
    update (SLIP_FIELD_ROW (widget));
}

static void
slip_field_row_finalize (GObject *object)
{
  SlipFieldRowPrivate *priv = PRIVATE (SLIP_FIELD_ROW (object));

  g_clear_object (&priv->session);
  g_free (priv->path);
  G_OBJECT_CLASS (slip_field_row_parent_class)->finalize (object);
}

static void
slip_field_row_class_init (SlipFieldRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = slip_field_row_finalize;
  widget_class->root = slip_field_row_root;
  gtk_widget_class_install_action (widget_class, "field.clear", NULL, on_clear_cb);
  gtk_widget_class_install_action (widget_class, "field.discard", NULL, on_discard_cb);
  gtk_widget_class_install_action (widget_class, "field.history", NULL, on_history_cb);
  gtk_widget_class_install_action (widget_class, "field.comments", NULL, on_comments_cb);
}

static void
slip_field_row_init (SlipFieldRow *self)
{
  GtkEventController *focus = gtk_event_controller_focus_new ();

  slip_field_row_make_parts (self);
  g_signal_connect_swapped (focus, "enter", G_CALLBACK (on_enter_cb), self);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (on_leave_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), focus);
}

static GType
type_of (SlipFormNode *node)
{
  if (node->calculate != NULL)
    return SLIP_TYPE_CALCULATED_FIELD;
  switch (node->type)
    {
    case SLIP_FIELD_LONG_TEXT:
      return SLIP_TYPE_LONG_FIELD;
    case SLIP_FIELD_DATE:
    case SLIP_FIELD_DATE_TIME:
      return SLIP_TYPE_DATE_FIELD;
    case SLIP_FIELD_BOOLEAN:
      return SLIP_TYPE_BOOLEAN_FIELD;
    case SLIP_FIELD_CHOICE:
      return SLIP_TYPE_CHOICE_FIELD;
    case SLIP_FIELD_CHOICES:
      return SLIP_TYPE_CHOICES_FIELD;
    case SLIP_FIELD_PERSON:
    case SLIP_FIELD_REFERENCE:
      return SLIP_TYPE_REFERENCE_FIELD;
    case SLIP_FIELD_FILE:
      return SLIP_TYPE_FILE_FIELD;
    default:
      return SLIP_TYPE_ENTRY_FIELD;
    }
}

GtkWidget *
slip_field_row_new (SlipFormSession *session, const char *path)
{
  SlipForm *form = slip_form_session_get_form (session);
  g_autofree char *row = NULL;
  g_autofree char *detailed = g_strconcat ("field-changed::", path, NULL);
  SlipFormNode *node = form != NULL ? slip_form_find_cell (form, path, &row, NULL) : NULL;
  SlipFieldRow *self;
  SlipFieldRowPrivate *priv;

  g_return_val_if_fail (node != NULL && node->kind == SLIP_NODE_FIELD, NULL);
  self = g_object_new (type_of (node), NULL);
  priv = PRIVATE (self);
  priv->session = g_object_ref (session);
  priv->path = g_strdup (path);
  priv->node = node;
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), slip_form_node_label (node));
  gtk_label_set_label (GTK_LABEL (priv->label), slip_form_node_label (node));
  gtk_label_set_label (GTK_LABEL (priv->hint), slip_form_node_hint (node));
  gtk_widget_set_visible (priv->hint, *slip_form_node_hint (node) != '\0');
  slip_field_row_name (self, GTK_WIDGET (self), NULL);
  slip_field_row_name (self, priv->menu, _ ("More"));
  slip_field_row_name (self, priv->proposals, _ ("Proposals"));
  gtk_actionable_set_action_target (GTK_ACTIONABLE (priv->resolve), "s",
                                    slip_form_session_get_record (session));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (priv->resolve), "win.show-conflicts");
  SLIP_FIELD_ROW_GET_CLASS (self)->build (self);
  g_signal_connect_object (session, detailed, G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::read-only", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}
