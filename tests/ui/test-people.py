# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Slipway authors
"""Workspaces are made, joined and taken off the list; people are admitted, get roles and are revoked."""

import os
import socket

from gi.repository import Gio, GLib

import desk

PASSPHRASE = 'four words are enough'


def people(app):
    app.find('list item', 'People').click()


def test_a_workspace_is_made(d):
    app = d.start()
    app.find('list item', 'Create a Workspace').click()
    create = app.find('button', 'Create')
    assert not create.is_('sensitive')
    app.find('label', 'Give the workspace a name.')
    app.find('text box', 'Name of the Workspace').type('Fraud Scoring')
    app.find('text box', 'Your Name').type('Ada King')
    app.find('text box', 'Passphrase').type('short')
    app.find('label', 'The passphrase is too short.')
    app.find('text box', 'Passphrase').type(PASSPHRASE)
    app.find('text box', 'Passphrase Again').type(PASSPHRASE + '!')
    app.find('label', 'The two passphrases are not the same.')
    app.find('text box', 'Passphrase Again').type(PASSPHRASE)
    app.find('checkbox', 'QA Lead').click()
    desk.wait('it can be made', lambda: create.is_('sensitive'))
    create.click()
    app.gone('button', 'Create')
    app.find(None, 'Fraud Scoring')
    folder = os.path.join(d.dir, 'home/data/slipway/fraud-scoring')
    assert d.ctl(folder, 'info', 'roles') == 'administrator qa-lead', d.ctl(folder, 'info', 'roles')


def test_an_address_is_tried_while_it_is_typed(d):
    app = d.start()
    app.find('list item', 'Create a Workspace').click()
    app.find('text box', 'Address').type('nonsense')
    app.find('status', 'Give an address that begins with https://*')
    app.find('text box', 'Address').type(os.path.join(d.dir, 'no/such/folder'))
    app.find('status', 'There is no such folder*')
    app.find('text box', 'Address').type(d.folder('shared'))
    app.find('status', 'The folder answers.')


def silent_server():
    """An address that takes connections and never answers; it goes when it is let go of."""
    server = socket.create_server(('127.0.0.1', 0))
    return server, f'http://127.0.0.1:{server.getsockname()[1]}/dav'


def test_what_is_missing_is_said_beside_the_button(d):
    server, address = silent_server()
    app = d.start()
    app.find('list item', 'Create a Workspace').click()
    app.find('text box', 'Name of the Workspace').type('Fraud Scoring')
    app.find('text box', 'Your Name').type('Ada King')
    app.find('text box', 'Passphrase').type(PASSPHRASE)
    app.find('text box', 'Passphrase Again').type(PASSPHRASE)
    create = app.find('button', 'Create')
    desk.wait('it can be made', lambda: create.is_('sensitive'))
    app.find('text box', 'Address').type(address)
    app.find('label', 'The shared folder has to answer first.')
    app.find('text box', 'Address').type(os.path.join(d.dir, 'no/such/folder'))
    app.find('label', 'The shared folder can\'t be used as it is given.*')
    assert not create.is_('sensitive')
    os.makedirs(os.path.join(d.dir, 'no/such/folder'))
    app.find('button', 'Try Again').click()
    app.find('status', 'The folder answers.')
    desk.wait('it can be made again', lambda: create.is_('sensitive'))
    server.close()


def test_setting_up_a_folder_is_cancelled(d):
    folder, _ = d.workspace()
    server, address = silent_server()
    app = d.start(folder)
    app.find(None, 'Claims triage 2.4')
    app.find(None, 'Not Shared').click()
    app.find('button', 'Set Up…').click()
    app.find('label', 'Give the address of a shared folder.')
    app.find('text box', 'Address').type(address)
    app.find('button', 'Save').click()
    app.find('label', 'Setting up the shared folder…')
    cancel = app.find('button', 'Cancel')
    assert cancel.is_('sensitive')
    cancel.click()
    app.gone('button', 'Save')
    app.find(None, 'Not Shared')
    assert '127.0.0.1' not in d.ctl(folder, 'info')
    server.close()


def test_a_sync_that_failed_says_what_helps(d):
    folder, shared, _ = team(d)
    # Nobody else presses anything.
    d.set_setting(os.path.join(d.dir, 'home'), 'sync-automatically', 'false')
    app = d.start(folder)
    app.find('button', 'Synced').click()
    app.find('button', 'Fetch Everything Again').click()
    app.find('button', 'Sync Now')
    app.find('label', 'Synced')
    os.rename(shared, shared + '-moved')
    app.find('button', 'Sync Now').click()
    app.find('label', 'Sync Failed')
    app.find('button', 'Change the Address…').click()
    app.find('text box', 'Address').type(shared + '-moved')
    app.find('status', 'The folder answers.')
    app.find('button', 'Save').click()
    app.gone('button', 'Save')
    app.find(None, 'Synced')


def team(d):
    """Petra's workspace with a shared folder, and an invitation."""
    folder, _ = d.workspace()
    shared = d.folder('shared')
    d.ctl(folder, 'remote', 'set', shared)
    invitation = os.path.join(d.dir, 'quentin.invitation')
    d.ctl(folder, 'invite', invitation)
    d.ctl(folder, 'sync')
    return folder, shared, invitation


def test_somebody_joins_with_an_invitation(d):
    folder, _, invitation = team(d)
    app = d.start(home='quentin')
    app.find('list item', 'Join with an Invitation').click()
    app.choose_file('Invitation', d.secret())
    desk.wait('the row says what is wrong', lambda: 'no invitation' in app.reads())
    app.find('button', 'Invitation, Choose…').click()
    app.choose_file('Invitation', invitation)
    desk.wait('the row says whose it is', lambda: 'founded by Petra Meyer' in app.reads())
    app.find('text box', 'Your Name').type('Quentin Ek')
    app.find('text box', 'Passphrase').type(PASSPHRASE)
    app.find('text box', 'Passphrase Again').type(PASSPHRASE)
    join = app.find('button', 'Join')
    desk.wait('one can join', lambda: join.is_('sensitive'))
    join.click()
    app.find(None, 'You Wait to Be Admitted')
    own = os.path.join(d.dir, 'quentin/data/slipway/claims')
    fingerprint = d.ctl(own, 'info', 'fingerprint')
    # The first sync makes the page anew.
    desk.wait('the fingerprint', lambda: fingerprint in app.reads())
    app.find('list item', 'Sync').click()
    desk.wait('the request arrives', lambda: (d.ctl(folder, 'sync'), 'Quentin' in d.ctl(folder, 'member', 'list'))[1])


def ask(d, folder, shared, invitation):
    """Quentin asks to join, and Petra's copy knows."""
    quentin = d.folder('quentin')
    d.ctl(quentin, 'join', invitation, '--person', 'Quentin Ek', '--passphrase-file', d.secret())
    d.ctl(quentin, 'remote', 'set', shared)
    d.ctl(quentin, 'sync')
    d.ctl(folder, 'sync')
    return quentin


def test_who_waits_is_admitted(d):
    folder, shared, invitation = team(d)
    ask(d, folder, shared, invitation)
    app = d.start(folder)
    people(app)
    app.find('button', 'Admit…').click()
    app.find('label', 'Compare the fingerprint first.')
    app.find('checkbox', 'The person reads the same*').click()
    app.find('label', 'Choose a role.')
    app.find('checkbox', 'QA Lead').click()
    app.find('text box', 'Your Passphrase').type('not the passphrase')
    app.find('button', 'Admit').click()
    app.find(None, 'The passphrase is wrong. Type it again.')
    app.find('text box', 'Your Passphrase').type('a long passphrase')
    app.find('button', 'Admit').click()
    app.gone('button', 'Admit')
    app.gone('button', 'Admit…')
    app.find('list item', 'Quentin Ek')
    assert 'qa-lead' in d.ctl(folder, 'member', 'list')


def admitted(d):
    folder, shared, invitation = team(d)
    quentin = ask(d, folder, shared, invitation)
    d.ctl(folder, 'member', 'admit', 'Quentin Ek', '--role', 'qa-lead', '--passphrase-file', d.secret())
    d.ctl(folder, 'sync')
    d.ctl(quentin, 'sync')
    return folder, quentin


def test_roles_change_and_a_person_is_revoked(d):
    folder, _ = admitted(d)
    app = d.start(folder)
    people(app)
    app.find('list item', 'Quentin Ek').click()
    app.find('list item', 'Change Roles…').click()
    app.find('label', 'Choose other roles.')
    app.find('checkbox', 'Auditor').click()
    app.find('text box', 'Your Passphrase').type('a long passphrase')
    app.find('button', 'Change').click()
    app.gone('button', 'Change')
    app.find('list item', 'Auditor')
    assert 'auditor' in d.ctl(folder, 'member', 'list')
    app.find('list item', 'Revoke This Person…').click()
    app.find('label', 'Give a reason.')
    app.find('text box', 'Reason').type('left the company')
    app.find('text box', 'Your Passphrase').type('a long passphrase')
    app.find('button', 'Revoke').click()
    app.gone('list item', 'Revoke This Person…')
    assert 'left the company' in d.ctl(folder, 'member', 'list')


def test_a_deputy_is_named_and_ended(d):
    folder, _ = admitted(d)
    app = d.start(folder)
    people(app)
    app.find('list item', 'Petra Meyer (you)').click()
    app.find('list item', 'Name a Deputy…').click()
    dialog = app.dialog('Name a Deputy')
    dialog.find('label', 'Say until when.')
    dialog.find('text box', 'Until*').type('2020-01-01')
    dialog.find('label', 'That time is over.')
    dialog.find('text box', 'Until*').type('2099-12-05')
    dialog.find('text box', 'Your Passphrase').type('a long passphrase')
    dialog.find('button', 'Name').click()
    app.closed('Name a Deputy')
    app.find('label', 'Deputy as *')
    app.press('alt+Left')
    # Where the roles of the other stand, too.
    desk.wait('the deputy', lambda: 'Deputy of Petra Meyer as' in app.reads())
    app.find('list item', 'Quentin Ek').click()
    app.find('label', 'Deputy of Petra Meyer as *')
    app.press('alt+Left')
    app.find('list item', 'Petra Meyer (you)').click()
    app.find('button', 'End…').click()
    dialog = app.dialog('End a Deputy')
    dialog.find('text box', 'Your Passphrase').type('a long passphrase')
    dialog.find('button', 'End').click()
    app.closed('End a Deputy')
    app.gone('label', 'Deputy as *')
    assert 'deputy' not in d.ctl(folder, 'member', 'list')


def test_who_is_no_administrator_sees_who_is(d):
    _, quentin = admitted(d)
    app = d.start(quentin)
    people(app)
    app.find('label', 'Administrators invite and admit people, and grant roles: Petra Meyer')
    assert app.look('list item', 'Invite Somebody…') is None
    app.find('list item', 'Petra Meyer').click()
    app.find('label', 'Administrators change roles*')
    assert app.look('list item', 'Change Roles…') is None


def test_the_passphrase_is_changed(d):
    folder, _ = d.workspace()
    app = d.start(folder)
    people(app)
    app.find(None, 'Nobody Else Is Here Yet')
    app.find('list item', 'Change Passphrase…').click()
    app.find('text box', 'Your Passphrase').type('a long passphrase')
    app.find('text box', 'Passphrase').type(PASSPHRASE)
    app.find('text box', 'Passphrase Again').type(PASSPHRASE)
    app.find('button', 'Change').click()
    app.gone('button', 'Change')
    d.ctl(folder, 'identity', 'export', os.path.join(d.dir, 'identity'), '--passphrase-file', d.secret(PASSPHRASE))


def test_changing_the_passphrase_is_cancelled(d):
    folder, _ = d.workspace()
    with open(os.path.join(folder, 'signing.key'), 'rb') as file:
        before = file.read()
    hold = d.hold()
    app = d.start(folder, SLIP_TEST_HOLD=hold)
    people(app)
    app.find('list item', 'Change Passphrase…').click()
    app.find('text box', 'Your Passphrase').type('a long passphrase')
    app.find('text box', 'Passphrase').type(PASSPHRASE)
    app.find('text box', 'Passphrase Again').type(PASSPHRASE)
    app.find('button', 'Change').click()
    app.find('label', 'Changing…')
    app.press('Escape')
    app.find('label', 'Cancelling…')
    os.unlink(hold)
    app.closed('Change Passphrase')
    with open(os.path.join(folder, 'signing.key'), 'rb') as file:
        assert file.read() == before


def test_joining_is_cancelled(d):
    _, _, invitation = team(d)
    hold = d.hold()
    app = d.start(invitation, SLIP_TEST_HOLD=hold)
    app.find('text box', 'Your Name').type('Quentin Ek')
    app.find('text box', 'Passphrase').type(PASSPHRASE)
    app.find('text box', 'Passphrase Again').type(PASSPHRASE)
    app.find('button', 'Join').click()
    app.find('label', 'Joining…')
    app.dialog('Join a Workspace').find('button', 'Cancel').click()
    app.find('label', 'Cancelling…')
    os.unlink(hold)
    app.closed('Join a Workspace')
    assert not made_here(d), made_here(d)


def test_somebody_is_invited(d):
    folder, _ = d.workspace()
    path = os.path.join(d.dir, 'cy.invitation')
    app = d.start(folder)
    people(app)
    app.find('list item', 'Invite Somebody…').click()
    app.find('button', 'Save…').click()
    app.choose_file('Save the Invitation', path)
    app.find('label', 'The Invitation Is Ready')
    assert os.path.exists(path)
    app.find('button', 'Close').click()
    app.gone('label', 'The Invitation Is Ready')


def test_another_device_joins(d):
    folder, _, invitation = team(d)
    identity = os.path.join(d.dir, 'petra.identity')
    app = d.start(folder)
    people(app)
    app.find('list item', 'Export Identity…').click()
    app.find('text box', 'Your Passphrase').type('a long passphrase')
    app.find('button', 'Save…').click()
    app.choose_file('Export Identity', identity)
    desk.wait('it is there', lambda: os.path.exists(identity))
    app.close()
    app = d.start(home='laptop')
    app.find('list item', 'Join with an Invitation').click()
    app.choose_file('Invitation', invitation)
    app.find('switch', 'I Have This Workspace on Another Device').click()
    app.find('button', 'Identity, Choose…').click()
    app.choose_file('Identity', invitation)
    desk.wait('it is no identity', lambda: 'is damaged' in app.reads())
    app.find('button', 'Identity, Choose…').click()
    app.choose_file('Identity', identity)
    desk.wait('it says whose it is', lambda: 'Petra Meyer' in app.reads())
    app.find('text box', 'Passphrase').type('a long passphrase')
    app.find('button', 'Join').click()
    app.find('label', 'This Device Waits to Be Admitted')


def test_a_forgotten_passphrase_makes_a_new_key(d):
    folder, quentin = admitted(d)
    invitation = os.path.join(d.dir, 'again.invitation')
    d.ctl(folder, 'invite', invitation)
    d.ctl(folder, 'sync')
    app = d.start(quentin)
    people(app)
    app.find('list item', 'Forgotten Passphrase…').click()
    app.find('button', 'Invitation, Choose…').click()
    app.choose_file('Invitation', invitation)
    app.find('text box', 'Passphrase').type(PASSPHRASE)
    app.find('text box', 'Passphrase Again').type(PASSPHRASE)
    app.find('button', 'Make New Key').click()
    app.find('label', 'Your New Key Waits to Be Admitted')


def test_making_a_new_key_is_cancelled(d):
    folder, quentin = admitted(d)
    invitation = os.path.join(d.dir, 'again.invitation')
    d.ctl(folder, 'invite', invitation)
    d.ctl(folder, 'sync')
    with open(os.path.join(quentin, 'signing.key'), 'rb') as file:
        before = file.read()
    hold = d.hold()
    app = d.start(quentin, SLIP_TEST_HOLD=hold)
    people(app)
    app.find('list item', 'Forgotten Passphrase…').click()
    app.find('button', 'Invitation, Choose…').click()
    app.choose_file('Invitation', invitation)
    app.find('text box', 'Passphrase').type(PASSPHRASE)
    app.find('text box', 'Passphrase Again').type(PASSPHRASE)
    app.find('button', 'Make New Key').click()
    app.find('label', 'Making a new key…')
    app.press('Escape')
    app.find('label', 'Cancelling…')
    os.unlink(hold)
    app.closed('Forgotten Passphrase')
    with open(os.path.join(quentin, 'signing.key'), 'rb') as file:
        assert file.read() == before
    assert 'Your New Key Waits to Be Admitted' not in app.reads()


def test_a_backup_is_restored(d):
    folder, _ = d.workspace()
    backup = os.path.join(d.dir, 'claims.backup')
    d.ctl(folder, 'backup', backup)
    app = d.start()
    app.find('list item', 'Restore a Backup').click()
    app.choose_file('Backup', d.secret())
    app.find('label', 'Restore a Backup')
    assert not app.find('button', 'Restore').is_('sensitive')
    app.find('button', 'Backup, Choose…').click()
    app.choose_file('Backup', backup)
    desk.wait('it says what it is', lambda: 'the copy of Petra Meyer' in app.reads())
    app.find('button', 'Restore').click()
    app.gone('button', 'Restore')
    app.find(None, 'Claims triage 2.4')


def begin_restoring(d, **more):
    """A backup that is being put back, and doesn't get on: the program, and the file that holds it up."""
    folder, _ = d.workspace()
    backup = os.path.join(d.dir, 'claims.backup')
    d.ctl(folder, 'backup', backup)
    hold = d.hold()
    app = d.start(backup, SLIP_TEST_HOLD=hold, **more)
    desk.wait('it says what it is', lambda: 'the copy of Petra Meyer' in app.reads())
    app.dialog('Restore a Backup').find('button', 'Restore').click()
    app.find('label', 'Restoring…')
    desk.wait('it is being written', lambda: made_here(d))
    return app, hold


def made_here(d):
    """What lies in the folder in which the window makes workspaces."""
    return [os.path.join(root, name) for root, folders, files in os.walk(os.path.join(d.dir, 'home', 'data'))
            for name in folders + files if 'laims' in root + name]


def test_restoring_is_cancelled(d):
    app, hold = begin_restoring(d)
    app.dialog('Restore a Backup').find('button', 'Cancel').click()
    app.find('label', 'Cancelling…')
    os.unlink(hold)
    app.closed('Restore a Backup')
    assert not made_here(d), made_here(d)
    app.find(None, 'Welcome to Slipway')


def test_the_end_of_the_program_cancels_restoring(d):
    bus = d.start_bus()
    app, hold = begin_restoring(d, bus=bus)
    # The dialogue keeps keys and the window's buttons from it; the session doesn't ask.
    connection = Gio.DBusConnection.new_for_address_sync(
        bus, Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION, None, None)
    connection.call_sync('io.github.slipway.Slipway', '/io/github/slipway/Slipway', 'org.gtk.Actions', 'Activate',
                         GLib.Variant('(sava{sv})', ('quit', [], {})), None, 0, -1, None)
    desk.wait('the window closes', lambda: len(d.screen.windows(app.process.pid)) < 2)
    assert app.process.poll() is None
    os.unlink(hold)
    desk.wait('the program ends', lambda: app.process.poll() is not None)
    assert app.process.returncode == 0, app.said()
    assert not made_here(d), made_here(d)


def test_a_backup_is_written(d):
    folder, release = d.workspace()
    backup = os.path.join(d.dir, 'claims.backup')
    app = d.start(folder)
    app.find('list item', 'Claims triage 2.4*')
    app.find('button', 'Main Menu').click()
    app.find('menu item', 'Back Up…').click()
    app.choose_file('Back Up', backup)
    desk.wait('it is there', lambda: os.path.exists(backup))
    app.find(None, '“claims.backup” was saved*')
    restored = d.folder('restored')
    d.ctl(restored, 'restore', backup)
    assert release in d.ctl(restored, 'release', 'list')


def test_late_work_is_taken_in(d):
    folder, quentin = admitted(d)
    document = d.ctl(folder, 'document', 'new', d.ctl(folder, 'release', 'list').split()[0], 'lessons-learned')
    d.ctl(folder, 'sync')
    d.ctl(quentin, 'sync')
    # Petra has not seen it when she revokes.
    d.ctl(quentin, 'field', 'set', document, 'header/title', 'Honest work')
    d.ctl(quentin, 'sync')
    d.ctl(folder, 'revoke', 'Quentin Ek', '--reason', 'left the company', '--passphrase-file', d.secret())
    d.ctl(folder, 'sync')
    assert 'Honest work' not in d.ctl(folder, 'document', 'list')
    app = d.start(folder)
    people(app)
    app.find('list item', 'Quentin Ek').click()
    app.find('button', 'Take In…*').click()
    app.find('label', '1 change came after the revocation*')
    app.find('text box', 'Reason (May Be Left Empty)').type('it was agreed on')
    app.find('text box', 'Your Passphrase').type('a long passphrase')
    app.find('button', 'Take In').click()
    app.gone('button', 'Take In…*')
    assert 'Honest work' in d.ctl(folder, 'document', 'list'), d.ctl(folder, 'document', 'list')


def test_a_device_is_revoked(d):
    folder, _, invitation = team(d)
    laptop = d.folder('laptop')
    identity = os.path.join(d.dir, 'petra.identity')
    d.ctl(folder, 'identity', 'export', identity, '--passphrase-file', d.secret())
    d.ctl(laptop, 'join', invitation, '--identity', identity, '--passphrase-file', d.secret())
    d.ctl(laptop, 'sync')
    d.ctl(folder, 'sync')
    d.ctl(folder, 'member', 'admit', 'Petra Meyer', '--passphrase-file', d.secret())
    app = d.start(folder)
    people(app)
    app.find('list item', 'Petra Meyer*').click()
    app.find('button', 'Revoke…*').click()
    app.find('label', 'Give a reason.')
    app.find('text box', 'Reason').type('left on a train')
    app.find('text box', 'Your Passphrase').type('a long passphrase')
    app.find('button', 'Revoke').click()
    desk.wait('it says so', lambda: 'left on a train' in ' '.join(w.name for w in app.walk()))
    app.gone('button', 'Revoke…*')
    assert 'left on a train' in d.ctl(folder, 'device', 'list')


def test_a_document_begins_with_an_earlier_one(d):
    folder, release = d.workspace()
    plan = d.ctl(folder, 'document', 'new', release, 'deployment-plan')
    d.ctl(folder, 'field', 'set', plan, 'header/title', 'Claims goes live')
    d.ctl(folder, 'field', 'set', plan, 'scope/purpose', 'Sort incoming claims by urgency')
    d.ctl(folder, 'release', 'new', 'Claims triage 2.5')
    app = d.start(folder)
    app.find('list item', 'Claims triage 2.5*').click()
    app.find('button', 'New Document…').click()
    new = app.dialog('New Document')
    begin = new.find('combo box', 'Begin With*')
    begin.scroll_to().point()
    app.find('label', 'Claims goes live · *')
    app.keys('Down', 'Return')
    desk.wait('it is chosen', lambda: 'Claims goes live' in begin.reads())
    new.find('button', 'Create').click()
    app.find('text box', 'Title')
    documents = [line.split()[0] for line in d.ctl(folder, 'document', 'list').splitlines()]
    made = next(document for document in documents if not plan.startswith(document))
    assert 'Sort incoming claims by urgency' in d.ctl(folder, 'document', 'show', made)


def test_a_workspace_is_taken_off_the_list(d):
    folder, _ = d.workspace()
    app = d.start(folder)
    app.find(None, 'Claims triage 2.4')
    app.close()
    os.rename(folder, folder + '-moved')
    app = d.start()
    app.find('list item', 'petra')
    desk.wait('it says why', lambda: 'not in this folder any more' in app.reads())
    app.find('button', 'Take “petra” off the List').click()
    app.gone('list item', 'petra')
    app.find('label', 'Undo').point()
    app.find('list item', 'petra')


desk.run(test_a_workspace_is_made,
         test_an_address_is_tried_while_it_is_typed,
         test_what_is_missing_is_said_beside_the_button,
         test_setting_up_a_folder_is_cancelled,
         test_a_sync_that_failed_says_what_helps,
         test_somebody_joins_with_an_invitation,
         test_who_waits_is_admitted,
         test_roles_change_and_a_person_is_revoked,
         test_a_deputy_is_named_and_ended,
         test_who_is_no_administrator_sees_who_is,
         test_the_passphrase_is_changed,
         test_changing_the_passphrase_is_cancelled,
         test_joining_is_cancelled,
         test_somebody_is_invited,
         test_another_device_joins,
         test_a_forgotten_passphrase_makes_a_new_key,
         test_making_a_new_key_is_cancelled,
         test_a_backup_is_restored,
         test_restoring_is_cancelled,
         test_the_end_of_the_program_cancels_restoring,
         test_a_backup_is_written,
         test_late_work_is_taken_in,
         test_a_device_is_revoked,
         test_a_document_begins_with_an_earlier_one,
         test_a_workspace_is_taken_off_the_list)
