# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Slipway authors
"""A walk through the window, from its start to its end, leaves no memory behind. Only a build with the address sanitizer tells.

The other tests of the window don't look for leaks: the whole stack of what was allocated is needed to tell the toolkit's from
ours, and to keep it takes several times as long. So what is opened here is small, and little is asked. GTK's answers to AT-SPI
leak; what has no function of ours in its stack is left aside.
"""

import desk
import short_process


def make(d):
    """A release with a document of each state, in a copy that is synced."""
    folder, release, plan, _ = short_process.begin(d)
    short_process.waive(d, folder, release, 'plan-second-person')
    short_process.approve(d, folder, plan, short_process.PLAN)
    short_process.import_sample(d, folder, release, 'lessons-learned-3.xml')
    d.ctl(folder, 'remote', 'set', d.folder('store'))
    return folder


def test_a_walk_leaks_nothing(d):
    app = d.start(make(d), leaks=True)
    app.find('list item', 'Fraud check 1.0*').click()
    app.find('list item', 'Lesson: show*').click()
    sections = app.find('list', 'Sections').all('list item')
    for section in sections[1:] + sections[:1]:
        section.click()
        desk.wait('the section', lambda s=section: s.is_('selected'))
    app.find('text box', 'Title').type('A draft is enough')
    app.keys('Tab')
    app.find('label', 'Saved')
    app.find('button', 'Document Menu').click()
    app.find('menu item', 'Signatures').click()
    app.find('button', 'History').click()
    app.find('label', 'History')
    app.keys('alt+Left')
    pages = app.find('list', 'Pages')
    pages.find('list item', 'Audit Trail').click()
    app.find('search box')
    pages.find('list item', 'For Me').click()
    app.find('list item', 'Installation*').click()
    app.find('text box', 'Passphrase')
    app.find('list item', 'Fraud check 1.0*').click()
    app.find('button', 'Stage 3 Decision*').click()
    app.find('button', 'Decide…').click()
    app.dialog('Decide about Go')
    app.keys('Escape')
    app.closed('Decide about Go')
    pages.find('list item', 'People').click()
    app.find('list item', 'Invite Somebody…').click()
    app.dialog('Invite Somebody')
    app.keys('Escape')
    app.closed('Invite Somebody')
    app.keys('ctrl+comma')
    app.dialog('Preferences')
    app.keys('Escape')
    app.closed('Preferences')
    app.close()


desk.run(test_a_walk_leaks_nothing)
