# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Slipway authors
"""The main path, and the process's, by keyboard alone: nothing here is clicked."""

import os

import desk
import short_process


def tab_to(app, role, name, key='Tab'):
    """Goes on by Tab until that has the keyboard."""
    seen = []
    for _ in range(60):
        widget = app.focused()
        if widget is not None and widget.matches(role, name):
            return widget
        seen.append(widget)
        app.keys(key)
    raise desk.Missing(f'{role} {name!r} does not get the keyboard by {key}: {seen[:20]!r}')


def focused(app, role, name):
    app.take_focus()
    def there():
        widget = app.focused()
        return widget is not None and widget.matches(role, name) and widget
    return desk.wait(f'{role} {name!r} has the keyboard', there)


def alone(app):
    desk.wait('one window', lambda: len(app.windows()) == 1)


def fill(app, window, *fields):
    """Field after field by Tab: its name, what is typed, and how many Tabs lead on from it. A passphrase can't be read."""
    for name, text, tabs in fields:
        app.type(text)
        if name is not None:
            desk.wait(f'{name} is {text}', lambda: window.find('text box', name).text == text)
        app.keys(*['Tab'] * tabs)


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
    desk.wait('a hit has the keyboard', lambda: (app.focused() or app).matches('list item', None))
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


def go_to(app, *steps):
    """By Tab to one after the other, and into it."""
    for role, name in steps:
        app.find(role, name)
        tab_to(app, role, name)
        app.keys('Return')


def test_a_gate_from_waiver_to_go(d):
    folder, *_ = short_process.approve_both(d)
    app = d.start(folder)
    go_to(app, ('list item', 'Fraud check 1.0*'), ('button', 'Stage 3 Decision*'), ('button', 'Waive: The roll-back was tested*'))
    dialog = app.dialog('Waive a Criterion')
    # From the control over who answers for it, and from the day over the button of the calendar.
    fill(app, dialog, ('Reason', 'The copy comes next week', 1), ('What Is Done Instead', 'A rehearsal', 2),
         ('Until*', short_process.days_from_now(9).strftime('%Y-%m-%d'), 2), (None, short_process.PASSPHRASE, 0))
    app.keys('Return')
    app.closed('Waive a Criterion')
    app.find('heading', 'CONDITIONAL')
    go_to(app, ('button', 'Decide…'))
    dialog = app.dialog('Decide about Go')
    app.keys('Tab')
    fill(app, dialog, ('Rationale', 'All agree but one', 3))
    app.keys('space')
    dialog.find('text box', "Who Doesn't Agree*")
    fill(app, dialog, ("Who Doesn't Agree*", 'Quentin Ek', 2), ('Why Not', 'It was not tried', 2), (None, short_process.PASSPHRASE, 0))
    app.keys('Return')
    app.closed('Decide about Go')
    app.find('heading', 'Go with Conditions')
    app.find('label', "Quentin Ek doesn't agree: It was not tried")


def test_a_comment_on_a_field(d):
    folder, *_ = short_process.begin(d)
    app = d.start(folder)
    go_to(app, ('list item', 'Fraud check 1.0*'), ('list item', 'Deployment plan*'))
    app.find('text box', 'Title')
    tab_to(app, ('button', 'toggle button'), 'Title, More')
    app.keys('space')
    app.find('menu item', 'Comments')
    for _ in range(6):
        if (app.focused() or app).matches('menu item', 'Comments'):
            break
        app.keys('Down')
    focused(app, 'menu item', 'Comments')
    app.keys('Return')
    go_to(app, ('button', 'Add a Comment…'))
    dialog = app.dialog('Add a Comment')
    fill(app, dialog, ('Text', 'Which triage?', 0))
    tab_to(app, 'button', 'Add')
    app.keys('Return')
    app.closed('Add a Comment')
    app.find('label', 'Which triage?')


def test_for_me_leads_to_a_document(d):
    folder, *_ = short_process.begin(d)
    app = d.start(folder)
    go_to(app, ('list item', 'For Me'), ('list item', 'Deployment plan*'))
    app.find('text box', 'Passphrase')
    tab_to(app, 'button', 'Sign', 'shift+Tab')


desk.run(test_the_welcome_page, test_a_document, test_search, test_menu_and_dialogues, test_a_gate_from_waiver_to_go,
         test_a_comment_on_a_field, test_for_me_leads_to_a_document)
