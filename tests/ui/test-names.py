# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Slipway authors
"""Every control that a person can act on has a name that a screen reader can say: on each page that build-aux/screenshots
knows a way to, and in the dialogues, menus and popovers of each. A source file with a page or dialogue that nobody looks at
is a failure, too.
"""

import os
import re

import desk
from names import TOP, Names, look_at_pages, screenshots

# Where the pages, dialogues and popovers of a source file are looked at: on a page, or by a test of that name.
LOOKED_AT = {
    'app/help-overlay.ui': 'shortcuts', 'app/slip-preferences.c': 'preferences', 'app/slip-window.c': 'about',
    'app/slip-page.c': 'library', 'app/slip-task-dialog.c': 'create',
    'audit/slip-audit-page.c': 'audit-trail', 'audit/slip-audit-tasks.c': 'audit-trail',
    'editor/slip-editor.c': 'plan', 'editor/slip-field-calculated.c': 'procedure', 'editor/slip-field-date.c': 'plan',
    'editor/slip-field-reference.c': 'procedure-row', 'editor/slip-field-words.c': 'test_a_proposal',
    'editor/slip-problem-button.c': 'plan-problems', 'editor/slip-table-page.c': 'procedure-table',
    'editor/slip-table-row-page.c': 'procedure-row',
    'editor/slip-table-verdicts.c': 'test_questions_about_a_document',
    'library/slip-delete-document.c': 'test_questions_about_a_document', 'library/slip-lessons-page.c': 'lessons',
    'library/slip-new-document.c': 'new-document', 'library/slip-new-release.c': 'new-release',
    'library/slip-release-page.c': 'release', 'library/slip-when-row.c': 'new-release',
    'output/slip-export-dialog.c': 'export', 'output/slip-print.c': 'test_questions_about_a_document',
    'process/slip-decide.c': 'gate-decide', 'process/slip-for-me-page.c': 'for-me', 'process/slip-gate-page.c': 'gate-no-go',
    'process/slip-follow.c': 'follow', 'process/slip-put-definition.c': 'processes', 'process/slip-waive.c': 'gate-waive',
    'people/slip-deputy.c': 'deputy', 'people/slip-invite.c': 'invite', 'people/slip-key-tasks.c': 'test_people', 'people/slip-people-page.c': 'people',
    'people/slip-people-tasks.c': 'test_people', 'people/slip-person-page.c': 'person',
    'review/slip-comment-dialog.c': 'comment', 'review/slip-comments-page.c': 'comments',
    'review/slip-compare-page.c': 'compare', 'review/slip-conflicts-page.c': 'conflicts',
    'review/slip-history-page.c': 'history', 'review/slip-read-page.c': 'compare',
    'review/slip-reason-dialog.c': 'test_questions_about_a_document', 'review/slip-sign-page.c': 'sign',
    'review/slip-signatures-page.c': 'signatures',
    'start/slip-create.c': 'create', 'start/slip-join.c': 'join', 'start/slip-restore.c': 'restore',
    'start/slip-welcome-page.c': 'welcome', 'sync/slip-shared-folder.c': 'shared-folder', 'sync/slip-sync-button.ui': 'sync',
}
# Messages whose only control is a button that says Close.
MESSAGES = {'app/slip-feedback.c', 'editor/slip-table-paste.c'}
HAS_ONE = re.compile(r'SLIP_TYPE_(READ_)?PAGE\)|ADW_TYPE_(PREFERENCES_|APPLICATION_)?WINDOW\)|slip_task_dialog_new \('
                     r'|adw_message_dialog_new \(|gtk_popover_new \(|GtkShortcutsWindow|"GtkPopover"|_page, ADW_TYPE_BIN\)')


def test_no_page_is_left_out(_):
    folder = os.path.join(TOP, 'src', 'ui')
    found = set()
    for where, _, files in os.walk(folder):
        for name in files:
            with open(os.path.join(where, name), encoding='utf-8') as file:
                if name.endswith(('.c', '.ui')) and HAS_ONE.search(file.read()):
                    found.add(os.path.relpath(os.path.join(where, name), folder))
    looked_at = {name for pages in screenshots.PAGES.values() for name in pages} | set(globals())
    found -= MESSAGES
    assert found <= set(LOOKED_AT), f'say where these are looked at: {sorted(found - set(LOOKED_AT))}'
    assert set(LOOKED_AT) <= found, f'these are gone: {sorted(set(LOOKED_AT) - found)}'
    assert set(LOOKED_AT.values()) <= looked_at, f'these are no pages: {sorted(set(LOOKED_AT.values()) - looked_at)}'


def test_every_other_page(d):
    # What can't sync has other words in the popover of the sync button, which is looked at in the sample.
    look_at_pages(d, {space: pages for space, pages in screenshots.PAGES.items() if space not in ('sample', 'broken')})


def row(app, begins):
    return app.find('list item', begins + '*')


def ask(d, folder, quentin, store, invitation):
    """Quentin asks to join, and Petra's copy knows."""
    d.ctl(folder, 'remote', 'set', store)
    d.ctl(folder, 'invite', invitation)
    d.ctl(quentin, 'join', invitation, '--person', 'Quentin Ek', '--passphrase-file', d.secret())
    d.ctl(quentin, 'remote', 'set', store)
    for who in (folder, quentin, folder):
        d.ctl(who, 'sync')


def test_people(d):
    names = Names()
    folder, _ = d.workspace()
    quentin, store, invitation = d.folder('quentin'), d.folder('store'), os.path.join(d.dir, 'invitation')
    ask(d, folder, quentin, store, invitation)
    app = d.start(folder)
    app.find('list item', 'People').click()
    row(app, 'Petra Meyer (you)')
    names.check_dialogs(app, 'people')
    for opens in ('Invite Somebody…', 'Export Identity…', 'Change Passphrase…'):
        app.find('list item', opens).click()
        names.window(app, opens)
    app.close()
    d.ctl(folder, 'member', 'admit', 'Quentin Ek', '--role', 'qa-lead', '--passphrase-file', d.secret())
    d.ctl(folder, 'sync')
    d.ctl(quentin, 'sync')
    app = d.start(folder)
    app.find('list item', 'People').click()
    row(app, 'Quentin Ek').click()
    for opens in ('Change Roles…', 'Revoke This Person…'):
        app.find('list item', opens).click()
        names.window(app, opens)
    app.close()
    app = d.start(quentin, home='quentin-home')
    app.find('list item', 'People').click()
    app.find('list item', 'Forgotten Passphrase…').click()
    names.window(app, 'Forgotten Passphrase')
    names.end()


def open_document(app, begins):
    app.find('list', 'Releases').find('list item').click()
    app.find('list item', begins).click()
    app.find('button', 'Document Menu')


def test_questions_about_a_document(d):
    names = Names()
    folder = os.path.join(screenshots.make_spaces(d)['sample'])
    approved = next(line.split()[0] for line in d.ctl(folder, 'document', 'list').splitlines() if 'Deployment plan' in line)
    app = d.start(folder)
    open_document(app, 'Deployment plan*')
    app.find('button', 'Document Menu').click()
    app.find('menu item', 'Signatures').click()
    desk.wait('what can be done', lambda: any('…' in w.name for w in app.all('button')))
    names.check_dialogs(app, 'signatures')
    app.close()
    # What was changed since it was approved is printed in one of two versions.
    d.ctl(folder, 'revise', approved, '--reason', 'a new name')
    d.ctl(folder, 'field', 'set', approved, 'header/title', 'Another plan')
    app = d.start(folder)
    open_document(app, 'Another plan*')
    app.find('button', 'Document Menu').click()
    app.find('menu item', 'Print…').click()
    names.window(app, 'Print Which Version?')
    app.press('alt+Left')
    menu = app.find('list item', 'Another plan*').find('button')
    menu.click()
    app.find('menu item', 'Delete').click()
    names.window(app, 'Delete?')
    app.find('list item', 'UAT checklist*').click()
    app.find('list', 'Sections').all('list item')[2].click()
    app.find('list item', 'U-01*').click()
    app.find('button', 'Pass*').click()
    names.window(app, 'Record “Pass”?')
    names.end()


def test_a_proposal(d):
    names = Names()
    folder, release = d.workspace(roles=('development-lead',))
    quentin, store, invitation = d.folder('quentin'), d.folder('store'), os.path.join(d.dir, 'invitation')
    ask(d, folder, quentin, store, invitation)
    d.ctl(folder, 'member', 'admit', 'Quentin Ek', '--role', 'qa-lead', '--passphrase-file', d.secret())
    procedure = d.ctl(folder, 'document', 'new', release, 'installation-procedure')
    d.ctl(folder, 'field', 'set', procedure, 'backup_and_rollback/backup', 'Every night')
    for who in (folder, quentin):
        d.ctl(who, 'sync')
    d.ctl(quentin, 'field', 'set', procedure, 'backup_and_rollback/backup', 'Twice a day')
    for who in (quentin, folder):
        d.ctl(who, 'sync')
    app = d.start(folder)
    open_document(app, 'Installation*')
    app.find('list', 'Sections').find('list item', 'Backup*').click()
    desk.wait('the proposal', lambda: any('proposal' in w.name.lower() for w in app.all('button')))
    names.check_menus(app, 'a proposal')
    names.end()


if __name__ == '__main__':
    desk.run(test_no_page_is_left_out, test_every_other_page, test_people,
             test_questions_about_a_document, test_a_proposal)
