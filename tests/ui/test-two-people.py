# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Slipway authors
"""Two people with a window each work on one plan through a WebDAV server: from an empty computer to a settled conflict.

Both have a display of their own: there is no window manager that would keep their windows apart. The choosers of files are
the toolkit's, and are given a path by keyboard, as they can be by hand.
"""

import os
import sys

import apache
import desk

PASSPHRASE = {'petra': 'seven wet gulls', 'quentin': 'nine dry herons'}
COST = 'Cost of the deployment'


# == hands ==

def in_sight(widget):
    """Whether its middle lies in all that is around it: what is scrolled lies in something smaller."""
    _, y, _, height = widget.extents()
    middle = y + height // 2
    around = widget.parent
    while around is not None and around.path != desk.ROOT:
        # A page of a stack is no widget, and has no place.
        if around.has_size():
            _, top, _, high = around.extents()
            if not top <= middle <= top + high:
                return False
        around = around.parent
    return True


def reach(widget):
    """Goes on by Tab until the widget was scrolled into sight."""
    for _ in range(80):
        if in_sight(widget):
            return widget
        widget.app.keys('Tab')
    raise desk.Missing(f'{widget!r} does not come into sight')


def fill(widget, text):
    """Rows with an entry have no state "focused" that could be waited for: the text tells."""
    app = widget.app
    for again in (True, True, False):
        app.take_focus()
        reach(widget).point()
        app.keys('ctrl+a')
        app.type(text)
        try:
            # A tooltip that comes up just then takes the keys, as the newest window; a person types once more, too.
            return desk.wait(f'{widget!r} is filled in', lambda: widget.text == text, 5 if again else None)
        except desk.Missing:
            if not again:
                raise


def dialog(app, title):
    """The window of that title."""
    return desk.wait(f'the window {title}', lambda: next((w for w in app.windows() if w.name == title), None))


def closed(app, title):
    desk.wait(f'the window {title} closes', lambda: all(w.name != title for w in app.windows()))


def choose_file(app, title, path):
    chooser = dialog(app, title)
    # One that saves has an entry for the name; in one that opens, a slash brings one for the path.
    chooser.find('button', ('Save' if chooser.look('text box', 'Name:') else 'Open'))
    app.keys('ctrl+a') if chooser.look('text box', 'Name:') else app.take_focus()
    app.type(path)
    app.keys('Return')
    closed(app, title)


def popover(app):
    """The popover of the sync button, opened."""
    button = next(w for w in app.all('button') if w.name in SYNC_STATES and w.parent.name == w.name)
    if not button.parent.is_('expanded'):
        button.click()
        desk.wait('the popover opens', lambda: button.parent.is_('expanded'))
    return button.parent


SYNC_STATES = ('Sync', 'Not Shared', 'Synced', 'Changes to Send', 'Syncing…', 'Offline', 'Sync Failed')


def sync(app, server):
    """Presses Sync Now and waits for what comes of it: the log of the server tells that it began."""
    inside = popover(app)
    before = server.count()
    inside.find('button', 'Sync Now').click()
    desk.wait('the server is asked', lambda: server.count() > before)
    inside.find('label', 'Synced')
    app.keys('Escape')


# == what both do ==

def create(app, url):
    app.find('list item', 'Create a Workspace').click()
    window = dialog(app, 'Create a Workspace')
    fill(window.find('text box', 'Name of the Workspace'), 'Claims')
    fill(window.find('text box', 'Your Name'), 'Petra Meyer')
    fill(window.find('text box', 'Passphrase'), PASSPHRASE['petra'])
    fill(window.find('text box', 'Passphrase Again'), PASSPHRASE['petra'])
    window.find('checkbox', 'Development Lead').click()
    fill(window.find('text box', 'Address'), url)
    window.find('status', 'The folder answers.')
    window.find('button', 'Create').click()
    closed(app, 'Create a Workspace')


def make_plan(app):
    app.find('button', 'New Release…').click()
    window = dialog(app, 'New Release')
    fill(window.find('text box', 'Name'), 'Claims triage 2.4')
    window.find('button', 'Create').click()
    closed(app, 'New Release')
    app.find('button', 'New Document…').click()
    window = dialog(app, 'New Document')
    window.find('checkbox', 'Deployment Plan').click()
    window.find('button', 'Create').click()
    closed(app, 'New Document')
    app.find('list', 'Sections')


def invite(app, path):
    app.find('list', 'Pages').find('list item', 'People').click()
    app.find('list item', 'Invite Somebody…').click()
    dialog(app, 'Invite Somebody').find('button', 'Save…').click()
    choose_file(app, 'Save the Invitation', path)
    window = dialog(app, 'Invite Somebody')
    window.find('label', 'The Invitation Is Ready')
    said = window.find('list item', 'Fingerprint of the Workspace')
    fingerprint = [w.name for w in said.all('label')][-1]
    window.find('button', 'Close').click()
    closed(app, 'Invite Somebody')
    return fingerprint


def join(app, path, fingerprint):
    """Returns what Quentin reads to Petra."""
    app.find('list item', 'Join with an Invitation').click()
    choose_file(app, 'Invitation', path)
    window = dialog(app, 'Join a Workspace')
    said = desk.wait('the invitation is read', lambda: next(
        (w.name for w in window.all('label') if 'founded by Petra Meyer' in w.name), None))
    assert fingerprint in said, f'{said!r} has not {fingerprint}'
    fill(window.find('text box', 'Your Name'), 'Quentin Blau')
    fill(window.find('text box', 'Passphrase'), PASSPHRASE['quentin'])
    fill(window.find('text box', 'Passphrase Again'), PASSPHRASE['quentin'])
    window.find('button', 'Join').click()
    closed(app, 'Join a Workspace')
    app.find('list', 'Pages').find('list item', 'People').click()
    app.find('label', 'You Wait to Be Admitted')
    return [w.name for w in app.find('list item', 'Fingerprint').all('label')][-1]


def admit(app, fingerprint):
    app.find('list', 'Pages').find('list item', 'People').click()
    app.find('list', 'Waiting').find('button', 'Admit…*').click()
    window = dialog(app, 'Admit Quentin Blau')
    assert window.look('label', fingerprint) is not None, f'{window.dump()} has not {fingerprint}'
    window.find('checkbox', f'The person reads the same {fingerprint}').click()
    window.find('checkbox', 'QA Lead').click()
    fill(window.find('text box', 'Your Passphrase'), PASSPHRASE['petra'])
    window.find('button', 'Admit').click()
    closed(app, 'Admit Quentin Blau')


def open_plan(app):
    app.find('list', 'Releases').find('list item', 'Claims triage 2.4*').click()
    app.find('list item', 'Deployment Plan*').click()
    app.find('list', 'Sections').find('list item', 'Scope*').click()
    app.find('text box', COST)


def cost_of(app):
    return app.find('text box', COST)


def write_cost(app, value):
    fill(cost_of(app), value)
    app.keys('Tab')
    app.find('label', 'Saved')


def has_cost(app, value):
    desk.wait(f'{COST} is {value}', lambda: cost_of(app).text == value)


def sync_in_vain(app):
    inside = popover(app)
    inside.find('button', 'Sync Now').click()
    inside.find('label', 'Offline')
    said = [w.name for w in inside.all('label')]
    assert any(line.endswith('to send') for line in said), said
    # It can be tried again from where it is said.
    inside.find('button', 'Sync Now')
    app.keys('Escape')
    return said


def settle(app, mine):
    app.find('button', 'Resolve…').click()
    app.find('label', 'Several people wrote different values at the same time')
    for name in ('Petra Meyer', 'Quentin Blau'):
        app.find('label', name)
    app.find('button', f'Take this of {mine}*').click()
    app.gone('label', 'Several people wrote different values at the same time')
    app.keys('alt+Left')


def test_two_people(d):
    server = apache.Apache(d)
    other = desk.Desk()
    try:
        work(d, other, server)
        for app in other.apps:
            bad = [line for line in app.said().splitlines() if desk.SHAME.search(line)]
            assert not bad, bad
    except Exception:
        print(f'# the other display: {other.report("two people, the other")}.png', flush=True)
        raise
    finally:
        other.clear()


def work(d, other, server):
    invitation = os.path.join(d.dir, 'quentin.invitation')
    for one in (d, other):
        # They sync when they say so.
        one.set_setting(one.folder('home'), 'sync-automatically', 'false')
    petra = d.start()
    create(petra, server.url)
    make_plan(petra)
    fingerprint = invite(petra, invitation)
    sync(petra, server)

    quentin = other.start()
    own = join(quentin, invitation, fingerprint)
    sync(quentin, server)
    sync(petra, server)
    admit(petra, own)
    sync(petra, server)
    sync(quentin, server)
    quentin.gone('label', 'You Wait to Be Admitted')

    open_plan(petra)
    open_plan(quentin)
    write_cost(petra, '1000')
    sync(petra, server)
    sync(quentin, server)
    has_cost(quentin, '1000')

    server.stop()
    write_cost(petra, '1200')
    write_cost(quentin, '1500')
    sync_in_vain(petra)
    sync_in_vain(quentin)
    has_cost(petra, '1200')
    has_cost(quentin, '1500')
    server.start()
    sync(petra, server)
    sync(quentin, server)
    sync(petra, server)
    for app in (petra, quentin):
        app.find('label', '1 value was written by several people at the same time. Both are kept.')
    settle(quentin, 'Petra Meyer: 1200')
    has_cost(quentin, '1200')
    sync(quentin, server)
    sync(petra, server)
    for app in (petra, quentin):
        app.gone('button', 'Resolve…')
        has_cost(app, '1200')
        app.close()


if not apache.is_installed():
    print('1..0 # SKIP there is no apache2 with mod_dav_fs; build-aux/setup test installs it')
    sys.exit(0)
desk.run(test_two_people)
