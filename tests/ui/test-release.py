# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Slipway authors
"""A release as its people work on it: draft, undo, sign, export; and what is there after the program was killed."""

import os
import sqlite3
import subprocess

import desk

DRAFT = 'Lesson: show the AI-IRB a draft*'


def open_plan(app):
    app.find('list item', 'Claims triage 2.4*').click()
    app.find('list item', 'Deployment Plan*').click()
    return app.find('text box', 'Title')


def leave_field(app):
    """What was typed becomes a change when its field is left."""
    # A date has a button for the calendar behind it.
    app.keys('Tab', 'Tab')
    app.find('label', 'Saved')


def shows(app, field, text):
    entry = app.find('text box', field)
    desk.wait(f'{field} shows {text}', lambda: entry.text == text)


def is_kept(folder, text):
    """Whether an open edit is in the database: that is what a crash leaves."""
    with sqlite3.connect(f'file:{folder}/workspace.db?mode=ro', uri=True) as database:
        return any(text in str(row) for row in database.execute('SELECT * FROM draft'))


def menu(app, item):
    app.find('button', 'Document Menu').click()
    app.find('menu item', item).click()


def sample(d, who='pm', **more):
    """The sample's workspace of one of its people, at its one draft."""
    folder = d.demo()
    app = d.start(os.path.join(folder, who), **more)
    app.find('list', 'Releases').find('list item').click()
    app.find('list item', DRAFT).click()
    app.find('text box', 'Title')
    return app, os.path.join(folder, who)


def test_a_plan_is_begun_and_survives_kill_9(d):
    folder, _ = d.workspace()
    app = d.start(folder)
    app.find('list item', 'Claims triage 2.4*').click()
    app.find('button', 'New Document…').click()
    app.find('window', 'New Document').find('button', 'Create').click()
    app.find('text box', 'Title').type('Claims triage goes live')
    leave_field(app)
    app.find('text box', 'Location').type('git.example.org')
    # The keyboard is still in the field.
    desk.wait('the draft is kept', lambda: is_kept(folder, 'git.example.org'))
    app.kill()
    app = d.start(folder)
    app.find('list item', 'Claims triage 2.4*').click()
    app.find('list item', 'Claims triage goes live*').click()
    shows(app, 'Title', 'Claims triage goes live')
    shows(app, 'Location', 'git.example.org')


def test_what_was_typed_is_undone_and_redone(d):
    folder, release = d.workspace()
    d.ctl(folder, 'document', 'new', release, 'deployment-plan')
    app = d.start(folder)
    title = open_plan(app)
    before = title.text
    title.type('Another name')
    leave_field(app)
    app.press('ctrl+z')
    desk.wait('the old title is back', lambda: title.text == before)
    app.press('ctrl+shift+z')
    desk.wait('the new title is back', lambda: title.text == 'Another name')


def test_a_wrong_date_is_said_and_mended(d):
    folder, release = d.workspace()
    d.ctl(folder, 'document', 'new', release, 'deployment-plan')
    app = d.start(folder)
    open_plan(app)
    date = app.find('text box', 'Effective date')
    date.type('next week')
    app.find('label', 'This takes a date such as*')
    date.type('2026-12-05')
    app.gone('label', 'This takes a date such as*')
    leave_field(app)


def test_a_document_is_signed(d):
    app, folder = sample(d)
    with open(os.path.join(d.dir, 'demo', 'pm.passphrase'), encoding='utf-8') as file:
        passphrase = file.read().strip()
    document = next(line.split()[0] for line in d.ctl(folder, 'document', 'list').splitlines() if DRAFT[:-1] in line)
    menu(app, 'Sign…')
    entry = app.find('text box', 'Passphrase')
    entry.type('not the passphrase')
    app.find('button', 'Sign').click()
    desk.wait('it is refused', lambda: "doesn't open your key" in app.reads())
    entry.type(passphrase)
    app.find('button', 'Sign').click()
    app.find('label', 'Signed')
    assert 'development-lead' in d.ctl(folder, 'document', 'history', document)


def test_signing_is_cancelled(d):
    hold = d.hold()
    app, folder = sample(d, SLIP_TEST_HOLD=hold)
    with open(os.path.join(d.dir, 'demo', 'pm.passphrase'), encoding='utf-8') as file:
        passphrase = file.read().strip()
    document = next(line.split()[0] for line in d.ctl(folder, 'document', 'list').splitlines() if DRAFT[:-1] in line)
    menu(app, 'Sign…')
    app.find('text box', 'Passphrase').type(passphrase)
    app.find('button', 'Sign').click()
    cancel = app.find('button', 'Cancel').click()
    desk.wait('it was cancelled', lambda: not cancel.is_('sensitive'))
    os.unlink(hold)
    app.find('label', 'Nothing was signed')
    app.find('button', 'Sign')
    assert 'development-lead' not in d.ctl(folder, 'document', 'history', document)


def test_an_approved_document_says_that_edits_wait(d):
    app = d.start(os.path.join(d.demo(), 'pm'))
    app.find('list', 'Releases').find('list item').click()
    app.find('list item', 'Deployment plan*').click()
    app.find('label', 'Approved. Your edits wait*')
    app.find('text box', 'Title').type('Another name')
    leave_field(app)
    app.find('label', '1 change since the approval waits*')
    app.find('button', 'Revise…').click()
    dialog = app.dialog('Start Revision')
    dialog.find('text box', 'Reason').type('The name was wrong')
    dialog.find('button', 'Start').click()
    app.closed('Start Revision')
    # Edits go on, into the revision.
    app.gone('label', '1 change since the approval waits*')


def test_what_is_signed_is_shown_as_it_is_printed(d):
    folder, release = d.workspace()
    plan = d.ctl(folder, 'document', 'new', release, 'deployment-plan')
    d.ctl(folder, 'field', 'set', plan, 'scope/purpose', 'We **must** have:\n\n- a key\n- [a page](https://example.org)')
    app = d.start(folder)
    open_plan(app)
    menu(app, 'Sign…')
    for said in ('We must have:', 'a key', 'a page (https://example.org)'):
        app.find('label', said)
    assert not any('**' in w.name for w in app.all('label'))


def test_a_history_speaks_the_words_of_the_form(d):
    folder, release = d.workspace()
    plan = d.ctl(folder, 'document', 'new', release, 'deployment-plan')
    for value in ('external', 'internal'):
        d.ctl(folder, 'field', 'set', plan, 'scope/delivery', value)
    app = d.start(folder)
    open_plan(app)
    menu(app, 'Signatures')
    app.find('button', 'History').click()
    app.find('list item', 'Changed: Scope › Delivery*')
    app.find('label', 'Internal: our own people use it')
    said = [w.name for w in app.all('label')]
    assert 'internal' not in said and 'external' not in said, said


def begin_export(app):
    menu(app, 'Export…')
    app.find('window', 'Export').find('button', 'Save…').click()


def export(app, target):
    begin_export(app)
    app.choose_file('Export', target)


def is_report(path):
    desk.wait('the report is written', lambda: os.path.exists(path) and os.path.getsize(path) > 1000)
    with open(path, 'rb') as file:
        return file.read(5) == b'%PDF-'


def test_a_document_is_exported(d):
    app, _ = sample(d)
    target = os.path.join(d.dir, 'lesson.pdf')
    export(app, target)
    assert is_report(target)


def test_another_file_is_replaced_only_when_asked(d):
    app, _ = sample(d)
    target = os.path.join(d.dir, 'lesson.pdf')
    with open(target, 'w', encoding='utf-8') as file:
        file.write('something else')
    begin_export(app)
    app.find('text box', 'Name:').type(target)
    app.keys('Return')
    app.find('button', 'Replace').click()
    assert is_report(target)


def test_a_report_is_opened_after_saving(d):
    opened = os.path.join(d.dir, 'opened.pdf')
    applications = d.folder('home/data/applications')
    with open(os.path.join(applications, 'reader.desktop'), 'w', encoding='utf-8') as file:
        file.write(f'[Desktop Entry]\nType=Application\nName=Reader\nExec=cp %f {opened}\nMimeType=application/pdf;\n')
    with open(os.path.join(applications, 'mimeapps.list'), 'w', encoding='utf-8') as file:
        file.write('[Default Applications]\napplication/pdf=reader.desktop\n')
    d.set_setting(d.folder('home'), 'open-after-saving', 'true')
    app, _ = sample(d)
    export(app, os.path.join(d.dir, 'lesson.pdf'))
    assert is_report(opened)


def test_a_full_disk_is_said(d):
    """As root alone a disk can be as small as that."""
    small = d.folder('small')
    if os.geteuid() != 0 or subprocess.run(['mount', '-t', 'tmpfs', '-o', 'size=8k', 'tmpfs', small],
                                           check=False, capture_output=True).returncode != 0:
        return
    try:
        app, _ = sample(d)
        export(app, os.path.join(small, 'lesson.pdf'))
        said = desk.wait('it is refused', lambda: next((w.name for w in app.find('window', 'Export').all('label')
                                                        if 'make room' in w.name), None))
        assert 'lesson.pdf' in said, said
        # Another place can be chosen there, and nothing half-written is left.
        app.find('window', 'Export').find('button', 'Save…')
        assert os.listdir(small) == []
    finally:
        subprocess.run(['umount', small], check=True)


def test_a_document_is_printed_into_a_file(d):
    documents = d.folder('home/Documents')
    with open(os.path.join(d.folder('home/config'), 'user-dirs.dirs'), 'w', encoding='utf-8') as file:
        file.write('XDG_DOCUMENTS_DIR="$HOME/Documents"\n')
    app, _ = sample(d)
    menu(app, 'Print…')
    dialog = app.find('dialog', 'Print')
    dialog.find('label', 'Print to File').point()
    dialog.find('button', 'Print').click()
    # It has the document's name: its number, and its title.
    name = desk.wait('it is printed', lambda: next(iter(os.listdir(documents)), None))
    assert name.endswith(f'{DRAFT[:-1]}, not a finished plan.pdf'.replace(':', '-')), name
    assert is_report(os.path.join(documents, name))


def test_a_row_has_its_menu_where_it_is_clicked(d):
    folder, release = d.workspace()
    d.ctl(folder, 'document', 'new', release, 'deployment-plan')
    app = d.start(folder)
    app.find('list item', 'Claims triage 2.4*').click()
    row = app.find('list item', 'Deployment Plan*')
    row.point(button=3)
    app.find('menu item', 'Export…')
    app.find('menu item', 'Open').click()
    app.find('text box', 'Title')


def test_a_deleted_document_comes_back(d):
    folder, release = d.workspace()
    d.ctl(folder, 'document', 'new', release, 'deployment-plan')
    app = d.start(folder)
    app.find('list item', 'Claims triage 2.4*').click()
    app.find('list item', 'Deployment Plan*').find('button').click()
    app.find('menu item', 'Delete').click()
    # Its row is the last one, and the toast lies over it at first.
    app.gone('button', 'Undo')
    app.find('list item', '1 deleted document').click()
    app.find('button', 'Restore Deployment Plan').click()
    app.gone('label', '1 deleted document')
    app.find('list item', 'Deployment Plan*').click()
    app.find('text box', 'Title')


def test_a_release_shows_the_window_of_its_plan(d):
    folder, release = d.workspace()
    d.ctl(folder, 'field', 'set', release, 'about/planned_start', '2027-03-01T20:00:00+01:00')
    plan = d.ctl(folder, 'document', 'new', release, 'deployment-plan')
    app = d.start(folder)
    app.find('list item', 'Claims triage 2.4*').click()
    app.find('label', 'Planned: From 1 March 2027*')
    app.close()
    # The plan's is the one that counts.
    d.ctl(folder, 'field', 'set', plan, 'schedule/window_start', '2027-03-13T20:00:00+01:00')
    d.ctl(folder, 'field', 'set', plan, 'schedule/window_end', '2027-03-14T04:00:00+01:00')
    app = d.start(folder)
    app.find('list item', 'Claims triage 2.4*').click()
    app.find('label', 'Planned: 13 March 2027*14 March 2027*')


desk.run(test_a_plan_is_begun_and_survives_kill_9,
         test_a_release_shows_the_window_of_its_plan,
         test_what_was_typed_is_undone_and_redone,
         test_a_wrong_date_is_said_and_mended,
         test_a_document_is_signed,
         test_signing_is_cancelled,
         test_an_approved_document_says_that_edits_wait,
         test_what_is_signed_is_shown_as_it_is_printed,
         test_a_history_speaks_the_words_of_the_form,
         test_a_document_is_exported,
         test_another_file_is_replaced_only_when_asked,
         test_a_report_is_opened_after_saving,
         test_a_full_disk_is_said,
         test_a_document_is_printed_into_a_file,
         test_a_row_has_its_menu_where_it_is_clicked,
         test_a_deleted_document_comes_back)
