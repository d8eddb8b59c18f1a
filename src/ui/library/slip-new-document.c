/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Forms, and the documents that one can begin with, come from a thread; of very many releases, the newest. */

#include "ui/library/slip-new-document.h"

#include <glib/gi18n.h>

#include "forms/slip-form.h"
#include "ui/app/slip-feedback.h"
#include "ui/app/slip-names.h"
#include "ui/app/slip-title.h"
#include "ui/app/slip-work.h"
#include "ui/library/slip-library.h"
#include "ui/library/slip-stages.h"

/* Releases whose documents are offered. */
#define LOOK_BACK 12
/* Pixels. */
#define WIDTH 480
#define HEIGHT 560

struct _SlipNewDocument
{
  AdwWindow parent_instance;
  SlipWorkspace *workspace;
  char *release;
  char *form;         /* the chosen one; "" none yet */
  GPtrArray *earlier; /* nullable (element-type Earlier): newest first */
  GPtrArray *offered; /* (element-type SlipDocumentInfo), unowned: of the chosen form */
  GCancellable *cancellable;
  GtkCheckButton *first; /* nullable: of the forms */
  AdwPreferencesPage *page;
  AdwPreferencesGroup *forms;
  AdwPreferencesGroup *content;
  AdwComboRow *from;
  SlipTitle *heading;
  GtkWidget *create;
  GtkSpinner *spinner;
  GtkLabel *error;
};

G_DEFINE_FINAL_TYPE (SlipNewDocument, slip_new_document, ADW_TYPE_WINDOW)

/* == reading == */

typedef struct
{
  char *id;
  char *title;
  char *purpose;
} Form;

static void
form_free (gpointer data)
{
  Form *form = data;

  g_free (form->id);
  g_free (form->title);
  g_free (form->purpose);
  g_free (form);
}

static int
compare_forms (gconstpointer one, gconstpointer two)
{
  const Form *a = *(Form *const *) one;
  const Form *b = *(Form *const *) two;
  int order = (int) slip_stages_of_form (a->id) - (int) slip_stages_of_form (b->id);

  if (order == 0)
    order = (int) slip_stages_rank (a->id) - (int) slip_stages_rank (b->id);
  return order != 0 ? order : g_utf8_collate (a->title, b->title);
}

static gpointer
list_forms (gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) infos = slip_workspace_list_forms (data, error);
  g_autoptr (GPtrArray) forms = g_ptr_array_new_with_free_func (form_free);

  if (infos == NULL)
    return NULL;
  for (guint i = 0; i < infos->len; i++)
    {
      const SlipFormInfo *info = g_ptr_array_index (infos, i);
      g_autoptr (SlipForm) definition = slip_forms_get (NULL, info->definition, NULL);
      Form *form = g_new0 (Form, 1);

      form->id = g_strdup (info->id);
      form->title = g_strdup (info->title);
      form->purpose = g_strdup (definition != NULL ? slip_form_get_purpose (definition) : "");
      g_ptr_array_add (forms, form);
    }
  g_ptr_array_sort (forms, compare_forms);
  return g_steal_pointer (&forms);
}

typedef struct
{
  SlipDocumentInfo *document;
  char *release;
} Earlier;

static void
earlier_free (gpointer data)
{
  Earlier *earlier = data;

  slip_document_info_free (earlier->document);
  g_free (earlier->release);
  g_free (earlier);
}

static gpointer
list_earlier (gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) releases = slip_workspace_list_releases (data, error);
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (earlier_free);

  if (releases == NULL)
    return NULL;
  for (guint i = 0; i < releases->len && i < LOOK_BACK; i++)
    {
      const SlipReleaseInfo *release =
          g_ptr_array_index (releases, releases->len - 1 - i); /* oldest first */
      g_autoptr (GPtrArray) some = NULL;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return NULL;
      some = slip_workspace_list_documents (data, release->id, NULL);
      while (some != NULL && some->len > 0)
        {
          Earlier *earlier = g_new0 (Earlier, 1);

          earlier->document = g_ptr_array_steal_index (some, 0);
          earlier->release = g_strdup (release->title);
          g_ptr_array_add (all, earlier);
        }
    }
  return g_steal_pointer (&all);
}

/* == choosing == */

static void
offer (SlipNewDocument *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  g_ptr_array_set_size (self->offered, 0);
  gtk_string_list_append (names, _ ("An empty form"));
  for (guint i = 0; self->earlier != NULL && i < self->earlier->len; i++)
    {
      const Earlier *earlier = g_ptr_array_index (self->earlier, i);
      SlipDocumentInfo *info = earlier->document;
      g_autofree char *name = NULL;

      if (!g_str_equal (info->form, self->form))
        continue;
      name = g_strdup_printf ("%s · %s · %s",
                              info->title != NULL && *info->title != '\0' ? info->title
                                                                          : info->form_title,
                              earlier->release, info->number);
      gtk_string_list_append (names, name);
      g_ptr_array_add (self->offered, info);
    }
  adw_combo_row_set_model (self->from, G_LIST_MODEL (names));
  gtk_widget_set_visible (GTK_WIDGET (self->content), self->offered->len > 0);
}

static void
on_toggled_cb (SlipNewDocument *self, GtkCheckButton *button)
{
  if (!gtk_check_button_get_active (button))
    return;
  g_free (self->form);
  self->form = g_strdup (g_object_get_data (G_OBJECT (button), "form"));
  gtk_widget_set_sensitive (self->create, TRUE);
  offer (self);
}

static void
on_forms_cb (gpointer owner, gpointer result, const GError *error, gpointer data)
{
  SlipNewDocument *self = owner;
  GPtrArray *forms = result;
  g_autofree char *wanted = g_strdup (self->form);
  GtkWidget *focus = NULL;

  if (forms == NULL)
    {
      g_autofree char *why = slip_feedback_sentence (error);

      gtk_label_set_label (self->error, why);
      gtk_widget_set_visible (GTK_WIDGET (self->error), TRUE);
      return;
    }
  for (guint i = 0; i < forms->len; i++)
    {
      const Form *form = g_ptr_array_index (forms, i);
      GtkWidget *row = adw_action_row_new ();
      GtkWidget *button = gtk_check_button_new ();

      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), form->title);
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), form->purpose);
      gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
      gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      form->title, -1);
      g_object_set_data_full (G_OBJECT (button), "form", g_strdup (form->id), g_free);
      if (self->first == NULL)
        self->first = GTK_CHECK_BUTTON (button);
      else
        gtk_check_button_set_group (GTK_CHECK_BUTTON (button), self->first);
      g_signal_connect_object (button, "toggled", G_CALLBACK (on_toggled_cb), self,
                               G_CONNECT_SWAPPED);
      adw_action_row_add_prefix (ADW_ACTION_ROW (row), button);
      adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), button);
      adw_preferences_group_add (self->forms, row);
      if (focus == NULL || g_str_equal (form->id, wanted))
        focus = button;
    }
  if (focus != NULL)
    {
      gtk_check_button_set_active (GTK_CHECK_BUTTON (focus), TRUE);
      gtk_widget_grab_focus (focus);
    }
}

static void
on_earlier_cb (gpointer owner, gpointer result, const GError *error, gpointer data)
{
  SlipNewDocument *self = owner;

  /* Without them one begins with an empty form. */
  if (result == NULL)
    return;
  self->earlier = g_ptr_array_ref (result);
  offer (self);
}

/* == making it == */

typedef struct
{
  SlipWorkspace *workspace;
  char *release;
  char *form;
  char *from; /* nullable */
} Order;

static void
order_free (gpointer data)
{
  Order *order = data;

  g_object_unref (order->workspace);
  g_free (order->release);
  g_free (order->form);
  g_free (order->from);
  g_free (order);
}

static gpointer
make (gpointer data, GCancellable *cancellable, GError **error)
{
  Order *order = data;

  return slip_workspace_new_document (order->workspace, order->release, order->form, order->from,
                                      error);
}

static void
set_busy (SlipNewDocument *self, gboolean busy)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->page), !busy);
  gtk_widget_set_sensitive (self->create, !busy);
  gtk_spinner_set_spinning (self->spinner, busy);
}

static void
on_made_cb (gpointer owner, gpointer result, const GError *error, gpointer data)
{
  SlipNewDocument *self = owner;
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));
  const char *id = result;

  set_busy (self, FALSE);
  if (id == NULL)
    {
      g_autofree char *why = slip_feedback_sentence (error);

      gtk_label_set_label (self->error, why);
      gtk_widget_set_visible (GTK_WIDGET (self->error), TRUE);
      return;
    }
  if (parent != NULL && slip_library_has_action (GTK_WIDGET (parent), "win.open-document"))
    gtk_widget_activate_action (GTK_WIDGET (parent), "win.open-document", "(ss)", id, "");
  gtk_window_close (GTK_WINDOW (self));
}

static void
on_create_cb (SlipNewDocument *self)
{
  guint chosen = adw_combo_row_get_selected (self->from);
  Order *order;

  if (!gtk_widget_get_sensitive (self->create))
    return;
  order = g_new0 (Order, 1);
  order->workspace = g_object_ref (self->workspace);
  order->release = g_strdup (self->release);
  order->form = g_strdup (self->form);
  if (chosen > 0 && chosen <= self->offered->len)
    order->from =
        g_strdup (((SlipDocumentInfo *) g_ptr_array_index (self->offered, chosen - 1))->id);
  gtk_widget_set_visible (GTK_WIDGET (self->error), FALSE);
  set_busy (self, TRUE);
  slip_work_edit (self, make, order, order_free, on_made_cb, g_free, NULL);
}

/* == life == */

static void
slip_new_document_dispose (GObject *object)
{
  SlipNewDocument *self = SLIP_NEW_DOCUMENT (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (slip_new_document_parent_class)->dispose (object);
}

static void
slip_new_document_finalize (GObject *object)
{
  SlipNewDocument *self = SLIP_NEW_DOCUMENT (object);

  g_free (self->release);
  g_free (self->form);
  g_clear_pointer (&self->earlier, g_ptr_array_unref);
  g_ptr_array_unref (self->offered);
  G_OBJECT_CLASS (slip_new_document_parent_class)->finalize (object);
}

static void
slip_new_document_class_init (SlipNewDocumentClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = slip_new_document_dispose;
  G_OBJECT_CLASS (klass)->finalize = slip_new_document_finalize;
  g_type_ensure (SLIP_TYPE_TITLE);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/slipway/Slipway/ui/library/slip-new-document.ui");
#define BIND(name) gtk_widget_class_bind_template_child (widget_class, SlipNewDocument, name)
  BIND (page);
  BIND (forms);
  BIND (content);
  BIND (from);
  BIND (heading);
  BIND (create);
  BIND (spinner);
  BIND (error);
#undef BIND
  gtk_widget_class_bind_template_callback (widget_class, on_create_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
slip_new_document_init (SlipNewDocument *self)
{
  self->offered = g_ptr_array_new ();
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  slip_names_follow_choice (self->from);
}

void
slip_new_document_present (GtkWindow *parent, SlipWorkspace *workspace, const char *release,
                           const char *form)
{
  SlipNewDocument *self = g_object_new (SLIP_TYPE_NEW_DOCUMENT, "transient-for", parent, NULL);

  self->workspace = g_object_ref (workspace);
  self->release = g_strdup (release);
  self->form = g_strdup (form);
  gtk_window_set_default_size (GTK_WINDOW (self),
                               slip_title_fit (self->heading, self->create, WIDTH), HEIGHT);
  slip_work_read (self, list_forms, g_object_ref (workspace), g_object_unref, on_forms_cb,
                  (GDestroyNotify) g_ptr_array_unref, self->cancellable);
  slip_work_read (self, list_earlier, g_object_ref (workspace), g_object_unref, on_earlier_cb,
                  (GDestroyNotify) g_ptr_array_unref, self->cancellable);
  gtk_window_present (GTK_WINDOW (self));
}
