/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The state comes in two steps: what the list says at once, and what takes a look into the whole document. */

#include "ui/library/slip-document-row.h"

#include <glib/gi18n.h>
#include <string.h>

#include "ui/app/slip-words.h"

struct _SlipDocumentRow
{
  AdwPreferencesRow parent_instance;
  char *id;
  GtkImage *icon;
  GtkLabel *heading;
  GtkLabel *state;
  GtkLabel *detail;
  GtkMenuButton *menu;
  GtkWidget *context; /* nullable: the same menu where the pointer is */
};

G_DEFINE_FINAL_TYPE (SlipDocumentRow, slip_document_row, ADW_TYPE_PREFERENCES_ROW)

/* == words == */

typedef struct
{
  const char *icon;
  const char *style; /* nullable: a class of the theme */
  char *text;
} Words;

/* Takes @two. */
static char *
join (const char *one, char *two)
{
  g_autofree char *owned = two;

  return g_strdup_printf ("%s · %s", one, owned);
}

/* What stands in the way of the next step comes first. */
static void
find_words (const SlipDocumentState *state, gboolean sure, Words *words)
{
  const char *status = slip_words_status (state->status);

  words->style = NULL;
  if (state->conflicts > 0)
    {
      words->icon = "dialog-error-symbolic";
      words->style = "error";
      words->text =
          sure ? g_strdup_printf (ngettext ("%u conflict", "%u conflicts", state->conflicts),
                                  state->conflicts)
               : g_strdup (_ ("Conflict"));
    }
  else if (g_str_equal (state->status, "approval withdrawn"))
    {
      words->icon = "dialog-warning-symbolic";
      words->style = "warning";
      words->text = g_strdup (status);
    }
  else if (g_str_equal (state->status, "approved") || g_str_equal (state->status, "amended"))
    {
      words->icon =
          state->amendments > 0 ? "document-open-recent-symbolic" : "object-select-symbolic";
      words->style = state->amendments > 0 ? "warning" : "success";
      words->text =
          state->amendments > 0
              ? join (
                    status,
                    /* Translators: changes of an approved document that wait for a new revision */
                    g_strdup_printf (
                        ngettext ("%u change waits", "%u changes wait", state->amendments),
                        state->amendments))
              : g_strdup (status);
    }
  else if (state->problems > 0)
    {
      words->icon = "dialog-warning-symbolic";
      words->style = "warning";
      words->text =
          join (status, g_strdup_printf (ngettext ("%u problem", "%u problems", state->problems),
                                         state->problems));
    }
  else if (!sure)
    {
      words->icon = "text-x-generic-symbolic";
      words->style = "dim-label";
      words->text = g_strdup (status);
    }
  else if (state->slots > 0)
    {
      words->icon = "document-edit-symbolic";
      words->style = "accent";
      words->text = g_strdup (_ ("To sign · waits for you"));
    }
  else
    {
      words->icon = "content-loading-symbolic";
      words->style = "dim-label";
      words->text = g_strdup (_ ("To sign · waits for others"));
    }
  if (state->proposals > 0)
    {
      g_autofree char *before = words->text;

      words->text =
          join (before, g_strdup_printf (ngettext ("%u proposal", "%u proposals", state->proposals),
                                         state->proposals));
    }
}

char *
slip_document_row_title (const SlipDocumentInfo *info, const char *release)
{
  const char *title = info->title != NULL ? info->title : "";
  g_autofree char *before = g_strdup_printf ("%s: ", release);
  g_autofree char *behind = g_strdup_printf (": %s", release);

  if (*release != '\0' && g_str_has_prefix (title, before) && strlen (title) > strlen (before))
    return g_strdup (title + strlen (before));
  if (*release != '\0' && g_str_has_suffix (title, behind) && strlen (title) > strlen (behind))
    return g_strndup (title, strlen (title) - strlen (behind));
  return g_strdup (*title != '\0' ? title : info->form_title);
}

/* == the row == */

static void
add_item (SlipDocumentRow *self, GMenu *menu, const char *label, const char *action)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, "s", self->id);
  g_menu_append_item (menu, item);
}

static void
set_menu (SlipDocumentRow *self, gboolean open)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenuItem) item = g_menu_item_new (_ ("_Open"), NULL);

  if (open)
    {
      g_menu_item_set_action_and_target (item, "win.open-document", "(ss)", self->id, "");
      g_menu_append_item (menu, item);
    }
  add_item (self, menu, _ ("_Export…"), "win.export");
  add_item (self, menu, _ ("_Print…"), "win.print");
  add_item (self, menu, _ ("_Delete"), "page.delete-document");
  gtk_menu_button_set_menu_model (self->menu, G_MENU_MODEL (menu));
}

void
slip_document_row_set (SlipDocumentRow *self, const SlipDocumentInfo *info, const char *release,
                       const SlipDocumentState *state, gboolean open)
{
  static const char *const styles[] = { "error", "warning", "success", "accent", "dim-label" };
  SlipDocumentState known = { .status = info->status,
                              .revision = info->revision,
                              .conflicts = info->conflict ? 1 : 0,
                              .amendments = info->amendments,
                              .proposals = info->proposals };
  g_autofree char *title = slip_document_row_title (info, release);
  g_autofree char *folded = g_utf8_casefold (title, -1);
  g_autofree char *form = g_utf8_casefold (info->form_title, -1);
  /* "Installation procedure" says which form that is. */
  g_autofree char *detail = g_str_has_prefix (form, folded)
                                ? g_strdup (info->number)
                                : g_strdup_printf ("%s · %s", info->form_title, info->number);
  g_autofree char *name = NULL;
  Words words = { NULL };

  find_words (state != NULL ? state : &known, state != NULL, &words);
  if (g_strcmp0 (self->id, info->id) != 0)
    {
      g_free (self->id);
      self->id = g_strdup (info->id);
      set_menu (self, open);
    }
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title);
  gtk_label_set_label (self->heading, title);
  gtk_label_set_label (self->state, words.text);
  gtk_label_set_label (self->detail, detail);
  gtk_image_set_from_icon_name (self->icon, words.icon);
  for (guint i = 0; i < G_N_ELEMENTS (styles); i++)
    {
      GtkWidget *const painted[] = { GTK_WIDGET (self->icon), GTK_WIDGET (self->state) };

      for (guint k = 0; k < G_N_ELEMENTS (painted); k++)
        if (g_strcmp0 (words.style, styles[i]) == 0)
          gtk_widget_add_css_class (painted[k], styles[i]);
        else
          gtk_widget_remove_css_class (painted[k], styles[i]);
    }
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), open);
  if (open)
    {
      gtk_actionable_set_action_target (GTK_ACTIONABLE (self), "(ss)", info->id, "");
      gtk_actionable_set_action_name (GTK_ACTIONABLE (self), "win.open-document");
    }
  name = g_strdup_printf ("%s, %s", title, words.text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_free (name);
  /* Translators: name of a button for screen readers; %s is a document */
  name = g_strdup_printf (_ ("Menu of %s"), title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->menu), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  -1);
  g_free (words.text);
}

const char *
slip_document_row_get_id (SlipDocumentRow *self)
{
  return self->id;
}

/* == the menu where the pointer is == */

static void
show_context (SlipDocumentRow *self, double x, double y)
{
  const GdkRectangle at = { (int) x, (int) y, 1, 1 };

  g_clear_pointer (&self->context, gtk_widget_unparent);
  self->context = gtk_popover_menu_new_from_model (gtk_menu_button_get_menu_model (self->menu));
  gtk_popover_set_has_arrow (GTK_POPOVER (self->context), FALSE);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->context), &at);
  gtk_widget_set_halign (self->context, GTK_ALIGN_START);
  gtk_widget_set_parent (self->context, GTK_WIDGET (self));
  gtk_popover_popup (GTK_POPOVER (self->context));
}

static void
on_pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, SlipDocumentRow *self)
{
  GdkEvent *event = gtk_event_controller_get_current_event (GTK_EVENT_CONTROLLER (gesture));

  if (event == NULL || !gdk_event_triggers_context_menu (event))
    return;
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  show_context (self, x, y);
}

static void
on_long_pressed_cb (GtkGestureLongPress *gesture, double x, double y, SlipDocumentRow *self)
{
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  show_context (self, x, y);
}

/* From the keyboard the button's own menu opens, where the eye finds it. */
static void
on_menu_key_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_menu_button_popup (SLIP_DOCUMENT_ROW (widget)->menu);
}

/* A popover that is parented by hand is given its size by hand. */
static void
slip_document_row_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  SlipDocumentRow *self = SLIP_DOCUMENT_ROW (widget);

  GTK_WIDGET_CLASS (slip_document_row_parent_class)
      ->size_allocate (widget, width, height, baseline);
  if (self->context != NULL)
    gtk_popover_present (GTK_POPOVER (self->context));
}

static void
slip_document_row_dispose (GObject *object)
{
  SlipDocumentRow *self = SLIP_DOCUMENT_ROW (object);

  g_clear_pointer (&self->context, gtk_widget_unparent);
  G_OBJECT_CLASS (slip_document_row_parent_class)->dispose (object);
}

static void
slip_document_row_finalize (GObject *object)
{
  SlipDocumentRow *self = SLIP_DOCUMENT_ROW (object);

  g_free (self->id);
  G_OBJECT_CLASS (slip_document_row_parent_class)->finalize (object);
}

static void
slip_document_row_class_init (SlipDocumentRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = slip_document_row_dispose;
  G_OBJECT_CLASS (klass)->finalize = slip_document_row_finalize;
  widget_class->size_allocate = slip_document_row_size_allocate;
  gtk_widget_class_install_action (widget_class, "row.menu", NULL, on_menu_key_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Menu, 0, "row.menu", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, "row.menu", NULL);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/slipway/Slipway/ui/library/slip-document-row.ui");
  gtk_widget_class_bind_template_child (widget_class, SlipDocumentRow, icon);
  gtk_widget_class_bind_template_child (widget_class, SlipDocumentRow, heading);
  gtk_widget_class_bind_template_child (widget_class, SlipDocumentRow, state);
  gtk_widget_class_bind_template_child (widget_class, SlipDocumentRow, detail);
  gtk_widget_class_bind_template_child (widget_class, SlipDocumentRow, menu);
}

static void
slip_document_row_init (SlipDocumentRow *self)
{
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *long_press = gtk_gesture_long_press_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), 0);
  g_signal_connect (click, "pressed", G_CALLBACK (on_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (long_press), TRUE);
  g_signal_connect (long_press, "pressed", G_CALLBACK (on_long_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (long_press));
}

GtkWidget *
slip_document_row_new (void)
{
  return g_object_new (SLIP_TYPE_DOCUMENT_ROW, NULL);
}
