/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What is shown is one answer of the engine; it is asked again when anything of the workspace changes. */

#include "ui/process/slip-gate-page.h"

#include <glib/gi18n.h>

#include "ui/library/slip-new-document.h"
#include "ui/process/slip-gate-decision.h"
#include "ui/process/slip-gate-documents.h"
#include "ui/process/slip-gate-lines.h"
#include "ui/process/slip-gate-tasks.h"
#include "ui/process/slip-process-words.h"
#include "ui/review/slip-review-words.h"
#include "ui/review/slip-signature-acts.h"

struct _SlipGatePage
{
  SlipReadPage parent_instance;
  SlipGateFound *found; /* nullable: until it was read */
};

G_DEFINE_FINAL_TYPE (SlipGatePage, slip_gate_page, SLIP_TYPE_READ_PAGE)

static gpointer
slip_gate_page_read (gpointer data, GCancellable *cancellable, GError **error)
{
  const SlipReadQuestion *question = data;

  return slip_gate_found_read (question->workspace, question->record, question->extra, error);
}

/* == the result == */

static char *
say_result (const SlipGateFound *found)
{
  GPtrArray *lines = found->report->gate->lines;
  guint waiting;
  guint open = slip_gate_found_count_open (found, &waiting);
  guint waived = 0;
  g_autofree char *missing = NULL;
  g_autofree char *more = NULL;

  for (guint i = 0; i < lines->len; i++)
    waived += ((SlipGateLine *) g_ptr_array_index (lines, i))->state == SLIP_CRITERION_WAIVED;
  switch (found->report->gate->result)
    {
    case SLIP_GATE_GO:
      return g_strdup (_ ("All that this stage and those before it ask for is there."));
    case SLIP_GATE_CONDITIONAL:
      return g_strdup_printf (ngettext ("All is there but %u thing, which is waived.",
                                        "All is there but %u things, which are waived.", waived),
                              waived);
    case SLIP_GATE_NO_GO:
    default:
      missing =
          g_strdup_printf (ngettext ("%u thing is missing.", "%u things are missing.", open), open);
      if (waiting == 0)
        return g_steal_pointer (&missing);
      more = g_strdup_printf (ngettext ("%u more can be told once its document is approved.",
                                        "%u more can be told once their documents are approved.",
                                        waiting),
                              waiting);
      return g_strdup_printf ("%s %s", missing, more);
    }
}

static void
add_result (GtkBox *box, const SlipGateFound *found)
{
  SlipProcessWords words = slip_process_words_gate (found->report->gate->result);
  const char *purpose = found->report->stage->purpose;
  GtkWidget *list = slip_gate_list_new (_ ("Result"));
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *title = slip_review_heading (words.words, "title-2");
  GtkWidget *icon = slip_process_words_image (&words);
  g_autofree char *text = say_result (found);
  GtkBox *content;
  GtkWidget *card = slip_gate_card_new (&content);

  gtk_image_set_pixel_size (GTK_IMAGE (icon), 32);
  gtk_box_append (GTK_BOX (head), icon);
  gtk_box_append (GTK_BOX (head), title);
  gtk_box_append (content, head);
  gtk_box_append (content, slip_review_label (text, NULL));
  if (purpose != NULL)
    gtk_box_append (content, slip_review_label (slip_process_text (purpose), "dim-label"));
  gtk_list_box_append (GTK_LIST_BOX (list), card);
  gtk_box_append (box, list);
}

static void
slip_gate_page_show (SlipReadPage *page, gpointer *result)
{
  SlipGatePage *self = SLIP_GATE_PAGE (page);
  GtkBox *box = slip_read_page_get_box (page);
  g_autofree char *title = NULL;

  g_clear_pointer (&self->found, slip_gate_found_free);
  self->found = g_steal_pointer (result);
  title = g_strdup_printf ("%s %s", self->found->report->stage->number,
                           slip_process_text (self->found->report->stage->title));
  slip_page_set_title (SLIP_PAGE (self), title);
  slip_page_set_subtitle (SLIP_PAGE (self), self->found->title);
  slip_page_set_banner (SLIP_PAGE (self),
                        self->found->report->pinned
                            ? NULL
                            : _ ("The release follows no version of the process, so nothing is "
                                 "decided, waived or tailored "
                                 "here."),
                        NULL, NULL);
  slip_read_page_clear (box);
  add_result (box, self->found);
  if (self->found->report->asks_go && self->found->report->pinned)
    slip_gate_decision_add (box, self->found);
  slip_gate_lines_add (box, self->found);
  slip_gate_documents_add (box, self->found);
  slip_gate_separations_add (box, self->found);
}

/* == what can be done == */

static void
on_waive_cb (GtkWidget *widget, const char *name, GVariant *target)
{
  SlipGatePage *self = SLIP_GATE_PAGE (widget);

  if (self->found != NULL)
    slip_gate_waive (widget, slip_read_page_get_workspace (SLIP_READ_PAGE (self)), self->found,
                     g_variant_get_string (target, NULL));
}

static void
on_tailor_cb (GtkWidget *widget, const char *name, GVariant *target)
{
  SlipGatePage *self = SLIP_GATE_PAGE (widget);
  const char *form;
  gboolean needed;

  g_variant_get (target, "(&sb)", &form, &needed);
  if (self->found != NULL)
    slip_gate_tailor (widget, slip_read_page_get_workspace (SLIP_READ_PAGE (self)), self->found,
                      form, needed);
}

static void
on_decide_cb (GtkWidget *widget, const char *name, GVariant *target)
{
  SlipGatePage *self = SLIP_GATE_PAGE (widget);

  if (self->found != NULL)
    slip_gate_decide (widget, slip_read_page_get_workspace (SLIP_READ_PAGE (self)), self->found);
}

static void
on_withdraw_cb (GtkWidget *widget, const char *name, GVariant *target)
{
  SlipReadPage *page = SLIP_READ_PAGE (widget);
  SlipGatePage *self = SLIP_GATE_PAGE (widget);
  const char *statement = g_variant_get_string (target, NULL);
  const SlipRulingState *ruling =
      self->found != NULL ? slip_gate_found_ruling (self->found, statement) : NULL;

  if (ruling != NULL)
    slip_signature_acts_withdraw_ruling (widget, slip_read_page_get_workspace (page),
                                         slip_read_page_get_record (page), statement,
                                         ruling->signature->statement->type);
}

static void
on_new_document_cb (GtkWidget *widget, const char *name, GVariant *target)
{
  SlipReadPage *page = SLIP_READ_PAGE (widget);

  slip_new_document_present (GTK_WINDOW (gtk_widget_get_root (widget)),
                             slip_read_page_get_workspace (page), slip_read_page_get_record (page),
                             g_variant_get_string (target, NULL));
}

static const char *
slip_gate_page_get_help (SlipPage *page)
{
  return "stages-and-gates";
}

/* == life == */

static void
slip_gate_page_finalize (GObject *object)
{
  g_clear_pointer (&SLIP_GATE_PAGE (object)->found, slip_gate_found_free);
  G_OBJECT_CLASS (slip_gate_page_parent_class)->finalize (object);
}

static void
slip_gate_page_class_init (SlipGatePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  SlipReadPageClass *read_class = SLIP_READ_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = slip_gate_page_finalize;
  SLIP_PAGE_CLASS (klass)->get_help = slip_gate_page_get_help;
  read_class->read = slip_gate_page_read;
  read_class->show = slip_gate_page_show;
  read_class->result_free = (GDestroyNotify) slip_gate_found_free;
  gtk_widget_class_install_action (widget_class, "page.waive", "s", on_waive_cb);
  gtk_widget_class_install_action (widget_class, "page.tailor", "(sb)", on_tailor_cb);
  gtk_widget_class_install_action (widget_class, "page.decide", NULL, on_decide_cb);
  gtk_widget_class_install_action (widget_class, "page.withdraw", "s", on_withdraw_cb);
  gtk_widget_class_install_action (widget_class, "page.new-document", "s", on_new_document_cb);
}

static void
slip_gate_page_init (SlipGatePage *self)
{
  slip_page_set_title (SLIP_PAGE (self), _ ("Gate"));
}

SlipPage *
slip_gate_page_new (SlipWorkspace *workspace, const char *release, const char *stage)
{
  SlipGatePage *self = g_object_new (SLIP_TYPE_GATE_PAGE, NULL);

  slip_read_page_set_extra (SLIP_READ_PAGE (self), stage);
  slip_read_page_start (SLIP_READ_PAGE (self), workspace, release);
  /* What the release's documents say changes it, too. */
  slip_read_page_watch (SLIP_READ_PAGE (self));
  return SLIP_PAGE (self);
}
