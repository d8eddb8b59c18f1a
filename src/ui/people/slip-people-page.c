/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* All rows are made anew when something in the workspace changed that belongs to no document. */

#include "ui/people/slip-people-page.h"

#include <glib/gi18n.h>

#include "ui/app/slip-feedback.h"
#include "ui/app/slip-window.h"
#include "ui/people/slip-people-rows.h"
#include "ui/people/slip-people-state.h"
#include "ui/people/slip-people-tasks.h"
#include "ui/people/slip-person-page.h"

struct _SlipPeoplePage
{
  SlipPage parent_instance;
  SlipWorkspace *workspace;
  gulong changed_id;
  guint refresh_id;
  GtkWidget *column; /* groups, one below the other */
  gboolean shared;
};

G_DEFINE_FINAL_TYPE (SlipPeoplePage, slip_people_page, SLIP_TYPE_PAGE)

/* == this copy itself == */

static void
add_own_state (SlipPeoplePage *self, const SlipPeopleState *state)
{
  GtkWidget *group;

  if (state->revocation != NULL)
    {
      group = slip_people_group_new (self->column, _ ("You Were Revoked"), state->revocation);
      slip_people_add_text (group, _ ("To Come Back"),
                            _ ("Ask an administrator for an invitation, and use it under Forgotten "
                               "Passphrase below."));
    }
  if (state->asks == SLIP_ASKS_NOTHING)
    return;
  group = slip_people_group_new (
      self->column,
      state->asks == SLIP_ASKS_PERSON   ? _ ("You Wait to Be Admitted")
      : state->asks == SLIP_ASKS_DEVICE ? _ ("This Device Waits to Be Admitted")
                                        : _ ("Your New Key Waits to Be Admitted"),
      state->shared
          ? _ ("Sync, so that your request arrives. Then read this fingerprint to an "
               "administrator, "
               "by phone or face to face. Once you are admitted, sync again.")
          : _ ("Set up the shared folder of the workspace, so that your request arrives. Then read "
               "this fingerprint to an administrator, by phone or face to face."));
  slip_people_add_fingerprint (group, state->fingerprint);
  if (state->shared)
    slip_people_add_action (group, _ ("_Sync"), NULL, "win.sync", NULL);
  else
    slip_people_add_action (group, _ ("_Shared Folder…"), NULL, "win.shared-folder", NULL);
  slip_people_add_text (group, _ ("Administrators"), state->administrators);
}

/* == who waits == */

static gboolean
is_new_or_revoked (const SlipPeopleState *state, const SlipPersonInfo *person)
{
  const SlipPersonInfo *member = slip_people_state_find (state, person->id);

  return member == NULL || member->revoked != NULL;
}

static const char *
describe_request (const SlipPersonInfo *person)
{
  if (person->refused)
    return _ ("Can't be admitted");
  switch (person->asks)
    {
    case SLIP_ASKS_DEVICE:
      return _ ("Asks for another device");
    case SLIP_ASKS_KEY:
      return _ ("Asks for a new key");
    case SLIP_ASKS_PERSON:
    case SLIP_ASKS_NOTHING:
    default:
      return _ ("Asks to join");
    }
}

static void
on_admit_cb (GtkButton *button, SlipPeoplePage *self)
{
  const SlipPersonInfo *person = g_object_get_data (G_OBJECT (button), "slip-person");

  slip_people_admit (GTK_WIDGET (self), self->workspace, person,
                     g_object_get_data (G_OBJECT (button), "slip-needs-role") != NULL);
}

/* The list goes with the next look; the button keeps it as long as it needs the person. */
static void
add_request (SlipPeoplePage *self, GtkWidget *group, const SlipPeopleState *state,
             SlipPersonInfo *person)
{
  g_autofree char *fingerprint = slip_people_words_fingerprint (person->fingerprint);
  g_autofree char *request = g_markup_escape_text (describe_request (person), -1);
  g_autofree char *note = NULL;
  g_autoptr (GString) text = g_string_new (request);
  GtkWidget *row;
  GtkWidget *button;

  if (person->note != NULL)
    {
      g_autoptr (GError) error = g_error_new_literal (SLIP_ERROR, SLIP_ERROR_FAILED, person->note);
      g_autofree char *sentence = slip_feedback_sentence (error);

      note = g_markup_escape_text (sentence, -1);
      g_string_append_printf (text, "\n%s", note);
    }
  g_string_append_printf (text, "\n%s", fingerprint);
  row = slip_people_add_person (group, person->name, person->name, text->str);
  if (!state->may_manage || person->refused)
    return;
  button = slip_people_add_button (row, _ ("_Admit…"), person->name);
  g_object_set_data_full (G_OBJECT (button), "slip-people", g_ptr_array_ref (state->members),
                          (GDestroyNotify) g_ptr_array_unref);
  g_object_set_data (G_OBJECT (button), "slip-person", person);
  if (is_new_or_revoked (state, person))
    g_object_set_data (G_OBJECT (button), "slip-needs-role", self);
  g_signal_connect (button, "clicked", G_CALLBACK (on_admit_cb), self);
}

static void
add_requests (SlipPeoplePage *self, const SlipPeopleState *state)
{
  GtkWidget *group = NULL;

  for (guint i = 0; i < state->members->len; i++)
    {
      SlipPersonInfo *person = g_ptr_array_index (state->members, i);

      /* One's own request stands above. */
      if (!person->pending || g_str_equal (person->fingerprint, state->fingerprint))
        continue;
      if (group == NULL)
        group = slip_people_group_new (self->column, _ ("Waiting"),
                                       state->may_manage
                                           ? NULL
                                           : _ ("An administrator admits them after comparing the "
                                                "fingerprint."));
      add_request (self, group, state, person);
    }
}

/* == members == */

static char *
describe_member (const SlipPeopleState *state, const SlipPersonInfo *person)
{
  g_autofree char *deputy = slip_people_words_deputy_of (state, person);
  g_autofree char *roles = slip_people_words_roles (person->roles);
  g_autoptr (GString) text = g_string_new (*roles != '\0' ? roles : _ ("No role"));

  if (person->revoked != NULL)
    {
      g_autofree char *day = slip_people_words_day (person->revoked_ms);

      /* Translators: a day, and why */
      g_string_printf (text, _ ("Revoked on %s: %s"), day, person->revoked);
    }
  else if (*deputy != '\0')
    g_string_append_printf (text, "\n%s", deputy);
  if (person->revoked == NULL && person->devices > 1)
    {
      g_string_append (text, "\n");
      g_string_append_printf (text, g_dngettext (NULL, "%u device", "%u devices", person->devices),
                              person->devices);
    }
  if (person->kept_apart > 0)
    {
      g_string_append (text, "\n");
      g_string_append_printf (
          text,
          g_dngettext (NULL, "%u late change waits", "%u late changes wait", person->kept_apart),
          person->kept_apart);
    }
  return g_markup_escape_text (text->str, -1);
}

static void
add_members (SlipPeoplePage *self, const SlipPeopleState *state, gboolean revoked)
{
  GtkWidget *group = NULL;

  for (guint i = 0; i < state->members->len; i++)
    {
      const SlipPersonInfo *person = g_ptr_array_index (state->members, i);
      g_autofree char *text = NULL;
      g_autofree char *name = NULL;
      GtkWidget *row;

      if (person->pending || (person->revoked != NULL) != revoked)
        continue;
      if (group == NULL)
        group = slip_people_group_new (self->column, revoked ? _ ("Revoked") : _ ("Members"), NULL);
      text = describe_member (state, person);
      name = person->is_self ? g_strdup_printf (_ ("%s (you)"), person->name)
                             : g_strdup (person->name);
      row = slip_people_add_person (group, person->name, name, text);
      slip_people_make_link (row, "people.show-person", g_variant_new_string (person->id));
    }
}

static void
add_inviting (SlipPeoplePage *self, const SlipPeopleState *state)
{
  gboolean alone = state->members->len == 1;
  GtkWidget *group;

  if (state->may_manage)
    {
      group =
          slip_people_group_new (self->column, alone ? _ ("Nobody Else Is Here Yet") : NULL,
                                 alone ? _ ("Slipway is made for several people: who plans, who "
                                            "tests, who approves.")
                                       : NULL);
      slip_people_add_action (group, _ ("_Invite Somebody…"), NULL, "people.invite", NULL);
    }
  else if (state->asks == SLIP_ASKS_NOTHING && state->revocation == NULL)
    {
      g_autofree char *text = g_strdup_printf (
          _ ("Administrators invite and admit people, and grant roles: %s"), state->administrators);

      slip_people_group_new (self->column, NULL, text);
    }
}

/* == one's own key == */

static void
add_own_key (SlipPeoplePage *self, const SlipPeopleState *state)
{
  GtkWidget *group = slip_people_group_new (self->column, _ ("Your Key"), NULL);

  /* Who isn't admitted has nothing to take along, and starts anew rather than ask twice. */
  if (state->asks == SLIP_ASKS_NOTHING && state->revocation == NULL)
    slip_people_add_action (group, _ ("_Export Identity…"), _ ("To go on with another device"),
                            "people.export-identity", NULL);
  slip_people_add_action (group, _ ("_Change Passphrase…"), NULL, "people.change-passphrase", NULL);
  if (state->asks == SLIP_ASKS_NOTHING || state->asks == SLIP_ASKS_KEY)
    slip_people_add_action (group, _ ("_Forgotten Passphrase…"),
                            _ ("A new key, with a new invitation"), "people.renew-key", NULL);
}

/* == the page == */

static void
on_state_cb (gpointer owner, gpointer result, const GError *error, gpointer data)
{
  SlipPeoplePage *self = owner;
  const SlipPeopleState *state = result;

  slip_people_clear (self->column);
  if (state == NULL)
    {
      g_autofree char *why = slip_feedback_sentence (error);

      slip_people_group_new (self->column, _ ("The Members Can't Be Read"), why);
      return;
    }
  self->shared = state->shared;
  add_own_state (self, state);
  add_requests (self, state);
  add_members (self, state, FALSE);
  add_inviting (self, state);
  add_members (self, state, TRUE);
  add_own_key (self, state);
}

static gboolean
on_refresh_cb (gpointer data)
{
  SlipPeoplePage *self = data;

  self->refresh_id = 0;
  slip_people_state_read (self, self->workspace, on_state_cb);
  return G_SOURCE_REMOVE;
}

static void
on_changed_cb (SlipPeoplePage *self, const char *record)
{
  if (*record == '\0' && self->refresh_id == 0)
    self->refresh_id = g_timeout_add (200, on_refresh_cb, self);
}

static void
on_show_person_cb (GtkWidget *widget, const char *name, GVariant *target)
{
  GtkRoot *root = gtk_widget_get_root (widget);

  if (SLIP_IS_WINDOW (root))
    slip_window_push (SLIP_WINDOW (root),
                      slip_person_page_new (SLIP_PEOPLE_PAGE (widget)->workspace,
                                            g_variant_get_string (target, NULL)));
}

static void
on_invite_cb (GtkWidget *widget, const char *name, GVariant *target)
{
  SlipPeoplePage *self = SLIP_PEOPLE_PAGE (widget);

  slip_people_invite (widget, self->workspace, self->shared);
}

static void
on_export_identity_cb (GtkWidget *widget, const char *name, GVariant *target)
{
  slip_people_export_identity (widget, SLIP_PEOPLE_PAGE (widget)->workspace);
}

static void
on_change_passphrase_cb (GtkWidget *widget, const char *name, GVariant *target)
{
  slip_people_change_passphrase (widget, SLIP_PEOPLE_PAGE (widget)->workspace);
}

static void
on_renew_key_cb (GtkWidget *widget, const char *name, GVariant *target)
{
  slip_people_renew_key (widget, SLIP_PEOPLE_PAGE (widget)->workspace);
}

static const char *
slip_people_page_get_help (SlipPage *page)
{
  return "people";
}

/* == life == */

static void
slip_people_page_dispose (GObject *object)
{
  SlipPeoplePage *self = SLIP_PEOPLE_PAGE (object);

  if (self->workspace != NULL)
    g_clear_signal_handler (&self->changed_id, self->workspace);
  g_clear_handle_id (&self->refresh_id, g_source_remove);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (slip_people_page_parent_class)->dispose (object);
}

static void
slip_people_page_class_init (SlipPeoplePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = slip_people_page_dispose;
  SLIP_PAGE_CLASS (klass)->get_help = slip_people_page_get_help;
  gtk_widget_class_install_action (widget_class, "people.show-person", "s", on_show_person_cb);
  gtk_widget_class_install_action (widget_class, "people.invite", NULL, on_invite_cb);
  gtk_widget_class_install_action (widget_class, "people.export-identity", NULL,
                                   on_export_identity_cb);
  gtk_widget_class_install_action (widget_class, "people.change-passphrase", NULL,
                                   on_change_passphrase_cb);
  gtk_widget_class_install_action (widget_class, "people.renew-key", NULL, on_renew_key_cb);
}

static void
slip_people_page_init (SlipPeoplePage *self)
{
  slip_page_set_title (SLIP_PAGE (self), _ ("People"));
  slip_page_set_content (SLIP_PAGE (self), slip_people_column_new (&self->column));
}

SlipPage *
slip_people_page_new (SlipWorkspace *workspace)
{
  SlipPeoplePage *self = g_object_new (SLIP_TYPE_PEOPLE_PAGE, NULL);

  self->workspace = g_object_ref (workspace);
  self->changed_id =
      g_signal_connect_swapped (workspace, "changed", G_CALLBACK (on_changed_cb), self);
  on_refresh_cb (self);
  return SLIP_PAGE (self);
}
