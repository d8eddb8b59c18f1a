# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Slipway authors
"""What several people did to the same thing, settled by a click: values, texts, rows that were deleted or moved, proposals.

The other person works on the command line, and what they share is a folder.
"""

import json
import os

import desk

MOVED = 'Several people moved this row at the same time'
DELETED = 'One deleted this while another worked in it'
WRITTEN = 'Several people wrote different values at the same time'
TEXT = 'Several people changed this text at the same time'


class Two:
    """Petra, whose window it is, and Quentin have the same documents, and work on without seeing each other."""

    def __init__(self, d):
        self.d = d
        self.petra = d.folder('petra')
        self.quentin = d.folder('quentin')
        secret, store, invitation = d.secret(), d.folder('store'), os.path.join(d.dir, 'invitation')
        d.ctl(self.petra, 'init', 'Claims', '--person', 'Petra Meyer', '--role', 'development-lead',
              '--passphrase-file', secret)
        d.ctl(self.petra, 'remote', 'set', store)
        d.ctl(self.petra, 'invite', invitation)
        d.ctl(self.quentin, 'join', invitation, '--person', 'Quentin Blau', '--passphrase-file', secret)
        d.ctl(self.quentin, 'remote', 'set', store)
        self.share()
        d.ctl(self.petra, 'member', 'admit', d.ctl(self.quentin, 'info', 'person'), '--role', 'qa-lead',
              '--passphrase-file', secret)
        self.release = d.ctl(self.petra, 'release', 'new', 'Claims triage 2.4')
        self.plan = d.ctl(self.petra, 'document', 'new', self.release, 'deployment-plan')

    def share(self):
        for folder in (self.quentin, self.petra, self.quentin):
            self.d.ctl(folder, 'sync')

    def set(self, who, path, value):
        self.d.ctl(who, 'field', 'set', self.plan, path, value)

    def rows(self, *names):
        """Rows of a table of the plan, each with its name; their ids."""
        ids = []
        for name in names:
            ids.append(self.d.ctl(self.petra, 'field', 'add', self.plan, 'dependencies'))
            self.set(self.petra, f'dependencies/{ids[-1]}/what', name)
        self.share()
        return ids

    def open(self):
        """The plan in Petra's window, at its conflicts."""
        self.share()
        app = self.d.start(self.petra)
        app.find('list item', 'Claims triage 2.4*').click()
        app.find('list item', 'Deployment Plan*').click()
        app.find('button', 'Resolve…').click()
        app.find('label', 'Conflicts')
        return app

    def open_conflicts(self):
        return json.loads(self.d.ctl(self.petra, '--json', 'conflicts'))

    def value(self, path):
        return json.loads(self.d.ctl(self.petra, '--json', 'log', self.plan, '--field', path))[-1]['value']


def all_settled(app, two):
    app.find(None, 'No Conflicts')
    assert two.open_conflicts() == [], two.open_conflicts()
    two.share()
    assert json.loads(two.d.ctl(two.quentin, '--json', 'conflicts')) == []


def test_one_of_two_values_is_taken(d):
    two = Two(d)
    two.share()
    two.set(two.petra, 'rollback/minutes', '45')
    two.set(two.quentin, 'rollback/minutes', '60')
    app = two.open()
    app.find('label', WRITTEN)
    for said in ('Petra Meyer', 'Quentin Blau', 'Shown Now', '45', '60'):
        app.find('label', said)
    app.find('button', 'Take this of Quentin Blau: 60').click()
    all_settled(app, two)
    assert two.value('rollback/minutes') == '60'


def test_two_texts_are_merged(d):
    two = Two(d)
    two.set(two.petra, 'scope/purpose', 'one\ntwo\nthree')
    two.set(two.petra, 'scope/in_scope', 'all of it')
    two.share()
    two.set(two.petra, 'scope/purpose', 'ONE\ntwo\nthree')
    two.set(two.quentin, 'scope/purpose', 'one\ntwo\nTHREE')
    two.set(two.petra, 'scope/in_scope', 'most of it')
    two.set(two.quentin, 'scope/in_scope', 'some of it')
    app = two.open()
    app.find('label', TEXT)
    clean, open_ = desk.wait('both can be merged', lambda: len(app.all('text box', 'Merged')) == 2
                             and sorted(app.all('text box', 'Merged'), key=lambda w: '▸' in w.text))
    assert clean.text == 'ONE\ntwo\nTHREE', clean.text
    assert '▸ Petra Meyer wrote:\nmost of it' in open_.text, open_.text
    uses = app.all('button', 'Use Merged*')
    # What two wrote in the same place isn't taken before somebody has decided.
    assert [w.is_('sensitive') for w in uses].count(True) == 1
    next(w for w in uses if w.is_('sensitive')).click()
    desk.wait('one is left', lambda: len(app.all('text box', 'Merged')) == 1)
    assert two.value('scope/purpose') == 'ONE\ntwo\nTHREE'
    left = app.find('text box', 'Merged')
    left.scroll_to()
    left.type('the half of it')
    app.find('button', 'Use Merged*').click()
    all_settled(app, two)
    assert two.value('scope/in_scope') == 'the half of it'


def test_a_deleted_row_is_kept_and_another_goes(d):
    two = Two(d)
    stays, goes = two.rows('first', 'second')
    for row, name in ((stays, 'first, changed'), (goes, 'second, changed')):
        d.ctl(two.petra, 'field', 'delete', two.plan, row)
        two.set(two.quentin, f'dependencies/{row}/what', name)
    app = two.open()
    desk.wait('both are asked about', lambda: len(app.all('label', DELETED)) == 2)
    order = [c['path'] for c in two.open_conflicts()]
    buttons = {name: [w for w in app.all('button') if w.name.startswith(name)] for name in ('Keep', 'Delete')}
    # Which is which is said to who doesn't see what stands above.
    assert sorted(w.name for w in buttons['Keep']) == ['Keep: Dependencies › first, changed',
                                                       'Keep: Dependencies › second, changed'], buttons
    buttons['Delete'][order.index(f'dependencies/{goes}')].click()
    desk.wait('one is left', lambda: len(app.all('label', DELETED)) == 1)
    next(w for w in app.all('button') if w.name.startswith('Keep')).click()
    all_settled(app, two)
    shown = d.ctl(two.quentin, 'document', 'show', two.plan)
    assert stays in shown and goes not in shown, shown


def test_a_row_that_two_moved_gets_its_place(d):
    two = Two(d)
    one, _, three, four = two.rows('first', 'second', 'third', 'fourth')
    d.ctl(two.petra, 'field', 'move', two.plan, four, '--before', one)
    d.ctl(two.quentin, 'field', 'move', two.plan, four, '--before', three)
    app = two.open()
    app.find('label', MOVED)
    app.find('button', 'Take this of Quentin Blau*').click()
    all_settled(app, two)
    shown = d.ctl(two.quentin, 'document', 'show', two.plan)
    assert shown.index(one) < shown.index(four) < shown.index(three), shown


def test_a_proposal_is_taken_up_and_another_declined(d):
    two = Two(d)
    procedure = d.ctl(two.petra, 'document', 'new', two.release, 'installation-procedure')
    for path in ('backup', 'rollback'):
        d.ctl(two.petra, 'field', 'set', procedure, f'backup_and_rollback/{path}', 'Every night')
    two.share()
    for path in ('backup', 'rollback'):
        d.ctl(two.quentin, 'field', 'set', procedure, f'backup_and_rollback/{path}', 'Twice a day')
    two.share()
    app = d.start(two.petra)
    app.find('list item', 'Claims triage 2.4*').click()
    app.find('list item', 'Installation*').click()
    app.find('button', 'Document Menu').click()
    app.find('menu item', 'Signatures').click()
    app.find('label', 'Proposed by Quentin Blau*')
    takes = [w for w in app.all('button') if w.name.startswith('Take up: ')]
    assert len(takes) == 2, takes
    name = takes[0].name.removeprefix('Take up: ')
    takes[0].click()
    app.gone('button', f'Take up: {name}')
    next(w for w in app.all('button') if w.name.startswith('Decline: ')).click()
    app.gone('label', 'Proposed by Quentin Blau*')
    values = sorted(json.loads(d.ctl(two.petra, '--json', 'log', procedure, '--field', f'backup_and_rollback/{path}'))[-1]
                    ['value'] for path in ('backup', 'rollback'))
    assert values == ['Every night', 'Twice a day'], values


desk.run(test_one_of_two_values_is_taken,
         test_two_texts_are_merged,
         test_a_deleted_row_is_kept_and_another_goes,
         test_a_row_that_two_moved_gets_its_place,
         test_a_proposal_is_taken_up_and_another_declined)
