# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Slipway authors
"""The first thing that a person sees."""

import os
import shutil

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
    desk.wait(f'it says “{words}”', lambda: words in app.reads())


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


def test_of_several_files_that_are_dropped_one_is_taken(d):
    folder, _ = d.workspace()
    backup = os.path.join(d.dir, 'claims.backup')
    other = os.path.join(d.dir, 'letter.txt')
    d.ctl(folder, 'backup', backup)
    with open(other, 'w', encoding='utf-8') as file:
        file.write('Dear Quentin\n')
    app = d.start()
    d.drag(app, app.find('list item', 'Restore a Backup'), backup, other)
    app.find('label', 'One file at a time: only “claims.backup” is taken.')
    says(app, 'the copy of Petra Meyer')


def test_of_several_files_that_are_dropped_on_a_row_one_is_taken(d):
    letters = [os.path.join(d.dir, name) for name in ('letter.txt', 'other.txt')]
    for letter in letters:
        with open(letter, 'w', encoding='utf-8') as file:
            file.write('Dear Quentin\n')
    app = d.start(letters[0])
    join = app.dialog('Join a Workspace')
    d.drag(app, join.find('button', 'Invitation, Choose…'), *reversed(letters))
    join.find('label', 'One file at a time: only “other.txt” is taken.')
    says(app, 'other.txt')


# == bad days ==

def test_a_folder_that_takes_no_writes_is_read(d):
    folder, release = d.workspace()
    d.ctl(folder, 'document', 'new', release, 'deployment-plan')
    if os.geteuid() == 0:
        # Root may write everything, unless it gives that up.
        wrapper = os.path.join(d.dir, 'without-rights')
        with open(wrapper, 'w', encoding='utf-8') as file:
            file.write(f'#!/bin/sh\nexec setpriv --bounding-set=-all --inh-caps=-all {d.slipway} "$@"\n')
        os.chmod(wrapper, 0o755)
        d.slipway = wrapper
    os.chmod(folder, 0o500)
    try:
        app = d.start(folder)
        app.find('list item', 'Claims triage 2.4*').click()
        app.find('label', "This folder can't be written to. You can read, search and export.")
        app.find('list item', 'Deployment Plan*').click()
        app.find('text box', 'Title')
        says(app, "Change its permissions")
        elsewhere = os.path.join(d.dir, 'elsewhere')
        os.mkdir(elsewhere)
        app.find('button', 'Copy to Another Folder…').click()
        app.choose_file('Copy to Another Folder', elsewhere, 'Copy Here')
        app.gone('label', "This folder can't be written to.*")
        app.find('list item', 'Claims triage 2.4*').click()
        app.find('list item', 'Deployment Plan*').click()
        app.find('text box', 'Title').type('Triage, in a copy')
        app.find('label', 'Triage, in a copy')
        copies = os.listdir(elsewhere)
        assert len(copies) == 1, copies
        desk.wait('the copy holds what was written',
                  lambda: 'Triage, in a copy' in d.ctl(os.path.join(elsewhere, copies[0]), 'search', 'Triage, in a copy'))
        assert d.ctl(folder, 'search', 'Triage, in a copy').strip() == ''
    finally:
        os.chmod(folder, 0o700)


def make_release(app, name):
    app.find('button', 'New Release…').click()
    new = app.dialog('New Release')
    new.find('text box', 'Name').type(name)
    new.find('button', 'Create').click()
    app.find('list item', name + '*')


def test_two_windows_write_into_one_workspace(d):
    folder, _ = d.workspace()
    first = d.start(folder)
    first.find('list item', 'Claims triage 2.4*')
    second = d.start(folder, home='another')
    second.find('list item', 'Claims triage 2.4*')
    make_release(second, 'Fraud scoring 1.0')
    first.take_focus()
    first.find('list item', 'Fraud scoring 1.0*')
    make_release(first, 'Fraud scoring 1.1')
    assert len(d.ctl(folder, 'release', 'list').splitlines()) == 3
    d.ctl(folder, 'verify')


def test_what_another_program_writes_is_shown(d):
    folder, release = d.workspace()
    plan = d.ctl(folder, 'document', 'new', release, 'deployment-plan')
    app = d.start(folder)
    app.find('list item', 'Claims triage 2.4*').click()
    app.find('list item', 'Deployment Plan*').click()
    title = app.find('text box', 'Title')
    app.take_focus()
    # Nothing is pressed or clicked from here on.
    d.ctl(folder, 'field', 'set', plan, 'header/title', 'Claims triage goes live')
    desk.wait('the title', lambda: title.text == 'Claims triage goes live')
    d.ctl(folder, 'release', 'new', 'Fraud scoring 1.0')
    app.find('list item', 'Fraud scoring 1.0*')


def test_a_folder_that_goes_while_it_is_open_is_named(d):
    folder, _ = d.workspace()
    app = d.start(folder)
    app.find('list item', 'Claims triage 2.4*')
    os.rename(folder, folder + '.away')
    app.take_focus()
    # Nothing is pressed or clicked for it.
    app.find(None, 'The Folder of the Workspace Is Gone')
    says(app, folder)
    app.press('Escape')
    app.gone(None, 'The Folder of the Workspace Is Gone')
    # When it is back all goes on, and it is looked after as before.
    os.rename(folder + '.away', folder)
    app.take_focus()
    d.ctl(folder, 'release', 'new', 'Fraud scoring 1.0')
    app.find('list item', 'Fraud scoring 1.0*')
    shutil.rmtree(folder)
    app.find(None, 'The Folder of the Workspace Is Gone')


def invitation_of(d):
    folder, _ = d.workspace()
    path = os.path.join(d.dir, 'quentin.invitation')
    d.ctl(folder, 'remote', 'set', d.folder('store'))
    d.ctl(folder, 'invite', path)
    return path


def test_an_invitation_that_was_cut_is_named(d):
    path = invitation_of(d)
    os.truncate(path, os.path.getsize(path) - 40)
    app = d.start(path)
    says(app, 'was altered or cut on its way')
    app.find('label', 'Choose another file.')
    assert not app.find('button', 'Join').is_('sensitive')


def test_a_huge_file_is_no_invitation(d):
    path = invitation_of(d)
    with open(path, 'ab') as file:
        file.truncate(3 << 30)
    app = d.start(path)
    says(app, 'larger than')
    app.find('label', 'Choose another file.')


def test_an_invitation_that_vanishes_makes_nothing(d):
    path = invitation_of(d)
    app = d.start(path)
    says(app, 'founded by Petra Meyer')
    app.find('text box', 'Your Name').type('Quentin Ek')
    app.find('text box', 'Passphrase').type('four words are enough')
    app.find('text box', 'Passphrase Again').type('four words are enough')
    join = app.find('button', 'Join')
    desk.wait('one can join', lambda: join.is_('sensitive'))
    os.remove(path)
    join.click()
    says(app, 'No such file')
    assert not os.path.exists(os.path.join(d.dir, 'home/data/slipway/claims'))
    # What was typed is still there.
    assert app.find('text box', 'Your Name').text == 'Quentin Ek'


def test_a_clock_before_the_workspace_loses_nothing(d):
    folder, release = d.workspace()
    d.ctl(folder, 'document', 'new', release, 'deployment-plan')
    app = d.start(folder, SOURCE_DATE_MS='0')
    app.find('list item', 'Claims triage 2.4*').click()
    app.find('list item', 'Deployment Plan*').click()
    app.find('text box', 'Title').type('Typed in 1970')
    app.keys('Tab', 'Tab')
    app.find('label', 'Saved')
    app.close()
    app = d.start(folder)
    app.find('list item', 'Claims triage 2.4*').click()
    app.find('list item', 'Typed in 1970*')
    d.ctl(folder, 'verify')


desk.run(test_the_welcome_page_is_shown_when_nothing_is_known,
         test_a_folder_is_opened_and_shows_its_releases,
         test_the_workspace_used_last_is_opened_again,
         test_a_folder_that_is_no_workspace_is_named,
         test_a_folder_that_is_not_there_is_named,
         test_a_file_is_taken_for_an_invitation,
         test_a_file_that_is_no_invitation_is_named,
         test_a_backup_is_offered_to_be_restored_whatever_its_name,
         test_an_identity_asks_for_its_invitation,
         test_of_several_files_that_are_dropped_one_is_taken,
         test_of_several_files_that_are_dropped_on_a_row_one_is_taken,
         test_a_folder_that_takes_no_writes_is_read,
         test_two_windows_write_into_one_workspace,
         test_what_another_program_writes_is_shown,
         test_a_folder_that_goes_while_it_is_open_is_named,
         test_an_invitation_that_was_cut_is_named,
         test_a_huge_file_is_no_invitation,
         test_an_invitation_that_vanishes_makes_nothing,
         test_a_clock_before_the_workspace_loses_nothing)
