# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Slipway authors
"""Looks for controls without a name that a screen reader can say, on pages and in their dialogues, menus and popovers."""

import importlib.machinery
import os

import desk
from gi.repository import Gio

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
screenshots = importlib.machinery.SourceFileLoader('screenshots', os.path.join(TOP, 'build-aux', 'screenshots')).load_module()

# Pages whose menus and dialogues are opened, too: one of a kind.
WITH_MENUS = {'welcome', 'audit-trail', 'library', 'release', 'lessons', 'plan', 'procedure', 'procedure-row', 'checklist'}


class Names:
    """What was found, and where; all of it is said at the end."""

    def __init__(self):
        self.found = []
        self.pages = 0

    def check(self, within, page):
        self.pages += 1
        # GTK's calendar names none of its four arrows.
        self.found += [f'{page}: {said}' for said in desk.nameless(within)
                       if not (said.startswith(('button "GtkImage"', 'button ""')) and page.endswith(', Calendar'))]

    def check_menus(self, app, page):
        """Each menu button of the page, opened."""
        seen = set()
        for button in app.menu_buttons():
            name = button.name
            # A form has the same buttons for each of its fields.
            kind = name.rsplit(', ', 1)[-1]
            if kind in seen or not button.is_('sensitive'):
                continue
            seen.add(kind)
            # From GTK 4.10 on, no popover opens at what is scrolled out of sight.
            button.scroll_to()
            button.click()
            desk.wait(f'{name} opens', lambda b=button: b.parent.is_('expanded'))
            # What is around it has been looked at.
            self.check(button.parent, f'{page}, {name}')
            app.press('Escape')
            desk.wait(f'{name} closes', lambda b=button: not b.parent.is_('expanded'))

    def check_dialogs(self, app, page):
        """Each dialogue that a button of the page opens: its label ends in an ellipsis."""
        before = len(app.windows())
        for name in sorted({w.name for w in app.all('button') if '…' in w.name and w.is_('sensitive')}):
            if name.startswith(('Choose', 'Replace', 'Save', 'Resolve', 'Sign')):
                continue
            app.find('button', name).click()
            desk.wait(f'{name} opens', lambda: len(app.windows()) > before)
            self.check(app.windows()[0], f'{page}, {name}')
            self.close(app, before)

    @staticmethod
    def close(app, left=1):
        app.press('Escape')
        desk.wait('it closes', lambda: len(app.windows()) == left)

    def window(self, app, page, left=1):
        """The window that was just opened, and closes it."""
        desk.wait(f'{page} opens', lambda: len(app.windows()) > left)
        self.check(app.windows()[0], page)
        self.close(app, left)

    def end(self):
        print(f'# {self.pages} places looked at', flush=True)
        assert not self.found, f'{len(self.found)} without a name: ' + '; '.join(self.found[:20])


def look_at_pages(d, kinds):
    names = Names()
    spaces = screenshots.make_spaces(d)
    flags = Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION
    for space, pages in kinds.items():
        bus = d.start_bus()
        app = d.start(*([spaces[space]] if space else []), home=f'home-{space}', bus=bus)
        connection = Gio.DBusConnection.new_for_address_sync(bus, flags, None, None)
        connection.set_exit_on_close(False)
        walk = screenshots.Walk(desk, d, app, connection, lambda text: text, spaces.get(space))
        for page, reach in pages.items():
            if space is None:
                while len(app.windows()) > 1:
                    names.close(app, len(app.windows()) - 1)
            elif page != next(iter(pages)):
                walk.home()
            reach(walk)
            names.check(app, page)
            if page in WITH_MENUS:
                names.check_menus(app, page)
                names.check_dialogs(app, page)
        app.kill()
    names.end()
