# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Slipway authors
"""Every control that a person can act on has a name that a screen reader can say."""

import os

import desk


def check(app, page):
    found = desk.nameless(app)
    assert not found, f'{page}: {len(found)} without a name: ' + '; '.join(found[:12])


def check_menus(app, page):
    """Each menu button of the page, opened."""
    for button in [w for w in app.all('button') if w.parent.name == w.name and w.parent.role == 'button']:
        name = button.name
        if not button.is_('sensitive'):
            continue
        button.click()
        desk.wait(f'{name} opens', lambda b=button: b.parent.is_('expanded'))
        check(app, f'{page}, menu {name}')
        app.press('Escape')
        desk.wait(f'{name} closes', lambda b=button: not b.parent.is_('expanded'))


def check_dialogs(app, page):
    """Each dialogue that a button of the page opens: its label ends in an ellipsis."""
    before = len(app.windows())
    for name in sorted({w.name for w in app.all('button') if w.name.endswith('…') and w.is_('sensitive')}):
        app.find('button', name).click()
        desk.wait(f'{name} opens', lambda: len(app.windows()) > before)
        check(app, f'{page}, {name}')
        app.press('Escape')
        desk.wait(f'{name} closes', lambda: len(app.windows()) == before)


def check_all(app, page):
    check(app, page)
    check_menus(app, page)
    check_dialogs(app, page)


def test_the_welcome_page(d):
    app = d.start()
    app.find(None, 'Welcome to Slipway')
    check_all(app, 'welcome')


def check_dialogue(app, opens, title):
    """What a row of the page opens."""
    before = len(app.windows())
    app.find('list item', opens).click()
    app.find(None, title)
    check(app, title)
    app.press('Escape')
    desk.wait(f'{title} closes', lambda: len(app.windows()) == before)


def test_the_first_dialogues(d):
    app = d.start()
    check_dialogue(app, 'Create a Workspace', 'Name of the Workspace')
    for opens, verb in (('Join with an Invitation', 'Join'), ('Restore a Backup', 'Restore')):
        app.find('list item', opens).click()
        # The toolkit's file chooser is not ours.
        app.find(None, 'Open')
        app.press('Escape')
        app.find('button', verb)
        check(app, opens)
        app.press('Escape')
        app.gone('button', verb)


def test_people(d):
    folder, _ = d.workspace()
    app = d.start(folder)
    app.find('list item', 'People').click()
    app.find('list item', 'Petra Meyer (you)')
    check(app, 'people')
    for name in ('Invite Somebody…', 'Export Identity…', 'Change Passphrase…', 'Forgotten Passphrase…'):
        check_dialogue(app, name, 'Cancel')
    app.find('list item', 'Petra Meyer (you)').click()
    app.find('list item', 'Change Roles…')
    check(app, 'a person')
    check_dialogue(app, 'Change Roles…', 'Cancel')


def test_the_pages_of_the_sample(d):
    d.ctl(d.dir, 'demo', os.path.join(d.dir, 'demo'))
    app = d.start(os.path.join(d.dir, 'demo', 'pm'))
    release = desk.wait('a release', lambda: app.find('list', 'Releases').look('list item'))
    check_all(app, 'sidebar')
    release.click()
    desk.wait('documents', lambda: [w for w in app.all('list item') if w.name.startswith('Deployment plan')])
    check_all(app, 'release')
    app.find('button', 'Release Menu').click()
    app.find('menu item', 'Export…').click()
    desk.wait('Export opens', lambda: len(app.windows()) > 1)
    app.find(None, 'Format')
    check(app, 'export')
    app.press('Escape')
    desk.wait('Export closes', lambda: len(app.windows()) == 1)
    app.find('list item', 'Lessons').click()
    desk.wait('lessons', lambda: app.find('list', 'Lessons').look('list item'))
    check_all(app, 'lessons')


def test_a_document(d):
    d.ctl(d.dir, 'demo', os.path.join(d.dir, 'demo'))
    app = d.start(os.path.join(d.dir, 'demo', 'pm'))
    app.find('list', 'Releases').find('list item').click()
    app.find('list item', 'UAT checklist*').click()
    sections = [w.name for w in app.find('list', 'Sections').all('list item')]
    for section in sections:
        app.find('list item', section).click()
        desk.wait(f'{section} is selected', lambda s=section: app.find('list item', s).is_('selected'))
        check(app, section)
    check_menus(app, 'document')
    for item in ('Sign…', 'Export…'):
        app.find('button', 'Document Menu').click()
        app.find('menu item', item).click()
        app.find('label', item.rstrip('…'))
        check(app, item)
        app.press('Escape' if item == 'Export…' else 'alt+Left')
        app.find('button', 'Document Menu')


def test_search(d):
    d.ctl(d.dir, 'demo', os.path.join(d.dir, 'demo'))
    app = d.start(os.path.join(d.dir, 'demo', 'pm'))
    app.find('list', 'Releases')
    app.press('ctrl+f')
    app.type('rollback')
    desk.wait('hits', lambda: app.find('list', 'Search results').look('list item'))
    check(app, 'search')


def test_shortcuts_and_about(d):
    folder, _ = d.workspace()
    app = d.start(folder)
    app.find('list item', 'Claims triage 2.4')
    for item in ('Preferences', 'Keyboard Shortcuts', 'About Slipway'):
        app.press('F10')
        app.find('menu item', item).click()
        desk.wait(f'{item} opens', lambda: len(app.windows()) > 1)
        check(app, item)
        app.press('Escape')
        desk.wait(f'{item} closes', lambda: len(app.windows()) == 1)


desk.run(test_the_welcome_page, test_the_first_dialogues, test_people, test_the_pages_of_the_sample, test_a_document,
         test_search, test_shortcuts_and_about)
