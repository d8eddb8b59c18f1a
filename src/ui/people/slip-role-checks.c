/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The rows are made from the list of roles that the process has. */

#include "ui/people/slip-role-checks.h"

#include <glib/gi18n.h>

#include "process/slip-roles.h"

struct _SlipRoleChecks
{
  AdwBin parent_instance;
  GHashTable *rows;   /* (element-type utf8 AdwActionRow): by role; the group owns them */
  GHashTable *checks; /* (element-type utf8 GtkCheckButton) */
};

G_DEFINE_FINAL_TYPE (SlipRoleChecks, slip_role_checks, ADW_TYPE_BIN)

enum
{
  CHANGED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

const char *
slip_role_checks_describe (const char *role)
{
  static const struct
  {
    const char *role;
    const char *text;
  } texts[] = {
    { "development-lead", N_ ("Writes the plan and the installation procedure") },
    { "qa-lead", N_ ("Checks tests and verifies results") },
    { "operations-manager", N_ ("Says what is feasible, installs and rolls back") },
    { "project-manager", N_ ("Approves the plan and announces the release") },
    { "program-manager", N_ ("Confirms resources and decides Go or No-Go") },
    { "technical-support", N_ ("Runs field trials and helps users") },
    { "ai-irb-liaison", N_ ("Raises and closes concerns about the AI system") },
    { "user-representative", N_ ("Accepts the system for its users") },
    { "auditor", N_ ("Reads and verifies everything, signs nothing") },
    { "administrator", N_ ("Invites and admits people, grants roles") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (g_str_equal (texts[i].role, role))
      return _ (texts[i].text);
  return "";
}

void
slip_role_checks_set_active (SlipRoleChecks *self, const char *role, gboolean active)
{
  GtkCheckButton *check = g_hash_table_lookup (self->checks, role);

  if (check != NULL)
    gtk_check_button_set_active (check, active);
}

void
slip_role_checks_lock (SlipRoleChecks *self, const char *role, const char *why)
{
  AdwActionRow *row = g_hash_table_lookup (self->rows, role);

  if (row == NULL)
    return;
  adw_action_row_set_subtitle (row, why);
  gtk_widget_set_sensitive (GTK_WIDGET (row), FALSE);
}

GStrv
slip_role_checks_get_roles (SlipRoleChecks *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  const char *const *all = slip_roles_all ();

  for (guint i = 0; all[i] != NULL; i++)
    if (gtk_check_button_get_active (g_hash_table_lookup (self->checks, all[i])))
      g_strv_builder_add (builder, all[i]);
  return g_strv_builder_end (builder);
}

static void
on_toggled_cb (SlipRoleChecks *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static gboolean
slip_role_checks_grab_focus (GtkWidget *widget)
{
  SlipRoleChecks *self = SLIP_ROLE_CHECKS (widget);

  return gtk_widget_grab_focus (g_hash_table_lookup (self->checks, slip_roles_all ()[0]));
}

static void
slip_role_checks_finalize (GObject *object)
{
  SlipRoleChecks *self = SLIP_ROLE_CHECKS (object);

  g_hash_table_unref (self->rows);
  g_hash_table_unref (self->checks);
  G_OBJECT_CLASS (slip_role_checks_parent_class)->finalize (object);
}

static void
slip_role_checks_class_init (SlipRoleChecksClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = slip_role_checks_finalize;
  GTK_WIDGET_CLASS (klass)->grab_focus = slip_role_checks_grab_focus;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static GtkWidget *
make_row (SlipRoleChecks *self, const char *role)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *check = gtk_check_button_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), slip_role_name (role));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), slip_role_checks_describe (role));
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  /* One stop of the Tab key a row: the check button, which says the row's name. */
  gtk_widget_set_focusable (row, FALSE);
  g_signal_connect_swapped (check, "toggled", G_CALLBACK (on_toggled_cb), self);
  g_hash_table_insert (self->rows, (char *) role, row);
  g_hash_table_insert (self->checks, (char *) role, check);
  return row;
}

static void
slip_role_checks_init (SlipRoleChecks *self)
{
  self->rows = g_hash_table_new (g_str_hash, g_str_equal);
  self->checks = g_hash_table_new (g_str_hash, g_str_equal);
}

SlipRoleChecks *
slip_role_checks_new (const char *title, const char *description)
{
  SlipRoleChecks *self = g_object_new (SLIP_TYPE_ROLE_CHECKS, NULL);
  GtkWidget *group = adw_preferences_group_new ();
  const char *const *all = slip_roles_all ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group), description);
  for (guint i = 0; all[i] != NULL; i++)
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), make_row (self, all[i]));
  adw_bin_set_child (ADW_BIN (self), group);
  return self;
}
