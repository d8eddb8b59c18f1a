/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* See slip-page.h. The parts are made here rather than in a template, so that a page's own template can derive from it. */

#include "ui/app/slip-page.h"

#include <glib/gi18n.h>

#include "ui/app/slip-aside.h"
#include "ui/app/slip-title.h"

typedef struct
{
  GtkWidget *header;
  GtkWidget *heading;
  GtkWidget *back;
  GtkWidget *banner; /* GtkRevealer */
  GtkWidget *banner_label;
  GtkWidget *banner_button;
  GtkWidget *body; /* AdwBin */
  GtkWidget *start;
  GtkWidget *end;
} SlipPagePrivate;

G_DEFINE_TYPE_WITH_PRIVATE (SlipPage, slip_page, ADW_TYPE_BIN)

enum
{
  PROP_TITLE = 1,
  PROP_SUBTITLE,
  PROP_CONTENT,
  PROP_START,
  PROP_END,
  N_PROPS
};
static GParamSpec *props[N_PROPS];

#define PRIVATE(self) ((SlipPagePrivate *) slip_page_get_instance_private (self))

void
slip_page_set_title (SlipPage *self, const char *title)
{
  slip_title_set_title (SLIP_TITLE (PRIVATE (self)->heading), title);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TITLE]);
}

const char *
slip_page_get_title (SlipPage *self)
{
  return slip_title_get_title (SLIP_TITLE (PRIVATE (self)->heading));
}

void
slip_page_set_subtitle (SlipPage *self, const char *subtitle)
{
  slip_title_set_subtitle (SLIP_TITLE (PRIVATE (self)->heading), subtitle != NULL ? subtitle : "");
}

void
slip_page_set_content (SlipPage *self, GtkWidget *content)
{
  adw_bin_set_child (ADW_BIN (PRIVATE (self)->body), content);
}

void
slip_page_set_banner (SlipPage *self, const char *text, const char *button, const char *action)
{
  SlipPagePrivate *priv = PRIVATE (self);

  /* The words stay while it slides away. */
  if (text != NULL)
    {
      gtk_label_set_label (GTK_LABEL (priv->banner_label), text);
      gtk_widget_set_visible (priv->banner_button, button != NULL);
      if (button != NULL)
        {
          g_autofree char *name = NULL;
          g_autoptr (GVariant) target = NULL;

          gtk_button_set_label (GTK_BUTTON (priv->banner_button), button);
          g_action_parse_detailed_name (action, &name, &target, NULL);
          /* Target and name are checked against each other: the old name goes, then the new one comes last. */
          gtk_actionable_set_action_name (GTK_ACTIONABLE (priv->banner_button), NULL);
          gtk_actionable_set_action_target_value (GTK_ACTIONABLE (priv->banner_button), target);
          gtk_actionable_set_action_name (GTK_ACTIONABLE (priv->banner_button), name);
        }
    }
  gtk_revealer_set_reveal_child (GTK_REVEALER (priv->banner), text != NULL);
}

void
slip_page_set_place (SlipPage *self, gboolean can_go_back, gboolean folded)
{
  SlipPagePrivate *priv = PRIVATE (self);

  gtk_widget_set_visible (priv->back, can_go_back);
  adw_header_bar_set_show_start_title_buttons (ADW_HEADER_BAR (priv->header), folded);
}

void
slip_page_leave (SlipPage *self)
{
  if (SLIP_PAGE_GET_CLASS (self)->leave != NULL)
    SLIP_PAGE_GET_CLASS (self)->leave (self);
}

const char *
slip_page_get_help (SlipPage *self)
{
  return SLIP_PAGE_GET_CLASS (self)->get_help != NULL ? SLIP_PAGE_GET_CLASS (self)->get_help (self)
                                                      : "index";
}

gboolean
slip_page_find (SlipPage *self)
{
  return SLIP_PAGE_GET_CLASS (self)->find != NULL && SLIP_PAGE_GET_CLASS (self)->find (self);
}

static void
slip_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  SlipPage *self = SLIP_PAGE (object);
  SlipPagePrivate *priv = PRIVATE (self);

  switch (id)
    {
    case PROP_TITLE:
      slip_page_set_title (self, g_value_get_string (value));
      break;
    case PROP_SUBTITLE:
      slip_page_set_subtitle (self, g_value_get_string (value));
      break;
    case PROP_CONTENT:
      slip_page_set_content (self, g_value_get_object (value));
      break;
    case PROP_START:
      adw_bin_set_child (ADW_BIN (priv->start), g_value_get_object (value));
      break;
    case PROP_END:
      adw_bin_set_child (ADW_BIN (priv->end), g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
slip_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SlipPage *self = SLIP_PAGE (object);
  SlipPagePrivate *priv = PRIVATE (self);

  switch (id)
    {
    case PROP_TITLE:
      g_value_set_string (value, slip_page_get_title (self));
      break;
    case PROP_SUBTITLE:
      g_value_set_string (value, slip_title_get_subtitle (SLIP_TITLE (priv->heading)));
      break;
    case PROP_CONTENT:
      g_value_set_object (value, adw_bin_get_child (ADW_BIN (priv->body)));
      break;
    case PROP_START:
      g_value_set_object (value, adw_bin_get_child (ADW_BIN (priv->start)));
      break;
    case PROP_END:
      g_value_set_object (value, adw_bin_get_child (ADW_BIN (priv->end)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
slip_page_class_init (SlipPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = slip_page_set_property;
  object_class->get_property = slip_page_get_property;
  props[PROP_TITLE] =
      g_param_spec_string ("title", NULL, NULL, "", G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  props[PROP_SUBTITLE] =
      g_param_spec_string ("subtitle", NULL, NULL, "", G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  props[PROP_CONTENT] = g_param_spec_object ("content", NULL, NULL, GTK_TYPE_WIDGET,
                                             G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  props[PROP_START] = g_param_spec_object ("start", NULL, NULL, GTK_TYPE_WIDGET,
                                           G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  props[PROP_END] = g_param_spec_object ("end", NULL, NULL, GTK_TYPE_WIDGET,
                                         G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static GtkWidget *
make_banner (SlipPagePrivate *priv)
{
  GtkWidget *box;

  priv->banner_label = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (priv->banner_label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (priv->banner_label), 0);
  priv->banner_button = gtk_button_new_with_mnemonic ("");
  gtk_button_set_use_underline (GTK_BUTTON (priv->banner_button), TRUE);
  box = slip_aside_new (priv->banner_label, priv->banner_button);
  gtk_widget_add_css_class (box, "slip-banner");
  priv->banner = gtk_revealer_new ();
  gtk_revealer_set_child (GTK_REVEALER (priv->banner), box);
  return priv->banner;
}

static void
slip_page_init (SlipPage *self)
{
  SlipPagePrivate *priv = PRIVATE (self);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  priv->header = adw_header_bar_new ();
  /* On a narrow window there is no middle that has room for a title. */
  adw_header_bar_set_centering_policy (ADW_HEADER_BAR (priv->header), ADW_CENTERING_POLICY_LOOSE);
  priv->heading = slip_title_new ();
  slip_title_set_title (SLIP_TITLE (priv->heading), "");
  priv->back = gtk_button_new_from_icon_name ("go-previous-symbolic");
  gtk_widget_set_tooltip_text (priv->back, _ ("Back"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (priv->back), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Back"), -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (priv->back), "win.back");
  priv->start = adw_bin_new ();
  priv->end = adw_bin_new ();
  adw_header_bar_set_title_widget (ADW_HEADER_BAR (priv->header), priv->heading);
  adw_header_bar_pack_start (ADW_HEADER_BAR (priv->header), priv->back);
  adw_header_bar_pack_start (ADW_HEADER_BAR (priv->header), priv->start);
  adw_header_bar_pack_end (ADW_HEADER_BAR (priv->header), priv->end);
  priv->body = adw_bin_new ();
  gtk_widget_set_vexpand (priv->body, TRUE);
  gtk_box_append (GTK_BOX (box), priv->header);
  gtk_box_append (GTK_BOX (box), make_banner (priv));
  gtk_box_append (GTK_BOX (box), priv->body);
  adw_bin_set_child (ADW_BIN (self), box);
}
