# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Slipway authors
"""The main path by keyboard alone: nothing here is clicked."""

import os

import desk


def tab_to(app, role, name, key='Tab'):
    """Goes on by Tab until that has the keyboard."""
    def there():
        widget = app.focused()
        return widget is not None and widget.matches(role, name)
    seen = []
    for _ in range(60):
        if there():
            return app.focused()
        seen.append(repr(app.focused()))
        app.keys(key)
    raise desk.Missing(f'{role} {name!r} does not get the keyboard by {key}: {", ".join(seen[:20])}')


def focused(app, role, name):
    app.take_focus()
    return desk.wait(f'{role} {name!r} has the keyboard',
                     lambda: (app.focused() or app).matches(role, name) and app.focused())


def alone(app):
    desk.wait('one window', lambda: len(app.windows()) == 1)


def sample(d):
    app = d.start(os.path.join(d.demo(), 'pm'))
    app.find('list', 'Releases').find('list item')
    return app


def test_a_document(d):
    app = sample(d)
    tab_to(app, 'list item', 'Claims Triage*')
    app.keys('Return')
    desk.wait('the release', lambda: app.look('list item', 'Lesson: show*'))
    tab_to(app, 'list item', 'Lesson: show*')
    app.keys('Return')
    entry = app.find('text box', 'Title')
    before = entry.text
    tab_to(app, 'text box', 'Title')
    app.keys('ctrl+a')
    app.type('A draft is enough')
    app.keys('Tab')
    app.find('label', 'Saved')
    app.keys('ctrl+z')
    desk.wait('undo', lambda: entry.text == before)
    app.keys('ctrl+shift+z')
    desk.wait('redo', lambda: entry.text == 'A draft is enough')
    app.keys('alt+Left')
    # One comes back to where one was.
    focused(app, 'list item', 'A draft is enough*')


def test_search(d):
    app = sample(d)
    app.keys('ctrl+f')
    focused(app, ('search box', 'text box'), None)
    app.type('rollback')
    desk.wait('hits', lambda: (app.look('list', 'Search results') or app).look('list item'))
    app.keys('Down')
    hit = desk.wait('a hit has the keyboard', lambda: (app.focused() or app).matches('list item', None) and app.focused())
    assert hit is not None
    app.keys('Return')
    app.find('list', 'Sections')
    app.keys('alt+Left')


def test_menu_and_dialogues(d):
    app = sample(d)
    app.keys('F10')
    focused(app, 'menu item', 'New Release…')
    app.keys('Escape')
    app.gone('menu item', 'New Release…')
    app.keys('ctrl+comma')
    app.dialog('Preferences')
    app.keys('Escape')
    alone(app)
    app.keys('ctrl+n')
    app.dialog('New Release')
    app.keys('Escape')
    alone(app)


def test_the_welcome_page(d):
    app = d.start()
    focused(app, 'list item', 'Create a Workspace')
    app.keys('Return')
    app.dialog('Create a Workspace')
    app.type('Claims')
    desk.wait('the name is there', lambda: app.find('text box', 'Name of the Workspace').text == 'Claims')
    app.keys('Escape')
    alone(app)
    # The keyboard is where it was.
    focused(app, 'list item', 'Create a Workspace')


desk.run(test_the_welcome_page, test_a_document, test_search, test_menu_and_dialogues)
