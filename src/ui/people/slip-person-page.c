/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What isn't this person's to do is left out; who may do it stands there instead. */

#include "ui/people/slip-person-page.h"

#include <glib/gi18n.h>

#include "process/slip-roles.h"
#include "ui/app/slip-feedback.h"
#include "ui/people/slip-people-rows.h"
#include "ui/people/slip-people-state.h"
#include "ui/people/slip-people-tasks.h"

struct _SlipPersonPage
{
  SlipPage parent_instance;
  SlipWorkspace *workspace;
  char *id;
  gulong changed_id;
  guint refresh_id;
  GtkWidget *column;
  /* As of the last look; the list holds what the others point to. */
  GPtrArray *members; /* nullable */
  GPtrArray *devices; /* nullable */
  const SlipPersonInfo *person;
  gboolean last_administrator;
};

G_DEFINE_FINAL_TYPE (SlipPersonPage, slip_person_page, SLIP_TYPE_PAGE)

/* == roles == */

static void
add_roles (SlipPersonPage *self, const SlipPeopleState *state)
{
  const SlipPersonInfo *person = self->person;
  GtkWidget *group = slip_people_group_new (self->column, _ ("Roles"), NULL);
  g_autofree char *deputy = slip_people_words_deputy_of (state, person);

  for (guint i = 0; i < person->grants->len; i++)
    {
      const SlipGrantInfo *grant = g_ptr_array_index (person->grants, i);
      g_autofree char *day = slip_people_words_day (grant->since_ms);
      g_autofree char *since = g_strdup_printf (_ ("Since %s"), day);

      slip_people_add_text (group, slip_role_name (grant->role), since);
    }
  if (person->grants->len == 0)
    slip_people_add_text (group, _ ("No role"), "");
  if (*deputy != '\0')
    slip_people_add_text (group, _ ("Deputy"), deputy);
  if (state->may_manage)
    slip_people_add_action (group, _ ("_Change Roles…"), NULL, "person.change-roles", NULL);
}

/* == deputies == */

static void
on_end_deputy_cb (GtkButton *button, SlipPersonPage *self)
{
  slip_people_end_deputy (GTK_WIDGET (self), self->workspace,
                          g_object_get_data (G_OBJECT (button), "slip-deputy"));
}

/* Each names their own. The rows go before the list does that holds them. */
static void
add_deputies (SlipPersonPage *self, const SlipPeopleState *state)
{
  const SlipPersonInfo *person = self->person;
  gboolean own = person->is_self && state->asks == SLIP_ASKS_NOTHING && state->revocation == NULL;
  g_auto (GStrv) roles = slip_people_deputy_roles (person);
  GtkWidget *group;

  if (person->deputies->len == 0 && (!own || roles[0] == NULL))
    return;
  group = slip_people_group_new (self->column, _ ("Deputies"), NULL);
  for (guint i = 0; i < person->deputies->len; i++)
    {
      SlipDeputyInfo *deputy = g_ptr_array_index (person->deputies, i);
      g_autofree char *day = slip_people_words_day (deputy->until_ms);
      /* Translators: a role, and a day */
      g_autofree char *text =
          g_strdup_printf (_ ("Deputy as %s until %s"), slip_role_name (deputy->role), day);
      GtkWidget *row = slip_people_add_text (group, deputy->name, text);
      GtkWidget *button;

      if (!own)
        continue;
      button = slip_people_add_button (row, _ ("_End…"), deputy->name);
      g_object_set_data (G_OBJECT (button), "slip-deputy", deputy);
      g_signal_connect (button, "clicked", G_CALLBACK (on_end_deputy_cb), self);
    }
  if (own && roles[0] != NULL && state->members->len > 1)
    slip_people_add_action (group, _ ("_Name a Deputy…"),
                            _ ("Who signs in your role for some time"), "person.name-deputy", NULL);
  else if (own && person->deputies->len == 0)
    slip_people_add_text (group, _ ("No deputy"),
                          _ ("Once others are members, you can name one of them."));
}

/* == devices == */

static char *
describe_device (const SlipDeviceInfo *device)
{
  g_autofree char *since = slip_people_words_day (device->since_ms);
  g_autofree char *seen = device->seen_ms > 0 ? slip_people_words_day (device->seen_ms) : NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_append_printf (text, _ ("Admitted on %s"), since);
  if (seen != NULL)
    {
      g_string_append (text, "\n");
      g_string_append_printf (text, _ ("Last change on %s"), seen);
    }
  if (device->revoked != NULL)
    {
      g_string_append (text, "\n");
      g_string_append_printf (text, _ ("Revoked: %s"), device->revoked);
    }
  if (device->kept_apart > 0)
    {
      g_string_append (text, "\n");
      g_string_append_printf (
          text,
          g_dngettext (NULL, "%u late change waits", "%u late changes wait", device->kept_apart),
          device->kept_apart);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static const SlipDeviceInfo *
device_of (GtkButton *button)
{
  return g_object_get_data (G_OBJECT (button), "slip-device");
}

static void
on_revoke_device_cb (GtkButton *button, SlipPersonPage *self)
{
  slip_people_revoke_device (GTK_WIDGET (self), self->workspace, device_of (button));
}

static void
on_endorse_device_cb (GtkButton *button, SlipPersonPage *self)
{
  const SlipDeviceInfo *device = device_of (button);

  slip_people_endorse (GTK_WIDGET (self), self->workspace, device->key, device->name,
                       device->kept_apart);
}

/* The rows go before the list does that holds @device. */
static void
add_device_button (SlipPersonPage *self, GtkWidget *row, SlipDeviceInfo *device, const char *label,
                   const char *name, GCallback callback)
{
  GtkWidget *button = slip_people_add_button (row, label, name);

  g_object_set_data (G_OBJECT (button), "slip-device", device);
  g_signal_connect (button, "clicked", callback, self);
}

static void
add_devices (SlipPersonPage *self, const SlipPeopleState *state)
{
  GtkWidget *group = slip_people_group_new (self->column, _ ("Devices"), NULL);

  for (guint i = 0; i < state->devices->len; i++)
    {
      SlipDeviceInfo *device = g_ptr_array_index (state->devices, i);
      g_autofree char *text = NULL;
      g_autofree char *name = NULL;
      GtkWidget *row;

      if (!g_str_equal (device->person, self->id))
        continue;
      text = describe_device (device);
      name = device->is_self ? g_strdup_printf (_ ("Device %.8s (this one)"), device->key)
                             : g_strdup_printf (_ ("Device %.8s"), device->key);
      row = slip_people_add_text (group, name, text);
      if (!state->may_manage)
        continue;
      if (device->kept_apart > 0)
        add_device_button (self, row, device, _ ("_Take In…"), name,
                           G_CALLBACK (on_endorse_device_cb));
      /* The last one goes with the person; and nobody saws off the branch that they sit on. */
      if (device->revoked == NULL && !device->is_self && self->person->revoked == NULL &&
          self->person->devices > 1)
        add_device_button (self, row, device, _ ("_Revoke…"), name,
                           G_CALLBACK (on_revoke_device_cb));
    }
}

/* == the person == */

static void
add_standing (SlipPersonPage *self)
{
  const SlipPersonInfo *person = self->person;
  g_autofree char *day = NULL;
  g_autofree char *text = NULL;
  GtkWidget *group;

  if (person->revoked == NULL)
    return;
  day = slip_people_words_day (person->revoked_ms);
  text = person->revoked_by != NULL
             ? g_strdup_printf (_ ("Revoked on %s by %s: %s"), day, person->revoked_by,
                                person->revoked)
             : g_strdup_printf (_ ("Revoked on %s: %s"), day, person->revoked);
  group = slip_people_group_new (self->column, _ ("Revoked"), text);
  slip_people_add_text (group, _ ("To Come Back"),
                        _ ("Invite the person again; they use the invitation under Forgotten "
                           "Passphrase on the page People, and you admit the new key."));
}

static void
add_actions (SlipPersonPage *self, const SlipPeopleState *state)
{
  const SlipPersonInfo *person = self->person;
  GtkWidget *group;

  if (!state->may_manage)
    {
      g_autofree char *text =
          g_strdup_printf (_ ("Administrators change roles, and revoke people and devices: %s"),
                           state->administrators);

      slip_people_group_new (self->column, NULL, text);
      return;
    }
  if (person->is_self)
    {
      slip_people_group_new (self->column, NULL,
                             _ ("Another administrator can revoke you; you can't do it yourself."));
      return;
    }
  if (person->revoked == NULL)
    {
      group = slip_people_group_new (self->column, NULL, NULL);
      gtk_widget_add_css_class (
          slip_people_add_action (group, _ ("_Revoke This Person…"),
                                  _ ("Nothing counts any more that they write or sign"),
                                  "person.revoke", NULL),
          "error");
    }
}

/* == the page == */

static void
on_state_cb (gpointer owner, gpointer result, const GError *error, gpointer data)
{
  SlipPersonPage *self = owner;
  const SlipPeopleState *state = result;
  GtkWidget *group;

  slip_people_clear (self->column);
  self->person = NULL;
  g_clear_pointer (&self->members, g_ptr_array_unref);
  g_clear_pointer (&self->devices, g_ptr_array_unref);
  if (state != NULL)
    self->person = slip_people_state_find (state, self->id);
  if (self->person == NULL)
    {
      g_autofree char *why = error != NULL ? slip_feedback_sentence (error)
                                           : g_strdup (_ ("There is no such member."));

      slip_people_group_new (self->column, _ ("The Member Can't Be Shown"), why);
      return;
    }
  self->members = g_ptr_array_ref (state->members);
  self->devices = g_ptr_array_ref (state->devices);
  self->last_administrator =
      state->n_administrators == 1 &&
      g_strv_contains ((const char *const *) self->person->roles, "administrator");
  slip_page_set_title (SLIP_PAGE (self), self->person->name);
  slip_page_set_subtitle (SLIP_PAGE (self), self->person->is_self ? _ ("You") : "");
  add_standing (self);
  group = slip_people_group_new (self->column, NULL, NULL);
  slip_people_add_fingerprint (group, self->person->fingerprint);
  if (self->person->revoked == NULL)
    {
      add_roles (self, state);
      add_deputies (self, state);
    }
  add_devices (self, state);
  add_actions (self, state);
}

static gboolean
on_refresh_cb (gpointer data)
{
  SlipPersonPage *self = data;

  self->refresh_id = 0;
  slip_people_state_read (self, self->workspace, on_state_cb);
  return G_SOURCE_REMOVE;
}

static void
on_changed_cb (SlipPersonPage *self, const char *record)
{
  if (*record == '\0' && self->refresh_id == 0)
    self->refresh_id = g_timeout_add (200, on_refresh_cb, self);
}

static void
on_change_roles_cb (GtkWidget *widget, const char *name, GVariant *target)
{
  SlipPersonPage *self = SLIP_PERSON_PAGE (widget);

  if (self->person != NULL)
    slip_people_change_roles (widget, self->workspace, self->person, self->last_administrator);
}

static void
on_name_deputy_cb (GtkWidget *widget, const char *name, GVariant *target)
{
  SlipPersonPage *self = SLIP_PERSON_PAGE (widget);

  if (self->person != NULL)
    slip_people_name_deputy (widget, self->workspace, self->person, self->members);
}

static void
on_revoke_cb (GtkWidget *widget, const char *name, GVariant *target)
{
  SlipPersonPage *self = SLIP_PERSON_PAGE (widget);

  if (self->person != NULL)
    slip_people_revoke (widget, self->workspace, self->person);
}

static const char *
slip_person_page_get_help (SlipPage *page)
{
  return "people";
}

/* == life == */

static void
slip_person_page_dispose (GObject *object)
{
  SlipPersonPage *self = SLIP_PERSON_PAGE (object);

  if (self->workspace != NULL)
    g_clear_signal_handler (&self->changed_id, self->workspace);
  g_clear_handle_id (&self->refresh_id, g_source_remove);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (slip_person_page_parent_class)->dispose (object);
}

static void
slip_person_page_finalize (GObject *object)
{
  SlipPersonPage *self = SLIP_PERSON_PAGE (object);

  g_clear_pointer (&self->members, g_ptr_array_unref);
  g_clear_pointer (&self->devices, g_ptr_array_unref);
  g_free (self->id);
  G_OBJECT_CLASS (slip_person_page_parent_class)->finalize (object);
}

static void
slip_person_page_class_init (SlipPersonPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = slip_person_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = slip_person_page_finalize;
  SLIP_PAGE_CLASS (klass)->get_help = slip_person_page_get_help;
  gtk_widget_class_install_action (widget_class, "person.change-roles", NULL, on_change_roles_cb);
  gtk_widget_class_install_action (widget_class, "person.name-deputy", NULL, on_name_deputy_cb);
  gtk_widget_class_install_action (widget_class, "person.revoke", NULL, on_revoke_cb);
}

static void
slip_person_page_init (SlipPersonPage *self)
{
  slip_page_set_content (SLIP_PAGE (self), slip_people_column_new (&self->column));
}

SlipPage *
slip_person_page_new (SlipWorkspace *workspace, const char *person)
{
  SlipPersonPage *self = g_object_new (SLIP_TYPE_PERSON_PAGE, NULL);

  self->workspace = g_object_ref (workspace);
  self->id = g_strdup (person);
  self->changed_id =
      g_signal_connect_swapped (workspace, "changed", G_CALLBACK (on_changed_cb), self);
  on_refresh_cb (self);
  return SLIP_PAGE (self);
}
