# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Slipway authors
"""The audit trail in the window: filtered by release, document, person and time, saved, and signed as reviewed."""

import csv
import json
import os

import desk


def write(d):
    """Two releases, of which one has a plan with a few values."""
    folder, release = d.workspace()
    d.ctl(folder, 'release', 'new', 'Fraud check 1.0')
    plan = d.ctl(folder, 'document', 'new', release, 'deployment-plan')
    for value in ('Sort claims', 'Sort claims by weight'):
        d.ctl(folder, 'field', 'set', plan, 'scope/purpose', value)
    d.ctl(folder, 'field', 'set', plan, 'scope/in_scope', 'Motor claims')
    return folder, plan


def rows(app):
    return [w.name for w in app.all('list item') if w.name.startswith(('Changed', 'Made'))]


def test_the_trail_is_filtered(d):
    folder, _ = write(d)
    app = d.start(folder)
    app.find('list item', 'Audit Trail').click()
    everything = desk.wait('all entries', lambda: rows(app) or None)
    assert any('Fraud check' in name for name in everything), everything
    app.find('list item', 'Claims triage 2.4*').click()
    app.find('button', 'Release Menu').click()
    app.find('menu item', 'Audit Trail').click()
    shown = desk.wait('entries of one release', lambda: (lambda names: names if names and not
                      any('Fraud check' in name for name in names) else None)(rows(app)))
    assert sum('Purpose' in name for name in shown) == 2, shown


def test_a_time_that_is_none_is_marked(d):
    folder, _ = write(d)
    app = d.start(folder)
    app.find('list item', 'Audit Trail').click()
    app.find('list item', 'Filter*').click()
    since = app.find('text box', 'From*')
    since.type('next week')
    app.find('label', 'Not a time: *')
    since.type('2099-01-01')
    app.find('label', 'Nothing in the trail fits the filter.')
    assert not app.find('button', 'Sign a Review…').is_('sensitive')


def test_the_trail_is_saved(d):
    folder, _ = write(d)
    app = d.start(folder)
    app.find('list item', 'Audit Trail').click()
    desk.wait('entries', lambda: rows(app) or None)
    app.find('button', 'Export…').click()
    dialog = app.dialog('Export the Audit Trail')
    path = os.path.join(d.dir, 'trail.csv')
    dialog.find('button', 'Save…').click()
    app.choose_file('Export the Audit Trail', path)
    app.closed('Export the Audit Trail')
    with open(path, encoding='utf-8', newline='') as table:
        lines = list(csv.DictReader(table))
    assert [line['new'] for line in lines].count('Sort claims by weight') == 1, lines


def test_a_review_is_signed(d):
    folder, _ = write(d)
    app = d.start(folder)
    app.find('list item', 'Audit Trail').click()
    desk.wait('entries', lambda: rows(app) or None)
    app.find('label', 'Nobody has signed yet*')
    app.find('button', 'Sign a Review…').click()
    dialog = app.dialog('Sign a Review')
    dialog.find('text box', 'What You Found').type('Complete, and every change has its reason')
    dialog.find('text box', 'Your Passphrase').type('a long passphrase')
    dialog.find('button', 'Sign').click()
    app.closed('Sign a Review')
    app.find('label', 'Complete, and every change has its reason*')
    app.find('label', 'Valid')
    reviews = json.loads(d.ctl(folder, '--json', 'log', 'reviews'))
    assert len(reviews) == 1 and reviews[0]['comment'] == 'Complete, and every change has its reason', reviews


desk.run(test_the_trail_is_filtered,
         test_a_time_that_is_none_is_marked,
         test_the_trail_is_saved,
         test_a_review_is_signed)
