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

def popover(app):
    """The popover of the sync button, opened."""
    button = next(w for w in app.menu_buttons() if w.name in SYNC_STATES)
    if not button.parent.is_('expanded'):
        button.click()
        desk.wait('the popover opens', lambda: button.parent.is_('expanded'))
    return button.parent


def leave(inside):
    inside.app.keys('Escape')
    desk.wait('the popover closes', lambda: not inside.is_('expanded'))


SYNC_STATES = ('Sync', 'Not Shared', 'Synced', 'Changes to Send', 'Syncing…', 'Offline', 'Sync Failed')


def sync(app, server):
    """Presses Sync Now and waits for what comes of it: the log of the server tells that it began."""
    inside = popover(app)
    before = server.count()
    # It may have found out by itself.
    desk.wait('a way to sync', lambda: inside.look('button', 'Sync Now') or inside.look('button', 'Try Now')).click()
    desk.wait('the server is asked', lambda: server.count() > before)
    inside.find('label', 'Synced')
    leave(inside)


# == what both do ==

def create(app, url):
    app.find('list item', 'Create a Workspace').click()
    window = app.dialog('Create a Workspace')
    window.find('text box', 'Name of the Workspace').type('Claims')
    window.find('text box', 'Your Name').type('Petra Meyer')
    window.find('text box', 'Passphrase').type(PASSPHRASE['petra'])
    window.find('text box', 'Passphrase Again').type(PASSPHRASE['petra'])
    window.find('checkbox', 'Development Lead').click()
    window.find('text box', 'Address').type(url)
    window.find('status', 'The folder answers.')
    window.find('button', 'Create').click()
    app.closed('Create a Workspace')


def make_plan(app):
    app.find('button', 'New Release…').click()
    window = app.dialog('New Release')
    window.find('text box', 'Name').type('Claims triage 2.4')
    window.find('button', 'Create').click()
    app.closed('New Release')
    app.find('button', 'New Document…').click()
    window = app.dialog('New Document')
    window.find(('checkbox', 'radio'), 'Deployment Plan').click()
    window.find('button', 'Create').click()
    app.closed('New Document')
    app.find('list', 'Sections')


def invite(app, path):
    app.find('list', 'Pages').find('list item', 'People').click()
    app.find('list item', 'Invite Somebody…').click()
    app.dialog('Invite Somebody').find('button', 'Save…').click()
    app.choose_file('Save the Invitation', path)
    window = app.dialog('Invite Somebody')
    window.find('label', 'The Invitation Is Ready')
    said = window.find('list item', 'Fingerprint of the Workspace')
    fingerprint = [w.name for w in said.all('label')][-1]
    window.find('button', 'Close').click()
    app.closed('Invite Somebody')
    return fingerprint


def join(app, path, fingerprint):
    """Returns what Quentin reads to Petra."""
    app.find('list item', 'Join with an Invitation').click()
    app.choose_file('Invitation', path)
    window = app.dialog('Join a Workspace')
    said = desk.wait('the invitation is read', lambda: next(
        (w.name for w in window.all('label') if 'founded by Petra Meyer' in w.name), None))
    assert fingerprint in said, f'{said!r} has not {fingerprint}'
    window.find('text box', 'Your Name').type('Quentin Blau')
    window.find('text box', 'Passphrase').type(PASSPHRASE['quentin'])
    window.find('text box', 'Passphrase Again').type(PASSPHRASE['quentin'])
    window.find('button', 'Join').click()
    app.closed('Join a Workspace')
    app.find('list', 'Pages').find('list item', 'People').click()
    app.find('label', 'You Wait to Be Admitted')
    return [w.name for w in app.find('list item', 'Fingerprint').all('label')][-1]


def admit(app, fingerprint):
    app.find('list', 'Pages').find('list item', 'People').click()
    app.find('list', 'Waiting').find('button', 'Admit…*').click()
    window = app.dialog('Admit Quentin Blau')
    assert window.look('label', fingerprint) is not None, f'{window.dump()} has not {fingerprint}'
    window.find('checkbox', f'The person reads the same, {fingerprint}').click()
    window.find('checkbox', 'QA Lead').click()
    window.find('text box', 'Your Passphrase').type(PASSPHRASE['petra'])
    window.find('button', 'Admit').click()
    app.closed('Admit Quentin Blau')


def open_plan(app):
    app.find('list', 'Releases').find('list item', 'Claims triage 2.4*').click()
    app.find('list item', 'Deployment Plan*').click()
    app.find('list', 'Sections').find('list item', 'Scope*').click()
    app.find('text box', COST)


def cost_of(app):
    return app.find('text box', COST)


def write_cost(app, value):
    cost_of(app).type(value)
    app.keys('Tab')
    app.find('label', 'Saved')


def has_cost(app, value):
    desk.wait(f'{COST} is {value}', lambda: cost_of(app).text == value)


def sync_in_vain(app):
    inside = popover(app)
    # It may have found out by itself.
    desk.wait('a way to sync', lambda: inside.look('button', 'Sync Now') or inside.look('button', 'Try Now')).click()
    inside.find('label', 'Offline')
    said = [w.name for w in inside.all('label')]
    assert any(line.endswith('to send') for line in said), said
    # It can be tried again from where it is said.
    inside.find('button', 'Try Now')
    leave(inside)
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
