/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The page binds the parts of a document to its session. Sections are made when they are seen for the first time: a form
 * has hundreds of fields. */

#include "ui/editor/slip-editor.h"

#include <string.h>

#include <glib/gi18n.h>

#include "ui/app/slip-feedback.h"
#include "ui/app/slip-stalls.h"
#include "ui/editor/slip-editor-bar.h"
#include "ui/editor/slip-editor-rows.h"
#include "ui/editor/slip-editor-strip.h"
#include "ui/editor/slip-field-words.h"
#include "ui/editor/slip-section-list.h"
#include "ui/editor/slip-section-view.h"
#include "workspace/slip-form-session.h"

/* How wide a form wants to be beside the list of sections; narrower, the list folds away. */
#define FORM_WIDTH 470
#define LIST_WIDTH 230
/* Still usable. */
#define FORM_MIN_WIDTH 300
#define FORM_MIN_HEIGHT 120

struct _SlipEditor
{
  SlipPage parent_instance;
  SlipFormSession *session;
  char *going;      /* where to go once it is loaded */
  const char *said; /* nullable: where what is typed is */
  GtkWidget *stack; /* of sections; NULL until it is loaded */
  AdwFlap *flap;
  SlipSectionList *list;
  SlipEditorBar *bar;
  SlipEditorStrip *strip; /* NULL until it is loaded */
  GtkWidget *toggle;
  guint settling; /* source: see on_folded_cb() */
};

G_DEFINE_FINAL_TYPE (SlipEditor, slip_editor, SLIP_TYPE_PAGE)

/* == what is said about the whole == */

static void
show_progress (SlipEditor *self)
{
  const char *said = _ ("Saved");

  if (slip_form_session_get_read_only (self->session) != NULL)
    said = _ ("Read-Only");
  else if (slip_form_session_is_typing (self->session))
    said = _ ("Typing…");
  else if (slip_form_session_has_drafts (self->session))
    said = _ ("Kept as a Draft");
  else if (slip_form_session_get_saving (self->session))
    said = _ ("Saving…");
  if (said == self->said)
    return;
  self->said = said;
  slip_page_set_subtitle (SLIP_PAGE (self), said);
}

static void
show_title (SlipEditor *self)
{
  const char *title = slip_form_session_get_title (self->session);
  const char *number = slip_form_session_get_text (self->session, "header/doc_no");

  /* On a narrow window the number would be all that is left of it. */
  if (number != NULL && *number != '\0' && g_str_has_prefix (title, number) &&
      title[strlen (number)] == ' ')
    title += strlen (number) + 1;
  slip_page_set_title (SLIP_PAGE (self), title != NULL ? title : "");
}

static void
on_error_cb (SlipEditor *self, const char *text)
{
  slip_feedback_toast (GTK_WIDGET (self), text);
}

/* == sections == */

static void
show_section (SlipEditor *self)
{
  SlipFormNode *section = slip_section_list_get (self->list, 0);
  GtkWidget *view;

  if (section == NULL || self->stack == NULL)
    return;
  view = gtk_stack_get_child_by_name (GTK_STACK (self->stack), section->name);
  if (view == NULL)
    {
      view = slip_section_view_new (self->session, section);
      gtk_stack_add_named (GTK_STACK (self->stack), view, section->name);
    }
  slip_section_view_set_neighbours (SLIP_SECTION_VIEW (view),
                                    slip_section_list_get (self->list, -1),
                                    slip_section_list_get (self->list, 1));
  gtk_stack_set_visible_child (GTK_STACK (self->stack), view);
}

static void
on_section_cb (SlipEditor *self, const char *section)
{
  show_section (self);
}

static SlipSectionView *
get_view (SlipEditor *self)
{
  GtkWidget *view =
      self->stack != NULL ? gtk_stack_get_visible_child (GTK_STACK (self->stack)) : NULL;

  return SLIP_IS_SECTION_VIEW (view) ? SLIP_SECTION_VIEW (view) : NULL;
}

/* A tap on a section folds the list away, and the keyboard is where it was wanted. */
static void
on_section_activated_cb (SlipEditor *self)
{
  if (get_view (self) == NULL)
    return;
  if (adw_flap_get_folded (self->flap))
    adw_flap_set_reveal_flap (self->flap, FALSE);
  slip_section_view_go (get_view (self), NULL);
}

static void
step_section (SlipEditor *self, int by)
{
  SlipFormNode *section = self->list != NULL ? slip_section_list_get (self->list, by) : NULL;

  if (section == NULL)
    return;
  slip_section_list_select (self->list, section->name);
  slip_section_view_go (get_view (self), NULL);
}

void
slip_editor_go (SlipEditor *self, const char *path)
{
  SlipForm *form = slip_form_session_get_form (self->session);
  g_autofree char *row = NULL;
  SlipFormNode *node;

  if (self->list == NULL)
    {
      g_free (self->going);
      self->going = g_strdup (path);
      return;
    }
  node = slip_form_find_cell (form, path, &row, NULL);
  if (node == NULL)
    node = slip_form_find (form, path);
  if (node == NULL || node->section == NULL)
    return;
  slip_section_list_select (self->list, node->section->name);
  if (adw_flap_get_folded (self->flap))
    adw_flap_set_reveal_flap (self->flap, FALSE);
  slip_section_view_go (get_view (self), path);
  if (row != NULL && *row != '\0')
    slip_editor_open_rows (GTK_WIDGET (self), self->session, path);
}

/* == actions == */

static void
on_undo_cb (GtkWidget *widget, const char *name, GVariant *target)
{
  slip_form_session_undo (SLIP_EDITOR (widget)->session);
}

static void
on_redo_cb (GtkWidget *widget, const char *name, GVariant *target)
{
  slip_form_session_redo (SLIP_EDITOR (widget)->session);
}

static void
on_next_cb (GtkWidget *widget, const char *name, GVariant *target)
{
  step_section (SLIP_EDITOR (widget), 1);
}

static void
on_previous_cb (GtkWidget *widget, const char *name, GVariant *target)
{
  step_section (SLIP_EDITOR (widget), -1);
}

/* What is being typed can be taken back, too. */
static void
on_can_undo_cb (SlipEditor *self)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "page.undo",
                                 slip_form_session_get_can_undo (self->session) ||
                                     slip_form_session_get_saving (self->session));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "page.redo",
                                 slip_form_session_get_can_redo (self->session));
  show_progress (self);
}

static gboolean
slip_editor_find (SlipPage *page)
{
  return FALSE;
}

/* == loading == */

/* The same for all forms, and without asking: how wide and high hundreds of words want to be takes longer than to draw
 * them. What is too wide is broken, what is too high scrolls. */
static void
measure_form (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
              int *natural, int *minimum_baseline, int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? FORM_MIN_WIDTH : FORM_MIN_HEIGHT;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? FORM_WIDTH : FORM_MIN_HEIGHT;
}

static void
allocate_form (GtkWidget *widget, int width, int height, int baseline)
{
  gtk_widget_allocate (gtk_widget_get_first_child (widget), width, height, baseline, NULL);
}

static GtkSizeRequestMode
request_form (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_CONSTANT_SIZE;
}

static gboolean
has_sections (SlipEditor *self)
{
  return slip_form_get_root (slip_form_session_get_form (self->session))->children->len > 1;
}

static gboolean
on_settled_cb (gpointer data)
{
  SlipEditor *self = data;
  gboolean folded = adw_flap_get_folded (self->flap);

  self->settling = 0;
  gtk_widget_set_visible (self->toggle, folded && has_sections (self));
  /* Nor would the document be: GTK 4.8 doesn't draw a widget whose place was taken from it in the layout, and takes that
   * for done; nobody says which of these it was. */
  for (GtkWidget *up = self->stack; up != NULL; up = gtk_widget_get_parent (up))
    {
      gtk_widget_queue_resize (up);
      gtk_widget_queue_draw (up);
    }
  return G_SOURCE_REMOVE;
}

/* The flap folds while the window is laid out. What changes its size then, in the header bar above, would not be laid out
 * again, and not be drawn. */
static void
on_folded_cb (SlipEditor *self)
{
  if (self->settling == 0)
    self->settling = g_idle_add_full (G_PRIORITY_HIGH_IDLE, on_settled_cb, self, NULL);
}

static void
fill (SlipEditor *self)
{
  GtkWidget *form = adw_bin_new ();

  self->list = SLIP_SECTION_LIST (slip_section_list_new (self->session));
  gtk_widget_set_size_request (GTK_WIDGET (self->list), LIST_WIDTH, -1);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "background");
  self->stack = gtk_stack_new ();
  gtk_stack_set_hhomogeneous (GTK_STACK (self->stack), FALSE);
  gtk_stack_set_vhomogeneous (GTK_STACK (self->stack), FALSE);
  gtk_stack_set_transition_type (GTK_STACK (self->stack), GTK_STACK_TRANSITION_TYPE_CROSSFADE);
  adw_bin_set_child (ADW_BIN (form), self->stack);
  gtk_widget_set_layout_manager (form,
                                 gtk_custom_layout_new (request_form, measure_form, allocate_form));
  gtk_widget_set_hexpand (form, TRUE);
  self->flap = ADW_FLAP (adw_flap_new ());
  adw_flap_set_flap (self->flap, GTK_WIDGET (self->list));
  adw_flap_set_separator (self->flap, gtk_separator_new (GTK_ORIENTATION_VERTICAL));
  adw_flap_set_content (self->flap, form);
  adw_flap_set_fold_threshold_policy (self->flap, ADW_FOLD_THRESHOLD_POLICY_NATURAL);
  g_object_bind_property (self->flap, "reveal-flap", self->toggle, "active",
                          G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  if (!has_sections (self))
    {
      /* A list of one says nothing. */
      adw_flap_set_locked (self->flap, TRUE);
      adw_flap_set_reveal_flap (self->flap, FALSE);
    }
  g_signal_connect_object (self->flap, "notify::folded", G_CALLBACK (on_folded_cb), self,
                           G_CONNECT_SWAPPED);
  on_settled_cb (self);
  g_signal_connect_swapped (self->list, "selected", G_CALLBACK (on_section_cb), self);
  g_signal_connect_swapped (self->list, "activated", G_CALLBACK (on_section_activated_cb), self);
  slip_page_set_content (SLIP_PAGE (self), GTK_WIDGET (self->flap));
}

static void
show_failure (SlipEditor *self, const GError *error)
{
  GtkWidget *page = adw_status_page_new ();
  g_autofree char *why = slip_feedback_sentence (error);
  g_autofree char *escaped = g_markup_escape_text (why, -1);

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), "dialog-error-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (page), _ ("The Document Could Not Be Opened"));
  adw_status_page_set_description (ADW_STATUS_PAGE (page), escaped);
  slip_page_set_content (SLIP_PAGE (self), page);
}

static void
on_loaded_cb (GObject *session, GAsyncResult *result, gpointer data)
{
  g_autoptr (SlipEditor) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *going = NULL;
  SlipFormNode *first;

  if (!slip_form_session_load_finish (SLIP_FORM_SESSION (session), result, &error))
    {
      show_failure (self, error);
      return;
    }
  /* The page was left meanwhile. */
  if (gtk_widget_get_root (GTK_WIDGET (self)) == NULL)
    return;
  fill (self);
  slip_editor_bar_set_session (self->bar, self->session);
  first = g_ptr_array_index (
      slip_form_get_root (slip_form_session_get_form (self->session))->children, 0);
  slip_section_list_select (self->list, first->name);
  show_title (self);
  show_progress (self);
  self->strip = slip_editor_strip_new (SLIP_PAGE (self), self->session);
  on_can_undo_cb (self);
  going = g_steal_pointer (&self->going);
  if (*going != '\0')
    slip_editor_go (self, going);
  else if (!has_sections (self))
    slip_section_view_go (get_view (self), NULL);
  else if (!adw_flap_get_folded (self->flap))
    gtk_widget_child_focus (GTK_WIDGET (self->list), GTK_DIR_TAB_FORWARD);
  slip_stalls_mark (GTK_WIDGET (self), "document");
}

/* == life == */

static void
slip_editor_leave (SlipPage *page)
{
  SlipEditor *self = SLIP_EDITOR (page);

  if (slip_form_session_is_loaded (self->session))
    slip_form_session_flush_async (self->session, NULL, NULL, NULL);
}

static void
slip_editor_finalize (GObject *object)
{
  SlipEditor *self = SLIP_EDITOR (object);

  g_clear_handle_id (&self->settling, g_source_remove);
  g_clear_object (&self->strip);
  g_clear_object (&self->session);
  g_free (self->going);
  G_OBJECT_CLASS (slip_editor_parent_class)->finalize (object);
}

static const char *
slip_editor_get_help (SlipPage *page)
{
  return "fill-in";
}

static void
slip_editor_class_init (SlipEditorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  SLIP_PAGE_CLASS (klass)->get_help = slip_editor_get_help;
  G_OBJECT_CLASS (klass)->finalize = slip_editor_finalize;
  SLIP_PAGE_CLASS (klass)->leave = slip_editor_leave;
  SLIP_PAGE_CLASS (klass)->find = slip_editor_find;
  gtk_widget_class_install_action (widget_class, "page.undo", NULL, on_undo_cb);
  gtk_widget_class_install_action (widget_class, "page.redo", NULL, on_redo_cb);
  gtk_widget_class_install_action (widget_class, "page.next-section", NULL, on_next_cb);
  gtk_widget_class_install_action (widget_class, "page.previous-section", NULL, on_previous_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Page_Down, GDK_CONTROL_MASK,
                                       "page.next-section", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Page_Up, GDK_CONTROL_MASK,
                                       "page.previous-section", NULL);
}

static void
slip_editor_init (SlipEditor *self)
{
  GtkWidget *spinner = gtk_spinner_new ();

  self->toggle = gtk_toggle_button_new ();
  gtk_button_set_icon_name (GTK_BUTTON (self->toggle), "view-list-symbolic");
  gtk_widget_set_tooltip_text (self->toggle, _ ("Sections"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->toggle), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Sections"), -1);
  gtk_widget_set_visible (self->toggle, FALSE);
  self->bar = SLIP_EDITOR_BAR (slip_editor_bar_new ());
  g_object_set (self, "start", self->toggle, "end", self->bar, NULL);
  gtk_spinner_set_spinning (GTK_SPINNER (spinner), TRUE);
  gtk_widget_set_size_request (spinner, 32, 32);
  gtk_widget_set_halign (spinner, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (spinner, GTK_ALIGN_CENTER);
  slip_page_set_content (SLIP_PAGE (self), spinner);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "page.undo", FALSE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "page.redo", FALSE);
}

const char *
slip_editor_get_record (SlipEditor *self)
{
  return slip_form_session_get_record (self->session);
}

SlipPage *
slip_editor_new (SlipWorkspace *workspace, const char *record, const char *path)
{
  SlipEditor *self = g_object_new (SLIP_TYPE_EDITOR, NULL);
  const struct
  {
    const char *signal;
    GCallback func;
  } watched[] = {
    { "notify::title", G_CALLBACK (show_title) },
    { "notify::saving", G_CALLBACK (on_can_undo_cb) },
    { "notify::can-undo", G_CALLBACK (on_can_undo_cb) },
    { "notify::can-redo", G_CALLBACK (on_can_undo_cb) },
    { "notify::read-only", G_CALLBACK (show_progress) },
    { "problems-changed", G_CALLBACK (show_progress) },
    { "field-changed", G_CALLBACK (show_progress) },
    { "error", G_CALLBACK (on_error_cb) },
  };

  self->session = slip_form_session_new (workspace, record);
  self->going = g_strdup (path);
  for (guint i = 0; i < G_N_ELEMENTS (watched); i++)
    g_signal_connect_object (self->session, watched[i].signal, watched[i].func, self,
                             G_CONNECT_SWAPPED);
  slip_form_session_load_async (self->session, NULL, on_loaded_cb, g_object_ref (self));
  return SLIP_PAGE (self);
}
