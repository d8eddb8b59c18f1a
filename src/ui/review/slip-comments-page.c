/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A card a thread: where it is, who said what when, and what can be done. Open ones come first. */

#include "ui/review/slip-comments-page.h"

#include <glib/gi18n.h>

#include "core/slip-datetime.h"
#include "process/slip-roles.h"
#include "ui/app/slip-flow-layout.h"
#include "ui/app/slip-focus.h"
#include "ui/app/slip-names.h"
#include "ui/review/slip-comment-dialog.h"
#include "ui/review/slip-review-words.h"

/* What was read. */
typedef struct
{
  SlipThreads *threads;
  GStrv roles;
  char *title;
  char *label; /* nullable: of the field that the page is about */
} Found;

struct _SlipCommentsPage
{
  SlipReadPage parent_instance;
  char *path;
  char *thread; /* nullable: to be brought into sight once it is there */
  Found *found; /* nullable: until it was read */
};

G_DEFINE_FINAL_TYPE (SlipCommentsPage, slip_comments_page, SLIP_TYPE_READ_PAGE)

static void
found_free (gpointer data)
{
  Found *found = data;

  if (found == NULL)
    return;
  g_clear_pointer (&found->threads, slip_threads_free);
  g_strfreev (found->roles);
  g_free (found->title);
  g_free (found->label);
  g_free (found);
}

static gpointer
slip_comments_page_read (gpointer data, GCancellable *cancellable, GError **error)
{
  const SlipReadQuestion *question = data;
  Found *found = g_new0 (Found, 1);

  found->threads = slip_workspace_list_threads (question->workspace, question->record, error);
  if (found->threads == NULL)
    {
      found_free (found);
      return NULL;
    }
  found->roles = slip_workspace_own_roles (question->workspace);
  found->title = slip_workspace_get_title (question->workspace, question->record, NULL);
  if (question->extra != NULL && *question->extra != '\0')
    found->label =
        slip_workspace_place_label (question->workspace, question->record, question->extra);
  return found;
}

/* == a thread == */

static const char *
say_topic (SlipTopic topic)
{
  return topic == SLIP_TOPIC_CONCERN    ? _ ("Concern")
         : topic == SLIP_TOPIC_QUESTION ? _ ("Question")
                                        : _ ("Comment");
}

static const char *
say_act (SlipSaidAct act)
{
  return act == SLIP_SAID_CLOSE    ? _ ("Closed the thread")
         : act == SLIP_SAID_REOPEN ? _ ("Opened the thread again")
                                   : NULL;
}

static void
add_said (GtkBox *card, const SlipSaid *said)
{
  GtkBox *box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 2));
  g_autofree char *stamp = slip_datetime_format (said->wall_ms, said->utc_offset);
  g_autofree char *time = slip_review_time (stamp);
  g_autofree char *who = *said->role != '\0'
                             ? g_strdup_printf ("%s, %s", said->name, slip_role_name (said->role))
                             : g_strdup (said->name);
  g_autofree char *when = say_act (said->act) != NULL
                              ? g_strdup_printf ("%s · %s", say_act (said->act), time)
                              : g_strdup (time);

  gtk_widget_set_margin_top (GTK_WIDGET (box), 6);
  gtk_box_append (card, GTK_WIDGET (box));
  gtk_box_append (box, slip_review_label (who, "caption-heading"));
  gtk_box_append (box, slip_review_label (when, "dim-label"));
  if (*said->text != '\0')
    gtk_box_append (box, slip_review_label (said->text, NULL));
  if (said->refused != NULL)
    {
      g_autofree char *why = g_strdup_printf (_ ("Doesn't count: %s."), said->refused);

      gtk_box_append (box, slip_review_label (why, "warning"));
    }
  if (said->unseen)
    gtk_box_append (box,
                    slip_review_label (_ ("Who closed the thread had not seen this."), "warning"));
}

static void
add_button (GtkBox *buttons, const char *label, const char *about, const char *thread,
            SlipSaidAct act)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);
  g_auto (GStrv) parts = g_strsplit (label, "_", 2);
  g_autofree char *words = g_strjoinv ("", parts);
  /* Translators: of a button, for screen readers: what it does, and with which thread */
  g_autofree char *name = g_strdup_printf (_ ("%s: %s"), words, about);

  slip_names_set (button, name);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "(su)", thread, (guint) act);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "page.go-on");
  gtk_box_append (buttons, button);
}

static void
add_ways (GtkBox *box, const SlipThreadInfo *info)
{
  const SlipDiscussion *thread = info->discussion;
  GtkWidget *buttons = slip_flow_box_new ();
  g_autofree char *about = slip_discussion_summary (thread);

  if (thread->closed == NULL)
    add_button (GTK_BOX (buttons), _ ("_Reply…"), about, thread->id, SLIP_SAID_REPLY);
  if (info->may_close && thread->closed == NULL)
    add_button (GTK_BOX (buttons), _ ("_Close…"), about, thread->id, SLIP_SAID_CLOSE);
  if (info->may_close && thread->closed != NULL && thread->waits == SLIP_WAITS_FOR_CLOSE)
    add_button (GTK_BOX (buttons), _ ("_Keep Closed…"), about, thread->id, SLIP_SAID_CLOSE);
  if (info->may_close && thread->closed != NULL)
    add_button (GTK_BOX (buttons), _ ("_Open Again…"), about, thread->id, SLIP_SAID_REOPEN);
  gtk_box_append (box, buttons);
}

static void
add_place (GtkBox *box, const SlipThreadInfo *info)
{
  GtkWidget *button;

  if (*info->label == '\0')
    return;
  button = gtk_button_new_with_label (info->label);
  slip_flow_wrap_button (button);
  gtk_label_set_xalign (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button))), 0);
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "(ss)", info->discussion->record,
                                    info->path);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.open-document");
  gtk_box_append (box, button);
}

static GtkWidget *
make_card (const SlipThreadInfo *info)
{
  const SlipDiscussion *thread = info->discussion;
  /* A box alone has no name to a screen reader. */
  GtkWidget *card = g_object_new (GTK_TYPE_BOX, "orientation", GTK_ORIENTATION_VERTICAL, "spacing",
                                  6, "accessible-role", GTK_ACCESSIBLE_ROLE_GROUP, NULL);
  GtkBox *box = GTK_BOX (card);
  GtkWidget *chips = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gboolean blocks = thread->blocks && thread->closed == NULL;

  gtk_widget_add_css_class (card, "card");
  gtk_widget_add_css_class (card, "slip-card");
  gtk_box_append (box, slip_review_heading (say_topic (thread->topic), "heading"));
  gtk_box_append (GTK_BOX (chips),
                  slip_review_chip (thread->closed != NULL ? _ ("Closed") : _ ("Open"),
                                    thread->closed != NULL ? "good" : "attention"));
  if (blocks)
    gtk_box_append (GTK_BOX (chips), slip_review_chip (_ ("Blocks"), "bad"));
  gtk_box_append (box, chips);
  if (blocks)
    {
      /* Translators: %s is a role */
      g_autofree char *who = g_strdup_printf (_ ("It blocks approvals and the gate until it is "
                                                 "closed in the role %s."),
                                              slip_role_name (thread->role));

      gtk_box_append (box, slip_review_label (who, NULL));
    }
  add_place (box, info);
  for (guint i = 0; i < thread->said->len; i++)
    add_said (box, g_ptr_array_index (thread->said, i));
  add_ways (box, info);
  return card;
}

/* == the page == */

static gboolean
is_about (SlipCommentsPage *self, const SlipThreadInfo *info)
{
  return *self->path == '\0' || g_str_equal (info->path, self->path);
}

/* Who was led to it doesn't have to look for it. Once: it is read anew with each change. */
static void
show_thread (SlipCommentsPage *self, GtkWidget *card, const SlipThreadInfo *info)
{
  g_autofree char *summary = slip_discussion_summary (info->discussion);

  g_clear_pointer (&self->thread, g_free);
  gtk_accessible_update_property (GTK_ACCESSIBLE (card), GTK_ACCESSIBLE_PROPERTY_LABEL, summary,
                                  -1);
  gtk_widget_set_focusable (card, TRUE);
  slip_focus_new_widget (card);
}

static void
slip_comments_page_show (SlipReadPage *page, gpointer *result)
{
  SlipCommentsPage *self = SLIP_COMMENTS_PAGE (page);
  GtkBox *box = slip_read_page_get_box (page);
  GtkWidget *add = gtk_button_new_with_mnemonic (_ ("_Add a Comment…"));
  GtkWidget *card;
  guint shown = 0;

  g_clear_pointer (&self->found, found_free);
  self->found = g_steal_pointer (result);
  slip_page_set_subtitle (SLIP_PAGE (page),
                          self->found->label != NULL ? self->found->label : self->found->title);
  slip_read_page_clear (box);
  gtk_widget_set_halign (add, GTK_ALIGN_START);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (add), "page.comment");
  gtk_box_append (box, add);
  for (guint i = 0; i < self->found->threads->infos->len; i++)
    {
      const SlipThreadInfo *info = g_ptr_array_index (self->found->threads->infos, i);

      if (!is_about (self, info))
        continue;
      card = make_card (info);
      gtk_box_append (box, card);
      if (g_strcmp0 (info->discussion->id, self->thread) == 0)
        show_thread (self, card, info);
      shown++;
    }
  if (shown == 0)
    gtk_box_append (box, slip_review_label (_ ("Nothing was said here so far."), "dim-label"));
}

static void
on_comment_cb (GtkWidget *widget, const char *name, GVariant *target)
{
  SlipCommentsPage *self = SLIP_COMMENTS_PAGE (widget);
  SlipReadPage *page = SLIP_READ_PAGE (widget);

  if (self->found != NULL)
    slip_comment_dialog_begin (widget, slip_read_page_get_workspace (page),
                               slip_read_page_get_record (page), self->path, self->found->label,
                               (const char *const *) self->found->roles);
}

static void
on_go_on_cb (GtkWidget *widget, const char *name, GVariant *target)
{
  SlipCommentsPage *self = SLIP_COMMENTS_PAGE (widget);
  const char *thread;
  guint act;

  g_variant_get (target, "(&su)", &thread, &act);
  for (guint i = 0; self->found != NULL && i < self->found->threads->infos->len; i++)
    {
      const SlipThreadInfo *info = g_ptr_array_index (self->found->threads->infos, i);

      if (g_str_equal (info->discussion->id, thread))
        slip_comment_dialog_go_on (widget, slip_read_page_get_workspace (SLIP_READ_PAGE (self)),
                                   info, (SlipSaidAct) act);
    }
}

static const char *
slip_comments_page_get_help (SlipPage *page)
{
  return "comments";
}

static void
slip_comments_page_finalize (GObject *object)
{
  SlipCommentsPage *self = SLIP_COMMENTS_PAGE (object);

  g_clear_pointer (&self->found, found_free);
  g_free (self->path);
  g_free (self->thread);
  G_OBJECT_CLASS (slip_comments_page_parent_class)->finalize (object);
}

static void
slip_comments_page_class_init (SlipCommentsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  SlipReadPageClass *read_class = SLIP_READ_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = slip_comments_page_finalize;
  SLIP_PAGE_CLASS (klass)->get_help = slip_comments_page_get_help;
  read_class->read = slip_comments_page_read;
  read_class->show = slip_comments_page_show;
  read_class->result_free = found_free;
  gtk_widget_class_install_action (widget_class, "page.comment", NULL, on_comment_cb);
  gtk_widget_class_install_action (widget_class, "page.go-on", "(su)", on_go_on_cb);
}

static void
slip_comments_page_init (SlipCommentsPage *self)
{
  slip_page_set_title (SLIP_PAGE (self), _ ("Comments"));
}

SlipPage *
slip_comments_page_new (SlipWorkspace *workspace, const char *record, const char *path)
{
  SlipCommentsPage *self = g_object_new (SLIP_TYPE_COMMENTS_PAGE, NULL);

  self->path = g_strdup (path);
  slip_read_page_set_extra (SLIP_READ_PAGE (self), path);
  slip_read_page_start (SLIP_READ_PAGE (self), workspace, record);
  /* What colleagues say, too. */
  slip_read_page_watch (SLIP_READ_PAGE (self));
  return SLIP_PAGE (self);
}

SlipPage *
slip_comments_page_new_for_thread (SlipWorkspace *workspace, const char *record, const char *thread)
{
  SlipPage *page = slip_comments_page_new (workspace, record, "");

  SLIP_COMMENTS_PAGE (page)->thread = g_strdup (thread);
  return page;
}
