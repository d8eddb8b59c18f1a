# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Slipway authors
"""The first thing that a person sees."""

import os

import desk


def test_the_welcome_page_is_shown_when_nothing_is_known(d):
    app = d.start()
    app.find(None, 'Welcome to Slipway')
    app.find(None, 'Open the Sample Release')


def test_a_folder_is_opened_and_shows_its_releases(d):
    folder, _ = d.workspace()
    app = d.start(folder)
    app.find('list item', 'Claims triage 2.4*')


def test_the_workspace_used_last_is_opened_again(d):
    folder, _ = d.workspace()
    app = d.start(folder)
    app.find('list item', 'Claims triage 2.4*')
    app.close()
    d.start().find('list item', 'Claims triage 2.4*')


def test_a_folder_that_is_no_workspace_is_named(d):
    empty = d.folder('empty')
    app = d.start(empty)
    app.find(None, 'The Workspace Could Not Be Opened')
    said = app.reads()
    assert os.path.basename(empty) in said, said
    app.press('Escape')
    app.find(None, 'Welcome to Slipway')


def test_a_folder_that_is_not_there_is_named(d):
    app = d.start(os.path.join(d.dir, 'nowhere'))
    app.find(None, 'The Workspace Could Not Be Opened')
    said = app.reads()
    assert 'nowhere' in said, said


def test_a_file_is_taken_for_an_invitation(d):
    folder, _ = d.workspace()
    invitation = os.path.join(d.dir, 'quentin.invitation')
    d.ctl(folder, 'remote', 'set', d.folder('store'))
    d.ctl(folder, 'invite', invitation)
    app = d.start(invitation)
    app.find(None, 'Join a Workspace')
    desk.wait('whose it is', lambda: 'Petra Meyer' in app.reads())


def test_a_file_that_is_no_invitation_is_named(d):
    letter = os.path.join(d.dir, 'letter.txt')
    with open(letter, 'w', encoding='utf-8') as file:
        file.write('Dear Quentin\n')
    app = d.start(letter)
    app.find(None, 'Join a Workspace')
    desk.wait('what is wrong', lambda: 'no invitation' in app.reads())


def says(app, words):
    desk.wait(f'it says “{words}”', lambda: any(words in w.name or words in w.description for w in app.walk()))


def test_a_backup_is_offered_to_be_restored_whatever_its_name(d):
    folder, _ = d.workspace()
    backup = os.path.join(d.dir, 'mail-attachment')
    d.ctl(folder, 'backup', backup)
    app = d.start(backup)
    app.find('label', 'Restore a Backup')
    says(app, 'the copy of Petra Meyer')
    app.find('button', 'Restore').click()
    app.gone('button', 'Restore')
    app.find(None, 'Claims triage 2.4')


def test_an_identity_asks_for_its_invitation(d):
    folder, _ = d.workspace()
    identity = os.path.join(d.dir, 'petras')
    d.ctl(folder, 'identity', 'export', identity, '--passphrase-file', d.secret())
    app = d.start(identity)
    app.find('label', 'Join a Workspace')
    says(app, 'Petra Meyer')
    assert app.find('switch', 'I Have This Workspace on Another Device').is_('checked')
    app.find('label', 'Choose the invitation that you were sent.')


desk.run(test_the_welcome_page_is_shown_when_nothing_is_known,
         test_a_folder_is_opened_and_shows_its_releases,
         test_the_workspace_used_last_is_opened_again,
         test_a_folder_that_is_no_workspace_is_named,
         test_a_folder_that_is_not_there_is_named,
         test_a_file_is_taken_for_an_invitation,
         test_a_file_that_is_no_invitation_is_named,
         test_a_backup_is_offered_to_be_restored_whatever_its_name,
         test_an_identity_asks_for_its_invitation)
