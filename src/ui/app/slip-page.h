/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A page of the window: a header bar with the way back, a strip for a state that lasts (offline, read-only, conflict),
 * and the page's content below. Pages derive from it; the window stacks them (slip-window.h). */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define SLIP_TYPE_PAGE (slip_page_get_type ())
G_DECLARE_DERIVABLE_TYPE (SlipPage, slip_page, SLIP, PAGE, AdwBin)

/**
 * SlipPageClass:
 * @leave: (nullable): the page goes out of sight or the window closes: what is open is to be put away. The
 *   default does nothing.
 * @get_help: (nullable): name of the page of the help that F1 opens; "index" when %NULL
 * @find: (nullable): Ctrl+F on this page; FALSE: the window's search takes it
 */
struct _SlipPageClass
{
  AdwBinClass parent_class;
  void (*leave) (SlipPage *self);
  const char *(*get_help) (SlipPage *self);
  gboolean (*find) (SlipPage *self);
  gpointer padding[4];
};

/* Properties: "title", "subtitle" (strings), "content" (the widget below the header bar), "end" (a widget at the header
 * bar's end), "start" (after the back button). */
void slip_page_set_title (SlipPage *self, const char *title);
const char *slip_page_get_title (SlipPage *self);
void slip_page_set_subtitle (SlipPage *self, const char *subtitle);
void slip_page_set_content (SlipPage *self, GtkWidget *content);

/**
 * slip_page_set_banner:
 * @text: (nullable): %NULL hides it
 * @button: (nullable): label of the button, with mnemonic
 * @action: (nullable): detailed name of the action that the button activates: "page.conflicts"
 *
 * The one strip below the header bar: a state, and the way out of it.
 */
void slip_page_set_banner (SlipPage *self, const char *text, const char *button,
                           const char *action);

/* The window tells whether there is something to go back to, and whether the page has the window for itself. */
void slip_page_set_place (SlipPage *self, gboolean can_go_back, gboolean folded);

void slip_page_leave (SlipPage *self);
const char *slip_page_get_help (SlipPage *self);
gboolean slip_page_find (SlipPage *self);

G_END_DECLS
