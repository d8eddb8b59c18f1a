/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What can be chosen is read in a thread: everybody, all releases, the documents of the chosen release, the sections and
 * fields of the chosen document. */

#include "ui/audit/slip-audit-filter.h"

#include <glib/gi18n.h>

#include "forms/slip-form.h"
#include "ui/app/slip-names.h"
#include "ui/app/slip-typed.h"
#include "ui/app/slip-work.h"
#include "workspace/slip-workspace.h"

struct _SlipAuditFilter
{
  AdwBin parent_instance;
  SlipWorkspace *workspace;
  AdwExpanderRow *row;
  AdwComboRow *person;
  AdwComboRow *kind;
  AdwComboRow *release;
  AdwComboRow *document;
  AdwComboRow *field;
  GtkEditable *since;
  GtkEditable *until;
  char *wanted_release;  /* nullable: to be chosen when it is known */
  char *wanted_document; /* nullable */
  gboolean filling;
  gboolean reading;
  gboolean again;
};

G_DEFINE_FINAL_TYPE (SlipAuditFilter, slip_audit_filter, ADW_TYPE_BIN)

static guint changed_signal;

static const struct
{
  const char *kind;
  const char *text;
} kinds[] = {
  { NULL, N_ ("Everything") },    { "create", N_ ("Made") },       { "change", N_ ("Changed") },
  { "delete", N_ ("Deleted") },   { "sign", N_ ("Signed") },       { "revise", N_ ("Revised") },
  { "propose", N_ ("Proposed") }, { "comment", N_ ("Commented") }, { "admit", N_ ("Admitted") },
  { "revoke", N_ ("Revoked") },   { "purge", N_ ("Removed") },
};

void
slip_audit_choice_free (SlipAuditChoice *choice)
{
  g_free (choice->record);
  g_free (choice->person);
  g_free (choice->field);
  g_free (choice);
}

SlipTrailFilter
slip_audit_choice_filter (const SlipAuditChoice *choice)
{
  return (SlipTrailFilter){ .record = choice->record,
                            .person = choice->person,
                            .field = choice->field,
                            .kind = choice->kind,
                            .since_ms = choice->since_ms,
                            .until_ms = choice->until_ms };
}

/* == what there is to choose from == */

/* A list with the ids of what stands in it; the first entry is for all and has none. */
typedef struct
{
  GPtrArray *ids;
  GtkStringList *texts;
} Choices;

static Choices
choices_new (const char *all)
{
  Choices choices = { g_ptr_array_new_with_free_func (g_free), gtk_string_list_new (NULL) };

  g_ptr_array_add (choices.ids, NULL);
  gtk_string_list_append (choices.texts, all);
  return choices;
}

static void
choices_add (Choices *choices, const char *id, const char *text)
{
  g_ptr_array_add (choices->ids, g_strdup (id));
  gtk_string_list_append (choices->texts, text);
}

static void
choices_clear (Choices *choices)
{
  g_clear_pointer (&choices->ids, g_ptr_array_unref);
  g_clear_object (&choices->texts);
}

typedef struct
{
  SlipWorkspace *workspace;
  char *release;  /* nullable */
  char *document; /* nullable */
  Choices people;
  Choices releases;
  Choices documents;
  Choices fields;
} Reading;

static void
reading_free (Reading *reading)
{
  g_object_unref (reading->workspace);
  g_free (reading->release);
  g_free (reading->document);
  choices_clear (&reading->people);
  choices_clear (&reading->releases);
  choices_clear (&reading->documents);
  choices_clear (&reading->fields);
  g_free (reading);
}

static void
add_fields (Choices *fields, SlipForm *form)
{
  GPtrArray *sections = slip_form_get_root (form)->children;

  for (guint i = 0; i < sections->len; i++)
    {
      SlipFormNode *section = g_ptr_array_index (sections, i);

      choices_add (fields, section->name, slip_form_node_label (section));
      for (guint j = 0; j < section->children->len; j++)
        {
          SlipFormNode *node = g_ptr_array_index (section->children, j);
          g_autofree char *path = g_strconcat (section->name, "/", node->name, NULL);
          g_autofree char *text = g_strdup_printf ("%s › %s", slip_form_node_label (section),
                                                   slip_form_node_label (node));

          choices_add (fields, path, text);
        }
    }
}

static gboolean
read_documents (Reading *reading, GError **error)
{
  g_autoptr (GPtrArray) documents =
      slip_workspace_list_documents (reading->workspace, reading->release, error);

  for (guint i = 0; documents != NULL && i < documents->len; i++)
    {
      const SlipDocumentInfo *info = g_ptr_array_index (documents, i);
      g_autofree char *text = g_strdup_printf ("%s – %s", info->number, info->title);

      choices_add (&reading->documents, info->id, text);
    }
  return documents != NULL;
}

static gpointer
read_choices (gpointer data, GCancellable *cancellable, GError **error)
{
  Reading *reading = data;
  g_autoptr (GPtrArray) people = slip_workspace_list_members (reading->workspace, error);
  g_autoptr (SlipForm) form = NULL;
  g_autoptr (GPtrArray) releases =
      people != NULL ? slip_workspace_list_releases (reading->workspace, error) : NULL;

  if (releases == NULL || (reading->release != NULL && !read_documents (reading, error)))
    return NULL;
  if (reading->document != NULL)
    {
      form = slip_workspace_get_form (reading->workspace, reading->document, error);
      if (form == NULL)
        return NULL;
      add_fields (&reading->fields, form);
    }
  for (guint i = 0; i < people->len; i++)
    {
      const SlipPersonInfo *info = g_ptr_array_index (people, i);

      choices_add (&reading->people, info->id, info->name);
    }
  for (guint i = 0; i < releases->len; i++)
    {
      const SlipReleaseInfo *info = g_ptr_array_index (releases, i);

      choices_add (&reading->releases, info->id, info->title != NULL ? info->title : "");
    }
  return reading;
}

static const char *
get_chosen (AdwComboRow *row)
{
  GPtrArray *ids = g_object_get_data (G_OBJECT (row), "slip-ids");
  guint place = adw_combo_row_get_selected (row);

  return ids != NULL && place < ids->len ? g_ptr_array_index (ids, place) : NULL;
}

static void
fill (AdwComboRow *row, Choices *choices, const char *chosen)
{
  guint place = 0;

  for (guint i = 1; i < choices->ids->len; i++)
    if (g_strcmp0 (g_ptr_array_index (choices->ids, i), chosen) == 0)
      place = i;
  g_object_set_data_full (G_OBJECT (row), "slip-ids", g_ptr_array_ref (choices->ids),
                          (GDestroyNotify) g_ptr_array_unref);
  adw_combo_row_set_model (row, G_LIST_MODEL (choices->texts));
  adw_combo_row_set_selected (row, place);
}

static void
tell (SlipAuditFilter *self)
{
  g_autoptr (GString) text = g_string_new (NULL);
  AdwComboRow *const rows[] = { self->person, self->kind, self->release, self->document,
                                self->field };
  GtkEditable *const times[] = { self->since, self->until };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (gtk_widget_get_visible (GTK_WIDGET (rows[i])) && adw_combo_row_get_selected (rows[i]) > 0)
      {
        GtkStringObject *item = adw_combo_row_get_selected_item (rows[i]);

        if (item != NULL)
          g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "",
                                  gtk_string_object_get_string (item));
      }
  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    if (*gtk_editable_get_text (times[i]) != '\0')
      g_string_append_printf (text, "%s%s %s", text->len > 0 ? " · " : "",
                              i == 0 ? _ ("from") : _ ("until"), gtk_editable_get_text (times[i]));
  adw_expander_row_set_subtitle (self->row, text->len > 0 ? text->str : _ ("Everything"));
  g_signal_emit (self, changed_signal, 0);
}

static void
on_read_cb (gpointer owner, gpointer result, const GError *error, gpointer data)
{
  SlipAuditFilter *self = owner;
  Reading *reading = data;
  g_autofree char *person = g_strdup (get_chosen (self->person));
  g_autofree char *field = g_strdup (get_chosen (self->field));

  self->reading = FALSE;
  if (self->again)
    {
      slip_audit_filter_refresh (self);
      return;
    }
  /* What can't be listed can't be chosen; the trail itself says what is wrong. */
  if (result == NULL)
    return;
  self->filling = TRUE;
  fill (self->person, &reading->people, person);
  fill (self->release, &reading->releases, reading->release);
  fill (self->document, &reading->documents, reading->document);
  fill (self->field, &reading->fields, field);
  gtk_widget_set_visible (GTK_WIDGET (self->document), reading->documents.ids->len > 1);
  gtk_widget_set_visible (GTK_WIDGET (self->field), reading->fields.ids->len > 1);
  self->filling = FALSE;
  tell (self);
}

void
slip_audit_filter_refresh (SlipAuditFilter *self)
{
  Reading *reading;

  self->again = self->reading;
  if (self->reading)
    return;
  self->reading = TRUE;
  reading = g_new0 (Reading, 1);
  reading->workspace = g_object_ref (self->workspace);
  reading->release = g_strdup (self->wanted_release);
  reading->document = g_strdup (self->wanted_document);
  reading->people = choices_new (_ ("Everybody"));
  reading->releases = choices_new (_ ("All"));
  reading->documents = choices_new (_ ("All"));
  reading->fields = choices_new (_ ("All"));
  slip_work_read (self, read_choices, reading, (GDestroyNotify) reading_free, on_read_cb, NULL,
                  NULL);
}

/* == choosing == */

static gint64
read_time (GtkEditable *entry, gboolean end)
{
  g_autofree char *text = slip_typed_text (entry);
  gint64 ms = 0;
  gboolean good = *text == '\0' || slip_trail_parse_time (text, end, &ms, NULL);

  if (good)
    gtk_widget_remove_css_class (GTK_WIDGET (entry), "error");
  else
    gtk_widget_add_css_class (GTK_WIDGET (entry), "error");
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (entry),
                                 !good ? _ ("Not a time: write 2026-03-14, or 2w")
                                 : end ? _ ("Until, Such as 2026-03-14")
                                       : _ ("From, Such as 2026-03-14 or 2w"));
  return ms;
}

SlipAuditChoice *
slip_audit_filter_get (SlipAuditFilter *self)
{
  SlipAuditChoice *choice = g_new0 (SlipAuditChoice, 1);

  choice->record =
      g_strdup (self->wanted_document != NULL ? self->wanted_document : self->wanted_release);
  choice->person = g_strdup (get_chosen (self->person));
  choice->field = self->wanted_document != NULL ? g_strdup (get_chosen (self->field)) : NULL;
  choice->kind = kinds[adw_combo_row_get_selected (self->kind)].kind;
  choice->since_ms = read_time (self->since, FALSE);
  choice->until_ms = read_time (self->until, TRUE);
  return choice;
}

static void
on_chosen_cb (SlipAuditFilter *self)
{
  if (!self->filling)
    tell (self);
}

/* A release has documents, a document has fields. */
static void
on_place_chosen_cb (SlipAuditFilter *self)
{
  if (self->filling)
    return;
  if (g_strcmp0 (self->wanted_release, get_chosen (self->release)) != 0)
    {
      g_free (self->wanted_release);
      self->wanted_release = g_strdup (get_chosen (self->release));
      g_clear_pointer (&self->wanted_document, g_free);
    }
  else
    {
      g_free (self->wanted_document);
      self->wanted_document = g_strdup (get_chosen (self->document));
    }
  slip_audit_filter_refresh (self);
}

/* == life == */

static void
slip_audit_filter_finalize (GObject *object)
{
  SlipAuditFilter *self = SLIP_AUDIT_FILTER (object);

  g_clear_object (&self->workspace);
  g_free (self->wanted_release);
  g_free (self->wanted_document);
  G_OBJECT_CLASS (slip_audit_filter_parent_class)->finalize (object);
}

static void
slip_audit_filter_class_init (SlipAuditFilterClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = slip_audit_filter_finalize;
  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/slipway/Slipway/ui/audit/slip-audit-filter.ui");
#define BIND(name) gtk_widget_class_bind_template_child (widget_class, SlipAuditFilter, name)
  BIND (row);
  BIND (person);
  BIND (kind);
  BIND (release);
  BIND (document);
  BIND (field);
  BIND (since);
  BIND (until);
#undef BIND
  gtk_widget_class_bind_template_callback (widget_class, on_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_place_chosen_cb);
}

static void
slip_audit_filter_init (SlipAuditFilter *self)
{
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);
  AdwComboRow *rows[5];

  self->filling = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    gtk_string_list_append (list, _ (kinds[i].text));
  adw_combo_row_set_model (self->kind, G_LIST_MODEL (list));
  rows[0] = self->person;
  rows[1] = self->kind;
  rows[2] = self->release;
  rows[3] = self->document;
  rows[4] = self->field;
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    slip_names_follow_choice (rows[i]);
  slip_names_set (GTK_WIDGET (self->row), _ ("Filter"));
  self->filling = FALSE;
}

GtkWidget *
slip_audit_filter_new (SlipWorkspace *workspace, const char *release, const char *document)
{
  SlipAuditFilter *self = g_object_new (SLIP_TYPE_AUDIT_FILTER, NULL);

  self->workspace = g_object_ref (workspace);
  self->wanted_release = g_strdup (release);
  self->wanted_document = g_strdup (document);
  slip_audit_filter_refresh (self);
  return GTK_WIDGET (self);
}
